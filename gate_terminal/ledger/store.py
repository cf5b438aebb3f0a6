"""The ledger: one call reads the facts, lets a pure function decide, and records the answer, all in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Self
from uuid import UUID, uuid5

from sqlite_utils.utils import sqlite3

from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import Facts, Outing, PartyState
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.party import after
from gate_terminal.domain.words import Direction, Reason, Verdict
from gate_terminal.ledger import states
from gate_terminal.ledger.codec import moment_or_none
from gate_terminal.ledger.events import LedgerEvents
from gate_terminal.ledger.file import LedgerFile, open_file
from gate_terminal.ledger.passage import Entered, Passage, past_of
from gate_terminal.ledger.rows import GENESIS, INSERT_PASSAGE, Row, Slot, passage_row
from gate_terminal.ledger.standing import stood_down_at
from gate_terminal.ledger.trouble import OutcomeUnknown, told
from gate_terminal.ledger.witness import Head

Decide = Callable[[Facts], Decision]

# The uid of a filled-in return follows from the two passages it stands between, so a retry makes the same one.
_FILLED_IN = UUID("6d0c1f7e-4a52-5b0e-9c1b-2f6f0a3f5d11")

# All that is read before deciding, in one statement: each costs as much again to call.
_STAND = (
    "SELECT EXISTS (SELECT 1 FROM passages WHERE uid = ?), (SELECT state FROM party_state WHERE party = ?), "
    "(SELECT max(happened_at) FROM passages), e.place, e.hash, p.place, p.hash, p.gate, p.epoch, p.seq "
    "FROM (SELECT 1) LEFT JOIN events e ON e.place = (SELECT max(place) FROM events) "
    "LEFT JOIN passages p ON p.place = (SELECT max(place) FROM passages)"
)


class _Stand(NamedTuple):
    """Where the ledger stands when an attempt comes."""

    is_recorded: int
    state: str | None
    latest: str | None
    event_place: int | None
    event_hash: bytes | None
    place: int | None
    hash: bytes | None
    gate: str | None
    epoch: int | None
    seq: int | None

    @property
    def head(self) -> Head:
        """The last row of the chain."""
        if self.event_place is not None and self.event_hash is not None and self.event_place > (self.place or 0):
            return Head(self.event_place, self.event_hash)
        return Head(0, GENESIS) if self.place is None or self.hash is None else Head(self.place, self.hash)


def _site_now() -> datetime:
    return datetime.now(SITE_ZONE)


class Ledger(LedgerEvents):
    """What happened at the gate. Use it in the thread that opened the file; `now` gives the recording moment."""

    def __init__(self, file: LedgerFile, *, now: Callable[[], datetime] = _site_now) -> None:
        super().__init__(file, now)
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
                passage = self._answer(connection, attempt, decide, entered)
        except OutcomeUnknown as unknown:
            return self._look_again(attempt.uid, unknown)
        if not passage.already_recorded:
            self.remember(Head(passage.place, passage.hash))
        return passage

    def _answer(self, connection: sqlite3.Connection, attempt: Attempt, decide: Decide, entered: Entered) -> Passage:
        stand = _Stand(*connection.execute(_STAND, (attempt.uid, attempt.party)).fetchone())
        if stand.is_recorded:
            return self._recorded(connection, attempt.uid)
        self._demand_service(connection, stand.event_place)
        state = states.state_from(connection, attempt.party, stand.state)
        latest = self._latest(connection, stand) if entered is Entered.LIVE else None
        decision = decide(Facts(party=state, latest_record_at=latest))
        if decision.verdict is Verdict.IGNORE:
            return self._repeated(connection, attempt, decision, state)
        recorded_at = self._now()
        slot = self._slot(connection, attempt.gate, stand)
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
            earlier = self._found(connection, uid)
            if earlier is not None:
                return replace(earlier, attempt=attempt, decision=decision, repeats=earlier)
        raise AssertionError(f"a duplicate of nothing: {attempt.uid}")

    def _look_again(self, uid: str, unknown: OutcomeUnknown) -> Passage:
        """After a failed commit: look the passage up through a new connection, and make it durable if it is there."""
        self.file.reopen()
        with told(self.file.path):
            passage = self._found(self.file.conn, uid)
            if passage is None:
                raise unknown
            # The page cache may show what the disk never got: copying it into the main file flushes it anew.
            (blocked, *_) = self.file.conn.execute("PRAGMA wal_checkpoint(FULL)").fetchone()
            if blocked:
                raise unknown
        self.remember(Head(passage.place, passage.hash))
        return replace(passage, already_recorded=False)

    def latest_moment(self) -> datetime | None:
        """Return the moment before which a decision would call the clock set back; None in an empty ledger."""
        with told(self.file.path):
            connection = self.file.conn
            return self._latest(connection, _Stand(*connection.execute(_STAND, ("", "")).fetchone()))

    def _latest(self, connection: sqlite3.Connection, stand: _Stand) -> datetime | None:
        """Return the moment of the latest passage; of those that count since somebody vouched for the clock."""
        vouched = self._vouched_for(connection, stand.event_place)
        if vouched is None:
            return moment_or_none(stand.latest)
        place, moment = vouched
        found = connection.execute(
            "SELECT happened_at FROM passages WHERE happened_at > ? AND +place > ? ORDER BY happened_at DESC LIMIT 1",
            (moment, place),
        ).fetchone()
        return moment_or_none(moment if found is None else found[0])

    def _vouched_for(self, connection: sqlite3.Connection, last_event: int | None) -> tuple[int, str] | None:
        """Return the place and the moment of the latest vouching, looked up only when an event has come since."""
        if last_event is None:
            return None
        if self._vouched[0] != last_event:
            found = connection.execute(
                "SELECT place, happened_at FROM events WHERE kind = 'clock' ORDER BY place DESC LIMIT 1"
            ).fetchone()
            self._vouched = (last_event, found)
        return self._vouched[1]

    def stood_down_at(self) -> datetime | None:
        """Return since when nothing is recorded here; None while the terminal works."""
        with told(self.file.path):
            return stood_down_at(self.file.conn)

    def _demand_service(self, connection: sqlite3.Connection, last_event: int | None) -> None:
        """Raise STOOD_DOWN after a stand-down; looked up only when an event has come since."""
        if last_event is None:
            return
        if self._standing[0] != last_event:
            self._standing = (last_event, stood_down_at(connection))
        since = self._standing[1]
        if since is not None:
            raise WorldFault(
                Fault.STOOD_DOWN, f"This terminal was stood down at {since:%Y-%m-%d %H:%M}; nothing is recorded."
            )

    def _slot(self, connection: sqlite3.Connection, gate: str, stand: _Stand) -> Slot:
        head = stand.head
        seq = 0
        if (stand.gate, stand.epoch) == (gate, self._epoch):
            seq = stand.seq or 0
        elif stand.place is not None:
            found = connection.execute(
                "SELECT seq FROM passages WHERE gate = ? AND epoch = ? AND place > ? ORDER BY place DESC LIMIT 1",
                (gate, self._epoch, self._epoch_begins),
            ).fetchone()
            seq = 0 if found is None else found[0]
        return Slot(head.place + 1, head.hash, self._epoch, seq + 1)

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
