"""What must survive the queue, a fault and the supervisor: readings, open questions, and who waits."""

from dataclasses import replace

import pytest

from gate_terminal.application.screen import advance, events
from gate_terminal.application.screen.answer import Line
from gate_terminal.application.screen.asks import Acknowledge, Decide, ReadText, Undo
from gate_terminal.application.screen.events import (
    Confirmed,
    Escaped,
    HoldAnswered,
    NotRecorded,
    PassRead,
    Ticked,
    Typed,
)
from gate_terminal.application.screen.signs import Counters, Notice, Stage
from gate_terminal.application.screen.values import NumberedCode, Screen
from gate_terminal.application.screen.visit import Doubt, Visit
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Direction, Purpose, Reason, Verdict

from .test_screen import NEXT_UID, NOON, UID, answer_to, asked, play, typed, visit, watching

FULL = "The disk is full."


def readings_asked(screen: Screen) -> list[str]:
    """The temperatures in the open question."""
    assert isinstance(screen.ask, Decide)
    return [str(reading) for reading in screen.ask.attempt.temperatures]


def measured_high() -> Screen:
    """Somebody had 37.4 and is to be measured again."""
    screen = play(watching(), PassRead(visit()), *typed("374"), Confirmed(NEXT_UID, NOON))
    return advance(screen, answer_to(screen, Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST))


def doubtful_visit(uid: str) -> Visit:
    """The pass of the same household, of which the ledger knows that the first member had 37.4."""
    return visit(uid=uid, doubts=(Doubt("p1", (Temperature(374),)),))


def test_a_re_measure_does_not_keep_the_next_pass_waiting() -> None:
    high = measured_high()
    assert high.accepts_pass
    other = play(high, PassRead(visit(uid="other", party="c0ffee02")), *typed("365"), Confirmed("x", NOON))
    assert readings_asked(other) == ["36.5"]


def test_what_the_ledger_knows_of_somebody_comes_back_with_the_pass() -> None:
    again = play(measured_high(), Escaped(), PassRead(doubtful_visit("again")), *typed("376"), Confirmed("y", NOON))
    assert readings_asked(again) == ["37.4", "37.6"]


def test_enter_on_an_empty_field_does_nothing_for_one_who_comes_to_be_measured_again() -> None:
    again = play(measured_high(), Escaped(), PassRead(doubtful_visit("again")), Confirmed("y", NOON))
    assert (again.stage, again.ask) == (Stage.IDENTIFIED, None)


def test_readings_do_not_change_hands_within_a_family() -> None:
    other = play(watching(), PassRead(doubtful_visit("again")), events.PersonStepped())
    assert other.visit is not None
    assert (other.visit.person.id, other.visit.readings) == ("p2", ())
    back = advance(other, events.PersonStepped())
    assert back.visit is not None
    assert [str(reading) for reading in back.visit.readings] == ["37.4"]


def test_a_reading_that_the_ledger_could_not_take_is_remembered_for_half_an_hour() -> None:
    screen = play(watching(), PassRead(visit()), *typed("374"), Confirmed(NEXT_UID, NOON))
    failed = advance(screen, NotRecorded(Fault.LEDGER_FULL, FULL, screen.ask_number))
    gone = play(failed, events.ServiceBack(), Escaped())
    assert gone.stage is Stage.WATCHING
    again = play(gone, PassRead(visit(uid="again")), *typed("376"), Confirmed("y", NOON))
    assert readings_asked(again) == ["37.4", "37.6"]
    settled = advance(again, answer_to(again, Verdict.ISOLATE, Reason.FEVER_CONFIRMED))
    assert settled.doubtful == ()
    late = play(gone, Ticked(100.0 + 1801, NOON), PassRead(visit(uid="late")))
    assert late.visit is not None
    assert late.visit.readings == ()


def test_a_fault_at_the_second_reading_loses_neither_reading() -> None:
    second = play(measured_high(), *typed("376"), Confirmed("second", NOON))
    failed = advance(second, NotRecorded(Fault.LEDGER_FULL, FULL, second.ask_number))
    back = play(failed, events.ServiceBack(), Ticked(100.0 + 60, NOON))
    assert back.stage is Stage.IDENTIFIED, "nobody is forgotten because the disk was full"
    again = advance(back, Confirmed("third", NOON))
    assert readings_asked(again) == ["37.4", "37.6"]
    assert isinstance(again.ask, Decide)
    assert again.ask.attempt.uid == "second"


def test_a_fault_without_a_question_leaves_the_open_question_open_and_its_answer_counts() -> None:
    screen = asked(play(watching(), PassRead(visit())))
    lost = advance(screen, NotRecorded(Fault.LEDGER_BUSY, "busy"))
    assert (lost.stage, lost.ask) == (Stage.OUT_OF_SERVICE, screen.ask)
    back = advance(lost, events.ServiceBack())
    assert back.stage is Stage.DECIDING
    assert advance(back, Confirmed("twice", NOON)).ask == screen.ask
    shown = advance(back, answer_to(screen, Verdict.ALLOW, Reason.OK_TURN))
    assert (shown.stage, shown.ask) == (Stage.SHOWING, None)


def test_an_emergency_that_could_not_be_recorded_is_asked_again_by_enter() -> None:
    screen = advance(watching(), events.EmergencyChosen(UID, NOON))
    failed = advance(screen, NotRecorded(Fault.LEDGER_FULL, FULL, screen.ask_number))
    again = play(failed, events.ServiceBack(), Confirmed(NEXT_UID, NOON))
    assert isinstance(again.ask, Decide)
    assert (again.ask.attempt.uid, again.ask.attempt.purpose) == (UID, Purpose.EMERGENCY)


def test_a_mask_handed_out_before_a_fault_is_still_on_afterwards() -> None:
    screen = asked(play(watching(), PassRead(visit()), events.MaskTurned("m", NOON)))
    held = advance(screen, answer_to(screen, Verdict.HOLD, Reason.NO_MASK))
    masked = advance(held, events.MaskTurned("second", NOON))
    failed = advance(masked, NotRecorded(Fault.LEDGER_FULL, FULL, masked.ask_number))
    back = advance(failed, events.ServiceBack())
    assert back.visit is not None
    assert (back.visit.circumstances.mask, [str(r) for r in back.visit.readings]) == (True, ["36.5"])


def held_home_comer() -> Screen:
    """Somebody on the way home waits for the supervisor."""
    screen = asked(play(watching(), PassRead(visit(direction=Direction.IN))))
    return advance(screen, answer_to(screen, Verdict.HOLD, Reason.IDENTITY_UNVERIFIED))


def test_who_cannot_be_turned_back_goes_on_waiting() -> None:
    held = play(held_home_comer(), events.SupervisorCalled(), *typed("2580"), events.DirectionTurned())
    sent = advance(held, Confirmed("no", NOON))
    answer = replace(held.held[0].answer, attempt=replace(held.held[0].answer.attempt, uid="no"))
    after = advance(sent, HoldAnswered(answer, sent.ask_number, UID))
    assert (after.stage, [h.answer.attempt.uid for h in after.held]) == (Stage.HOLDING, ["no"])


def test_leaving_the_desk_leads_back_to_what_was_shown() -> None:
    held = held_home_comer()
    other = play(held, PassRead(visit(uid="other", party="c0ffee02")), *typed("374"), Confirmed("x", NOON))
    high = advance(other, answer_to(other, Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST))
    back = play(high, events.SupervisorCalled(), Escaped())
    assert (back.stage, back.answer, back.desk) == (Stage.SHOWING, high.answer, None)


def test_no_desk_is_opened_over_a_fever() -> None:
    held = held_home_comer()
    other = play(held, PassRead(visit(uid="other", party="c0ffee02")), *typed("365"), Confirmed("x", NOON))
    fever = advance(other, answer_to(other, Verdict.ISOLATE, Reason.FEVER_CONFIRMED))
    assert advance(fever, events.SupervisorCalled()).desk is None


def test_a_supervisor_for_whom_nobody_waits_is_told_so() -> None:
    called = advance(watching(), events.SupervisorCalled())
    assert (called.desk, called.notice) == (None, Notice.NOBODY_WAITS)
    pin = play(called, *typed("25"), Ticked(104.0, NOON), *typed("80"), Confirmed("x", NOON))
    assert (pin.pass_text, pin.ask, pin.notice) == ("", None, Notice.NOBODY_WAITS), "nobody reads a PIN in the field"
    later = play(pin, Ticked(110.0, NOON), *typed("8"))
    assert later.pass_text == "8", "once that is no longer said, a number is a number"
    other = play(called, *typed("2509"), Confirmed("x", NOON))
    assert (other.pass_text, other.ask) == ("", None), "nor is the end of one an ambulance"
    for before in (called, other):
        ambulance = play(before, *typed("09"), Confirmed("x", NOON))
        assert isinstance(ambulance.ask, Decide), "on the number pad alone an ambulance is a zero first"
    assert play(called, *typed("B8")).pass_text == "B8", "nor is a serial with a letter first a PIN"


def test_only_ones_own_last_line_can_be_undone_and_never_a_fever() -> None:
    last = Line("b", 2, NOON, "3-2-**", Direction.OUT, ("36.5",), Verdict.ALLOW)
    of_another = replace(watching(), recent=(last,))
    assert advance(of_another, events.UndoChosen(NOON)).notice is Notice.NOTHING_TO_UNDO
    void = replace(watching(), own_last=replace(last, void=True), undo_until=101.0)
    assert advance(void, events.UndoChosen(NOON)).notice is Notice.NOTHING_TO_UNDO
    fever = replace(watching(), own_last=replace(last, verdict=Verdict.ISOLATE), undo_until=101.0)
    assert advance(fever, events.UndoChosen(NOON)).ask is None
    own = replace(watching(), own_last=last, undo_until=101.0)
    assert advance(own, events.UndoChosen(NOON)).ask == Undo("b", NOON)


def test_a_hold_that_was_taken_back_waits_no_longer() -> None:
    held = held_home_comer()
    line = Line(UID, 1, NOON, "3-2-**", Direction.IN, ("36.5",), Verdict.HOLD)
    undoing = advance(replace(held, own_last=line, undo_until=held.clock + 1), events.UndoChosen(NOON))
    assert undoing.ask == Undo(UID, NOON)
    assert advance(undoing, events.Undone(undoing.ask_number)).held == ()


@pytest.mark.parametrize("serial", ["11B5Z", "B8E0ZZQ7Z", "888888Z365", "ZZZZZZ365", "A36KXXXX", "LO365ZZ3"])
def test_a_pass_number_typed_while_somebody_stands_here_is_no_temperature_but_looked_up(serial: str) -> None:
    for here in (measured_high(), play(watching(), PassRead(visit()))):
        screen = play(here, *typed(serial))
        assert screen.types_pass
        before = screen.visit
        screen = advance(screen, Confirmed("x", NOON))
        assert screen.ask == ReadText(serial)
        wrong = advance(screen, events.PassRejected(Notice.NOT_IN_REGISTER, asked=screen.ask_number))
        assert (wrong.visit, wrong.notice, wrong.pass_text) == (before, Notice.NOT_IN_REGISTER, serial)
        assert advance(wrong, Escaped()).visit == before, "Esc takes back the number, not the person"
        other = visit(uid="other", party="c0ffee02")
        assert advance(screen, PassRead(other, screen.ask_number)).visit == other


def test_a_fever_that_nobody_has_seen_outlives_a_fault() -> None:
    screen = play(watching(), PassRead(doubtful_visit(UID)), *typed("376"), Confirmed("x", NOON))
    fever = advance(screen, answer_to(screen, Verdict.ISOLATE, Reason.FEVER_CONFIRMED))
    back = play(fever, NotRecorded(Fault.LEDGER_BUSY, "busy"), events.ServiceBack())
    assert (back.stage, back.answer, back.ends_at) == (Stage.SHOWING, fever.answer, None)


def test_a_fever_over_which_an_ambulance_passed_comes_back() -> None:
    screen = play(watching(), PassRead(doubtful_visit(UID)), *typed("376"), Confirmed("x", NOON))
    fever = advance(screen, answer_to(screen, Verdict.ISOLATE, Reason.FEVER_CONFIRMED))
    passing = advance(fever, events.EmergencyChosen("e", NOON))
    shown = advance(passing, answer_to(passing, Verdict.ALLOW, Reason.EMERGENCY))
    assert shown.answer != fever.answer
    again = play(shown, Ticked(107.0, NOON))
    assert (again.stage, again.answer, again.visit) == (Stage.SHOWING, fever.answer, fever.visit)
    assert advance(again, Confirmed("twice", NOON)).ask is None, "the Enter that put the ambulance away"
    seen = play(again, Ticked(109.0, NOON), Confirmed("seen", NOON))
    assert seen.ask == Acknowledge(UID, NOON)
    assert advance(seen, events.Acknowledged(seen.ask_number)).stage is Stage.WATCHING


def fever_under_an_ambulance() -> Screen:
    """An ambulance passes while nobody has acknowledged the fever on the screen."""
    screen = play(watching(), PassRead(doubtful_visit(UID)), *typed("376"), Confirmed("x", NOON))
    fever = advance(screen, answer_to(screen, Verdict.ISOLATE, Reason.FEVER_CONFIRMED))
    passing = advance(fever, events.EmergencyChosen("e", NOON))
    return advance(passing, answer_to(passing, Verdict.ALLOW, Reason.EMERGENCY))


@pytest.mark.parametrize(
    "others",
    [
        [*typed("B8E0ZZQ7Z"), Confirmed("x", NOON)],
        [*typed("3-2-502"), Ticked(109.0, NOON), Confirmed("x", NOON)],
        [events.TextScanned("GP1"), Ticked(101.3, NOON)],
        [events.PadTurned(), *typed("B8E0ZZQ7Z"), Confirmed("x", NOON)],
        [events.NoPassChosen(), *typed("3-2-502"), Confirmed("x", NOON)],
        [events.OthersChosen("v")],
        [events.SupervisorCalled()],
        [events.SeveralShown((NumberedCode(1, b"GP1 one"),)), Typed("1"), Confirmed("x", NOON)],
        [PassRead(visit(uid="other", party="c0ffee02"))],
    ],
    ids=["serial", "address", "scanner", "pad", "no pass", "visitor", "supervisor", "choice", "pass"],
)
def test_over_an_ambulance_nobody_is_served_before_the_fever_that_it_passed_over(others: list[events.Event]) -> None:
    screen = replace(fever_under_an_ambulance(), held=held_home_comer().held)
    after = play(screen, *others)
    assert (after.ask, after.desk) == (None, None)
    later = play(after, Ticked(120.0, NOON))
    assert later.shows_fever


def test_a_fever_that_the_books_tell_of_is_shown_before_what_was_begun_in_the_field() -> None:
    fever = fever_under_an_ambulance().unseen
    told = play(watching(), *typed("B8E0"), events.BooksRead(Counters(), (), alarms=fever))
    assert (told.shows_fever, told.pass_text) == (True, "")
    assert advance(told, events.BooksRead(Counters(), (), alarms=fever)) == told, "once is enough"


def test_a_fever_of_which_somebody_has_taken_care_meanwhile_is_not_shown_again() -> None:
    told = play(fever_under_an_ambulance(), events.BooksRead(Counters(), ()), Ticked(107.0, NOON))
    assert told.stage is Stage.WATCHING


def test_a_note_that_the_ledger_cannot_take_leaves_the_fever_and_a_bug_does_not_keep_the_queue() -> None:
    fever = fever_under_an_ambulance().unseen
    told = play(watching(), events.BooksRead(Counters(), (), alarms=fever), Ticked(109.0, NOON), Confirmed("x", NOON))
    failed = advance(told, NotRecorded(Fault.LEDGER_FULL, FULL, told.ask_number))
    assert failed.stage is Stage.OUT_OF_SERVICE
    assert play(failed, events.ServiceBack(), Ticked(9999.0, NOON)).shows_fever
    buggy = advance(told, events.AskRefused(Notice.INTERNAL, told.ask_number))
    assert (buggy.stage, buggy.notice) == (Stage.WATCHING, Notice.INTERNAL)


def test_a_fever_that_the_supervisors_answer_brings_stays_until_it_is_acknowledged() -> None:
    held = held_home_comer()
    asking = play(held, events.SupervisorCalled(), *typed("1234"), Confirmed("y", NOON))
    decision = Decision(Verdict.ISOLATE, Reason.FEVER_CONFIRMED, Proof("test"))
    answer = replace(held.held[0].answer, decision=decision)
    told = advance(asking, HoldAnswered(answer, asking.ask_number, held.held[0].answer.attempt.uid))
    assert play(told, Ticked(9999.0, NOON)).shows_fever


def test_a_question_about_a_text_that_a_fault_delayed_leaves_the_person_who_stands_here() -> None:
    screen = play(watching(), PassRead(visit()), *typed("B8E0"), Confirmed("x", NOON))
    back = play(screen, NotRecorded(Fault.LEDGER_BUSY, "busy"), events.ServiceBack())
    assert (back.stage, back.visit, back.ask) == (Stage.IDENTIFIED, screen.visit, screen.ask)


def test_turned_round_after_a_fault_it_is_another_attempt() -> None:
    """The ledger may have the first one all the same: its answer must not be given for the other way."""
    screen = asked(play(watching(), PassRead(visit())))
    failed = advance(screen, NotRecorded(Fault.LEDGER_IO, "I/O", screen.ask_number))
    turned = play(failed, events.ServiceBack(), events.DirectionTurned(), Confirmed("anew", NOON))
    assert isinstance(turned.ask, Decide)
    assert (turned.ask.attempt.uid, turned.ask.attempt.direction) == ("anew", Direction.IN)
    assert readings_asked(turned) == ["36.5"]


def test_an_ambulance_does_not_wait_for_the_supervisor() -> None:
    desk = advance(held_home_comer(), events.SupervisorCalled())
    passing = advance(desk, events.EmergencyChosen("e", NOON))
    assert (passing.desk, passing.stage) == (None, Stage.DECIDING)


def test_a_desk_that_was_left_gives_the_lane_back() -> None:
    desk = play(held_home_comer(), events.SupervisorCalled(), Ticked(150.0, NOON), Typed("2"), Ticked(209.0, NOON))
    assert desk.desk is not None
    left = advance(desk, Ticked(211.0, NOON))
    assert (left.desk, left.accepts_pass) == (None, True)


def test_the_desk_stays_at_the_same_person_when_the_list_changes() -> None:
    desk = advance(held_home_comer(), events.SupervisorCalled())
    mine = desk.held[0]
    other = replace(mine, answer=replace(mine.answer, attempt=replace(mine.answer.attempt, uid="before")))
    moved = advance(desk, events.BooksRead(desk.counters, (), None, (other, mine)))
    assert moved.desk is not None
    assert moved.held[moved.desk.index] == mine
    assert advance(desk, events.BooksRead(desk.counters, (), None, (other,))).desk is None


def test_a_pass_given_up_may_be_read_again_and_an_answered_one_not() -> None:
    read = play(watching(), PassRead(visit()))
    assert advance(read, Escaped()).given_up == read.given_up + 1
    assert advance(read, Ticked(131.0, NOON)).given_up == read.given_up + 1
    screen = asked(read)
    assert play(advance(screen, answer_to(screen, Verdict.ALLOW, Reason.OK_TURN)), Escaped()).given_up == read.given_up


MEASURED = events.TemperatureMeasured(Temperature(365), "x", NOON, visit().next_reading)


def test_a_thermometer_that_reports_by_itself_decides_where_nothing_was_touched() -> None:
    screen = play(watching(), PassRead(visit()), MEASURED)
    assert readings_asked(screen) == ["36.5"]


@pytest.mark.parametrize(
    "touched",
    [events.PurposeStepped(), events.DirectionTurned(), events.CompanionTurned(), events.MaskTurned("m", NOON)],
)
def test_where_the_guard_changes_something_the_reading_is_filled_in_and_enter_decides(touched: events.Event) -> None:
    screen = play(watching(), PassRead(visit()), touched, MEASURED)
    assert screen.ask is None
    assert screen.visit is not None
    assert screen.visit.typed == "36.5"
    assert readings_asked(advance(screen, Confirmed("y", NOON))) == ["36.5"]


def test_a_reading_never_takes_the_place_of_what_is_being_typed() -> None:
    for begun in ("36", "B8"):
        screen = play(watching(), PassRead(visit()), *typed(begun), MEASURED)
        assert screen.ask is None


def test_a_second_press_of_f9_by_the_same_glove_is_no_second_ambulance() -> None:
    asked_for = advance(watching(), events.EmergencyChosen("e1", NOON))
    shown = advance(asked_for, answer_to(asked_for, Verdict.ALLOW, Reason.EMERGENCY))
    assert advance(shown, events.EmergencyChosen("e2", NOON)) == shown
    later = play(shown, Ticked(101.5, NOON), events.EmergencyChosen("e3", NOON))
    assert isinstance(later.ask, Decide), "a fire engine behind the ambulance"


def test_enter_pressed_at_a_fault_acknowledges_no_fever_that_comes_back_with_the_lane() -> None:
    screen = play(watching(), PassRead(doubtful_visit(UID)), *typed("376"), Confirmed("x", NOON))
    fever = play(screen, answer_to(screen, Verdict.ISOLATE, Reason.FEVER_CONFIRMED), Ticked(110.0, NOON))
    back = play(fever, events.ServiceLost(Fault.LEDGER_IO, "I/O"), events.ServiceBack())
    assert advance(back, Confirmed("y", NOON)) == back
    assert play(back, Ticked(112.0, NOON), Confirmed("y", NOON)).ask is not None
