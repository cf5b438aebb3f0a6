"""Short transactions on the register's file, and SQLite's errors told as faults of the world."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from gate_terminal.domain.faults import Fault, WorldFault

# By the beginning of SQLite's own sentence, which is the same in both drivers and every version.
_FAULTS = (
    ("database is locked", Fault.LEDGER_BUSY, "Another program is writing to the register; try again in a moment."),
    (
        "database table is locked",
        Fault.LEDGER_BUSY,
        "Another program is writing to the register; try again in a moment.",
    ),
    ("database or disk is full", Fault.LEDGER_FULL, "The disk is full; nothing was changed in the register."),
    ("attempt to write a readonly database", Fault.LEDGER_READ_ONLY, "The register's file may only be read."),
    ("unable to open database file", Fault.LEDGER_IO, "The register's file cannot be opened."),
    ("disk I/O error", Fault.LEDGER_IO, "The disk did not read or write the register's file."),
    (
        "database disk image is malformed",
        Fault.LEDGER_DAMAGED,
        "The register's file is damaged: run `gate-terminal ledger verify`.",
    ),
    (
        "file is not a database",
        Fault.LEDGER_DAMAGED,
        "The register's file is damaged: run `gate-terminal ledger verify`.",
    ),
)


_OF_OTHERS = (
    *("issue", "revoke", "correct", "print", "reveal", "replace_key", "take_lists"),
    *("roster", "permit", "permit_withdrawn", "resumed", "not_resumed"),
)
"""What is logged of passes and keys, and of a zone's staff and companies."""


@contextmanager
def faults_told() -> Iterator[None]:
    """Turn the errors that disk and other programs cause into :class:`WorldFault`; others are bugs and pass through."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        for beginning, fault, sentence in _FAULTS:
            if str(error).startswith(beginning):
                raise WorldFault(fault, sentence) from error
        raise


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """Run the block as one transaction: all of it or nothing.

    It is begun IMMEDIATE: a read that later becomes a write would fail at once beside another writer,
    whatever the time-out.
    """
    with faults_told():
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            # SQLite may have rolled back by itself, as it does when the disk is full.
            if db.conn.in_transaction:
                db.execute("ROLLBACK")
            raise


def note(db: Database, at: datetime, who: str, action: str, subject: str, why: str = "", what: str = "") -> None:
    """Write one line of the register's log, inside the transaction that it tells about.

    `subject` and `what` name ids, serials and columns, never a person's data.
    """
    db.execute(
        "INSERT INTO register_log (at, who, action, subject, why, what) VALUES (?, ?, ?, ?, ?, ?)",
        [at.isoformat(timespec="seconds"), who, action, subject, why, what],
    )


def state_of(db: Database) -> int:
    """Return a number that rises with every change of households and their people (each one is logged).

    Passes and a zone's staff do not count: while one looks at an import, the other may issue and print.
    """
    marks = ", ".join("?" * len(_OF_OTHERS))
    sql = f"SELECT id FROM register_log WHERE action NOT IN ({marks}) ORDER BY id DESC LIMIT 1"  # noqa: S608
    row = db.execute(sql, _OF_OTHERS).fetchone()
    return 0 if row is None else int(row[0])
