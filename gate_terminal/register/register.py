"""The register of households: who lives where, found by whatever somebody has in hand or in mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from gate_terminal.domain.people import Household, HouseholdSheet, PassRecord, Person, WatchEntry
from gate_terminal.register.addresses import inside, read_address
from gate_terminal.register.books import faults_told
from gate_terminal.register.changes import PRESENT, Changes
from gate_terminal.register.rows import (
    HOUSEHOLD_COLUMNS,
    ISSUED_COLUMNS,
    batches,
    members_of,
    pass_record,
    sheets,
    watch_entry,
)
from gate_terminal.register.schema import IN_ORDER
from gate_terminal.register.search import matching


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the register's log; `subject` is a household's id or a serial, or empty."""

    at: datetime
    who: str
    action: str
    subject: str
    why: str
    what: str


class Register(Changes):
    """Households, people, passes and the watch list of one file; use it in the thread that opened the file.

    Faults of disk and file come as :class:`WorldFault`.
    """

    def identify(self, household_id: str) -> Household | None:
        """Return the household, or guest, with the id that a pass bears; None where it has moved out or never was.

        Two look-ups by index: this is what the gate asks for every pass.
        """
        sql = "SELECT address, phone, grid, unit_number FROM households WHERE id = ? AND moved_out_at IS NULL"
        with faults_told():
            row = self._db.execute(sql, [household_id]).fetchone()
            if row is None:
                return None
            members = members_of(self._db, [household_id]).get(household_id, [])
        address, phone, grid, number = row
        return Household(household_id, address, phone, tuple(person for person, _ in members), grid, number)

    def household(self, household_id: str) -> Household | None:
        """Return a household by its id, also one that has moved out."""
        sheet = self.sheet(household_id)
        return None if sheet is None else sheet.household

    def sheet(self, household_id: str) -> HouseholdSheet | None:
        """Return all that the register holds of a household, also of one that has moved out."""
        return next(iter(self._sheets("h.id = ?", household_id)), None)

    def household_by_address(self, written: str) -> Household | None:
        """Return the household that lives at an address, in any of the forms that people write."""
        present = "h.address = ? AND h.moved_out_at IS NULL AND h.kind = 'resident'"
        found = self._sheets(present, read_address(inside(written, self._own_name)).text)
        return found[0].household if found else None

    def household_by_serial(self, serial: str) -> Household | None:
        """Return the household to which the pass with that printed serial was issued."""
        record = self.pass_by_serial(serial)
        return None if record is None else self.household(record.household)

    def pass_by_id(self, pass_id: str) -> PassRecord | None:
        """Return the issued pass with that id (10 hex digits)."""
        return self._pass("p.pass_id = ?", pass_id.lower())

    def pass_by_serial(self, serial: str) -> PassRecord | None:
        """Return the issued pass with that serial as it is printed (``B8E0-ZZQ7-Z``)."""
        return self._pass("p.serial = ?", serial)

    def members(self, household_id: str) -> tuple[Person, ...]:
        """Return who lives in a household now, in order."""
        with faults_told():
            return tuple(person for person, _ in members_of(self._db, [household_id]).get(household_id, []))

    def search(self, typed: str, limit: int = 20) -> list[Household]:
        """Return at most `limit` present households that `typed` may mean, likelier ones first (see :mod:`.search`)."""
        with faults_told():
            ids = matching(self._db, inside(typed, self._own_name), limit)
        found = {sheet.household.id: sheet.household for sheet in self._by_ids(ids)}
        return [found[household] for household in ids]

    def households(self, *, building: str | None = None, limit: int | None = None) -> Iterator[HouseholdSheet]:
        """Yield at most `limit` of the households that live here, or in one building, by building, unit and room."""
        where, values = ("AND building = ?", [building]) if building is not None else ("", [])
        with faults_told():
            # SQLite takes a negative limit for none.
            sql = f"SELECT id FROM households WHERE {PRESENT} {where} ORDER BY {IN_ORDER} LIMIT ?"  # noqa: S608
            ids = [row[0] for row in self._db.execute(sql, [*values, -1 if limit is None else limit])]
        for some in batches(ids):
            found = {sheet.household.id: sheet for sheet in self._by_ids(some)}
            yield from (found[household] for household in some if household in found)

    def sheets(self, households: Iterable[str]) -> dict[str, HouseholdSheet]:
        """Return what is known of the households with these ids, guests and such as moved out among them."""
        return {sheet.household.id: sheet for some in batches(list(households)) for sheet in self._by_ids(some)}

    def count(self) -> int:
        """Return how many households live here."""
        with faults_told():
            row = self._db.execute(f"SELECT count(*) FROM households WHERE {PRESENT}").fetchone()  # noqa: S608
        return int(row[0])

    def watches(self, household_id: str) -> tuple[WatchEntry, ...]:
        """Return the watch-list entries of a household and its members whose release has not been entered."""
        sql = (
            "SELECT household, person, since, release_at, released_at FROM watches"
            " WHERE household = ? AND released_at IS NULL ORDER BY person IS NULL, id"
        )
        with faults_told():
            return tuple(watch_entry(row) for row in self._db.execute(sql, [household_id]))

    def has_another_home(self, person: str) -> bool:
        """Tell whether the person with that id lives in another household too, by the same identity number."""
        sql = (
            "SELECT EXISTS (SELECT 1 FROM people p JOIN people o ON o.id_digest = p.id_digest AND"
            " o.household <> p.household WHERE p.id = ? AND o.id_digest IS NOT NULL AND o.left_at IS NULL)"
        )
        with faults_told():
            return bool(self._db.execute(sql, [person]).fetchone()[0])

    def log(self, subject: str | None = None, limit: int = 200) -> list[LogLine]:
        """Return the latest lines of the log, newest first, of one household or pass or of all."""
        where, values = ("WHERE subject = ?", [subject]) if subject is not None else ("", [])
        sql = f"SELECT at, who, action, subject, why, what FROM register_log {where} ORDER BY id DESC LIMIT ?"  # noqa: S608
        with faults_told():
            rows = self._db.execute(sql, [*values, limit]).fetchall()
        return [LogLine(datetime.fromisoformat(row[0]), *row[1:]) for row in rows]

    def _sheets(self, where: str, *values: str) -> list[HouseholdSheet]:
        with faults_told():
            sql = f"SELECT {HOUSEHOLD_COLUMNS} FROM households h WHERE {where}"  # noqa: S608 - our own conditions
            return sheets(self._db, self._db.execute(sql, values).fetchall())

    def _by_ids(self, ids: list[str]) -> list[HouseholdSheet]:
        return self._sheets(f"h.id IN ({', '.join('?' * len(ids))})", *ids) if ids else []

    def _pass(self, where: str, value: str) -> PassRecord | None:
        sql = f"SELECT {ISSUED_COLUMNS} FROM passes p JOIN households h ON h.id = p.household WHERE {where}"  # noqa: S608
        with faults_told():
            row = self._db.execute(sql, [value]).fetchone()
        return None if row is None else pass_record(row)
