"""A hint tells what measurably spoils a code that was seen for half a second and not read."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gate_terminal.application.lookout import Lookout
from gate_terminal.application.scenes import FPS, Scene, pictures_of
from gate_terminal.application.screen.events import HintGiven
from gate_terminal.devices.drawing import draw_qr
from gate_terminal.devices.frames import Frame, Picture
from gate_terminal.devices.hints import Hint, HintWatch, hint_for, scene_too_dark
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.sightings import Looked, Place, Sighting
from gate_terminal.devices.suspected import suspected_place


def noisy(image: Picture, deviation: float = 2.0) -> Picture:
    noise = np.random.default_rng(7).normal(0, deviation, image.shape)
    return np.clip(image.astype(np.float32) + noise, 0, 255).astype(np.uint8)


def held(text: str, side: float) -> tuple[Picture, Place]:
    """A card with a symbol `side` pixels wide in the middle of a plain room, and the symbol's place."""
    symbol = draw_qr(text, module=16)
    full = round(side * symbol.shape[0] / (symbol.shape[0] - 8 * 16))
    card = cv2.resize(symbol, (full, full), interpolation=cv2.INTER_AREA)
    scene = np.full((720, 1280), 110, dtype=np.uint8)
    x, y = (1280 - full) // 2, (720 - full) // 2
    top, bottom = max(0, y), min(720, y + full)
    scene[top:bottom, x : x + full] = card[top - y : bottom - y] * 0.8 + 20
    left, upper = (1280 - side) / 2, (720 - side) / 2
    corners = ((left, upper), (left + side, upper), (left + side, upper + side), (left, upper + side))
    return scene, Place(corners)


def dark(text: str) -> tuple[Picture, Place]:
    scene, place = held(text, 260)
    return (scene * 0.15).astype(np.uint8), place


def glare(text: str) -> tuple[Picture, Place]:
    scene, place = held(text, 280)
    y, x = np.mgrid[:720, :1280]
    spot = 400 * np.exp(-((x - 690) ** 2 + (y - 380) ** 2) / (2 * 60**2))
    return np.clip(scene + spot, 0, 255).astype(np.uint8), place


def far(text: str) -> tuple[Picture, Place]:
    return held(text, 50)


def close(text: str) -> tuple[Picture, Place]:
    scene, place = held(text, 600)
    return cv2.GaussianBlur(scene, (0, 0), 7), place


def cut_off(text: str) -> tuple[Picture, Place]:
    return held(text, 760)


def moved(text: str) -> tuple[Picture, Place]:
    scene, place = held(text, 240)
    return cv2.blur(scene, (17, 1)), place


def large_and_moved(text: str) -> tuple[Picture, Place]:
    scene, place = held(text, 440)
    return cv2.blur(scene, (31, 1)), place


def tilted(text: str) -> tuple[Picture, Place]:
    scene, place = held(text, 300)
    target = np.array([(580, 210), (700, 240), (700, 480), (580, 510)], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(np.array(place.corners, dtype=np.float32), target)
    warped = cv2.warpPerspective(scene, matrix, (1280, 720), borderMode=cv2.BORDER_REPLICATE)
    a, b, c, d = ((float(x), float(y)) for x, y in target)
    return warped, Place((a, b, c, d))


SPOILED = [
    (dark, Hint.TOO_DARK),
    (glare, Hint.GLARE),
    (far, Hint.TOO_FAR),
    (close, Hint.TOO_CLOSE),
    (cut_off, Hint.TOO_CLOSE),
    (moved, Hint.MOVE_SLOWER),
    (large_and_moved, Hint.MOVE_SLOWER),
    (tilted, Hint.HOLD_FLAT),
]


@pytest.mark.parametrize(("spoil", "hint"), SPOILED, ids=[spoil.__name__ for spoil, _ in SPOILED])
def test_each_fault_of_a_picture_has_its_hint(
    spoil: Callable[[str], tuple[Picture, Place]], hint: Hint, pass_text: str
) -> None:
    picture, place = spoil(pass_text)
    assert hint_for(noisy(picture), place) is hint


def test_a_good_picture_has_no_hint(pass_text: str) -> None:
    picture, place = held(pass_text, 240)
    assert hint_for(noisy(picture), place) is None


@pytest.mark.parametrize("side", [120, 180, 260, 350, 420])
def test_no_good_picture_of_any_size_has_a_hint(side: int, pass_text: str) -> None:
    picture, place = held(pass_text, side)
    assert hint_for(noisy(picture), place) is None


@pytest.mark.parametrize("scene", [Scene.PASSES, Scene.NO_CODE, Scene.NOTHING_MOVES])
def test_neither_a_pass_that_is_read_nor_people_without_one_get_a_hint(scene: Scene) -> None:
    lookout, shown = Lookout(), pictures_of(scene)
    for number in range(75):
        for event in lookout.look(Frame(shown[number % len(shown)], number, number / FPS), accepting=True):
            assert not isinstance(event, HintGiven)
    assert lookout.hint is None


@pytest.mark.parametrize("spoil", [glare, moved, far])
def test_a_code_that_no_reader_found_is_suspected_where_it_is(
    spoil: Callable[[str], tuple[Picture, Place]], pass_text: str
) -> None:
    picture, place = spoil(pass_text)
    suspected = suspected_place(noisy(picture))
    assert suspected is not None
    assert np.allclose(suspected.centre, place.centre, atol=30)


@pytest.mark.parametrize("degrees", [0, 20, 45, 70])
def test_a_code_is_suspected_however_it_is_turned(degrees: int, pass_text: str) -> None:
    symbol = draw_qr(pass_text, module=4)
    turn = cv2.getRotationMatrix2D((symbol.shape[1] / 2, symbol.shape[0] / 2), degrees, 1)
    turn[:, 2] += (640 - symbol.shape[1] / 2, 360 - symbol.shape[0] / 2)
    scene = np.full((720, 1280), 128, dtype=np.uint8)
    cv2.warpAffine(symbol, turn, (1280, 720), dst=scene, borderMode=cv2.BORDER_TRANSPARENT)
    suspected = suspected_place(noisy(cv2.blur(scene, (9, 1))))
    assert suspected is not None
    assert np.allclose(suspected.centre, (640, 360), atol=20)


def test_nothing_is_suspected_on_a_plain_wall_or_in_no_picture() -> None:
    wall = cv2.resize(np.random.default_rng(3).integers(80, 150, (6, 9), dtype=np.uint8), (1280, 720))
    assert suspected_place(noisy(wall, 4)) is None
    assert suspected_place(np.zeros((5, 5), dtype=np.uint8)) is None


def test_a_dark_room_is_told_from_a_lit_one() -> None:
    assert scene_too_dark(np.full((720, 1280), 12, dtype=np.uint8))
    assert not scene_too_dark(np.full((720, 1280, 3), 90, dtype=np.uint8))


def hints(
    watch: HintWatch, picture: Picture, looked: Looked, seconds: float, begin: float = 0.0, resting: bool = False
) -> list[tuple[float, Hint | None]]:
    times = [begin + number / 30 for number in range(round(seconds * 30))]
    return [(at, watch.advance(Frame(picture, 1, at), looked, resting=resting)) for at in times]


def test_the_hint_comes_after_half_a_second_and_not_before(pass_text: str) -> None:
    picture, place = moved(pass_text)
    given = hints(HintWatch(), picture, Looked(unread=(place,)), 1.0)
    assert all(hint is None for at, hint in given if at < 0.5)
    assert all(hint is Hint.MOVE_SLOWER for at, hint in given if at > 0.6)


def test_reading_the_code_ends_the_hint_at_once(pass_text: str) -> None:
    picture, place = moved(pass_text)
    watch = HintWatch()
    hints(watch, picture, Looked(unread=(place,)), 1.0)
    assert hints(watch, picture, Looked((Sighting(b"x", place, "zxing"),)), 0.1, 1.0)[0][1] is None
    assert hints(watch, picture, Looked(unread=(place,)), 0.1, 1.1)[0][1] is None, "and the half second begins again"


def test_a_hint_goes_when_the_card_has_gone(pass_text: str) -> None:
    picture, place = moved(pass_text)
    watch = HintWatch()
    hints(watch, picture, Looked(unread=(place,)), 1.0)
    wall = np.full((720, 1280), 100, dtype=np.uint8)
    assert hints(watch, wall, Looked(), 1.5, 1.0)[-1][1] is None


def test_an_unmoving_scene_gets_no_hint_from_a_mere_suspicion(pass_text: str) -> None:
    picture, _ = moved(pass_text)
    assert {hint for _, hint in hints(HintWatch(), picture, Looked(), 1.5, resting=True)} == {None}
    assert hints(HintWatch(), picture, Looked(), 1.5)[-1][1] is Hint.MOVE_SLOWER


def test_darkness_is_told_even_where_nothing_can_be_seen() -> None:
    night = np.full((720, 1280), 9, dtype=np.uint8)
    assert hints(HintWatch(), night, Looked(), 1.5, resting=True)[-1][1] is Hint.TOO_DARK
