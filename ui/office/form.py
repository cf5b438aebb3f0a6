"""A form for one change: its fields, why it is made, and the two buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from gate_terminal.domain.faults import WrongUse

from .parts import Spoken, Text, button, choice_of, column, fill_choices, label, line_edit, row
from .troubles import told
from .words import OfficeLabels, listing


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text. `optional` may stay empty; `hint` stands in the empty field, else whether it may."""

    key: str
    name: Text
    value: str = ""
    hint: Text | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A civil day, written as 2020-02-07; None where it stays empty, `hint` says what that means."""

    key: str
    name: Text
    value: date | None = None
    hint: Text | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    key: str
    name: Text
    value: int
    least: int = 1
    most: int = 365


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several values."""

    key: str
    name: Text
    choices: Sequence[tuple[Any, Text]]


@dataclass(frozen=True, slots=True)
class Ticks:
    """Any of several values."""

    key: str
    name: Text
    choices: Sequence[tuple[str, str]]


Field = Line | Day | Number | Choice | Ticks


@dataclass(frozen=True, slots=True)
class Errand:
    """What a form asks for and does: `submit` gets the values by their keys, and ``why`` where `asks_why`."""

    title: Text
    fields: Sequence[Field]
    submit: Callable[[dict[str, Any]], None]
    note: Text | None = None
    asks_why: bool = True
    action: Text | None = None


class Form(QWidget):
    """Asks for what a change needs. Enter submits, Esc leaves; nothing is submitted while a field is missing."""

    def __init__(
        self, errand: Errand, who: Callable[[], str], complain: Callable[[str], None], leave: Callable[[], None]
    ) -> None:
        super().__init__()
        self.spoken = Spoken()
        self._errand = errand
        self._complain = complain
        self._leave = leave
        self._labels: OfficeLabels | None = None
        self._read: dict[str, Callable[[], Any]] = {}
        self._first: QWidget | None = None
        self.bring_into_sight: Callable[[QWidget], object] = lambda _widget: None
        title = label(role="title", wraps=True)
        self.spoken.says(title.setText, errand.title)
        layout = column(title, margins=18)
        if errand.note is not None:
            note = label(role="dim", wraps=True)
            self.spoken.says(note.setText, errand.note)
            layout.addWidget(note)
        fields = list(errand.fields)
        if errand.asks_why:
            fields.append(Line("why", lambda labels: labels.why, hint=lambda labels: labels.why_hint))
        self.widgets: dict[str, QWidget] = {}
        for field in fields:
            name = label(role="name")
            self.spoken.says(name.setText, field.name)
            widget = self._widget(field)
            name.setBuddy(widget)
            self.widgets[field.key] = widget
            self._first = self._first or widget
            layout.addWidget(name)
            layout.addWidget(widget)
        by = label(role="dim")
        self.spoken.says(by.setText, lambda labels: labels.by.format(who=who()))
        self.do = button(self.submit, "main")
        self.spoken.says(self.do.setText, errand.action or errand.title)
        self.back = button(leave)
        self.spoken.says(self.back.setText, lambda labels: labels.back)
        layout.addSpacing(6)
        layout.addWidget(by)
        layout.addLayout(row(self.do, self.back, 1))
        layout.addStretch(1)
        self.setLayout(layout)
        self.spoken.also(self._remember)

    def _remember(self, labels: OfficeLabels) -> None:
        self._labels = labels

    def start(self) -> None:
        """Give the first field the focus."""
        (self._first or self.do).setFocus()

    def submit(self) -> None:
        """Do it with what was entered, or say what is missing."""
        labels = self._labels
        if labels is None:
            return
        try:
            values = {key: read() for key, read in self._read.items()}
        except WrongUse as mistake:
            self._complain(told(mistake, labels))
            return
        wanted = [field for field in self._errand.fields if isinstance(field, Line) and not field.optional]
        missing = [field for field in wanted if not values[field.key]]
        if missing:
            names = listing((field.name(labels) for field in missing), labels.language)
            self._complain(labels.fields_missing.format(fields=names))
            self._go_to(missing[0].key)
        elif self._errand.asks_why and not values["why"]:
            self._complain(labels.why_missing)
            self._go_to("why")
        else:
            self._errand.submit(values)

    def _go_to(self, key: str) -> None:
        self.widgets[key].setFocus()
        self.bring_into_sight(self.widgets[key])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _widget(self, field: Field) -> QWidget:
        match field:
            case Line():
                return self._line(field)
            case Day(key, _, value, hint):
                edit = line_edit(self.submit)
                edit.setText("" if value is None else value.isoformat())
                self.spoken.says(edit.setPlaceholderText, hint or (lambda _labels: "2020-02-07"))
                self._read[key] = lambda: day_written(edit.text()) if edit.text().strip() else None
                return edit
            case Number(key, _, number, least, most):
                edit = line_edit(self.submit)
                edit.setText(str(number))
                self._read[key] = lambda: _number(edit.text(), least, most)
                return edit
            case Choice(key, _, choices):
                box = QComboBox()
                self.spoken.also(lambda labels: fill_choices(box, [(value, text(labels)) for value, text in choices]))
                self._read[key] = lambda: choice_of(box)
                return box
            case Ticks(key, _, ticks):
                boxes = [(value, QCheckBox(text.replace("&", "&&"))) for value, text in ticks]
                holder = QWidget()
                holder.setLayout(column(*(tick for _, tick in boxes), spacing=0))
                if boxes:
                    holder.setFocusProxy(boxes[0][1])
                self._read[key] = lambda: [value for value, tick in boxes if tick.isChecked()]
                return holder

    def _line(self, field: Line) -> QLineEdit:
        edit = line_edit(self.submit)
        edit.setText(field.value)
        if field.hint is not None:
            self.spoken.says(edit.setPlaceholderText, field.hint)
        elif field.optional:
            self.spoken.says(edit.setPlaceholderText, lambda labels: labels.may_stay_empty)
        self._read[field.key] = lambda: edit.text().strip()
        return edit


def day_written(text: str) -> date:
    """Return the civil day written as 2020-02-07. :raises WrongUse: where it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WrongUse(f"{text.strip()} is no day such as 2020-02-08.") from None


def _number(text: str, least: int, most: int) -> int:
    digits = text.strip()
    if not (digits.isdecimal() and len(digits) <= len(str(most)) and least <= int(digits) <= most):
        raise WrongUse(f"{digits or 'Nothing'} is no whole number from {least} to {most}.")
    return int(digits)
