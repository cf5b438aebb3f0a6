"""The answer to an attempt: a verdict, its reason, the next allowed moment and the proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gate_terminal.domain.facts import Outing
from gate_terminal.domain.words import Reason, Verdict


@dataclass(frozen=True, slots=True)
class Proof:
    """Why this verdict: which policy, which passages caused it, how fresh the facts were."""

    policy_version: str
    causes: tuple[str, ...] = ()
    """The uids of the passages that caused it."""
    facts_as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with everything that the screen shows and the ledger keeps."""

    verdict: Verdict
    reason: Reason
    proof: Proof
    next_allowed: datetime | None = None
    counted: bool = False
    """This passage uses the household's turn."""
    fills_return: Outing | None = None
    """An outing whose missing return the ledger fills in together with this passage."""
    cause: Outing | None = None
    """The outing that stands in the way, for the sentence on the screen."""
