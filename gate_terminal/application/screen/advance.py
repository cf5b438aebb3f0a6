"""`advance(screen, event)`: the gate screen's whole behaviour, without a window, a thread or a clock."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import assert_never

from gate_terminal.application.screen import desk, gestures, number_pad, visiting
from gate_terminal.application.screen.answer import Alarm, Answer, Held, Line
from gate_terminal.application.screen.asks import Acknowledge, Decide, OpenForm, ReadCode, ReadText, Undo
from gate_terminal.application.screen.events import (
    Acknowledged,
    AskRefused,
    BooksRead,
    Confirmed,
    Decided,
    EmergencyChosen,
    Escaped,
    Event,
    Gesture,
    HintGiven,
    HoldAnswered,
    LanguageTurned,
    NamesRevealed,
    NotRecorded,
    OrganReported,
    PassRead,
    PassRejected,
    ProofTurned,
    Report,
    ServiceBack,
    ServiceLost,
    SeveralShown,
    Started,
    StepTaken,
    TextScanned,
    ThemeTurned,
    Ticked,
    Undone,
    View,
    VoiceTurned,
)
from gate_terminal.application.screen.moves import (
    IDLE_SECONDS,
    STEP_BACK,
    UNDO_SECONDS,
    answered,
    cleared,
    given_up,
    identifying,
    idle_seconds,
    noticing,
    own_line,
    remembering,
    untyped,
)
from gate_terminal.application.screen.signs import Notice, Stage, StartStep, Theme
from gate_terminal.application.screen.values import LEAST_SECONDS, Screen
from gate_terminal.application.screen.visit import Doubtful
from gate_terminal.domain.words import Language, Verdict

SHOW_SECONDS: dict[Verdict, float | None] = {
    # Long enough to act on: a refusal is read aloud and argued about, an allowed person walks on.
    Verdict.ALLOW: 6.0,
    Verdict.REFUSE: 15.0,
    Verdict.HOLD: 20.0,
    Verdict.REMEASURE: 120.0,
    Verdict.IGNORE: 6.0,
    Verdict.ISOLATE: None,
}


def opening_screen(screen: Screen, steps: tuple[StartStep, ...]) -> Screen:
    """Return the first screen of a terminal: `screen` with the named tasks of its start."""
    return replace(screen, stage=Stage.STARTING, steps=steps)


def advance(screen: Screen, event: Event) -> Screen:
    """Return the screen after `event`; an event without meaning in this stage changes nothing."""
    if isinstance(event, Report):
        return _reminding(_reported(screen, event))
    if isinstance(event, View):
        return _viewed(screen, event)
    return _reminding(_by_hand(screen, event))


def means_something(screen: Screen, event: Gesture) -> bool:
    """Tell whether the guard's `event` would do anything here, once the registrar owes no answer any more."""
    free = replace(screen, ask=None)
    return replace(advance(free, event), ends_at=screen.ends_at) != free


def _reminding(screen: Screen) -> Screen:
    """Show a fever that nobody has acknowledged again, once the gate is free."""
    if not screen.unseen or screen.stage is not Stage.WATCHING or screen.asking or screen.desk is not None:
        return screen
    alarm, *rest = screen.unseen
    return replace(
        # Whatever was begun in the field meanwhile is begun again: nobody comes before this.
        cleared(screen),
        stage=Stage.SHOWING,
        visit=alarm.visit,
        answer=alarm.answer,
        shown_at=screen.clock,
        unseen=tuple(rest),
    )


def _by_hand(screen: Screen, event: Gesture) -> Screen:
    if isinstance(event, TextScanned):
        # No scanner waits for us: what it delivers is taken, or kept for a moment, whatever is on the screen.
        return gestures.scanned(screen, event.text)
    if screen.asking:
        # A registrar at work is not disturbed; its answer takes milliseconds.
        return screen
    if isinstance(event, Confirmed) and screen.typed == STEP_BACK:
        # A number pad has no Esc; no temperature, PIN, answer or number of a pass is this.
        screen, event = untyped(screen), Escaped()
    if isinstance(event, Confirmed):
        meant = number_pad.meant(screen, event)
        if isinstance(meant, View):
            return _viewed(untyped(screen), meant)
        if meant is not None:
            # Nor function keys.
            screen, event = untyped(screen), meant
    at_the_desk = screen.desk is not None and not isinstance(event, EmergencyChosen)
    after = desk.by_hand(screen, event) if at_the_desk else gestures.by_hand(screen, event)
    if after.stage is Stage.IDENTIFIED:
        # The guard's hand on anything starts the idle time anew.
        return replace(after, ends_at=after.clock + idle_seconds(after.visit))
    return after


def _viewed(screen: Screen, event: View) -> Screen:
    match event:
        case LanguageTurned():
            return replace(screen, language=Language.EN if screen.language is Language.ZH else Language.ZH)
        case ThemeTurned():
            return replace(screen, theme=Theme.NIGHT if screen.theme is Theme.DAY else Theme.DAY)
        case VoiceTurned():
            return replace(screen, voice=not screen.voice)
        case ProofTurned():
            return replace(screen, proof_shown=not screen.proof_shown) if screen.answer is not None else screen
        case _:
            assert_never(event)


def _reported(screen: Screen, event: Report) -> Screen:  # noqa: C901, PLR0912 - one line per kind of report
    match event:
        case Ticked(clock, now):
            return gestures.taken_up(_ticked(replace(screen, clock=clock, now=now)))
        case StepTaken(step):
            return _step_taken(screen, step)
        case Started():
            return replace(screen, stage=Stage.WATCHING) if screen.stage is Stage.STARTING else screen
        case OrganReported(organ, health):
            return screen.with_organ(organ, health)
        case BooksRead():
            return _books_read(screen, event)
        case HintGiven(hint):
            return replace(screen, hint=hint)
        case SeveralShown(codes):
            return replace(screen, in_view=codes)
        case PassRead():
            return _pass_read(screen, event)
        case PassRejected():
            return _pass_rejected(screen, event)
        case Decided(answer, asked):
            return _decided(screen, answer) if _awaited(screen, asked) else screen
        case NotRecorded():
            return _not_recorded(screen, event)
        case ServiceLost(fault, detail):
            return _out_of_service(screen, ServiceLost(fault, detail))
        case ServiceBack():
            return _service_back(screen)
        case Undone(asked):
            return _undone(screen) if _awaited(screen, asked) else screen
        case Acknowledged(asked):
            return cleared(answered(screen)) if _awaited(screen, asked) else screen
        case NamesRevealed(asked):
            return replace(answered(screen), names_shown=True) if _awaited(screen, asked) else screen
        case AskRefused():
            return _ask_refused(screen, event)
        case HoldAnswered():
            return _hold_answered(screen, event)
        case _:
            assert_never(event)


def _awaited(screen: Screen, asked: int) -> bool:
    """Tell whether the answer belongs to the question that is open; a late one changes nothing."""
    return screen.ask is not None and screen.ask_number == asked


def _books_read(screen: Screen, event: BooksRead) -> Screen:
    """Take over what the ledger says; who waits stays under the supervisor's finger."""
    read = replace(
        screen,
        counters=event.counters,
        recent=event.recent,
        own_last=event.own_last,
        undo_until=_undo_until(screen, event.own_last),
        held=desk.in_order(screen, event.held),
        unseen=_unseen(screen, event.alarms),
    )
    if event.lane is not None:
        told = event.lane
        read = replace(read, site=told.site, takes_forms=told.takes_forms, inside=told.inside, capacity=told.capacity)
    return desk.kept(screen, read)


def _undo_until(screen: Screen, own: Line | None) -> float:
    """Return until when (monotonic) the guard's own last passage can be taken back; only one of before by its time."""
    if own is None or screen.now is None:
        return -math.inf
    if screen.own_last is not None and screen.own_last.uid == own.uid:
        return screen.undo_until
    ago = (screen.now - own.at).total_seconds()
    return screen.clock + UNDO_SECONDS - ago if 0 <= ago <= UNDO_SECONDS else -math.inf


def _unseen(screen: Screen, alarms: tuple[Alarm, ...]) -> tuple[Alarm, ...]:
    """Return which fevers still wait for the guard, by the ledger, with what only this screen knows of them."""
    known = {alarm.answer.attempt.uid: alarm for alarm in screen.unseen}
    shown = None if screen.answer is None else screen.answer.attempt.uid
    uids = {alarm.answer.attempt.uid: alarm for alarm in alarms}
    return tuple(known.get(uid, alarm) for uid, alarm in uids.items() if uid != shown)


def _ticked(screen: Screen) -> Screen:
    if screen.notice_ends_at is not None and screen.clock >= screen.notice_ends_at:
        screen = replace(screen, notice=None, notice_detail="", notice_ends_at=None)
    if screen.ends_at is None or screen.clock < screen.ends_at or screen.asking:
        return screen
    if screen.desk is not None:
        # A supervisor who was called away must not keep the lane.
        return desk.closed(screen)
    if screen.stage is Stage.IDENTIFIED:
        return noticing(given_up(screen), Notice.TIMED_OUT)
    if screen.stage in {Stage.SHOWING, Stage.HOLDING}:
        # A half-typed serial outlives the verdict that it was typed under.
        typed = screen.pass_text if screen.types_pass else ""
        return replace(cleared(screen), pass_text=typed)
    return screen


def _step_taken(screen: Screen, step: StartStep) -> Screen:
    if screen.stage is not Stage.STARTING:
        return screen
    return replace(screen, steps=tuple(step if s.name == step.name else s for s in screen.steps))


def _pass_read(screen: Screen, event: PassRead) -> Screen:
    if event.asked is None:
        if not screen.accepts_pass:
            return screen
    elif not (_awaited(screen, event.asked) and isinstance(screen.ask, ReadText | ReadCode | OpenForm)):
        return screen
    visit = remembering(screen, event.visit)
    if isinstance(screen.ask, OpenForm):
        # A plate that was corrected, a phone that was added: whoever was measured still stands there.
        visit = replace(visit, readings=visiting.joined(visit.readings, visiting.measured_now(screen.ask.visit)))
    identified = identifying(answered(screen), visit)
    return noticing(identified, event.notice) if event.notice is not None else identified


def _pass_rejected(screen: Screen, event: PassRejected) -> Screen:
    if event.asked is not None:
        if not _awaited(screen, event.asked):
            return screen
        # The text stays in the field, so that one wrong character need not be typed nine times; unless it ends as a
        # step back does, for a number pad has no way to take a character out.
        kept = untyped(screen) if screen.pass_text.endswith(STEP_BACK) else screen
        if isinstance(screen.ask, ReadText) and not screen.ask.scanned:
            kept = replace(kept, refused_text=kept.pass_text)
        return noticing(answered(kept), event.notice, event.detail)
    return noticing(screen, event.notice, event.detail) if screen.accepts_pass else screen


def _decided(screen: Screen, answer: Answer) -> Screen:
    visit = replace(screen.visit, asked_before=True, unrecorded=False) if screen.visit is not None else None
    verdict = answer.decision.verdict
    seconds = SHOW_SECONDS[verdict]
    held, doubtful = screen.held, screen.doubtful
    if visit is not None:
        # From here on the ledger remembers what was measured.
        doubtful = tuple(d for d in doubtful if (d.party, d.person) != (visit.party, visit.person.id))
        # Whatever this person waited for before, this is the answer now.
        held = tuple(h for h in held if (h.visit.party, h.visit.person) != (visit.party, visit.person))
        if verdict is Verdict.HOLD:
            held = (*held, Held(answer, visit))
    waiting = screen.waiting
    if waiting is not None:
        seen = screen.clock + LEAST_SECONDS
        waiting = replace(waiting, not_before=seen, until=max(waiting.until, seen + LEAST_SECONDS))
    return replace(
        answered(screen),
        waiting=waiting,
        stage=Stage.HOLDING if verdict is Verdict.HOLD else Stage.SHOWING,
        visit=visit,
        answer=answer,
        shown_at=screen.clock,
        unseen=tuple(alarm for alarm in screen.unseen if alarm.answer.attempt.uid != answer.attempt.uid),
        own_last=screen.own_last if answer.again else own_line(answer),
        undo_until=screen.undo_until if answer.again else screen.clock + UNDO_SECONDS,
        held=held,
        doubtful=doubtful,
        proof_shown=False,
        notice=None,
        hint=None,
        ends_at=None if seconds is None else screen.clock + seconds,
    )


def _out_of_service(screen: Screen, event: ServiceLost | NotRecorded) -> Screen:
    """Show the fault. A question that is still open stays open: it waits for the registrar and will be answered."""
    return replace(
        screen,
        stage=Stage.OUT_OF_SERVICE,
        fault=event.fault,
        fault_detail=event.detail,
        desk=None,
        ends_at=None,
    )


def _not_recorded(screen: Screen, event: NotRecorded) -> Screen:
    if event.asked is None:
        return _out_of_service(screen, event)
    if not _awaited(screen, event.asked):
        return screen
    refused = _out_of_service(answered(screen), event)
    if isinstance(screen.ask, Decide):
        # Whoever stood there still does; what was measured, chosen and handed out is kept.
        visit = replace(screen.ask.visit, unrecorded=True, asked_before=False)
        others = tuple(d for d in screen.doubtful if (d.party, d.person) != (visit.party, visit.person.id))
        measured = Doubtful(visit.party, visit.person.id, visit.readings, screen.clock)
        return replace(refused, visit=visit, answer=None, doubtful=(*others, measured) if visit.readings else others)
    return refused


def _service_back(screen: Screen) -> Screen:
    if screen.stage is not Stage.OUT_OF_SERVICE:
        return screen
    back = replace(screen, fault=None, fault_detail="")
    if isinstance(screen.ask, Decide):
        return replace(back, stage=Stage.DECIDING)
    if screen.answer is not None:
        # An answer that stood there was recorded before: a fever that nobody has seen yet above all.
        verdict = screen.answer.decision.verdict
        seconds = SHOW_SECONDS[verdict]
        stage = Stage.HOLDING if verdict is Verdict.HOLD else Stage.SHOWING
        ends_at = None if seconds is None else screen.clock + seconds
        # Whoever pressed Enter at the fault has not read it.
        return replace(back, stage=stage, shown_at=screen.clock, ends_at=ends_at)
    if screen.visit is not None and any(alarm.answer.attempt.uid == screen.visit.uid for alarm in screen.unseen):
        # The disk had written it although it said that it had not, and it is a fever: it is shown, not asked again.
        return replace(cleared(back), stage=Stage.WATCHING)
    if screen.visit is not None:
        # Without an end: nobody is forgotten because the disk was full for half a minute.
        return replace(back, stage=Stage.IDENTIFIED, ends_at=None)
    return replace(back, stage=Stage.WATCHING)


def _undone(screen: Screen) -> Screen:
    """Take a verdict that no longer holds off the screen, and whoever waited because of it off the list."""
    held, own = screen.held, screen.own_last
    if isinstance(screen.ask, Undo):
        gone = screen.ask.uid
        held = tuple(h for h in held if h.answer.attempt.uid != gone)
        if own is not None and own.uid == gone:
            # The books say so a moment later.
            own = replace(own, void=True)
    return noticing(replace(cleared(answered(screen)), held=held, own_last=own), Notice.UNDONE)


def _ask_refused(screen: Screen, event: AskRefused) -> Screen:
    if not _awaited(screen, event.asked):
        return screen
    refused = noticing(answered(screen), event.notice, event.detail)
    if isinstance(screen.ask, Acknowledge):
        # The guard has seen it, and a bug of ours must not keep the queue; the ledger brings it again.
        return noticing(cleared(refused), event.notice, event.detail)
    if refused.desk is not None:
        return desk.refused(refused)
    if refused.stage is Stage.DECIDING and refused.visit is not None:
        # Whether it was recorded is not known: Enter asks again, with the same id.
        visit = replace(refused.visit, unrecorded=True, asked_before=False)
        return replace(refused, stage=Stage.IDENTIFIED, visit=visit, ends_at=refused.clock + IDLE_SECONDS)
    return refused


def _hold_answered(screen: Screen, event: HoldAnswered) -> Screen:
    if not _awaited(screen, event.asked):
        return screen
    before = next((held for held in screen.held if held.answer.attempt.uid == event.held_uid), None)
    rest = tuple(held for held in screen.held if held is not before)
    waits = event.answer.decision.verdict is Verdict.HOLD
    if waits and before is not None:
        rest = (*rest, Held(event.answer, before.visit, event.lifted))
    shown = cleared(answered(screen))
    seconds = SHOW_SECONDS[event.answer.decision.verdict]
    own = screen.own_last
    return replace(
        shown,
        stage=Stage.HOLDING if waits else Stage.SHOWING,
        answer=event.answer,
        shown_at=screen.clock,
        # What the supervisor answered is not the guard's to take back, nor what the answer stands on.
        own_last=None if own is not None and own.uid == event.held_uid else own,
        held=rest,
        ends_at=None if seconds is None else screen.clock + seconds,
    )
