"""What files with keys are sealed with: a key of 32 bytes, derived from a passphrase at a cost that each file tells."""

from __future__ import annotations

import unicodedata

from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from gate_terminal.domain.faults import WrongUse

COST = 1 << 17
"""The n of scrypt (with r = 8, p = 1) for new files: some 0.3 s and 128 MB for whoever tries a passphrase."""
COSTS = frozenset(1 << power for power in range(8, 19))
"""Those that a file may tell; a larger one would take all memory of a small computer."""
BLOCKS = {"r": 8, "p": 1}


def passphrase_bytes(passphrase: str) -> bytes:
    """Return a passphrase as what is derived from it takes it; :class:`WrongUse` for an empty one."""
    if not passphrase:
        raise WrongUse("A passphrase cannot be empty.")
    # The same passphrase typed on two systems may arrive composed or decomposed.
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")


def sealing_key_of(passphrase: bytes, salt: bytes, cost: int) -> bytes:
    """Return the 32 bytes that seal what lies under a passphrase: one scrypt whose n is `cost`."""
    return Scrypt(salt=salt, length=32, n=cost, **BLOCKS).derive(passphrase)
