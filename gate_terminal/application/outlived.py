"""Backups and ledgers set aside end some days after what is in them was forgotten in the ledger itself.

So does what a program left behind that was ended while it copied; and where everybody has been forgotten after a
stand-down, nothing older than that outlives the next good backup at all.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from gate_terminal.application.place import Place
from gate_terminal.application.settings import RetentionSettings, Settings
from gate_terminal.application.wiping import wipe
from gate_terminal.credentials.ledger_key import kept_ledger_keys, ledger_key_path
from gate_terminal.domain.faults import WorldFault
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.ledger.backup import backups, reading
from gate_terminal.ledger.retention import knows_somebody
from gate_terminal.ledger.standing import stood_down_at
from gate_terminal.ledger.trouble import told
from gate_terminal.register.retention import names_somebody

_log = logging.getLogger(__name__)

_HALF_DONE_AFTER = timedelta(days=1)
"""What is being copied is done long before; older than this, nobody will ever finish it."""
_SET_ASIDE = re.compile(r"\.damaged-([0-9]{8}T[0-9]{6})(-[0-9]+)?(-wal)?")


@dataclass(frozen=True, slots=True)
class Kept:
    """How many days backups, and ledgers that a restore set aside, may outlive the newest good backup."""

    backups: int
    set_aside: int
    half_done: timedelta = _HALF_DONE_AFTER


NOTHING_OLDER = Kept(-1, -1, timedelta(days=-1))
"""What is kept beside the newest backup once everybody has been forgotten."""


def kept_of(retention: RetentionSettings) -> Kept:
    """Return how long they are kept by the settings."""
    return Kept(backups=retention.backup_days, set_aside=retention.days)


def kept_beside(backup: Path, retention: Kept) -> Kept:
    """Return what may be kept beside a good backup: as `retention` says, nothing where it names nobody any more."""
    return NOTHING_OLDER if _names_nobody(backup) else retention


def _names_nobody(backup: Path) -> bool:
    """Tell whether a copy is of a terminal that was stood down and has forgotten everybody since."""
    with suppress(WorldFault), told(backup), reading(backup, alone=True) as connection:
        if stood_down_at(connection) is not None:
            return not knows_somebody(connection) and not names_somebody(connection)
    return False


def forget_keys(keys: Path) -> None:
    """Wipe the keys that are worth nothing once everybody has been forgotten.

    The digest of an identity number cannot be compared any more with what an old copy holds, nor can an old encrypted
    backup be opened with a key that was kept for it. What signs passes and lists names nobody, and stays; so does the
    key of the ledger: what happened, the counts and the chain are to be read. One that cannot be wiped now is wiped at
    the next erasure.
    """
    for path in (keys / "digest.key", *kept_ledger_keys(keys)):
        with suppress(OSError):
            wipe(path)


def old_key_is_left(place: Place, settings: Settings, now: datetime) -> bool:
    """Tell whether everybody has been forgotten, but the key of an encrypted ledger is still that of before."""
    try:
        made = ledger_key_path(place.keys).stat().st_mtime
        with told(place.ledger), reading(place.ledger, alone=False) as connection:
            since = stood_down_at(connection)
            if since is None or knows_somebody(connection) or names_somebody(connection):
                return False
    except (OSError, WorldFault):
        # That is told of the ledger and of the keys.
        return False
    forgotten = since + timedelta(days=settings.retention.days)
    return made < forgotten.timestamp() <= now.timestamp()


def drop_outlived(ledger: Path, directories: Sequence[Path], kept: Kept, newest: datetime) -> int:
    """Delete what still knows identities that the ledger has forgotten; return how many files.

    Call it after a good backup was made at `newest`, which is always left. A stick that is not there is left alone.
    """
    outlived = [
        path
        for directory in directories
        for at, path in backups(directory)
        if at != newest.replace(microsecond=0) and _age(path, at, newest) > timedelta(days=kept.backups)
    ]
    for path in ledger.parent.glob(f"{ledger.name}.damaged-*"):
        found = _SET_ASIDE.fullmatch(path.name.removeprefix(ledger.name))
        if found:
            at = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=SITE_ZONE)
            if _age(path, at, newest) > timedelta(days=kept.set_aside):
                outlived.append(path)
    outlived += _half_done(ledger, directories, newest - kept.half_done)
    for path in outlived:
        # One that cannot be deleted now is deleted in an hour.
        with suppress(OSError):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
    if outlived:
        _log.info("deleted after their time: %d backups and ledgers set aside", len(outlived))
    return len(outlived)


def _age(path: Path, at: datetime, now: datetime) -> timedelta:
    """Return how old a file is that is named by the moment `at`.

    One that is named after `now` was made by a clock that was ahead. Its days begin when that is first seen, and the
    file itself remembers when that was; should `now` be wrong instead, the name counts again once the clock is right.
    """
    if at <= now:
        return now - at
    try:
        seen = datetime.fromtimestamp(path.stat().st_mtime, SITE_ZONE)
        if seen <= now:
            return now - seen
        os.utime(path, (now.timestamp(), now.timestamp()))
    except OSError:
        # Gone, or of another's: then it is not for us to judge.
        pass
    return timedelta()


def _half_done(ledger: Path, directories: Sequence[Path], until: datetime) -> Iterator[Path]:
    """Yield copies of the ledger that a program began before `until` and was ended over."""
    found = [
        *(path for directory in directories for path in directory.glob("gate-*.part*")),
        *ledger.parent.glob(f"{ledger.name}.restoring*"),
        *ledger.parent.glob(f"{ledger.name}.anew*"),
        *ledger.parent.glob("rehearsal-*"),
    ]
    for path in found:
        with suppress(OSError):
            if path.stat().st_mtime < until.timestamp():
                yield path
