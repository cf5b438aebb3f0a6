"""The world's faults, as the guard or the office meets them; anything else that is raised is a bug of ours."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """What can go wrong outside the program; each has its words on the screen."""

    CAMERA_MISSING = "camera_missing"
    CAMERA_BUSY = "camera_busy"
    CAMERA_LOST = "camera_lost"
    CAMERA_FROZEN = "camera_frozen"
    CAMERA_BLACK = "camera_black"
    CAMERA_ENDED = "camera_ended"
    THERMOMETER_LOST = "thermometer_lost"
    THERMOMETER_DRIFTS = "thermometer_drifts"
    THERMOMETER_SURFACE = "thermometer_surface"
    SCANNER_LOST = "scanner_lost"
    LEDGER_HELD = "ledger_held"
    LEDGER_READ_ONLY = "ledger_read_only"
    LEDGER_FULL = "ledger_full"
    LEDGER_IO = "ledger_io"
    LEDGER_DAMAGED = "ledger_damaged"
    LEDGER_NEWER = "ledger_newer"
    LEDGER_BUSY = "ledger_busy"
    KEYS_MISSING = "keys_missing"
    KEYS_UNREADABLE = "keys_unreadable"
    SETTINGS_UNREADABLE = "settings_unreadable"
    FILE_UNREADABLE = "file_unreadable"
    FILE_UNWRITABLE = "file_unwritable"
    NOT_SET_UP = "not_set_up"
    STOOD_DOWN = "stood_down"
    INTERNAL = "internal"


class WorldFault(Exception):  # noqa: N818 - the field's word; an error is a bug
    """A fault of the world: `fault` selects the words on the screen, `detail` is one clear English sentence."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail

    def __reduce__(self) -> tuple[type[WorldFault], tuple[Fault, str]]:
        """Let it come whole out of another process."""
        return type(self), (self.fault, self.detail)


class WrongUse(Exception):  # noqa: N818 - wrong input of a person, not an error of the program
    """A person gave something that cannot be meant; the message is one clear sentence."""


class NotKnown(WrongUse):
    """A person named somebody or something that is not here: well said, and the answer is no."""
