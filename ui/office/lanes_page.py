"""A zone's lanes: who is on today's roster, who may come after hours, and which companies have resumed work."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtWidgets import QButtonGroup, QFileDialog, QPushButton

from gate_terminal.application.office import Office
from gate_terminal.application.zone_desk import (
    CompanyRecord,
    DayRoster,
    PermitRecord,
    RosterCounts,
    StaffRoster,
    companies_of,
    day_roster,
    give_permit,
    permits_of,
    plan_roster,
    take_roster,
    tell_companies,
    withdraw_permit,
)
from gate_terminal.domain.counting import Count
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.masking import mask_name
from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.words import Company, Language, Site

from .changes import parted
from .clerk import Course
from .desk_page import WidePage
from .dialog_words import file_dialog
from .form import Errand, Line
from .lanes_rows import cells_of, moment_written, period_of
from .lanes_words import LANES_EN, LANES_WORDS, LANES_ZH, Book, LanesWords
from .parts import Rows, Text, button, column, label, line_edit, row, table
from .premises import Premises
from .words import OfficeLabels

_LISTED = 500
_ZONE = {Site.ZONE_TRUCK, Site.ZONE_ADMIN, Site.ZONE_SERVICE}
_TOPIC = "lanes"
_OF_A_PLAN = (54, 82, 290, 80)
_WIDTHS = {Book.ROSTER: (130, 230), Book.PERMITS: (90, 230, 90, 120), Book.COMPANIES: (280,)}
"""Pixels of the columns; the last one takes what is left."""


def _says(text: Callable[[LanesWords], str]) -> Text:
    return lambda labels: text(LANES_WORDS[labels.language])


def _bare(text: Callable[[LanesWords], str]) -> Text:
    """Return the words of a button as the title of what it opens."""
    return lambda labels: text(LANES_WORDS[labels.language]).rstrip("…")


class LanesPage(WidePage):
    """One of three books at a time in the table; what changes one asks why, beside it."""

    TITLE: ClassVar = {Language.ZH: LANES_ZH.title, Language.EN: LANES_EN.title}

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self.book = Book.ROSTER
        self.plan: StaffRoster | None = None
        """A roster that is being looked at before it is imported."""
        self._file = ""
        self._found = DayRoster((), 0)
        spoken = premises.spoken
        self.books: dict[Book, QPushButton] = {}
        group = QButtonGroup(self)
        for book in Book:
            made = button(self._opener(book), "narrow")
            made.setCheckable(True)
            group.addButton(made)
            spoken.says(made.setText, _book_name(book))
            self.books[book] = made
        self.books[self.book].setChecked(True)
        self.search = line_edit(self.look)
        self.search.textEdited.connect(lambda _text: self.look())
        spoken.says(self.search.setPlaceholderText, _says(lambda words: words.search))
        actions: list[tuple[str, Book, Text, Callable[[], object]]] = [
            ("import", Book.ROSTER, _says(lambda words: words.import_roster), self._choose_file),
            ("give", Book.PERMITS, _says(lambda words: words.give), lambda: self.ask(self._give())),
            ("withdraw", Book.PERMITS, _says(lambda words: words.withdraw), self._withdraw),
            (
                "resumed",
                Book.COMPANIES,
                _says(lambda words: words.resumed),
                lambda: self.ask(self._tell(Company.RESUMED)),
            ),
            (
                "not_resumed",
                Book.COMPANIES,
                _says(lambda words: words.not_resumed),
                lambda: self.ask(self._tell(Company.NOT_RESUMED)),
            ),
        ]
        self.buttons: dict[str, QPushButton] = {}
        self._of_book = {key: book for key, book, _, _ in actions}
        for key, _, text, pressed in actions:
            made = button(pressed)
            spoken.says(made.setText, text)
            self.buttons[key] = made
        self.count = label(role="dim", wraps=True)
        self.model = Rows(self)
        self._widths = [*_WIDTHS[self.book]]
        self.table = table(self.model, None, self._widths)
        doing = row(self.search, *self.buttons.values(), 1)
        doing.setStretch(0, 1000)
        self.setLayout(self.furnish(column(row(*self.books.values(), 1), doing, self.table, self.count, spacing=10)))
        self.setFocusProxy(self.search)
        spoken.also(self._speak)
        premises.on_change(self.look)

    @classmethod
    def belongs(cls, site: Site) -> bool:
        """Only a zone has lanes."""
        return site in _ZONE

    def opened(self) -> None:
        """Take note that the page was opened: look what there is."""
        self.look()

    def locked(self) -> None:
        """Show nobody's name any more."""
        self.put_form_away()
        self.plan = None
        self.search.clear()
        self._found = DayRoster((), 0)
        self.book = Book.ROSTER
        self.books[self.book].setChecked(True)
        self.model.show(())
        self._speak(self._premises.labels)
        self.count.clear()

    def look(self) -> None:
        """Look up the book that is open; a roster that is being looked at stays."""
        if self.plan is not None:
            return
        typed, book = self.search.text(), self.book

        def read(office: Office) -> tuple[DayRoster, list[PermitRecord] | list[CompanyRecord]]:
            if book is Book.ROSTER:
                return day_roster(office, typed, _LISTED), []
            return DayRoster((), 0), permits_of(office) if book is Book.PERMITS else companies_of(office)

        self._premises.look(_TOPIC, read, self._show)

    def open_book(self, book: Book) -> None:
        """Show another book."""
        self.dismiss()
        self.book = book
        self.books[book].setChecked(True)
        self.model.show(())
        self._speak(self._premises.labels)
        self.look()

    def look_at(self, path: Path) -> None:
        """Read a roster and show what importing it would do; nothing is written."""
        self.open_book(Book.ROSTER)

        def plan(office: Office, _course: Course) -> StaffRoster:
            return plan_roster(office, path)

        title = _says(lambda words: words.reading.format(name=path.name))
        self._premises.long_work(title, plan, lambda plan: self._show_plan(plan, path.name), changes=False)

    def dismiss(self) -> None:
        """Put the form away, and the roster that was looked at."""
        self.put_form_away()
        if self.plan is not None:
            self.plan = None
            self.model.show(())
            self._speak(self._premises.labels)
            self.look()

    def _opener(self, book: Book) -> Callable[[], None]:
        return lambda: self.open_book(book)

    @property
    def _words(self) -> LanesWords:
        return LANES_WORDS[self._premises.language]

    # Shown

    def _show(self, found: tuple[DayRoster, list[PermitRecord] | list[CompanyRecord]]) -> None:
        if self.plan is not None:
            return
        self._found, others = found
        self.model.show(self._found.members if self.book is Book.ROSTER else others)
        self._speak(self._premises.labels)

    def _show_plan(self, plan: StaffRoster, name: str) -> None:
        self._premises.bar.hide()
        if not plan.entries and not plan.refused:
            self._premises.bad(self._words.nothing)
            return
        self.plan, self._file = plan, name
        # What needs somebody's eye stands first.
        self.model.show((*plan.refused, *plan.entries))
        self._speak(self._premises.labels)
        if plan.entries:
            self.ask(self._take(plan))

    def _speak(self, labels: OfficeLabels) -> None:
        words = LANES_WORDS[labels.language]
        for key, made in self.buttons.items():
            made.setVisible(self._of_book[key] is self.book)
        self.search.setVisible(self.book is Book.ROSTER)
        # What is not there now can take no focus, and it would go astray.
        self.setFocusProxy(self.search if self.book is Book.ROSTER else self.books[self.book])
        now = self._premises.clock.now()
        self._widths[:] = _WIDTHS[self.book] if self.plan is None else _OF_A_PLAN
        if self.plan is not None:
            heads: tuple[str, ...] = (words.row, words.state, words.days, words.name, words.company)
            self.count.setText(
                words.preview.format(
                    name=self._file, taken=Count(len(self.plan.entries)), refused=len(self.plan.refused)
                )
            )
        elif self.book is Book.ROSTER:
            heads = (words.name, words.company, words.phone)
            present = self._found.present
            self.count.setText(words.present.format(count=present) if present else words.nobody)
        elif self.book is Book.PERMITS:
            heads = (words.name, words.period, words.state, words.company, words.by)
            self.count.setText(words.permits_note)
        else:
            heads = (words.company, words.state)
            self.count.setText(words.companies_note)
        self.model.tell(heads, lambda line: cells_of(line, words, now))
        if self.form is not None:
            self.form.spoken.speak(labels)

    # Errands

    def _choose_file(self) -> None:
        dialog = file_dialog(self, self._words.import_roster, self._premises.language)
        dialog.setNameFilter(self._words.file_kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.look_at(Path(name)))
        dialog.open()

    def _take(self, plan: StaffRoster) -> Errand:
        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who

            def take(office: Office, course: Course) -> RosterCounts:
                return take_roster(office, plan, who, values["why"], course.report)

            def done(counts: RosterCounts) -> None:
                self.dismiss()
                self._premises.good(
                    self._words.imported.format(
                        people=Count(counts.people), days=Count(counts.days), known=counts.known
                    )
                )

            self._premises.long_work(_says(lambda words: words.taking), take, done)

        taken, refused = len(plan.entries), len(plan.refused)
        note = _says(lambda words: words.carry_out_note.format(taken=Count(taken), refused=Count(refused)))
        return Errand(_says(lambda words: words.carry_out), [], submit, note)

    def _give(self) -> Errand:
        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who
            try:
                period = (moment_written(values["begin"]), moment_written(values["end"]))
            except WrongUse as mistake:
                self._premises.failed(mistake)
                return

            def done(given: PermitRecord) -> None:
                self.dismiss()
                self._premises.good(self._words.given.format(name=mask_name(given.member.name)))

            self._premises.change(
                lambda office: give_permit(office, values["name"], values["company"], period, who, values["why"]), done
            )

        today = civil_day(self._premises.clock.now())
        fields = [
            Line("name", _says(lambda words: words.name)),
            Line("company", _says(lambda words: words.company), optional=True),
            Line("begin", _says(lambda words: words.begin), f"{today} 18:00", lambda _labels: "2020-02-10 18:00"),
            Line("end", _says(lambda words: words.end), f"{today} 22:00", lambda _labels: "2020-02-10 22:00"),
        ]
        return Errand(_bare(lambda words: words.give), fields, submit, _says(lambda words: words.give_note))

    def _withdraw(self) -> None:
        chosen = self.table.selectionModel().selectedRows()
        if not chosen:
            self._premises.bad(self._words.choose_permit)
            return
        record = self.model.at(chosen[0].row())

        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who

            def done(_nothing: None) -> None:
                self.dismiss()
                self._premises.good(self._words.withdrawn)

            self._premises.change(lambda office: withdraw_permit(office, record.number, who, values["why"]), done)

        note = f"{mask_name(record.member.name)} · {period_of(record)}"
        self.ask(Errand(_bare(lambda words: words.withdraw), [], submit, lambda _labels: note))

    def _tell(self, state: Company) -> Errand:
        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who

            def done(count: int) -> None:
                self.dismiss()
                self._premises.good(self._words.told.format(count=count, state=self._words.states[state]))

            names = parted(values["names"])
            self._premises.change(lambda office: tell_companies(office, tuple(names), state, who, values["why"]), done)

        chosen = [self.model.at(index.row()).name for index in self.table.selectionModel().selectedRows()]
        names = Line("names", _says(lambda words: words.names), ";".join(chosen), _says(lambda words: words.names_hint))
        title = _bare(lambda words: words.resumed if state is Company.RESUMED else words.not_resumed)
        return Errand(title, [names], submit)


def _book_name(book: Book) -> Text:
    return _says(lambda words: words.books[book])
