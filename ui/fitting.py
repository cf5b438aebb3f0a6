"""Shows a window so that all of it can be seen, on whatever screen the gate has."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_FRAME = 40
"""So much, in pixels of the screen's scale, the title bar and the edges that a system puts around a window take."""


def show_whole(window: QWidget) -> None:
    """Show `window` in its size where its screen has room for that, else over the whole of the screen."""
    if QGuiApplication.platformName() == "offscreen":
        # There is no screen, and nobody who looks: pictures and measurements are of the size that was designed.
        window.show()
        return
    show_within(window, window.screen().availableGeometry())


def show_within(window: QWidget, room: QRect) -> None:
    """Show `window` within `room`: what a screen leaves to windows, in pixels of its scale."""
    if room.width() >= window.width() + _FRAME and room.height() >= window.height() + _FRAME:
        window.show()
        return
    # A system that manages no windows does not enlarge one; there the size says it.
    window.setMinimumSize(window.minimumSize().boundedTo(room.size() - QSize(_FRAME, _FRAME)))
    window.setGeometry(QRect(room.topLeft(), window.size().boundedTo(room.size())))
    window.showMaximized()
