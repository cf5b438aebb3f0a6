"""Who comes to a lane that asks for particulars: found by plate, phone, name or pass, with the form that fits."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import zip_longest

from gate_terminal.application.recollection import awaits_reading
from gate_terminal.application.screen import visiting
from gate_terminal.application.screen.events import LaneTold
from gate_terminal.application.screen.lane_form import LaneForm
from gate_terminal.application.screen.particulars import formed
from gate_terminal.application.screen.visit import Doubt, Visit
from gate_terminal.application.settings import Settings
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.facts import PartyState
from gate_terminal.domain.forms import COMES
from gate_terminal.domain.lane_facts import in_key_area
from gate_terminal.domain.masking import mask_name
from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.particulars import LONGEST, Particular, Values, value_of, with_value
from gate_terminal.domain.people import Person
from gate_terminal.domain.plates import kind_of_plate, looks_like_a_plate, plain_plate
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.words import CORDONS, Company, Direction, Site, Subject, Verdict
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.companies import Companies
from gate_terminal.register.staff import Staff, StaffMember

NEW = "visit:"
"""A party that begins so is known by nothing yet."""
_BETWEEN = " · "
_DOUBT = timedelta(minutes=30)
_LEAST_PHONE = 7


class LaneReception:
    """Opens forms and completes attempts by what ledger and register know; use it in the thread that opened them.

    A vehicle's party is its plate; `key` makes parties of phones that say nothing to whoever does not have it.
    """

    def __init__(
        self,
        ledger: Ledger,
        staff: Staff,
        companies: Companies,
        policy_at: Callable[[datetime], Policy],
        settings: Settings,
        has_open_fever: Callable[[str], bool],
        *,
        key: bytes,
    ) -> None:
        self._ledger = ledger
        self._staff = staff
        self._companies = companies
        self._policy_at = policy_at
        self._has_open_fever = has_open_fever
        self._lane = settings.gate.lane
        self._gate_kind = settings.site.kind
        self._key = key

    def told(self, now: datetime) -> LaneTold:
        """Return what the screen needs to know of this lane."""
        policy = self._policy_at(now)
        site, capacity = self._site(policy), policy.capacity_of_lane(self._lane)
        takes_forms = self._takes_forms(policy, site)
        inside = self._ledger.inside(site, civil_day(now)) if takes_forms and site not in CORDONS else None
        return LaneTold(site, takes_forms, inside, capacity)

    def _site(self, policy: Policy) -> Site:
        return policy.kind_of_lane(self._lane, self._gate_kind)

    @staticmethod
    def _takes_forms(policy: Policy, site: Site) -> bool:
        return any(policy.form_for(site, direction, COMES[site]) for direction in Direction)

    # Opening a form

    def by_text(self, text: str, uid: str, now: datetime, *, is_serial: bool = False) -> Visit | None:
        """Return the visit of whoever a plate, a phone or a name means here; None where the text is none of these.

        Inside a cordon a text is an address first, and whoever belongs there has a pass. What has the length of a
        serial (`is_serial`) is one, unless it is a plate by its pattern.
        """
        policy = self._policy_at(now)
        site = self._site(policy)
        form = policy.form_for(site, Direction.IN, COMES[site])
        asks, needs = ({each.particular for each in form if each.required >= only} for only in (False, True))
        plate = plain_plate(text, policy.home_province)
        if is_serial and kind_of_plate(plate) is None:
            return None
        if Particular.PLATE in asks and looks_like_a_plate(plate):
            told = (Particular.PLATE, plate)
        elif site in CORDONS:
            return None
        elif Particular.PHONE in asks and text.isdecimal() and len(text) >= _LEAST_PHONE:
            told = (Particular.PHONE, text)
        elif Particular.NAME in needs and _may_be_a_name(text):
            told = (Particular.NAME, text.strip())
        else:
            return None
        return self._opened(visiting.other_visit(uid), (told,), now)

    def opened(self, visit: Visit, now: datetime) -> Visit:
        """Return a visit with its form: of somebody without a pass, or of whom an answer now names."""
        return self._opened(visit, () if visit.form is None else visit.form.values, now)

    def of_pass(self, visit: Visit, now: datetime) -> Visit:
        """Return the visit of whoever showed a pass, with the form where this lane has one for them."""
        policy = self._policy_at(now)
        site = self._site(policy)
        subject = visit.subject if site in CORDONS else COMES[site]
        if not policy.form_for(site, Direction.IN, subject):
            return visit
        known: Values = ((Particular.NAME.value, visit.person.name),) if visit.person.name else ()
        return self._opened(replace(visit, subject=subject), known, now)

    def _opened(self, visit: Visit, told: Values, now: datetime) -> Visit:
        policy, before = self._policy_at(now), visit.form
        site = self._site(policy)
        subject = COMES[site] if before is None and visit.household is None else visit.subject
        visit, told, people = self._identified(replace(visit, subject=subject), told)
        visit = replace(visit, state=self._state_of(visit.party))
        turned = before is not None and before.direction is not visit.direction
        visit = visit if turned else self._led(visiting.proposed(visit), policy)
        last = self._last(visit.party)
        form = LaneForm(
            site=site,
            policy=policy,
            subject=visit.subject,
            direction=visit.direction,
            lane=self._lane,
            # What only the last visit said gives way to what the right last visit says.
            values=told if before is None else tuple(v for v in told if v[0] not in before.taken_over),
            before=last,
            named=self._named(policy, site, people),
        )
        begun = form.begun()
        # Who leaves by the number of a phone has told the name on the way in.
        return self._doubted(formed(replace(visit, label=_label(visit, begun.values)), begun), now)

    def _led(self, visit: Visit, policy: Policy) -> Visit:
        """Return the visit in a direction in which this lane leads."""
        ways = policy.directions_of_lane(self._lane)
        return visit if visit.direction in ways else replace(visit, direction=next(iter(ways)))

    def _state_of(self, party: str) -> PartyState:
        return self._ledger.state(party)

    def _last(self, party: str) -> Values:
        """Return what was answered at the last way in: the last visit of who comes, the entry of who leaves."""
        if party.startswith(NEW):
            return ()
        passage = self._ledger.last_of(party, Direction.IN)
        return () if passage is None else passage.attempt.particulars

    def _identified(self, visit: Visit, told: Values) -> tuple[Visit, Values, tuple[str, ...]]:
        """Return the visit under the party that plate, staff or phone stand for, and several people to choose from."""
        plate, name, phone = (value_of(told, each) for each in (Particular.PLATE, Particular.NAME, Particular.PHONE))
        if visit.subject is Subject.DRIVER and plate is not None:
            return _of(visit, f"vehicle:{plate}", Person("driver", "")), told, ()
        if visit.subject is Subject.EMPLOYEE and name is not None:
            return self._of_staff(visit, told, name)
        if visit.household is None and phone is not None:
            return _of(visit, self._party(phone), Person("visitor", "")), told, ()
        return visit, told, ()

    def _of_staff(self, visit: Visit, told: Values, name: str) -> tuple[Visit, Values, tuple[str, ...]]:
        plain = name.partition(_BETWEEN)[0]
        company = value_of(told, Particular.COMPANY)
        found = self._staff.find(plain)
        meant = [member for member in found if _choice(member) == name or member.company == company]
        if len(meant or found) == 1:
            (member,) = meant or found
            told = with_value(
                with_value(told, Particular.NAME, member.name), Particular.COMPANY, member.company or None
            )
            return _of(visit, f"person:{member.id}", Person(member.id, "")), told, ()
        if found:
            return visit, with_value(told, Particular.NAME, None), tuple(_choice(member) for member in found)
        seen = replace(visit.circumstances, on_roster=False)
        return replace(visit, circumstances=seen, persons=(Person("visitor", ""),)), told, ()

    def _named(
        self, policy: Policy, site: Site, people: tuple[str, ...]
    ) -> tuple[tuple[Particular, tuple[str, ...]], ...]:
        named: list[tuple[Particular, tuple[str, ...]]] = [(Particular.NAME, people)] if people else []
        form = policy.form_for(site, Direction.IN, COMES[site])
        if any(each.particular is Particular.COMPANY for each in form):
            named.append((Particular.COMPANY, tuple(each.name for each in self._companies.all())))
        return tuple(named)

    def _doubted(self, visit: Visit, now: datetime) -> Visit:
        """Return the visit with the readings that the ledger still wants settled, of everybody in the vehicle."""
        if visit.party.startswith(NEW):
            return visit
        last = self._ledger.last_of(visit.party)
        if last is None or now - last.attempt.at > _DOUBT:
            return visit
        is_fever = last.decision.verdict is Verdict.ISOLATE and self._has_open_fever(visit.party)
        if not (awaits_reading(last) or is_fever):
            return visit
        attempt, seen = last.attempt, visit.circumstances
        count = max(seen.occupants, attempt.circumstances.occupants)
        told = zip_longest(attempt.circumstances.companions, seen.companions, fillvalue=())
        seen = replace(seen, companions=tuple(visiting.joined(*chains) for chains in told), occupants=count)
        doubts = (Doubt(attempt.person, attempt.temperatures),)
        form = visit.form
        if form is not None and any(each.particular is Particular.OCCUPANTS for each in form.form):
            form = form.told(Particular.OCCUPANTS, str(count))
        return replace(visit, circumstances=seen, doubts=doubts, form=form)

    def _party(self, text: str) -> str:
        return f"person:{hmac.digest(self._key, text.encode(), hashlib.sha256).hex()[:16]}"

    # Completing an attempt

    def completed(self, attempt: Attempt) -> Attempt:
        """Return the attempt with what policy, register and ledger say: key area, company, roster, permit, heads."""
        policy = self._policy_at(attempt.at)
        asked = {each.particular for each in policy.form_for(attempt.site, attempt.direction, attempt.subject)}
        if not asked:
            return attempt
        seen = attempt.circumstances
        if attempt.direction is Direction.IN:
            company = value_of(attempt.particulars, Particular.COMPANY)
            staff = attempt.party.removeprefix("person:") if attempt.subject is Subject.EMPLOYEE else ""
            seen = replace(
                seen,
                key_area=in_key_area(attempt.particulars, policy.key_areas),
                company=Company.RESUMED if company is None else self._companies.state_of(company),
                at_capacity=self._is_full(policy, attempt),
            )
            if attempt.subject is Subject.EMPLOYEE:
                seen = replace(
                    seen,
                    on_roster=self._staff.on_roster(staff, civil_day(attempt.at)),
                    overtime_permit=self._staff.permit(staff, attempt.at),
                )
        return replace(attempt, circumstances=seen)

    def _is_full(self, policy: Policy, attempt: Attempt) -> bool:
        capacity = policy.capacity_of_lane(attempt.lane)
        return capacity is not None and self._ledger.inside(attempt.site, civil_day(attempt.at)) >= capacity


def _may_be_a_name(text: str) -> bool:
    return 0 < len(text.strip()) <= LONGEST and all(character.isalnum() or character in " ·.-" for character in text)


def _of(visit: Visit, party: str, person: Person) -> Visit:
    # What the ledger knows of another party's readings stays with that party.
    doubts = visit.doubts if party == visit.party else ()
    return replace(visit, party=party, persons=(person,), person_index=0, doubts=doubts)


def _choice(member: StaffMember) -> str:
    """Return somebody of the roster as one of several: the name may be masked, company and end of the phone may not."""
    return _BETWEEN.join(part for part in (member.name, member.company, member.phone[-4:]) if part)


def _label(visit: Visit, told: Values) -> str:
    """Return what stands largest: the plate, else the name, else where a pass is from."""
    name = value_of(told, Particular.NAME)
    return value_of(told, Particular.PLATE) or (mask_name(name) if name else visit.label)
