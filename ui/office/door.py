"""The door of the office: who comes in, and the supervisor's PIN."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import assert_never

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from gate_terminal.application.supervisor import Answered, Knock

from .parts import button, column, label, line_edit, row
from .premises import Premises
from .words import OfficeLabels

_WIDTH = 420


class Door(QWidget):
    """Asks for name and PIN. Wrong ones are counted in the ledger: neither closing this nor a restart undoes one."""

    def __init__(self, premises: Premises, opened: Callable[[], None]) -> None:
        super().__init__()
        self._premises = premises
        self._has_pin = bool(premises.settings.supervisor.pin_hash)
        self._opened = opened
        spoken = premises.spoken
        title, who, pin = label(role="title"), label(role="name"), label(role="name")
        spoken.says(title.setText, lambda labels: labels.door)
        spoken.says(who.setText, lambda labels: labels.who)
        spoken.says(pin.setText, lambda labels: labels.pin)
        self.who = line_edit(self._to_pin)
        spoken.says(self.who.setPlaceholderText, lambda labels: labels.who_hint)
        self.pin = line_edit(self._knock)
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly | Qt.InputMethodHint.ImhSensitiveData)
        self.enter = button(self._knock, "main")
        spoken.says(self.enter.setText, lambda labels: labels.enter)
        self.missing = label(wraps=True)
        spoken.also(self._say_whether_there_is_a_pin)
        panel = QFrame()
        panel.setObjectName("panel")
        panel.setFixedWidth(_WIDTH)
        panel.setLayout(column(title, who, self.who, pin, self.pin, self.missing, self.enter, spacing=10, margins=24))
        self.setLayout(column(2, row(1, panel, 1), 3))
        self.setFocusProxy(self.who)

    def close_up(self) -> None:
        """Ask again."""
        self.pin.clear()
        (self.pin if self.who.text() else self.who).setFocus()

    def _to_pin(self) -> None:
        self.pin.setFocus()

    def _say_whether_there_is_a_pin(self, labels: OfficeLabels) -> None:
        self.missing.setText("" if self._has_pin else labels.pin_missing)
        self.missing.setVisible(not self._has_pin)

    def _knock(self) -> None:
        pin, who = self.pin.text(), self.who.text().strip()
        labels = self._premises.labels
        if not who:
            self._premises.bad(labels.name_missing)
            self.who.setFocus()
        elif pin and self.enter.isEnabled():
            self.enter.setEnabled(False)
            # Comparing takes the twentieth of a second that it must; in the clerk's thread the gate's picture
            # does not stand still.
            self._premises.look("pin", lambda office: office.knock(pin, who), self._answered, self._ready)

    def _ready(self) -> None:
        self.enter.setEnabled(True)

    def _answered(self, answered: Answered) -> None:
        self._ready()
        self.pin.clear()
        labels = self._premises.labels
        # The PIN may just have been set, as the door itself said to do.
        self._has_pin = answered.knock is not Knock.NO_PIN
        self._say_whether_there_is_a_pin(labels)
        match answered.knock:
            case Knock.RIGHT:
                self._premises.who = self.who.text().strip()
                self._premises.bar.hide()
                self._opened()
            case Knock.WRONG:
                self._premises.bad(labels.pin_wrong)
            case Knock.LOCKED:
                self._premises.bad(labels.pin_locked.format(minutes=math.ceil(answered.seconds / 60)))
            case Knock.NO_PIN:
                self._premises.bad(labels.pin_missing)
            case _:
                assert_never(answered.knock)
        self.pin.setFocus()
