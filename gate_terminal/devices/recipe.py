"""What is looked with, in which order and for how long: one value for still pictures and for video."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gate_terminal.devices.frames import Picture
from gate_terminal.devices.readers import QrReader, ZxingReader
from gate_terminal.devices.retries import CROP, FULL, LIGHT_ON_DARK, Retry
from gate_terminal.devices.sightings import Looked

STILL_BUDGET = 0.25
"""Seconds for a still picture that gives nothing; one that reads at once takes a few thousandths."""

FRAME_BUDGET = 0.025
"""Seconds for one frame; a retry that would probably pass it waits for a cheaper frame."""

_VIDEO_STEPS = 6


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a picture is read.

    `first` looks at the whole picture; then come the retries `full` for all of it and `crop` for the neighbourhood
    of a code that was seen but not read, as long as `budget` seconds of `clock` are not passed. `wanted` tells
    payloads that matter here from codes of other systems: they come first in what is returned.
    """

    budget: float
    first: QrReader = field(default_factory=ZxingReader)
    full: tuple[Retry, ...] = FULL
    crop: tuple[Retry, ...] = CROP
    wanted: Callable[[bytes], bool] | None = None
    clock: Callable[[], float] = time.perf_counter

    def ordered(self, seen: Looked) -> Looked:
        """Return `seen` with the wanted payloads first, and among equals the largest code first."""

        def rank(index: int) -> tuple[bool, float]:
            sighting = seen.sightings[index]
            return not (self.wanted is None or self.wanted(sighting.payload)), -sighting.place.side

        order = sorted(range(len(seen.sightings)), key=rank)
        return Looked(tuple(seen.sightings[index] for index in order), seen.unread)


STILL = Recipe(STILL_BUDGET)
VIDEO = Recipe(FRAME_BUDGET, first=ZxingReader(inverted=False), full=(*FULL[:_VIDEO_STEPS], LIGHT_ON_DARK))
"""A light code on dark ground is none of ours: it has its turn, but not in each frame."""

_MILLION = 1e6
_WEIGHT = 0.25
"""How much a new measurement of a retry's cost counts against the earlier ones."""


class Retries:
    """Makes retries within a budget, and learns what each takes on this computer."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._known: dict[str, float] = {}
        """Milliseconds for a million pixels."""

    def expected(self, retry: Retry, picture: Picture) -> float:
        """Return the seconds that `retry` will probably take on `picture`."""
        return self._known.get(retry.name, retry.cost) * picture.size / _MILLION / 1000

    def tried(self, retry: Retry, picture: Picture, begin: float, budget: float) -> Looked:
        """Return what `retry` sees, or nothing where it would probably not end `budget` seconds after `begin`."""
        started = self._clock()
        if not retry.applies(picture) or started - begin + self.expected(retry, picture) > budget:
            return Looked()
        found = retry.look(picture)
        self._learn(retry, picture, self._clock() - started)
        return found

    def _learn(self, retry: Retry, picture: Picture, seconds: float) -> None:
        measured = seconds * 1000 * _MILLION / max(1, picture.size)
        # Small pictures measure the call, not the pixels.
        if picture.size >= _MILLION / 10:
            known = self._known.get(retry.name, retry.cost)
            self._known[retry.name] = known + _WEIGHT * (measured - known)
