"""Thermometers that report by themselves: a simulated one, and a serial sensor module that gives raw surface values."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable
from typing import Protocol

import serial

from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.temperature import Method, Temperature

_log = logging.getLogger(__name__)


class Thermometer(Protocol):
    """Gives the newest reading, with the method that says what kind of temperature it is.

    `latest` returns None while there is no fresh reading, and raises ``WorldFault`` with THERMOMETER_LOST where
    the device is gone. It never waits.
    """

    name: str

    def latest(self, since: float = -math.inf) -> Temperature | None:
        """Return the newest reading that is not stale and was taken after `since` (monotonic seconds)."""
        ...

    def close(self) -> None:
        """Give the device back."""
        ...


def open_thermometer(source: str) -> Thermometer | None:
    """Open what `source` names: ``simulated:36.5``, ``serial:PATH``; None for ``keypad``, where guards type.

    Raises ``WrongUse`` for anything else, and ``WorldFault`` with THERMOMETER_LOST where the device is not there.
    """
    kind, _, rest = source.partition(":")
    if source == "keypad":
        return None
    if kind == "simulated" and rest:
        return SimulatedThermometer(rest)
    if kind == "serial" and rest:
        return SerialThermometer(rest)
    raise WrongUse(f"'{source}' is no thermometer; say keypad, serial:PATH or simulated:36.5.")


class SimulatedThermometer:
    """Always reads the same forehead temperature, given in degrees with one decimal."""

    name = "simulated"

    def __init__(self, degrees: str) -> None:
        try:
            value = float(degrees)
        except ValueError:
            value = math.nan
        if not _LEAST_DEGREES <= value <= _MOST_DEGREES:
            raise WrongUse(f"'{degrees}' is no temperature for a simulated thermometer; say simulated:36.5.")
        self._reading = Temperature(round(value * 10))

    def latest(self, since: float = -math.inf) -> Temperature | None:  # noqa: ARG002 - it measures at any moment
        """Return that temperature."""
        return self._reading

    def close(self) -> None:
        """Nothing is held."""


_LEAST_DEGREES, _MOST_DEGREES = 0, 100

_HEADER = b"\x5a\x5a\x45\x04"
_FRAME = 9
_SIGN = 0x8000
_WORD = 0x10000


class SensorFrames:
    """Takes the byte stream of a GY-MCU90614 module apart, whatever was lost or added on the way.

    A frame is the header ``5A 5A 45 04``, the object's and the surroundings' temperature as two big-endian signed
    words in hundredths of a degree Celsius, and the sum of the eight bytes before it, modulo 256.
    """

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, received: bytes) -> list[int]:
        """Return the object temperatures, in hundredths of a degree, of all frames that are now complete."""
        data = self._rest + received
        found = []
        while (begin := data.find(_HEADER)) >= 0 and len(data) - begin >= _FRAME:
            frame = data[begin : begin + _FRAME]
            if sum(frame[:-1]) & 0xFF == frame[-1]:
                word = int.from_bytes(frame[4:6], "big")
                found.append(word - _WORD if word & _SIGN else word)
                data = data[begin + _FRAME :]
            else:
                # The header may have stood inside another frame: begin again one byte later.
                data = data[begin + 1 :]
        # Before a header only its own beginning can still matter.
        self._rest = data[begin:] if begin >= 0 else data[-(len(_HEADER) - 1) :]
        return found


_STALE = 2.0
_BAUD = 9600
_GLANCE = 0.5


class SerialThermometer:
    """A GY-MCU90614 module on a serial port, read by a thread of its own.

    What it measures is the raw temperature of a surface, not of a body: its readings say so.
    """

    def __init__(self, port: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.name = f"serial:{port}"
        self._clock = clock
        self._frames = SensorFrames()
        self._newest: tuple[Temperature, float] | None = None
        self._lost = False
        self._closing = threading.Event()
        try:
            self._port = serial.Serial(port, _BAUD, timeout=_GLANCE)
        except (serial.SerialException, ValueError, OSError) as failure:
            raise WorldFault(Fault.THERMOMETER_LOST, f"There is no thermometer on {port}.") from failure
        self._thread = threading.Thread(target=self._listen, name="thermometer", daemon=True)
        self._thread.start()

    def latest(self, since: float = -math.inf) -> Temperature | None:
        """Return the newest reading that is at most two seconds old and was taken after `since`."""
        if self._lost:
            raise WorldFault(Fault.THERMOMETER_LOST, f"The thermometer {self.name} does not answer any more.")
        newest = self._newest
        if newest is None or newest[1] <= since or self._clock() - newest[1] > _STALE:
            return None
        return newest[0]

    def close(self) -> None:
        """End the thread and give the port back."""
        self._closing.set()
        self._thread.join(4 * _GLANCE)
        self._port.close()

    def _listen(self) -> None:
        try:
            while not self._closing.is_set():
                for hundredths in self._frames.feed(self._port.read(max(1, self._port.in_waiting))):
                    tenths = (hundredths + 5) // 10
                    self._newest = Temperature(tenths, Method.RAW_SURFACE), self._clock()
        except (serial.SerialException, OSError) as failure:
            if not self._closing.is_set():
                _log.warning("the thermometer was lost: %s", failure)
                self._lost = True
