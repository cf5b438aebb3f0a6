"""The one way from the terminal's threads into the window's thread."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from gate_terminal.application.screen.events import Event


class Bridge(QObject):
    """Carries events from any thread; they arrive in the thread of the window, one after the other."""

    crossed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)

    def post(self, event: Event) -> None:
        """Hand over an event; callable from any thread, returns at once."""
        self.crossed.emit(event)


QUEUED = Qt.ConnectionType.QueuedConnection
"""How to connect to :attr:`Bridge.crossed`: never in the thread that posts, nor inside another event."""
