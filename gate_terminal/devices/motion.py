"""Tells whether anything moves before the camera, so that an unchanging scene costs next to nothing."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gate_terminal.devices.frames import Picture, grey
from gate_terminal.devices.opencv import cv2

_COLUMNS, _ROWS = 64, 36
_STEP = 4
_LEVELS = 5.0
"""A cell of the coarse picture that changed by so many grey levels (of 255) is a movement; sensor noise stays
below, as a cell is the mean of a hundred pixels."""


class MotionGate:
    """Compares coarse pictures; what drifts slowly is noticed once it has gone far enough.

    Grey pictures are compared with grey ones and coloured with coloured ones: what a camera sends as brightness, and
    what its colours make of it, differ where those are strong.
    """

    def __init__(self) -> None:
        self._settled: dict[int, NDArray[np.float32]] = {}

    def moved(self, image: Picture) -> bool:
        """Tell whether `image` differs from that at the last movement; true for the first one, grey or coloured."""
        cells = _coarse(image)
        settled = self._settled.get(image.ndim)
        if settled is not None and settled.shape == cells.shape:
            change = cells - settled
            # Lamps and automatic exposure change all cells alike: that is light, not movement.
            if float(np.abs(change - _middle(change)).max()) < _LEVELS:
                return False
            self._settled.clear()
        self._settled[image.ndim] = cells
        return True


def _middle(values: NDArray[np.float32]) -> float:
    """Return the median; NumPy's own takes three times as long for so few."""
    return float(np.partition(values, values.size // 2, axis=None)[values.size // 2])


def _coarse(image: Picture) -> NDArray[np.float32]:
    # Whole rows of the picture as it came: converting it, or leaving out columns, costs more than all the rest.
    thin = image[::_STEP] if image.shape[0] >= _STEP * _ROWS else image
    size = (min(_COLUMNS, thin.shape[1]), min(_ROWS, thin.shape[0]))
    return grey(np.asarray(cv2.resize(thin, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)).astype(np.float32)
