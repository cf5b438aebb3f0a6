"""A camera is found by index, path, name, file or address, and says in words why it cannot be."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gate_terminal.devices import cameras
from gate_terminal.devices.cameras import (
    CameraOptions,
    DeviceCamera,
    FoundCamera,
    VideoFile,
    camera_named,
    device_path,
    list_cameras,
    open_camera,
)
from gate_terminal.devices.capture import CameraState, Capture, Patience
from gate_terminal.devices.controls import ControlKind, Controls
from gate_terminal.devices.frames import Picture, View, for_people, grey
from gate_terminal.devices.opencv import cv2
from gate_terminal.devices.readers import ZxingReader
from gate_terminal.devices.simulated import SimulatedCamera, in_turn
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Half a second at 20 frames a second, each frame brighter than the one before, in a file with a Chinese name."""
    path = tmp_path / "录像.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 20, (64, 48))
    for number in range(10):
        writer.write(np.full((48, 64, 3), 20 * number + 10, dtype=np.uint8))
    writer.release()
    return path


def test_a_video_is_played_once_at_its_own_rate(film: Path) -> None:
    camera = open_camera(str(film))
    begin = time.monotonic()
    means = [int(camera.read().mean()) for _ in range(10)]
    assert 0.4 <= time.monotonic() - begin <= 1.5
    assert means == sorted(means)
    with pytest.raises(WorldFault) as ended:
        camera.read()
    assert ended.value.fault is Fault.CAMERA_ENDED
    camera.close()


def test_a_slow_watcher_misses_frames_but_the_film_keeps_its_time(film: Path) -> None:
    camera = VideoFile(film)
    begin = time.monotonic()
    shown = 0

    def watch() -> None:
        nonlocal shown
        while True:
            camera.read()
            shown += 1
            time.sleep(0.12)

    with pytest.raises(WorldFault):
        watch()
    assert shown < 9
    assert time.monotonic() - begin < 1.2


def test_a_captured_film_ends_and_stays_quiet(film: Path) -> None:
    capture = Capture(lambda: open_camera(str(film)))
    capture.start()
    number = 0
    while (frame := capture.wait_newer(number, 2)) is not None:
        number = frame.number
    assert capture.status().state is CameraState.ENDED
    assert number >= 8
    capture.stop()


def test_a_file_that_is_no_video_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_bytes(b"no video at all")
    with pytest.raises(WorldFault, match=r"notes\.mp4 is no video") as told:
        open_camera(str(tmp_path / "notes.mp4"))
    assert told.value.fault is Fault.CAMERA_MISSING


@pytest.mark.parametrize("source", ["/dev/video97", "97", "Webcam That Nobody Has", "gone.mp4"])
def test_a_camera_that_is_not_there_is_missing(source: str) -> None:
    with pytest.raises(WorldFault) as told:
        open_camera(source)
    assert told.value.fault is Fault.CAMERA_MISSING


@pytest.mark.skipif(cameras.sys.platform != "linux", reason="devices are files on Linux")
def test_a_device_that_is_no_camera_counts_as_busy() -> None:
    with pytest.raises(WorldFault) as told:
        open_camera("/dev/null")
    assert told.value.fault is Fault.CAMERA_BUSY


@pytest.fixture
def system(tmp_path: Path) -> Path:
    """The part of Linux that names cameras: two devices, one of them with a second node for metadata."""
    for node, name, index in (
        ("video0", "Laptop Camera", 0),
        ("video1", "Laptop Camera", 1),
        ("video2", "HD Webcam", 0),
    ):
        (tmp_path / "sys" / node).mkdir(parents=True)
        (tmp_path / "sys" / node / "name").write_text(name + "\n")
        (tmp_path / "sys" / node / "index").write_text(f"{index}\n")
    (tmp_path / "sys" / "video9").mkdir()
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "video2").touch()
    (tmp_path / "links").mkdir()
    (tmp_path / "links" / "usb-HD_Webcam-video-index0").symlink_to(tmp_path / "dev" / "video2")
    return tmp_path


def test_cameras_have_names_and_paths_that_survive_replugging(system: Path) -> None:
    assert list_cameras(system / "sys", system / "links") == [
        FoundCamera(0, "Laptop Camera", "/dev/video0"),
        FoundCamera(2, "HD Webcam", str(system / "links" / "usb-HD_Webcam-video-index0")),
    ]
    assert list_cameras(system / "nowhere", system / "nowhere") == []


def test_a_camera_is_opened_by_its_name_or_a_part_of_it(system: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = list_cameras(system / "sys", system / "links")
    opened = []
    monkeypatch.setattr(cameras, "list_cameras", lambda: found)
    monkeypatch.setattr(cameras, "DeviceCamera", lambda device, options: opened.append(device))
    for name in ("HD Webcam", "hd webcam", "Webcam", "laptop"):
        open_camera(name)
    assert opened == [2, 2, 2, 0]
    with pytest.raises(WorldFault, match="'Laptop Camera', 'HD Webcam'"):
        open_camera("Periscope")


def _scene(shade: int = 90) -> Picture:
    """A soft scene with strong colours, 1280×720."""
    coarse = np.random.default_rng(shade).integers(0, 255, (6, 9, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (1280, 720), interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


class _Driver:
    """Stands for a camera's driver and the library on it: it gives as many pictures as it is told.

    Compressed ones arrive as they are once nobody wants them converted: one row of bytes.
    """

    def __init__(self, pictures: int, *, compresses: bool = True, converts_anyway: bool = False) -> None:
        self.pictures = pictures
        self.compresses = compresses
        self.converts_anyway = converts_anyway
        self.settings: dict[int, float] = {}
        self.order: list[int] = []
        self.controls: list[tuple[ControlKind, float]] = []
        self.released = False
        self.spoil: Callable[[Picture], Picture] = lambda packed: packed
        self.image = _scene()

    def __call__(self, *_target: object) -> _Driver:
        return self

    def isOpened(self) -> bool:  # noqa: N802 - the library's name
        return True

    def get(self, control: int) -> float:
        if control == cv2.CAP_PROP_FOURCC and not self.compresses:
            return float(cv2.VideoWriter.fourcc(*"YUYV"))
        return self.settings.get(control, 0)

    def set(self, control: int, value: float) -> bool:
        self.settings[control] = value
        self.order.append(control)
        return True

    def read(self) -> tuple[bool, Picture | None]:
        self.pictures -= 1
        if self.pictures < 0:
            return False, None
        if self.converts_anyway or self.settings.get(cv2.CAP_PROP_CONVERT_RGB, 1):
            return True, self.image.copy()
        packed = np.asarray(cv2.imencode(".jpg", self.image)[1], dtype=np.uint8).reshape(1, -1)
        return True, self.spoil(packed)

    def grab(self) -> bool:
        self.pictures -= 1
        return self.pictures >= 0

    def release(self) -> None:
        self.released = True


def _device(monkeypatch: pytest.MonkeyPatch, driver: _Driver, options: CameraOptions | None = None) -> DeviceCamera:
    monkeypatch.setattr(cameras, "check_device", lambda _path: None)
    monkeypatch.setattr(cv2, "VideoCapture", driver)
    monkeypatch.setattr(Controls, "set", lambda _self, kind, value: driver.controls.append((kind, value)))
    return DeviceCamera(0, options or CameraOptions())


def test_a_device_is_asked_for_compressed_pictures_and_for_no_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = _Driver(1)
    camera = _device(monkeypatch, driver, CameraOptions(focus=30, zoom=2))
    assert driver.settings[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*"MJPG")
    assert (driver.settings[cv2.CAP_PROP_FRAME_WIDTH], driver.settings[cv2.CAP_PROP_FRAME_HEIGHT]) == (1280, 720)
    assert driver.settings[cv2.CAP_PROP_BUFFERSIZE] == 1
    assert driver.controls == [(ControlKind.FOCUS, 30), (ControlKind.ZOOM, 2)], "what nobody set is the driver's affair"
    camera.close()
    assert driver.released


def test_compressed_pictures_are_unpacked_here_and_in_grey_where_nobody_sees_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    driver = _Driver(3)
    camera = _device(monkeypatch, driver)
    assert driver.settings[cv2.CAP_PROP_CONVERT_RGB] == 0
    assert driver.order[-1] == cv2.CAP_PROP_CONVERT_RGB, "another setting afterwards would undo it"
    coloured, shaded, small = camera.read(), camera.read(View.LOOK), camera.read(View.SHOW)
    assert (coloured.shape, shaded.shape) == ((720, 1280, 3), (720, 1280))
    assert np.abs(coloured.astype(int) - driver.image).mean() < 3
    assert np.abs(shaded.astype(int) - grey(coloured)).mean() < 3
    assert small.shape == (360, 640, 3)
    half = cv2.resize(driver.image, (640, 360), interpolation=cv2.INTER_AREA)
    assert np.abs(small.astype(int) - half).mean() < 3


def test_people_see_all_of_what_a_small_camera_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = _Driver(1)
    driver.image = np.ascontiguousarray(driver.image[:480, :640])
    camera = _device(monkeypatch, driver, CameraOptions(width=640, height=480))
    assert camera.read(View.SHOW).shape == (480, 640, 3)


@pytest.mark.parametrize("how", [{"compresses": False}, {"converts_anyway": True}])
def test_a_driver_that_gives_no_compressed_pictures_is_taken_as_it_is(
    how: dict[str, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    driver = _Driver(3, **how)
    camera = _device(monkeypatch, driver)
    assert [camera.read(view).shape for view in View] == [(720, 1280, 3)] * 3
    assert driver.compresses or cv2.CAP_PROP_CONVERT_RGB not in driver.settings


def test_what_cannot_be_unpacked_from_the_first_on_is_left_to_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = _Driver(1000)
    camera = _device(monkeypatch, driver)
    driver.spoil = _garbled
    assert camera.read(View.LOOK).shape == (720, 1280, 3)
    assert driver.settings[cv2.CAP_PROP_CONVERT_RGB] == 1
    assert driver.pictures > 900


def _cut(packed: Picture) -> Picture:
    return packed[:, : packed.shape[1] // 2]


def _garbled(packed: Picture) -> Picture:
    return np.random.default_rng(1).integers(0, 255, packed.shape, dtype=np.uint8)


def _nothing(packed: Picture) -> Picture:
    return packed[:, :0]


@pytest.mark.parametrize("spoil", [_garbled, _nothing])
def test_a_torn_picture_is_passed_over(spoil: Callable[[Picture], Picture], monkeypatch: pytest.MonkeyPatch) -> None:
    driver = _Driver(4)
    camera = _device(monkeypatch, driver)
    left = [spoil, spoil]
    driver.spoil = lambda packed: left.pop()(packed) if left else packed
    assert camera.read(View.LOOK).shape == (720, 1280)
    assert camera.read().shape == (720, 1280, 3)
    assert driver.pictures == 0


def test_a_picture_of_which_the_end_is_missing_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = _Driver(4)
    camera = _device(monkeypatch, driver)
    left = [_cut]
    driver.spoil = lambda packed: left.pop()(packed) if left else packed
    assert camera.read().shape == (720, 1280, 3)
    assert camera.read().shape == (720, 1280, 3)


def test_a_camera_of_which_every_picture_is_torn_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    driver = _Driver(1000)
    camera = _device(monkeypatch, driver)
    camera.read()
    driver.spoil = _garbled
    with pytest.raises(WorldFault, match="torn") as told:
        camera.read()
    assert told.value.fault is Fault.CAMERA_LOST


def test_a_control_that_cannot_be_set_costs_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    camera = _device(monkeypatch, _Driver(1))

    def refuse(_self: Controls, _kind: ControlKind, _value: float) -> None:
        raise WrongUse("This camera has no zoom.")

    monkeypatch.setattr(Controls, "set", refuse)
    cameras.set_controls("/dev/video0", CameraOptions(zoom=3))
    assert camera.read().shape == (720, 1280, 3)


def test_a_device_has_its_path_and_what_is_no_device_has_none(
    system: Path, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = list_cameras(system / "sys", system / "links")
    monkeypatch.setattr(cameras, "list_cameras", lambda: found)
    assert device_path("3") == "/dev/video3"
    assert device_path("webcam") == "/dev/video2"
    assert device_path("/dev/v4l/by-id/usb-x") == "/dev/v4l/by-id/usb-x"
    assert [device_path(source) for source in ("simulated", "rtsp://gate/1", str(film))] == [None, None, None]
    assert [camera_named(name).path for name in ("0", "/dev/video2", "HD")] == [found[0].path, *[found[1].path] * 2]


@pytest.mark.parametrize("pictures", [0, 2])
def test_a_device_without_a_first_picture_is_busy_and_later_it_is_lost(
    monkeypatch: pytest.MonkeyPatch, pictures: int
) -> None:
    camera = _device(monkeypatch, _Driver(pictures))
    for _ in range(pictures):
        assert camera.read().shape == (720, 1280, 3)
    for take in (camera.read, camera.skip):
        with pytest.raises(WorldFault) as told:
            take()
        assert told.value.fault is (Fault.CAMERA_LOST if pictures else Fault.CAMERA_BUSY)


class _Stream(BaseHTTPRequestHandler):
    """A network camera: JPEG pictures one after the other, as multipart/x-mixed-replace."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        self.end_headers()
        for number in range(400):
            image = np.full((48, 64, 3), (number * 10) % 200, dtype=np.uint8)
            packed = cv2.imencode(".jpg", image)[1].tobytes()
            head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
            try:
                self.wfile.write(head + packed + b"\r\n")
            except OSError:
                return
            time.sleep(0.01)

    def log_message(self, *_args: Any) -> None:
        pass


def test_a_network_camera_is_read_from_its_address() -> None:
    server = HTTPServer(("127.0.0.1", 0), _Stream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        camera = open_camera(f"http://127.0.0.1:{server.server_port}/stream.mjpg")
        assert camera.read().shape == (48, 64, 3)
        camera.skip()
        assert camera.read().shape == (48, 64, 3)
        camera.close()
    finally:
        server.shutdown()
        server.server_close()


class _ShortStream(_Stream):
    """A network camera that hangs up after a second, every time."""

    opened = 0

    def do_GET(self) -> None:
        type(self).opened += 1
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=next")
        self.end_headers()
        for number in range(100):
            image = np.full((48, 64, 3), 40 + number, dtype=np.uint8)
            packed = cv2.imencode(".jpg", image)[1].tobytes()
            head = f"--next\r\nContent-Type: image/jpeg\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
            try:
                self.wfile.write(head + packed + b"\r\n")
            except OSError:
                return
            time.sleep(0.01)


def test_a_network_camera_that_hangs_up_is_lost_and_found_again() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _ShortStream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/stream.mjpg"
    capture = Capture(lambda: open_camera(address), patience=Patience(first_retry=0.05))
    capture.start()
    seen, end = set(), time.monotonic() + 30
    try:
        while time.monotonic() < end and not (CameraState.LOST in seen and _ShortStream.opened > 2):
            seen.add(capture.status().state)
            time.sleep(0.005)
        assert {CameraState.LIVE, CameraState.LOST} <= seen
        frame = capture.wait_newer(0, 10)
        assert frame is not None
        assert frame.image.shape == (48, 64, 3)
    finally:
        capture.stop()
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/none.mjpg", "rtsp://127.0.0.1:9/none", "no-such://x"])
def test_a_network_camera_that_does_not_answer_is_missing(address: str) -> None:
    with pytest.raises(WorldFault) as told:
        open_camera(address)
    assert told.value.fault is Fault.CAMERA_MISSING


def test_the_simulated_camera_keeps_its_pace_and_shows_its_script(pass_text: str) -> None:
    camera = open_camera("simulated", CameraOptions(width=640, height=360, fps=50), shown=in_turn([pass_text], 1))
    begin = time.monotonic()
    images = [camera.read() for _ in range(15)]
    camera.skip()
    assert 0.3 <= time.monotonic() - begin <= 1.2
    assert images[0].shape == (360, 640, 3)
    assert not np.array_equal(images[0], images[1])
    plain = np.ascontiguousarray(images[-1][:, :, 1])
    assert [s.payload for s in ZxingReader().read(plain).sightings] == [pass_text.encode()]


@pytest.mark.parametrize(
    ("size", "shown"),
    [((720, 1280), (360, 640)), ((1080, 1920), (360, 640)), ((480, 640), (480, 640)), ((1280, 720), (1280, 720))],
)
def test_what_people_see_is_at_least_640_pixels_across_where_the_camera_gives_them(
    size: tuple[int, int], shown: tuple[int, int]
) -> None:
    image = np.random.default_rng(1).integers(0, 255, (*size, 3), dtype=np.uint8)
    assert for_people(image).shape == (*shown, 4)
    assert for_people(np.ascontiguousarray(image[:, :, 0])).shape == shown
    if size == shown:
        assert np.array_equal(for_people(image)[:, :, :3], image)


def test_the_simulated_camera_repeats_itself_for_the_same_seed(pass_text: str) -> None:
    one, other = (SimulatedCamera(in_turn([pass_text, None], 1), fps=0, seed=4) for _ in range(2))
    assert all(np.array_equal(one.read(), other.read()) for _ in range(5))
    empty = SimulatedCamera(in_turn([], 1), fps=0).read()
    assert ZxingReader().read(np.ascontiguousarray(empty[:, :, 1])).sightings == ()
