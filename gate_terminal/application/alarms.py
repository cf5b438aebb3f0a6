"""Which fevers nobody has acknowledged: the ledger knows it, so a new start of the program does too."""

from __future__ import annotations

from datetime import datetime, timedelta

from gate_terminal.application.fever_cases import FeverCases
from gate_terminal.application.recollection import answer_of, visit_of
from gate_terminal.application.screen.answer import Alarm
from gate_terminal.domain.fever_case import BY_ITSELF
from gate_terminal.domain.words import Verdict
from gate_terminal.ledger.passage import Entered, Passage
from gate_terminal.ledger.reading import Asked
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.register import Register

STANDING = timedelta(hours=12)
"""So long a fever that nobody acknowledged is shown again; by then the shift is over, and the case is in the list."""


class Alarms:
    """Looks for them after each passage; use it in the thread that opened the ledger."""

    def __init__(self, ledger: Ledger, register: Register, fevers: FeverCases) -> None:
        self._ledger = ledger
        self._register = register
        self._fevers = fevers
        self._settled: set[str] = set()
        self._known: list[str] = []

    def open(self, now: datetime) -> tuple[Alarm, ...]:
        """Return the fevers of this gate that still want a guard's Enter, the oldest first.

        One for which somebody has taken a step, or whose outcome is known, has been seen; what the office entered
        afterwards was never at the gate.
        """
        recent = {p.uid: p for p in self._ledger.passages(Asked(since=now - STANDING, verdict=Verdict.ISOLATE))}
        # Once it is known, no clock that is put forward makes it old.
        known = [self._ledger.passage(uid) for uid in self._known if uid not in recent]
        found = [p for p in (*known, *recent.values()) if p is not None and self._counts(p)]
        if not found:
            return ()
        acknowledged = {event.about for event in self._ledger.events(EventKind.ACKNOWLEDGED)}
        self._settled |= {p.uid for p in found if p.uid in acknowledged or self._is_attended(p)}
        waiting = [passage for passage in found if passage.uid not in self._settled]
        self._known = [passage.uid for passage in waiting]
        return tuple(self._alarm(passage) for passage in waiting)

    def _counts(self, passage: Passage) -> bool:
        return passage.void is None and passage.entered is Entered.LIVE and passage.uid not in self._settled

    def _alarm(self, passage: Passage) -> Alarm:
        visit = visit_of(passage, self._register)
        return Alarm(answer_of(passage, visit, self._ledger.passage), visit)

    def _is_attended(self, passage: Passage) -> bool:
        """Tell whether somebody has done something about this fever since."""
        for case in self._fevers.open_of(passage.attempt.party):
            if passage.uid in {attempt.uid for attempt in case.attempts}:
                return any(done.at >= passage.attempt.at for done in case.steps if done.step not in BY_ITSELF)
        # Its case is closed.
        return True
