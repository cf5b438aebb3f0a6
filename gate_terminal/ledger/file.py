"""The one SQLite file of a terminal, opened so that what was committed stays committed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.ledger.cipher import refuse_other_form, unlock
from gate_terminal.ledger.lock import WindowLock
from gate_terminal.ledger.schema import KNOWN_STEPS, ledger_migrations
from gate_terminal.ledger.trouble import OutcomeUnknown, fault_of, told
from gate_terminal.ledger.witness import Witness

# Before this release two connections could corrupt a WAL file that was being reset (https://sqlite.org/wal.html).
FIXED_SQLITE = (3, 51, 3)
BUSY_SECONDS = 5.0
# Checkpoints happen in idle moments (`Ledger.rest`); this many pages of WAL force one within a commit.
_FORCED_CHECKPOINT_PAGES = 4000
# SQLite walks through its whole cache at a commit that has split a page: 0.5 ms at 32 MiB, in one commit of fifty.
# What is not kept here is kept by the system.
_CACHE_KIBIBYTES = 2 * 1024
_DISK_FAULTS = {Fault.LEDGER_IO, Fault.LEDGER_FULL, Fault.LEDGER_READ_ONLY}


class LedgerFile(Database):
    """The open file: a `sqlite_utils.Database` for everyone who keeps tables in it.

    It stays the same object when the connection behind it had to be replaced after a disk error. `notes`
    tells the start screen what is unusual (one sentence each). Use it in the thread that opened it.
    """

    def __init__(self, path: Path | None, *, window: bool) -> None:
        self.path = path
        self.window = window
        self.notes: tuple[str, ...] = ()
        self.suspect = False
        """The disk failed under this connection: replace it before the next use."""
        self.witness = None if path is None else Witness(path)
        self._lock = WindowLock(path) if window and path is not None else None
        try:
            with told(path):
                super().__init__(self._connect())
                self._migrate()
        except BaseException:
            self.close()
            raise

    def _connect(self) -> sqlite3.Connection:
        """Return a new connection with all promises switched on."""
        connection = sqlite3.connect(str(self.path or ":memory:"), timeout=BUSY_SECONDS, isolation_level=None)
        try:
            self._switch_on(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _switch_on(self, connection: sqlite3.Connection) -> None:
        execute = connection.execute
        if self.path is not None:
            unlock(connection)
        if self.path is not None and sqlite3.sqlite_version_info < FIXED_SQLITE:
            execute("PRAGMA locking_mode=EXCLUSIVE")
            self.notes = (
                (
                    f"SQLite {sqlite3.sqlite_version} can damage a ledger that two programs use: "
                    "office commands must wait until the gate window is closed."
                ),
            )
        if self.path is not None:
            (mode,) = execute("PRAGMA journal_mode=WAL").fetchone()
            if mode != "wal":
                raise WorldFault(
                    Fault.LEDGER_READ_ONLY, f"The ledger {self.path} cannot be written to safely here (mode {mode})."
                )
        execute("PRAGMA synchronous=FULL")
        execute("PRAGMA foreign_keys=ON")
        execute("PRAGMA secure_delete=ON")
        execute("PRAGMA recursive_triggers=ON")
        # What is sorted may be names: never in a file that somebody could find.
        execute("PRAGMA temp_store=MEMORY")
        execute(f"PRAGMA cache_size=-{_CACHE_KIBIBYTES}")
        execute(f"PRAGMA wal_autocheckpoint={_FORCED_CHECKPOINT_PAGES}")
        # A write that is taken back shows a read-only file or directory now, not at the first passage; BEGIN
        # IMMEDIATE alone is content to read.
        execute("BEGIN IMMEDIATE")
        execute("PRAGMA user_version = 0")
        execute("ROLLBACK")

    def _migrate(self) -> None:
        """Bring the ledger's tables up to date; refuse a file that a newer program has written."""
        newer = sorted({migration.name for migration in ledger_migrations.applied(self)} - KNOWN_STEPS)
        if newer:
            raise WorldFault(
                Fault.LEDGER_NEWER,
                f"The ledger {self.path} was written by a newer program (it has {', '.join(newer)}); update this one.",
            )
        if ledger_migrations.pending(self):
            # All steps or none: a file half-way would be too new for the old program and too old for this one.
            self.conn.execute("BEGIN IMMEDIATE")
            try:
                ledger_migrations.apply(self)
                self.conn.execute("COMMIT")
            except BaseException:
                self._give_up(self.conn)
                raise

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give the connection inside a ``BEGIN IMMEDIATE`` transaction; commit at the end, roll back on any error.

        A commit that failed raises `OutcomeUnknown`; every other fault of the world means nothing was written.
        """
        with told(self.path):
            if self.suspect:
                self.reopen()
            connection = self.conn
            connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException as error:
            self._give_up(connection)
            fault = fault_of(error, self.path) if isinstance(error, sqlite3.Error) else error
            if isinstance(fault, WorldFault):
                self.suspect |= fault.fault in _DISK_FAULTS
                raise fault from error
            raise
        try:
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            self._give_up(connection)
            fault = fault_of(error, self.path)
            if fault is None:
                raise
            self.suspect = True
            raise OutcomeUnknown(fault.fault, fault.detail) from error

    def _give_up(self, connection: sqlite3.Connection) -> None:
        """Roll back; where even that fails, the connection is not used again."""
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            self.suspect = True

    def reopen(self) -> None:
        """Replace the connection; the tables in memory of an in-memory ledger would be lost, so it keeps its own."""
        self.suspect = False
        if self.path is None:
            return
        with told(self.path):
            self.suspect = True
            with suppress(sqlite3.Error):
                # Closing may checkpoint, and so fail like the commit did; the file is looked at anew anyway.
                self.conn.close()
            self.conn = self._connect()
            self.suspect = False

    def rows(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query as tuples."""
        with told(self.path):
            if self.suspect:
                self.reopen()
            return list(self.conn.execute(sql, parameters))

    def close(self) -> None:
        """Close the connection and give the lock back."""
        if hasattr(self, "conn"):
            super().close()
        if self.witness is not None:
            self.witness.close()
        if self._lock is not None:
            self._lock.release()


def open_file(path: Path, *, window: bool, create: bool = False) -> LedgerFile:
    """Open the ledger file `path`, as the one gate window or as an office command.

    Raises `WorldFault`: NOT_SET_UP where there is no file (unless `create`), LEDGER_HELD where another gate
    window is open, LEDGER_READ_ONLY, LEDGER_FULL, LEDGER_IO, LEDGER_BUSY, LEDGER_DAMAGED, LEDGER_NEWER;
    KEYS_UNREADABLE where the ledger is encrypted and cannot be unlocked.
    """
    path = Path(path)
    if create:
        _create(path)
    try:
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise WorldFault(
            Fault.NOT_SET_UP,
            f"There is no ledger at {path}; run: gate-terminal init, or gate-terminal ledger restore if there was one.",
        ) from error
    except OSError as error:
        raise WorldFault(Fault.LEDGER_IO, f"The ledger {path} cannot be looked at: {error.strerror}.") from error
    if size == 0 and not create:
        # SQLite would take an empty file for a new ledger, and a day's passages would be gone without a word.
        raise WorldFault(Fault.LEDGER_DAMAGED, f"The ledger {path} is empty; run: gate-terminal ledger restore.")
    refuse_other_form(path)
    return LedgerFile(path, window=window)


def _create(path: Path) -> None:
    """Make an empty file that only its owner reads; leave one that is there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError as error:
        raise WorldFault(Fault.LEDGER_READ_ONLY, f"The ledger {path} cannot be made: {error.strerror}.") from error
