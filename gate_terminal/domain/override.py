"""What a supervisor's answer to a hold makes of the attempt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import admit, decide, decide_behind
from gate_terminal.domain.words import LIVING_HERE, Direction, Reason, Verdict


class HoldChanged(Exception):  # noqa: N818 - the world moved on; no error of anybody
    """The rule holds the attempt for another reason by now, or not at all: the supervisor has to look again."""


def admitted(
    attempt: Attempt, facts: Facts, policy: Policy, lifted: Collection[Reason] = frozenset(Reason)
) -> Decision:
    """Return the decision after a supervisor said yes to the holds for the reasons `lifted`.

    A yes settles what it was said to and nothing else: a turn that is used up, an isolation, a fever or a hold
    for another reason that stands behind is the answer then. Where the rule allows the attempt by itself, its own
    answer stands: the override was not needed, and the reason says so.
    """
    ruled = decide(attempt, facts, policy)
    if ruled.verdict is not Verdict.HOLD or ruled.reason not in lifted:
        return ruled
    behind = decide_behind(attempt, facts, policy, lifted)
    return admit(attempt, facts, policy) if behind is None or behind.verdict is Verdict.ALLOW else behind


def turned_back(attempt: Attempt, facts: Facts, policy: Policy, lifted: Collection[Reason] = ()) -> Decision:
    """Return the decision after a supervisor said no: the hold becomes a refusal for the same reason.

    `lifted` are the holds before it, to which the supervisor had said yes. Nobody is refused the way home; there
    the hold stays, and whoever waits goes on waiting.
    """
    ruled = _ruled(attempt, facts, policy, lifted)
    home_bound = attempt.direction is Direction.IN and attempt.subject in LIVING_HERE
    if ruled.verdict is not Verdict.HOLD or home_bound:
        return ruled
    return replace(ruled, verdict=Verdict.REFUSE, next_allowed=None)


def as_on_paper(attempt: Attempt, facts: Facts, policy: Policy) -> Decision:
    """Return the decision about somebody who passed while the terminal was down and a list on paper was kept.

    They did pass: where the rule would have asked, held or refused, it stands as let through by people, and uses the
    turn that it would use. A high reading and a duplicate stay what the rule says they are.
    """
    ruled = decide(attempt, facts, policy)
    stays = ruled.verdict in {Verdict.ALLOW, Verdict.ISOLATE, Verdict.IGNORE} or ruled.reason is Reason.TEMP_HIGH_FIRST
    return ruled if stays else admit(attempt, facts, policy)


def was_needed(answer: Decision, admits: bool) -> bool:
    """Tell whether a supervisor's yes or no made `answer` what it is; the rule alone may have said the same by then."""
    if admits:
        return answer.verdict is not Verdict.ALLOW or answer.reason is Reason.OK_SUPERVISOR
    return answer.verdict is Verdict.REFUSE


def demand_unchanged(
    held: Decision, admits: bool, attempt: Attempt, facts: Facts, policy: Policy, lifted: Collection[Reason] = ()
) -> None:
    """Raise :class:`HoldChanged` where the rule says anything else by now than the hold that was answered.

    That it allows the attempt is no obstacle to a yes.
    """
    ruled = _ruled(attempt, facts, policy, lifted)
    if admits and ruled.verdict is Verdict.ALLOW:
        return
    if (ruled.verdict, ruled.reason) != (held.verdict, held.reason):
        raise HoldChanged


def _ruled(attempt: Attempt, facts: Facts, policy: Policy, lifted: Collection[Reason]) -> Decision:
    behind = decide_behind(attempt, facts, policy, lifted) if lifted else None
    return decide(attempt, facts, policy) if behind is None else behind


def answers_of_a_supervisor(attempt: Attempt, facts: Facts, policy: Policy) -> tuple[Decision, ...]:
    """Return every decision that a supervisor's yes or no, to one hold after the other, may have made of this."""
    answers: list[Decision] = []
    lifted: list[Reason] = []
    ruled = decide(attempt, facts, policy)
    while ruled.verdict is Verdict.HOLD and ruled.reason not in lifted:
        answers.append(turned_back(attempt, facts, policy, lifted))
        lifted.append(ruled.reason)
        ruled = admitted(attempt, facts, policy, lifted)
        answers.append(ruled)
    return tuple(answers)
