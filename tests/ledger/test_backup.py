"""Backups are whole, verified and rotated; a restore brings back all that can be had and tells the rest."""

from __future__ import annotations

import random
import shutil
import sqlite3 as plain
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.words import Reason
from gate_terminal.ledger.backup import back_up, backups, verification_of
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.restore import Restored, restore
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.starting import check_at_start
from gate_terminal.ledger.store import Ledger

from .conftest import NOON, Gate, StandingClock

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def restored(path: Path, clock: StandingClock) -> Restored:
    return restore(path, [path.parent / "backups"], now=clock.now, who="王")


def uids(path: Path) -> list[str]:
    with Ledger.open(path, window=True) as ledger:
        assert verify(ledger.file).findings == ()
        return [passage.uid for passage in ledger.passages()]


def fault_at_start(path: Path) -> Fault | None:
    try:
        file = open_file(path, window=True)
    except WorldFault as torn:
        return torn.fault
    try:
        check_at_start(file)
    except WorldFault as torn:
        return torn.fault
    finally:
        file.close()
    return None


@pytest.fixture
def house(path: Path) -> Path:
    """A ledger file with a neighbour's tables: a parent, a child, a full-text index, an append-only log."""
    db = open_file(path, window=False)
    db.execute("CREATE TABLE homes (id TEXT PRIMARY KEY, address TEXT)")
    db.execute("CREATE TABLE members (home TEXT REFERENCES homes(id), name TEXT)")
    db.execute("CREATE VIRTUAL TABLE search USING fts5(name)")
    db.execute("CREATE TABLE log (what TEXT)")
    db.execute("CREATE TRIGGER log_kept BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'kept'); END")
    db.execute("CREATE INDEX members_by_home ON members (home)")
    db.execute("INSERT INTO homes VALUES ('1', '3-2-501')")
    db.execute("INSERT INTO log VALUES ('begun')")
    db.close()
    return path


def move_in(path: Path) -> None:
    db = open_file(path, window=False)
    db.execute("INSERT INTO homes VALUES ('2', '3-2-502')")
    db.execute("INSERT INTO members VALUES ('2', '李四')")
    db.execute("INSERT INTO search VALUES ('lisi')")
    db.execute("INSERT INTO log VALUES ('moved in')")
    db.close()


def test_a_backup_is_made_while_the_gate_works_on(gate: Gate, path: Path, tmp_path: Path) -> None:
    passages = gate.stream(20)
    made = back_up(path, tmp_path / "stick", at=NOON)
    gate.stream(5, NOON + HOUR)
    assert made.path.name == "gate-20200207T120000.sqlite"
    assert (made.verification.whole, made.verification.passages) == (True, len(passages))
    assert [each.name for each in (tmp_path / "stick").iterdir()] == [made.path.name]
    assert verification_of(made.path).rows == 20


def test_a_ledger_that_is_not_whole_makes_no_backup(gate: Gate, path: Path, tmp_path: Path) -> None:
    gate.stream(20)
    gate.ledger.file.conn.execute("DROP TRIGGER passages_not_changed")
    gate.ledger.file.conn.execute("UPDATE passages SET guard = 'x' WHERE place = 7")
    with pytest.raises(WorldFault, match="Row 7") as raised:
        back_up(path, tmp_path / "stick", at=NOON)
    assert raised.value.fault is Fault.LEDGER_DAMAGED
    assert list((tmp_path / "stick").iterdir()) == []


def test_a_place_that_takes_no_backup_is_told(gate: Gate, path: Path, tmp_path: Path) -> None:
    gate.stream(2)
    (tmp_path / "stick").write_text("a file, no directory")
    with pytest.raises(WorldFault) as raised:
        back_up(path, tmp_path / "stick", at=NOON)
    assert raised.value.fault is Fault.FILE_UNWRITABLE


def test_the_newest_and_one_of_each_day_are_kept(
    gate: Gate, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate_terminal.ledger.backup._HOURLY", 3)
    monkeypatch.setattr("gate_terminal.ledger.backup._DAILY", 2)
    gate.stream(1)
    for hours in (0, 1, 2, 24, 25, 48, 49, 50):
        back_up(path, tmp_path, at=NOON + hours * HOUR)
    kept = [at for at, _ in backups(tmp_path)]
    assert kept == [NOON + hours * HOUR for hours in (50, 49, 48, 25)]


def test_a_torn_ledger_comes_back_with_nothing_lost(house: Path, gate: Gate, clock: StandingClock) -> None:
    gate.stream(30)
    back_up(house, house.parent / "backups", at=NOON)
    gate.stream(10, NOON + HOUR)
    move_in(house)
    gate.ledger.remember_policy("b", "basis = 'rolling'", NOON + HOUR)
    everyone = [passage.uid for passage in gate.ledger.passages()]
    gate.ledger.close()
    told = restored(house, clock)
    assert (told.rows_from_backup, told.rows_salvaged, told.rows_lost) == (30, 11, 0)
    assert told.register_is_current
    assert "Nothing is lost." in told.sentences()
    assert uids(house) == everyone
    with plain.connect(house) as connection:
        assert connection.execute("SELECT name FROM members").fetchall() == [("李四",)]
        assert connection.execute("SELECT count(*) FROM search WHERE search MATCH 'lisi'").fetchone() == (1,)
        assert connection.execute("SELECT what FROM log").fetchall() == [("begun",), ("moved in",)]
        assert connection.execute("SELECT version FROM policies").fetchall() == [("b",)]
        triggers = connection.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'").fetchone()
        assert triggers == (12,)
    connection.close()


def test_without_any_backup_the_torn_file_alone_is_read(house: Path, gate: Gate, clock: StandingClock) -> None:
    gate.stream(30)
    everyone = [passage.uid for passage in gate.ledger.passages()]
    gate.ledger.close()
    told = restored(house, clock)
    assert (told.backup, told.rows_salvaged, told.rows_lost, told.register_is_current) == (None, 30, 0, True)
    assert uids(house) == everyone


def test_a_file_that_is_no_ledger_any_more_comes_back_from_the_backup_and_the_loss_is_exact(
    house: Path, gate: Gate, clock: StandingClock
) -> None:
    passages = gate.stream(30)
    back_up(house, house.parent / "backups", at=NOON)
    gate.stream(12, NOON + HOUR)
    gate.ledger.close()
    house.write_bytes(b"\0" * 4096)
    told = restored(house, clock)
    assert (told.rows_from_backup, told.rows_salvaged, told.lost) == (30, 0, ((31, 42),))
    assert not told.register_is_current
    assert "Lost: 12 rows, at the places 31 to 42 of the chain." in told.sentences()
    assert told.set_aside is not None
    assert told.set_aside.read_bytes() == b"\0" * 4096
    assert uids(house) == [passage.uid for passage in passages]


def test_a_cut_off_file_yields_what_is_left(house: Path, gate: Gate, clock: StandingClock) -> None:
    gate.stream(200)
    back_up(house, house.parent / "backups", at=NOON)
    gate.stream(300, NOON + HOUR)
    everyone = {passage.uid for passage in gate.ledger.passages()}
    gate.ledger.close()
    torn = house.read_bytes()
    house.write_bytes(torn[: len(torn) * 9 // 10])
    told = restored(house, clock)
    assert told.rows_from_backup == 200
    assert told.rows_salvaged + told.rows_lost == 300
    back = uids(house)
    assert set(back) <= everyone
    assert len(back) == 200 + told.rows_salvaged


def test_flipped_bits_are_found_at_the_start_or_by_verify_and_restored(
    house: Path, gate: Gate, clock: StandingClock
) -> None:
    passages = gate.stream(150)
    back_up(house, house.parent / "backups", at=NOON)
    passages += gate.stream(50, NOON + HOUR)
    gate.ledger.close()
    good = house.read_bytes()
    chance = random.Random(7)
    for _ in range(6):
        torn = bytearray(good)
        for _ in range(40):
            torn[chance.randrange(4096, len(torn))] ^= 1 << chance.randrange(8)
        house.write_bytes(bytes(torn))
        for left in ("-wal", "-shm"):
            Path(f"{house}{left}").unlink(missing_ok=True)
        assert fault_at_start(house) is Fault.LEDGER_DAMAGED
        told = restored(house, clock)
        assert told.rows_salvaged + told.rows_lost == 50
        there = uids(house)
        assert [passage.uid for passage in passages[:150]] == there[:150]
        assert len(there) == 150 + told.rows_salvaged
        Path(f"{house}.head").write_bytes(f"{200:019d} {passages[-1].hash.hex()}\n".encode())


def test_a_changed_row_is_replaced_by_the_backups_and_a_changed_new_one_is_not_taken_over(
    house: Path, gate: Gate, clock: StandingClock
) -> None:
    gate.stream(10)
    back_up(house, house.parent / "backups", at=NOON)
    gate.stream(10, NOON + HOUR)
    connection = gate.ledger.file.conn
    connection.execute("DROP TRIGGER passages_not_changed")
    connection.execute("UPDATE passages SET guard = 'x' WHERE place IN (5, 15)")
    gate.ledger.close()
    told = restored(house, clock)
    assert told.lost == ((15, 15),)
    assert len(told.rejected) == 1
    assert told.rejected[0].startswith("Row 15 (passage 15 of gate east")
    with Ledger.open(house, window=True) as ledger:
        assert verify(ledger.file).losses == ("Row 15 is missing; a restore has recorded the loss.",)
        assert {passage.attempt.guard for passage in ledger.passages()} == {"王"}


def test_after_a_restore_the_lane_goes_on_under_a_new_epoch(house: Path, gate: Gate, clock: StandingClock) -> None:
    gate.stream(5)
    back_up(house, house.parent / "backups", at=NOON)
    gate.stream(3, NOON + HOUR)
    gate.ledger.close()
    house.write_bytes(b"x")
    restored(house, clock)
    with Ledger.open(house, window=True, now=clock.now) as ledger:
        assert check_at_start(ledger.file).rebuilt == ()
        passage = Gate(ledger, asked=100).out("A", NOON + 2 * HOUR, party="7")
        assert (passage.epoch, passage.seq, passage.place) == (2, 1, 10)
        assert passage.decision.reason is Reason.OK_TURN
        (event,) = ledger.events(EventKind.RESTORE)
        assert (event.who, event.detail["lost"]) == ("王", [[6, 8]])
        assert verify(ledger.file).whole


def test_a_backup_that_is_torn_itself_is_passed_over(house: Path, gate: Gate, clock: StandingClock) -> None:
    gate.stream(5)
    first = back_up(house, house.parent / "backups", at=NOON)
    second = back_up(house, house.parent / "backups", at=NOON + HOUR)
    gate.ledger.close()
    second.path.write_bytes(second.path.read_bytes()[:5000])
    assert restored(house, clock).backup == first.path


def test_a_restore_is_refused_while_the_window_is_open(gate: Gate, path: Path, clock: StandingClock) -> None:
    gate.stream(5)
    with pytest.raises(WorldFault) as raised:
        restored(path, clock)
    assert raised.value.fault is Fault.LEDGER_HELD
    assert len(gate.ledger.recent(9)) == 5


def test_a_restore_without_file_and_backup_is_not_set_up(tmp_path: Path, clock: StandingClock) -> None:
    with pytest.raises(WorldFault) as raised:
        restored(tmp_path / "gate.sqlite", clock)
    assert raised.value.fault is Fault.NOT_SET_UP


def test_a_ledger_that_vanished_comes_back_from_the_backup(path: Path, gate: Gate, clock: StandingClock) -> None:
    passages = gate.stream(5)
    back_up(path, path.parent / "backups", at=NOON)
    gate.ledger.close()
    path.unlink()
    told = restored(path, clock)
    assert (told.rows_lost, told.set_aside) == (0, None)
    assert uids(path) == [passage.uid for passage in passages]


def test_the_backup_that_holds_most_is_taken_whatever_clock_it_was_named_by(
    house: Path, gate: Gate, clock: StandingClock
) -> None:
    gate.stream(5)
    back_up(house, house.parent / "backups", at=NOON + 365 * 24 * HOUR)
    gate.stream(20, NOON + HOUR)
    newest = back_up(house, house.parent / "backups", at=NOON + 2 * HOUR)
    gate.ledger.close()
    house.write_bytes(bytes(4096))
    told = restored(house, clock)
    assert (told.backup, told.rows_from_backup, told.rows_lost) == (newest.path, 25, 0)


def test_a_restore_that_ends_before_any_of_its_steps_loses_nothing_and_is_made_again(
    house: Path, gate: Gate, tmp_path: Path
) -> None:
    gate.stream(30)
    back_up(house, house.parent / "backups", at=NOON)
    gate.ledger.rest()
    gate.stream(10, NOON + HOUR)
    # The disk as a power cut leaves it: the latest ten stand in the WAL only, and a page is torn.
    torn = tmp_path / "work" / "torn"
    torn.mkdir(parents=True)
    for file_path in house.parent.glob(f"{house.name}*"):
        shutil.copy(file_path, torn)
    shutil.copytree(house.parent / "backups", torn / "backups")
    with (torn / house.name).open("r+b") as file:
        file.seek(3 * 4096)
        file.write(bytes(4096))
    script = Path(__file__).with_name("ending_restores.py")
    command = [sys.executable, str(script), str(torn), str(torn.parent), "40"]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=250, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ran.stdout.count('"code": 77, "well": true') >= 8


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The ledger of another gate, with more in it."""
    path = tmp_path / "other" / "gate.sqlite"
    path.parent.mkdir()
    open_file(path, window=False, create=True).close()
    with Ledger.open(path, window=True, now=lambda: NOON) as ledger:
        Gate(ledger, asked=5000).stream(40, NOON + DAY)
    return path


def test_two_terminals_do_not_drop_each_others_backups(gate: Gate, path: Path, other: Path, tmp_path: Path) -> None:
    gate.stream(5)
    kept = back_up(path, tmp_path / "stick", at=NOON)
    with pytest.raises(WorldFault, match="of another terminal; give each its own directory") as raised:
        back_up(other, tmp_path / "stick", at=NOON + HOUR)
    assert raised.value.fault is Fault.FILE_UNWRITABLE
    assert [each for _, each in backups(tmp_path / "stick")] == [kept.path]
    back_up(path, tmp_path / "stick", at=NOON + HOUR)
    back_up(other, tmp_path / "stick" / "west", at=NOON + HOUR)


@pytest.mark.parametrize("all_is_lost", [False, True])
def test_a_restore_takes_no_backup_of_another_terminal(
    house: Path, gate: Gate, other: Path, clock: StandingClock, tmp_path: Path, *, all_is_lost: bool
) -> None:
    gate.stream(10)
    own = back_up(house, house.parent / "backups", at=NOON)
    back_up(other, tmp_path / "west", at=NOON + DAY)
    gate.ledger.close()
    if all_is_lost:
        house.write_bytes(bytes(4096))
    told = restore(house, [house.parent / "backups", tmp_path / "west"], now=clock.now)
    assert (told.backup, told.rows_from_backup) == (own.path, 10)
