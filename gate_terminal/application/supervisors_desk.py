"""Who may answer a hold: the PIN, with every log-in and every wrong PIN in the chain."""

from __future__ import annotations

import math
from collections import deque

from gate_terminal.application.clocks import Clock
from gate_terminal.application.screen.answer import Answer
from gate_terminal.application.screen.asks import AnswerHold
from gate_terminal.application.screen.desk import GROUNDS
from gate_terminal.application.screen.signs import Notice
from gate_terminal.application.supervisor import Knock, PinCheck
from gate_terminal.domain.override import was_needed
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger

WHO = "supervisor"
ANSWERS_REMEMBERED = 30
"""Among so many latest answers those are looked for that a guard cannot take back."""
_NOTICES = {Knock.WRONG: Notice.PIN_WRONG, Knock.LOCKED: Notice.PIN_LOCKED, Knock.NO_PIN: Notice.PIN_MISSING}


class SupervisorsDesk:
    """Checks the PIN for one terminal; use it in the thread that opened the ledger.

    A lock-out outlives the program, and the office's door is locked with the desk: it stands in the chain.
    """

    def __init__(self, ledger: Ledger, pin_hash: str, clock: Clock) -> None:
        self._ledger = ledger
        self._pin_hash = pin_hash
        self._pin = PinCheck(ledger, clock, "gate")
        self._owed: deque[tuple[AnswerHold, Answer]] = deque()

    def refusal(self, ask: AnswerHold) -> tuple[Notice, str] | None:
        """Check the PIN and put the log-in into the chain; return why nothing may be answered, None where it may.

        Where the desk is locked, for how many minutes still stands behind.

        Raises as `Ledger.note` does.
        """
        about, why = ask.held.answer.attempt.uid, GROUNDS[ask.reason_index].value
        detail = {"admitted": ask.admit}
        answered = self._pin.knock(ask.pin, self._pin_hash, WHO, about=about, why=why, detail=detail)
        notice = _NOTICES.get(answered.knock)
        if notice is None:
            return None
        return notice, str(math.ceil(answered.seconds / 60)) if notice is Notice.PIN_LOCKED else ""

    def answered(self, ask: AnswerHold, answer: Answer) -> None:
        """Remember an override that is to be put into the chain; see `settle`."""
        self._owed.append((ask, answer))

    def answers(self) -> dict[str, str]:
        """Return the latest answers of a supervisor: by the uid of the passage with the answer, that of the hold."""
        written = self._ledger.latest_events(EventKind.OVERRIDE, ANSWERS_REMEMBERED)
        told = {event.about: str(event.detail["held"]) for event in written}
        return told | {answer.attempt.uid: ask.held.answer.attempt.uid for ask, answer in self._owed}

    def settle(self) -> None:
        """Put each override into the chain as it was sent, and whether the rule would not have said the same by then.

        Raises as `Ledger.note` does; what could not be written is written the next time.
        """
        while self._owed:
            ask, answer = self._owed[0]
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
            self._owed.popleft()
