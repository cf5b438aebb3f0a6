"""A fever that nobody acknowledged is met again: after a new start of the program, until somebody takes note."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from gate_terminal.application.office import open_office
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen import events
from gate_terminal.application.screen.events import DirectionTurned
from gate_terminal.application.screen.signs import Stage
from gate_terminal.domain.fever_case import FeverStep, StepDone
from gate_terminal.domain.words import Reason, Verdict
from gate_terminal.ledger.passage import Entered
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger

from .conftest import Compound
from .gate import Gate

FEVER = (Verdict.ISOLATE, Reason.FEVER_CONFIRMED)


@pytest.fixture
def gate(compound: Compound) -> Iterator[Gate]:
    opened = Gate(compound, Registrar(compound.place, compound.settings, compound.clock))
    opened.show().happen(DirectionTurned()).measure("374").measure("378")
    assert opened.said == FEVER
    yield opened
    opened.registrar.close()


def test_is_shown_after_a_new_start_with_whom_and_what_was_measured_and_nobody_comes_before(gate: Gate) -> None:
    before = gate.screen.answer
    gate.restart()
    assert gate.said == FEVER
    assert gate.screen.answer is not None
    assert before is not None
    assert gate.screen.answer.attempt == before.attempt
    assert (gate.screen.answer.label, gate.screen.answer.person_name) == ("3-2-501", "张三")
    gate.wait(3600).show("3-2-502")
    assert gate.said == FEVER


def test_is_shown_again_and_again_until_somebody_takes_note_and_then_never(gate: Gate) -> None:
    for _ in range(2):
        assert gate.restart().screen.shows_fever
    gate.wait(2).enter()
    assert gate.screen.stage is Stage.WATCHING
    (noted,) = gate.registrar._ledger.events(EventKind.ACKNOWLEDGED)
    (*_, fever) = gate.registrar._ledger.passages()
    assert (noted.about, noted.who) == (fever.uid, "guard")
    assert gate.restart().screen.stage is Stage.WATCHING
    assert gate.show("3-2-502").screen.stage is Stage.IDENTIFIED


def test_over_which_an_ambulance_passed_before_a_new_start_is_shown_too(gate: Gate) -> None:
    gate.happen(events.EmergencyChosen(gate.uid(), gate.compound.clock.now()))
    assert gate.said == (Verdict.ALLOW, Reason.EMERGENCY)
    assert gate.restart().said == FEVER


def test_no_clock_that_is_put_forward_makes_it_old_while_the_program_runs(gate: Gate) -> None:
    gate.happen(events.EmergencyChosen(gate.uid(), gate.compound.clock.now()))
    gate.compound.clock.wall += timedelta(hours=13)
    gate.tell(gate.registrar.books())
    gate.wait(7)
    assert gate.said == FEVER


def test_two_of_them_want_to_be_acknowledged_one_by_one(gate: Gate) -> None:
    gate.restart().wait(2).happen(events.EmergencyChosen(gate.uid(), gate.compound.clock.now()))
    with Ledger.open(gate.compound.place.ledger, window=False) as ledger:
        (*_, fever, _) = ledger.passages()
        other = replace(fever.attempt, uid="second", person="p2")
        ledger.record(other, lambda _: fever.decision)
    gate.restart()
    shown = []
    while gate.screen.answer is not None:
        shown.append(gate.screen.answer.attempt.uid)
        gate.wait(2).enter()
    assert shown == [fever.uid, "second"]


def test_of_which_somebody_has_taken_care_or_which_was_void_or_of_yesterday_is_not_shown(gate: Gate) -> None:
    (*_, fever) = gate.registrar._ledger.passages()
    now = gate.compound.clock.now()
    with Ledger.open(gate.compound.place.ledger, window=False) as ledger:
        ledger.void(fever.uid, who="office", why="the wrong person", at=now)
    assert gate.restart().screen.stage is Stage.WATCHING
    gate.show("3-2-502").measure("A378")
    assert gate.restart().screen.shows_fever
    gate.registrar._fevers.take(gate.screen.answer.attempt.uid, StepDone(FeverStep.ISOLATION_POINT, now, "李"), now)  # type: ignore[union-attr]
    assert gate.restart().screen.stage is Stage.WATCHING
    gate.show("5-1-102").measure("A378")
    gate.wait(12 * 3600 + 60)
    assert gate.restart().screen.stage is Stage.WATCHING


def test_that_the_office_entered_afterwards_was_never_at_this_gate(gate: Gate) -> None:
    gate.wait(2).enter()
    (*_, fever) = gate.registrar._ledger.passages()
    with open_office(gate.compound.place, clock=gate.compound.clock) as office:
        copied = replace(fever.attempt, uid="paper", person="p2")
        office.ledger.record(copied, lambda _: fever.decision, entered=Entered.PAPER)
    assert gate.restart().screen.stage is Stage.WATCHING
