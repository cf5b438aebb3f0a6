"""Renters without a pass: entered by identity card and utility bill."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtWidgets import QFrame, QLineEdit

from gate_terminal.application.paperwork import Office, demand_household, id_number_doubt
from gate_terminal.domain.masking import mask_name
from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.people import Household, Person
from gate_terminal.domain.words import Language

from .page import Page
from .parts import Text, button, column, label, line_edit, row
from .premises import Premises
from .troubles import sentence_in
from .words import OfficeLabels

_WIDTH = 620
_DOUBTED_FROM = 15
"""Places: a shorter number is still being typed."""


class RentersPage(Page):
    """Enters a renter; the identity number leaves the screen as soon as it was used."""

    TITLE: ClassVar = {Language.ZH: "租户登记", Language.EN: "Renters"}

    def __init__(self, premises: Premises) -> None:
        super().__init__(premises)
        spoken = premises.spoken
        intro = label(role="dim", wraps=True)
        spoken.says(intro.setText, lambda labels: labels.renter_intro)
        fields: list[tuple[str, Text, Text]] = [
            ("address", lambda labels: labels.address_or_serial, lambda _labels: "3-2-501"),
            ("name", lambda labels: labels.renter_name, lambda _labels: ""),
            ("id_number", lambda labels: labels.id_number, lambda labels: labels.id_number_hint),
            ("bill", lambda labels: labels.bill_address, lambda _labels: "3号楼2单元501"),
        ]
        self.fields: dict[str, QLineEdit] = {}
        self._names: dict[str, Text] = {}
        panel = QFrame()
        panel.setObjectName("panel")
        panel.setFixedWidth(_WIDTH)
        inside = column(intro, spacing=8, margins=24)
        for key, name, hint in fields:
            head, edit = label(role="name"), line_edit(self._to_next(key))
            spoken.says(head.setText, name)
            spoken.says(edit.setPlaceholderText, hint)
            head.setBuddy(edit)
            self.fields[key], self._names[key] = edit, name
            inside.addWidget(head)
            inside.addWidget(edit)
        self.doubt = label(wraps=True)
        self.fields["id_number"].textChanged.connect(lambda _text: self._doubt(premises.labels))
        self.enrol = button(self._enrol, "main")
        spoken.says(self.enrol.setText, lambda labels: labels.enrol)
        inside.addWidget(self.doubt)
        inside.addWidget(self.enrol)
        panel.setLayout(inside)
        self.setLayout(column(row(panel, 1), 1))
        self.setFocusProxy(self.fields["address"])
        spoken.also(self._doubt)

    def locked(self) -> None:
        """Leave nobody's number on the screen."""
        for field in self.fields.values():
            field.clear()

    def _to_next(self, key: str) -> Callable[[], None]:
        def go() -> None:
            keys = list(self.fields)
            place = keys.index(key)
            if place + 1 < len(keys):
                self.fields[keys[place + 1]].setFocus()
            else:
                self._enrol()

        return go

    def _doubt(self, labels: OfficeLabels) -> None:
        number = self.fields["id_number"].text()
        doubt = (
            id_number_doubt(number, civil_day(self._premises.clock.now()))
            if len(number.strip()) >= _DOUBTED_FROM
            else None
        )
        told = "" if doubt is None else labels.id_doubt.format(doubt=sentence_in(labels.language, doubt))
        self.doubt.setText(told)
        self.doubt.setVisible(bool(told))

    def _enrol(self) -> None:
        labels = self._premises.labels
        values = {key: field.text().strip() for key, field in self.fields.items()}
        missing = [self._names[key](labels) for key, value in values.items() if not value]
        if missing:
            self._premises.bad(labels.fields_missing.format(fields="、".join(missing)))
            return
        who = self._premises.who

        def enrol(office: Office) -> tuple[Person, Household]:
            household = demand_household(office, values["address"])
            person = office.enrol_renter(household.id, values["name"], values["id_number"], values["bill"], who)
            return person, household

        self._premises.change(enrol, self._enrolled)

    def _enrolled(self, entered: tuple[Person, Household]) -> None:
        person, household = entered
        labels = self._premises.labels
        self._premises.good(labels.enrolled.format(name=mask_name(person.name), address=household.address))
        self.locked()
        self.fields["address"].setFocus()
