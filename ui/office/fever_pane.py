"""One fever case as the supervisor sees it: every step with its time, and a button for each that is still to come."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QWidget

from gate_terminal.application.fever_desk import CaseFile
from gate_terminal.domain.fever_case import BY_ITSELF, FeverStep, StepDone, outcome_word, step_word
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.sentences import direction_word, reading_text, readings_text
from gate_terminal.domain.words import Language

from .desk_page import scrolled
from .fever_words import FEVER_LABELS
from .parts import button, column, label, row
from .premises import Premises
from .words import OfficeLabels

if TYPE_CHECKING:
    from .fever_page import FeverPage

_MARK_DONE, _MARK_OPEN = "✔", "○"


class FeverPane(QFrame):
    """Shows a :class:`CaseFile`, always masked: names stand on the sheet where a reason was given."""

    def __init__(self, premises: Premises, page: FeverPage) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._premises = premises
        self._page = page
        self._file: CaseFile | None = None
        self.title = label(role="title", wraps=True)
        self.about = label(wraps=True)
        self.inside = label(role="dim", wraps=True)
        self.steps: dict[FeverStep, QPushButton] = {}
        self._area = scrolled(QWidget())
        self.save = button(lambda: self._sheet(printed=False))
        self.print = button(lambda: self._sheet(printed=True))
        premises.spoken.says(self.save.setText, lambda labels: FEVER_LABELS[labels.language].save)
        premises.spoken.says(self.print.setText, lambda labels: FEVER_LABELS[labels.language].print)
        buttons = row(self.save, self.print, 1)
        self.setLayout(column(self.title, self.about, self.inside, self._area, buttons, spacing=8, margins=16))
        premises.spoken.also(self._draw)

    def text(self) -> str:
        """Return everything that stands in the pane, line by line."""
        return "\n".join(one.text() for one in self.findChildren(QLabel))

    def show_case(self, file: CaseFile | None) -> None:
        """Show a case, or none."""
        self._file = file
        self._draw(self._premises.labels)

    def _sheet(self, *, printed: bool) -> None:
        if self._file is not None:
            self._page.ask_sheet(self._file, printed=printed)

    def _draw(self, labels: OfficeLabels) -> None:
        words, language, file = FEVER_LABELS[labels.language], labels.language, self._file
        for widget in (self.title, self.about, self.inside, self.save, self.print):
            widget.setVisible(file is not None)
        self.steps = {}
        body = QWidget()
        body.setObjectName("sheet")
        if file is None:
            for line in (self.title, self.about, self.inside):
                line.clear()
            body.setLayout(column(label(words.choose, "dim"), 1))
        else:
            who, found = file.masked().patient, file.case.attempt
            self.title.setText(" · ".join(part for part in (who.address, who.name) if part) or file.case.uid[-8:])
            way = direction_word(found.direction, language)
            about = [f"{site_moment(found.at):%Y-%m-%d %H:%M}", found.gate, way, readings_text(found, language)]
            if who.phone:
                about.append(f"{words.phone} {who.phone}")
            self.about.setText(" · ".join(part for part in about if part))
            household = any(step is FeverStep.HOUSEHOLD_PENDING for step, _ in file.case.checklist())
            self.inside.setText(words.inside)
            self.inside.setVisible(household and file.case.is_open)
            body.setLayout(self._checklist(file, labels))
        self._area.setWidget(body)

    def _checklist(self, file: CaseFile, labels: OfficeLabels) -> QGridLayout:
        words, language = FEVER_LABELS[labels.language], labels.language
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        coming = file.case.next_step()
        for number, (step, done) in enumerate(file.case.checklist()):
            mark = _MARK_OPEN if done is None else _MARK_DONE
            name = label(step_word(step, language), "name" if done is None else "", wraps=True)
            told = label("" if done is None else _told(done, language), "dim", wraps=True)
            told.setVisible(done is not None)
            side = Qt.AlignmentFlag.AlignVCenter if done is None else Qt.AlignmentFlag.AlignTop
            grid.addWidget(label(mark, "dim" if done is None else ""), number, 0, side)
            grid.addLayout(column(name, told, spacing=0), number, 1)
            if done is None and step not in BY_ITSELF and file.case.is_open:
                made = button(partial(self._page.ask_step, file, step), "main" if step is coming else "")
                made.setText(words.record)
                self.steps[step] = made
                grid.addWidget(made, number, 2, Qt.AlignmentFlag.AlignRight)
        grid.setRowStretch(len(FeverStep), 1)
        return grid


def _told(done: StepDone, language: Language) -> str:
    parts = [f"{site_moment(done.at):%m-%d %H:%M}"]
    if done.reading is not None:
        parts.append(reading_text(done.reading, language))
    if done.outcome is not None:
        parts.append(outcome_word(done.outcome, language))
    return " · ".join([*parts, done.who] if done.who else parts)
