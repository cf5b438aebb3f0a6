"""Changes the form of a ledger that is there: encrypts it, gives it another key, or makes it plain again.

At every moment there is one whole file in the ledger's place. The new one is written beside it and compared; the change
happens when it is renamed; what is left to do then, any program that is started next completes (`complete_change`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from gate_terminal.application.backups import BackupPlace, backup_places, copied
from gate_terminal.application.encryption import (
    ChangeOfForm,
    beginning_of,
    complete_change,
    replaced_path,
)
from gate_terminal.application.place import Place
from gate_terminal.application.settings import read_settings
from gate_terminal.application.wiping import wipe
from gate_terminal.credentials.durable import move_durably, write_durably
from gate_terminal.credentials.keys import KeyRing, read_or_make_passphrase, stored_passphrase
from gate_terminal.credentials.ledger_key import (
    coming_ledger_key_path,
    kept_ledger_key_path,
    make_ledger_key,
    mark_of,
)
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.ledger.backup import backups
from gate_terminal.ledger.cipher import under_key
from gate_terminal.ledger.lock import WindowLock, demand_alone
from gate_terminal.ledger.rewriting import alone_with, write_anew

_MARGIN = 16 * 1024 * 1024
"""Bytes that must be free beyond a backup and the new file."""


@dataclass(frozen=True, slots=True)
class FormChanged:
    """What came of a change: so many rows of the chain, the new backups, and what is left in the old form."""

    rows: int
    backed_up: tuple[Path, ...]
    not_backed_up: tuple[str, ...]
    """Sentences about places that took no backup."""
    left: tuple[Path, ...]
    """Backups, and ledgers set aside, that are still in the old form or under the old key."""
    kept_key: Path | None
    """Where the old key lies, with which older backups are encrypted."""


def change_form(
    place: Place, now: datetime, *, encrypted: bool, new_key: bool = False, wipe_old: bool = False
) -> FormChanged:
    """Change the form of the ledger of `place`; SQLCipher must be in use (`use_sqlcipher`).

    With `new_key` one that is encrypted already gets another key. With `wipe_old` backups in the old form, in the
    places that can be reached, are deleted once there is one in the new form, and the old key with them.

    Raises `WrongUse` where there is nothing to change, or no passphrase is stored; `WorldFault` LEDGER_HELD while
    anybody has the ledger open, FILE_UNWRITABLE where there is no room, LEDGER_DAMAGED where it is not whole, and as
    `open_file`: then nothing was changed.
    """
    settings = read_settings(place.settings)
    old_mark = settings.ledger.key
    _demand_possible(place, old_mark, encrypted=encrypted, new_key=new_key)
    lock = WindowLock(place.ledger)
    try:
        demand_alone(place.ledger)
        _demand_room(place)
        copied(place.ledger, BackupPlace(place.backups, own=True), now)
        with _told():
            key, rows = _exchanged(place, encrypted=encrypted)
        complete_change(place)
    finally:
        lock.release()
    made, failed = [], []
    with under_key(key):
        # A backup is named by its second: the new one must not take the place of the old one.
        for where in backup_places(place, settings):
            try:
                made.append(copied(place.ledger, where, _a_second_later(where, now)).path)
            except WorldFault as fault:
                failed.append(fault.detail)
    kept_key = kept_ledger_key_path(place.keys, old_mark) if old_mark else None
    left = _in_the_old_form(place, [where.directory for where in backup_places(place, settings)], made)
    if wipe_old and made:
        with _told():
            for path in (*left, *([] if kept_key is None else [kept_key])):
                wipe(path)
        left, kept_key = (), None
    return FormChanged(rows, tuple(made), tuple(failed), left, kept_key)


def _demand_possible(place: Place, old_mark: str, *, encrypted: bool, new_key: bool) -> None:
    if not encrypted and not old_mark:
        raise WrongUse("The ledger is not encrypted; nothing was changed.")
    if encrypted and old_mark and not new_key:
        raise WrongUse("The ledger is encrypted already; nothing was changed. For another key: --new-key.")
    if encrypted and new_key and not old_mark:
        raise WrongUse("The ledger is not encrypted, so there is no key to change.")
    if encrypted and stored_passphrase(place.keys) is None and _has_signing_keys(place):
        raise WrongUse(
            "The passphrase of this terminal's keys is stored nowhere, and an encrypted ledger needs one that is: "
            "a gate starts without a question. Nothing was changed; see full-disk encryption."
        )


def _has_signing_keys(place: Place) -> bool:
    try:
        KeyRing.open(place.keys, "only looked for")
    except WorldFault:
        return False
    return True


def _demand_room(place: Place) -> None:
    """Raise FILE_UNWRITABLE where the disk has no room for a backup and the new file."""
    files = [place.ledger, Path(f"{place.ledger}-wal")]
    needed = 2 * sum(path.stat().st_size for path in files if path.exists()) + _MARGIN
    free = shutil.disk_usage(place.root).free
    if free < needed:
        raise WorldFault(
            Fault.FILE_UNWRITABLE,
            f"There is not enough room: {needed // 1_000_000} MB are needed in {place.root}, {free // 1_000_000} MB "
            "are free. Nothing was changed.",
        )


def _exchanged(place: Place, *, encrypted: bool) -> tuple[bytes | None, int]:
    """Write the ledger anew and put it in its place; return its key and how many rows it has."""
    anew, coming = place.ledger.with_name(f"{place.ledger.name}.anew"), coming_ledger_key_path(place.keys)
    for path in (anew, Path(f"{anew}-journal"), coming, replaced_path(place), ChangeOfForm.path(place)):
        # Of a change that was ended before its new file was in place; nobody uses it.
        wipe(path)
    key = make_ledger_key(place.keys, read_or_make_passphrase(place.keys), coming=True) if encrypted else None
    change = None
    try:
        with alone_with(place.ledger) as connection:
            found = write_anew(connection, anew, key)
            change = ChangeOfForm("" if key is None else mark_of(key), beginning_of(anew))
            write_durably(ChangeOfForm.path(place), change.to_bytes())
            with suppress(OSError):
                # A file system without links: the old bytes are given up, not overwritten.
                os.link(place.ledger, replaced_path(place))
            move_durably(anew, place.ledger)
    except BaseException:
        if change is None or beginning_of(place.ledger) != change.begins:
            _give_up(anew, Path(f"{anew}-journal"), coming, ChangeOfForm.path(place), replaced_path(place))
        # Else the new file is in its place, whatever the disk said then: nothing of it may go.
        raise
    return key, found.rows


def _give_up(*paths: Path) -> None:
    for path in paths:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _a_second_later(where: BackupPlace, now: datetime) -> datetime:
    """Return `now`, or the next second at which no backup lies there yet."""
    taken = {at for at, _ in backups(where.directory)}
    while now.replace(microsecond=0) in taken:
        now += timedelta(seconds=1)
    return now


def _in_the_old_form(place: Place, directories: list[Path], made: list[Path]) -> tuple[Path, ...]:
    """Return backups and ledgers set aside that the new form of the ledger does not cover."""
    found = [path for directory in directories for _, path in backups(directory) if path not in made]
    found += [path for path in place.root.glob(f"{place.ledger.name}.damaged-*") if path.is_file()]
    return tuple(sorted(found))


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorldFault(
            Fault.FILE_UNWRITABLE, f"The form of the ledger could not be changed: {error.strerror or error}."
        ) from error
