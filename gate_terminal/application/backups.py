"""Backs the ledger up every hour and at the hand-over of a shift, beside the lane and never in its way."""

from __future__ import annotations

import logging
import multiprocessing
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from gate_terminal.application.clocks import Clock
from gate_terminal.application.outlived import Kept, drop_outlived, kept_beside, kept_of
from gate_terminal.application.place import Place
from gate_terminal.application.screen.events import Event, OrganReported
from gate_terminal.application.screen.signs import Lamp, Organ, OrganHealth
from gate_terminal.application.settings import RetentionSettings, Settings
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.moments import SITE_ZONE, civil_day
from gate_terminal.ledger.backup import Backup, back_up, backups
from gate_terminal.ledger.cipher import key_in_use, take_over

_log = logging.getLogger(__name__)

SECONDS_BETWEEN = 3600.0
SETTLE_SECONDS = 60.0
"""After the start the guard's first minute belongs to the lane."""
AGAIN_SECONDS = 300.0
"""A place that took no backup may be back soon: a stick is put in again."""


@dataclass(frozen=True, slots=True)
class BackupPlace:
    """A directory for backups; one that is `own` is made where it is missing.

    Another's (a stick, a share) must be there: where it is not plugged in, its name is only a directory on this disk.
    """

    directory: Path
    own: bool = False


def backup_places(place: Place, settings: Settings) -> tuple[BackupPlace, ...]:
    """Return where backups go: beside the ledger, and to a second place where there is one."""
    own = BackupPlace(place.backups, own=True)
    elsewhere = settings.backup.directory
    return (own, BackupPlace(Path(elsewhere))) if elsewhere else (own,)


class HourlyBackups:
    """A thread that lets a process copy the ledger file to each place, verified, and tells failures at the lamp.

    `hand_over` are the times of day (the site's) at which one shift takes over from another. `processes` makes what
    runs the copying; verifying a long ledger takes seconds of pure computing that the lane's own process must not give.
    """

    def __init__(
        self,
        ledger: Path,
        places: Sequence[BackupPlace],
        clock: Clock,
        post: Callable[[Event], None],
        *,
        hand_over: Sequence[time] = (),
        kept: Kept | None = None,
        processes: Callable[[], Executor] | None = None,
    ) -> None:
        self._ledger = ledger
        self._places = tuple(places)
        self._clock = clock
        self._post = post
        self._hand_over = tuple(hand_over)
        self._kept = kept or kept_of(RetentionSettings())
        self._processes = processes or _one_process
        self._stopping = threading.Event()
        self._failed: set[BackupPlace] = set()
        self._made: dict[BackupPlace, float] = {}
        self._thread = threading.Thread(target=self._run, name="backups")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; a copy that is under way is finished first."""
        self._stopping.set()
        self._thread.join()

    def due_in(self, place: BackupPlace) -> float:
        """Return the seconds until the next backup to `place` is due."""
        now = self._clock.now()
        newest = next(iter(backups(place.directory)), None)
        age = SECONDS_BETWEEN if newest is None else (now - newest[0]).total_seconds()
        if age < 0:
            # The newest was made by a clock that was ahead, or this one was set back: that must neither put the
            # backups off nor make one every minute.
            made = self._made.get(place)
            age = SECONDS_BETWEEN if made is None else self._clock.monotonic() - made
        due = max(SECONDS_BETWEEN - age, 0.0)
        for moment in self._hand_over:
            at = datetime.combine(civil_day(now), moment, SITE_ZONE)
            at += timedelta(days=1) if at <= now else timedelta()
            due = min(due, (at - now).total_seconds())
        return max(due, AGAIN_SECONDS if place in self._failed else SETTLE_SECONDS)

    def back_up_to(self, place: BackupPlace) -> None:
        """Make one backup; what goes wrong is told and logged, and is tried again."""
        try:
            with self._processes() as processes:
                made = processes.submit(copied, self._ledger, place, self._clock.now()).result()
        except WorldFault as fault:
            self._failed.add(place)
            _log.warning("no backup: %s", fault.detail)
            self._post(OrganReported(Organ.LEDGER, OrganHealth(Lamp.WARNING, fault.fault, fault.detail)))
        except Exception:  # noqa: BLE001 - the outermost handler of this thread
            self._failed.add(place)
            _log.exception("the backup failed")
        else:
            _log.info("backed up: %d rows", made.verification.rows)
            self._made[place] = self._clock.monotonic()
            drop_outlived(self._ledger, [place.directory], kept_beside(made.path, self._kept), made.at)
            if place in self._failed:
                self._failed.remove(place)
                if not self._failed:
                    self._post(OrganReported(Organ.LEDGER, OrganHealth(Lamp.GOOD)))

    def _run(self) -> None:
        due = {place: self._clock.monotonic() + self.due_in(place) for place in self._places}
        while not self._stopping.wait(max(0.0, min(due.values()) - self._clock.monotonic())):
            for place, moment in due.items():
                if moment <= self._clock.monotonic() and not self._stopping.is_set():
                    self.back_up_to(place)
                    due[place] = self._clock.monotonic() + self.due_in(place)


def copied(ledger: Path, place: BackupPlace, at: datetime) -> Backup:
    """Make one verified backup; raises as `back_up`, also where another's place is missing."""
    if not place.own and not place.directory.is_dir():
        raise WorldFault(Fault.FILE_UNWRITABLE, f"No backup could be written: {place.directory} is not there.")
    return back_up(ledger, place.directory, at=at)


def _one_process() -> Executor:
    """Return a process of its own that gives way to everything else on the computer."""
    # Not forked: this process has threads, and they hold locks.
    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(1, mp_context=spawn, initializer=take_over, initargs=(key_in_use(),))
