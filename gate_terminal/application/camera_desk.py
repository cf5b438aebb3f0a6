"""What people can choose of a camera: which one, its size, how it hangs, and the controls that its driver has."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from gate_terminal.application.place import Place
from gate_terminal.application.settings import DeviceSettings, Settings, read_settings, write_settings
from gate_terminal.devices.cameras import FoundCamera, camera_named, device_path, list_cameras
from gate_terminal.devices.controls import Control, ControlKind, Controls, PictureSize, is_camera_device
from gate_terminal.devices.films import VideoFile
from gate_terminal.domain.faults import WorldFault, WrongUse

__all__ = [
    "Abilities",
    "Control",
    "ControlKind",
    "FoundCamera",
    "PictureSize",
    "abilities",
    "adjust",
    "camera_named",
    "cameras",
    "chosen_source",
    "device_path",
    "is_same",
    "lasting_source",
    "remember",
]

_BY_ID = "/dev/v4l/by-id/"


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a camera's driver tells of it; both empty for what is no device, or on a system that tells nothing."""

    controls: tuple[Control, ...] = ()
    sizes: tuple[PictureSize, ...] = ()


def cameras() -> list[FoundCamera]:
    """Return the cameras of this computer, as far as the system names them."""
    return list_cameras()


def lasting_source(camera: FoundCamera) -> str:
    """Return under what the camera is remembered: the path that survives replugging, else its name."""
    return camera.path if camera.path.startswith(_BY_ID) else camera.name


def chosen_source(source: str) -> str:
    """Return under what the camera that somebody means by `source` is remembered.

    An address, a film and the simulation are their own names; of an address nobody knows before it is opened whether
    there is a camera. Raises ``WorldFault`` with CAMERA_MISSING for a camera that is not there now, ``WrongUse`` for
    what can never be one.
    """
    if source == "simulated" or "://" in source:
        return source
    path = Path(source)
    if path.is_file():
        _check_film(path)
        return source
    try:
        return lasting_source(camera_named(source))
    except WorldFault:
        if sys.platform != "linux" and source.isdecimal():
            # There no system names its cameras.
            return source
        device = device_path(source)
        if device is None or not Path(device).exists():
            raise
    if not is_camera_device(Path(device)):
        raise WrongUse(f"{device} is no camera.")
    # One that the system has no name for.
    return source


def _check_film(path: Path) -> None:
    try:
        VideoFile(path).close()
    except WorldFault as fault:
        raise WrongUse(fault.detail) from fault


def is_same(source: str, camera: FoundCamera) -> bool:
    """Tell whether `source` means this camera."""
    try:
        return camera_named(source) == camera
    except WorldFault:
        return False


def abilities(source: str) -> Abilities:
    """Return what the driver of the camera `source` tells; ``WorldFault`` where the camera cannot be asked."""
    path = device_path(source)
    if path is None:
        return Abilities()
    controls = Controls(path)
    return Abilities(tuple(controls.all()), tuple(controls.sizes()))


def adjust(source: str, kind: ControlKind, value: float | None) -> int | None:
    """Set a control of the camera `source` at once, also while it is at work; None lets it set itself.

    Returns the value that it has now. Raises ``WorldFault``, or ``WrongUse`` where there is no such control.
    """
    path = device_path(source)
    return None if path is None else Controls(path).set(kind, value)


def remember(place: Place, change: Callable[[DeviceSettings], DeviceSettings]) -> Settings:
    """Change the settings of the devices in the file, and return all settings as they are now.

    What else was changed in the file meanwhile stays. Raises ``WorldFault`` where it cannot be read or written.
    """
    settings = read_settings(place.settings)
    settings = replace(settings, devices=change(settings.devices))
    write_settings(place.settings, settings)
    return settings
