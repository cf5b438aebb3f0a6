"""Where a code might be that no reader has found: a compact patch of edges both ways."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gate_terminal.devices.frames import Picture
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.sightings import Place

_HALF, _QUARTER = 2, 4
_WINDOW = 9
_LEAST_TEXTURE = 9.0
_ABOVE_SCENE = 3.0
"""How much more textured than half of the scene a code is; the noise of a sensor is everywhere alike."""
_LEAST_FILL = 0.55
_LONGEST = 2.6
_SMALLEST = 20


def suspected_place(picture: Picture) -> Place | None:
    """Return where a code might be that no reader has found: a compact patch of edges both ways.

    A good guess for a hint, never a reason to say more; takes about a millisecond at 1280×720.
    """
    if min(picture.shape) < _QUARTER * _WINDOW:
        return None
    small = cv2.resize(picture, None, fx=1 / _HALF, fy=1 / _HALF, interpolation=cv2.INTER_AREA)
    # Averaging over 3×3 first takes away the noise, which has edges both ways too.
    calm = cv2.blur(small, (3, 3))
    # Only how much edge there is shrinks further: edges themselves would be lost at a quarter of the size.
    edges = [
        cv2.resize(edge, None, fx=_HALF / _QUARTER, fy=_HALF / _QUARTER, interpolation=cv2.INTER_AREA)
        for edge in (cv2.convertScaleAbs(cv2.Sobel(calm, cv2.CV_16S, dx, 1 - dx)) for dx in (0, 1))
    ]
    texture = np.asarray(np.minimum(*(cv2.blur(edge, (_WINDOW, _WINDOW)) for edge in edges)), dtype=np.uint8)
    most = float(texture.max())
    if most < _LEAST_TEXTURE or most < _ABOVE_SCENE * float(np.median(texture[::2, ::2])):
        return None
    busy = np.asarray(texture > most * 0.4, dtype=np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(busy)
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    x, y, w, h, area = (int(v) for v in stats[largest])
    # The window reaches beyond the code on each side.
    rim = _WINDOW // 3
    height, width = busy.shape
    x0, y0 = (v + rim if v > 0 else v for v in (x, y))
    x1 = x + w - rim if x + w < width else x + w
    y1 = y + h - rim if y + h < height else y + h
    long, short = max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)
    if short < _SMALLEST / _QUARTER or long > _LONGEST * short:
        return None
    if area < _LEAST_FILL * w * h and area < _LEAST_FILL * _turned_area(labels[y : y + h, x : x + w] == largest):
        return None
    left, top, right, bottom = (float(v * _QUARTER) for v in (x0, y0, x1, y1))
    return Place(((left, top), (right, top), (right, bottom), (left, bottom)))


def _turned_area(patch: NDArray[np.bool_]) -> float:
    """Return the area of the smallest rectangle, however turned, around the patch.

    A code held like a diamond fills but half of the upright box around it.
    """
    outline, _ = cv2.findContours(patch.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    _, (width, height), _ = cv2.minAreaRect(np.concatenate(outline))
    return float(width * height)


def whole_place(picture: Picture, unread: Place) -> Place:
    """Return the place of the code of which a reader may have found only a part."""
    suspected = suspected_place(picture)
    if suspected is None:
        return unread
    left, top, right, bottom = suspected.box
    x, y = unread.centre
    encloses = left < x < right and top < y < bottom
    larger = _PART * unread.side < suspected.side < _ANOTHER * unread.side
    return suspected if encloses and larger else unread


_PART = 1.5
_ANOTHER = 6.0
"""A patch so much larger than what the reader found is something else around it."""
