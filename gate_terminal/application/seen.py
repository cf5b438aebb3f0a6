"""Which code was taken already: the same one is ignored until it has been out of sight for a while."""

from __future__ import annotations

IGNORED_SECONDS = 2.5


class Taken:
    """Remembers the codes that were taken or set aside, by time and per instance.

    A pass stays before the camera while its holder is being served, so every look at it prolongs its rest; once its
    visit was given up it rests by time alone, and is then taken anew where it is still held.
    Any other code that is seen while the gate is busy is not remembered: it is taken as soon as the gate is free.
    """

    def __init__(self) -> None:
        self._seen_at: dict[bytes, float] = {}
        self._let_go: set[bytes] = set()

    def take(self, payload: bytes, at: float, *, accepting: bool) -> bool:
        """Tell whether `payload`, seen at `at` (monotonic seconds), is to be taken now.

        `accepting` says whether the gate is free for a next pass.
        """
        if self.rests(payload, at) or not accepting:
            return False
        self.rest(payload, at)
        return True

    def rest(self, payload: bytes, at: float) -> None:
        """Let `payload` be ignored from `at` on, for as long as it stays in sight."""
        self._seen_at = {p: seen for p, seen in self._seen_at.items() if at - seen < IGNORED_SECONDS}
        self._seen_at[payload] = at
        self._let_go = {p for p in self._let_go if p in self._seen_at and p != payload}

    def let_go(self) -> None:
        """Let being seen no longer prolong the rest of what rests now."""
        self._let_go = set(self._seen_at)

    def rests(self, payload: bytes, at: float) -> bool:
        """Tell whether `payload`, seen at `at`, is to be ignored; being seen prolongs that."""
        before = self._seen_at.get(payload)
        if before is None or at - before >= IGNORED_SECONDS:
            return False
        if payload not in self._let_go:
            self._seen_at[payload] = max(before, at)
        return True
