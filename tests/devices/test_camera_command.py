"""`gate-terminal camera` names the cameras, tries the one that is used, and sets it up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gate_terminal.application.camera_desk import lasting_source
from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings, read_settings, write_settings
from gate_terminal.devices import cameras, controls
from gate_terminal.devices.cameras import FoundCamera, device_path
from gate_terminal.devices.drawing import draw_qr
from gate_terminal.devices.opencv import cv2
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

FOCUS, FOCUS_AUTO = 0x9A090A, 0x9A090C


class Desk:
    """A terminal's directory, a computer with two cameras, and a hand that types commands."""

    def __init__(self, root: Path) -> None:
        self.place = Place(root)
        write_settings(self.place.settings, Settings())

    def run(self, *arguments: str) -> Result:
        return CliRunner().invoke(
            gate_terminal, ["--data", str(self.place.root), "camera", *arguments], standalone_mode=False
        )

    @property
    def devices(self) -> Any:
        return read_settings(self.place.settings).devices


@pytest.fixture
def desk(tmp_path: Path, driver: Any, monkeypatch: pytest.MonkeyPatch) -> Desk:
    (tmp_path / "usb-HD").touch()
    found = [FoundCamera(0, "Laptop Camera", "/dev/video0"), FoundCamera(2, "HD Webcam", str(tmp_path / "usb-HD"))]
    monkeypatch.setattr(cameras, "list_cameras", lambda: found)
    monkeypatch.setattr("gate_terminal.application.camera_desk.list_cameras", lambda: found)
    monkeypatch.setattr("gate_terminal.application.camera_desk._BY_ID", str(tmp_path))
    monkeypatch.setattr("gate_terminal.application.camera_desk.device_path", lambda source: _path(source, tmp_path))
    monkeypatch.setattr(controls.Controls.__init__, "__defaults__", (driver.ioctl,))
    return Desk(tmp_path)


def _path(source: str, directory: Path) -> str | None:
    """Camera 2 stands for a device; a plain file can be opened as one, its driver is the fake one."""
    if source == "simulated" or source.endswith(".png"):
        return None
    return str(directory / "usb-HD") if source != "0" else "/dev/video0"


def test_cameras_are_listed_with_what_they_can_do(desk: Desk) -> None:
    lines = [json.loads(line) for line in desk.run("list", "--json").stdout.splitlines()]
    assert [(line["name"], line["used"]) for line in lines] == [("Laptop Camera", True), ("HD Webcam", False)]
    assert [size["width"] for size in lines[1]["sizes"]] == [640, 1280, 1920]
    assert [control["kind"] for control in lines[1]["controls"]] == ["focus", "exposure"]
    told = desk.run("list").stdout
    assert "* 0  Laptop Camera" in told
    assert "1920×1080 at 30" in told
    assert "focus 0 (by itself) of 0…250" in told


def test_a_camera_is_remembered_by_what_it_keeps(desk: Desk) -> None:
    assert desk.run("set", "webcam").return_value == 0
    assert desk.devices.camera == str(desk.place.root / "usb-HD")
    assert desk.run("set", "laptop").return_value == 0
    assert desk.devices.camera == "Laptop Camera", "it has no lasting path, but a name"
    assert lasting_source(FoundCamera(5, "Other", "/dev/video5")) == "Other"


def test_size_rate_turn_and_mirror_are_remembered(desk: Desk) -> None:
    assert desk.run("set", "--size", "1920x1080", "--fps", "25", "--turn", "180", "--mirrored").return_value == 0
    devices = desk.devices
    assert (devices.width, devices.height, devices.fps, devices.turn, devices.mirrored) == (1920, 1080, 25, 180, True)
    desk.run("set", "--not-mirrored")
    assert not desk.devices.mirrored
    assert desk.devices.turn == 180, "what was not said stays"


def test_focus_is_set_at_once_and_given_back(desk: Desk, driver: Any) -> None:
    assert desk.run("set", "webcam", "--focus", "35").return_value == 0
    assert (driver.values[FOCUS_AUTO], driver.values[FOCUS], desk.devices.focus) == (0, 35, 35.0)
    desk.run("set", "--focus", "auto")
    assert (driver.values[FOCUS_AUTO], desk.devices.focus) == (1, None)


def test_a_control_that_the_camera_has_not_is_wrong_use_and_not_remembered(desk: Desk) -> None:
    result = desk.run("set", "webcam", "--zoom", "3")
    assert isinstance(result.exception, WrongUse)
    assert desk.devices.zoom is None
    assert desk.devices.camera == "0"


def test_a_control_of_a_camera_that_is_not_there_now_is_remembered(desk: Desk, driver: Any) -> None:
    driver.gone = True
    result = desk.run("set", "--focus", "20")
    assert result.return_value == 0
    assert desk.devices.focus == 20
    assert "/dev/video0" in result.stderr


@pytest.mark.parametrize(
    "arguments", [["set"], ["set", "--size", "99"], ["set", "--turn", "45"], ["set", "--focus", "near"]]
)
def test_what_cannot_be_meant_is_wrong_use(desk: Desk, arguments: list[str]) -> None:
    exception = desk.run(*arguments).exception
    assert getattr(exception, "exit_code", None) == 2


@pytest.mark.parametrize(
    "source", ["periscope", "/dev/video99", "9", "/dev/v4l/by-id/usb-not-there", "no/such/film.avi"]
)
def test_a_camera_that_is_not_there_is_refused_and_the_one_before_stays(
    desk: Desk, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate_terminal.application.camera_desk.device_path", device_path)
    result = desk.run("set", source)
    assert isinstance(result.exception, WorldFault)
    assert result.exception.fault is Fault.CAMERA_MISSING
    assert "--anyway" in result.exception.detail
    assert "'Laptop Camera', 'HD Webcam'" in result.exception.detail
    assert desk.devices.camera == "0"
    told = desk.run("set", source, "--anyway")
    assert told.return_value == 0
    assert "There is no camera" in told.stderr
    assert desk.devices.camera == source


@pytest.mark.parametrize("anyway", [[], ["--anyway"]])
@pytest.mark.parametrize("source", ["/dev/null", "{root}", "{root}/notes.txt", "{root}/empty.avi"])
def test_what_can_never_be_a_camera_is_wrong_use(
    desk: Desk, source: str, anyway: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate_terminal.application.camera_desk.device_path", device_path)
    (desk.place.root / "notes.txt").write_text("no film", encoding="utf-8")
    (desk.place.root / "empty.avi").touch()
    result = desk.run("set", source.format(root=desk.place.root), *anyway)
    assert isinstance(result.exception, WrongUse)
    assert desk.devices.camera == "0"


@pytest.mark.parametrize("source", ["simulated", "rtsp://gate.example/1", "http://127.0.0.1:9/stream.mjpg"])
def test_an_address_is_taken_as_it_is(desk: Desk, source: str) -> None:
    assert desk.run("set", source).return_value == 0
    assert desk.devices.camera == source


def test_a_camera_device_without_a_name_is_taken_by_its_path(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gate_terminal.application.camera_desk.device_path", device_path)
    monkeypatch.setattr("gate_terminal.application.camera_desk.is_camera_device", lambda path: path.name == "video7")
    (desk.place.root / "video7").symlink_to("/dev/zero")
    assert desk.run("set", str(desk.place.root / "video7")).return_value == 0
    assert desk.devices.camera == str(desk.place.root / "video7")


def test_a_trial_tells_what_comes_and_keeps_a_picture(desk: Desk, tmp_path: Path) -> None:
    desk.run("set", "simulated")
    result = desk.run("show", "--json", "--picture", str(tmp_path / "trial.png"))
    told = json.loads(result.stdout)
    assert (told["trial"]["width"], told["trial"]["height"], told["trial"]["texts"]) == (1280, 720, [])
    assert told["trial"]["frames_per_second"] > 1
    assert cv2.imread(str(tmp_path / "trial.png")).shape == (720, 1280, 3)
    assert "no code" in desk.run("show").stdout


def test_a_trial_reads_what_is_shown(desk: Desk, tmp_path: Path) -> None:
    film = tmp_path / "film.avi"
    page = cv2.cvtColor(draw_qr("held up", module=8), cv2.COLOR_GRAY2BGR)
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"MJPG"), 20, page.shape[1::-1])
    for _ in range(10):
        writer.write(page)
    writer.release()
    desk.run("set", str(film))
    assert json.loads(desk.run("show", "--json").stdout)["trial"]["texts"] == ["held up"]


def test_a_trial_of_a_camera_that_is_not_there_is_told_after_its_set_up(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate_terminal.application.camera_desk.device_path", device_path)
    desk.run("set", "/dev/video99", "--anyway")
    result = desk.run("show")
    assert isinstance(result.exception, WorldFault)
    assert "/dev/video99, 1280×720 at 30" in result.stdout
