"""The one path from an attempt and the facts to the answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules.answers import Rule
from gate_terminal.domain.rules.orders import ORDERS
from gate_terminal.domain.words import Direction, Reason, Verdict


def decide(attempt: Attempt, facts: Facts, policy: Policy) -> Decision:
    """Return the answer to `attempt`: that of the first rule, in the order of its gate, that has one.

    Pure: the same three values give the same answer at any time.
    """
    rules = iter(ORDERS[attempt.site][attempt.direction][attempt.subject])
    answer = _first(rules, attempt, facts, policy)
    if answer is None:
        raise AssertionError(f"no rule answers {attempt}")
    if answer.reason is Reason.TEMP_MISSING and attempt.direction is Direction.OUT:
        # Nobody is measured in the cold only to be told what was certain before.
        certain = _first(rules, attempt, facts, policy)
        if certain is not None and certain.verdict is Verdict.REFUSE:
            return certain
    return answer


def decide_behind(attempt: Attempt, facts: Facts, policy: Policy, lifted: Collection[Reason]) -> Decision | None:
    """Return what the rule says once the holds for the reasons `lifted` are settled, None where nothing is left.

    A hold is the first objection, not the only one: what stands behind it is asked as of anybody else.
    """
    for rule in ORDERS[attempt.site][attempt.direction][attempt.subject]:
        answer = rule(attempt, facts, policy)
        if answer is not None and not (answer.verdict is Verdict.HOLD and answer.reason in lifted):
            return answer
    return None


def _first(rules: Iterable[Rule], attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    for rule in rules:
        answer = rule(attempt, facts, policy)
        if answer is not None:
            return answer
    return None
