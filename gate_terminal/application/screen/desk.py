"""The supervisor's desk: who waits, the PIN, the reason, and the answer."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from gate_terminal.application.screen.events import (
    Confirmed,
    DirectionTurned,
    Erased,
    Escaped,
    Gesture,
    HeldStepped,
    PurposeStepped,
    SupervisorCalled,
    Typed,
)
from gate_terminal.application.screen.moves import asking
from gate_terminal.application.screen.values import AnswerHold, Screen, Stage, SupervisorDesk

LONGEST_PIN = 12
SECONDS_AFTER = 20.0


class Grounds(StrEnum):
    """Why a supervisor answers a hold; the wording is the window's."""

    IDENTITY_CHECKED = "identity_checked"
    DOCUMENT_SEEN = "document_seen"
    CARE_FOR_OTHERS = "care_for_others"
    COMMUNITY_APPROVED = "community_approved"
    CLOCK_CHECKED = "clock_checked"
    NOT_JUSTIFIED = "not_justified"


GROUNDS = tuple(Grounds)


def by_hand(screen: Screen, event: Gesture) -> Screen:
    """Return the screen after a gesture while the desk is open; what it does not know changes nothing."""
    desk = screen.desk
    if desk is None:
        return screen
    match event:
        case Typed(character) if character.isdigit() and len(desk.pin) < LONGEST_PIN:
            return _with(screen, replace(desk, pin=desk.pin + character))
        case Erased():
            return _with(screen, replace(desk, pin=desk.pin[:-1]))
        case PurposeStepped():
            return _with(screen, replace(desk, reason_index=(desk.reason_index + 1) % len(GROUNDS)))
        case DirectionTurned():
            return _with(screen, replace(desk, admit=not desk.admit))
        case HeldStepped() | SupervisorCalled():
            return _with(screen, replace(desk, index=(desk.index + 1) % len(screen.held)))
        case Escaped():
            # Back to what was shown; nobody's re-measure is given up because the supervisor looked in.
            ends_at = None if screen.stage is Stage.WATCHING else screen.clock + SECONDS_AFTER
            return replace(screen, desk=None, ends_at=ends_at)
        case Confirmed(uid, at) if desk.pin:
            held = screen.held[desk.index]
            return asking(screen, AnswerHold(held, desk.pin, desk.reason_index, desk.admit, uid, at))
        case _:
            return screen


def _with(screen: Screen, desk: SupervisorDesk) -> Screen:
    return replace(screen, desk=desk)
