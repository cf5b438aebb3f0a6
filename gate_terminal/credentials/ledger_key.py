"""The key of an encrypted ledger at rest: 32 random bytes, sealed by the passphrase of the other key files."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gate_terminal.credentials import sealing
from gate_terminal.credentials.durable import write_durably
from gate_terminal.credentials.sealing import passphrase_bytes, sealing_key_of
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

_BEGINNING = b"gate-terminal ledger key "
_HEADER, _OLD_HEADER = _BEGINNING + b"2\n", _BEGINNING + b"1\n"
"""The second one is of files that do not tell their cost, which was always the same."""
_OLD_POWER = 17
_KEY_BYTES, _SALT_BYTES, _NONCE_BYTES, _TAG_BYTES, _CHECK_BYTES = 32, 16, 12, 16, 32
_LENGTH = len(_HEADER) + 1 + _SALT_BYTES + _NONCE_BYTES + _KEY_BYTES + _TAG_BYTES + _CHECK_BYTES


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A key as it lies on disk: `told` is what anybody may read, and what the seal is bound to."""

    told: bytes
    power: int
    """The cost of sealing is two to this power."""
    salt: bytes
    nonce: bytes
    sealed: bytes

    @classmethod
    def read(cls, content: bytes) -> Self | None:
        """Return what a file holds, None where it is torn or something else."""
        body, check = content[:-_CHECK_BYTES], content[-_CHECK_BYTES:]
        header = body[: len(_HEADER)]
        is_old = header == _OLD_HEADER
        whole = len(content) == _LENGTH - is_old and sha256(body).digest() == check
        if not whole or header not in {_HEADER, _OLD_HEADER}:
            return None
        told = header if is_old else body[: len(_HEADER) + 1]
        power = _OLD_POWER if is_old else told[-1]
        rest = body[len(told) :]
        salt, nonce, sealed = rest[:_SALT_BYTES], rest[_SALT_BYTES:][:_NONCE_BYTES], rest[_SALT_BYTES + _NONCE_BYTES :]
        return cls(told, power, salt, nonce, sealed) if 1 << power in sealing.COSTS else None

    def to_bytes(self) -> bytes:
        content = self.told + self.salt + self.nonce + self.sealed
        return content + sha256(content).digest()


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
    power = sealing.COST.bit_length() - 1
    told = _HEADER + bytes([power])
    sealed = AESGCM(sealing_key_of(passphrase_bytes(passphrase), salt, 1 << power)).encrypt(nonce, key, told)
    write_durably(path, _Sealed(told, power, salt, nonce, sealed).to_bytes())
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
    found = _Sealed.read(content)
    if found is None:
        raise WorldFault(Fault.KEYS_UNREADABLE, f"{path} is torn or damaged. Put back the copy of it.")
    try:
        sealing_key = sealing_key_of(passphrase_bytes(passphrase), found.salt, 1 << found.power)
        return AESGCM(sealing_key).decrypt(found.nonce, found.sealed, found.told)
    except InvalidTag as error:
        raise WorldFault(Fault.KEYS_UNREADABLE, f"The passphrase does not open {path}.") from error


def mark_of(key: bytes) -> str:
    """Return 16 hex digits by which a key is known and which say nothing about it."""
    return sha256(_OLD_HEADER + key).hexdigest()[:16]
