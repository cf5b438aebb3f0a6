"""Pictures and cameras that the tests of the eyes share."""

from __future__ import annotations

import errno
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from gate_terminal.devices.capture import Capture, Patience
from gate_terminal.devices.drawing import draw_qr
from gate_terminal.devices.frames import Picture, View
from gate_terminal.domain.faults import Fault, WorldFault

PASS_TEXT = "GP1" + "A2B7" * 43 + "XYZ"
"""As long as a pass."""

QUICK = Patience(opening=0.6, silence=0.4, frozen=0.3, black=0.2, first_retry=0.02, longest_retry=0.1, glance=0.01)


def framed(symbol: Picture, height: int = 720, width: int = 1280, shade: int = 128) -> Picture:
    """Put a picture into the middle of a grey one."""
    scene = np.full((height, width), shade, dtype=np.uint8)
    top, left = (height - symbol.shape[0]) // 2, (width - symbol.shape[1]) // 2
    scene[top : top + symbol.shape[0], left : left + symbol.shape[1]] = symbol
    return scene


@pytest.fixture
def pass_text() -> str:
    return PASS_TEXT


@pytest.fixture
def frame_it() -> Callable[..., Picture]:
    return framed


@pytest.fixture
def pass_picture() -> Picture:
    return framed(draw_qr(PASS_TEXT, module=5))


class FakeCamera:
    """Gives noise 200 times a second, until it is told to do something else."""

    name = "fake"
    may_stand_still = False

    def __init__(self) -> None:
        self.number = 0
        self.closed = False
        self.behave: Callable[[], Picture] = self.noise
        self.skipped = 0

    def noise(self) -> Picture:
        return np.random.default_rng(self.number).integers(60, 200, (48, 64), dtype=np.uint8)

    def read(self, view: View = View.BOTH) -> Picture:
        del view  # noise has no colours
        time.sleep(0.005)
        self.number += 1
        return self.behave()

    def skip(self) -> None:
        time.sleep(0.005)
        self.skipped += 1

    def close(self) -> None:
        self.closed = True


class Socket:
    """Where cameras are plugged in: each opening gives a new fake camera, or a fault while one is set."""

    def __init__(self) -> None:
        self.opened: list[FakeCamera] = []
        self.fault: WorldFault | None = None
        self.prepare: Callable[[FakeCamera], None] = lambda _camera: None
        self.released = threading.Event()

    def open(self) -> FakeCamera:
        if self.fault is not None:
            raise self.fault
        camera = FakeCamera()
        self.prepare(camera)
        self.opened.append(camera)
        return camera

    def unplug(self) -> None:
        self.fault = WorldFault(Fault.CAMERA_MISSING, "There is no camera.")
        for camera in self.opened:
            camera.behave = self._lost

    def plug_in(self) -> None:
        self.fault = None

    def hang(self) -> Picture:
        self.released.wait(10)
        raise WorldFault(Fault.CAMERA_LOST, "The driver let go at last.")

    @staticmethod
    def _lost() -> Picture:
        raise WorldFault(Fault.CAMERA_LOST, "The camera gives no more pictures.")


@pytest.fixture
def socket() -> Iterator[Socket]:
    socket = Socket()
    yield socket
    socket.released.set()


@pytest.fixture
def capture(socket: Socket) -> Iterator[Capture]:
    capture = Capture(socket.open, patience=QUICK)
    yield capture
    socket.released.set()
    capture.stop()


EXPOSURE_AUTO, EXPOSURE, FOCUS, FOCUS_AUTO = 0x9A0901, 0x9A0902, 0x9A090A, 0x9A090C


class Driver:
    """A V4L2 driver as the kernel's header lays it out: answers and settings behind one function."""

    def __init__(self) -> None:
        self.values = {EXPOSURE_AUTO: 3, EXPOSURE: 250, FOCUS: 0, FOCUS_AUTO: 1}
        self.ranges = {EXPOSURE: (3, 2047, 1, 250), FOCUS: (0, 250, 5, 0)}
        self.sizes = [(640, 480, (1, 30)), (1920, 1080, (1, 30)), (1280, 720, (1, 60))]
        self.formats = [b"YUYV", b"MJPG"]
        self.flags = 0
        self.gone = False

    def ioctl(self, _descriptor: int, request: int, answer: bytearray) -> None:
        if self.gone:
            raise OSError(errno.ENODEV, "No such device")
        number = request & 0xFF
        {
            2: self.format,
            27: self.get,
            28: self.set,
            36: self.query,
            74: self.size,
            75: self.rate,
        }[number](answer)

    def format(self, answer: bytearray) -> None:
        index = struct.unpack_from("=I", answer)[0]
        struct.pack_into("=4s", answer, 44, self.of(self.formats, index))

    def size(self, answer: bytearray) -> None:
        index, pixels = struct.unpack_from("=2I", answer)
        assert pixels.to_bytes(4, "little") == b"MJPG"
        width, height, _ = self.of(self.sizes, index)
        struct.pack_into("=3I", answer, 8, 1, width, height)

    def rate(self, answer: bytearray) -> None:
        index, _, width, height = struct.unpack_from("=4I", answer)
        rates = [rate for w, h, rate in self.sizes if (w, h) == (width, height)]
        struct.pack_into("=3I", answer, 16, 1, *self.of(rates, index))

    def query(self, answer: bytearray) -> None:
        control = struct.unpack_from("=I", answer)[0]
        if control not in self.ranges:
            raise OSError(errno.EINVAL, "Invalid argument")
        struct.pack_into("=4iI", answer, 40, *self.ranges[control], self.flags)

    def get(self, answer: bytearray) -> None:
        control = struct.unpack_from("=I", answer)[0]
        if control not in self.values:
            raise OSError(errno.EINVAL, "Invalid argument")
        struct.pack_into("=i", answer, 4, self.values[control])

    def set(self, answer: bytearray) -> None:
        control, value = struct.unpack("=Ii", answer)
        if control not in self.values:
            raise OSError(errno.EINVAL, "Invalid argument")
        if control == FOCUS and self.values[FOCUS_AUTO]:
            raise OSError(errno.EACCES, "Permission denied")
        self.values[control] = value

    @staticmethod
    def of(known: list[Any], index: int) -> Any:
        if index >= len(known):
            raise OSError(errno.EINVAL, "Invalid argument")
        return known[index]


@pytest.fixture
def driver() -> Driver:
    return Driver()
