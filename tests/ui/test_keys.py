"""Every key means what the guard was taught."""

from dataclasses import replace
from datetime import datetime

import pytest
from gate_terminal.ui.gallery_states import states
from gate_terminal.ui.keys import (
    PAD_WITHOUT_NUMLOCK,
    Act,
    Moment,
    character_of,
    command_of,
    event_of_character,
)
from PySide6.QtCore import Qt

from gate_terminal.application.screen import events
from gate_terminal.application.screen.signs import Stage
from gate_terminal.application.screen.values import Screen, SupervisorDesk
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.words import Reason, Verdict

AT = datetime(2020, 2, 7, 9, tzinfo=SITE_ZONE)
MOMENT = Moment("uid", AT)
NONE = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
PAD = Qt.KeyboardModifier.KeypadModifier


@pytest.mark.parametrize(
    ("key", "modifiers", "meaning"),
    [
        (Qt.Key.Key_Escape, NONE, events.Escaped()),
        (Qt.Key.Key_Backspace, NONE, events.Erased()),
        (Qt.Key.Key_F2, NONE, events.NoPassChosen()),
        (Qt.Key.Key_F3, NONE, events.ProofTurned()),
        (Qt.Key.Key_F4, NONE, events.OthersChosen("uid")),
        (Qt.Key.Key_F5, NONE, events.UndoChosen(AT)),
        (Qt.Key.Key_F8, NONE, events.SupervisorCalled()),
        (Qt.Key.Key_F9, NONE, events.EmergencyChosen("uid", AT)),
        (Qt.Key.Key_Z, CONTROL, events.UndoChosen(AT)),
        (Qt.Key.Key_F10, NONE, events.LanguageTurned()),
        (Qt.Key.Key_L, CONTROL, events.LanguageTurned()),
        (Qt.Key.Key_F12, NONE, events.ThemeTurned()),
        (Qt.Key.Key_T, CONTROL, events.ThemeTurned()),
        (Qt.Key.Key_F11, NONE, Act.FULLSCREEN),
    ],
)
def test_a_command_key_means_the_same_in_every_stage(
    key: Qt.Key, modifiers: Qt.KeyboardModifier, meaning: events.Event | Act
) -> None:
    command = command_of(key, modifiers)
    assert command is not None
    assert command(MOMENT) == meaning


@pytest.mark.parametrize(("key", "modifiers"), [(Qt.Key.Key_Z, NONE), (Qt.Key.Key_5, NONE), (0x01FFFFFE, NONE)])
def test_a_key_that_only_carries_a_character_is_no_command(key: int, modifiers: Qt.KeyboardModifier) -> None:
    assert command_of(key, modifiers) is None


@pytest.mark.parametrize("modifiers", [NONE, PAD, Qt.KeyboardModifier.ShiftModifier])
def test_printable_keys_type_their_character(modifiers: Qt.KeyboardModifier) -> None:
    assert [character_of(ord(c), c, modifiers) for c in "365.A+-*/"] == list("365.A+-*/")


@pytest.mark.parametrize(("key", "character"), PAD_WITHOUT_NUMLOCK.items())
def test_the_number_pad_types_even_when_numlock_is_off(key: Qt.Key, character: str) -> None:
    erased = "\x7f" if key == Qt.Key.Key_Delete else ""
    assert character_of(key, erased, PAD) == character
    assert character_of(key, erased, NONE) == ""


def test_a_character_with_ctrl_or_alt_types_nothing() -> None:
    assert character_of(Qt.Key.Key_C, "\x03", CONTROL) == ""
    assert character_of(Qt.Key.Key_C, "c", Qt.KeyboardModifier.AltModifier) == ""


def meaning_of(character: str, screen: Screen) -> events.Event | Act:
    """What a character does on this screen."""
    return event_of_character(character, screen, MOMENT)


def test_while_watching_an_address_may_be_typed() -> None:
    screen = Screen(stage=Stage.WATCHING)
    assert [meaning_of(c, screen) for c in "3-2/*+"] == [events.Typed(c) for c in "3-2/*+"]


def test_while_somebody_stands_here_the_pads_signs_are_commands_and_digits_are_typed() -> None:
    screen = states()["identified"]
    assert meaning_of("+", screen) == events.PurposeStepped()
    assert meaning_of("-", screen) == events.DirectionTurned()
    assert meaning_of("*", screen) == events.MaskTurned("uid", AT)
    assert meaning_of("/", screen) == events.CompanionTurned()
    assert meaning_of("3", screen) == events.Typed("3")
    assert meaning_of("L", screen) == events.Typed("L")


def test_at_the_supervisors_desk_signs_choose_and_digits_are_the_pin() -> None:
    screen = states()["desk"]
    assert meaning_of("+", screen) == events.PurposeStepped()
    assert meaning_of("-", screen) == events.DirectionTurned()
    assert meaning_of("/", screen) == events.HeldStepped()
    assert meaning_of("*", screen) == events.Typed("*")
    assert meaning_of("7", screen) == events.Typed("7")


def test_the_desk_comes_before_the_stage_beneath_it() -> None:
    screen = replace(states()["identified"], desk=SupervisorDesk())
    assert meaning_of("/", screen) == events.HeldStepped()


def test_a_mask_handed_out_is_one_key_only_where_the_verdict_was_for_want_of_one() -> None:
    screens = states()
    assert screens["no-mask"].answer.decision.reason is Reason.NO_MASK
    assert meaning_of("*", screens["no-mask"]) == events.MaskTurned("uid", AT)
    assert screens["refuse"].answer.decision.verdict is Verdict.REFUSE
    assert meaning_of("*", screens["refuse"]) == events.Typed("*")
