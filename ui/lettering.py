"""Text in a place: which font, how wide, and how it is made to fit; nothing is ever clipped."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF

from .shapes import Weight, Words

FAMILIES = ("Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "Sans")
LEAST_PIXELS = 15
"""No letter on the screen is smaller than this many device-independent pixels."""
LINE = 1.24
"""From one baseline to the next, in units of the size."""
ASCENT = 0.88
"""From the top of a Chinese character's square to the baseline; Latin letters stand on the same line."""
BETWEEN = " · "
"""Stands between the parts of a sentence, and is where it is best broken."""
INK = 1.08
"""What one line needs in height, in units of the size: the square and a descender's tail."""

# A date or a masked name is read as one word, and closing punctuation does not begin a line.
_TOKEN = re.compile(
    r"\d+月\d+日(?:\s\d\d:\d\d)?\s*|[^\s\u2e80-\uffef]+\s*|[\u2e80-\uffef]\*+\s*|[\u2e80-\uffef][,。、;:!?)」]*\s*|\s+"
)


@cache
def chinese_font_is_there() -> bool:
    """Tell whether this computer can draw simplified Chinese."""
    return bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))


@lru_cache(maxsize=512)
def font(size: float, weight: Weight = Weight.BODY, tracking: float = 0, *, struck: bool = False) -> QFont:
    """Return the font of that size in units; unhinted, so that its widths grow in proportion with the window."""
    chosen = QFont(list(FAMILIES))
    chosen.setPixelSize(max(int(size), 1))
    chosen.setWeight(QFont.Weight(weight))
    chosen.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    chosen.setStrikeOut(struck)
    if tracking:
        chosen.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, tracking)
    return chosen


@lru_cache(maxsize=8192)
def width_of(text: str, size: float, weight: Weight = Weight.BODY, tracking: float = 0) -> float:
    """Return how wide `text` is in units."""
    return QFontMetricsF(font(size, weight, tracking)).horizontalAdvance(text)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Text as it will be drawn: its size in units, its lines, and whether something had to be left out."""

    size: float
    lines: tuple[str, ...]
    elided: bool = False


@lru_cache(maxsize=4096)
def fit(words: Words, least: float) -> Fitted:
    """Return `words` as large as they fit into their place, `least` units at least, elided where even that is wide."""
    floor = min(max(int(least), 1), int(words.size))
    size = float(int(words.size))
    while True:
        lines = _wrapped(words, size)
        tall = size * (INK + LINE * (len(lines) - 1))
        if len(lines) <= words.lines and tall <= words.rect.h + 1 and _widest(words, lines, size) <= words.rect.w:
            return Fitted(size, lines)
        if size <= floor:
            return _elided(words, size, lines)
        size = max(size - 1, floor)


def _widest(words: Words, lines: tuple[str, ...], size: float) -> float:
    return max((width_of(line, size, words.weight, words.tracking) for line in lines), default=0.0)


def _wrapped(words: Words, size: float) -> tuple[str, ...]:
    if words.lines == 1:
        return (words.text,)
    parts = _between_parts(words, size)
    return parts if 0 < len(parts) <= words.lines else _anywhere(words, size)


def _between_parts(words: Words, size: float) -> tuple[str, ...]:
    """Break only where parts of a sentence meet; empty where one part alone is too wide."""
    lines: list[str] = []
    for part in words.text.split(BETWEEN):
        longer = lines[-1] + BETWEEN + part if lines else part
        if lines and width_of(longer, size, words.weight, words.tracking) <= words.rect.w:
            lines[-1] = longer
        else:
            lines.append(part)
    return tuple(lines) if _widest(words, tuple(lines), size) <= words.rect.w else ()


def _anywhere(words: Words, size: float) -> tuple[str, ...]:
    lines, line = [], ""
    for token in _TOKEN.findall(words.text):
        longer = line + token
        if line and width_of(longer.rstrip(), size, words.weight, words.tracking) > words.rect.w:
            lines.append(line.rstrip())
            line = token.lstrip()
        else:
            line = longer
    return tuple(part for part in (*lines, line.rstrip()) if part)


def _elided(words: Words, size: float, lines: tuple[str, ...]) -> Fitted:
    room = max(1, min(words.lines, int((words.rect.h + 1 - size * INK) / (size * LINE)) + 1))
    kept = list(lines[:room])
    if len(lines) > room:
        kept[-1] += "…"
    short = tuple(_shortened(line, words, size) for line in kept)
    return Fitted(size, short, elided=short != lines)


def _shortened(line: str, words: Words, size: float) -> str:
    if width_of(line, size, words.weight, words.tracking) <= words.rect.w:
        return line
    body = line.removesuffix("…")
    while body and width_of(body + "…", size, words.weight, words.tracking) > words.rect.w:
        body = body[:-1]
    # In a place too narrow even for the dots nothing is better than something clipped.
    return body.rstrip() + "…" if body or width_of("…", size, words.weight, words.tracking) <= words.rect.w else ""
