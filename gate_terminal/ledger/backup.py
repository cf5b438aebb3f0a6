"""Backups: a copy made while the gate works on, verified after writing, and only so many kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlite_utils.utils import sqlite3

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.moments import SITE_ZONE, site_moment
from gate_terminal.ledger.chain import Verification, examine
from gate_terminal.ledger.cipher import refuse_other_form, unlock
from gate_terminal.ledger.file import BUSY_SECONDS
from gate_terminal.ledger.schema import IDENTITY
from gate_terminal.ledger.trouble import fault_of, told

_NAME = "gate-%Y%m%dT%H%M%S.sqlite"
_HOURLY = 48
_DAILY = 30


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup: made at `at`, with what a check of it found."""

    path: Path
    at: datetime
    verification: Verification


def back_up(ledger: Path, directory: Path, *, at: datetime) -> Backup:
    """Copy the ledger file into `directory`, verify the copy, drop the oldest beyond those that are kept.

    Uses a connection of its own, so any thread or process may call it while the gate works. The newest 48 are
    kept, and the last one of each of the newest 30 days. Raises `WorldFault`: FILE_UNWRITABLE where the
    directory does not take it, LEDGER_DAMAGED where the copy is not whole (it is not kept), and as
    `open_file` for the ledger itself.
    """
    target = directory / site_moment(at).strftime(_NAME)
    unfinished = target.with_suffix(".part")
    if not ledger.exists():
        raise WorldFault(Fault.NOT_SET_UP, f"There is no ledger at {ledger}; run: gate-terminal init.")
    refuse_other_form(ledger)
    _refuse_anothers_directory(ledger, directory)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        os.close(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
        try:
            _copy(ledger, unfinished)
            found = verification_of(unfinished)
            if not found.whole:
                raise WorldFault(Fault.LEDGER_DAMAGED, f"The backup was not kept: {found.first_bad}")
            _flush(unfinished)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)
        _rotate(directory)
    except OSError as error:
        raise _unwritable(directory, error.strerror or str(error)) from error
    return Backup(target, at, found)


def backups(directory: Path) -> list[tuple[datetime, Path]]:
    """Return the backups in a directory with the moments of their names, newest first."""
    found = []
    with suppress(OSError):
        for path in directory.iterdir():
            with suppress(ValueError):
                found.append((datetime.strptime(path.name, _NAME).replace(tzinfo=SITE_ZONE), path))
    return sorted(found, reverse=True)


@contextmanager
def reading(path: Path, *, alone: bool) -> Iterator[sqlite3.Connection]:
    """Give a connection that only reads; `alone` says that nobody else writes the file and it has no WAL."""
    uri = f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"
    connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        unlock(connection)
        _as_it_is_today(connection)
        yield connection
    finally:
        connection.close()


def _as_it_is_today(connection: sqlite3.Connection) -> None:
    """Let a file that an older program wrote be read as if it had the columns that came later, all of them empty."""
    with suppress(sqlite3.Error):
        # Where even this cannot be read, whoever reads the rows is told.
        there = {name for _, name, *_ in connection.execute("PRAGMA main.table_info(passages)")}
        later = [f"NULL AS {name}" for name in IDENTITY if name not in there]
        if there and later:
            connection.execute(f"CREATE TEMP VIEW passages AS SELECT *, {', '.join(later)} FROM main.passages")  # noqa: S608


def verification_of(path: Path) -> Verification:
    """Check a backup; raises `WorldFault` LEDGER_DAMAGED where it cannot even be read."""
    with told(path), reading(path, alone=True) as connection:
        return examine(connection)


_FIRST_ROW = "SELECT hash FROM passages WHERE place = 1 UNION ALL SELECT hash FROM events WHERE place = 1"


def first_row_of(path: Path, *, alone: bool) -> bytes | None:
    """Return the hash of a chain's first row, by which two ledgers are told apart; None where it cannot be read."""
    with suppress(WorldFault, sqlite3.Error, UnicodeError, OSError), reading(path, alone=alone) as connection:
        found = connection.execute(_FIRST_ROW).fetchone()
        return None if found is None else bytes(found[0])
    return None


def _refuse_anothers_directory(ledger: Path, directory: Path) -> None:
    """Raise FILE_UNWRITABLE where the newest backup in `directory` is that of another ledger.

    Each would drop the other's when it drops its old ones, and a restore might take the wrong one.
    """
    newest = next((path for _, path in backups(directory)), None)
    if newest is None:
        return
    ours, theirs = first_row_of(ledger, alone=False), first_row_of(newest, alone=True)
    if ours is not None and theirs is not None and ours != theirs:
        raise _unwritable(directory, "the backups there are of another terminal; give each its own directory")


def _copy(ledger: Path, target: Path) -> None:
    with told(ledger), reading(ledger, alone=False) as source:
        copy = sqlite3.connect(str(target), isolation_level=None)
        try:
            unlock(copy)
            # All pages in one step: within one read transaction, so the writer is not disturbed and the copy is
            # of one moment.
            source.backup(copy, pages=-1)
            # A backup is one file: no WAL beside it that somebody forgets to copy.
            copy.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.Error as error:
            fault = fault_of(error, target)
            if fault is None or fault.fault in {Fault.LEDGER_DAMAGED, Fault.LEDGER_BUSY}:
                raise
            raise _unwritable(target.parent, fault.detail) from error
        finally:
            copy.close()


def _unwritable(directory: Path, why: str) -> WorldFault:
    return WorldFault(Fault.FILE_UNWRITABLE, f"No backup could be written to {directory}: {why.rstrip('.')}.")


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _rotate(directory: Path) -> None:
    found = backups(directory)
    kept = {path for _, path in found[:_HOURLY]}
    days: dict[object, Path] = {}
    for at, path in found:
        days.setdefault(at.date(), path)
    kept |= set(list(days.values())[:_DAILY])
    for _, path in found:
        if path not in kept:
            path.unlink(missing_ok=True)
