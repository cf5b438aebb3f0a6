"""What comes over serial lines: a scanner's codes, a thermometer's frames."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.application.scanned import as_printed, unmarked
from gate_terminal.devices.scanners import LONGEST_CODE, Codes
from gate_terminal.devices.thermometers import SensorFrames

from .conftest import HOSTILE_TEXT

HEADER = b"\x5a\x5a\x45\x04"


def frame(hundredths: int) -> bytes:
    body = HEADER + (hundredths & 0xFFFF).to_bytes(2, "big") + b"\x09\xc4"
    return body + bytes([sum(body) & 0xFF])


@given(st.lists(st.one_of(st.binary(max_size=40), st.integers(-4000, 9000).map(frame), st.just(HEADER)), max_size=20))
def test_only_frames_whose_sum_is_right_are_readings(pieces: list[bytes]) -> None:
    frames, whole = SensorFrames(), b"".join(pieces)
    found = [value for piece in pieces for value in frames.feed(piece)]
    valid = [
        int.from_bytes(whole[at + 4 : at + 6], "big", signed=True)
        for at in range(len(whole) - 8)
        if whole[at : at + 4] == HEADER and sum(whole[at : at + 8]) & 0xFF == whole[at + 8]
    ]
    assert len(found) <= len(valid)
    assert all(value in valid for value in found)
    assert len(frames._rest) < 9


@given(st.integers(-4000, 9000), st.binary(max_size=60).filter(lambda noise: b"\x5a" not in noise), st.data())
def test_a_frame_is_found_after_any_noise_however_it_is_cut(value: int, noise: bytes, data: st.DataObject) -> None:
    stream, frames, found, at = noise + frame(value), SensorFrames(), [], 0
    while at < len(stream):
        step = data.draw(st.integers(1, 12))
        found += frames.feed(stream[at : at + step])
        at += step
    assert found == [value]


@given(st.lists(st.tuples(st.binary(max_size=200), st.floats(0, 2)), max_size=20))
def test_a_scanners_line_gives_codes_without_control_characters_and_bounded(parts: list[tuple[bytes, float]]) -> None:
    codes, at = Codes(), 0.0
    for received, later in parts:
        at += later
        for code in codes.feed(received, at):
            assert 0 < len(code.encode("utf-8", "surrogatepass")) <= 4 * LONGEST_CODE
            assert not set(code) & set(map(chr, range(32)))
            assert isinstance(as_printed(unmarked(code)), str)
    assert len(codes._pending) <= LONGEST_CODE + 1


@given(st.integers(LONGEST_CODE, 3 * LONGEST_CODE))
def test_a_line_that_never_ends_fills_no_memory_and_gives_nothing(length: int) -> None:
    codes = Codes()
    assert codes.feed(b"A" * length + b"A" * LONGEST_CODE, 1.0) == []
    assert len(codes._pending) <= LONGEST_CODE + 1
    assert codes.feed(b"\rGP1:ABCDEFGH\r", 1.1)[-1] == "GP1:ABCDEFGH"


@given(HOSTILE_TEXT)
def test_a_wedge_scanners_text_is_survived(text: str) -> None:
    assert isinstance(as_printed(unmarked(text)), str)
