"""What the ledger knows when it asks for a decision: the passages of a party, folded into its state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gate_terminal.domain.words import Direction, Purpose, Subject, Verdict


@dataclass(frozen=True, slots=True)
class PastPassage:
    """One row of the ledger, as far as later decisions care."""

    uid: str
    at: datetime
    direction: Direction
    person: str
    purpose: Purpose
    verdict: Verdict
    gate: str
    counted: bool
    """It used the household's turn (an allowed outing for a purpose that is not exempt)."""
    void: bool = False
    subject: Subject = Subject.RESIDENT


@dataclass(frozen=True, slots=True)
class Outing:
    """Somebody's way out and, once known, back."""

    uid: str
    person: str
    at: datetime
    purpose: Purpose
    counted: bool
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Crossing:
    """The latest allowed passage of one person in one direction; it recognises a duplicate."""

    uid: str
    person: str
    direction: Direction
    at: datetime


@dataclass(frozen=True, slots=True)
class PartyState:
    """All that the decision needs of a party's past; bounded by its number of members, not of passages.

    `last_turn` is the latest counted outing, `still_out` who lives here and has not come back (by moment of going out),
    `crossings` one entry per person and direction.
    """

    last_turn: Outing | None = None
    still_out: tuple[Outing, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    as_of: datetime | None = None
    """The latest moment of any passage in this state."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the store read inside the deciding transaction.

    `latest_record_at` is the moment of this terminal's latest passage, whosever it was: a clock that
    stands before it was set back.
    """

    party: PartyState = PartyState()
    latest_record_at: datetime | None = None
