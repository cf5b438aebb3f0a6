"""A USB-COM scanner gives whole codes however its bytes come, and is found again after it was unplugged."""

from __future__ import annotations

import os
import sys
import threading
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.application.scanning import Scanning
from gate_terminal.application.screen.events import Event, OrganReported, TextScanned
from gate_terminal.application.screen.signs import Lamp
from gate_terminal.devices.scanners import HALF_SECONDS, LEAST_CODE, LONGEST_CODE, Codes, open_scanner, port_of
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

PASS = ("GP12KCETIQBE4CEIARWETYKAWA4UYARSC5ZAJCVUHAP73TQGRGA77XACBABAUMVCVAGDFJMAWCAF" * 3)[:178]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x03", b"\r\n\r\n"])
def test_a_code_ends_as_scanners_end_it(end: bytes) -> None:
    codes = Codes()
    assert codes.feed(b"\x02" + PASS.encode() + end + PASS.encode() + end, 1.0) == [PASS, PASS]
    assert codes.feed(b"", 10.0) == []


@given(st.data())
def test_the_bytes_may_come_in_any_pieces(data: st.DataObject) -> None:
    codes, sent, at, found = Codes(), PASS.encode() + b"\r\n", 0.0, []
    while sent:
        size = data.draw(st.integers(1, len(sent)))
        at += data.draw(st.floats(0, HALF_SECONDS * 0.9))
        found += codes.feed(sent[:size], at)
        sent = sent[size:]
    assert found == [PASS]


def test_a_code_without_an_end_or_broken_off_is_handed_over_after_a_silence() -> None:
    codes = Codes()
    assert codes.feed(PASS[:60].encode(), 1.0) == []
    assert codes.feed(b"", 1.0 + HALF_SECONDS / 2) == []
    assert codes.feed(b"", 1.1 + HALF_SECONDS) == [PASS[:60]]
    assert codes.feed(PASS.encode() + b"\r", 3.0) == [PASS], "the next one is whole"


def test_noise_of_the_line_and_endless_codes_are_dropped() -> None:
    codes = Codes()
    assert codes.feed(b"\x00\xff" + b"x" * (LEAST_CODE - 3) + b"\r\n\r\n\t", 1.0) == []
    assert codes.feed(b"y" * (LONGEST_CODE + 1), 1.0) == []
    assert codes.feed(b"y" * 100_000, 1.1) == []
    assert len(codes._pending) <= LONGEST_CODE + 1
    assert codes.feed(b"\r" + PASS.encode() + b"\r", 1.2) == [PASS]


@given(st.lists(st.binary(max_size=80), max_size=20))
def test_no_bytes_make_it_fail(pieces: list[bytes]) -> None:
    codes = Codes()
    for number, piece in enumerate(pieces):
        assert all(text.isprintable() and len(text) >= LEAST_CODE for text in codes.feed(piece, number * 0.1))


@pytest.mark.parametrize("source", ["", "serial:", "COM3", "serial:/dev/ttyUSB0:7", "usb:/dev/ttyUSB0"])
def test_anything_but_a_port_is_wrong_use(source: str) -> None:
    with pytest.raises(WrongUse):
        port_of(source)


def test_a_port_may_bear_a_speed() -> None:
    assert port_of("serial:/dev/ttyACM0") == ("/dev/ttyACM0", 9600)
    assert port_of("serial:/dev/ttyACM0:115200") == ("/dev/ttyACM0", 115200)
    assert port_of("serial:COM3") == ("COM3", 9600)


class Line:
    """A pseudo-terminal pair: the scanner's end, and a name under which the port is found while it is plugged in."""

    def __init__(self, directory: Path) -> None:
        self.path = directory / "ttyACM0"
        self.plug_in()

    def plug_in(self) -> None:
        self._scanner, self._port = os.openpty()
        tty.setraw(self._port)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(self._port))

    def send(self, what: bytes) -> None:
        os.write(self._scanner, what)

    def unplug(self) -> None:
        self.path.unlink(missing_ok=True)
        for end in (self._scanner, self._port):
            os.close(end)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    if sys.platform == "win32":
        pytest.skip("pseudo-terminals are of Unix")
    line = Line(tmp_path)
    yield line
    if line.path.is_symlink():
        line.unplug()


def test_a_scanner_on_a_serial_port_is_read(line: Line) -> None:
    scanner = open_scanner(f"serial:{line.path}")
    line.send(PASS.encode() + b"\r\n")
    found: list[str] = []
    end = time.monotonic() + 5
    while not found and time.monotonic() < end:
        found += scanner.read()
    scanner.close()
    assert found == [PASS]


def test_there_is_no_scanner_where_there_is_no_port(tmp_path: Path) -> None:
    with pytest.raises(WorldFault) as told:
        open_scanner(f"serial:{tmp_path}/none")
    assert told.value.fault is Fault.SCANNER_LOST


class Heard:
    """What was posted, from whatever thread."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._news = threading.Condition()

    def post(self, event: Event) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def wait_for(self, what: Callable[[list[Event]], bool]) -> bool:
        with self._news:
            return self._news.wait_for(lambda: what(self.events), 10)

    def lamps(self) -> list[Lamp]:
        return [event.health.lamp for event in self.events if isinstance(event, OrganReported)]

    def texts(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, TextScanned)]


def test_codes_are_posted_and_an_unplugged_scanner_is_told_and_found_again(line: Line) -> None:
    heard = Heard()
    scanning = Scanning(f"serial:{line.path}", heard.post, first_retry=0.02)
    scanning.start()
    try:
        assert heard.wait_for(lambda _: heard.lamps() == [Lamp.GOOD])
        line.send(b"]Q1" + PASS.encode() + b"\r")
        assert heard.wait_for(lambda _: heard.texts() == [PASS])
        line.unplug()
        assert heard.wait_for(lambda _: heard.lamps()[-1] is Lamp.BAD)
        line.plug_in()
        assert heard.wait_for(lambda _: heard.lamps()[-1] is Lamp.GOOD)
        line.send(b"https://example.org/other\t" + PASS.encode() + b"\n")
        assert heard.wait_for(lambda _: heard.texts() == [PASS, "https://example.org/other", PASS])
    finally:
        scanning.stop()
    assert not any(thread.name == "scanning" for thread in threading.enumerate())
