"""A camera's faults are found by the age and content of its frames, and it comes back by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Never

import numpy as np
import pytest

from gate_terminal.devices.cameras import CameraOptions, Turn
from gate_terminal.devices.capture import FAULTS, CameraState, Capture, turned
from gate_terminal.devices.frames import Picture, View
from gate_terminal.domain.faults import Fault, WorldFault


def eventually(what: Callable[[], bool], within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.005)
    return what()


def in_state(capture: Capture, state: CameraState) -> bool:
    return eventually(lambda: capture.status().state is state)


def test_frames_are_numbered_and_only_the_newest_is_kept(capture: Capture, socket: Any) -> None:
    capture.start()
    first = capture.wait_newer(0, 5)
    assert first is not None
    time.sleep(0.1)
    second = capture.wait_newer(first.number, 5)
    assert second is not None
    assert second.number > first.number + 1, "frames that nobody fetched are gone"
    assert second.captured_at > first.captured_at
    shown = capture.latest()
    assert shown is not None
    assert shown.number >= second.number - 1, "people see every second one"
    noise = np.random.default_rng(shown.number).integers(60, 200, (48, 64), dtype=np.uint8)
    assert np.array_equal(shown.image, noise), "and see what was captured then"


def test_waiting_for_a_frame_ends_with_none_when_none_comes(capture: Capture) -> None:
    begin = time.monotonic()
    assert capture.wait_newer(0, 0.05) is None
    assert time.monotonic() - begin < 2


def test_stopping_ends_a_wait_and_gives_the_camera_back(capture: Capture, socket: Any) -> None:
    capture.start()
    assert in_state(capture, CameraState.LIVE)
    waiting = threading.Thread(target=lambda: capture.wait_newer(10**9, 30))
    waiting.start()
    capture.stop()
    waiting.join(5)
    assert not waiting.is_alive()
    assert socket.opened[0].closed


def test_an_unplugged_camera_is_missing_and_live_again_once_it_is_back(capture: Capture, socket: Any) -> None:
    capture.start()
    assert in_state(capture, CameraState.LIVE)
    socket.unplug()
    assert in_state(capture, CameraState.MISSING)
    assert capture.latest() is None, "a lost camera's last picture is not shown as if it were now"
    assert capture.status().fault is Fault.CAMERA_MISSING
    before = socket.opened[-1].number
    socket.plug_in()
    assert in_state(capture, CameraState.LIVE)
    assert capture.wait_newer(before, 5) is not None


def test_a_hanging_camera_is_lost_and_opened_anew_without_waiting_for_the_driver(capture: Capture, socket: Any) -> None:
    capture.start()
    assert in_state(capture, CameraState.LIVE)
    newest = capture.latest().number
    socket.opened[0].behave = socket.hang
    assert eventually(lambda: len(socket.opened) > 1)
    assert in_state(capture, CameraState.LIVE)
    assert capture.wait_newer(newest + 3, 5) is not None
    assert not socket.opened[0].closed, "the hanging thread still holds it"
    socket.released.set()
    assert eventually(lambda: socket.opened[0].closed), "and gives it back when the driver lets go"


def test_a_driver_that_hangs_every_time_does_not_get_ever_more_threads(capture: Capture, socket: Any) -> None:
    socket.prepare = lambda camera: setattr(camera, "behave", socket.hang)
    capture.start()
    assert eventually(lambda: len(socket.opened) >= 3, within=8)
    time.sleep(1)
    assert len(socket.opened) <= 3
    assert capture.status().state is CameraState.LOST


def test_a_frozen_camera_is_told_until_a_different_picture_comes(capture: Capture, socket: Any) -> None:
    still = np.full((48, 64), 90, dtype=np.uint8)
    capture.start()
    assert in_state(capture, CameraState.LIVE)
    socket.prepare = lambda camera: setattr(camera, "behave", still.copy)
    socket.opened[0].behave = still.copy
    assert in_state(capture, CameraState.FROZEN)
    assert eventually(lambda: len(socket.opened) > 1), "it is opened anew"
    time.sleep(0.1)
    assert capture.status().state is CameraState.FROZEN, "and the same picture after that is no sign of life"
    socket.prepare = lambda _camera: None
    assert in_state(capture, CameraState.LIVE)


def coloured(camera: Any, *, still: bool) -> Callable[..., Picture]:
    """What a camera of compressed pictures gives: grey to look at, coloured for people, smaller for them alone."""

    def read(view: View = View.BOTH) -> Picture:
        time.sleep(0.005)
        camera.number += 1
        shape = {View.LOOK: (48, 64), View.SHOW: (24, 32, 3), View.BOTH: (48, 64, 3)}[view]
        return np.random.default_rng(0 if still else camera.number).integers(60, 200, shape, dtype=np.uint8)

    return read


def test_people_see_colours_while_half_of_the_pictures_are_grey(capture: Capture, socket: Any) -> None:
    socket.prepare = lambda camera: setattr(camera, "read", coloured(camera, still=False))
    capture.start()
    looked, number = [], 0
    for _ in range(12):
        frame = capture.wait_newer(number, 5)
        assert frame is not None
        number = frame.number
        looked.append(frame.image.ndim)
        shown = capture.latest()
        assert shown is not None
        assert shown.image.shape == (48, 64, 4)
        assert number - shown.number <= 2
    assert set(looked) == {2, 3}


def test_where_every_second_picture_is_looked_at_people_see_the_others_of_half_the_size(
    capture: Capture, socket: Any
) -> None:
    socket.prepare = lambda camera: setattr(camera, "read", coloured(camera, still=False))
    capture.look_at(2)
    capture.start()
    looked, shown, number = [], [], 0
    for _ in range(12):
        frame = capture.wait_newer(number, 5)
        assert frame is not None
        number = frame.number
        looked.append(number)
        assert frame.image.shape == (48, 64)
        latest = capture.latest()
        assert latest is not None
        assert latest.image.shape == (24, 32, 4)
        shown.append(latest.number)
    assert {number % 2 for number in looked} == {0}
    assert {number % 2 for number in shown} == {1}
    assert len(set(shown)) >= 6, "they see it move"


def test_people_see_every_second_picture_at_any_pace_and_few_while_nothing_moves(capture: Capture) -> None:
    for pace in (1, 2):
        capture.look_at(pace)
        wanted = [capture.wanted(number) for number in range(1, 61)]
        assert sum(view in {View.SHOW, View.BOTH} for view in wanted) == 30
        assert sum(view in {View.LOOK, View.BOTH} for view in wanted) == 60 // pace
        assert wanted[0] in {View.SHOW, View.BOTH}, "the first picture is one that people see"
    capture.look_at(4)
    wanted = [capture.wanted(number) for number in range(1, 161)]
    assert [wanted.count(view) for view in (View.LOOK, View.SHOW, View.BOTH, None)] == [40, 5, 0, 115]


def test_a_frozen_camera_is_found_while_every_second_picture_is_looked_at(capture: Capture, socket: Any) -> None:
    socket.prepare = lambda camera: setattr(camera, "read", coloured(camera, still=True))
    capture.look_at(2)
    capture.start()
    assert in_state(capture, CameraState.FROZEN)


def test_a_frozen_camera_of_grey_and_coloured_pictures_is_found_too(capture: Capture, socket: Any) -> None:
    socket.prepare = lambda camera: setattr(camera, "read", coloured(camera, still=True))
    capture.start()
    assert in_state(capture, CameraState.FROZEN)
    assert eventually(lambda: len(socket.opened) > 1)
    time.sleep(0.1)
    assert capture.status().state is CameraState.FROZEN
    socket.prepare = lambda camera: setattr(camera, "read", coloured(camera, still=False))
    assert in_state(capture, CameraState.LIVE)


def test_a_still_picture_is_no_fault_of_a_source_that_may_stand_still(capture: Capture, socket: Any) -> None:
    def prepare(camera: Any) -> None:
        camera.may_stand_still = True
        camera.behave = np.full((48, 64), 90, dtype=np.uint8).copy

    socket.prepare = prepare
    capture.start()
    assert in_state(capture, CameraState.LIVE)
    time.sleep(0.4)
    assert capture.status().state is CameraState.LIVE


def test_a_covered_lens_is_black_and_live_again_when_uncovered(capture: Capture, socket: Any) -> None:
    capture.start()
    assert in_state(capture, CameraState.LIVE)
    camera = socket.opened[0]
    camera.behave = lambda: np.random.default_rng(camera.number).integers(0, 4, (48, 64), dtype=np.uint8)
    assert in_state(capture, CameraState.BLACK)
    camera.behave = camera.noise
    assert in_state(capture, CameraState.LIVE)
    assert len(socket.opened) == 1, "a covered camera is not reopened"


@pytest.mark.parametrize("fault", [Fault.CAMERA_BUSY, Fault.CAMERA_MISSING])
def test_what_prevents_opening_is_told_and_tried_again(capture: Capture, socket: Any, fault: Fault) -> None:
    socket.fault = WorldFault(fault, "Not now.")
    capture.start()
    assert eventually(lambda: capture.status().fault is fault)
    assert capture.status().detail == "Not now."
    socket.plug_in()
    assert in_state(capture, CameraState.LIVE)
    assert capture.status().detail == ""


def test_a_camera_that_opens_but_gives_nothing_is_lost(capture: Capture, socket: Any) -> None:
    socket.prepare = lambda camera: setattr(camera, "behave", socket.hang)
    capture.start()
    assert capture.status().state is CameraState.OPENING
    assert in_state(capture, CameraState.LOST)


def test_a_driver_that_raises_anything_counts_as_a_lost_camera(capture: Capture, socket: Any) -> None:
    def burst() -> Never:
        raise MemoryError

    capture.start()
    assert in_state(capture, CameraState.LIVE)
    socket.prepare = lambda camera: setattr(camera, "behave", burst)
    socket.opened[0].behave = burst
    assert in_state(capture, CameraState.LOST)


def test_an_ended_film_stays_ended_with_its_last_frame(capture: Capture, socket: Any) -> None:
    def prepare(camera: Any) -> None:
        def film() -> Picture:
            if camera.number > 20:
                raise WorldFault(Fault.CAMERA_ENDED, "The video has ended.")
            return camera.noise()

        camera.behave = film

    socket.prepare = prepare
    capture.start()
    assert in_state(capture, CameraState.ENDED)
    assert capture.latest().number == 20
    time.sleep(0.3)
    assert len(socket.opened) == 1


def test_a_resting_capture_decodes_a_quarter_and_stays_live(capture: Capture, socket: Any) -> None:
    capture.start()
    assert in_state(capture, CameraState.LIVE)
    capture.look_at(4)
    time.sleep(0.05)
    camera = socket.opened[0]
    decoded, skipped = camera.number, camera.skipped
    time.sleep(0.4)
    # Of thirty-two eight to look at and one for people.
    ratio = (camera.skipped - skipped) / max(1, camera.number - decoded)
    assert 2.1 < ratio < 3.1
    assert capture.status().state is CameraState.LIVE


@pytest.mark.parametrize("turn", list(Turn))
def test_a_camera_that_hangs_on_its_side_gives_upright_pictures(socket: Any, turn: Turn) -> None:
    image = np.zeros((48, 64), dtype=np.uint8)
    image[:8, :8] = 255
    socket.prepare = lambda camera: setattr(camera, "behave", image.copy)
    capture = Capture(socket.open, CameraOptions(turn=turn))
    capture.start()
    frame = capture.wait_newer(0, 5)
    capture.stop()
    assert np.array_equal(frame.image, turned(image, turn))
    assert np.array_equal(turned(image, turn), np.rot90(image, -turn.value // 90))


def test_another_camera_or_set_up_is_opened_at_once_and_the_first_one_given_back(capture: Capture, socket: Any) -> None:
    capture.start()
    assert eventually(lambda: capture.status().state is CameraState.LIVE)
    first = socket.opened[0]
    small = socket.opened[0].read().shape
    capture.reopen(socket.open, CameraOptions(turn=Turn.QUARTER))
    assert eventually(lambda: len(socket.opened) == 2)
    assert first.closed, "before the second one was opened"
    assert eventually(lambda: (f := capture.latest()) is not None and f.image.shape == small[::-1])
    assert eventually(lambda: capture.status().state is CameraState.LIVE)


def test_after_a_film_has_ended_a_camera_can_be_opened(capture: Capture, socket: Any) -> None:
    socket.fault = WorldFault(Fault.CAMERA_ENDED, "The video has ended.")
    capture.start()
    assert eventually(lambda: capture.status().state is CameraState.ENDED)
    socket.fault = None
    capture.reopen(socket.open)
    assert eventually(lambda: capture.status().state is CameraState.LIVE)


def test_every_state_but_two_is_a_fault_with_words() -> None:
    assert {state for state, fault in FAULTS.items() if fault is None} == {CameraState.OPENING, CameraState.LIVE}
    assert set(FAULTS) == set(CameraState)
