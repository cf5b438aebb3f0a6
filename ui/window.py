"""The gate window: holds the screen's value, advances it with every event, and draws it."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QElapsedTimer, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow

from gate_terminal.application.identifiers import uuid7
from gate_terminal.application.lane import Lane
from gate_terminal.application.screen import Screen, advance
from gate_terminal.application.screen.events import Confirmed, Event, TextScanned, Ticked, Typed
from gate_terminal.application.screen.signs import Stage
from gate_terminal.domain.moments import SITE_ZONE

from .bridge import QUEUED, Bridge
from .canvas import Canvas
from .keys import ENDS, Act, Moment, character_of, command_of, event_of_character
from .render import render
from .resting import RestingKey
from .shapes import Touch
from .wedge import QUIET_MS, Code, EndKey, Heard, Keystrokes, Wedge

_log = logging.getLogger(__name__)

FIRST_PICTURE = "the first live picture is shown"
TICK_MS = 250
PREVIEW_MS = 66
"""Fifteen pictures a second are enough to hold a card right by, and painting them costs half of thirty."""
PATIENCE_MS = 60
"""A decision that takes longer is shown to be under way."""
_LEAST_WIDTH, _LEAST_HEIGHT = 880, 500


class Follower(Protocol):
    """Whoever reacts to what the screen became: sounds, voice, pictures for the record."""

    def followed(self, before: Screen, after: Screen) -> None:
        """Take note of a change."""
        ...


class GateWindow(QMainWindow):
    """The one window of a lane. The pass field always has the focus: every key comes here."""

    office_asked = Signal()
    """Somebody wants the pass office, which has a window of its own."""
    gone = Signal()
    """The window was closed."""

    def __init__(self, lane: Lane) -> None:
        super().__init__()
        self._lane = lane
        self._screen = lane.opening()
        self._followers: list[Follower] = []
        self._wedge = Wedge()
        self._resting = RestingKey()
        self._shown_picture: int | None = None
        self._closed = False
        self._bridge = Bridge(self)
        self._bridge.crossed.connect(self.receive, QUEUED)
        self._canvas = Canvas(self._touched, self._draw, self)
        self.setCentralWidget(self._canvas)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.resize(1280, 720)
        self.setWindowTitle(" · ".join(part for part in (self._screen.site_name, self._screen.gate) if part))
        # A Chinese input method would swallow the digits of a temperature; nothing here is composed.
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._arrivals = QElapsedTimer()
        self._arrivals.start()
        self._quiet = self._timer(QUIET_MS, self._fell_silent, once=True)
        self._patience = self._timer(PATIENCE_MS, self._draw, once=True)
        self._tick = self._timer(TICK_MS, self._ticked)
        self._preview = self._timer(PREVIEW_MS, self._look)

    def _timer(self, milliseconds: int, slot: object, *, once: bool = False) -> QTimer:
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(milliseconds)
        timer.setSingleShot(once)
        timer.timeout.connect(slot)
        return timer

    @property
    def screen_value(self) -> Screen:
        """What the window shows."""
        return self._screen

    @property
    def canvas(self) -> Canvas:
        """The widget that shows it."""
        return self._canvas

    def add_follower(self, follower: Follower) -> None:
        """Tell `follower` of every change from now on."""
        self._followers.append(follower)

    def start(self) -> None:
        """Start the lane's threads and the window's timers."""
        self._ticked()
        self._tick.start()
        self._preview.start()
        self._lane.start(self._bridge.post)

    def receive(self, event: Event) -> None:
        """Advance the screen by one event, in the window's thread."""
        if self._closed:
            return
        before = self._screen
        self._screen = advance(before, event)
        if self._screen is before:
            return
        self._let_compose()
        self._lane.follow(self._screen)
        if self._screen.stage is Stage.DECIDING:
            # The answer is milliseconds away, and drawing now would keep the registrar from its work.
            self._patience.start()
        else:
            self._patience.stop()
            if not (isinstance(event, Ticked) and _only_a_moment_later(before, self._screen)):
                self._draw()
        for follower in self._followers:
            follower.followed(before, self._screen)

    def _let_compose(self) -> None:
        """Let Chinese be composed where a form asks for words, and nowhere else: it would swallow digits."""
        visit = self._screen.visit
        form = visit.form if visit is not None and self._screen.stage is Stage.IDENTIFIED else None
        wanted = form is not None and form.takes_words
        if wanted != self.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled):
            self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, on=wanted)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 - Qt's name
        """Take what an input method composed as if it had been typed."""
        for character in event.commitString():
            self._do(Typed(character))
        event.accept()

    def _draw(self) -> None:
        self._canvas.show_sheet(render(self._screen, self._canvas.width(), self._canvas.height()))

    def _ticked(self) -> None:
        self.receive(Ticked(time.monotonic(), datetime.now(SITE_ZONE)))

    def _look(self) -> None:
        picture = self._lane.picture()
        number = None if picture is None else picture.number
        if number != self._shown_picture:
            if self._shown_picture is None:
                _log.info(FIRST_PICTURE)
            self._shown_picture = number
            self._canvas.show_picture(picture)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Turn a key into an event, unless a scanner typed it."""
        at = float(event.timestamp() or self._arrivals.elapsed())
        key, modifiers = event.key(), event.modifiers()
        repeats = self._resting.pressed(key, at) or event.isAutoRepeat()
        if repeats and key != Qt.Key.Key_Backspace:
            # A gloved finger that rests on a key means it once: one emergency, one undo, one digit.
            event.accept()
            return
        command = command_of(key, modifiers)
        if command is not None:
            self._fell_silent()
            self._do(command(_moment()))
        elif key in ENDS:
            # Tab ends a scanner's code; by hand it means nothing, for there is nowhere else to go.
            self._hear(self._wedge.ended(at), confirms=key != Qt.Key.Key_Tab)
        else:
            character = character_of(key, event.text(), modifiers)
            if character:
                self._hear(self._wedge.pressed(character, at))
        if self._wedge.holding:
            self._quiet.start(self._wedge.patience)
        else:
            self._quiet.stop()
        event.accept()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take note of when a key came up."""
        self._resting.released(event.key(), float(event.timestamp() or self._arrivals.elapsed()))
        event.accept()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002, ARG002, N802 - Qt's names
        """Keep the focus, so that Tab arrives as a key."""
        return False

    def _fell_silent(self) -> None:
        self._hear(self._wedge.fell_silent())

    def _hear(self, heard: tuple[Heard, ...], *, confirms: bool = False) -> None:
        for part in heard:
            match part:
                case Keystrokes(text):
                    for character in text:
                        self._do(event_of_character(character, self._screen, _moment()))
                case Code(text):
                    self._do(TextScanned(text))
                case EndKey():
                    if confirms:
                        moment = _moment()
                        self._do(Confirmed(moment.uid, moment.at))

    def _touched(self, touch: Touch) -> None:
        self._fell_silent()
        for event in touch.gesture(_moment()):
            self._do(event)

    def _do(self, event: Event | Act) -> None:
        if event is Act.FULLSCREEN:
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        elif event is Act.OFFICE:
            self.office_asked.emit()
        elif not isinstance(event, Act):
            self.receive(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close in order: no more events, then the threads, then the ledger."""
        if not self._closed:
            self._closed = True
            self.gone.emit()
            for timer in (self._quiet, self._patience, self._tick, self._preview):
                timer.stop()
            self._lane.close()
        super().closeEvent(event)


def _only_a_moment_later(before: Screen, after: Screen) -> bool:
    """Tell whether both differ in the time alone, by less than the clock shows: drawing is most of a tick's work."""
    if before.now is None or after.now is None or before.now.replace(microsecond=0) != after.now.replace(microsecond=0):
        return False
    return replace(before, clock=after.clock, now=after.now) == after


def _moment() -> Moment:
    return Moment(uuid7(), datetime.now(SITE_ZONE))
