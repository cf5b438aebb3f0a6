"""Restores a damaged ledger: the newest good backup, plus what the torn file still yields; the loss is told."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlite_utils.utils import sqlite3

from gate_terminal.domain.counting import counted
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.moments import site_moment
from gate_terminal.ledger import states
from gate_terminal.ledger.backup import backups, first_row_of, reading, verification_of
from gate_terminal.ledger.chain import Verification, verify
from gate_terminal.ledger.cipher import begins_plain, key_in_use, refuse_other_form
from gate_terminal.ledger.codec import moment_text
from gate_terminal.ledger.file import LedgerFile, open_file
from gate_terminal.ledger.lock import WindowLock, demand_alone
from gate_terminal.ledger.rails import broken_rails, put_back
from gate_terminal.ledger.rows import (
    EVENT_COLUMNS,
    INSERT_EVENT,
    INSERT_PASSAGE,
    Event,
    EventKind,
    digest_of_words,
    event_from,
    event_row,
)
from gate_terminal.ledger.salvage import Salvage, carry_other_tables
from gate_terminal.ledger.store import Ledger
from gate_terminal.ledger.trouble import told
from gate_terminal.ledger.witness import Head, Witness

_LAST_PLACE = "SELECT max(coalesce((SELECT max(place) FROM passages), 0), coalesce((SELECT max(place) FROM events), 0))"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore brought back, and what it could not; rows are passages and events together."""

    backup: Path | None
    backup_at: datetime | None
    rows_from_backup: int
    rows_salvaged: int
    lost: tuple[tuple[int, int], ...]
    """Places (first, last) of the chain from which no row came back."""
    rejected: tuple[str, ...]
    register_is_current: bool
    """The households and passes are those of the torn file; otherwise those of the backup."""
    set_aside: Path | None
    """Where the torn file lies now."""

    @property
    def rows_lost(self) -> int:
        """How many rows are gone."""
        return sum(last - first + 1 for first, last in self.lost)

    def sentences(self) -> list[str]:
        """Tell it in plain words."""
        source = "No good backup was found."
        if self.backup_at is not None:
            moment = f"{site_moment(self.backup_at):%Y-%m-%d %H:%M:%S}"
            source = f"From the backup of {moment}: {counted(self.rows_from_backup, 'row')}."
        said = [source, f"From the damaged file itself: {counted(self.rows_salvaged, 'row')} that came later."]
        said += list(self.rejected)
        if self.lost:
            places = ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in self.lost)
            where = "the place" if self.rows_lost == 1 else "the places"
            said.append(f"Lost: {counted(self.rows_lost, 'row')}, at {where} {places} of the chain.")
        else:
            said.append("Nothing is lost.")
        said.append(
            "Households and passes are as they were in the damaged file."
            if self.register_is_current
            else "Households and passes are as they were in the backup; enter later changes again."
        )
        if self.set_aside is not None:
            said.append(f"The damaged file was set aside as {self.set_aside}.")
        return said


def restore(path: Path, directories: Iterable[Path], *, now: Callable[[], datetime], who: str = "") -> Restored:
    """Build the ledger `path` anew and put it in place of the damaged one, which is set aside.

    Raises `WorldFault`: LEDGER_HELD while a gate window or anybody else has it open, NOT_SET_UP where there is neither
    a file nor a backup, LEDGER_DAMAGED where what came out is not whole (then nothing was changed), FILE_UNWRITABLE;
    KEYS_UNREADABLE where an encrypted ledger cannot be unlocked (nothing was changed).
    """
    refuse_other_form(path)
    directories = list(directories)  # the terminal's own first
    found = _newest_good(path, directories)
    if found is None:
        _refuse_without_key(path, directories)
    if found is None and not path.exists():
        raise WorldFault(Fault.NOT_SET_UP, f"There is no ledger at {path} and no good backup of it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = WindowLock(path)
    try:
        demand_alone(path)
        return _Restore(path, found, now, who).carry_out()
    except OSError as error:
        raise WorldFault(
            Fault.FILE_UNWRITABLE, f"The ledger could not be restored: {error.strerror or error}."
        ) from error
    finally:
        lock.release()


def _newest_good(ledger: Path, directories: Iterable[Path]) -> tuple[datetime, Path, Verification] | None:
    ours = _first_row(ledger, directories)
    # By what they hold: a name may be that of a clock which was ahead for an hour.
    found = [(_last_place(path), at, path) for directory in directories for at, path in backups(directory)]
    for _, at, path in sorted(found, reverse=True):
        with suppress(WorldFault):
            theirs = first_row_of(path, alone=True)
            if ours is not None and theirs is not None and ours != theirs:
                # A stick that goes from gate to gate: this one is of another.
                continue
            verification = verification_of(path)
            if verification.whole:
                return at, path, verification
    return None


def _first_row(ledger: Path, directories: Iterable[Path]) -> bytes | None:
    """Return how the chain of the damaged ledger begins; where it cannot say so itself, its own latest backup does.

    The first of the directories is the terminal's own.
    """
    ours = first_row_of(ledger, alone=False) if ledger.exists() else None
    own = next(iter(directories), None)
    for _, path in [] if own is None else backups(own):
        ours = ours or first_row_of(path, alone=True)
    return ours


def _last_place(backup: Path) -> int:
    """Return how far the chain in a backup goes; -1 where that cannot be read."""
    with suppress(WorldFault, UnicodeError, TypeError), told(backup), reading(backup, alone=True) as connection:
        (last,) = connection.execute(_LAST_PLACE).fetchone()
        return int(last)
    return -1


def _refuse_without_key(path: Path, directories: Iterable[Path]) -> None:
    """Raise KEYS_UNREADABLE where neither the ledger nor a backup is SQLite at all: whole, they are encrypted ones."""
    copies = [found for directory in directories for _, found in backups(directory)]
    if key_in_use() is None and copies and path.exists() and not any(map(begins_plain, [path, *copies])):
        raise WorldFault(
            Fault.KEYS_UNREADABLE,
            f"The ledger {path} and all its backups look encrypted, and there is no key; nothing was changed.",
        )


class _Restore:
    """One restore, in order: build beside, take what the torn file yields, check, swap."""

    def __init__(
        self,
        path: Path,
        found: tuple[datetime, Path, Verification] | None,
        now: Callable[[], datetime],
        who: str,
    ) -> None:
        self.path = path
        self.found = found
        self.now = now
        self.who = who
        self.new = path.with_name(path.name + ".restoring")
        self.confirmed = Witness(path).read()

    def carry_out(self) -> Restored:
        _remove(self.new)
        try:
            if self.found is not None:
                shutil.copyfile(self.found[1], self.new)
                self.new.chmod(0o600)
            file = open_file(self.new, window=False, create=True)
            try:
                restored = self._fill(file)
                with file.writing() as connection:
                    put_back(connection, broken_rails(connection))
                checked = verify(file)
                if not checked.whole:
                    raise WorldFault(Fault.LEDGER_DAMAGED, f"What was restored is not whole: {checked.first_bad}")
                # One file, nothing left in a WAL that the swap would leave behind.
                file.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                file.close()
            set_aside = self._swap()
        finally:
            _remove(self.new)
        witness = Witness(self.path)
        witness.remember(checked.head)
        witness.close()
        return replace(restored, set_aside=set_aside)

    def _fill(self, file: LedgerFile) -> Restored:
        rows = 0
        head = Head(0, bytes(32))
        if self.found is not None:
            rows, head = self.found[2].rows, self.found[2].head
        lost: list[tuple[int, int]] = []
        rejected: list[str] = []
        salvaged = 0
        current = False
        confirmed = self.confirmed.place if self.confirmed is not None else 0
        try:
            with reading(self._torn(), alone=False) as torn:
                salvage = Salvage(torn, head, confirmed)
                with file.writing() as connection:
                    for row in salvage.rows():
                        _take_over(connection, row, torn)
                        salvaged += 1
                        head = Head(row[0], row[-1])
                lost, rejected = salvage.lost, salvage.rejected
                current = carry_other_tables(torn, file.conn)
        except sqlite3.Error:
            # Not even the first page can be read: the backup is all there is.
            lost = [(head.place + 1, confirmed)] if confirmed > head.place else []
        self._own_up(file, max([head.place, *(last for _, last in lost)]), lost, salvaged)
        return Restored(
            backup=None if self.found is None else self.found[1],
            backup_at=None if self.found is None else self.found[0],
            rows_from_backup=rows,
            rows_salvaged=salvaged,
            lost=tuple(lost),
            rejected=tuple(rejected),
            register_is_current=current,
            set_aside=None,
        )

    def _own_up(self, file: LedgerFile, last_place: int, lost: list[tuple[int, int]], salvaged: int) -> None:
        """Put the restore itself into the chain, behind every place that was ever confirmed."""
        now = self.now()
        name = "" if self.found is None else self.found[1].name
        with file.writing() as connection:
            head = Ledger(file, now=self.now).head(connection)
            event = Event(
                place=last_place + 1,
                kind=EventKind.RESTORE,
                happened_at=now,
                recorded_at=now,
                who=self.who,
                about=name,
                why="",
                detail={"lost": [list(hole) for hole in lost], "salvaged": salvaged},
            )
            connection.execute(INSERT_EVENT, event_row(event, head.hash))
            states.rebuild(connection)

    def _torn(self) -> Path:
        """Return where the torn file is to be read: a restore that was ended may have taken its WAL away from it."""
        for aside in self.path.parent.glob(f"{self.path.name}.damaged-*"):
            with suppress(OSError):
                if aside.samefile(self.path):
                    return aside
        return self.path

    def _swap(self) -> Path | None:
        """Set the torn file aside, its WAL first: a WAL left behind would be replayed into the new file.

        It gets a second name before it loses its own, so at every moment there is a ledger in its place.
        """
        aside: Path | None = None
        if self.path.exists():
            stamp = site_moment(self.now()).strftime("%Y%m%dT%H%M%S")
            aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}")
            number = 1
            while aside.exists():
                number += 1
                aside = self.path.with_name(f"{self.path.name}.damaged-{stamp}-{number}")
            torn = self._torn()
            for suffix in ("-wal", ""):
                _name_again(Path(f"{torn}{suffix}"), Path(f"{aside}{suffix}"))
            if torn != self.path:
                _remove(torn)
        Path(f"{self.path}-shm").unlink(missing_ok=True)
        Path(f"{self.path}-wal").unlink(missing_ok=True)
        with self.new.open("rb+") as file:
            os.fsync(file.fileno())
        self.new.replace(self.path)
        Path(f"{aside}-shm").unlink(missing_ok=True)
        _sync(self.path.parent)
        return aside


def _take_over(connection: sqlite3.Connection, row: tuple[object, ...], torn: sqlite3.Connection) -> None:
    if len(row) != len(EVENT_COLUMNS):
        connection.execute(INSERT_PASSAGE, row)
        return
    connection.execute(INSERT_EVENT, row)
    with suppress(sqlite3.Error, UnicodeError, TypeError, AttributeError):
        # Words that cannot be read, or are not those of the chain, are told as lost by the check of the result.
        words = torn.execute("SELECT place, why, salt FROM event_words WHERE place = ?", (row[0],)).fetchone()
        if words is not None and digest_of_words(words[2], words[1]) == row[6]:
            connection.execute("INSERT INTO event_words VALUES (?, ?, ?)", words)
    event = event_from(row)
    if event.kind is EventKind.POLICY:
        connection.execute(
            "INSERT INTO policies SELECT ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM policies WHERE version = ?)",
            (event.about, event.detail["toml"], moment_text(event.happened_at), event.about),
        )


def _name_again(path: Path, other: Path) -> None:
    """Give a file, if it is there, a second name; where the file system has no such thing, a copy."""
    if not path.exists():
        return
    try:
        os.link(path, other)
    except OSError:
        shutil.copyfile(path, other)
        other.chmod(0o600)


def _sync(directory: Path) -> None:
    """Let the names in a directory reach the disk, where the system has such a call."""
    if hasattr(os, "O_DIRECTORY"):
        handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", ".head", ".lock"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
