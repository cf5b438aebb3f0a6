"""Wrong PINs and lock-outs as the chain tells them: neither a restart nor another window forgives one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gate_terminal.ledger.codec import moment_of
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger

_SINCE_LOGIN = (
    "SELECT kind, happened_at FROM events WHERE kind IN (?, ?) "
    "AND place > (SELECT coalesce(max(place), 0) FROM events WHERE kind = ?) ORDER BY place"
)


@dataclass(frozen=True, slots=True)
class Knocks:
    """What happened at the door since the last right PIN."""

    wrong: int
    """Wrong PINs since the last lock-out, or since the last right one."""
    lockouts: int
    last_lockout: datetime | None


def knocks_since_login(ledger: Ledger) -> Knocks:
    """Return the wrong PINs and lock-outs since the last right PIN; raises as `LedgerFile.rows` does."""
    kinds = (EventKind.LOGIN_REFUSED.value, EventKind.LOCKOUT.value, EventKind.LOGIN.value)
    wrong, lockouts, last = 0, 0, None
    for kind, at in ledger.file.rows(_SINCE_LOGIN, kinds):
        if kind == EventKind.LOCKOUT.value:
            wrong, lockouts, last = 0, lockouts + 1, moment_of(at)
        else:
            wrong += 1
    return Knocks(wrong, lockouts, last)
