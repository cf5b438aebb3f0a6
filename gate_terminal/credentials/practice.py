"""The key of practice passes: its seed is public, so a pass under it proves nothing, and no real gate trusts it."""

from __future__ import annotations

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PRACTICE_PUBLIC_KEY = bytes.fromhex("b5c22592f0f1da61b24dd185a5cc24195c3bbdde7ff47d03795891af4b505664")


def practice_signing_key() -> Ed25519PrivateKey:
    """Return the signing key of practice passes, the same on every machine."""
    return Ed25519PrivateKey.from_private_bytes(sha256(b"GP1 demo key, never use").digest())
