"""A gate with a few households, and ledgers to record in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Direction, Site, Subject
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.passage import Entered, Passage
from gate_terminal.ledger.store import Ledger

NOON = datetime(2020, 2, 7, 12, tzinfo=SITE_ZONE)
HOME = "5f3a9c01"


@dataclass
class Gate:
    """People before a gate; `ledger` records what the real rule says of them."""

    ledger: Ledger
    policy: Policy = field(default_factory=Policy)
    asked: int = 0

    def attempt(
        self, person: str = "A", direction: Direction = Direction.OUT, at: datetime = NOON, **more: Any
    ) -> Attempt:
        self.asked += 1
        given = {
            "uid": str(UUID(int=(0x0190_0000_0000_7000_8000 << 48) + self.asked)),
            "at": at,
            "site": Site.COMPOUND,
            "gate": "east",
            "lane": "1",
            "direction": direction,
            "subject": Subject.RESIDENT,
            "party": HOME,
            "person": person,
            "temperatures": (Temperature(365),),
            "serial": "ABCD-EFGH-7",
            "guard": "王",
        }
        return Attempt(**{**given, **more})

    def rule(self, attempt: Attempt) -> Callable[[Facts], Decision]:
        return lambda facts: decide(attempt, facts, self.policy)

    def record(self, attempt: Attempt, entered: Entered = Entered.LIVE) -> Passage:
        return self.ledger.record(attempt, self.rule(attempt), entered=entered)

    def out(self, person: str = "A", at: datetime = NOON, **more: Any) -> Passage:
        return self.record(self.attempt(person, Direction.OUT, at, **more))

    def back(self, person: str = "A", at: datetime = NOON, **more: Any) -> Passage:
        return self.record(self.attempt(person, Direction.IN, at, **more))

    def stream(self, number: int, begin: datetime = NOON) -> list[Passage]:
        """Record `number` passages of as many households."""
        return [self.out("A", begin + timedelta(seconds=7 * step), party=f"{step % 97:08x}") for step in range(number)]


class StandingClock:
    """A wall clock that a test sets."""

    def __init__(self) -> None:
        self.moment = NOON

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger file as `init` leaves it."""
    path = tmp_path / "gate.sqlite"
    open_file(path, window=False, create=True).close()
    return path


@pytest.fixture
def gate(path: Path, clock: StandingClock) -> Iterator[Gate]:
    """A gate whose ledger is a file."""
    with Ledger.open(path, window=True, now=clock.now) as ledger:
        yield Gate(ledger)
