"""The records: what happened at the gate, why it was answered so, voids, and movements with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from PySide6.QtWidgets import QComboBox, QLineEdit

from gate_terminal.application.paperwork import Office
from gate_terminal.application.records import (
    Record,
    Records,
    Which,
    Whom,
    Why,
    note_movements,
    note_revealed,
)
from gate_terminal.application.records_words import record_line
from gate_terminal.domain.counting import Count
from gate_terminal.domain.moments import civil_day, site_moment
from gate_terminal.domain.sentences import direction_word, verdict_word
from gate_terminal.domain.words import Direction, Language, Verdict

from .desk_page import DeskPage
from .form import Errand, Field, Line
from .parts import Rows, button, choice_of, column, fill_choices, label, line_edit, row, table
from .premises import Premises
from .record_pane import GATE_LABELS, RecordPane
from .records_words import RECORDS_LABELS, RecordsLabels
from .words import OfficeLabels

LISTED = 500
_LIST, _PANE = "records", "record"
_DAY_WIDTH = 112
_SHARES = (14, 10)


def records_of(office: Office) -> Records:
    """Return the reader of an office's records; names are looked up anew with each."""
    return Records(office.ledger, office.register)


class RecordsPage(DeskPage):
    """Lists records, masked; whose movements are meant is asked with a reason, and both are logged before."""

    TITLE: ClassVar = {Language.ZH: "记录", Language.EN: "Records"}

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self.whom: Whom | None = None
        self._listed: tuple[Record, ...] = ()
        spoken = premises.spoken
        self.first, self.last = self._day(), self._day()
        self.name = line_edit(self.look)
        self.name.setClearButtonEnabled(True)
        spoken.says(self.name.setPlaceholderText, lambda labels: _words(labels).name_hint)
        self.direction, self.verdict = QComboBox(), QComboBox()
        for box in (self.direction, self.verdict):
            box.currentIndexChanged.connect(lambda _index: self.look())
        self.movements = button(lambda: self.ask(self._ask_movements()))
        spoken.says(self.movements.setText, lambda labels: _words(labels).movements)
        self.banner, self.all_again = label(role="title"), button(self._all_again)
        spoken.says(self.all_again.setText, lambda labels: _words(labels).movements_end)
        self.model = Rows(self)
        self.table = table(self.model, self._choose, (50, 116, 58, 98, 80), tall=True)
        self.note = label(role="dim")
        head = []
        for text, field in ((lambda x: _words(x).first, self.first), (lambda x: _words(x).last, self.last)):
            name = label(role="name")
            spoken.says(name.setText, text)
            head += [name, field]
        days = row(*head, self.direction, 1)
        other = row(self.verdict, self.name, self.movements)
        other.setStretch(1, 1)
        movements = row(self.banner, self.all_again)
        movements.setStretch(0, 1)
        self.pane = RecordPane(premises, self)
        left = column(days, other, movements, self.table, self.note)
        self.setLayout(column(self.furnish(left, self.pane, _SHARES)))
        self.setFocusProxy(self.name)
        spoken.also(self._speak)
        premises.on_change(self.look_again)

    def _day(self) -> QLineEdit:
        made = line_edit(self.look)
        made.setFixedWidth(_DAY_WIDTH)
        self._premises.spoken.says(made.setPlaceholderText, lambda labels: _words(labels).any_day)
        made.editingFinished.connect(self.look)
        return made

    def opened(self) -> None:
        """Take note that the page was opened: list today's records, or what was looked for last."""
        if not self.first.text() and self.whom is None:
            self.first.setText(civil_day(self._premises.clock.now()).isoformat())
        self.look()

    def locked(self) -> None:
        """Show nobody's data and nobody's movements any more."""
        self.dismiss()
        self.whom = None
        for field in (self.first, self.last, self.name):
            field.clear()
        self._list(())
        self.pane.show_why(None)

    def look(self) -> None:
        """List the records that agree with what was entered."""
        days = self._days()
        if days is None or not self._premises.who:
            return
        which = Which(*days, choice_of(self.direction), choice_of(self.verdict), self.name.text(), self.whom)
        self._premises.look(_LIST, lambda office: records_of(office).latest(which.asked(), LISTED), self._list)

    def look_again(self) -> None:
        """Look once more: something was changed."""
        self.look()
        if self.pane.uid:
            self.show_record(self.pane.uid)

    def show_record(self, uid: str) -> None:
        """Show one record and why it was answered so, masked unless it was revealed."""

        def explained(office: Office) -> Why:
            records = records_of(office)
            return records.why(records.find(uid))

        self._premises.look(_PANE, explained, self.pane.show_why)

    def ask_void(self, why: Why) -> None:
        """Ask why a record is to be void, and say what goes with it."""
        passage = why.record.passage

        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who

            def void(office: Office) -> int:
                return len(office.ledger.void(passage.uid, who=who, why=values["why"], at=office.now()))

            self._premises.change(void, self._voided)

        def together(labels: OfficeLabels) -> str:
            lines = [f"№{one.passage.seq} · {record_line(one.masked(), labels.language)}" for one in why.together]
            return _words(labels).void_note.format(records="\n".join(lines))

        self.ask(
            Errand(
                lambda labels: _words(labels).void_title.format(number=passage.seq),
                [],
                submit,
                note=together,
                action=lambda labels: _words(labels).void,
            )
        )

    def ask_reveal(self, why: Why) -> None:
        """Ask why names are to be seen; it is logged before they are."""
        passage = why.record.passage

        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who

            def note(office: Office) -> None:
                note_revealed(office.ledger, passage.uid, who=who, why=values["why"], at=office.now())

            def noted(_nothing: None) -> None:
                self.dismiss()
                self.pane.reveal(passage.uid)

            self._premises.change(note, noted)

        self.ask(
            Errand(
                lambda labels: _words(labels).reveal_title,
                [],
                submit,
                action=lambda labels: _words(labels).reveal,
            )
        )

    def _ask_movements(self) -> Errand:
        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who

            def note(office: Office) -> Whom:
                whom = records_of(office).whom(values["household"], values["person"], values["vehicle"])
                note_movements(office.ledger, whom, who=who, why=values["why"], at=office.now())
                return whom

            self._premises.change(note, self._show_movements)

        fields: list[Field] = [
            Line("household", lambda labels: labels.address_or_serial, optional=True, hint=lambda _labels: "3-2-501"),
            Line("person", lambda labels: _words(labels).movements_person, optional=True),
            Line("vehicle", lambda labels: _words(labels).movements_vehicle, optional=True),
        ]
        return Errand(
            lambda labels: _words(labels).movements_title,
            fields,
            submit,
            note=lambda labels: _words(labels).movements_note,
            action=lambda labels: _words(labels).movements,
        )

    def _show_movements(self, whom: Whom) -> None:
        self.dismiss()
        # All days: the question is where somebody has been, not what happened today.
        self.whom = whom
        for field in (self.first, self.last, self.name):
            field.clear()
        self.pane.show_why(None)
        self._speak(self._premises.labels)
        self.look()

    def _all_again(self) -> None:
        self.whom = None
        self.first.setText(civil_day(self._premises.clock.now()).isoformat())
        self.pane.show_why(None)
        self._speak(self._premises.labels)
        self.look()

    def _voided(self, count: int) -> None:
        self.dismiss()
        self._premises.good(_words(self._premises.labels).voided.format(count=Count(count)))

    def _days(self) -> tuple[date | None, date | None] | None:
        days: list[date | None] = []
        for field in (self.first, self.last):
            text = field.text().strip()
            try:
                days.append(date.fromisoformat(text) if text else None)
            except ValueError:
                self._premises.bad(_words(self._premises.labels).day_wrong.format(text=text))
                return None
        return days[0], days[1]

    def _list(self, records: tuple[Record, ...]) -> None:
        if self.form is None and self.pane.uid not in {"", *(record.passage.uid for record in records)}:
            # What is explained beside the list is one of those that were looked for.
            self.pane.show_why(None)
        self._listed = records
        self.model.show(records)
        self._say_how_many(_words(self._premises.labels))

    def _choose(self, record: Record) -> None:
        self.dismiss()
        self.show_record(record.passage.uid)

    def _say_how_many(self, words: RecordsLabels) -> None:
        count = len(self._listed)
        text = words.shown_first if count == LISTED else words.shown if count else words.nothing
        self.note.setText(text.format(count=Count(count)))

    def _speak(self, labels: OfficeLabels) -> None:
        words = _words(labels)
        language = labels.language
        ways = [(each, direction_word(each, language)) for each in Direction]
        fill_choices(self.direction, [(None, words.any_direction), *ways])
        answers = [(each, verdict_word(each, language)) for each in Verdict if each is not Verdict.IGNORE]
        fill_choices(self.verdict, [(None, words.any_verdict), *answers])
        heads = (words.number, words.time, words.way, words.verdict, words.household, words.person)
        self.model.tell(heads, lambda record: _cells(record, labels))
        self._say_how_many(words)
        whom = self.whom
        self.banner.setVisible(whom is not None)
        self.all_again.setVisible(whom is not None)
        if whom is not None:
            self.banner.setText(words.movements_of.format(whom=whom.masked_label))


def _words(labels: OfficeLabels) -> RecordsLabels:
    return RECORDS_LABELS[labels.language]


def _cells(record: Record, labels: OfficeLabels) -> tuple[str, ...]:
    words, language, passage = _words(labels), labels.language, record.passage
    masked = record.masked()
    # Among many lines capitals only take room.
    verdict = verdict_word(passage.decision.verdict, language).capitalize()
    if passage.void is not None:
        verdict = words.void_mark.format(verdict=verdict)
    kind = GATE_LABELS[language].subjects[passage.attempt.subject]
    who = (kind, "") if record.names_nobody else (masked.household, masked.person)
    return (
        str(passage.seq),
        f"{site_moment(passage.attempt.at):%m-%d %H:%M}",
        direction_word(passage.attempt.direction, language),
        verdict,
        *who,
    )
