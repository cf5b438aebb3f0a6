"""What a picture of the screen is made of: boxes, words, signs and touch areas, as plain values in design units."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import NamedTuple

from gate_terminal.application.screen.events import Event

from .keys import Act, Moment


class Rect(NamedTuple):
    """A place in design units; the design is 1280 units wide or more, 720 high or more."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.h

    def inset(self, dx: float, dy: float | None = None) -> Rect:
        """Return this place made smaller on every side."""
        up = dx if dy is None else dy
        return Rect(self.x + dx, self.y + up, self.w - 2 * dx, self.h - 2 * up)

    def row(self, top: float, height: float) -> Rect:
        """Return a strip of this place, `top` below its upper edge."""
        return Rect(self.x, self.y + top, self.w, height)

    def holds(self, x: float, y: float) -> bool:
        """Tell whether a point lies in it."""
        return self.x <= x < self.right and self.y <= y < self.bottom


class Side(Enum):
    """Where words stand in their place."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


class Weight(IntEnum):
    """How heavy letters are, in the units of fonts."""

    BODY = 400
    STRONG = 700


class Symbol(Enum):
    """The signs that the window draws itself."""

    ALLOW = "allow"
    REFUSE = "refuse"
    HOLD = "hold"
    ISOLATE = "isolate"
    REMEASURE = "remeasure"
    IGNORE = "ignore"
    LAMP_GOOD = "lamp_good"
    LAMP_WARNING = "lamp_warning"
    LAMP_BAD = "lamp_bad"
    LAMP_ABSENT = "lamp_absent"
    ARROW_OUT = "arrow_out"
    ARROW_IN = "arrow_in"
    PENCIL = "pencil"
    RUNNING = "running"
    DAY = "day"
    NIGHT = "night"
    VOICE = "voice"
    SILENCE = "silence"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class Box:
    """A rounded rectangle: filled, framed or both."""

    rect: Rect
    fill: str | None = None
    radius: float = 12
    line: str | None = None
    line_width: float = 1


@dataclass(frozen=True, slots=True)
class Words:
    """Text in a place: as large as `size` where it fits, else smaller, else in `lines` lines, else elided."""

    rect: Rect
    text: str
    size: float
    colour: str
    weight: Weight = Weight.BODY
    side: Side = Side.LEFT
    lines: int = 1
    struck: bool = False
    tracking: float = 0


@dataclass(frozen=True, slots=True)
class Sign:
    """A drawn symbol that fills its place."""

    rect: Rect
    symbol: Symbol
    colour: str
    hollow: str
    """The colour behind it, for what is cut out of it."""


@dataclass(frozen=True, slots=True)
class Live:
    """The place of the live picture."""

    rect: Rect


@dataclass(frozen=True, slots=True)
class Stripes:
    """A striped border of some width along the edges of a place: a rehearsal, not the gate."""

    rect: Rect
    width: float


Shape = Box | Words | Sign | Live | Stripes

Gesturing = Callable[[Moment], tuple[Event | Act, ...]]
"""What a touch means, given the moment and a fresh id."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A place that can be touched; `name` tells it apart in tests and while it is pressed."""

    rect: Rect
    name: str
    gesture: Gesturing


@dataclass(frozen=True, slots=True)
class Sheet:
    """The whole picture: shapes from back to front, and what can be touched."""

    width: float
    height: float
    scale: float
    """Device-independent pixels per unit."""
    ground: str
    shapes: tuple[Shape, ...]
    touches: tuple[Touch, ...]

    def touched(self, x: float, y: float) -> Touch | None:
        """Return what lies under a point in units, the foremost first."""
        return next((touch for touch in reversed(self.touches) if touch.rect.holds(x, y)), None)
