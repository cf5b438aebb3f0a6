"""Validation advises: it marks what looks wrong and turns nobody away."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate_terminal.register.advice import (
    id_number_digest,
    id_number_doubt,
    lost_digits,
    masked_id_number,
    phone_doubtful,
    plain_phone,
)

TODAY = date(2020, 2, 8)
FICTITIOUS = "11010519491231002X"


@pytest.mark.parametrize(
    "written", ["13812345678", "138 1234 5678", "+86 138-1234-5678", "008613812345678", "１３８１２３４５６７８"]
)
def test_a_mobile_number_is_the_same_however_written(written: str) -> None:
    assert plain_phone(written) == "13812345678"
    assert not phone_doubtful(plain_phone(written))


@pytest.mark.parametrize("written", ["14612345678", "14812345678", "14912345678", "19412345678"])
def test_rare_but_real_prefixes_are_not_doubted(written: str) -> None:
    assert not phone_doubtful(written)


@pytest.mark.parametrize("written", ["12812345678", "1381234567", "0794-8231234", "13812345678/13912345678", "无"])
def test_anything_else_is_doubtful_and_kept_as_written(written: str) -> None:
    assert plain_phone(written) == written
    assert phone_doubtful(written)


def test_no_phone_is_no_doubt() -> None:
    assert not phone_doubtful("")


def test_a_number_rounded_by_a_spreadsheet_is_recognised() -> None:
    assert lost_digits("1.38123E+10")
    assert not lost_digits("13812345678")
    assert not lost_digits("3E单元")


def test_a_right_identity_number_gives_no_doubt() -> None:
    assert id_number_doubt(FICTITIOUS, TODAY) is None
    assert id_number_doubt("110105 19491231 002x", TODAY) is None


@given(st.integers(0, 17), st.integers(1, 9))
@settings(max_examples=150, deadline=None)
def test_every_single_wrong_digit_is_doubted(place: int, shift: int) -> None:
    wrong = "0123456789"[("X0123456789".index(FICTITIOUS[place]) + shift - 1) % 10]
    if wrong != FICTITIOUS[place]:
        assert id_number_doubt(FICTITIOUS[:place] + wrong + FICTITIOUS[place + 1 :], TODAY) is not None


def test_births_in_the_future_or_on_no_day_are_doubted() -> None:
    assert "future" in (id_number_doubt("110105204912310020", TODAY) or "")
    assert "exist" in (id_number_doubt("110105194913310020", TODAY) or "")
    assert "18" in (id_number_doubt("12345", TODAY) or "")


def test_an_identity_number_is_kept_only_masked_and_as_a_keyed_digest() -> None:
    assert masked_id_number(FICTITIOUS) == "110*************2X"
    assert masked_id_number("123") == "***"
    assert id_number_digest(FICTITIOUS, b"one") != id_number_digest(FICTITIOUS, b"two")
    assert id_number_digest("1101 0519491231002x", b"one") == id_number_digest(FICTITIOUS, b"one")
