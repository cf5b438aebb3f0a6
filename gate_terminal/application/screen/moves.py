"""The steps that several events of the gate screen share."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gate_terminal.application.screen import visiting
from gate_terminal.application.screen.values import Ask, Decide, Notice, Screen, Stage, Visit

NOTICE_SECONDS = 5.0
DOUBT_SECONDS = 1800.0
IDLE_SECONDS = 30.0
"""A pass was read and nothing pressed for so long: the next one."""
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
