"""What can be asked of the ledger; nothing here writes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from gate_terminal.domain.facts import Outing, PartyState
from gate_terminal.domain.moments import midnight
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Direction, Reason, Site, Verdict
from gate_terminal.ledger import states
from gate_terminal.ledger.codec import moment_of, moment_text
from gate_terminal.ledger.file import LedgerFile
from gate_terminal.ledger.passage import Counters, Entered, Passage, Void
from gate_terminal.ledger.rows import (
    EVENT_COLUMNS,
    SELECT_PASSAGES,
    WORDS_OF_EVENT,
    Event,
    EventKind,
    event_from,
    passage_from,
    temperature_from,
)
from gate_terminal.ledger.trouble import told

_VOID_COLUMNS = f"v.who, v.happened_at, {WORDS_OF_EVENT.replace('e.', 'v.')}"
_WITH_VOIDS = "LEFT JOIN events v ON v.kind = 'void' AND v.about = p.uid LEFT JOIN event_words w ON w.place = v.place"
_EVENTS_WITH_WORDS = (
    f"SELECT {', '.join(WORDS_OF_EVENT if name == 'why' else f'e.{name}' for name in EVENT_COLUMNS)} "  # noqa: S608
    "FROM events e LEFT JOIN event_words w ON w.place = e.place"
)
SELECT = SELECT_PASSAGES.replace(" FROM ", f", {_VOID_COLUMNS} FROM ") + f" {_WITH_VOIDS}"
_OF_A_PLATE = "(p.party = ? OR {})".format(
    " OR ".join(f"p.particulars ->> '$.{each}' = ?" for each in ("plate", "trailer", "trailer_in"))
)
SELECT_ONE = f"{SELECT} WHERE p.uid = ?"


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
    reason: Reason | None = None
    seq: int | None = None
    ending: str | None = None
    """The last characters of a passage's uid."""
    plate: str | None = None
    """Of a vehicle or a trailer, as it is kept."""
    name: str | None = None
    """Of somebody who is in no register, as it was asked at a lane."""

    def condition(self) -> tuple[str, tuple[Any, ...]]:
        """Return the WHERE clause and its parameters."""
        parts: list[tuple[str, tuple[Any, ...]]] = []
        if self.since is not None:
            parts.append(("p.happened_at >= ?", (moment_text(self.since),)))
        if self.until is not None:
            parts.append(("p.happened_at < ?", (moment_text(self.until),)))
        for column in ("party", "person", "direction", "verdict", "gate", "uid", "reason", "seq"):
            value = getattr(self, column)
            if value is not None:
                parts.append((f"p.{column} = ?", (value if isinstance(value, int) else str(value),)))
        if self.ending:
            parts.append(("substr(p.uid, ?) = ?", (-len(self.ending), self.ending)))
        if self.plate is not None:
            parts.append((_OF_A_PLATE, (f"vehicle:{self.plate}", *(self.plate,) * 3)))
        if self.name is not None:
            parts.append(("p.particulars ->> '$.name' = ?", (self.name,)))
        return " AND ".join(part for part, _ in parts) or "TRUE", tuple(value for _, some in parts for value in some)


@dataclass(frozen=True, slots=True)
class StillOut:
    """Somebody who has not come back: the party, and the way out."""

    party: str
    outing: Outing


class LedgerReading:
    """The reading half of the ledger, in the thread that opened `file`."""

    def __init__(self, file: LedgerFile) -> None:
        self.file = file

    def state(self, party: str) -> PartyState:
        """Return what the ledger knows of a party now, for the eyes; a decision reads its own facts."""
        with told(self.file.path):
            return states.read_state(self.file.conn, party)

    def passage(self, uid: str) -> Passage | None:
        """Return one passage."""
        rows = self.file.rows(SELECT_ONE, (uid,))
        return self._passage(rows[0]) if rows else None

    def recent(self, number: int) -> tuple[Passage, ...]:
        """Return the latest recorded passages, newest first."""
        rows = self.file.rows(f"{SELECT} ORDER BY p.place DESC LIMIT ?", (number,))
        return tuple(self._passage(row) for row in rows)

    def latest(self, asked: Asked, number: int) -> tuple[Passage, ...]:
        """Return the latest so many of the passages that are asked for, newest first."""
        condition, parameters = asked.condition()
        rows = self.file.rows(
            f"{SELECT} WHERE {condition} ORDER BY p.happened_at DESC, p.place DESC LIMIT ?", (*parameters, number)
        )
        return tuple(self._passage(row) for row in rows)

    def passages(self, asked: Asked | None = None) -> Iterator[Passage]:
        """Yield the passages that are asked for, in the order in which they happened."""
        condition, parameters = (asked or Asked()).condition()
        with told(self.file.path):
            cursor = self.file.conn.execute(f"{SELECT} WHERE {condition} ORDER BY p.happened_at, p.place", parameters)
            for row in cursor:
                yield self._passage(row)

    def count(self, asked: Asked) -> int:
        """Return how many passages are asked for."""
        condition, parameters = asked.condition()
        ((number,),) = self.file.rows(f"SELECT count(*) FROM passages p WHERE {condition}", parameters)  # noqa: S608
        return int(number)

    def usual_policy(self, asked: Asked) -> str | None:
        """Return the version of the policy under which most of the passages were answered; None where none were."""
        condition, parameters = asked.condition()
        rows = self.file.rows(
            f"SELECT p.policy_version FROM passages p WHERE {condition} "  # noqa: S608
            "GROUP BY p.policy_version ORDER BY count(*) DESC, min(p.happened_at) LIMIT 1",
            parameters,
        )
        return str(rows[0][0]) if rows else None

    def last_readings(
        self, gate: str, lane: str, number: int, *, since: datetime | None = None, until: datetime | None = None
    ) -> tuple[Temperature, ...]:
        """Return the latest reading of each of the last `number` live passages with one, oldest first.

        Only of one gate and lane; moments are [since, until).
        """
        condition, parameters = Asked(since=since, until=until, gate=gate).condition()
        rows = self.file.rows(
            f"SELECT p.temperatures FROM passages p WHERE {condition} AND p.lane = ? AND p.temperatures <> '[]' "  # noqa: S608
            "AND p.entered = ? ORDER BY p.happened_at DESC, p.place DESC LIMIT ?",
            (*parameters, lane, Entered.LIVE.value, number),
        )
        return tuple(temperature_from(json.loads(text)[-1]) for (text,) in reversed(rows))

    def last_of(self, party: str, direction: Direction | None = None) -> Passage | None:
        """Return the latest passage of a party, in one direction if given, that is not void."""
        rows = self.file.rows(
            f"{SELECT} WHERE p.party = ? AND v.about IS NULL AND (p.direction = ? OR ? IS NULL) "
            "ORDER BY p.happened_at DESC, p.place DESC LIMIT 1",
            (party, direction, direction),
        )
        return self._passage(rows[0]) if rows else None

    def inside(self, site: Site, day: date) -> int:
        """Return how many are inside a kind of gate by what was let in and out on a day (the site's), never below 0."""
        begin, end = moment_text(midnight(day)), moment_text(midnight(day + timedelta(days=1)))
        rows = self.file.rows(
            "SELECT p.direction, count(*) FROM passages p WHERE p.happened_at >= ? AND p.happened_at < ? "
            "AND p.site = ? AND p.verdict = ? AND p.entered <> ? "
            "AND NOT EXISTS (SELECT 1 FROM events v WHERE v.kind = 'void' AND v.about = p.uid) GROUP BY 1",
            (begin, end, site.value, Verdict.ALLOW.value, Entered.FILLED_IN.value),
        )
        heads = dict(rows)
        return max(int(heads.get(Direction.IN.value, 0)) - int(heads.get(Direction.OUT.value, 0)), 0)

    def events(self, kind: EventKind | None = None) -> Iterator[Event]:
        """Yield the events of the chain in order."""
        condition, parameters = ("TRUE", ()) if kind is None else ("kind = ?", (kind.value,))
        for row in self.file.rows(f"{_EVENTS_WITH_WORDS} WHERE {condition} ORDER BY e.place", parameters):
            yield event_from(row)

    def latest_events(self, kind: EventKind, number: int) -> tuple[Event, ...]:
        """Return the latest so many events of one kind, newest first."""
        rows = self.file.rows(f"{_EVENTS_WITH_WORDS} WHERE e.kind = ? ORDER BY e.place DESC LIMIT ?", (kind, number))
        return tuple(event_from(row) for row in rows)

    def events_about(self, about: str) -> tuple[Event, ...]:
        """Return the events about one thing, such as a passage's uid, in the order of the chain."""
        return tuple(
            event_from(row)
            for row in self.file.rows(f"{_EVENTS_WITH_WORDS} WHERE e.about = ? ORDER BY e.place", (about,))
        )

    def last_void(self) -> int:
        """Return the place in the chain of the latest counter-record; 0 where nothing was ever made void."""
        ((place,),) = self.file.rows("SELECT coalesce(max(place), 0) FROM events WHERE kind = 'void'")
        return int(place)

    def policies(self) -> dict[str, str]:
        """Return the TOML text of every policy that was ever in force, by version."""
        return dict(self.file.rows("SELECT version, toml FROM policies"))

    def outstanding(self) -> tuple[StillOut, ...]:
        """Return who is out, the longest first."""
        found = [
            StillOut(party, outing)
            for (party,) in self.file.rows("SELECT party FROM party_state WHERE outside > 0")
            for outing in self.state(party).still_out
        ]
        return tuple(sorted(found, key=lambda each: each.outing.at))

    def counters(self, day: date) -> Counters:
        """Return the counters of `day` (the site's); cheap enough to ask after each passage."""
        with told(self.file.path):
            return states.counters(self.file.conn, day)

    def _passage(self, row: tuple[Any, ...]) -> Passage:
        *columns, who, at, why = row
        void = None if who is None else Void(who, moment_of(at), why)
        return passage_from(tuple(columns), self._person_of, void)

    def _person_of(self, uid: str) -> str:
        rows = self.file.rows("SELECT person FROM passages WHERE uid = ?", (uid,))
        return (rows[0][0] or "") if rows else ""
