"""The answers that a rule can give, each with its proof."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import Facts, Outing
from gate_terminal.domain.policy import Policy, version
from gate_terminal.domain.words import Reason, Verdict

Rule = Callable[[Attempt, Facts, Policy], Decision | None]
"""A rule: an answer where it has something to say, None where it has no objection."""


def proof(facts: Facts, policy: Policy, *causes: str) -> Proof:
    """Return the proof of a decision that the passages with the uids `causes` caused."""
    as_of = facts.party.as_of if facts.latest_record_at is None else facts.latest_record_at
    return Proof(version(policy), causes, as_of)


def allow(reason: Reason, facts: Facts, policy: Policy, *causes: str) -> Decision:
    """Let pass."""
    return Decision(Verdict.ALLOW, reason, proof(facts, policy, *causes))


def hold(reason: Reason, facts: Facts, policy: Policy, cause: Outing | None = None) -> Decision:
    """Wait for the supervisor; nothing is promised."""
    causes = () if cause is None else (cause.uid,)
    return Decision(Verdict.HOLD, reason, proof(facts, policy, *causes), cause=cause)


def refuse(
    reason: Reason, facts: Facts, policy: Policy, until: datetime | None = None, cause: Outing | None = None
) -> Decision:
    """Turn back, naming the moment that ends it where there is one."""
    causes = () if cause is None else (cause.uid,)
    return Decision(Verdict.REFUSE, reason, proof(facts, policy, *causes), next_allowed=until, cause=cause)
