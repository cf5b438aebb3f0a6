"""The chain of hashes over passages and events: is it whole, and which row is the first that is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from heapq import merge
from operator import itemgetter
from typing import Any

from sqlite_utils.utils import sqlite3

from gate_terminal.domain.faults import Fault
from gate_terminal.ledger import states
from gate_terminal.ledger.file import LedgerFile
from gate_terminal.ledger.rails import broken_rails
from gate_terminal.ledger.rows import (
    GENESIS,
    PASSAGE_COLUMNS,
    SELECT_EVENTS,
    SELECT_PASSAGES,
    EventKind,
    Row,
    digest_of_words,
    hash_of_event,
    hash_of_passage,
    identity_digest,
    identity_of,
)
from gate_terminal.ledger.trouble import fault_of, told
from gate_terminal.ledger.witness import Head, code_of, signed_text

CheckSignature = Callable[[bytes, bytes], bool]
"""Tells whether a signature (second) is the terminal's over a message (first)."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the chain found.

    `first_bad` names the first bad row in plain words, None where the chain is whole. `findings` are all
    sentences, `losses` those about rows that an earlier restore has already owned up to.
    """

    rows: int
    passages: int
    head: Head
    findings: tuple[str, ...] = ()
    losses: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    @property
    def first_bad(self) -> str | None:
        """The first finding."""
        return self.findings[0] if self.findings else None


def name_of(row: Row) -> str:
    """Name a row in plain words, without saying who it was."""
    if len(row) == len(PASSAGE_COLUMNS):
        place, gate, _epoch, seq, _uid, happened_at = row[:6]
        direction = "out" if row[9] == "out" else "in"
        return f"Row {place} (passage {seq} of gate {gate}, {direction}, {happened_at[:19].replace('T', ' ')})"
    return f"Row {row[0]} (event {row[1]}, {row[2][:19].replace('T', ' ')})"


def chain_rows(connection: sqlite3.Connection, after_place: int = 0) -> Iterator[Row]:
    """Yield the rows of passages and events behind a place, in the order of the chain."""
    passages = connection.execute(f"{SELECT_PASSAGES} WHERE p.place > ? ORDER BY p.place", (after_place,))
    events = connection.execute(f"{SELECT_EVENTS} WHERE place > ? ORDER BY place", (after_place,))
    return merge(passages, events, key=itemgetter(0))


def own_fault(row: Row) -> str | None:
    """Say what is wrong with a row by itself, None where its hash and its identity digest agree with it."""
    try:
        if len(row) != len(PASSAGE_COLUMNS):
            return None if hash_of_event(row) == row[-1] else "was changed after it was written"
        if hash_of_passage(row) != row[-1]:
            return "was changed after it was written"
        identity, salt, digest = identity_of(row)
        if salt is not None and identity_digest(salt, identity) != digest:
            return "had its person or household changed after it was written"
        if salt is None and any(part is not None for part in identity):
            return "has an identity without the salt that proves it"
    except (TypeError, AttributeError, UnicodeError):
        # A damaged page can give any type in any column.
        return "is unreadable"
    return None


@dataclass(slots=True)
class _Walk:
    """One pass along the chain."""

    head: Head
    erased_before: str
    lost: list[tuple[int, int]]
    rows: int = 0
    passages: int = 0
    findings: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    numbers: dict[tuple[str, int], tuple[int, int]] = field(default_factory=dict)
    """By gate and epoch: the last number, and how many holes had been passed when it was met."""
    whole_way: bool = True
    """The walk began at the first row, so the first number of each gate is known too."""

    def step(self, row: Row) -> None:
        """Look at the next row."""
        place = row[0]
        self.rows += 1
        if place != self.head.place + 1:
            self._hole(self.head.place + 1, place - 1)
        if row[-2] != self.head.hash and not (place != self.head.place + 1 and row[1] != EventKind.RESTORE.value):
            self.findings.append(f"{name_of(row)} does not follow from the row before it.")
        wrong = own_fault(row)
        if wrong is not None:
            self.findings.append(f"{name_of(row)} {wrong}.")
        if len(row) == len(PASSAGE_COLUMNS):
            self._passage(row)
        self.head = Head(place, row[-1])

    def _hole(self, first: int, last: int) -> None:
        rows = f"Row {first} is" if first == last else f"Rows {first} to {last} are"
        if any(begin <= first and last <= end for begin, end in self.lost):
            self.losses.append(f"{rows} missing; a restore has recorded the loss.")
        else:
            self.findings.append(f"{rows} missing.")

    def _passage(self, row: Row) -> None:
        self.passages += 1
        _identity, salt, _digest = identity_of(row)
        if salt is None and not row[5] < self.erased_before:
            self.findings.append(f"{name_of(row)} lost its identity before the retention time.")
        key = (row[1], row[2])
        last, holes = self.numbers.get(key, (0, 0))
        known = key in self.numbers or self.whole_way
        holes_now = len(self.losses) + len(self.findings)
        if known and row[3] != last + 1 and holes_now == holes:
            self.findings.append(f"{name_of(row)} is numbered {row[3]} where {last + 1} comes next.")
        self.numbers[key] = (row[3], len(self.losses) + len(self.findings))


def walk(connection: sqlite3.Connection, start: Head | None = None, *, until: int | None = None) -> Verification:
    """Check the rows behind `start` (of the whole chain where it is None), each by itself and after the one before.

    With `until` the walk ends behind that place.
    """
    begin = start or Head(0, GENESIS)
    steps = _Walk(begin, "", [], whole_way=begin.place == 0)
    try:
        (steps.erased_before,) = connection.execute(
            "SELECT coalesce(max(about), '') FROM events WHERE kind = ?", (EventKind.ERASURE.value,)
        ).fetchone()
        for (detail,) in connection.execute("SELECT detail FROM events WHERE kind = ?", (EventKind.RESTORE.value,)):
            steps.lost += [(first, last) for first, last in _detail(detail).get("lost", [])]
        for row in chain_rows(connection, begin.place):
            if until is not None and row[0] > until:
                break
            steps.step(row)
    except (sqlite3.Error, UnicodeError) as error:
        _only_damage(error)
        steps.findings.append(f"What comes after row {steps.head.place} cannot be read: {error}.")
    return Verification(steps.rows, steps.passages, steps.head, tuple(steps.findings), tuple(steps.losses))


def _only_damage(error: sqlite3.Error | UnicodeError) -> None:
    """Raise an error again that is not the file's own fault: a disk that fails, a file that is locked."""
    fault = fault_of(error, None) if isinstance(error, sqlite3.Error) else None
    if fault is not None and fault.fault is not Fault.LEDGER_DAMAGED:
        raise error


def _detail(text: Any) -> dict[str, Any]:
    """Return an event's detail; a damaged one says nothing (its row does not hold its hash either)."""
    try:
        detail = json.loads(text)
    except (TypeError, ValueError):
        return {}
    return detail if isinstance(detail, dict) else {}


def verify(file: LedgerFile, *, check: CheckSignature | None = None) -> Verification:
    """Check everything, also that the newest rows are those that were confirmed and that the triggers are there.

    Raises as `LedgerFile.rows` does.
    """
    with told(file.path):
        found = examine(file.conn, check=check)
        rails = [rail.says for rail in broken_rails(file.conn)]
        return replace(found, findings=(*found.findings, *witnessed(file, file.conn), *rails))


def examine(connection: sqlite3.Connection, *, check: CheckSignature | None = None) -> Verification:
    """Check a ledger by itself: structure of the file, chain, policies, checkpoints, voids, derived states."""
    found = walk(connection)
    findings = list(found.findings)
    try:
        structure = [text for (text,) in connection.execute("PRAGMA integrity_check(5)") if text != "ok"]
        findings += [f"The file's structure is damaged: {text}." for text in structure]
        findings += _policies(connection)
        findings += _checkpoints(connection, check)
        missing, lost_words = _words(connection)
        findings += missing
        found = replace(found, losses=(*found.losses, *lost_words))
        if not findings:
            findings += states.differences(connection)
            findings += _voids(connection) if not found.losses else []
    except (sqlite3.Error, UnicodeError) as error:
        _only_damage(error)
        findings.append(f"A part of the file cannot be read: {error}.")
    return replace(found, findings=tuple(findings))


def witnessed(file: LedgerFile, connection: sqlite3.Connection) -> list[str]:
    """Compare the chain with what was last confirmed, as the witness beside the file remembers it."""
    head = None if file.witness is None else file.witness.read()
    if head is None or head.place == 0:
        return []
    row = connection.execute(
        "SELECT hash FROM passages WHERE place = ? UNION ALL SELECT hash FROM events WHERE place = ?",
        (head.place, head.place),
    ).fetchone()
    if row is None:
        (last,) = connection.execute(
            "SELECT max(coalesce((SELECT max(place) FROM passages), 0), coalesce((SELECT max(place) FROM events), 0))"
        ).fetchone()
        return [f"The end is missing: row {head.place} was confirmed, but the last row is {last}."]
    return [] if row[0] == head.hash else [f"Row {head.place} is not the one that was confirmed."]


def _policies(connection: sqlite3.Connection) -> list[str]:
    kept: dict[str, str] = dict(connection.execute("SELECT version, toml FROM policies").fetchall())
    found = []
    for place, version, detail in connection.execute(
        "SELECT place, about, detail FROM events WHERE kind = ? ORDER BY place", (EventKind.POLICY.value,)
    ):
        if kept.get(version) != _detail(detail).get("toml"):
            found.append(f"The text of policy {version} is not the one that row {place} put in force.")
    return found


def _checkpoints(connection: sqlite3.Connection, check: CheckSignature | None) -> list[str]:
    found = []
    signed_before = False
    for place, prev, detail in connection.execute(
        "SELECT place, prev, detail FROM events WHERE kind = ? ORDER BY place", (EventKind.CHECKPOINT.value,)
    ):
        head = Head(place - 1, prev)
        told_then = _detail(detail)
        if told_then.get("code") != code_of(head):
            found.append(f"The checkpoint in row {place} does not belong to the rows before it.")
        signature = told_then.get("signature")
        # The first terminals had no key of their own: unsigned ones are good until the first that is signed.
        if check is not None and not _is_signed(signature, head, check) and (signature is not None or signed_before):
            found.append(f"The checkpoint in row {place} is not signed by this terminal.")
        signed_before |= signature is not None
    return found


def _is_signed(signature: Any, head: Head, check: CheckSignature) -> bool:
    try:
        return signature is not None and check(signed_text(head), bytes.fromhex(signature))
    except (TypeError, ValueError):
        return False


_WORDS = (
    "SELECT e.place, e.why, w.why, w.salt, "
    "e.happened_at < (SELECT coalesce(max(about), '') FROM events WHERE kind = ?), "
    "e.place < (SELECT coalesce(max(place), 0) FROM events WHERE kind = ?) "
    "FROM events e LEFT JOIN event_words w ON w.place = e.place WHERE e.why LIKE 'sha256:%' OR w.place IS NOT NULL "
    "ORDER BY e.place"
)


def _words(connection: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """Compare the reasons with their digests in the chain; return what is wrong, and what a restore did not find."""
    if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'event_words'").fetchone() is None:
        return [], []  # a backup of an older program
    wrong: list[str] = []
    lost: list[str] = []
    kinds = (EventKind.ERASURE.value, EventKind.RESTORE.value)
    for place, chained, words, salt, may_be_erased, before_restore in connection.execute(_WORDS, kinds):
        if words is not None:
            if digest_of_words(salt, words) != chained:
                wrong.append(f"The reason of the event in row {place} was changed after it was written.")
        elif not may_be_erased:
            told = f"The reason of the event in row {place} is missing"
            (lost if before_restore else wrong).append(f"{told}{'; a restore did not find it' * before_restore}.")
    return wrong, lost


def _voids(connection: sqlite3.Connection) -> list[str]:
    return [
        f"Row {place} makes a passage void that does not exist."
        for (place,) in connection.execute(
            "SELECT place FROM events v WHERE kind = 'void' "
            "AND NOT EXISTS (SELECT 1 FROM passages p WHERE p.uid = v.about) ORDER BY place"
        )
    ]
