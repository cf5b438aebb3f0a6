"""Calls zbar for QR codes only and in binary mode, in which it hands out bytes instead of guessed text.

The package pyzbar has no way to ask for that mode, and raises on a code of a structured append; its bindings
are used one level below.
"""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import c_char_p, c_void_p, cast, string_at
from typing import Any

from pyzbar import wrapper

from gate_terminal.devices.frames import Picture
from gate_terminal.devices.sightings import Place

_ANY_SYMBOL = 0
_QR = wrapper.ZBarSymbol.QRCODE.value
_ENABLE = 0
_BINARY = 4
"""``ZBAR_CFG_BINARY`` of zbar.h, unknown to pyzbar."""
_GREY = int.from_bytes(b"Y800", "little")
_CORNERS = 4


def zbar_symbols(grey: Picture) -> list[tuple[bytes, Place]]:
    """Return payload and place of each QR code that zbar reads in the (H, W) picture.

    Raises ``OSError`` where zbar has no memory for it.
    """
    height, width = grey.shape
    pixels = grey.tobytes()
    scanner = _made(wrapper.zbar_image_scanner_create())
    try:
        image = _made(wrapper.zbar_image_create())
        try:
            for symbol, setting, value in ((_ANY_SYMBOL, _ENABLE, 0), (_QR, _ENABLE, 1), (_QR, _BINARY, 1)):
                wrapper.zbar_image_scanner_set_config(scanner, symbol, setting, value)
            wrapper.zbar_image_set_format(image, _GREY)
            wrapper.zbar_image_set_size(image, width, height)
            wrapper.zbar_image_set_data(image, cast(c_char_p(pixels), c_void_p), len(pixels), None)
            wrapper.zbar_scan_image(scanner, image)
            return list(_whole_codes(image))
        finally:
            wrapper.zbar_image_destroy(image)
    finally:
        wrapper.zbar_image_scanner_destroy(scanner)


def _made(thing: Any) -> Any:
    if not thing:
        raise OSError("zbar has no memory")
    return thing


def _whole_codes(image: Any) -> Iterator[tuple[bytes, Place]]:
    """Yield the complete QR codes; a composite or part of a structured append has another type and no corners."""
    symbol = wrapper.zbar_image_first_symbol(image)
    while symbol:
        if symbol.contents.type == _QR and wrapper.zbar_symbol_get_loc_size(symbol) >= _CORNERS:
            data = string_at(wrapper.zbar_symbol_get_data(symbol), wrapper.zbar_symbol_get_data_length(symbol))
            # zbar goes round the symbol the other way: upper left, lower left, lower right, upper right.
            a, d, c, b = (
                (
                    float(wrapper.zbar_symbol_get_loc_x(symbol, index)),
                    float(wrapper.zbar_symbol_get_loc_y(symbol, index)),
                )
                for index in range(_CORNERS)
            )
            if data:
                yield data, Place((a, b, c, d))
        symbol = wrapper.zbar_symbol_next(symbol)
