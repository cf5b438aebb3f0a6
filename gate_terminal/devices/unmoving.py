"""Takes the blur of a movement out of a small picture: a hand moves a card some pixels while the shutter is open."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from gate_terminal.devices.frames import Picture
from gate_terminal.devices.opencv import cv2

_NOISE = 0.01
"""Power of the noise as a share of the picture's: what the blur left of a frequency below that is not brought back."""
_RIM = 8
_BOTH_WAYS = 0.15
"""Edges that differ by less between the directions were not blurred along one of them."""


def unmoved_by(length: float) -> Callable[[Picture], Picture]:
    """Return what undoes a straight movement of `length` pixels, in whatever direction the picture shows it."""

    def change(grey: Picture) -> Picture:
        direction = direction_of_blur(grey)
        return grey if direction is None else unmoved(grey, length, direction)

    return change


def direction_of_blur(grey: Picture) -> float | None:
    """Return the direction (radians) along which the picture has the weakest edges, None where they are alike.

    A code's edges are alike in all directions, however it is turned, so that a weak direction is that of a movement.
    """
    calm = cv2.GaussianBlur(grey, (0, 0), 1)
    across = cv2.Sobel(calm, cv2.CV_32F, 1, 0)
    down = cv2.Sobel(calm, cv2.CV_32F, 0, 1)
    xx, yy, xy = (float(cv2.mean(cv2.multiply(a, b))[0]) for a, b in ((across, across), (down, down), (across, down)))
    if xx + yy <= 0 or math.hypot(xx - yy, 2 * xy) < _BOTH_WAYS * (xx + yy):
        return None
    return math.atan2(2 * xy, xx - yy) / 2 + math.pi / 2


def unmoved(grey: Picture, length: float, direction: float) -> Picture:
    """Return the (H, W) picture as it would be without a movement of `length` pixels in `direction` (radians).

    A Wiener filter: the blur of a straight movement is a sinc over the frequencies along it.
    """
    height, width = grey.shape
    full_height, full_width = (cv2.getOptimalDFTSize(size + 2 * _RIM) for size in (height, width))
    padded = cv2.copyMakeBorder(
        grey, _RIM, full_height - height - _RIM, _RIM, full_width - width - _RIM, cv2.BORDER_REPLICATE
    )
    spectrum = cv2.dft(padded.astype(np.float32), flags=cv2.DFT_COMPLEX_OUTPUT)
    down = np.fft.fftfreq(full_height).astype(np.float32)[:, None]
    across = np.fft.fftfreq(full_width).astype(np.float32)[None, :]
    blur = np.sinc(length * (across * math.cos(direction) + down * math.sin(direction)))
    spectrum *= (blur / (blur * blur + _NOISE))[:, :, None].astype(np.float32)
    back = cv2.dft(spectrum, flags=cv2.DFT_INVERSE | cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT)
    part = back[_RIM : _RIM + height, _RIM : _RIM + width]
    return np.asarray(np.clip(part * (1 + _NOISE), 0, 255), dtype=np.uint8)
