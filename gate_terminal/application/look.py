"""How the guard last had the screen: language, day or night, voice. Kept over a restart, beside the settings."""

from __future__ import annotations

import logging
import threading
import tomllib
from dataclasses import asdict, dataclass, replace
from typing import Any

import tomli_w

from gate_terminal.application.place import Place
from gate_terminal.application.screen import Screen
from gate_terminal.application.screen.signs import Theme
from gate_terminal.application.settings import ScreenSettings
from gate_terminal.domain.words import Language

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Look:
    """What a guard may turn at the gate, for the eyes and ears alone."""

    language: Language
    night: bool
    voice: bool

    @classmethod
    def of_screen(cls, screen: Screen) -> Look:
        """Return how the screen is now."""
        return cls(screen.language, screen.theme is Theme.NIGHT, screen.voice)

    @classmethod
    def of_settings(cls, settings: ScreenSettings) -> Look:
        """Return how the settings want it."""
        return cls(settings.language, settings.night, settings.voice)

    def put_into(self, settings: ScreenSettings) -> ScreenSettings:
        """Return the settings with this look in the place of theirs."""
        return replace(settings, language=self.language, night=self.night, voice=self.voice)


def as_last_left(place: Place, settings: ScreenSettings) -> ScreenSettings:
    """Return how the screen begins: as the guard last had it, as the settings say where nothing readable was kept.

    Where the settings were changed since, that was the later word. Never raises: it is only the look.
    """
    try:
        tables = tomllib.loads(place.look.read_text(encoding="utf-8"))
        chosen, instead_of = _look_in(tables["chosen"]), _look_in(tables["instead_of"])
    except FileNotFoundError:
        return settings
    except (OSError, ValueError, LookupError, TypeError) as trouble:
        _log.warning("how the screen was left cannot be read: %s", type(trouble).__name__)
        return settings
    return chosen.put_into(settings) if instead_of == Look.of_settings(settings) else settings


def _look_in(table: Any) -> Look:
    language, night, voice = Language(table["language"]), table["night"], table["voice"]
    if not (isinstance(night, bool) and isinstance(voice, bool)):
        raise TypeError("neither true nor false")
    return Look(language, night, voice)


class KeptLook:
    """Writes the look down whenever it changed, in a thread of its own: no slow disk holds the window up.

    `settings` are what the settings file says, whatever was kept before.
    """

    def __init__(self, place: Place, settings: ScreenSettings) -> None:
        self._place = place
        self._instead_of = Look.of_settings(settings)
        self.begins = as_last_left(place, settings)
        """How the screen begins."""
        self._kept = self._wanted = Look.of_settings(self.begins)
        self._lock = threading.Lock()
        self._writing: threading.Thread | None = None

    def follow(self, screen: Screen) -> None:
        """Take note of the newest screen; returns at once."""
        look = Look.of_screen(screen)
        if look == self._wanted:
            return
        with self._lock:
            self._wanted = look
            if self._writing is None:
                self._writing = threading.Thread(target=self._run, name="look")
                self._writing.start()

    def close(self) -> None:
        """Return when nothing is being written any more."""
        writing = self._writing
        if writing is not None:
            writing.join()

    def _run(self) -> None:
        while True:
            with self._lock:
                look = self._wanted
                if look == self._kept:
                    self._writing = None
                    return
            try:
                self._write(look)
            except Exception as trouble:  # noqa: BLE001 - the outermost handler of this thread
                # A full or read-only disk, mostly: the lane goes on, and the next start looks as the settings say.
                _log.warning("how the screen is cannot be kept: %s", type(trouble).__name__)
            self._kept = look

    def _write(self, look: Look) -> None:
        """Write it whole or not at all; what a power cut takes is only the look."""
        tables = {"chosen": asdict(look), "instead_of": asdict(self._instead_of)}
        beside = self._place.look.with_suffix(".new")
        beside.write_text(
            "# Written by the gate window: how the guard last had it, and what settings.toml said then.\n"
            + tomli_w.dumps(tables),
            encoding="utf-8",
        )
        beside.replace(self._place.look)
