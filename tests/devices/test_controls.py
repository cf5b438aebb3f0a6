"""What a camera's driver lets one set is asked of the driver, and set at the driver."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gate_terminal.devices.controls import REQUESTS, Control, ControlKind, Controls, PictureSize
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

EXPOSURE_AUTO, EXPOSURE, FOCUS, FOCUS_AUTO, ZOOM = 0x9A0901, 0x9A0902, 0x9A090A, 0x9A090C, 0x9A090D


@pytest.fixture
def controls(driver: Any, tmp_path: Path) -> Controls:
    (tmp_path / "video0").touch()
    return Controls(str(tmp_path / "video0"), driver.ioctl)


def test_requests_have_the_numbers_of_the_kernel() -> None:
    codes = [request.code for request in REQUESTS]
    assert codes == [0xC0405602, 0xC008561B, 0xC008561C, 0xC0445624, 0xC02C564A, 0xC034564B]


def test_the_controls_that_the_driver_has_come_with_their_ranges(controls: Controls) -> None:
    assert controls.all() == [
        Control(ControlKind.FOCUS, 0, 250, 5, 0, 0, automatic=True),
        Control(ControlKind.EXPOSURE, 3, 2047, 1, 250, 250, automatic=True),
    ]


def test_setting_by_hand_ends_the_cameras_own_choice_first(controls: Controls, driver: Any) -> None:
    assert controls.set(ControlKind.FOCUS, 33) == 35, "the nearest step"
    assert driver.values[FOCUS_AUTO] == 0
    assert driver.values[FOCUS] == 35
    assert controls.set(ControlKind.EXPOSURE, 99999) == 2047
    assert driver.values[EXPOSURE_AUTO] == 1
    assert [control.automatic for control in controls.all()] == [False, False]


def test_a_control_is_given_back_to_the_camera(controls: Controls, driver: Any) -> None:
    controls.set(ControlKind.FOCUS, 100)
    controls.set(ControlKind.EXPOSURE, 100)
    assert controls.set(ControlKind.FOCUS, None) is None
    assert controls.set(ControlKind.EXPOSURE, None) is None
    assert (driver.values[FOCUS_AUTO], driver.values[EXPOSURE_AUTO]) == (1, 3)


def test_what_no_camera_sets_by_itself_goes_back_to_its_usual_value(controls: Controls, driver: Any) -> None:
    driver.ranges[ZOOM], driver.values[ZOOM] = (100, 400, 1, 100), 180
    assert controls.all()[-1] == Control(ControlKind.ZOOM, 100, 400, 1, 100, 180, automatic=None)
    assert controls.set(ControlKind.ZOOM, None) == 100
    assert driver.values[ZOOM] == 100


def test_a_driver_that_refuses_a_value_is_told(controls: Controls, driver: Any) -> None:
    del driver.values[FOCUS]
    with pytest.raises(WorldFault, match="focus"):
        controls.set(ControlKind.FOCUS, 10)


def test_a_control_that_is_not_there_is_told(controls: Controls) -> None:
    with pytest.raises(WrongUse, match="no zoom"):
        controls.set(ControlKind.ZOOM, 2)


@pytest.mark.parametrize("flags", [0x1, 0x4])
def test_a_control_that_cannot_be_set_is_none(controls: Controls, driver: Any, flags: int) -> None:
    driver.flags = flags
    assert controls.all() == []


def test_sizes_are_those_of_compressed_pictures_with_their_rates(controls: Controls, driver: Any) -> None:
    assert controls.sizes() == [PictureSize(640, 480, 30), PictureSize(1280, 720, 60), PictureSize(1920, 1080, 30)]
    driver.formats = [b"YUYV"]
    assert controls.sizes() == []


def test_a_device_that_is_not_there_or_goes_away_is_told(controls: Controls, driver: Any, tmp_path: Path) -> None:
    with pytest.raises(WorldFault) as told:
        Controls(str(tmp_path / "video7")).all()
    assert told.value.fault is Fault.CAMERA_MISSING
    driver.gone = True
    with pytest.raises(WorldFault) as told:
        controls.all()
    assert told.value.fault is Fault.CAMERA_LOST


def test_a_file_that_is_no_camera_has_nothing_to_set(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    controls = Controls(str(tmp_path / "file"))
    assert controls.all() == []
    assert controls.sizes() == []
