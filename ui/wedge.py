"""Tells a USB scanner that types like a keyboard from the guard's own fingers, by rhythm alone."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

FAST_MS = 35
"""A scanner's characters follow each other faster than this; fingers do not."""
LEAST_CODE = 8
"""A shorter burst is the guard rolling over the number pad."""
QUIET_MS = 60
"""After so long without a key the burst is over, whether it had its end or not."""
TAIL_MS = 200
"""What still trickles in from a code that broke off belongs to that code."""


@dataclass(frozen=True, slots=True)
class Keystrokes:
    """The guard typed these characters."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A scanner delivered this text."""

    text: str


@dataclass(frozen=True, slots=True)
class EndKey:
    """The guard pressed Enter or Tab."""


Heard = Keystrokes | Code | EndKey


@dataclass(slots=True)
class Wedge:
    """Holds characters back for the blink in which it is not yet known whose they are.

    Moments are milliseconds of any one clock that only rises. Call :meth:`fell_silent` when no key came for
    ``QUIET_MS``. A burst that breaks off without its end is still a scanner's: it is handed over as a code, so
    that the gate can call it damaged, and its late remainder is swallowed.
    """

    _pending: str = field(default="", init=False)
    _last: float = field(default=-math.inf, init=False)
    _tail_until: float = field(default=-math.inf, init=False)

    @property
    def holding(self) -> bool:
        """Whether characters wait for their judgement."""
        return bool(self._pending)

    def pressed(self, character: str, at: float) -> tuple[Heard, ...]:
        """Take a character; return what is settled by now."""
        settled = self.fell_silent() if at - self._last >= FAST_MS else ()
        if at < self._tail_until:
            self._tail_until = max(self._tail_until, at + FAST_MS)
            return settled
        self._pending += character
        self._last = at
        return settled

    def ended(self, at: float) -> tuple[Heard, ...]:
        """Take the key that ends a code or confirms; return what is settled by now."""
        if len(self._pending) >= LEAST_CODE and at - self._last < FAST_MS:
            code, self._pending = self._pending, ""
            return (Code(code),)
        settled = self.fell_silent()
        if at < self._tail_until:
            self._tail_until = -math.inf
            return settled
        return (*settled, EndKey())

    def fell_silent(self) -> tuple[Heard, ...]:
        """Settle what waits: nothing more came in time."""
        text, self._pending = self._pending, ""
        if len(text) < LEAST_CODE:
            return (Keystrokes(text),) if text else ()
        self._tail_until = self._last + TAIL_MS
        return (Code(text),)
