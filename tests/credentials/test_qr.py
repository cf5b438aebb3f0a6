"""The symbol of a pass: version 7, error correction M, alphanumeric, and readable as it is printed."""

from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from gate_terminal.credentials.claims import Claims
from gate_terminal.credentials.gp1 import write_pass
from gate_terminal.credentials.qr import MODULES, QUIET_ZONE, pass_symbol

BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def read_back(text: str, dots: int) -> zxingcpp.Barcode:
    light = np.pad(~pass_symbol(text), QUIET_ZONE, constant_values=True)
    picture = np.kron(light, np.ones((dots, dots))).astype(np.uint8) * 255
    # Among random modules a bar code can be found by chance; a gate looks for QR codes only.
    (code,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return code


def test_a_pass_symbol_has_45_modules_a_side_and_its_three_corners(text: str) -> None:
    symbol = pass_symbol(text)
    assert symbol.shape == (MODULES, MODULES) == (45, 45)
    assert symbol.dtype == np.bool_
    finder = symbol[:7, :7]
    assert finder[0].all()
    assert finder[3].tolist() == [True, False, True, True, True, False, True]
    for corner in (symbol[:7, -7:], symbol[-7:, :7]):
        assert (corner == finder).all()


def test_it_reads_back_as_version_7_with_error_correction_m(text: str) -> None:
    code = read_back(text, dots=6)
    assert code.text == text
    assert (code.extra["Version"], code.ec_level) == ("7", "M")


def test_it_is_in_alphanumeric_mode(text: str) -> None:
    """178 characters fill a 7-M symbol: the same ones as bytes need a larger symbol."""
    as_bytes = zxingcpp.create_barcode(text.lower(), zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    assert np.asarray(zxingcpp.write_barcode_to_image(as_bytes, scale=1, add_quiet_zones=False)).shape > (45, 45)
    assert read_back(text, dots=3).text == text


@settings(max_examples=60)
@given(st.text(BASE32, min_size=175, max_size=175))
def test_any_pass_text_fits_and_reads_back(body: str) -> None:
    assert read_back("GP1" + body, dots=4).text == "GP1" + body


@pytest.mark.parametrize("other", ["", "GP1", "https://example.org", "GP1" + "a" * 175, "GP1" + "A" * 176])
def test_nothing_else_is_drawn_as_a_pass(other: str) -> None:
    with pytest.raises(ValueError, match="text of a pass"):
        pass_symbol(other)


def test_two_passes_have_two_symbols(claims: Claims, text: str, pass_key: Ed25519PrivateKey) -> None:
    other = write_pass(replace(claims, household=b"4321"), pass_key)
    assert (pass_symbol(text) != pass_symbol(other)).any()
