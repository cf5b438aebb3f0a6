"""The reading cascade: the quickest reader first, then the retries that pay, within a budget of time."""

from __future__ import annotations

from gate_terminal.devices.frames import Picture, grey
from gate_terminal.devices.readers import guarded
from gate_terminal.devices.recipe import STILL, Recipe, Retries
from gate_terminal.devices.retries import Retry, neighbourhood
from gate_terminal.devices.sightings import Looked, Place
from gate_terminal.devices.suspected import suspected_place, whole_place

AFTER_A_READING = 0.04
"""Seconds, of the budget, for codes that were seen beside one that was read."""

_SUSPECTED_AFTER = 4
"""So many cheap looks at the whole picture come before a closer one where a code is only suspected."""


class Cascade:
    """Reads what no single reader reads in a still picture.

    The search for further codes ends once one was read and nothing is left unread.
    """

    name = "cascade"

    def __init__(self, recipe: Recipe = STILL) -> None:
        self._recipe = recipe
        self._retries = Retries(recipe.clock)

    def read(self, grey: Picture) -> Looked:
        """Return the codes of the (H, W) picture, wanted ones first; never raises for what the picture shows."""
        return guarded(self.name, lambda: self._read(grey))

    def read_any(self, image: Picture) -> Looked:
        """Return the codes of a grey or coloured picture."""
        return guarded(self.name, lambda: self._read(grey(image)))

    def _read(self, picture: Picture) -> Looked:
        begin = self._recipe.clock()
        tried: list[Place] = []
        seen = self._close_looks(picture, self._recipe.first.read(picture), tried, begin)
        for number, retry in enumerate(self._recipe.full):
            if number == _SUSPECTED_AFTER and not seen.sightings:
                seen = self._look_where_suspected(picture, seen, tried, begin)
            if seen.sightings and not seen.unread:
                break
            seen = seen.joined(self._tried(retry, picture, begin, seen))
            seen = self._close_looks(picture, seen, tried, begin)
        return self._recipe.ordered(seen)

    def _look_where_suspected(self, picture: Picture, seen: Looked, tried: list[Place], begin: float) -> Looked:
        """Look closely where a code might be that no reader has found so far."""
        place = suspected_place(picture)
        if place is None or any(place.overlaps(known) for known in tried):
            return seen
        tried.append(place)
        part, left, top = neighbourhood(picture, place)
        for retry in self._recipe.crop:
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
            for retry in self._recipe.crop:
                if place not in seen.unread:
                    break
                seen = seen.joined(self._tried(retry, part, begin, seen).moved(1, left, top))
        return seen

    def _tried(self, retry: Retry, part: Picture, begin: float, seen: Looked) -> Looked:
        budget = self._recipe.budget
        return self._retries.tried(retry, part, begin, min(budget, AFTER_A_READING) if seen.sightings else budget)
