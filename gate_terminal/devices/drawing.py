"""Draws QR codes as small grey pictures, for simulated cameras and simulated hard pictures."""

from __future__ import annotations

import numpy as np
import zxingcpp

from gate_terminal.devices.frames import Picture

_QUIET = 4


def draw_qr(content: str | bytes, *, level: str = "M", module: int = 1, quiet: int = _QUIET) -> Picture:
    """Return a black-on-white symbol of `content`, `module` pixels a module, with `quiet` modules around it.

    The smallest version at error correction `level` (L, M, Q or H) is taken. Raises ``ValueError`` where the
    content does not fit into any QR code.
    """
    try:
        code = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
        bare = np.array(code.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)
    except (ValueError, RuntimeError) as refusal:
        raise ValueError(f"no QR code holds this content: {refusal}") from refusal
    symbol = np.pad(bare, quiet, constant_values=255)
    return np.ascontiguousarray(np.kron(symbol, np.ones((module, module), dtype=np.uint8)))
