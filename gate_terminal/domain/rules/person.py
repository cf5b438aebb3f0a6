"""What is asked of every person at every gate: emergency, clock, duplicate, temperature, fever, mask."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.moments import was_set_back
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.quota import uses_turn
from gate_terminal.domain.rules.answers import allow, hold, proof, refuse
from gate_terminal.domain.temperature import Judgement, Temperature, judge
from gate_terminal.domain.words import Direction, Purpose, Reason, Subject, Verdict

DUPLICATE_WITHIN = timedelta(seconds=60)
"""Nearer than this is the same scan; a full minute later is another attempt."""


def emergency(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Ambulance, fire, police, a birth: let pass at once, in either direction."""
    if attempt.purpose is Purpose.EMERGENCY or attempt.subject is Subject.EMERGENCY_VEHICLE:
        return allow(Reason.EMERGENCY, facts, policy)
    return None


def fever(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Keep whoever has a confirmed fever, and the vehicle with them, at the isolation point, whatever else there is."""
    if any(judge(chain, policy) is Judgement.FEVER for chain in attempt.chains):
        return Decision(Verdict.ISOLATE, Reason.FEVER_CONFIRMED, proof(facts, policy))
    return None


def is_clock_back(attempt: Attempt, facts: Facts) -> bool:
    """Tell whether the clock stands before the latest record by more than the tolerance."""
    return was_set_back(attempt.at, facts.latest_record_at)


def is_clock_suspect(attempt: Attempt, facts: Facts) -> bool:
    """Tell whether the clock was set back or ran ahead."""
    return attempt.circumstances.clock_forward or is_clock_back(attempt, facts)


def clock(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Hold an outing that depends on the turn while the clock cannot be trusted."""
    if attempt.direction is Direction.OUT and uses_turn(attempt.subject, attempt.purpose, policy):
        if is_clock_back(attempt, facts):
            return hold(Reason.CLOCK_BACK, facts, policy)
        if attempt.circumstances.clock_forward:
            return hold(Reason.CLOCK_FORWARD, facts, policy)
    return None


def duplicate(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Recognise the same person in the same direction again, so that a double read changes nothing.

    Whoever crossed the other way in between has turned round, and is no double read.
    """
    own = [crossing for crossing in facts.party.crossings if crossing.person == attempt.person]
    for crossing in own:
        if (
            crossing.direction is attempt.direction
            and abs(attempt.at - crossing.at) < DUPLICATE_WITHIN
            and not any(other.at > crossing.at for other in own)
        ):
            return Decision(Verdict.IGNORE, Reason.DUPLICATE_SCAN, proof(facts, policy, crossing.uid))
    return None


def temperature(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Ask for a reading until there is a valid normal one of everybody who crosses; nobody is skipped."""
    answers = [_of_one(chain, attempt, facts, policy) for chain in attempt.chains]
    objections = [answer for answer in answers if answer is not None]
    # Whoever can be measured is measured before somebody who cannot is left to the supervisor.
    objections.sort(key=lambda answer: answer.verdict is Verdict.HOLD)
    return next(iter(objections), None)


def _of_one(chain: tuple[Temperature, ...], attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    match judge(chain, policy):
        case Judgement.NORMAL | Judgement.RECHECKED:
            return None
        case Judgement.MISSING:
            if attempt.direction not in policy.measured_directions:
                return None
            reason = Reason.TEMP_MISSING
        case Judgement.LOW:
            reason = Reason.TEMP_LOW_INVALID
        case Judgement.HIGH_ONCE:
            reason = Reason.TEMP_HIGH_FIRST
        case Judgement.UNREADABLE:
            return hold(Reason.TEMP_UNREADABLE, facts, policy)
        case Judgement.FEVER:
            return fever(attempt, facts, policy)
        case unknown:
            assert_never(unknown)
    return Decision(Verdict.REMEASURE, reason, proof(facts, policy))


def temperature_of_one_leaving(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Ask for a reading as of anyone, but keep nobody from leaving for want of a working thermometer."""
    answer = temperature(attempt, facts, policy)
    return None if answer is not None and answer.verdict is Verdict.HOLD else answer


def mask(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Turn back whoever goes out without a mask; whoever comes in waits until one is handed out."""
    if attempt.circumstances.mask:
        return None
    answer = refuse if attempt.direction is Direction.OUT else hold
    return answer(Reason.NO_MASK, facts, policy)
