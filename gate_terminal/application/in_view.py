"""Which passes are in view: one alone is taken by itself, among several the guard chooses by number."""

from __future__ import annotations

from collections.abc import Iterable

from gate_terminal.application.picture import Corners, Outline
from gate_terminal.application.screen.values import NumberedCode
from gate_terminal.application.seen import Taken

LINGER_SECONDS = 0.5
"""A pass that was not read for so long may still be there: its neighbour must not be taken for the only one."""
MOST_NUMBERS = 4


class InView:
    """Fed with the passes seen in each frame, from one thread.

    Nothing is told of a pass but its number: who it is for is known once its signature holds. A number stays
    with its pass for as long as it is in view, so that it cannot change under the guard's finger.
    """

    def __init__(self) -> None:
        self._taken = Taken()
        self._fresh: dict[bytes, tuple[Corners, float]] = {}
        self._numbers: dict[bytes, int] = {}
        self._dealt_with: tuple[bytes, ...] = ()
        self._given_up = 0

    @property
    def choices(self) -> tuple[NumberedCode, ...]:
        """The passes between which the guard is to choose, empty where there is nothing to choose."""
        return tuple(sorted(NumberedCode(number, code) for code, number in self._numbers.items()))

    @property
    def outlines(self) -> tuple[Outline, ...]:
        """Where they are in the picture, each with its number."""
        return tuple(Outline(self._fresh[code][0], number) for code, number in self._numbers.items())

    def look(
        self,
        seen: Iterable[tuple[bytes, Corners]],
        at: float,
        *,
        accepting: bool,
        dealt_with: tuple[bytes, ...] = (),
        given_up: int = 0,
    ) -> bytes | None:
        """Return the pass to be taken from a frame captured at `at` (monotonic seconds), None where there is none.

        `seen` are the payloads of the passes in it with their corners; `dealt_with` is what the guard last chose or
        ignored: it is not offered again before it has been out of sight for a while. `given_up` rises when a visit
        was left without an answer: its pass is taken anew where it is still held a moment later.
        """
        if given_up != self._given_up:
            self._given_up = given_up
            self._taken.let_go()
        if dealt_with is not self._dealt_with:  # each gesture makes one of its own, be its content the same
            self._dealt_with = dealt_with
            for code in dealt_with:
                self._taken.rest(code, at)
        here = dict(seen)
        resting = {code for code in here if self._taken.rests(code, at)}
        self._fresh |= {code: (corners, at) for code, corners in here.items()}
        self._fresh = {
            code: (corners, seen_at)
            for code, (corners, seen_at) in self._fresh.items()
            if at - seen_at <= LINGER_SECONDS and not self._taken.rests(code, seen_at)
        }
        if len(self._fresh) + len(resting) > 1:
            self._number()
            return None
        self._numbers = {}
        for code in self._fresh.keys() & here.keys():
            if self._taken.take(code, at, accepting=accepting):
                del self._fresh[code]
                return code
        return None

    def _number(self) -> None:
        """Give each pass that waits a number: the one it has, else the smallest that is free, from left to right."""
        self._numbers = {code: number for code, number in self._numbers.items() if code in self._fresh}
        free = [number for number in range(1, MOST_NUMBERS + 1) if number not in self._numbers.values()]
        unnumbered = [code for code in self._fresh if code not in self._numbers]
        unnumbered.sort(key=lambda code: min(x for x, _ in self._fresh[code][0]))
        self._numbers |= dict(zip(unnumbered, free, strict=False))
