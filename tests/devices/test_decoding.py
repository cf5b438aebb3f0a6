"""The cascade reads what no single reader reads, within its budget, and nothing where there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Never

import numpy as np
import pytest

from gate_terminal.devices.decoding import Cascade
from gate_terminal.devices.drawing import draw_qr
from gate_terminal.devices.frames import Picture
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.readers import reader_named
from gate_terminal.devices.recipe import STILL, Recipe, Retries
from gate_terminal.devices.retries import CROP, FULL, Retry, neighbourhood
from gate_terminal.devices.sightings import Looked, Place, Sighting
from gate_terminal.devices.simulator import EMPTY, hard_pictures


def square(x: float, y: float, side: float) -> Place:
    return Place(((x, y), (x + side, y), (x + side, y + side), (x, y + side)))


@pytest.fixture(scope="module")
def seen() -> list[Any]:
    """What cascade and zxing alone read in each of 84 hard pictures."""
    cascade, zxing = Cascade(), reader_named("zxing")
    return [
        (picture, *([s.payload.decode() for s in reader.read(picture.image).sightings] for reader in (cascade, zxing)))
        for picture in hard_pictures(84, seed=20)
    ]


def test_the_cascade_reads_all_that_zxing_reads_and_more(seen: list[Any]) -> None:
    by_cascade = {picture.name for picture, texts, _ in seen if picture.expected in texts}
    by_zxing = {picture.name for picture, _, texts in seen if picture.expected in texts}
    assert by_zxing <= by_cascade
    assert len(by_cascade) >= len(by_zxing) + 4


def test_nothing_is_read_where_there_is_no_code(seen: list[Any]) -> None:
    empty = [texts for picture, texts, _ in seen if picture.category == EMPTY]
    assert empty == [[]] * 7


def test_no_wrong_text_is_read_from_hard_pictures(seen: list[Any]) -> None:
    for picture, texts, _ in seen:
        assert all(text == picture.expected or text.startswith("https://example.org/") for text in texts), picture.name


def test_the_same_seed_makes_the_same_pictures() -> None:
    for one, other in zip(hard_pictures(12, seed=5), hard_pictures(12, seed=5), strict=True):
        assert one.name == other.name
        assert np.array_equal(one.image, other.image)


@pytest.mark.parametrize("retry", [*FULL, *CROP], ids=lambda retry: retry.name)
def test_every_retry_reads_a_good_code_and_tells_its_place_in_the_original(
    retry: Retry, frame_it: Callable[..., Picture]
) -> None:
    symbol = draw_qr("the same place", module=6)
    height = int(min(400, retry.most))
    picture = frame_it(symbol, height, 640)
    if "steadied" in retry.name:
        # What takes a movement out wants one.
        picture = cv2.blur(picture, (7, 1))
    (sighting,) = retry.look(picture).sightings
    assert sighting.payload == b"the same place"
    side = symbol.shape[0] - 2 * 4 * 6
    assert np.allclose(sighting.place.centre, (320, height / 2), atol=12)
    assert abs(sighting.place.side - side) < 24


class Recorder:
    """A reader that sees what it is told to, and remembers which pictures it was shown."""

    name = "recorder"

    def __init__(self, *answers: Looked) -> None:
        self.answers = list(answers)
        self.shown: list[np.ndarray] = []

    def read(self, grey: Picture) -> Looked:
        self.shown.append(grey)
        return self.answers.pop(0) if self.answers else Looked()


def test_no_retry_is_made_once_the_code_is_read(pass_picture: Picture, pass_text: str) -> None:
    later = Recorder()
    seen = Cascade(replace(STILL, full=(Retry("later", lambda g: g, later),))).read(pass_picture)
    assert [s.payload for s in seen.sightings] == [pass_text.encode()]
    assert later.shown == []


def test_a_place_that_was_seen_but_not_read_is_looked_at_closely_first() -> None:
    unread = square(300, 200, 100)
    near, far = Recorder(), Recorder()
    picture = np.zeros((720, 1280), dtype=np.uint8)
    recipe = replace(
        STILL,
        first=Recorder(Looked(unread=(unread,))),
        crop=(Retry("near", lambda g: g, near),),
        full=(Retry("far", lambda g: g, far),),
    )
    Cascade(recipe).read(picture)
    assert near.shown[0].shape == neighbourhood(picture, unread)[0].shape
    assert near.shown[0].shape[0] < 200
    assert far.shown[0].shape == picture.shape


def test_a_code_read_in_the_close_look_is_told_where_it_is_in_the_whole_picture() -> None:
    unread = square(300, 200, 100)
    inner = Sighting(b"read", square(30, 30, 100), "recorder")
    near = Retry("near", lambda g: g, Recorder(Looked((inner,))))
    recipe = replace(STILL, first=Recorder(Looked(unread=(unread,))), crop=(near,), full=())
    seen = Cascade(recipe).read(np.zeros((720, 1280), dtype=np.uint8))
    assert seen.unread == ()
    assert seen.sightings[0].place == unread


def test_the_budget_holds_back_retries_that_would_pass_it() -> None:
    now = [0.0]

    def slow(grey: Picture) -> Picture:
        now[0] += 0.02
        return grey

    late = Recorder()
    steps = tuple(Retry(f"slow {n}", slow, late, cost=20) for n in range(10))
    recipe = Recipe(0.05, first=Recorder(), full=steps, clock=lambda: now[0])
    Cascade(recipe).read(np.zeros((1000, 1000), dtype=np.uint8))
    assert len(late.shown) == 2


def test_costs_are_learned_from_what_retries_took() -> None:
    now = [0.0]

    def slow(grey: Picture) -> Picture:
        now[0] += 0.010
        return grey

    picture, retry = np.zeros((1000, 1000), dtype=np.uint8), Retry("r", slow, Recorder(), cost=4)
    retries = Retries(lambda: now[0])
    assert retries.expected(retry, picture) == pytest.approx(0.004)
    for _ in range(40):
        retries.tried(retry, picture, now[0], 1.0)
    assert retries.expected(retry, picture) == pytest.approx(0.010, rel=0.01)


def test_several_codes_are_all_read_wanted_ones_first(frame_it: Callable[..., Picture]) -> None:
    row = np.hstack([draw_qr(text, module=7, quiet=6) for text in ("HTTP://A.EXAMPLE", "GP1WANTED", "GP1OTHER")])
    seen = Cascade(replace(STILL, wanted=lambda payload: payload.startswith(b"GP1"))).read(frame_it(row))
    payloads = [s.payload for s in seen.sightings]
    assert sorted(payloads[:2]) == [b"GP1OTHER", b"GP1WANTED"]
    assert payloads[2:] == [b"HTTP://A.EXAMPLE"]


def test_of_two_readings_of_one_place_the_earlier_is_kept() -> None:
    first = Looked((Sighting(b"one", square(100, 100, 80), "zxing"),))
    later = Looked((Sighting(b"two", square(104, 98, 78), "zbar"),), (square(101, 101, 80),))
    assert first.joined(later) == first


def test_a_code_inside_a_code_is_another_code() -> None:
    outer = Looked((Sighting(b"outer", square(100, 100, 300), "zxing"),))
    inner = Looked((Sighting(b"inner", square(210, 210, 80), "zxing"),))
    assert [s.payload for s in outer.joined(inner).sightings] == [b"outer", b"inner"]


def test_a_wanted_test_that_raises_does_not_get_out(pass_picture: Picture) -> None:
    def burst(_payload: bytes) -> Never:
        raise ValueError("not my day")

    assert Cascade(replace(STILL, wanted=burst)).read(pass_picture) == Looked()


def test_a_very_large_picture_is_read_too(pass_text: str) -> None:
    page = np.full((3000, 4000), 200, dtype=np.uint8)
    symbol = draw_qr(pass_text, module=20)
    page[500 : 500 + symbol.shape[0], 900 : 900 + symbol.shape[1]] = symbol
    assert [s.payload for s in Cascade().read(cv2.GaussianBlur(page, (0, 0), 3)).sightings] == [pass_text.encode()]
