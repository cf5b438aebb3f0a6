"""Keeping the ledger safe, and people's data no longer than needed: what page and commands have in common."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from gate_terminal.application.backups import BackupPlace, backup_places, copied
from gate_terminal.application.office import Office
from gate_terminal.application.outlived import (
    NOTHING_OLDER,
    drop_outlived,
    forget_keys,
    kept_beside,
    kept_of,
)
from gate_terminal.application.place import Place
from gate_terminal.application.retention import Due, Erasure
from gate_terminal.application.settings import Settings, read_settings, write_settings
from gate_terminal.application.standing import Standing, standing
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.ledger.backup import Backup, backups
from gate_terminal.ledger.chain import Verification, verify
from gate_terminal.ledger.restore import Restored, restore
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.witness import code_of

__all__ = [
    "Backup",
    "Code",
    "Overview",
    "Rehearsed",
    "Restored",
    "Shelf",
    "back_up_now",
    "begin_backups_anew",
    "check_chain",
    "choose_second_place",
    "due_now",
    "erase_due",
    "overview",
    "places_of",
    "rehearse_restore",
    "restore_now",
]

Progress = Callable[[int, int], None]
"""Told how much is done, of how much."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """One place of backups; `second` is the stick or share, `reachable` false where it is not there now."""

    directory: Path
    second: bool
    reachable: bool
    number: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Code:
    """The latest checkpoint: what the office writes down."""

    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything that the page of safe-keeping shows."""

    shelves: tuple[Shelf, ...]
    code: Code | None
    due: Due
    standing: Standing
    days: int
    last_erasure: datetime | None


def places_of(office: Office) -> tuple[BackupPlace, ...]:
    """Return where backups go by the settings as they are now; another office may have changed them."""
    return backup_places(office.place, read_settings(office.place.settings))


def overview(office: Office) -> Overview:
    """Look at backups, code of the day, what is due to be erased, and whether the gate records."""
    shelves = []
    for where in places_of(office):
        found = backups(where.directory)
        reachable = where.own or where.directory.is_dir()
        shelves.append(Shelf(where.directory, not where.own, reachable, len(found), found[0][0] if found else None))
    days = office.settings.retention.days
    codes = list(office.ledger.events(EventKind.CHECKPOINT))
    erasures = [event.happened_at for event in office.ledger.events(EventKind.ERASURE) if "passages" in event.detail]
    return Overview(
        shelves=tuple(shelves),
        code=Code(str(codes[-1].detail["code"]), codes[-1].happened_at) if codes else None,
        due=due_now(office),
        standing=standing(office.ledger, days),
        days=days,
        last_erasure=erasures[-1] if erasures else None,
    )


def back_up_now(office: Office) -> tuple[Backup, ...]:
    """Back up to every place, verified; raises as `backups.copied` where one of them does not take it."""
    place, settings = office.place, read_settings(office.place.settings)
    made = []
    for where in backup_places(place, settings):
        backup = copied(place.ledger, where, office.now())
        kept = kept_beside(backup.path, kept_of(settings.retention))
        drop_outlived(place.ledger, [where.directory], kept, backup.at)
        made.append(backup)
    return tuple(made)


def choose_second_place(place: Place, directory: str) -> None:
    """Put backups to a second place (a stick, a share) from now on, to none where it is empty."""
    chosen = directory.strip()
    if chosen and not Path(chosen).is_dir():
        raise WrongUse(f"There is no directory {chosen}.")
    settings = read_settings(place.settings)
    write_settings(place.settings, replace(settings, backup=replace(settings.backup, directory=chosen)))


def check_chain(office: Office) -> tuple[Verification, str]:
    """Check the whole ledger; return what was found and the code of its last row."""
    found = verify(office.ledger.file)
    return found, code_of(found.head)


def due_now(office: Office) -> Due:
    """Tell what is due to be erased now."""
    return Erasure(office.ledger, days=office.settings.retention.days, now=office.now(), who="").due()


def erase_due(
    office: Office, who: str, *, progress: Progress = lambda _done, _all: None, stopped: Callable[[], bool] = bool
) -> Due:
    """Erase what is due now, and return what was erased; where the register is emptied, the backups begin anew.

    It may be stopped between two steps; the next erasure makes up for the rest. Raises as `Ledger.record` does.
    """
    erasure = Erasure(office.ledger, days=office.settings.retention.days, now=office.now(), who=who)
    of = max(erasure.due().rows, 1)
    while erasure.step():
        if stopped() or erasure.waits:
            break
        progress(min(erasure.done().rows, of), of)
    done = erasure.done()
    if done.everything and not erasure.due().rows:
        # Also where nothing was due any more: the program may have ended between the erasing and this.
        erasure.lay_the_file_anew()
        begin_backups_anew(office.place, read_settings(office.place.settings), office.now())
        forget_keys(office.place.keys)
    return done


def begin_backups_anew(place: Place, settings: Settings, now: datetime) -> None:
    """After a register was emptied: make a good backup in every place that is there, and delete all older ones."""
    for where in backup_places(place, settings):
        if where.own or where.directory.is_dir():
            made = copied(place.ledger, where, now)
            drop_outlived(place.ledger, [where.directory], NOTHING_OLDER, made.at)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How a restore would go: what it brought back in a place of its own, and how long that took."""

    restored: Restored
    seconds: float


def rehearse_restore(place: Place, directories: Sequence[Path], now: Callable[[], datetime]) -> Rehearsed:
    """Restore the newest good backup into an empty directory, check it, and throw it away; the gate works on.

    Raises NOT_SET_UP where there is no good backup, or no place at all, FILE_UNWRITABLE where there is no room for the
    trial.
    """
    if not place.root.is_dir():
        raise WorldFault(Fault.NOT_SET_UP, f"No terminal is set up in {place.root}: run gate-terminal init.")
    begun = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="rehearsal-", dir=place.root) as directory:
            restored = restore(Path(directory) / place.ledger.name, directories, now=now)
    except OSError as error:
        raise WorldFault(Fault.FILE_UNWRITABLE, f"{place.root} has no room for a trial: {error.strerror}.") from error
    except WorldFault as fault:
        if fault.fault is Fault.NOT_SET_UP:
            # The trial has no file of its own, so this is all that is missing.
            raise WorldFault(fault.fault, "There is no good backup to restore from: make one first.") from fault
        raise
    return Rehearsed(restored, time.monotonic() - begun)


def restore_now(office: Office, who: str) -> Restored:
    """Restore the ledger from the newest good backup and what the damaged file still yields; closes the office.

    The gate window must be closed (LEDGER_HELD), and nobody else in this program may have the file open. Raises as
    :func:`.ledger.restore.restore` does. What the backup still knew and the ledger had forgotten is forgotten again by
    the next erasure.
    """
    directories = [where.directory for where in places_of(office)]
    office.close()
    return restore(office.place.ledger, directories, now=office.now, who=who)
