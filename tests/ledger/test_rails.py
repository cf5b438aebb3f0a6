"""Who takes a trigger away is found out at the next start, and the trigger is there again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.ledger.backup import back_up
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.rails import broken_rails
from gate_terminal.ledger.restore import restore
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.starting import check_at_start
from gate_terminal.ledger.store import Ledger

from .conftest import NOON, Gate, StandingClock

WEAKER = "CREATE TRIGGER events_not_changed BEFORE UPDATE ON events WHEN 0 BEGIN SELECT RAISE(ABORT, 'no'); END"
SPY = "CREATE TRIGGER spy AFTER INSERT ON passages BEGIN UPDATE party_state SET outside = 0; END"


def meddle(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.fixture
def filled(path: Path, gate: Gate) -> Path:
    gate.stream(5)
    gate.ledger.close()
    return path


def test_a_new_ledger_has_all_its_rails(gate: Gate) -> None:
    assert broken_rails(gate.ledger.file.conn) == []


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (("DROP TRIGGER passages_not_deleted",), "The trigger passages_not_deleted is missing from passages."),
        (("DROP INDEX one_void_each",), "The index one_void_each is missing from events."),
        (("DROP TRIGGER events_not_changed", WEAKER), "The trigger events_not_changed is not the one"),
        ((SPY,), "There is a trigger spy on passages that the program did not make."),
    ],
)
def test_a_rail_that_was_taken_away_is_found_told_and_put_back(
    filled: Path, clock: StandingClock, statements: tuple[str, ...], says: str
) -> None:
    meddle(filled, *statements)
    with Ledger.open(filled, window=True, now=clock.now) as ledger:
        first_bad = verify(ledger.file).first_bad
        assert first_bad is not None
        assert first_bad.startswith(says)
        checked = check_at_start(ledger.file, now=clock.now)
        assert checked.mended == (first_bad,)
        (event,) = ledger.events(EventKind.RAILS)
        assert event.detail == {"found": [first_bad]}
        assert verify(ledger.file).whole
        assert check_at_start(ledger.file).mended == ()
        Gate(ledger, asked=100).stream(2)
    with pytest.raises(sqlite3.IntegrityError, match="never deleted"):
        meddle(filled, "DELETE FROM passages")


def test_what_was_changed_meanwhile_is_found_before_anything_is_put_back(filled: Path) -> None:
    meddle(filled, "DROP TRIGGER passages_not_changed", "UPDATE passages SET guard = 'x' WHERE place = 3")
    file = open_file(filled, window=True)
    with pytest.raises(WorldFault, match="Row 3 ") as raised:
        check_at_start(file)
    assert raised.value.fault is Fault.LEDGER_DAMAGED
    assert len(broken_rails(file.conn)) == 1
    file.close()


def test_a_column_that_somebody_added_is_told(filled: Path) -> None:
    meddle(filled, "ALTER TABLE passages ADD COLUMN remark TEXT")
    file = open_file(filled, window=True)
    assert verify(file).first_bad == "The table passages is not the one that the program made."
    assert check_at_start(file).mended == ("The table passages is not the one that the program made.",)
    file.close()


def test_a_backup_without_rails_is_restored_with_them(filled: Path, clock: StandingClock) -> None:
    meddle(filled, "DROP TRIGGER passages_not_changed")
    back_up(filled, filled.parent / "backups", at=NOON)
    filled.write_bytes(b"x")
    restore(filled, [filled.parent / "backups"], now=clock.now)
    with Ledger.open(filled, window=True) as ledger:
        assert broken_rails(ledger.file.conn) == []
        assert verify(ledger.file).whole
