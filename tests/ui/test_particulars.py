"""Forms and lights: every question has its words, every touch its meaning, and customs is never lit."""

from dataclasses import replace

import pytest
from gate_terminal.ui.gallery_states import states
from gate_terminal.ui.keys import Moment
from gate_terminal.ui.particulars_words import WORDS, LaneWords, answer_word
from gate_terminal.ui.render import render
from gate_terminal.ui.shapes import Sign, Symbol, Words
from gate_terminal.ui.theme import DAY, NIGHT
from gate_terminal.ui.window import GateWindow
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent

from gate_terminal.application.screen import advance
from gate_terminal.application.screen.asks import Reveal
from gate_terminal.application.screen.events import Event, NamesRevealed
from gate_terminal.application.screen.signs import Lamp, Stage, Theme
from gate_terminal.application.screen.values import Screen
from gate_terminal.domain.lane_facts import in_key_area
from gate_terminal.domain.particulars import CHOICES, NONE, SPECS, Doubt, Kind, Particular
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Language, Site, Verdict

from .test_window import SmallLane, lane, wait_for, window

__all__ = ["lane", "window"]

STATES = states()
BOTH = pytest.mark.parametrize("words", WORDS.values(), ids=[language.value for language in WORDS])
UID = "0170aaaa-0000-7000-8000-000000000001"


@BOTH
def test_everything_that_can_be_asked_has_words(words: LaneWords) -> None:
    assert set(words.questions) == set(Particular)
    assert set(words.hints) == set(Kind)
    assert set(words.doubts) == set(Doubt)
    assert set(words.yes_no) == {each for each, spec in SPECS.items() if spec.kind is Kind.YES_NO}
    assert set(words.field) == set(words.others) == set(Site)
    # A policy's own answers and the numbers of windows stand as they are.
    shipped = {value for answers in CHOICES.values() for value in answers if not value.isdecimal()}
    assert shipped | {NONE} == set(words.answers)


def test_the_two_languages_say_different_things() -> None:
    for particular in Particular:
        assert len({words.questions[particular] for words in WORDS.values()}) == len(Language)
    assert answer_word(Particular.SEAL_OK, "no", WORDS[Language.EN]) == "Seal broken"


def touched(screen: Screen, name: str) -> Screen:
    """What the screen is after a touch."""
    sheet = render(screen, 1280, 720)
    touch = next(touch for touch in sheet.touches if touch.name == name)
    for event in touch.gesture(Moment(UID, screen.now)):  # type: ignore[arg-type]
        assert isinstance(event, Event)
        screen = advance(screen, event)
    return screen


@pytest.mark.parametrize(("state", "offered"), [("staff-watching", False), ("village-watching", True)])
def test_an_address_can_be_chosen_only_where_people_live(state: str, offered: bool) -> None:
    names = {touch.name for touch in render(STATES[state], 1280, 720).touches}
    assert {"others", "emergency", "supervisor"} <= names
    assert ("no_pass" in names) is offered


def test_a_form_is_filled_in_by_touch_alone() -> None:
    screen = touched(STATES["truck-company"], "option_1")
    assert screen.visit is not None
    assert screen.visit.form is not None
    assert screen.visit.form.value(Particular.COMPANY) == "光谷物流"
    for touch in ("option_2", "region_42", "region_41", "confirm", "key_1", "option_1"):
        screen = touched(screen, touch)
    for touch in ("key_3", "key_6", "key_5", "confirm"):
        screen = touched(screen, touch)
    assert screen.visit is not None
    assert screen.stage is Stage.DECIDING
    assert screen.visit.readings == (Temperature(365),)


def test_every_place_of_a_journey_is_touched_and_the_area_that_counts_is_among_them() -> None:
    screen = STATES["truck-company"]
    assert screen.visit is not None
    assert screen.visit.form is not None
    policy = replace(screen.visit.form.policy, key_areas=("温州", "武汉"))
    form = replace(screen.visit.form, policy=policy)
    screen = replace(screen, visit=replace(screen.visit, form=form))
    for touch in ("option_1", "option_2", "region_33", "region_41", "region_1", "region_41", "region_42"):
        screen = touched(screen, touch)
    assert [shape.text for shape in render(screen, 1280, 720).shapes if isinstance(shape, Words)].count(
        "温州、湖北"
    ) == 1, "what was touched stands in the field; Henan was taken back, Zhejiang was the origin"
    screen = touched(screen, "confirm")
    assert screen.visit is not None
    assert screen.visit.form is not None
    told = screen.visit.form
    assert (told.value(Particular.ORIGIN), told.value(Particular.ROUTE)) == ("浙江", "温州、湖北")
    assert in_key_area(told.answers, policy.key_areas)


def test_a_window_is_chosen_by_its_number_which_stands_there_once() -> None:
    screen = touched(STATES["service"], "option_1")
    assert screen.visit is not None
    assert screen.visit.form is not None
    assert screen.visit.form.asking is Particular.WINDOW
    names = [shape.text for shape in render(screen, 1280, 720).shapes if isinstance(shape, Words)]
    assert [names.count(str(number)) for number in range(1, 7)] == [1] * 6


def test_on_a_small_screen_every_place_keeps_a_finger_s_height() -> None:
    screen = touched(STATES["truck-company"], "option_1")
    screen = touched(screen, "option_2")
    sheet = render(screen, 1024, 768)
    heights = {t.rect.h for t in sheet.touches if t.name.startswith("region_")}
    assert min(heights) >= 33.9


def test_a_plate_is_touched_province_first_and_letters_then() -> None:
    screen = STATES["truck-plate"]
    for touch in ("province_42", "key_A", "key_1", "key_2", "key_3", "key_4", "key_erase", "key_挂"):
        screen = touched(screen, touch)
    assert screen.visit is not None
    assert screen.visit.form is not None
    assert screen.visit.form.typed == "鄂A123挂"


def test_names_in_full_can_be_asked_for_by_touch_where_a_form_masks_one() -> None:
    for name, offered in (("staff", True), ("truck-company", False)):
        assert any(touch.name == "names" for touch in render(STATES[name], 1280, 720).touches) is offered
    asked = touched(STATES["staff"], "names")
    assert isinstance(asked.ask, Reveal), "it is logged before it is shown"
    shown = advance(asked, NamesRevealed(asked.ask_number))
    (name,) = {value for key, value in shown.visit.form.answers if key == "name"}  # type: ignore[union-attr]
    assert name in {shape.text for shape in render(shown, 1280, 720).shapes if isinstance(shape, Words)}
    assert name not in {shape.text for shape in render(STATES["staff"], 1280, 720).shapes if isinstance(shape, Words)}


def test_a_question_and_a_chip_can_be_touched_again() -> None:
    screen = touched(STATES["truck-temperature"], "ask_cargo")
    assert screen.visit is not None
    assert screen.visit.form is not None
    assert screen.visit.form.asking is Particular.CARGO
    screen = touched(touched(screen, "ask_seal_ok"), "option_2")
    assert screen.visit is not None
    assert not screen.visit.circumstances.seal_ok
    refused = touched(STATES["truck-temperature"], "companion")
    assert refused.visit is not None
    assert refused.visit.circumstances.refuses_check


@pytest.mark.parametrize("theme", Theme)
def test_customs_is_never_lit_and_the_epidemic_light_says_what_the_verdict_said(theme: Theme) -> None:
    lamps = (DAY if theme is Theme.DAY else NIGHT).lamps
    for name, lit in (("truck-watching", Lamp.ABSENT), ("truck-in", Lamp.GOOD), ("truck-hold", Lamp.BAD)):
        sheet = render(replace(STATES[name], theme=theme), 1280, 720)
        low = [s for s in sheet.shapes if isinstance(s, Sign) and s.rect.h == 24 and s.rect.x > 400]
        clearance, customs = [sign for sign in low if sign.rect.y > 400][-2:]
        assert (clearance.colour, customs.colour) == (lamps[lit], lamps[Lamp.ABSENT]), name
        assert customs.symbol is Symbol.LAMP_ABSENT
        assert any("海关" in shape.text for shape in sheet.shapes if isinstance(shape, Words))


def test_only_where_customs_is_there_are_two_lights() -> None:
    for name in ("watching", "allow", "staff-in", "service-full", "village-watching"):
        texts = [shape.text for shape in render(STATES[name], 1280, 720).shapes if isinstance(shape, Words)]
        assert not any("海关" in text for text in texts), name


def test_no_plate_or_name_is_shown_in_full_on_the_strip_and_names_are_masked_in_the_form() -> None:
    for name in ("staff", "service", "staff-choice"):
        texts = " ".join(shape.text for shape in render(STATES[name], 1280, 720).shapes if isinstance(shape, Words))
        assert "张三" not in texts
        assert "李四" not in texts
        assert "13800008000" not in texts
    shown = replace(STATES["service"], names_shown=True)
    assert any(shape.text == "李四" for shape in render(shown, 1280, 720).shapes if isinstance(shape, Words))


def test_the_verdict_of_a_full_hall_is_a_hold() -> None:
    answer = STATES["service-full"].answer
    assert answer is not None
    assert answer.decision.verdict is Verdict.HOLD


def test_chinese_is_composed_only_where_words_are_asked_for(window: GateWindow, lane: SmallLane) -> None:
    enabled = Qt.WidgetAttribute.WA_InputMethodEnabled
    assert not window.testAttribute(enabled)
    visit = STATES["village-guest"].visit
    assert visit is not None
    assert visit.form is not None
    from gate_terminal.application.screen.events import Escaped, PassRead

    window.receive(PassRead(replace(visit, form=visit.form.at(Particular.HOST))))
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    assert window.testAttribute(enabled)
    event = QInputMethodEvent()
    event.setCommitString("张三")
    window.inputMethodEvent(event)
    assert window.screen_value.visit is not None
    assert window.screen_value.visit.form is not None
    assert window.screen_value.visit.form.typed == "张三"
    window.receive(Escaped())
    window.receive(PassRead(replace(visit, form=visit.form.at(None))))
    assert lane.closed == 0
    for _ in range(8):
        window.receive(Escaped())
    assert window.screen_value.stage is Stage.WATCHING
    assert not window.testAttribute(enabled)


def test_a_verdict_says_which_of_them_it_is_about_and_both_trailers() -> None:
    def texts(name: str) -> str:
        return " ".join(shape.text for shape in render(STATES[name], 1280, 720).shapes if isinstance(shape, Words))

    assert "第2人 / 共2人" in texts("truck-again")
    assert "37.4" in texts("truck-again")
    assert "36.5 ℃:" not in texts("truck-again")
    assert "第2人 / 共2人" in texts("truck-fever")
    assert "挂车 鄂B9999挂" in texts("truck-out")
    assert "进区挂车 鄂B1234挂" in texts("truck-out")
    assert "挂车" not in texts("staff-in")
