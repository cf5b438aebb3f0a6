"""Which key means which event, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from PySide6.QtCore import Qt

from gate_terminal.application.screen.events import (
    CompanionTurned,
    DirectionTurned,
    EmergencyChosen,
    Erased,
    Escaped,
    Event,
    HeldStepped,
    LanguageTurned,
    MaskTurned,
    NamesAsked,
    NoPassChosen,
    OthersChosen,
    ProofTurned,
    PurposeStepped,
    SupervisorCalled,
    ThemeTurned,
    Typed,
    UndoChosen,
    VoiceTurned,
)
from gate_terminal.application.screen.signs import Stage
from gate_terminal.application.screen.values import Screen
from gate_terminal.domain.words import Reason


class Act(Enum):
    """What concerns the window alone."""

    FULLSCREEN = "fullscreen"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Moment:
    """What a gesture needs from outside: a fresh id for an attempt that it may begin, and the time."""

    uid: str
    at: datetime


Meaning = Callable[[Moment], Event | Act]

_CONTROL = Qt.KeyboardModifier.ControlModifier
_PLAIN = Qt.KeyboardModifier.NoModifier
_PAD = Qt.KeyboardModifier.KeypadModifier

KEYS: Mapping[tuple[Qt.Key, Qt.KeyboardModifier], Meaning] = {
    (Qt.Key.Key_Escape, _PLAIN): lambda _: Escaped(),
    (Qt.Key.Key_Backspace, _PLAIN): lambda _: Erased(),
    (Qt.Key.Key_F2, _PLAIN): lambda _: NoPassChosen(),
    (Qt.Key.Key_F3, _PLAIN): lambda _: ProofTurned(),
    (Qt.Key.Key_F4, _PLAIN): lambda moment: OthersChosen(moment.uid),
    (Qt.Key.Key_F5, _PLAIN): lambda moment: UndoChosen(moment.at),
    (Qt.Key.Key_F6, _PLAIN): lambda moment: NamesAsked(moment.at),
    (Qt.Key.Key_F7, _PLAIN): lambda _: VoiceTurned(),
    (Qt.Key.Key_F8, _PLAIN): lambda _: SupervisorCalled(),
    (Qt.Key.Key_F9, _PLAIN): lambda moment: EmergencyChosen(moment.uid, moment.at),
    (Qt.Key.Key_Z, _CONTROL): lambda moment: UndoChosen(moment.at),
    (Qt.Key.Key_F10, _PLAIN): lambda _: LanguageTurned(),
    (Qt.Key.Key_L, _CONTROL): lambda _: LanguageTurned(),
    (Qt.Key.Key_F11, _PLAIN): lambda _: Act.FULLSCREEN,
    (Qt.Key.Key_O, _CONTROL): lambda _: Act.OFFICE,
    (Qt.Key.Key_F12, _PLAIN): lambda _: ThemeTurned(),
    (Qt.Key.Key_T, _CONTROL): lambda _: ThemeTurned(),
}
"""Keys that mean one thing in every stage; the modifiers that count are Ctrl and none."""

# With NumLock off the pad sends movements; a guard's pad always types.
PAD_WITHOUT_NUMLOCK: Mapping[Qt.Key, str] = {
    Qt.Key.Key_Insert: "0",
    Qt.Key.Key_End: "1",
    Qt.Key.Key_Down: "2",
    Qt.Key.Key_PageDown: "3",
    Qt.Key.Key_Left: "4",
    Qt.Key.Key_Clear: "5",
    Qt.Key.Key_Right: "6",
    Qt.Key.Key_Home: "7",
    Qt.Key.Key_Up: "8",
    Qt.Key.Key_PageUp: "9",
    Qt.Key.Key_Delete: ".",
}

ENDS: frozenset[Qt.Key] = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
"""Keys that end a scanner's code; of these Return and Enter are the guard's confirmation too."""

_ON_A_VISIT: Mapping[str, Meaning] = {
    "+": lambda _: PurposeStepped(),
    "-": lambda _: DirectionTurned(),
    "*": lambda moment: MaskTurned(moment.uid, moment.at),
    "/": lambda _: CompanionTurned(),
}
_AT_THE_DESK: Mapping[str, Meaning] = {
    "+": lambda _: PurposeStepped(),
    "-": lambda _: DirectionTurned(),
    "/": lambda _: HeldStepped(),
}
_WITHOUT_A_MASK: Mapping[str, Meaning] = {
    "*": lambda moment: MaskTurned(moment.uid, moment.at),
}
_NOTHING: Mapping[str, Meaning] = {}
_LEAST_NUMBER = 4


def meanings(screen: Screen) -> Mapping[str, Meaning]:
    """Return the characters that are commands on this screen; all others are typed.

    While the gate watches, an address such as ``3-2-501`` may be typed, so nothing is a command there.
    """
    if screen.desk is not None:
        return _AT_THE_DESK
    match screen.stage:
        case Stage.IDENTIFIED if screen.types_pass or _types_number(screen):
            # A pass number with its hyphens.
            return _NOTHING
        case Stage.IDENTIFIED:
            return _ON_A_VISIT
        case Stage.SHOWING | Stage.HOLDING:
            wanted = screen.answer is not None and screen.answer.decision.reason is Reason.NO_MASK
            return _WITHOUT_A_MASK if wanted else _NOTHING
        case Stage.STARTING | Stage.WATCHING | Stage.DECIDING | Stage.OUT_OF_SERVICE:
            return _NOTHING


def _types_number(screen: Screen) -> bool:
    """Tell whether so many digits were typed that they are the beginning of a pass number."""
    typed = screen.visit.typed if screen.visit is not None else ""
    return typed.isdigit() and len(typed) >= _LEAST_NUMBER


def event_of_character(character: str, screen: Screen, moment: Moment) -> Event | Act:
    """Return what a character means on this screen."""
    meaning = meanings(screen).get(character)
    return Typed(character) if meaning is None else meaning(moment)


def command_of(key: int, modifiers: Qt.KeyboardModifier) -> Meaning | None:
    """Return what a key means in every stage, None where it only carries a character."""
    try:
        return KEYS.get((Qt.Key(key), modifiers & _CONTROL))
    except ValueError:  # a key that Qt itself has no name for
        return None


def character_of(key: int, text: str, modifiers: Qt.KeyboardModifier) -> str:
    """Return the character that a key types; empty where it types none."""
    if modifiers & (_CONTROL | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
        return ""
    if modifiers & _PAD and not text.isprintable():
        text = ""
    if text and text.isprintable():
        return text
    if not modifiers & _PAD:
        return ""
    try:
        return PAD_WITHOUT_NUMLOCK.get(Qt.Key(key), "")
    except ValueError:
        return ""
