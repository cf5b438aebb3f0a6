"""The world's faults, caused: each is told in words, loses nothing, and the next call works when it has passed."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils.utils import sqlite3

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import FIXED_SQLITE, LedgerFile, open_file
from gate_terminal.ledger.store import Ledger

from .conftest import NOON, Gate
from .killing import CHILD, kill_again_and_again


def fault_of_opening(path: Path, *, window: bool = True) -> WorldFault:
    with pytest.raises(WorldFault) as raised:
        open_file(path, window=window)
    return raised.value


def test_a_file_that_was_never_made_is_not_set_up(tmp_path: Path) -> None:
    assert fault_of_opening(tmp_path / "gate.sqlite").fault is Fault.NOT_SET_UP
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_not_taken_for_a_new_ledger(path: Path) -> None:
    path.write_bytes(b"")
    assert fault_of_opening(path).fault is Fault.LEDGER_DAMAGED


def test_a_file_of_some_other_kind_is_refused(path: Path) -> None:
    path.write_bytes(b"not a ledger at all " * 500)
    assert fault_of_opening(path).fault is Fault.LEDGER_DAMAGED


def test_a_file_of_a_newer_program_is_refused_and_left_alone(path: Path) -> None:
    with sqlite3.connect(str(path)) as connection:
        connection.execute("INSERT INTO _sqlite_migrations VALUES (99, 'ledger', 'of_next_year', '2027')")
    connection.close()
    before = path.read_bytes()
    fault = fault_of_opening(path)
    assert fault.fault is Fault.LEDGER_NEWER
    assert "of_next_year" in fault.detail
    assert path.read_bytes() == before


def test_a_migration_that_fails_leaves_the_old_file_usable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

    from gate_terminal.ledger import schema

    with Ledger.open(path, window=True) as ledger:
        first = Gate(ledger).out("A")

    later = Migrations("ledger")
    later()(schema.first_tables)

    @later()
    def second_tables(db: Database) -> None:
        db.execute("CREATE TABLE half (done INTEGER)")
        raise sqlite3.OperationalError("power cut")

    with monkeypatch.context() as patched:
        patched.setattr("gate_terminal.ledger.file.ledger_migrations", later)
        with pytest.raises(sqlite3.OperationalError, match="power cut"):
            open_file(path, window=True)
    with Ledger.open(path, window=True) as ledger:
        assert ledger.passage(first.uid) is not None
        assert ledger.file.rows("SELECT name FROM sqlite_schema WHERE name = 'half'") == []


def test_every_file_is_for_its_owner_only(gate: Gate, path: Path) -> None:
    gate.out("A")
    if os.name == "posix":
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in path.parent.iterdir()}
        assert set(modes.values()) == {0o600}
        assert set(modes) == {"gate.sqlite" + end for end in ("", "-wal", "-shm", ".lock", ".head")}


def test_the_promises_are_switched_on(gate: Gate) -> None:
    names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "recursive_triggers")
    assert [gate.ledger.file.rows(f"PRAGMA {name}")[0][0] for name in names] == ["wal", 2, 1, 1, 1]


def test_an_unfixed_sqlite_works_alone_and_says_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sqlite3.sqlite_version_info >= FIXED_SQLITE
    monkeypatch.setattr("gate_terminal.ledger.file.FIXED_SQLITE", (99, 0, 0))
    file = open_file(path, window=True)
    assert "office commands must wait" in file.notes[0]
    assert file.rows("PRAGMA locking_mode") == [("exclusive",)]
    file.close()
    monkeypatch.undo()
    file = open_file(path, window=True)
    assert file.notes == ()
    file.close()


def test_a_second_window_is_refused_while_an_office_command_is_not(path: Path) -> None:
    child = subprocess.Popen([sys.executable, str(CHILD), str(path), "1000", "0.05"], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    while child.stdout.readline().strip() != "open":
        pass
    assert fault_of_opening(path).fault is Fault.LEDGER_HELD
    with Ledger.open(path, window=False) as office:
        office.remember_policy("a", "x = 1", NOON)
    child.kill()
    child.communicate()
    with Ledger.open(path, window=True) as ledger:
        assert verify(ledger.file).whole


def _open_as_nobody(path: Path, said: Any) -> None:
    os.setuid(65534)
    try:
        open_file(path, window=True)
    except WorldFault as fault:
        said.send((fault.fault, fault.detail))
    else:
        said.send(None)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="acts as another user")
@pytest.mark.parametrize("read_only", ["file", "directory"])
def test_what_may_only_be_read_is_refused_in_words(path: Path, read_only: str) -> None:
    # Root writes everywhere, so the modes count only for a child that is nobody.
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "data"
        shutil.copytree(path.parent, place)
        Path(name).chmod(0o755)
        for each in place.iterdir():
            each.chmod(0o444 if read_only == "file" and each.name == "gate.sqlite" else 0o666)
        place.chmod(0o555 if read_only == "directory" else 0o777)
        fork = multiprocessing.get_context("fork")
        hears, says = fork.Pipe(duplex=False)
        child = fork.Process(target=_open_as_nobody, args=(place / "gate.sqlite", says))
        child.start()
        child.join()
        says.close()
        fault, detail = hears.recv()
        assert fault is Fault.LEDGER_READ_ONLY
        assert str(place) in detail


def test_a_full_disk_records_nothing_and_goes_on_when_there_is_room(gate: Gate) -> None:
    connection = gate.ledger.file.conn
    before = gate.stream(30)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 1}")
    recorded, failed, faults = [], [], set()
    for number in range(60):
        attempt = gate.attempt("A", party=f"9{number:07x}")
        try:
            recorded.append(gate.record(attempt).uid)
        except WorldFault as fault:
            faults.add(fault.fault)
            failed.append(attempt)
        # The connection is replaced after a fault, and the new one knows nothing of the limit.
        if gate.ledger.file.suspect:
            gate.ledger.file.reopen()
            gate.ledger.file.conn.execute(f"PRAGMA max_page_count = {pages + 1}")
    assert faults == {Fault.LEDGER_FULL}
    gate.ledger.file.conn.execute("PRAGMA max_page_count = 1000000")
    assert [gate.record(attempt).already_recorded for attempt in failed] == [False] * len(failed)
    assert len(gate.ledger.recent(1000)) == len(before) + len(recorded) + len(failed)
    assert verify(gate.ledger.file).whole


class _FailingCommit:
    """A connection whose next commit reports a failed fsync, after it took effect or instead."""

    def __init__(self, connection: Any, *, took_effect: bool) -> None:
        self._connection = connection
        self._took_effect = took_effect

    def execute(self, sql: str, *parameters: Any) -> Any:
        if sql == "COMMIT":
            self._connection.execute("COMMIT" if self._took_effect else "ROLLBACK")
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = 10 | (4 << 8)  # SQLITE_IOERR_FSYNC
            raise error
        return self._connection.execute(sql, *parameters)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)


def test_a_commit_that_failed_but_took_effect_is_found_and_confirmed(gate: Gate) -> None:
    gate.out("B", party="1")
    gate.ledger.file.conn = _FailingCommit(gate.ledger.file.conn, took_effect=True)
    passage = gate.out("A")
    assert not passage.already_recorded
    assert [each.uid for each in gate.ledger.recent(1)] == [passage.uid]
    assert verify(gate.ledger.file).whole


def test_a_commit_that_failed_and_left_nothing_is_told_and_may_be_tried_again(gate: Gate) -> None:
    gate.ledger.file.conn = _FailingCommit(gate.ledger.file.conn, took_effect=False)
    attempt = gate.attempt("A")
    with pytest.raises(WorldFault) as raised:
        gate.record(attempt)
    assert raised.value.fault is Fault.LEDGER_IO
    assert gate.ledger.recent(1) == ()
    assert gate.record(attempt).seq == 1


def test_a_writer_that_does_not_finish_is_told_as_busy(gate: Gate, path: Path) -> None:
    other = sqlite3.connect(str(path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    gate.ledger.file.conn.execute("PRAGMA busy_timeout = 50")
    attempt = gate.attempt("A")
    with pytest.raises(WorldFault) as raised:
        gate.record(attempt)
    assert raised.value.fault is Fault.LEDGER_BUSY
    other.execute("ROLLBACK")
    other.close()
    assert gate.record(attempt).seq == 1


def test_what_is_a_bug_stays_one(gate: Gate) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        gate.ledger.file.rows("SELECT * FROM nowhere")


@pytest.fixture
def busy_path(path: Path) -> Iterator[Path]:
    yield path
    assert not list(path.parent.glob("*.part"))


def test_passages_that_were_confirmed_outlive_kill_9(busy_path: Path) -> None:
    toll = kill_again_and_again(busy_path, times=12, longest=0.12, seed=2020)
    assert toll.confirmed > 50
    assert (toll.lost, toll.duplicated, toll.whole) == (0, 0, True)


def test_the_lock_of_a_killed_window_is_free(path: Path) -> None:
    child = subprocess.Popen([sys.executable, str(CHILD), str(path), "1000", "0.05"], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    while child.stdout.readline().strip() != "open":
        pass
    child.kill()
    child.communicate()
    file = open_file(path, window=True)
    assert isinstance(file, LedgerFile)
    file.close()
