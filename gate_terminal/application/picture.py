"""The live picture as the window pulls it: plain bytes, no camera library."""

from __future__ import annotations

from dataclasses import dataclass

Corners = tuple[tuple[float, float], ...]
"""The four corners (x, y) of a code in pixels of the picture."""


@dataclass(frozen=True, slots=True)
class Outline:
    """Where a code is in the picture; `number` is its number where the guard is to choose between several."""

    corners: Corners
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """One camera frame.

    `pixels` are `height` rows of `width` BGR triples (one byte each) or, where `grey`, single bytes; a row takes
    `stride` bytes. Where `mirrored`, the window shows it as a mirror does; pixels and outlines never are.
    """

    number: int
    width: int
    height: int
    stride: int
    grey: bool
    pixels: memoryview
    outlines: tuple[Outline, ...] = ()
    mirrored: bool = False
