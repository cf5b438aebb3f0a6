"""One attempt to cross the cordon, as everything known at the gate at that moment."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime

from gate_terminal.domain.temperature import OffScale, Temperature
from gate_terminal.domain.words import Company, Direction, PassShown, Purpose, Site, Subject, Vehicle, Watch


@dataclass(frozen=True, slots=True)
class Permit:
    """An overtime permit, valid in ``[begin, end)``."""

    begin: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What guard, register and instruments say about an attempt; the defaults mean nothing special."""

    pass_shown: PassShown = PassShown.SHOWN
    id_shown: bool = True
    bill_match: bool = True
    mask: bool = True
    child_with: bool = False
    work_letter: bool = False
    watch: Watch | None = None
    release_at: datetime | None = None
    release_entered: bool = False
    two_households: bool = False
    clock_forward: bool = False
    paper_mark_today: bool = False
    from_outside_city: bool = False
    host_approved: bool = False
    document: bool = False
    vehicle: Vehicle | None = None
    company: Company = Company.RESUMED
    seal_ok: bool = True
    disinfected: bool = True
    unregistered_occupant: bool = False
    key_area: bool = False
    other_province: bool = False
    refuses_check: bool = False
    on_roster: bool = True
    overtime_permit: Permit | None = None
    at_capacity: bool = False
    trailer_changed: bool = False
    unit_number: int | None = None
    household_pending: bool = False
    """A fever case of this household is open: the others of it are held."""
    occupants: int = 1
    """How many people are in the vehicle; each of them is measured."""
    companions: tuple[tuple[Temperature, ...], ...] = ()
    """The readings of the others in it, one chain each."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One person (or vehicle) before the gate, asking to cross.

    `uid` is a UUIDv7 made when the pass was read, so a retry of the same attempt is recognised.
    `party` is the key under which the ledger keeps history together: the household's id (8 hex digits)
    for residents, ``person:…`` or ``vehicle:…`` elsewhere. `person` tells members of one party apart.
    `at` is aware; the moment somebody stood there, not the moment of recording.
    """

    uid: str
    at: datetime
    site: Site
    gate: str
    lane: str
    direction: Direction
    subject: Subject
    party: str
    person: str
    purpose: Purpose = Purpose.SHOPPING
    temperatures: tuple[Temperature, ...] = ()
    circumstances: Circumstances = field(default_factory=Circumstances)
    serial: str | None = None
    """The printed serial of the pass, or None where none was shown."""
    serial_typed: bool = False
    """The serial was typed by hand: a look-up, not a verified pass."""
    guard: str = ""
    """Who was on duty."""
    particulars: tuple[tuple[str, str], ...] = ()
    """What was asked at this lane, by the names of :class:`~gate_terminal.domain.particulars.Particular`."""

    @property
    def chains(self) -> tuple[tuple[Temperature, ...], ...]:
        """The readings of everybody who crosses with this attempt, one chain a person, the driver's first."""
        seen = self.circumstances
        if seen.occupants == 1 and not seen.companions:
            return (self.temperatures,)
        missing = max(seen.occupants - 1 - len(seen.companions), 0)
        return (self.temperatures, *seen.companions, *((),) * missing)

    @property
    def telling(self) -> tuple[Temperature, ...]:
        """The readings of whoever's last one is the highest: where there is room for one number, it is theirs."""
        return max(self.chains, key=_height_of_last)


def _height_of_last(chain: tuple[Temperature, ...]) -> float:
    if not chain:
        return -math.inf
    last = chain[-1]
    if last.tenths is None:
        return math.inf if last.off_scale is OffScale.HI else 0
    return last.tenths
