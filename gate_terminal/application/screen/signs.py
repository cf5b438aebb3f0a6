"""What the screen can say in a word, a number or a symbol; each has its words in the window."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gate_terminal.domain.faults import Fault


class Stage(StrEnum):
    """What the right-hand panel shows."""

    STARTING = "starting"
    WATCHING = "watching"
    IDENTIFIED = "identified"
    DECIDING = "deciding"
    SHOWING = "showing"
    HOLDING = "holding"
    OUT_OF_SERVICE = "out_of_service"


class Theme(StrEnum):
    """Light ground or dark ground."""

    DAY = "day"
    NIGHT = "night"


class Lamp(StrEnum):
    """One health sign at the top; green only when true."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    ABSENT = "absent"


class Organ(StrEnum):
    """The parts of the terminal whose health is shown."""

    CAMERA = "camera"
    LEDGER = "ledger"
    KEY_LIST = "key_list"
    THERMOMETER = "thermometer"
    SCANNER = "scanner"


class Notice(StrEnum):
    """A passing message under the picture or beside the field; each has its words in the window."""

    OTHER_CODE = "other_code"
    DAMAGED = "damaged"
    MALFORMED = "malformed"
    UNSUPPORTED_VERSION = "unsupported_version"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    KEY_REVOKED = "key_revoked"
    KEY_NOT_ALLOWED = "key_not_allowed"
    WRONG_ZONE = "wrong_zone"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    NOT_IN_REGISTER = "not_in_register"
    GATE_NOT_READY = "gate_not_ready"
    SERIAL_WRONG = "serial_wrong"
    NOT_FOUND = "not_found"
    SEVERAL_FOUND = "several_found"
    NO_READING = "no_reading"
    NOTHING_TO_UNDO = "nothing_to_undo"
    UNDONE = "undone"
    INTERNAL = "internal"
    TIMED_OUT = "timed_out"
    NO_ANSWER = "no_answer"
    HOLD_CHANGED = "hold_changed"
    NOBODY_WAITS = "nobody_waits"
    PIN_MISSING = "pin_missing"
    PIN_WRONG = "pin_wrong"
    PIN_LOCKED = "pin_locked"
    ADMITTED = "admitted"
    LIST_STALE = "list_stale"
    SCAN_DROPPED = "scan_dropped"


class Hint(StrEnum):
    """What the person before the camera could do better."""

    TOO_DARK = "too_dark"
    GLARE = "glare"
    TOO_FAR = "too_far"
    TOO_CLOSE = "too_close"
    MOVE_SLOWER = "move_slower"
    HOLD_FLAT = "hold_flat"


@dataclass(frozen=True, slots=True)
class OrganHealth:
    """How one organ is; `fault` says why it is not well."""

    lamp: Lamp = Lamp.ABSENT
    fault: Fault | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Counters:
    """Today at this terminal, in passages (`out_now` in persons).

    `out_now`, `out_today` and `in_today` are of who lives here, who goes out and comes home; `let_out_today` and
    `let_in_today` of everybody who was let through, guests, vehicles and ambulances too.
    """

    out_now: int = 0
    out_today: int = 0
    in_today: int = 0
    refused_today: int = 0
    held_today: int = 0
    fever_today: int = 0
    let_out_today: int = 0
    let_in_today: int = 0


@dataclass(frozen=True, slots=True)
class StartStep:
    """One named task of the start; it may fail."""

    name: str
    done: bool = False
    fault: Fault | None = None
    detail: str = ""
