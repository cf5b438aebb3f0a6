"""The key of an encrypted ledger at rest: 32 random bytes, sealed by the passphrase of the other key files."""

from __future__ import annotations

import secrets
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gate_terminal.credentials.durable import write_durably
from gate_terminal.credentials.keys import passphrase_bytes, sealing_key_of
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

_HEADER = b"gate-terminal ledger key 1\n"
_KEY_BYTES, _SALT_BYTES, _NONCE_BYTES, _TAG_BYTES, _CHECK_BYTES = 32, 16, 12, 16, 32
_LENGTH = len(_HEADER) + _SALT_BYTES + _NONCE_BYTES + _KEY_BYTES + _TAG_BYTES + _CHECK_BYTES


def ledger_key_path(directory: Path) -> Path:
    """Return where the key lies among the other keys in `directory`, or would lie."""
    return directory / "ledger.key"


def coming_ledger_key_path(directory: Path) -> Path:
    """Return where a key lies while the ledger is written anew with it."""
    return directory / "coming-ledger.key"


def kept_ledger_key_path(directory: Path, mark: str) -> Path:
    """Return where a key is kept with which only older backups are encrypted; `mark` is the one of `mark_of`."""
    return directory / f"ledger-{mark}.key"


def kept_ledger_keys(directory: Path) -> list[Path]:
    """Return where keys lie with which only older backups are encrypted."""
    return sorted(directory.glob("ledger-*.key"))


def make_ledger_key(directory: Path, passphrase: str, *, coming: bool = False) -> bytes:
    """Make a key and its file (mode 0600); return it. :class:`WrongUse` where there is one: it may be needed.

    One that is `coming` is put beside the one in use.
    """
    path = coming_ledger_key_path(directory) if coming else ledger_key_path(directory)
    if path.exists():
        raise WrongUse(f"There is a key of a ledger at {path} already; nothing was changed.")
    key, salt, nonce = (
        secrets.token_bytes(_KEY_BYTES),
        secrets.token_bytes(_SALT_BYTES),
        secrets.token_bytes(_NONCE_BYTES),
    )
    sealed = AESGCM(sealing_key_of(passphrase_bytes(passphrase), salt)).encrypt(nonce, key, _HEADER)
    content = _HEADER + salt + nonce + sealed
    write_durably(path, content + sha256(content).digest())
    return key


def read_ledger_key(directory: Path, passphrase: str) -> bytes:
    """Return the key, 32 bytes; `WorldFault` KEYS_UNREADABLE says why it cannot be had.

    It takes one scrypt: some 0.3 s and 128 MB.
    """
    path = ledger_key_path(directory)
    try:
        with path.open("rb") as file:
            content = file.read(_LENGTH + 1)
    except FileNotFoundError as error:
        raise WorldFault(
            Fault.KEYS_UNREADABLE, f"The ledger is encrypted, and its key is not at {path}. Put back the copy of it."
        ) from error
    except OSError as error:
        raise WorldFault(Fault.KEYS_UNREADABLE, f"{path} cannot be read: {error.strerror or error}.") from error
    body, check = content[:-_CHECK_BYTES], content[-_CHECK_BYTES:]
    if len(content) != _LENGTH or not body.startswith(_HEADER) or sha256(body).digest() != check:
        raise WorldFault(Fault.KEYS_UNREADABLE, f"{path} is torn or damaged. Put back the copy of it.")
    salt, rest = body[len(_HEADER) :][:_SALT_BYTES], body[len(_HEADER) + _SALT_BYTES :]
    try:
        sealing_key = sealing_key_of(passphrase_bytes(passphrase), salt)
        return AESGCM(sealing_key).decrypt(rest[:_NONCE_BYTES], rest[_NONCE_BYTES:], _HEADER)
    except InvalidTag as error:
        raise WorldFault(Fault.KEYS_UNREADABLE, f"The passphrase does not open {path}.") from error


def mark_of(key: bytes) -> str:
    """Return 16 hex digits by which a key is known and which say nothing about it."""
    return sha256(_HEADER + key).hexdigest()[:16]
