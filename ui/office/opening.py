"""Opens the office's window, at most one, from the gate window or by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate_terminal.ui.fitting import show_whole
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gate_terminal.application.clocks import Clock, SystemClock
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings

from .window import OfficeWindow

if TYPE_CHECKING:
    from gate_terminal.application.eyes import Eyes


class OfficeOpener:
    """Keeps the one office window of a program."""

    def __init__(self, place: Place, settings: Settings, clock: Clock | None = None, eyes: Eyes | None = None) -> None:
        """Open nothing yet; `eyes` are those of the gate window in this program."""
        self._eyes = eyes
        self._place = place
        self._settings = settings
        self._clock = clock or SystemClock()
        self._window: OfficeWindow | None = None

    def open(self) -> OfficeWindow:
        """Show the window, in front of others."""
        window = self._window
        if window is None:
            # One look on every system; the gate draws itself and does not care.
            QApplication.setStyle("Fusion")
            window = OfficeWindow(self._place, self._settings, self._clock)
            window.premises.eyes = self._eyes
            window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            window.gone.connect(self._forget)
            self._window = window
            show_whole(window)
        window.show()
        window.raise_()
        window.activateWindow()
        return window

    def close(self) -> None:
        """Close the window where it is open."""
        if self._window is not None:
            self._window.close()

    def _forget(self) -> None:
        self._window = None
