"""Reads codes from video: a quick look at each frame, retries spread over them, and rest while nothing moves."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from gate_terminal.devices.decoding import Costs, ordered
from gate_terminal.devices.frames import Frame, Picture, grey
from gate_terminal.devices.motion import MotionGate
from gate_terminal.devices.readers import QrReader, ZxingReader, guarded
from gate_terminal.devices.retries import CROP, FULL, Retry, neighbourhood
from gate_terminal.devices.sightings import Looked, Place
from gate_terminal.devices.suspected import suspected_place, whole_place

FRAME_BUDGET = 0.025
"""Seconds for one frame; a retry that would probably pass it waits for a cheaper frame."""

_MEMORY = 1.0
"""Seconds for which the place of a code is remembered: hands do not move a card far in that time."""

_REFRESH = 15
"""While nothing moves, one frame of so many is looked at all the same."""

_FOLLOW = 4
"""While one code is held before the camera, every fourth frame is searched whole for a second one."""

_VIDEO_STEPS = 6

_EAGER_FRAMES = 15
"""For so many frames a code that is new, seen but not read, gets more than one retry a frame: its holder waits."""

_BEST_CROPS = 3
"""How many of the retries near a code each of those frames gets, besides the one in turn."""

_SUSPECT_EVERY = 3
"""One frame of so many in which no reader sees anything is searched for what might be a code."""


class VideoReader:
    """Looks at the frames of one camera, from one thread.

    `wanted` tells payloads that matter here from codes of other systems; they come first.
    """

    name = "video"

    def __init__(
        self,
        *,
        budget: float = FRAME_BUDGET,
        first: QrReader | None = None,
        full: Sequence[Retry] = FULL[:_VIDEO_STEPS],
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
        self._gate = MotionGate()
        self._last = Looked()
        self._remembered: tuple[Place, float] | None = None
        self._next_full = 0
        self._next_crop = 0
        self._eager = _EAGER_FRAMES
        self._until_suspicion = 1
        self._unmoved = 0
        self._following = 0
        self._looked_whole = False

    @property
    def resting(self) -> bool:
        """Whether the scene is unmoved and all retries were spent on it: fewer frames will do."""
        return self._unmoved > len(self._full) + len(self._crop)

    def read(self, frame: Frame) -> Looked:
        """Return what is to be seen in `frame`; while nothing moves, mostly what was seen before. Never raises."""
        return guarded(self.name, lambda: self._read(frame))

    def _read(self, frame: Frame) -> Looked:
        begin = self._clock()
        self._unmoved = 0 if self._gate.moved(frame.image) else self._unmoved + 1
        done = bool(self._last.sightings) and not self._last.unread and self._looked_whole
        settled = self.resting or (self._unmoved > 0 and done)
        if settled and self._unmoved % _REFRESH:
            return self._last
        picture = grey(frame.image)
        followed = self._followed(picture)
        self._looked_whole = followed is None
        seen = followed or self._first.read(picture)
        if not seen.sightings or seen.unread:
            seen = self._look_again(picture, seen, begin, frame.captured_at)
        for place in (*(s.place for s in seen.sightings), *seen.unread)[:1]:
            self._remembered = place, frame.captured_at
        self._last = ordered(seen, self._wanted)
        return self._last

    def _followed(self, picture: Picture) -> Looked | None:
        """Return the one code of the frame before, found again near its place; None where all must be looked at."""
        self._following = (self._following + 1) % _FOLLOW
        if len(self._last.sightings) != 1 or self._last.unread or not self._following:
            return None
        part, left, top = neighbourhood(picture, self._last.sightings[0].place)
        found = self._first.read(part).moved(1, left, top)
        return found if found.sightings and not found.unread else None

    def _look_again(self, picture: Picture, seen: Looked, begin: float, now: float) -> Looked:
        """Try retries near the code, and where none was read another of the whole picture."""
        near = self._place_to_try(picture, seen, now)
        if near is None:
            self._eager = min(self._eager + 1, _EAGER_FRAMES)
        elif self._crop:
            part, left, top = neighbourhood(picture, near)
            for retry in self._next_crops():
                if not _is_read(near, seen):
                    seen = seen.joined(self._tried(retry, part, begin).moved(1, left, top))
        if seen.sightings:
            self._eager = _EAGER_FRAMES
        elif self._full:
            retry = self._full[self._next_full % len(self._full)]
            self._next_full += 1
            seen = seen.joined(self._tried(retry, picture, begin))
        return seen

    def _next_crops(self) -> Sequence[Retry]:
        """Return the next retry in turn; while a code is new, before it those that pay most."""
        best: Sequence[Retry] = ()
        if self._eager > 0:
            self._eager -= 1
            best = self._crop[:_BEST_CROPS]
        others = self._crop[len(best) :]
        if not others:
            return best
        self._next_crop += 1
        return (*best, others[(self._next_crop - 1) % len(others)])

    def _place_to_try(self, picture: Picture, seen: Looked, now: float) -> Place | None:
        if seen.unread:
            return whole_place(picture, seen.unread[0])
        if self._remembered is not None and now - self._remembered[1] <= _MEMORY:
            return self._remembered[0]
        self._until_suspicion = (self._until_suspicion - 1) % _SUSPECT_EVERY
        return suspected_place(picture) if self._until_suspicion == 0 and not seen.sightings else None

    def _tried(self, retry: Retry, part: Picture, begin: float) -> Looked:
        started = self._clock()
        if not retry.applies(part) or started - begin + self._costs.expected(retry, part) > self._budget:
            return Looked()
        found = retry.look(part)
        self._costs.learn(retry, part, self._clock() - started)
        return found


def _is_read(place: Place, seen: Looked) -> bool:
    return any(sighting.place.overlaps(place) for sighting in seen.sightings)
