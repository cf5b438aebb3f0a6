"""Answers an attempt by the real path, on a ledger in memory that holds nothing but the history given with it."""

from __future__ import annotations

from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import PastPassage
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.words import Reason
from gate_terminal.ledger.rehearsal import Given, RehearsalLedger

_NOTHING_SPECIAL = Circumstances()
_HISTORY = Proof("history")


class Rehearsal:
    """Answers attempts, one independent of the other; use it in the thread that made it, and close it."""

    def __init__(self) -> None:
        self._ledger = RehearsalLedger()

    def close(self) -> None:
        """Give the memory back."""
        self._ledger.close()

    def answer(self, history: tuple[PastPassage, ...], attempt: Attempt, policy: Policy) -> Decision:
        """Let `history` stand in the ledger as it was, then decide and record `attempt`; return the decision."""
        with self._ledger.after([_given(past, attempt) for past in history]):
            return self._ledger.record(attempt, lambda facts: decide(attempt, facts, policy)).decision


def _given(past: PastPassage, attempt: Attempt) -> Given:
    """Return the row that `past` left, of the same party as `attempt`; its reason plays no part in a later decision."""
    asked = Attempt(
        uid=past.uid,
        at=past.at,
        site=attempt.site,
        gate=past.gate,
        lane=attempt.lane,
        direction=past.direction,
        subject=attempt.subject,
        party=attempt.party,
        person=past.person,
        purpose=past.purpose,
        circumstances=_NOTHING_SPECIAL,
    )
    reason = Reason.OK_TURN if past.counted else Reason.OK_EXEMPT
    return Given(asked, Decision(past.verdict, reason, _HISTORY, counted=past.counted), past.void)
