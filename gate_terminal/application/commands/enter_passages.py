"""``gate-terminal passages enter``: copy the list that was kept on paper while the terminal was down."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from gate_terminal.application.commands.common import ANSWER_IS_NO, data_option, json_option, progress_bar
from gate_terminal.application.commands.households import by_option
from gate_terminal.application.commands.passages import open_books
from gate_terminal.application.commands.site_time import date_option
from gate_terminal.application.place import Place
from gate_terminal.domain.counting import counted
from gate_terminal.domain.words import Reason, Verdict


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@date_option("The day of lines without one.")
@click.option("--dry-run", is_flag=True, help="Say what is in the file and write nothing.")
@by_option
@data_option
@json_option
def enter(place: Place, file: Path, *, day: date | None, dry_run: bool, who: str, as_json: bool) -> int:
    """Enter a list that was kept on paper (补登): FILE is CSV or XLSX with a header.

    Columns: time and direction (out, in), address or serial, and day, name, purpose, temperature where they were
    written; or 时间 方向 住址 证号 日期 姓名 事由 体温. Each line is recorded at its own moment and marked as copied
    from paper. They did pass: where the rule would have held or refused, it stands as let through by people.
    The same list again adds nothing.

    Exit code: 0 where every line is entered, 1 where some were refused (the others are entered), 3 where the file
    cannot be read.
    """
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.application.paper_list import enter_paper_list, read_paper_list, was_known
    from gate_terminal.application.policy_book import PolicyBook
    from gate_terminal.application.settings import read_settings

    settings = read_settings(place.settings)
    now = SystemClock().now()
    made = []
    with open_books(place) as (ledger, register):
        found = read_paper_list(file, register, settings, day=day, who=who, now=now)
        if not dry_run:
            with progress_bar("Entering") as progress:
                made = enter_paper_list(ledger, PolicyBook(place, ledger), found.lines, now, progress)
    entered = [passage for passage in made if not was_known(passage)]
    told: dict[str, Any] = {
        "lines": len(found.lines),
        "refused": [{"row": each.row, "column": each.column, "reason": each.sentence} for each in found.refused],
        "written": not dry_run,
    }
    if not dry_run:
        told["entered"] = len(entered)
        told["known"] = len(made) - len(entered)
        told["let_through"] = sum(passage.decision.reason is Reason.OK_SUPERVISOR for passage in entered)
        told["fevers"] = sum(passage.decision.verdict is Verdict.ISOLATE for passage in entered)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return ANSWER_IS_NO if found.refused else 0
    for each in found.refused:
        click.echo(f"refused: row {each.row}, column {each.column}: {each.sentence}")
    if dry_run:
        click.echo(f"{counted(told['lines'], 'line')} read, {len(found.refused)} refused: nothing was written.")
    else:
        click.echo(
            f"{told['entered']} entered, {told['known']} known already, {len(found.refused)} refused;"
            f" {told['let_through']} the rule would not have let pass, {told['fevers']} with a fever."
        )
    return ANSWER_IS_NO if found.refused else 0
