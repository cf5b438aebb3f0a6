"""Passages and events as rows: the columns, the canonical form that is hashed, and the way back.

Chain: ``hash = SHA-256(prev ‖ canonical)``. The canonical form is a JSON array (UTF-8, no blanks): the word
``passage`` or ``event``, then the columns in the order of `KEPT` or `EVENT`; a passage ends with the hex digest of its
identity, which is ``SHA-256(salt ‖ JSON array of party, person, serial)`` with 16 random bytes of salt per
row; where particulars were asked, their text is the fourth in that array. Once identity and salt are erased, the
digest says nothing any more and the chain stays whole.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import Outing, PastPassage
from gate_terminal.domain.temperature import Method, OffScale, Temperature
from gate_terminal.domain.words import Direction, Purpose, Reason, Site, Subject, Verdict
from gate_terminal.ledger.codec import (
    from_text,
    json_bytes,
    moment_of,
    moment_or_none,
    moment_text,
    plain_from,
    special_text,
    to_text,
)
from gate_terminal.ledger.passage import Entered, Passage, Void
from gate_terminal.ledger.schema import EVENT, IDENTITY, KEPT

Row = tuple[Any, ...]

GENESIS = bytes(32)
"""What stands in the place of the previous hash in the first row."""

PASSAGE_COLUMNS = (*KEPT, *IDENTITY, "salt", "identity", "prev", "hash")
EVENT_COLUMNS = (*EVENT, "prev", "hash")

SELECT_PASSAGES = f"SELECT {', '.join(f'p.{name}' for name in PASSAGE_COLUMNS)} FROM passages p"  # noqa: S608
SELECT_EVENTS = f"SELECT {', '.join(EVENT_COLUMNS)} FROM events"  # noqa: S608
INSERT_PASSAGE = f"INSERT INTO passages ({', '.join(PASSAGE_COLUMNS)}) VALUES ({', '.join('?' * len(PASSAGE_COLUMNS))})"  # noqa: S608
INSERT_EVENT = f"INSERT INTO events ({', '.join(EVENT_COLUMNS)}) VALUES ({', '.join('?' * len(EVENT_COLUMNS))})"  # noqa: S608

_SALT_BYTES = 16
_DIGESTED = "sha256:"
_KEPT_END = len(KEPT)
_IDENTITY_END = _KEPT_END + len(IDENTITY)
_EVENT_END = len(EVENT)


class EventKind(StrEnum):
    """What besides passages stands in the chain."""

    VOID = "void"
    POLICY = "policy"
    """Came into force; `about` is its version."""
    POLICY_LAID = "policy_laid"
    """Was laid down, to hold from a moment on; `about` is its version, `why` who ordered it."""
    LOGIN = "login"
    REVEAL = "reveal"
    """Personal data were shown in full."""
    MOVEMENTS = "movements"
    """All passages of one person, household or vehicle were shown; `about` is the party's id, `why` the reason."""
    OVERRIDE = "override"
    """A supervisor answered a hold; `about` is the passage with the answer, `why` the grounds.

    The detail says which passage was held, whether the supervisor admitted, and whether that was needed.
    """
    CHECKPOINT = "checkpoint"
    LOGIN_REFUSED = "login_refused"
    """A wrong PIN; see `application.supervisor`."""
    LOCKOUT = "lockout"
    """So many wrong PINs that none is looked at for a while."""
    STAND_DOWN = "stand_down"
    """Nothing is recorded from here on, until `STAND_UP`; see `ledger.standing`."""
    STAND_UP = "stand_up"
    CLOCK = "clock"
    """A supervisor vouched for the clock; see `Ledger.trust_clock`."""
    FEVER = "fever"
    """A step of a fever case was taken; `about` is the passage with which the case began."""
    ACKNOWLEDGED = "acknowledged"
    """The guard took note of a fever; `about` is its passage."""
    ERASURE = "erasure"
    """Identities were erased after the retention time."""
    RAILS = "rails"
    """Triggers or indexes that somebody took away were put back; the detail says which."""
    RESTORE = "restore"
    """The ledger was restored from a backup; the detail lists the places that were lost."""


REASON_FROM_A_LIST = frozenset({EventKind.OVERRIDE, EventKind.LOGIN})
"""Events whose reason is one of a few words and says nothing of anybody: it stays in the chain as it is."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event: `who` did something (`kind`) to `about`, `why`; `detail` holds plain values."""

    place: int
    kind: EventKind
    happened_at: datetime
    recorded_at: datetime
    who: str
    about: str
    why: str
    detail: dict[str, Any]
    hash: bytes = b""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a new passage goes: place in the chain, previous hash, and the number within (gate, epoch)."""

    place: int
    prev: bytes
    epoch: int
    seq: int


def identity_digest(salt: bytes, identity: Row) -> bytes:
    """Return the digest that stands for (party, person, serial, particulars) in the chain.

    Where no particulars were asked there is no fourth part: such a row is hashed as it always was.
    """
    told = identity if identity[-1] is not None else identity[:-1]
    return hashlib.sha256(salt + json_bytes(told)).digest()


def new_salt() -> bytes:
    """Return the random bytes without which a digest says nothing."""
    return os.urandom(_SALT_BYTES)


def digest_of_words(salt: bytes, words: str) -> str:
    """Return what stands in the chain for a reason that somebody typed."""
    return _DIGESTED + hashlib.sha256(salt + words.encode("utf-8", "surrogatepass")).hexdigest()


WORDS_OF_EVENT = f"coalesce(w.why, CASE WHEN e.why LIKE '{_DIGESTED}%' THEN '' ELSE e.why END)"
"""The reason of event `e` with its words `w`: empty once erased; older programs wrote it into the chain itself."""


def hash_of_passage(row: Row) -> bytes:
    """Return the hash that a row in the order of `PASSAGE_COLUMNS` must carry."""
    canonical = json_bytes(["passage", *row[:_KEPT_END], row[_IDENTITY_END + 1].hex()])
    return hashlib.sha256(row[-2] + canonical).digest()


def hash_of_event(row: Row) -> bytes:
    """Return the hash that a row in the order of `EVENT_COLUMNS` must carry."""
    return hashlib.sha256(row[-2] + json_bytes(["event", *row[:_EVENT_END]])).digest()


def identity_of(row: Row) -> tuple[Row, bytes | None, bytes]:
    """Return (party, person, serial, particulars), the salt (None once erased) and the digest of a passage's row."""
    return row[_KEPT_END:_IDENTITY_END], row[_IDENTITY_END], row[_IDENTITY_END + 1]


def passage_row(
    attempt: Attempt,
    decision: Decision,
    slot: Slot,
    *,
    recorded_at: datetime,
    entered: Entered,
    about: str | None = None,
) -> Row:
    """Return the row of a passage, hashed, in the order of `PASSAGE_COLUMNS`."""
    salt = new_salt()
    asked = to_text(dict(attempt.particulars)) if attempt.particulars else None
    identity = (attempt.party, attempt.person, attempt.serial, asked)
    row = (
        slot.place,
        attempt.gate,
        slot.epoch,
        slot.seq,
        attempt.uid,
        moment_text(attempt.at),
        moment_text(recorded_at),
        attempt.site.value,
        attempt.lane,
        attempt.direction.value,
        attempt.subject.value,
        attempt.purpose.value,
        to_text([str(reading) for reading in attempt.temperatures]),
        special_text(attempt.circumstances),
        decision.verdict.value,
        decision.reason.value,
        None if decision.next_allowed is None else moment_text(decision.next_allowed),
        int(decision.counted),
        int(attempt.serial_typed),
        attempt.guard,
        decision.proof.policy_version,
        _proof_text(decision),
        entered.value,
        about,
        *identity,
        salt,
        identity_digest(salt, identity),
        slot.prev,
    )
    return (*row, hash_of_passage((*row, b"")))


def event_row(event: Event, prev: bytes) -> Row:
    """Return the row of an event, hashed here, in the order of `EVENT_COLUMNS`."""
    row = (
        event.place,
        event.kind.value,
        moment_text(event.happened_at),
        moment_text(event.recorded_at),
        event.who,
        event.about,
        event.why,
        to_text(event.detail),
        prev,
    )
    return (*row, hash_of_event((*row, b"")))


def event_from(row: Row) -> Event:
    """Return the event of a row in the order of `EVENT_COLUMNS`."""
    place, kind, happened_at, recorded_at, who, about, why, detail, _prev, digest = row
    return Event(
        place=place,
        kind=EventKind(kind),
        happened_at=moment_of(happened_at),
        recorded_at=moment_of(recorded_at),
        who=who,
        about=about,
        why=why,
        detail=plain_from(detail),
        hash=digest,
    )


@dataclass(frozen=True, slots=True)
class _KeptOuting:
    """An outing in a proof, which is kept for ever: whose it was stands in the outing's own passage."""

    uid: str
    at: datetime
    purpose: Purpose
    counted: bool
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _KeptProof:
    """The column `proof`; the policy has a column of its own."""

    causes: tuple[str, ...] = ()
    facts_as_of: datetime | None = None
    cause: _KeptOuting | None = None
    fills_return: _KeptOuting | None = None


def _kept(outing: Outing) -> _KeptOuting:
    return _KeptOuting(outing.uid, outing.at, outing.purpose, outing.counted, outing.returned_at)


def _proof_text(decision: Decision) -> str:
    """Return the JSON of a `_KeptProof`, without what there is not."""
    proof: dict[str, Any] = {"causes": decision.proof.causes, "facts_as_of": decision.proof.facts_as_of}
    if decision.cause is not None:
        proof["cause"] = _kept(decision.cause)
    if decision.fills_return is not None:
        proof["fills_return"] = _kept(decision.fills_return)
    return to_text(proof)


def _outing_from(kept: _KeptOuting | None, person_of: Callable[[str], str]) -> Outing | None:
    if kept is None:
        return None
    return Outing(kept.uid, person_of(kept.uid), kept.at, kept.purpose, kept.counted, kept.returned_at)


def temperature_from(text: str) -> Temperature:
    """Return the reading of a canonical text such as ``36.5``, ``A36.4``, ``Lo``; ``ValueError`` for any other."""
    method = {"A": Method.AXILLARY, "S": Method.RAW_SURFACE}.get(text[:1], Method.FOREHEAD)
    value = text if method is Method.FOREHEAD else text[1:]
    if value in set(OffScale):
        return Temperature(None, method, OffScale(value))
    if not value:
        return Temperature(None, method)
    degrees, _, tenth = value.partition(".")
    return Temperature(int(degrees) * 10 + int(tenth), method)


def attempt_from(row: Row) -> Attempt:
    """Return the attempt of a passage's row; erased identity columns are empty."""
    return Attempt(
        gate=row[1],
        uid=row[4],
        at=moment_of(row[5]),
        site=Site(row[7]),
        lane=row[8],
        direction=Direction(row[9]),
        subject=Subject(row[10]),
        purpose=Purpose(row[11]),
        temperatures=tuple(temperature_from(text) for text in plain_from(row[12])),
        circumstances=from_text(Circumstances, row[13]),
        serial_typed=bool(row[18]),
        guard=row[19],
        party=row[_KEPT_END] or "",
        person=row[_KEPT_END + 1] or "",
        serial=row[_KEPT_END + 2],
        particulars=tuple(plain_from(row[_KEPT_END + 3]).items()) if row[_KEPT_END + 3] else (),
    )


def decision_from(row: Row, person_of: Callable[[str], str]) -> Decision:
    """Return the decision of a passage's row; `person_of` tells whose outing a uid was (empty once erased)."""
    kept = from_text(_KeptProof, row[21])
    return Decision(
        verdict=Verdict(row[14]),
        reason=Reason(row[15]),
        proof=Proof(row[20], kept.causes, kept.facts_as_of),
        next_allowed=moment_or_none(row[16]),
        counted=bool(row[17]),
        fills_return=_outing_from(kept.fills_return, person_of),
        cause=_outing_from(kept.cause, person_of),
    )


def passage_from(row: Row, person_of: Callable[[str], str], void: Void | None = None) -> Passage:
    """Return the passage of a row in the order of `PASSAGE_COLUMNS`."""
    return Passage(
        uid=row[4],
        seq=row[3],
        attempt=attempt_from(row),
        decision=decision_from(row, person_of),
        recorded_at=moment_of(row[6]),
        hash=row[-1],
        place=row[0],
        epoch=row[2],
        entered=Entered(row[22]),
        about=row[23],
        void=void,
        erased=row[_IDENTITY_END] is None,
    )


PAST_COLUMNS = "p.uid, p.happened_at, p.direction, p.person, p.purpose, p.verdict, p.gate, p.counted, p.subject"


def past_from(row: Row, *, void: bool) -> PastPassage:
    """Return what later decisions know of a row in the order of `PAST_COLUMNS`."""
    uid, at, direction, person, purpose, verdict, gate, counted, subject = row
    return PastPassage(
        uid=uid,
        at=moment_of(at),
        direction=Direction(direction),
        person=person,
        purpose=Purpose(purpose),
        verdict=Verdict(verdict),
        gate=gate,
        counted=bool(counted),
        void=void,
        subject=Subject(subject),
    )
