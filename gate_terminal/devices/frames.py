"""A picture from a camera, numbered and dated on the monotonic clock."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from gate_terminal.devices.opencv import cv2

Picture = NDArray[np.uint8]
"""Grey (H, W) or blue-green-red (H, W, 3), 8 bits a channel."""

_COLOUR = 3


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
