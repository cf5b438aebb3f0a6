"""USB scanners that report over a serial port (USB-COM): the bytes that come, taken apart into whole codes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

import serial

from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

USUAL_BAUD = 9600
LONGEST_CODE = 4096
"""Bytes; a QR code holds 2,953 at most, so whatever is longer is no code."""
LEAST_CODE = 8
"""Shorter ones are noise of the line: no pass and no serial is so short."""
HALF_SECONDS = 0.4
"""After so long without a byte a code is over, whether its end came or not."""

_ENDS = b"\r\n\t\x03"
_GLANCE = 0.1
_LEAST_BAUD, _MOST_BAUD = 300, 4_000_000


class Codes:
    """Takes the byte stream of a scanner apart.

    A code ends with CR, LF, Tab or ETX, in any number. One that breaks off is handed over once the line has been
    silent for ``HALF_SECONDS``, so that the gate can call it damaged; some scanners send no end at all. What is
    too long is dropped to its end, other control characters (STX, NUL) are left out.
    """

    def __init__(self) -> None:
        self._pending = bytearray()
        self._too_long = False
        self._last = 0.0

    def feed(self, received: bytes, at: float) -> list[str]:
        """Return the codes that are whole by now; `at` is in monotonic seconds, `received` may be empty."""
        found = self._closed() if at - self._last >= HALF_SECONDS else []
        if received:
            self._last = at
        for byte in received:
            if byte in _ENDS:
                found += self._closed()
            elif not self._too_long:
                self._pending.append(byte)
                self._too_long = len(self._pending) > LONGEST_CODE
        return found

    def _closed(self) -> list[str]:
        text = "".join(c for c in self._pending.decode("utf-8", "replace") if c.isprintable())
        dropped = self._too_long or len(text) < LEAST_CODE
        self._pending.clear()
        self._too_long = False
        return [] if dropped else [text]


class Scanner(Protocol):
    """Gives the codes that were scanned; used by one thread."""

    name: str

    def read(self) -> list[str]:
        """Wait up to a tenth of a second for codes; raises ``WorldFault`` with SCANNER_LOST where it is gone."""
        ...

    def close(self) -> None:
        """Give the device back."""
        ...


def port_of(source: str) -> tuple[str, int]:
    """Return the port and the speed in baud that ``serial:PATH[:BAUD]`` names; ``WrongUse`` for anything else."""
    kind, _, rest = source.partition(":")
    path, colon, last = rest.rpartition(":")
    if not (colon and last.isdecimal() and last.isascii()):
        path, last = rest, str(USUAL_BAUD)
    baud = int(last)
    if kind != "serial" or not path or not _LEAST_BAUD <= baud <= _MOST_BAUD:
        raise WrongUse(f"'{source}' is no scanner; say serial:PATH or serial:PATH:BAUD.")
    return path, baud


def open_scanner(source: str, clock: Callable[[], float] = time.monotonic) -> Scanner:
    """Open the scanner on ``serial:PATH[:BAUD]``; ``WrongUse``, or ``WorldFault`` with SCANNER_LOST."""
    return SerialScanner(*port_of(source), clock)


class SerialScanner:
    """A scanner on a serial port."""

    def __init__(self, port: str, baud: int = USUAL_BAUD, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = f"serial:{port}"
        self._clock = clock
        self._codes = Codes()
        try:
            self._port = serial.Serial(port, baud, timeout=_GLANCE)
        except (serial.SerialException, ValueError, OSError) as failure:
            raise WorldFault(Fault.SCANNER_LOST, f"There is no scanner on {port}.") from failure

    def read(self) -> list[str]:
        """Return the codes that are whole by now."""
        try:
            received = self._port.read(max(1, self._port.in_waiting))
        except (serial.SerialException, OSError) as failure:
            raise WorldFault(Fault.SCANNER_LOST, f"The scanner {self.name} does not answer any more.") from failure
        return self._codes.feed(received, self._clock())

    def close(self) -> None:
        """Give the port back."""
        self._port.close()
