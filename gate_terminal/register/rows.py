"""From rows of the register's tables to the frozen values that others see."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import Household, HouseholdSheet, PassKind, PassRecord, PassStatus, Person, WatchEntry

Now = Callable[[], datetime]
Row = tuple[Any, ...]

HOUSEHOLD_COLUMNS = (
    "h.id, h.address, h.phone, h.grid, h.unit_number, h.building, h.unit, h.room, h.phone_doubtful, h.landlord,"
    " h.utility_account, h.moved_out_at"
)
ISSUED_COLUMNS = (
    "p.serial, p.pass_id, p.household, h.address, p.kind, p.valid_from, p.valid_until, p.issued_at, p.issued_by,"
    " p.text, p.status, p.status_at, p.replaced_by"
)
_MANY = 500


def now_at_site() -> datetime:
    """Return the present moment at the site."""
    return datetime.now(SITE_ZONE)


def moment_of(text: str | None) -> datetime | None:
    """Return the moment kept as `text`, None where there is none."""
    return None if text is None else datetime.fromisoformat(text)


def new_household_ids(db: Database, count: int) -> list[str]:
    """Return `count` household ids (4 random bytes, hex) that the register never had.

    Random, never derived from address, phone or identity number: the pass carries them in the open.
    """
    ids: set[str] = set()
    while len(ids) < count:
        drawn = {secrets.token_hex(4) for _ in range(count - len(ids))} - ids
        taken: set[str] = set()
        for some in batches(sorted(drawn)):
            marks = ", ".join("?" * len(some))
            taken |= {row[0] for row in db.execute(f"SELECT id FROM households WHERE id IN ({marks})", some)}  # noqa: S608
        ids |= drawn - taken
    return list(ids)


def new_person_id() -> str:
    """Return an opaque id of a person (8 random bytes, hex)."""
    return secrets.token_hex(8)


def batches(ids: list[str]) -> Iterator[list[str]]:
    """Yield `ids` in parts that fit into one SQL statement."""
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]


def members_of(db: Database, households: Iterable[str]) -> dict[str, list[tuple[Person, bool]]]:
    """Return who lives in each of `households`, in order, with whether they rent; those who left are not among them."""
    found: dict[str, list[tuple[Person, bool]]] = {}
    for some in batches(list(households)):
        marks = ", ".join("?" * len(some))
        sql = (
            "SELECT household, id, name, is_renter FROM people"  # noqa: S608 - only question marks are put in
            f" WHERE household IN ({marks}) AND left_at IS NULL ORDER BY household, position"
        )
        for household, person, name, is_renter in db.execute(sql, some):
            found.setdefault(household, []).append((Person(person, name), bool(is_renter)))
    return found


def sheets(db: Database, rows: list[Row]) -> list[HouseholdSheet]:
    """Return the households of `rows` (:data:`HOUSEHOLD_COLUMNS`) with their members, in the same order."""
    members = members_of(db, [row[0] for row in rows])
    return [_sheet(row, members.get(row[0], [])) for row in rows]


def _sheet(row: Row, members: list[tuple[Person, bool]]) -> HouseholdSheet:
    household_id, address, phone, grid, number, building, unit, room, doubtful, landlord, account, moved_out_at = row
    people = tuple(person for person, _ in members)
    return HouseholdSheet(
        household=Household(household_id, address, phone, people, grid, number),
        building=building,
        unit=unit,
        room=room,
        phone_doubtful=bool(doubtful),
        landlord=landlord,
        utility_account=account,
        renters=frozenset(person.id for person, rents in members if rents),
        moved_out_at=moment_of(moved_out_at),
    )


def pass_record(row: Row) -> PassRecord:
    """Return the pass of a row of :data:`ISSUED_COLUMNS`."""
    serial, pass_id, household, address, kind, begin, until, issued_at, issued_by, text, status, status_at, replaced = (
        row
    )
    return PassRecord(
        serial=serial,
        pass_id=pass_id,
        household=household,
        address=address,
        kind=PassKind(kind),
        valid_from=date.fromisoformat(begin),
        valid_until=date.fromisoformat(until),
        issued_at=datetime.fromisoformat(issued_at),
        issued_by=issued_by,
        text=text,
        status=PassStatus(status),
        status_at=moment_of(status_at),
        replaced_by=replaced,
    )


def watch_entry(row: Row) -> WatchEntry:
    """Return the watch-list entry of a row (household, person, since, release_at, released_at)."""
    household, person, since, release_at, released_at = row
    return WatchEntry(household, person, datetime.fromisoformat(since), moment_of(release_at), moment_of(released_at))
