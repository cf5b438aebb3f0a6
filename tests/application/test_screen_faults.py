"""What must survive the queue, a fault and the supervisor: readings, open questions, and who waits."""

from dataclasses import replace
from datetime import timedelta

from gate_terminal.application.screen import advance, events
from gate_terminal.application.screen.events import Confirmed, Escaped, HoldAnswered, NotRecorded, PassRead, Ticked
from gate_terminal.application.screen.values import Decide, Line, Notice, Screen, Stage, Undo
from gate_terminal.domain.faults import Fault
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


def test_a_high_reading_is_remembered_when_the_queue_went_on_meanwhile() -> None:
    gone = play(measured_high(), Escaped())
    assert gone.stage is Stage.WATCHING
    other = play(gone, PassRead(visit(uid="other", party="c0ffee02")), *typed("365"), Confirmed("x", NOON))
    assert readings_asked(other) == ["36.5"]
    served = play(advance(other, answer_to(other, Verdict.ALLOW, Reason.OK_TURN)), Escaped())
    again = play(served, PassRead(visit(uid="again")), *typed("376"), Confirmed("y", NOON))
    assert readings_asked(again) == ["37.4", "37.6"]


def test_enter_on_an_empty_field_does_nothing_for_one_who_comes_to_be_measured_again() -> None:
    again = play(measured_high(), Escaped(), PassRead(visit(uid="again")), Confirmed("y", NOON))
    assert (again.stage, again.ask) == (Stage.IDENTIFIED, None)


def test_a_readings_memory_ends_with_its_answer_and_with_half_an_hour() -> None:
    second = play(measured_high(), *typed("365"), Confirmed("y", NOON))
    settled = advance(second, answer_to(second, Verdict.ALLOW, Reason.OK_TURN))
    assert settled.doubtful == ()
    late = play(measured_high(), Escaped(), Ticked(100.0 + 1801, NOON), PassRead(visit(uid="again")), *typed("376"))
    assert late.visit is not None
    assert late.visit.readings == ()


def test_readings_do_not_change_hands_within_a_family() -> None:
    other = play(measured_high(), Escaped(), PassRead(visit(uid="again")), events.PersonStepped())
    assert other.visit is not None
    assert (other.visit.person.id, other.visit.readings) == ("p2", ())
    back = advance(other, events.PersonStepped())
    assert back.visit is not None
    assert [str(reading) for reading in back.visit.readings] == ["37.4"]


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


def test_only_the_very_last_line_can_be_undone_and_never_a_fever() -> None:
    last = Line("b", 2, NOON, "3-2-501", Direction.OUT, ("36.5",), Verdict.ALLOW)
    before = replace(last, uid="a", seq=1)
    void = replace(watching(), recent=(replace(last, void=True), before))
    assert advance(void, events.UndoChosen(NOON)).notice is Notice.NOTHING_TO_UNDO
    fever = replace(watching(), recent=(replace(last, verdict=Verdict.ISOLATE), before))
    assert advance(fever, events.UndoChosen(NOON + timedelta(seconds=1))).ask is None


def test_a_hold_that_was_taken_back_waits_no_longer() -> None:
    held = held_home_comer()
    line = Line(UID, 1, NOON, "3-2-501", Direction.IN, ("36.5",), Verdict.HOLD)
    undoing = advance(replace(held, recent=(line,)), events.UndoChosen(NOON))
    assert undoing.ask == Undo(UID, NOON)
    assert advance(undoing, events.Undone(undoing.ask_number)).held == ()


def test_a_pass_number_typed_during_a_re_measure_is_no_temperature() -> None:
    screen = play(measured_high(), *typed("11B5Z"), Confirmed("x", NOON))
    assert screen.ask is None or readings_asked(screen) == ["37.4"]
