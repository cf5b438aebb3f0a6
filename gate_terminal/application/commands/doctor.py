"""``gate-terminal doctor``: looks at every part and says what is wrong and what to do."""

from __future__ import annotations

import json
from itertools import chain

import click

from gate_terminal.application.commands.common import ANSWER_IS_NO, data_option, json_option, say_error
from gate_terminal.application.place import Place


@click.command()
@click.option("--mend-rights", is_flag=True, help="First let only the owner use what is kept: 0600, directories 0700.")
@data_option
@json_option
def doctor(place: Place, *, mend_rights: bool, as_json: bool) -> int:
    """Look at every part: program, readers, font, data directory, rights, rule, camera, ledger, backups, lists, clock.

    --json prints a line for each finding: {"part", "health": well, note or wrong, "says", "do"}. Exit code: 0
    where all is well, 1 where something is wrong.
    """
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.application.health import Health
    from gate_terminal.application.health_backups import backup_findings
    from gate_terminal.application.health_keeping import keeping_findings
    from gate_terminal.application.health_program import program_findings
    from gate_terminal.application.health_rights import mend_rights as mend
    from gate_terminal.application.health_terminal import terminal_findings

    wrong, now = 0, SystemClock().now()
    if mend_rights:
        mended, refused = mend(place)
        for sentence in refused:
            say_error(sentence)
        if not as_json:
            click.echo(f"Rights mended: {mended}.")
    of_the_terminal = (terminal_findings, backup_findings, keeping_findings)
    for finding in chain(program_findings(), *(look(place, now) for look in of_the_terminal)):
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
