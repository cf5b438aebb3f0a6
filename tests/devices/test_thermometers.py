"""A thermometer's bytes become readings only where the frame is whole, and the readings say what they are."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.devices.thermometers import SensorFrames, open_thermometer
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.temperature import Method, Temperature


def frame(hundredths: int, surroundings: int = 2150) -> bytes:
    body = b"\x5a\x5a\x45\x04" + (hundredths & 0xFFFF).to_bytes(2, "big") + (surroundings & 0xFFFF).to_bytes(2, "big")
    return body + bytes([sum(body) & 0xFF])


hundredths = st.integers(-4000, 30000)
noise = st.binary(max_size=12).filter(lambda b: b"\x5a" not in b)


def test_one_whole_frame_is_one_value() -> None:
    assert SensorFrames().feed(frame(3412)) == [3412]
    assert SensorFrames().feed(frame(-550)) == [-550]


@given(st.lists(st.tuples(noise, hundredths), max_size=8), st.data())
def test_frames_are_found_in_noise_however_the_stream_is_torn(parts: Any, data: st.DataObject) -> None:
    stream = b"".join(before + frame(value) for before, value in parts)
    frames, found, position = SensorFrames(), [], 0
    while position < len(stream):
        size = data.draw(st.integers(1, 7))
        found += frames.feed(stream[position : position + size])
        position += size
    assert found == [value for _, value in parts]


@given(hundredths, st.integers(4, 8), st.integers(1, 255))
def test_a_frame_with_a_wrong_byte_is_dropped_and_the_next_one_read(value: int, index: int, change: int) -> None:
    spoiled = bytearray(frame(value))
    spoiled[index] ^= change
    assert SensorFrames().feed(bytes(spoiled) + frame(3600) + frame(3610))[-2:] == [3600, 3610]
    assert SensorFrames().feed(bytes(spoiled)) == []


def test_a_frame_that_lost_its_end_does_not_take_the_next_one_with_it() -> None:
    assert SensorFrames().feed(frame(3412)[:6] + frame(3650)) == [3650]


@given(st.lists(st.binary(max_size=40), max_size=40))
def test_what_is_kept_of_a_stream_stays_small(pieces: list[bytes]) -> None:
    frames = SensorFrames()
    for piece in pieces:
        frames.feed(piece)
    assert len(frames._rest) < 9


def test_the_simulated_thermometer_reads_what_it_was_told() -> None:
    assert open_thermometer("simulated:36.5").latest() == Temperature(365, Method.FOREHEAD)
    assert open_thermometer("simulated:38.04").latest() == Temperature(380)


def test_the_keypad_is_no_device() -> None:
    assert open_thermometer("keypad") is None


@pytest.mark.parametrize(
    "source", ["", "serial:", "simulated:", "simulated:warm", "simulated:nan", "simulated:400", "usb"]
)
def test_anything_else_is_wrong_use(source: str) -> None:
    with pytest.raises(WrongUse):
        open_thermometer(source)


def test_a_port_that_is_not_there_is_a_lost_thermometer() -> None:
    with pytest.raises(WorldFault) as told:
        open_thermometer("serial:/dev/ttyNobody")
    assert told.value.fault is Fault.THERMOMETER_LOST


@pytest.fixture
def line() -> Iterator[tuple[int, str]]:
    """A pseudo-terminal: the sensor's end, and the name of the port at the other."""
    if sys.platform == "win32":
        pytest.skip("pseudo-terminals are of Unix")
    sensor, port = os.openpty()
    yield sensor, os.ttyname(port)
    for end in (sensor, port):
        try:
            os.close(end)
        except OSError:
            continue


def eventually(what: Callable[[], Any], within: float = 5.0) -> Any:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if (found := what()) is not None:
            return found
        time.sleep(0.01)
    return None


def test_a_serial_sensor_gives_raw_surface_values_that_grow_stale(line: Any) -> None:
    sensor, port = line
    thermometer = open_thermometer(f"serial:{port}")
    assert thermometer.latest() is None
    os.write(sensor, b"\x00\x5a" + frame(3296)[:5])
    os.write(sensor, frame(3296)[5:] + frame(3348))
    assert eventually(thermometer.latest) is not None
    assert eventually(lambda: thermometer.latest() == Temperature(335, Method.RAW_SURFACE) or None)
    later = time.monotonic() + 2.1
    thermometer._clock = lambda: later
    assert thermometer.latest() is None
    thermometer.close()


def test_a_sensor_that_is_unplugged_is_lost(line: Any) -> None:
    sensor, port = line
    thermometer = open_thermometer(f"serial:{port}")
    os.write(sensor, frame(3348))
    assert eventually(thermometer.latest) is not None
    os.close(sensor)

    def lost() -> Fault | None:
        try:
            thermometer.latest()
        except WorldFault as fault:
            return fault.fault
        return None

    assert eventually(lost) is Fault.THERMOMETER_LOST
    thermometer.close()
