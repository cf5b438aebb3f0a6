"""The two lights of a truck lane: epidemic clearance, and customs release, which this terminal never gives."""

from __future__ import annotations

from gate_terminal.application.screen.signs import Lamp, Stage
from gate_terminal.application.screen.values import Screen
from gate_terminal.domain.words import Verdict

from .drawing import Drawing
from .particulars_words import UNDER_CUSTOMS, WORDS
from .shapes import Rect, Symbol, Weight

HEIGHT = 46.0


def has_lights(screen: Screen) -> bool:
    """Tell whether vehicles here wait for customs too, and nothing else needs the room just now."""
    if screen.site not in UNDER_CUSTOMS or screen.stage not in {Stage.WATCHING, Stage.SHOWING, Stage.HOLDING}:
        return False
    # A temperature that is still to be settled clears nothing and needs all the room for what to do.
    return screen.answer is None or screen.answer.decision.verdict not in {Verdict.REMEASURE, Verdict.ISOLATE}


def draw_lights(drawing: Drawing, place: Rect) -> None:
    """Draw both lights with their words; that of customs is never lit here."""
    screen, palette, words = drawing.screen, drawing.palette, WORDS[drawing.labels.language]
    drawing.box(place, palette.panel, radius=10, line=palette.line)
    shown = screen.answer is not None and screen.stage in {Stage.SHOWING, Stage.HOLDING}
    clear = shown and screen.answer is not None and screen.answer.decision.verdict is Verdict.ALLOW
    text = words.clearance if not shown else words.cleared if clear else words.not_cleared
    lamp = Lamp.ABSENT if not shown else Lamp.GOOD if clear else Lamp.BAD
    symbol = {Lamp.GOOD: Symbol.LAMP_GOOD, Lamp.BAD: Symbol.LAMP_BAD}.get(lamp, Symbol.LAMP_ABSENT)
    weight = Weight.STRONG if shown else Weight.BODY
    sign = Rect(place.x + 14, place.y + (place.h - 24) / 2, 24, 24)
    drawing.sign(sign, symbol, palette.lamps[lamp], palette.panel)
    width = min(drawing.width_of(text, 21, weight) + 4, place.w * 0.34)
    drawing.words(Rect(sign.right + 10, place.y, width, place.h), text, 21, weight=weight)
    left = sign.right + 10 + width + 26
    customs = Rect(left, sign.y, 24, 24)
    drawing.sign(customs, Symbol.LAMP_ABSENT, palette.lamps[Lamp.ABSENT], palette.panel)
    rest = Rect(customs.right + 10, place.y, place.right - customs.right - 24, place.h)
    drawing.words(rest, f"{words.customs}: {words.customs_decides}", 19, palette.dim)
