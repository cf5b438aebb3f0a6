"""``gate-terminal passages``: list, explain, export and make void what was recorded at the gate."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
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
from gate_terminal.application.commands.site_time import SiteMoment, date_option
from gate_terminal.application.place import Place
from gate_terminal.domain.counting import counted
from gate_terminal.domain.masking import mask_end
from gate_terminal.domain.moments import midnight
from gate_terminal.domain.words import Direction, Language, Verdict

if TYPE_CHECKING:
    from gate_terminal.application.records import Record, Records, Why
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
    "subject",
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
    "asked",
)
_PROOF = ("policy_version", "causes", "facts_as_of")


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
                click.echo(json.dumps(told | {"proof": _proof(record)}, ensure_ascii=False))
            else:
                click.echo(_line(told))
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
        told = described(why.record, reveal=reveal) | {"proof": _why_plain(why, reveal=reveal)}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(_line(described(why.record, reveal=reveal)))
        for line in _why_lines(why, reveal=reveal):
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
            _cells({**described(record, reveal=reveal), **_proof(record)})
            for record in (records.named(passage) for passage in ledger.passages(asked))
        )
        count = write_table(out, (*_COLUMNS, *_PROOF), rows)
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


def described(record: Record, *, reveal: bool) -> dict[str, Any]:
    """Return a passage as plain values in the order of the exported columns, masked unless `reveal`."""
    shown = record if reveal else record.masked()
    attempt, decision = record.passage.attempt, record.passage.decision
    void_mark = record.passage.void
    values = (
        record.passage.uid,
        record.passage.seq,
        attempt.at.isoformat(),
        record.passage.recorded_at.isoformat(),
        attempt.gate,
        attempt.lane,
        attempt.direction.value,
        attempt.subject.value,
        shown.household,
        shown.person,
        attempt.serial if reveal or attempt.serial is None else mask_end(attempt.serial),
        attempt.purpose.value,
        [str(reading) for reading in attempt.temperatures],
        decision.verdict.value,
        decision.reason.value,
        None if decision.next_allowed is None else decision.next_allowed.isoformat(),
        record.passage.entered.value,
        attempt.guard,
        None if void_mark is None else void_mark.why,
        dict(shown.asked),
    )
    return dict(zip(_COLUMNS, values, strict=True))


def _proof(record: Record) -> dict[str, Any]:
    proof = record.passage.decision.proof
    as_of = None if proof.facts_as_of is None else proof.facts_as_of.isoformat()
    return dict(zip(_PROOF, (proof.policy_version, list(proof.causes), as_of), strict=True))


def _why_plain(why: Why, *, reveal: bool) -> dict[str, Any]:
    said = why.override
    return _proof(why.record) | {
        "policy_issued_by": why.issued_by,
        "policy_in_force_since": None if why.in_force_since is None else why.in_force_since.isoformat(),
        "facts_age_seconds": None if why.stale is None else why.stale.total_seconds(),
        "caused_by": [described(each, reveal=reveal) for each in why.causes],
        "lost_causes": list(why.lost),
        "override": None
        if said is None
        else {
            "at": said.at.isoformat(),
            "by": said.who,
            "grounds": said.grounds,
            "admitted": said.admitted,
            "needed": said.needed,
            "held": said.held,
        },
        "void_together": [each.passage.uid for each in why.together],
    }


def _why_lines(why: Why, *, reveal: bool) -> Iterable[str]:
    from gate_terminal.application.records_words import why_lines

    for language in Language:
        yield from why_lines(why if reveal else why.masked(), language)


def _line(told: dict[str, Any]) -> str:
    moment = datetime.fromisoformat(told["happened_at"])
    void_mark = "" if told["void"] is None else f"  VOID: {told['void']}"
    # Of whom nobody asked a name, the kind says who it was, as in the office.
    who = f"{told['household']:<14} {told['person']:<6}"
    if not told["household"] and not told["person"]:
        who = f"{told['subject']:<21}"
    return (
        f"{told['seq']:>6}  {moment:%Y-%m-%d %H:%M:%S}  {told['direction']:<3}  {who} "
        f"{' '.join(told['temperatures']):<10} {told['verdict']:<9} {told['reason']}"
        f"  {told['uid']}{void_mark}"
    )


def _cells(told: dict[str, Any]) -> list[str]:
    return [_cell(value) for value in told.values()]


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={part}" for name, part in value.items())
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
