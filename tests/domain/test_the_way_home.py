"""Nobody is refused the way home: every combination of what a rule on that way could look at, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import pytest

from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.facts import Crossing, Facts, Outing, PartyState
from gate_terminal.domain.moments import SITE_ZONE, DailyWindow
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import read_temperature
from gate_terminal.domain.words import (
    Basis,
    Company,
    Direction,
    OvertimePenalty,
    PassShown,
    Purpose,
    Site,
    Subject,
    Vehicle,
    Verdict,
    Watch,
)

NIGHT = datetime(2020, 2, 7, 23, 30, tzinfo=SITE_ZONE)
NOON = datetime(2020, 2, 7, 12, tzinfo=SITE_ZONE)
STRICTEST = Policy(
    basis=Basis.ODD_EVEN,
    night_closed=DailyWindow(NIGHT.time().replace(hour=22), NIGHT.time().replace(hour=6)),
    closed_hours=DailyWindow(NIGHT.time().replace(hour=10), NIGHT.time().replace(hour=8)),
    max_minutes=60,
    overtime_penalty=OvertimePenalty.SKIP_NEXT,
    exempt_purposes=frozenset(),
    villagers_have_turns=True,
)
CHAINS = [
    tuple(read_temperature(text) for text in chain)
    for chain in ([], ["36.5"], ["37.3"], ["Lo"], ["Lo", "Lo"], ["37.5", "36.5"], ["37.5", "37.5"])
]
AGAINST_ALL = Circumstances(
    child_with=True,
    watch=Watch.SELF,
    release_at=NIGHT + timedelta(days=3),
    paper_mark_today=True,
    vehicle=Vehicle.TRUCK,
    company=Company.NOT_RESUMED,
    seal_ok=False,
    disinfected=False,
    unregistered_occupant=True,
    key_area=True,
    other_province=True,
    on_roster=False,
    at_capacity=True,
    unit_number=502,
    household_pending=True,
)
"""All that a rule might hold against somebody, but what is told one by one below."""
ONE_BY_ONE: dict[str, list[Any]] = {
    "pass_shown": list(PassShown),
    "id_shown": [True, False],
    "bill_match": [True, False],
    "mask": [True, False],
    "two_households": [True, False],
    "clock_forward": [True, False],
    "from_outside_city": [True, False],
    "refuses_check": [True, False],
}
HELPFUL = {"work_letter", "release_entered", "host_approved", "document", "overtime_permit", "trailer_changed"}
OTHERS = {"occupants", "companions"}


def test_every_fact_is_looked_at() -> None:
    """A fact that is added later has to be put among those that are tried."""
    changed = {part.name for part in fields(Circumstances) if getattr(AGAINST_ALL, part.name) != part.default}
    assert changed | set(ONE_BY_ONE) | HELPFUL | OTHERS == {part.name for part in fields(Circumstances)}


def circumstances() -> Iterator[tuple[datetime, Circumstances]]:
    """Yield each combination by day with nothing else against anybody, and by night with all else."""
    for values in product(*ONE_BY_ONE.values()):
        for at, base in ((NOON, Circumstances()), (NIGHT, AGAINST_ALL)):
            yield at, replace(base, **dict(zip(ONE_BY_ONE, values, strict=True)))


def pasts(at: datetime) -> list[Facts]:
    """Never seen; out since yesterday; back just now; a clock set back."""
    outing = Outing("u1", "A", at - timedelta(days=2), Purpose.SHOPPING, counted=True)
    returned = Crossing("u2", "A", Direction.IN, at - timedelta(seconds=30))
    return [
        Facts(),
        Facts(PartyState(outing, (outing,), as_of=outing.at), outing.at),
        Facts(PartyState(replace(outing, returned_at=returned.at), (), (returned,), returned.at), returned.at),
        Facts(PartyState(outing, (outing,)), at + timedelta(days=1)),
    ]


@pytest.mark.parametrize("site", [Site.COMPOUND, Site.VILLAGE])
@pytest.mark.parametrize(
    "subject", [Subject.RESIDENT, Subject.RENTER, Subject.VILLAGER, Subject.UNKNOWN_CLAIMS_RESIDENT]
)
def test_the_way_home_is_allowed_measured_again_held_or_isolated_but_never_refused(
    subject: Subject, site: Site
) -> None:
    answers = set()
    for at, seen in circumstances():
        for chain in CHAINS:
            attempt = Attempt(
                "u9", at, site, "east", "1", Direction.IN, subject, "00c0ffee", "A", Purpose.SHOPPING, chain, seen
            )
            for facts in pasts(at):
                answers.add(decide(attempt, facts, STRICTEST).verdict)
    expected = {Verdict.ALLOW, Verdict.REMEASURE, Verdict.HOLD, Verdict.ISOLATE, Verdict.IGNORE}
    assert answers == (expected - {Verdict.ALLOW} if subject is Subject.UNKNOWN_CLAIMS_RESIDENT else expected)
