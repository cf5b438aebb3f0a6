"""The window against a lane that answers at once: keys, touches, late events, and the end."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from gate_terminal.ui.app import PictureBook, open_window
from gate_terminal.ui.canvas import Canvas
from gate_terminal.ui.gallery import street
from gate_terminal.ui.gallery_states import states
from gate_terminal.ui.shapes import Sheet
from gate_terminal.ui.window import GateWindow
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gate_terminal.application.picture import Picture
from gate_terminal.application.screen import Screen, Stage
from gate_terminal.application.screen.answer import Answer
from gate_terminal.application.screen.asks import Decide, ReadText
from gate_terminal.application.screen.events import (
    BooksRead,
    Decided,
    Event,
    NotRecorded,
    PassRead,
    ServiceBack,
    Started,
    Ticked,
)
from gate_terminal.application.screen.signs import Counters, Notice, Theme
from gate_terminal.application.screen.visit import Visit
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.words import Language, Reason, Verdict

WAIT = 10.0
NOON = datetime(2020, 2, 7, 12, tzinfo=SITE_ZONE)


class SmallLane:
    """A lane without camera and ledger: it identifies whatever is read and allows whatever is asked."""

    def __init__(self, first: Screen | None = None) -> None:
        self.first = first or Screen(site_name="君庭湖畔", gate="east")
        self.post: Callable[[Event], None] = lambda _: None
        self.followed: list[Screen] = []
        self.answered = 0
        self.answers = True
        self.verdict = (Verdict.ALLOW, Reason.OK_TURN)
        self.shown: Picture | None = None
        self.closed = 0

    def opening(self) -> Screen:
        return self.first

    def start(self, post: Callable[[Event], None]) -> None:
        self.post = post
        post(Started())

    def follow(self, screen: Screen) -> None:
        self.followed.append(screen)
        if screen.ask is None or screen.ask_number == self.answered or not self.answers:
            return
        self.answered = screen.ask_number
        # As in life, the answer comes from another thread.
        threading.Thread(target=self._answer, args=(screen,)).start()

    def _answer(self, screen: Screen) -> None:
        match screen.ask:
            case ReadText():
                self.post(PassRead(visit(), screen.ask_number))
            case Decide(attempt, asked):
                decision = Decision(*self.verdict, Proof("test"))
                answer = Answer(attempt, decision, 1, attempt.at, asked.label, asked.person.name)
                self.post(Decided(answer, screen.ask_number))

    def picture(self) -> Picture | None:
        return self.shown

    def close(self) -> None:
        self.closed += 1


def visit() -> Visit:
    """A household of one before the gate; nothing typed yet."""
    found = states()["identified"].visit
    assert found is not None
    return replace(found, typed="")


@pytest.fixture
def lane() -> SmallLane:
    return SmallLane()


@pytest.fixture
def window(application: QApplication, lane: SmallLane) -> Iterator[GateWindow]:
    opened = GateWindow(lane)
    opened.show()
    opened.start()
    wait_for(opened, lambda screen: screen.stage is Stage.WATCHING)
    yield opened
    opened.close()


def wait_for(window: GateWindow, holds: Callable[[Screen], bool]) -> Screen:
    """Let the window work until its screen is as wanted."""
    until = time.monotonic() + WAIT
    while not holds(window.screen_value):
        assert time.monotonic() < until, window.screen_value
        QApplication.processEvents()
        time.sleep(0.002)
    return window.screen_value


def type_slowly(window: GateWindow, text: str) -> None:
    """Type as a person does."""
    for character in text:
        QTest.keyClicks(window, character)
        QTest.qWait(90)


def touch(window: GateWindow, name: str) -> None:
    """Touch the middle of what bears that name."""
    canvas = window.canvas
    rect = next(t.rect for t in canvas.sheet.touches if t.name == name)
    scale = canvas.sheet.scale
    middle = QPoint(round((rect.x + rect.w / 2) * scale), round((rect.y + rect.h / 2) * scale))
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)


def test_a_pass_three_keys_and_enter_show_the_verdict(window: GateWindow, lane: SmallLane) -> None:
    lane.post(PassRead(visit()))
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    type_slowly(window, "365")
    QTest.keyClick(window, Qt.Key.Key_Enter)
    screen = wait_for(window, lambda screen: screen.stage is Stage.SHOWING)
    assert screen.answer is not None
    assert [str(reading) for reading in screen.answer.attempt.temperatures] == ["36.5"]
    assert "放行" in [getattr(shape, "text", None) for shape in window.canvas.sheet.shapes]


def test_the_same_visit_by_touch_alone(window: GateWindow, lane: SmallLane) -> None:
    lane.post(PassRead(visit()))
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    for name in ("key_3", "key_6", "key_6", "key_erase", "key_5", "confirm"):
        touch(window, name)
    screen = wait_for(window, lambda screen: screen.stage is Stage.SHOWING)
    assert screen.answer is not None
    assert [str(reading) for reading in screen.answer.attempt.temperatures] == ["36.5"]


def test_fast_keys_and_enter_leave_nothing_waiting(window: GateWindow, lane: SmallLane) -> None:
    lane.post(PassRead(visit()))
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    QTest.keyClicks(window, "365")
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert isinstance(window.screen_value.ask, Decide)
    wait_for(window, lambda screen: screen.stage is Stage.SHOWING)


def test_a_scanner_identifies_wherever_the_focus_is_and_types_nothing(window: GateWindow) -> None:
    QTest.keyClicks(window, "B8E0-ZZQ7-Z")
    assert window.screen_value.pass_text == ""
    QTest.keyClick(window, Qt.Key.Key_Tab)
    assert window.screen_value.ask == ReadText("B8E0-ZZQ7-Z", scanned=True)
    screen = wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    assert screen.visit is not None
    assert screen.visit.typed == ""


def test_a_slow_wireless_scanner_with_caps_lock_on_is_a_scanner_too(window: GateWindow, lane: SmallLane) -> None:
    lane.post(PassRead(visit()))
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    type_slowly(window, "3")
    wait_for(window, lambda screen: screen.visit is not None and screen.visit.typed == "3")
    type_slowly(window, "gp12kceti365be")
    QTest.keyClick(window, Qt.Key.Key_Tab)
    screen = window.screen_value
    assert screen.visit is not None
    assert screen.visit.typed == "3", "not one of its digits"
    assert screen.waiting is not None
    assert screen.waiting.text == "GP12KCETI365BE"


def test_a_scanner_while_somebody_stands_here_leaves_no_digit_in_the_temperature(
    window: GateWindow, lane: SmallLane
) -> None:
    lane.post(PassRead(visit()))
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    type_slowly(window, "3")
    QTest.keyClicks(window, "12345678901234")
    QTest.keyClick(window, Qt.Key.Key_Return)
    QTest.qWait(100)
    screen = window.screen_value
    assert screen.stage is Stage.IDENTIFIED
    assert screen.visit is not None
    assert screen.visit.typed == "3"


def test_a_serial_typed_by_hand_stands_in_the_field_and_enter_asks(window: GateWindow) -> None:
    type_slowly(window, "3-2-501")
    wait_for(window, lambda screen: screen.pass_text == "3-2-501")
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    assert window.screen_value.pass_text == "3-2-50"
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert window.screen_value.ask == ReadText("3-2-50")


def test_enter_on_nothing_and_a_resting_finger_do_nothing(window: GateWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert window.screen_value.ask is None
    assert window.screen_value.stage is Stage.WATCHING


def test_language_and_theme_turn_while_it_runs(window: GateWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert window.screen_value.language is Language.EN
    touch(window, "language")
    assert window.screen_value.language is Language.ZH
    touch(window, "theme")
    assert window.screen_value.theme is Theme.NIGHT
    assert window.canvas.sheet.ground == "#0E1216"


def test_f11_fills_the_screen_and_gives_it_back(window: GateWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert not window.isFullScreen()


def test_a_chinese_input_method_cannot_swallow_digits(window: GateWindow) -> None:
    assert not window.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert not window.canvas.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_an_answer_to_nothing_changes_nothing(window: GateWindow, lane: SmallLane) -> None:
    answer = states()["allow"].answer
    assert answer is not None
    lane.post(Decided(answer, asked=99))
    lane.post(BooksRead(Counters(out_now=5), ()))
    screen = wait_for(window, lambda screen: screen.counters.out_now == 5)
    assert screen.stage is Stage.WATCHING
    assert screen.answer is None


def test_a_ledger_that_fails_is_said_and_the_person_is_not_forgotten(window: GateWindow, lane: SmallLane) -> None:
    lane.answers = False
    lane.post(PassRead(visit()))
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    type_slowly(window, "365")
    QTest.keyClick(window, Qt.Key.Key_Return)
    asked = window.screen_value.ask_number
    lane.post(NotRecorded(Fault.LEDGER_FULL, "the disk is full", asked))
    wait_for(window, lambda screen: screen.stage is Stage.OUT_OF_SERVICE)
    lane.post(ServiceBack())
    screen = wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    assert screen.visit is not None
    assert [str(reading) for reading in screen.visit.readings] == ["36.5"]


def test_a_touch_that_slides_away_does_nothing(window: GateWindow) -> None:
    canvas = window.canvas
    rect = next(t.rect for t in canvas.sheet.touches if t.name == "language")
    inside = QPoint(round((rect.x + 5) * canvas.sheet.scale), round((rect.y + 5) * canvas.sheet.scale))
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, inside)
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 300))
    assert window.screen_value.language is Language.ZH


def test_the_live_picture_is_pulled_and_painted(window: GateWindow, lane: SmallLane) -> None:
    before = window.canvas.grab().toImage().pixelColor(200, 150).rgb()
    lane.shown = street()
    QTest.qWait(120)
    after = window.canvas.grab().toImage().pixelColor(200, 150).rgb()
    assert before != after


def test_only_what_differs_is_painted_again(application: QApplication) -> None:
    """The clock's second must not repaint the window: painting a whole sheet on a slow machine costs a frame."""
    painted: list[int] = []

    class Watched(Canvas):
        def paintEvent(self, event) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001, N802
            painted.append(event.region().boundingRect().width())
            super().paintEvent(event)

    lane = SmallLane()
    window = GateWindow(lane)
    canvas = Watched(lambda _: None, lambda: None)
    canvas.resize(1280, 720)
    from gate_terminal.ui.render import render

    base = states()["watching"]
    canvas.show_sheet(render(base, 1280, 720))
    canvas.show()
    application.processEvents()
    painted.clear()
    assert base.now is not None
    canvas.show_sheet(render(replace(base, now=base.now.replace(second=27)), 1280, 720))
    application.processEvents()
    assert painted
    assert max(painted) < 200
    canvas.close()
    window.close()


def test_a_tick_within_the_same_second_draws_nothing_and_the_next_second_does(
    window: GateWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Sheet] = []
    show = window.canvas.show_sheet
    monkeypatch.setattr(window.canvas, "show_sheet", lambda sheet: (drawn.append(sheet), show(sheet)))
    window._tick.stop()
    clock = time.monotonic()
    window.receive(Ticked(clock, NOON))
    drawn.clear()
    for quarter in (0.25, 0.5, 0.75):
        window.receive(Ticked(clock + quarter, NOON + timedelta(seconds=quarter)))
    assert drawn == []
    assert window.screen_value.clock == clock + 0.75, "what is due by the clock is noticed all the same"
    window.receive(Ticked(clock + 1, NOON + timedelta(seconds=1)))
    assert len(drawn) == 1
    noticed = replace(window.screen_value, notice=Notice.OTHER_CODE, notice_ends_at=clock + 1.2)
    window._screen = noticed
    window.receive(Ticked(clock + 1.25, NOON + timedelta(seconds=1.25)))
    assert len(drawn) == 2, "what ends within a second is gone at once"


def test_the_window_closes_the_lane_once_and_hears_nothing_afterwards(window: GateWindow, lane: SmallLane) -> None:
    window.close()
    window.close()
    assert lane.closed == 1
    shown = window.screen_value
    lane.post(PassRead(visit()))
    QTest.qWait(30)
    assert window.screen_value is shown


def test_a_picture_is_kept_of_every_new_state(window: GateWindow, lane: SmallLane, tmp_path: Path) -> None:
    window.add_follower(PictureBook(window, tmp_path / "pictures"))
    lane.post(PassRead(visit()))
    wait_for(window, lambda screen: screen.stage is Stage.IDENTIFIED)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    names = sorted(path.name for path in (tmp_path / "pictures").iterdir())
    assert names == ["001-identified.png", "002-watching.png"]
    assert QImage(str(tmp_path / "pictures" / names[0])).width() == window.canvas.width()


def test_the_program_opens_runs_for_its_time_and_ends_in_order(application: QApplication) -> None:
    lane = SmallLane()
    ready: list[GateWindow] = []
    assert open_window(lane, seconds=0.6, sound=False, voice=False, on_ready=ready.append) == 0
    assert ready[0].screen_value.stage is Stage.WATCHING
    assert lane.closed == 1


def test_the_program_ends_with_its_gate_whatever_else_is_open(application: QApplication) -> None:
    lane = SmallLane()
    other = QWidget()
    other.show()
    assert open_window(lane, seconds=0.3, sound=False, voice=False) == 0
    assert other.isVisible()
    other.close()


@pytest.mark.parametrize("key", [Qt.Key.Key_F9, Qt.Key.Key_F2, Qt.Key.Key_5])
def test_a_finger_that_rests_on_a_key_means_it_once(
    window: GateWindow, monkeypatch: pytest.MonkeyPatch, key: Qt.Key
) -> None:
    heard: list[object] = []
    monkeypatch.setattr(window, "receive", heard.append)
    plain = Qt.KeyboardModifier.NoModifier
    window.keyPressEvent(QKeyEvent(QEvent.Type.KeyPress, key, plain, "5" if key == Qt.Key.Key_5 else "", True))
    assert heard == []
    assert not window._wedge.holding
