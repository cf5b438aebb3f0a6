"""Pages that ask: what was listed stays where it is, and the form for what is to be done stands beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QSplitter, QStackedWidget, QWidget

from .form import Errand, Form
from .page import Page
from .parts import column, row
from .premises import Premises
from .words import OfficeLabels

_FORM_WIDTH, _GAP = 300, 12


class AskingPage(Page):
    """Asks for one errand at a time; where its form stands is for the kinds of page below to say."""

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self.form: Form | None = None
        self._framed: QFrame | None = None
        premises.spoken.also(self._speak_form)

    def ask(self, errand: Errand) -> None:
        """Ask for what a change needs; a form that was open is put away."""
        self.put_form_away()
        premises = self._premises
        self.form = Form(errand, lambda: premises.who, premises.bad, self._leave)
        self.form.spoken.speak(premises.labels)
        area = scrolled(self.form)
        self.form.bring_into_sight = area.ensureWidgetVisible
        self._framed = QFrame()
        self._framed.setObjectName("panel")
        self._framed.setLayout(column(area))
        self._take_in(self._framed)
        QTimer.singleShot(0, self.form, self.form.start)

    def submit(self) -> None:
        """Submit the form that is open, if any."""
        if self.form is not None:
            self.form.submit()

    def dismiss(self) -> None:
        """Leave what was about to be done."""
        self.put_form_away()

    def _leave(self) -> None:
        """Leave it because somebody said so: what was said about it is past too."""
        self._premises.bar.hide()
        self.dismiss()

    def put_form_away(self) -> None:
        """Put the form away, if one is open, and go back to where the page begins."""
        framed, self.form, self._framed = self._framed, None, None
        if framed is not None:
            self._take_out(framed)
            framed.hide()
            framed.deleteLater()
            self.setFocus()

    def _take_in(self, framed: QFrame) -> None:
        raise NotImplementedError

    def _take_out(self, framed: QFrame) -> None:
        raise NotImplementedError

    def _speak_form(self, labels: OfficeLabels) -> None:
        if self.form is not None:
            self.form.spoken.speak(labels)


class DeskPage(AskingPage):
    """A list on the left and, beside it, either what was chosen or the form."""

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
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
        halves.setHandleWidth(_GAP)
        halves.addWidget(side)
        halves.addWidget(self._stack)
        for place, part in enumerate(parts):
            halves.setStretchFactor(place, part)
        halves.setSizes([part * 50 for part in parts])
        return halves

    def _take_in(self, framed: QFrame) -> None:
        self._stack.addWidget(framed)
        self._stack.setCurrentWidget(framed)

    def _take_out(self, framed: QFrame) -> None:
        self._stack.removeWidget(framed)
        if self._pane is not None:
            self._stack.setCurrentWidget(self._pane)


class WidePage(AskingPage):
    """A table over the whole width, which makes room for the form while one is open."""

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self._halves = row(spacing=_GAP)
        self._idle: tuple[QWidget, ...] = ()

    def furnish(self, left: QLayout, *idle: QWidget) -> QHBoxLayout:
        """Return the page's layout; `idle` is hidden while a form is open."""
        side = QWidget()
        side.setLayout(left)
        self._halves.addWidget(side, 1)
        self._idle = idle
        return self._halves

    def _take_in(self, framed: QFrame) -> None:
        framed.setFixedWidth(_FORM_WIDTH)
        self._halves.addWidget(framed)
        for one in self._idle:
            one.hide()

    def _take_out(self, framed: QFrame) -> None:
        self._halves.removeWidget(framed)
        for one in self._idle:
            one.show()


class _Scrolled(QScrollArea):
    """Gives wrapped texts the height that they need at the width which the scroll bar leaves them.

    Qt's own area asks for the height at the whole width, and cuts the last line once there is a bar.
    """

    def setWidget(self, body: QWidget) -> None:  # noqa: N802 - Qt's name
        """Take `body` in, and follow what it asks for."""
        super().setWidget(body)
        body.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the width."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow what stands inside."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        body = self.widget()
        if body is None:
            return
        layout = body.layout()
        if layout is not None and layout.hasHeightForWidth():
            height = layout.totalHeightForWidth(self.viewport().width())
            if height != body.minimumHeight():
                body.setMinimumHeight(height)


def scrolled(body: QWidget) -> QScrollArea:
    """Return `body` in an area that scrolls up and down where there is too little room."""
    body.setObjectName("sheet")
    area = _Scrolled()
    area.setObjectName("inside")
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(body)
    return area
