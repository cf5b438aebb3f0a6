"""Backups and ledgers set aside end some days after what is in them was forgotten in the ledger itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from gate_terminal.application.settings import RetentionSettings
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.ledger.backup import backups

_log = logging.getLogger(__name__)

_SET_ASIDE = re.compile(r"\.damaged-([0-9]{8}T[0-9]{6})(-[0-9]+)?(-wal)?")


@dataclass(frozen=True, slots=True)
class Kept:
    """How many days backups, and ledgers that a restore set aside, may outlive the newest good backup."""

    backups: int
    set_aside: int


def kept_of(retention: RetentionSettings) -> Kept:
    """Return how long they are kept by the settings."""
    return Kept(backups=retention.backup_days, set_aside=retention.days)


def drop_outlived(ledger: Path, directories: Iterable[Path], kept: Kept, newest: datetime) -> int:
    """Delete what still knows identities that the ledger has forgotten; return how many files.

    Call it after a good backup was made at `newest`, which is always left. A stick that is not there is left alone.
    """
    outlived = [
        path
        for directory in directories
        for at, path in backups(directory)
        if at != newest.replace(microsecond=0) and newest - at > timedelta(days=kept.backups)
    ]
    for path in ledger.parent.glob(f"{ledger.name}.damaged-*"):
        found = _SET_ASIDE.fullmatch(path.name.removeprefix(ledger.name))
        if found:
            at = datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=SITE_ZONE)
            if newest - at > timedelta(days=kept.set_aside):
                outlived.append(path)
    for path in outlived:
        # One that cannot be deleted now is deleted in an hour.
        with suppress(OSError):
            path.unlink(missing_ok=True)
    if outlived:
        _log.info("deleted after their time: %d backups and ledgers set aside", len(outlived))
    return len(outlived)
