"""What ``bench ledger`` measures with: a street of households, and the plain rows to compare a passage with."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from gate_terminal.application.identifiers import uuid7
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Direction, Site, Subject
from gate_terminal.ledger.codec import moment_text
from gate_terminal.ledger.rows import INSERT_PASSAGE, PASSAGE_COLUMNS, SELECT_PASSAGES

if TYPE_CHECKING:
    from sqlite_utils.utils import sqlite3

_A_HOUSEHOLD = timedelta(seconds=100_000)
"""How often a household shows its pass, on average: the same in a compound of any size, so that the same is decided."""
_BEGIN = datetime(2020, 2, 7, tzinfo=SITE_ZONE)
_POLICY = Policy()


class Street:
    """Households that go out and come back at random, each once in 28 hours; `after` the latest passage there is."""

    def __init__(self, households: int, *, after: datetime | None = None) -> None:
        begin = after or _BEGIN
        self._chance = random.Random(begin.timestamp())  # noqa: S311 - a repeatable street
        self._households = households
        self._apart = _A_HOUSEHOLD / households
        self._at = begin

    def attempt(self) -> Attempt:
        """Return the next attempt."""
        self._at += self._apart
        household = self._chance.randrange(self._households)
        return Attempt(
            uid=uuid7(),
            at=self._at,
            site=Site.COMPOUND,
            gate="east",
            lane="1",
            direction=self._chance.choice(_WAYS),
            subject=Subject.RESIDENT,
            party=f"{household:08x}",
            person=f"{household:08x}{self._chance.randrange(3)}",
            temperatures=(Temperature(365),),
            serial="ABCD-EFGH-7",
            guard="guard",
        )

    def days(self, size: int) -> Iterator[list[Attempt]]:
        """Yield `size` attempts, a day's at a time."""
        a_day = timedelta(days=1) // self._apart
        for begun in range(0, size, a_day):
            yield [self.attempt() for _ in range(min(a_day, size - begun))]


_WAYS = tuple(Direction)


def households_for(size: int) -> int:
    """Return how many households a ledger of `size` passages is of."""
    return max(100, min(size // 20, 20_000))


def answer(attempt: Attempt) -> Callable[[Facts], Decision]:
    """Return the real rule for an attempt."""
    return lambda facts: decide(attempt, facts, _POLICY)


class _Raw:
    """A connection to plain sqlite3, as durable as the ledger's."""

    def __init__(self, path: Path) -> None:
        from sqlite_utils.utils import sqlite3

        self._connection: sqlite3.Connection = sqlite3.connect(str(path), isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")
        # Checkpoints at the same moments as the ledger's own, so that neither has one in its figures.
        self._connection.execute("PRAGMA wal_autocheckpoint=0")

    def rest(self) -> None:
        """Use an idle moment as the ledger does."""
        self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class PlainTable(_Raw):
    """The least that could be called a row: five columns, no index."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._connection.execute("CREATE TABLE rows (n INTEGER PRIMARY KEY, uid, party, person, rest)")

    def insert(self, row: tuple[object, ...]) -> None:
        """Insert and commit one row."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", row)
        self._connection.execute("COMMIT")


class SameRows(_Raw):
    """A copy of the ledger without its triggers, into which ready rows are written."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        for (name,) in self._connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            self._connection.execute(f"DROP TRIGGER {name}")
        self._last = self._connection.execute(f"{SELECT_PASSAGES} ORDER BY place DESC LIMIT 1").fetchone()
        self._state = self._connection.execute("SELECT state FROM party_state LIMIT 1").fetchone()[0]

    def row(self, turn: int, attempt: Attempt) -> tuple[object, ...]:
        """Return a row like the ledger's for an attempt."""
        row = dict(zip(PASSAGE_COLUMNS, self._last, strict=True))
        row |= {"place": row["place"] + 1 + turn, "seq": row["seq"] + 1 + turn, "uid": attempt.uid}
        row |= {"happened_at": moment_text(attempt.at), "party": attempt.party, "person": attempt.person}
        return tuple(row.values())

    def write(self, row: tuple[object, ...], party: str) -> None:
        """Read a state, insert the row, put a state back, commit."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("SELECT state FROM party_state WHERE party = ?", (party,)).fetchone()
        self._connection.execute(INSERT_PASSAGE, row)
        self._connection.execute("REPLACE INTO party_state VALUES (?, ?, 1)", (party, self._state))
        self._connection.execute("COMMIT")
