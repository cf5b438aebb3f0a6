"""What the office's pages may know of the register: its values and a few look-ups, never its tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from gate_terminal.application.office import Office
from gate_terminal.application.strongroom import Delivery, Holdings, KnownKey, KnownList, ListKind
from gate_terminal.credentials.serial import pass_id_of, printed_serial
from gate_terminal.credentials.trust import ListNote, Role
from gate_terminal.domain.faults import NotKnown, WrongUse
from gate_terminal.domain.people import (
    Household,
    HouseholdSheet,
    PassKind,
    PassRecord,
    PassStatus,
    WatchEntry,
)
from gate_terminal.register.advice import id_number_doubt
from gate_terminal.register.changes import Edit
from gate_terminal.register.imports import Change, ImportPlan
from gate_terminal.register.register import LogLine
from gate_terminal.register.roster import Advice, Column, Entry, Refusal, Remark

__all__ = [
    "Advice",
    "Change",
    "Column",
    "Delivery",
    "Dossier",
    "Edit",
    "Entry",
    "Found",
    "Holdings",
    "ImportPlan",
    "KnownKey",
    "KnownList",
    "ListKind",
    "ListNote",
    "LogLine",
    "Office",
    "PassFilter",
    "Refusal",
    "Remark",
    "Role",
    "demand_household",
    "dossier",
    "id_number_doubt",
    "issue_in_parts",
    "issue_to_guest",
    "issue_to_one",
    "listed_passes",
    "look_up",
    "replace_pass",
]

_PASSES_A_PART = 200
"""So many are issued at once: the file is held for some tens of milliseconds, and a gate waits no longer."""
_MOST_PARTS = 50
"""A list for the gates is signed with each part, and it grows with the register: a large one takes larger parts."""


@dataclass(frozen=True, slots=True)
class Found:
    """Households that were looked for, at most as many as asked for.

    `present` is how many live here in all; None where something was typed, for counting 10⁵ takes longer than finding.
    """

    households: tuple[Household, ...]
    present: int | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the office knows of one household: the sheet, its passes and its log, latest first, open watches."""

    sheet: HouseholdSheet
    passes: tuple[PassRecord, ...]
    watches: tuple[WatchEntry, ...]
    log: tuple[LogLine, ...]


@dataclass(frozen=True, slots=True)
class PassFilter:
    """Which issued passes are listed: those that agree with every part that is given.

    `text` is whatever finds their household, as in the register.
    """

    text: str = ""
    status: PassStatus | None = None
    kind: PassKind | None = None


def look_up(office: Office, typed: str, limit: int) -> Found:
    """Return the households that `typed` may mean; where nothing is typed, the first in the order of the houses."""
    if typed.strip():
        return Found(tuple(office.register.search(typed, limit)), None)
    first = tuple(sheet.household for sheet in office.register.households(limit=limit))
    return Found(first, office.register.count())


def dossier(office: Office, household: str) -> Dossier | None:
    """Return what is known of a household by its id, also of one that has moved out; None where it never was."""
    sheet = office.register.sheet(household)
    if sheet is None:
        return None
    passes = tuple(office.book.passes(household=household))
    # A pass's own lines stand under its serial.
    lines = [line for subject in (household, *(one.serial for one in passes)) for line in office.register.log(subject)]
    lines.sort(key=lambda line: line.at, reverse=True)
    return Dossier(sheet, passes, office.register.watches(household), tuple(lines))


def listed_passes(office: Office, wanted: PassFilter, limit: int) -> tuple[PassRecord, ...]:
    """Return at most `limit` issued passes that agree with `wanted`, latest first."""
    if not wanted.text.strip():
        return tuple(office.book.passes(status=wanted.status, kind=wanted.kind, limit=limit))
    found = [
        record
        for household in office.register.search(wanted.text, limit)
        for record in office.book.passes(household=household.id, status=wanted.status, kind=wanted.kind)
    ]
    found.sort(key=lambda record: record.issued_at, reverse=True)
    return tuple(found[:limit])


def issue_in_parts(
    office: Office,
    who: str,
    *,
    until: date | None,
    progress: Callable[[int, int], None],
    cancelled: Callable[[], bool],
) -> list[str]:
    """Issue a pass to every household that has no valid one; return the serials of those that were issued.

    Each part is all or nothing. Where it is cancelled, the parts before it stay issued: they are good passes.
    """
    households = office.without_pass()
    serials: list[str] = []
    part = max(_PASSES_A_PART, -(-len(households) // _MOST_PARTS))
    progress(0, len(households))
    for start in range(0, len(households), part):
        if cancelled():
            break
        serials += [record.serial for record in office.issue(households[start : start + part], who, until=until)]
        progress(len(serials), len(households))
    return serials


def replace_pass(office: Office, typed_serial: str, status: PassStatus, who: str, why: str) -> PassRecord:
    """Cancel a pass for the reason given and issue another to the same household, as long as the old one would hold.

    The turn stays with the household. Where the new one cannot be issued, the old one stays cancelled: it is lost.
    One that was cancelled for that reason before, say by telephone, and not replaced yet is replaced now.
    """
    (known,) = office.book.by_serials([printed_serial(pass_id_of(typed_serial))]) or (None,)
    waits = known is not None and known.status is status and known.replaced_by is None
    old = known if known is not None and waits else office.revoke(typed_serial, status, who, why)
    until = old.valid_until if old.kind is not PassKind.RESIDENT and old.valid_until >= office.today else None
    (record,) = office.issue([old.household], who, kind=old.kind, until=until)
    return record


def issue_to_one(office: Office, address: str, who: str, until: date | None) -> PassRecord:
    """Issue a resident's pass to the household at an address or with a serial, in any form that people write."""
    (record,) = office.issue([demand_household(office, address).id], who, until=until)
    return record


def issue_to_guest(office: Office, name: str, address: str, who: str, kind: PassKind, until: date | None) -> PassRecord:
    """Enter a visitor or worker and issue a pass of their own, for today or until the end of the day `until`.

    :raises WrongUse: where that day has passed; then nobody is entered either.
    """
    last = until or office.today
    if last < office.today:
        raise WrongUse(f"{last} has passed: a pass must hold today or later.")
    return office.issue_to_guest(name, address, who, kind=kind, until=last)


def demand_household(office: Office, text: str) -> Household:
    """Return the household meant by an address or a serial. :raises NotKnown: where there is none."""
    household = office.find(text)
    if household is None:
        raise NotKnown(f"No household is known by {text}.")
    return household
