"""What a supervisor's answer to a hold makes of the attempt."""

from __future__ import annotations

from dataclasses import replace

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import admit, decide
from gate_terminal.domain.words import Direction, Verdict

_NEVER_OVERRIDDEN = frozenset({Verdict.ALLOW, Verdict.ISOLATE, Verdict.REMEASURE})


def admitted(attempt: Attempt, facts: Facts, policy: Policy) -> Decision:
    """Return the decision after a supervisor said yes.

    Where the rule allows the attempt by now, its own answer stands: the override was not needed, and the
    reason says so. A fever is never admitted, and a missing measurement stays missing.
    """
    ruled = decide(attempt, facts, policy)
    if ruled.verdict in _NEVER_OVERRIDDEN:
        return ruled
    return admit(attempt, facts, policy)


def turned_back(attempt: Attempt, facts: Facts, policy: Policy) -> Decision:
    """Return the decision after a supervisor said no: the hold becomes a refusal for the same reason.

    Nobody is refused the way home; there the hold stays, and whoever waits goes on waiting.
    """
    ruled = decide(attempt, facts, policy)
    if ruled.verdict is not Verdict.HOLD or attempt.direction is Direction.IN:
        return ruled
    return replace(ruled, verdict=Verdict.REFUSE, next_allowed=None)
