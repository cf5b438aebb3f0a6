"""A window is shown so that all of it can be seen."""

import pytest
from gate_terminal.ui.fitting import show_within
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget


def designed() -> QWidget:
    window = QWidget()
    window.setMinimumSize(880, 500)
    window.resize(1280, 720)
    return window


def test_a_window_has_its_own_size_where_the_screen_has_room_for_it(application: QApplication) -> None:
    window = designed()
    show_within(window, QRect(0, 0, 1920, 1040))
    assert (window.width(), window.height()) == (1280, 720)
    assert not window.isMaximized()
    window.close()


@pytest.mark.parametrize(
    "room", [QRect(0, 0, 1024, 768), QRect(0, 0, 853, 480), QRect(0, 0, 1280, 720), QRect(60, 30, 964, 738)]
)
def test_a_window_fills_a_screen_that_is_too_small_for_it(application: QApplication, room: QRect) -> None:
    window = designed()
    show_within(window, room)
    assert window.isMaximized()
    # What a system gives back when it is no longer enlarged, or where none enlarges it.
    assert room.contains(window.normalGeometry())
    assert window.minimumHeight() < room.height()
    window.close()
