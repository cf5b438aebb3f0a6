"""The QR symbol of a pass: version 7, error correction M, alphanumeric, as a matrix of modules."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import zxingcpp

MODULES = 45
"""Modules along a side of a version 7 symbol."""

QUIET_ZONE = 4
"""White modules that must surround the symbol; the matrix does not hold them."""

_PASS_TEXT = re.compile(r"GP1[A-Z2-7]{175}")


def pass_symbol(text: str) -> npt.NDArray[np.bool_]:
    """Return the symbol of a pass text (178 characters): 45 × 45 modules, True is dark, no quiet zone.

    The text fills a symbol of version 7-M to its last character in alphanumeric mode; as bytes it would not fit.
    """
    if not _PASS_TEXT.fullmatch(text):
        raise ValueError("only the text of a pass makes a pass symbol")
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M", version=7)
    picture = np.asarray(zxingcpp.write_barcode_to_image(symbol, scale=1, add_quiet_zones=False))
    if picture.shape != (MODULES, MODULES):
        raise RuntimeError(f"a pass symbol has {MODULES} modules a side, this one {picture.shape}")
    return np.asarray(picture == 0, np.bool_)
