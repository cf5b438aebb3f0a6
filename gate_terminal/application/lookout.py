"""The lookout: one frame after the other, what is seen in it, and whether it is to be taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import assert_never

import numpy as np

from gate_terminal.application.in_view import InView
from gate_terminal.application.picture import Outline, Outlined, Picture
from gate_terminal.application.screen.events import Event, HintGiven, OrganReported, PassRejected, SeveralShown
from gate_terminal.application.screen.signs import Hint, Lamp, Notice, Organ, OrganHealth
from gate_terminal.application.screen.values import NumberedCode
from gate_terminal.application.seen import Taken
from gate_terminal.devices.capture import CameraState, CameraStatus
from gate_terminal.devices.frames import Frame
from gate_terminal.devices.hints import HintWatch
from gate_terminal.devices.recipe import VIDEO
from gate_terminal.devices.video import VideoReader

PREFIX = b"GP"
"""Only payloads that begin so are passes; all others are codes of another system."""


class Lookout:
    """Looks at frames, one after the other, from one thread."""

    def __init__(self, reader: VideoReader | None = None) -> None:
        self._reader = reader or VideoReader(replace(VIDEO, wanted=lambda payload: payload.startswith(PREFIX)))
        self._passes = InView()
        self._others = Taken()
        self._watch = HintWatch()
        self.hint: Hint | None = None
        self._choices: tuple[NumberedCode, ...] = ()
        self.outlined = Outlined()

    @property
    def resting(self) -> bool:
        """Whether nothing has moved for a while."""
        return self._reader.resting

    @property
    def pace(self) -> int:
        """Of how many frames one is to be looked at from now on."""
        return self._reader.pace

    def look(
        self, frame: Frame, *, accepting: bool, dealt_with: tuple[bytes, ...] = (), given_up: int = 0
    ) -> Iterator[bytes | Event]:
        """Yield the payload to be taken from this frame, if any, and what the guard should know of it.

        `accepting` says whether the gate is free for a next pass, `dealt_with` which passes the guard chose among
        several, or ignored, last, `given_up` how many visits were left without an answer so far.
        """
        seen = self._reader.read(frame)
        at = frame.captured_at
        passes = [(s.payload, s.corners) for s in seen.sightings if s.payload.startswith(PREFIX)]
        taken = self._passes.look(passes, at, accepting=accepting, dealt_with=dealt_with, given_up=given_up)
        # One code is outlined; where the guard is to choose, all that can be chosen are, by number.
        outlines = self._passes.outlines or tuple(Outline(s.corners) for s in seen.sightings[:1])
        self.outlined = Outlined(outlines, frame.image.shape[1])
        if taken is not None:
            yield taken
        if self._passes.choices != self._choices:
            self._choices = self._passes.choices
            yield SeveralShown(self._choices)
        if not passes and any(self._others.take(s.payload, at, accepting=accepting) for s in seen.sightings[:1]):
            yield PassRejected(Notice.OTHER_CODE)
        found = self._watch.advance(frame, seen, resting=self.resting)
        hint = None if found is None else Hint(found.value)
        if hint is not self.hint:
            self.hint = hint
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


def picture_of(frame: Frame, outlined: Outlined, *, mirrored: bool = False) -> Picture:
    """Return `frame`, which was made for people, for the window, with where codes were seen; only that mirrors it."""
    image = frame.image
    height, width = image.shape[:2]
    pixels = memoryview(np.ascontiguousarray(image).data).cast("B")
    grey = image.ndim == 2  # noqa: PLR2004 - rows and columns, no channels
    return Picture(frame.number, width, height, image.strides[0], grey, pixels, outlined.within(width), mirrored)
