"""Cameras that are no device of this computer: network cameras and video files."""

from __future__ import annotations

import math
import time
from pathlib import Path

import numpy as np

from gate_terminal.devices.frames import Picture, View
from gate_terminal.devices.opencv import cv2
from gate_terminal.domain.faults import Fault, WorldFault

_PATIENCE_MS = 5000


class StreamCamera:
    """A network camera (RTSP, MJPEG over HTTP); the library's own waiting is bounded."""

    may_stand_still = False

    def __init__(self, address: str) -> None:
        self.name = "network camera"
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, _PATIENCE_MS, cv2.CAP_PROP_READ_TIMEOUT_MSEC, _PATIENCE_MS]
        self._capture = cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits)
        if not self._capture.isOpened():
            self._capture.release()
            raise WorldFault(Fault.CAMERA_MISSING, "The network camera does not answer.")

    def read(self, view: View = View.BOTH) -> Picture:  # noqa: ARG002 - a stream is unpacked by the library
        """Return the next picture of the stream."""
        came, image = self._capture.read()
        if not came or image is None:
            raise WorldFault(Fault.CAMERA_LOST, "The network camera gives no more pictures.")
        return np.asarray(image, dtype=np.uint8)

    def skip(self) -> None:
        """Pass over the next picture of the stream."""
        if not self._capture.grab():
            raise WorldFault(Fault.CAMERA_LOST, "The network camera gives no more pictures.")

    def close(self) -> None:
        """End the connection."""
        self._capture.release()


_USUAL_RATE = 30.0
_HIGHEST_RATE = 240.0


class VideoFile:
    """A video, played once at its own rate; frames whose moment has passed are dropped, as a camera would.

    Past the last frame `read` raises ``WorldFault`` with CAMERA_ENDED.
    """

    may_stand_still = True

    def __init__(self, path: Path) -> None:
        self.name = path.name
        self._capture = cv2.VideoCapture(str(path))
        if not self._capture.isOpened():
            self._capture.release()
            raise WorldFault(Fault.CAMERA_MISSING, f"The file {path.name} is no video that can be played.")
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._rate = rate if math.isfinite(rate) and 0 < rate <= _HIGHEST_RATE else _USUAL_RATE
        self._begin: float | None = None
        self._taken = 0

    def read(self, view: View = View.BOTH) -> Picture:  # noqa: ARG002 - a film is unpacked by the library
        """Wait for the next frame's moment and return it."""
        self._take()
        came, image = self._capture.retrieve()
        if not came or image is None:
            raise WorldFault(Fault.CAMERA_LOST, f"A frame of {self.name} cannot be decoded.")
        return np.asarray(image, dtype=np.uint8)

    def skip(self) -> None:
        """Wait for the next frame's moment and pass over it."""
        self._take()

    def close(self) -> None:
        """Close the file."""
        self._capture.release()

    def _take(self) -> None:
        now = time.monotonic()
        if self._begin is None:
            self._begin = now
        self._grab()
        while (due := self._begin + self._taken / self._rate) < now - 1 / self._rate:
            self._taken += 1
            self._grab()
        self._taken += 1
        if due > now:
            time.sleep(due - now)

    def _grab(self) -> None:
        if not self._capture.grab():
            raise WorldFault(Fault.CAMERA_ENDED, f"The video {self.name} has ended.")
