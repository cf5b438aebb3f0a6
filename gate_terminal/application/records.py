"""The records of one gate as a supervisor reads them: who passed, why the answer was what it was, and movements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from gate_terminal.application.naming import Named, named
from gate_terminal.credentials.serial import pass_id_of, printed_serial
from gate_terminal.domain.faults import NotKnown, WrongUse
from gate_terminal.domain.masking import mask_end, mask_name
from gate_terminal.domain.moments import midnight
from gate_terminal.domain.particulars import Values, masked_values
from gate_terminal.domain.people import Household
from gate_terminal.domain.plates import mask_plate, plain_plate
from gate_terminal.domain.policy import policy_from_toml
from gate_terminal.domain.words import Direction, Verdict
from gate_terminal.ledger.passage import Passage
from gate_terminal.ledger.reading import Asked
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.register import Register

SHORTEST_ENDING = 6
"""So many last characters of a passage's uid name it, where no other ends so."""
_NAMESAKES = 50
_LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Record:
    """A passage with the names that its ids stand for, in full."""

    passage: Passage
    named: Named
    asked: Values = ()
    """What was asked at the lane, by the names of the particulars."""

    @property
    def household(self) -> str:
        """The address, or the plate of a vehicle at a lane; empty where neither is known."""
        return self.named.place

    @property
    def person(self) -> str:
        """The name; empty where none is known."""
        return self.named.person

    @property
    def names_nobody(self) -> bool:
        """Whether nothing says who it was: the kind must (a guest, an ambulance, somebody forgotten by now)."""
        return not self.household and not self.person

    def masked(self) -> Record:
        """Return the same for eyes that need no name."""
        return Record(self.passage, self.named.masked(), masked_values(self.asked))


@dataclass(frozen=True, slots=True)
class Override:
    """A supervisor's answer to a hold: what was said, on which grounds, and whether the rule needed it."""

    at: datetime
    who: str
    grounds: str
    admitted: bool
    needed: bool
    held: str
    """The uid of the passage that was held."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why an answer was what it was, as far as the ledger still knows.

    `issued_by` and `in_force_since` are those of the policy; `causes` the passages that caused the answer, `lost` the
    uids of those that are not in this ledger; `stale` is how old the newest record was on which the answer rests.
    `together` is what would become void with it, the record itself included; empty where it is void.
    """

    record: Record
    issued_by: str
    in_force_since: datetime | None
    causes: tuple[Record, ...]
    lost: tuple[str, ...]
    stale: timedelta | None
    override: Override | None
    together: tuple[Record, ...]

    def masked(self) -> Why:
        """Return the same for eyes that need no name."""
        return replace(
            self,
            record=self.record.masked(),
            causes=tuple(each.masked() for each in self.causes),
            together=tuple(each.masked() for each in self.together),
        )


@dataclass(frozen=True, slots=True)
class Which:
    """Which records are looked for: those that agree with every part that is given; days are the site's, inclusive.

    `name` is a number at the gate (``412``, ``№412``) or the end of an id. With `whom` they are somebody's movements.
    """

    first: date | None = None
    last: date | None = None
    direction: Direction | None = None
    verdict: Verdict | None = None
    name: str = ""
    whom: Whom | None = None

    def asked(self) -> Asked:
        """Return the same as the ledger is asked; a name that is no number and too short raises `WrongUse`."""
        name = self.name.strip().removeprefix("№").strip().lower()
        number = int(name) if name.isdecimal() and len(name) <= _LONGEST_NUMBER else None
        if name and number is None and len(name) < SHORTEST_ENDING:
            raise WrongUse(f"{self.name.strip()} is no number of a record and too short for the end of an id.")
        asked = Asked(
            since=None if self.first is None else midnight(self.first),
            until=None if self.last is None else midnight(self.last + timedelta(days=1)),
            direction=self.direction,
            verdict=self.verdict,
            seq=number,
            ending=name if name and number is None else None,
        )
        return asked if self.whom is None else self.whom.among(asked)


@dataclass(frozen=True, slots=True)
class Whom:
    """Whose movements are meant; `label` names them in full.

    All of a party, or one person of it; or what bears a plate; or who is in no register and said this name at a lane.
    """

    label: str
    party: str | None = None
    person: str | None = None
    plate: str | None = None
    name: str | None = None

    @property
    def about(self) -> str:
        """How the ledger names them in its log, which is kept for ever: by ids that say nothing once forgotten."""
        if self.plate is not None:
            return f"vehicle {mask_plate(self.plate)}"
        if self.name is not None:
            return f"guest {mask_name(self.name)}"
        return " ".join(part for part in (self.party, self.person) if part)

    @property
    def masked_label(self) -> str:
        """How a page names them."""
        if self.plate is not None:
            return mask_plate(self.plate)
        if self.name is not None:
            return mask_name(self.name)
        address, _, name = self.label.partition(" ")
        return " ".join(part for part in (mask_end(address), mask_name(name)) if part)

    def among(self, asked: Asked) -> Asked:
        """Return what is asked of the ledger, of them alone."""
        return replace(asked, party=self.party, person=self.person, plate=self.plate, name=self.name)


def note_movements(ledger: Ledger, whom: Whom, *, who: str, why: str, at: datetime) -> None:
    """Put into the ledger that `who` looks at somebody's movements, and why, before they are shown.

    No name goes into the chain, which is kept for ever. Raises `WrongUse` without a reason.
    """
    if not why.strip():
        raise WrongUse("Say why these movements are looked at.")
    ledger.note(EventKind.MOVEMENTS, who=who, about=whom.about, why=why, at=at)


def note_revealed(ledger: Ledger, what: str, *, who: str, why: str, at: datetime) -> None:
    """Put into the ledger that `who` sees `what` with names in full, and why, before it is shown."""
    ledger.note(EventKind.REVEAL, who=who, about=what, why=why, at=at)


class Records:
    """Reads ledger and register together; use it in the thread that opened them."""

    def __init__(self, ledger: Ledger, register: Register) -> None:
        self._ledger = ledger
        self._register = register
        self._households: dict[str, Household | None] = {}

    def named(self, passage: Passage) -> Record:
        """Return a passage with its names; of who is in no register, with what was told at the lane."""
        attempt = passage.attempt
        return Record(passage, named(attempt, self._household(attempt.party)), attempt.particulars)

    def latest(self, asked: Asked, number: int) -> tuple[Record, ...]:
        """Return the latest so many of the passages that are asked for, newest first."""
        return tuple(self.named(passage) for passage in self._ledger.latest(asked, number))

    def find(self, name: str) -> Passage:
        """Return the passage whose uid is `name` or ends with it.

        Raises `NotKnown` where none is, `WrongUse` where several are or `name` is too short.
        """
        exact = self._ledger.passage(name)
        if exact is not None:
            return exact
        ending = name.strip().lower()
        if len(ending) < SHORTEST_ENDING:
            raise WrongUse(f"“{name}” is too short: give the id, or at least {SHORTEST_ENDING} characters of its end.")
        found = self._ledger.latest(Asked(ending=ending), 2)
        if not found:
            raise NotKnown(f"There is no passage {name}.")
        if len(found) > 1:
            raise WrongUse(f"Several passages end with {name}; give more of the one that is meant.")
        return found[0]

    def why(self, passage: Passage) -> Why:
        """Return why the answer of a passage was what it was."""
        proof = passage.decision.proof
        causes = [self._ledger.passage(uid) for uid in proof.causes]
        toml = self._ledger.policies().get(proof.policy_version)
        policy = None if toml is None else policy_from_toml(toml, "the ledger")
        return Why(
            record=self.named(passage),
            issued_by="" if policy is None else policy.issued_by,
            in_force_since=self._in_force_since(proof.policy_version, passage.attempt.at),
            causes=tuple(self.named(each) for each in causes if each is not None),
            lost=tuple(uid for uid, each in zip(proof.causes, causes, strict=True) if each is None),
            stale=None if proof.facts_as_of is None else passage.attempt.at - proof.facts_as_of,
            override=self._override(passage.uid),
            together=tuple(self.named(each) for each in self._ledger.void_together(passage.uid)),
        )

    def whom(self, household: str = "", person: str = "", vehicle: str = "") -> Whom:
        """Return who is meant by an address or serial, a name, or a plate; :class:`WrongUse` where that is nobody.

        A name alone must be borne by one person of the register only; with an address it is one of that household. Of
        those who are in no register it is the name that was asked at a lane.
        """
        if vehicle.strip():
            plate = plain_plate(vehicle)
            return Whom(plate, plate=plate)
        if not household.strip():
            return self._by_name(person.strip())
        home = self._register.household_by_address(household) or self._by_serial(household)
        if home is None:
            raise NotKnown(f"No household is known by {household.strip()}.")
        if not person.strip():
            return Whom(home.address, home.id)
        members = [one for one in home.members if one.name == person.strip()]
        if not members:
            raise NotKnown(f"Nobody of {home.address} is called {person.strip()}.")
        if len(members) > 1:
            raise WrongUse(f"{len(members)} of {home.address} are called {person.strip()}.")
        return Whom(f"{home.address} {members[0].name}", home.id, members[0].id)

    def _by_serial(self, text: str) -> Household | None:
        try:
            return self._register.household_by_serial(printed_serial(pass_id_of(text)))
        except WrongUse:
            return None

    def _by_name(self, name: str) -> Whom:
        if not name:
            raise WrongUse("Say whose movements are meant.")
        found = [
            Whom(f"{household.address} {one.name}", household.id, one.id)
            for household in self._register.search(name, _NAMESAKES)
            for one in household.members
            if one.name == name
        ]
        if not found and self._ledger.count(Asked(name=name)):
            return Whom(name, name=name)
        if not found:
            raise NotKnown(f"Nobody in the register is called {name}.")
        if len(found) > 1:
            raise WrongUse(f"Several people are called {name}: give the address too.")
        return found[0]

    def _household(self, party: str) -> Household | None:
        if party not in self._households:
            self._households[party] = self._register.household(party) if party else None
        return self._households[party]

    def _in_force_since(self, version: str, moment: datetime) -> datetime | None:
        since = [
            event.happened_at
            for event in self._ledger.events_about(version)
            if event.kind is EventKind.POLICY and event.happened_at <= moment
        ]
        return max(since, default=None)

    def _override(self, uid: str) -> Override | None:
        for event in self._ledger.events_about(uid):
            if event.kind is EventKind.OVERRIDE:
                detail = event.detail
                return Override(
                    event.happened_at, event.who, event.why, detail["admitted"], detail["needed"], detail["held"]
                )
        return None
