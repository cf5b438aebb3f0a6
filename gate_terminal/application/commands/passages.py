"""``gate-terminal passages``: list, explain, export and make void what was recorded at the gate."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate_terminal.application.commands.common import (
    ANSWER_IS_NO,
    LazyGroup,
    data_option,
    json_option,
    name_of,
    out_option,
    say_written,
)
from gate_terminal.application.commands.households import by_option, reveal_options
from gate_terminal.application.commands.passages_told import (
    COLUMNS,
    PROOF,
    cells_of,
    described,
    line_of,
    proof_of,
    why_lines_of,
    why_plain,
)
from gate_terminal.application.commands.site_time import SiteMoment, date_option
from gate_terminal.application.place import Place
from gate_terminal.domain.counting import counted
from gate_terminal.domain.moments import midnight
from gate_terminal.domain.words import Direction, Verdict

if TYPE_CHECKING:
    from gate_terminal.application.records import Records
    from gate_terminal.ledger.reading import Asked
    from gate_terminal.ledger.store import Ledger
    from gate_terminal.register.register import Register


def _which(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which passages are meant."""
    for option in (
        click.option("--verdict", type=click.Choice([verdict.value for verdict in Verdict]), help="Only this verdict."),
        click.option("--direction", type=click.Choice([each.value for each in Direction]), help="Only this way."),
        click.option("--vehicle", metavar="PLATE", default="", help="Only this vehicle; needs --reason."),
        click.option("--person", metavar="NAME", default="", help="Only this person; needs --reason."),
        click.option(
            "--household", "address", metavar="ADDRESS", default="", help="Only this household; needs --reason."
        ),
        click.option("--until", type=SiteMoment(), metavar="MOMENT", help="Only what happened before."),
        click.option("--since", type=SiteMoment(), metavar="MOMENT", help="Only what happened then or later."),
        date_option("Only this day."),
    ):
        command = option(command)
    return command


@click.group(cls=LazyGroup, lazy={"enter": "gate_terminal.application.commands.enter_passages:enter"})
def passages() -> None:
    """Look at what was recorded at the gate."""


@passages.command("list")
@_which
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="The latest so many.")
@reveal_options
@by_option
@data_option
@json_option
def list_(place: Place, *, limit: int, reveal: bool, reason: str, who: str, as_json: bool, **which: Any) -> int:
    """Print passages, the oldest first; names, room numbers and serials are masked.

    The movements of one household, person or vehicle are shown only with a --reason, which is logged.
    """
    with open_books(place) as (ledger, register):
        records = _records(ledger, register)
        asked = _asked(records, ledger, who=who, reason=reason, **which)
        demand_reason(ledger, reveal, who, reason, "passages list")
        found = records.latest(asked, limit)
        for record in reversed(found):
            told = described(record, reveal=reveal)
            if as_json:
                click.echo(json.dumps(told | {"proof": proof_of(record)}, ensure_ascii=False))
            else:
                click.echo(line_of(told))
    if not found and not as_json:
        click.echo("No passages.")
    return 0 if found else ANSWER_IS_NO


@passages.command()
@click.argument("uid")
@reveal_options
@by_option
@data_option
@json_option
def show(place: Place, uid: str, *, reveal: bool, reason: str, who: str, as_json: bool) -> int:
    """Print one passage and why it was answered so. UID is its id, or the end of it.

    The proof: which policy, by whose authority and in force since when; the passages that caused the answer; how old
    the newest record was on which it rests; and what a supervisor said. Names, rooms and serials are masked.
    """
    with open_books(place) as (ledger, register):
        records = _records(ledger, register)
        passage = records.find(uid)
        demand_reason(ledger, reveal, who, reason, f"passages show {passage.uid}")
        why = records.why(passage)
    if as_json:
        told = described(why.record, reveal=reveal) | {"proof": why_plain(why, reveal=reveal)}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(line_of(described(why.record, reveal=reveal)))
        for line in why_lines_of(why, reveal=reveal):
            click.echo(f"  {line}")
    return 0


@passages.command()
@_which
@out_option("The CSV file to write")
@reveal_options
@by_option
@data_option
@json_option
def export(place: Place, *, out: Path, reveal: bool, reason: str, who: str, as_json: bool, **which: Any) -> int:
    """Write passages to a CSV file; names, room numbers and serials are masked.

    The movements of one household, person or vehicle are written only with a --reason, which is logged.
    """
    from gate_terminal.application.spreadsheets import write_table

    with open_books(place) as (ledger, register):
        records = _records(ledger, register)
        asked = _asked(records, ledger, who=who, reason=reason, **which)
        demand_reason(ledger, reveal, who, reason, f"passages export to {out.name}")
        rows = (
            cells_of({**described(record, reveal=reveal), **proof_of(record)})
            for record in (records.named(passage) for passage in ledger.passages(asked))
        )
        count = write_table(out, (*COLUMNS, *PROOF), rows)
    sentence = f"Wrote {counted(count, 'passage')} to {name_of(out)}."
    say_written(out, {"file": str(out), "passages": count}, sentence, as_json=as_json)
    return 0


@passages.command()
@click.argument("uid")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is void; it stays in the ledger.")
@by_option
@data_option
@json_option
def void(place: Place, uid: str, *, reason: str, who: str, as_json: bool) -> int:
    """Make the passage UID void; it stays in the ledger, with who, when and why. UID may be the end of the id.

    The turn that it used is free again. A way out takes its later return with it.
    """
    from gate_terminal.application.clocks import SystemClock

    with open_books(place) as (ledger, register):
        passage = _records(ledger, register).find(uid)
        made = ledger.void(passage.uid, who=who, why=reason, at=SystemClock().now())
    if as_json:
        click.echo(json.dumps({"void": [passage.uid for passage in made]}))
    else:
        for passage in made:
            attempt = passage.attempt
            click.echo(f"Void: {attempt.at:%Y-%m-%d %H:%M} {attempt.direction} {passage.uid}")
    return 0


@contextmanager
def open_books(place: Place) -> Iterator[tuple[Ledger, Register]]:
    """Open ledger and register of one terminal, which are one file."""
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.application.settings import settings_or_shipped
    from gate_terminal.ledger.file import open_file
    from gate_terminal.ledger.store import Ledger
    from gate_terminal.register.register import Register
    from gate_terminal.register.schema import prepare_register

    own_name = settings_or_shipped(place.settings).site.name
    clock = SystemClock()
    file = open_file(place.ledger, window=False)
    try:
        prepare_register(file)
        yield Ledger(file, now=clock.now), Register(file, now=clock.now, own_name=own_name)
    finally:
        file.close()


def _records(ledger: Ledger, register: Register) -> Records:
    from gate_terminal.application.records import Records

    return Records(ledger, register)


def _asked(
    records: Records,
    ledger: Ledger,
    *,
    who: str,
    reason: str,
    day: date | None,
    since: datetime | None,
    until: datetime | None,
    address: str,
    person: str,
    vehicle: str,
    direction: str | None,
    verdict: str | None,
) -> Asked:
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.application.records import note_movements
    from gate_terminal.ledger.reading import Asked

    if day is not None:
        if since is not None or until is not None:
            raise click.UsageError("--date stands alone: without --since and --until.")
        since, until = midnight(day), midnight(day + timedelta(days=1))
    asked = Asked(
        since=since,
        until=until,
        direction=None if direction is None else Direction(direction),
        verdict=None if verdict is None else Verdict(verdict),
    )
    if address or person or vehicle:
        if not reason.strip():
            raise click.UsageError(
                "The movements of one household, person or vehicle need --reason TEXT: it is logged."
            )
        whom = records.whom(address, person, vehicle)
        note_movements(ledger, whom, who=who, why=reason, at=SystemClock().now())
        return whom.among(asked)
    return asked


def demand_reason(ledger: Ledger, reveal: bool, who: str, reason: str, what: str) -> None:
    """Put into the ledger that personal data is shown in full; without a reason it is not."""
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.ledger.rows import EventKind

    if not reveal:
        return
    if not reason.strip():
        raise click.UsageError("--reveal needs --reason TEXT: it is logged.")
    ledger.note(EventKind.REVEAL, who=who, about=what, why=reason, at=SystemClock().now())
