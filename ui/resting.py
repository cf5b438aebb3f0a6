"""Tells the repetitions of a key that a hand rests on from new presses of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

LEAST_REST_MS = 150
"""No system repeats a key that was held down for a shorter time, and no scanner holds one so long."""


@dataclass(slots=True)
class RestingKey:
    """Follows which key is down. Moments are milliseconds of the system's clock for events.

    X tells a repetition as a release and a press of one moment, and Qt calls that a repetition only where both had
    arrived when it looked. A finger cannot let go and press again within one millisecond; a scanner or a program that
    types can, but has not held the key down before.
    """

    _down: int | None = field(default=None, init=False)
    _since: float = field(default=math.inf, init=False)
    _up_at: float | None = field(default=None, init=False)

    def pressed(self, key: int, at: float) -> bool:
        """Take a press; tell whether it is a repetition."""
        repeats = key == self._down and at == self._up_at and at - self._since >= LEAST_REST_MS
        if not repeats:
            self._since = at
        self._down, self._up_at = key, None
        return repeats

    def released(self, key: int, at: float) -> None:
        """Take a release."""
        if key == self._down:
            self._up_at = at
