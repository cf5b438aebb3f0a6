"""Colours of the gate screen: tokens by day and by night, and the ground of each verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate_terminal.application.screen.signs import Lamp, Theme
from gate_terminal.domain.words import Verdict

WHITE = "#FFFFFF"
LIVE_GROUND = "#14181C"
"""Behind the live picture in both themes: a camera's dark is never quite black."""
LIVE_OUTLINE = "#35D07F"
STRIPE_LIGHT = "#FFC400"
STRIPE_DARK = "#14181C"

# White stands on all of them at 7:1 or more, which is why allow and hold are darker than a sketch would have them.
GROUNDS: Mapping[Verdict, str] = {
    Verdict.ALLOW: "#0A6537",
    Verdict.REFUSE: "#A81E1E",
    Verdict.HOLD: "#7A4E00",
    Verdict.ISOLATE: "#5B2A86",
    Verdict.REMEASURE: "#1F4E8C",
    Verdict.IGNORE: "#46525E",
}
# What is pressed or framed inside a verdict is darker than its ground, never lighter: white must stay readable on it.
INSETS: Mapping[Verdict, str] = {
    Verdict.ALLOW: "#074B29",
    Verdict.REFUSE: "#801515",
    Verdict.HOLD: "#5A3900",
    Verdict.ISOLATE: "#431E64",
    Verdict.REMEASURE: "#163A69",
    Verdict.IGNORE: "#343E48",
}


@dataclass(frozen=True, slots=True)
class Palette:
    """The tokens of one theme; every text token stands at 7:1 or more on every ground that carries it."""

    ground: str
    panel: str
    line: str
    text: str
    dim: str
    chip: str
    pressed: str
    accent: str
    on_accent: str
    lamps: Mapping[Lamp, str]
    verdicts: Mapping[Verdict, str]
    """A verdict's word in running text, on the panel."""
    warning: str
    on_warning: str


DAY = Palette(
    ground="#F4F6F8",
    panel="#FFFFFF",
    line="#D5DBE1",
    text="#12181F",
    dim="#414C58",
    chip="#E9EDF1",
    pressed="#CBD3DB",
    accent="#1B55AC",
    on_accent=WHITE,
    lamps={Lamp.GOOD: "#12804A", Lamp.WARNING: "#A86400", Lamp.BAD: "#B81D1D", Lamp.ABSENT: "#6B7783"},
    verdicts={
        Verdict.ALLOW: "#0A6537",
        Verdict.REFUSE: "#A81E1E",
        Verdict.HOLD: "#7A4E00",
        Verdict.ISOLATE: "#5B2A86",
        Verdict.REMEASURE: "#1F4E8C",
        Verdict.IGNORE: "#414C58",
    },
    warning="#FFE2A8",
    on_warning="#3A2600",
)
NIGHT = Palette(
    ground="#0E1216",
    panel="#171D23",
    line="#2B343D",
    text="#F2F5F7",
    dim="#B4C0CB",
    chip="#232B33",
    pressed="#39444F",
    accent="#7FB2FF",
    on_accent="#0E1216",
    lamps={Lamp.GOOD: "#3CC481", Lamp.WARNING: "#F0B95A", Lamp.BAD: "#FF8A80", Lamp.ABSENT: "#8B98A5"},
    verdicts={
        Verdict.ALLOW: "#5FCB8E",
        Verdict.REFUSE: "#FF9C94",
        Verdict.HOLD: "#F0B95A",
        Verdict.ISOLATE: "#CFA6F5",
        Verdict.REMEASURE: "#8FBBFF",
        Verdict.IGNORE: "#B4C0CB",
    },
    warning="#4A3608",
    on_warning="#FFE9BF",
)
PALETTES: Mapping[Theme, Palette] = {Theme.DAY: DAY, Theme.NIGHT: NIGHT}
