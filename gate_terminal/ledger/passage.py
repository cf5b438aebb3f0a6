"""What the ledger gives back: a recorded passage, how it was entered, and whether it was made void."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import PastPassage


class Entered(StrEnum):
    """How a passage came into the ledger."""

    LIVE = "live"
    TYPED = "typed"
    """Typed in afterwards by the office."""
    PAPER = "paper"
    """Copied from the paper list that was kept while the terminal was down."""
    FILLED_IN = "filled_in"
    """A return that nobody saw, filled in by the ledger when the person went out again."""


@dataclass(frozen=True, slots=True)
class Void:
    """Who made a passage void, when and why; the passage itself stays."""

    who: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Passage:
    """One recorded answer.

    `seq` counts without holes within (`gate` of the attempt, `epoch`); `place` is the row's place in the hash
    chain. `already_recorded` says that this call wrote nothing: either the attempt's uid was known (then
    `attempt` and `decision` are the recorded ones), or the decision is a duplicate (then `attempt` and
    `decision` are this attempt's, `uid`, `seq`, `place`, `recorded_at` and `hash` those of the earlier
    passage, and `repeats` is that passage with the answer to show again).
    """

    uid: str
    seq: int
    attempt: Attempt
    decision: Decision
    recorded_at: datetime
    hash: bytes
    place: int
    epoch: int = 1
    entered: Entered = Entered.LIVE
    about: str | None = None
    """The uid of the passage together with which this one was filled in."""
    void: Void | None = None
    erased: bool = False
    """Who it was has been erased after the retention time: `party`, `person`, `serial` and `particulars` are empty."""
    already_recorded: bool = False
    repeats: Passage | None = None

    @property
    def past(self) -> PastPassage:
        """This passage as far as later decisions care."""
        return past_of(self.attempt, self.decision, void=self.void is not None)


def past_of(attempt: Attempt, decision: Decision, *, void: bool = False) -> PastPassage:
    """Return what later decisions will know of `attempt` once `decision` is recorded."""
    return PastPassage(
        uid=attempt.uid,
        at=attempt.at,
        direction=attempt.direction,
        person=attempt.person,
        purpose=attempt.purpose,
        verdict=decision.verdict,
        gate=attempt.gate,
        counted=decision.counted,
        void=void,
        subject=attempt.subject,
    )


@dataclass(frozen=True, slots=True)
class Counters:
    """One day at this terminal, in passages that were not made void (`out_now` in persons).

    `out_now`, `out_today` and `in_today` are of who lives here, who goes out and comes home; `let_out_today` and
    `let_in_today` of everybody who was let through, guests, vehicles and ambulances too.
    """

    out_now: int = 0
    out_today: int = 0
    in_today: int = 0
    refused_today: int = 0
    held_today: int = 0
    fever_today: int = 0
    let_out_today: int = 0
    let_in_today: int = 0
