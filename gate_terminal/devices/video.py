"""Reads codes from video: a quick look at each frame, retries spread over them, and rest while nothing moves."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gate_terminal.devices.effort import Effort
from gate_terminal.devices.frames import Frame, Picture, grey
from gate_terminal.devices.haste import Haste
from gate_terminal.devices.motion import MotionGate
from gate_terminal.devices.readers import guarded
from gate_terminal.devices.recipe import VIDEO, Recipe, Retries
from gate_terminal.devices.retries import Retry, neighbourhood
from gate_terminal.devices.sightings import Looked, Place
from gate_terminal.devices.suspected import suspected_place, whole_place

_MEMORY = 1.0
"""Seconds for which the place of a code is remembered: hands do not move a card far in that time."""

_REFRESH = 15
"""While nothing moves, one frame of so many is looked at all the same."""

_FOLLOW = 4
"""While one code is held before the camera, every fourth frame is searched whole for a second one."""

_EAGER_FRAMES = 15
"""For so many frames a code that is new, seen but not read, gets more than one retry a frame: its holder waits."""

_BEST_CROPS = 3
"""How many of the retries near a code each of those frames gets, besides the one in turn."""

_KEPT = 0.5
"""Of the effort for close looks, so much is kept for a code that is new."""

_SEARCH_AFTER, _SEARCHED = 0.06, 2
"""Seconds, a little less than so many frames, after which a frame in which no reader sees anything is searched again
for what might be a code: whoever holds it there waits no longer where every second frame is looked at."""

_SEARCH_AGAIN = 0.09
"""Seconds, a little less than three frames, after which it is searched again where something was found."""

_NEARER = 1.5
"""A code whose side has grown by so much is as good as new: its holder brings it nearer."""

CLOSE_SHARE, CLOSE_STORE = 0.02, 0.4
WIDE_SHARE, WIDE_STORE = 0.01, 0.1
"""Of a core, and seconds: what looks near a code, and looks at all of a picture without one, may take."""

EVERY_SECOND, EVERY_FOURTH = 2, 4
"""Frames of which one is looked at: as a rule, and while nothing moves."""

_WHOLE = 0.002
"""Seconds that finding the whole of a code probably takes, of which a reader saw a part."""


class VideoReader:
    """Looks at the frames of one camera, from one thread.

    `closely` and `widely` bound what second looks take in the long run: those near a code, and those at all of a
    picture in which no code is seen. `haste` settles when every frame counts.
    """

    name = "video"

    def __init__(
        self,
        recipe: Recipe = VIDEO,
        *,
        closely: Effort | None = None,
        widely: Effort | None = None,
        haste: Haste | None = None,
    ) -> None:
        self._recipe = recipe
        self._retries = Retries(recipe.clock)
        self._closely = closely or Effort(CLOSE_SHARE, CLOSE_STORE)
        self._widely = widely or Effort(WIDE_SHARE, WIDE_STORE)
        self._haste = haste or Haste()
        self._unread: tuple[tuple[Place, ...], float] = (), -math.inf
        """Where codes were that were to be read, and when last some were."""
        self._side = 0.0
        """The longest side that an unread code had since the effort for a new one was given."""
        self._gate = MotionGate()
        self._last = Looked()
        self._remembered: tuple[Place, float] | None = None
        self._next_full = 0
        self._next_crop = 0
        self._eager = _EAGER_FRAMES
        self._search_from = -math.inf
        self._unmoved = 0
        self._following = 0
        self._looked_whole = False

    @property
    def resting(self) -> bool:
        """Whether the scene is unmoved and all retries were spent on it: fewer frames will do."""
        return self._unmoved > len(self._recipe.full) + len(self._recipe.crop)

    @property
    def pace(self) -> int:
        """Of how many frames one need be looked at from now on: every one while something is new, else every second.

        A card that is held up is there for dozens of frames, and one that was read tells nothing new. While nothing
        moves it is every fourth.
        """
        if self.resting:
            return EVERY_FOURTH
        return 1 if self._haste.every_frame else EVERY_SECOND

    def read(self, frame: Frame) -> Looked:
        """Return what is to be seen in `frame`; while nothing moves, mostly what was seen before. Never raises."""
        return guarded(self.name, lambda: self._read(frame))

    def _read(self, frame: Frame) -> Looked:
        begin = self._recipe.clock()
        for effort in (self._closely, self._widely):
            effort.fill(frame.captured_at)
        rested = self.resting
        self._unmoved = 0 if self._gate.moved(frame.image) else self._unmoved + 1
        done = bool(self._last.sightings) and not self._last.unread and self._looked_whole
        settled = self.resting or (self._unmoved > 0 and done)
        if settled and self._unmoved % _REFRESH:
            return self._last
        picture = grey(frame.image)
        followed = self._followed(picture)
        self._looked_whole = followed is None
        seen = followed or self._recipe.first.read(picture)
        unread = False
        if not seen.sightings or seen.unread:
            near = self._place_to_try(picture, seen, frame.captured_at)
            unread = self._is_unread(near, seen, frame.captured_at)
            seen = self._look_again(picture, near, seen, begin)
        gone = bool(self._last.sightings) and not seen.sightings
        self._haste.advance(frame.captured_at, stirred=unread or gone or (rested and not self.resting), keep=self._kept)
        if seen.sightings:
            # Whatever comes next is new.
            self._eager = _EAGER_FRAMES
        for place in (*(s.place for s in seen.sightings), *seen.unread)[:1]:
            self._remembered = place, frame.captured_at
        self._last = self._recipe.ordered(seen)
        return self._last

    def _followed(self, picture: Picture) -> Looked | None:
        """Return the one code of the frame before, found again near its place; None where all must be looked at."""
        self._following = (self._following + 1) % _FOLLOW
        if len(self._last.sightings) != 1 or self._last.unread or not self._following:
            return None
        part, left, top = neighbourhood(picture, self._last.sightings[0].place)
        found = self._recipe.first.read(part).moved(1, left, top)
        return found if found.sightings and not found.unread else None

    @property
    def _kept(self) -> float:
        """How much of an effort is to stay for a code that is new."""
        return 0.0 if self._eager > 0 else _KEPT

    def _is_unread(self, near: Place | None, seen: Looked, now: float) -> bool:
        """Tell whether a code is there that is to be read; another one, or one brought nearer, is as good as new."""
        if near is None or (not seen.unread and self._remembers(now)):
            # Where a code was read a moment ago its holder takes it away, as a rule.
            return False
        places = seen.unread or (near,)
        known, known_at = self._unread
        grown = near.side > _NEARER * self._side
        if grown or now - known_at > _MEMORY or not any(near.overlaps(place) for place in known):
            self._side = near.side
            self._eager = _EAGER_FRAMES
        self._unread = places, now
        return True

    def _look_again(self, picture: Picture, near: Place | None, seen: Looked, begin: float) -> Looked:
        """Try retries near the code, and where none was read another of the whole picture."""
        if near is not None:
            seen = self._look_closely(picture, near, seen, begin)
        if not seen.sightings and self._recipe.full:
            retry = self._recipe.full[self._next_full % len(self._recipe.full)]
            if self._widely.allows(self._retries.expected(retry, picture)):
                self._next_full += 1
                seen = seen.joined(self._tried(retry, picture, begin, self._widely))
        return seen

    def _look_closely(self, picture: Picture, near: Place, seen: Looked, begin: float) -> Looked:
        keep = self._kept
        if not self._recipe.crop or not self._closely.allows(_WHOLE, keep):
            return seen
        if seen.unread:
            with self._closely.spent():
                near = whole_place(picture, near)
        part, left, top = neighbourhood(picture, near)
        for retry in self._next_crops(part, keep):
            if not _is_read(near, seen) and self._closely.allows(self._retries.expected(retry, part), keep):
                seen = seen.joined(self._tried(retry, part, begin, self._closely).moved(1, left, top))
        return seen

    def _next_crops(self, part: Picture, keep: float) -> Sequence[Retry]:
        """Return the next retry in turn; while a code is new, before it those that pay most.

        What there is not effort enough for keeps its turn, or the costly ones would never come.
        """
        crop = self._recipe.crop
        best: Sequence[Retry] = ()
        if self._eager > 0:
            self._eager -= 1
            best = crop[:_BEST_CROPS]
        others = crop[len(best) :]
        if not others:
            return best
        turn = others[self._next_crop % len(others)]
        if not self._closely.allows(self._retries.expected(turn, part), keep):
            return best
        self._next_crop += 1
        return (*best, turn)

    def _place_to_try(self, picture: Picture, seen: Looked, now: float) -> Place | None:
        """Return where a code is that was not read, was a moment ago, or might be; None in between, too."""
        if seen.unread:
            return seen.unread[0]
        if self._remembered is not None and self._remembers(now):
            return self._remembered[0]
        if seen.sightings or now < self._search_from:
            return None
        # As cheap as a first look, and as steady: paid from the store it would keep the dearer looks from their turn.
        suspected = suspected_place(picture)
        self._search_from = now + (_SEARCH_AFTER if suspected is None else _SEARCH_AGAIN)
        if suspected is None:
            self._eager = min(self._eager + _SEARCHED, _EAGER_FRAMES)
        return suspected

    def _remembers(self, now: float) -> bool:
        return self._remembered is not None and now - self._remembered[1] <= _MEMORY

    def _tried(self, retry: Retry, part: Picture, begin: float, effort: Effort) -> Looked:
        with effort.spent():
            return self._retries.tried(retry, part, begin, self._recipe.budget)


def _is_read(place: Place, seen: Looked) -> bool:
    return any(sighting.place.overlaps(place) for sighting in seen.sightings)
