"""A ledger in memory for rehearsals: it is given a past, answers as the real one does, and forgets both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.party import fold
from gate_terminal.domain.words import Verdict
from gate_terminal.ledger import states
from gate_terminal.ledger.file import LedgerFile
from gate_terminal.ledger.passage import Entered, past_of
from gate_terminal.ledger.rows import (
    GENESIS,
    INSERT_EVENT,
    INSERT_PASSAGE,
    Event,
    EventKind,
    Slot,
    event_row,
    passage_row,
)
from gate_terminal.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Given:
    """An answer of the past as it was given, and whether it was made void."""

    attempt: Attempt
    decision: Decision
    void: bool = False


class _RehearsalFile(LedgerFile):
    """A file in memory whose transactions are steps of one that is rolled back."""

    def __init__(self) -> None:
        super().__init__(None, window=False)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Give the connection; what is written stays until the rehearsal ends."""
        connection = self.conn
        connection.execute("SAVEPOINT answer")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK TO answer")
            connection.execute("RELEASE answer")
            raise
        connection.execute("RELEASE answer")


class RehearsalLedger(Ledger):
    """A ledger for one party at a time; use it within :meth:`after`."""

    def __init__(self) -> None:
        super().__init__(_RehearsalFile())

    @contextmanager
    def after(self, past: Sequence[Given]) -> Iterator[None]:
        """Begin with nothing but `past`, the answers of one party in the order of recording; forget all at the end.

        The rows are those that recording one answer after the other would have left, chained and all; only the
        state is folded once. What was ignored is no row here either.
        """
        connection = self.file.conn
        connection.execute("BEGIN")
        try:
            self._put(connection, [given for given in past if given.decision.verdict is not Verdict.IGNORE])
            yield
        finally:
            connection.execute("ROLLBACK")

    def _put(self, connection: Any, past: Sequence[Given]) -> None:
        if not past:
            return
        recorded_at, prev, place = self._now(), GENESIS, 0
        numbers: Counter[str] = Counter()
        passages, voids = [], []
        for given in past:
            attempt, decision = given.attempt, given.decision
            place += 1
            numbers[attempt.gate] += 1
            slot = Slot(place, prev, self._epoch, numbers[attempt.gate])
            row = passage_row(attempt, decision, slot, recorded_at=recorded_at, entered=Entered.LIVE)
            passages.append(row)
            prev = row[-1]
            if given.void:
                place += 1
                void = Event(
                    place, EventKind.VOID, attempt.at, recorded_at, who="past", about=attempt.uid, why="void", detail={}
                )
                row = event_row(void, prev)
                voids.append(row)
                prev = row[-1]
        connection.executemany(INSERT_PASSAGE, passages)
        connection.executemany(INSERT_EVENT, voids)
        state = fold([past_of(given.attempt, given.decision, void=given.void) for given in past])
        states.write_state(connection, past[0].attempt.party, state)
