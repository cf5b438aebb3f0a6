"""The ledger: one call reads the facts, lets a pure function decide, and records the answer, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from uuid import UUID, uuid5

from sqlite_utils.utils import sqlite3

from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import Facts, Outing, PartyState
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.moments import SITE_ZONE, civil_day
from gate_terminal.domain.party import after
from gate_terminal.domain.words import Direction, Reason, Verdict
from gate_terminal.ledger import states
from gate_terminal.ledger.codec import moment_of, moment_or_none, moment_text
from gate_terminal.ledger.file import LedgerFile, open_file
from gate_terminal.ledger.passage import Entered, Passage, Void, past_of
from gate_terminal.ledger.reading import SELECT, SELECT_ONE, LedgerReading
from gate_terminal.ledger.rows import (
    GENESIS,
    INSERT_EVENT,
    INSERT_PASSAGE,
    REASON_FROM_A_LIST,
    Event,
    EventKind,
    Row,
    Slot,
    digest_of_words,
    event_row,
    new_salt,
    passage_row,
)
from gate_terminal.ledger.standing import stood_down_at
from gate_terminal.ledger.trouble import OutcomeUnknown, told
from gate_terminal.ledger.witness import Head, code_of, signed_text

Decide = Callable[[Facts], Decision]

# The uid of a filled-in return follows from the two passages it stands between, so a retry makes the same one.
_FILLED_IN = UUID("6d0c1f7e-4a52-5b0e-9c1b-2f6f0a3f5d11")

_End = tuple[Any, ...]
"""The last row of a table: place, hash, and for a passage gate, epoch and seq."""

_OF_THEIR_OWN = frozenset(
    {
        EventKind.VOID,
        EventKind.POLICY,
        EventKind.POLICY_LAID,
        EventKind.CHECKPOINT,
        EventKind.ERASURE,
        EventKind.RESTORE,
    }
)
_LAST_PASSAGE = "SELECT place, hash, gate, epoch, seq FROM passages ORDER BY place DESC LIMIT 1"
_LAST_EVENT = "SELECT place, hash FROM events ORDER BY place DESC LIMIT 1"


Sign = Callable[[bytes], bytes]
"""Signs a text with the terminal's key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The chain up to `place` as a short code that the office writes down."""

    place: int
    code: str
    signature: bytes | None
    at: datetime


def _site_now() -> datetime:
    return datetime.now(SITE_ZONE)


class Ledger(LedgerReading):
    """What happened at the gate. Use it in the thread that opened the file; `now` gives the recording moment."""

    def __init__(self, file: LedgerFile, *, now: Callable[[], datetime] = _site_now) -> None:
        super().__init__(file)
        self._now = now
        restores, self._epoch_begins = file.rows(
            "SELECT count(*), coalesce(max(place), 0) FROM events WHERE kind = 'restore'"
        )[0]
        self._epoch: int = 1 + restores
        self._vouched: tuple[int, tuple[int, str] | None] = (0, None)
        self._standing: tuple[int, datetime | None] = (0, None)

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
        LEDGER_DAMAGED, STOOD_DOWN); then nothing was recorded and the same call may be made again.
        """
        try:
            with self.file.writing() as connection:
                passage = self._recorded(connection, attempt.uid) or self._decide(connection, attempt, decide, entered)
        except OutcomeUnknown as unknown:
            return self._look_again(attempt.uid, unknown)
        if not passage.already_recorded:
            self.remember(Head(passage.place, passage.hash))
        return passage

    def _decide(self, connection: sqlite3.Connection, attempt: Attempt, decide: Decide, entered: Entered) -> Passage:
        last_event = connection.execute(_LAST_EVENT).fetchone()
        self._demand_service(connection, last_event)
        state = states.read_state(connection, attempt.party)
        latest = self._latest(connection, last_event) if entered is Entered.LIVE else None
        decision = decide(Facts(party=state, latest_record_at=latest))
        if decision.verdict is Verdict.IGNORE:
            return self._repeated(connection, attempt, decision, state)
        recorded_at = self._now()
        slot = self._slot(connection, attempt.gate, last_event)
        rows = rows_of(attempt, decision, slot, recorded_at=recorded_at, entered=entered)
        for row in rows:
            connection.execute(INSERT_PASSAGE, row)
        self._carry_state_on(connection, attempt, decision, state)
        return Passage(
            uid=attempt.uid,
            seq=slot.seq + len(rows) - 1,
            attempt=attempt,
            decision=decision,
            recorded_at=recorded_at,
            hash=rows[-1][-1],
            place=slot.place + len(rows) - 1,
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
        states.write_state(connection, attempt.party, state_after(state, attempt, decision))

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
        self.remember(Head(passage.place, passage.hash))
        return replace(passage, already_recorded=False)

    def _recorded(self, connection: sqlite3.Connection, uid: str) -> Passage | None:
        if connection.execute("SELECT 1 FROM passages WHERE uid = ?", (uid,)).fetchone() is None:
            return None
        row = connection.execute(SELECT_ONE, (uid,)).fetchone()
        return replace(self._passage(row), already_recorded=True)

    def remember(self, head: Head) -> None:
        """Tell the witness what is committed."""
        if self.file.witness is not None:
            self.file.witness.remember(head)

    def latest_moment(self) -> datetime | None:
        """Return the moment before which a decision would call the clock set back; None in an empty ledger."""
        with told(self.file.path):
            return self._latest(self.file.conn, self.file.conn.execute(_LAST_EVENT).fetchone())

    def _latest(self, connection: sqlite3.Connection, last_event: _End | None) -> datetime | None:
        """Return the moment of the latest passage; of those that count since somebody vouched for the clock."""
        vouched = self._vouched_for(connection, last_event)
        if vouched is None:
            (latest,) = connection.execute("SELECT max(happened_at) FROM passages").fetchone()
            return moment_or_none(latest)
        place, moment = vouched
        found = connection.execute(
            "SELECT happened_at FROM passages WHERE happened_at > ? AND +place > ? ORDER BY happened_at DESC LIMIT 1",
            (moment, place),
        ).fetchone()
        return moment_or_none(moment if found is None else found[0])

    def _vouched_for(self, connection: sqlite3.Connection, last_event: _End | None) -> tuple[int, str] | None:
        """Return the place and the moment of the latest vouching, looked up only when an event has come since."""
        if last_event is None:
            return None
        if self._vouched[0] != last_event[0]:
            found = connection.execute(
                "SELECT place, happened_at FROM events WHERE kind = 'clock' ORDER BY place DESC LIMIT 1"
            ).fetchone()
            self._vouched = (last_event[0], found)
        return self._vouched[1]

    def stood_down_at(self) -> datetime | None:
        """Return since when nothing is recorded here; None while the terminal works."""
        with told(self.file.path):
            return stood_down_at(self.file.conn)

    def _demand_service(self, connection: sqlite3.Connection, last_event: _End | None) -> None:
        """Raise STOOD_DOWN after a stand-down; looked up only when an event has come since."""
        if last_event is None:
            return
        if self._standing[0] != last_event[0]:
            self._standing = (last_event[0], stood_down_at(connection))
        since = self._standing[1]
        if since is not None:
            raise WorldFault(
                Fault.STOOD_DOWN, f"This terminal was stood down at {since:%Y-%m-%d %H:%M}; nothing is recorded."
            )

    def head(self, connection: sqlite3.Connection) -> Head:
        """Return the last row of the chain."""
        return _later(connection.execute(_LAST_PASSAGE).fetchone(), connection.execute(_LAST_EVENT).fetchone())

    def _slot(self, connection: sqlite3.Connection, gate: str, last_event: _End | None) -> Slot:
        passage = connection.execute(_LAST_PASSAGE).fetchone()
        head = _later(passage, last_event)
        seq = 0
        if passage is not None and passage[2:4] == (gate, self._epoch):
            seq = passage[4]
        elif passage is not None:
            found = connection.execute(
                "SELECT seq FROM passages WHERE gate = ? AND epoch = ? AND place > ? ORDER BY place DESC LIMIT 1",
                (gate, self._epoch, self._epoch_begins),
            ).fetchone()
            seq = 0 if found is None else found[0]
        return Slot(head.place + 1, head.hash, self._epoch, seq + 1)

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
        if kind in _OF_THEIR_OWN:
            raise ValueError(f"{kind} has a call of its own")
        with self.file.writing() as connection:
            event = self.append(connection, kind, at, (who, about, why), detail or {})
        self.remember(Head(event.place, event.hash))
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
            event = self.append(
                connection, EventKind.POLICY, at, (who, version, ""), {"toml": kept[0] if kept else toml}
            )
        self.remember(Head(event.place, event.hash))
        return True

    def append(
        self,
        connection: sqlite3.Connection,
        kind: EventKind,
        at: datetime,
        words: tuple[str, str, str],
        detail: dict[str, Any],
    ) -> Event:
        """Put an event at the end of the chain, inside the caller's transaction; `words` are (who, about, why)."""
        head = self.head(connection)
        who, about, why = words
        event = Event(head.place + 1, kind, at, self._now(), who=who, about=about, why=why, detail=detail)
        salt = new_salt()
        typed = bool(why) and kind not in REASON_FROM_A_LIST
        row = event_row(replace(event, why=digest_of_words(salt, why)) if typed else event, head.hash)
        connection.execute(INSERT_EVENT, row)
        if typed:
            connection.execute("INSERT INTO event_words VALUES (?, ?, ?)", (event.place, why, salt))
        return replace(event, hash=row[-1])

    def checkpoint(self, at: datetime, *, sign: Sign | None = None, who: str = "") -> Checkpoint | None:
        """Put the code of the chain so far into the chain, signed where a key is given, to be written down.

        Once a day is enough: None where nothing was recorded since the last one, or where that is of the same
        day (the site's).
        """
        with self.file.writing() as connection:
            head = self.head(connection)
            last = connection.execute(
                "SELECT place, happened_at FROM events WHERE kind = 'checkpoint' ORDER BY place DESC LIMIT 1"
            ).fetchone()
            if head.place == 0 or (
                last is not None and (last[0] == head.place or civil_day(moment_of(last[1])) == civil_day(at))
            ):
                return None
            code = code_of(head)
            signature = None if sign is None else sign(signed_text(head))
            detail = {"code": code, "signature": None if signature is None else signature.hex()}
            event = self.append(connection, EventKind.CHECKPOINT, at, (who, str(head.place), ""), detail)
        self.remember(Head(event.place, event.hash))
        return Checkpoint(head.place, code, signature, at)

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
                event = self.append(connection, EventKind.VOID, at, (who, each.uid, why), detail)
            if not passage.erased:
                states.refold(connection, passage.attempt.party)
        if event is not None:
            self.remember(Head(event.place, event.hash))
        return tuple(replace(each, void=Void(who, at, why), already_recorded=False) for each in together)

    def void_together(self, uid: str) -> tuple[Passage, ...]:
        """Return what would become void with the passage `uid`, oldest first; empty where it is not there or void."""
        with told(self.file.path):
            passage = self._recorded(self.file.conn, uid)
            if passage is None or passage.void is not None:
                return ()
            together = self._taken_along(self.file.conn, passage)
        return tuple(sorted(together, key=lambda each: (each.attempt.at, each.place)))

    def _taken_along(self, connection: sqlite3.Connection, passage: Passage) -> list[Passage]:
        """Return `passage` and what cannot stand without it."""
        together = [passage]
        if passage.attempt.direction is not Direction.OUT or passage.decision.verdict is not Verdict.ALLOW:
            return together
        rows = connection.execute(f"{SELECT} WHERE p.about = ? AND v.about IS NULL", (passage.uid,)).fetchall()
        together += [self._passage(row) for row in rows]
        if passage.erased:
            return together
        following = connection.execute(
            f"{SELECT} WHERE p.party = ? AND p.person = ? AND p.verdict = ? AND v.about IS NULL "
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

    def rest(self) -> None:
        """Move what was written from the WAL into the main file, as far as nobody is disturbed; for idle moments."""
        self.file.rows("PRAGMA wal_checkpoint(PASSIVE)")


def rows_of(
    attempt: Attempt, decision: Decision, slot: Slot, *, recorded_at: datetime, entered: Entered = Entered.LIVE
) -> list[Row]:
    """Return the rows that recording `decision` adds from `slot` on; the last one is the attempt's own."""
    rows = []
    if decision.fills_return is not None:
        # The return that nobody saw stands before the passage that revealed it.
        filled, answer = _return_of(attempt, decision, decision.fills_return)
        rows.append(
            passage_row(filled, answer, slot, recorded_at=recorded_at, entered=Entered.FILLED_IN, about=attempt.uid)
        )
        slot = Slot(slot.place + 1, rows[-1][-1], slot.epoch, slot.seq + 1)
    rows.append(passage_row(attempt, decision, slot, recorded_at=recorded_at, entered=entered))
    return rows


def state_after(state: PartyState, attempt: Attempt, decision: Decision) -> PartyState:
    """Return the state of a party once `decision` about its latest attempt is recorded."""
    if decision.fills_return is not None:
        state = after(state, past_of(*_return_of(attempt, decision, decision.fills_return)))
    return after(state, past_of(attempt, decision))


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
        particulars=(),
    )
    proof = Proof(decision.proof.policy_version, causes=(outing.uid,))
    answer = Decision(Verdict.ALLOW, Reason.RETURN_FILLED_IN, proof)
    return filled, answer


def _later(passage: _End | None, event: _End | None) -> Head:
    """Return the head of the chain from the last passage and the last event."""
    if passage is None or (event is not None and event[0] > passage[0]):
        return Head(0, GENESIS) if event is None else Head(*event)
    return Head(passage[0], passage[1])
