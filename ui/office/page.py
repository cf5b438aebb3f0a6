"""What every page of the office is: a widget with a title in each language that is opened and locked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtWidgets import QWidget

from gate_terminal.domain.words import Language, Site

from .premises import Premises


class Page(QWidget):
    """One page; its class stands in :data:`.pages.PAGES`, and the window makes it with what all pages share."""

    TITLE: ClassVar[Mapping[Language, str]]
    """The words of its button, one or two each."""

    def __init__(self, premises: Premises) -> None:
        super().__init__()
        self._premises = premises

    @classmethod
    def belongs(cls, site: Site) -> bool:
        """Whether the office of a gate of that kind has this page."""
        return site in Site

    def opened(self) -> None:
        """Take note that the page was opened."""

    def locked(self) -> None:
        """Show nobody's data any more: the office was locked."""
