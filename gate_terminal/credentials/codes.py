"""The closed vocabularies of reading a pass: the step that failed, and why a pass was revoked."""

from __future__ import annotations

from enum import StrEnum


class PassCode(StrEnum):
    """The first step of reading that failed, in the order of the steps, or ``OK``."""

    GATE_NOT_READY = "gate_not_ready"
    NOT_A_PASS = "not_a_pass"  # noqa: S105 - a pass is no password
    UNSUPPORTED_VERSION = "unsupported_version"
    DAMAGED = "damaged"
    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    KEY_REVOKED = "key_revoked"
    KEY_NOT_ALLOWED = "key_not_allowed"
    WRONG_ZONE = "wrong_zone"
    CLOCK_SUSPECT = "clock_suspect"
    PASS_REVOKED = "pass_revoked"  # noqa: S105
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    NOT_IN_REGISTER = "not_in_register"
    OK = "ok"


class Revocation(StrEnum):
    """Why a pass no longer holds."""

    LOST = "lost"
    STOLEN = "stolen"
    MOVED = "moved"
    SUPERSEDED = "superseded"
