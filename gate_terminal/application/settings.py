"""The settings of one terminal: a TOML file that is checked key by key."""

from __future__ import annotations

import math
import os
import tomllib
from dataclasses import dataclass, field, fields, replace
from datetime import time
from pathlib import Path
from typing import Any, get_type_hints

import tomli_w

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.words import Language, Site

_TURNS, _WIDTHS, _HEIGHTS, _RATES = (0, 90, 180, 270), range(160, 7681), range(120, 4321), range(1, 241)

RETENTION_DAYS = range(14, 61)
BACKUP_DAYS = range(1, 31)


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The place: `zone` is the issuing area of its passes, 256…65535."""

    kind: Site = Site.COMPOUND
    name: str = ""
    zone: int = 3001
    practice: bool = False
    """A demonstration or a rehearsal: unmistakable on the screen, demo passes are trusted."""


@dataclass(frozen=True, slots=True)
class GateSettings:
    """This terminal's gate and lane, and who is on duty."""

    name: str = "east"
    lane: str = "1"
    guard: str = ""


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """Sources in the forms of the command line, and how the camera is mounted and set up.

    `turn` is 0, 90, 180 or 270 degrees clockwise. `focus`, `exposure` and `zoom` are in the units of the camera's
    driver; a control that is left out is the driver's own affair.
    """

    camera: str = "0"
    thermometer: str = "keypad"
    scanner: str = ""
    """Of a USB-COM scanner; one that types like a keyboard needs no setting."""
    turn: int = 0
    mirrored: bool = False
    """The preview is shown as in a mirror, for a camera that faces the guard."""
    width: int = 1280
    height: int = 720
    fps: int = 30
    focus: float | None = None
    exposure: float | None = None
    zoom: float | None = None

    def __post_init__(self) -> None:
        """Refuse what no camera can mean."""
        for name, value, allowed in (
            ("turn", self.turn, _TURNS),
            ("width", self.width, _WIDTHS),
            ("height", self.height, _HEIGHTS),
            ("fps", self.fps, _RATES),
        ):
            if value not in allowed:
                raise ValueError(f"{name} cannot be {value}")


@dataclass(frozen=True, slots=True)
class ScreenSettings:
    """How the screen begins; what the guard turns while it runs is kept beside the settings, until these change."""

    language: Language = Language.ZH
    night: bool = False
    sound: bool = True
    voice: bool = True


@dataclass(frozen=True, slots=True)
class CardSettings:
    """What stands on printed cards; with `house_block_only` neither room nor phone."""

    house_block_only: bool = False


@dataclass(frozen=True, slots=True)
class SupervisorSettings:
    """The supervisor's PIN as an argon2 hash; empty while none was set."""

    pin_hash: str = ""


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """Backups go to the directory beside the ledger, and to a second place: a stick or a share; empty for none.

    `hand_over` are the times at which a shift takes over, such as ``08:00 20:00``: a backup is made then too.
    """

    directory: str = ""
    hand_over: str = "08:00 20:00"

    def __post_init__(self) -> None:
        """Refuse what is no time of day."""
        _ = self.hand_over_times

    @property
    def hand_over_times(self) -> tuple[time, ...]:
        """The times at which a shift takes over; ``ValueError`` where one is none."""
        return tuple(time.fromisoformat(each) for each in self.hand_over.replace(",", " ").split())


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """How long it is kept who passed: `days` in the ledger and the register, `backup_days` in backups beyond that."""

    days: int = 28
    backup_days: int = 7

    def __post_init__(self) -> None:
        """Refuse what is too short to trace an infection, or longer than there is a reason for."""
        for name, value, allowed in (
            ("days", self.days, RETENTION_DAYS),
            ("backup_days", self.backup_days, BACKUP_DAYS),
        ):
            if value not in allowed:
                raise ValueError(f"{name} is {allowed[0]} to {allowed[-1]}, not {value}")


@dataclass(frozen=True, slots=True)
class FeverSettings:
    """The designated fever clinic to which a confirmed fever is referred."""

    clinic: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class LedgerSettings:
    """`key` is the mark of the key with which the ledger is encrypted; empty for a plain one."""

    key: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a terminal."""

    site: SiteSettings = field(default_factory=SiteSettings)
    gate: GateSettings = field(default_factory=GateSettings)
    devices: DeviceSettings = field(default_factory=DeviceSettings)
    screen: ScreenSettings = field(default_factory=ScreenSettings)
    cards: CardSettings = field(default_factory=CardSettings)
    supervisor: SupervisorSettings = field(default_factory=SupervisorSettings)
    fever: FeverSettings = field(default_factory=FeverSettings)
    backup: BackupSettings = field(default_factory=BackupSettings)
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    ledger: LedgerSettings = field(default_factory=LedgerSettings)


def read_settings(path: Path) -> Settings:
    """Read the settings file; a missing one, an unknown key or an impossible value is a fault that names it."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise WorldFault(Fault.NOT_SET_UP, f"No terminal is set up in {path.parent}: run gate-terminal init.") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise WorldFault(Fault.SETTINGS_UNREADABLE, f"{path} cannot be read: {problem}.") from problem
    settings = Settings()
    parts = {part.name: getattr(settings, part.name) for part in fields(settings)}
    for name, table in tables.items():
        if name not in parts or not isinstance(table, dict):
            raise WorldFault(Fault.SETTINGS_UNREADABLE, f"{path}: there is no setting [{name}].")
        parts[name] = _part_of(path, name, parts[name], table)
    return Settings(**parts)


def settings_or_shipped(path: Path) -> Settings:
    """Return the settings, the shipped ones where the file cannot be read: for what must go on all the same."""
    try:
        return read_settings(path)
    except WorldFault:
        return Settings()


def _part_of(path: Path, name: str, part: Any, table: dict[str, Any]) -> Any:
    kinds = get_type_hints(type(part))
    for key, value in table.items():
        if key not in kinds:
            raise WorldFault(Fault.SETTINGS_UNREADABLE, f"{path}: there is no setting {key} in [{name}].")
        kind = kinds[key]
        try:
            if kind in {int, bool, str} and type(value) is not kind:
                raise ValueError(f"{value!r} is not of the kind {kind.__name__}")  # noqa: TRY301 - one message for all
            part = replace(part, **{key: _number(value) if kind == float | None else kind(value)})
        except ValueError as problem:
            raise WorldFault(Fault.SETTINGS_UNREADABLE, f"{path}: [{name}] {key}: {problem}.") from problem
    return part


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"{value!r} is no number")
    return float(value)


def write_settings(path: Path, settings: Settings) -> None:
    """Write the settings whole or not at all: a new file beside the old one, synced, then renamed over it."""
    tables = {
        part.name: {
            key.name: value
            for key in fields(part_value)
            # TOML has no word for "none": what is not set is left out.
            if (value := getattr(part_value, key.name)) is not None
        }
        for part in fields(settings)
        for part_value in [getattr(settings, part.name)]
    }
    beside = path.with_suffix(".new")
    # The hash of the supervisor's PIN is in it: for the owner's eyes from the first byte on.
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        tomli_w.dump(tables, file)
        file.flush()
        os.fsync(file.fileno())
    beside.chmod(0o600)
    beside.replace(path)
