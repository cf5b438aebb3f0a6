"""The blur of a movement is found by its direction and taken out, so that a card need not be held still."""

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
from gate_terminal.devices.simulator import usual_pictures
from gate_terminal.devices.unmoving import direction_of_blur, unmoved, unmoved_by


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


@pytest.mark.parametrize("degrees", [0, 30, 77, 120, 165])
def test_a_movement_is_found_and_taken_back(card: Picture, degrees: int, pass_text: str) -> None:
    direction = math.radians(degrees)
    blurred = moved(card, 7, direction)
    found = direction_of_blur(blurred)
    assert found is not None
    assert abs(math.sin(found - direction)) < math.sin(math.radians(8))
    assert not ZxingReader().read(blurred).sightings, "a movement of more than two modules"
    clear = cv2.resize(unmoved_by(7)(blurred), None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    assert [s.payload for s in ZxingReader().read(clear).sightings] == [pass_text.encode()]


def test_a_picture_that_is_blurred_alike_in_all_directions_is_left_as_it_is(card: Picture) -> None:
    assert direction_of_blur(card) is None
    assert unmoved_by(7)(card) is card
    assert direction_of_blur(np.full((40, 50), 90, dtype=np.uint8)) is None


@pytest.mark.parametrize("shape", [(9, 9), (31, 200), (241, 157)])
def test_any_shape_keeps_its_shape_and_its_brightness(shape: tuple[int, int]) -> None:
    picture = np.random.default_rng(1).integers(60, 180, shape, dtype=np.uint8)
    changed = unmoved(picture, 5, 0.4)
    assert changed.shape == shape
    assert abs(float(changed.mean()) - float(picture.mean())) < 4


def test_a_pass_within_the_usual_limits_is_read_in_nearly_every_picture() -> None:
    pictures = list(usual_pictures(60, seed=17))
    cascade, single = Cascade(budget=10), ZxingReader()
    read = alone = 0
    for picture in pictures:
        assert picture.expected is not None
        text = picture.expected.encode()
        read += text in {sighting.payload for sighting in cascade.read(picture.image).sightings}
        alone += text in {sighting.payload for sighting in single.read(picture.image).sightings}
    assert read >= 58
    assert read > alone
