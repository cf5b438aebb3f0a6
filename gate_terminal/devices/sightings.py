"""What a reader saw in a picture: payloads with their places, and places where a code was seen but not read."""

from __future__ import annotations

import math
from dataclasses import dataclass

Point = tuple[float, float]
"""(x, y) in pixels of the picture, from its upper left corner."""


@dataclass(frozen=True, slots=True)
class Place:
    """The four corners of a code, clockwise from the symbol's own upper left; pixels of the picture."""

    corners: tuple[Point, Point, Point, Point]

    @property
    def centre(self) -> Point:
        """The middle of the four corners."""
        return sum(x for x, _ in self.corners) / 4, sum(y for _, y in self.corners) / 4

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the upright box around it."""
        xs, ys = [x for x, _ in self.corners], [y for _, y in self.corners]
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def side(self) -> float:
        """The mean length of its four sides."""
        ends = zip(self.corners, (*self.corners[1:], self.corners[0]), strict=True)
        return sum(math.hypot(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in ends) / 4

    def moved(self, scale: float, left: float, top: float) -> Place:
        """Return the place in a picture of which this one is a part at (`left`, `top`), shrunk by `scale`."""
        a, b, c, d = ((x * scale + left, y * scale + top) for x, y in self.corners)
        return Place((a, b, c, d))

    def overlaps(self, other: Place) -> bool:
        """Tell whether both can be the same symbol: their centres are nearer than half the larger side."""
        (x1, y1), (x2, y2) = self.centre, other.centre
        reach = max(self.side, other.side) / 2
        return abs(x1 - x2) < reach and abs(y1 - y2) < reach


@dataclass(frozen=True, slots=True)
class Sighting:
    """One code that was read: its bytes exactly as encoded, where it is, and who read it."""

    payload: bytes
    place: Place
    reader: str

    @property
    def corners(self) -> tuple[Point, Point, Point, Point]:
        """The corners of its place."""
        return self.place.corners


@dataclass(frozen=True, slots=True)
class Looked:
    """The outcome of one look at one picture."""

    sightings: tuple[Sighting, ...] = ()
    unread: tuple[Place, ...] = ()
    """Where a code was seen but not read."""

    def moved(self, scale: float, left: float, top: float) -> Looked:
        """Return the same in the coordinates of the picture from which a part was cut out and scaled."""
        return Looked(
            tuple(Sighting(s.payload, s.place.moved(scale, left, top), s.reader) for s in self.sightings),
            tuple(place.moved(scale, left, top) for place in self.unread),
        )

    def joined(self, later: Looked) -> Looked:
        """Return what both looks saw together; a code that was read is no longer unread, the earlier reading stays.

        Two readings of one place can differ only where one of them is wrong, so the earlier reader, which is
        the more trusted one, keeps its word; a code inside a code has the same centre but another size.
        """
        sightings = list(self.sightings)
        for new in later.sightings:
            if not any(_same_code(new, known) for known in sightings):
                sightings.append(new)
        unread: list[Place] = []
        for place in (*self.unread, *later.unread):
            if not any(place.overlaps(known) for known in (*(s.place for s in sightings), *unread)):
                unread.append(place)
        return Looked(tuple(sightings), tuple(unread))


_OTHER_SIZE = 1.7
"""Two symbols of one centre whose sides differ by more are a code inside a code."""


def _same_code(new: Sighting, known: Sighting) -> bool:
    if not new.place.overlaps(known.place):
        return False
    if new.payload == known.payload:
        return True
    small, large = sorted((new.place.side, known.place.side))
    return large <= small * _OTHER_SIZE
