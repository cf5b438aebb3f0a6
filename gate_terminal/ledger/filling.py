"""Gives an empty ledger a long past at once: the rows that recording one passage after the other would have left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.facts import Facts, PartyState
from gate_terminal.domain.words import Verdict
from gate_terminal.ledger import states
from gate_terminal.ledger.rows import INSERT_PASSAGE, Row, Slot
from gate_terminal.ledger.store import Decide, Ledger, rows_of, state_after
from gate_terminal.ledger.witness import Head

# Indexes are made in one go at the end: kept up row by row they would cost most of the time.
_LATE_INDEXES = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'passages' AND sql NOT NULL"


class Filling:
    """Fills `ledger`, which must be empty; every `day` takes the attempts of a day, in the order of their moments.

    Each is answered by the rule with the facts of its moment; what the rule ignores is no row here either. Nothing is
    flushed before `finish`: a power cut in between leaves a file to throw away.
    """

    def __init__(self, ledger: Ledger, rule: Callable[[Attempt], Decide]) -> None:
        self._ledger = ledger
        self._rule = rule
        self._states: dict[str, PartyState] = {}
        self._numbers: Counter[str] = Counter()
        self._latest: datetime | None = None
        file = ledger.file
        if file.rows("SELECT 1 FROM passages LIMIT 1"):
            raise ValueError("only an empty ledger can be filled")
        file.rows("PRAGMA synchronous=OFF")
        self._indexes = file.rows(_LATE_INDEXES)
        for name, _ in self._indexes:
            file.rows(f"DROP INDEX {name}")

    def day(self, attempts: Iterable[Attempt]) -> int:
        """Put the answers to `attempts` into the ledger, and a checkpoint behind them; return their number."""
        with self._ledger.file.writing() as connection:
            head = self._ledger.head(connection)
            rows: list[Row] = []
            for attempt in attempts:
                head = self._answer(attempt, head, rows)
            connection.executemany(INSERT_PASSAGE, rows)
        if self._latest is not None:
            self._ledger.checkpoint(self._latest)
        return len(rows)

    def _answer(self, attempt: Attempt, head: Head, rows: list[Row]) -> Head:
        state = self._states.get(attempt.party, PartyState())
        decision = self._rule(attempt)(Facts(state, self._latest))
        if decision.verdict is Verdict.IGNORE:
            return head
        slot = Slot(head.place + 1, head.hash, 1, self._numbers[attempt.gate] + 1)
        answer = rows_of(attempt, decision, slot, recorded_at=attempt.at)
        rows += answer
        self._numbers[attempt.gate] += len(answer)
        self._states[attempt.party] = state_after(state, attempt, decision)
        self._latest = attempt.at
        return Head(answer[-1][0], answer[-1][-1])

    def finish(self) -> None:
        """Derive the states, make the indexes, and put all of it on the disk."""
        file = self._ledger.file
        with file.writing() as connection:
            for party, state in self._states.items():
                states.write_state(connection, party, state)
            for _, sql in self._indexes:
                connection.execute(sql)
        file.rows("PRAGMA synchronous=FULL")
        file.rows("PRAGMA wal_checkpoint(TRUNCATE)")
