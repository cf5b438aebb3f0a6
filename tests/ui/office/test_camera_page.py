"""The camera's page shows what the gate sees, says what spoils it, and sets the camera up."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from gate_terminal.ui.drawing import LABELS
from gate_terminal.ui.office import camera_page
from gate_terminal.ui.office.camera_page import CameraPage
from gate_terminal.ui.office.opening import OfficeOpener

from gate_terminal.application.camera_desk import (
    Abilities,
    Control,
    ControlKind,
    FoundCamera,
    PictureSize,
    remember,
)
from gate_terminal.application.picture import Picture
from gate_terminal.application.place import Place
from gate_terminal.application.screen.signs import Hint, Lamp, OrganHealth
from gate_terminal.application.settings import DeviceSettings, read_settings
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.words import Language

from .conftest import Hand, settle, until

WEBCAM = FoundCamera(0, "HD Webcam", "/dev/v4l/by-id/usb-HD")
LAPTOP = FoundCamera(2, "Laptop Camera", "/dev/video2")
ABLE = Abilities(
    (
        Control(ControlKind.FOCUS, 0, 250, 5, 0, 35, automatic=False),
        Control(ControlKind.EXPOSURE, 3, 2047, 1, 250, 250, automatic=True),
    ),
    (PictureSize(320, 240, 30), PictureSize(1280, 720, 30), PictureSize(1920, 1080, 30), PictureSize(2560, 1440, 5)),
)


class RunningEyes:
    """The gate's camera in this program."""

    source = WEBCAM.path

    def __init__(self) -> None:
        self.hint: Hint | None = None
        self.health = OrganHealth(Lamp.GOOD)
        self.set_ups: list[tuple[str, DeviceSettings]] = []
        self.shown: Picture | None = Picture(
            1, 64, 36, 64, grey=True, pixels=memoryview(np.full(64 * 36, 200, np.uint8).data)
        )

    def picture(self) -> Picture | None:
        return self.shown

    def set_up(self, source: str, devices: DeviceSettings) -> None:
        self.source = source
        self.set_ups.append((source, devices))


class Driver:
    """What was set at which camera; it can refuse."""

    def __init__(self) -> None:
        self.adjusted: list[tuple[str, ControlKind, float | None]] = []
        self.refuses: WorldFault | None = None

    def adjust(self, source: str, kind: ControlKind, value: float | None) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.adjusted.append((source, kind, value))


@pytest.fixture
def driver(monkeypatch: pytest.MonkeyPatch) -> Driver:
    driver = Driver()
    monkeypatch.setattr(camera_page, "adjust", driver.adjust)
    monkeypatch.setattr(camera_page, "abilities", lambda source: ABLE if source == WEBCAM.path else Abilities())
    monkeypatch.setattr(camera_page, "cameras", lambda: [WEBCAM, LAPTOP])
    monkeypatch.setattr(camera_page, "is_same", lambda source, camera: source in {camera.path, camera.name})
    return driver


@pytest.fixture
def eyes() -> RunningEyes:
    return RunningEyes()


@pytest.fixture
def page(hand: Hand, driver: Driver, eyes: RunningEyes) -> CameraPage:
    hand.window.premises.eyes = eyes  # type: ignore[assignment]
    hand.enter()
    hand.window.open_page(CameraPage)
    page = hand.window.page(CameraPage)
    until(lambda: page.camera.count() == 2)
    return page


def test_the_picture_and_what_spoils_it_are_shown_in_either_language(
    page: CameraPage, eyes: RunningEyes, hand: Hand
) -> None:
    until(lambda: page.state.text().startswith("画面正常"))
    assert page.preview.grab().toImage().pixelColor(page.preview.width() // 2, page.preview.height() // 2).red() == 200
    eyes.hint = Hint.TOO_FAR
    until(lambda: page.state.text() == LABELS[Language.ZH].hints[Hint.TOO_FAR])
    hand.window.turn_language()
    until(lambda: page.state.text() == "A little closer")
    eyes.health = OrganHealth(Lamp.BAD, Fault.CAMERA_FROZEN, "The camera gives the same picture over and over.")
    until(lambda: LABELS[Language.EN].faults[Fault.CAMERA_FROZEN].do in page.state.text())
    eyes.health, eyes.shown, eyes.hint = OrganHealth(Lamp.WARNING), None, None
    until(lambda: page.state.text() == "The camera is being opened…")


def test_only_useful_sizes_are_offered_and_the_chosen_one_is_remembered(
    page: CameraPage, eyes: RunningEyes, place: Place
) -> None:
    assert [page.sizes.itemText(n) for n in range(page.sizes.count())] == [
        "1280×720,每秒 30 帧",
        "1920×1080,每秒 30 帧",
    ]
    page.sizes.setCurrentIndex(1)
    page.sizes.activated.emit(1)
    until(lambda: eyes.set_ups)
    devices = read_settings(place.settings).devices
    assert (devices.width, devices.height, devices.fps) == (1920, 1080, 30)
    assert eyes.set_ups == [(WEBCAM.path, devices)]


def test_turn_and_mirror_hold_at_once(page: CameraPage, eyes: RunningEyes, place: Place) -> None:
    page.turn.setCurrentIndex(2)
    page.turn.activated.emit(2)
    page.mirrored.click()
    until(lambda: len(eyes.set_ups) == 2)
    assert (eyes.set_ups[-1][1].turn, eyes.set_ups[-1][1].mirrored) == (180, True)
    assert read_settings(place.settings).devices == eyes.set_ups[-1][1]


def test_another_camera_is_used_and_remembered_by_what_it_keeps(
    page: CameraPage, eyes: RunningEyes, place: Place, driver: Driver
) -> None:
    remember(place, lambda devices: replace(devices, focus=35.0))
    page.camera.setCurrentIndex(1)
    page.camera.activated.emit(1)
    until(lambda: eyes.set_ups and not page.sliders[ControlKind.FOCUS].isVisible())
    assert eyes.source == LAPTOP.name
    devices = read_settings(place.settings).devices
    assert (devices.camera, devices.focus) == (LAPTOP.name, None)
    assert page.nothing.isVisible(), "it has nothing to set, and that is said"


def test_a_slider_sets_the_driver_and_is_remembered(page: CameraPage, driver: Driver, place: Place) -> None:
    focus, exposure = page.sliders[ControlKind.FOCUS], page.sliders[ControlKind.EXPOSURE]
    assert (focus.slider.value(), focus.slider.maximum(), focus.value.text()) == (35, 250, "35")
    assert not exposure.slider.isEnabled(), "the camera sets it by itself"
    assert not page.sliders[ControlKind.ZOOM].isVisible()
    focus.slider.setValue(60)
    until(lambda: read_settings(place.settings).devices.focus == 60)
    assert driver.adjusted[-1] == (WEBCAM.path, ControlKind.FOCUS, 60.0)
    exposure.automatic.click()
    until(lambda: read_settings(place.settings).devices.exposure == 250)
    focus.automatic.click()
    until(lambda: read_settings(place.settings).devices.focus is None)
    assert driver.adjusted[-1] == (WEBCAM.path, ControlKind.FOCUS, None)


def test_a_driver_that_refuses_is_told_and_nothing_is_remembered(
    page: CameraPage, driver: Driver, place: Place, hand: Hand
) -> None:
    driver.refuses = WorldFault(Fault.CAMERA_LOST, "The camera is gone.")
    page.sliders[ControlKind.FOCUS].slider.setValue(60)
    until(lambda: hand.said)
    assert read_settings(place.settings).devices.focus is None
    until(lambda: page.sliders[ControlKind.FOCUS].slider.value() == 35)


@pytest.fixture
def alone(place: Place, opener: OfficeOpener, driver: Driver) -> Iterator[None]:
    """No gate window in this program: the page has the camera to itself."""
    remember(place, lambda devices: replace(devices, camera="simulated"))
    yield
    for thread in threading.enumerate():
        if thread.name == "camera-return":
            thread.join(5)


def test_without_a_gate_window_the_page_opens_the_camera_and_gives_it_back(alone: None, hand: Hand) -> None:
    hand.enter()
    hand.window.open_page(CameraPage)
    page = hand.window.page(CameraPage)
    until(page.has_picture)
    assert page.camera.itemText(0) == "模拟画面"
    hand.window.lock()
    settle()
    assert page.eyes is None
    until(lambda: not any(thread.name in {"lookout", "camera", "camera-watch"} for thread in threading.enumerate()))


def test_a_camera_that_is_not_there_is_said(alone: None, hand: Hand, place: Place) -> None:
    remember(place, lambda devices: replace(devices, camera="/dev/video99"))
    hand.enter()
    hand.window.open_page(CameraPage)
    page = hand.window.page(CameraPage)
    until(lambda: "摄像头" in page.state.text() and page.state.text() != "正在打开摄像头……")
    assert not page.has_picture()
