"""GP1 byte by byte: claims to the text of a QR code, and such a text back to its parts by a fixed template."""

from __future__ import annotations

import re
from base64 import b32decode, b32encode
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_terminal.credentials import cose
from gate_terminal.credentials.claims import Claims, Kind, day_number, day_of
from gate_terminal.credentials.codes import PassCode
from gate_terminal.domain.faults import WrongUse

PREFIX = "GP1"
TEXT_LENGTH = 178
EXTERNAL_AAD = b"GP1"

_FAMILY = "GP"
_BODY = re.compile(r"[A-Z2-7]{175}")
_FIRST_CANONICAL_DAY = 256

# What must stand where in the 109 bytes; the gaps between are kid, claims and signature.
_FIXED_BYTES = ((0, bytes.fromhex("d28449a201270444")), (12, bytes.fromhex("a0581c")), (43, bytes.fromhex("5840")))
_KID, _CLAIMS, _SIGNATURE = slice(8, 12), slice(15, 43), slice(45, 109)

# The same within the 28 bytes of the claims.
_FIXED_CLAIMS = (
    (0, bytes.fromhex("a60119")),
    (5, bytes.fromhex("0245")),
    (12, bytes.fromhex("0344")),
    (18, b"\x04"),
    (20, bytes.fromhex("0519")),
    (24, bytes.fromhex("0619")),
)
_ZONE, _PASS_ID, _HOUSEHOLD, _FROM, _UNTIL = slice(3, 5), slice(7, 12), slice(14, 18), slice(22, 24), slice(26, 28)
_KIND = 19


@dataclass(frozen=True, slots=True)
class UntrustedPass:
    """The parts of a well-formed pass whose signature nobody has checked yet."""

    kid: bytes
    untrusted_claims: Claims
    signature: bytes
    signed: bytes
    """The bytes over which the signature must hold."""


def write_pass(claims: Claims, signing_key: Ed25519PrivateKey) -> str:
    """Return the text of a signed pass: 178 characters of A–Z and 2–7.

    A day before 1970-09-14 raises :class:`WrongUse`: it has a shorter canonical encoding.
    """
    if day_number(claims.valid_from) < _FIRST_CANONICAL_DAY:
        raise WrongUse(f"A pass cannot begin before {day_of(_FIRST_CANONICAL_DAY)}.")
    kid = cose.kid_of(cose.public_bytes(signing_key))
    raw = cose.seal(_claims_bytes(claims), signing_key, kid=kid, external_aad=EXTERNAL_AAD)
    return PREFIX + b32encode(raw).decode("ascii").rstrip("=")


def beginning_under(kid: bytes) -> str:
    """Return the characters (23) with which every pass begins that names its key by `kid`, and no other pass."""
    # 12½ bytes: up to the first half of the byte after the kid, which is always the same.
    fixed = _FIXED_BYTES[0][1] + kid + _FIXED_BYTES[1][1]
    return PREFIX + b32encode(fixed).decode("ascii")[:20]


def take_apart(untrusted_text: str | bytes) -> UntrustedPass | PassCode:
    """Return the parts of a pass, or the step at which a text fails to be one; never raises."""
    if not untrusted_text.isascii():
        return PassCode.NOT_A_PASS
    text = untrusted_text if isinstance(untrusted_text, str) else untrusted_text.decode("ascii")
    if not text.startswith(_FAMILY):
        return PassCode.NOT_A_PASS
    if not text.startswith(PREFIX):
        return PassCode.UNSUPPORTED_VERSION
    body = text[len(PREFIX) :] if len(text) == TEXT_LENGTH else ""
    if not _BODY.fullmatch(body):
        return PassCode.DAMAGED
    raw = b32decode(body + "=")
    # 175 characters hold three bits more than 109 bytes: in the one canonical text they are zero.
    if b32encode(raw).decode("ascii") != body + "=":
        return PassCode.DAMAGED
    claims = _read_claims(raw[_CLAIMS]) if _fits(raw, _FIXED_BYTES) else None
    if claims is None:
        return PassCode.MALFORMED
    kid = raw[_KID]
    return UntrustedPass(kid, claims, raw[_SIGNATURE], cose.signed_bytes(kid, EXTERNAL_AAD, raw[_CLAIMS]))


def _claims_bytes(claims: Claims) -> bytes:
    values = (
        claims.zone.to_bytes(2),
        claims.pass_id,
        claims.household,
        claims.kind.to_bytes(1),
        day_number(claims.valid_from).to_bytes(2),
        day_number(claims.valid_until).to_bytes(2),
    )
    return b"".join(label + value for (_, label), value in zip(_FIXED_CLAIMS, values, strict=True))


def _read_claims(raw: bytes) -> Claims | None:
    if not _fits(raw, _FIXED_CLAIMS) or raw[_KIND] not in set(Kind):
        return None
    first, last = int.from_bytes(raw[_FROM]), int.from_bytes(raw[_UNTIL])
    if first < _FIRST_CANONICAL_DAY:
        # Two bytes where one is enough: not the encoding that any writer of this form makes.
        return None
    try:
        return Claims(
            zone=int.from_bytes(raw[_ZONE]),
            pass_id=raw[_PASS_ID],
            household=raw[_HOUSEHOLD],
            kind=Kind(raw[_KIND]),
            valid_from=day_of(first),
            valid_until=day_of(last),
        )
    except WrongUse:
        return None


def _fits(raw: bytes, template: tuple[tuple[int, bytes], ...]) -> bool:
    return all(raw[at : at + len(fixed)] == fixed for at, fixed in template)
