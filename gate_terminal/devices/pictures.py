"""Loads still pictures from files, whatever the file's name and format, and saves them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gate_terminal.devices.frames import Picture
from gate_terminal.devices.opencv import cv2
from gate_terminal.domain.faults import Fault, WorldFault

_WITH_ALPHA = 4


def load_picture(path: Path) -> Picture:
    """Return the picture in `path`, grey (H, W); what is transparent becomes white paper.

    Raises ``WorldFault`` with FILE_UNREADABLE where there is no file or no picture in it.
    """
    try:
        # OpenCV's own file access knows no names outside the local code page on Windows.
        packed = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    except OSError as failure:
        raise WorldFault(Fault.FILE_UNREADABLE, f"{path} cannot be read: {failure.strerror}.") from failure
    try:
        raw = cv2.imdecode(packed, cv2.IMREAD_UNCHANGED) if packed.size else None
        if raw is not None and raw.ndim == 3 and raw.shape[2] == _WITH_ALPHA:  # noqa: PLR2004 - rows, columns, channels
            if raw.dtype == np.uint16:
                raw = cv2.convertScaleAbs(raw, alpha=1 / 257)
            if raw.dtype == np.uint8:
                return _on_paper(np.asarray(raw, dtype=np.uint8))
        image = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE) if raw is not None else None
    except cv2.error as failure:
        raise WorldFault(Fault.FILE_UNREADABLE, f"{path} is a picture that cannot be decoded.") from failure
    if image is None:
        raise WorldFault(Fault.FILE_UNREADABLE, f"{path} is no picture.")
    return np.asarray(image, dtype=np.uint8)


def save_picture(path: Path, image: Picture) -> None:
    """Save a picture as PNG; raises ``WorldFault`` with FILE_UNWRITABLE where it cannot be written."""
    packed = cv2.imencode(".png", image)[1]
    try:
        path.write_bytes(packed.tobytes())
    except OSError as failure:
        raise WorldFault(Fault.FILE_UNWRITABLE, f"Cannot write {path}: {failure.strerror}.") from failure


def _on_paper(image: Picture) -> Picture:
    shade = np.asarray(cv2.cvtColor(image[:, :, :3], cv2.COLOR_BGR2GRAY), dtype=np.float32)
    cover = image[:, :, 3].astype(np.float32) / 255
    return np.asarray(shade * cover + 255 * (1 - cover), dtype=np.uint8)
