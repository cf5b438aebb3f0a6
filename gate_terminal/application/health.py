"""How well a part of the terminal is, in words for whoever has to repair it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How a part is: as it should be, worth knowing, or in need of repair."""

    WELL = "well"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found out about one part; `do` says what to do about it, empty where nothing is to be done."""

    part: str
    health: Health
    says: str
    do: str = ""


def well(part: str, says: str) -> Finding:
    """Return the finding of a part that is as it should be."""
    return Finding(part, Health.WELL, says)


def note(part: str, says: str, do: str = "") -> Finding:
    """Return the finding of a part that works, with something to know about it."""
    return Finding(part, Health.NOTE, says, do)


def wrong(part: str, says: str, do: str) -> Finding:
    """Return the finding of a part that has to be repaired, and how."""
    return Finding(part, Health.WRONG, says, do)
