"""Erases from the register, after the retention time, who has left, who only visited or worked, and why one looked.

Rows stay, so that counts, pass numbers and the lists of revoked passes stay right; what says who it was is blanked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from gate_terminal.domain.moments import civil_day
from gate_terminal.register.books import faults_told, note, writing

ROWS_A_STEP = 200
_BEGUN, _ENDED = "begun", "laid anew"
"""How the log's last line about an erasure ends, while it is under way and when it is over."""
PERSON = "person:"
"""What stands before the id of one of the staff where it names a party of the ledger."""

Seen = Callable[[str, str], bool]
"""Tells of a household and a person of it (ids) whether the ledger still knows of a passage of theirs."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows of the register were blanked, or are due to be."""

    people: int = 0
    households: int = 0
    id_numbers: int = 0
    passes: int = 0
    watches: int = 0
    log_lines: int = 0
    staff: int = 0
    staff_days: int = 0
    permits: int = 0

    @property
    def rows(self) -> int:
        """All of them together."""
        return sum(getattr(self, name) for name in Forgotten.__slots__)

    def __add__(self, other: Forgotten) -> Forgotten:
        return Forgotten(*(getattr(self, name) + getattr(other, name) for name in Forgotten.__slots__))


# A visitor or worker has gone when the last of their passes has ended.
_GONE_GUEST = """
    h.kind = 'guest' AND h.entered_at < :before AND NOT EXISTS (
        SELECT 1 FROM passes p WHERE p.household = h.id
        AND (p.valid_until >= :day AND (p.status = 'active' OR p.status_at >= :before))
    )
"""
_HOUSEHOLDS = f"""
    SELECT h.id FROM households h WHERE h.address <> '' AND (h.moved_out_at < :before OR :all OR ({_GONE_GUEST}))
    AND h.id NOT IN (SELECT value FROM json_each(:keep))
"""  # noqa: S608 - our own condition
_PEOPLE = """
    SELECT p.id FROM people p JOIN households h ON h.id = p.household
    WHERE (p.name <> '' OR p.id_digest IS NOT NULL) AND (p.left_at < :before OR :all OR h.address = '')
    AND h.id NOT IN (SELECT value FROM json_each(:keep))
"""
_ID_NUMBERS = """
    SELECT p.id, p.household FROM people p WHERE p.id_digest IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM register_log l WHERE l.action = 'enrol_renter' AND l.what = p.id AND l.at >= :before
    )
"""
_PASSES = """
    SELECT p.serial FROM passes p WHERE p.text <> ''
    AND (p.valid_until < :day OR p.status_at < :before AND p.status <> 'active' OR :all)
"""
_WATCHES = "SELECT w.id FROM watches w WHERE w.released_at < :before OR :all"
# What an erasure wrote down of itself are counts, and stays.
_LOG = (
    "SELECT l.id FROM register_log l WHERE (l.why <> '' OR l.what <> '') AND l.action <> 'erase' "
    "AND (l.at < :before OR :all)"
)

# Of a zone's people nothing is counted here, so their rows go: first the days and permits that are over, then whoever
# has none left.
_STAFF_KEPT = "d.staff IN (SELECT substr(value, length(:person) + 1) FROM json_each(:keep))"
_DAYS = f"SELECT d.staff, d.first, d.last FROM staff_days d WHERE (d.last < :day OR :all) AND NOT {_STAFF_KEPT}"  # noqa: S608
_PERMITS = f"""
    SELECT d.id FROM permits d
    WHERE (unixepoch(d.end) < unixepoch(:before) OR unixepoch(d.withdrawn_at) < unixepoch(:before) OR :all)
    AND NOT {_STAFF_KEPT}
"""  # noqa: S608 - our own condition
_STAFF = """
    SELECT s.id FROM staff s WHERE NOT EXISTS (SELECT 1 FROM staff_days d WHERE d.staff = s.id)
    AND NOT EXISTS (SELECT 1 FROM permits p WHERE p.staff = s.id)
"""

_BLANK_PERSON = (
    "UPDATE people SET name = '', given_name = '', initials = '', id_digest = NULL, id_masked = NULL WHERE id = ?"
)
_BLANK_HOUSEHOLD = (
    "UPDATE households SET address = '', building = '', unit = '', room = '', unit_number = NULL, phone = '', "
    "phone_tail = '', grid = '', landlord = '', utility_account = '', moved_out_at = coalesce(moved_out_at, ?) "
    "WHERE id = ?"
)
_BLANK_ID_NUMBER = "UPDATE people SET id_digest = NULL, id_masked = NULL WHERE id = ?"
_FORGET_TEXT = "UPDATE passes SET text = '', status = iif(status = 'active' AND ?, 'moved', status) WHERE serial = ?"
_BLANK_LOG = "UPDATE register_log SET why = '', what = '' WHERE id = ?"
_ANYBODY = """
    SELECT EXISTS (SELECT 1 FROM households WHERE address <> '') OR EXISTS (SELECT 1 FROM people WHERE name <> '')
    OR EXISTS (SELECT 1 FROM passes WHERE text <> '') OR EXISTS (SELECT 1 FROM staff)
    OR EXISTS (SELECT 1 FROM register_log WHERE why <> '' AND action <> 'erase')
"""
# Every table in which a row stands where its key falls, and permits, whose index is such a one.
_TABLES = ("households", "people", "passes", "staff", "staff_days", "permits")


@dataclass(slots=True)
class RegisterErasure:
    """One erasure of what has been over since before `before`; `everything` empties the register (a stand-down).

    It works in steps of a few hundred rows, each a short transaction; use it in the thread that opened `db`. The log
    says from the first step on that one is under way: where the program ends before it does, the next one goes on.
    """

    db: Database
    before: datetime
    at: datetime
    who: str
    seen: Seen
    everything: bool = False
    keep: Collection[str] = frozenset()
    """Parties that a fever case still needs: ids of households, and of staff behind `PERSON`."""
    done: Forgotten = Forgotten()
    """What has been blanked so far."""
    _crumpled: Sequence[str] = field(default=_TABLES, init=False)
    """Tables in whose pages there may still be copies of what was blanked."""

    @property
    def unfinished(self) -> bool:
        """Whether an erasure was begun that has not come to its end: copies of who was blanked may still be there."""
        return _is_under_way(self.db)

    def due(self) -> Forgotten:
        """Count what is to be blanked now; what depends on it may come on top."""
        return Forgotten(
            people=len(self._ids(_PEOPLE)),
            households=len(self._ids(_HOUSEHOLDS)),
            id_numbers=len(self._unseen()),
            passes=len(self._ids(_PASSES)),
            watches=len(self._ids(_WATCHES)),
            log_lines=len(self._ids(_LOG)),
            staff=len(self._ids(_STAFF)),
            staff_days=len(self._rows(_DAYS)),
            permits=len(self._ids(_PERMITS)),
        )

    def step(self, rows: int = ROWS_A_STEP) -> bool:
        """Blank some rows; return whether anything may be left to do. Raises `WorldFault` as every change does."""
        households, people = self._ids(_HOUSEHOLDS, rows), self._ids(_PEOPLE, rows)
        numbers, passes = self._unseen()[:rows], self._ids(_PASSES, rows)
        watches, lines = self._ids(_WATCHES, rows), self._ids(_LOG, rows)
        days, permits, staff = self._rows(_DAYS, rows), self._ids(_PERMITS, rows), self._ids(_STAFF, rows)
        counts = [len(each) for each in (people, households, numbers, passes, watches, lines, staff, days, permits)]
        some = Forgotten(*counts)
        if not some.rows:
            return self._lay_anew()
        stamp = self.at.isoformat(timespec="seconds")
        with writing(self.db) as db:
            if not _is_under_way(db):
                note(db, self.at, self.who, "erase", "", why="retention time", what=_BEGUN)
            change = db.conn.executemany
            change(_BLANK_HOUSEHOLD, [(stamp, one) for one in households])
            change(_BLANK_PERSON, [(one,) for one in people])
            change(_BLANK_ID_NUMBER, [(one,) for one in numbers])
            change(_FORGET_TEXT, [(self.everything, one) for one in passes])
            change("DELETE FROM watches WHERE id = ?", [(one,) for one in watches])
            change(_BLANK_LOG, [(one,) for one in lines])
            change("DELETE FROM staff WHERE id = ?", [(one,) for one in staff])
            change("DELETE FROM staff_days WHERE staff = ? AND first = ? AND last = ?", days)
            change("DELETE FROM permits WHERE id = ?", [(one,) for one in permits])
        self.done += some
        return True

    def _lay_anew(self) -> bool:
        """Lay one table anew, a transaction each, and at last write down what was done; return whether more is to do.

        Where a page was split or two were joined, copies of rows that moved stay in its unused middle, and nothing
        that is blanked later reaches them. REINDEX lays a table without a rowid anew as well: it is the index of its
        key. The log is only appended to, so its rows never move.
        """
        if not self._crumpled or not self.unfinished:
            return False
        table, *rest = self._crumpled
        with writing(self.db) as db:
            db.execute(f"REINDEX {table}")
            if not rest:
                told = ", ".join(f"{getattr(self.done, name)} {name}" for name in Forgotten.__slots__)
                note(db, self.at, self.who, "erase", "", why="retention time", what=f"{told}; {_ENDED}")
        self._crumpled = rest
        return bool(rest)

    def _ids(self, sql: str, most: int = -1) -> list[str]:
        return [row[0] for row in self._rows(sql, most)]

    def _rows(self, sql: str, most: int = -1) -> list[tuple[str, ...]]:
        values = {
            "before": self.before.isoformat(timespec="seconds"),
            "day": civil_day(self.before).isoformat(),
            "all": self.everything,
            "keep": json.dumps(list(self.keep)),
            "person": PERSON,
            "most": most,
        }
        with faults_told():
            return self.db.execute(f"{sql} LIMIT :most", values).fetchall()

    def _unseen(self) -> list[str]:
        """Return renters whose number is no longer needed: not seen, and not enrolled anew, within the time."""
        found = self._rows(_ID_NUMBERS)
        return [person for person, household in found if self.everything or not self.seen(household, person)]


def _is_under_way(db: Database) -> bool:
    """Tell whether the last line about an erasure is not that of its end; an older program laid nothing anew."""
    with faults_told():
        last = db.execute("SELECT what FROM register_log WHERE action = 'erase' ORDER BY id DESC LIMIT 1").fetchone()
    return last is not None and not last[0].endswith(_ENDED)


def names_somebody(connection: sqlite3.Connection) -> bool:
    """Tell whether a register still holds anybody's name, address or number, or the text of a pass."""
    (found,) = connection.execute(_ANYBODY).fetchone()
    return bool(found)
