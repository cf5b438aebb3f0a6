"""Payload bytes become the text that they most probably mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.devices.texts import payload_text


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (b"GP1ABC", "GP1ABC"),
        ("李四|12-B".encode(), "李四|12-B"),
        ("石積籍績".encode("cp932"), "石積籍績"),
        ("ﾃﾞｻﾞｲﾝQR".encode("cp932"), "ﾃﾞｻﾞｲﾝQR"),
        ("Ärzte ohne Grenzen".encode("latin-1"), "Ärzte ohne Grenzen"),
        (b"\xff\xfe\x80", "ÿþ\x80"),
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
    ],
)
def test_each_encoding_in_use_is_recognised(payload: bytes, text: str) -> None:
    assert payload_text(payload) == text


@given(st.binary(max_size=60))
def test_every_payload_has_a_text(payload: bytes) -> None:
    assert "\r" not in payload_text(payload)


@given(st.text(st.characters(exclude_characters="\r", codec="utf-8"), max_size=60))
def test_utf_8_is_never_mistaken(text: str) -> None:
    assert payload_text(text.encode()) == text
