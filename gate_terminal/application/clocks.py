"""The clocks of a terminal, and how a wall clock that jumped is noticed."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from gate_terminal.domain.moments import SITE_ZONE

JUMP = timedelta(hours=12)
"""A wall clock that ran ahead of the monotonic one by this much was moved by somebody."""


class Clock(Protocol):
    """What time it is; the only place that asks the computer."""

    def now(self) -> datetime:
        """Return the wall clock in the site's zone."""
        ...

    def monotonic(self) -> float:
        """Return seconds that only ever rise."""
        ...


class SystemClock:
    """The computer's own clocks."""

    def now(self) -> datetime:
        """Return the wall clock in the site's zone; the computer's zone plays no part."""
        return datetime.now(SITE_ZONE)

    def monotonic(self) -> float:
        """Return seconds that only ever rise, also while the computer is suspended where the system tells."""
        boot = getattr(time, "CLOCK_BOOTTIME", None)
        return time.monotonic() if boot is None else time.clock_gettime(boot)


@dataclass(slots=True)
class JumpWatch:
    """Compares the wall clock with the monotonic one since the terminal began to work."""

    clock: Clock
    wall: datetime = field(init=False)
    monotonic: float = field(init=False)

    def __post_init__(self) -> None:
        self.wall = self.clock.now()
        self.monotonic = self.clock.monotonic()

    def ran_ahead(self) -> bool:
        """Tell whether the wall clock was put forward by 12 hours or more since the start."""
        ahead = (self.clock.now() - self.wall) - timedelta(seconds=self.clock.monotonic() - self.monotonic)
        return ahead >= JUMP
