"""The gate of a demonstration as it was: fictional people pass at moments that have gone by, by the real rule."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Self

from gate_terminal.application.identifiers import uuid7
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.words import Direction, Subject
from gate_terminal.ledger.passage import Passage
from gate_terminal.ledger.store import Ledger


class BygoneGate:
    """Records passages as of their own moments (aware); use it as a context."""

    def __init__(self, place: Place, settings: Settings, policy: Policy, begin: datetime) -> None:
        self._settings = settings
        self._policy = policy
        self._moment = begin
        self.ledger = Ledger.open(place.ledger, window=False, now=lambda: self._moment)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.ledger.close()

    def somebody(self, party: str, person: str, at: datetime, direction: Direction) -> Attempt:
        """Return a resident who asks to cross at `at`; what else there is to say is the caller's to replace."""
        site, gate = self._settings.site, self._settings.gate
        return Attempt(
            uid=uuid7(int(at.timestamp() * 1000)),
            at=at,
            site=site.kind,
            gate=gate.name,
            lane=gate.lane,
            direction=direction,
            subject=Subject.RESIDENT,
            party=party,
            person=person,
            guard=gate.guard,
        )

    def passes(self, attempt: Attempt, rule: Callable[[Attempt, Facts, Policy], Decision] = decide) -> Passage:
        """Answer an attempt by `rule` and record it, as at its moment."""
        self._moment = attempt.at
        return self.ledger.record(attempt, lambda facts: rule(attempt, facts, self._policy))
