"""What a window needs of the terminal behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from gate_terminal.application.picture import Picture
from gate_terminal.application.screen.events import Event
from gate_terminal.application.screen.values import Screen


class Lane(Protocol):
    """The terminal as the window sees it; every call returns at once."""

    def opening(self) -> Screen:
        """Return the first screen."""
        ...

    def start(self, post: Callable[[Event], None]) -> None:
        """Start the threads; they hand events to `post`, which must be callable from any thread."""
        ...

    def follow(self, screen: Screen) -> None:
        """Take note of the newest screen: whether a pass is accepted, and a new question to carry out."""
        ...

    def picture(self) -> Picture | None:
        """Return the newest camera picture, None while there is none."""
        ...

    def close(self) -> None:
        """Stop the threads in order; returns when the ledger is closed."""
        ...
