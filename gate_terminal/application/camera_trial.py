"""A short trial of the camera: what comes from it, what is read in it, and what spoils the picture."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from gate_terminal.application.eyes import camera_options
from gate_terminal.application.settings import DeviceSettings
from gate_terminal.devices.cameras import open_camera
from gate_terminal.devices.capture import Capture
from gate_terminal.devices.frames import Frame, grey
from gate_terminal.devices.hints import HintWatch
from gate_terminal.devices.pictures import save_picture
from gate_terminal.devices.texts import payload_text
from gate_terminal.devices.video import VideoReader
from gate_terminal.domain.faults import Fault, WorldFault

_GLANCE = 0.2


@dataclass(frozen=True, slots=True)
class Trial:
    """What was found: the size of the pictures, how many came a second, their mean grey level of 255.

    `read_ms` is the median time of looking at one, `texts` what was read, `hint` what spoils the last picture.
    """

    width: int
    height: int
    frames_per_second: float
    brightness: int
    read_ms: float
    texts: tuple[str, ...]
    hint: str | None


def try_camera(devices: DeviceSettings, *, seconds: float, patience: float, picture: Path | None = None) -> Trial:
    """Look through the camera of the settings for `seconds`, at most `patience` until the first picture comes.

    The last picture is saved as `picture` where that is given. Raises ``WorldFault`` where the camera gives none, or
    the picture cannot be saved.
    """
    options = camera_options(devices)
    capture = Capture(lambda: open_camera(devices.camera, options), options)
    capture.start()
    try:
        first = _first(capture, patience)
        trial, last = _look(capture, first, seconds)
    finally:
        capture.stop()
    if picture is not None:
        save_picture(picture, last.image)
    return trial


def _first(capture: Capture, patience: float) -> Frame:
    end = time.monotonic() + patience
    while (frame := capture.wait_newer(0, _GLANCE)) is None:
        status = capture.status()
        if status.fault is not None:
            raise WorldFault(status.fault, status.detail)
        if time.monotonic() > end:
            raise WorldFault(Fault.CAMERA_LOST, "The camera opened but gives no picture.")
    return frame


def _look(capture: Capture, first: Frame, seconds: float) -> tuple[Trial, Frame]:
    reader, watch = VideoReader(), HintWatch()
    frame, spent, texts, hint = first, [], dict[str, None](), None
    newest = first
    while True:
        if frame.image.ndim >= newest.image.ndim:
            # The newest one in colour is what people are to see; some that are looked at are grey.
            newest = frame
        begin = time.perf_counter()
        looked = reader.read(frame)
        spent.append(1000 * (time.perf_counter() - begin))
        texts |= dict.fromkeys(payload_text(sighting.payload) for sighting in looked.sightings)
        hint = watch.advance(frame, looked)
        newer = capture.wait_newer(frame.number, _GLANCE)
        if newer is None or newer.captured_at - first.captured_at > seconds:
            break
        frame = newer
    height, width = frame.image.shape[:2]
    lasted = frame.captured_at - first.captured_at
    return (
        Trial(
            width,
            height,
            round((frame.number - first.number) / lasted, 1) if lasted else 0.0,
            round(float(grey(frame.image).mean())),
            round(statistics.median(spent), 1),
            tuple(texts),
            None if hint is None else hint.value,
        ),
        newest,
    )
