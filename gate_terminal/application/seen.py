"""Which code was taken already: the same one is ignored until it has been out of sight for a while."""

from __future__ import annotations

IGNORED_SECONDS = 2.5


class Taken:
    """Remembers the code that was taken last, by time and per instance.

    A pass stays before the camera while its holder is being served, so every look at it prolongs its rest.
    Any other code that is seen while the gate is busy is not remembered: it is taken as soon as the gate is free.
    """

    def __init__(self) -> None:
        self._payload: bytes | None = None
        self._seen_at = 0.0

    def take(self, payload: bytes, at: float, *, accepting: bool) -> bool:
        """Tell whether `payload`, seen at `at` (monotonic seconds), is to be taken now.

        `accepting` says whether the gate is free for a next pass.
        """
        if payload == self._payload and at - self._seen_at < IGNORED_SECONDS:
            self._seen_at = at
            return False
        if not accepting:
            return False
        self._payload, self._seen_at = payload, at
        return True
