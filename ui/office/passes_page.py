"""Passes: who has which, issue what is missing, cancel, replace, and passes for visitors and workers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from gate_terminal.application.paperwork import (
    Office,
    PassFilter,
    issue_in_parts,
    issue_to_guest,
    issue_to_one,
    listed_passes,
    replace_pass,
)
from gate_terminal.domain.counting import Count
from gate_terminal.domain.people import PassKind, PassRecord, PassStatus
from gate_terminal.domain.words import Language

from .clerk import Course
from .desk_page import WidePage
from .form import Choice, Day, Errand, Field, Line
from .parts import Rows, Text, button, choice_of, column, fill_choices, label, line_edit, row, selected, table
from .premises import Premises
from .words import OfficeLabels

LISTED = 500
_TOPIC = "passes"
_GUEST_KINDS = (PassKind.VISITOR, PassKind.STAFF, PassKind.TEMPORARY)
_ENDS = tuple(status for status in PassStatus if status is not PassStatus.ACTIVE)
_REPLACED_AS = (PassStatus.LOST, PassStatus.STOLEN, PassStatus.SUPERSEDED)


class PassesPage(WidePage):
    """Lists issued passes and changes what becomes of them; what was issued can be printed at once."""

    TITLE: ClassVar = {Language.ZH: "出入证", Language.EN: "Passes"}

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        self._chosen: PassRecord | None = None
        self._today: date | None = None
        spoken = premises.spoken
        self.filter = line_edit()
        self.filter.setClearButtonEnabled(True)
        self.filter.textEdited.connect(lambda _text: self.look())
        spoken.says(self.filter.setPlaceholderText, lambda labels: labels.passes_hint)
        self.status, self.kind = QComboBox(), QComboBox()
        for box in (self.status, self.kind):
            box.currentIndexChanged.connect(lambda _index: self.look())
        spoken.also(self._speak)
        self.model = Rows(self)
        self.table = table(self.model, self._choose, (140, 130, 100, 120, 110), many=True)
        self.print = button(self._print)
        spoken.says(self.print.setText, lambda labels: labels.print_selected)
        self.note = label(role="dim")
        actions: list[tuple[str, Text, Callable[[], Errand]]] = [
            ("missing", lambda labels: labels.issue_missing, self._issue_missing),
            ("one", lambda labels: labels.issue_one, self._issue_one),
            ("replace", lambda labels: labels.replace, self._replace),
            ("revoke", lambda labels: labels.revoke, self._revoke),
            ("temporary", lambda labels: labels.temporary, self._temporary),
        ]
        self.buttons: dict[str, QPushButton] = {}
        for key, text, errand in actions:
            made = button(self._asks(errand), "" if self.buttons else "main")
            spoken.says(made.setText, text)
            self.buttons[key] = made
        self._actions = QWidget()
        self._actions.setLayout(row(*self.buttons.values(), 1))
        filters = row(self.filter, self.status, self.kind, self.print)
        filters.setStretch(0, 1)
        left = column(self._actions, filters, self.table, self.note, spacing=10)
        self.setLayout(self.furnish(left, self._actions, self.print))
        self.setFocusProxy(self.filter)
        premises.on_change(self.look)

    def _asks(self, errand: Callable[[], Errand]) -> Callable[[], None]:
        return lambda: self.ask(errand())

    def opened(self) -> None:
        """Take note that the page was opened: list the passes."""
        self.look()

    def locked(self) -> None:
        """Put away the list and what somebody was about to do."""
        self.dismiss()
        self.filter.clear()
        self.model.show(())

    def look(self) -> None:
        """List the passes that agree with what was typed and chosen."""
        wanted = PassFilter(self.filter.text(), choice_of(self.status), choice_of(self.kind))
        self._premises.look(_TOPIC, lambda office: (listed_passes(office, wanted, LISTED), office.today), self._show)

    def _show(self, listed: tuple[tuple[PassRecord, ...], date]) -> None:
        records, self._today = listed
        self._chosen = None
        self.model.show(records)
        first = len(records) == LISTED
        self.note.setText(self._premises.labels.passes_first.format(count=LISTED) if first else "")

    def _choose(self, record: PassRecord) -> None:
        self._chosen = record

    def _print(self) -> None:
        """Take the cards of the passes that are selected to the page where cards are looked at and printed."""
        records = [record for record in selected(self.table, self.model) if record.status is PassStatus.ACTIVE]
        if records:
            self._premises.print_cards([record.serial for record in records])
        else:
            self._premises.bad(self._premises.labels.none_selected)

    def _speak(self, labels: OfficeLabels) -> None:
        fill_choices(self.status, [(None, labels.any_status), *((one, labels.statuses[one]) for one in PassStatus)])
        fill_choices(self.kind, [(None, labels.any_kind), *((one, labels.kinds[one]) for one in PassKind)])
        heads = (labels.serial, labels.address, labels.kind, labels.until, labels.status, labels.issued)
        self.model.tell(heads, lambda record: self._cells(record, labels))
        if self.form is not None:
            self.form.spoken.speak(labels)

    def _cells(self, record: PassRecord, labels: OfficeLabels) -> tuple[str, ...]:
        status = labels.statuses[record.status]
        if record.status is PassStatus.ACTIVE and self._today is not None and record.valid_until < self._today:
            status = labels.expired
        issued = f"{record.issued_at:%Y-%m-%d %H:%M} {record.issued_by}"
        kind = labels.kinds[record.kind]
        return record.serial, record.address, kind, record.valid_until.isoformat(), status, issued

    def _serial_line(self) -> Line:
        chosen = "" if self._chosen is None else self._chosen.serial
        return Line("serial", lambda labels: labels.serial, chosen, lambda _labels: "B8E0-ZZQ7-Z")

    def _issued(self, record: PassRecord, text: Text) -> None:
        self.dismiss()
        self._premises.good(
            text(self._premises.labels).format(serial=record.serial, address=record.address), [record.serial]
        )

    def _issue_missing(self) -> Errand:
        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who

            def issue(office: Office, course: Course) -> tuple[list[str], bool]:
                serials = issue_in_parts(
                    office, who, until=values["until"], progress=course.report, cancelled=course.stopped
                )
                return serials, course.stopped()

            self.dismiss()
            self._premises.long_work(lambda labels: labels.issuing, issue, self._issued_many)

        fields: list[Field] = [Day("until", lambda labels: labels.until, hint=lambda labels: labels.until_hint)]
        note: Text = lambda labels: labels.issue_missing_note  # noqa: E731 - typed for mypy
        return Errand(lambda labels: labels.issue_missing, fields, submit, note, asks_why=False)

    def _issued_many(self, issued: tuple[list[str], bool]) -> None:
        serials, stopped = issued
        labels = self._premises.labels
        if stopped:
            self._premises.good(labels.issued_part.format(count=Count(len(serials))), serials)
        elif serials:
            self._premises.good(labels.issued_many.format(count=Count(len(serials))), serials)
        else:
            self._premises.good(labels.issued_none)

    def _issue_one(self) -> Errand:
        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who
            self._premises.change(
                lambda office: issue_to_one(office, values["address"], who, values["until"]),
                lambda record: self._issued(record, lambda labels: labels.issued_one),
            )

        address = "" if self._chosen is None else self._chosen.address
        fields: list[Field] = [
            Line("address", lambda labels: labels.address_or_serial, address),
            Day("until", lambda labels: labels.until, hint=lambda labels: labels.until_hint),
        ]
        return Errand(
            lambda labels: labels.issue_one,
            fields,
            submit,
            lambda labels: labels.replace_note,
            asks_why=False,
            action=lambda labels: labels.issue_pass,
        )

    def _revoke(self) -> Errand:
        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who

            def done(record: PassRecord) -> None:
                self.dismiss()
                labels = self._premises.labels
                status = labels.statuses[record.status]
                told = labels.revoked_done.format(serial=record.serial, address=record.address, status=status)
                self._premises.good(told)

            self._premises.change(
                lambda office: office.revoke(values["serial"], values["status"], who, values["why"]), done
            )

        fields: list[Field] = [self._serial_line(), _reason(_ENDS)]
        return Errand(lambda labels: labels.revoke, fields, submit)

    def _replace(self) -> Errand:
        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who
            self._premises.change(
                lambda office: replace_pass(office, values["serial"], values["status"], who, values["why"]),
                lambda record: self._issued(record, lambda labels: labels.replaced_done),
            )

        fields: list[Field] = [self._serial_line(), _reason(_REPLACED_AS)]
        return Errand(lambda labels: labels.replace, fields, submit, lambda labels: labels.replace_note)

    def _temporary(self) -> Errand:
        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who
            self._premises.change(
                lambda office: issue_to_guest(
                    office, values["name"], values["address"], who, values["kind"], values["until"]
                ),
                lambda record: self._issued(record, lambda labels: labels.issued_one),
            )

        kinds: list[tuple[Any, Text]] = [(kind, _kind_words(kind)) for kind in _GUEST_KINDS]
        fields: list[Field] = [
            Line("name", lambda labels: labels.guest_name),
            Line("address", lambda labels: labels.address),
            Choice("kind", lambda labels: labels.kind, kinds),
            Day("until", lambda labels: labels.until, self._today),
        ]
        note: Text = lambda labels: labels.temporary_note  # noqa: E731 - typed for mypy
        return Errand(
            lambda labels: labels.temporary,
            fields,
            submit,
            note,
            asks_why=False,
            action=lambda labels: labels.issue_pass,
        )


def _reason(statuses: tuple[PassStatus, ...]) -> Choice:
    return Choice("status", lambda labels: labels.revoke_why, [(one, _status_words(one)) for one in statuses])


def _status_words(status: PassStatus) -> Text:
    return lambda labels: labels.statuses[status]


def _kind_words(kind: PassKind) -> Text:
    return lambda labels: labels.kinds[kind]
