"""The fields of the policy's form: one for each shape that a setting can have, with its bounds and its mistake."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, assert_never

from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QWidget

from gate_terminal.domain.moments import DailyWindow
from gate_terminal.domain.policy_keys import (
    Day,
    Flag,
    Line,
    Lines,
    Optional,
    Shape,
    Unit,
    Whole,
    Window,
    Word,
    Words,
)

from .parts import choice_of, fill_choices, label, line_edit, row
from .policy_words import PolicyLabels

_SHORT, _TIME, _LONG = 110, 84, 230
_TICKS_A_ROW, _BETWEEN_TICKS = 2, 18
_SEPARATORS = re.compile("[、,，;；]")
_DEGREES = re.compile(r"([0-9]{2})(?:[.,。，]([0-9]))?|([0-9]{3})")


class SettingField:
    """One setting: its widgets, what stands in them, and what is wrong with it."""

    def __init__(self, key: str, shape: Shape, changed: Callable[[], object]) -> None:
        self.key = key
        self.shape = shape
        self.name = label(role="name", wraps=True)
        self.mistake = label(role="mistake", wraps=True)
        self.mistake.hide()
        self.hint = label(role="dim", wraps=True)
        self.edits: list[QLineEdit] = []
        self.between = label(role="dim")
        self._changed = changed
        self._ticks: list[tuple[StrEnum, QCheckBox]] = []
        self._tick = QCheckBox()
        self._box = QComboBox()
        self.widget = self._made(_plain(shape))

    def _made(self, shape: Shape) -> QWidget:
        match shape:
            case Whole() | Day():
                return self._edit(_SHORT)
            case Line() | Lines():
                return self._edit(_LONG)
            case Window():
                holder = QWidget()
                holder.setLayout(row(self._edit(_TIME), self.between, self._edit(_TIME), 1))
                return holder
            case Flag():
                self._tick.toggled.connect(lambda _on: self._changed())
                return self._tick
            case Word():
                self._box.currentIndexChanged.connect(lambda _index: self._changed())
                return self._box
            case Words(kind):
                self._ticks = [(word, QCheckBox()) for word in kind]
                for _, tick in self._ticks:
                    tick.toggled.connect(lambda _on: self._changed())
                holder = QWidget()
                grid = QGridLayout(holder)
                grid.setContentsMargins(0, 0, 0, 0)
                grid.setHorizontalSpacing(_BETWEEN_TICKS)
                for place, (_, tick) in enumerate(self._ticks):
                    grid.addWidget(tick, place // _TICKS_A_ROW, place % _TICKS_A_ROW)
                return holder
            case Optional():
                raise AssertionError(shape)
            case _:
                assert_never(shape)

    def _edit(self, width: int) -> QLineEdit:
        made = line_edit()
        made.setFixedWidth(width)
        made.textEdited.connect(lambda _text: self._changed())
        self.edits.append(made)
        return made

    def speak(self, words: PolicyLabels) -> None:
        """Say name and bounds in a language; the mistake is said by whoever finds it."""
        self.name.setText(words.keys.get(self.key, self.key))
        self.hint.setText(hint_of(self.key, self.shape, words))
        self.hint.setVisible(bool(self.hint.text()))
        self.between.setText(words.until)
        self._tick.setText(words.yes)
        for word, tick in self._ticks:
            tick.setText(words.words[word])
        match _plain(self.shape):
            case Word(kind):
                fill_choices(self._box, [(word, words.words[word]) for word in kind])
            case _:
                pass

    def put(self, value: Any) -> None:
        """Show a value of a policy, without telling anybody."""
        match _plain(self.shape):
            case Whole(unit=Unit.TENTHS):
                self._write("" if value is None else f"{value // 10}.{value % 10}")
            case Whole() | Line():
                self._write("" if value is None else str(value))
            case Lines():
                self._write("、".join(value))
            case Day():
                self._write(value.isoformat() if isinstance(value, date) else "")
            case Window():
                window = value if isinstance(value, DailyWindow) else None
                self._write(*(["", ""] if window is None else [f"{window.begin:%H:%M}", f"{window.end:%H:%M}"]))
            case Flag():
                _quietly(self._tick, lambda: self._tick.setChecked(bool(value)))
            case Word(kind):
                place = list(kind).index(value)
                _quietly(self._box, lambda: self._box.setCurrentIndex(place))
            case Words():
                for word, tick in self._ticks:
                    _quietly(tick, partial(tick.setChecked, word in value))
            case _:
                raise AssertionError(self.shape)

    def entered(self) -> Any:
        """Return what stands here as a policy's file would say it; what cannot be meant stays as it was typed."""
        texts = [edit.text().strip() for edit in self.edits]
        match _plain(self.shape):
            case Whole(unit=Unit.TENTHS):
                value: Any = _tenths(texts[0])
            case Whole():
                value = int(texts[0]) if texts[0].isdecimal() and texts[0].isascii() else texts[0]
            case Line() | Day():
                value = texts[0]
            case Lines():
                return [part.strip() for part in _SEPARATORS.split(texts[0]) if part.strip()]
            case Window():
                value = texts if any(texts) else ""
            case Flag():
                return self._tick.isChecked()
            case Word():
                return str(choice_of(self._box))
            case Words():
                return [str(word) for word, tick in self._ticks if tick.isChecked()]
            case _:
                raise AssertionError(self.shape)
        return None if value == "" and isinstance(self.shape, Optional) else value

    def say_mistake(self, text: str) -> None:
        """Say what is wrong with it; nothing where `text` is empty."""
        self.mistake.setText(text)
        self.mistake.setVisible(bool(text))
        self.hint.setVisible(not text and bool(self.hint.text()))
        for edit in self.edits:
            edit.setProperty("mistaken", bool(text))
            edit.style().unpolish(edit)
            edit.style().polish(edit)

    def _write(self, *texts: str) -> None:
        for edit, text in zip(self.edits, texts, strict=True):
            # textEdited is not told of it.
            edit.setText(text)


def _plain(shape: Shape) -> Shape:
    return shape.shape if isinstance(shape, Optional) else shape


def hint_of(key: str, shape: Shape, words: PolicyLabels, *, in_text: bool = False) -> str:
    """Return the unit and the bounds of a setting, and what else is to be known of it.

    `in_text` says how the file writes what the form lets one choose.
    """
    parts = []
    match _plain(shape):
        case Whole(lowest, highest, unit):
            parts.append(_bounds(words)[unit](lowest, highest))
        case Day():
            parts.append(words.day_hint)
        case Window():
            parts.append(words.window_hint)
        case Word(kind) | Words(kind):
            parts.append(words.listed.join(word.value for word in kind) if in_text else "")
        case Flag():
            parts.append("true, false" if in_text else "")
        case Line():
            parts.append(words.one_line if in_text else "")
        case Lines():
            parts.append(words.texts if in_text else words.parted)
        case _:
            pass
    if isinstance(shape, Optional):
        parts.append(words.optional)
    if key in words.notes:
        parts.append(words.notes[key])
    return " · ".join(part for part in parts if part)


def _bounds(words: PolicyLabels) -> Mapping[Unit, Callable[[int, int], str]]:
    def in_degrees(lowest: int, highest: int) -> str:
        return words.degrees.format(lowest=_degrees(lowest), highest=_degrees(highest))

    return {
        Unit.DAYS: lambda lowest, highest: words.days.format(lowest=lowest, highest=highest),
        Unit.MINUTES: lambda lowest, highest: words.minutes.format(lowest=lowest, highest=highest),
        Unit.TENTHS: in_degrees,
        Unit.PERSONS: lambda lowest, highest: words.persons.format(lowest=lowest, highest=highest),
    }


def _degrees(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"


def _tenths(text: str) -> int | str:
    """Return the tenths of a typed temperature: ``37.3``, ``37``, ``373``; anything else as it is."""
    found = _DEGREES.fullmatch(text)
    if found is None:
        return text
    degrees, tenth, keys = found.groups()
    return int(keys) if keys else int(degrees) * 10 + int(tenth or 0)


def _quietly(widget: QWidget, change: Callable[[], None]) -> None:
    widget.blockSignals(True)
    change()
    widget.blockSignals(False)


def fields_of(keys: Mapping[str, Shape], changed: Callable[[], object]) -> Sequence[SettingField]:
    """Return a field for each setting, in their order."""
    return [SettingField(key, shape, changed) for key, shape in keys.items()]
