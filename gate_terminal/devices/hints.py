"""What a person can do about a code that is seen but not read: measured in the picture, never guessed."""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from gate_terminal.devices.frames import Frame, Picture, grey
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.retries import neighbourhood
from gate_terminal.devices.sightings import Looked, Place
from gate_terminal.devices.suspected import suspected_place, whole_place
from gate_terminal.devices.unmoving import direction_of_blur


class Hint(StrEnum):
    """One thing to do, in the order in which they are looked for."""

    TOO_DARK = "too_dark"
    GLARE = "glare"
    TOO_CLOSE = "too_close"
    TOO_FAR = "too_far"
    MOVE_SLOWER = "move_slower"
    HOLD_FLAT = "hold_flat"


_DARK_PAPER = 75
"""Paper (the brightest twentieth of the code's neighbourhood) below this grey level is too dark."""
_DARK_SCENE = 22
_GLARE_LEVEL = 236
_GLARE_SHARE = 0.03
"""A fifth of a code's side is black and white mixed, so its mean is never near white but under glare."""
_FAR_SIDE = 70
"""Pixels; a pass has 45 modules, and 1.6 pixels a module is less than any reader needs."""
_CLOSE_SHARE = 0.92
_LARGE = 0.55
_EDGE = 3
_SHARP = 0.42
"""Steepest change between neighbours but one, as a share of the contrast: 0.8 where sharp, 0.25 at 3 pixels of blur."""
_STEEPEST = 0.97
_LEAST_CONTRAST = 12
_TILTED = 1.45
"""Longer side by shorter one; 1.45 is a tilt of more than 45 degrees."""


def hint_for(picture: Picture, place: Place) -> Hint | None:
    """Return what spoils the code at `place` in the grey (H, W) picture; None where nothing measurable does."""
    part, _, _ = neighbourhood(picture, place)
    if min(part.shape) < 2 * _EDGE:
        return None
    low, high = (float(v) for v in np.percentile(part[::2, ::2], (5, 95)))
    if high < _DARK_PAPER:
        return Hint.TOO_DARK
    height, width = picture.shape
    left, top, right, bottom = place.box
    cut = left < _EDGE or top < _EDGE or right > width - _EDGE or bottom > height - _EDGE
    share = max(bottom - top, right - left) / min(height, width)
    blurred = high - low >= _LEAST_CONTRAST and _steepness(part, high - low) < _SHARP
    # What is too near for the lens is blurred alike in all directions; a movement has one.
    defocused = blurred and direction_of_blur(part) is None
    if share > _CLOSE_SHARE or (share > _LARGE and (cut or defocused)):
        return Hint.TOO_CLOSE
    if _glares(picture, place):
        return Hint.GLARE
    if max(bottom - top, right - left) < _FAR_SIDE:
        return Hint.TOO_FAR
    if blurred:
        return Hint.MOVE_SLOWER
    return Hint.HOLD_FLAT if _foreshortened(place) else None


def scene_too_dark(picture: Picture) -> bool:
    """Tell whether the whole picture, grey or coloured, is too dark to find a code in."""
    return _level_above(0.9, picture[::8, ::8]) < _DARK_SCENE


def _glares(picture: Picture, place: Place) -> bool:
    left, top, right, bottom = (int(v) for v in place.box)
    inner = picture[max(0, top) : max(0, bottom), max(0, left) : max(0, right)]
    if min(inner.shape) < _FAR_SIDE / 2:
        return False
    window = max(5, min(inner.shape) // 5)
    mean = cv2.blur(inner, (window, window))
    return float((mean >= _GLARE_LEVEL).mean()) > _GLARE_SHARE


def _steepness(part: Picture, contrast: float) -> float:
    soft = cv2.blur(part, (2, 2))
    across = cv2.absdiff(soft[1:-1, 2:], soft[1:-1, :-2])
    down = cv2.absdiff(soft[2:, 1:-1], soft[:-2, 1:-1])
    # Motion leaves the edges along it sharp: the blurred direction is the one that counts.
    return min(_level_above(_STEEPEST, across), _level_above(_STEEPEST, down)) / contrast


def _level_above(share: float, values: NDArray[np.generic]) -> int:
    """Return the level that `share` of the values, 8 bits each, do not pass; counting is quicker than ordering."""
    counts = np.bincount(np.asarray(values).ravel(), minlength=256)
    return int(np.searchsorted(np.cumsum(counts), share * values.size))


def _foreshortened(place: Place) -> bool:
    corners = np.array(place.corners)
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    return float(sides.max()) > _TILTED * max(1.0, float(sides.min()))


_BORNE = 0.5
_FORGOTTEN = 0.6
_HOLD = 1.0
_AGAIN = 0.4
"""A hint that was just given is not measured again at once: nobody can have heeded it."""
_MEASURE_EVERY, _SEARCH_EVERY = 0.09, 0.19
"""Seconds, a little less than three and six frames: a hint is for a person, who needs half a second to heed it, and
measuring for it takes as long as reading."""


class HintWatch:
    """Gives a hint once a code has been seen but not read for half a second; fed with each frame that was looked at."""

    def __init__(self) -> None:
        self._unread_since: float | None = None
        self._unread_at = 0.0
        self._given: tuple[Hint, float] | None = None
        self._measured_at = -math.inf

    def advance(self, frame: Frame, looked: Looked, *, resting: bool = False) -> Hint | None:
        """Return the hint to show now; `resting` says that nothing has moved for a while, so nobody stands there."""
        now = frame.captured_at
        if looked.sightings:
            self._unread_since = self._given = None
            return None
        if self._given is not None and now - self._given[1] < _AGAIN:
            return self._given[0]
        if now - self._measured_at >= (_MEASURE_EVERY if looked.unread else _SEARCH_EVERY):
            self._measured_at = now
            self._measure(frame, looked, resting)
        if self._given is not None and now - self._given[1] > _HOLD:
            self._given = None
        return self._given[0] if self._given is not None else None

    def _measure(self, frame: Frame, looked: Looked, resting: bool) -> None:
        now = frame.captured_at
        dark = scene_too_dark(frame.image)
        if not dark and resting and not looked.unread:
            return
        picture = grey(frame.image)
        place = None if dark else _place(picture, looked)
        if place is None and not dark:
            return
        if self._unread_since is None or now - self._unread_at > _FORGOTTEN:
            self._unread_since = now
        self._unread_at = now
        if now - self._unread_since >= _BORNE:
            hint = Hint.TOO_DARK if place is None else hint_for(picture, place)
            if hint is not None:
                self._given = hint, now


def _place(picture: Picture, looked: Looked) -> Place | None:
    if looked.unread:
        return whole_place(picture, max(looked.unread, key=lambda place: place.side))
    return suspected_place(picture)
