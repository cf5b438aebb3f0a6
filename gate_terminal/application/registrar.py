"""The registrar: identifies who stands there, asks the rule, writes the passage; owns the one connection."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import assert_never

from gate_terminal.application.alarms import Alarms
from gate_terminal.application.clocks import Clock, JumpWatch
from gate_terminal.application.drift import ThermometerWatch
from gate_terminal.application.event_lines import EventLines
from gate_terminal.application.fever_cases import FeverCases
from gate_terminal.application.identifiers import uuid7
from gate_terminal.application.lane_reception import LaneReception
from gate_terminal.application.place import Place
from gate_terminal.application.policy_book import PolicyBook
from gate_terminal.application.reception import Reception, as_scanned, is_pass_text
from gate_terminal.application.recollection import Recollection, answer_of
from gate_terminal.application.retention import DailyErasure
from gate_terminal.application.screen.answer import Answer
from gate_terminal.application.screen.asks import (
    Acknowledge,
    AnswerHold,
    Ask,
    Decide,
    OpenForm,
    ReadCode,
    ReadText,
    Reveal,
    Undo,
)
from gate_terminal.application.screen.events import (
    Acknowledged,
    AskRefused,
    BooksRead,
    Decided,
    Event,
    HoldAnswered,
    NamesRevealed,
    OrganReported,
    PassRead,
    PassRejected,
    Undone,
)
from gate_terminal.application.screen.signs import Counters, Lamp, Notice, Organ, OrganHealth
from gate_terminal.application.screen.visit import Doubt, Visit
from gate_terminal.application.screen.visiting import attempt_of
from gate_terminal.application.settings import Settings
from gate_terminal.application.standing import demand_service
from gate_terminal.application.supervisors_desk import SupervisorsDesk
from gate_terminal.credentials.keys import read_or_make_digest_key
from gate_terminal.credentials.store import ListStore
from gate_terminal.credentials.terminal_key import TerminalKey
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.moments import civil_day, was_set_back
from gate_terminal.domain.override import HoldChanged, admitted, demand_unchanged, turned_back
from gate_terminal.domain.policy import Policy, policy_to_toml, version
from gate_terminal.domain.quota import first_moment, has_turns
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import Judgement, judge
from gate_terminal.domain.words import Direction, Purpose, Watch
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.starting import check_at_start
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.companies import Companies
from gate_terminal.register.register import Register
from gate_terminal.register.schema import prepare_register
from gate_terminal.register.staff import Staff

_log = logging.getLogger(__name__)

ROOM = 4 * 1024 * 1024
"""Bytes that must be free before a full disk counts as having room again."""

Rule = Callable[[Attempt, Facts, Policy], Decision]


class Registrar:
    """Answers one question after the other; every call runs in the thread that made it.

    Making one opens the ledger file and may raise any ``WorldFault`` of the ledger, the keys or the policy.
    """

    def __init__(self, place: Place, settings: Settings, clock: Clock, events: EventLines | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._events = events
        self._jumps = JumpWatch(clock)
        self._lists = ListStore(place.lists)
        digest_key = read_or_make_digest_key(place.keys)
        self._keys = place.keys
        self._key: TerminalKey | None = None
        self._key_missed = False
        self._file = open_file(place.ledger, window=True)
        try:
            prepare_register(self._file)
            checked = check_at_start(self._file, now=clock.now)
            if checked.rebuilt:
                # The sentences name parties, and a vehicle's is its plate.
                _log.warning("derived anew: %d states", len(checked.rebuilt))
            for sentence in checked.mended:
                _log.warning("put back: %s", sentence)
            self._ledger = Ledger(self._file, now=clock.now)
            self._register = Register(self._file, now=clock.now, own_name=settings.site.name)
            self._erasure = DailyErasure(self._ledger, clock, settings.retention.days, keys=place.keys)
            self._fevers = FeverCases(self._ledger)
            self._desk = SupervisorsDesk(self._ledger, settings.supervisor.pin_hash, clock)
            self._recollection = Recollection(self._ledger, self._register, settings.gate, self._desk.answers)
            self._alarms = Alarms(self._ledger, self._register, self._fevers)
            self._thermometer = ThermometerWatch(self._ledger, settings.gate.name, settings.gate.lane)
            self._policies = PolicyBook(place, self._ledger)
            self._remembered = ""
            self._rule_at(clock.now())
            self._lane = LaneReception(
                self._ledger,
                Staff(self._file, clock.now),
                Companies(self._file, clock.now),
                self._policies.at,
                settings,
                self._fevers.is_pending,
                key=digest_key,
            )
        except BaseException:
            self._file.close()
            raise
        self.reception = Reception(
            self._register,
            self._ledger.state,
            self._with_turn,
            self._doubts,
            site=settings.site.kind,
            zone=settings.site.zone,
            digest_key=digest_key,
        )

    # What the camera, a scanner or the guard asks

    def saw(self, payload: bytes, *, seen: tuple[float, float] | None = None) -> PassRead | PassRejected:
        """Identify by a code that the camera saw; `seen` is when its frame was captured and when it was read."""
        event = self._by_code(payload, None)
        return replace(event, visit=replace(event.visit, seen=seen)) if isinstance(event, PassRead) else event

    def carry_out(self, ask: Ask, number: int) -> Iterator[Event]:
        """Yield the answer to a question of the screen first, then what else changed by it.

        Any ``WorldFault`` of the ledger means that nothing was recorded.
        """
        match ask:
            case ReadText(text, no_pass, scanned):
                found = self._by_text(text, number, no_pass=no_pass, scanned=scanned)
                yield as_scanned(found) if scanned else found
            case OpenForm(visit):
                yield PassRead(self._lane.opened(visit, self._clock.now()), number)
            case ReadCode(payload):
                yield self._by_code(payload, number)
            case Decide(attempt, visit):
                yield Decided(self._recorded(attempt, visit, decide), number)
                yield self.books()
                yield from self._thermometer_health()
            case Undo(uid, at):
                yield self._undone(uid, at, number)
                yield self.books()
            case Acknowledge(about, at):
                self._ledger.note(EventKind.ACKNOWLEDGED, who=self._guard, about=about, at=at)
                yield Acknowledged(number)
            case Reveal(about, at):
                self._ledger.note(EventKind.REVEAL, who=self._guard, about=about, why="at the gate", at=at)
                yield NamesRevealed(number)
            case AnswerHold():
                answered = self._hold_answered(ask, number)
                try:
                    self._desk.settle()
                except WorldFault:
                    # The passage is on the disk: whatever becomes of the note about it, that is what the screen says.
                    yield answered
                    raise
                yield answered
                yield self.books()
            case _:
                assert_never(ask)

    def _by_code(self, payload: bytes | str, asked: int | None) -> PassRead | PassRejected:
        now = self._clock.now()
        trust = self._lists.trust()
        suspect = self._clock_suspect(now)
        found = self.reception.shown(payload, trust, now, uuid7(), asked=asked, clock_suspect=suspect)
        return replace(found, visit=self._lane.of_pass(found.visit, now)) if isinstance(found, PassRead) else found

    def _by_text(self, text: str, number: int, *, no_pass: bool, scanned: bool) -> PassRead | PassRejected:
        if not no_pass and is_pass_text(text, scanned=scanned):
            return self._by_code(text, number)
        now = self._clock.now()
        suspect = self._clock_suspect(now)
        found = self.reception.typed(text, now, uuid7(), asked=number, no_pass=no_pass, clock_suspect=suspect)
        if isinstance(found, PassRead):
            found = replace(found, visit=self._lane.of_pass(found.visit, now))
        else:
            is_serial = found.notice in {Notice.SERIAL_WRONG, Notice.NOT_IN_REGISTER}
            visit = self._lane.by_text(text, uuid7(), now, is_serial=is_serial)
            found = found if visit is None else PassRead(visit, number)
        _log.info("looked up by hand: %s", "found" if isinstance(found, PassRead) else found.notice)
        return found

    def _clock_suspect(self, now: datetime) -> bool:
        """Tell whether the dates of a pass must not be judged by this clock."""
        return self._jumps.ran_ahead() or was_set_back(now, self._ledger.latest_moment())

    def _recorded(self, attempt: Attempt, visit: Visit, rule: Rule) -> Answer:
        """Decide and record, and return the answer as the screen shows it."""
        attempt = self._lane.completed(self._completed(attempt))
        policy = self._rule_at(attempt.at)
        passage = self._ledger.record(attempt, lambda facts: rule(attempt, facts, policy))
        if passage.already_recorded and passage.repeats is None and _says_more(attempt, passage.attempt, policy):
            # It was recorded although nobody knew, and somebody was measured again since: no high reading is lost.
            further = replace(attempt, uid=uuid7())
            passage = self._ledger.record(further, lambda facts: rule(further, facts, policy))
        if self._events is not None:
            self._events.append(passage)
        return answer_of(passage, visit, self._ledger.passage)

    def _rule_at(self, moment: datetime) -> Policy:
        """Return the policy in force at `moment`; one that came into force stands in the ledger before it decides."""
        policy = self._policies.at(moment)
        if version(policy) != self._remembered:
            self._ledger.remember_policy(version(policy), policy_to_toml(policy), moment, who=policy.issued_by)
            self._remembered = version(policy)
        return policy

    def _completed(self, attempt: Attempt) -> Attempt:
        """Add what the guard cannot know: watch list, an open fever case, a second home, a clock put forward."""
        facts = replace(
            attempt.circumstances,
            clock_forward=self._jumps.ran_ahead(),
            household_pending=self._fevers.is_pending(attempt.party),
            two_households=self._register.has_another_home(attempt.person),
            # A hold that is answered later carries what the list said then.
            watch=None,
            release_at=None,
            release_entered=False,
        )
        for entry in self._register.watches(attempt.party):
            itself = entry.person == attempt.person
            if facts.watch is Watch.SELF and not itself:
                continue
            facts = replace(
                facts,
                watch=Watch.SELF if itself else Watch.HOUSEHOLD,
                release_at=entry.release_at,
                release_entered=entry.released_at is not None,
            )
        return replace(attempt, circumstances=facts)

    def _doubts(self, party: str, now: datetime) -> tuple[Doubt, ...]:
        """Return whose readings go on: of who is to be measured again, and of who had a fever that is not settled."""
        fevers = tuple(Doubt(case.attempt.person, case.attempt.temperatures) for case in self._fevers.open_of(party))
        return (*fevers, *self._recollection.doubts(party, now))

    def _with_turn(self, visit: Visit, now: datetime) -> Visit:
        """Return the visit with whether turns count for it, and from when the household may go shopping."""
        policy = self._policies.at(now)
        if not has_turns(visit.subject, policy):
            return replace(visit, has_turns=False)
        gate, site = self._settings.gate, self._settings.site.kind
        outing = replace(visit, direction=Direction.OUT, purpose=Purpose.SHOPPING)
        attempt = attempt_of(outing, at=now, site=site, gate=gate.name, lane=gate.lane, guard=gate.guard)
        begins = first_moment(now, attempt, visit.state, policy)
        return replace(visit, turn_from=begins if begins > now else None)

    @property
    def _guard(self) -> str:
        return self._settings.gate.guard or "guard"

    def _undone(self, uid: str, at: datetime, number: int) -> Undone | AskRefused:
        if not self._recollection.is_own_last(uid):
            # Meanwhile something else has become the last one; the screen learns of it with the books.
            return AskRefused(Notice.NOTHING_TO_UNDO, number)
        try:
            self._ledger.void(uid, who=self._guard, why="undone by the guard", at=at)
        except WrongUse as reason:
            return AskRefused(Notice.NOTHING_TO_UNDO, number, str(reason))
        return Undone(number)

    def _hold_answered(self, ask: AnswerHold, number: int) -> HoldAnswered | AskRefused:
        refusal = self._desk.refusal(ask)
        if refusal is not None:
            notice, detail = refusal
            return AskRefused(notice, number, detail)
        held, before = ask.held.answer, ask.held.lifted
        lifted = (*before, held.decision.reason) if ask.admit else before
        attempt = replace(held.attempt, uid=ask.uid, at=ask.at)

        def rule(attempt: Attempt, facts: Facts, policy: Policy) -> Decision:
            demand_unchanged(held.decision, ask.admit, attempt, facts, policy, before)
            return (admitted if ask.admit else turned_back)(attempt, facts, policy, lifted)

        try:
            answer = self._recorded(attempt, ask.held.visit, rule)
        except HoldChanged:
            # Nothing was recorded: the supervisor said yes or no to something that is no longer so.
            return AskRefused(Notice.HOLD_CHANGED, number)
        self._desk.answered(ask, answer)
        return HoldAnswered(answer, number, held.attempt.uid, lifted)

    # What the screen shows besides

    def books(self) -> BooksRead:
        """Return today's counters and the latest passages."""
        now = self._clock.now()
        counters = self._ledger.counters(civil_day(now))
        lines, own_last = self._recollection.lines()
        held = self._recollection.held(now, self._clock.monotonic())
        alarms = self._alarms.open(now)
        return BooksRead(Counters(**asdict(counters)), lines, own_last, held, self._lane.told(now), alarms)

    def _thermometer_health(self) -> Iterator[OrganReported]:
        """Yield how the thermometer is where its readings began to drift, or no longer do."""
        now = self._clock.now()
        health = self._thermometer.news(now, self._policies.at(now).temperature_floor)
        if health is not None:
            yield OrganReported(Organ.THERMOMETER, health)

    def key_list_health(self) -> OrganReported:
        """Return how the signed lists are."""
        trust = self._lists.trust()
        if trust.pass_keys is None:
            return OrganReported(Organ.KEY_LIST, OrganHealth(Lamp.BAD, Fault.KEYS_MISSING))
        notes = trust.notes(self._clock.now())
        lamp = Lamp.WARNING if notes else Lamp.GOOD
        return OrganReported(Organ.KEY_LIST, OrganHealth(lamp, detail=", ".join(sorted(notes))))

    # The ledger's own life

    def demand_service(self) -> None:
        """Raise STOOD_DOWN where nothing is to be recorded any more."""
        demand_service(self._ledger)

    def rest(self) -> None:
        """Use an idle moment: the day's code of the chain, what is due to be erased, the main file.

        Raises STOOD_DOWN where the office has stood the terminal down meanwhile.
        """
        self.demand_service()
        self._desk.settle()
        self._erasure.idle()
        key = self._terminal_key()
        if key is not None:
            self._ledger.checkpoint(self._clock.now(), sign=key.sign)
        self._ledger.rest()

    def _terminal_key(self) -> TerminalKey | None:
        """Return the terminal's key; without it the day's code waits, and the lane goes on."""
        if self._key is None:
            try:
                self._key = TerminalKey.read_or_make(self._keys)
            except WorldFault as fault:
                if not self._key_missed:
                    _log.warning("the day's code cannot be signed: %s", fault.detail)
                self._key_missed = True
        return self._key

    def try_again(self, fault: WorldFault) -> None:
        """After `fault`: raise what still stands in the way, return once the ledger can be written to."""
        if fault.fault is Fault.STOOD_DOWN:
            # The erasing goes on, now more than ever.
            self._erasure.idle()
            self.demand_service()
            return
        if fault.fault is Fault.LEDGER_FULL:
            self.demand_room()
        self._file.reopen()

    def demand_room(self) -> None:
        """Raise LEDGER_FULL where the disk has no room to speak of, whatever the ledger still finds for a while."""
        if self._file.path is None:
            return
        free = shutil.disk_usage(self._file.path.parent).free
        if free < ROOM:
            raise WorldFault(Fault.LEDGER_FULL, f"The disk has only {free // 1024} KiB left.")

    def close(self) -> None:
        """Close the ledger and the event lines."""
        self._ledger.close()
        if self._events is not None:
            self._events.close()


def _says_more(attempt: Attempt, recorded: Attempt, policy: Policy) -> bool:
    """Tell whether the readings of a retried attempt say anything that those of the recorded one do not."""
    doubted = any(judge(chain, policy) is not Judgement.NORMAL for chain in attempt.chains)
    return doubted and attempt.chains != recorded.chains
