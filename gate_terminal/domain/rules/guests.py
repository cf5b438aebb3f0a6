"""Who comes to a compound or a village without living there."""

from __future__ import annotations

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules.answers import allow, hold, refuse
from gate_terminal.domain.words import Reason


def visitor(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Turn visitors back; with the host's word the supervisor may let them in for a while."""
    if attempt.circumstances.host_approved:
        return hold(Reason.VISITOR_SUPERVISOR, facts, policy)
    return refuse(Reason.VISITOR_NOT_ALLOWED, facts, policy)


def courier(_attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Send couriers to the drop-off point."""
    return refuse(Reason.COURIER_DROP, facts, policy)


def supply(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Let supplies in against their paper."""
    if attempt.circumstances.document:
        return allow(Reason.OK_SUPPLY, facts, policy)
    return hold(Reason.DOC_MISSING, facts, policy)
