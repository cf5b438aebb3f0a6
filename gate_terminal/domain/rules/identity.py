"""Who somebody is: pass, bill, two homes, papers; and who is on the key-watch list."""

from __future__ import annotations

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.quota import first_moment
from gate_terminal.domain.rules.answers import hold, refuse
from gate_terminal.domain.words import Direction, PassShown, Reason, Subject, Watch

PASS_GONE = frozenset({PassShown.LOST, PassShown.REVOKED})


def pass_shown(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Ask for a pass that is this household's own; one that is gone never keeps its holder from coming home."""
    seen = attempt.circumstances
    if seen.pass_shown in PASS_GONE:
        if attempt.direction is Direction.OUT:
            return refuse(Reason.PASS_REVOKED, facts, policy)
        return None if seen.id_shown else hold(Reason.IDENTITY_UNVERIFIED, facts, policy)
    if seen.pass_shown is PassShown.OTHER_HOUSEHOLD:
        return hold(Reason.PASS_MISMATCH, facts, policy)
    if seen.pass_shown is PassShown.FORGOTTEN and attempt.subject is not Subject.RENTER:
        return hold(Reason.PASS_NOT_SHOWN, facts, policy)
    return None


def renter_papers(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Take ID card and bill in the place of a renter's pass."""
    if attempt.subject is not Subject.RENTER:
        return None
    if not attempt.circumstances.id_shown:
        return hold(Reason.IDENTITY_UNVERIFIED, facts, policy)
    if not attempt.circumstances.bill_match:
        return hold(Reason.BILL_MISMATCH, facts, policy)
    return None


def two_households(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Leave a person with two homes to the supervisor."""
    return hold(Reason.TWO_HOUSEHOLDS, facts, policy) if attempt.circumstances.two_households else None


def own_papers(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Ask for the ID card where there is no pass to tell who comes."""
    return None if attempt.circumstances.id_shown else hold(Reason.IDENTITY_UNVERIFIED, facts, policy)


def claims_to_live_here(_attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Leave one who is on no list to the supervisor."""
    return hold(Reason.IDENTITY_UNVERIFIED, facts, policy)


def isolation(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Keep a household in isolation at home until its release is entered, not only due."""
    seen = attempt.circumstances
    if seen.watch is None or seen.release_entered:
        return None
    reason = Reason.HOME_ISOLATION if seen.watch is Watch.SELF else Reason.HOUSEHOLD_ISOLATION
    if seen.release_at is None:
        return refuse(reason, facts, policy)
    if attempt.at >= seen.release_at:
        return hold(Reason.RELEASE_NOT_CONFIRMED, facts, policy)
    return refuse(reason, facts, policy, first_moment(seen.release_at, attempt, facts.party, policy))


def household_pending(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Hold the others of a household in which a fever case is open."""
    return hold(Reason.HOUSEHOLD_PENDING, facts, policy) if attempt.circumstances.household_pending else None


def from_outside_city(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Register whoever comes home from outside the city."""
    return hold(Reason.RETURNEE_REGISTER, facts, policy) if attempt.circumstances.from_outside_city else None
