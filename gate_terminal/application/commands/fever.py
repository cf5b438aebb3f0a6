"""``gate-terminal fever``: follow a fever case from the gate to its outcome, and print its hand-over sheet."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate_terminal.application.commands.common import (
    ANSWER_IS_NO,
    data_option,
    json_option,
    name_of,
    out_option,
    say_written,
)
from gate_terminal.application.commands.households import by_option, reveal_options
from gate_terminal.application.commands.site_time import SiteMoment
from gate_terminal.application.outlet import STANDARD_OUTPUT, write_out
from gate_terminal.application.place import Place
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.fever_case import (
    BY_ITSELF,
    FeverCase,
    FeverStep,
    Outcome,
    StepDone,
    outcome_word,
    step_word,
)
from gate_terminal.domain.masking import mask_end, mask_name
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.temperature import NotATemperature, read_temperature
from gate_terminal.domain.words import Language

if TYPE_CHECKING:
    from gate_terminal.application.fever_cases import FeverCases
    from gate_terminal.ledger.store import Ledger
    from gate_terminal.register.register import Register

_BY_HAND = [step.value for step in FeverStep if step not in BY_ITSELF and step is not FeverStep.OUTCOME]


@click.group()
def fever() -> None:
    """Follow the fever cases: each opens by itself with its verdict, and its household is held until the outcome."""


@fever.command("list")
@click.option("--all", "closed_too", is_flag=True, help="Also those whose outcome is known.")
@data_option
@json_option
def list_(place: Place, *, closed_too: bool, as_json: bool) -> int:
    """Print the open cases with their steps; names and rooms are masked."""
    with _books(place) as (ledger, register, cases):
        del ledger
        shown = [case for case in cases.all() if closed_too or case.is_open]
        for case in shown:
            if as_json:
                click.echo(json.dumps(_plain(case, register), ensure_ascii=False))
            else:
                _say(case, register)
    if not shown and not as_json:
        click.echo("No fever case is open.")
    return 0 if shown else ANSWER_IS_NO


@fever.command()
@click.argument("case")
@click.argument("step", type=click.Choice(_BY_HAND))
@click.option("--at", "moment", type=SiteMoment(), metavar="MOMENT", help="When it was done (default: now).")
@click.option("--reading", metavar="A38.1", help="The reading under the arm, for the step axillary.")
@by_option
@data_option
@json_option
def step(
    place: Place, case: str, step: str, *, moment: datetime | None, reading: str | None, who: str, as_json: bool
) -> int:
    """Record that a STEP of CASE was taken. CASE is its id, or the end of it."""
    try:
        measured = None if reading is None else read_temperature(reading)
    except NotATemperature as mistake:
        raise WrongUse(str(mistake)) from mistake
    return _take(place, case, moment, as_json, StepDone(FeverStep(step), _now(), who, reading=measured))


@fever.command()
@click.argument("case")
@click.option("--outcome", type=click.Choice([each.value for each in Outcome]), required=True, help="What came of it.")
@click.option("--at", "moment", type=SiteMoment(), metavar="MOMENT", help="When it was known (default: now).")
@by_option
@data_option
@json_option
def close(place: Place, case: str, *, outcome: str, moment: datetime | None, who: str, as_json: bool) -> int:
    """Close CASE with its outcome; from then on the others of its household are no longer held for it."""
    done = StepDone(FeverStep.OUTCOME, _now(), who, outcome=Outcome(outcome))
    code = _take(place, case, moment, as_json, done)
    if done.outcome is not Outcome.CLEARED:
        # Keeping the household in is a list of its own, with its own hours and release.
        click.echo("The household is not held for this case any more: enter its isolation at home.", err=True)
    return code


@fever.command()
@click.argument("case")
@out_option("The HTML file to write")
@reveal_options
@by_option
@data_option
@json_option
def sheet(place: Place, case: str, *, out: Path, reveal: bool, reason: str, who: str, as_json: bool) -> int:
    """Write the hand-over sheet of CASE, to be printed; name, room and phone are masked unless --reveal."""
    from gate_terminal.application.handover_sheet import handover_sheet, patient_of
    from gate_terminal.application.settings import read_settings
    from gate_terminal.ledger.rows import EventKind

    if reveal and not reason.strip():
        raise click.UsageError("--reveal needs --reason TEXT: it is logged.")
    if out != STANDARD_OUTPUT and out.suffix.lower() not in {".html", ".htm"}:
        raise click.UsageError("The sheet is an HTML page: let its name end in .html. As PDF the office saves it.")
    settings = read_settings(place.settings)
    now = _now()
    with _books(place) as (ledger, register, cases):
        found = cases.find(case)
        if reveal:
            ledger.note(EventKind.REVEAL, who=who, about=f"fever sheet {found.uid}", why=reason, at=now)
        patient = patient_of(found, register.household(found.attempt.party))
    write_out(out, handover_sheet(found, patient, settings, now, reveal=reveal).encode())
    say_written(out, {"file": str(out), "case": found.uid}, f"The sheet is in {name_of(out)}.", as_json=as_json)
    return 0


def _take(place: Place, case: str, moment: datetime | None, as_json: bool, done: StepDone) -> int:
    from dataclasses import replace

    now = done.at
    with _books(place) as (_ledger, register, cases):
        case_after = cases.take(case, done if moment is None else replace(done, at=moment), now)
        if as_json:
            click.echo(json.dumps(_plain(case_after, register), ensure_ascii=False))
        else:
            _say(case_after, register)
    return 0


@contextmanager
def _books(place: Place) -> Iterator[tuple[Ledger, Register, FeverCases]]:
    from gate_terminal.application.fever_cases import FeverCases
    from gate_terminal.ledger.file import open_file
    from gate_terminal.ledger.store import Ledger
    from gate_terminal.register.register import Register
    from gate_terminal.register.schema import prepare_register

    file = open_file(place.ledger, window=False)
    try:
        prepare_register(file)
        ledger = Ledger(file, now=_now)
        yield ledger, Register(file, now=_now), FeverCases(ledger)
    finally:
        file.close()


def _now() -> datetime:
    from gate_terminal.application.clocks import SystemClock

    return SystemClock().now()


def _who(case: FeverCase, register: Register) -> tuple[str, str]:
    """Return household and name, masked."""
    household = register.household(case.attempt.party)
    if household is None:
        return "", ""
    names = {person.id: person.name for person in household.members}
    return mask_end(household.address), mask_name(names.get(case.attempt.person, ""))


def _plain(case: FeverCase, register: Register) -> dict[str, Any]:
    household, person = _who(case, register)
    return {
        "case": case.uid,
        "found_at": case.attempt.at.isoformat(),
        "household": household,
        "person": person,
        "readings": [str(reading) for attempt in case.attempts for reading in attempt.temperatures],
        "open": case.is_open,
        "outcome": case.outcome,
        "next_step": case.next_step(),
        "steps": [
            {
                "step": step,
                "at": None if done is None else done.at.isoformat(),
                "by": "" if done is None else done.who,
                "reading": None if done is None or done.reading is None else str(done.reading),
            }
            for step, done in case.checklist()
        ],
    }


def _say(case: FeverCase, register: Register) -> None:
    household, person = _who(case, register)
    click.echo(f"{case.uid[-8:]}  {site_moment(case.attempt.at):%Y-%m-%d %H:%M}  {household}  {person}".rstrip())
    for step, done in case.checklist():
        words = " · ".join(step_word(step, each) for each in Language)
        mark = "     " if done is None else f"{site_moment(done.at):%H:%M}"
        more = []
        if done is not None:
            more += [str(done.reading)] if done.reading is not None else []
            more += [outcome_word(done.outcome, each) for each in Language] if done.outcome is not None else []
        click.echo(f"  {mark}  {words}  {' '.join(more)}".rstrip())
