"""One record as the supervisor sees it: what happened, and why it was answered so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gate_terminal.ui.labels import Labels
from gate_terminal.ui.labels_en import EN
from gate_terminal.ui.labels_zh import ZH
from gate_terminal.ui.particulars_words import asked_and_told
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from gate_terminal.application.records import Why
from gate_terminal.application.records_words import why_lines
from gate_terminal.application.screen.desk import Grounds
from gate_terminal.domain.masking import mask_end
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.sentences import (
    direction_word,
    guard_sentence,
    next_sentence,
    purpose_word,
    readings_text,
    verdict_word,
)
from gate_terminal.domain.words import Direction, Language

from .desk_page import scrolled
from .parts import button, column, label, row
from .premises import Premises
from .records_words import RECORDS_LABELS
from .words import OfficeLabels

if TYPE_CHECKING:
    from datetime import datetime

    from .records_page import RecordsPage

GATE_LABELS: dict[Language, Labels] = {Language.ZH: ZH, Language.EN: EN}


class RecordPane(QFrame):
    """Shows a :class:`Why`; masked until it is revealed, and masked again with the next record."""

    def __init__(self, premises: Premises, page: RecordsPage) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._premises = premises
        self._why: Why | None = None
        self._revealed = ""
        self.title = label(role="title", wraps=True)
        self.sentence = label(wraps=True)
        self._area = scrolled(QWidget())
        self.reveal_button = button(lambda: self._with_record(page.ask_reveal))
        self.void_button = button(lambda: self._with_record(page.ask_void))
        premises.spoken.says(self.reveal_button.setText, lambda labels: RECORDS_LABELS[labels.language].reveal)
        premises.spoken.says(self.void_button.setText, lambda labels: RECORDS_LABELS[labels.language].void)
        buttons = row(self.void_button, self.reveal_button, 1)
        self.setLayout(column(self.title, self.sentence, self._area, buttons, spacing=10, margins=16))
        premises.spoken.also(self._draw)

    @property
    def uid(self) -> str:
        """The id of the record that is shown, empty where none is."""
        return "" if self._why is None else self._why.record.passage.uid

    def text(self) -> str:
        """Return everything that stands in the pane, line by line."""
        return "\n".join(one.text() for one in self.findChildren(type(self.title)))

    def show_why(self, why: Why | None) -> None:
        """Show one record, or none."""
        self._why = why
        if self.uid != self._revealed:
            self._revealed = ""
        self._draw(self._premises.labels)

    def reveal(self, uid: str) -> None:
        """Show the names of one record in full, as long as it is the one that is shown."""
        self._revealed = uid if uid == self.uid else ""
        self._draw(self._premises.labels)

    def _with_record(self, ask: Callable[[Why], None]) -> None:
        if self._why is not None:
            ask(self._why)

    def _draw(self, labels: OfficeLabels) -> None:
        words, why = RECORDS_LABELS[labels.language], self._why
        self.reveal_button.setEnabled(why is not None and not self._revealed and not why.record.passage.erased)
        self.void_button.setEnabled(why is not None and bool(why.together))
        self.title.setVisible(why is not None)
        self.sentence.setVisible(why is not None)
        body = QWidget()
        body.setObjectName("sheet")
        if why is None:
            self.title.clear()
            self.sentence.clear()
            body.setLayout(column(label(words.choose, "dim"), 1))
        else:
            shown = why if self._revealed else why.masked()
            passage = shown.record.passage
            verdict = verdict_word(passage.decision.verdict, labels.language)
            self.title.setText(f"№{passage.seq} · {verdict}")
            self.sentence.setText(_sentence(shown, labels.language))
            body.setLayout(self._content(shown, labels))
        self._area.setWidget(body)

    def _content(self, why: Why, labels: OfficeLabels) -> QGridLayout:
        words, language = RECORDS_LABELS[labels.language], labels.language
        passage, attempt = why.record.passage, why.record.passage.attempt
        serial = (attempt.serial or "") if self._revealed else mask_end(attempt.serial or "")
        record = why.record
        # Of whom no name was asked, the kind says who it was: it stands below, with the purpose.
        who = "" if record.names_nobody else " · ".join(part for part in (record.household, record.person) if part)
        gate_labels = GATE_LABELS[language]
        purpose = purpose_word(attempt.purpose, language) if attempt.direction is Direction.OUT else ""
        reasons = list(why_lines(why, language, lambda code: gate_labels.grounds[Grounds(code)]))
        lines = [
            (words.household, words.erased if passage.erased else who),
            (words.happened, f"{_moment(attempt.at)} · {direction_word(attempt.direction, language)}"),
            (words.gate, " · ".join(part for part in (attempt.gate, attempt.lane, attempt.guard) if part)),
            (words.purpose, " · ".join(part for part in (gate_labels.subjects[attempt.subject], purpose) if part)),
            (words.readings, readings_text(attempt, language)),
            *asked_and_told(why.record.asked, language),
            (words.serial, words.serial_typed.format(serial=serial) if attempt.serial_typed else serial),
            (words.recorded, f"{_moment(passage.recorded_at)} · {words.ways_of_entry[passage.entered]}"),
            (words.why, reasons[0]),
            *(("", reason) for reason in reasons[1:]),
        ]
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for number, (name, text) in enumerate((name, text) for name, text in lines if text):
            value = label(text, wraps=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label(name, "name"), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, number, 1)
        # Nothing in it can be broken, so it gets the whole width.
        whole = label(f"{words.id} {passage.uid}", "dim", wraps=True)
        whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        grid.addWidget(whole, len(lines), 0, 1, 2)
        grid.setRowStretch(len(lines) + 1, 1)
        return grid


def _sentence(why: Why, language: Language) -> str:
    passage = why.record.passage
    names = {each.passage.attempt.person: each.person for each in why.causes if each.person}
    said = guard_sentence(passage.decision, passage.attempt, language, names)
    return " · ".join(part for part in (said, next_sentence(passage.decision, language)) if part)


def _moment(moment: datetime) -> str:
    return f"{site_moment(moment):%Y-%m-%d %H:%M:%S}"
