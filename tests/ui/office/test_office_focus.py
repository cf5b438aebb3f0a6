"""Whoever works without a mouse sees where the keys go, on every page, by day and by night."""

import pytest
from gate_terminal.ui.office.pages import PAGES
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QCheckBox, QWidget

from gate_terminal.application.screen.signs import Theme

from .conftest import Hand, settle

__all__: list[str] = []


def looks(widget: QWidget) -> QImage:
    settle()
    return widget.grab().toImage()


def reachable(hand: Hand) -> list[QWidget]:
    """What Tab comes to on the page that is open."""
    return [
        widget
        for widget in hand.window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    ]


@pytest.mark.parametrize("theme", Theme)
def test_the_focus_can_be_seen_wherever_it_is(hand: Hand, theme: Theme) -> None:
    if theme is Theme.NIGHT:
        hand.window.turn_theme()
    hand.choose("3-2-501")
    met = set()
    for kind in PAGES:
        if kind.belongs(hand.window.premises.settings.site.kind):
            hand.window.open_page(kind)
            settle()
            for widget in reachable(hand):
                widget.setFocus(Qt.FocusReason.TabFocusReason)
                focused = looks(widget)
                widget.clearFocus()
                assert focused != looks(widget), (kind, widget, widget.objectName())
                met.add(type(widget).__name__)
    assert {"QPushButton", "QLineEdit", "QComboBox", "QTableView", "QCheckBox", "QScrollArea"} <= met


@pytest.mark.parametrize("theme", Theme)
def test_what_is_chosen_bears_a_tick(hand: Hand, theme: Theme) -> None:
    if theme is Theme.NIGHT:
        hand.window.turn_theme()
    hand.window.open_page(next(kind for kind in PAGES if kind.__name__ == "PolicyPage"))
    settle()
    box = next(one for one in hand.window.findChildren(QCheckBox) if one.isVisible() and one.isChecked())
    picture = looks(box)
    tick = QColor("#FFFFFF" if theme is Theme.DAY else "#0E1216")
    # Around the middle of the square, where an empty one and one that is only filled have one colour.
    colours = {picture.pixelColor(x, picture.height() // 2 + y).name() for x in range(6, 22) for y in range(-6, 7)}
    assert tick.name() in colours
    assert len(colours) > 1
