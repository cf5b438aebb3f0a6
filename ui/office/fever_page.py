"""Fever cases: each opens by itself at the gate; here its steps are recorded and its hand-over sheet is made."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog

from gate_terminal.application.fever_desk import CaseFile, case_files, sheet_of, take_step, write_sheet
from gate_terminal.application.paperwork import Office
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.fever_case import FeverStep, Outcome, StepDone, outcome_word, step_word
from gate_terminal.domain.moments import SITE_ZONE, site_moment
from gate_terminal.domain.temperature import NotATemperature, Temperature, read_temperature
from gate_terminal.domain.words import Language

from .desk_page import DeskPage
from .dialog_words import file_dialog
from .fever_pane import FeverPane
from .fever_words import FEVER_LABELS, FeverLabels
from .form import Choice, Errand, Field, Line
from .parts import Rows, column, label, table
from .premises import Premises
from .sheet_print import pdf_of_page, print_page
from .words import OfficeLabels

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtPrintSupport import QPrinter

_TOPIC = "fever"
_SHARES = (11, 11)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])")


class FeverPage(DeskPage):
    """Lists the open cases and records what was done, each step with its time."""

    TITLE: ClassVar = {Language.ZH: "发热个案", Language.EN: "Fever"}

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self._files: tuple[CaseFile, ...] = ()
        self._shown = ""
        spoken = premises.spoken
        self.closed_too = QCheckBox()
        self.closed_too.toggled.connect(lambda _on: self.look())
        spoken.says(self.closed_too.setText, lambda labels: _words(labels).closed_too)
        self.model = Rows(self)
        self.table = table(self.model, self._choose, (110, 84, 60), tall=True)
        self.note = label(role="dim")
        self.clinic = label(wraps=True)
        self.pane = FeverPane(premises, self)
        left = column(self.clinic, self.closed_too, self.table, self.note)
        self.setLayout(column(self.furnish(left, self.pane, _SHARES)))
        self.setFocusProxy(self.table)
        spoken.also(self._speak)

    def opened(self) -> None:
        """Take note that the page was opened: list the cases."""
        self.look()

    def locked(self) -> None:
        """Show nobody's case any more."""
        self.dismiss()
        self._shown = ""
        self._list(())

    def look(self) -> None:
        """List the cases."""
        closed_too = self.closed_too.isChecked()
        self._premises.look(_TOPIC, lambda office: case_files(office, closed_too=closed_too), self._list)

    def ask_step(self, file: CaseFile, step: FeverStep) -> None:
        """Ask when a step was taken, and what it needs besides."""
        now = site_moment(self._premises.clock.now())
        fields: list[Field] = [Line("when", lambda labels: _words(labels).when, f"{now:%Y-%m-%d %H:%M}")]
        if step is FeverStep.AXILLARY:
            hint: Callable[[OfficeLabels], str] = lambda labels: _words(labels).reading_hint  # noqa: E731 - for mypy
            fields.append(Line("reading", lambda labels: _words(labels).reading, hint=hint))
        if step is FeverStep.OUTCOME:
            choices = [(one, _outcome_words(one)) for one in Outcome]
            fields.append(Choice("outcome", lambda labels: _words(labels).outcome, choices))

        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who
            try:
                at = self._moment(values["when"])
                reading = _under_the_arm(values["reading"]) if "reading" in values else None
            except WrongUse as mistake:
                self._premises.failed(mistake)
                return
            done = StepDone(step, at, who, reading=reading, outcome=values.get("outcome"))
            self._premises.change(lambda office: take_step(office, file.case.uid, done), self._taken(done))

        self.ask(
            Errand(
                lambda labels: _words(labels).step_title.format(step=step_word(step, labels.language)),
                fields,
                submit,
                asks_why=False,
                action=lambda labels: _words(labels).record,
            )
        )

    def ask_sheet(self, file: CaseFile, *, printed: bool) -> None:
        """Ask whether the hand-over sheet is to show names, then where it goes."""

        def submit(values: dict[str, Any]) -> None:
            self.dismiss()
            (self._choose_printer if printed else self._choose_file)(file.case.uid, values["full"])

        fields: list[Field] = [
            Line(
                "full", lambda labels: _words(labels).full, hint=lambda labels: _words(labels).full_hint, optional=True
            )
        ]
        self.ask(
            Errand(
                lambda labels: _words(labels).sheet_title,
                fields,
                submit,
                note=lambda labels: _words(labels).sheet_note,
                asks_why=False,
                action=lambda labels: _words(labels).print if printed else _words(labels).save,
            )
        )

    def save_sheet(self, uid: str, path: Path, why: str) -> None:
        """Write the hand-over sheet as PDF, or as a page where the file's name ends in .html."""
        who = self._premises.who

        def write(office: Office) -> None:
            html = sheet_of(office, uid, who, why)
            as_page = path.suffix.lower() in {".html", ".htm"}
            write_sheet(path, html.encode() if as_page else pdf_of_page(html, uid))

        def done(_nothing: None) -> None:
            self._premises.good(_words(self._premises.labels).saved.format(path=path))

        self._premises.change(write, done)

    def print_sheet(self, uid: str, printer: QPrinter, why: str) -> None:
        """Send the hand-over sheet to a printer."""
        who = self._premises.who

        def done(sent: bool) -> None:
            labels = self._premises.labels
            if sent:
                self._premises.good(_words(labels).printed)
            else:
                self._premises.bad(labels.printer_refused)

        self._premises.change(lambda office: print_page(sheet_of(office, uid, who, why), printer), done)

    def _choose_file(self, uid: str, why: str) -> None:
        dialog = file_dialog(self, _words(self._premises.labels).save, self._premises.language, f"fever-{uid[-8:]}.pdf")
        dialog.setNameFilters(["PDF (*.pdf)", "HTML (*.html)"])
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(lambda name: self.save_sheet(uid, Path(name), why))
        dialog.open()

    def _choose_printer(self, uid: str, why: str) -> None:
        # Imported late: on Linux it needs a library that a gate without a printer may well lack.
        try:
            from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415
        except ImportError:
            self._premises.bad(self._premises.labels.no_printing)
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        dialog.accepted.connect(lambda: self.print_sheet(uid, printer, why))
        # Its own open() wants a slot by name.
        QDialog.open(dialog)

    def _taken(self, done: StepDone) -> Callable[[CaseFile], None]:
        def taken(file: CaseFile) -> None:
            self.dismiss()
            labels = self._premises.labels
            words, language = _words(labels), labels.language
            if done.outcome is None:
                self._premises.good(words.taken.format(step=step_word(done.step, language)))
            else:
                told = words.case_closed if done.outcome is Outcome.CLEARED else words.enter_isolation
                self._premises.good(told.format(outcome=outcome_word(done.outcome, language)))
            self.pane.show_case(file)
            self.look()

        return taken

    def _moment(self, text: str) -> datetime:
        """Return a moment as typed; of an hour and minute alone, the latest that is not to come."""
        now = site_moment(self._premises.clock.now())
        alone = _CLOCK.fullmatch(text.strip())
        if alone is not None:
            moment = now.replace(hour=int(alone[1]), minute=int(alone[2]), second=0, microsecond=0)
            return moment if moment <= now else moment - timedelta(days=1)
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            raise WrongUse(_words(self._premises.labels).when_wrong.format(text=text)) from None
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=SITE_ZONE)

    def _list(self, files: tuple[CaseFile, ...]) -> None:
        self._files = files
        self.model.show(tuple(file.masked() for file in files))
        self._speak(self._premises.labels)
        shown = next((file for file in files if file.case.uid == self._shown), None)
        if shown is not None or self.form is None:
            self.pane.show_case(shown)

    def _choose(self, file: CaseFile) -> None:
        self.dismiss()
        self._shown = file.case.uid
        self.pane.show_case(file)

    def _speak(self, labels: OfficeLabels) -> None:
        words = _words(labels)
        heads = (words.found, words.household, words.person, words.next_step)
        self.model.tell(heads, lambda file: _cells(file, labels))
        self.note.setText("" if self._files else words.none_open)
        fever = self._premises.settings.fever
        clinic = " ".join(part for part in (fever.clinic, fever.phone) if part)
        self.clinic.setText(words.referred.format(clinic=clinic) if clinic else words.nowhere)


def _words(labels: OfficeLabels) -> FeverLabels:
    return FEVER_LABELS[labels.language]


def _outcome_words(outcome: Outcome) -> Callable[[OfficeLabels], str]:
    return lambda labels: outcome_word(outcome, labels.language)


def _under_the_arm(text: str) -> Temperature:
    """Return the reading; everything that is typed here was taken under the arm, with or without the A before it."""
    typed = text.strip()
    try:
        return read_temperature(typed if typed[:1] in {"A", "a"} else f"A{typed}")
    except NotATemperature as mistake:
        raise WrongUse(str(mistake)) from mistake


def _cells(file: CaseFile, labels: OfficeLabels) -> tuple[str, ...]:
    case, step = file.case, file.case.next_step()
    then = "" if step is None else step_word(step, labels.language)
    if case.outcome is not None:
        then = _words(labels).closed.format(outcome=outcome_word(case.outcome, labels.language))
    return f"{site_moment(case.attempt.at):%m-%d %H:%M}", file.patient.address, file.patient.name, then
