"""Scenes for measuring the eyes: pictures that were drawn beforehand, so that drawing them costs nothing meanwhile."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum
from itertools import count, cycle, islice
from pathlib import Path

import numpy as np

from gate_terminal.application.lookout import Lookout
from gate_terminal.devices.cameras import Camera
from gate_terminal.devices.frames import Frame, Picture
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.simulated import SimulatedCamera, in_turn
from gate_terminal.devices.simulator import hard_pictures

FPS = 30
_PASS = "GP1" + "A2B7" * 43 + "XYZ"
_SCRIPT_SECONDS = 3
_STILLS, _NOISE = 4, 3.0
_HARD = 48


class Scene(StrEnum):
    """What is before the camera."""

    NOTHING_MOVES = "nothing moves"
    PASSES = "passes held up"
    NO_CODE = "people without a code"
    HARD = "hard codes"


def pictures_of(scene: Scene) -> list[Picture]:
    """Return the pictures of a scene, 1280×720 in colour, to be shown over and over at 30 a second."""
    camera = SimulatedCamera(in_turn([_PASS if scene is Scene.PASSES else None], 1), fps=0)
    match scene:
        case Scene.NOTHING_MOVES:
            # One moment, with the changing noise of a sensor.
            still, random = camera.draw(1.0), np.random.default_rng(1)
            return [
                np.clip(still + random.normal(0, _NOISE, still.shape), 0, 255).astype(np.uint8) for _ in range(_STILLS)
            ]
        case Scene.PASSES | Scene.NO_CODE:
            frames = FPS * _SCRIPT_SECONDS
            there = [camera.draw(number / FPS) for number in range(frames)]
            # And back, so that the last is followed by the first without a jump.
            return there + there[::-1]
        case Scene.HARD:
            return [
                np.asarray(cv2.cvtColor(hard.image, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
                for hard in hard_pictures(_HARD, seed=5)
            ]


class DrawnCamera:
    """Shows pictures over and over, `FPS` a second; whoever does not ask in time misses some."""

    may_stand_still = True

    def __init__(self, name: str, pictures: Sequence[Picture]) -> None:
        self.name = name
        self._pictures = pictures
        self._begin = time.monotonic()
        self._number = 0

    def read(self) -> Picture:
        """Wait for the next picture's moment and return it."""
        self.skip()
        return self._pictures[self._number % len(self._pictures)]

    def skip(self) -> None:
        """Wait for the next picture's moment."""
        now = time.monotonic()
        self._number = max(self._number + 1, int((now - self._begin) * FPS))
        due = self._begin + self._number / FPS
        if due > now:
            time.sleep(due - now)

    def close(self) -> None:
        """Nothing is held."""


def opener_of(scene: Scene) -> Callable[[], Camera]:
    """Draw the scene, and return what opens a camera that shows it."""
    pictures = pictures_of(scene)
    return lambda: DrawnCamera(scene.value, pictures)


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


def jpeg_milliseconds(times: int = 40) -> float:
    """Return the milliseconds that decoding one compressed picture of a real camera (1280×720) costs besides."""
    picture = pictures_of(Scene.PASSES)[0]
    packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1]
    begin = time.thread_time()
    for _ in range(times):
        cv2.imdecode(packed, cv2.IMREAD_COLOR)
    return 1000 * (time.thread_time() - begin) / times
