"""What a camera's driver lets one set: focus, exposure and zoom with their ranges, and the sizes it gives.

Linux tells these by ``ioctl`` on the device (V4L2), beside whoever takes pictures from it. Other systems tell
nothing here: there the driver's own window sets them.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from itertools import count
from pathlib import Path

from gate_terminal.domain.faults import Fault, WorldFault, WrongUse


class ControlKind(StrEnum):
    """What of a camera can be set."""

    FOCUS = "focus"
    EXPOSURE = "exposure"
    ZOOM = "zoom"


@dataclass(frozen=True, slots=True)
class Control:
    """One control in the driver's own units: `low` to `high` in steps of `step`, `usual` is the driver's own choice.

    `automatic` says whether the camera sets it by itself now; None where it never does.
    """

    kind: ControlKind
    low: int
    high: int
    step: int
    usual: int
    value: int
    automatic: bool | None


@dataclass(frozen=True, slots=True, order=True)
class PictureSize:
    """A size in pixels with the highest rate, in frames a second, at which compressed pictures (MJPG) of it come."""

    width: int
    height: int
    fps: int


Ioctl = Callable[[int, int, bytearray], object]


def _system_ioctl(descriptor: int, request: int, answer: bytearray) -> object:
    if sys.platform != "linux":
        raise OSError(errno.ENOTTY, "this system tells nothing of its cameras")
    import fcntl  # noqa: PLC0415 - only Unix has it

    return fcntl.ioctl(descriptor, request, answer, True)


_READ_WRITE = 3


@dataclass(frozen=True, slots=True)
class _Request:
    """A request to the driver: its number, and the layout of what is asked and answered."""

    number: int
    layout: struct.Struct

    @property
    def code(self) -> int:
        """The request as the kernel numbers it: direction, size, ``V`` for video, number."""
        return _READ_WRITE << 30 | self.layout.size << 16 | ord("V") << 8 | self.number


_FORMATS = _Request(2, struct.Struct("=3I32s2I12x"))
_VALUE = _Request(27, struct.Struct("=Ii"))
_SET_VALUE = _Request(28, struct.Struct("=Ii"))
_QUERY = _Request(36, struct.Struct("=2I32s4iI8x"))
_SIZES = _Request(74, struct.Struct("=3I6I8x"))
_RATES = _Request(75, struct.Struct("=5I6I8x"))
REQUESTS = (_FORMATS, _VALUE, _SET_VALUE, _QUERY, _SIZES, _RATES)

_MJPG = int.from_bytes(b"MJPG", "little")
_CAPTURE = 1
_DISCRETE = 1
_DISABLED, _READ_ONLY = 0x1, 0x4

_IDS = {ControlKind.EXPOSURE: 0x009A0902, ControlKind.FOCUS: 0x009A090A, ControlKind.ZOOM: 0x009A090D}
_AUTOMATIC = {
    # The control that switches it, its value for "by hand", and those for "by itself", the first that is taken.
    ControlKind.EXPOSURE: (0x009A0901, 1, (3, 0)),
    ControlKind.FOCUS: (0x009A090C, 0, (1,)),
}
_MOST = 200
"""More formats or sizes than that no driver has: an answer that never ends is not waited for."""


class Controls:
    """The controls of the camera at a device path; each call opens the device for itself, and closes it.

    Every method raises ``WorldFault`` with CAMERA_MISSING or CAMERA_BUSY where the device cannot be asked.
    """

    def __init__(self, path: str, ioctl: Ioctl = _system_ioctl) -> None:
        self._path = path
        self._ioctl = ioctl

    def all(self) -> list[Control]:
        """Return the controls that the driver has; empty where it has none."""
        with self._opened() as device:
            return [control for kind in ControlKind if (control := self._control(device, kind)) is not None]

    def set(self, kind: ControlKind, value: float | None) -> int | None:
        """Set a control, to the nearest value that it has, or let the camera set it by itself where `value` is None.

        Returns the value that was set. Raises ``WrongUse`` where the camera has no such control, or cannot set it by
        itself.
        """
        with self._opened() as device:
            control = self._control(device, kind)
            if control is None:
                raise WrongUse(f"This camera has no {kind}.")
            if value is None:
                return self._set_by_itself(device, control)
            if kind in _AUTOMATIC and control.automatic is not None:
                switch, by_hand, _ = _AUTOMATIC[kind]
                self._ask(device, _SET_VALUE, switch, by_hand)
            step = max(1, control.step)
            near = control.low + round((min(max(value, control.low), control.high) - control.low) / step) * step
            near = min(near, control.high)
            if self._ask(device, _SET_VALUE, _IDS[kind], near) is None:
                raise WorldFault(Fault.CAMERA_BUSY, f"The camera {self._path} does not let its {kind} be set now.")
            return near

    def sizes(self) -> list[PictureSize]:
        """Return the sizes in which compressed pictures come, smallest first; empty where the driver tells none."""
        with self._opened() as device:
            for number in range(_MOST):
                answer = self._ask(device, _FORMATS, number, _CAPTURE, 0, b"", 0, 0)
                if answer is None:
                    break
                if answer[4] == _MJPG:
                    return sorted(self._sizes(device))
            return []

    def _sizes(self, device: int) -> Iterator[PictureSize]:
        for number in count():
            answer = self._ask(device, _SIZES, number, _MJPG, 0, *(0,) * 6)
            # A driver that gives any size between two tells no list.
            if answer is None or answer[2] != _DISCRETE or number == _MOST:
                return
            width, height = answer[3:5]
            yield PictureSize(width, height, self._highest_rate(device, width, height))

    def _highest_rate(self, device: int, width: int, height: int) -> int:
        highest = 0
        for number in range(_MOST):
            answer = self._ask(device, _RATES, number, _MJPG, width, height, 0, *(0,) * 6)
            if answer is None:
                break
            # Told as the seconds of one picture; where a range is told, its shortest comes first.
            seconds, of = answer[5:7]
            highest = max(highest, round(of / seconds)) if seconds else highest
        return highest

    def _control(self, device: int, kind: ControlKind) -> Control | None:
        answer = self._ask(device, _QUERY, _IDS[kind], 0, b"", 0, 0, 0, 0, 0)
        if answer is None:
            return None
        _, _, _, low, high, step, usual, flags = answer
        if flags & (_DISABLED | _READ_ONLY) or low >= high:
            return None
        now = self._ask(device, _VALUE, _IDS[kind], 0)
        return Control(kind, low, high, step, usual, now[1] if now else usual, self._automatic(device, kind))

    def _automatic(self, device: int, kind: ControlKind) -> bool | None:
        if kind not in _AUTOMATIC:
            return None
        switch, by_hand, _ = _AUTOMATIC[kind]
        now = self._ask(device, _VALUE, switch, 0)
        return None if now is None else now[1] != by_hand

    def _set_by_itself(self, device: int, control: Control) -> int | None:
        if control.automatic is None:
            # What the camera never sets by itself goes back to what it had when it was made.
            self._ask(device, _SET_VALUE, _IDS[control.kind], control.usual)
            return control.usual
        switch, _, ways = _AUTOMATIC[control.kind]
        if not any(self._ask(device, _SET_VALUE, switch, way) for way in ways):
            raise WrongUse(f"This camera does not set its {control.kind} by itself.")
        return None

    def _ask(self, device: int, request: _Request, *asked: int | bytes) -> tuple[int, ...] | None:
        """Return the driver's answer, None where it has none."""
        answer = bytearray(request.layout.pack(*asked))
        try:
            self._ioctl(device, request.code, answer)
        except OSError as failure:
            if failure.errno in {errno.ENODEV, errno.EIO}:
                raise WorldFault(Fault.CAMERA_LOST, f"The camera {self._path} is gone.") from failure
            return None
        return request.layout.unpack(answer)

    @contextmanager
    def _opened(self) -> Iterator[int]:
        check_device(Path(self._path))
        device = os.open(self._path, os.O_RDWR | os.O_NONBLOCK)
        try:
            yield device
        finally:
            os.close(device)


def check_device(path: Path) -> None:
    """Raise ``WorldFault`` with CAMERA_MISSING or CAMERA_BUSY where the device at `path` cannot be opened."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_NONBLOCK))
    except OSError as failure:
        if failure.errno in {errno.EBUSY, errno.EACCES, errno.EPERM}:
            why = "is used by another program" if failure.errno == errno.EBUSY else "may not be used by this user"
            raise WorldFault(Fault.CAMERA_BUSY, f"The camera {path} {why}.") from failure
        raise WorldFault(Fault.CAMERA_MISSING, f"There is no camera {path}.") from failure


_VIDEO_MAJOR = 81
"""The number under which Linux keeps the devices that give or take pictures."""


def is_camera_device(path: Path) -> bool:
    """Tell whether there is a device at `path` that may give pictures. Linux only."""
    try:
        status = path.stat()
    except OSError:
        return False
    return stat.S_ISCHR(status.st_mode) and os.major(status.st_rdev) == _VIDEO_MAJOR
