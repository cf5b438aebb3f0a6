"""The gate screen: one frozen value, changed by events, without a window."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from gate_terminal.application.screen import advance, events, means_something
from gate_terminal.application.screen.answer import Alarm, Answer, Line
from gate_terminal.application.screen.asks import Acknowledge, Decide, ReadCode, ReadText, Undo
from gate_terminal.application.screen.events import Confirmed, Decided, Escaped, PassRead, Ticked, Typed
from gate_terminal.application.screen.signs import Counters, Notice, Stage, StartStep
from gate_terminal.application.screen.values import NumberedCode, Screen
from gate_terminal.application.screen.visit import Visit
from gate_terminal.application.screen.visiting import attempt_of, proposed
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import Outing, PartyState
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import Household, Person
from gate_terminal.domain.words import Direction, PassShown, Purpose, Reason, Site, Subject, Verdict

NOON = datetime(2020, 2, 7, 12, tzinfo=SITE_ZONE)
FAMILY = Household("c0ffee01", "3-2-501", "13800008000", (Person("p1", "张三"), Person("p2", "李四")))
UID = "0170aaaa-0000-7000-8000-000000000001"
NEXT_UID = "0170aaaa-0000-7000-8000-000000000002"


def visit(**changes: object) -> Visit:
    """A household's pass was read; nobody of it is out."""
    base = Visit(
        uid=UID,
        label=FAMILY.address,
        subject=Subject.RESIDENT,
        party=FAMILY.id,
        persons=FAMILY.members,
        household=FAMILY,
        serial="B8E0-ZZQ7-Z",
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def watching() -> Screen:
    """An open lane with nobody before it."""
    return advance(Screen(stage=Stage.WATCHING), Ticked(100.0, NOON))


def play(screen: Screen, *happened: events.Event) -> Screen:
    """Advance through several events."""
    for event in happened:
        screen = advance(screen, event)
    return screen


def typed(text: str) -> list[Typed]:
    """One key press per character."""
    return [Typed(character) for character in text]


def answer_to(screen: Screen, verdict: Verdict, reason: Reason) -> Decided:
    """What the registrar would say to the open question."""
    assert isinstance(screen.ask, Decide)
    decision = Decision(verdict, reason, Proof("test"))
    return Decided(Answer(screen.ask.attempt, decision, 1, NOON, "3-2-501", "张三"), screen.ask_number)


def asked(screen: Screen) -> Screen:
    """365 and Enter for whoever stands there."""
    return play(screen, *typed("365"), Confirmed(NEXT_UID, NOON))


def test_a_pass_and_three_keys_and_enter_ask_the_registrar_for_a_decision() -> None:
    screen = asked(play(watching(), PassRead(visit())))
    assert screen.stage is Stage.DECIDING
    assert isinstance(screen.ask, Decide)
    attempt = screen.ask.attempt
    assert (attempt.uid, attempt.party, attempt.person, attempt.direction, attempt.purpose) == (
        UID,
        "c0ffee01",
        "p1",
        Direction.OUT,
        Purpose.SHOPPING,
    )
    assert [str(reading) for reading in attempt.temperatures] == ["36.5"]


def test_the_answer_is_shown_and_makes_room_after_its_time() -> None:
    screen = asked(play(watching(), PassRead(visit())))
    shown = advance(screen, answer_to(screen, Verdict.ALLOW, Reason.OK_TURN))
    assert shown.stage is Stage.SHOWING
    assert shown.accepts_pass
    assert play(shown, Ticked(105.9, NOON)).stage is Stage.SHOWING
    assert play(shown, Ticked(106.1, NOON)).stage is Stage.WATCHING


def test_a_next_pass_is_taken_while_an_answer_is_shown() -> None:
    screen = asked(play(watching(), PassRead(visit())))
    shown = advance(screen, answer_to(screen, Verdict.REFUSE, Reason.QUOTA_USED))
    other = visit(uid=NEXT_UID, label="5-1-102")
    assert advance(shown, PassRead(other)).visit == other


def test_a_pass_that_is_held_up_too_early_lets_the_answer_be_seen() -> None:
    screen = asked(play(watching(), PassRead(visit())))
    assert not screen.takes_code
    shown = advance(screen, answer_to(screen, Verdict.ALLOW, Reason.OK_TURN))
    assert (shown.accepts_pass, shown.takes_code) == (True, False)
    assert not play(shown, Ticked(101.1, NOON)).takes_code
    assert play(shown, Ticked(101.3, NOON)).takes_code
    assert play(shown, Ticked(107.0, NOON)).takes_code
    # A touch has put the answer away: there is nothing left to be seen.
    assert play(shown, Ticked(101.3, NOON), Confirmed(NEXT_UID, NOON)).takes_code


def test_a_pass_shown_while_another_is_being_served_changes_nothing() -> None:
    screen = play(watching(), PassRead(visit()))
    assert not screen.accepts_pass
    assert advance(screen, PassRead(visit(uid=NEXT_UID))) == screen


def test_thirty_seconds_without_a_key_give_the_place_free() -> None:
    screen = play(watching(), PassRead(visit()), Ticked(129.9, NOON))
    assert screen.stage is Stage.IDENTIFIED
    touched = play(screen, Typed("3"), Ticked(131.0, NOON))
    assert touched.stage is Stage.IDENTIFIED
    gone = play(touched, Ticked(160.0, NOON))
    assert (gone.stage, gone.notice) == (Stage.WATCHING, Notice.TIMED_OUT)


def test_enter_on_an_empty_field_does_nothing() -> None:
    screen = play(watching(), PassRead(visit()))
    assert advance(screen, Confirmed(NEXT_UID, NOON)).ask is None
    assert advance(watching(), Confirmed(NEXT_UID, NOON)).ask is None


@pytest.mark.parametrize("text", ["991", "3729", "12", "..."])
def test_an_impossible_temperature_gets_a_message_and_records_nothing(text: str) -> None:
    single = visit(persons=FAMILY.members[:1])
    screen = play(watching(), PassRead(single), *typed(text), Confirmed(NEXT_UID, NOON))
    assert (screen.stage, screen.notice, screen.ask) == (Stage.IDENTIFIED, Notice.NO_READING, None)
    assert screen.visit is not None
    assert screen.visit.readings == ()


def test_a_second_reading_belongs_to_the_same_visit_and_has_an_attempt_of_its_own() -> None:
    screen = play(watching(), PassRead(visit()), *typed("374"), Confirmed(NEXT_UID, NOON))
    screen = advance(screen, answer_to(screen, Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST))
    again = play(screen, *typed("369"), Confirmed(NEXT_UID, NOON))
    assert isinstance(again.ask, Decide)
    assert [str(reading) for reading in again.ask.attempt.temperatures] == ["37.4", "36.9"]
    assert again.ask.attempt.uid == NEXT_UID


def test_a_fever_stays_until_it_is_acknowledged() -> None:
    screen = asked(play(watching(), PassRead(visit())))
    shown = advance(screen, answer_to(screen, Verdict.ISOLATE, Reason.FEVER_CONFIRMED))
    stayed = play(shown, Ticked(9999.0, NOON), Escaped(), PassRead(visit(uid=NEXT_UID)), Typed("5"))
    assert stayed.stage is Stage.SHOWING
    seen = advance(stayed, Confirmed(NEXT_UID, NOON))
    assert seen.ask == Acknowledge(UID, NOON), "the ledger must know it, or nobody does after a new start"
    assert advance(seen, events.Acknowledged(seen.ask_number)).stage is Stage.WATCHING


def test_a_mask_handed_out_lets_the_held_one_go_on_with_the_same_readings() -> None:
    screen = asked(play(watching(), PassRead(visit())))
    held = advance(screen, answer_to(screen, Verdict.HOLD, Reason.NO_MASK))
    assert (held.stage, len(held.held)) == (Stage.HOLDING, 1)
    again = advance(held, events.MaskTurned(NEXT_UID, NOON))
    assert isinstance(again.ask, Decide)
    assert again.ask.attempt.uid == NEXT_UID
    assert again.held == ()


def test_what_the_ledger_could_not_take_is_asked_again_with_the_same_id_when_it_is_back() -> None:
    screen = asked(play(watching(), PassRead(visit())))
    failed = advance(screen, events.NotRecorded(Fault.LEDGER_FULL, "The disk is full.", screen.ask_number))
    assert (failed.stage, failed.fault) == (Stage.OUT_OF_SERVICE, Fault.LEDGER_FULL)
    back = play(failed, events.ServiceBack(), Confirmed(NEXT_UID, NOON))
    assert isinstance(back.ask, Decide)
    assert back.ask.attempt.uid == UID
    assert len(back.ask.attempt.temperatures) == 1


def test_a_late_answer_changes_nothing() -> None:
    screen = asked(play(watching(), PassRead(visit())))
    late = replace(answer_to(screen, Verdict.ALLOW, Reason.OK_TURN), asked=screen.ask_number - 1)
    assert advance(screen, late) == screen


def test_the_direction_is_proposed_from_who_is_out() -> None:
    out = PartyState(still_out=(Outing("u", "p2", NOON, Purpose.SHOPPING, counted=True),))
    home = proposed(visit(state=out))
    assert (home.direction, home.person.id) == (Direction.IN, "p2")
    turned = play(watching(), PassRead(home), events.DirectionTurned())
    assert turned.visit is not None
    assert (turned.visit.direction, turned.visit.person.id) == (Direction.OUT, "p1")


def test_whoever_is_chosen_is_proposed_the_way_that_is_open_to_that_one() -> None:
    def way(*happened: events.Event) -> tuple[str, Direction]:
        out = PartyState(still_out=(Outing("u", "p1", NOON, Purpose.SHOPPING, counted=True),))
        shown = play(watching(), PassRead(proposed(visit(state=out))), *happened).visit
        assert shown is not None
        return shown.person.id, shown.direction

    assert way() == ("p1", Direction.IN)
    assert way(Typed(".")) == ("p2", Direction.OUT), "p2 is at home"
    assert way(Typed("."), Typed(".")) == ("p1", Direction.IN)
    # Somebody who slipped out comes home: what the guard has turned stays turned.
    assert way(Typed("."), events.DirectionTurned(), Typed(".")) == ("p2", Direction.IN)
    stranger = visit(state=PartyState(still_out=(Outing("u", "gone", NOON, Purpose.SHOPPING, counted=True),)))
    left = play(watching(), PassRead(proposed(stranger)), Typed(".")).visit
    assert left is not None
    assert left.direction is Direction.IN


def test_a_point_on_an_empty_field_steps_through_the_members() -> None:
    screen = play(watching(), PassRead(visit()), Typed("."))
    assert screen.visit is not None
    assert screen.visit.person.id == "p2"
    assert play(screen, *typed("36.5")).visit.typed == "36.5"  # type: ignore[union-attr]


def test_work_is_asked_with_and_without_a_letter() -> None:
    screen = play(watching(), PassRead(visit()), events.PurposeStepped(), events.PurposeStepped())
    assert screen.visit is not None
    assert (screen.visit.purpose, screen.visit.circumstances.work_letter) == (Purpose.WORK, True)
    without = advance(screen, events.PurposeStepped())
    assert without.visit is not None
    assert (without.visit.purpose, without.visit.circumstances.work_letter) == (Purpose.WORK, False)


def test_a_typed_serial_stays_in_the_field_until_it_is_found() -> None:
    screen = play(watching(), *typed("B8E0ZZQ7Z"), Confirmed(NEXT_UID, NOON))
    assert screen.ask == ReadText("B8E0ZZQ7Z")
    wrong = advance(screen, events.PassRejected(Notice.SERIAL_WRONG, asked=screen.ask_number))
    assert (wrong.pass_text, wrong.notice, wrong.asking) == ("B8E0ZZQ7Z", Notice.SERIAL_WRONG, False)
    # It can be mended from its end, and it can be typed anew: never both one after the other.
    mended = play(wrong, events.Erased(), *typed("X"))
    assert (mended.pass_text, mended.typing_begins_anew) == ("B8E0ZZQ7X", False)
    assert wrong.typing_begins_anew
    anew = play(wrong, *typed("B8E0ZZQ7ZW"))
    assert (anew.pass_text, anew.typing_begins_anew) == ("B8E0ZZQ7ZW", False)


def test_what_a_scanner_delivered_in_vain_does_not_touch_what_is_being_typed() -> None:
    screen = play(watching(), *typed("B8E0"), events.TextScanned("https://example.org/menu"))
    refused = advance(screen, events.PassRejected(Notice.OTHER_CODE, asked=screen.ask_number))
    assert advance(refused, events.Typed("Z")).pass_text == "B8E0Z"


def test_a_gesture_means_something_only_where_it_would_do_something() -> None:
    gate = watching()
    assert all(means_something(gate, event) for event in (events.NoPassChosen(), events.OthersChosen(UID)))
    with_a_pass = advance(gate, PassRead(visit()))
    assert means_something(with_a_pass, events.NoPassChosen()), "what there is to the card"
    assert not means_something(with_a_pass, events.OthersChosen(UID))
    expired = visit(circumstances=replace(visit().circumstances, pass_shown=PassShown.FORGOTTEN))
    assert not means_something(advance(gate, PassRead(expired)), events.NoPassChosen())
    guest = visit(subject=Subject.VISITOR)
    assert not means_something(advance(gate, PassRead(guest)), events.NoPassChosen())
    without = replace(visit(), serial=None)
    assert means_something(advance(gate, PassRead(without)), events.NoPassChosen())
    visitor = advance(gate, events.OthersChosen(UID))
    assert not means_something(visitor, events.NoPassChosen())
    looking = play(gate, *typed("B8E0"), Confirmed(NEXT_UID, NOON))
    assert looking.asking
    assert means_something(looking, events.NoPassChosen()), "the registrar answers in milliseconds"


def test_an_emergency_passes_at_once_from_anywhere() -> None:
    assert isinstance(advance(watching(), events.EmergencyChosen(UID, NOON)).ask, Decide)
    screen = advance(play(watching(), PassRead(visit())), events.EmergencyChosen(NEXT_UID, NOON))
    assert isinstance(screen.ask, Decide)
    assert (screen.ask.attempt.purpose, screen.ask.attempt.party) == (Purpose.EMERGENCY, "c0ffee01")


def test_a_renter_without_a_pass_is_told_from_one_who_forgot_it() -> None:
    facts = replace(visit().circumstances, pass_shown=PassShown.FORGOTTEN)
    screen = play(watching(), PassRead(visit(serial=None, circumstances=facts)))
    kinds = []
    for _ in range(3):
        screen = advance(screen, events.NoPassChosen())
        assert screen.visit is not None
        kinds.append((screen.visit.subject, screen.visit.circumstances.bill_match))
    assert kinds == [(Subject.RENTER, True), (Subject.RENTER, False), (Subject.RESIDENT, True)]


def test_the_bearer_of_a_cancelled_pass_is_known_once_the_identity_card_was_looked_at() -> None:
    lost = replace(visit().circumstances, pass_shown=PassShown.LOST, id_shown=False)
    screen = play(watching(), PassRead(visit(circumstances=lost)), events.NoPassChosen())
    assert screen.visit is not None
    assert screen.visit.circumstances.id_shown


def test_a_verdict_that_was_taken_back_leaves_the_screen() -> None:
    screen = asked(play(watching(), PassRead(visit())))
    shown = advance(screen, answer_to(screen, Verdict.ALLOW, Reason.OK_TURN))
    line = Line(UID, 1, NOON, "3-2-501", Direction.OUT, ("36.5",), Verdict.ALLOW)
    undoing = advance(replace(shown, own_last=line, undo_until=shown.clock + 1), events.UndoChosen(NOON))
    undone = advance(undoing, events.Undone(undoing.ask_number))
    assert (undone.stage, undone.answer, undone.notice) == (Stage.WATCHING, None, Notice.UNDONE)


def test_who_was_held_and_is_answered_waits_no_longer() -> None:
    screen = play(watching(), PassRead(visit()), *typed("Lo"), Confirmed(NEXT_UID, NOON))
    held = advance(screen, answer_to(screen, Verdict.HOLD, Reason.TEMP_UNREADABLE))
    assert len(held.held) == 1
    again = play(held, *typed("A364"), Confirmed(NEXT_UID, NOON))
    assert advance(again, answer_to(again, Verdict.ALLOW, Reason.OK_TURN)).held == ()


def test_a_visitor_is_measured_like_everybody_else() -> None:
    screen = play(watching(), events.OthersChosen(UID), Confirmed(NEXT_UID, NOON))
    assert (screen.stage, screen.ask) == (Stage.IDENTIFIED, None)


def test_only_the_last_passage_of_the_last_five_minutes_can_be_undone() -> None:
    screen = asked(play(watching(), PassRead(visit())))
    shown = play(screen, answer_to(screen, Verdict.ALLOW, Reason.OK_TURN), Ticked(100.0 + 20, NOON))
    assert shown.stage is Stage.WATCHING
    for clock, can in ((399.0, True), (401.0, False)):
        asked_for = play(shown, Ticked(clock, NOON), events.UndoChosen(NOON))
        assert (asked_for.ask == Undo(UID, NOON), asked_for.notice is Notice.NOTHING_TO_UNDO) == (can, not can)


@pytest.mark.parametrize("step", [timedelta(hours=-3), timedelta(hours=3), timedelta(days=400)])
def test_a_clock_that_was_set_makes_the_five_minutes_neither_longer_nor_shorter(step: timedelta) -> None:
    screen = asked(play(watching(), PassRead(visit())))
    shown = advance(screen, answer_to(screen, Verdict.ALLOW, Reason.OK_TURN))
    read = events.BooksRead(Counters(), (), shown.own_last)
    for clock, can in ((399.0, True), (401.0, False)):
        later = play(shown, Ticked(clock, NOON + step), read, events.UndoChosen(NOON + step))
        assert (later.ask is not None) == can


@pytest.mark.parametrize(("ago", "can"), [(-60, False), (0, True), (200, True), (301, False)])
def test_of_the_run_before_the_wall_clock_says_how_much_of_the_five_minutes_is_left(ago: int, can: bool) -> None:
    own = Line(UID, 1, NOON - timedelta(seconds=ago), "3-2-**", Direction.OUT, ("36.5",), Verdict.ALLOW)
    screen = advance(watching(), events.BooksRead(Counters(), (), own))
    assert (advance(screen, events.UndoChosen(NOON)).ask is not None) == can
    late = play(screen, Ticked(100.0 + 301 - max(ago, 0), NOON - timedelta(days=1)), events.UndoChosen(NOON))
    assert late.ask is None


def test_a_start_that_fails_says_which_step_and_recovers() -> None:
    screen = Screen(steps=(StartStep("ledger"),))
    lost = play(screen, events.StepTaken(StartStep("ledger", fault=Fault.LEDGER_HELD)))
    assert lost.steps[0].fault is Fault.LEDGER_HELD
    out = advance(lost, events.ServiceLost(Fault.LEDGER_HELD, "Another window holds it."))
    assert out.stage is Stage.OUT_OF_SERVICE
    assert advance(out, events.ServiceBack()).stage is Stage.WATCHING


SEVERAL = (NumberedCode(1, b"GP1 one"), NumberedCode(2, b"GP1 two"))


def test_of_several_passes_in_view_a_number_and_enter_choose_one() -> None:
    typing = play(watching(), events.SeveralShown(SEVERAL), Typed("2"))
    assert (typing.ask, typing.pass_text) == (None, "2"), "it may be the beginning of an address"
    screen = advance(typing, Confirmed(NEXT_UID, NOON))
    assert screen.ask == ReadCode(b"GP1 two")
    assert (screen.pass_text, screen.dealt_with) == ("", (b"GP1 two",))
    served = advance(screen, PassRead(visit(), screen.ask_number))
    assert served.stage is Stage.IDENTIFIED
    assert served.choices == (), "whoever is served is not disturbed by a choice"


def test_an_address_that_begins_with_the_number_of_a_pass_in_view_is_looked_up_as_an_address() -> None:
    screen = play(watching(), events.SeveralShown(SEVERAL), *typed("2-1-3"), Confirmed(NEXT_UID, NOON))
    assert screen.ask == ReadText("2-1-3")
    address = play(watching(), events.SeveralShown(SEVERAL), events.NoPassChosen(), Typed("1"), Confirmed("x", NOON))
    assert address.ask == ReadText("1", no_pass=True)


def test_touching_a_number_chooses_whatever_is_typed_and_an_old_number_does_nothing() -> None:
    screen = play(watching(), events.SeveralShown(SEVERAL), *typed("3-"))
    assert advance(screen, events.CodeChosen(1)).ask == ReadCode(b"GP1 one")
    assert advance(screen, events.CodeChosen(3)) == screen
    assert advance(play(screen, events.SeveralShown(())), events.CodeChosen(1)).ask is None


def test_escape_ignores_all_passes_in_view_and_leaves_what_was_typed() -> None:
    screen = play(watching(), *typed("3-2"), events.SeveralShown(SEVERAL), Escaped())
    assert (screen.choices, screen.pass_text) == ((), "3-2")
    assert screen.dealt_with == (b"GP1 one", b"GP1 two")


def test_a_temperature_that_is_awaited_takes_the_digits_before_any_choice() -> None:
    screen = play(watching(), PassRead(visit()), *typed("Lo"), Confirmed(NEXT_UID, NOON))
    held = advance(screen, answer_to(screen, Verdict.HOLD, Reason.TEMP_UNREADABLE))
    again = play(held, events.SeveralShown(SEVERAL), Typed("1"))
    assert again.ask is None
    assert again.visit is not None
    assert again.visit.typed == "1"


def test_a_code_scanned_too_early_waits_and_is_taken_once_the_verdict_was_seen() -> None:
    screen = asked(play(watching(), PassRead(visit()), events.TextScanned("GP1 early"), events.TextScanned("GP1 next")))
    shown = advance(screen, answer_to(screen, Verdict.REFUSE, Reason.QUOTA_USED))
    seen = play(shown, Ticked(101.0, NOON))
    assert (seen.stage, seen.ask) == (Stage.SHOWING, None)
    assert play(seen, Ticked(101.25, NOON)).ask == ReadText("GP1 next", scanned=True), "the newest one only"


def test_a_code_scanned_two_seconds_too_early_is_dropped() -> None:
    screen = play(watching(), PassRead(visit()), events.TextScanned("GP1 early"), Ticked(101.9, NOON))
    assert screen.notice is None
    screen = play(screen, Ticked(102.0, NOON))
    assert screen.notice is Notice.SCAN_DROPPED, "whoever scanned it saw nothing happen"
    assert play(screen, Escaped(), Ticked(102.25, NOON)).ask is None


def test_a_scanned_code_waits_for_a_gate_that_is_free_a_moment_later() -> None:
    screen = play(watching(), PassRead(visit()), events.TextScanned("GP1 early"), Escaped(), Ticked(101.0, NOON))
    assert (screen.ask, screen.waiting) == (ReadText("GP1 early", scanned=True), None)


def is_emergency(screen: Screen) -> bool:
    """Whether the open question is about somebody who waits for nothing."""
    return isinstance(screen.ask, Decide) and screen.ask.attempt.purpose is Purpose.EMERGENCY


class Lane(RuleBasedStateMachine):
    """Any order of keys, passes, answers, faults and time leaves a screen that a guard can work with."""

    def __init__(self) -> None:
        super().__init__()
        self.screen = watching()
        self.clock = 100.0
        self.number = 0

    def happen(self, event: events.Event) -> None:
        before = self.screen
        self.screen = advance(before, event)
        assert self.screen.ask_number - before.ask_number in {0, 1}
        if self.screen.ask_number != before.ask_number:
            assert before.ask is None, "a second question while one is open"
            if before.alarmed and before.stage is not Stage.IDENTIFIED:
                served = isinstance(self.screen.ask, Acknowledge) or is_emergency(self.screen)
                assert served or isinstance(self.screen.ask, Undo), "somebody came before a fever"

    def uid(self) -> str:
        self.number += 1
        return f"uid-{self.number}"

    @rule(key=st.sampled_from("0123456789.AaLoHi+-*/Z"))
    def a_key(self, key: str) -> None:
        self.happen(Typed(key))

    @rule()
    def enter(self) -> None:
        self.happen(Confirmed(self.uid(), NOON))

    @rule(
        gesture=st.sampled_from(
            [
                Escaped(),
                events.Erased(),
                events.PurposeStepped(),
                events.DirectionTurned(),
                events.CompanionTurned(),
                events.PersonStepped(),
                events.NoPassChosen(),
                events.SupervisorCalled(),
                events.HeldStepped(),
                events.ProofTurned(),
                events.LanguageTurned(),
                events.ThemeTurned(),
                events.UndoChosen(NOON),
                events.TextScanned("GP1X"),
                events.CodeChosen(2),
                events.SeveralShown(SEVERAL),
                events.SeveralShown(()),
                events.PersonChosen(7),
                events.PurposeChosen(Purpose.MEDICAL),
            ]
        )
    )
    def a_gesture(self, gesture: events.Event) -> None:
        self.happen(gesture)

    @rule()
    def mask(self) -> None:
        self.happen(events.MaskTurned(self.uid(), NOON))

    @rule()
    def emergency(self) -> None:
        self.happen(events.EmergencyChosen(self.uid(), NOON))

    @rule()
    def others(self) -> None:
        self.happen(events.OthersChosen(self.uid()))

    @rule()
    def a_pass_is_shown(self) -> None:
        self.happen(PassRead(visit(uid=self.uid())))

    @rule(notice=st.sampled_from(list(Notice)))
    def something_else_is_shown(self, notice: Notice) -> None:
        self.happen(events.PassRejected(notice))

    @rule(seconds=st.floats(0, 200))
    def time_goes_on(self, seconds: float) -> None:
        self.clock += seconds
        self.happen(Ticked(self.clock, NOON + timedelta(seconds=self.clock)))

    @rule(number=st.integers(1, 2))
    def the_ledger_tells_of_a_fever_that_nobody_acknowledged(self, number: int) -> None:
        attempt = attempt_of(visit(uid=f"fever-{number}"), at=NOON, site=Site.COMPOUND, gate="east", lane="1", guard="")
        decision = Decision(Verdict.ISOLATE, Reason.FEVER_CONFIRMED, Proof("test"))
        alarm = Alarm(Answer(attempt, decision, 1, NOON, "3-2-501", "张三"))
        self.happen(events.BooksRead(Counters(), (), alarms=(alarm,)))

    @precondition(lambda self: isinstance(self.screen.ask, Acknowledge))
    @rule()
    def it_is_in_the_ledger_that_the_guard_took_note(self) -> None:
        self.happen(events.Acknowledged(self.screen.ask_number))

    @precondition(lambda self: isinstance(self.screen.ask, Decide))
    @rule(verdict=st.sampled_from([v for v in Verdict if v is not Verdict.IGNORE]))
    def the_ledger_answers(self, verdict: Verdict) -> None:
        reason = {
            Verdict.HOLD: Reason.NO_MASK,
            Verdict.REMEASURE: Reason.TEMP_HIGH_FIRST,
            Verdict.ISOLATE: Reason.FEVER_CONFIRMED,
            Verdict.REFUSE: Reason.QUOTA_USED,
        }.get(verdict, Reason.OK_TURN)
        self.happen(answer_to(self.screen, verdict, reason))
        assert self.screen.answer is not None
        assert self.screen.answer.decision.verdict is verdict

    @precondition(lambda self: self.screen.asking)
    @rule()
    def the_ledger_fails(self) -> None:
        self.happen(events.NotRecorded(Fault.LEDGER_FULL, "full", self.screen.ask_number))
        self.happen(events.ServiceBack())

    @precondition(lambda self: self.screen.asking)
    @rule()
    def the_registrar_declines(self) -> None:
        self.happen(events.AskRefused(Notice.NOT_FOUND, self.screen.ask_number))

    @invariant()
    def the_stage_has_what_it_shows(self) -> None:
        screen = self.screen
        if screen.stage in {Stage.IDENTIFIED, Stage.DECIDING}:
            assert screen.visit is not None
        if screen.stage in {Stage.SHOWING, Stage.HOLDING}:
            assert screen.answer is not None
        if screen.stage is Stage.DECIDING:
            assert screen.asking
        if screen.desk is not None:
            assert screen.desk.index < len(screen.held)
        if screen.visit is not None:
            assert screen.visit.person_index < len(screen.visit.persons)

    @invariant()
    def nobody_is_stuck(self) -> None:
        """From anywhere Esc, Enter and time lead back to an open lane."""
        screen = self.screen
        if screen.asking:
            screen = advance(screen, events.AskRefused(Notice.NOT_FOUND, screen.ask_number))
        seen = [Confirmed("last", NOON)] * (1 + len(screen.unseen))
        for event in (Escaped(), Escaped(), *seen, Ticked(self.clock + 1e6, NOON), *seen):
            if screen.stage is Stage.WATCHING and screen.desk is None:
                break
            screen = advance(screen, event)
            if isinstance(screen.ask, Acknowledge):
                screen = play(screen, events.Acknowledged(screen.ask_number), Ticked(screen.clock + 10, NOON))
        assert screen.accepts_pass or screen.asking


TestLane = Lane.TestCase
