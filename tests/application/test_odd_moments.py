"""Readings, Enter, undo and the number pad at moments at which nobody should press them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from gate_terminal.application.office import open_office
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen import advance, events
from gate_terminal.application.screen.events import (
    CompanionTurned,
    DirectionTurned,
    EmergencyChosen,
    Erased,
    Escaped,
    PersonStepped,
    ServiceBack,
    SupervisorCalled,
    TemperatureMeasured,
    Typed,
    UndoChosen,
    Undone,
)
from gate_terminal.application.screen.signs import Notice, Stage
from gate_terminal.application.screen.visit import Visit
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.fever_case import FeverStep, Outcome, StepDone
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.temperature import Temperature, next_to_measure, read_temperature
from gate_terminal.domain.words import Direction, Reason, Subject, Verdict
from gate_terminal.ledger.passage import Passage
from gate_terminal.ledger.reading import Asked
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger

from .conftest import PIN, Compound
from .gate import Gate

FEVER = (Verdict.ISOLATE, Reason.FEVER_CONFIRMED)


@pytest.fixture
def gate(compound: Compound, registrar: Registrar) -> Gate:
    """Somebody at the keys."""
    return Gate(compound, registrar)


def rows(gate: Gate) -> list[Passage]:
    return list(gate.registrar._ledger.passages(Asked()))


def visit(gate: Gate) -> Visit:
    assert gate.screen.visit is not None
    return gate.screen.visit


def undo(gate: Gate) -> None:
    gate.happen(UndoChosen(gate.compound.clock.now()))


def ambulance(gate: Gate) -> None:
    gate.happen(EmergencyChosen(gate.uid(), gate.compound.clock.now()))


def going_out(gate: Gate, address: str = "3-2-501") -> Gate:
    """Let the first member stand there, on the way out."""
    gate.show(address)
    if visit(gate).direction is Direction.IN:
        gate.happen(DirectionTurned())
    return gate.happen(events.PersonChosen(0))


def loses_its_answer(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the ledger write the next passage and report all the same that nobody knows."""
    ledger, plain = gate.registrar._ledger, gate.registrar._ledger.record

    def record(*arguments: object, **options: object) -> Passage:
        monkeypatch.setattr(ledger, "record", plain)
        plain(*arguments, **options)  # type: ignore[arg-type]
        raise WorldFault(Fault.LEDGER_IO, "nobody knows")

    monkeypatch.setattr(ledger, "record", record)


class TestAReadingStaysWithItsPerson:
    def test_through_the_list_of_members_and_back(self, gate: Gate) -> None:
        gate.show().measure("374")
        gate.happen(Typed("3"), Erased(), PersonStepped())
        assert visit(gate).readings == ()
        gate.happen(PersonStepped()).measure("378")
        assert gate.said == FEVER

    def test_when_the_other_direction_means_another_member(self, gate: Gate) -> None:
        gate.show().happen(PersonStepped()).measure("365").wait(600)
        gate.show().measure("374")
        assert (visit(gate).direction, visit(gate).person_index) == (Direction.IN, 1)
        gate.happen(Typed("3"), Erased(), DirectionTurned())
        assert (visit(gate).person_index, visit(gate).readings) == (0, ())
        gate.happen(DirectionTurned()).measure("378")
        assert gate.said == FEVER

    @pytest.mark.parametrize(("second", "said"), [("378", FEVER), ("365", (Verdict.ALLOW, Reason.OK_TURN))])
    def test_after_a_disk_that_wrote_and_said_that_it_had_not(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch, second: str, said: tuple[Verdict, Reason]
    ) -> None:
        loses_its_answer(gate.show(), monkeypatch)
        gate.measure("374")
        assert gate.screen.stage is Stage.OUT_OF_SERVICE
        gate.tell(ServiceBack())
        assert gate.measure(second).said == said

    def test_and_a_normal_one_after_such_a_disk_is_no_second_outing(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        loses_its_answer(gate.show(), monkeypatch)
        gate.measure("365").tell(ServiceBack())
        gate.wait(120).measure("366")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TURN)
        assert len(rows(gate)) == 1

    def test_who_cannot_be_measured_hides_nobody_else_in_the_vehicle(self) -> None:
        low, high = read_temperature("Lo"), read_temperature("374")
        assert next_to_measure(((low, low), (high,)), Policy()) == 1
        assert next_to_measure(((low, low), (high, read_temperature("365"))), Policy()) == 0


class TestAThermometerThatReportsByItself:
    def measured(self, gate: Gate, tenths: int, of: tuple[str, int]) -> None:
        gate.happen(TemperatureMeasured(Temperature(tenths), gate.uid(), gate.compound.clock.now(), of))

    def test_too_late_measures_nobody_else(self, gate: Gate) -> None:
        of = visit(gate.show()).next_reading
        gate.happen(Escaped()).show("3-2-502")
        self.measured(gate, 381, of)
        assert visit(gate).readings == ()
        assert rows(gate) == []

    def test_together_with_the_guards_own_three_keys_is_no_second_high_one(self, gate: Gate) -> None:
        of = visit(gate.show()).next_reading
        gate.measure("374")
        self.measured(gate, 374, of)
        assert gate.said == (Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST)
        self.measured(gate, 375, visit(gate).next_reading)
        assert gate.said == FEVER


class TestAfterAFever:
    def found(self, gate: Gate) -> None:
        gate.show().happen(DirectionTurned()).measure("374").measure("378")
        assert gate.said == FEVER

    def test_no_later_reading_lets_that_person_by_until_the_outcome_is_known(self, gate: Gate) -> None:
        self.found(gate)
        uid = rows(gate)[-1].uid
        for direction in (Direction.IN, Direction.OUT):
            gate.wait(3600).enter().show()
            if visit(gate).direction is not direction:
                gate.happen(DirectionTurned())
            gate.happen(events.PersonChosen(0)).measure("365")
            assert gate.said == FEVER
        now = gate.compound.clock.now()
        gate.registrar._fevers.take(uid, StepDone(FeverStep.OUTCOME, now, "李", outcome=Outcome.CLEARED), now)
        going_out(gate.wait(3600).enter()).measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TURN)

    def test_a_second_enter_of_the_same_glove_acknowledges_nothing(self, gate: Gate) -> None:
        self.found(gate)
        gate.wait(0.25).enter()
        assert gate.screen.shows_fever
        gate.wait(1.5).enter()
        assert gate.screen.stage is Stage.WATCHING

    def test_undo_takes_back_no_ambulance_and_acknowledges_no_fever(self, gate: Gate) -> None:
        self.found(gate)
        ambulance(gate)
        gate.wait(7).wait(1)
        assert gate.screen.shows_fever
        undo(gate)
        assert gate.screen.shows_fever
        assert not any(passage.void for passage in rows(gate))

    def test_an_ambulance_lets_nobody_in_before_the_fever_is_seen(self, gate: Gate) -> None:
        self.found(gate)
        ambulance(gate)
        gate.wait(1).show("3-2-502")
        assert gate.said == (Verdict.ALLOW, Reason.EMERGENCY)
        gate.wait(6).wait(1)
        assert gate.screen.shows_fever
        gate.wait(2).enter().show("3-2-502")
        assert gate.screen.stage is Stage.IDENTIFIED


class TestUndo:
    def test_means_what_is_on_the_screen_and_nothing_else(self, gate: Gate) -> None:
        going_out(gate).measure("365").wait(20)
        gate.show("3-2-502").measure("365").wait(10)
        going_out(gate).measure("365")
        assert gate.screen.answer is not None
        assert gate.screen.answer.again
        undo(gate)
        assert gate.screen.notice is Notice.NOTHING_TO_UNDO
        assert not any(passage.void for passage in rows(gate)), "that of another household"

    def test_before_the_books_are_read_takes_back_this_one(self, gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
        gate.show().measure("365").wait(20)

        def busy() -> None:
            raise WorldFault(Fault.LEDGER_BUSY, "an office command")

        with monkeypatch.context() as patched:
            patched.setattr(gate.registrar, "books", busy)
            gate.show("3-2-502").measure("365")
        undo(gate)
        assert [bool(passage.void) for passage in rows(gate)] == [False, True]

    def test_pressed_twice_says_once_that_it_is_done_and_takes_back_nothing_more(self, gate: Gate) -> None:
        gate.show("3-2-502").measure("365").wait(20).show().measure("365")
        ask = advance(gate.screen, UndoChosen(gate.compound.clock.now()))
        # The second press comes before the counters are read.
        early = advance(advance(ask, Undone(ask.ask_number)), UndoChosen(gate.compound.clock.now()))
        assert (early.ask, early.notice) == (None, Notice.UNDONE)
        undo(gate)
        assert gate.screen.notice is Notice.UNDONE
        undo(gate)
        assert gate.screen.notice is Notice.UNDONE
        assert [bool(passage.void) for passage in rows(gate)] == [False, True]
        gate.wait(6)
        undo(gate)
        assert gate.screen.notice is Notice.NOTHING_TO_UNDO, "later it is a question of its own"

    def test_of_what_is_no_longer_the_last_is_refused(self, gate: Gate) -> None:
        gate.show().measure("365").wait(20)
        before = gate.screen.own_last
        gate.show("3-2-502").measure("365").wait(10)
        gate.screen = replace(gate.screen, stage=Stage.WATCHING, answer=None, own_last=before)
        undo(gate)
        assert gate.screen.notice is Notice.NOTHING_TO_UNDO
        assert not any(passage.void for passage in rows(gate))


class TestTheSupervisorsAnswer:
    def admit(self, gate: Gate) -> None:
        gate.show().happen(CompanionTurned()).measure("365")
        gate.happen(Escaped(), SupervisorCalled(), *map(Typed, PIN)).enter()

    def test_is_shown_where_the_note_about_it_could_not_be_written_which_follows(
        self, gate: Gate, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger, plain = gate.registrar._ledger, gate.registrar._ledger.note

        def note(kind: EventKind, **words: object) -> object:
            if kind is EventKind.OVERRIDE:
                raise WorldFault(Fault.LEDGER_FULL, "full")
            return plain(kind, **words)  # type: ignore[arg-type]

        with monkeypatch.context() as patched:
            patched.setattr(ledger, "note", note)
            self.admit(gate)
        assert gate.said == (Verdict.ALLOW, Reason.OK_SUPERVISOR)
        gate.registrar.rest()
        (event,) = ledger.events(EventKind.OVERRIDE)
        assert event.about == rows(gate)[-1].uid

    def test_that_the_office_makes_void_brings_the_hold_back(self, gate: Gate) -> None:
        self.admit(gate)
        assert gate.screen.held == ()
        with Ledger.open(gate.compound.place.ledger, window=False) as office:
            office.void(rows(gate)[-1].uid, who="office", why="a mistake", at=gate.compound.clock.now())
        gate.tell(gate.registrar.books())
        assert [held.answer.decision.reason for held in gate.screen.held] == [Reason.CHILD_ACCOMPANY]


class TestTheNumberPadAlone:
    """It has no Esc and no Backspace: three zeros and Enter go one step back."""

    def back(self, gate: Gate) -> Gate:
        return gate.happen(*map(Typed, "000")).enter()

    @pytest.mark.parametrize("begun", ["", "4", "36", "365", "3656", "36.", "3653653", "36534+"])
    def test_leaves_a_wrong_visit_whatever_was_typed(self, gate: Gate, begun: str) -> None:
        gate.show().happen(*map(Typed, begun))
        presses = 0
        while gate.screen.stage is not Stage.WATCHING:
            self.back(gate)
            presses += 1
        assert presses <= (1 if not begun else 3)
        assert rows(gate) == []
        gate.show().measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TURN)

    def test_leaves_a_verdict_that_asks_for_another_reading_and_the_reading_is_kept(self, gate: Gate) -> None:
        self.back(gate.show().measure("374"))
        assert gate.screen.stage is Stage.WATCHING
        assert gate.show().measure("378").said == FEVER

    @pytest.mark.parametrize("begun", ["9-9-999", "77"])
    def test_empties_a_field_with_a_wrong_address(self, gate: Gate, begun: str) -> None:
        gate.happen(*map(Typed, begun)).enter()
        assert gate.screen.pass_text == begun
        assert self.back(gate).screen.pass_text == ""
        gate.happen(*map(Typed, "3-2-501")).enter()
        assert gate.screen.stage is Stage.IDENTIFIED

    def test_leaves_the_desk_and_no_pin_is_counted(self, gate: Gate) -> None:
        gate.show().happen(CompanionTurned()).measure("365").happen(Escaped(), SupervisorCalled())
        self.back(gate)
        assert gate.screen.desk is None
        assert list(gate.registrar._ledger.events(EventKind.LOGIN_REFUSED)) == []

    def press(self, gate: Gate, key: str) -> Gate:
        return gate.happen(*map(Typed, key)).enter()

    def test_reaches_what_the_function_keys_do(self, gate: Gate) -> None:
        assert self.press(gate, "02").screen.no_pass
        assert not self.press(gate, "02").screen.no_pass
        assert visit(self.press(gate, "04")).subject is Subject.VISITOR
        self.back(gate)
        gate.show().happen(CompanionTurned()).measure("365")
        assert self.press(gate, "03").screen.proof_shown
        assert not self.press(gate, "07").screen.voice
        assert self.press(gate, "06").screen.names_shown
        assert gate.said == (Verdict.HOLD, Reason.CHILD_ACCOMPANY), "what was typed is gone, and the verdict is not"
        assert self.press(gate, "08").screen.desk is not None
        gate.happen(*map(Typed, PIN)).enter()
        assert gate.said == (Verdict.ALLOW, Reason.OK_SUPERVISOR)
        assert self.press(gate, "09").said == (Verdict.ALLOW, Reason.EMERGENCY)
        self.press(gate, "05")
        assert rows(gate)[-1].void is not None

    def test_tells_how_a_renter_came_without_a_pass_and_lets_an_ambulance_take_whoever_stands_here(
        self, gate: Gate
    ) -> None:
        gate.happen(*map(Typed, "3-2-501")).enter()
        assert visit(self.press(gate, "02")).subject is Subject.RENTER
        assert self.press(gate, "09").said == (Verdict.ALLOW, Reason.EMERGENCY)
        assert rows(gate)[-1].attempt.party == visit(gate).party

    def test_is_a_pin_at_the_desk_and_nothing_over_a_fever(self, gate: Gate) -> None:
        gate.show().happen(CompanionTurned()).measure("365").happen(Escaped(), SupervisorCalled())
        self.press(gate, "09")
        assert gate.screen.notice is Notice.PIN_WRONG
        assert len(rows(gate)) == 1
        gate.happen(Escaped()).show("3-2-502").measure("A378").wait(0.2)
        self.press(gate, "09")
        assert gate.said == FEVER
        assert len(rows(gate)) == 2

    @pytest.mark.parametrize("typed", ["0", "00", "01", "10", "90", "099", "020"])
    def test_no_other_number_is_a_key(self, gate: Gate, typed: str) -> None:
        self.press(gate, typed)
        assert gate.screen.stage is Stage.WATCHING
        assert (gate.screen.desk, gate.screen.no_pass, rows(gate)) == (None, False, [])

    @pytest.mark.parametrize("typed", ["0", "00", "0000", "100", "365"])
    def test_nothing_else_does(self, gate: Gate, typed: str) -> None:
        gate.show().measure(typed)
        assert gate.screen.visit is not None


def test_a_hold_does_not_remember_an_isolation_that_was_released_meanwhile(gate: Gate) -> None:
    household, clock = visit(gate.show()), gate.compound.clock
    who = household.party, household.person.id
    with open_office(gate.compound.place, clock=clock) as office:
        office.register.watch(
            *who, clock.now() - timedelta(days=15), clock.now() - timedelta(days=1), "office", "contact"
        )
    gate.measure("365")
    assert gate.said == (Verdict.HOLD, Reason.RELEASE_NOT_CONFIRMED)
    with open_office(gate.compound.place, clock=clock) as office:
        office.register.release(*who, "office", "over")
    gate.happen(Escaped(), SupervisorCalled(), *map(Typed, PIN)).enter()
    assert gate.said == (Verdict.ALLOW, Reason.OK_TURN)
