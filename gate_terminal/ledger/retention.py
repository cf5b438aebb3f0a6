"""Erases who it was, after the retention time, for real; what happened, the counts and the chain stay."""

from __future__ import annotations

from datetime import datetime

from gate_terminal.ledger import states
from gate_terminal.ledger.codec import moment_text
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.schema import ERASED
from gate_terminal.ledger.store import Ledger
from gate_terminal.ledger.witness import Head


def erase_identities(ledger: Ledger, *, before: datetime, at: datetime, who: str = "") -> int:
    """Erase who it was in all passages that happened earlier than `before`; return their number.

    The bytes are gone from the file and the WAL when this returns (``secure_delete``, then a truncating
    checkpoint). Backups made earlier still hold them, and end by rotation. Raises as `Ledger.record` does.
    """
    limit = moment_text(before)
    with ledger.file.writing() as connection:
        parties = connection.execute(
            "SELECT DISTINCT party FROM passages WHERE happened_at < ? AND party IS NOT NULL", (limit,)
        ).fetchall()
        erased = connection.execute(
            f"UPDATE passages SET {ERASED} WHERE happened_at < ? AND salt IS NOT NULL",  # noqa: S608 - our own columns
            (limit,),
        ).rowcount
        if not erased:
            return 0
        for (party,) in parties:
            states.refold(connection, party)
        event = ledger.append(connection, EventKind.ERASURE, at, (who, limit, ""), {"passages": erased})
    ledger.remember(Head(event.place, event.hash))
    ledger.file.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return int(erased)
