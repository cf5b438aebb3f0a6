"""The seam to QR readers, and the readers behind it, each chosen by its name."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Protocol

import numpy as np
import zxingcpp

from gate_terminal.devices.frames import Picture
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.sightings import Looked, Place, Sighting
from gate_terminal.devices.zbar import zbar_symbols
from gate_terminal.domain.faults import WrongUse

_QR = zxingcpp.barcode_formats_from_str("QRCode")
_log = logging.getLogger(__name__)


class QrReader(Protocol):
    """Reads QR codes, and nothing else, from a grey picture.

    `read` takes an (H, W) array of uint8 and never raises, whatever the picture holds: a reader that fails
    on a picture has seen nothing in it.
    """

    name: str

    def read(self, grey: Picture) -> Looked:
        """Return the codes that were read and the places where one was seen but not read."""
        ...


class ZxingReader:
    """The quickest and surest of the readers; it also tells where a code is that it could not decode.

    `flat` thresholds the whole picture at one level instead of one level for each neighbourhood; without
    `inverted` it looks for dark codes on light ground only, which takes a quarter less where there is none.
    """

    def __init__(self, *, flat: bool = False, inverted: bool = True) -> None:
        self.name = "zxing"
        self._inverted = inverted
        self._binarizer = zxingcpp.Binarizer.GlobalHistogram if flat else zxingcpp.Binarizer.LocalAverage

    def read(self, grey: Picture) -> Looked:
        """Return what zxing-cpp sees."""
        return guarded(self.name, lambda: self._read(grey))

    def _read(self, grey: Picture) -> Looked:
        codes = zxingcpp.read_barcodes(
            grey, formats=_QR, try_invert=self._inverted, binarizer=self._binarizer, return_errors=True
        )
        sightings, unread = [], []
        for code in codes:
            at = code.position
            ends = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
            a, b, c, d = ((float(p.x), float(p.y)) for p in ends)
            place = Place((a, b, c, d))
            if code.valid and code.bytes:
                sightings.append(Sighting(bytes(code.bytes), place, self.name))
            elif place.side >= _SMALLEST_SIDE:
                unread.append(place)
        # One damaged code is often reported several times, from different sets of its corners.
        return Looked().joined(Looked(tuple(sightings), tuple(unread)))


class ZbarReader:
    """Slower, but it reads some damaged and curved codes that others do not."""

    name = "zbar"

    def read(self, grey: Picture) -> Looked:
        """Return what zbar sees."""
        return guarded(self.name, lambda: self._read(grey))

    def _read(self, grey: Picture) -> Looked:
        return Looked(tuple(Sighting(data, place, self.name) for data, place in zbar_symbols(grey)))


class OpencvReader:
    """OpenCV's own detector, for comparison only: it knows no bytes, only text."""

    name = "opencv"

    def __init__(self) -> None:
        self._detector = cv2.QRCodeDetector()

    def read(self, grey: Picture) -> Looked:
        """Return what OpenCV sees."""
        return guarded(self.name, lambda: self._read(grey))

    def _read(self, grey: Picture) -> Looked:
        found, texts, corners, _ = self._detector.detectAndDecodeMulti(grey)
        if not found:
            return Looked()
        sightings, unread = [], []
        for text, quad in zip(texts, np.asarray(corners, dtype=float), strict=True):
            a, b, c, d = ((float(x), float(y)) for x, y in quad)
            place = Place((a, b, c, d))
            if text:
                sightings.append(Sighting(text.encode("utf-8", "surrogateescape"), place, self.name))
            else:
                unread.append(place)
        return Looked(tuple(sightings), tuple(unread))


_SMALLEST_SIDE = 21.0
"""A QR code has at least 21 modules: a place of fewer pixels a side is nothing to look at again."""

_failed: set[tuple[str, type[Exception]]] = set()


def guarded(reader: str, look: Callable[[], Looked]) -> Looked:
    """Return what `look` returns, or nothing where it raises.

    The readers are foreign code that is fed whatever people hold before a camera: structured append, kanji,
    invalid UTF-8 and worse have made each of them raise. Every kind of failure is logged once, with its trace.
    """
    try:
        return look()
    except Exception as failure:  # noqa: BLE001 - see above
        kind = (reader, type(failure))
        if kind not in _failed:
            _failed.add(kind)
            _log.info("the reader %s failed on a picture; it goes on with the next one", reader, exc_info=True)
        return Looked()


READERS: dict[str, Callable[[], QrReader]] = {
    "zxing": ZxingReader,
    "zbar": ZbarReader,
    "opencv": OpencvReader,
}


def reader_named(name: str) -> QrReader:
    """Return a new reader; raises ``WrongUse`` for a name that none has."""
    if name not in READERS:
        raise WrongUse(f"There is no reader '{name}'; there are {', '.join(READERS)}.")
    return READERS[name]()
