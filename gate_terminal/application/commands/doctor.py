"""``gate-terminal doctor``: looks at every part and says what is wrong and what to do."""

from __future__ import annotations

import json
from itertools import chain

import click

from gate_terminal.application.commands.common import ANSWER_IS_NO, data_option, json_option
from gate_terminal.application.place import Place


@click.command()
@data_option
@json_option
def doctor(place: Place, *, as_json: bool) -> int:
    """Look at every part: program, readers, font, data directory, rule, camera, ledger, backups, lists, disk, clock.

    --json prints a line for each finding: {"part", "health": well, note or wrong, "says", "do"}. Exit code: 0
    where all is well, 1 where something is wrong.
    """
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.application.health import Health
    from gate_terminal.application.health_backups import backup_findings
    from gate_terminal.application.health_program import program_findings
    from gate_terminal.application.health_terminal import terminal_findings

    wrong, now = 0, SystemClock().now()
    for finding in chain(program_findings(), terminal_findings(place, now), backup_findings(place, now)):
        wrong += finding.health is Health.WRONG
        if as_json:
            told = {"part": finding.part, "health": finding.health.value, "says": finding.says, "do": finding.do}
            click.echo(json.dumps(told, ensure_ascii=False))
            continue
        mark = {Health.WELL: "ok", Health.NOTE: "note", Health.WRONG: "WRONG"}[finding.health]
        click.echo(f"{mark:<6} {finding.part}: {finding.says}")
        if finding.do:
            click.echo(f"       → {finding.do}")
    if not as_json:
        things = "1 thing is" if wrong == 1 else f"{wrong} things are"
        click.echo(f"{things} wrong." if wrong else "All is well.")
    return ANSWER_IS_NO if wrong else 0
