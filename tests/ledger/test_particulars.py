"""What a lane asks is kept as a part of who it was; ledgers from before there were particulars stay whole."""

from __future__ import annotations

import sqlite3 as plain
from datetime import timedelta
from pathlib import Path

import pytest
from sqlite_utils.utils import sqlite3

from gate_terminal.domain.words import Site, Subject
from gate_terminal.ledger.backup import verification_of
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.restore import restore
from gate_terminal.ledger.retention import erase_identities
from gate_terminal.ledger.store import Ledger

from .conftest import NOON, Gate, StandingClock

FIRST_STEP = Path(__file__).parent.parent / "data" / "ledgers" / "1-first_tables.sql"
ASKED = (("plate", "鄂A12345"), ("trailer", "鄂B6789挂"), ("company", "光谷物流"))
TRUCK = {"site": Site.ZONE_TRUCK, "subject": Subject.DRIVER, "party": "vehicle:1", "serial": None, "particulars": ASKED}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A ledger as the program left it before there were particulars: seven passages and five events."""
    path = tmp_path / "old" / "gate.sqlite"
    path.parent.mkdir()
    connection = plain.connect(path)
    connection.executescript(FIRST_STEP.read_text("utf-8"))
    connection.close()
    return path


def test_what_was_asked_comes_back_in_its_order_and_is_hashed(gate: Gate) -> None:
    passage = gate.back("driver", **TRUCK)
    read = gate.ledger.passage(passage.uid)
    assert read is not None
    assert read.attempt.particulars == ASKED
    assert verify(gate.ledger.file).findings == ()


def test_a_plate_that_was_changed_is_found(gate: Gate) -> None:
    gate.out()
    gate.back("driver", **TRUCK)
    gate.ledger.file.conn.execute("DROP TRIGGER passages_not_changed")
    gate.ledger.file.conn.execute("UPDATE passages SET particulars = replace(particulars, '12345', '54321')")
    finding, trigger = verify(gate.ledger.file).findings
    assert trigger.startswith("The trigger passages_not_changed is missing")
    assert "Row 2" in finding
    assert "person or household changed" in finding


def test_particulars_put_on_a_row_that_had_none_are_found(gate: Gate) -> None:
    gate.out()
    gate.ledger.file.conn.execute("DROP TRIGGER passages_not_changed")
    gate.ledger.file.conn.execute("UPDATE passages SET particulars = '{}'")
    assert len(verify(gate.ledger.file).findings) == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE passages SET particulars = NULL",
        "UPDATE passages SET particulars = '{}'",
        "UPDATE passages SET party = NULL, person = NULL, serial = NULL, salt = NULL",
    ],
)
def test_only_all_of_an_identity_can_be_erased(gate: Gate, statement: str) -> None:
    gate.back("driver", **TRUCK)
    with pytest.raises(sqlite3.IntegrityError, match="a passage is never changed"):
        gate.ledger.file.conn.execute(statement)


def test_the_particulars_are_gone_from_the_raw_bytes_with_the_rest(gate: Gate, path: Path) -> None:
    for number in range(40):
        gate.back("driver", NOON + timedelta(hours=number), **{**TRUCK, "party": f"vehicle:{number}"})
    erase_identities(gate.ledger, before=NOON + timedelta(days=90), at=NOON + timedelta(days=90))
    raw = b"".join(each.read_bytes() for each in path.parent.iterdir() if each.name.startswith(path.name))
    assert not any(text.encode() in raw for _, text in ASKED)
    assert verify(gate.ledger.file).findings == ()
    assert {passage.attempt.particulars for passage in gate.ledger.passages()} == {()}


class TestALedgerOfAnOlderProgram:
    """What was written before there were particulars verifies, goes on and restores."""

    def test_it_is_brought_up_to_date_and_verifies_row_by_row(self, old: Path) -> None:
        before = plain.connect(old).execute("SELECT place, hash FROM passages ORDER BY place").fetchall()
        with Ledger.open(old, window=True, now=lambda: NOON + timedelta(days=3)) as ledger:
            assert verify(ledger.file).findings == ()
            assert [(p.place, p.hash) for p in sorted(ledger.passages(), key=lambda p: p.place)] == before
            gate = Gate(ledger, asked=50)
            gate.back("driver", NOON + timedelta(days=3), **TRUCK)
            assert verify(ledger.file).findings == ()

    def test_its_rows_can_be_erased(self, old: Path) -> None:
        with Ledger.open(old, window=True) as ledger:
            assert erase_identities(ledger, before=NOON + timedelta(days=9), at=NOON + timedelta(days=40)) == 7
            assert verify(ledger.file).findings == ()

    def test_its_backup_is_checked_and_restored_as_it_is(self, old: Path, clock: StandingClock) -> None:
        directory = old.parent / "backups"
        directory.mkdir()
        backup = directory / "gate-20200209T120000.sqlite"
        backup.write_bytes(old.read_bytes())
        assert verification_of(backup).passages == 7
        old.write_bytes(b"")
        told = restore(old, [directory], now=clock.now)
        assert (told.rows_from_backup, told.rows_lost) == (12, 0)
        file = open_file(old, window=False)
        assert verify(file).findings == ()
        file.close()

    def test_a_torn_one_yields_its_rows(self, old: Path, clock: StandingClock) -> None:
        told = restore(old, [], now=clock.now)
        assert (told.rows_salvaged, told.rows_lost) == (12, 0)
