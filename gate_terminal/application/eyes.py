"""The terminal's eyes: the camera at work, what is seen in it, and another set-up while it runs."""

from __future__ import annotations

from collections.abc import Callable

from gate_terminal.application.lookout import camera_health
from gate_terminal.application.picture import Picture
from gate_terminal.application.screen.events import Event
from gate_terminal.application.screen.signs import Hint, OrganHealth
from gate_terminal.application.settings import DeviceSettings
from gate_terminal.application.threads import Inbox, LookoutThread
from gate_terminal.devices.cameras import Camera, CameraOptions, Turn, open_camera
from gate_terminal.devices.capture import Capture
from gate_terminal.devices.simulated import Shown


class Eyes:
    """A camera with a lookout behind it, from :meth:`start` to :meth:`stop`."""

    def __init__(
        self,
        source: str,
        devices: DeviceSettings,
        *,
        shown: Shown | None = None,
        opener: Callable[[], Camera] | None = None,
    ) -> None:
        """Compose, but open nothing; `source` is the camera's, `shown` what a simulated one sees.

        `opener` opens another camera in its place, for measuring.
        """
        self._opener = opener
        self._source = source
        self._devices = devices
        self._shown = shown
        self._capture = Capture(*self._as_set_up())
        self._lookout: LookoutThread | None = None

    @property
    def source(self) -> str:
        """Which camera this is."""
        return self._source

    @property
    def hint(self) -> Hint | None:
        """What the person before the camera could do better."""
        return self._lookout.hint if self._lookout is not None else None

    @property
    def health(self) -> OrganHealth:
        """How the camera is."""
        return camera_health(self._capture.status()).health

    def start(self, inbox: Inbox, post: Callable[[Event], None]) -> None:
        """Open the camera and look; passes go into the `inbox`, all else is posted."""
        self._capture.start()
        self._lookout = LookoutThread(self._capture, inbox, post)
        self._lookout.mirrored = self._devices.mirrored
        self._lookout.start()

    def follow(self, *, accepting: bool, dealt_with: tuple[bytes, ...], given_up: int) -> None:
        """Take note of whether the gate is free for a next pass, and what was chosen among several in view.

        `given_up` counts the visits that were left without an answer.
        """
        if self._lookout is not None:
            self._lookout.accepting = accepting
            self._lookout.dealt_with = dealt_with
            self._lookout.given_up = given_up

    def picture(self) -> Picture | None:
        """Return the newest picture with what was seen in it; None while there is none."""
        return self._lookout.picture() if self._lookout is not None else None

    def set_up(self, source: str, devices: DeviceSettings) -> None:
        """Go on with the camera `source`, set up as `devices` say; it is opened anew only where it must be.

        Focus, exposure and zoom of an open camera are set at its driver, not here.
        """
        before = self._source, camera_size(self._devices)
        self._source, self._devices = source, devices
        if self._lookout is not None:
            self._lookout.mirrored = devices.mirrored
        if (source, camera_size(devices)) != before:
            self._capture.reopen(*self._as_set_up())

    def stop(self) -> None:
        """End the threads and give the camera back."""
        if self._lookout is not None:
            self._lookout.stop()
        self._capture.stop()

    def _as_set_up(self) -> tuple[Callable[[], Camera], CameraOptions]:
        source, shown, options = self._source, self._shown, camera_options(self._devices)
        return self._opener or (lambda: open_camera(source, options, shown=shown)), options


def camera_size(devices: DeviceSettings) -> tuple[int, int, int, int]:
    """Return what of the settings makes a camera deliver other pictures."""
    return devices.width, devices.height, devices.fps, devices.turn


def camera_options(devices: DeviceSettings) -> CameraOptions:
    """Return how the settings want the camera set up."""
    return CameraOptions(
        width=devices.width,
        height=devices.height,
        fps=devices.fps,
        turn=Turn(devices.turn),
        focus=devices.focus,
        exposure=devices.exposure,
        zoom=devices.zoom,
    )
