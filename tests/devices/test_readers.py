"""Readers give bytes as encoded, read QR codes only, and let no exception out, whatever is held before them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Never

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from gate_terminal.devices.drawing import draw_qr
from gate_terminal.devices.frames import Picture, grey
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.readers import READERS, guarded, reader_named
from gate_terminal.devices.sightings import Looked
from gate_terminal.domain.faults import WrongUse

PRODUCT = ["zxing", "zbar"]


def drawn(symbol: Picture) -> Picture:
    big = cv2.resize(symbol, None, fx=5, fy=5, interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.copyMakeBorder(big, 30, 30, 30, 30, cv2.BORDER_CONSTANT, value=255), dtype=np.uint8)


def encoder(mode: int, **params: Any) -> Any:
    settings = cv2.QRCodeEncoder.Params()
    settings.mode = mode
    for name, value in params.items():
        setattr(settings, name, value)
    return cv2.QRCodeEncoder.create(settings)


def hostile_pictures() -> dict[str, Picture]:
    kanji = zxingcpp.create_barcode("漢字モード", zxingcpp.BarcodeFormat.QRCode, options="eci=Shift_JIS")
    parts = encoder(cv2.QRCodeEncoder_MODE_STRUCTURED_APPEND, structure_number=3).encodeStructuredAppend(
        "half a pass " * 9
    )
    large = draw_qr("outer " * 12, level="H", module=12)
    small = draw_qr("inner", module=5)
    top = (large.shape[0] - small.shape[0]) // 2
    large[top : top + small.shape[0], top : top + small.shape[0]] = small
    return {
        "structured append, one part": drawn(parts[0]),
        "structured append, all parts": np.hstack([drawn(part) for part in parts]),
        "kanji": drawn(np.array(kanji.to_image(scale=1), dtype=np.uint8)),
        "kanji mode of another writer": drawn(encoder(cv2.QRCodeEncoder_MODE_KANJI).encode("漢字")),
        "ECI": drawn(encoder(cv2.QRCodeEncoder_MODE_ECI).encode("abc é")),
        "invalid UTF-8": draw_qr(b"\xff\xfe\x80GP1\xc3\x28", module=6),
        "zero bytes": draw_qr(b"\x00" * 400, level="L", module=5),
        "2,953 bytes": draw_qr("x" * 2953, level="L", module=4),
        "a code inside a code": large,
        "a code cut in half": np.ascontiguousarray(draw_qr("cut off", module=9)[:130]),
        "inverted": 255 - draw_qr("light on dark", module=6),
        "mirrored": np.ascontiguousarray(draw_qr("mirror", module=6)[:, ::-1]),
        "one pixel": np.zeros((1, 1), dtype=np.uint8),
        "no pixel": np.zeros((0, 7), dtype=np.uint8),
        "a thread": np.zeros((2, 3000), dtype=np.uint8),
    }


@pytest.mark.parametrize("name", READERS)
def test_good_codes_are_read_between_hostile_ones(name: str, pass_picture: Picture, pass_text: str) -> None:
    reader = reader_named(name)
    for kind, picture in hostile_pictures().items():
        assert isinstance(reader.read(picture), Looked), kind
        assert [s.payload for s in reader.read(pass_picture).sightings] == [pass_text.encode()], f"after {kind}"


@pytest.mark.parametrize("name", PRODUCT)
@pytest.mark.parametrize("text", ["李四|12-B", "中文", "plain", "\x01\x02 control", "é"])
def test_payloads_are_the_encoded_bytes_not_a_guess(name: str, text: str) -> None:
    payload = text.encode("utf-8")
    (sighting,) = reader_named(name).read(draw_qr(payload, module=6)).sightings
    assert sighting.payload == payload
    assert sighting.reader == name


@pytest.mark.parametrize("name", PRODUCT)
def test_corners_go_clockwise_round_the_symbol_from_its_upper_left(name: str, frame_it: Callable[..., Picture]) -> None:
    symbol = draw_qr("where am I?", module=8)
    (sighting,) = reader_named(name).read(frame_it(symbol)).sightings
    size = symbol.shape[0] - 2 * 4 * 8
    left, top = (1280 - size) / 2, (720 - size) / 2
    expected = [(left, top), (left + size, top), (left + size, top + size), (left, top + size)]
    assert np.allclose(sighting.corners, expected, atol=8)


@pytest.mark.parametrize("name", PRODUCT)
@pytest.mark.parametrize("kind", ["EAN13", "Code128", "DataMatrix", "Aztec", "PDF417"])
def test_other_kinds_of_codes_are_not_seen(name: str, kind: str, frame_it: Callable[..., Picture]) -> None:
    code = zxingcpp.create_barcode("4006381333931", getattr(zxingcpp.BarcodeFormat, kind))
    picture = frame_it(np.array(code.to_image(scale=3), dtype=np.uint8))
    assert reader_named(name).read(picture) == Looked()


def test_a_damaged_code_is_seen_with_its_place(pass_picture: Picture) -> None:
    spoiled = pass_picture.copy()
    spoiled[300:420, 560:720] = 255
    looked = reader_named("zxing").read(spoiled)
    assert looked.sightings == ()
    (place,) = looked.unread
    assert abs(place.centre[0] - 640) < 30
    assert abs(place.centre[1] - 360) < 30


@settings(max_examples=40)
@given(arrays(np.uint8, st.tuples(st.integers(0, 60), st.integers(0, 60))))
def test_any_array_of_bytes_may_be_looked_at(picture: Picture) -> None:
    for name in PRODUCT:
        assert reader_named(name).read(picture).sightings == ()


def test_a_reader_that_raises_has_seen_nothing() -> None:
    def burst() -> Never:
        raise RuntimeError("foreign code")

    assert guarded("burst", burst) == Looked()


def test_an_unknown_reader_is_wrong_use() -> None:
    with pytest.raises(WrongUse, match="zxing, zbar, opencv"):
        reader_named("eagle")


def test_grey_takes_grey_and_colour_and_nothing_else(pass_picture: Picture) -> None:
    assert grey(pass_picture) is pass_picture
    colour = cv2.cvtColor(pass_picture, cv2.COLOR_GRAY2BGR)
    assert np.array_equal(grey(colour), pass_picture)
    for wrong in (np.zeros((4, 4), dtype=np.float32), np.zeros((4, 4, 2), dtype=np.uint8), np.zeros(0, dtype=np.uint8)):
        with pytest.raises(ValueError, match="no picture"):
            grey(wrong)
