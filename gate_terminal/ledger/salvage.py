"""What a torn ledger file still yields: its rows one by one, and the other tables if they can be read in full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlite_utils.utils import sqlite3

from gate_terminal.ledger.chain import name_of, own_fault
from gate_terminal.ledger.rows import SELECT_EVENTS, SELECT_PASSAGES, Row
from gate_terminal.ledger.schema import LEDGER_TABLES
from gate_terminal.ledger.witness import Head

# Where not even the last row can be found, the search ends after so many places without any.
_MISSES = 20_000


@dataclass(slots=True)
class Salvage:
    """Reads the rows behind `head`, as far as each proves itself; `rejected` says which were there but did not."""

    torn: sqlite3.Connection
    head: Head
    confirmed: int = 0
    """The last place that the witness knows; nothing is searched before it is reached."""
    rejected: list[str] = field(default_factory=list)
    lost: list[tuple[int, int]] = field(default_factory=list)
    """The places (first, last) from which no row could be taken."""

    def rows(self) -> Iterator[Row]:
        """Yield the rows in the order of the chain; afterwards `lost` and `rejected` are complete."""
        last = self.head
        end = max(self.confirmed, self._last_place())
        place, misses = last.place, 0
        while place < end or (end == 0 and misses < _MISSES):
            place += 1
            row = self._row(place)
            if row is None or not self._holds(row, last):
                misses += 1
                continue
            misses = 0
            self._lose(last.place + 1, place - 1)
            last = Head(place, row[-1])
            yield row
        self._lose(last.place + 1, end)

    def _lose(self, first: int, last: int) -> None:
        if first <= last:
            self.lost.append((first, last))

    def _holds(self, row: Row, last: Head) -> bool:
        wrong = own_fault(row)
        if wrong is None and row[0] == last.place + 1 and row[-2] != last.hash:
            wrong = "does not follow from the row before it"
        if wrong is not None:
            self.rejected.append(f"{name_of(row)} {wrong}; it was not taken over.")
        return wrong is None

    def _row(self, place: int) -> Row | None:
        for select, column in ((SELECT_PASSAGES, "p.place"), (SELECT_EVENTS, "place")):
            try:
                row: Row | None = self.torn.execute(f"{select} WHERE {column} = ?", (place,)).fetchone()
            except (sqlite3.Error, UnicodeError):
                # This page is gone; the next row may lie in a good one.
                continue
            if row is not None:
                return row
        return None

    def _last_place(self) -> int:
        places = [0]
        for table in ("passages", "events"):
            try:
                (last,) = self.torn.execute(f"SELECT max(place) FROM {table}").fetchone()  # noqa: S608
            except sqlite3.Error:
                continue
            places.append(last or 0)
        return max(places)


def carry_other_tables(torn: sqlite3.Connection, target: sqlite3.Connection) -> bool:
    """Replace in `target` everything that is not the ledger's by what `torn` holds, all or nothing.

    False where any of it cannot be read or does not fit together; then `target` keeps what it had.
    """
    target.execute("PRAGMA foreign_keys=OFF")
    target.execute("BEGIN IMMEDIATE")
    try:
        _carry(torn, target)
        if target.execute("PRAGMA foreign_key_check").fetchone() is not None:
            target.execute("ROLLBACK")
            return False
        target.execute("COMMIT")
    except (sqlite3.Error, UnicodeError):
        if target.in_transaction:
            target.execute("ROLLBACK")
        return False
    finally:
        target.execute("PRAGMA foreign_keys=ON")
    return True


def _carry(torn: sqlite3.Connection, target: sqlite3.Connection) -> None:
    theirs = torn.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    others = [row for row in theirs if row[2] not in LEDGER_TABLES]
    have = {name: sql for name, sql in target.execute("SELECT name, sql FROM sqlite_schema")}  # noqa: C416
    tables = [row for row in others if row[0] == "table"]
    # Making a virtual table makes its shadow tables too, so a table may be there by the time it is its turn.
    for _, name, _, sql in sorted(tables, key=lambda row: not row[3].upper().startswith("CREATE VIRTUAL")):
        if name in have and have[name] != sql:
            raise sqlite3.DataError(f"table {name} has changed its form")
        if target.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (name,)).fetchone() is None:
            target.execute(sql)
    # Triggers would refuse or double what is written here.
    for (name,) in target.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        if any(row[0] == "trigger" and row[1] == name for row in others):
            target.execute(f"DROP TRIGGER {_quoted(name)}")
    for _, name, _, sql in tables:
        if not sql.upper().startswith("CREATE VIRTUAL"):
            _carry_rows(torn, target, name)
    present = {name for (name,) in target.execute("SELECT name FROM sqlite_schema")}
    for kind, name, _, sql in others:
        if kind != "table" and name not in present:
            target.execute(sql)


def _carry_rows(torn: sqlite3.Connection, target: sqlite3.Connection, table: str) -> None:
    columns = torn.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()
    names = [_quoted(column[1]) for column in columns]
    (without_rowid,) = torn.execute("SELECT wr FROM pragma_table_list WHERE name = ?", (table,)).fetchone()
    if not without_rowid and not any(column[5] and column[2].upper() == "INTEGER" for column in columns):
        # A full-text index refers to its table by rowid.
        names.insert(0, "rowid")
    rows = torn.execute(f"SELECT {', '.join(names)} FROM {_quoted(table)}").fetchall()  # noqa: S608
    target.execute(f"DELETE FROM {_quoted(table)}")  # noqa: S608
    target.executemany(
        f"INSERT INTO {_quoted(table)} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",  # noqa: S608
        rows,
    )


def _quoted(name: str) -> str:
    escaped = name.replace('"', '""')
    return f'"{escaped}"'
