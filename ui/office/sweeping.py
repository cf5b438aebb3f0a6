"""Keeps the interpreter's full sweeps for garbage away from an open office.

A full sweep looks at every object that there is and lets no other thread run meanwhile: with a roster of 10⁵ households
in the clerk's hands, all windows of the program stood still for half a second.
"""

from __future__ import annotations

import gc

_NEVER = 2**31 - 1


class Sweeping:
    """Puts full sweeps off. What nobody holds is freed all the same, only rings of objects wait for :meth:`sweep`."""

    def __init__(self) -> None:
        self._usual: tuple[int, int, int] | None = None

    def put_off(self) -> None:
        """Let only young objects be swept, which are few."""
        if self._usual is None:
            self._usual = gc.get_threshold()
            # What was loaded by now is in use to the end: the sweeps at a locked door need not look at it.
            gc.freeze()
            gc.set_threshold(*self._usual[:2], _NEVER)

    def sweep(self) -> None:
        """Sweep everything, at a moment when nothing large is held."""
        gc.collect()
        if self._usual is not None:
            # What is left is the office itself: the next sweep has only to look at what came later.
            gc.freeze()

    def resume(self) -> None:
        """Let the interpreter sweep by itself again."""
        if self._usual is not None:
            gc.set_threshold(*self._usual)
            gc.unfreeze()
            self._usual = None
