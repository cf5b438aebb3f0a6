"""The lookout: one frame after the other, what is seen in it, and whether it is to be taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from gate_terminal.application.picture import Picture
from gate_terminal.application.screen.events import Event, HintGiven, OrganReported, PassRejected
from gate_terminal.application.screen.values import Hint, Lamp, Notice, Organ, OrganHealth
from gate_terminal.application.seen import Taken
from gate_terminal.devices import hints
from gate_terminal.devices.capture import CameraState, CameraStatus
from gate_terminal.devices.frames import Frame, grey
from gate_terminal.devices.sightings import Looked
from gate_terminal.devices.video import VideoReader

PREFIX = b"GP"
"""Only payloads that begin so are passes; all others are codes of another system."""
HINT_AFTER = 0.5
"""Seconds for which a code is seen but not read before the picture gives advice."""


class Lookout:
    """Looks at frames, one after the other, from one thread."""

    def __init__(self, reader: VideoReader | None = None) -> None:
        self._reader = reader or VideoReader(wanted=lambda payload: payload.startswith(PREFIX))
        self._passes = Taken()
        self._others = Taken()
        self._hint: Hint | None = None
        self._unread_since: float | None = None
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
        hint = self._advice(frame)
        if hint is not self._hint:
            self._hint = hint
            yield HintGiven(hint)

    def _advice(self, frame: Frame) -> Hint | None:
        if self.seen.sightings:
            self._unread_since = None
            return None
        if not self.seen.unread:
            self._unread_since = None
            return Hint(found) if (found := hints.of_scene(grey(frame.image))) is not None else None
        if self._unread_since is None:
            self._unread_since = frame.captured_at
        if frame.captured_at - self._unread_since < HINT_AFTER:
            return self._hint
        found = hints.of_code(grey(frame.image), self.seen.unread[0])
        return Hint(found) if found is not None else None


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
    return Picture(frame.number, width, height, image.strides[0], image.ndim == 2, memoryview(image).cast("B"), outline)  # noqa: PLR2004 - rows and columns only: grey
