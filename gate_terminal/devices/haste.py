"""Whether every frame is to be looked at, or every second one will do."""

from __future__ import annotations

import math

from gate_terminal.devices.effort import Effort

SHARE, STORE = 0.05, 6.0
"""Of all time, and seconds: for how long every frame is looked at."""

_LASTS = 1.0
"""Seconds for which a stir is a reason for haste; the next card of a queue is there by then."""
_FRAME = 1 / 30
_LONGEST_SPAN = 0.1
"""Seconds between two looks; longer ones are a camera that was away."""


class Haste:
    """Every frame counts while something is new: somebody comes, a card goes, a code is there that is not read.

    Paid from a store that fills slowly, so that neither a code that nobody can read nor a scene in which something
    new is all the time makes every frame count for ever. Times are those of the frames, in seconds.
    """

    def __init__(self, store: Effort | None = None) -> None:
        self._store = store or Effort(SHARE, STORE)
        self._stirred_at = self._looked_at = -math.inf
        self.every_frame = True

    def advance(self, now: float, *, stirred: bool, keep: float) -> None:
        """Take note of a look at `now`: whether something new was `stirred`.

        `keep` is the share of the store that must stay for what is newer.
        """
        self._store.fill(now)
        if self.every_frame:
            self._store.take(min(now - self._looked_at, _LONGEST_SPAN))
        self._looked_at = now
        if stirred:
            self._stirred_at = now
        self.every_frame = now - self._stirred_at <= _LASTS and self._store.allows(_FRAME, keep)
