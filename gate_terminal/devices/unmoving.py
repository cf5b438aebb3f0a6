"""Takes the blur of a movement out of a small picture: a hand moves a card some pixels while the shutter is open."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gate_terminal.devices.frames import Picture
from gate_terminal.devices.opencv import cv2

_NOISE = 0.01
"""Power of the noise as a share of the picture's: what the blur left of a frequency below that is not brought back."""
_RIM = 8
_BOTH_WAYS = 0.15
"""Edges that differ by less between the directions were not blurred along one of them."""

_ENOUGH = 256
"""Pixels a side that are measured: the movement is the same all over the card."""
_SHORTEST, _LONGEST = 2.0, 15.5
"""Pixels of movement; shorter ones spoil nothing, and longer ones leave nothing of a module."""
_REACH = 16
_FAINT = 0.3
"""Of the spectrum's median: what is fainter is noise, and its logarithm would say more than it knows."""
_FINEST = 0.08
"""How soon fine detail counts for nothing, in squared cycles a pixel: it is mostly noise."""

Reals = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Movement:
    """A straight movement while the shutter was open: its length in pixels, its direction in radians from 0 to π."""

    length: float
    direction: float


def steadied(grey: Picture) -> Picture:
    """Return the picture without the movement that it shows, unchanged where it is too small to show one."""
    movement = movement_in(grey)
    return grey if movement is None else unmoved(grey, movement.length, movement.direction)


def movement_in(grey: Picture) -> Movement | None:
    """Return the movement that would explain best what is missing in the picture; None for one that is too small.

    A movement wipes out the frequencies that fit into its length a whole number of times, so that the logarithm of
    the spectrum has furrows at even distances, and its own spectrum (the cepstrum) is lowest at the movement's
    length and direction. Where nothing moved, another regular thing is found, mostly the code's own module.
    """
    height, width = (min(size, _ENOUGH) for size in grey.shape)
    if min(height, width) <= 2 * _REACH:
        return None
    top, left = (grey.shape[0] - height) // 2, (grey.shape[1] - width) // 2
    middle = grey[top : top + height, left : left + width].astype(np.float32)
    middle -= float(cv2.mean(middle)[0])
    middle *= cv2.createHanningWindow((width, height), cv2.CV_32F)
    padded = np.zeros((_ENOUGH, _ENOUGH), dtype=np.float32)
    padded[:height, :width] = middle
    packed = cv2.dft(padded)
    # All but the two columns of which the packed form keeps half: real parts, and beside them imaginary ones.
    power = packed[:, 1:-1:2] ** 2 + packed[:, 2:-1:2] ** 2
    told = np.log(power + max(_FAINT * float(np.median(power[::2, ::2])), _ALMOST_NOTHING))
    told -= told.mean()
    packed[:] = 0
    packed[:, 1:-1:2] = told * _SMOOTH
    cepstrum = cv2.dft(packed, flags=cv2.DFT_INVERSE | cv2.DFT_REAL_OUTPUT)
    near = np.concatenate([cepstrum[-_REACH:, : _REACH + 1], cepstrum[: _REACH + 1, : _REACH + 1]])
    lowest = np.unravel_index(int(np.argmin(np.where(_IN_REACH, near, np.inf))), near.shape)
    return Movement(float(_LENGTHS[lowest]), float(_DIRECTIONS[lowest]))


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
    # Even sizes, because the packed form of a spectrum ends otherwise for odd ones.
    rows, columns = (2 * cv2.getOptimalDFTSize((size + 1) // 2 + _RIM) for size in (height, width))
    padded = cv2.copyMakeBorder(
        grey, _RIM, rows - height - _RIM, _RIM, columns - width - _RIM, cv2.BORDER_REPLICATE
    ).astype(np.float32)
    blur = _sinc(rows, columns, length * math.sin(direction), length * math.cos(direction))
    spectrum = cv2.dft(padded)
    spectrum *= blur / (blur * blur + np.float32(_NOISE))
    back = cv2.dft(spectrum, flags=cv2.DFT_INVERSE | cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT)
    part = back[_RIM : _RIM + height, _RIM : _RIM + width]
    return np.asarray(np.clip(part * np.float32(1 + _NOISE), 0, 255), dtype=np.uint8)


def _sinc(rows: int, columns: int, down: float, across: float) -> Reals:
    """Return the spectrum of a movement by (`across`, `down`) pixels, in OpenCV's packed form of spectra of pictures.

    That form has for each frequency across two columns, of real and imaginary parts; only the first and the last
    column have one frequency across, and for each frequency down two rows.
    """
    upright = np.fft.fftfreq(rows).astype(np.float32)
    waves = _packed(columns)[None, :] * np.float32(across) + upright[:, None] * np.float32(down)
    edge = _packed(rows) * np.float32(down)
    waves[:, 0] = edge
    waves[:, -1] = edge + np.float32(across / 2)
    waves *= np.float32(math.pi)
    waves[np.abs(waves) < _ALMOST_NOTHING] = _ALMOST_NOTHING
    return np.asarray(np.sin(waves) / waves, dtype=np.float32)


def _packed(size: int) -> Reals:
    """Return the frequencies (cycles a pixel) of a packed row or column of an even `size`."""
    return np.asarray((np.arange(size) + 1) // 2 / size, dtype=np.float32)


def _smooth() -> Reals:
    """Return the weights of the frequencies of a packed spectrum, without its first and its last column."""
    down, across = np.fft.fftfreq(_ENOUGH)[:, None], np.arange(1, _ENOUGH // 2)[None, :] / _ENOUGH
    return np.asarray(np.exp(-(down * down + across * across) / _FINEST), dtype=np.float32)


_ALMOST_NOTHING = 1e-6
_DOWN, _ACROSS = np.mgrid[-_REACH : _REACH + 1, 0 : _REACH + 1]
_LENGTHS, _DIRECTIONS = np.hypot(_DOWN, _ACROSS), np.arctan2(_DOWN, _ACROSS) % math.pi
_IN_REACH = (_LENGTHS >= _SHORTEST) & (_LENGTHS <= _LONGEST)
_SMOOTH = _smooth()
