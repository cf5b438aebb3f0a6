"""The fever cases of one ledger: each opens by itself with its verdict, and every step stands in the chain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from gate_terminal.domain.faults import NotKnown, WrongUse
from gate_terminal.domain.fever_case import (
    FeverCase,
    FeverStep,
    Outcome,
    StepDone,
    demand_possible,
    found_again,
    opened,
    with_step,
)
from gate_terminal.domain.temperature import recorded_temperature
from gate_terminal.domain.words import Verdict
from gate_terminal.ledger.passage import Passage
from gate_terminal.ledger.reading import Asked
from gate_terminal.ledger.rows import Event, EventKind
from gate_terminal.ledger.store import Ledger

SHORTEST_ENDING = 4
"""So many last characters of a case's id name it, where no other ends so."""


class FeverCases:
    """Reads and continues the cases; use it in the thread that opened the ledger.

    A case is its passage (verdict isolate) with the events about it, so it is there as soon as the verdict is, and
    gone where that passage is void.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def all(self) -> tuple[FeverCase, ...]:
        """Return every case, open or closed, in the order in which they were found."""
        return self._told(Asked(verdict=Verdict.ISOLATE))

    def find(self, name: str) -> FeverCase:
        """Return the case whose id is `name` or ends with it.

        Raises `NotKnown` where none is, `WrongUse` where several are.
        """
        found = [case for case in self.all() if case.uid == name]
        if not found and len(name) >= SHORTEST_ENDING:
            found = [case for case in self.all() if case.uid.endswith(name.lower())]
        if not found:
            raise NotKnown(f"There is no fever case “{name}”; gate-terminal fever list shows them.")
        if len(found) > 1:
            raise WrongUse(f"{len(found)} fever cases end with “{name}”; give more of the one that is meant.")
        return found[0]

    def is_pending(self, party: str) -> bool:
        """Tell whether a fever of this household is open: its others are held until the outcome is known."""
        return bool(self.open_of(party))

    def open_of(self, party: str) -> tuple[FeverCase, ...]:
        """Return the open cases of a household: for whoever it is about, no later reading takes the fever back."""
        return tuple(case for case in self._told(Asked(verdict=Verdict.ISOLATE, party=party)) if case.is_open)

    def take(self, name: str, done: StepDone, now: datetime) -> FeverCase:
        """Record a step; raises `WrongUse` where it cannot be meant, and as `Ledger.record` does."""
        case = self.find(name)
        demand_possible(case, done, now)
        detail: dict[str, Any] = {"step": done.step.value}
        if done.reading is not None:
            detail["reading"] = str(done.reading)
        if done.outcome is not None:
            detail["outcome"] = done.outcome.value
        # Nothing but these words: the chain is kept for ever, and no name or finding belongs into it.
        self._ledger.note(EventKind.FEVER, who=done.who, about=case.uid, at=done.at, detail=detail)
        return with_step(case, done)

    def _told(self, asked: Asked) -> tuple[FeverCase, ...]:
        passages = [passage for passage in self._ledger.passages(asked) if passage.void is None]
        if not passages:
            return ()
        return _cases(passages, self._ledger.events(EventKind.FEVER))


def _cases(passages: Iterable[Passage], events: Iterable[Event]) -> tuple[FeverCase, ...]:
    """Fold verdicts and steps, in the order of the chain, into cases."""
    cases: dict[str, FeverCase] = {}
    rows: list[Passage | Event] = [*passages, *events]
    for row in sorted(rows, key=lambda row: row.place):
        if isinstance(row, Event):
            if row.about in cases:
                cases[row.about] = with_step(cases[row.about], _step_of(row))
            continue
        known = next((case for case in cases.values() if case.is_open and _is_same_person(case, row)), None)
        case = opened(row.attempt) if known is None else found_again(known, row.attempt)
        cases[case.uid] = case
    return tuple(cases.values())


def _is_same_person(case: FeverCase, passage: Passage) -> bool:
    found, again = case.attempt, passage.attempt
    # Of those whose identity has been erased nobody can say so.
    return not passage.erased and (found.party, found.person) == (again.party, again.person)


def _step_of(event: Event) -> StepDone:
    reading, outcome = event.detail.get("reading"), event.detail.get("outcome")
    return StepDone(
        step=FeverStep(event.detail["step"]),
        at=event.happened_at,
        who=event.who,
        reading=None if reading is None else recorded_temperature(reading),
        outcome=None if outcome is None else Outcome(outcome),
    )
