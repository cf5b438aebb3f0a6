"""From an untrusted text to a pass we trust, step by step in the one fixed order, each step with its code."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from gate_terminal.credentials.claims import Claims
from gate_terminal.credentials.codes import PassCode, Revocation
from gate_terminal.credentials.cose import holds
from gate_terminal.credentials.gp1 import UntrustedPass, take_apart
from gate_terminal.credentials.serial import printed_serial
from gate_terminal.credentials.trust import KeyEntry, Trust

_DIGEST_DIGITS = 32


@dataclass(frozen=True, slots=True)
class PassReading:
    """What became of one text; `claims` and `serial` are None unless the signature held.

    `revocation` is set whenever the signature held and the status list names the pass, also where an
    earlier step decided the code (a suspect clock does not hide a stolen pass). `digest` is what a log may
    keep of the text; None where the caller gave no key for it. `practice` marks a pass under a practice key.
    """

    code: PassCode
    claims: Claims | None = None
    serial: str | None = None
    digest: str | None = None
    revocation: Revocation | None = None
    practice: bool = False


def read_pass(
    untrusted_text: str | bytes,
    trust: Trust,
    today: date | None,
    *,
    zone: int | None = None,
    in_register: Callable[[bytes], bool] | None = None,
    digest_key: bytes | None = None,
) -> PassReading:
    """Read one scanned text; whatever it holds, the answer is a reading and never an error.

    `today` is the site's day, None where the clock is suspect: then no date is judged. `zone` is the gate's
    own, None where passes of any zone are welcome. `in_register` tells whether a pass id (5 bytes) was issued; without
    it the status list is asked, and without that the step is left out.
    """
    digest = None if digest_key is None else digest_payload(digest_key, untrusted_text)
    if trust.pass_keys is None:
        return PassReading(PassCode.GATE_NOT_READY, digest=digest)
    untrusted = take_apart(untrusted_text)
    if isinstance(untrusted, PassCode):
        return PassReading(untrusted, digest=digest)
    candidates = trust.pass_keys.get(untrusted.kid, ())
    if not candidates:
        return PassReading(PassCode.UNKNOWN_KEY, digest=digest)
    key = _signer(untrusted, candidates)
    if key is None:
        return PassReading(PassCode.BAD_SIGNATURE, digest=digest)
    claims = untrusted.untrusted_claims
    signed = PassReading(
        PassCode.OK,
        claims,
        printed_serial(claims.pass_id),
        digest,
        None if trust.status is None else trust.status.revoked.get(claims.pass_id),
        key.practice,
    )
    if in_register is None and trust.status is not None:
        in_register = trust.status.issued_ids.__contains__
    return replace(signed, code=_judge(claims, key, signed.revocation, today, zone=zone, in_register=in_register))


def digest_payload(key: bytes, untrusted_text: str | bytes) -> str:
    """Return what a log may keep of a text: 32 hex digits of HMAC-SHA256 under the terminal's own key.

    The same text gives the same digest on this terminal, and nothing to anyone without the key.
    """
    # A text from a keyboard or an argument can hold lone surrogates, which have no UTF-8 of their own.
    payload = untrusted_text.encode("utf-8", "surrogatepass") if isinstance(untrusted_text, str) else untrusted_text
    return hmac.digest(key, payload, "sha256").hex()[:_DIGEST_DIGITS]


def _signer(untrusted: UntrustedPass, candidates: tuple[KeyEntry, ...]) -> KeyEntry | None:
    return next((key for key in candidates if holds(untrusted.signature, untrusted.signed, key.public_key)), None)


def _judge(
    claims: Claims,
    key: KeyEntry,
    revocation: Revocation | None,
    today: date | None,
    *,
    zone: int | None,
    in_register: Callable[[bytes], bool] | None,
) -> PassCode:
    """Return the first step that a pass with a good signature fails, or ``OK``."""
    if key.revoked:
        return PassCode.KEY_REVOKED
    if not key.may_sign(claims):
        return PassCode.KEY_NOT_ALLOWED
    if zone is not None and claims.zone != zone:
        return PassCode.WRONG_ZONE
    if today is None:
        return PassCode.CLOCK_SUSPECT
    # Before the dates: a lost card that has also expired must say lost.
    if revocation is not None:
        return PassCode.PASS_REVOKED
    if today < claims.valid_from:
        return PassCode.NOT_YET_VALID
    if today > claims.valid_until:
        return PassCode.EXPIRED
    if in_register is not None and not in_register(claims.pass_id):
        return PassCode.NOT_IN_REGISTER
    return PassCode.OK
