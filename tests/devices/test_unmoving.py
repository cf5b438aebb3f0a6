"""The blur of a movement is found by the furrows it leaves and taken out, so that a card need not be held still."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from gate_terminal.devices.decoding import Cascade
from gate_terminal.devices.drawing import draw_qr
from gate_terminal.devices.frames import Picture
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.readers import ZxingReader
from gate_terminal.devices.recipe import Recipe
from gate_terminal.devices.simulator import usual_pictures
from gate_terminal.devices.unmoving import direction_of_blur, movement_in, steadied, unmoved


def moved(image: Picture, length: int, direction: float) -> Picture:
    """The picture as a shutter sees it that is open for `length` pixels of movement."""
    steps = np.linspace(-length / 2, length / 2, 4 * length)
    sums = sum(
        cv2.warpAffine(
            image,
            np.array([[1, 0, s * math.cos(direction)], [0, 1, s * math.sin(direction)]]),
            image.shape[::-1],
            borderMode=cv2.BORDER_REPLICATE,
        ).astype(np.float32)
        for s in steps
    )
    noise = np.random.default_rng(3).normal(0, 2, image.shape)
    return np.clip(sums / len(steps) + noise, 0, 255).astype(np.uint8)


@pytest.fixture
def card(pass_text: str, frame_it: Callable[..., Picture]) -> Picture:
    """A pass of three pixels a module on a grey ground."""
    return frame_it(draw_qr(pass_text, module=3), 240, 240)


@pytest.mark.parametrize("length", [5, 7, 9])
@pytest.mark.parametrize("degrees", [0, 30, 77, 120, 165])
def test_a_movement_is_found_and_taken_back(card: Picture, length: int, degrees: int, pass_text: str) -> None:
    direction = math.radians(degrees)
    blurred = moved(card, length, direction)
    movement = movement_in(blurred)
    assert movement is not None
    assert abs(movement.length - length) < 1
    assert abs(math.sin(movement.direction - direction)) < math.sin(math.radians(8))
    if length >= 7:
        assert not ZxingReader().read(blurred).sightings, "a movement of more than two modules"
    clear = cv2.resize(steadied(blurred), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    assert [s.payload for s in ZxingReader().read(clear).sightings] == [pass_text.encode()]


@pytest.mark.parametrize("degrees", [0, 30, 77, 120, 165])
def test_the_direction_of_a_movement_is_that_of_the_weakest_edges(card: Picture, degrees: int) -> None:
    found = direction_of_blur(moved(card, 7, math.radians(degrees)))
    assert found is not None
    assert abs(math.sin(found - math.radians(degrees))) < math.sin(math.radians(8))


def test_a_picture_that_is_blurred_alike_in_all_directions_has_no_direction(card: Picture) -> None:
    assert direction_of_blur(card) is None
    assert direction_of_blur(np.full((40, 50), 90, dtype=np.uint8)) is None


@pytest.mark.parametrize("shape", [(30, 300), (300, 32), (8, 8)])
def test_a_picture_too_small_to_show_a_movement_stays_as_it_is(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(1).integers(0, 255, shape, dtype=np.uint8)
    assert movement_in(picture) is None
    assert steadied(picture) is picture


@pytest.mark.parametrize("shade", [0, 90, 255])
def test_a_picture_of_nothing_is_survived(shade: int) -> None:
    empty = np.full((120, 160), shade, dtype=np.uint8)
    assert steadied(empty).shape == empty.shape


@pytest.mark.parametrize(("length", "direction"), [(5.0, 0.4), (7.6, 2.0), (3.0, 0.0), (12.0, math.pi / 2)])
@pytest.mark.parametrize("shape", [(100, 140), (141, 99)])
def test_what_is_undone_is_what_the_shutter_did(shape: tuple[int, int], length: float, direction: float) -> None:
    """Against the same filter written out over all frequencies."""
    picture = np.asarray(
        cv2.GaussianBlur(np.random.default_rng(2).integers(0, 255, shape, dtype=np.uint8), (0, 0), 2), dtype=np.uint8
    )
    rows, columns = (2 * cv2.getOptimalDFTSize((size + 1) // 2 + 8) for size in shape)
    wide = np.pad(picture.astype(float), [(8, rows - shape[0] - 8), (8, columns - shape[1] - 8)], mode="edge")
    down, across = np.fft.fftfreq(rows)[:, None], np.fft.fftfreq(columns)[None, :]
    blur = np.sinc(length * (across * math.cos(direction) + down * math.sin(direction)))
    whole = np.fft.ifft2(np.fft.fft2(wide) * blur / (blur**2 + 0.01)).real * 1.01
    expected = np.clip(whole[8 : 8 + shape[0], 8 : 8 + shape[1]], 0, 255)
    assert np.abs(unmoved(picture, length, direction) - expected).max() <= 2.5


@pytest.mark.parametrize("shape", [(9, 9), (31, 200), (241, 157)])
def test_any_shape_keeps_its_shape_and_its_brightness(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(1).integers(60, 180, shape, dtype=np.uint8)
    changed = unmoved(picture, 5, 0.4)
    assert changed.shape == shape
    assert abs(float(changed.mean()) - float(picture.mean())) < 4


def test_a_pass_within_the_usual_limits_is_read_in_nearly_every_picture() -> None:
    pictures = list(usual_pictures(60, seed=17))
    cascade, single = Cascade(Recipe(10)), ZxingReader()
    read = alone = 0
    for picture in pictures:
        assert picture.expected is not None
        text = picture.expected.encode()
        read += text in {sighting.payload for sighting in cascade.read(picture.image).sightings}
        alone += text in {sighting.payload for sighting in single.read(picture.image).sightings}
    assert read >= 59
    assert read > alone
