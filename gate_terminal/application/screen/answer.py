"""What the ledger answered: on the large panel, in the strip of the latest passages, among those who wait."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gate_terminal.application.screen.visit import Visit
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.words import Direction, Reason, Subject, Verdict


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the strip of latest passages; the label is already masked as far as it must be."""

    uid: str
    seq: int
    at: datetime
    label: str
    direction: Direction
    temperatures: tuple[str, ...]
    verdict: Verdict
    subject: Subject = Subject.RESIDENT
    """Says who it was where there is no address."""
    void: bool = False


@dataclass(frozen=True, slots=True)
class Cause:
    """An earlier passage that caused an answer, as people remember it; its `uid` is for the records."""

    uid: str
    at: datetime
    person_name: str
    subject: Subject
    """Says who it was where there is no name."""
    direction: Direction
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Answer:
    """A recorded answer: it is in the ledger already when the screen learns of it."""

    attempt: Attempt
    decision: Decision
    seq: int
    recorded_at: datetime
    label: str
    person_name: str
    cause_name: str = ""
    """The name of whoever caused the verdict (masked by the window)."""
    causes: tuple[Cause, ...] = ()
    """The passages that the proof names, as far as they are here."""
    again: bool = False
    """A duplicate: the last answer is shown again."""


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody who waits for the supervisor."""

    answer: Answer
    visit: Visit
    lifted: tuple[Reason, ...] = ()
    """The holds before this one, to which the supervisor has said yes."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A fever that nobody has acknowledged yet."""

    answer: Answer
    visit: Visit | None = None
