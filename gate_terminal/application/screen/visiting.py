"""What the guard can change about whoever stands at the gate, and how that becomes an attempt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum
from typing import TypeVar, assert_never

from gate_terminal.application.screen.visit import Visit
from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.people import AMBULANCE, GUEST, NOBODY, Person
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import LIVING_HERE, Direction, PassShown, Purpose, Site, Subject

# The choices behind `+`, with whether an employer's letter was shown: without one, work is held.
PURPOSES: tuple[tuple[Purpose, bool], ...] = (
    (Purpose.SHOPPING, False),
    (Purpose.MEDICAL, False),
    (Purpose.WORK, True),
    (Purpose.WORK, False),
    (Purpose.DUTY, False),
)

# Who may come to a gate without belonging to it, in the order of `+`.
OTHERS: tuple[Subject, ...] = (
    Subject.VISITOR,
    Subject.COURIER,
    Subject.SUPPLY_VEHICLE,
    Subject.UNKNOWN_CLAIMS_RESIDENT,
)

T = TypeVar("T")

_NOBODY = Person(NOBODY, "")


def _next(choices: Sequence[T], now: T) -> T:
    return choices[(choices.index(now) + 1) % len(choices)] if now in choices else choices[0]


def proposed(visit: Visit) -> Visit:
    """Return the visit with the direction and the member that the ledger's knowledge suggests.

    Somebody of the household is out: that one comes home. Nobody is: the first member goes out. Who does not
    live here comes in first.
    """
    if visit.subject not in LIVING_HERE:
        inside = max(visit.state.crossings, key=lambda crossing: crossing.at, default=None)
        entered = inside is not None and inside.direction is Direction.IN
        return replace(visit, direction=Direction.OUT if entered else Direction.IN)
    out = [outing.person for outing in visit.state.still_out]
    index = next((i for i, person in enumerate(visit.persons) if person.id in out), None)
    if index is not None:
        return replace(visit, direction=Direction.IN, person_index=index)
    if out:  # whoever is out is no longer in the register
        return replace(visit, direction=Direction.IN)
    return replace(visit, direction=Direction.OUT)


def with_direction_turned(visit: Visit) -> Visit:
    """Return the visit the other way round, with the member who fits that way and without what means nothing there."""
    out = {outing.person for outing in visit.state.still_out}
    direction = Direction.OUT if visit.direction is Direction.IN else Direction.IN
    fits = [i for i, person in enumerate(visit.persons) if (person.id in out) == (direction is Direction.IN)]
    return replace(
        visit,
        direction=direction,
        direction_chosen=True,
        person_index=fits[0] if fits else visit.person_index,
        circumstances=_facts_of(direction, visit.circumstances),
    )


def with_direction_of_person(visit: Visit) -> Visit:
    """Return the visit in the direction that is proposed for the member who was chosen.

    Whoever of the household is out comes home, whoever is not goes out; nothing is proposed against the guard's own
    word, or where whoever is out is no longer in the register.
    """
    out = {outing.person for outing in visit.state.still_out}
    if visit.direction_chosen or visit.subject not in LIVING_HERE or out.isdisjoint(p.id for p in visit.persons):
        return visit
    direction = Direction.IN if visit.person.id in out else Direction.OUT
    return replace(visit, direction=direction, circumstances=_facts_of(direction, visit.circumstances))


def _facts_of(direction: Direction, facts: Circumstances) -> Circumstances:
    """Return the facts without those that are told of the other direction only."""
    if direction is Direction.IN:
        return replace(facts, child_with=False, paper_mark_today=False)
    return replace(facts, from_outside_city=False, host_approved=False, document=False)


def with_purpose_stepped(visit: Visit) -> Visit:
    """Return the visit with the next purpose, or with the next kind of visitor."""
    if visit.household is None and visit.subject in OTHERS:
        # What was said of a visitor is not said of a courier.
        facts = replace(visit.circumstances, host_approved=False, document=False)
        return replace(visit, subject=_next(OTHERS, visit.subject), circumstances=facts)
    purpose, letter = _next(PURPOSES, (visit.purpose, visit.circumstances.work_letter))
    return with_purpose(visit, purpose, letter=letter)


def with_purpose(visit: Visit, purpose: Purpose, *, letter: bool) -> Visit:
    """Return the visit with that purpose; `letter` says whether an employer's letter was shown."""
    return replace(visit, purpose=purpose, circumstances=replace(visit.circumstances, work_letter=letter))


def with_mask_turned(visit: Visit) -> Visit:
    """Return the visit with the mask on instead of off, or off instead of on."""
    return replace(visit, circumstances=replace(visit.circumstances, mask=not visit.circumstances.mask))


class Beside(Enum):
    """What only the guard can tell besides; one thing of whoever stands here."""

    CHILD = "child"
    FROM_OUTSIDE = "from outside"
    HOSTS_WORD = "host's word"
    PAPER = "paper"


def beside(visit: Visit) -> Beside | None:
    """Return what ``/`` tells of a visit; None where no rule asks for anything of the kind."""
    way_in = visit.direction is Direction.IN
    if visit.household is not None and visit.subject in LIVING_HERE:
        return Beside.FROM_OUTSIDE if way_in else Beside.CHILD
    if way_in and visit.subject is Subject.VISITOR:
        return Beside.HOSTS_WORD
    return Beside.PAPER if way_in and visit.subject is Subject.SUPPLY_VEHICLE else None


def is_told(visit: Visit, what: Beside) -> bool:
    """Tell whether the guard has said it."""
    seen = visit.circumstances
    match what:
        case Beside.CHILD:
            return seen.child_with
        case Beside.FROM_OUTSIDE:
            return seen.from_outside_city
        case Beside.HOSTS_WORD:
            return seen.host_approved
        case Beside.PAPER:
            return seen.document
        case _:
            assert_never(what)


def with_beside_turned(visit: Visit) -> Visit:
    """Return the visit with that said or no longer said."""
    seen = visit.circumstances
    match beside(visit):
        case Beside.CHILD:
            seen = replace(seen, child_with=not seen.child_with)
        case Beside.FROM_OUTSIDE:
            seen = replace(seen, from_outside_city=not seen.from_outside_city)
        case Beside.HOSTS_WORD:
            seen = replace(seen, host_approved=not seen.host_approved)
        case Beside.PAPER:
            seen = replace(seen, document=not seen.document)
        case None:
            pass
    return replace(visit, circumstances=seen)


def has_card(visit: Visit) -> bool:
    """Tell whether somebody who lives here showed a pass that holds: what else there is to it, the guard sees."""
    holds = visit.circumstances.pass_shown in {PassShown.SHOWN, PassShown.OTHER_HOUSEHOLD}
    return holds and visit.serial is not None and visit.household is not None and visit.subject in LIVING_HERE


def is_card_doubted(visit: Visit) -> bool:
    """Tell whether the guard has said of a pass that holds that it is marked or not theirs."""
    seen = visit.circumstances
    return has_card(visit) and (seen.paper_mark_today or seen.pass_shown is PassShown.OTHER_HOUSEHOLD)


def _with_card_stepped(visit: Visit) -> Visit:
    """Return what may be about a pass that holds: nothing; today's mark on it, on the way out; it is not theirs."""
    facts = visit.circumstances
    if facts.pass_shown is PassShown.OTHER_HOUSEHOLD:
        facts = replace(facts, pass_shown=PassShown.SHOWN)
    elif facts.paper_mark_today or visit.direction is Direction.IN or not visit.has_turns:
        facts = replace(facts, pass_shown=PassShown.OTHER_HOUSEHOLD, paper_mark_today=False)
    else:
        facts = replace(facts, paper_mark_today=True)
    return replace(visit, circumstances=facts)


def with_no_pass_stepped(visit: Visit) -> Visit:
    """Return what may be next about the pass, or about having none.

    Without one: forgotten; a renter whose bill fits; one whose bill does not. With a pass that was cancelled: identity
    card looked at, or not. With one that holds: in order; today's mark on it; another household's.
    """
    if has_card(visit):
        return _with_card_stepped(visit)
    facts = visit.circumstances
    if facts.pass_shown in {PassShown.LOST, PassShown.REVOKED}:
        return replace(visit, circumstances=replace(facts, id_shown=not facts.id_shown))
    if visit.household is None or visit.serial is not None:
        return visit
    if visit.subject is not Subject.RENTER:
        return replace(visit, subject=Subject.RENTER, circumstances=replace(facts, bill_match=True))
    if facts.bill_match:
        return replace(visit, circumstances=replace(facts, bill_match=False))
    facts = replace(facts, bill_match=True, pass_shown=PassShown.FORGOTTEN)
    return replace(visit, subject=Subject.RESIDENT, circumstances=facts)


def other_visit(uid: str) -> Visit:
    """Return a visit of somebody who does not belong here; the kind is chosen on the screen."""
    return Visit(
        uid=uid,
        label="",
        subject=OTHERS[0],
        party=f"{GUEST}{uid}",
        persons=(_NOBODY,),
        direction=Direction.IN,
    )


def emergency_visit(uid: str) -> Visit:
    """Return a visit of an ambulance, a fire engine or somebody in danger of life, known to nobody yet."""
    return Visit(
        uid=uid,
        label="",
        subject=Subject.EMERGENCY_VEHICLE,
        party=AMBULANCE,
        persons=(_NOBODY,),
        direction=Direction.IN,
        purpose=Purpose.EMERGENCY,
    )


def attempt_of(visit: Visit, *, at: datetime, site: Site, gate: str, lane: str, guard: str) -> Attempt:
    """Return the attempt that this visit makes now."""
    return Attempt(
        uid=visit.uid,
        at=at,
        site=site,
        gate=gate,
        lane=lane,
        direction=visit.direction,
        subject=visit.subject,
        party=visit.party,
        person=visit.person.id,
        purpose=visit.purpose,
        temperatures=visit.readings,
        circumstances=visit.circumstances,
        serial=visit.serial,
        serial_typed=visit.serial_typed,
        guard=guard,
        particulars=() if visit.form is None else visit.form.answers,
    )


def with_reading(visit: Visit, reading: Temperature) -> Visit:
    """Return the visit with one more reading; earlier ones are kept."""
    return replace(visit, readings=(*visit.readings, reading), typed="")


def joined(before: tuple[Temperature, ...], since: tuple[Temperature, ...]) -> tuple[Temperature, ...]:
    """Return the readings of one person that are known from before with those taken since, none twice."""
    if not since or before[-len(since) :] == since:
        return before
    return since if since[: len(before)] == before else (*before, *since)


def measured_now(visit: Visit) -> tuple[Temperature, ...]:
    """Return the readings that were taken at this visit, without those that the ledger told of before."""
    told = next((doubt.readings for doubt in visit.doubts if doubt.person == visit.person.id), ())
    return visit.readings[len(told) :] if visit.readings[: len(told)] == told else visit.readings
