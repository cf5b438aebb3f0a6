"""The rule of a site as data: read from TOML, checked key by key, versioned by its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from gate_terminal.domain.moments import DailyWindow
from gate_terminal.domain.words import Basis, Direction, FeverComparison, OvertimePenalty, Purpose


@dataclass(frozen=True, slots=True)
class Policy:
    """What an authority laid down for a gate; the defaults are the shipped ones."""

    basis: Basis = Basis.CALENDAR
    interval_days: int = 2
    anchor: date | None = None
    """First day of the first block, for ``basis = "block"``."""
    exempt_purposes: frozenset[Purpose] = frozenset({Purpose.MEDICAL, Purpose.WORK, Purpose.DUTY, Purpose.EMERGENCY})
    night_closed: DailyWindow | None = None
    closed_hours: DailyWindow | None = None
    max_minutes: int | None = None
    overtime_penalty: OvertimePenalty = OvertimePenalty.NONE
    fever_at: int = 373
    """Tenths of a degree Celsius."""
    fever_comparison: FeverComparison = FeverComparison.AT_LEAST
    temperature_floor: int = 350
    """Tenths; below it a number is not a reading of a living person."""
    measured_directions: frozenset[Direction] = frozenset(Direction)
    villagers_have_turns: bool = False
    issued_by: str = ""
    note: str = ""
