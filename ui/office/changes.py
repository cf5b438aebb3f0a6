"""The forms for what is changed by hand in the register, and what each of them does."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from gate_terminal.application.paperwork import Dossier, Edit, Office, demand_household
from gate_terminal.domain.masking import mask_name
from gate_terminal.domain.people import PassRecord

from .form import Choice, Day, Errand, Field, Line, Number, Ticks
from .parts import Text
from .premises import Premises
from .words import OfficeLabels

if TYPE_CHECKING:
    from .register_page import RegisterPage

ISOLATION_DAYS = 14
_SEPARATORS = re.compile(r"[;；、,，/|\n]+")


class Changes:
    """Makes the forms for the register's page."""

    def __init__(self, premises: Premises, page: RegisterPage) -> None:
        self._premises = premises
        self._page = page

    def new_household(self) -> Errand:
        """Ask for a household that is in no roster."""

        def enter(office: Office, values: dict[str, Any], who: str) -> str:
            names = parted(values["members"])
            return office.register.enter(values["address"], names, who, values["why"], phone=values["phone"])

        fields = [
            Line("address", lambda labels: labels.address, hint=lambda _labels: "3-2-501"),
            Line("members", lambda labels: labels.members, hint=lambda labels: labels.members_hint, optional=True),
            Line("phone", lambda labels: labels.phone, optional=True),
        ]

        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who
            self._change(
                lambda office: enter(office, values, who),
                lambda labels: labels.entered_done.format(address=values["address"]),
                lambda household: household,
            )

        return Errand(lambda labels: labels.new_household, fields, submit, action=lambda labels: labels.save)

    def reveal(self, known: Dossier, revealed: Callable[[str], None]) -> Errand:
        """Ask why names and phone are shown in full; it is logged before they are."""
        household = known.sheet.household.id

        def submit(values: dict[str, Any]) -> None:
            def noted(_nothing: None) -> None:
                self._page.dismiss()
                revealed(household)

            who = self._premises.who
            self._premises.change(lambda office: office.register.note_revealed(who, values["why"], household), noted)

        return Errand(lambda labels: labels.reveal_title, [], submit, action=lambda labels: labels.reveal)

    def edit(self, known: Dossier, *, revealed: bool) -> Errand:
        """Ask for new values; what is masked is not shown here either, and stays where nothing is entered."""
        sheet = known.sheet
        old = {
            "address": sheet.household.address,
            "members": "、".join(person.name for person in sheet.household.members),
            "phone": sheet.household.phone,
            "grid": sheet.household.grid,
            "landlord": sheet.landlord,
            "utility_account": sheet.utility_account,
        }
        names: dict[str, Text] = {
            "address": lambda labels: labels.address,
            "members": lambda labels: labels.members,
            "phone": lambda labels: labels.phone,
            "grid": lambda labels: labels.grid,
            "landlord": lambda labels: labels.landlord,
            "utility_account": lambda labels: labels.utility_account,
        }
        open_ones = set(old) if revealed else {"address", "grid"}
        fields = [
            Line(
                key,
                name,
                old[key] if key in open_ones else "",
                _hint_of(key, stays=key not in open_ones),
                optional=key != "address",
            )
            for key, name in names.items()
        ]

        def submit(values: dict[str, Any]) -> None:
            changed: dict[str, Any] = {
                key: values[key]
                for key in names
                if (values[key] != old[key] if key in open_ones else values[key] != "")
            }
            if "members" in changed:
                changed["members"] = parted(changed["members"])
            who, edit, household = self._premises.who, Edit(**changed), sheet.household.id
            self._change(
                lambda office: office.register.edit(household, edit, who, values["why"]),
                lambda labels: labels.changed_done.format(address=values["address"]),
            )

        return Errand(
            lambda labels: f"{labels.edit} {sheet.household.address}", fields, submit, action=lambda labels: labels.save
        )

    def move_out(self, known: Dossier) -> Errand:
        """Ask why a household leaves."""
        household = known.sheet.household

        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who
            self._change(
                lambda office: office.move_out(household.id, who, values["why"]),
                lambda labels: labels.moved_out_done.format(address=household.address),
            )

        return Errand(
            lambda labels: f"{labels.move_out} {household.address}",
            [],
            submit,
            note=lambda labels: labels.move_out_note,
            action=lambda labels: labels.move_out,
        )

    def split(self, known: Dossier, *, revealed: bool) -> Errand:
        """Ask who of a shared flat becomes a household of their own, and where."""
        household = known.sheet.household

        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who
            self._change(
                lambda office: office.register.split(
                    household.id, values["persons"], values["address"], who, values["why"]
                ),
                lambda labels: labels.split_done.format(address=values["address"]),
                lambda new: new,
            )

        fields: list[Field] = [
            Ticks("persons", lambda labels: labels.split_who, _members(known, revealed=revealed)),
            Line("address", lambda labels: labels.address, hint=lambda _labels: f"{household.address}-A"),
        ]
        return Errand(
            lambda labels: f"{labels.split} {household.address}",
            fields,
            submit,
            note=lambda labels: labels.split_note,
            action=lambda labels: labels.split,
        )

    def join(self, known: Dossier) -> Errand:
        """Ask whose members join this household."""
        household = known.sheet.household

        def join(office: Office, text: str, who: str, why: str) -> None:
            office.join(household.id, demand_household(office, text).id, who, why)

        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who
            self._change(
                lambda office: join(office, values["other"], who, values["why"]),
                lambda labels: labels.join_done.format(address=household.address),
            )

        return Errand(
            lambda labels: f"{labels.join} {household.address}",
            [Line("other", lambda labels: labels.join_other)],
            submit,
            note=lambda labels: labels.join_note,
            action=lambda labels: labels.join,
        )

    def watch(self, known: Dossier, *, revealed: bool) -> Errand:
        """Ask who is isolated at home, and for how long; it is counted from now, hour to hour."""
        household = known.sheet.household

        def submit(values: dict[str, Any]) -> None:
            who, since = self._premises.who, self._premises.clock.now()
            until = since + timedelta(days=values["days"])
            self._change(
                lambda office: office.register.watch(household.id, values["whom"], since, until, who, values["why"]),
                lambda labels: labels.watch_done.format(address=household.address),
            )

        fields: list[Field] = [
            Choice("whom", lambda labels: labels.watch_whom, _whom(known, revealed=revealed)),
            Number("days", lambda labels: labels.watch_days, ISOLATION_DAYS),
        ]
        return Errand(lambda labels: f"{labels.watch} {household.address}", fields, submit, action=lambda x: x.watch)

    def release(self, known: Dossier, *, revealed: bool) -> Errand:
        """Ask whose isolation is over; it ends only when this is entered."""
        household = known.sheet.household
        watched = {entry.person for entry in known.watches}

        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who
            self._change(
                lambda office: office.register.release(household.id, values["whom"], who, values["why"]),
                lambda labels: labels.release_done.format(address=household.address),
            )

        whom = [choice for choice in _whom(known, revealed=revealed) if choice[0] in watched]
        fields = [Choice("whom", lambda labels: labels.watch_whom, whom)]
        return Errand(
            lambda labels: f"{labels.release} {household.address}", fields, submit, action=lambda x: x.release
        )

    def issue(self, known: Dossier) -> Errand:
        """Ask until when a new pass holds; it cancels the older one."""
        household = known.sheet.household

        def submit(values: dict[str, Any]) -> None:
            who = self._premises.who

            def done(records: list[PassRecord]) -> None:
                self._page.dismiss()
                text = self._premises.labels.issued_one.format(serial=records[0].serial, address=household.address)
                self._premises.good(text, [record.serial for record in records])

            self._premises.change(lambda office: office.issue([household.id], who, until=values["until"]), done)

        return Errand(
            lambda labels: f"{labels.issue_pass} {household.address}",
            [Day("until", lambda labels: labels.until, hint=lambda labels: labels.until_hint)],
            submit,
            note=lambda labels: labels.replace_note,
            asks_why=False,
            action=lambda labels: labels.issue_pass,
        )

    def _change(
        self,
        run: Callable[[Office], Any],
        told: Text,
        then_show: Callable[[Any], str] | None = None,
    ) -> None:
        def done(answer: Any) -> None:
            self._page.dismiss()
            self._premises.good(told(self._premises.labels))
            if then_show is not None:
                self._page.show_household(then_show(answer))

        self._premises.change(run, done)


def _hint_of(key: str, *, stays: bool) -> Text | None:
    """Return what the empty line of one particular of a household says."""
    if stays:
        return lambda labels: labels.unchanged_if_empty
    return (lambda labels: labels.members_hint) if key == "members" else None


def parted(names: str) -> tuple[str, ...]:
    """Return the names in a line, separated as people do."""
    return tuple(name.strip() for name in _SEPARATORS.split(names) if name.strip())


def _members(known: Dossier, *, revealed: bool) -> list[tuple[str, str]]:
    """Return the members by their ids; numbered, for two of one surname are masked alike."""
    people = known.sheet.household.members
    name = str if revealed else mask_name
    return [(person.id, f"{number}. {name(person.name)}") for number, person in enumerate(people, start=1)]


def _whom(known: Dossier, *, revealed: bool) -> list[tuple[str | None, Text]]:
    def always(text: str) -> Callable[[OfficeLabels], str]:
        return lambda _labels: text

    whole: tuple[str | None, Text] = (None, lambda labels: labels.whole_household)
    return [whole, *((person, always(text)) for person, text in _members(known, revealed=revealed))]
