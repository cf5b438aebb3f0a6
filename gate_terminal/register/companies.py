"""The companies of a zone, and which of them may receive people again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlite_utils import Database

from gate_terminal.domain.counting import counted
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.words import Company
from gate_terminal.register.books import faults_told, note, writing
from gate_terminal.register.rows import Now, now_at_site


@dataclass(frozen=True, slots=True)
class CompanyRecord:
    """A company of the zone, and whether it has resumed work."""

    name: str
    state: Company


class Companies:
    """The companies of one file; use it in the thread that opened the file."""

    def __init__(self, db: Database, now: Now = now_at_site) -> None:
        self._db = db
        self._now = now

    def all(self) -> list[CompanyRecord]:
        """Return every company that is known, by name."""
        with faults_told():
            rows = self._db.execute("SELECT name, resumed FROM companies ORDER BY name").fetchall()
        return [CompanyRecord(name, _state(resumed)) for name, resumed in rows]

    def state_of(self, name: str) -> Company:
        """Return whether a company may receive people.

        One that is not on the list has not resumed; where no list was ever entered, nobody is held for it.
        """
        with faults_told():
            row = self._db.execute(
                "SELECT (SELECT resumed FROM companies WHERE name = ?), EXISTS (SELECT 1 FROM companies)", [name]
            ).fetchone()
        return _state(row[0] if row[0] is not None else not row[1])

    def tell(self, names: Iterable[str], state: Company, who: str, why: str) -> int:
        """Enter that companies have resumed, or have not; return how many were told."""
        plain = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
        if not plain:
            raise WrongUse("Name at least one company.")
        with writing(self._db) as db:
            at = self._now().isoformat(timespec="seconds")
            for name in plain:
                db.execute(
                    "INSERT INTO companies VALUES (?, ?, ?) "
                    "ON CONFLICT (name) DO UPDATE SET resumed = excluded.resumed, told_at = excluded.told_at",
                    [name, int(state is Company.RESUMED), at],
                )
            note(db, self._now(), who, state.value, "", why, counted(len(plain), "company", "companies"))
        return len(plain)


def _state(resumed: object) -> Company:
    return Company.RESUMED if resumed else Company.NOT_RESUMED
