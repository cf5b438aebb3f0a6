"""Passages and events are only ever added, whatever program holds the file."""

# ruff: noqa: S608 - the statements are this file's own

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import NOON, Gate


@pytest.fixture
def browser(path: Path, gate: Gate) -> Iterator[sqlite3.Connection]:
    """Another program on a ledger with two passages, a policy and a void; recursive_triggers off, as usual."""
    first, _ = gate.stream(2)
    gate.ledger.remember_policy("a", "x = 1", NOON)
    gate.ledger.void(first.uid, who="x", why="y", at=NOON)
    gate.ledger.close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA recursive_triggers = OFF")
    yield connection
    connection.close()


_ALL = "place, gate, epoch, seq, uid, happened_at, recorded_at, site, lane, direction, subject, party, person, serial, \
purpose, temperatures, circumstances, verdict, reason, next_allowed, counted, serial_typed, guard, policy_version, \
proof, entered, about, salt, identity, prev, hash, particulars"


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM passages",
        "DELETE FROM passages WHERE place = 1",
        "UPDATE passages SET verdict = 'refuse'",
        "UPDATE passages SET person = 'B'",
        "UPDATE passages SET person = NULL",
        "UPDATE passages SET hash = x'00', person = NULL, party = NULL, serial = NULL, salt = NULL",
        "UPDATE OR REPLACE passages SET place = 2 WHERE place = 1",
        f"INSERT OR REPLACE INTO passages SELECT {_ALL} FROM passages WHERE place = 1",
        f"REPLACE INTO passages SELECT {_ALL.replace('place', '99', 1)} FROM passages WHERE place = 1",
        f"INSERT INTO passages SELECT {_ALL.replace('place', '0', 1).replace('uid', 'hex(1)', 1)} FROM passages",
        "DELETE FROM events",
        "UPDATE events SET who = 'me'",
        "UPDATE OR IGNORE events SET who = 'me'",
        "INSERT OR REPLACE INTO events SELECT * FROM events WHERE kind = 'void'",
        "INSERT INTO events SELECT 99, 'void', happened_at, '', who, about, why, detail, prev, hash FROM events",
        "DELETE FROM policies",
        "UPDATE policies SET toml = 'x = 2'",
        "INSERT OR REPLACE INTO policies VALUES ('a', 'x = 2', '')",
    ],
)
def test_ordinary_tools_cannot_change_what_happened(browser: sqlite3.Connection, statement: str) -> None:
    tables = ("passages", "events", "policies")
    before = [browser.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
    with pytest.raises(sqlite3.IntegrityError, match=r"only ever added|never"):
        browser.execute(statement)
    browser.rollback()
    assert [browser.execute(f"SELECT * FROM {table}").fetchall() for table in tables] == before


def test_anyone_may_read_what_happened_with_ordinary_tools(browser: sqlite3.Connection) -> None:
    rows = browser.execute("SELECT happened_at, direction, person, temperatures, verdict FROM passages").fetchall()
    assert rows[0] == ("2020-02-07T12:00:00.000000+08:00", "out", "A", '["36.5"]', "allow")
