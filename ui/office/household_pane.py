"""One household as the office sees it: who lives there, its passes, its log, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QWidget

from gate_terminal.application.paperwork import Dossier, LogLine
from gate_terminal.domain.masking import mask_name, mask_phone
from gate_terminal.domain.moments import civil_day, site_moment
from gate_terminal.domain.people import HouseholdSheet, PassRecord, PassStatus, WatchEntry

from .changes import Changes
from .parts import Text, button, column, label, row
from .premises import Premises
from .words import OfficeLabels

if TYPE_CHECKING:
    from datetime import datetime

    from .form import Errand
    from .register_page import RegisterPage

_LOG_LINES = 30


class HouseholdPane(QFrame):
    """Shows a :class:`Dossier`; masked until it is revealed, and masked again with the next household."""

    def __init__(self, premises: Premises, page: RegisterPage) -> None:
        super().__init__()
        self.setObjectName("panel")
        self._premises = premises
        self._page = page
        self._known: Dossier | None = None
        self.revealed = False
        changes = Changes(premises, page)
        self._changes = changes
        self.address = label(role="address", wraps=True)
        self.reveal = button(self._reveal_or_mask)
        self._body = QWidget()
        self._body.setObjectName("sheet")
        area = QScrollArea()
        area.setObjectName("inside")
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._body)
        self._area = area
        self.buttons: dict[str, QPushButton] = {}
        actions: list[tuple[str, Text, Callable[[Dossier], Errand]]] = [
            ("edit", lambda labels: labels.edit, lambda known: changes.edit(known, revealed=self.revealed)),
            ("issue", lambda labels: labels.issue_pass, changes.issue),
            ("move_out", lambda labels: labels.move_out, changes.move_out),
            ("split", lambda labels: labels.split, lambda known: changes.split(known, revealed=self.revealed)),
            ("join", lambda labels: labels.join, changes.join),
            ("watch", lambda labels: labels.watch, lambda known: changes.watch(known, revealed=self.revealed)),
            ("release", lambda labels: labels.release, lambda known: changes.release(known, revealed=self.revealed)),
        ]
        grid = QGridLayout()
        grid.setSpacing(8)
        for place, (key, text, errand) in enumerate(actions):
            made = button(self._asks(errand))
            premises.spoken.says(made.setText, text)
            self.buttons[key] = made
            grid.addWidget(made, place // 4, place % 4)
        head = row(self.address, self.reveal)
        head.setStretch(0, 1)
        self.setLayout(column(head, area, grid, spacing=10, margins=16))
        premises.spoken.also(self._draw)

    def cover(self) -> None:
        """Show personal data masked from now on."""
        self.revealed = False

    def show_dossier(self, known: Dossier | None) -> None:
        """Show what is known of a household."""
        self._known = known
        self._draw(self._premises.labels)

    def _asks(self, errand: Callable[[Dossier], Errand]) -> Callable[[], None]:
        def ask() -> None:
            if self._known is not None:
                self._page.ask(errand(self._known))

        return ask

    def _reveal_or_mask(self) -> None:
        known = self._known
        if known is None:
            return
        if self.revealed:
            self.cover()
            self._draw(self._premises.labels)
            return

        def reveal(household: str) -> None:
            # Somebody may have chosen another household while the reason was being written down.
            if self._known is not None and self._known.sheet.household.id == household:
                self.revealed = True
                self._draw(self._premises.labels)

        self._page.ask(self._changes.reveal(known, reveal))

    def _draw(self, labels: OfficeLabels) -> None:
        known = self._known
        present = known is not None and known.sheet.moved_out_at is None
        for key, made in self.buttons.items():
            made.setEnabled(present and (key != "release" or bool(known and known.watches)))
        self.reveal.setVisible(known is not None)
        self.reveal.setText(labels.hide if self.revealed else labels.reveal)
        body = QWidget()
        body.setObjectName("sheet")
        if known is None:
            self.address.setText("")
            body.setLayout(column(label(labels.choose_household, "dim"), 1))
        else:
            self.address.setText(known.sheet.household.address)
            body.setLayout(self._content(known, labels))
        place = self._area.verticalScrollBar().value()
        self._area.setWidget(body)
        self._area.verticalScrollBar().setValue(place)

    def _content(self, known: Dossier, labels: OfficeLabels) -> QGridLayout:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        lines = [*self._facts(known.sheet, labels), *self._records(known, labels)]
        for number, (name, text) in enumerate(lines):
            head, value = label(name, "name"), label(text or labels.none, wraps=True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(head, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, number, 1)
        grid.setRowStretch(len(lines), 1)
        return grid

    def _facts(self, sheet: HouseholdSheet, labels: OfficeLabels) -> list[tuple[str, str]]:
        household = sheet.household
        number = str if self.revealed else mask_phone
        name = str if self.revealed else mask_name
        names = [
            labels.renter.format(name=name(person.name)) if person.id in sheet.renters else name(person.name)
            for person in household.members
        ]
        phone = number(household.phone)
        if sheet.phone_doubtful:
            phone = labels.phone_doubtful.format(phone=phone)
        facts = [
            (labels.members, "、".join(names)),
            (labels.phone, phone),
            (labels.grid, household.grid),
            (labels.landlord, name(sheet.landlord)),
            (labels.utility_account, number(sheet.utility_account)),
        ]
        if sheet.moved_out_at is not None:
            facts.insert(0, (labels.status, labels.moved_out.format(day=civil_day(sheet.moved_out_at))))
        return facts

    def _records(self, known: Dossier, labels: OfficeLabels) -> list[tuple[str, str]]:
        name = str if self.revealed else mask_name
        names = {person.id: name(person.name) for person in known.sheet.household.members}
        passes = "\n".join(pass_line(record, labels) for record in known.passes)
        watches = "\n".join(watch_line(entry, names, labels) for entry in known.watches)
        log = "\n".join(log_line(line, labels) for line in known.log[:_LOG_LINES])
        return [
            (labels.passes, passes or labels.no_passes),
            (labels.watches, watches or labels.no_watches),
            (labels.log, log),
        ]


def pass_line(record: PassRecord, labels: OfficeLabels) -> str:
    """Return an issued pass in one line."""
    status = labels.statuses[record.status]
    until = f" · {labels.until} {record.valid_until}" if record.status is PassStatus.ACTIVE else ""
    return f"{record.serial} · {labels.kinds[record.kind]} · {status}{until}"


def watch_line(entry: WatchEntry, names: dict[str, str], labels: OfficeLabels) -> str:
    """Return a watch in one line; `names` are those of the members by their ids."""
    who = labels.whole_household if entry.person is None else names.get(entry.person, labels.none)
    if entry.release_at is None:
        return labels.watch_line_open.format(who=who, since=_minute(entry.since))
    return labels.watch_line.format(who=who, since=_minute(entry.since), until=_minute(entry.release_at))


def log_line(line: LogLine, labels: OfficeLabels) -> str:
    """Return a line of the register's log: when, who, what, why."""
    action = labels.actions.get(line.action, line.action)
    return " · ".join(part for part in (_minute(line.at), line.who, action, line.why) if part)


def _minute(moment: datetime) -> str:
    return site_moment(moment).strftime("%Y-%m-%d %H:%M")
