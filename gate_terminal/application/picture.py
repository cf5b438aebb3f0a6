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
class Outlined:
    """Where codes are in a picture that is `width` pixels across."""

    outlines: tuple[Outline, ...] = ()
    width: int = 0

    def within(self, width: int) -> tuple[Outline, ...]:
        """Return where they are in the same picture made `width` pixels wide."""
        ratio = width / self.width if self.width else 1.0
        return tuple(
            Outline(tuple((x * ratio, y * ratio) for x, y in outline.corners), outline.number)
            for outline in self.outlines
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """One camera frame, as a window paints it without converting anything.

    `pixels` are `height` rows of `width` pixels, of four bytes each (blue, green, red and one without meaning) or,
    where `grey`, of one; a row takes `stride` bytes. Where `mirrored`, the window shows it as a mirror does; pixels
    and outlines never are.
    """

    number: int
    width: int
    height: int
    stride: int
    grey: bool
    pixels: memoryview
    outlines: tuple[Outline, ...] = ()
    mirrored: bool = False
