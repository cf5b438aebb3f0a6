"""What SQLite's errors mean at the gate: each becomes a fault of the world with one clear sentence, or stays a bug."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils.utils import sqlite3

from gate_terminal.domain.faults import Fault, WorldFault

# Primary result codes of SQLite (https://www.sqlite.org/rescode.html); the extended ones carry them in the low byte.
_PRIMARY = 0xFF
_FAULTS: dict[int, tuple[Fault, str]] = {
    3: (Fault.LEDGER_READ_ONLY, "The ledger {path} may not be opened by this user."),
    5: (Fault.LEDGER_BUSY, "Another program has been writing to the ledger {path} for too long; nothing was recorded."),
    6: (Fault.LEDGER_BUSY, "Another program has locked the ledger {path}; nothing was recorded."),
    8: (Fault.LEDGER_READ_ONLY, "The ledger {path} cannot be written to: the file or its directory is read-only."),
    10: (Fault.LEDGER_IO, "The disk failed while the ledger {path} was read or written."),
    11: (Fault.LEDGER_DAMAGED, "The ledger {path} is damaged; run: gate-terminal ledger restore."),
    13: (Fault.LEDGER_FULL, "The disk is full; nothing was recorded in the ledger {path}."),
    14: (Fault.LEDGER_READ_ONLY, "The ledger {path} cannot be opened for writing."),
    26: (Fault.LEDGER_DAMAGED, "The file {path} is no ledger, or is damaged; run: gate-terminal ledger restore."),
}


# What `Connection.backup` raises carries no code, only SQLite's own words for it.
_CODES = {
    "access permission denied": 3,
    "database is locked": 5,
    "database table is locked": 6,
    "attempt to write a readonly database": 8,
    "disk I/O error": 10,
    "database disk image is malformed": 11,
    "database or disk is full": 13,
    "unable to open database file": 14,
    "file is not a database": 26,
}


class OutcomeUnknown(WorldFault):
    """The commit itself failed: the passage may or may not be in the file, only looking it up can tell."""


def fault_of(error: sqlite3.Error, path: Path | None) -> WorldFault | None:
    """Return the fault of the world that `error` is, or None where it is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None) or _CODES.get(str(error))
    if code is None:
        return None
    known = _FAULTS.get(code & _PRIMARY)
    if known is None:
        return None
    fault, sentence = known
    return WorldFault(fault, sentence.format(path=path or "in memory"))


@contextmanager
def told(path: Path | None) -> Iterator[None]:
    """Raise SQLite's errors of the world as `WorldFault`; let bugs through as they are."""
    try:
        yield
    except sqlite3.Error as error:
        fault = fault_of(error, path)
        if fault is None:
            raise
        raise fault from error
