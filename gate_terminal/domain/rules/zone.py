"""The bonded zone: truck lanes, administrative lanes, the service centre."""

from __future__ import annotations

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules.answers import allow, hold, refuse
from gate_terminal.domain.words import Company, Reason, Vehicle


def refuses_check(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Turn back whoever will not be checked; there is no use in asking for a reading."""
    return refuse(Reason.REFUSED_CHECK, facts, policy) if attempt.circumstances.refuses_check else None


def for_trucks(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Send a car away from a truck lane."""
    return refuse(Reason.LANE_WRONG, facts, policy) if attempt.circumstances.vehicle is Vehicle.CAR else None


def for_cars(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Send a truck, even an empty one, away from an administrative lane."""
    return refuse(Reason.LANE_WRONG, facts, policy) if attempt.circumstances.vehicle is Vehicle.TRUCK else None


def key_area(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Hold a driver from a key area; a province alone is no reason."""
    return hold(Reason.DRIVER_KEY_AREA, facts, policy) if attempt.circumstances.key_area else None


def working_hours(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Let in after hours only on an overtime permit that covers this moment."""
    if not _is_after_hours(attempt, policy) or _has_permit(attempt):
        return None
    closing = policy.closed_hours_in(attempt.lane)
    until = closing.end_after(attempt.at) if closing is not None else None
    return refuse(Reason.AFTER_HOURS_NO_PERMIT, facts, policy, until)


def cargo(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Check what a truck brings: a company at work, seals, disinfection, everybody on board registered."""
    seen = attempt.circumstances
    if seen.company is Company.NOT_RESUMED:
        return hold(Reason.COMPANY_NOT_RESUMED, facts, policy)
    if not seen.seal_ok:
        return hold(Reason.SEAL_EXCEPTION, facts, policy)
    if not seen.disinfected:
        return hold(Reason.NOT_DISINFECTED, facts, policy)
    if seen.unregistered_occupant:
        return hold(Reason.PERSON_NOT_REGISTERED, facts, policy)
    return None


def disinfection(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Let a vehicle in only after it was disinfected."""
    return None if attempt.circumstances.disinfected else hold(Reason.NOT_DISINFECTED, facts, policy)


def capacity(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Hold while the hall is full."""
    return hold(Reason.CAPACITY_FULL, facts, policy) if attempt.circumstances.at_capacity else None


def truck_in(_attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Let a truck in."""
    return allow(Reason.OK_TRUCK_IN, facts, policy)


def truck_out(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Let a truck out, matched to its entry; another trailer behind it is normal."""
    entry = next((c.uid for c in facts.party.crossings if c.direction is not attempt.direction), None)
    return allow(Reason.OK_TRUCK_OUT, facts, policy, *(() if entry is None else (entry,)))


def staff_in(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Let staff in by the overtime permit after hours, else by the roster of the day."""
    if _is_after_hours(attempt, policy) and _has_permit(attempt):
        return allow(Reason.OK_PERMIT, facts, policy)
    if not attempt.circumstances.on_roster:
        return hold(Reason.NOT_ON_ROSTER, facts, policy)
    return allow(Reason.OK_STAFF_IN, facts, policy)


def service_in(_attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Let a registered visitor into the service centre."""
    return allow(Reason.OK_SERVICE_IN, facts, policy)


def leave(attempt: Attempt, facts: Facts, policy: Policy) -> Decision | None:
    """Let leave; nobody is ever kept from it."""
    return allow(Reason.OK_OUT_LATE if _is_after_hours(attempt, policy) else Reason.OK_OUT, facts, policy)


def _is_after_hours(attempt: Attempt, policy: Policy) -> bool:
    closing = policy.closed_hours_in(attempt.lane)
    return closing is not None and closing.covers(attempt.at)


def _has_permit(attempt: Attempt) -> bool:
    permit = attempt.circumstances.overtime_permit
    return permit is not None and permit.begin <= attempt.at < permit.end
