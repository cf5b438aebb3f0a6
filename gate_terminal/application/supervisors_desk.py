"""Who may answer a hold: the PIN, with every log-in and every wrong PIN in the chain."""

from __future__ import annotations

from datetime import datetime, timedelta

from gate_terminal.application.clocks import Clock
from gate_terminal.application.screen.desk import GROUNDS
from gate_terminal.application.screen.values import Answer, AnswerHold, Notice
from gate_terminal.application.supervisor import LOCKED_SECONDS, PinCheck
from gate_terminal.domain.override import was_needed
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger

WHO = "supervisor"
WRONG, LOCKED = "wrong_pin", "locked"


class SupervisorsDesk:
    """Checks the PIN for one terminal; use it in the thread that opened the ledger.

    A lock-out outlives the program: it stands in the chain.
    """

    def __init__(self, ledger: Ledger, pin_hash: str, clock: Clock) -> None:
        self._ledger = ledger
        self._pin = PinCheck(pin_hash, clock)
        self._pin.wrong, locked_at = self._remembered()
        if locked_at is not None:
            # A clock that was set back meanwhile makes nobody wait longer than that.
            left = min(locked_at - clock.now(), timedelta(0)) + timedelta(seconds=LOCKED_SECONDS)
            self._pin.locked_until = clock.monotonic() + left.total_seconds()

    def _remembered(self) -> tuple[int, datetime | None]:
        """Return how many wrong PINs came last, and when the desk was locked where nobody has logged in since."""
        wrong, locked_at = 0, None
        for event in self._ledger.events(EventKind.LOGIN):
            if event.who == WHO:
                wrong = wrong + 1 if event.why == WRONG else 0
                locked_at = event.happened_at if event.why == LOCKED else None
        return wrong, locked_at

    def refusal(self, ask: AnswerHold) -> Notice | None:
        """Check the PIN and put the log-in into the chain; return why nothing may be answered, None where it may.

        Raises as `Ledger.note` does.
        """
        if not self._pin.pin_hash:
            return Notice.PIN_MISSING
        if self._pin.locked:
            return Notice.PIN_LOCKED
        about = ask.held.answer.attempt.uid
        if self._pin.holds(ask.pin):
            why, detail = GROUNDS[ask.reason_index].value, {"admitted": ask.admit}
            self._ledger.note(EventKind.LOGIN, who=WHO, about=about, why=why, at=ask.at, detail=detail)
            return None
        locked = self._pin.locked
        self._ledger.note(EventKind.LOGIN, who=WHO, about=about, why=LOCKED if locked else WRONG, at=ask.at)
        return Notice.PIN_LOCKED if locked else Notice.PIN_WRONG

    def answered(self, ask: AnswerHold, answer: Answer) -> None:
        """Put the override into the chain as it was sent, and whether the rule would not have said the same by now."""
        self._ledger.note(
            EventKind.OVERRIDE,
            who=WHO,
            about=answer.attempt.uid,
            why=GROUNDS[ask.reason_index],
            at=ask.at,
            detail={
                "held": ask.held.answer.attempt.uid,
                "admitted": ask.admit,
                "needed": was_needed(answer.decision, ask.admit),
            },
        )
