"""After its time it is forgotten who it was, in every byte; what happened, the counts and the chain stay."""

from __future__ import annotations

import random
import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3

from gate_terminal.domain.facts import PartyState
from gate_terminal.domain.policy import policy_to_toml, version
from gate_terminal.domain.rules import decide
from gate_terminal.domain.words import Site, Subject
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.passage import Entered
from gate_terminal.ledger.rederive import rederive
from gate_terminal.ledger.retention import IdentityErasure, bytes_gone, erase_identities
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.states import differences

from .conftest import NOON, Gate

DAY = timedelta(days=1)
_ALIVE = (
    "SELECT party, person, serial FROM passages WHERE salt IS NOT NULL UNION ALL SELECT why, why, why FROM event_words"
)


def bytes_of(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.parent.iterdir() if each.name.startswith(path.name))


def test_an_identity_is_gone_from_the_raw_bytes(gate: Gate, path: Path) -> None:
    for number in range(60):
        gate.out("person-Zhang", NOON + number * DAY, party=f"household-{number % 3}", serial="SERIAL-7X")
    counters = gate.ledger.counters(NOON.date())
    assert b"person-Zhang" in bytes_of(path)
    erased = erase_identities(gate.ledger, before=NOON + 100 * DAY, at=NOON + 100 * DAY)
    assert erased >= 60
    raw = bytes_of(path)
    assert not any(text in raw for text in (b"person-Zhang", b"household-", b"SERIAL-7X"))
    assert gate.ledger.counters(NOON.date()) == type(counters)(
        **{**{name: getattr(counters, name) for name in type(counters).__slots__}, "out_now": 0}
    )


def test_the_chain_stays_whole_and_what_happened_stays(gate: Gate) -> None:
    gate.out("A")
    gate.out("A", NOON + 30 * DAY)
    assert erase_identities(gate.ledger, before=NOON + DAY, at=NOON + 30 * DAY) == 1
    assert verify(gate.ledger.file).findings == ()
    old, *newer = gate.ledger.passages()
    assert (old.erased, old.attempt.person, old.attempt.party, old.attempt.serial) == (True, "", "", None)
    assert old.decision.verdict == "allow"
    assert not any(passage.erased for passage in newer)
    (event,) = gate.ledger.events(EventKind.ERASURE)
    assert event.detail == {"passages": 1}


def test_a_state_forgets_with_its_passages(gate: Gate) -> None:
    gate.out("A", party="1")
    gate.out("A", party="2")
    gate.back("A", NOON + 40 * DAY, party="2")
    erase_identities(gate.ledger, before=NOON + 12 * DAY, at=NOON + 40 * DAY)
    assert gate.ledger.state("1") == PartyState()
    assert gate.ledger.state("2").last_turn is None
    assert differences(gate.ledger.file.conn) == []


def test_where_nothing_is_old_enough_nothing_is_written(gate: Gate) -> None:
    gate.out("A")
    assert erase_identities(gate.ledger, before=NOON, at=NOON + DAY) == 0
    assert list(gate.ledger.events()) == []


def test_an_erased_passage_can_still_be_made_void(gate: Gate) -> None:
    passage = gate.out("A")
    erase_identities(gate.ledger, before=NOON + DAY, at=NOON + 30 * DAY)
    made = gate.ledger.void(passage.uid, who="x", why="y", at=NOON + 30 * DAY)
    assert [each.uid for each in made] == [passage.uid]
    assert verify(gate.ledger.file).whole


def test_no_copy_stays_behind_where_pages_of_the_file_were_joined(gate: Gate, path: Path) -> None:
    chance = random.Random(5)
    gate.ledger.file.conn.execute("PRAGMA synchronous=OFF")
    for number in range(5000):
        household = f"PARTY{chance.randrange(700):05d}"
        at = NOON + number * timedelta(minutes=11)
        person, serial = f"PERSON{chance.randrange(10**6):06d}", f"SERIAL{number:05d}"
        gate.out(person, at, party=household, serial=serial)
        if number % 10 == 0:
            gate.ledger.note(EventKind.REVEAL, who="x", about="y", why=f"REASON{number:05d}", at=at)
    for days in (10, 25, 41):
        erase_identities(gate.ledger, before=NOON + days * DAY, at=NOON + 60 * DAY)
        alive = {value for row in gate.ledger.file.rows(_ALIVE) for value in row}
        left = {found.decode() for found in re.findall(rb"(?:PARTY|SERIAL|REASON)\d{5}|PERSON\d{6}", bytes_of(path))}
        assert left == alive
    assert alive == set()


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_copy_stays_behind_of_long_answers_and_of_cases_that_were_kept_between(
    gate: Gate, path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    marked = rb"(?:PARTY|PLATE)\d{6}"
    gate.ledger.file.conn.execute("PRAGMA synchronous=OFF")
    kept = set()
    for number in range(900):
        # Some fit many to a page, some fill one, some run over to pages of their own.
        plate = f"PLATE{number:06d}" * chance.choice([1, 2, 8, 40, 150])
        more = {"site": Site.ZONE_TRUCK, "subject": Subject.DRIVER, "serial": None, "particulars": (("plate", plate),)}
        party = f"PARTY{chance.randrange(300):06d}"
        passage = gate.back("A", NOON + number * timedelta(minutes=30), party=party, **more)
        if chance.random() < 0.05:
            kept.add(passage.uid)
    for days, keep in ((5, kept), (12, set(sorted(kept)[::2])), (19, set[str]())):
        erasure = IdentityErasure(gate.ledger, NOON + days * DAY, NOON + 60 * DAY, keep=keep)
        while erasure.step(chance.choice([3, 40, 250])):
            pass
        bytes_gone(gate.ledger)
        rows = gate.ledger.file.rows("SELECT party || particulars FROM passages WHERE salt IS NOT NULL")
        alive = {found for (text,) in rows for found in re.findall(marked, text.encode())}
        assert set(re.findall(marked, bytes_of(path))) == alive
    assert alive == set()


def test_a_reason_goes_with_its_time_and_its_event_stays(gate: Gate, path: Path) -> None:
    passage = gate.out("A")
    gate.ledger.void(passage.uid, who="王", why="it was Zhang Sanfeng", at=NOON)
    gate.ledger.note(EventKind.REVEAL, who="李", about="3-2-501", why="asked by Zhang Sanfeng", at=NOON)
    gate.ledger.note(EventKind.REVEAL, who="李", about="3-2-501", why="a later reason", at=NOON + 30 * DAY)
    assert [event.why for event in gate.ledger.events()] == [
        "it was Zhang Sanfeng",
        "asked by Zhang Sanfeng",
        "a later reason",
    ]
    erase_identities(gate.ledger, before=NOON + DAY, at=NOON + 30 * DAY)
    assert b"Zhang Sanfeng" not in bytes_of(path)
    assert [event.why for event in gate.ledger.events(EventKind.REVEAL)] == ["", "a later reason"]
    (void,) = [passage.void for passage in gate.ledger.passages()]
    assert void is not None
    assert (void.who, void.why) == ("王", "")
    assert verify(gate.ledger.file).whole
    (event,) = gate.ledger.events(EventKind.ERASURE)
    assert event.detail == {"passages": 1, "reasons": 2}


def test_a_reason_that_was_changed_or_taken_away_early_is_told(gate: Gate) -> None:
    gate.ledger.note(EventKind.REVEAL, who="李", about="3-2-501", why="a fever case", at=NOON)
    connection = gate.ledger.file.conn
    connection.execute("DELETE FROM event_words")
    assert verify(gate.ledger.file).findings == ("The reason of the event in row 1 is missing.",)
    connection.execute("INSERT INTO event_words VALUES (1, 'nothing', x'00')")
    assert verify(gate.ledger.file).findings == ("The reason of the event in row 1 was changed after it was written.",)
    with pytest.raises(sqlite3.DatabaseError, match="never changed"):
        connection.execute("UPDATE event_words SET why = 'something'")


def test_what_a_fever_case_needs_is_kept_and_goes_when_it_is_no_longer_needed(gate: Gate) -> None:
    fever, other = gate.out("A", party="1"), gate.out("B", NOON + DAY, party="2")
    end = NOON + 50 * DAY
    assert erase_identities(gate.ledger, before=NOON + 10 * DAY, at=end, keep={fever.uid}) == 1
    assert [passage.erased for passage in gate.ledger.passages()] == [False, True]
    assert verify(gate.ledger.file).whole
    late = gate.record(gate.attempt("C", at=NOON + 2 * DAY, party="3"), Entered.PAPER)
    assert erase_identities(gate.ledger, before=NOON + 11 * DAY, at=end, keep={fever.uid}) == 1
    assert [passage.uid for passage in gate.ledger.passages() if passage.erased] == [other.uid, late.uid]
    assert erase_identities(gate.ledger, before=NOON + 12 * DAY, at=end) == 1
    assert all(passage.erased for passage in gate.ledger.passages())
    assert verify(gate.ledger.file).whole


def test_a_step_is_small_and_the_ledger_is_good_after_each(gate: Gate) -> None:
    gate.stream(30)
    gate.out("A", NOON + 40 * DAY)
    erasure = IdentityErasure(gate.ledger, NOON + DAY, NOON + 40 * DAY)
    assert erasure.due == 30
    assert erasure.step(8)
    assert sum(passage.erased for passage in gate.ledger.passages()) == 8
    assert verify(gate.ledger.file).whole
    assert differences(gate.ledger.file.conn) == []
    # The program ended here: the next erasure makes up for what was left.
    again = IdentityErasure(gate.ledger, NOON + DAY, NOON + 40 * DAY)
    steps = 1
    while again.step(8):
        steps += 1
    assert (steps, again.passages) == (3, 22)
    assert [event.detail for event in gate.ledger.events(EventKind.ERASURE)] == [
        {"due": 30},
        {"due": 22},
        {"passages": 22},
    ]
    assert verify(gate.ledger.file).whole


def test_verdicts_are_still_derived_where_nothing_was_erased(gate: Gate) -> None:
    gate.ledger.remember_policy(version(gate.policy), policy_to_toml(gate.policy), NOON)
    gate.stream(20)
    for number in range(20):
        gate.out("A", NOON + (40 + number) * DAY, party="late")
    erase_identities(gate.ledger, before=NOON + DAY, at=NOON + 60 * DAY)
    found = rederive(gate.ledger.file, lambda _version, _toml: [lambda a, f: decide(a, f, gate.policy)])
    assert found.differing == ()
    assert found.by_rule == 20


def test_the_wal_is_cut_off_later_where_somebody_is_reading(gate: Gate, path: Path) -> None:
    gate.stream(5)
    reader = sqlite3.connect(str(path))
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM passages").fetchone()
    begun = time.monotonic()
    erase_identities(gate.ledger, before=NOON + DAY, at=NOON + 40 * DAY)
    assert not bytes_gone(gate.ledger)
    assert time.monotonic() - begun < 4, "nobody is waited for"
    reader.close()
    assert bytes_gone(gate.ledger)
    assert path.with_name(path.name + "-wal").stat().st_size == 0
