"""The terminal's own key: it signs the daily checkpoint of the ledger, and nothing else."""

from __future__ import annotations

import secrets
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_terminal.credentials.durable import write_durably
from gate_terminal.domain.faults import Fault, WorldFault

_SEED_BYTES = 32


class TerminalKey:
    """An Ed25519 key that lies unencrypted beside the others, for its owner only: a gate starts without a passphrase.

    It proves that a checkpoint was made by whoever has this directory. Who has it can sign anew; what the office has
    written down, nobody can.
    """

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @classmethod
    def read_or_make(cls, directory: Path) -> TerminalKey:
        """Return the key in ``terminal.key``, made at first use; `WorldFault` KEYS_UNREADABLE, FILE_UNWRITABLE."""
        found = cls.read(directory)
        if found is None:
            seed = secrets.token_bytes(_SEED_BYTES)
            write_durably(directory / "terminal.key", seed)
            found = cls(seed)
        return found

    @classmethod
    def read(cls, directory: Path) -> TerminalKey | None:
        """Return the key, None where none was made yet; raise `WorldFault` KEYS_UNREADABLE."""
        path = directory / "terminal.key"
        try:
            seed = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WorldFault(Fault.KEYS_UNREADABLE, f"{path} cannot be read: {error.strerror or error}.") from error
        if len(seed) != _SEED_BYTES:
            raise WorldFault(Fault.KEYS_UNREADABLE, f"{path} is torn or damaged.")
        return cls(seed)

    def sign(self, text: bytes) -> bytes:
        """Return the signature of `text`, 64 bytes."""
        return self._key.sign(text)

    def has_signed(self, text: bytes, signature: bytes) -> bool:
        """Tell whether `signature` is this key's over `text`."""
        try:
            self._key.public_key().verify(signature, text)
        except InvalidSignature:
            return False
        return True
