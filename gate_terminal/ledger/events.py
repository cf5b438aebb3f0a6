"""What besides passages stands in the ledger: voids, policies, log-ins, checkpoints; each a row of the chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlite_utils.utils import sqlite3

from gate_terminal.domain.faults import NotKnown, WrongUse
from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.words import Direction, Verdict
from gate_terminal.ledger import states
from gate_terminal.ledger.codec import moment_of, moment_text
from gate_terminal.ledger.file import LedgerFile
from gate_terminal.ledger.passage import Passage, Void
from gate_terminal.ledger.reading import SELECT, SELECT_ONE, LedgerReading
from gate_terminal.ledger.rows import (
    GENESIS,
    INSERT_EVENT,
    REASON_FROM_A_LIST,
    Event,
    EventKind,
    digest_of_words,
    event_row,
    new_salt,
)
from gate_terminal.ledger.trouble import told
from gate_terminal.ledger.witness import Head, code_of, signed_text

_OF_THEIR_OWN = frozenset(
    {
        EventKind.VOID,
        EventKind.POLICY,
        EventKind.POLICY_LAID,
        EventKind.CHECKPOINT,
        EventKind.ERASURE,
        EventKind.RAILS,
        EventKind.RESTORE,
    }
)
_HEAD = (
    "SELECT place, hash FROM (SELECT place, hash FROM passages ORDER BY place DESC LIMIT 1) "
    "UNION ALL SELECT place, hash FROM (SELECT place, hash FROM events ORDER BY place DESC LIMIT 1) "
    "ORDER BY place DESC LIMIT 1"
)

Sign = Callable[[bytes], bytes]
"""Signs a text with the terminal's key."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The chain up to `place` as a short code that the office writes down."""

    place: int
    code: str
    signature: bytes | None
    at: datetime


class LedgerEvents(LedgerReading):
    """The ledger's events; `now` gives the moment of recording."""

    def __init__(self, file: LedgerFile, now: Callable[[], datetime]) -> None:
        super().__init__(file)
        self._now = now

    def head(self, connection: sqlite3.Connection) -> Head:
        """Return the last row of the chain."""
        found = connection.execute(_HEAD).fetchone()
        return Head(0, GENESIS) if found is None else Head(*found)

    def remember(self, head: Head) -> None:
        """Tell the witness what is committed."""
        if self.file.witness is not None:
            self.file.witness.remember(head)

    def _recorded(self, connection: sqlite3.Connection, uid: str) -> Passage:
        """Return a passage that is there, as one that this call did not write."""
        return replace(self._passage(connection.execute(SELECT_ONE, (uid,)).fetchone()), already_recorded=True)

    def _found(self, connection: sqlite3.Connection, uid: str) -> Passage | None:
        if connection.execute("SELECT 1 FROM passages WHERE uid = ?", (uid,)).fetchone() is None:
            return None
        return self._recorded(connection, uid)

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
        """Put an event into the chain: a log-in, a reveal, …; raises as `record` does."""
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

        Once a day is enough: None where the last one is of the same day (the site's), or where nothing was ever
        recorded. A day without passages has its code too: the paper then says that the terminal stood there.
        """
        with self.file.writing() as connection:
            head = self.head(connection)
            last = connection.execute(
                "SELECT happened_at FROM events WHERE kind = 'checkpoint' ORDER BY place DESC LIMIT 1"
            ).fetchone()
            if head.place == 0 or (last is not None and civil_day(moment_of(last[0])) == civil_day(at)):
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
            passage = self._found(connection, uid)
            if passage is None:
                raise NotKnown(f"There is no passage {uid}.")
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
            passage = self._found(self.file.conn, uid)
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
