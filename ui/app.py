"""Opens the window and closes it in order, whoever asks for it: the guard, the system, or a signal."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QMessageLogContext, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from gate_terminal import resources
from gate_terminal.application.lane import Lane
from gate_terminal.application.screen.values import Screen
from gate_terminal.domain.faults import Fault, WorldFault

from .fitting import show_whole
from .lettering import chinese_font_is_there
from .window import GateWindow

_log = logging.getLogger(__name__)

SIGN = Path(resources.__file__).with_name("gate-terminal.svg")

_AFTER_FIRST_PAINT_MS = 400
_FAULT_OF_THE_WORLD = 3
"""The exit status of the command line for what the program cannot help."""
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def open_window(
    lane: Lane,
    *,
    fullscreen: bool = False,
    sound: bool = True,
    voice: bool = True,
    seconds: float | None = None,
    pictures: Path | None = None,
    on_ready: Callable[[GateWindow], None] | None = None,
) -> int:
    """Show the gate window until it is closed; return the exit status.

    `seconds` closes it by itself after so long; `pictures` is a directory that gets a picture of every new
    state; `on_ready` is called with the window once it is shown.
    """
    application = application_of()
    window = GateWindow(lane)
    if pictures is not None:
        window.add_follower(PictureBook(window, pictures))
    _close_on_signals(window)
    if not chinese_font_is_there():
        sys.stderr.write(
            "There is no Chinese font on this computer: install fonts-noto-cjk, or Chinese is unreadable.\n"
        )
    if fullscreen:
        window.showFullScreen()
    else:
        show_whole(window)
    if seconds is not None:
        QTimer.singleShot(round(seconds * 1000), window, window.close)
    # The first picture stands before the lane opens its files and cameras.
    QTimer.singleShot(0, window, window.start)
    if sound or voice:
        QTimer.singleShot(_AFTER_FIRST_PAINT_MS, window, lambda: _listen(window, sound=sound, voice=voice))
    if on_ready is not None:
        QTimer.singleShot(0, window, lambda: on_ready(window))
    # The program ends with its gate; it does not wait for what else may still be open. Queued: the lane closes first.
    window.gone.connect(application.exit, Qt.ConnectionType.QueuedConnection)
    return application.exec()


def application_of() -> QApplication:
    """Return the program's one application object, made at first use."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_SynthesizeMouseForUnhandledTouchEvents)
    # What Qt has to say goes into the log; a missing sound system is no news for a guard.
    qInstallMessageHandler(_note_from_qt)
    with _a_display():
        application = QApplication(sys.argv[:1])
    application.setApplicationName("gate-terminal")
    application.setWindowIcon(QIcon(os.fspath(SIGN)))
    application.setQuitOnLastWindowClosed(True)
    return application


@contextmanager
def _a_display() -> Iterator[None]:
    """Say in words that there is no display, where Qt itself would abort the process without one."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    elsewhere = not platform.startswith("xcb") if platform else bool(os.environ.get("WAYLAND_DISPLAY"))
    if not sys.platform.startswith("linux") or elsewhere:
        yield
        return
    display = os.environ.get("DISPLAY")
    if not display:
        raise WorldFault(Fault.INTERNAL, "There is no display for the window; DISPLAY is not set.")
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        # Qt will miss it too, and say so.
        yield
        return
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    try:
        if xcb.xcb_connection_has_error(connection):
            raise WorldFault(
                Fault.INTERNAL, f"The display {display} does not answer; the window cannot be shown there."
            )
        # Kept until Qt has its own: an X server whose last client leaves may begin anew, and refuses others meanwhile.
        yield
    finally:
        xcb.xcb_disconnect(connection)


def _note_from_qt(kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
    _log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", message)
    if kind is QtMsgType.QtFatalMsg:
        # Qt would abort now without a word, for its messages come here: a missing library of the display, mostly.
        sys.stderr.write(f"The window cannot be shown: {' '.join(message.split())}\n")
        sys.stderr.flush()
        os._exit(_FAULT_OF_THE_WORLD)


def _listen(window: GateWindow, *, sound: bool, voice: bool) -> None:
    """Add what can be heard; imported late, because loading the sound system takes longer than the first picture."""
    from .sounds import Sounds, Voice  # noqa: PLC0415

    if sound:
        window.add_follower(Sounds(window))
    if voice:
        window.add_follower(Voice(window))


def _close_on_signals(window: GateWindow) -> None:
    """Close in order on SIGINT and SIGTERM (Ctrl+Break on Windows).

    Python runs a signal's function between two of its own instructions only; the window's tick gives it those,
    four times a second, on every system alike.
    """

    def close(_number: int, _frame: FrameType | None) -> None:
        QTimer.singleShot(0, window, window.close)

    names = ("SIGINT", "SIGTERM", "SIGBREAK")
    for name in names:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), close)


class PictureBook:
    """Saves a picture of the window whenever another state is shown."""

    def __init__(self, window: GateWindow, directory: Path) -> None:
        self._window = window
        self._directory = directory
        self._number = 0
        directory.mkdir(parents=True, exist_ok=True)

    def followed(self, before: Screen, after: Screen) -> None:
        """Save a picture where the stage or the answer changed."""
        if before.stage is after.stage and before.answer is after.answer:
            return
        self._number += 1
        name = f"{self._number:03d}-{after.stage}"
        if after.answer is not None:
            name += f"-{after.answer.decision.verdict}"
        self._window.canvas.grab().save(os.fspath(self._directory / f"{name}.png"))
