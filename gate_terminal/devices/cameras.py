"""Opens a camera by index, device path, name, video file, network address or as a simulation."""

from __future__ import annotations

import logging
import stat
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gate_terminal.devices.controls import ControlKind, Controls, check_device
from gate_terminal.devices.films import StreamCamera, VideoFile
from gate_terminal.devices.frames import Picture, View
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.simulated import Shown, SimulatedCamera, in_turn
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

_log = logging.getLogger(__name__)

_MJPG = cv2.VideoWriter.fourcc(*"MJPG")
_COLOUR = 3
_LARGE = 1280
"""Pixels across, from which on half of the size is enough for people."""
_UNPACKING = {
    View.LOOK: cv2.IMREAD_GRAYSCALE,
    View.SHOW: cv2.IMREAD_REDUCED_COLOR_2,
    View.BOTH: cv2.IMREAD_COLOR,
}
_TORN_IN_A_ROW = 30
"""Pictures; a bad cable tears one now and then, not each of a second."""


class Turn(Enum):
    """How far the picture is turned clockwise before anything looks at it, in degrees."""

    NONE = 0
    QUARTER = 90
    HALF = 180
    THREE_QUARTERS = 270


@dataclass(frozen=True, slots=True)
class CameraOptions:
    """How a camera is set up and mounted; None leaves a control to the driver.

    Focus, exposure and zoom are in the driver's own units and are applied only where it has the control.
    """

    width: int = 1280
    height: int = 720
    fps: int = 30
    turn: Turn = Turn.NONE
    focus: float | None = None
    exposure: float | None = None
    zoom: float | None = None


class Camera(Protocol):
    """A source of pictures, used by one thread.

    `read` and `skip` wait for the next picture, and raise ``WorldFault`` where none can come any more.
    `may_stand_still` says that equal pictures in a row are no sign of a fault.
    """

    name: str
    may_stand_still: bool

    def read(self, view: View = View.BOTH) -> Picture:
        """Return the next picture (blue-green-red or grey), good enough for `view`; the caller owns it."""
        ...

    def skip(self) -> None:
        """Pass over the next picture without paying for its decoding."""
        ...

    def close(self) -> None:
        """Give the device back."""
        ...


@dataclass(frozen=True, slots=True)
class FoundCamera:
    """A camera of this computer: the number it has now, its name, and a path that survives replugging."""

    index: int
    name: str
    path: str


def list_cameras(
    system: Path = Path("/sys/class/video4linux"), links: Path = Path("/dev/v4l/by-id")
) -> list[FoundCamera]:
    """Return the cameras that the system names; an empty list where it names none (all but Linux)."""
    stable = {link.resolve().name: str(link) for link in sorted(links.glob("*"))} if links.is_dir() else {}
    found = []
    for node in sorted(system.glob("video*")) if system.is_dir() else []:
        try:
            name = (node / "name").read_text(encoding="utf-8").strip()
            first = (node / "index").read_text(encoding="ascii").strip() == "0"
        except OSError:
            continue  # unplugged while we looked
        # One device has several nodes; only the first of them gives pictures.
        if first and node.name.removeprefix("video").isdigit():
            index = int(node.name.removeprefix("video"))
            found.append(FoundCamera(index, name, stable.get(node.name, f"/dev/{node.name}")))
    return found


def open_camera(source: str, options: CameraOptions | None = None, *, shown: Shown | None = None) -> Camera:
    """Open the camera that `source` names; `shown` is the script of the ``simulated`` one.

    `source` is an index (``0``), a device path (``/dev/video0``), a camera's name or a part of it, a video file,
    an address (``rtsp://…``, ``http://…``) or ``simulated``. Raises ``WorldFault`` with CAMERA_MISSING or
    CAMERA_BUSY.
    """
    options = options or CameraOptions()
    if source == "simulated":
        return SimulatedCamera(shown or in_turn((), 1), fps=options.fps, size=(options.width, options.height))
    if source.isdecimal():
        return DeviceCamera(int(source), options)
    if "://" in source:
        return StreamCamera(source)
    path = Path(source)
    try:
        mode = path.stat().st_mode
    except OSError:
        mode = 0
    if stat.S_ISREG(mode):
        return VideoFile(path)
    if mode or source.startswith("/dev/"):
        return DeviceCamera(source, options)
    return DeviceCamera(camera_named(source).index, options)


def camera_named(name: str) -> FoundCamera:
    """Return the camera of that name, of which it is a part, or of that index or path.

    Raises ``WorldFault`` with CAMERA_MISSING, naming those that are there.
    """
    cameras = list_cameras()
    wanted = name.casefold()
    for fits in (
        lambda c: name in {str(c.index), c.path, f"/dev/video{c.index}"},
        lambda c: c.name.casefold() == wanted,
        lambda c: wanted in c.name.casefold(),
    ):
        for camera in cameras:
            if fits(camera):
                return camera
    there = ", ".join(f"'{camera.name}'" for camera in cameras) or "none"
    raise WorldFault(Fault.CAMERA_MISSING, f"There is no camera or video file '{name}'; cameras found: {there}.")


def device_path(source: str) -> str | None:
    """Return the path of the device that `source` names, None where it names a file, an address or a simulation.

    Raises ``WorldFault`` with CAMERA_MISSING for a name that no camera has.
    """
    if source == "simulated" or "://" in source or Path(source).is_file():
        return None
    if source.isdecimal():
        return f"/dev/video{source}"
    return source if source.startswith("/") else f"/dev/video{camera_named(source).index}"


class DeviceCamera:
    """A camera of this computer; compressed pictures (MJPG) are asked for, as raw ones are too much for USB 2."""

    may_stand_still = False

    def __init__(self, device: int | str, options: CameraOptions) -> None:
        self.name = f"camera {device}"
        path = Path(f"/dev/video{device}" if isinstance(device, int) else device)
        if sys.platform == "linux":
            check_device(path)
        backend = cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY
        target = str(path) if isinstance(device, str) or sys.platform == "linux" else device
        self._capture = cv2.VideoCapture(target, backend)
        if not self._capture.isOpened():
            self._capture.release()
            raise WorldFault(*_why_not(path, device))
        for control, value in (
            (cv2.CAP_PROP_FOURCC, _MJPG),
            (cv2.CAP_PROP_FRAME_WIDTH, options.width),
            (cv2.CAP_PROP_FRAME_HEIGHT, options.height),
            (cv2.CAP_PROP_FPS, options.fps),
            (cv2.CAP_PROP_BUFFERSIZE, 1),
        ):
            self._capture.set(control, value)
        if sys.platform == "linux":
            set_controls(str(path), options)
        else:
            self._set_by_library(options)
        # Only this library's Linux driver hands out pictures as they came; the last setting, others would undo it.
        self._packed = (
            sys.platform == "linux"
            and int(self._capture.get(cv2.CAP_PROP_FOURCC)) == _MJPG
            and self._capture.set(cv2.CAP_PROP_CONVERT_RGB, 0)
        )
        # Half of a small picture would be a poor sight.
        self._halves = int(self._capture.get(cv2.CAP_PROP_FRAME_WIDTH)) >= _LARGE
        self._pictures = 0

    def _set_by_library(self, options: CameraOptions) -> None:
        for setting, control, automatic in (
            (options.focus, cv2.CAP_PROP_FOCUS, cv2.CAP_PROP_AUTOFOCUS),
            (options.exposure, cv2.CAP_PROP_EXPOSURE, None),
            (options.zoom, cv2.CAP_PROP_ZOOM, None),
        ):
            if setting is not None:
                if automatic is not None:
                    self._capture.set(automatic, 0)
                self._capture.set(control, setting)

    def read(self, view: View = View.BOTH) -> Picture:
        """Return the next picture of the device; one that arrived torn is passed over."""
        for _ in range(_TORN_IN_A_ROW):
            came, image = self._capture.read()
            if not came or image is None:
                raise self._gone()
            if self._packed and image.ndim == _COLOUR and image.shape[2] == _COLOUR:
                _log.info("the camera's driver unpacks pictures by itself")
                self._packed = False
            picture = unpacked(image, self._cheapest(view)) if self._packed else np.asarray(image, dtype=np.uint8)
            if picture is not None:
                self._pictures += 1
                return picture
        if self._packed and not self._pictures:
            # Whatever it calls compressed: the library may know better.
            self._packed = False
            self._capture.set(cv2.CAP_PROP_CONVERT_RGB, 1)
            return self.read(view)
        raise WorldFault(Fault.CAMERA_LOST, f"The {self.name} gives only torn pictures.")

    def _cheapest(self, view: View) -> View:
        return View.BOTH if view is View.SHOW and not self._halves else view

    def skip(self) -> None:
        """Take the next picture from the driver without decoding it."""
        if not self._capture.grab():
            raise self._gone()

    def close(self) -> None:
        """Give the device back."""
        self._capture.release()

    def _gone(self) -> WorldFault:
        if self._pictures:
            return WorldFault(Fault.CAMERA_LOST, f"The {self.name} gives no more pictures.")
        # The driver lets several programs open a camera, but only one of them gets pictures.
        return WorldFault(Fault.CAMERA_BUSY, f"The {self.name} gives no picture; another program may be using it.")


def unpacked(packed: NDArray[np.generic], view: View) -> Picture | None:
    """Return the picture of which `packed` are the bytes of a JPEG, None where there is none in them.

    Only the brightness is unpacked to LOOK at, and half of the size to SHOW: each in two thirds of the time.
    """
    data = np.ascontiguousarray(packed).reshape(-1).view(np.uint8)
    if data.size == 0:
        return None
    # A camera's pictures are never to be turned by what their header says.
    how = _UNPACKING[view] | cv2.IMREAD_IGNORE_ORIENTATION
    try:
        image = cv2.imdecode(data, how)
    except cv2.error:
        return None
    return None if image is None else np.asarray(image, dtype=np.uint8)


def _why_not(path: Path, device: int | str) -> tuple[Fault, str]:
    if sys.platform == "linux" and path.exists():
        return Fault.CAMERA_BUSY, f"The camera {path} could not be opened; another program may be using it."
    return Fault.CAMERA_MISSING, f"There is no camera {device}."


def set_controls(path: str, options: CameraOptions) -> None:
    """Set what `options` wants of focus, exposure and zoom; what cannot be set is logged, no more.

    Linux only.
    """
    controls = Controls(path)
    wanted = {
        ControlKind.FOCUS: options.focus,
        ControlKind.EXPOSURE: options.exposure,
        ControlKind.ZOOM: options.zoom,
    }
    for kind, value in wanted.items():
        if value is not None:
            try:
                controls.set(kind, value)
            except (WorldFault, WrongUse) as refusal:
                _log.warning("camera control: %s", refusal)
