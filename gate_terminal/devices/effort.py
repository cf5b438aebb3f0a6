"""How much may be spent on second looks: all that is needed for a moment, a small share of a core for long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Effort:
    """A store of processor time that fills slowly.

    `share` is what flows in, in seconds of work for each second that passes; `store` is the most that it holds, in
    seconds, and what it holds at first. So the work of any span of time is at most `store` + `share` × its length,
    and one look more. `clock` tells the processor time of the thread that looks.
    """

    def __init__(self, share: float, store: float, clock: Callable[[], float] = time.thread_time) -> None:
        self._share = share
        self._store = store
        self._clock = clock
        self._left = store
        self._filled_at: float | None = None

    def fill(self, now: float) -> None:
        """Let in what has come since the last time; `now` is in seconds of whatever clock dates the frames."""
        if self._filled_at is not None:
            self._left = min(self._store, self._left + self._share * max(0.0, now - self._filled_at))
        self._filled_at = now

    def allows(self, seconds: float, keep: float = 0.0) -> bool:
        """Tell whether there is enough for a look that will probably take so long, if a share `keep` is to stay.

        A look that would take more than the store ever holds is allowed when the store is full.
        """
        kept = keep * self._store
        return self._left - kept >= min(seconds, self._store - kept)

    def take(self, seconds: float) -> None:
        """Take out of the store what was worked, or spent otherwise, elsewhere."""
        self._left -= seconds

    @contextmanager
    def spent(self) -> Iterator[None]:
        """Take out of the store what the block works; one look may leave a debt, which is paid off first."""
        begin = self._clock()
        try:
            yield
        finally:
            self.take(self._clock() - begin)
