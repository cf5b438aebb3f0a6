"""Who works in the zone on which days, and who may come after hours."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlite_utils import Database

from gate_terminal.domain.attempt import Permit
from gate_terminal.domain.counting import counted
from gate_terminal.domain.faults import NotKnown, WrongUse
from gate_terminal.register.books import faults_told, note, writing
from gate_terminal.register.names import initials_of
from gate_terminal.register.rows import Now, now_at_site
from gate_terminal.register.staff_file import StaffEntry

_COLUMNS = "s.id, s.name, s.company, s.phone"


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who works in the zone; `id` is opaque and stable, the rest is personal data."""

    id: str
    name: str
    company: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PermitRecord:
    """An overtime permit as the register keeps it."""

    number: int
    member: StaffMember
    permit: Permit
    given_by: str
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RosterCounts:
    """What an import wrote: people that were not known, days that were not known, rows that said nothing new."""

    people: int = 0
    days: int = 0
    known: int = 0


class Staff:
    """The staff of one file; use it in the thread that opened the file. Days are the site's."""

    def __init__(self, db: Database, now: Now = now_at_site) -> None:
        self._db = db
        self._now = now

    # Looking things up

    def find(self, typed: str, limit: int = 9) -> list[StaffMember]:
        """Return whom a name, its initials, a phone or an id may mean, by name and company."""
        plain = typed.strip()
        sql = (
            f"SELECT {_COLUMNS} FROM staff s WHERE s.id = ?1 OR s.name = ?1 OR s.initials = ?2 OR s.phone = ?1 "  # noqa: S608
            "ORDER BY s.name, s.company LIMIT ?3"
        )
        return self._members(sql, plain, plain.lower(), limit) if plain else []

    def member(self, staff: str) -> StaffMember | None:
        """Return one of the staff by the id."""
        return next(iter(self._members(f"SELECT {_COLUMNS} FROM staff s WHERE s.id = ?", staff)), None)  # noqa: S608

    def on_roster(self, staff: str, day: date) -> bool:
        """Tell whether somebody works here on that day."""
        sql = "SELECT 1 FROM staff_days WHERE staff = ? AND first <= ? AND last >= ?"
        with faults_told():
            return self._db.execute(sql, [staff, day.isoformat(), day.isoformat()]).fetchone() is not None

    def permit(self, staff: str, at: datetime) -> Permit | None:
        """Return the overtime permit that covers `at`, else the next one that will, None where there is none."""
        sql = (
            "SELECT begin, end FROM permits WHERE staff = ? AND withdrawn_at IS NULL AND unixepoch(end) > unixepoch(?)"
            " ORDER BY unixepoch(begin) LIMIT 1"
        )
        with faults_told():
            row = self._db.execute(sql, [staff, at.isoformat()]).fetchone()
        return None if row is None else Permit(*(datetime.fromisoformat(text) for text in row))

    def on_day(self, day: date) -> list[StaffMember]:
        """Return the roster of a day, by company and name."""
        sql = (
            f"SELECT DISTINCT {_COLUMNS} FROM staff s JOIN staff_days d ON d.staff = s.id "  # noqa: S608
            "WHERE d.first <= ?1 AND d.last >= ?1 ORDER BY s.company, s.name"
        )
        return self._members(sql, day.isoformat())

    def permits(self) -> list[PermitRecord]:
        """Return all permits, the latest first."""
        sql = (
            f"SELECT {_COLUMNS}, p.id, p.begin, p.end, p.given_by, p.withdrawn_at FROM permits p "  # noqa: S608
            "JOIN staff s ON s.id = p.staff ORDER BY p.begin DESC, p.id DESC"
        )
        with faults_told():
            rows = self._db.execute(sql).fetchall()
        return [
            PermitRecord(
                number,
                StaffMember(*member),
                Permit(datetime.fromisoformat(begin), datetime.fromisoformat(end)),
                given_by,
                None if withdrawn is None else datetime.fromisoformat(withdrawn),
            )
            for *member, number, begin, end, given_by, withdrawn in rows
        ]

    def _members(self, sql: str, *values: Any) -> list[StaffMember]:
        with faults_told():
            return [StaffMember(*row) for row in self._db.execute(sql, values)]

    # Writing

    def take(
        self,
        entries: Iterable[StaffEntry],
        who: str,
        progress: Callable[[int], None] = lambda _done: None,
        why: str = "import",
    ) -> RosterCounts:
        """Enter a roster, all of it or nothing; what is known already is left alone."""
        people = days = known = 0
        with writing(self._db) as db:
            for done, entry in enumerate(entries, 1):
                staff, is_new = self._entered(db, entry.name, entry.company, entry.phone)
                people += is_new
                values = [staff, entry.first.isoformat(), entry.last.isoformat()]
                added = db.execute("INSERT INTO staff_days VALUES (?, ?, ?) ON CONFLICT DO NOTHING", values).rowcount
                days += added
                known += not added
                progress(done)
            note(
                db,
                self._now(),
                who,
                "roster",
                "",
                why,
                f"{counted(people, 'person', 'people')}, {counted(days, 'day')}",
            )
        return RosterCounts(people, days, known)

    def give_permit(
        self, name: str, company: str, begin: datetime, end: datetime, who: str, why: str = "overtime"
    ) -> PermitRecord:
        """Enter an overtime permit for [begin, end); who is not known yet becomes known, but is on no roster.

        Without a company it is for the one of that name who is known; several raise :class:`WrongUse`.
        """
        if not begin < end:
            raise WrongUse(f"A permit ends after it begins: {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} does not.")
        if not name.strip():
            raise WrongUse("A permit needs the name of whoever it is for.")
        with writing(self._db) as db:
            if not company.strip():
                company = self._only_company_of(db, name)
            staff, _ = self._entered(db, name, company, "")
            values = [staff, begin.isoformat(), end.isoformat(), who]
            number = db.execute(
                "INSERT INTO permits (staff, begin, end, given_by) VALUES (?, ?, ?, ?) RETURNING id", values
            ).fetchone()[0]
            note(db, self._now(), who, "permit", staff, why, str(number))
        return PermitRecord(number, StaffMember(staff, _plain(name), _plain(company)), Permit(begin, end), who)

    @staticmethod
    def _only_company_of(db: Database, name: str) -> str:
        """Return the company of the one known by that name; empty where nobody is."""
        known = [
            row[0] for row in db.execute("SELECT company FROM staff WHERE name = ? ORDER BY company", [_plain(name)])
        ]
        if len(known) > 1:
            told = ", ".join(company or "-" for company in known)
            raise WrongUse(f"{_plain(name)} is known in several companies ({told}): say which.")
        return known[0] if known else ""

    def withdraw_permit(self, number: int, who: str, why: str) -> None:
        """Take a permit back; :class:`NotKnown` where there is none of that number in force."""
        with writing(self._db) as db:
            taken = db.execute(
                "UPDATE permits SET withdrawn_at = ? WHERE id = ? AND withdrawn_at IS NULL RETURNING staff",
                [self._now().isoformat(timespec="seconds"), number],
            ).fetchone()
            if taken is None:
                raise NotKnown(f"There is no permit {number} in force.")
            note(db, self._now(), who, "permit_withdrawn", taken[0], why, str(number))

    def _entered(self, db: Database, name: str, company: str, phone: str) -> tuple[str, bool]:
        plain, of = _plain(name), _plain(company)
        found = db.execute("SELECT id FROM staff WHERE name = ? AND company = ?", [plain, of]).fetchone()
        if found is not None:
            if phone:
                db.execute("UPDATE staff SET phone = ? WHERE id = ?", [phone, found[0]])
            return str(found[0]), False
        staff = secrets.token_hex(8)
        db.execute("INSERT INTO staff VALUES (?, ?, ?, ?, ?)", [staff, plain, of, phone, initials_of(plain)])
        return staff, True


def _plain(text: str) -> str:
    return " ".join(text.split())
