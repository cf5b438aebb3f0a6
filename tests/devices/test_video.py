"""In video every frame is looked at quickly, retries are spread over frames, and an unmoving scene costs little."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest

from gate_terminal.devices.drawing import draw_qr
from gate_terminal.devices.effort import Effort
from gate_terminal.devices.frames import Frame, Picture
from gate_terminal.devices.motion import MotionGate
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.recipe import VIDEO
from gate_terminal.devices.retries import Retry
from gate_terminal.devices.sightings import Looked, Place, Sighting
from gate_terminal.devices.simulated import SimulatedCamera, in_turn
from gate_terminal.devices.video import VideoReader


def frames(images: Iterable[Picture]) -> list[Frame]:
    return [Frame(image, number, number / 30) for number, image in enumerate(images)]


def square(x: float, y: float, side: float) -> Place:
    return Place(((x, y), (x + side, y), (x + side, y + side), (x, y + side)))


def noisy(image: np.ndarray, seed: int, deviation: float = 3) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(0, deviation, image.shape)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def free() -> Effort:
    """A store of effort from which nothing is ever taken."""
    return Effort(1, 1, clock=lambda: 0.0)


class Script:
    """A reader that answers from a list, the last answer over and over."""

    name = "script"

    def __init__(self, *answers: Looked) -> None:
        self.answers = list(answers)
        self.shapes: list[tuple[int, int]] = []

    def read(self, grey: Picture) -> Looked:
        self.shapes.append(grey.shape)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.mark.parametrize("side", [120, 190, 300])
def test_a_pass_in_a_hand_is_read_in_nearly_every_frame(side: float, pass_text: str) -> None:
    camera = SimulatedCamera(in_turn([pass_text], 1), fps=0, side=side)
    reader = VideoReader()
    read = [[s.payload for s in reader.read(frame).sightings] for frame in frames(camera.read() for _ in range(100))]
    assert sum(payloads == [pass_text.encode()] for payloads in read) >= 99


def test_one_text_after_the_other_is_read_as_shown(pass_text: str) -> None:
    camera = SimulatedCamera(in_turn(["FIRST", None, "SECOND"], 0.5), fps=0)
    reader = VideoReader()
    seen = [reader.read(frame).sightings for frame in frames(camera.read() for _ in range(44))]
    told = [s[0].payload if s else None for s in seen]
    assert told[:13] == [b"FIRST"] * 13
    assert told[17:28] == [None] * 11
    assert told[31:] == [b"SECOND"] * 13


def test_a_light_code_on_dark_ground_is_read_within_a_few_frames(pass_picture: Picture, pass_text: str) -> None:
    reader = VideoReader()
    shown = [reader.read(frame).sightings for frame in frames(noisy(255 - pass_picture, n) for n in range(8))]
    assert any(s.payload == pass_text.encode() for sightings in shown for s in sightings)


def test_a_second_code_beside_the_first_is_noticed_within_four_frames() -> None:
    one, two = draw_qr("ONE", module=8), draw_qr("TWO", module=8)
    alone = np.full((720, 1280), 128, dtype=np.uint8)
    alone[100 : 100 + one.shape[0], 100 : 100 + one.shape[1]] = one
    both = alone.copy()
    both[400 : 400 + two.shape[0], 800 : 800 + two.shape[1]] = two
    reader = VideoReader()
    shown = [noisy(alone if n < 8 else np.roll(both, n, axis=1), n) for n in range(13)]
    looked = [reader.read(frame) for frame in frames(shown)]
    assert {s.payload for s in looked[12].sightings} == {b"ONE", b"TWO"}


def test_retries_are_spread_one_of_each_kind_over_the_frames() -> None:
    near, far = Script(Looked()), Script(Looked())
    recipe = replace(
        VIDEO,
        first=Script(Looked(unread=(square(300, 300, 100),))),
        crop=(Retry("near", lambda g: g, near),),
        full=(Retry("far", lambda g: g, far),),
        clock=lambda: 0.0,
    )
    reader = VideoReader(recipe, closely=free(), widely=free())
    for frame in frames(np.random.default_rng(n).integers(0, 255, (720, 1280), dtype=np.uint8) for n in range(5)):
        assert len(reader.read(frame).unread) == 1
    assert len(near.shapes) == len(far.shapes) == 5


def test_a_new_code_gets_the_best_retries_in_each_frame_and_later_one_in_turn() -> None:
    looks = [Script(Looked()) for _ in range(6)]
    recipe = replace(
        VIDEO,
        first=Script(Looked(unread=(square(300, 300, 100),))),
        crop=tuple(Retry(f"near {n}", lambda g: g, look) for n, look in enumerate(looks)),
        full=(),
        clock=lambda: 0.0,
    )
    reader = VideoReader(recipe, closely=free())
    images = [np.random.default_rng(n).integers(0, 255, (720, 1280), dtype=np.uint8) for n in range(15)]
    for frame in frames(images):
        reader.read(frame)
    assert [len(look.shapes) for look in looks] == [15, 15, 15, 5, 5, 5]
    for frame in frames(images[:12]):
        reader.read(frame)
    assert [len(look.shapes) for look in looks] == [17, 17, 17, 7, 7, 7]


def test_the_place_of_a_code_is_remembered_for_a_second() -> None:
    near = Script(Looked())
    sighted = Looked((Sighting(b"x", square(300, 300, 100), "script"),))
    reader = VideoReader(
        replace(VIDEO, first=Script(sighted, Looked()), crop=(Retry("near", lambda g: g, near),), full=()),
        closely=free(),
    )
    images = [np.random.default_rng(n).integers(0, 255, (720, 1280), dtype=np.uint8) for n in range(60)]
    for frame in frames(images):
        reader.read(frame)
    assert 25 <= len(near.shapes) <= 31


def test_a_frame_over_budget_gets_no_retry() -> None:
    now = [0.0]

    class Slow(Script):
        def read(self, grey: Picture) -> Looked:
            now[0] += 0.030
            return super().read(grey)

    later = Script(Looked())
    reader = VideoReader(
        replace(VIDEO, first=Slow(Looked()), full=(Retry("later", lambda g: g, later),), clock=lambda: now[0])
    )
    reader.read(Frame(np.zeros((720, 1280), dtype=np.uint8), 1, 0.0))
    assert later.shapes == []


def test_an_unmoving_empty_scene_is_looked_at_once_in_a_while() -> None:
    still = cv2.resize(np.random.default_rng(1).integers(60, 180, (9, 16), dtype=np.uint8), (1280, 720))
    first = Script(Looked())
    reader = VideoReader(replace(VIDEO, first=first, full=(), crop=()))
    for frame in frames(noisy(still, n) for n in range(61)):
        reader.read(frame)
    assert reader.resting
    assert 4 <= len(first.shapes) <= 7


def test_a_card_laid_before_an_unmoving_scene_is_read_in_its_first_frame(pass_picture: Picture, pass_text: str) -> None:
    reader = VideoReader()
    empty = np.full_like(pass_picture, 128)
    for frame in frames(noisy(empty, n) for n in range(40)):
        reader.read(frame)
    assert reader.resting
    looked = reader.read(Frame(noisy(pass_picture, 99), 40, 40 / 30))
    assert [s.payload for s in looked.sightings] == [pass_text.encode()]
    assert not reader.resting


def test_motion_is_a_moving_thing_and_not_noise_or_light() -> None:
    scene = cv2.resize(np.random.default_rng(2).integers(60, 180, (9, 16), dtype=np.uint8), (1280, 720))
    gate = MotionGate()
    assert gate.moved(scene), "the first picture is news"
    assert not any(gate.moved(noisy(scene, n, 6)) for n in range(5)), "noise"
    assert not gate.moved(scene + 8), "a lamp"
    hand = scene.copy()
    hand[300:360, 600:660] += 40
    assert gate.moved(hand), "a small thing"
    assert not gate.moved(hand)


def test_grey_and_coloured_pictures_in_turn_are_no_movement() -> None:
    """Strong colours are another brightness for a camera than for whoever unpacks them."""
    scene = cv2.resize(np.random.default_rng(2).integers(0, 2, (9, 16, 3), dtype=np.uint8) * 255, (1280, 720))
    gate, told = MotionGate(), []
    for number in range(12):
        packed = cv2.imencode(".jpg", noisy(scene, number), [cv2.IMWRITE_JPEG_QUALITY, 60])[1]
        told.append(gate.moved(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE if number % 2 else cv2.IMREAD_COLOR)))
    assert told == [True, True] + [False] * 10, "the first of each kind is news"


def test_slow_movement_is_noticed_in_the_end() -> None:
    scene = np.full((720, 1280), 100, dtype=np.uint8)
    gate = MotionGate()
    gate.moved(scene)
    steps = []
    for _ in range(19):
        scene = scene.copy()
        scene[200:400, 200:400] += 1
        steps.append(gate.moved(scene))
    assert any(steps)


def test_an_odd_frame_does_not_stop_the_reader(pass_picture: Picture, pass_text: str) -> None:
    reader = VideoReader()
    for odd in (
        np.zeros((0, 0), dtype=np.uint8),
        np.zeros((5, 5), dtype=np.float64),
        np.zeros((1, 1, 3), dtype=np.uint8),
    ):
        assert reader.read(Frame(odd, 1, 0.0)) == Looked()
    assert reader.read(Frame(pass_picture, 2, 0.1)).sightings[0].payload == pass_text.encode()


def test_memory_is_flat_over_hundreds_of_frames(pass_text: str) -> None:
    """The short form of the long run: 500 frames, a code in some, none in others."""
    camera = SimulatedCamera(in_turn([pass_text, None], 0.4), fps=0, size=(640, 360), side=150)
    reader = VideoReader()

    def run(count: int) -> None:
        for frame in frames(camera.read() for _ in range(count)):
            reader.read(frame)

    run(120)
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        run(500)
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 200_000, f"{grown} bytes more after 500 frames"
