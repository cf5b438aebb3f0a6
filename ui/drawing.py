"""The pen with which the panels compose a sheet: boxes, words, chips and keys in the tokens of the theme."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from gate_terminal.application.screen.events import Event
from gate_terminal.application.screen.values import Screen
from gate_terminal.domain.masking import mask_name
from gate_terminal.domain.people import Person
from gate_terminal.domain.words import Language, Subject

from .keys import Act
from .labels import Labels
from .labels_en import EN
from .labels_zh import ZH
from .lettering import LEAST_PIXELS, width_of
from .shapes import (
    Box,
    Gesturing,
    Live,
    Rect,
    Shape,
    Sheet,
    Side,
    Sign,
    Stripes,
    Symbol,
    Touch,
    Weight,
    Words,
)
from .theme import PALETTES, Palette

DESIGN_WIDTH = 1280
DESIGN_HEIGHT = 720
BODY = 22
SMALL = 18
LABELS: dict[Language, Labels] = {Language.ZH: ZH, Language.EN: EN}


def saying(*events: Event | Act) -> Gesturing:
    """Return the gesture of a touch that always means the same events."""
    return lambda _: events


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours of one group of things: on the panel, or inside a verdict."""

    text: str
    dim: str
    chip: str
    line: str
    chosen: str
    on_chosen: str
    badge: str
    """Behind a key's name."""

    def at_rest(self, ground: str) -> Inks:
        """Return the colours of what does nothing now: it lies flat on its `ground`, and can still be read."""
        return replace(self, text=self.dim, chip=ground, badge=ground)


@dataclass(slots=True)
class Drawing:
    """A sheet in the making. `width` and `height` are in units, `scale` is pixels a unit."""

    screen: Screen
    labels: Labels
    palette: Palette
    width: float
    height: float
    scale: float
    shapes: list[Shape] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)

    @classmethod
    def of(cls, screen: Screen, width: float, height: float) -> Drawing:
        """Return an empty drawing of `screen` for a window of that many device-independent pixels."""
        scale = max(min(width / DESIGN_WIDTH, height / DESIGN_HEIGHT), 0.1)
        return cls(screen, LABELS[screen.language], PALETTES[screen.theme], width / scale, height / scale, scale)

    def sheet(self) -> Sheet:
        """Return what was drawn."""
        return Sheet(self.width, self.height, self.scale, self.palette.ground, tuple(self.shapes), tuple(self.touches))

    @property
    def least(self) -> int:
        """The smallest size of letters in units."""
        return math.ceil(LEAST_PIXELS / self.scale)

    @property
    def inks(self) -> Inks:
        """The colours of things on the panel."""
        p = self.palette
        return Inks(p.text, p.dim, p.chip, p.line, p.accent, p.on_accent, p.panel)

    @property
    def notice(self) -> str:
        """The words of the passing message; empty where there is none."""
        screen = self.screen
        if screen.notice is None:
            return ""
        return self.labels.notices[screen.notice].format(detail=screen.notice_detail)

    def box(
        self, rect: Rect, fill: str | None = None, *, radius: float = 12, line: str | None = None, line_width: float = 1
    ) -> None:
        """Draw a rounded rectangle."""
        self.shapes.append(Box(rect, fill, radius, line, line_width))

    def words(
        self,
        rect: Rect,
        text: str,
        size: float = BODY,
        colour: str | None = None,
        *,
        weight: Weight = Weight.BODY,
        side: Side = Side.LEFT,
        lines: int = 1,
        struck: bool = False,
        tracking: float = 0,
    ) -> None:
        """Write `text` into a place; empty text leaves nothing."""
        if text:
            self.shapes.append(
                Words(
                    rect,
                    text,
                    max(size, self.least),
                    colour or self.palette.text,
                    weight,
                    side,
                    lines,
                    struck,
                    tracking,
                )
            )

    def sign(self, rect: Rect, symbol: Symbol, colour: str, hollow: str | None = None) -> None:
        """Draw a symbol."""
        self.shapes.append(Sign(rect, symbol, colour, hollow or self.palette.panel))

    def live(self, rect: Rect) -> None:
        """Leave room for the live picture."""
        self.shapes.append(Live(rect))

    def stripes(self, rect: Rect, width: float) -> None:
        """Draw the border of a rehearsal."""
        self.shapes.append(Stripes(rect, width))

    def touch(self, rect: Rect, name: str, gesture: Gesturing) -> None:
        """Make a place touchable."""
        self.touches.append(Touch(rect, name, gesture))

    def width_of(self, text: str, size: float, weight: Weight = Weight.BODY) -> float:
        """Return how wide `text` is in units."""
        return width_of(text, float(int(max(size, self.least))), weight)

    def badge(self, right: float, middle: float, key: str, inks: Inks) -> float:
        """Draw a key's name in a small frame that ends at `right`; return where it begins."""
        width = max(self.width_of(key, SMALL - 1) + 14, 30)
        rect = Rect(right - width, middle - 15, width, 30)
        self.box(rect, inks.badge, radius=5, line=inks.line)
        self.words(rect.inset(3, 0), key, SMALL - 1, inks.dim, side=Side.CENTRE)
        return rect.x

    def button(
        self,
        rect: Rect,
        text: str,
        name: str,
        gesture: Gesturing,
        *,
        key: str = "",
        chosen: bool = False,
        size: float = BODY,
        weight: Weight = Weight.BODY,
        radius: float = 10,
        inks: Inks | None = None,
        works: bool = True,
    ) -> None:
        """Draw a button, its words and key centred together; it can be touched where it `works`."""
        ink = inks or self.inks
        if not works:
            ink = ink.at_rest(self.palette.ground)
        ground = ink.chosen if chosen else ink.chip
        self.box(rect, ground, radius=radius, line=None if chosen else ink.line)
        colour = ink.on_chosen if chosen else ink.text
        badge = max(self.width_of(key, SMALL - 1) + 14, 30) if key else 0
        room = rect.w - 12 - (badge + 8 if key else 0)
        wide = min(self.width_of(text, size, weight), room)
        left = rect.x + (rect.w - wide - (badge + 8 if key else 0)) / 2
        # A unit of slack: the sum of rounded widths must not make the words shrink.
        self.words(Rect(left - 1, rect.y, wide + 2, rect.h), text, size, colour, weight=weight, side=Side.CENTRE)
        if key:
            self.badge(left + wide + 8 + badge, rect.y + rect.h / 2, key, ink)
        if works:
            self.touch(rect, name, gesture)

    def chips(self, place: Rect, chips: Sequence[Chip], *, height: float = 48, gap: float = 10) -> float:
        """Draw chips one after the other, in as many rows as they need; return where the last row ends.

        Where the rows would leave `place` the chips grow narrower instead, in one row.
        """
        rows = self._rows(place, chips, gap)
        if len(rows) * (height + gap) - gap > place.h + 1:
            share = (place.w - gap * (len(chips) - 1)) / max(len(chips), 1)
            rows = [[(chip, share) for chip in chips]]
        y = place.y
        for row in rows:
            x = place.x
            for chip, wide in row:
                rect = Rect(x, y, wide, height)
                self.button(
                    rect, chip.text, chip.name, chip.gesture, key=chip.key, chosen=chip.chosen, radius=height / 2
                )
                x += wide + gap
            y += height + gap
        return y - gap

    def rows_of(self, width: float, chips: Sequence[Chip], gap: float = 10) -> int:
        """Return how many rows these chips take at that width."""
        return len(self._rows(Rect(0, 0, width, 0), chips, gap))

    def _rows(self, place: Rect, chips: Sequence[Chip], gap: float) -> list[list[tuple[Chip, float]]]:
        rows: list[list[tuple[Chip, float]]] = [[]]
        x = place.x
        for chip in chips:
            badge = max(self.width_of(chip.key, SMALL - 1) + 14, 30) + 8 if chip.key else 0
            wide = min(self.width_of(chip.text, BODY) + badge + 26, place.w)
            if rows[-1] and x + wide > place.right + 0.5:
                rows.append([])
                x = place.x
            rows[-1].append((chip, wide))
            x += wide + gap
        return rows

    def name(self, name: str) -> str:
        """Return a person's name as this screen shows it: masked unless the names were asked for."""
        if not name:
            return self.labels.subjects[Subject.RESIDENT]
        return name if self.screen.names_shown else mask_name(name)

    def person(self, persons: Sequence[Person], person_id: str) -> str:
        """Return how this screen names one of a household's members."""
        return self.name(next((p.name for p in persons if p.id == person_id), ""))


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice: its words, what touching it means, the key that does the same, whether it is chosen."""

    text: str
    name: str
    gesture: Gesturing
    key: str = ""
    chosen: bool = False
