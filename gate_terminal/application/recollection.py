"""What the ledger remembers for the screen: the latest passages, who waits, whose temperature is in doubt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from gate_terminal.application.screen.answer import Answer, Cause, Held, Line
from gate_terminal.application.screen.visit import Doubt, Visit
from gate_terminal.application.settings import GateSettings
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.masking import mask_end
from gate_terminal.domain.particulars import Particular, masked_values
from gate_terminal.domain.people import Household, Person
from gate_terminal.domain.words import Reason, Verdict
from gate_terminal.ledger.passage import Entered, Passage
from gate_terminal.ledger.reading import Asked
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.register import Register

LINES_SHOWN = 9
"""As many lines as the strip of a large window has room for."""
LINES_LOOKED_AT = 30
"""Among so many latest passages the guard's own last one is looked for; others are entered by the office."""
DOUBT = timedelta(minutes=30)
"""So long a high reading waits for the next one of the same person."""
WAITING = timedelta(hours=12)
"""So long somebody who was held stays in the list; the shift is over by then."""


class Recollection:
    """Reads the ledger for the eyes; use it in the thread that opened the ledger.

    Nothing of this is kept anywhere else, so a new start of the program knows it all.
    """

    def __init__(
        self, ledger: Ledger, register: Register, gate: GateSettings, answers: Callable[[], Mapping[str, str]]
    ) -> None:
        """`answers` tells what a supervisor answered lately: the uid of the answer, that of the hold."""
        self._answers = answers
        self._ledger = ledger
        self._register = register
        self._gate = gate
        self._waiting: dict[str, float] = {}
        """Since when (monotonic) those have waited who are known to: no clock that is put forward makes them old."""
        self._settled: set[str] = set()
        """Holds that have had their answer; only a void of that answer could change this."""
        self._last_void = 0

    def lines(self) -> tuple[tuple[Line, ...], Line | None]:
        """Return the latest passages, newest first, and the latest of the guard on duty at this lane."""
        passages = self._ledger.recent(LINES_LOOKED_AT)
        gate = self._gate
        own = self._own_last(passages, (gate.name, gate.lane, gate.guard))
        return tuple(map(self._line, passages[:LINES_SHOWN])), None if own is None else self._line(own)

    def is_own_last(self, uid: str) -> bool:
        """Tell whether a guard may take this one back: the last of the same shift, and nobody else's goes with it.

        True of one that is unknown.
        """
        passage = self._ledger.passage(uid)
        if passage is None:
            return True
        shift = _shift(passage)
        own = self._own_last(self._ledger.recent(LINES_LOOKED_AT), shift)
        if own is None or own.uid != uid:
            return False
        answers = self._answers()
        along = self._ledger.void_together(uid)
        return all(each.entered is Entered.FILLED_IN or _is_of(each, shift, answers) for each in along)

    def _own_last(self, passages: Iterable[Passage], shift: tuple[str, str, str]) -> Passage | None:
        """Return the latest passage of a shift; None where the supervisor has acted on it meanwhile."""
        answers = self._answers()
        own = next((passage for passage in passages if _is_of(passage, shift, answers)), None)
        return None if own is None or own.uid in answers.values() else own

    def _line(self, passage: Passage) -> Line:
        attempt = passage.attempt
        household = self._register.identify(attempt.party)
        return Line(
            uid=passage.uid,
            seq=passage.seq,
            at=attempt.at,
            # The strip is in sight of whoever comes next.
            label=mask_end(household.address) if household is not None else _masked_label(attempt),
            subject=attempt.subject,
            direction=attempt.direction,
            temperatures=tuple(str(reading) for reading in attempt.telling),
            verdict=passage.decision.verdict,
            void=passage.void is not None,
        )

    def doubts(self, party: str, now: datetime) -> tuple[Doubt, ...]:
        """Return which members were to be measured again lately and were not, with their readings so far."""
        latest = _latest_of_each(self._ledger.passages(Asked(since=now - DOUBT, party=party)))
        return tuple(Doubt(p.attempt.person, p.attempt.temperatures) for p in latest if awaits_reading(p))

    def held(self, now: datetime, clock: float) -> tuple[Held, ...]:
        """Return who was held and has had no other answer since, whoever waits longest first.

        `clock` is `now` in monotonic seconds, by which those are remembered who wait already.
        """
        last_void = self._ledger.last_void()
        if last_void != self._last_void:
            # Here or in the office, something was made void: look at every hold anew.
            self._settled.clear()
            self._last_void = last_void
        since = now - WAITING
        holds = {passage.uid: passage for passage in self._ledger.passages(Asked(since=since, verdict=Verdict.HOLD))}
        for uid, begun in self._waiting.items():
            known = self._ledger.passage(uid) if uid not in holds and clock - begun < WAITING.total_seconds() else None
            if known is not None:
                holds[uid] = known
        waiting = []
        for passage in sorted(holds.values(), key=lambda each: each.place):
            attempt = passage.attempt
            if passage.void is not None or passage.erased or passage.uid in self._settled:
                continue
            theirs = Asked(since=min(since, attempt.at), party=attempt.party, person=attempt.person)
            if [p.uid for p in _latest_of_each(self._ledger.passages(theirs))] == [passage.uid]:
                waiting.append(passage)
            else:
                self._settled.add(passage.uid)
        ages = {passage.uid: max((now - passage.attempt.at).total_seconds(), 0.0) for passage in waiting}
        self._waiting = {uid: self._waiting.get(uid, clock - age) for uid, age in ages.items()}
        return tuple(map(self._held, waiting))

    def _held(self, passage: Passage) -> Held:
        visit = visit_of(passage, self._register)
        return Held(answer_of(passage, visit, self._ledger.passage), visit)


def awaits_reading(passage: Passage) -> bool:
    """Tell whether the ledger waits for another reading of whoever this was."""
    decision = passage.decision
    return decision.verdict is Verdict.REMEASURE or decision.reason is Reason.TEMP_UNREADABLE


def _is_of(passage: Passage, shift: tuple[str, str, str], answers: Mapping[str, str]) -> bool:
    """Tell whether the guard of a shift recorded this: not the office, and not the supervisor at the same lane."""
    by_supervisor = passage.uid in answers or passage.decision.reason is Reason.OK_SUPERVISOR
    return passage.entered is Entered.LIVE and _shift(passage) == shift and not by_supervisor


def _shift(passage: Passage) -> tuple[str, str, str]:
    return passage.attempt.gate, passage.attempt.lane, passage.attempt.guard


def visit_of(passage: Passage, register: Register) -> Visit:
    """Return who stood there, as far as ledger and register tell it afterwards."""
    attempt = passage.attempt
    household = register.identify(attempt.party)
    person = next((p for p in _members(household) if p.id == attempt.person), Person(attempt.person, ""))
    return Visit(
        uid=passage.uid,
        label=household.address if household is not None else _masked_label(attempt),
        subject=attempt.subject,
        party=attempt.party,
        persons=(person,),
        household=household,
        serial=attempt.serial,
        serial_typed=attempt.serial_typed,
        direction=attempt.direction,
        purpose=attempt.purpose,
        circumstances=attempt.circumstances,
        readings=attempt.temperatures,
        asked_before=True,
    )


def _masked_label(attempt: Attempt) -> str:
    """Return what recognises somebody without an address: a part of plate, name or serial; empty for nobody."""
    told = dict(masked_values(attempt.particulars))
    return told.get(Particular.PLATE) or told.get(Particular.NAME) or mask_end(attempt.serial or "")


def answer_of(passage: Passage, visit: Visit, find: Callable[[str], Passage | None]) -> Answer:
    """Return a recorded passage as the screen shows it; a duplicate shows the answer that it repeats.

    `find` gives an earlier passage by its uid, None where it is not here.
    """
    told = passage.repeats or passage
    causes = [found for uid in told.decision.proof.causes if (found := find(uid)) is not None]
    cause = told.decision.cause
    members = {person.id: person.name for person in (*_members(visit.household), *visit.persons)}
    return Answer(
        attempt=told.attempt,
        decision=told.decision,
        seq=passage.seq,
        recorded_at=told.recorded_at,
        label=visit.label,
        person_name=visit.person.name,
        cause_name=members.get(cause.person, "") if cause is not None else "",
        causes=tuple(_cause(found, members) for found in causes),
        again=passage.repeats is not None,
    )


def _cause(passage: Passage, members: Mapping[str, str]) -> Cause:
    attempt = passage.attempt
    name = members.get(attempt.person, "")
    return Cause(passage.uid, attempt.at, name, attempt.subject, attempt.direction, passage.decision.verdict)


def _members(household: Household | None) -> tuple[Person, ...]:
    return () if household is None else household.members


def _latest_of_each(passages: Iterable[Passage]) -> list[Passage]:
    """Return the latest passage of each person that is not void; an emergency settles nothing."""
    latest: dict[str, Passage] = {}
    for passage in passages:
        if passage.void is None and passage.decision.reason is not Reason.EMERGENCY:
            latest[passage.attempt.person] = passage
    return list(latest.values())
