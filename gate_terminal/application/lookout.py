"""The lookout: one frame after the other, what is seen in it, and whether it is to be taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

import numpy as np

from gate_terminal.application.picture import Picture
from gate_terminal.application.screen.events import Event, HintGiven, OrganReported, PassRejected
from gate_terminal.application.screen.values import Hint, Lamp, Notice, Organ, OrganHealth
from gate_terminal.application.seen import Taken
from gate_terminal.devices.capture import CameraState, CameraStatus
from gate_terminal.devices.frames import Frame
from gate_terminal.devices.hints import HintWatch
from gate_terminal.devices.sightings import Looked
from gate_terminal.devices.video import VideoReader

PREFIX = b"GP"
"""Only payloads that begin so are passes; all others are codes of another system."""


class Lookout:
    """Looks at frames, one after the other, from one thread."""

    def __init__(self, reader: VideoReader | None = None) -> None:
        self._reader = reader or VideoReader(wanted=lambda payload: payload.startswith(PREFIX))
        self._passes = Taken()
        self._others = Taken()
        self._watch = HintWatch()
        self._hint: Hint | None = None
        self.seen = Looked()

    @property
    def resting(self) -> bool:
        """Whether nothing moves and fewer frames will do."""
        return self._reader.resting

    def look(self, frame: Frame, *, accepting: bool) -> Iterator[bytes | Event]:
        """Yield the payload to be taken from this frame, if any, and what the guard should know of it."""
        self.seen = self._reader.read(frame)
        for sighting in self.seen.sightings[:1]:
            payload, at = sighting.payload, frame.captured_at
            if payload.startswith(PREFIX):
                if self._passes.take(payload, at, accepting=accepting):
                    yield payload
            elif self._others.take(payload, at, accepting=accepting):
                yield PassRejected(Notice.OTHER_CODE)
        found = self._watch.advance(frame, self.seen, resting=self.resting)
        hint = None if found is None else Hint(found.value)
        if hint is not self._hint:
            self._hint = hint
            yield HintGiven(hint)


def camera_health(status: CameraStatus) -> OrganReported:
    """Return how the camera is, as the screen tells it."""
    match status.state:
        case CameraState.LIVE:
            lamp = Lamp.GOOD
        case CameraState.OPENING | CameraState.ENDED:
            lamp = Lamp.WARNING
        case CameraState.LOST | CameraState.FROZEN | CameraState.BLACK | CameraState.BUSY | CameraState.MISSING:
            lamp = Lamp.BAD
        case _:
            assert_never(status.state)
    return OrganReported(Organ.CAMERA, OrganHealth(lamp, status.fault, status.detail))


def picture_of(frame: Frame, seen: Looked) -> Picture:
    """Return `frame` for the window, with the outline of the first code that was seen."""
    image = frame.image
    height, width = image.shape[:2]
    outline = seen.sightings[0].corners if seen.sightings else ()
    pixels = memoryview(np.ascontiguousarray(image).data).cast("B")
    grey = image.ndim == 2  # noqa: PLR2004 - rows and columns, no channels
    return Picture(frame.number, width, height, image.strides[0], grey, pixels, outline)
