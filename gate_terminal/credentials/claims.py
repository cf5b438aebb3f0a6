"""What a pass claims: zone, pass, household, kind and the days on which it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from gate_terminal.credentials.serial import PASS_ID_LENGTH
from gate_terminal.domain.faults import WrongUse

HOUSEHOLD_LENGTH = 4
"""Bytes of a household's id in a pass."""

ZONES = range(256, 65536)
"""The numbers of issuing areas; below 256 the canonical encoding would be shorter."""

_EPOCH = date(1970, 1, 1)
_DAYS = range(65536)


class Kind(IntEnum):
    """Whom or what a pass is for."""

    RESIDENT = 1
    STAFF = 2
    VISITOR = 3
    VEHICLE = 4
    TEMPORARY = 5


@dataclass(frozen=True, slots=True)
class Claims:
    """The six claims of a pass; impossible ones raise :class:`WrongUse`.

    `pass_id` is 5 random bytes, `household` 4 random bytes; `valid_from` and `valid_until` are days of the
    site, both inclusive.
    """

    zone: int
    pass_id: bytes
    household: bytes
    kind: Kind
    valid_from: date
    valid_until: date

    def __post_init__(self) -> None:
        """Check the claims against one another and against what two bytes can hold."""
        if self.zone not in ZONES:
            raise WrongUse(f"A zone is a number from {ZONES[0]} to {ZONES[-1]}, not {self.zone}.")
        if len(self.pass_id) != PASS_ID_LENGTH or len(self.household) != HOUSEHOLD_LENGTH:
            raise WrongUse("A pass id has 5 bytes and a household's id 4.")
        if self.valid_from > self.valid_until:
            raise WrongUse(f"A pass cannot begin on {self.valid_from} and end on {self.valid_until}.")
        if day_number(self.valid_from) not in _DAYS or day_number(self.valid_until) not in _DAYS:
            raise WrongUse(f"A pass can hold from {day_of(_DAYS[0])} to {day_of(_DAYS[-1])}.")

    @property
    def household_id(self) -> str:
        """The household's id as the register writes it: 8 lower-case hex digits."""
        return self.household.hex()


def day_number(day: date) -> int:
    """Return the days from 1970-01-01 to `day`."""
    return (day - _EPOCH).days


def day_of(number: int) -> date:
    """Return the day that is `number` days after 1970-01-01."""
    return _EPOCH + timedelta(days=number)
