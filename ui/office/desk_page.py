"""A page with a list on the left and, beside it, either what was chosen or the form for what is to be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QLayout, QScrollArea, QSplitter, QStackedWidget, QWidget

from .form import Errand, Form
from .page import Page
from .premises import Premises
from .words import OfficeLabels


class DeskPage(Page):
    """Asks for an errand in place of the pane; the list stays where it is."""

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self.form: Form | None = None
        self._stack = QStackedWidget()
        self._pane: QWidget | None = None

    def furnish(self, left: QLayout, pane: QWidget, parts: tuple[int, int] = (11, 10)) -> QSplitter:
        """Return the two halves; `parts` says how the width is shared."""
        side = QWidget()
        side.setLayout(left)
        self._pane = pane
        self._stack.addWidget(pane)
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(side)
        halves.addWidget(self._stack)
        for place, part in enumerate(parts):
            halves.setStretchFactor(place, part)
        halves.setSizes([part * 50 for part in parts])
        self._premises.spoken.also(self._speak_form)
        return halves

    def ask(self, errand: Errand) -> None:
        """Ask for what a change needs, in place of the pane."""
        self.dismiss()
        premises = self._premises
        self.form = Form(errand, lambda: premises.who, premises.bad, self.dismiss)
        self.form.setObjectName("panel")
        self.form.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.form.spoken.speak(premises.labels)
        self._stack.addWidget(self.form)
        self._stack.setCurrentWidget(self.form)
        QTimer.singleShot(0, self.form, self.form.start)

    def submit(self) -> None:
        """Submit the form that is open, if any."""
        if self.form is not None:
            self.form.submit()

    def dismiss(self) -> None:
        """Put the form away."""
        form, self.form = self.form, None
        if form is not None and self._pane is not None:
            self._stack.removeWidget(form)
            form.deleteLater()
            self._stack.setCurrentWidget(self._pane)
            self.setFocus()

    def _speak_form(self, labels: OfficeLabels) -> None:
        if self.form is not None:
            self.form.spoken.speak(labels)


def scrolled(body: QWidget) -> QScrollArea:
    """Return `body` in an area that scrolls up and down where there is too little room."""
    body.setObjectName("sheet")
    area = QScrollArea()
    area.setObjectName("inside")
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(body)
    return area
