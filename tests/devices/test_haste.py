"""Every frame counts while something is new, every second one will do else, and nobody waits longer for that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from gate_terminal.devices.effort import Effort
from gate_terminal.devices.frames import Frame, Picture
from gate_terminal.devices.haste import Haste
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.recipe import VIDEO
from gate_terminal.devices.retries import Retry
from gate_terminal.devices.sightings import Looked, Place, Sighting
from gate_terminal.devices.simulated import SimulatedCamera, in_turn
from gate_terminal.devices.video import VideoReader

FPS = 30


class Watching:
    """A reader that gets the frames it asks for, of a scene that is drawn for each moment."""

    def __init__(self, scene: Callable[[float], Picture]) -> None:
        self.reader = VideoReader(closely=free(), widely=free())
        self.scene = scene
        self.number = 0
        self.paces = Counter[int]()

    def watch(self, seconds: float, until: bytes | None = None) -> int:
        """Go on for so long, or until that payload is read; return how many frames there were."""
        frames = round(seconds * FPS)
        for passed in range(1, frames + 1):
            self.number += 1
            pace = self.reader.pace
            self.paces[pace] += 1
            if self.number % pace:
                continue
            seen = self.reader.read(Frame(self.scene(self.number / FPS), self.number, self.number / FPS))
            if until in [sighting.payload for sighting in seen.sightings]:
                return passed
        return frames

    def share_of_every_frame(self, seconds: float) -> float:
        self.paces.clear()
        self.watch(seconds)
        return self.paces[1] / sum(self.paces.values())


def free() -> Effort:
    """A store of effort from which nothing is ever taken: what second looks find is not the subject."""
    return Effort(1, 1, clock=lambda: 0.0)


class Told:
    """A reader that sees what it was told last; the parts of a picture that it gets are looks near a code."""

    name = "told"

    def __init__(self, seen: Looked) -> None:
        self.seen = seen
        self.looked = 0
        self.near = 0

    def read(self, grey: Picture) -> Looked:
        self.looked += 1
        return self.seen

    def read_near(self, grey: Picture) -> Picture:
        self.near += 1
        return grey


class Blind:
    """A reader that sees nothing."""

    name = "blind"

    def read(self, grey: Picture) -> Looked:
        return Looked()


def unread_at(x: float, side: float = 40.0) -> Looked:
    return Looked(unread=(Place(((x, 40), (x + side, 40), (x + side, 40 + side), (x, 40 + side))),))


READ = Looked((Sighting(b"read", unread_at(40).unread[0], "told"),))


def told(seen: Looked) -> tuple[Watching, Told]:
    """Return somebody who watches pictures of which none is like the one before, and sees what is told."""
    noise = [np.random.default_rng(n).integers(0, 255, (120, 200), dtype=np.uint8) for n in range(7)]
    first = Told(seen)
    crop = tuple(Retry(f"near {n}", first.read_near, Blind(), cost=0) for n in range(6))
    watching = Watching(lambda seconds: noise[round(seconds * FPS) % 7])
    watching.reader = VideoReader(
        replace(VIDEO, first=first, crop=crop, full=(), clock=lambda: 0.0), closely=free(), widely=free()
    )
    return watching, first


def moving(text: str | None) -> Callable[[float], Picture]:
    """A hand that sways before a wall that roams, with a card or without one."""
    camera = SimulatedCamera(in_turn([text], 1), fps=0, size=(640, 360), side=150)

    def scene(seconds: float) -> Picture:
        return np.asarray(cv2.cvtColor(camera.draw(seconds * 3), cv2.COLOR_BGR2GRAY), dtype=np.uint8)

    return scene


@pytest.mark.parametrize("after", [4.0, 4.033, 12.0, 12.033])
def test_a_pass_held_up_amid_people_is_read_in_its_first_or_second_frame(after: float, pass_text: str) -> None:
    watching = Watching(moving(None))
    watching.watch(after)
    watching.scene = moving(pass_text)
    assert watching.watch(1, until=pass_text.encode()) <= 2


@pytest.mark.parametrize("after", [4.0, 4.033, 12.0, 12.033])
def test_another_pass_in_the_place_of_the_first_is_read_in_its_first_or_second_frame(
    after: float, pass_text: str
) -> None:
    other = pass_text[:-1] + "7"
    watching = Watching(moving(other))
    watching.watch(after)
    watching.scene = moving(pass_text)
    assert watching.watch(1, until=pass_text.encode()) <= 2


def test_while_a_pass_that_was_read_is_held_every_second_frame_will_do() -> None:
    watching, _ = told(READ)
    watching.watch(1)
    assert watching.share_of_every_frame(5) == 0
    assert watching.paces[2] == 150


def test_once_a_pass_is_gone_every_frame_counts_for_a_second() -> None:
    watching, reader = told(READ)
    watching.watch(5)
    reader.seen = Looked()
    watching.watch(0.1)
    assert watching.share_of_every_frame(0.8) == 1
    watching.watch(0.2)
    assert watching.share_of_every_frame(2) == 0


def test_a_code_that_nobody_can_read_gets_every_frame_at_first_and_a_share_of_them_for_long() -> None:
    watching, reader = told(unread_at(40))
    watching.watch(0.1)
    assert watching.share_of_every_frame(2.5) == 1
    watching.watch(10)
    looked = reader.looked
    assert 0.02 < watching.share_of_every_frame(20) < 0.1
    assert reader.looked - looked < 0.65 * 20 * FPS, "little more than half of the looks that every frame would be"


@pytest.mark.parametrize("other", [(100, 40.0), (40, 70.0)], ids=["elsewhere", "brought nearer"])
def test_another_code_that_cannot_be_read_gets_every_frame_and_all_effort_again_at_once(
    other: tuple[float, float],
) -> None:
    watching, reader = told(unread_at(40))
    watching.watch(15)
    assert watching.share_of_every_frame(1) < 0.3
    near = reader.near
    watching.watch(1)
    hanging = reader.near - near
    reader.seen = unread_at(*other)
    watching.watch(0.1)
    near = reader.near
    assert watching.share_of_every_frame(0.3) == 1
    assert reader.near - near >= 9 * 3, "the best looks near it, in each frame"
    assert hanging < 30


def test_somebody_who_comes_after_a_rest_gets_every_frame() -> None:
    still = moving(None)(1.0)
    watching = Watching(lambda _seconds: still)
    watching.watch(5)
    assert watching.reader.pace == 4
    watching.scene = moving(None)
    watching.watch(0.2)
    assert watching.share_of_every_frame(0.7) == 1


def test_haste_is_paid_from_a_store_of_which_a_part_stays_for_what_is_newer() -> None:
    haste = Haste(Effort(0.1, 2.0))
    now = 0.0

    def hasty(seconds: float, keep: float) -> float:
        nonlocal now
        held = 0
        for _ in range(round(seconds * FPS)):
            now += 1 / FPS
            haste.advance(now, stirred=True, keep=keep)
            held += haste.every_frame
        return held / FPS

    assert hasty(10, keep=0.5) == pytest.approx(2.0, abs=0.2), "one second of the store, and what came in"
    assert hasty(1, keep=0.0) == pytest.approx(1.0, abs=0.1)
    assert hasty(100, keep=0.0) == pytest.approx(10.0, abs=0.5), "a tenth of the time for long"


def test_without_a_stir_there_is_no_haste() -> None:
    haste = Haste()
    told = []
    for number in range(90):
        haste.advance(100 + number / FPS, stirred=number == 0, keep=0.0)
        told.append(haste.every_frame)
    assert told == [True] * sum(told) + [False] * (90 - sum(told))
    assert sum(told) in {30, 31, 32}
