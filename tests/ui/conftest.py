"""What the window's tests share: one application without a display, and a watch on Qt's own warnings."""

import os

# Before Qt is imported: these tests need no display, and must not find one.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Iterator

import pytest
from gate_terminal.ui.app import application_of
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

# A machine without a display, a sound system or a voice says so; that is its affair, not the window's.
_OF_THE_MACHINE = ("This plugin does not support", "Couldn't load", "Couldn't resolve", "text-to-speech", "Pulse")


@pytest.fixture(scope="session")
def application() -> QApplication:
    """The program's application object."""
    return application_of()


@pytest.fixture(autouse=True)
def qt_is_silent(application: QApplication) -> Iterator[None]:
    """Qt has nothing to complain about while a test runs."""
    said: list[str] = []

    def hear(kind: QtMsgType, _context: object, message: str) -> None:
        if kind in {QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg}:
            said.append(message)

    before = qInstallMessageHandler(hear)
    yield
    qInstallMessageHandler(before)
    assert [message for message in said if not any(words in message for words in _OF_THE_MACHINE)] == []
