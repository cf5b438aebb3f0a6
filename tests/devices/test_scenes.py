"""Over many frames the eyes hold no more memory; `make torture` has the long run."""

import sys

import pytest

from gate_terminal.application.lookout import Lookout
from gate_terminal.application.scenes import FPS, Scene, look_long, opener_of, pictures_of, unpacking
from gate_terminal.application.screen.events import HintGiven
from gate_terminal.devices.frames import Frame

LEAST_MEGABYTES = 12.0
"""What the allocator may keep; a frame held by mistake is 2.6 of them."""


@pytest.mark.skipif(sys.platform != "linux", reason="the system does not tell")
def test_memory_is_flat_over_six_hundred_hard_frames() -> None:
    held = [megabytes for _, megabytes in look_long(800, 200)]
    assert max(held[1:]) - held[0] < LEAST_MEGABYTES, held


def test_scenes_are_what_they_are_called() -> None:
    still = pictures_of(Scene.NOTHING_MOVES)
    assert {picture.shape for scene in Scene for picture in pictures_of(scene)} == {(720, 1280, 3)}
    assert abs(int(still[0].mean()) - int(still[1].mean())) <= 1
    assert (still[0] != still[1]).any(), "a sensor has noise"


def test_a_code_nobody_can_read_is_seen_and_not_read() -> None:
    lookout, shown = Lookout(), pictures_of(Scene.UNREADABLE)
    found = [
        event
        for number, picture in enumerate(shown[:60])
        for event in lookout.look(Frame(picture, number, number / FPS), accepting=True)
    ]
    assert [type(event) for event in found] == [HintGiven]


def test_scenes_can_be_drawn_in_another_size() -> None:
    size = 960, 540
    assert {picture.shape for scene in Scene for picture in pictures_of(scene, size)} == {(540, 960, 3)}


def test_a_drawn_camera_keeps_its_pace() -> None:
    camera = opener_of(Scene.NOTHING_MOVES)()
    first, second = camera.read(), camera.read()
    assert first.shape == second.shape
    camera.skip()
    camera.close()


def test_the_floor_is_a_time() -> None:
    took = unpacking(times=2)
    assert all(0.1 < milliseconds < 200 for milliseconds in (took.look, took.show, took.both))
    assert took.core_percent["at rest"] < took.core_percent["every second"] < took.core_percent["each"]
