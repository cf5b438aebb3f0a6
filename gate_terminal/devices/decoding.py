"""The reading cascade: the quickest reader first, then the retries that pay, within a budget of time."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from gate_terminal.devices.frames import Picture, grey
from gate_terminal.devices.readers import QrReader, ZxingReader, guarded
from gate_terminal.devices.retries import CROP, FULL, Retry, neighbourhood
from gate_terminal.devices.sightings import Looked, Place
from gate_terminal.devices.suspected import suspected_place, whole_place

STILL_BUDGET = 0.25
"""Seconds for a still picture that gives nothing; one that reads at once takes a few thousandths."""

AFTER_A_READING = 0.04
"""Seconds, of that budget, for codes that were seen beside one that was read."""

_SUSPECTED_AFTER = 4
"""So many cheap looks at the whole picture come before a closer one where a code is only suspected."""

_MILLION = 1e6
_WEIGHT = 0.25
"""How much a new measurement of a retry's cost counts against the earlier ones."""


@dataclass(slots=True)
class Costs:
    """What each retry takes on this computer, learned while working; milliseconds for a million pixels."""

    known: dict[str, float] = field(default_factory=dict)

    def expected(self, retry: Retry, picture: Picture) -> float:
        """Return the seconds that `retry` will probably take on `picture`."""
        return self.known.get(retry.name, retry.cost) * picture.size / _MILLION / 1000

    def learn(self, retry: Retry, picture: Picture, seconds: float) -> None:
        """Remember that `retry` took `seconds` on `picture`."""
        measured = seconds * 1000 * _MILLION / max(1, picture.size)
        # Small pictures measure the call, not the pixels.
        if picture.size >= _MILLION / 10:
            known = self.known.get(retry.name, retry.cost)
            self.known[retry.name] = known + _WEIGHT * (measured - known)


class Cascade:
    """Reads what no single reader reads in a still picture.

    `wanted` tells payloads that matter here from codes of other systems: they come first in what is returned,
    and the search for further codes ends once one was read and nothing is left unread.
    """

    name = "cascade"

    def __init__(
        self,
        budget: float = STILL_BUDGET,
        *,
        first: QrReader | None = None,
        full: Sequence[Retry] = FULL,
        crop: Sequence[Retry] = CROP,
        wanted: Callable[[bytes], bool] | None = None,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self._budget = budget
        self._first = first or ZxingReader()
        self._full = tuple(full)
        self._crop = tuple(crop)
        self._wanted = wanted
        self._clock = clock
        self._costs = Costs()

    def read(self, grey: Picture) -> Looked:
        """Return the codes of the (H, W) picture, wanted ones first; never raises for what the picture shows."""
        return guarded(self.name, lambda: self._read(grey))

    def read_any(self, image: Picture) -> Looked:
        """Return the codes of a grey or coloured picture."""
        return guarded(self.name, lambda: self._read(grey(image)))

    def _read(self, picture: Picture) -> Looked:
        begin = self._clock()
        tried: list[Place] = []
        seen = self._close_looks(picture, self._first.read(picture), tried, begin)
        for number, retry in enumerate(self._full):
            if number == _SUSPECTED_AFTER and not seen.sightings:
                seen = self._look_where_suspected(picture, seen, tried, begin)
            if seen.sightings and not seen.unread:
                break
            seen = seen.joined(self._tried(retry, picture, begin, seen))
            seen = self._close_looks(picture, seen, tried, begin)
        return ordered(seen, self._wanted)

    def _look_where_suspected(self, picture: Picture, seen: Looked, tried: list[Place], begin: float) -> Looked:
        """Look closely where a code might be that no reader has found so far."""
        place = suspected_place(picture)
        if place is None or any(place.overlaps(known) for known in tried):
            return seen
        tried.append(place)
        part, left, top = neighbourhood(picture, place)
        for retry in self._crop:
            if seen.sightings:
                break
            seen = seen.joined(self._tried(retry, part, begin, seen).moved(1, left, top))
        return seen

    def _close_looks(self, picture: Picture, seen: Looked, tried: list[Place], begin: float) -> Looked:
        """Look closely at each place that is unread and was not `tried` yet, until it is read."""
        for place in seen.unread:
            if any(place.overlaps(known) for known in tried):
                continue
            tried.append(place)
            part, left, top = neighbourhood(picture, whole_place(picture, place))
            for retry in self._crop:
                if place not in seen.unread:
                    break
                seen = seen.joined(self._tried(retry, part, begin, seen).moved(1, left, top))
        return seen

    def _tried(self, retry: Retry, part: Picture, begin: float, seen: Looked) -> Looked:
        """Return what `retry` sees, or nothing where it would pass the budget."""
        budget = min(self._budget, AFTER_A_READING) if seen.sightings else self._budget
        started = self._clock()
        if not retry.applies(part) or started - begin + self._costs.expected(retry, part) > budget:
            return Looked()
        found = retry.look(part)
        self._costs.learn(retry, part, self._clock() - started)
        return found


def ordered(seen: Looked, wanted: Callable[[bytes], bool] | None) -> Looked:
    """Return `seen` with the wanted payloads first, and among equals the largest code first."""

    def rank(index: int) -> tuple[bool, float]:
        sighting = seen.sightings[index]
        return not (wanted is None or wanted(sighting.payload)), -sighting.place.side

    order = sorted(range(len(seen.sightings)), key=rank)
    return Looked(tuple(seen.sightings[index] for index in order), seen.unread)
