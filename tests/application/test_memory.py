"""What the gate remembers across the queue, the supervisor and a new start, because the ledger does."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from gate_terminal.application.office import open_office
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen import events
from gate_terminal.application.screen.events import Escaped, Typed
from gate_terminal.application.screen.signs import Notice, Stage
from gate_terminal.domain.people import PassKind
from gate_terminal.domain.words import Direction, Purpose, Reason, Verdict
from gate_terminal.ledger.passage import Entered
from gate_terminal.ledger.rows import EventKind

from .conftest import PIN, Compound
from .gate import Gate


@pytest.fixture
def gate(compound: Compound) -> Iterator[Gate]:
    opened = Gate(compound, Registrar(compound.place, compound.settings, compound.clock))
    yield opened
    opened.registrar.close()


def look_in_at_the_desk(gate: Gate) -> None:
    """F8 and Esc, then the verdict's time is over."""
    gate.happen(events.SupervisorCalled(), Escaped()).wait(130)


@pytest.mark.parametrize(
    "leave",
    [
        lambda gate: gate.happen(Escaped()),
        lambda gate: gate.wait(121),
        look_in_at_the_desk,
        lambda gate: gate.show("3-2-502").measure("365"),
        lambda gate: gate.restart(),
        lambda gate: gate.happen(Typed("3"), Escaped(), Escaped()),
    ],
    ids=["Esc", "time", "supervisor", "next person", "restart", "begun"],
)
def test_who_had_a_high_reading_and_left_the_screen_is_isolated_on_the_second_one(
    gate: Gate, leave: Callable[[Gate], None]
) -> None:
    gate.show("5-1-102").happen(events.CompanionTurned()).measure("365")  # somebody waits, so that F8 opens
    gate.show().measure("374")
    assert gate.said == (Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST)
    leave(gate)
    gate.wait(5).show().measure("376")
    assert gate.said == (Verdict.ISOLATE, Reason.FEVER_CONFIRMED)


def test_another_member_starts_without_these_readings_and_an_hour_later_so_does_everybody(gate: Gate) -> None:
    gate.show().measure("374").happen(Escaped()).show().happen(events.PersonStepped()).measure("365")
    assert gate.said == (Verdict.ALLOW, Reason.OK_TURN)
    gate.wait(3600).happen(Escaped()).show().happen(events.PersonChosen(0)).measure("374")
    assert gate.said == (Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST)


def test_a_normal_reading_settles_the_high_one(gate: Gate) -> None:
    gate.show().measure("374").measure("365")
    assert gate.said == (Verdict.ALLOW, Reason.OK_TURN)
    assert gate.wait(120).show().screen.visit.readings == ()  # type: ignore[union-attr]


def test_after_a_fever_36_5_lets_nobody_of_the_household_out_but_the_others_home(gate: Gate) -> None:
    gate.show().measure("365").wait(120)
    gate.show().happen(events.DirectionTurned()).measure("374").measure("376")
    assert gate.said == (Verdict.ISOLATE, Reason.FEVER_CONFIRMED)
    gate.wait(2).enter().wait(120)
    for person in (0, 1):
        gate.show().happen(events.DirectionTurned(), events.PersonChosen(person))
        if gate.screen.visit.direction is Direction.IN:  # type: ignore[union-attr]
            gate.happen(events.DirectionTurned(), events.PersonChosen(person))
        gate.measure("365")
        its_own = (Verdict.ISOLATE, Reason.FEVER_CONFIRMED), (Verdict.HOLD, Reason.HOUSEHOLD_PENDING)
        assert gate.said == its_own[0 if person == 1 else 1], "whose fever it was goes nowhere at all"
        gate.wait(120).enter().restart()
    gate.show().measure("365")
    assert gate.said == (Verdict.ALLOW, Reason.OK_RETURN)


class TestTheQueueOfTheSupervisor:
    def hold(self, gate: Gate, address: str = "3-2-501") -> None:
        gate.show(address).happen(events.CompanionTurned()).measure("365")
        assert gate.said == (Verdict.HOLD, Reason.CHILD_ACCOMPANY)
        gate.happen(Escaped())

    def answer(self, gate: Gate, pin: str = PIN) -> None:
        gate.happen(events.SupervisorCalled(), *map(Typed, pin)).enter()

    def test_who_waits_is_still_known_after_a_new_start_and_can_be_admitted(self, gate: Gate) -> None:
        self.hold(gate)
        before = gate.screen.held
        gate.restart()
        assert [(h.answer.attempt, h.answer.decision) for h in gate.screen.held] == [
            (h.answer.attempt, h.answer.decision) for h in before
        ]
        self.answer(gate)
        assert gate.said == (Verdict.ALLOW, Reason.OK_SUPERVISOR)
        assert gate.screen.held == ()
        assert gate.restart().screen.held == ()

    def test_who_came_again_and_got_an_answer_waits_no_longer(self, gate: Gate) -> None:
        self.hold(gate)
        gate.wait(30).show().measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TURN)
        assert gate.restart().screen.held == ()

    def test_who_is_turned_back_on_the_way_home_waits_on_and_who_goes_out_does_not(self, gate: Gate) -> None:
        gate.show().happen(events.DirectionTurned(), events.MaskTurned(gate.uid(), gate.compound.clock.now()))
        gate.measure("365")
        assert gate.said == (Verdict.HOLD, Reason.NO_MASK)
        gate.happen(Escaped(), events.SupervisorCalled(), *map(Typed, PIN), events.DirectionTurned()).enter()
        assert gate.said == (Verdict.HOLD, Reason.NO_MASK)
        assert [held.visit.direction for held in gate.restart().screen.held] == [Direction.IN]
        self.hold(gate, "3-2-502")
        gate.happen(events.SupervisorCalled(), *map(Typed, PIN), events.DirectionTurned()).enter()
        assert gate.said == (Verdict.REFUSE, Reason.CHILD_ACCOMPANY)
        assert len(gate.screen.held) == 1

    def test_no_clock_that_is_put_forward_makes_the_program_forget_who_waits(self, gate: Gate) -> None:
        self.hold(gate)
        gate.wait(3600)
        self.hold(gate, "3-2-502")
        clock = gate.compound.clock
        clock.wall += timedelta(hours=14)
        for _ in range(2):
            gate.tell(gate.registrar.books())
            assert [each.visit.label for each in gate.screen.held] == ["3-2-501", "3-2-502"]
        clock.wall -= timedelta(hours=14)
        gate.wait(11 * 3600 + 60).tell(gate.registrar.books())
        assert [each.visit.label for each in gate.screen.held] == ["3-2-502"], "the shift of the first one is over"
        gate.wait(3600).tell(gate.registrar.books())
        assert gate.screen.held == ()

    def test_who_waits_while_the_clock_is_ahead_and_is_answered_waits_no_longer(self, gate: Gate) -> None:
        self.hold(gate)
        gate.compound.clock.wall += timedelta(hours=14)
        gate.show().happen(events.PurposeChosen(Purpose.MEDICAL)).measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_EXEMPT)
        assert gate.screen.held == ()
        gate.tell(gate.registrar.books())
        assert gate.screen.held == ()

    def test_whose_answer_was_taken_back_waits_again(self, gate: Gate) -> None:
        self.hold(gate)
        gate.wait(30).show().measure("365")
        assert gate.screen.held == ()
        gate.happen(events.UndoChosen(gate.compound.clock.now()))
        assert len(gate.screen.held) == 1

    def test_a_hold_that_was_undone_or_is_of_yesterday_waits_no_longer(self, gate: Gate) -> None:
        self.hold(gate)
        gate.happen(events.UndoChosen(gate.compound.clock.now()))
        assert (gate.screen.held, gate.restart().screen.held) == ((), ())
        self.hold(gate, "3-2-502")
        gate.wait(13 * 3600)
        assert gate.restart().screen.held == ()

    def test_a_yes_settles_only_what_was_asked_and_the_used_turn_stays_used(self, gate: Gate) -> None:
        """Another member has gone out on the turn meanwhile: the pass that was forgotten was not the only objection."""
        gate.happen(*map(Typed, "3-2-501")).enter().measure("365")
        assert gate.said == (Verdict.HOLD, Reason.PASS_NOT_SHOWN)
        gate.show().happen(events.PersonStepped()).measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TURN)
        self.answer(gate)
        assert gate.said == (Verdict.REFUSE, Reason.MEMBER_OUT)
        assert gate.screen.answer.decision.next_allowed is not None  # type: ignore[union-attr]

    def test_a_yes_to_a_forgotten_pass_lets_nobody_out_of_isolation(self, gate: Gate) -> None:
        gate.happen(*map(Typed, "3-2-502")).enter().measure("365")
        visit = gate.screen.visit
        assert visit is not None
        now = gate.compound.clock.now()
        with open_office(gate.compound.place, clock=gate.compound.clock) as office:
            office.register.watch(visit.party, visit.person.id, now, now + timedelta(days=3), "office", "contact")
        self.answer(gate)
        assert gate.said == (Verdict.REFUSE, Reason.HOME_ISOLATION)

    def test_one_hold_behind_another_is_asked_in_turn(self, gate: Gate) -> None:
        gate.happen(*map(Typed, "3-2-501")).enter().happen(events.CompanionTurned()).measure("365")
        assert gate.said == (Verdict.HOLD, Reason.PASS_NOT_SHOWN)
        self.answer(gate)
        assert gate.said == (Verdict.HOLD, Reason.CHILD_ACCOMPANY)
        assert len(gate.screen.held) == 1
        self.answer(gate)
        assert gate.said == (Verdict.ALLOW, Reason.OK_SUPERVISOR)
        assert gate.screen.held == ()

    def test_wrong_pins_stand_in_the_chain_and_the_lock_outlives_a_new_start(self, gate: Gate) -> None:
        self.hold(gate)
        for _ in range(3):
            self.answer(gate, "0000")
            gate.happen(Escaped())
        gate.restart()
        for notice in (Notice.PIN_WRONG, Notice.PIN_LOCKED):
            self.answer(gate, "0000")
            assert gate.screen.notice is notice
            gate.happen(Escaped())
        gate.wait(60).restart()
        self.answer(gate)
        assert gate.screen.notice is Notice.PIN_LOCKED
        gate.happen(Escaped()).wait(241)
        self.answer(gate)
        assert gate.said == (Verdict.ALLOW, Reason.OK_SUPERVISOR)
        doors = {EventKind.LOGIN, EventKind.LOGIN_REFUSED, EventKind.LOCKOUT}
        kept = [event.kind.value for event in gate.registrar._ledger.events() if event.kind in doors]
        assert kept == [*["login_refused"] * 5, "lockout", "login"]


class TestUndo:
    def test_ones_own_last_can_be_taken_back_although_the_office_entered_others_since(self, gate: Gate) -> None:
        gate.show().measure("365")
        answer = gate.screen.answer
        assert answer is not None
        for number in range(12):
            paper = replace(answer.attempt, uid=f"paper-{number}", party="c0ffee99", lane="2")
            gate.registrar._ledger.record(paper, lambda _: answer.decision, entered=Entered.PAPER)
        gate.happen(gate.registrar.books())
        assert answer.attempt.uid not in {line.uid for line in gate.screen.recent}
        gate.happen(events.UndoChosen(gate.compound.clock.now()))
        assert gate.screen.notice is Notice.UNDONE
        gate.wait(6).happen(events.UndoChosen(gate.compound.clock.now()))
        assert gate.screen.notice is Notice.NOTHING_TO_UNDO, "what came before it has been acted on"

    def test_what_the_supervisor_admitted_or_turned_back_is_not_the_guards_to_take_back(self, gate: Gate) -> None:
        moment = gate.compound.clock.now()
        for address, turn in (("3-2-501", ()), ("3-2-502", (events.DirectionTurned(),))):
            gate.show(address).happen(events.CompanionTurned()).measure("365").happen(Escaped())
            gate.happen(events.SupervisorCalled(), *map(Typed, PIN), *turn).enter()
            assert gate.said[0] is (Verdict.REFUSE if turn else Verdict.ALLOW)
            for _ in range(2):
                gate.happen(events.UndoChosen(moment))
                assert gate.screen.notice is Notice.NOTHING_TO_UNDO
                gate.wait(21)
            gate.restart().happen(events.UndoChosen(gate.compound.clock.now()))
            assert gate.screen.notice is Notice.NOTHING_TO_UNDO, "nor the hold on which the answer stands"
        assert not any(passage.void for passage in gate.registrar._ledger.passages())

    def test_the_guards_own_last_stays_their_own_while_the_supervisor_answers_somebody_else(self, gate: Gate) -> None:
        gate.show().happen(events.CompanionTurned()).measure("365").happen(Escaped())
        gate.show("3-2-502").measure("365").wait(20)
        mine = gate.screen.own_last
        gate.happen(events.SupervisorCalled(), *map(Typed, PIN)).enter()
        gate.happen(events.UndoChosen(gate.compound.clock.now()))
        assert gate.screen.notice is Notice.NOTHING_TO_UNDO, "the supervisor's answer is on the screen"
        gate.wait(21).happen(events.UndoChosen(gate.compound.clock.now()))
        (void,) = [passage for passage in gate.registrar._ledger.passages() if passage.void is not None]
        assert mine is not None
        assert void.uid == mine.uid

    def test_a_way_out_with_which_the_supervisors_admission_would_go_is_not_taken_back(self, gate: Gate) -> None:
        """She forgot her mask, is held on the way back, and the supervisor lets her in: one void would take both."""
        gate.show().measure("365").wait(61)
        gate.show().happen(events.MaskTurned(gate.uid(), gate.compound.clock.now())).measure("365")
        assert gate.said == (Verdict.HOLD, Reason.NO_MASK)
        out, hold = gate.registrar._ledger.passages()
        gate.happen(Escaped(), events.SupervisorCalled(), *map(Typed, PIN)).enter()
        assert gate.said == (Verdict.ALLOW, Reason.OK_SUPERVISOR)
        with open_office(gate.compound.place, clock=gate.compound.clock) as office:
            office.ledger.void(hold.uid, who="office", why="a mistake", at=gate.compound.clock.now())
        gate.screen = replace(gate.screen, stage=Stage.WATCHING, answer=None)
        line = gate.registrar._recollection._line(out)
        gate.screen = replace(gate.screen, own_last=line, undo_until=gate.screen.clock + 9)
        gate.happen(events.UndoChosen(gate.compound.clock.now()))
        assert gate.screen.notice is Notice.NOTHING_TO_UNDO
        assert [bool(p.void) for p in gate.registrar._ledger.passages()] == [False, True, False]

    def test_another_guards_passage_is_not_ones_own(self, gate: Gate) -> None:
        gate.show().measure("365")
        gate.screen = replace(gate.screen, guard="李卫东")
        gate.show("3-2-502").measure("365")
        assert gate.screen.recent[0].label == "3-2-**"
        assert gate.screen.own_last is not None
        assert gate.screen.own_last.uid == gate.screen.recent[1].uid


def test_a_guest_who_leaves_is_not_somebody_who_is_out(gate: Gate) -> None:
    with open_office(gate.compound.place, clock=gate.compound.clock, passphrase="a passphrase") as office:
        record = office.issue_to_guest("老周", "3-2-501", "office", kind=PassKind.VISITOR)
    seen = gate.registrar.saw(record.text.encode())
    gate.happen(seen, events.DirectionTurned()).measure("365")
    assert gate.said[0] is Verdict.ALLOW
    assert (gate.screen.counters.out_now, gate.screen.counters.out_today) == (0, 0), "nor somebody who went out today"
    assert gate.screen.counters.let_out_today == 1
    gate.happen(Escaped(), events.EmergencyChosen(gate.uid(), gate.compound.clock.now()))
    assert (gate.screen.counters.in_today, gate.screen.counters.let_in_today) == (0, 1), "an ambulance comes not home"
    assert gate.screen.stage is Stage.SHOWING


def test_names_in_full_are_logged_once_and_end_with_the_visit(gate: Gate) -> None:
    moment = gate.compound.clock.now()
    gate.show().happen(events.NamesAsked(moment))
    visit = gate.screen.visit
    assert visit is not None
    assert gate.screen.names_shown
    kept = [(event.who, event.about) for event in gate.registrar._ledger.events(EventKind.REVEAL)]
    assert kept == [("guard", visit.uid)]
    assert not gate.happen(events.NamesAsked(moment)).screen.names_shown
    gate.happen(events.NamesAsked(moment), Escaped())
    assert not gate.screen.names_shown
    assert gate.happen(events.NamesAsked(moment)).screen.ask is None, "there is nobody to be named"
