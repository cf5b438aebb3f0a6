"""Households and the people in them, as the gate and the office see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

NOBODY = "person:unknown"
"""The person of an attempt where no name was asked."""
GUEST = "visit:"
"""How the party of a guest begins who is in no register; the uid of the visit follows."""
AMBULANCE = "emergency"
"""The party of whoever is let through in an emergency before anybody asks who it is."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a household; `id` is opaque and stable, `name` is personal data."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Household:
    """The unit of the rule, found by its address.

    `id` is 8 lower-case hex digits (4 random bytes), `address` its canonical text such as ``3-2-501``,
    `unit_number` what the odd/even basis looks at, None where the address has no number.
    """

    id: str
    address: str
    phone: str = ""
    members: tuple[Person, ...] = ()
    grid: str = ""
    unit_number: int | None = None


@dataclass(frozen=True, slots=True)
class HouseholdSheet:
    """A household as the office keeps it: all that the register holds about it."""

    household: Household
    building: str = ""
    unit: str = ""
    room: str = ""
    phone_doubtful: bool = False
    """The phone does not look like one; it is kept all the same."""
    landlord: str = ""
    utility_account: str = ""
    renters: frozenset[str] = frozenset()
    """Ids of the members who rent."""
    moved_out_at: datetime | None = None


class PassKind(IntEnum):
    """For whom a pass is, by its number in the pass."""

    RESIDENT = 1
    STAFF = 2
    VISITOR = 3
    VEHICLE = 4
    TEMPORARY = 5


class PassStatus(StrEnum):
    """What became of an issued pass; all but ``ACTIVE`` revoke it, and are the reason that the gate says."""

    ACTIVE = "active"
    LOST = "lost"
    STOLEN = "stolen"
    MOVED = "moved"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class PassRecord:
    """An issued pass as the register keeps it.

    `pass_id` is 10 and `household` 8 lower-case hex digits; `serial` is the printed form of the pass id;
    `valid_from` and `valid_until` are civil days of the site, both inclusive; `text` is what the QR code holds.
    """

    serial: str
    pass_id: str
    household: str
    address: str
    kind: PassKind
    valid_from: date
    valid_until: date
    issued_at: datetime
    issued_by: str
    text: str
    status: PassStatus = PassStatus.ACTIVE
    status_at: datetime | None = None
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class WatchEntry:
    """A key-watch entry: isolation of a person, or of a whole household where `person` is None.

    It ends only when the release is entered (`released_at`), whatever `release_at` says.
    """

    household: str
    person: str | None
    since: datetime
    release_at: datetime | None
    released_at: datetime | None = None
