"""The terminal behind the window: lookout and registrar, and what the screen asks of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gate_terminal.application.backups import HourlyBackups, backup_places
from gate_terminal.application.clocks import Clock, SystemClock
from gate_terminal.application.event_lines import EventLines
from gate_terminal.application.eyes import Eyes
from gate_terminal.application.look import KeptLook
from gate_terminal.application.measuring import Measuring
from gate_terminal.application.outlived import kept_of
from gate_terminal.application.picture import Picture
from gate_terminal.application.place import Place
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.scanning import Scanning
from gate_terminal.application.screen import Screen, opening_screen
from gate_terminal.application.screen.events import Event
from gate_terminal.application.screen.signs import StartStep, Theme
from gate_terminal.application.settings import Settings
from gate_terminal.application.threads import Inbox, Question, RegistrarThread
from gate_terminal.devices.cameras import Camera
from gate_terminal.devices.scanners import port_of
from gate_terminal.devices.simulated import Shown
from gate_terminal.devices.thermometers import open_thermometer

KEYPAD = "keypad"
"""The thermometer is the guard's own: three keys."""
STEPS = (StartStep("ledger"), StartStep("key_list"), StartStep("camera"))


@dataclass(frozen=True, slots=True)
class Sources:
    """Where pictures, temperatures and scanned codes come from, as on the command line, and where answers go.

    `scanner` is empty where there is none, or where it types like a keyboard.
    """

    camera: str
    thermometer: str = KEYPAD
    scanner: str = ""
    events: str | None = None


class Terminal:
    """One gate terminal at work; it implements :class:`~gate_terminal.application.lane.Lane`."""

    def __init__(
        self,
        place: Place,
        settings: Settings,
        sources: Sources,
        *,
        clock: Clock | None = None,
        shown: Shown | None = None,
        opener: Callable[[], Camera] | None = None,
    ) -> None:
        """Compose, but start nothing; `shown` is what a simulated camera sees, by seconds since it was opened.

        `opener` opens another camera in place of that of the sources, for measuring.
        """
        self._settings = settings
        self._clock = clock or SystemClock()
        self.eyes = Eyes(sources.camera, settings.devices, shown=shown, opener=opener)
        self._inbox = Inbox()
        self._carried_out = 0
        events = None if sources.events is None else EventLines(sources.events)
        self._open_registrar = lambda: Registrar(place, settings, self._clock, events)
        self._thermometer = _checked(sources.thermometer)
        self._scanner = sources.scanner
        if self._scanner:
            port_of(self._scanner)
        self._registrar: RegistrarThread | None = None
        self._measuring: Measuring | None = None
        self._scanning: Scanning | None = None
        self._backups: HourlyBackups | None = None
        self._place = place
        self._look = KeptLook(place, settings.screen)

    def opening(self) -> Screen:
        """Return the first screen."""
        settings, look = self._settings, self._look.begins
        screen = Screen(
            site=settings.site.kind,
            site_name=settings.site.name,
            gate=settings.gate.name,
            lane=settings.gate.lane,
            guard=settings.gate.guard,
            language=look.language,
            theme=Theme.NIGHT if look.night else Theme.DAY,
            voice=look.voice,
            practice=settings.site.practice,
            clock=self._clock.monotonic(),
            now=self._clock.now(),
        )
        return opening_screen(screen, STEPS)

    def start(self, post: Callable[[Event], None]) -> None:
        """Start the threads; the camera opens while the ledger does."""
        self.eyes.start(self._inbox, post)
        self._registrar = RegistrarThread(self._open_registrar, self._inbox, post)
        self._registrar.start()
        if self._thermometer != KEYPAD:
            self._measuring = Measuring(self._thermometer, self._clock, post)
            self._measuring.start()
        if self._scanner:
            self._scanning = Scanning(self._scanner, post)
            self._scanning.start()

        self._backups = HourlyBackups(
            self._place.ledger,
            backup_places(self._place, self._settings),
            self._clock,
            post,
            hand_over=self._settings.backup.hand_over_times,
            kept=kept_of(self._settings.retention),
        )
        self._backups.start()

    def follow(self, screen: Screen) -> None:
        """Take note of the newest screen: whether a pass is accepted, and a new question to carry out."""
        self.eyes.follow(accepting=screen.takes_code, dealt_with=screen.dealt_with, given_up=screen.given_up)
        self._look.follow(screen)
        if self._measuring is not None:
            self._measuring.follow(screen)
        if screen.ask is not None and screen.ask_number != self._carried_out:
            self._carried_out = screen.ask_number
            self._inbox.ask(Question(screen.ask, screen.ask_number))

    def picture(self) -> Picture | None:
        """Return the newest camera picture, None while there is none."""
        return self.eyes.picture()

    def close(self) -> None:
        """Stop the threads in order; what was asked is still answered, and the ledger is closed."""
        if self._backups is not None:
            self._backups.stop()
        if self._measuring is not None:
            self._measuring.stop()
        if self._scanning is not None:
            self._scanning.stop()
        self.eyes.stop()
        self._inbox.close()
        if self._registrar is not None:
            self._registrar.join()
        self._look.close()


def _checked(source: str) -> str:
    """Return a thermometer's source that can be meant; ``WrongUse`` here and now instead of in a thread."""
    if not source.startswith("serial:"):
        thermometer = open_thermometer(source)
        if thermometer is not None:
            thermometer.close()
    return source
