"""The chain: whoever changes, removes, adds or cuts off rows is found out, and the first bad row is named."""

# ruff: noqa: S608 - the statements are this file's own

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.words import Reason
from gate_terminal.ledger.chain import Verification, verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.starting import check_at_start
from gate_terminal.ledger.states import told_by_passages
from gate_terminal.ledger.store import Ledger
from gate_terminal.ledger.witness import Head, Witness, code_of

from .conftest import HOME, NOON, Gate

HOUR = timedelta(hours=1)


@pytest.fixture
def filled(path: Path, gate: Gate) -> Path:
    """A closed ledger: a policy (row 1), nine passages, a void (row 11), a checkpoint (row 12)."""
    gate.ledger.remember_policy("a", "basis = 'calendar'", NOON)
    passages = gate.stream(9)
    gate.ledger.void(passages[3].uid, who="王", why="x", at=NOON + HOUR)
    gate.ledger.checkpoint(NOON + HOUR, sign=lambda text: text[::-1])
    gate.ledger.close()
    return path


def meddle(path: Path, *statements: str) -> None:
    """Do what a colleague with another program and without the triggers can do."""
    with sqlite3.connect(path) as connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    connection.close()


def verified(path: Path) -> Verification:
    file = open_file(path, window=False)
    try:
        return verify(file)
    finally:
        file.close()


def test_an_untouched_ledger_is_whole(filled: Path) -> None:
    found = verified(filled)
    assert (found.whole, found.first_bad, found.rows, found.passages) == (True, None, 12, 9)


@pytest.mark.parametrize(
    ("statement", "first_bad"),
    [
        ("UPDATE passages SET verdict = 'refuse' WHERE place = 4", "Row 4 (passage 3 of gate east, out, 2020-02-07"),
        ("UPDATE passages SET temperatures = '[\"36.4\"]' WHERE place = 4", "Row 4 (passage 3"),
        ("UPDATE passages SET person = 'B' WHERE place = 5", "Row 5 (passage 4 of gate east"),
        ("UPDATE passages SET party = NULL, person = NULL, serial = NULL, salt = NULL WHERE place = 5", "Row 5"),
        ("UPDATE passages SET salt = NULL WHERE place = 5", "Row 5"),
        ("DELETE FROM passages WHERE place = 6", "Row 6 is missing."),
        ("DELETE FROM passages WHERE place BETWEEN 6 AND 8", "Rows 6 to 8 are missing."),
        ("UPDATE events SET why = 'another' WHERE place = 11", "Row 11 (event void, 2020-02-07"),
        ("DELETE FROM events WHERE place = 11", "Row 11 is missing."),
        ("UPDATE events SET detail = 'no json' WHERE place = 12", "Row 12 (event checkpoint"),
        ("UPDATE policies SET toml = 'basis = 9'", "The text of policy a"),
        ("DELETE FROM party_state", "The state of party 00000000 is missing."),
        ("DELETE FROM events WHERE place = 12", "The end is missing: row 12 was confirmed, but the last row is 11."),
    ],
)
def test_the_first_bad_row_is_named(filled: Path, statement: str, first_bad: str) -> None:
    meddle(filled, statement)
    found = verified(filled)
    assert not found.whole
    assert found.first_bad is not None
    assert found.first_bad.startswith(first_bad)


def test_a_row_that_was_changed_together_with_its_hash_breaks_the_next_one(filled: Path) -> None:
    from gate_terminal.ledger.rows import SELECT_PASSAGES, hash_of_passage

    with sqlite3.connect(filled) as connection:
        row = list(connection.execute(f"{SELECT_PASSAGES} WHERE place = 4").fetchone())
    connection.close()
    row[14] = "refuse"
    forged = hash_of_passage(tuple(row)).hex()
    meddle(filled, f"UPDATE passages SET verdict = 'refuse', hash = x'{forged}' WHERE place = 4")
    first_bad = verified(filled).first_bad
    assert first_bad is not None
    assert first_bad.startswith("Row 5 (passage 4")
    assert "does not follow" in first_bad


def test_a_signature_that_is_not_the_terminals_is_found(filled: Path) -> None:
    file = open_file(filled, window=False)
    assert verify(file, check=lambda text, signature: signature == text[::-1]).whole
    assert verify(file, check=lambda _text, _signature: False).first_bad == (
        "The checkpoint in row 12 is not signed by this terminal."
    )
    file.close()


def test_the_code_of_a_chain_depends_on_its_place_and_hash() -> None:
    heads = [Head(1, bytes(32)), Head(2, bytes(32)), Head(1, b"\1" * 32)]
    codes = {code_of(head) for head in heads}
    assert len(codes) == 3
    assert all(len(code) == 19 and code.isascii() and code == code.upper() for code in codes)


def test_a_start_finds_a_changed_row(filled: Path) -> None:
    meddle(filled, "UPDATE passages SET guard = '李' WHERE place = 4")
    file = open_file(filled, window=True)
    with pytest.raises(WorldFault, match=r"Row 4 .* ledger restore") as raised:
        check_at_start(file)
    assert raised.value.fault is Fault.LEDGER_DAMAGED
    file.close()


def test_a_start_derives_a_wrong_state_anew_and_says_so(filled: Path) -> None:
    meddle(filled, "UPDATE party_state SET state = '{}', outside = 0 WHERE party = '00000002'")
    with Ledger.open(filled, window=True) as ledger:
        checked = check_at_start(ledger.file)
        assert checked.rebuilt == ("The state of party 00000002 is not what its passages say.",)
        assert len(ledger.state("00000002").still_out) == 1
        assert check_at_start(ledger.file).rebuilt == ()


def test_a_state_that_was_damaged_is_told_by_the_passages_until_it_is_rebuilt(path: Path, gate: Gate) -> None:
    first = gate.out("A")
    gate.ledger.file.conn.execute("UPDATE party_state SET state = '{\"as_of\": 2020-0'")
    assert verify(gate.ledger.file).first_bad == f"The state of party {HOME} is not what its passages say."
    assert [each.outing.uid for each in gate.ledger.outstanding()] == [first.uid]
    assert gate.out("B", NOON + HOUR).decision.reason is Reason.MEMBER_OUT
    assert verify(gate.ledger.file).whole


def test_a_start_of_a_long_ledger_looks_at_what_came_since_the_last_checkpoint_but_one(
    path: Path, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate_terminal.ledger.starting._ALL_ROWS", 10)
    gate.stream(20)
    gate.ledger.checkpoint(NOON)
    gate.out("B", NOON + HOUR, party="1")
    gate.ledger.checkpoint(NOON + 24 * HOUR)
    gate.out("A", NOON + 25 * HOUR, party=HOME)
    gate.ledger.close()
    file = open_file(path, window=True)
    checked = check_at_start(file)
    assert (checked.rows, checked.whole_chain) == (3, False)
    file.conn.execute(f"UPDATE party_state SET state = '{{}}' WHERE party = '{HOME}'")
    assert check_at_start(file).rebuilt == (f"The state of party {HOME} is not what its passages say.",)
    file.close()


def test_a_lost_wal_is_noticed_by_the_witness(path: Path, gate: Gate, tmp_path: Path) -> None:
    gate.stream(5)
    elsewhere = tmp_path / "copy"
    elsewhere.mkdir()
    gate.ledger.rest()
    gate.stream(3, NOON + HOUR)
    # As after a crash, but with the WAL gone: the main file and the witness only.
    for name in ("gate.sqlite", "gate.sqlite.head"):
        (elsewhere / name).write_bytes((path.parent / name).read_bytes())
    found = verified(elsewhere / "gate.sqlite")
    assert found.first_bad == "The end is missing: row 8 was confirmed, but the last row is 5."


def test_an_unreadable_witness_says_nothing(filled: Path) -> None:
    for text in (b"", b"x", b"12 zz", b"12 00"):
        Witness(filled).path.write_bytes(text)
        assert Witness(filled).read() is None
        assert verified(filled).whole


def test_a_rewritten_end_is_noticed_by_the_witness(filled: Path) -> None:
    witness = Witness(filled)
    witness.remember(Head(12, b"\7" * 32))
    witness.close()
    assert verified(filled).first_bad == "Row 12 is not the one that was confirmed."


def test_a_start_of_a_long_ledger_looks_at_so_many_passages_and_no_more(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate_terminal.ledger.states._AT_MOST_PASSAGES", 5)
    for hours in range(4):
        for party in ("1", "2", "3"):
            gate.out("A", NOON + hours * HOUR, party=party)
    assert [party for party, _ in told_by_passages(gate.ledger.file.conn, behind=1)] == ["3", "2"]
    assert len(list(told_by_passages(gate.ledger.file.conn))) == 3
