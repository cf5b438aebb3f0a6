"""The one signed envelope (COSE_Sign1 with Ed25519) of passes and lists: writing it, and what is signed.

Reading is not here: each reader knows the exact bytes it expects, none reads CBOR in general.
"""

from __future__ import annotations

from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

KID_LENGTH = 4
"""Bytes by which a pass names its key."""

PUBLIC_KEY_LENGTH = 32
SIGNATURE_LENGTH = 64

_SHORT, _ONE_BYTE, _TWO_BYTES = 24, 1 << 8, 1 << 16


def byte_string_head(length: int) -> bytes:
    """Return the canonical CBOR head of a byte string of `length` bytes (below 2³²)."""
    if length < _SHORT:
        return bytes([0x40 + length])
    if length < _ONE_BYTE:
        return b"\x58" + length.to_bytes(1)
    if length < _TWO_BYTES:
        return b"\x59" + length.to_bytes(2)
    return b"\x5a" + length.to_bytes(4)


def byte_string(content: bytes) -> bytes:
    """Return `content` as a canonical CBOR byte string."""
    return byte_string_head(len(content)) + content


def protected_header(kid: bytes) -> bytes:
    """Return the protected header ``{1: -8 (EdDSA), 4: kid}``."""
    return bytes.fromhex("a2012704") + byte_string(kid)


def signed_bytes(kid: bytes, external_aad: bytes, payload: bytes) -> bytes:
    """Return the bytes under the signature (RFC 9052, section 4.4)."""
    parts = protected_header(kid), external_aad, payload
    return b"\x84\x6aSignature1" + b"".join(byte_string(part) for part in parts)


def seal(payload: bytes, signing_key: Ed25519PrivateKey, *, kid: bytes, external_aad: bytes) -> bytes:
    """Return the signed envelope: tag 18, protected header, empty unprotected header, payload, signature."""
    signature = signing_key.sign(signed_bytes(kid, external_aad, payload))
    return b"\xd2\x84" + byte_string(protected_header(kid)) + b"\xa0" + byte_string(payload) + byte_string(signature)


def holds(signature: bytes, signed: bytes, public_key: bytes) -> bool:
    """Tell whether `signature` over `signed` was made by the key of `public_key` (32 bytes)."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, signed)
    except InvalidSignature:
        return False
    return True


def public_bytes(signing_key: Ed25519PrivateKey) -> bytes:
    """Return the raw public key (32 bytes)."""
    return signing_key.public_key().public_bytes_raw()


def fingerprint_of(public_key: bytes) -> bytes:
    """Return the fingerprint of a raw public key: its SHA-256, 32 bytes."""
    return sha256(public_key).digest()


def kid_of(public_key: bytes) -> bytes:
    """Return the four bytes by which a pass names the key; a hint, not a proof: two keys may share them."""
    return fingerprint_of(public_key)[:KID_LENGTH]
