"""A guard with gloves and no keyboard: whatever a key does can be touched, and the whole flow goes by touch alone."""

from typing import get_args

import pytest
from gate_terminal.ui.gallery_states import states
from gate_terminal.ui.keys import Act, Moment
from gate_terminal.ui.labels_zh import ZH
from gate_terminal.ui.render import render
from gate_terminal.ui.shapes import Words
from gate_terminal.ui.wedge import QUIET_MS
from gate_terminal.ui.window import GateWindow
from PySide6.QtTest import QTest

from gate_terminal.application.screen import events
from gate_terminal.application.screen.asks import ReadText
from gate_terminal.application.screen.desk import GROUNDS
from gate_terminal.application.screen.signs import Stage
from gate_terminal.domain.attempt import Circumstances
from gate_terminal.domain.words import PassShown, Reason, Subject, Verdict

from .test_window import NOON, SmallLane, lane, touch, visit, wait_for, window

__all__ = ["lane", "window"]

# What comes from an instrument, and a step for which touching the member itself is the touch.
NOT_BY_HAND = {events.TextScanned, events.TemperatureMeasured, events.PersonStepped}


def touched() -> list[events.Event | Act]:
    """Everything that touching anything in any state means."""
    moment = Moment("uid", NOON)
    return [
        event for screen in states().values() for t in render(screen, 1280, 720).touches for event in t.gesture(moment)
    ]


def test_every_gesture_can_be_touched_somewhere() -> None:
    by_hand = set(get_args(events.Gesture)) | set(get_args(events.View))
    assert by_hand - {type(event) for event in touched()} == NOT_BY_HAND


def test_every_character_of_a_serial_and_an_address_has_a_key_on_the_screen() -> None:
    keys = {event.character for event in touched() if isinstance(event, events.Typed)}
    assert set("0123456789ABCDEFGHJKMNPQRSTVWXYZ-.") <= keys
    address = {t.name for t in render(states()["watching-address"], 1024, 768).touches}
    assert {f"key_{character}" for character in "0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ座栋号室"} <= address


def test_every_ground_of_a_supervisor_can_be_touched() -> None:
    names = {t.name for t in render(states()["desk"], 1280, 720).touches}
    assert {f"ground_{ground}" for ground in GROUNDS} <= names


@pytest.mark.parametrize(
    ("open_by", "keys", "asked"),
    [
        ("no_pass", ["3", "-", "2", "-", "5", "0", "1"], ReadText("3-2-501", no_pass=True)),
        ("no_pass", ["A", "座", "3", "-", "5", "0", "1"], ReadText("A座3-501", no_pass=True)),
        ("no_pass", ["5", "栋", "2", "0", "1", "室"], ReadText("5栋201室", no_pass=True)),
        ("field", ["B", "8", "E", "0", "Z", "Z", "Q", "7", "Z"], ReadText("B8E0ZZQ7Z")),
    ],
)
def test_an_address_and_a_serial_are_typed_with_a_finger(
    window: GateWindow, open_by: str, keys: list[str], asked: ReadText
) -> None:
    touch(window, open_by)
    for key in keys:
        touch(window, f"key_{key}")
    touch(window, "confirm")
    assert window.screen_value.ask == asked
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)


def test_the_second_reading_is_typed_with_a_finger_too(window: GateWindow, lane: SmallLane) -> None:
    lane.verdict = (Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST)
    lane.post(events.PassRead(visit()))
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    for name in ("key_3", "key_7", "key_4", "confirm"):
        touch(window, name)
    wait_for(window, lambda screen: screen.stage is Stage.SHOWING)
    for name in ("type_reading", "key_3", "key_6", "key_5", "confirm"):
        touch(window, name)
    screen = wait_for(window, lambda screen: screen.stage is Stage.SHOWING)
    assert screen.answer is not None
    assert [str(reading) for reading in screen.answer.attempt.temperatures] == ["37.4", "36.5"]


def test_one_finger_goes_back_from_everywhere(window: GateWindow, lane: SmallLane) -> None:
    for open_by in ("no_pass", "field"):
        touch(window, open_by)
        touch(window, "back")
        assert (window.screen_value.pad, window.screen_value.no_pass) == (False, False)
    lane.post(events.PassRead(visit()))
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    touch(window, "back")
    assert window.screen_value.stage is Stage.WATCHING


def labels_of(window: GateWindow) -> set[str]:
    """All texts on the window."""
    return {shape.text for shape in window.canvas.sheet.shapes if isinstance(shape, Words)}


def test_what_there_is_to_a_card_is_told_with_a_finger_and_stands_beside_the_direction(
    window: GateWindow, lane: SmallLane
) -> None:
    lane.post(events.PassRead(visit()))
    screen = wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    assert ZH.how_card in labels_of(window)
    assert ZH.no_pass not in labels_of(window)
    for told in ({ZH.marked_today}, {ZH.of_another_household}, set[str]()):
        touch(window, "no_pass")
        assert labels_of(window) & {ZH.marked_today, ZH.of_another_household} == told
    touch(window, "no_pass")
    touch(window, "no_pass")
    for name in ("key_3", "key_6", "key_5", "confirm"):
        touch(window, name)
    screen = wait_for(window, lambda screen: screen.stage is Stage.SHOWING)
    assert screen.answer is not None
    assert screen.answer.attempt.circumstances.pass_shown is PassShown.OTHER_HOUSEHOLD


def test_home_from_outside_the_city_is_told_with_a_finger_where_a_child_is_on_the_way_out(
    window: GateWindow, lane: SmallLane
) -> None:
    lane.post(events.PassRead(visit()))
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    assert ZH.alone in labels_of(window)
    touch(window, "turn_round")
    assert labels_of(window) & {ZH.alone, ZH.from_the_city, ZH.from_outside} == {ZH.from_the_city}
    touch(window, "companion")
    assert labels_of(window) & {ZH.alone, ZH.from_the_city, ZH.from_outside} == {ZH.from_outside}
    assert window.screen_value.visit is not None
    assert window.screen_value.visit.circumstances.from_outside_city


_BESIDES = {
    ZH.alone,
    ZH.child_along,
    ZH.from_the_city,
    ZH.from_outside,
    ZH.host_not_asked,
    ZH.host_approved,
    ZH.no_paper,
    ZH.paper_shown,
}


@pytest.mark.parametrize(
    ("subject", "before", "after"),
    [
        (Subject.VISITOR, ZH.host_not_asked, ZH.host_approved),
        (Subject.COURIER, None, None),
        (Subject.SUPPLY_VEHICLE, ZH.no_paper, ZH.paper_shown),
        (Subject.UNKNOWN_CLAIMS_RESIDENT, None, None),
    ],
)
def test_of_who_does_not_live_here_only_what_a_rule_asks_for_can_be_told_and_only_on_the_way_in(
    window: GateWindow, subject: Subject, before: str | None, after: str | None
) -> None:
    def shown() -> str | None:
        (*told,) = labels_of(window) & _BESIDES
        assert len(told) <= 1
        assert bool(told) == any(each.name == "companion" for each in window.canvas.sheet.touches)
        return told[0] if told else None

    touch(window, "others")
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    if subject is not Subject.VISITOR:
        touch(window, f"subject_{subject}")
    assert shown() == before
    QTest.keyClicks(window, "/")
    QTest.qWait(QUIET_MS * 2)
    assert shown() == after
    assert window.screen_value.visit is not None
    assert not window.screen_value.visit.circumstances.child_with
    touch(window, "turn_round")
    assert shown() is None
    assert window.screen_value.visit.circumstances == Circumstances(), "what is asked on the way in is no matter now"


def test_a_printed_number_typed_with_its_hyphens_turns_nobody_round(window: GateWindow, lane: SmallLane) -> None:
    for serial in ("B8E0-ZZQ8-Z", "1180-ZZQ7-Z"):
        lane.post(events.PassRead(visit()))
        screen = wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
        before = screen.visit
        for character in serial:
            QTest.keyClicks(window, character)
            QTest.qWait(110)
        screen = window.screen_value
        assert screen.pass_text == serial
        assert before is not None
        assert screen.visit is not None
        assert (screen.visit.direction, screen.visit.typed) == (before.direction, "")
        touch(window, "back")
        touch(window, "back")
        assert window.screen_value.stage is Stage.WATCHING


@pytest.mark.parametrize(
    ("state", "working"),
    [
        ("watching", {"no_pass", "others", "emergency", "supervisor"}),
        ("identified", {"emergency", "no_pass"}),
        ("others", {"emergency"}),
        ("isolate", {"emergency"}),
        ("out-of-service", set()),
    ],
)
def test_a_button_that_would_do_nothing_cannot_be_touched(state: str, working: set[str]) -> None:
    names = {t.name for t in render(states()[state], 1280, 720).touches}
    assert names & {"no_pass", "others", "emergency", "supervisor"} == working
