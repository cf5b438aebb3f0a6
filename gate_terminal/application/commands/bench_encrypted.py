"""``gate-terminal bench ledger --encrypted``: a durable decision in an encrypted ledger beside a plain one."""

from __future__ import annotations

import multiprocessing
import secrets
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from gate_terminal.ledger.cipher import take_over

if TYPE_CHECKING:
    from gate_terminal.application.commands.bench_street import Street
    from gate_terminal.ledger.store import Ledger

_AT_ONCE = 50
_HOUSEHOLDS = 1000


@dataclass(frozen=True, slots=True)
class Beside:
    """Milliseconds of a recorded passage at the half, and how many times the plain one the encrypted one takes."""

    plain_p50: float
    encrypted_p50: float
    ratio: float
    """The median of the ratios, each of passages that were recorded one set right after the other."""


@dataclass(slots=True)
class _Lane:
    """What one process keeps between its turns."""

    open_one: tuple[Ledger, Street] | None = None


_lane = _Lane()


def measured_beside(folder: Path, turns: int) -> Beside:
    """Record `turns` passages in each form, in two processes that take turns on the same disk."""
    spawn = multiprocessing.get_context("spawn")
    with (
        ProcessPoolExecutor(1, mp_context=spawn, initializer=take_over, initargs=(None,)) as plain,
        ProcessPoolExecutor(1, mp_context=spawn, initializer=take_over, initargs=(secrets.token_bytes(32),)) as sealed,
    ):
        lanes = ((plain, folder / "plain-beside.sqlite"), (sealed, folder / "encrypted.sqlite"))
        found: list[tuple[list[float], ...]] = []
        for number in range(1 + max(1, turns // _AT_ONCE)):
            each = {path: lane.submit(_recorded, path).result() for lane, path in lanes[:: 1 if number % 2 else -1]}
            found.append(tuple(each[path] for _, path in lanes))
    # The first turns are for warming up.
    halves = [(median(bare), median(closed)) for bare, closed in found[1:]]
    return Beside(
        round(median(bare for bare, _ in halves), 3),
        round(median(closed for _, closed in halves), 3),
        round(median(closed / bare for bare, closed in halves), 3),
    )


def _recorded(path: Path) -> list[float]:
    """Record some passages in this process's ledger, made at the first call; return the milliseconds of each."""
    # After the form was chosen: with these comes SQLite.
    from gate_terminal.application.commands.bench_street import Street, answer
    from gate_terminal.ledger.file import open_file
    from gate_terminal.ledger.store import Ledger

    if _lane.open_one is None:
        _lane.open_one = (Ledger(open_file(path, window=True, create=True)), Street(_HOUSEHOLDS))
    ledger, street = _lane.open_one
    took = []
    for _ in range(_AT_ONCE):
        attempt = street.attempt()
        began = time.perf_counter()
        ledger.record(attempt, answer(attempt))
        took.append((time.perf_counter() - began) * 1000)
    ledger.rest()
    return took
