"""Imports: choose a roster, look at what it would do row by row, then carry it out or leave it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar, overload

from PySide6.QtWidgets import QButtonGroup, QFileDialog, QPushButton

from gate_terminal.application.paperwork import (
    Advice,
    Change,
    Entry,
    ImportPlan,
    Office,
    Refusal,
    Remark,
)
from gate_terminal.domain.counting import Count
from gate_terminal.domain.faults import WorldFault
from gate_terminal.domain.masking import mask_phone
from gate_terminal.domain.words import Language

from .clerk import Course
from .dialog_words import file_dialog
from .page import Page
from .parts import Rows, button, column, label, row, table
from .premises import Premises
from .words import Lines, OfficeLabels, listing

_LARGE = 20_000
"""So many rows hold the file longer than a gate likes to wait."""
_STAY = 500
"""So many of the refused rows stay on the page after an import: nobody mends more without choosing the roster again."""


_Row = tuple[Lines, Entry | Change | Remark[Refusal] | Remark[Advice]]


class _Rows(Sequence[_Row]):
    """The rows of a plan of some kinds, one kind after the other; each is made when it is looked at."""

    def __init__(self, kinds: Mapping[Lines, Sequence[Any]]) -> None:
        self._kinds = kinds

    def __len__(self) -> int:
        return sum(map(len, self._kinds.values()))

    @overload
    def __getitem__(self, place: int) -> _Row: ...

    @overload
    def __getitem__(self, place: slice) -> list[_Row]: ...

    def __getitem__(self, place: int | slice) -> _Row | list[_Row]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        number = range(len(self))[place]
        for kind, rows in self._kinds.items():
            if number < len(rows):
                return kind, rows[number]
            number -= len(rows)
        raise IndexError(place)  # pragma: no cover - the range knows


class _Preview:
    """The plan of an import as rows of a table, and what is said of it; made in the clerk's thread."""

    def __init__(self, plan: ImportPlan) -> None:
        # What needs somebody's eye stands first.
        kinds: dict[Lines, Sequence[Any]] = {
            Lines.REFUSED: plan.refused,
            Lines.ADVICE: plan.advice,
            Lines.CHANGED: plan.changed,
            Lines.ADDED: plan.added,
        }
        self.plan = plan
        self.steps = plan.steps
        self.lines = {kind: _Rows({kind: rows}) for kind, rows in kinds.items()} | {Lines.ALL: _Rows(kinds)}
        self.counts = {kind: len(rows) for kind, rows in self.lines.items()}

    def rest(self) -> _Preview | None:
        """Return what is left to be mended in the roster once the plan was carried out, None where nothing is."""
        refused = self.plan.refused[:_STAY]
        left = replace(self.plan, added=[], changed=[], unchanged=0, refused=refused, advice=[])
        return _Preview(left) if refused else None


class ImportPage(Page):
    """Nothing is written before somebody has seen what would be, and nothing is left half-done."""

    TITLE: ClassVar = {Language.ZH: "导入", Language.EN: "Import"}

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self._preview: _Preview | None = None
        self._path: Path | None = None
        self._narrowed = Lines.ALL
        spoken = premises.spoken
        self.choose = button(self._choose_file)
        spoken.says(self.choose.setText, lambda labels: labels.choose_file)
        self.file = label(wraps=True)
        self.carry_out = button(self._carry_out, "main")
        spoken.says(self.carry_out.setText, lambda labels: labels.carry_out)
        intro = label(role="dim", wraps=True)
        spoken.says(intro.setText, lambda labels: labels.import_intro)
        self.narrow: dict[Lines, QPushButton] = {}
        group = QButtonGroup(self)
        for kind in Lines:
            made = button(lambda kind=kind: self._narrow(kind), "narrow")  # type: ignore[misc]  # bound by default
            made.setCheckable(True)
            group.addButton(made)
            self.narrow[kind] = made
        self.narrow[Lines.ALL].setChecked(True)
        self.rest = label(role="dim")
        self.model = Rows(self)
        self.table = table(self.model, None, (90, 70, 170), tall=True)
        self.note = label(role="dim", wraps=True)
        top = row(self.choose, self.file, self.carry_out)
        top.setStretch(1, 1)
        kinds = row(*self.narrow.values(), self.rest, 1)
        self.setLayout(column(intro, top, kinds, self.table, self.note, spacing=10))
        self.setFocusProxy(self.choose)
        spoken.also(self._speak)

    def locked(self) -> None:
        """Forget the preview: it names people."""
        self._forget()

    def look_at(self, path: Path) -> None:
        """Read a roster and show what importing it would do."""

        def plan(office: Office, course: Course) -> tuple[Path, _Preview]:
            try:
                preview = _Preview(office.plan_import(path, course.stopped))
            except WorldFault:
                # Where somebody stopped it, that is why it could not be read.
                course.stop_here()
                raise
            course.stop_here()
            return path, preview

        self._forget()
        self._premises.long_work(
            lambda labels: labels.looking_at_file.format(name=path.name), plan, self._show, changes=False
        )

    def _choose_file(self) -> None:
        dialog = file_dialog(self, self._premises.labels.choose_file, self._premises.language)
        dialog.setNameFilter(self._premises.labels.file_kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.look_at(Path(name)))
        dialog.open()

    def _show(self, looked_at: tuple[Path, _Preview]) -> None:
        self._path, self._preview = looked_at
        self._premises.bar.hide()
        self._speak(self._premises.labels)
        if self._preview.steps:
            self.carry_out.setFocus()

    def _forget(self) -> None:
        preview = self._preview
        self._path = self._preview = None
        self._speak(self._premises.labels)
        if preview is not None:
            self._premises.put_away(preview.plan.let_go)

    def _narrow(self, kind: Lines) -> None:
        self._narrowed = kind
        self.model.show(self._preview.lines[kind] if self._preview else ())

    def _carry_out(self) -> None:
        preview = self._preview
        if preview is None:
            return
        who = self._premises.who

        def carry_out(office: Office, course: Course) -> bool:
            return office.carry_out(preview.plan, who, course.report, course.stopped)

        def done(written: bool) -> None:
            labels, counts = self._premises.labels, preview.counts
            if not written:
                self._premises.bad(labels.nothing_written)
                return
            self._premises.good(
                labels.imported.format(
                    added=counts[Lines.ADDED], changed=counts[Lines.CHANGED], refused=Count(counts[Lines.REFUSED])
                )
            )
            path, rest = self._path, preview.rest()
            self._forget()
            if rest is not None:
                self._path, self._preview = path, rest
                self._speak(labels)

        self._premises.long_work(lambda labels: labels.importing, carry_out, done)

    def _speak(self, labels: OfficeLabels) -> None:
        preview = self._preview
        self.file.setText(self._path.name if self._path else "")
        for kind, made in self.narrow.items():
            count = f" {preview.counts[kind]}" if preview else ""
            made.setText(f"{labels.lines[kind]}{count}")
        self.rest.setText(labels.lines_unchanged.format(count=preview.plan.unchanged) if preview else "")
        self.carry_out.setEnabled(preview is not None and preview.steps > 0)
        self.note.setText("\n".join(_notes(preview, labels)) if preview else "")
        heads = (labels.line_kind, labels.line_row, labels.line_where, labels.line_what)
        self.model.tell(heads, lambda line: (labels.lines[line[0]], *_cells(line[1], labels)))
        self._narrow(self._narrowed)


def _notes(preview: _Preview, labels: OfficeLabels) -> list[str]:
    notes = []
    if preview.plan.columns_not_kept:
        notes.append(labels.not_kept.format(columns=listing(preview.plan.columns_not_kept, labels.language)))
    if preview.steps > _LARGE:
        notes.append(labels.large_import)
    if not preview.steps:
        is_rest = preview.counts[Lines.REFUSED] and not preview.plan.unchanged
        notes.append(labels.mend_refused if is_rest else labels.nothing_to_import)
    return notes


def _cells(line: Entry | Change | Remark[Refusal] | Remark[Advice], labels: OfficeLabels) -> tuple[str, str, str]:
    match line:
        case Entry():
            phone = mask_phone(line.phone or "") or labels.none
            told = labels.will_add.format(members=Count(len(line.members or ())), phone=phone)
            return str(line.row), line.address.text, told
        case Change():
            columns = listing((labels.columns[column] for column in line.columns), labels.language)
            return str(line.entry.row), line.entry.address.text, labels.will_change.format(columns=columns)
        case Remark(kind=Refusal() as refusal):
            return str(line.row), line.column, labels.refusals[refusal].replace("{detail}", line.detail)
        case Remark(kind=Advice() as advice):
            return str(line.row), line.column, labels.advice[advice].replace("{detail}", line.detail)
        case _:
            raise TypeError(line)
