"""The live picture as the window pulls it: plain bytes, no camera library."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """One camera frame.

    `pixels` are `height` rows of `width` BGR triples (one byte each) or, where `grey`, single bytes; a row takes
    `stride` bytes.
    `outline` holds the four corners (x, y) in pixels of the code seen in it, empty where none was.
    """

    number: int
    width: int
    height: int
    stride: int
    grey: bool
    pixels: memoryview
    outline: tuple[tuple[float, float], ...] = ()
