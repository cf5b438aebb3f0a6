"""The supervisor's desk: who waits, the PIN, the reason, and the answer."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from gate_terminal.application.screen.answer import Held
from gate_terminal.application.screen.asks import AnswerHold
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
from gate_terminal.application.screen.signs import Stage
from gate_terminal.application.screen.values import Screen, SupervisorDesk

LONGEST_PIN = 12
SECONDS_AFTER = 20.0
DESK_SECONDS = 60.0
"""A desk at which nothing was pressed for so long is closed: the queue goes on."""


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
            return closed(screen)
        case Confirmed(uid, at) if desk.pin:
            held = screen.held[desk.index]
            return asking(screen, AnswerHold(held, desk.pin, desk.reason_index, desk.admit, uid, at))
        case _:
            return screen


def opened(screen: Screen) -> Screen:
    """Return the screen with the desk open at whoever came last."""
    return _with(screen, SupervisorDesk(index=len(screen.held) - 1))


def closed(screen: Screen) -> Screen:
    """Return the screen with what was shown before the desk was opened."""
    ends_at = None if screen.stage is Stage.WATCHING else screen.clock + SECONDS_AFTER
    return replace(screen, desk=None, ends_at=ends_at)


def refused(screen: Screen) -> Screen:
    """Return the screen after a PIN, or an answer, that was not taken."""
    return screen if screen.desk is None else _with(screen, replace(screen.desk, pin=""))


def in_order(screen: Screen, held: tuple[Held, ...]) -> tuple[Held, ...]:
    """Return who waits according to the ledger, with what only this screen knows of them."""
    lifted = {each.answer.attempt.uid: each.lifted for each in screen.held}
    return tuple(replace(each, lifted=lifted.get(each.answer.attempt.uid, each.lifted)) for each in held)


def kept(before: Screen, after: Screen) -> Screen:
    """Return `after`, whose list of who waits may be another one, with the desk at the same person as `before`."""
    if before.desk is None or before.held == after.held:
        return after
    chosen = before.held[before.desk.index].answer.attempt.uid
    index = next((i for i, each in enumerate(after.held) if each.answer.attempt.uid == chosen), None)
    return closed(after) if index is None else replace(after, desk=replace(before.desk, index=index))


def _with(screen: Screen, desk: SupervisorDesk) -> Screen:
    return replace(screen, desk=desk, ends_at=screen.clock + DESK_SECONDS)
