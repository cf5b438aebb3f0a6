"""Backs the ledger up every hour while the window is open, beside the lane and never in its way."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from gate_terminal.application.clocks import Clock
from gate_terminal.application.screen.events import Event, OrganReported
from gate_terminal.application.screen.values import Lamp, Organ, OrganHealth
from gate_terminal.domain.faults import WorldFault
from gate_terminal.ledger.backup import back_up, backups

_log = logging.getLogger(__name__)

SECONDS_BETWEEN = 3600.0
SETTLE_SECONDS = 60.0
"""After the start the guard's first minute belongs to the lane."""


class HourlyBackups:
    """A thread that copies the ledger file to `directory`, verified, and tells a failure at the ledger's lamp."""

    def __init__(self, ledger: Path, directory: Path, clock: Clock, post: Callable[[Event], None]) -> None:
        self._ledger = ledger
        self._directory = directory
        self._clock = clock
        self._post = post
        self._stopping = threading.Event()
        self._failed = False
        self._thread = threading.Thread(target=self._run, name="backups")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; a copy that is under way is finished first."""
        self._stopping.set()
        self._thread.join()

    def due_in(self) -> float:
        """Return the seconds until the next backup is due."""
        newest = next(iter(backups(self._directory)), None)
        if newest is None:
            return SETTLE_SECONDS
        age = (self._clock.now() - newest[0]).total_seconds()
        # A clock that was set back must not put the backups off.
        return max(SETTLE_SECONDS, SECONDS_BETWEEN - age) if age >= 0 else SETTLE_SECONDS

    def back_up_now(self) -> None:
        """Make one backup; what goes wrong is told and logged, and the next hour tries again."""
        try:
            made = back_up(self._ledger, self._directory, at=self._clock.now())
        except WorldFault as fault:
            self._failed = True
            _log.warning("no backup: %s", fault.detail)
            self._post(OrganReported(Organ.LEDGER, OrganHealth(Lamp.WARNING, fault.fault, fault.detail)))
        except Exception:  # noqa: BLE001 - the outermost handler of this thread
            _log.exception("the backup failed")
        else:
            _log.info("backed up: %d rows", made.verification.rows)
            if self._failed:
                self._failed = False
                self._post(OrganReported(Organ.LEDGER, OrganHealth(Lamp.GOOD)))

    def _run(self) -> None:
        while not self._stopping.wait(self.due_in()):
            self.back_up_now()
