"""Whether this terminal's ledger is encrypted, and with which key: decided once, before the ledger is imported."""

from __future__ import annotations

import tomllib
from contextlib import suppress
from functools import partial

from gate_terminal.application.place import Place
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.ledger.cipher import encrypt_with


def choose_form(place: Place) -> None:
    """Let this process open the ledger of `place` in the form that it has; a plain one needs nothing.

    The settings name the key by its mark. Where they cannot be read, the key file itself says it. The key is read
    when the ledger is first opened, and its faults are raised there.
    """
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
