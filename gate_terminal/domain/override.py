"""What a supervisor's answer to a hold makes of the attempt."""

from __future__ import annotations

from dataclasses import replace

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import admit, decide
from gate_terminal.domain.words import Direction, Reason, Subject, Verdict

_NEVER_OVERRIDDEN = frozenset({Verdict.ALLOW, Verdict.ISOLATE, Verdict.REMEASURE})
LIVING_HERE = frozenset({Subject.RESIDENT, Subject.RENTER, Subject.VILLAGER})


class HoldChanged(Exception):  # noqa: N818 - the world moved on; no error of anybody
    """The rule holds the attempt for another reason by now, or not at all: the supervisor has to look again."""


def admitted(attempt: Attempt, facts: Facts, policy: Policy) -> Decision:
    """Return the decision after a supervisor said yes.

    Where the rule allows the attempt by now, its own answer stands: the override was not needed, and the
    reason says so. A fever is never admitted, and a missing measurement stays missing.
    """
    ruled = decide(attempt, facts, policy)
    return ruled if ruled.verdict in _NEVER_OVERRIDDEN else admit(attempt, facts, policy)


def turned_back(attempt: Attempt, facts: Facts, policy: Policy) -> Decision:
    """Return the decision after a supervisor said no: the hold becomes a refusal for the same reason.

    Nobody is refused the way home; there the hold stays, and whoever waits goes on waiting.
    """
    ruled = decide(attempt, facts, policy)
    home_bound = attempt.direction is Direction.IN and attempt.subject in LIVING_HERE
    if ruled.verdict is not Verdict.HOLD or home_bound:
        return ruled
    return replace(ruled, verdict=Verdict.REFUSE, next_allowed=None)


def was_needed(answer: Decision, admits: bool) -> bool:
    """Tell whether a supervisor's yes or no made `answer` what it is; the rule alone may have said the same by then."""
    return answer.reason is Reason.OK_SUPERVISOR if admits else answer.verdict is Verdict.REFUSE


def demand_unchanged(held: Decision, admits: bool, attempt: Attempt, facts: Facts, policy: Policy) -> None:
    """Raise :class:`HoldChanged` where the rule says anything else by now than the hold that was answered.

    That it allows the attempt is no obstacle to a yes.
    """
    ruled = decide(attempt, facts, policy)
    if admits and ruled.verdict is Verdict.ALLOW:
        return
    if (ruled.verdict, ruled.reason) != (held.verdict, held.reason):
        raise HoldChanged
