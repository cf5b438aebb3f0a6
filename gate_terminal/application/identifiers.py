"""Identifiers that sort by time: UUIDv7, RFC 9562."""

from __future__ import annotations

import secrets
import time
import uuid


def uuid7(unix_ms: int | None = None, random: int | None = None) -> str:
    """Return a UUIDv7 in its canonical text.

    `unix_ms` is the moment in milliseconds since 1970 UTC (default: now), `random` 74 bits (default: fresh).
    """
    moment = time.time_ns() // 1_000_000 if unix_ms is None else unix_ms
    chance = secrets.randbits(74) if random is None else random
    number = (moment & (1 << 48) - 1) << 80 | 7 << 76 | (chance >> 62 & 0xFFF) << 64 | 2 << 62 | chance & (1 << 62) - 1
    return str(uuid.UUID(int=number))
