"""Pictures of every state of the window: ``python -m gate_terminal.ui.gallery DIRECTORY``."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from gate_terminal.application.picture import Outline, Picture
from gate_terminal.application.screen.signs import Lamp, Organ, Theme
from gate_terminal.application.screen.values import Screen
from gate_terminal.domain.words import Language

from .canvas import paint
from .gallery_states import states
from .render import render

_WIDTH, _HEIGHT = 640, 400
_BYTES = 4
"""Of a pixel."""
_MODULES, _MODULE = 45, 5
"""A code's side in modules, and a module's in pixels."""


def _dark(column: int, row: int) -> bool:
    """Tell whether a module of the stand-in is dark: three corner marks, and a pattern that means nothing."""
    for left, top in ((0, 0), (_MODULES - 7, 0), (0, _MODULES - 7)):
        ring = max(abs(column - left - 3), abs(row - top - 3))
        if ring <= 4:  # noqa: PLR2004 - the mark's half width, with its light border
            return ring in {0, 1, 3}
    return bool(hashlib.blake2b(bytes((column, row)), digest_size=1).digest()[0] & 1)


def street() -> Picture:
    """Return a stand-in for a camera's picture: a bright card before a dark ground, its code outlined."""
    pixels = bytearray(b"\x2b\x25\x21\xff" * (_WIDTH * _HEIGHT))
    side = _MODULES * _MODULE
    left, top = (_WIDTH - side) // 2, (_HEIGHT - side) // 2
    for y in range(top - 36, top + side + 36):
        for x in range(left - 36, left + side + 36):
            column, row = (x - left) // _MODULE, (y - top) // _MODULE
            inside = 0 <= column < _MODULES and 0 <= row < _MODULES
            ink = b"\x18\x18\x18\xff" if inside and _dark(column, row) else b"\xd9\xe3\xe6\xff"
            place = (y * _WIDTH + x) * _BYTES
            pixels[place : place + _BYTES] = ink
    corners = ((left, top), (left + side, top), (left + side, top + side), (left, top + side))
    return Picture(
        number=1,
        width=_WIDTH,
        height=_HEIGHT,
        stride=_WIDTH * _BYTES,
        grey=False,
        pixels=memoryview(bytes(pixels)),
        outlines=(Outline(tuple((float(x), float(y)) for x, y in corners)),),
    )


def _held_side_by_side(live: Picture, several: int) -> tuple[Outline, ...]:
    """Return numbered outlines of codes that stand in a row."""
    wide, top, bottom = live.width / (several + 1), live.height * 0.3, live.height * 0.7
    lefts = [wide * (i + 0.5) + 30 for i in range(several)]
    return tuple(
        Outline(((x, top), (x + wide - 60, top), (x + wide - 60, bottom), (x, bottom)), number)
        for number, x in enumerate(lefts, 1)
    )


def picture_of(screen: Screen, width: int, height: int, live: Picture, ratio: float = 1.0) -> QImage:
    """Return the window's picture at `width` × `height` device-independent pixels, `ratio` device pixels each."""
    image = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    seen = screen.organ(Organ.CAMERA).lamp is Lamp.GOOD
    if screen.choices:
        live = replace(live, outlines=_held_side_by_side(live, len(screen.choices)))
    elif screen.visit is None:
        live = replace(live, outlines=())
    paint(painter, render(screen, width, height), live if seen else None, QRect(0, 0, width, height))
    painter.end()
    return image


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pictures; return the exit status."""
    parser = argparse.ArgumentParser(prog="gallery", description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--size", action="append", metavar="WIDTHxHEIGHT", help="default: 1280x720 and 1024x768")
    parser.add_argument("--language", choices=[language.value for language in Language])
    parser.add_argument("--theme", choices=[theme.value for theme in Theme])
    parser.add_argument("--ratio", type=float, default=1.0, help="device pixels a pixel")
    parser.add_argument("--only", nargs="*", help="names of states")
    chosen = parser.parse_args(arguments)
    application = QApplication.instance() or QApplication([])
    chosen.directory.mkdir(parents=True, exist_ok=True)
    sizes = [tuple(int(side) for side in size.split("x")) for size in chosen.size or ["1280x720", "1024x768"]]
    languages = [Language(chosen.language)] if chosen.language else list(Language)
    themes = [Theme(chosen.theme)] if chosen.theme else list(Theme)
    live = street()
    for (width, height), language, theme in product(sizes, languages, themes):
        for name, screen in states().items():
            if chosen.only and name not in chosen.only:
                continue
            shown = replace(screen, language=language, theme=theme)
            image = picture_of(shown, width, height, live, chosen.ratio)
            image.save(str(chosen.directory / f"{name}-{language}-{theme}-{width}x{height}.png"))
    application.processEvents()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
