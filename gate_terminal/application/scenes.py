"""Scenes for measuring the eyes: pictures that were drawn beforehand, so that drawing them costs nothing meanwhile."""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import count, cycle, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gate_terminal.application.lookout import Lookout
from gate_terminal.devices.cameras import Camera, unpacked
from gate_terminal.devices.frames import Frame, Picture, View
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.simulated import SimulatedCamera, in_turn
from gate_terminal.devices.simulator import hard_pictures
from gate_terminal.domain.faults import Fault, WorldFault

FPS = 30
Size = tuple[int, int]
Packed = NDArray[np.uint8]
"""The bytes of a JPEG."""
USUAL_SIZE: Size = (1280, 720)
"""Width and height of the pictures, in pixels."""
_SIDE, _DEFOCUS = 260, 5.0
_PASS = "GP1" + "A2B7" * 43 + "XYZ"
_SCRIPT_SECONDS = 3
_STILLS, _NOISE = 4, 3.0
_HARD = 48


class Scene(StrEnum):
    """What is before the camera."""

    NOTHING_MOVES = "nothing moves"
    PASSES = "passes held up"
    NO_CODE = "people without a code"
    UNREADABLE = "a code nobody can read"
    HARD = "hard codes"


def pictures_of(scene: Scene, size: Size = USUAL_SIZE) -> list[Picture]:
    """Return the pictures of a scene, in colour, to be shown over and over at 30 a second.

    `size` is (width, height) in pixels. The larger the pictures, the fewer of a movement: they take as much memory.
    """
    larger = size[1] / USUAL_SIZE[1]
    script = in_turn([_PASS if scene in {Scene.PASSES, Scene.UNREADABLE} else None], 1)
    camera = SimulatedCamera(script, fps=0, size=size, side=_SIDE * larger)
    match scene:
        case Scene.NOTHING_MOVES:
            # One moment, with the changing noise of a sensor.
            still, random = camera.draw(1.0), np.random.default_rng(1)
            return [
                np.clip(still + random.normal(0, _NOISE, still.shape), 0, 255).astype(np.uint8) for _ in range(_STILLS)
            ]
        case Scene.PASSES | Scene.NO_CODE | Scene.UNREADABLE:
            frames = max(2, round(FPS * _SCRIPT_SECONDS * math.prod(USUAL_SIZE) / math.prod(size)))
            there = [camera.draw(number / FPS) for number in range(frames)]
            if scene is Scene.UNREADABLE:
                there = [_out_of_focus(picture, _DEFOCUS * larger) for picture in there]
            # And back, so that the last is followed by the first without a jump.
            return there + there[::-1]
        case Scene.HARD:
            return [
                np.asarray(cv2.resize(cv2.cvtColor(hard.image, cv2.COLOR_GRAY2BGR), size), dtype=np.uint8)
                for hard in hard_pictures(_HARD, seed=5)
            ]


def _out_of_focus(picture: Picture, blur: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), blur), dtype=np.uint8)


class DrawnCamera:
    """Shows pictures over and over, `FPS` a second; whoever does not ask in time misses some.

    Like a real camera it delivers them compressed, so that unpacking them is part of what looking costs.
    """

    may_stand_still = True

    def __init__(self, name: str, packed: Sequence[Packed]) -> None:
        self.name = name
        self._packed = packed
        self._begin = time.monotonic()
        self._number = 0

    def read(self, view: View = View.BOTH) -> Picture:
        """Wait for the next picture's moment and return it."""
        self.skip()
        picture = unpacked(self._packed[self._number % len(self._packed)], view)
        if picture is None:
            raise WorldFault(Fault.CAMERA_LOST, "A picture of the scene cannot be unpacked.")
        return picture

    def skip(self) -> None:
        """Wait for the next picture's moment."""
        now = time.monotonic()
        self._number = max(self._number + 1, int((now - self._begin) * FPS))
        due = self._begin + self._number / FPS
        if due > now:
            time.sleep(due - now)

    def close(self) -> None:
        """Nothing is held."""


def opener_of(scene: Scene, size: Size = USUAL_SIZE) -> Callable[[], Camera]:
    """Draw the scene, and return what opens a camera that shows it."""
    packed = [packed_as_jpeg(picture) for picture in pictures_of(scene, size)]
    return lambda: DrawnCamera(scene.value, packed)


def packed_as_jpeg(picture: Picture) -> Packed:
    """Return the picture compressed as cameras do it, with half of the colour across."""
    half = [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422]
    return np.asarray(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85, *half])[1], dtype=np.uint8)


def look_long(frames: int, every: int) -> Iterator[tuple[int, float]]:
    """Look at `frames` frames as fast as it goes, hard ones and passes mixed; yield what was done and the memory.

    The memory is that of this process in megabytes, after each `every` frames. Raises ``OSError`` on a system that
    does not tell it in ``/proc``.
    """
    lookout = Lookout()
    shown = [*pictures_of(Scene.HARD), *pictures_of(Scene.PASSES)[:_HARD], *pictures_of(Scene.NO_CODE)[:_HARD]]
    numbers = count(1)
    pictures = cycle(shown)
    for done in range(0, frames, every):
        for number, picture in zip(islice(numbers, every), pictures, strict=False):
            for _found in lookout.look(Frame(picture, number, number / FPS), accepting=True):
                pass
        gc.collect()
        yield done + every, resident_megabytes()


def resident_megabytes() -> float:
    """Return the memory that this process holds. Raises ``OSError`` where the system does not tell."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise OSError("the system does not tell how much memory a process holds")


@dataclass(frozen=True, slots=True)
class Unpacking:
    """The milliseconds that unpacking one compressed picture takes, for each use of it."""

    look: float
    show: float
    both: float

    @property
    def core_percent(self) -> dict[str, float]:
        """What it takes of a core where each picture is looked at, every second one is, and while nothing moves."""
        second = FPS / 10
        return {
            "each": second * (self.both + self.look) / 2,
            "every second": second * (self.look + self.show) / 2,
            "at rest": second * (8 * self.look + self.show) / 32,
        }


def unpacking(size: Size = USUAL_SIZE, times: int = 40) -> Unpacking:
    """Measure what unpacking takes, in processor time."""
    packed = packed_as_jpeg(pictures_of(Scene.PASSES, size)[0])

    def mean(view: View) -> float:
        begin = time.thread_time()
        for _ in range(times):
            unpacked(packed, view)
        return 1000 * (time.thread_time() - begin) / times

    return Unpacking(mean(View.LOOK), mean(View.SHOW), mean(View.BOTH))
