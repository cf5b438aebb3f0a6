"""The day at the gate, counted from the ledger: what the command post is told every evening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gate_terminal.application.drift import Measured, measured_at
from gate_terminal.application.naming import named
from gate_terminal.application.policy_book import last_in_force
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.facts import Outing
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.moments import civil_day, midnight, site_moment
from gate_terminal.domain.party import fold
from gate_terminal.domain.policy import SHIPPED_POLICY
from gate_terminal.domain.words import LIVING_HERE, Direction, Purpose, Reason, Subject, Verdict
from gate_terminal.ledger.passage import Entered, Passage
from gate_terminal.ledger.reading import Asked, LedgerReading
from gate_terminal.ledger.rows import EventKind
from gate_terminal.register.register import Register


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody as the report names them, masked or not; both empty where the identity has been erased.

    Of whom nobody asked a name, `kind` says what they are.
    """

    household: str
    person: str
    kind: Subject | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """Somebody who had not come back at the end of what the report covers."""

    who: Who
    since: datetime
    purpose: Purpose


@dataclass(frozen=True, slots=True)
class Incident:
    """A fever or a hold; `readings` are the temperatures in their order."""

    at: datetime
    gate: str
    direction: Direction
    who: Who
    readings: tuple[str, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Voided:
    """A passage of the day that was made void, or one of another day that was made void on it."""

    at: datetime
    by: str
    why: str
    passage_at: datetime
    direction: Direction
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class DailyReport:
    """One day of the site, up to `until`; voided passages and filled-in returns are in no count.

    `counts` are passages by direction, verdict and reason, `hours` by hour (0 to 23), direction and verdict.
    `entered_later` of them were typed or copied from paper.
    """

    day: date
    until: datetime
    counts: Mapping[tuple[Direction, Verdict, Reason], int]
    hours: Mapping[tuple[int, Direction, Verdict], int]
    living_here: Mapping[Direction, int]
    """Of the passages that were let through, those of who lives here: who went out, who came home."""
    entered_later: int
    filled_in: int
    outside: tuple[Outside, ...]
    fevers: tuple[Incident, ...]
    holds: tuple[Incident, ...]
    voided: tuple[Voided, ...]
    thermometers: tuple[Measured, ...]
    """One for each gate and lane at which somebody was measured."""

    @property
    def passages(self) -> int:
        """How many passages count; a report of none is a report all the same."""
        return sum(self.counts.values())

    def number(self, verdict: Verdict, direction: Direction | None = None) -> int:
        """Return how many passages had that verdict, in one direction or in both."""
        return sum(
            count for (way, what, _), count in self.counts.items() if what is verdict and direction in {None, way}
        )


def daily_report(
    ledger: LedgerReading, register: Register, day: date, now: datetime, *, reveal: bool = False
) -> DailyReport:
    """Return the report of `day`, until its end or until `now` (aware), whichever is earlier.

    Names and rooms are masked unless `reveal`. A day that has not begun raises :class:`WrongUse`.
    """
    begin = midnight(day)
    end = begin + timedelta(days=1)
    if now < begin:
        raise WrongUse(f"{day} has not begun: there is nothing to report yet.")
    who = _naming(register, reveal=reveal)
    counts: Counter[tuple[Direction, Verdict, Reason]] = Counter()
    hours: Counter[tuple[int, Direction, Verdict]] = Counter()
    living_here: Counter[Direction] = Counter()
    later = filled_in = 0
    lanes: set[tuple[str, str]] = set()
    incidents: dict[Verdict, list[Incident]] = {Verdict.ISOLATE: [], Verdict.HOLD: []}
    voided: dict[str, Passage] = {}
    for passage in ledger.passages(Asked(since=begin, until=end)):
        attempt, decision = passage.attempt, passage.decision
        if passage.void is not None:
            voided[passage.uid] = passage
        elif passage.entered is Entered.FILLED_IN:
            filled_in += 1
        else:
            if attempt.temperatures:
                lanes.add((attempt.gate, attempt.lane))
            later += passage.entered is not Entered.LIVE
            counts[attempt.direction, decision.verdict, decision.reason] += 1
            hours[site_moment(attempt.at).hour, attempt.direction, decision.verdict] += 1
            living_here[attempt.direction] += decision.verdict is Verdict.ALLOW and attempt.subject in LIVING_HERE
            if decision.verdict in incidents:
                incidents[decision.verdict].append(_incident(passage, who))
    for event in ledger.events(EventKind.VOID):
        if civil_day(event.happened_at) == day and event.about not in voided:
            passage_of_another_day = ledger.passage(event.about)
            if passage_of_another_day is not None:
                voided[event.about] = passage_of_another_day
    return DailyReport(
        day=day,
        until=min(site_moment(now), end),
        counts=counts,
        hours=hours,
        living_here=living_here,
        entered_later=later,
        filled_in=filled_in,
        outside=tuple(
            Outside(who(went), site_moment(outing.at), outing.purpose)
            for outing in _outside_at(ledger, end)
            if (went := ledger.passage(outing.uid)) is not None
        ),
        fevers=tuple(incidents[Verdict.ISOLATE]),
        holds=tuple(incidents[Verdict.HOLD]),
        voided=_told(voided.values()),
        thermometers=tuple(_thermometers(ledger, sorted(lanes), min(now, end))),
    )


def _thermometers(ledger: LedgerReading, lanes: Iterable[tuple[str, str]], until: datetime) -> Iterator[Measured]:
    floor = (last_in_force(ledger) or SHIPPED_POLICY).temperature_floor
    for gate, lane in lanes:
        yield measured_at(ledger, gate, lane, until, floor)


_Naming = Callable[[Passage], Who]


def _naming(register: Register, *, reveal: bool) -> _Naming:
    """Return what names whoever passed."""

    def who(passage: Passage) -> Who:
        attempt = passage.attempt
        found = named(attempt, register.household(attempt.party) if attempt.party else None)
        shown = found if reveal else found.masked()
        asked_nobody = not passage.erased and not shown.place and not shown.person
        return Who(shown.place, shown.person, attempt.subject if asked_nobody else None)

    return who


def _incident(passage: Passage, who: _Naming) -> Incident:
    attempt: Attempt = passage.attempt
    return Incident(
        at=site_moment(attempt.at),
        gate=attempt.gate,
        direction=attempt.direction,
        who=who(passage),
        readings=tuple(str(reading) for reading in attempt.temperatures),
        reason=passage.decision.reason,
    )


def _outside_at(ledger: LedgerReading, end: datetime) -> list[Outing]:
    """Return who was out at `end`, the longest first.

    The ledger keeps who is out *now*; only whoever has passed since `end` has to be looked at again.
    """
    later = {passage.attempt.party for passage in ledger.passages(Asked(since=end))} - {""}
    found = [(one.party, one.outing) for one in ledger.outstanding() if one.party not in later]
    for party in later:
        state = fold(passage.past for passage in ledger.passages(Asked(until=end, party=party)))
        found += [(party, outing) for outing in state.still_out]
    return [outing for _, outing in sorted(found, key=lambda one: (one[1].at, one[0]))]


def _told(passages: Iterable[Passage]) -> tuple[Voided, ...]:
    found = [
        Voided(
            at=site_moment(passage.void.at),
            by=passage.void.who,
            why=passage.void.why,
            passage_at=site_moment(passage.attempt.at),
            direction=passage.attempt.direction,
            verdict=passage.decision.verdict,
        )
        for passage in passages
        if passage.void is not None
    ]
    return tuple(sorted(found, key=lambda one: (one.at, one.passage_at)))
