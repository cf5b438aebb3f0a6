"""What if: a range of the real ledger answered again under another policy, and the difference in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts, Outing, PartyState, PastPassage
from gate_terminal.domain.moments import civil_day, midnight
from gate_terminal.domain.override import admitted, as_on_paper, turned_back
from gate_terminal.domain.party import after, fold
from gate_terminal.domain.policy import Policy, policy_from_toml, version
from gate_terminal.domain.rules import decide
from gate_terminal.domain.words import Direction, Purpose, Reason, Subject, Verdict
from gate_terminal.ledger.passage import Entered, Passage, past_of
from gate_terminal.ledger.reading import Asked, LedgerReading
from gate_terminal.ledger.rows import Event, EventKind

RETRY = timedelta(minutes=30)
"""Whoever tried again this soon would have been through the first time."""

_LIVES_INSIDE = frozenset({Subject.RESIDENT, Subject.RENTER, Subject.VILLAGER, Subject.UNKNOWN_CLAIMS_RESIDENT})


@dataclass(frozen=True, slots=True)
class Change:
    """One attempt that would have been answered otherwise."""

    attempt: Attempt
    was: Decision
    would_be: Decision

    @property
    def kind(self) -> ChangeKind:
        """What of it is counted together."""
        was, would_be = self.was, self.would_be
        return ChangeKind(self.attempt.direction, was.verdict, was.reason, would_be.verdict, would_be.reason)


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """The changes that the supervisor reads as one line."""

    direction: Direction
    was: Verdict
    was_reason: Reason
    would_be: Verdict
    would_be_reason: Reason


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What `policy` would have answered in [since, until) in the place of what was `in_force`.

    `outings` are the recorded ways out that were allowed, among the `compared` answers. `fallen_away` were not
    compared because they would not have happened: the return of somebody who would not have gone, a second try of
    somebody whom the first would have let through. `unknown` are those whose identity has been erased.
    """

    since: datetime
    until: datetime
    policy: Policy
    in_force: Policy
    compared: int
    outings: int
    changes: tuple[Change, ...]
    fallen_away: int
    unknown: int

    def outings_that_would_be(self, verdict: Verdict) -> int:
        """Return how many of the outings would have had that verdict instead."""
        return sum(
            change.was.verdict is Verdict.ALLOW
            and change.attempt.direction is Direction.OUT
            and change.would_be.verdict is verdict
            for change in self.changes
        )

    def would_be_allowed(self) -> int:
        """Return how many would have passed that did not."""
        return sum(
            change.was.verdict is not Verdict.ALLOW and change.would_be.verdict is Verdict.ALLOW
            for change in self.changes
        )

    def by_kind(self) -> Mapping[ChangeKind, int]:
        """Return how many changes there are of each kind, the most frequent first."""
        return dict(Counter(change.kind for change in self.changes).most_common())

    def to_plain(self) -> dict[str, Any]:
        """Return everything as plain values, without anybody's identity."""
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "policy": version(self.policy),
            "in_force": version(self.in_force),
            "compared": self.compared,
            "outings": self.outings,
            "outings_refused": self.outings_that_would_be(Verdict.REFUSE),
            "would_be_allowed": self.would_be_allowed(),
            "fallen_away": self.fallen_away,
            "unknown": self.unknown,
            "changes": [
                {
                    "uid": change.attempt.uid,
                    "at": change.attempt.at.isoformat(),
                    "direction": change.attempt.direction,
                    "was": {"verdict": change.was.verdict, "reason": change.was.reason},
                    "would_be": {
                        "verdict": change.would_be.verdict,
                        "reason": change.would_be.reason,
                        "next_allowed": _text_or_none(change.would_be.next_allowed),
                    },
                }
                for change in self.changes
            ],
        }


Progress = Callable[[int, int], None]
"""Told how much of how much is done; whatever it raises ends the work."""


def what_if(
    ledger: LedgerReading,
    policy: Policy,
    in_force: Policy,
    first: date,
    last: date | None = None,
    *,
    progress: Progress = lambda _done, _all: None,
) -> WhatIf:
    """Answer everything that was asked from day `first` to day `last` (the site's) again, under `policy`.

    Before the range everything is as it was; within it each household has the past that the other policy would
    have given it. Nothing is written. `in_force` is what the answer is compared with in words.
    """
    since, until = midnight(first), midnight((last or first) + timedelta(days=1))
    asked = Asked(until=until)
    # Half of the way is reading what happened, half answering it again.
    steps = 2 * ledger.count(asked)
    rows: list[Passage | Event] = []
    for passage in ledger.passages(asked):
        rows.append(passage)
        progress(len(rows), steps)
    rows += [*ledger.events(EventKind.VOID), *ledger.events(EventKind.CLOCK)]
    rows.sort(key=lambda row: row.place)
    other = _OtherWorld(policy, since)
    steps = 2 * len(rows)
    for number, row in enumerate(rows, start=len(rows) + 1):
        other.live_through(row)
        progress(number, steps)
    return WhatIf(
        since=since,
        until=until,
        policy=policy,
        in_force=in_force,
        compared=other.compared,
        outings=other.outings,
        changes=tuple(sorted(other.changes, key=lambda change: change.attempt.at)),
        fallen_away=other.fallen_away,
        unknown=other.unknown,
    )


@dataclass(slots=True)
class _World:
    """What a ledger would know at one place of the chain."""

    histories: dict[str, list[PastPassage]] = field(default_factory=dict)
    states: dict[str, PartyState] = field(default_factory=dict)
    party_of: dict[str, str] = field(default_factory=dict)

    def state(self, party: str) -> PartyState:
        return self.states.get(party, PartyState())

    def add(self, party: str, past: PastPassage) -> None:
        history = self.histories.setdefault(party, [])
        history.append(past)
        self.party_of[past.uid] = party
        state = self.state(party)
        in_order = state.as_of is None or past.at >= state.as_of
        self.states[party] = after(state, past) if in_order else fold(history)

    def void(self, uid: str) -> None:
        party = self.party_of.get(uid)
        if party is not None:
            self.histories[party] = [replace(p, void=True) if p.uid == uid else p for p in self.histories[party]]
            self.states[party] = fold(self.histories[party])


@dataclass(slots=True)
class _OtherWorld:
    """Walks the chain twice at once: as it was, and as it would have been from `since` on."""

    policy: Policy
    since: datetime
    real: _World = field(default_factory=_World)
    other: _World = field(default_factory=_World)
    latest: datetime | None = None
    compared: int = 0
    outings: int = 0
    fallen_away: int = 0
    unknown: int = 0
    changes: list[Change] = field(default_factory=list)
    stayed: set[str] = field(default_factory=set)
    """Passages that would not have been allowed: whose way back would not have happened."""
    imagined: set[str] = field(default_factory=set)
    """Outings that would have been allowed: of whose way back nothing is known."""

    def live_through(self, row: Passage | Event) -> None:
        if isinstance(row, Passage):
            self._passage(row)
        elif row.kind is EventKind.VOID:
            self.real.void(row.about)
            for uid in (row.about, _way_back(row.about)):
                self.other.void(uid)
        else:
            self.latest = row.happened_at

    def _passage(self, passage: Passage) -> None:
        attempt, past = passage.attempt, past_of(passage.attempt, passage.decision)
        within = attempt.at >= self.since
        if passage.erased:
            self.unknown += within
        else:
            if within and passage.entered is not Entered.FILLED_IN:
                self._answer_again(passage)
            elif not within:
                self.other.add(attempt.party, past)
            self.real.add(attempt.party, past)
        self.latest = attempt.at if self.latest is None else max(self.latest, attempt.at)

    def _answer_again(self, passage: Passage) -> None:
        attempt, was = passage.attempt, passage.decision
        self._bring_back_imagined(attempt)
        facts = Facts(self.other.state(attempt.party), self.latest if passage.entered is Entered.LIVE else None)
        if passage.entered is Entered.PAPER and was.verdict is Verdict.ALLOW:
            # No rule was asked while the terminal was down: they would have passed under any.
            would_be = as_on_paper(attempt, facts, self.policy)
        else:
            would_be = _answer(was, attempt, facts, self.policy)
        counts = passage.void is None
        if self._would_not_come(attempt) or would_be.verdict is Verdict.IGNORE:
            self.fallen_away += counts
            return
        if would_be.fills_return is not None:
            self.other.add(attempt.party, _return_from(would_be.fills_return, attempt.at, _way_back(attempt.uid)))
        self.other.add(attempt.party, past_of(attempt, would_be))
        if was.verdict is Verdict.ALLOW and would_be.verdict is not Verdict.ALLOW:
            self.stayed.add(attempt.uid)
        if was.verdict is not Verdict.ALLOW and would_be.verdict is Verdict.ALLOW:
            self.imagined.add(attempt.uid)
        if counts:
            self.compared += 1
            self.outings += attempt.direction is Direction.OUT and was.verdict is Verdict.ALLOW
            if (was.verdict, was.reason) != (would_be.verdict, would_be.reason):
                self.changes.append(Change(attempt, was, would_be))

    def _would_not_come(self, attempt: Attempt) -> bool:
        """Tell whether this belongs to a passage that would have gone otherwise."""
        crossings = self.other.state(attempt.party).crossings
        if any(
            (c.person, c.direction) == (attempt.person, attempt.direction)
            and c.uid in self.imagined
            and attempt.at - c.at < RETRY
            for c in crossings
        ):
            return True
        way_back = Direction.IN if attempt.subject in _LIVES_INSIDE else Direction.OUT
        if attempt.direction is not way_back or attempt.purpose is Purpose.EMERGENCY:
            return False
        gone = [c for c in self.real.state(attempt.party).crossings if c.person == attempt.person]
        latest = max(gone, key=lambda c: c.at, default=None)
        return latest is not None and latest.direction is not way_back and latest.uid in self.stayed

    def _bring_back_imagined(self, attempt: Attempt) -> None:
        """Take whoever would have gone out newly to be back once somebody else of the household stands here."""
        for outing in self.other.state(attempt.party).still_out:
            if outing.uid in self.imagined and outing.person != attempt.person:
                # At the moment of going out: a return that nobody saw says nothing of how long it took.
                self.other.add(attempt.party, _return_from(outing, outing.at, _way_back(outing.uid)))


def _answer(was: Decision, attempt: Attempt, facts: Facts, policy: Policy) -> Decision:
    """Answer by the rule; where it would have asked the supervisor, by what the supervisor said."""
    ruled = decide(attempt, facts, policy)
    if ruled.verdict is not Verdict.HOLD:
        return ruled
    if was.reason is Reason.OK_SUPERVISOR:
        return admitted(attempt, facts, policy)
    said_no = was.verdict is Verdict.REFUSE and was.reason is ruled.reason
    return turned_back(attempt, facts, policy) if said_no else ruled


def _way_back(uid: str) -> str:
    """Return the uid of a return that nobody saw, and that is void together with the passage `uid`."""
    return f"{uid} back"


def _return_from(outing: Outing, at: datetime, uid: str) -> PastPassage:
    return PastPassage(
        uid=uid,
        at=at,
        direction=Direction.IN,
        person=outing.person,
        purpose=outing.purpose,
        verdict=Verdict.ALLOW,
        gate="",
        counted=False,
    )


def _text_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def policy_of_then(ledger: LedgerReading, first: date, last: date | None = None) -> Policy | None:
    """Return the policy under which most of those days was answered; None where nothing was."""
    asked = Asked(since=midnight(first), until=midnight((last or first) + timedelta(days=1)))
    toml = ledger.policies().get(ledger.usual_policy(asked) or "")
    return None if toml is None else policy_from_toml(toml, "the ledger")


def days_of(answer: WhatIf) -> tuple[date, date]:
    """Return the first and the last day of the range."""
    return civil_day(answer.since), civil_day(answer.until - timedelta(microseconds=1))
