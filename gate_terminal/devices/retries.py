"""Second looks at a picture that gave nothing: each a cheap change of the picture for one of the readers."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gate_terminal.devices.frames import Picture
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.readers import QrReader, ZbarReader, ZxingReader
from gate_terminal.devices.sightings import Looked, Place
from gate_terminal.devices.unmoving import steadied

_LOCAL = ZxingReader()
_FLAT = ZxingReader(flat=True)
_DARK = ZxingReader(inverted=False)
_ZBAR = ZbarReader()


@dataclass(frozen=True, slots=True)
class Retry:
    """A changed picture for a reader; `scale` is how much larger the changed picture is."""

    name: str
    change: Callable[[Picture], Picture]
    reader: QrReader
    scale: float = 1.0
    cost: float = 3.0
    """Expected milliseconds for a million pixels of the unchanged picture, before any was measured."""
    most: float = math.inf
    """Pixels; in a picture that is larger both ways the change would not matter."""

    def applies(self, grey: Picture) -> bool:
        """Tell whether it makes sense for a picture of this size."""
        smaller = float(min(grey.shape))
        return _LEAST_PIXELS / self.scale <= smaller <= self.most

    def look(self, grey: Picture) -> Looked:
        """Return what is seen now, in the coordinates of `grey`."""
        if not self.applies(grey):
            return Looked()
        return self.reader.read(self.change(grey)).moved(1 / self.scale, 0, 0)


_LEAST_PIXELS = 8
"""Smaller pictures hold no code, and resizing them may leave none."""


def _same(grey: Picture) -> Picture:
    return grey


def _inverted(grey: Picture) -> Picture:
    return np.asarray(cv2.bitwise_not(grey), dtype=np.uint8)


def _scaled(factor: float) -> Callable[[Picture], Picture]:
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC

    def change(grey: Picture) -> Picture:
        return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=how), dtype=np.uint8)

    return change


def _box_blurred(grey: Picture) -> Picture:
    return np.asarray(cv2.blur(grey, (3, 3)), dtype=np.uint8)


def _split_at_otsu(grey: Picture) -> Picture:
    return np.asarray(cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)[1], dtype=np.uint8)


def _split_locally(size: int) -> Callable[[Picture], Picture]:
    def change(grey: Picture) -> Picture:
        mean, binary = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY
        return np.asarray(cv2.adaptiveThreshold(grey, 255, mean, binary, size, 5), dtype=np.uint8)

    return change


def _sharpened(sigma: float) -> Callable[[Picture], Picture]:
    def change(grey: Picture) -> Picture:
        soft = cv2.GaussianBlur(grey, (0, 0), sigma)
        return np.asarray(cv2.addWeighted(grey, 2.5, soft, -1.5, 0), dtype=np.uint8)

    return change


def _then(first: Callable[[Picture], Picture], second: Callable[[Picture], Picture]) -> Callable[[Picture], Picture]:
    def change(grey: Picture) -> Picture:
        return second(first(grey))

    return change


FULL: tuple[Retry, ...] = (
    Retry("half size", _scaled(0.5), _LOCAL, 0.5, cost=1.2),
    Retry("one level", _same, _FLAT, cost=1.5),
    Retry("half size, one level", _scaled(0.5), _FLAT, 0.5, cost=0.7),
    Retry("box blur", _box_blurred, _LOCAL, cost=3),
    Retry("zbar at half size", _scaled(0.5), _ZBAR, 0.5, cost=9),
    Retry("Otsu", _split_at_otsu, _LOCAL, cost=2.5),
    Retry("adaptive 21", _split_locally(21), _FLAT, cost=6),
    Retry("adaptive 81", _split_locally(81), _FLAT, cost=6),
    Retry("sharpened", _sharpened(3), _LOCAL, cost=13),
    Retry("enlarged", _scaled(1.5), _LOCAL, 1.5, cost=8),
    Retry("zbar after a box blur", _box_blurred, _ZBAR, cost=33),
    Retry("zbar adaptive 41", _split_locally(41), _ZBAR, cost=28),
    Retry("zbar", _same, _ZBAR, cost=48),
)
"""For the whole picture, in the order in which they pay for the time they take."""

LIGHT_ON_DARK = Retry("light on dark", _inverted, _DARK, cost=1)
"""For a reader that looks for dark codes only."""

_SMALL, _NEAR, _NEARER = 330, 560, 700
"""Pixels; a few pixels of movement do not spoil a code that fills more than this, its modules are larger."""

CROP: tuple[Retry, ...] = (
    Retry("crop, one level", _same, _FLAT, cost=2),
    Retry("crop, steadied, twice", _then(steadied, _scaled(2)), _LOCAL, 2, 35, _NEAR),
    Retry("crop, steadied, three times", _then(steadied, _scaled(3)), _LOCAL, 3, 60, _SMALL),
    Retry("crop, twice", _scaled(2), _LOCAL, 2, cost=15),
    Retry("crop, steadied", steadied, _LOCAL, 1, 20, _NEARER),
    Retry("crop, twice, adaptive 41", _then(_scaled(2), _split_locally(41)), _FLAT, 2, cost=25),
    Retry("crop, half size", _scaled(0.5), _LOCAL, 0.5, cost=1.5),
    Retry("crop, box blur", _box_blurred, _LOCAL, cost=3),
    Retry("crop, zbar", _same, _ZBAR, cost=48),
    Retry("crop, twice, sharpened", _then(_scaled(2), _sharpened(4)), _LOCAL, 2, cost=60),
    Retry("crop, Otsu", _split_at_otsu, _LOCAL, cost=3),
    Retry("crop, zbar after a box blur", _box_blurred, _ZBAR, cost=40),
    Retry("crop, zbar adaptive 41", _split_locally(41), _ZBAR, cost=30),
)
"""For the neighbourhood of a code that was seen but not read, or is suspected there."""

_MARGIN = 0.3


def neighbourhood(grey: Picture, place: Place) -> tuple[Picture, int, int]:
    """Return the part of the picture around `place` with a margin, and its left and top edge in pixels."""
    height, width = grey.shape
    left, top, right, bottom = place.box
    margin = max(12.0, _MARGIN * max(right - left, bottom - top))
    x0, y0 = max(0, int(left - margin)), max(0, int(top - margin))
    x1, y1 = min(width, int(right + margin) + 1), min(height, int(bottom + margin) + 1)
    return np.ascontiguousarray(grey[y0 : max(y0, y1), x0 : max(x0, x1)]), x0, y0
