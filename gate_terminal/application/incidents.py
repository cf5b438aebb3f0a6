"""What happens on an eventful day, added to a demonstration: a second member, a fever, a hold that was answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from gate_terminal.application.bygone import BygoneGate
from gate_terminal.application.place import Place
from gate_terminal.application.settings import read_settings
from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.override import admitted
from gate_terminal.domain.people import Household
from gate_terminal.domain.policy import Policy, policy_to_toml, version
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import read_temperature
from gate_terminal.domain.words import Direction, Verdict
from gate_terminal.ledger.passage import Passage
from gate_terminal.ledger.rows import EventKind
from gate_terminal.register.register import Register


def add_incidents(place: Place, now: datetime) -> None:
    """Record, by the real rule, what makes the supervisor's pages worth looking at; the last a few minutes ago."""
    policy = Policy()
    with BygoneGate(place, read_settings(place.settings), policy, now) as gate:
        ledger = gate.ledger
        register = Register(ledger.file, now=lambda: now)
        ledger.remember_policy(version(policy), policy_to_toml(policy), now - timedelta(days=2))
        families = [sheet.household for sheet in register.households()]

        def passes(
            family: Household,
            minutes: int,
            *readings: str,
            direction: Direction = Direction.OUT,
            member: int = 0,
            child: bool = False,
            rule: Callable[[Attempt, Facts, Policy], Decision] = decide,
        ) -> Passage:
            at = now - timedelta(minutes=minutes)
            somebody = replace(
                gate.somebody(family.id, family.members[member].id, at, direction),
                temperatures=tuple(read_temperature(reading) for reading in readings or ("36.5",)),
                circumstances=Circumstances(child_with=child),
            )
            return gate.passes(somebody, rule)

        shopper = next(family for family in families if len(family.members) > 1 and ledger.state(family.id).last_turn)
        quiet = [family for family in families if ledger.state(family.id).as_of is None]
        passes(shopper, 24, member=1)
        passes(quiet[-1], 22, "37.6", direction=Direction.IN)
        passes(quiet[-1], 19, "37.6", "37.9", direction=Direction.IN)
        held = passes(quiet[-2], 15, child=True)
        said = passes(quiet[-2], 14, child=True, rule=admitted)
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
        passes(quiet[-3], 9)
