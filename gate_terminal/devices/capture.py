"""Owns a camera in threads of its own: the newest frame only, its faults found by age and content, and reopening."""

from __future__ import annotations

import logging
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count

import numpy as np

from gate_terminal.devices.cameras import Camera, CameraOptions, Turn
from gate_terminal.devices.frames import Frame, Picture, View, for_people
from gate_terminal.devices.opencv import cv2
from gate_terminal.domain.faults import Fault, WorldFault

_log = logging.getLogger(__name__)


class CameraState(StrEnum):
    """How a camera is, as a person would say it."""

    OPENING = "opening"
    LIVE = "live"
    LOST = "lost"
    FROZEN = "frozen"
    BLACK = "black"
    BUSY = "busy"
    MISSING = "missing"
    ENDED = "ended"


FAULTS: dict[CameraState, Fault | None] = {
    CameraState.OPENING: None,
    CameraState.LIVE: None,
    CameraState.LOST: Fault.CAMERA_LOST,
    CameraState.FROZEN: Fault.CAMERA_FROZEN,
    CameraState.BLACK: Fault.CAMERA_BLACK,
    CameraState.BUSY: Fault.CAMERA_BUSY,
    CameraState.MISSING: Fault.CAMERA_MISSING,
    CameraState.ENDED: Fault.CAMERA_ENDED,
}

_STATES = {fault: state for state, fault in FAULTS.items() if fault is not None}


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """The state, the seconds since the newest picture (None before the first), and one English sentence of a fault."""

    state: CameraState
    age: float | None = None
    detail: str = ""

    @property
    def fault(self) -> Fault | None:
        """The fault that the state is, or None."""
        return FAULTS[self.state]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long, in seconds, each sign of trouble is borne before it counts as a fault."""

    opening: float = 12.0
    silence: float = 2.0
    frozen: float = 4.0
    black: float = 2.0
    first_retry: float = 0.5
    longest_retry: float = 5.0
    glance: float = 0.2
    """How often the watching thread looks."""


_MOST_HANGING = 3
"""Threads that a driver may keep hanging before no further one is started."""
_SHOWN, _SHOWN_AT_REST = 2, 32
"""One picture of so many is unpacked for people, and while only few are looked at because nothing moves."""
_THIN = 8
_BLACK_MEAN, _BLACK_SPREAD = 12.0, 5.0


class Capture:
    """Keeps the newest frame of a camera, and the camera alive.

    `open_` opens the camera anew whenever needed; it runs, like all reading, in a thread that is abandoned when
    it hangs. All methods may be called from any thread.
    """

    def __init__(
        self, open_: Callable[[], Camera], options: CameraOptions | None = None, patience: Patience | None = None
    ) -> None:
        self._open = open_
        self._turn = (options or CameraOptions()).turn
        self._patience = patience or Patience()
        self._news = threading.Condition()
        self._newest: Frame | None = None
        self._shown: Frame | None = None
        self._numbers = count(1)
        self._status = CameraStatus(CameraState.OPENING)
        self._seen_at: float | None = None
        self._frozen_marks: frozenset[int] = frozenset()
        self._pace = 1
        self._stopping = threading.Event()
        self._changed = threading.Event()
        """Another camera, or another set-up, is wanted; set to end a wait when stopping too."""
        self._pump: _Pump | None = None
        self._watch = threading.Thread(target=self._supervise, name="camera-watch", daemon=True)

    def start(self) -> None:
        """Begin to capture; call once."""
        self._watch.start()

    def stop(self, timeout: float = 2.0) -> None:
        """End the threads and give the camera back; a hanging one is left behind after `timeout` seconds."""
        self._stopping.set()
        self._changed.set()
        with self._news:
            self._news.notify_all()
        if self._watch.is_alive():
            self._watch.join(timeout)
        if self._pump is not None:
            self._pump.abandon()
            self._pump.thread.join(timeout)

    def reopen(self, open_: Callable[[], Camera], options: CameraOptions | None = None) -> None:
        """Give the camera back and open it anew by `open_`: another one, or the same one set up otherwise."""
        with self._news:
            self._open = open_
            self._turn = (options or CameraOptions()).turn
        self._changed.set()

    def latest(self) -> Frame | None:
        """Return the newest frame for people to see, or None where there is none or its camera was lost.

        Its picture is as `for_people` makes it: in colour, where the camera has colours, and perhaps shrunk.
        """
        with self._news:
            return self._shown

    def wait_newer(self, number: int, timeout: float) -> Frame | None:
        """Return a frame whose number is above `number`, waiting up to `timeout` seconds; None if none came."""
        with self._news:
            self._news.wait_for(
                lambda: self._stopping.is_set() or (self._newest is not None and self._newest.number > number), timeout
            )
            newest = self._newest
        return newest if newest is not None and newest.number > number else None

    def status(self) -> CameraStatus:
        """Return how the camera is now."""
        with self._news:
            age = None if self._seen_at is None else time.monotonic() - self._seen_at
            return CameraStatus(self._status.state, age, self._status.detail)

    def look_at(self, pace: int) -> None:
        """Let one picture of `pace` be looked at from now on; 1 at first. The others are not unpacked for that."""
        self._pace = pace

    def wanted(self, number: int) -> View | None:
        """Return what the picture of that `number` is wanted for, None where it is to be passed over.

        People see fifteen pictures of thirty a second, and one where so few are looked at that nothing can be moving.
        """
        pace = self._pace
        looked = number % pace == 0
        shown = number % (_SHOWN if pace <= _SHOWN else _SHOWN_AT_REST) == 1
        if looked and shown:
            return View.BOTH
        return View.LOOK if looked else View.SHOW if shown else None

    def pass_over(self, pump: _Pump) -> None:
        """Take note that `pump` passed over a picture: its camera is alive."""
        if pump is self._pump:
            self._seen_at = time.monotonic()

    def take(self, pump: _Pump, image: Picture, view: View) -> None:
        """Accept a picture of `pump` and what it is for."""
        now = time.monotonic()
        image = turned(image, self._turn)
        ready = None if view is View.LOOK else for_people(image)
        with self._news:
            if pump is not self._pump or self._stopping.is_set():
                return
            self._seen_at = now
            number = next(self._numbers)
            if ready is not None:
                self._shown = Frame(ready, number, now)
            if view is not View.SHOW:
                self._newest = Frame(image, number, now)
            pump.watch_content(image, now)
            self._news.notify_all()

    def _supervise(self) -> None:
        wait = self._patience.first_retry
        hanging: list[_Pump] = []
        while not self._stopping.is_set():
            hanging = [pump for pump in hanging if pump.thread.is_alive()]
            if len(hanging) < _MOST_HANGING:
                fault, lived = self._watch_one()
                if fault is not None and fault.fault is Fault.CAMERA_ENDED:
                    # A film is played once; only another source begins anew.
                    self._changed.wait()
                if lived or self._changed.is_set():
                    wait = self._patience.first_retry
                if self._pump is not None:
                    self._pump.abandon()
                    hanging.append(self._pump)
            if not self._changed.wait(wait):
                wait = min(wait * 2, self._patience.longest_retry)
            elif not self._stopping.is_set():
                self._begin_anew()

    def _begin_anew(self) -> None:
        self._changed.clear()
        with self._news:
            pump, self._pump = self._pump, None
            self._newest = self._shown = self._seen_at = None
            self._frozen_marks = frozenset()
            self._status = CameraStatus(CameraState.OPENING)
        if pump is not None and pump.thread.is_alive():
            # Two at once are none: the driver gives pictures to whoever came first.
            pump.thread.join(self._patience.silence)

    def _watch_one(self) -> tuple[WorldFault | None, bool]:
        """Open the camera once and watch it until it fails.

        Returns the fault, or None when told to stop or to open another, and whether the camera was live in between.
        """
        with self._news:
            pump = self._pump = _Pump(self, self._open)
        begin = time.monotonic()
        pump.thread.start()
        lived = False
        while not self._changed.wait(self._patience.glance):
            fault = self._judge(pump, begin)
            with self._news:
                if fault is not None and fault.fault is not Fault.CAMERA_BLACK:
                    self._tell(fault)
                    if fault.fault not in {Fault.CAMERA_FROZEN, Fault.CAMERA_ENDED}:
                        self._newest = self._shown = None
                    elif self._newest is not None and self._shown is not None:
                        # It stays, so people are to see the very last one, too.
                        last = max(self._newest, self._shown, key=lambda frame: frame.number)
                        self._shown = last if last is self._shown else replace(last, image=for_people(last.image))
                    self._frozen_marks = pump.marks if fault.fault is Fault.CAMERA_FROZEN else frozenset()
                    return fault, lived
                if pump.marks <= self._frozen_marks:
                    continue
                if fault is not None:
                    self._tell(fault)
                else:
                    lived = True
                    self._status = CameraStatus(CameraState.LIVE)
        return None, lived

    def _judge(self, pump: _Pump, begin: float) -> WorldFault | None:
        """Return what is wrong with the camera at this moment."""
        if pump.fault is not None:
            return pump.fault
        now, patience = time.monotonic(), self._patience
        with self._news:
            first, newest = bool(pump.marks), self._seen_at
            black, unchanged = pump.black_since, pump.unchanged_since
        if not first:
            if now - begin < patience.opening:
                return None
            return WorldFault(Fault.CAMERA_LOST, "The camera opened but gives no picture.")
        if newest is not None and now - newest > patience.silence:
            return WorldFault(Fault.CAMERA_LOST, "The camera gives no more pictures.")
        if black is not None and now - black > patience.black:
            return WorldFault(Fault.CAMERA_BLACK, "The camera's picture is black; is the lens covered?")
        if not pump.may_stand_still and unchanged is not None and now - unchanged > patience.frozen:
            return WorldFault(Fault.CAMERA_FROZEN, "The camera gives the same picture over and over.")
        return None

    def _tell(self, fault: WorldFault) -> None:
        state = _STATES.get(fault.fault, CameraState.LOST)
        if state is not self._status.state:
            _log.info("camera %s: %s", state, fault.detail)
        self._status = CameraStatus(state, detail=fault.detail)


class _Pump:
    """One thread with one opened camera, for as long as it gives pictures and is not abandoned."""

    def __init__(self, capture: Capture, open_: Callable[[], Camera]) -> None:
        self._capture = capture
        self._open = open_
        self._abandoned = threading.Event()
        self.thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self.fault: WorldFault | None = None
        self.may_stand_still = False
        self._marks: dict[tuple[int, ...], int] = {}
        self.black_since: float | None = None
        self.unchanged_since: float | None = None

    def abandon(self) -> None:
        """Take no more of its pictures; it ends as soon as the driver lets go of it."""
        self._abandoned.set()

    @property
    def marks(self) -> frozenset[int]:
        """Check sums of the newest pictures, one for each form in which they come."""
        return frozenset(self._marks.values())

    def watch_content(self, image: Picture, now: float) -> None:
        """Note since when the picture has been black, or the same to the last bit as the one of its kind before."""
        thin = np.ascontiguousarray(image[::_THIN, ::_THIN])
        mark = zlib.crc32(thin.tobytes())
        if mark != self._marks.get(image.shape):
            self.unchanged_since = now
        self._marks[image.shape] = mark
        dark = float(thin.mean()) < _BLACK_MEAN and float(thin.std()) < _BLACK_SPREAD
        if not dark:
            self.black_since = None
        elif self.black_since is None:
            self.black_since = now

    def _run(self) -> None:
        try:
            camera = self._open()
            self.may_stand_still = camera.may_stand_still
            try:
                self._pump(camera)
            finally:
                camera.close()
        except WorldFault as fault:
            self.fault = fault
        except Exception as failure:  # noqa: BLE001 - a driver's own exception, of whatever kind
            _log.exception("the camera's driver failed")
            self.fault = WorldFault(Fault.CAMERA_LOST, f"The camera's driver failed ({type(failure).__name__}).")

    def _pump(self, camera: Camera) -> None:
        # From one on: the first picture is always one that people see.
        for number in count(1):
            if self._abandoned.is_set():
                return
            view = self._capture.wanted(number)
            if view is None:
                camera.skip()
                self._capture.pass_over(self)
            else:
                self._capture.take(self, camera.read(view), view)


def turned(image: Picture, turn: Turn) -> Picture:
    """Return `image` turned clockwise."""
    match turn:
        case Turn.NONE:
            return image
        case Turn.QUARTER:
            how = cv2.ROTATE_90_CLOCKWISE
        case Turn.HALF:
            how = cv2.ROTATE_180
        case Turn.THREE_QUARTERS:
            how = cv2.ROTATE_90_COUNTERCLOCKWISE
    return np.asarray(cv2.rotate(image, how), dtype=np.uint8)
