"""Wrong PINs and lock-outs as the chain tells them: neither a restart nor another window forgives one."""

from __future__ import annotations

import json
from dataclasses import dataclass

from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger

_SINCE_LOGIN = (
    "SELECT kind, place, detail FROM events WHERE kind IN (?, ?) "
    "AND place > (SELECT coalesce(max(place), 0) FROM events WHERE kind = ?) ORDER BY place"
)


RUNNING = "running_ms"
"""In the detail of a lock-out: for how many milliseconds the computer had been running."""


@dataclass(frozen=True, slots=True)
class Lockout:
    """One lock-out: its place in the chain, and for how many seconds the computer had been running then.

    None where a program wrote it that did not say so.
    """

    place: int
    running: float | None


@dataclass(frozen=True, slots=True)
class Knocks:
    """What happened at the door since the last right PIN."""

    wrong: int
    """Wrong PINs since the last lock-out, or since the last right one."""
    lockouts: int
    last_lockout: Lockout | None


def knocks_since_login(ledger: Ledger) -> Knocks:
    """Return the wrong PINs and lock-outs since the last right PIN; raises as `LedgerFile.rows` does."""
    kinds = (EventKind.LOGIN_REFUSED.value, EventKind.LOCKOUT.value, EventKind.LOGIN.value)
    wrong, lockouts, last = 0, 0, None
    for kind, place, detail in ledger.file.rows(_SINCE_LOGIN, kinds):
        if kind == EventKind.LOCKOUT.value:
            wrong, lockouts, last = 0, lockouts + 1, Lockout(place, _running_in(detail))
        else:
            wrong += 1
    return Knocks(wrong, lockouts, last)


def _running_in(detail: str) -> float | None:
    told = json.loads(detail).get(RUNNING)
    return told / 1000 if isinstance(told, int) else None
