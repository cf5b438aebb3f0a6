"""Days of one household before two gates of a real ledger: who comes, what is made void, which rule holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from hypothesis import note
from hypothesis import strategies as st

from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.facts import PartyState
from gate_terminal.domain.moments import SITE_ZONE, DailyWindow, civil_day
from gate_terminal.domain.policy import Policy, policy_to_toml, version
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import Temperature, read_temperature
from gate_terminal.domain.words import (
    Basis,
    Direction,
    OvertimePenalty,
    Purpose,
    Site,
    Subject,
    Verdict,
)
from gate_terminal.ledger.passage import Entered, Passage
from gate_terminal.ledger.store import Ledger

BEGIN = datetime(2020, 1, 30, 9, tzinfo=SITE_ZONE)
SECOND = timedelta(seconds=1)
HOME = "5f3a9c01"
NORMAL = (read_temperature("36.5"),)
FEVER = (read_temperature("37.6"), read_temperature("38.0"))

windows = st.builds(
    DailyWindow,
    st.sampled_from([0, 1, 12, 20, 22]).map(time),
    st.sampled_from([0, 5, 6, 12]).map(lambda hour: time(hour, 30)),
)
EXEMPT = [frozenset({Purpose.MEDICAL}), frozenset({Purpose.DUTY, Purpose.EMERGENCY})]


def policies_of(basis: Basis) -> st.SearchStrategy[Policy]:
    return st.builds(
        Policy,
        basis=st.just(basis),
        interval_days=st.integers(1, 3),
        anchor=st.sampled_from([date(2020, 1, 31), date(2020, 2, 6)]),
        night_closed=st.none() | windows,
        exempt_purposes=st.sampled_from(EXEMPT),
        max_minutes=st.sampled_from([None, 120]),
        overtime_penalty=st.sampled_from(OvertimePenalty),
    )


policies = st.sampled_from(Basis).flatmap(policies_of)


@dataclass(frozen=True)
class Coming:
    """Somebody comes, so long after the one before, or `aim` seconds beside the moment that was promised last.

    With `late` minutes it was then, and is entered from the paper list only now.
    """

    pause: timedelta
    gate: str
    person: str
    direction: Direction
    purpose: Purpose
    temperatures: tuple[Temperature, ...] = NORMAL
    mask: bool = True
    child: bool = False
    retries: int = 0
    late: int = 0
    aim: int | None = None


@dataclass(frozen=True)
class MadeVoid:
    """The allowed passage so many places back is made void."""

    back: int


@dataclass(frozen=True)
class NewRule:
    """Another policy is in force from now on."""

    policy: Policy


pauses = st.one_of(
    st.integers(1, 130).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(3, 300).map(lambda minutes: timedelta(minutes=minutes)),
    st.integers(5, 30).map(lambda hours: timedelta(hours=hours)),
    st.sampled_from([timedelta(hours=15), timedelta(hours=24), timedelta(hours=48), timedelta(hours=48) - SECOND]),
)
plain = {
    "pause": pauses,
    "gate": st.sampled_from(["east", "west"]),
    "person": st.sampled_from("AAB"),
    "direction": st.sampled_from([Direction.OUT, Direction.OUT, Direction.IN]),
    "purpose": st.just(Purpose.SHOPPING),
    "aim": st.sampled_from([None, None, None, -1, 0, 1]),
    "retries": st.sampled_from([0, 0, 0, 1]),
}
comings = st.one_of(
    st.builds(Coming, **plain),
    st.builds(Coming, **plain),
    st.builds(Coming, **plain | {"late": st.sampled_from([30, 600, 3000])}),
    st.builds(Coming, **plain | {"purpose": st.sampled_from([Purpose.MEDICAL, Purpose.DUTY])}),
    st.builds(
        Coming,
        **plain
        | {
            "temperatures": st.sampled_from([NORMAL, FEVER, FEVER[:1], ()]),
            "mask": st.booleans(),
            "child": st.booleans(),
        },
    ),
)
days = st.lists(
    st.one_of(*[comings] * 7, st.builds(MadeVoid, st.integers(0, 5)), st.builds(NewRule, policies)),
    min_size=6,
    max_size=24,
)


@dataclass
class Household:
    """One household before two gates of one ledger."""

    ledger: Ledger
    policy: Policy
    unit_number: int
    now: datetime = BEGIN
    asked: int = 0
    promised: datetime = BEGIN
    rules: dict[str, Policy] = field(default_factory=dict)

    def under(self, policy: Policy) -> None:
        self.policy = policy
        self.rules[version(policy)] = policy
        self.ledger.remember_policy(version(policy), policy_to_toml(policy), self.now)

    def wait_for(self, coming: Coming) -> None:
        aimed = None if coming.aim is None else self.promised + timedelta(seconds=coming.aim)
        self.now = self.now + coming.pause if aimed is None or aimed <= self.now else aimed

    def attempt(self, coming: Coming) -> Attempt:
        self.asked += 1
        return Attempt(
            uid=str(UUID(int=(0x0190_0000_0000_7000_8000 << 48) + self.asked)),
            at=self.now - timedelta(minutes=coming.late),
            site=Site.COMPOUND,
            gate=coming.gate,
            lane="1",
            direction=coming.direction,
            subject=Subject.RESIDENT,
            party=HOME,
            person=coming.person,
            purpose=coming.purpose,
            temperatures=coming.temperatures,
            circumstances=Circumstances(mask=coming.mask, child_with=coming.child, unit_number=self.unit_number),
        )

    def record(self, attempt: Attempt, late: bool) -> Passage:
        policy = self.policy
        entered = Entered.PAPER if late else Entered.LIVE
        passage = self.ledger.record(attempt, lambda facts: decide(attempt, facts, policy), entered=entered)
        self.promised = passage.decision.next_allowed or self.promised
        return passage

    @property
    def state(self) -> PartyState:
        return self.ledger.state(HOME)

    def passages(self) -> list[Passage]:
        return list(self.ledger.passages())

    def turns(self) -> list[Passage]:
        return [each for each in self.passages() if each.decision.counted and each.void is None]


@contextmanager
def household(policy: Policy, unit_number: int) -> Iterator[Household]:
    with Ledger.in_memory() as ledger:
        living = Household(ledger, policy, unit_number)
        living.under(policy)
        yield living


Step = Coming | MadeVoid | NewRule


def lived(living: Household, steps: list[Step]) -> Iterator[tuple[Coming, Attempt, Passage]]:
    """Yield what was recorded of everybody who came, as the days go by."""
    for step in steps:
        match step:
            case NewRule(policy):
                living.under(policy)
            case MadeVoid(back):
                alive = [each for each in living.passages() if each.void is None and _seen_going(each)]
                if back < len(alive):
                    living.ledger.void(alive[-1 - back].uid, who="班长", why="登错", at=living.now)
            case Coming():
                living.wait_for(step)
                attempt = living.attempt(step)
                passage = living.record(attempt, late=step.late > 0)
                note(f"{attempt.at:%d %H:%M:%S} {attempt.person} {attempt.direction}: {passage.decision.reason}")
                yield step, attempt, passage


def _seen_going(passage: Passage) -> bool:
    return passage.decision.verdict is Verdict.ALLOW and passage.entered is not Entered.FILLED_IN


def apart(one: datetime, other: datetime, policy: Policy, unit_number: int, periods: int = 1) -> bool:
    """The household rule in its plainest words, without the engine: `one` used a turn, `other` is later."""
    between = (civil_day(other) - civil_day(one)).days
    if policy.basis is Basis.CALENDAR:
        return between >= periods * policy.interval_days
    if policy.basis is Basis.ROLLING:
        return other - one >= timedelta(hours=24 * periods * policy.interval_days)
    if policy.basis is Basis.BLOCK:
        assert policy.anchor is not None
        first, second = ((civil_day(moment) - policy.anchor).days // policy.interval_days for moment in (one, other))
        return second - first >= periods
    own_days = [
        day for day in range(1, between + 1) if (civil_day(one) + timedelta(days=day)).day % 2 == unit_number % 2
    ]
    return len(own_days) >= periods and own_days[-1] == between


def periods_until_the_next(living: Household, turn: Passage) -> int:
    """Two where the return from `turn` was seen, and was so late that it costs the next turn."""
    policy = living.policy
    if policy.max_minutes is None or policy.overtime_penalty is OvertimePenalty.NONE:
        return 1
    own = [
        each
        for each in living.passages()
        if each.attempt.person == turn.attempt.person and each.void is None and each.decision.verdict is Verdict.ALLOW
    ]
    following = own[[each.uid for each in own].index(turn.uid) + 1 :]
    back = next(iter(following), None)
    if back is None or back.attempt.direction is Direction.OUT or back.entered is Entered.FILLED_IN:
        return 1
    return 2 if back.attempt.at - turn.attempt.at > timedelta(minutes=policy.max_minutes) else 1


units = st.sampled_from([501, 502])
