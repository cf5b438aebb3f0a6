"""The household rule: its way out, by hours, reason, turn and companions, and its way home."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts, Outing
from gate_terminal.domain.moments import civil_day, midnight
from gate_terminal.domain.party import outing_of
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.quota import (
    first_moment,
    has_turns,
    is_own_day,
    next_turn,
    opening_from,
    stayed_too_long,
    takes_turn,
    turn_after,
    turn_of,
    uses_turn,
)
from gate_terminal.domain.rules.answers import allow, hold, proof, refuse
from gate_terminal.domain.rules.identity import PASS_GONE
from gate_terminal.domain.rules.person import is_clock_suspect
from gate_terminal.domain.temperature import Judgement, judge
from gate_terminal.domain.words import Basis, Direction, Purpose, Reason, Verdict

LONGEST_OUTING = timedelta(hours=24)
"""A return from longer outside is marked, whatever the purpose."""


def night(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Turn back whoever goes out while the gate is closed for the night."""
    if policy.night_closed is None or not policy.night_closed.covers(attempt.at):
        return None
    return refuse(Reason.NIGHT_CLOSED, facts, policy, first_moment(attempt.at, attempt, facts.party, policy))


def work_letter(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Hold whoever goes to work without the employer's letter."""
    if has_turns(attempt.subject, policy) and attempt.purpose is Purpose.WORK and not attempt.circumstances.work_letter:
        return hold(Reason.DOC_MISSING, facts, policy)
    return None


def own_day(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Turn back an odd unit on an even date and the other way round."""
    if policy.basis is not Basis.ODD_EVEN or not takes_turn(attempt, policy):
        return None
    unit_number = attempt.circumstances.unit_number
    if unit_number is None:
        # An address without a number has no day of its own; which one it takes is for people to settle.
        return hold(Reason.IDENTITY_UNVERIFIED, facts, policy)
    if is_own_day(civil_day(attempt.at), unit_number):
        return None
    until = first_moment(attempt.at, attempt, facts.party, policy)
    return refuse(Reason.NOT_YOUR_DAY, facts, policy, until, facts.party.last_turn)


def quota(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """One outing of the household in each interval, one member at a time."""
    if not takes_turn(attempt, policy):
        return None
    turn = turn_of(attempt, facts.party, policy)
    shopping = _another_out(attempt, facts)
    if turn.free:
        return None if shopping is None else _still_out(shopping, attempt, facts, policy)
    until = first_moment(attempt.at, attempt, facts.party, policy)
    if shopping is not None:
        return refuse(Reason.MEMBER_OUT, facts, policy, until, shopping)
    lost = turn.lost_at is not None and attempt.at >= turn.lost_at
    return refuse(Reason.OVERTIME_PENALTY if lost else Reason.QUOTA_USED, facts, policy, until, turn.by)


def _another_out(attempt: Attempt, facts: Facts) -> Outing | None:
    """Return the latest outing from which another member of the household has not come back."""
    others = [o for o in facts.party.still_out if o.counted and o.person != attempt.person]
    return others[-1] if others else None


def _still_out(outing: Outing, attempt: Attempt, facts: Facts, policy: Policy) -> Decision:
    """Answer where the turn is free, but a member has not come back from an earlier one."""
    unit_number = attempt.circumstances.unit_number
    turn_began = opening_from(turn_after(outing.at, policy, unit_number), policy, unit_number)
    if civil_day(attempt.at) > civil_day(turn_began):
        return hold(Reason.MEMBER_OUT_OVERDUE, facts, policy, outing)
    # All that can be said for certain: with the next day it is no longer refused for this.
    day_over = midnight(civil_day(turn_began) + timedelta(days=1))
    return refuse(Reason.MEMBER_OUT, facts, policy, opening_from(day_over, policy, unit_number), outing)


def companions(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Leave a child along to the supervisor, who may admit it on the same turn."""
    return hold(Reason.CHILD_ACCOMPANY, facts, policy) if attempt.circumstances.child_with else None


def go_out(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Let go: on the household's turn, for an exempt purpose, or where no turns are counted."""
    if not has_turns(attempt.subject, policy):
        return _outing(Reason.OK_OUT, attempt, facts, policy)
    if not uses_turn(attempt.subject, attempt.purpose, policy):
        return _outing(Reason.OK_EXEMPT, attempt, facts, policy)
    missed = outing_of(facts.party, attempt.person) is not None
    return _outing(Reason.OK_TURN_MISSED_RETURN if missed else Reason.OK_TURN, attempt, facts, policy)


def admit(attempt: Attempt, facts: Facts, policy: Policy) -> Decision:
    """Return the answer where the supervisor lets a held attempt pass; an outing that would use the turn uses it."""
    if attempt.direction is Direction.IN:
        return allow(Reason.OK_SUPERVISOR, facts, policy)
    return _outing(Reason.OK_SUPERVISOR, attempt, facts, policy)


def _outing(reason: Reason, attempt: Attempt, facts: Facts, policy: Policy) -> Decision:
    counted = takes_turn(attempt, policy)
    missed = outing_of(facts.party, attempt.person)
    causes = () if missed is None else (missed.uid,)
    return Decision(
        Verdict.ALLOW,
        reason,
        proof(facts, policy, *causes),
        next_allowed=next_turn(attempt, policy) if counted else None,
        counted=counted,
        fills_return=missed,
        cause=missed,
    )


def come_home(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Let home, whatever the hour, the pass or the records say, and mark the first thing worth knowing."""
    outing = outing_of(facts.party, attempt.person)
    answer = allow(_return_mark(attempt, outing, facts, policy), facts, policy)
    if outing is None:
        return answer
    return replace(answer, proof=proof(facts, policy, outing.uid), cause=outing)


def _return_mark(attempt: Attempt, outing: Outing | None, facts: Facts, policy: Policy) -> Reason:
    if is_clock_suspect(attempt, facts):
        return Reason.OK_RETURN_CLOCK_SUSPECT
    if outing is None and has_turns(attempt.subject, policy):
        # Where no turns are counted nobody is asked to register the way out.
        return Reason.OK_RETURN_UNMATCHED
    if attempt.circumstances.pass_shown in PASS_GONE:
        return Reason.OK_RETURN_PASS_LOST
    if judge(attempt.temperatures, policy) is Judgement.RECHECKED:
        return Reason.OK_RETURN_RECHECKED
    if policy.night_closed is not None and policy.night_closed.covers(attempt.at):
        return Reason.OK_RETURN_NIGHT
    if outing is not None and _is_overdue(outing, attempt.at, policy):
        return Reason.OK_RETURN_OVERDUE
    return Reason.OK_RETURN


def _is_overdue(outing: Outing, at: datetime, policy: Policy) -> bool:
    return at - outing.at > LONGEST_OUTING or stayed_too_long(outing, at, policy)
