"""The household's turn: when it begins again after an outing, under each of the four bases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import assert_never

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.facts import Outing, PartyState
from gate_terminal.domain.moments import civil_day, midnight, site_moment
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.words import Basis, OvertimePenalty, PassShown, Purpose, Subject

_HOUSEHOLD_RULE = frozenset({Subject.RESIDENT, Subject.RENTER})


def has_turns(subject: Subject, policy: Policy) -> bool:
    """Tell whether outings of such a person stand under the household rule."""
    return subject in _HOUSEHOLD_RULE or (subject is Subject.VILLAGER and policy.villagers_have_turns)


def uses_turn(subject: Subject, purpose: Purpose, policy: Policy) -> bool:
    """Tell whether an outing of such a person for `purpose` uses the household's turn; an emergency never does."""
    if purpose is Purpose.EMERGENCY:
        return False
    return has_turns(subject, policy) and purpose not in policy.exempt_purposes


def takes_turn(attempt: Attempt, policy: Policy) -> bool:
    """Tell whether this outing uses the turn of the household under which it is written down.

    Whoever shows another household's pass is not of it, and costs it nothing, also where the supervisor lets them go.
    """
    is_theirs = attempt.circumstances.pass_shown is not PassShown.OTHER_HOUSEHOLD
    return is_theirs and uses_turn(attempt.subject, attempt.purpose, policy)


def is_own_day(day: date, unit_number: int | None) -> bool:
    """Tell whether a unit may go out on `day` by odd and even numbers; one without a number may on any."""
    return unit_number is None or day.day % 2 == unit_number % 2


def turn_after(moment: datetime, policy: Policy, unit_number: int | None = None) -> datetime:
    """Return when the next turn begins for a household that used one at `moment` (aware); closings aside."""
    day = civil_day(moment)
    match policy.basis:
        case Basis.CALENDAR:
            return midnight(day + timedelta(days=policy.interval_days))
        case Basis.ROLLING:
            return site_moment(moment) + timedelta(days=policy.interval_days)
        case Basis.BLOCK:
            into_block = (day - policy.first_block_day).days % policy.interval_days
            return midnight(day + timedelta(days=policy.interval_days - into_block))
        case Basis.ODD_EVEN:
            return midnight(_own_day_from(day + timedelta(days=1), unit_number))
        case _:
            assert_never(policy.basis)


def opening_from(moment: datetime, policy: Policy, unit_number: int | None = None) -> datetime:
    """Return the first moment from `moment` (aware) on at which neither the night closing nor the date forbids it."""
    opening = _after_closing(site_moment(moment), policy)
    if policy.basis is Basis.ODD_EVEN and not is_own_day(civil_day(opening), unit_number):
        opening = _after_closing(midnight(_own_day_from(civil_day(opening), unit_number)), policy)
    return opening


def next_turn(attempt: Attempt, policy: Policy) -> datetime:
    """Return when the household may go again if this attempt uses its turn; closings counted in."""
    unit_number = attempt.circumstances.unit_number
    return opening_from(turn_after(attempt.at, policy, unit_number), policy, unit_number)


def _after_closing(moment: datetime, policy: Policy) -> datetime:
    closing = policy.night_closed
    return closing.end_after(moment) if closing is not None and closing.covers(moment) else moment


def _own_day_from(day: date, unit_number: int | None) -> date:
    while not is_own_day(day, unit_number):
        # Two odd dates may follow each other at a month's end, two even ones never: three days always hold both.
        day += timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Turn:
    """How a household's turn stands at one moment.

    `begins` is when the household may go again, closings aside, None where nothing was used; `lost` says that
    the turn at `lost_at` was taken away for staying out too long, `by` which outing used it.
    """

    free: bool
    begins: datetime | None = None
    by: Outing | None = None
    lost_at: datetime | None = None


def turn_of(attempt: Attempt, party: PartyState, policy: Policy) -> Turn:
    """Return how the turn of the attempt's household stands at its moment."""
    at = site_moment(attempt.at)
    unit_number = attempt.circumstances.unit_number
    last = party.last_turn
    if attempt.circumstances.paper_mark_today and (last is None or civil_day(last.at) < civil_day(at)):
        # Written on paper at a gate that could not tell us. Its hour is unknown: the latest possible is now.
        return Turn(free=False, begins=turn_after(at, policy, unit_number))
    if last is None:
        return Turn(free=True)
    begins = turn_after(last.at, policy, unit_number)
    lost_at = None
    if costs_next_turn(last, policy):
        lost_at, begins = begins, turn_after(begins, policy, unit_number)
    return Turn(free=at >= begins, begins=begins, by=last, lost_at=lost_at)


def stayed_too_long(outing: Outing, until: datetime, policy: Policy) -> bool:
    """Tell whether a counted outing that ended at `until` (aware) went past the limit on minutes."""
    limit = policy.max_minutes
    return limit is not None and outing.counted and until - outing.at > timedelta(minutes=limit)


def costs_next_turn(outing: Outing, policy: Policy) -> bool:
    """Tell whether the recorded return from `outing` was so late that the household loses its next turn."""
    if policy.overtime_penalty is not OvertimePenalty.SKIP_NEXT or outing.returned_at is None:
        return False
    return stayed_too_long(outing, outing.returned_at, policy)


def first_moment(earliest: datetime, attempt: Attempt, party: PartyState, policy: Policy) -> datetime:
    """Return the first moment from `earliest` (aware) on at which closing, date and turn all let this outing go."""
    if uses_turn(attempt.subject, attempt.purpose, policy):
        begins = turn_of(attempt, party, policy).begins
        if begins is not None:
            earliest = max(earliest, begins)
        return opening_from(earliest, policy, attempt.circumstances.unit_number)
    return _after_closing(site_moment(earliest), policy)
