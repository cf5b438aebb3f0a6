"""Temperatures: every form that a guard types, and what a chain of readings says."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate_terminal.domain.policy import Policy
from gate_terminal.domain.temperature import (
    Judgement,
    Method,
    NotATemperature,
    OffScale,
    Temperature,
    judge,
    read_temperature,
    recorded_temperature,
)
from gate_terminal.domain.words import FeverComparison

FOREHEAD_365 = Temperature(365)


@pytest.mark.parametrize(
    "typed",
    [
        "365",
        "36.5",
        "36,5",
        "36。5",
        "36、5",
        "３６．５",
        "３６５",
        "３６，５",
        "36度5",
        "36.5℃",
        "365℃",
        " 365 ",
        "\t36.5\n",
    ],
)
def test_every_typed_form_of_36_5_is_365_tenths(typed: str) -> None:
    assert read_temperature(typed) == FOREHEAD_365


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("A36.4", Temperature(364, Method.AXILLARY)),
        ("a364", Temperature(364, Method.AXILLARY)),
        ("Ａ３６．４", Temperature(364, Method.AXILLARY)),
        ("Lo", Temperature(None, off_scale=OffScale.LO)),
        ("LO", Temperature(None, off_scale=OffScale.LO)),
        ("hi", Temperature(None, off_scale=OffScale.HI)),
        ("ＨＩ", Temperature(None, off_scale=OffScale.HI)),
        ("AHi", Temperature(None, Method.AXILLARY, OffScale.HI)),
        ("42.5", Temperature(425)),
        ("20.1", Temperature(201)),
    ],
)
def test_marks_prefixes_and_the_ends_of_the_scale_are_read(typed: str, reading: Temperature) -> None:
    assert read_temperature(typed) == reading


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "37.29",
        "3.65",
        "99.1",
        "42.6",
        "426",
        "36",
        "3655",
        "36..5",
        "36.5C",
        "-36.5",
        "+365",
        "36 5",
        "1e2",
        "A",
        "AA36.5",
        "S36.5",
        "Low",
        "٣٦٥",
        "³⁶⁵",
        "36.5℃℃",
        "三十六度五",
        "36.5\x00",
        "nan",
        "A 36.4",
        "36\n5",
    ],
)
def test_anything_else_is_no_reading_and_the_message_quotes_it(typed: str) -> None:
    with pytest.raises(NotATemperature, match=r"^“"):
        read_temperature(typed)


@given(st.text(max_size=8))
@settings(deadline=None, max_examples=300)
def test_no_text_raises_anything_but_the_clear_message(typed: str) -> None:
    with suppress(NotATemperature):
        reading = read_temperature(typed)
        assert reading.tenths is None or 0 <= reading.tenths <= 425


readings = st.builds(Temperature, st.integers(100, 425), st.sampled_from(Method), off_scale=st.none()) | st.builds(
    Temperature, st.none(), st.sampled_from(Method), st.sampled_from(OffScale)
)


@given(readings)
@settings(deadline=None)
def test_the_canonical_text_reads_back_to_the_same_reading(reading: Temperature) -> None:
    assert recorded_temperature(str(reading)) == reading


def chain(*typed: str, policy: Policy | None = None) -> Judgement:
    return judge([recorded_temperature(text) for text in typed], policy or Policy())


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ((), Judgement.MISSING),
        (("37.2",), Judgement.NORMAL),
        (("36.4", "36.6"), Judgement.NORMAL),
        (("37.3",), Judgement.HIGH_ONCE),
        (("36.5", "37.3"), Judgement.HIGH_ONCE),
        (("Hi",), Judgement.HIGH_ONCE),
        (("37.3", "36.9"), Judgement.RECHECKED),
        (("Lo", "36.9"), Judgement.RECHECKED),
        (("Lo", "Lo", "36.9"), Judgement.RECHECKED),
        (("37.7", "34.2"), Judgement.LOW),
        (("34.9",), Judgement.LOW),
        (("Lo", "36.5", "Lo"), Judgement.LOW),
        (("Lo", "34.9"), Judgement.UNREADABLE),
        (("Lo", "ALo"), Judgement.UNREADABLE),
        (("37.5", "Lo", "Lo"), Judgement.UNREADABLE),
        (("Lo", "Lo", "A36.4"), Judgement.RECHECKED),
        (("37.5", "A36.4"), Judgement.RECHECKED),
        (("37.5", "37.6"), Judgement.FEVER),
        (("37.5", "34.2", "37.6"), Judgement.FEVER),
        (("37.5", "36.5", "37.6"), Judgement.FEVER),
        (("37.5", "37.6", "36.5"), Judgement.FEVER),
        (("A37.3",), Judgement.FEVER),
        (("A37.3", "36.5"), Judgement.FEVER),
        (("Lo", "Lo", "AHi"), Judgement.FEVER),
    ],
)
def test_a_chain_of_readings_says(typed: tuple[str, ...], says: Judgement) -> None:
    assert chain(*typed) is says


def test_a_raw_surface_value_is_never_compared_and_never_counts_as_measured() -> None:
    assert chain("S38.9", "S38.9") is Judgement.MISSING
    assert chain("36.5", "S38.9") is Judgement.NORMAL


def test_threshold_comparison_and_floor_are_the_policys() -> None:
    assert chain("37.3", policy=Policy(fever_comparison=FeverComparison.ABOVE)) is Judgement.NORMAL
    assert chain("37.4", policy=Policy(fever_comparison=FeverComparison.ABOVE)) is Judgement.HIGH_ONCE
    assert chain("37.0", policy=Policy(fever_at=370)) is Judgement.HIGH_ONCE
    assert chain("35.4", policy=Policy(temperature_floor=355)) is Judgement.LOW


@given(st.lists(readings, max_size=6), st.lists(readings, max_size=4))
@settings(deadline=None)
def test_a_fever_once_confirmed_is_never_taken_back(before: list[Temperature], later: list[Temperature]) -> None:
    if judge(before, Policy()) is Judgement.FEVER:
        assert judge([*before, *later], Policy()) is Judgement.FEVER


@given(st.lists(readings, max_size=6))
@settings(deadline=None)
def test_an_invalid_reading_never_cancels_what_was_high(before: list[Temperature]) -> None:
    """Whatever came before, an invalid reading added to it leads to no normal verdict."""
    after = judge([*before, Temperature(None, off_scale=OffScale.LO)], Policy())
    assert after in {Judgement.LOW, Judgement.UNREADABLE, Judgement.FEVER}
