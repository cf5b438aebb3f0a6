"""Whether this terminal's ledger is encrypted, and with which key: decided once, before the ledger is imported.

Where a change of the form was ended by a power cut after the new file had taken its place, it is completed here.
"""

from __future__ import annotations

import json
import tomllib
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from gate_terminal.application.place import Place
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.ledger.cipher import encrypt_with

_BEGINNING = 16
"""Bytes: an encrypted file begins with its salt, every plain one with the same words."""


@dataclass(frozen=True, slots=True)
class ChangeOfForm:
    """What is to be completed once the ledger begins with the bytes `begins`; `mark` is that of its key, or empty."""

    mark: str
    begins: bytes

    @staticmethod
    def path(place: Place) -> Path:
        """Return where it is written down, from the moment at which the new file is whole."""
        return place.ledger.with_name(f"{place.ledger.name}.change")

    def to_bytes(self) -> bytes:
        """Return it as it is written down."""
        return json.dumps({"mark": self.mark, "begins": self.begins.hex()}).encode("ascii")

    @classmethod
    def read(cls, place: Place) -> ChangeOfForm | None:
        """Return the change that is written down, None where there is none that can be read."""
        with suppress(OSError, ValueError, KeyError, TypeError):
            told = json.loads(cls.path(place).read_bytes())
            return cls(str(told["mark"]), bytes.fromhex(told["begins"]))
        return None


def beginning_of(path: Path) -> bytes:
    """Return the bytes by which two forms of one ledger are told apart; empty where it cannot be read."""
    with suppress(OSError), path.open("rb") as file:
        return file.read(_BEGINNING)
    return b""


def replaced_path(place: Place) -> Path:
    """Return where the old ledger still lies once the new one is in its place, to be wiped."""
    return place.ledger.with_name(f"{place.ledger.name}.before")


def complete_change(place: Place) -> None:
    """Do what is left to do of a change of the ledger's form, if the new file is in its place.

    It may be ended anywhere and called again. A change that did not come so far has changed nothing. Raises
    `WorldFault` where settings or keys cannot be written.
    """
    change = ChangeOfForm.read(place)
    if change is None or beginning_of(place.ledger) != change.begins:
        return
    from gate_terminal.application.settings import LedgerSettings, read_settings, write_settings  # noqa: PLC0415
    from gate_terminal.application.wiping import wipe  # noqa: PLC0415
    from gate_terminal.credentials.durable import move_durably  # noqa: PLC0415
    from gate_terminal.credentials.ledger_key import (  # noqa: PLC0415
        coming_ledger_key_path,
        kept_ledger_key_path,
        ledger_key_path,
    )

    settings = read_settings(place.settings)
    key, coming, old = ledger_key_path(place.keys), coming_ledger_key_path(place.keys), settings.ledger.key
    try:
        # Once the coming key has come, the one in its place is no longer the old one.
        if old and old != change.mark and key.exists() and (coming.exists() or not change.mark):
            move_durably(key, kept_ledger_key_path(place.keys, old))
        if change.mark and coming.exists():
            move_durably(coming, key)
        write_settings(place.settings, replace(settings, ledger=LedgerSettings(change.mark)))
        wipe(replaced_path(place))
        ChangeOfForm.path(place).unlink(missing_ok=True)
    except OSError as error:
        raise WorldFault(
            Fault.FILE_UNWRITABLE, f"The change of the ledger could not be completed: {error.strerror or error}."
        ) from error


def choose_form(place: Place) -> None:
    """Let this process open the ledger of `place` in the form that it has; a plain one needs nothing.

    The settings name the key by its mark. Where they cannot be read, the key file itself says it. The key is read
    when the ledger is first opened, and its faults are raised there.
    """
    if ChangeOfForm.path(place).exists():
        complete_change(place)
    mark = _mark_in_settings(place)
    if mark or (place.keys / "ledger.key").exists():
        encrypt_with(partial(_key_of, place, mark))


def encrypt_new(place: Place) -> None:
    """Let the ledger that is about to be founded in `place` be an encrypted one."""
    encrypt_with(partial(_key_of, place, ""))


def _mark_in_settings(place: Place) -> str:
    # Only this one word: whoever needs the settings tells what is wrong with them.
    with suppress(OSError, ValueError, AttributeError):
        return str(tomllib.loads(place.settings.read_text(encoding="utf-8")).get("ledger", {}).get("key", ""))
    return ""


def _key_of(place: Place, mark: str) -> bytes:
    # The ciphers are imported where they are needed: a plain terminal starts without them.
    from gate_terminal.credentials.keys import stored_passphrase  # noqa: PLC0415
    from gate_terminal.credentials.ledger_key import ledger_key_path, mark_of, read_ledger_key  # noqa: PLC0415

    path = ledger_key_path(place.keys)
    passphrase = stored_passphrase(place.keys)
    if passphrase is None and path.exists():
        raise WorldFault(
            Fault.KEYS_UNREADABLE,
            f"The ledger is encrypted, and the passphrase of its key is not at {place.keys / 'passphrase'}. "
            "Put back the copy of it.",
        )
    key = read_ledger_key(place.keys, passphrase or "absent")
    if mark and mark_of(key) != mark:
        raise WorldFault(
            Fault.KEYS_UNREADABLE, f"{path} is the key of another ledger (the settings name {mark}). Put back the copy."
        )
    return key
