"""``gate-terminal report``: what the command post wants to know of a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from gate_terminal.application.commands.common import data_option, json_option, name_of, out_option, say_written
from gate_terminal.application.commands.households import by_option, reveal_options
from gate_terminal.application.commands.passages import demand_reason, open_books
from gate_terminal.application.commands.site_time import date_option
from gate_terminal.application.place import Place
from gate_terminal.domain.counting import counted
from gate_terminal.domain.words import Language


@click.group()
def report() -> None:
    """Report what happened at the gate."""


@report.command()
@date_option("The day (default: today).")
@out_option("The file to write: .csv, .html or .txt")
@click.option(
    "--language", type=click.Choice([each.value for each in Language]), help="Of the words (default: the screen's)."
)
@reveal_options
@by_option
@data_option
@json_option
def daily(
    place: Place,
    *,
    day: date | None,
    out: Path,
    language: str | None,
    reveal: bool,
    reason: str,
    who: str,
    as_json: bool,
) -> None:
    """Write the report of one day: counts, who is still out, fevers, holds, voided passages.

    A day on which nothing happened is reported too. Names and room numbers are masked unless --reveal.
    """
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.application.daily import daily_report
    from gate_terminal.application.daily_pages import pages_of, write_report
    from gate_terminal.application.settings import read_settings
    from gate_terminal.domain.moments import civil_day

    settings = read_settings(place.settings)
    now = SystemClock().now()
    with open_books(place) as (ledger, register):
        demand_reason(ledger, reveal, who, reason, f"daily report to {out.name}")
        made = daily_report(ledger, register, day or civil_day(now), now, reveal=reveal)
    chosen = settings.screen.language if language is None else Language(language)
    write_report(out, pages_of(made, settings.site.name, chosen, masked=not reveal))
    told = {
        "out": str(out),
        "date": made.day.isoformat(),
        "passages": made.passages,
        "still_out": len(made.outside),
        "fevers": len(made.fevers),
        "holds": len(made.holds),
        "voided": len(made.voided),
    }
    numbers = f"{counted(made.passages, 'passage')}, {len(made.outside)} still out"
    say_written(out, told, f"The report of {made.day} is in {name_of(out)}: {numbers}.", as_json=as_json)
