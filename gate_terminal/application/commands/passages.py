"""``gate-terminal passages``: list, export and make void what was recorded at the gate."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate_terminal.application.commands.common import ANSWER_IS_NO, data_option, json_option
from gate_terminal.application.commands.households import by_option, reveal_options
from gate_terminal.application.place import Place
from gate_terminal.domain.masking import mask_end, mask_name
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.words import Direction, Verdict

if TYPE_CHECKING:
    from gate_terminal.ledger.passage import Passage
    from gate_terminal.ledger.reading import Asked
    from gate_terminal.ledger.store import Ledger
    from gate_terminal.register.register import Register

_COLUMNS = (
    "uid",
    "seq",
    "happened_at",
    "recorded_at",
    "gate",
    "lane",
    "direction",
    "household",
    "person",
    "serial",
    "purpose",
    "temperatures",
    "verdict",
    "reason",
    "next_allowed",
    "entered",
    "guard",
    "void",
)


class SiteMoment(click.ParamType[datetime]):
    """A day or a moment of the site: ``2020-02-07`` or ``2020-02-07T09:00``, with an offset or without."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Return the moment, in the site's zone where no offset is given."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day and no moment, such as 2020-02-07 or 2020-02-07T09:00.", param, ctx)
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=SITE_ZONE)


def _which(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which passages are meant."""
    for option in (
        click.option("--verdict", type=click.Choice([verdict.value for verdict in Verdict]), help="Only this verdict."),
        click.option("--direction", type=click.Choice([each.value for each in Direction]), help="Only this way."),
        click.option("--household", "address", metavar="ADDRESS", help="Only this household."),
        click.option("--until", type=SiteMoment(), metavar="MOMENT", help="Only what happened before."),
        click.option("--since", type=SiteMoment(), metavar="MOMENT", help="Only what happened then or later."),
        click.option("--day", type=SiteMoment(), metavar="DAY", help="Only this day."),
    ):
        command = option(command)
    return command


@click.group()
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
    """Print passages, the oldest first; names, room numbers and serials are masked."""
    from collections import deque

    with open_books(place) as (ledger, register):
        asked = _asked(register, **which)
        demand_reason(ledger, reveal, who, reason, "passages list")
        found = deque(ledger.passages(asked), maxlen=limit)
        for passage in found:
            told = described(passage, register, reveal=reveal)
            if as_json:
                click.echo(json.dumps(told, ensure_ascii=False))
            else:
                click.echo(_line(told))
    if not found and not as_json:
        click.echo("No passages.")
    return 0 if found else ANSWER_IS_NO


@passages.command()
@_which
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The CSV file to write.")
@reveal_options
@by_option
@data_option
@json_option
def export(place: Place, *, out: Path, reveal: bool, reason: str, who: str, as_json: bool, **which: Any) -> int:
    """Write passages to a CSV file; names, room numbers and serials are masked."""
    from gate_terminal.application.spreadsheets import write_table

    with open_books(place) as (ledger, register):
        asked = _asked(register, **which)
        demand_reason(ledger, reveal, who, reason, f"passages export to {out.name}")
        rows = (_cells(described(passage, register, reveal=reveal)) for passage in ledger.passages(asked))
        count = write_table(out, _COLUMNS, rows)
    if as_json:
        click.echo(json.dumps({"file": str(out), "passages": count}, ensure_ascii=False))
    else:
        click.echo(f"Wrote {count} passages to {out}.")
    return 0


@passages.command()
@click.argument("uid")
@click.option("--reason", required=True, metavar="TEXT", help="Why it is void; it stays in the ledger.")
@by_option
@data_option
@json_option
def void(place: Place, uid: str, *, reason: str, who: str, as_json: bool) -> int:
    """Make the passage UID void; it stays in the ledger, with who, when and why.

    The turn that it used is free again. A way out takes its later return with it.
    """
    from gate_terminal.application.clocks import SystemClock

    with open_books(place) as (ledger, _register):
        made = ledger.void(uid, who=who, why=reason, at=SystemClock().now())
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
    from gate_terminal.ledger.file import open_file
    from gate_terminal.ledger.store import Ledger
    from gate_terminal.register.register import Register
    from gate_terminal.register.schema import prepare_register

    clock = SystemClock()
    file = open_file(place.ledger, window=False)
    try:
        prepare_register(file)
        yield Ledger(file, now=clock.now), Register(file, now=clock.now)
    finally:
        file.close()


def _asked(
    register: Register,
    *,
    day: datetime | None,
    since: datetime | None,
    until: datetime | None,
    address: str | None,
    direction: str | None,
    verdict: str | None,
) -> Asked:
    from gate_terminal.ledger.reading import Asked

    if day is not None:
        if since is not None or until is not None:
            raise click.UsageError("--day stands alone: without --since and --until.")
        since, until = day, day + timedelta(days=1)
    party = None
    if address is not None:
        household = register.household_by_address(address)
        if household is None:
            raise click.UsageError(f"No household lives at {address}.")
        party = household.id
    return Asked(
        since=since,
        until=until,
        party=party,
        direction=None if direction is None else Direction(direction),
        verdict=None if verdict is None else Verdict(verdict),
    )


def demand_reason(ledger: Ledger, reveal: bool, who: str, reason: str, what: str) -> None:
    """Put into the ledger that personal data is shown in full; without a reason it is not."""
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.ledger.rows import EventKind

    if not reveal:
        return
    if not reason.strip():
        raise click.UsageError("--reveal needs --reason TEXT: it is logged.")
    ledger.note(EventKind.REVEAL, who=who, about=what, why=reason, at=SystemClock().now())


def described(passage: Passage, register: Register, *, reveal: bool) -> dict[str, Any]:
    """Return a passage as plain values in the order of the exported columns, masked unless `reveal`."""
    attempt, decision = passage.attempt, passage.decision
    household = register.household(attempt.party) if attempt.party else None
    address = attempt.party if household is None else household.address
    names = {} if household is None else {person.id: person.name for person in household.members}
    person = names.get(attempt.person, attempt.person)
    values = (
        passage.uid,
        passage.seq,
        attempt.at.isoformat(),
        passage.recorded_at.isoformat(),
        attempt.gate,
        attempt.lane,
        attempt.direction.value,
        address if reveal else mask_end(address),
        person if reveal else mask_name(person),
        attempt.serial if reveal or attempt.serial is None else mask_end(attempt.serial),
        attempt.purpose.value,
        [str(reading) for reading in attempt.temperatures],
        decision.verdict.value,
        decision.reason.value,
        None if decision.next_allowed is None else decision.next_allowed.isoformat(),
        passage.entered.value,
        attempt.guard,
        None if passage.void is None else passage.void.why,
    )
    return dict(zip(_COLUMNS, values, strict=True))


def _line(told: dict[str, Any]) -> str:
    moment = datetime.fromisoformat(told["happened_at"])
    void_mark = "" if told["void"] is None else f"  VOID: {told['void']}"
    return (
        f"{told['seq']:>6}  {moment:%Y-%m-%d %H:%M:%S}  {told['direction']:<3}  {told['household']:<14} "
        f"{told['person']:<6} {' '.join(told['temperatures']):<10} {told['verdict']:<9} {told['reason']}"
        f"  {told['uid']}{void_mark}"
    )


def _cells(told: dict[str, Any]) -> list[str]:
    return [
        " ".join(value) if isinstance(value, list) else "" if value is None else str(value) for value in told.values()
    ]
