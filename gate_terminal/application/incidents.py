"""What happens on an eventful day, added to a demonstration: a second member, a fever, a hold that was answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from gate_terminal.application.identifiers import uuid7
from gate_terminal.application.place import Place
from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.override import admitted
from gate_terminal.domain.people import Household
from gate_terminal.domain.policy import Policy, policy_to_toml, version
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import read_temperature
from gate_terminal.domain.words import Direction, Site, Subject, Verdict
from gate_terminal.ledger.passage import Passage
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.register import Register

_POLICY = Policy()
_GUARD = "张建国"


def add_incidents(place: Place, now: datetime) -> None:
    """Record, by the real rule, what makes the supervisor's pages worth looking at; the last a few minutes ago."""
    with Ledger.open(place.ledger, window=False, now=lambda: now) as ledger:
        register = Register(ledger.file, now=lambda: now)
        ledger.remember_policy(version(_POLICY), policy_to_toml(_POLICY), now - timedelta(days=2))
        families = [sheet.household for sheet in register.households()]
        home = _Gate(ledger, now)
        shopper = next(family for family in families if len(family.members) > 1 and ledger.state(family.id).last_turn)
        quiet = [family for family in families if ledger.state(family.id).as_of is None]
        home.passes(shopper, 24, member=1)
        home.passes(quiet[-1], 22, "37.6", direction=Direction.IN)
        home.passes(quiet[-1], 19, "37.6", "37.9", direction=Direction.IN)
        held = home.passes(quiet[-2], 15, child=True)
        said = home.passes(quiet[-2], 14, child=True, rule=admitted)
        if held.decision.verdict is Verdict.HOLD:
            detail = {"held": held.uid, "admitted": True, "needed": True}
            ledger.note(
                EventKind.OVERRIDE,
                who="supervisor",
                about=said.uid,
                why="care_for_others",
                at=said.attempt.at,
                detail=detail,
            )
        home.passes(quiet[-3], 9)


class _Gate:
    """Records passages of whole households, so many minutes ago."""

    def __init__(self, ledger: Ledger, now: datetime) -> None:
        self._ledger = ledger
        self._now = now

    def passes(
        self,
        family: Household,
        minutes: int,
        *readings: str,
        direction: Direction = Direction.OUT,
        member: int = 0,
        child: bool = False,
        rule: Callable[[Attempt, Facts, Policy], Decision] = decide,
    ) -> Passage:
        at = self._now - timedelta(minutes=minutes)
        attempt = Attempt(
            uid=uuid7(int(at.timestamp() * 1000)),
            at=at,
            site=Site.COMPOUND,
            gate="东门",
            lane="1",
            direction=direction,
            subject=Subject.RESIDENT,
            party=family.id,
            person=family.members[member].id,
            temperatures=tuple(read_temperature(reading) for reading in readings or ("36.5",)),
            circumstances=Circumstances(child_with=child),
            guard=_GUARD,
        )
        return self._ledger.record(attempt, lambda facts: rule(attempt, facts, _POLICY))
