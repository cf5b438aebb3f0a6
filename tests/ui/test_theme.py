"""Every text stands out from its ground by day and by night."""

from itertools import product

import pytest
from gate_terminal.ui.theme import DAY, GROUNDS, INSETS, LIVE_GROUND, NIGHT, WHITE, Palette

from gate_terminal.application.screen.signs import Lamp
from gate_terminal.domain.words import Verdict

THEMES = pytest.mark.parametrize("palette", [DAY, NIGHT], ids=["day", "night"])
ENOUGH = 7.0
ENOUGH_FOR_A_SIGN = 3.0


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour (WCAG 2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself_is_right() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@THEMES
def test_texts_reach_seven_to_one_on_every_ground_that_carries_them(palette: Palette) -> None:
    for text, ground in product((palette.text, palette.dim), (palette.ground, palette.panel, palette.chip)):
        assert contrast(text, ground) >= ENOUGH, (text, ground)
    assert contrast(palette.on_accent, palette.accent) >= ENOUGH
    assert contrast(palette.on_warning, palette.warning) >= ENOUGH
    for verdict in Verdict:
        assert contrast(palette.verdicts[verdict], palette.panel) >= ENOUGH, verdict


def test_white_reaches_seven_to_one_on_every_verdict() -> None:
    for verdict in Verdict:
        assert contrast(WHITE, GROUNDS[verdict]) >= ENOUGH, verdict
        assert contrast(WHITE, INSETS[verdict]) >= ENOUGH, verdict
    assert contrast(WHITE, LIVE_GROUND) >= ENOUGH


@THEMES
def test_lamps_are_seen_against_the_ground(palette: Palette) -> None:
    for lamp in Lamp:
        assert contrast(palette.lamps[lamp], palette.ground) >= ENOUGH_FOR_A_SIGN, lamp


def test_no_two_verdicts_share_a_ground() -> None:
    assert len({GROUNDS[verdict] for verdict in Verdict}) == len(Verdict)
