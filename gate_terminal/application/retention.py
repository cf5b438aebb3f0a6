"""The retention time: who it was is erased after 28 days, by itself, in the moments when nobody stands at the gate."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from gate_terminal.application.clocks import Clock
from gate_terminal.application.fever_cases import FeverCases
from gate_terminal.application.outlived import forget_keys
from gate_terminal.domain.faults import WorldFault
from gate_terminal.domain.fever_case import FeverCase, FeverStep
from gate_terminal.ledger.file import LedgerFile
from gate_terminal.ledger.retention import IdentityErasure, bytes_gone
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.retention import Forgotten, RegisterErasure

_log = logging.getLogger(__name__)

LOOK_SECONDS = 3600.0
"""So often a gate that is open looks whether anything is due."""
BELIEVED_GAP = timedelta(days=3)
"""A clock so far ahead of the last record may be wrong: erasing by it could not be undone."""
BELIEVED_AFTER_SECONDS = 24 * 3600.0
"""Such a clock is believed after it was on everybody's screen for so long, or when a person says so."""
BY_ITSELF = "retention"
"""Who erased, where nobody did."""


@dataclass(frozen=True, slots=True)
class Due:
    """What is due to be erased, or was."""

    before: datetime
    """Everything earlier."""
    passages: int
    reasons: int
    register: Forgotten
    held_back: int
    """Passages that are old enough but belong to a fever case that is open, or was not closed long enough ago."""
    everything: bool
    """The whole register goes: the terminal was stood down long enough ago."""
    unfinished: bool = False
    """An earlier erasure was begun and did not come to its end; the next one goes on with it."""

    @property
    def rows(self) -> int:
        """How many rows there are to do."""
        return self.passages + self.reasons + self.register.rows


class Erasure:
    """One erasure over ledger and register, in steps; use it in the thread that opened the file.

    `now` must be true: what is erased cannot be brought back.
    """

    def __init__(self, ledger: Ledger, *, days: int, now: datetime, who: str) -> None:
        self.before = now - timedelta(days=days)
        self.waits = False
        """All is done but to cut off the WAL, which somebody is reading."""
        self._ledger = ledger
        needed = [case for case in FeverCases(ledger).all() if _is_needed(case, self.before)]
        since = ledger.stood_down_at()
        self.everything = since is not None and since <= self.before
        uids = {attempt.uid for case in needed for attempt in case.attempts}
        self._identities = IdentityErasure(ledger, self.before, now, who, keep=uids)
        self._register = RegisterErasure(
            ledger.file,
            self.before,
            now,
            who,
            self._seen,
            everything=self.everything,
            keep={case.attempt.party for case in needed},
        )
        self._held_back = sum(attempt.at < self.before for case in needed for attempt in case.attempts)

    def due(self) -> Due:
        """Tell what is still to be done."""
        identities = self._identities
        passages, reasons = identities.passages_due, identities.due - identities.passages_due
        unfinished = identities.unfinished or self._register.unfinished
        return Due(self.before, passages, reasons, self._register.due(), self._held_back, self.everything, unfinished)

    def done(self) -> Due:
        """Tell what has been done."""
        identities, register = self._identities, self._register.done
        return Due(self.before, identities.passages, identities.words, register, self._held_back, self.everything)

    def step(self) -> bool:
        """Do a little; return whether anything is left. Raises as `Ledger.record` does; then the step may be repeated.

        The last step cuts off the WAL, in which the old bytes lie; while somebody reads the file it must wait. So it
        is where nothing was due: a program that ended may have left the bytes there.
        """
        if self._identities.step() or self._register.step():
            return True
        self.waits = not bytes_gone(self._ledger)
        return self.waits

    def lay_the_file_anew(self) -> None:
        """Write the whole file anew, without a byte of what is no more; for when nobody waits (seconds)."""
        self._ledger.file.rows("VACUUM")
        bytes_gone(self._ledger)

    def _seen(self, household: str, person: str) -> bool:
        sql = "SELECT 1 FROM passages WHERE party = ? AND person = ? LIMIT 1"
        return bool(self._ledger.file.rows(sql, (household, person)))


def _is_needed(case: FeverCase, before: datetime) -> bool:
    """Tell whether a fever case is open, or was closed after `before`."""
    closed = case.done(FeverStep.OUTCOME)
    return closed is None or closed.at >= before


class DailyErasure:
    """Erases by itself while a gate is open: a step in an idle moment, an hour between two looks.

    `keys` is the directory in which keys lie that end with a stand-down.
    """

    def __init__(self, ledger: Ledger, clock: Clock, days: int, *, keys: Path | None = None) -> None:
        self._ledger = ledger
        self._keys = keys
        self._clock = clock
        self._days = days
        self._opened = self._next = clock.monotonic()
        self._under_way: Erasure | None = None
        self._wal_is_cut = False
        # Before anything is written down by this clock itself.
        last = last_recorded(ledger.file)
        self._gap = timedelta(0) if last is None else clock.now() - last
        self._warned = False

    def idle(self) -> bool:
        """Use an idle moment; return whether an erasure has come to its end."""
        if self._under_way is None:
            if not self._wal_is_cut:
                # What was erased before the program ended may still lie there.
                self._wal_is_cut = bytes_gone(self._ledger)
            if self._clock.monotonic() < self._next or not self._clock_is_believed():
                return False
            self._next = self._clock.monotonic() + LOOK_SECONDS
            erasure = Erasure(self._ledger, days=self._days, now=self._clock.now(), who=BY_ITSELF)
            due = erasure.due()
            if not due.rows and not due.unfinished:
                self._forget_keys(erasure)
                return False
            self._under_way = erasure
        erasure, self._under_way = self._under_way, None
        if erasure.step():
            self._under_way = erasure
            return False
        done = erasure.done()
        if done.everything:
            self._lay_the_file_anew(erasure)
            self._forget_keys(erasure)
        _log.info(
            "erased after the retention time: %d passages, %d reasons, %d rows of the register",
            done.passages,
            done.reasons,
            done.register.rows,
        )
        return True

    def _lay_the_file_anew(self, erasure: Erasure) -> None:
        """Write the file anew after the register was emptied: the lane is closed, nobody waits."""
        try:
            erasure.lay_the_file_anew()
        except WorldFault as fault:
            # Every byte was overwritten where it stood; this is for what nobody has thought of.
            _log.warning("the emptied ledger was not written anew: %s", fault.detail)

    def _forget_keys(self, erasure: Erasure) -> None:
        """Wipe what is worth nothing any more once everybody has been forgotten, also where it came too late."""
        if erasure.everything and self._keys is not None:
            forget_keys(self._keys)

    def _clock_is_believed(self) -> bool:
        if self._gap <= BELIEVED_GAP or self._clock.monotonic() - self._opened >= BELIEVED_AFTER_SECONDS:
            return True
        if not self._warned:
            self._warned = True
            _log.warning("nothing is erased yet: the clock is %s ahead of the last record", self._gap)
        return False


def last_recorded(file: LedgerFile) -> datetime | None:
    """Return when the last row of the chain was recorded, None in an empty ledger."""
    sql = (
        "SELECT max((SELECT coalesce(max(recorded_at), '') FROM (SELECT recorded_at FROM passages ORDER BY place DESC"
        " LIMIT 1)), (SELECT coalesce(max(recorded_at), '') FROM (SELECT recorded_at FROM events ORDER BY place DESC"
        " LIMIT 1)))"
    )
    ((text,),) = file.rows(sql)
    return datetime.fromisoformat(text) if text else None
