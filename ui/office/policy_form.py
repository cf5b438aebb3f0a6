"""A policy to be edited, as a form with every setting, or as the text of its file; both say where a mistake stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QGridLayout, QPlainTextEdit, QTextEdit, QWidget

from gate_terminal.domain.policy import (
    KEYS,
    SHIPPED_POLICY,
    Policy,
    PolicyMistake,
    policy_from_mapping,
    policy_from_toml,
    policy_to_toml,
)
from gate_terminal.domain.policy_keys import Unfit
from gate_terminal.domain.policy_tables import tables_toml

from .desk_page import scrolled
from .parts import column, label
from .policy_fields import fields_of, hint_of
from .policy_words import PolicyLabels

_NAME_OF_A_TEXT = "policy.toml"
_TABLES_HEIGHT = 110
_NO_SUCH_KEY, _TWICE = "there is no such key", "the key stands there twice"
_MARK = "#55C04040"
"""Alpha, red, green, blue: seen on either ground, and the text stays readable on it."""

Edited = Callable[[Policy | None], None]
"""Told the policy after each change, None while it cannot be meant."""


class PolicyForm(QWidget):
    """Every setting with its unit and bounds; a mistake is said at its field."""

    def __init__(self, edited: Edited) -> None:
        super().__init__()
        self._edited = edited
        self._words: PolicyLabels | None = None
        self.fields = {field.key: field for field in fields_of(KEYS, self._changed)}
        grid = QGridLayout()
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for number, field in enumerate(self.fields.values()):
            grid.addWidget(field.name, 2 * number, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(field.widget, 2 * number, 1, Qt.AlignmentFlag.AlignLeft)
            # What may stand there, or what is wrong with it: never both.
            grid.addLayout(column(field.hint, field.mistake, spacing=0), 2 * number + 1, 1)
        self.tables = QPlainTextEdit()
        self.tables.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.tables.setTabChangesFocus(True)
        self.tables.setMinimumHeight(_TABLES_HEIGHT)
        self.tables.textChanged.connect(self._changed)
        self._tables_name = label(role="name", wraps=True)
        self._tables_hint = label(role="dim", wraps=True)
        self.tables_mistake = label(role="mistake", wraps=True)
        last = 2 * len(self.fields)
        grid.addWidget(self._tables_name, last, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.tables, last, 1)
        grid.addLayout(column(self._tables_hint, self.tables_mistake, spacing=0), last + 1, 1)
        grid.setRowStretch(last + 2, 1)
        body = QWidget()
        body.setLayout(grid)
        self._area = scrolled(body)
        self.setLayout(column(self._area))
        self.setFocusProxy(self.fields["basis"].widget)

    def speak(self, words: PolicyLabels) -> None:
        """Say everything in a language."""
        self._words = words
        for field in self.fields.values():
            field.speak(words)
        self._tables_name.setText(words.tables)
        self._tables_hint.setText(words.tables_hint)
        self._judge()

    def put(self, policy: Policy) -> None:
        """Show a policy, without telling anybody."""
        for key, field in self.fields.items():
            field.put(getattr(policy, key))
        self.tables.blockSignals(True)
        self.tables.setPlainText(tables_toml(policy.lanes, policy.forms, policy.choices))
        self.tables.blockSignals(False)
        self._judge()

    def go_to(self, key: str) -> None:
        """Bring a setting into sight and give it the focus."""
        self._area.ensureWidgetVisible(self.fields[key].widget)
        self.fields[key].widget.setFocus()

    def choose(self, key: str, value: object) -> None:
        """Let a setting be `value`, as if somebody had chosen it."""
        self.fields[key].put(value)
        self._changed()

    def _changed(self) -> None:
        self._edited(self._judge())

    def _judge(self) -> Policy | None:
        """Say at each field what is wrong with it; return the policy where nothing is."""
        words = self._words
        if words is None:
            return None
        table: dict[str, Any] = {}
        mistaken = False
        for key, field in self.fields.items():
            value = field.entered()
            try:
                field.shape.read(value)
            except Unfit:
                mistaken = True
                field.say_mistake(words.wrong.format(hint=hint_of(key, field.shape, words)))
            else:
                table[key] = value
                field.say_mistake("")
        base = self._tables(words)
        if mistaken or base is None:
            return None
        try:
            return policy_from_mapping(table, "", base)
        except PolicyMistake as mistake:
            # Each value can be meant, but not so or not together.
            together = {"anchor": words.missing, "home_province": words.no_province}
            self.fields[mistake.key].say_mistake(together.get(mistake.key, words.too_low))
            return None

    def _tables(self, words: PolicyLabels) -> Policy | None:
        """Return a policy that says nothing but its tables; None where they cannot be meant, which is said."""
        said = ""
        base: Policy | None = None
        try:
            base = policy_from_toml(self.tables.toPlainText(), _NAME_OF_A_TEXT)
        except PolicyMistake as mistake:
            said = _in_words(mistake, words)
        else:
            if replace(base, lanes=(), forms=(), choices=()) != SHIPPED_POLICY:
                base, said = None, words.tables_only
        self.tables_mistake.setText(said)
        self.tables_mistake.setVisible(bool(said))
        self._tables_hint.setVisible(not said)
        return base


class PolicyText(QWidget):
    """The text of a policy's file; the line of a mistake is marked and the mistake said below."""

    def __init__(self, edited: Edited) -> None:
        super().__init__()
        self._edited = edited
        self._words: PolicyLabels | None = None
        self.editor = QPlainTextEdit()
        self.editor.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        # With Tab one leaves the text; TOML needs none.
        self.editor.setTabChangesFocus(True)
        self.editor.textChanged.connect(self._changed)
        self.mistake = label(role="mistake", wraps=True)
        self.setLayout(column(self.editor, self.mistake))

    def speak(self, words: PolicyLabels) -> None:
        """Say the mistake in a language."""
        self._words = words
        self._judge()

    def put(self, policy: Policy) -> None:
        """Show the text of a policy, without telling anybody."""
        self.editor.blockSignals(True)
        self.editor.setPlainText(policy_to_toml(policy))
        self.editor.blockSignals(False)
        self._judge()

    def _changed(self) -> None:
        self._edited(self._judge())

    def _judge(self) -> Policy | None:
        words = self._words
        if words is None:
            return None
        try:
            policy = policy_from_toml(self.editor.toPlainText(), _NAME_OF_A_TEXT)
        except PolicyMistake as mistake:
            self._say(_in_words(mistake, words), mistake.line)
            return None
        self._say("", None)
        return policy

    def _say(self, text: str, line: int | None) -> None:
        self.mistake.setText(text)
        self.mistake.setVisible(bool(text))
        marks: list[QTextEdit.ExtraSelection] = []
        if line is not None:
            block = self.editor.document().findBlockByLineNumber(line - 1)
            mark = QTextEdit.ExtraSelection()
            shape = QTextCharFormat()
            shape.setProperty(QTextCharFormat.Property.FullWidthSelection, True)
            shape.setBackground(QColor(_MARK))
            mark.format = shape
            mark.cursor = QTextCursor(block)
            marks.append(mark)
        self.editor.setExtraSelections(marks)
        self.editor.setProperty("mistaken", bool(text))
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)


def _in_words(mistake: PolicyMistake, words: PolicyLabels) -> str:
    line = mistake.line or 1
    if not mistake.key:
        return words.no_toml.format(line=line)
    name, shape = words.keys.get(mistake.key, mistake.key), KEYS.get(mistake.key)
    if mistake.what == _NO_SUCH_KEY:
        return words.no_key.format(line=line, key=mistake.key)
    if mistake.what == _TWICE:
        return words.key_twice.format(line=line, key=mistake.key)
    if shape is None:
        return words.key_odd.format(line=line, key=mistake.key)
    hint = hint_of(mistake.key, shape, words, in_text=True)
    if mistake.key == "anchor" and mistake.what.startswith("basis"):
        hint = words.missing
    elif mistake.key == "home_province" and mistake.what.startswith("“"):
        hint = words.no_province
    elif mistake.what.startswith("the fever threshold"):
        hint = words.too_low
    return words.key_wrong.format(line=line, name=name, key=mistake.key, hint=hint)
