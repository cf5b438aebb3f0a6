"""Stand-down (解除) and its undoing: the gate stops collecting, and the clock runs after which no name is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger

WORD_OF_CONSENT = "解除"
"""What is typed to say that a stand-down is meant; or this in English:"""
WORD_OF_CONSENT_EN = "stand down"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a terminal records; `since` when it does not, `emptied_at` when the register is emptied too."""

    since: datetime | None = None
    emptied_at: datetime | None = None


def standing(ledger: Ledger, days: int) -> Standing:
    """Return how the terminal of a ledger stands, with a retention time of `days`."""
    since = ledger.stood_down_at()
    return Standing() if since is None else Standing(since, since + timedelta(days=days))


def stand_down(ledger: Ledger, *, who: str, why: str, at: datetime) -> None:
    """Record nothing any more from here on; `WrongUse` without a reason, or where it is so already."""
    _demand_words(who, why)
    if ledger.stood_down_at() is not None:
        raise WrongUse("This terminal is stood down already.")
    ledger.note(EventKind.STAND_DOWN, who=who, why=why, at=at)


def stand_up(ledger: Ledger, *, who: str, why: str, at: datetime) -> None:
    """Record again; what was erased meanwhile stays erased. `WrongUse` without a reason, or where it is not down."""
    _demand_words(who, why)
    if ledger.stood_down_at() is None:
        raise WrongUse("This terminal is not stood down.")
    ledger.note(EventKind.STAND_UP, who=who, why=why, at=at)


def demand_service(ledger: Ledger) -> None:
    """Raise STOOD_DOWN where nothing is recorded any more."""
    since = ledger.stood_down_at()
    if since is not None:
        raise WorldFault(
            Fault.STOOD_DOWN, f"This terminal was stood down at {since:%Y-%m-%d %H:%M}; nothing is recorded."
        )


def means_it(typed: str) -> bool:
    """Tell whether somebody typed the word that says that a stand-down is meant."""
    return " ".join(typed.split()).casefold() in {WORD_OF_CONSENT, WORD_OF_CONSENT_EN}


def _demand_words(who: str, why: str) -> None:
    if not who.strip() or not why.strip():
        raise WrongUse("A stand-down and its undoing need a name and a reason.")
