"""How whoever passed is named to who reads it afterwards: by the register, else by what was told at the lane."""

from __future__ import annotations

from dataclasses import dataclass

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.masking import mask_end, mask_name
from gate_terminal.domain.particulars import NONE, Particular, value_of
from gate_terminal.domain.people import Household
from gate_terminal.domain.plates import mask_plate


@dataclass(frozen=True, slots=True)
class Named:
    """An address, or the plate of a vehicle, and a name; each is empty where none is known."""

    place: str
    person: str
    is_plate: bool = False

    def masked(self) -> Named:
        """Return the same for eyes that need no name."""
        return Named(
            mask_plate(self.place) if self.is_plate else mask_end(self.place), mask_name(self.person), self.is_plate
        )


def named(attempt: Attempt, household: Household | None) -> Named:
    """Return how the somebody of `attempt` is called; `household` is that of the register, None where there is none."""
    if household is None:
        plate = _told(attempt, Particular.PLATE)
        return Named(plate, _told(attempt, Particular.NAME), is_plate=bool(plate))
    # A household without a roster has somebody all the same; the register's id says nothing to anybody.
    names = {person.id: person.name for person in household.members}
    return Named(household.address, names.get(attempt.person, ""))


def _told(attempt: Attempt, particular: Particular) -> str:
    told = value_of(attempt.particulars, particular)
    return "" if told is None or told == NONE else told
