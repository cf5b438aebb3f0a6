"""Who stands at the gate, and what has been seen and entered of them so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from gate_terminal.application.screen.lane_form import LaneForm
from gate_terminal.domain.attempt import Circumstances
from gate_terminal.domain.facts import Outing, PartyState
from gate_terminal.domain.people import Household, Person
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Direction, Purpose, Subject


@dataclass(frozen=True, slots=True)
class Doubt:
    """Readings of one member for which the ledger still waits for another one."""

    person: str
    readings: tuple[Temperature, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """Who stands at the gate and what has been entered so far; it becomes an :class:`Attempt`.

    `state` and `turn_from` are the ledger's knowledge when the pass was read, for the eyes only: the
    decision reads its own facts.
    """

    uid: str
    label: str
    subject: Subject
    party: str
    persons: tuple[Person, ...]
    household: Household | None = None
    serial: str | None = None
    serial_typed: bool = False
    practice: bool = False
    state: PartyState = field(default_factory=PartyState)
    turn_from: datetime | None = None
    """From when the household's next turn holds; None where it has never been out."""
    has_turns: bool = True
    """Whether outings of whoever stands here use turns at all, by the policy of now; for the eyes only."""
    direction: Direction = Direction.OUT
    direction_chosen: bool = False
    """The guard has turned the direction: it stays, whoever of the household is chosen then."""
    purpose: Purpose = Purpose.SHOPPING
    person_index: int = 0
    circumstances: Circumstances = field(default_factory=Circumstances)
    doubts: tuple[Doubt, ...] = ()
    """Which members the ledger has asked to be measured again in the last half hour."""
    readings: tuple[Temperature, ...] = ()
    typed: str = ""
    form: LaneForm | None = None
    """What this lane asks besides; None where it asks nothing."""
    by_hand: bool = False
    """The guard has changed something: a thermometer that reports by itself fills in, Enter decides."""
    seen: tuple[float, float] | None = None
    """When the camera's frame was captured and when the code in it was read, in monotonic seconds."""
    unrecorded: bool = False
    """The ledger could not take this attempt; Enter asks again, with the same id and readings."""
    asked_before: bool = False
    """The uid stands for an attempt that was answered, or that was another one; the next one needs its own."""

    @property
    def person(self) -> Person:
        """The member who stands here."""
        return self.persons[self.person_index]

    @property
    def next_reading(self) -> tuple[str, int]:
        """Name the reading that comes next: of this visit, after so many of everybody in it."""
        return self.uid, sum(map(len, (self.readings, *self.circumstances.companions)))

    @property
    def outing(self) -> Outing | None:
        """The outing from which this person would come home, if any."""
        return next((o for o in self.state.still_out if o.person == self.person.id), None)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Somebody whose readings, taken at `clock`, the ledger could not take."""

    party: str
    person: str
    readings: tuple[Temperature, ...]
    clock: float
