"""Erases who it was, after the retention time, for real; what happened, the counts and the chain stay.

It works in steps of a few hundred rows, each a short transaction, so that a gate can do it between two people. The
first step writes down the limit, so the chain is good after every one of them; the last writes down the counts. A step
that never came is made up by the next erasure, and so is what a restore brought back.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from sqlite_utils.utils import sqlite3

from gate_terminal.ledger import states
from gate_terminal.ledger.codec import moment_text
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.schema import ERASED
from gate_terminal.ledger.store import Ledger
from gate_terminal.ledger.trouble import told
from gate_terminal.ledger.witness import Head

ROWS_A_STEP = 250

# What was erased before the last erasure that came to its end need not be looked at again: only what has grown old
# since, what was entered since for an older day, and what was kept then for the sake of a fever case.
_DUE = """
SELECT place, uid, party FROM passages WHERE happened_at >= :done AND happened_at < :limit AND salt IS NOT NULL
UNION SELECT place, uid, party FROM passages WHERE place > :done_place AND happened_at < :limit AND salt IS NOT NULL
UNION SELECT place, uid, party FROM passages
    WHERE place IN (SELECT value FROM json_each(:kept)) AND happened_at < :limit AND salt IS NOT NULL
ORDER BY party, place
"""
_LAST_COMPLETE = (
    "SELECT place, about, detail FROM events WHERE kind = :erasure AND json_extract(detail, '$.passages') IS NOT NULL "
    # A restore brings back who the backup still knew.
    "AND place > (SELECT coalesce(max(place), 0) FROM events WHERE kind = :restore) ORDER BY place DESC LIMIT 1"
)
_LAST_IS_COMPLETE = (
    "SELECT json_extract(detail, '$.passages') IS NOT NULL FROM events WHERE kind IN (:erasure, :restore) "
    "ORDER BY place DESC LIMIT 1"
)
_KINDS = {"erasure": EventKind.ERASURE.value, "restore": EventKind.RESTORE.value}
_DUE_WORDS = (
    "SELECT w.place FROM event_words w JOIN events e ON e.place = w.place WHERE e.happened_at < ? ORDER BY w.place"
)
_ERASE = f"UPDATE passages SET {ERASED} WHERE place = ?"  # noqa: S608 - our own columns


@dataclass(slots=True)
class IdentityErasure:
    """One erasure of everything that happened earlier than `before`, in the thread that opened the ledger.

    `keep` are the uids of passages whose identity is still needed: those of a fever case, until some time after it was
    closed. What is due is found when this is made; raises as `Ledger.record` does.
    """

    ledger: Ledger
    before: datetime
    at: datetime
    who: str = ""
    keep: Collection[str] = frozenset()
    passages: int = field(default=0, init=False)
    """So many have been erased."""
    words: int = field(default=0, init=False)
    """So many reasons of events have been erased."""
    unfinished: bool = field(init=False)
    """An erasure was begun that did not come to its end, or a restore came after it: the last step is still to do."""
    _rows: list[tuple[int, str]] = field(init=False)
    _reasons: list[int] = field(init=False)
    _kept: list[int] = field(init=False)
    _begun: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        limit = moment_text(self.before)
        with told(self.ledger.file.path):
            execute = self.ledger.file.conn.execute
            last = execute(_LAST_COMPLETE, _KINDS).fetchone()
            self.unfinished = execute(_LAST_IS_COMPLETE, _KINDS).fetchone() == (0,)
            place, done, detail = (0, "", "{}") if last is None else last
            kept = json.dumps(json.loads(detail).get("kept", []))
            found = execute(_DUE, {"done": done, "done_place": place, "limit": limit, "kept": kept}).fetchall()
            self._reasons = [row[0] for row in execute(_DUE_WORDS, (limit,))]
        self._rows = [(place, party) for place, uid, party in found if uid not in self.keep]
        self._kept = [place for place, uid, _ in found if uid in self.keep]

    @property
    def due(self) -> int:
        """How many rows are still to be erased."""
        return len(self._rows) + len(self._reasons)

    @property
    def passages_due(self) -> int:
        """How many passages are still to be erased."""
        return len(self._rows)

    def step(self, rows: int | None = None) -> bool:
        """Erase the next `rows` passages or reasons (a few hundred); return whether anything is left to do."""
        rows = ROWS_A_STEP if rows is None else rows
        if not self.due and not self.unfinished:
            return False
        batch = list(islice(self._rows, rows))
        reasons = list(islice(self._reasons, rows - len(batch)))
        rest, rest_of_reasons = self._rows[len(batch) :], self._reasons[len(reasons) :]
        limit = moment_text(self.before)
        ends = not rest and not rest_of_reasons
        with self.ledger.file.writing() as connection:
            event = None
            if not self._begun and not ends:
                due = {"due": self.due}
                event = self.ledger.append(connection, EventKind.ERASURE, self.at, (self.who, limit, ""), due)
            _erase(connection, batch, reasons)
            if ends:
                _lay_anew(connection)
                done: dict[str, Any] = {"passages": self.passages + len(batch)}
                if self.words + len(reasons):
                    done["reasons"] = self.words + len(reasons)
                if self._kept:
                    done["kept"] = self._kept
                event = self.ledger.append(connection, EventKind.ERASURE, self.at, (self.who, limit, ""), done)
        # Only now is it so: a step that failed may be made again.
        self._begun = True
        self.unfinished = not ends
        self._rows, self._reasons = rest, rest_of_reasons
        self.passages += len(batch)
        self.words += len(reasons)
        if event is not None:
            self.ledger.remember(Head(event.place, event.hash))
        return not ends


_INDEX = "SELECT sql FROM sqlite_schema WHERE name = 'passages_by_party'"


def _lay_anew(connection: sqlite3.Connection) -> None:
    """Lay anew what shrinks when rows lose their identity: the index by party, the states, the reasons.

    ``secure_delete`` overwrites what is deleted, and pages that become free. But where two half-empty pages of a tree
    are joined into one, copies of rows that were deleted later stay behind in its unused middle. The passages
    themselves shrink too little for their pages ever to be joined.
    """
    (sql,) = connection.execute(_INDEX).fetchone()
    connection.execute("DROP INDEX passages_by_party")
    connection.execute(sql)
    kept = connection.execute("SELECT party, state, outside FROM party_state ORDER BY party").fetchall()
    connection.execute("DELETE FROM party_state")
    connection.executemany("INSERT INTO party_state VALUES (?, ?, ?)", kept)
    words = connection.execute("SELECT place, why, salt FROM event_words ORDER BY place").fetchall()
    connection.execute("DELETE FROM event_words")
    connection.executemany("INSERT INTO event_words VALUES (?, ?, ?)", words)


def _erase(connection: sqlite3.Connection, batch: list[tuple[int, str]], reasons: list[int]) -> None:
    connection.executemany(_ERASE, [(place,) for place, _ in batch])
    connection.executemany("DELETE FROM event_words WHERE place = ?", [(place,) for place in reasons])
    # The rows come by party, so each is folded once or twice.
    for party in dict.fromkeys(party for _, party in batch):
        states.refold(connection, party)


def erase_identities(
    ledger: Ledger, *, before: datetime, at: datetime, who: str = "", keep: Collection[str] = frozenset()
) -> int:
    """Erase who it was in all passages that happened earlier than `before`; return their number.

    The reasons of events of that time go with them. The bytes are gone from the file and the WAL when this
    returns (``secure_delete``, then a truncating checkpoint), unless somebody reads the file just then: see
    `bytes_gone`. Backups made earlier still hold them. Raises as `Ledger.record` does.
    """
    erasure = IdentityErasure(ledger, before, at, who, keep)
    while erasure.step():
        pass
    if erasure.passages or erasure.words:
        bytes_gone(ledger)
    return erasure.passages


def bytes_gone(ledger: Ledger) -> bool:
    """Cut the WAL off, in which the bytes of before still lie; False where somebody is reading and it must be later.

    Nobody is waited for: a lane has no time for that.
    """
    with told(ledger.file.path):
        connection = ledger.file.conn
        (patience,) = connection.execute("PRAGMA busy_timeout").fetchone()
        connection.execute("PRAGMA busy_timeout = 0")
        try:
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.execute(f"PRAGMA busy_timeout = {int(patience)}")
    return not busy


def knows_somebody(connection: sqlite3.Connection) -> bool:
    """Tell whether any passage still has its identity, or any event the reason that somebody typed."""
    sql = "SELECT EXISTS (SELECT 1 FROM passages WHERE salt IS NOT NULL) OR EXISTS (SELECT 1 FROM event_words)"
    return bool(connection.execute(sql).fetchone()[0])
