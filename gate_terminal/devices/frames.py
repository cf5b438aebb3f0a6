"""A picture from a camera, numbered and dated on the monotonic clock."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from gate_terminal.devices.opencv import cv2

Picture = NDArray[np.uint8]
"""Grey (H, W) or blue-green-red (H, W, 3), 8 bits a channel."""

_COLOUR = 3
_SHOWN_WIDTH = 640
"""Pixels; a window's live picture is about as wide, and what it has not to shrink costs it nothing."""


class View(Enum):
    """What a picture is wanted for; where a camera can be cheaper, it delivers no more than that."""

    LOOK = "look"
    """To be searched for codes: the full size, brightness is enough."""
    SHOW = "show"
    """For people: in colour, half the size will do."""
    BOTH = "both"
    """The full size in colour."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture; whoever holds it must not write into it.

    `number` counts up by one for each frame of one capture, also across reopened cameras.
    `captured_at` is in seconds of ``time.monotonic``.
    """

    image: Picture = field(repr=False, compare=False)
    number: int
    captured_at: float


def grey(image: Picture) -> Picture:
    """Return the (H, W) grey picture of `image`, the same array where it already is one.

    Raises ``ValueError`` for an array that is no picture.
    """
    if image.dtype != np.uint8 or image.size == 0:
        raise ValueError(f"no picture: {image.dtype} {image.shape}")
    if image.ndim == 2:  # noqa: PLR2004 - rows and columns
        return np.ascontiguousarray(image)
    if image.ndim == _COLOUR and image.shape[2] == _COLOUR:
        return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
    raise ValueError(f"no picture: {image.shape}")


def for_people(image: Picture) -> Picture:
    """Return `image` as windows take it: (H, W, 4), blue, green, red and a byte without meaning, or grey (H, W).

    It is shrunk by a whole number, to at least 640 pixels across.
    """
    height, width = image.shape[:2]
    shrink = max(1, width // _SHOWN_WIDTH)
    if shrink > 1:
        size = (width // shrink, max(1, height // shrink))
        image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    if image.ndim == 2:  # noqa: PLR2004 - rows and columns
        return np.ascontiguousarray(image)
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2BGRA), dtype=np.uint8)
