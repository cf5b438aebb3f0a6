"""A ledger in memory on which an attempt is answered by the real path, and which forgets it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import Facts, PastPassage
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.words import Reason
from gate_terminal.ledger.file import LedgerFile
from gate_terminal.ledger.store import Ledger


class _RehearsalFile(LedgerFile):
    """A file in memory whose transactions are steps of one that is rolled back: the next line finds it empty."""

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

    @contextmanager
    def rehearsing(self) -> Iterator[None]:
        """Forget at the end whatever was written in between."""
        self.conn.execute("BEGIN")
        try:
            yield
        finally:
            self.conn.execute("ROLLBACK")


class Rehearsal:
    """Answers attempts, each on a ledger that holds nothing but the history given with it."""

    def __init__(self) -> None:
        self._file = _RehearsalFile()
        self._ledger = Ledger(self._file)

    def close(self) -> None:
        """Give the memory back."""
        self._ledger.close()

    def answer(self, history: tuple[PastPassage, ...], attempt: Attempt, policy: Policy) -> Decision:
        """Record `history` as it was, then decide and record `attempt`; return the decision."""
        with self._file.rehearsing():
            for past in history:
                self._ledger.record(_attempt_of(past, attempt), partial(_decision_of, past))
            self._make_void(history)
            return self._ledger.record(attempt, lambda facts: decide(attempt, facts, policy)).decision

    def _make_void(self, history: tuple[PastPassage, ...]) -> None:
        gone: set[str] = set()
        for past in history:
            if past.void and past.uid not in gone:
                # A way out takes its return with it.
                together = self._ledger.void(past.uid, who="replay", why="void in the history", at=past.at)
                gone |= {passage.uid for passage in together}


def _attempt_of(past: PastPassage, attempt: Attempt) -> Attempt:
    """Return what must have been asked for `past` to be recorded, of the same party as `attempt`."""
    return replace(
        attempt,
        uid=past.uid,
        at=past.at,
        gate=past.gate,
        direction=past.direction,
        person=past.person,
        purpose=past.purpose,
        temperatures=(),
        circumstances=Circumstances(),
    )


def _decision_of(past: PastPassage, _facts: Facts) -> Decision:
    """Return the recorded answer; its reason plays no part in any later decision."""
    reason = Reason.OK_TURN if past.counted else Reason.OK_EXEMPT
    return Decision(past.verdict, reason, Proof("history"), counted=past.counted)
