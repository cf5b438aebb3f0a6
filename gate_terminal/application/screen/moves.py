"""The steps that several events of the gate screen share."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gate_terminal.application.screen import visiting
from gate_terminal.application.screen.answer import Answer, Line
from gate_terminal.application.screen.asks import Ask, Decide
from gate_terminal.application.screen.signs import Notice, Stage
from gate_terminal.application.screen.values import Screen
from gate_terminal.application.screen.visit import Visit
from gate_terminal.domain.masking import mask_end
from gate_terminal.domain.words import LIVING_HERE

NOTICE_SECONDS = 5.0
DOUBT_SECONDS = 1800.0
UNDO_SECONDS = 300.0
"""So long a guard may take back the own last passage."""
IDLE_SECONDS = 30.0
"""A pass was read and nothing pressed for so long: the next one."""
STEP_BACK = "000"
"""This and Enter, wherever something is typed, goes one step back: a number pad has no Esc.

Behind whatever was begun it makes no reading either; two zeros would: ``4`` and ``00`` is 40.0.
"""
FORM_SECONDS = 120.0
"""The same where particulars are asked: a driver looks for his papers."""


def asking(screen: Screen, ask: Ask) -> Screen:
    """Return the screen with a new question to the registrar."""
    return replace(screen, ask=ask, ask_number=screen.ask_number + 1)


def answered(screen: Screen) -> Screen:
    """Return the screen with its question answered."""
    return replace(screen, ask=None)


def noticing(screen: Screen, notice: Notice, detail: str = "") -> Screen:
    """Return the screen with a passing message."""
    return replace(screen, notice=notice, notice_detail=detail, notice_ends_at=screen.clock + NOTICE_SECONDS)


def cleared(screen: Screen) -> Screen:
    """Return the screen ready for the next person: nothing entered, nothing shown."""
    return replace(
        screen,
        stage=Stage.WATCHING,
        ends_at=None,
        pass_text="",
        pad=False,
        no_pass=False,
        names_shown=False,
        visit=None,
        answer=None,
        proof_shown=False,
        desk=None,
        notice=None,
        notice_detail="",
        notice_ends_at=None,
        hint=None,
        fault=None,
        fault_detail="",
    )


def untyped(screen: Screen) -> Screen:
    """Return the screen with what was being typed taken out, wherever it stood."""
    visit = screen.visit
    if screen.desk is not None:
        return replace(screen, desk=replace(screen.desk, pin=""))
    if visit is None or screen.types_pass or screen.stage is not Stage.IDENTIFIED:
        beside = visit is not None and screen.stage in {Stage.IDENTIFIED, Stage.SHOWING, Stage.HOLDING}
        return replace(screen, pass_text=(visit.serial or "") if visit is not None and beside else "")
    form = visit.form if visit.form is None else replace(visit.form, typed="")
    return replace(screen, visit=replace(visit, typed="", form=form))


def own_line(answer: Answer) -> Line:
    """Return an answer as the guard's own last passage: the books come a moment later, and undo must not wait."""
    attempt = answer.attempt
    return Line(
        uid=attempt.uid,
        seq=answer.seq,
        at=attempt.at,
        label=mask_end(answer.label) if attempt.subject in LIVING_HERE else "",
        direction=attempt.direction,
        temperatures=tuple(str(reading) for reading in attempt.telling),
        verdict=answer.decision.verdict,
        subject=attempt.subject,
    )


def given_up(screen: Screen) -> Screen:
    """Return the screen ready for the next person after a visit that got no answer."""
    return replace(cleared(screen), given_up=screen.given_up + 1)


def remembering(screen: Screen, visit: Visit) -> Visit:
    """Return the visit with the readings that this person still has to answer for, of the last half hour.

    The ledger remembers those that it judged; what it could not take is remembered here.
    """
    person, since = visit.person.id, screen.clock - DOUBT_SECONDS
    judged = [doubt.readings for doubt in visit.doubts if doubt.person == person]
    kept = [d.readings for d in screen.doubtful if (d.party, d.person) == (visit.party, person) and d.clock >= since]
    return replace(visit, readings=next(iter((*kept, *judged)), ()))


def idle_seconds(visit: Visit | None) -> float:
    """Return how long a visit waits for the guard's hand."""
    return IDLE_SECONDS if visit is None or visit.form is None else FORM_SECONDS


def identifying(screen: Screen, visit: Visit) -> Screen:
    """Return the screen that asks the guard what is still needed of `visit`."""
    return replace(
        cleared(screen),
        stage=Stage.IDENTIFIED,
        visit=visit,
        pass_text=visit.serial or "",
        ends_at=screen.clock + idle_seconds(visit),
    )


def deciding(screen: Screen, visit: Visit, at: datetime) -> Screen:
    """Return the screen that waits for the ledger's answer about `visit`."""
    site = screen.site if visit.form is None else visit.form.site
    attempt = visiting.attempt_of(visit, at=at, site=site, gate=screen.gate, lane=screen.lane, guard=screen.guard)
    waiting = replace(screen, stage=Stage.DECIDING, visit=visit, answer=None, ends_at=None, desk=None, notice=None)
    return asking(waiting, Decide(attempt, visit))
