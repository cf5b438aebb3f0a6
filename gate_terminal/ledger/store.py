"""The ledger: one call reads the facts, lets a pure function decide, and records the answer, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid5

from sqlite_utils.utils import sqlite3

from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import Facts, Outing, PartyState
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.moments import SITE_ZONE, civil_day
from gate_terminal.domain.party import after
from gate_terminal.domain.words import Direction, Reason, Verdict
from gate_terminal.ledger import states
from gate_terminal.ledger.codec import from_text, moment_or_none, moment_text
from gate_terminal.ledger.file import LedgerFile, open_file
from gate_terminal.ledger.passage import Counters, Entered, Passage, Void, past_of
from gate_terminal.ledger.rows import (
    GENESIS,
    INSERT_EVENT,
    INSERT_PASSAGE,
    SELECT_EVENTS,
    SELECT_PASSAGES,
    Event,
    EventKind,
    Slot,
    event_from,
    event_row,
    passage_from,
    passage_row,
)
from gate_terminal.ledger.trouble import OutcomeUnknown, told
from gate_terminal.ledger.witness import Head

Decide = Callable[[Facts], Decision]

# The uid of a filled-in return follows from the two passages it stands between, so a retry makes the same one.
_FILLED_IN = UUID("6d0c1f7e-4a52-5b0e-9c1b-2f6f0a3f5d11")

_HEAD = (
    "SELECT place, hash FROM (SELECT place, hash FROM passages ORDER BY place DESC LIMIT 1) UNION ALL "
    "SELECT place, hash FROM (SELECT place, hash FROM events ORDER BY place DESC LIMIT 1) ORDER BY 1 DESC LIMIT 1"
)
_VOID_COLUMNS = "v.who, v.happened_at, v.why"
_WITH_VOIDS = "LEFT JOIN events v ON v.kind = 'void' AND v.about = p.uid"
_SELECT = SELECT_PASSAGES.replace(" FROM ", f", {_VOID_COLUMNS} FROM ") + f" {_WITH_VOIDS}"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which passages are meant: all that agree with every part that is given; moments are [since, until)."""

    since: datetime | None = None
    until: datetime | None = None
    party: str | None = None
    person: str | None = None
    direction: Direction | None = None
    verdict: Verdict | None = None
    gate: str | None = None
    uid: str | None = None

    def condition(self) -> tuple[str, tuple[Any, ...]]:
        """Return the WHERE clause and its parameters."""
        parts: list[tuple[str, Any]] = []
        if self.since is not None:
            parts.append(("p.happened_at >= ?", moment_text(self.since)))
        if self.until is not None:
            parts.append(("p.happened_at < ?", moment_text(self.until)))
        for column in ("party", "person", "direction", "verdict", "gate", "uid"):
            value = getattr(self, column)
            if value is not None:
                parts.append((f"p.{column} = ?", str(value)))
        return " AND ".join(part for part, _ in parts) or "TRUE", tuple(value for _, value in parts)


@dataclass(frozen=True, slots=True)
class StillOut:
    """Somebody who has not come back: the party, and the way out."""

    party: str
    outing: Outing


def _site_now() -> datetime:
    return datetime.now(SITE_ZONE)


class Ledger:
    """What happened at the gate. Use it in the thread that opened the file; `now` gives the recording moment."""

    def __init__(self, file: LedgerFile, *, now: Callable[[], datetime] = _site_now) -> None:
        self.file = file
        self._now = now
        self._epoch = 1 + file.rows("SELECT count(*) FROM events WHERE kind = 'restore'")[0][0]

    @classmethod
    def open(cls, path: Path, *, window: bool, now: Callable[[], datetime] = _site_now) -> Ledger:
        """Open the ledger file `path`; raises as `open_file` does."""
        return cls(open_file(path, window=window), now=now)

    @classmethod
    def in_memory(cls, *, now: Callable[[], datetime] = _site_now) -> Ledger:
        """Return an empty ledger that is forgotten when it is closed."""
        return cls(LedgerFile(None, window=False), now=now)

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # Recording

    def record(self, attempt: Attempt, decide: Decide, *, entered: Entered = Entered.LIVE) -> Passage:
        """Decide about `attempt` and record the answer; when this returns, it is on the disk.

        `decide` is pure and is called inside the transaction, with the facts as they are at that moment. An
        attempt whose uid is recorded gets the recorded answer; a duplicate (verdict ignore) is not recorded,
        see `Passage`. Raises `WorldFault` (LEDGER_FULL, LEDGER_IO, LEDGER_BUSY, LEDGER_READ_ONLY,
        LEDGER_DAMAGED); then nothing was recorded and the same call may be made again.
        """
        try:
            with self.file.writing() as connection:
                passage = self._recorded(connection, attempt.uid) or self._decide(connection, attempt, decide, entered)
        except OutcomeUnknown as unknown:
            return self._look_again(attempt.uid, unknown)
        if not passage.already_recorded:
            self._remember(Head(passage.place, passage.hash))
        return passage

    def _decide(self, connection: sqlite3.Connection, attempt: Attempt, decide: Decide, entered: Entered) -> Passage:
        state = states.read_state(connection, attempt.party)
        latest = self._latest(connection) if entered is Entered.LIVE else None
        decision = decide(Facts(party=state, latest_record_at=latest))
        if decision.verdict is Verdict.IGNORE:
            return self._repeated(connection, attempt, decision, state)
        recorded_at = self._now()
        slot = self._slot(connection, attempt.gate)
        if decision.fills_return is not None:
            # The return that nobody saw stands before the passage that revealed it.
            filled, answer = _return_of(attempt, decision, decision.fills_return)
            filled_row = passage_row(
                filled, answer, slot, recorded_at=recorded_at, entered=Entered.FILLED_IN, about=attempt.uid
            )
            connection.execute(INSERT_PASSAGE, filled_row)
            slot = Slot(slot.place + 1, filled_row[-1], slot.epoch, slot.seq + 1)
        row = passage_row(attempt, decision, slot, recorded_at=recorded_at, entered=entered)
        connection.execute(INSERT_PASSAGE, row)
        states.count(connection, civil_day(attempt.at), attempt.direction, decision.verdict, 1)
        self._carry_state_on(connection, attempt, decision, state)
        return Passage(
            uid=attempt.uid,
            seq=slot.seq,
            attempt=attempt,
            decision=decision,
            recorded_at=recorded_at,
            hash=row[-1],
            place=slot.place,
            epoch=slot.epoch,
            entered=entered,
        )

    def _carry_state_on(
        self, connection: sqlite3.Connection, attempt: Attempt, decision: Decision, state: PartyState
    ) -> None:
        if state.as_of is not None and attempt.at < state.as_of:
            # Entered later than a passage that happened after it: only the whole history tells the state.
            states.refold(connection, attempt.party)
            return
        if decision.fills_return is not None:
            state = after(state, past_of(*_return_of(attempt, decision, decision.fills_return)))
        states.write_state(connection, attempt.party, after(state, past_of(attempt, decision)))

    def _repeated(
        self, connection: sqlite3.Connection, attempt: Attempt, decision: Decision, state: PartyState
    ) -> Passage:
        uids = [*decision.proof.causes] + [
            crossing.uid
            for crossing in state.crossings
            if (crossing.person, crossing.direction) == (attempt.person, attempt.direction)
        ]
        for uid in uids:
            earlier = self._recorded(connection, uid)
            if earlier is not None:
                return replace(earlier, attempt=attempt, decision=decision, repeats=earlier)
        raise AssertionError(f"a duplicate of nothing: {attempt.uid}")

    def _look_again(self, uid: str, unknown: OutcomeUnknown) -> Passage:
        """After a failed commit: look the passage up through a new connection, and make it durable if it is there."""
        self.file.reopen()
        with told(self.file.path):
            passage = self._recorded(self.file.conn, uid)
            if passage is None:
                raise unknown
            # The page cache may show what the disk never got: copying it into the main file flushes it anew.
            (blocked, *_) = self.file.conn.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
            if blocked:
                raise unknown
        self._remember(Head(passage.place, passage.hash))
        return replace(passage, already_recorded=False)

    def _recorded(self, connection: sqlite3.Connection, uid: str) -> Passage | None:
        row = connection.execute(f"{_SELECT} WHERE p.uid = ?", (uid,)).fetchone()
        return None if row is None else replace(self._passage(row), already_recorded=True)

    def _remember(self, head: Head) -> None:
        if self.file.witness is not None:
            self.file.witness.remember(head)

    def _latest(self, connection: sqlite3.Connection) -> datetime | None:
        """Return the moment of the latest passage; of those that count since somebody vouched for the clock."""
        vouched = connection.execute(
            "SELECT place, happened_at FROM events WHERE kind = 'clock' ORDER BY place DESC LIMIT 1"
        ).fetchone()
        if vouched is None:
            (latest,) = connection.execute("SELECT max(happened_at) FROM passages").fetchone()
            return moment_or_none(latest)
        found = connection.execute(
            "SELECT happened_at FROM passages WHERE happened_at > ? AND +place > ? ORDER BY happened_at DESC LIMIT 1",
            (vouched[1], vouched[0]),
        ).fetchone()
        return moment_or_none(vouched[1] if found is None else found[0])

    def _head(self, connection: sqlite3.Connection) -> Head:
        found = connection.execute(_HEAD).fetchone()
        return Head(0, GENESIS) if found is None else Head(*found)

    def _slot(self, connection: sqlite3.Connection, gate: str) -> Slot:
        head = self._head(connection)
        (seq,) = connection.execute(
            "SELECT max(seq) FROM passages WHERE gate = ? AND epoch = ?", (gate, self._epoch)
        ).fetchone()
        return Slot(head.place + 1, head.hash, self._epoch, (seq or 0) + 1)

    # Events

    def note(
        self,
        kind: EventKind,
        *,
        who: str,
        about: str = "",
        why: str = "",
        at: datetime,
        detail: dict[str, Any] | None = None,
    ) -> Event:
        """Put an event into the chain: a log-in, a reveal, an export, …; raises as `record` does."""
        if kind in {EventKind.VOID, EventKind.POLICY, EventKind.CHECKPOINT, EventKind.ERASURE, EventKind.RESTORE}:
            raise ValueError(f"{kind} has a call of its own")
        with self.file.writing() as connection:
            event = self._append(connection, kind, at, (who, about, why), detail or {})
        self._remember(Head(event.place, event.hash))
        return event

    def trust_clock(self, *, who: str, why: str, at: datetime) -> Event:
        """Let `at` be the true moment: passages that claim to be later no longer make the clock suspect."""
        return self.note(EventKind.CLOCK, who=who, why=why, at=at)

    def remember_policy(self, version: str, toml: str, at: datetime, *, who: str = "") -> bool:
        """Keep the text of a policy and note that it is in force from `at`; False where it already was."""
        with self.file.writing() as connection:
            last = connection.execute(
                "SELECT about FROM events WHERE kind = 'policy' ORDER BY place DESC LIMIT 1"
            ).fetchone()
            if last is not None and last[0] == version:
                return False
            kept = connection.execute("SELECT toml FROM policies WHERE version = ?", (version,)).fetchone()
            if kept is None:
                connection.execute("INSERT INTO policies VALUES (?, ?, ?)", (version, toml, moment_text(at)))
            event = self._append(
                connection, EventKind.POLICY, at, (who, version, ""), {"toml": kept[0] if kept else toml}
            )
        self._remember(Head(event.place, event.hash))
        return True

    def _append(
        self,
        connection: sqlite3.Connection,
        kind: EventKind,
        at: datetime,
        words: tuple[str, str, str],
        detail: dict[str, Any],
    ) -> Event:
        head = self._head(connection)
        who, about, why = words
        event = Event(head.place + 1, kind, at, self._now(), who=who, about=about, why=why, detail=detail)
        row = event_row(event, head.hash)
        connection.execute(INSERT_EVENT, row)
        return replace(event, hash=row[-1])

    def void(self, uid: str, *, who: str, why: str, at: datetime) -> tuple[Passage, ...]:
        """Make a passage void by a counter-record; return all that became void with it, oldest first.

        A way out takes its later return with it, and the return that was filled in because of it. Raises
        `WrongUse` for an unknown or already void passage, and where `why` is empty.
        """
        if not why.strip():
            raise WrongUse("Say why the passage is to be void.")
        event: Event | None = None
        with self.file.writing() as connection:
            passage = self._recorded(connection, uid)
            if passage is None:
                raise WrongUse(f"There is no passage {uid}.")
            if passage.void is not None:
                raise WrongUse(f"The passage {uid} is void already, since {moment_text(passage.void.at)}.")
            together = sorted(self._taken_along(connection, passage), key=lambda each: (each.attempt.at, each.place))
            for each in together:
                detail = {} if each.uid == uid else {"together_with": uid}
                event = self._append(connection, EventKind.VOID, at, (who, each.uid, why), detail)
                if each.entered is not Entered.FILLED_IN:
                    day = civil_day(each.attempt.at)
                    states.count(connection, day, each.attempt.direction, each.decision.verdict, -1)
            if not passage.erased:
                states.refold(connection, passage.attempt.party)
        if event is not None:
            self._remember(Head(event.place, event.hash))
        return tuple(replace(each, void=Void(who, at, why), already_recorded=False) for each in together)

    def _taken_along(self, connection: sqlite3.Connection, passage: Passage) -> list[Passage]:
        """Return `passage` and what cannot stand without it."""
        together = [passage]
        if passage.attempt.direction is not Direction.OUT or passage.decision.verdict is not Verdict.ALLOW:
            return together
        rows = connection.execute(f"{_SELECT} WHERE p.about = ? AND v.about IS NULL", (passage.uid,)).fetchall()
        together += [self._passage(row) for row in rows]
        if passage.erased:
            return together
        following = connection.execute(
            f"{_SELECT} WHERE p.party = ? AND p.person = ? AND p.verdict = ? AND v.about IS NULL "
            "AND (p.happened_at, p.place) > (?, ?) ORDER BY p.happened_at, p.place LIMIT 1",
            (
                passage.attempt.party,
                passage.attempt.person,
                Verdict.ALLOW.value,
                moment_text(passage.attempt.at),
                passage.place,
            ),
        ).fetchone()
        if following is not None:
            back = self._passage(following)
            if back.attempt.direction is Direction.IN:
                together.append(back)
        return together

    # Reading

    def state(self, party: str) -> PartyState:
        """Return what the ledger knows of a party now, for the eyes; a decision reads its own facts."""
        rows = self.file.rows("SELECT state FROM party_state WHERE party = ?", (party,))
        return from_text(PartyState, rows[0][0]) if rows else PartyState()

    def passage(self, uid: str) -> Passage | None:
        """Return one passage."""
        rows = self.file.rows(f"{_SELECT} WHERE p.uid = ?", (uid,))
        return self._passage(rows[0]) if rows else None

    def recent(self, number: int) -> tuple[Passage, ...]:
        """Return the latest recorded passages, newest first."""
        rows = self.file.rows(f"{_SELECT} ORDER BY p.place DESC LIMIT ?", (number,))
        return tuple(self._passage(row) for row in rows)

    def passages(self, asked: Asked | None = None) -> Iterator[Passage]:
        """Yield the passages that are asked for, in the order in which they happened."""
        condition, parameters = (asked or Asked()).condition()
        with told(self.file.path):
            cursor = self.file.conn.execute(f"{_SELECT} WHERE {condition} ORDER BY p.happened_at, p.place", parameters)
            for row in cursor:
                yield self._passage(row)

    def events(self, kind: EventKind | None = None) -> Iterator[Event]:
        """Yield the events of the chain in order."""
        condition, parameters = ("TRUE", ()) if kind is None else ("kind = ?", (kind.value,))
        for row in self.file.rows(f"{SELECT_EVENTS} WHERE {condition} ORDER BY place", parameters):
            yield event_from(row)

    def policies(self) -> dict[str, str]:
        """Return the TOML text of every policy that was ever in force, by version."""
        return dict(self.file.rows("SELECT version, toml FROM policies"))

    def outstanding(self) -> tuple[StillOut, ...]:
        """Return who is out, the longest first."""
        found = [
            StillOut(party, outing)
            for party, state in self.file.rows("SELECT party, state FROM party_state WHERE outside > 0")
            for outing in from_text(PartyState, state).still_out
        ]
        return tuple(sorted(found, key=lambda each: each.outing.at))

    def counters(self, day: date) -> Counters:
        """Return the counters of `day` (the site's); cheap enough to ask after each passage."""
        with told(self.file.path):
            return states.counters(self.file.conn, day)

    def rest(self) -> None:
        """Move what was written from the WAL into the main file, as far as nobody is disturbed; for idle moments."""
        self.file.rows("PRAGMA wal_checkpoint(PASSIVE)")

    def _passage(self, row: tuple[Any, ...]) -> Passage:
        *columns, who, at, why = row
        void = None if who is None else Void(who, datetime.fromisoformat(at), why)
        return passage_from(tuple(columns), self._person_of, void)

    def _person_of(self, uid: str) -> str:
        rows = self.file.rows("SELECT person FROM passages WHERE uid = ?", (uid,))
        return (rows[0][0] or "") if rows else ""


def _return_of(attempt: Attempt, decision: Decision, outing: Outing) -> tuple[Attempt, Decision]:
    """Return the unseen return from `outing`, as it is filled in when `attempt` reveals it."""
    filled = replace(
        attempt,
        uid=str(uuid5(_FILLED_IN, f"{outing.uid} {attempt.uid}")),
        direction=Direction.IN,
        person=outing.person,
        purpose=outing.purpose,
        temperatures=(),
        circumstances=Circumstances(),
        serial=None,
        serial_typed=False,
    )
    proof = Proof(decision.proof.policy_version, causes=(outing.uid,))
    answer = Decision(Verdict.ALLOW, Reason.RETURN_FILLED_IN, proof)
    return filled, answer
