"""Whether this terminal still records: a stand-down (解除) and its end are events of the chain."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils.utils import sqlite3

from gate_terminal.ledger.codec import moment_of
from gate_terminal.ledger.rows import EventKind

_LAST = "SELECT kind, happened_at FROM events WHERE kind IN (?, ?) ORDER BY place DESC LIMIT 1"


def stood_down_at(connection: sqlite3.Connection) -> datetime | None:
    """Return since when nothing is recorded; None while the terminal works."""
    kinds = (EventKind.STAND_DOWN.value, EventKind.STAND_UP.value)
    found = connection.execute(_LAST, kinds).fetchone()
    return moment_of(found[1]) if found is not None and found[0] == EventKind.STAND_DOWN.value else None
