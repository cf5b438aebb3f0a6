"""The disk fails in the middle of the work: the short form of what ``make torture`` does at length."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.ledger.backup import back_up, backups

from .conftest import NOON, Gate
from .failing_disk import nothing_is_lost, only_to_be_read, small_disk, stream_on_failing_disk


@pytest.mark.parametrize("call", ["fsync,fdatasync", "pwrite64"])
@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
def test_a_disk_that_fails_now_and_then_is_told_and_nothing_confirmed_is_lost(
    path: Path, call: str, error: str
) -> None:
    told = stream_on_failing_disk(path, call, f"error={error}:when=50+7", number=40)
    assert told.failed or call != "pwrite64"
    nothing_is_lost(path, told)


def test_a_commit_whose_flush_failed_is_looked_up_and_confirmed_only_where_it_is_there(path: Path) -> None:
    # One flush fails for good reason to doubt: the row is looked up through a new connection and flushed anew.
    told = stream_on_failing_disk(path, "fsync,fdatasync", "error=EIO:when=45", number=40)
    assert len(told.confirmed) + len(told.failed) == 40
    nothing_is_lost(path, told)


def test_a_power_cut_within_the_flush_loses_nothing_confirmed(path: Path) -> None:
    nothing_is_lost(path, stream_on_failing_disk(path, "fsync,fdatasync", "signal=KILL:when=45", number=100))


def test_a_second_place_that_is_full_is_told_keeps_what_it_has_and_disturbs_nobody(
    gate: Gate, path: Path, tmp_path: Path
) -> None:
    gate.stream(50)
    with small_disk(tmp_path / "stick") as stick:
        first = back_up(path, stick, at=NOON)
        (stick / "ballast").write_bytes(bytes(1_600_000))
        gate.stream(1200, NOON + timedelta(hours=1))
        with pytest.raises(WorldFault, match="No backup could be written") as raised:
            back_up(path, stick, at=NOON + timedelta(hours=1))
        assert raised.value.fault is Fault.FILE_UNWRITABLE
        assert [each for _, each in backups(stick)] == [first.path]
        assert {each.name for each in stick.iterdir()} == {first.path.name, "ballast"}
        assert gate.out("B", NOON + timedelta(hours=9), party="7").seq == 1251
        (stick / "ballast").unlink()
        assert back_up(path, stick, at=NOON + timedelta(hours=2)).verification.passages == 1251


def test_a_second_place_that_may_only_be_read_is_told(gate: Gate, path: Path, tmp_path: Path) -> None:
    gate.stream(5)
    with small_disk(tmp_path / "stick") as stick:
        only_to_be_read(stick)
        with pytest.raises(WorldFault, match=r"No backup could be written to .*stick") as raised:
            back_up(path, stick, at=NOON)
        assert raised.value.fault is Fault.FILE_UNWRITABLE
    assert gate.out("B", party="7").seq == 6
