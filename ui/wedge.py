"""Tells a USB scanner that types like a keyboard from the guard's own fingers, by rhythm and by how a pass begins."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from gate_terminal.application.scanned import as_printed, unmarked

FAST_MS = 60
"""A scanner's characters follow each other faster than this; fingers do so for three or four, never for eight."""
LEAST_CODE = 8
"""A shorter burst is the guard rolling over the number pad."""
SLOW_MS = 150
"""What begins as a pass does may come as slowly as this: wireless scanners do not keep a rhythm."""
LEAST_SLOW_CODE = 12
"""At that pace so many characters are a scanner's: a printed serial has eleven, and a hand types no pass."""
HICCUP_MS = 300
"""A gap inside of what is a scanner's beyond doubt."""
QUIET_MS = FAST_MS + 20
"""After so long without a key the guard's own keys are settled."""
TAIL_MS = 200
"""What still trickles in, so long after a code that broke off was given up, belongs to that code."""
WHOLE_PASS = 178
"""Characters of a pass: nothing more of it is waited for."""

_PASS_INSIDE = re.compile(r"(?:\][Qq][0-9])?GP1", re.IGNORECASE)
_PASS_BEGINS = re.compile(r"(?:\](?:[Qq](?:[0-9](?:GP?)?)?)?|GP?)|(?:\][Qq][0-9])?GP.+", re.IGNORECASE)


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
    :attr:`patience`. A burst that breaks off without its end is still a scanner's: it is handed over as a code, so
    that the gate can call it damaged, and its late remainder is swallowed.
    """

    _pending: str = field(default="", init=False)
    _last: float = field(default=-math.inf, init=False)
    _slowest: float = field(default=0.0, init=False)
    """The longest gap between two characters of what waits."""
    _tail_until: float = field(default=-math.inf, init=False)
    """Until then characters are the remainder of a code that broke off."""
    _end_until: float = field(default=-math.inf, init=False)
    """Until then an end is that of a code which was handed over already."""

    @property
    def holding(self) -> bool:
        """Whether characters wait for their judgement."""
        return bool(self._pending)

    @property
    def patience(self) -> int:
        """The milliseconds without a key after which what waits is settled."""
        return QUIET_MS if _is_whole(self._pending) else max(QUIET_MS, _gap_in(self._pending))

    def pressed(self, character: str, at: float) -> tuple[Heard, ...]:
        """Take a character; return what is settled by now."""
        gap = at - self._last
        settled = self.fell_silent() if gap >= _gap_in(self._pending + character) else ()
        if at < self._tail_until:
            self._tail_until = max(self._tail_until, at + SLOW_MS)
            self._end_until = max(self._end_until, self._tail_until)
            return settled
        self._slowest = max(self._slowest, gap) if self._pending else 0.0
        self._pending += character
        self._last = at
        return settled

    def ended(self, at: float) -> tuple[Heard, ...]:
        """Take the key that ends a code or confirms; return what is settled by now."""
        if self._is_code() and at - self._last < _gap_in(self._pending):
            return _parted(self._taken())
        settled = self.fell_silent()
        if at < self._end_until:
            self._tail_until = self._end_until = -math.inf
            return settled
        return (*settled, EndKey())

    def fell_silent(self) -> tuple[Heard, ...]:
        """Settle what waits: nothing more came in time."""
        if not self._is_code():
            text = self._taken()
            return (Keystrokes(text),) if text else ()
        self._end_until = self._last + self.patience + TAIL_MS
        if not _is_whole(self._pending):
            self._tail_until = self._end_until
        return _parted(self._taken())

    def _is_code(self) -> bool:
        """Tell whether what waits is a scanner's."""
        fast = self._slowest < FAST_MS and len(self._pending) >= LEAST_CODE
        return fast or _is_slow_code(self._pending)

    def _taken(self) -> str:
        text, self._pending = self._pending, ""
        return text


def _gap_in(text: str) -> int:
    """Return how long a gap may be after `text`, or before its last character, for it to be one and the same."""
    if not _PASS_BEGINS.fullmatch(text) or len(unmarked(text)) > WHOLE_PASS:
        return FAST_MS
    return HICCUP_MS if _is_slow_code(text) else SLOW_MS


def _is_slow_code(text: str) -> bool:
    return len(text) >= LEAST_SLOW_CODE and _PASS_BEGINS.fullmatch(text) is not None


def _is_whole(text: str) -> bool:
    return _PASS_BEGINS.fullmatch(text) is not None and len(unmarked(text)) == WHOLE_PASS


def _parted(text: str) -> tuple[Heard, ...]:
    """Return the code in `text`, and before it what the guard typed in the moment in which the scanner began."""
    begins = _PASS_INSIDE.search(text)
    start = begins.start() if begins is not None and begins.start() < LEAST_CODE else 0
    code = Code(as_printed(text[start:]))
    return (Keystrokes(text[:start]), code) if start else (code,)
