"""``gate-terminal bench``: figures of the product's own work, with the physical floor measured beside them."""

from __future__ import annotations

import click

from gate_terminal.application.commands.common import LazyGroup

_HERE = "gate_terminal.application.commands"


@click.group(
    cls=LazyGroup,
    lazy={
        "decode": f"{_HERE}.bench_decode:bench_decode",
        "ledger": f"{_HERE}.bench_ledger:bench_ledger",
        "eyes": "gate_terminal.ui.bench_eyes:bench_eyes",
        "lane": "gate_terminal.ui.bench_lane:bench_lane",
        "rules": f"{_HERE}.bench_rules:bench_rules",
    },
)
def bench() -> None:
    """Measure; every figure comes with the floor of the same minute."""
