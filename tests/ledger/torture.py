"""The slow proofs: many kills, a disk that is really full, a disk that fails, bits that flip (``make torture``)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.store import Ledger

from . import killing_the_program
from .conftest import Gate, StandingClock
from .failing_disk import nothing_is_lost, small_disk, stream_on_failing_disk
from .killing import kill_again_and_again
from .test_form_change import encrypted_from, ended_before_each, plain_terminal


def test_a_thousand_kills_of_the_real_program_lose_and_double_nothing(tmp_path: Path) -> None:
    kills = int(os.environ.get("GATE_KILLS", "1000"))
    toll = killing_the_program.kill_again_and_again(killing_the_program.set_up_for_many(tmp_path), kills, seed=7)
    print(toll)
    assert (toll.lost, toll.duplicated, toll.whole) == (0, 0, True)
    assert toll.confirmed > kills / 2
    assert toll.after_the_last > 0


def test_a_thousand_kills_of_a_streaming_process_lose_and_double_nothing(path: Path) -> None:
    toll = kill_again_and_again(path, times=1000, longest=0.15, seed=1)
    print(f"1,000 kills: {toll}")
    assert toll.confirmed > 10_000
    assert (toll.lost, toll.duplicated, toll.whole) == (0, 0, True)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 2 MB with a new ledger on it."""
    with small_disk(tmp_path / "disk") as disk:
        open_file(disk / "gate.sqlite", window=False, create=True).close()
        yield disk


def test_a_disk_that_is_really_full_loses_nothing_and_works_again(small: Path, clock: StandingClock) -> None:
    path = small / "gate.sqlite"
    confirmed = []
    with Ledger.open(path, window=True, now=clock.now) as ledger:
        gate = Gate(ledger)
        for filling in (True, False):
            ballast = small / "ballast"
            if filling:
                ballast.write_bytes(bytes(900_000))
            refused = None
            for number in range(3000):
                attempt = gate.attempt("A", party=f"{filling:d}{number:07x}")
                try:
                    confirmed.append(gate.record(attempt).uid)
                except WorldFault as fault:
                    refused = (attempt, fault.fault)
                    break
            assert refused is not None
            assert refused[1] is Fault.LEDGER_FULL
            if filling:
                ballast.unlink()
                confirmed.append(gate.record(refused[0]).uid)
    found = open_file(path, window=False)
    there = {uid for (uid,) in found.rows("SELECT uid FROM passages")}
    assert set(confirmed) == there
    assert verify(found).findings == ()
    found.close()


def test_the_real_program_waits_out_a_full_disk_and_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "terminal", "14m") as disk:
        data = killing_the_program.set_up(tmp_path, seconds=90)
        events = tmp_path / "events.jsonl"
        program = killing_the_program.Program(data)
        try:
            program.wait_until(program.confirmed_some)
            with (disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
                while ballast.write(bytes(4096)):
                    pass
            # What still fits into the WAL is confirmed; then nothing is, however long.
            before, still = -1, 0
            while still < 5:
                time.sleep(1)
                now = len(killing_the_program.confirmed(events))
                before, still = now, still + 1 if now == before else 0
            (disk / "ballast").unlink()
            program.wait_until(lambda: len(killing_the_program.confirmed(events)) > before + 2)
            program.process.send_signal(signal.SIGTERM)
            assert program.process.wait(30) == 0
        finally:
            program.kill()
        toll = killing_the_program.counted(data, 0, before, 0)
        print(f"full disk under the program: {toll}")
        assert (toll.lost, toll.duplicated, toll.whole) == (0, 0, True)


@pytest.mark.parametrize("error", ["EIO", "ENOSPC"])
@pytest.mark.parametrize("call", ["fsync,fdatasync", "pwrite64"])
@pytest.mark.parametrize("when", ["40", "41", "50+7", "60..64", "90..99"])
def test_a_disk_that_fails_is_told_and_nothing_confirmed_is_lost(path: Path, call: str, error: str, when: str) -> None:
    told = stream_on_failing_disk(path, call, f"error={error}:when={when}", number=60)
    print(f"{call} {error} {when}: {len(told.confirmed)} confirmed, {len(told.failed)} failed")
    nothing_is_lost(path, told)


@pytest.mark.parametrize("when", range(20, 80, 3))
def test_a_kill_within_the_flush_loses_nothing_confirmed(path: Path, when: int) -> None:
    told = stream_on_failing_disk(path, "fsync,fdatasync", f"signal=KILL:when={when}", number=200)
    nothing_is_lost(path, told)


def test_a_directory_on_a_read_only_disk_is_refused(path: Path, tmp_path: Path) -> None:
    disk = tmp_path / "read-only"
    disk.mkdir()
    if subprocess.run(["mount", "--bind", str(path.parent), str(disk)], check=False).returncode != 0:
        pytest.skip("needs the right to mount")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(disk)], check=True)
        with pytest.raises(WorldFault) as raised:
            open_file(disk / "gate.sqlite", window=True)
        assert raised.value.fault is Fault.LEDGER_READ_ONLY
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("how", ["encrypt", "decrypt", "new-key"])
def test_a_change_of_form_that_ends_before_any_step_leaves_a_whole_ledger(tmp_path: Path, how: str) -> None:
    terminal = plain_terminal(tmp_path / "data")
    of = terminal if how == "encrypt" else encrypted_from(terminal)
    assert ended_before_each(of, tmp_path, how).count('"code": 77, "well": true') >= 25


def test_no_flipped_bit_changes_what_is_told_unnoticed(path: Path, clock: StandingClock) -> None:
    with Ledger.open(path, window=True, now=clock.now) as ledger:
        gate = Gate(ledger)
        gate.stream(1500)
        told = [(passage.hash, passage.attempt) for passage in ledger.passages()]
        outside = ledger.outstanding()
        ledger.file.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    good = path.read_bytes()
    chance = random.Random(3)
    silent = 0
    for _ in range(150):
        torn = bytearray(good)
        torn[chance.randrange(len(torn))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(torn))
        for left in ("-wal", "-shm"):
            Path(f"{path}{left}").unlink(missing_ok=True)
        try:
            with Ledger.open(path, window=True, now=clock.now) as ledger:
                if verify(ledger.file).whole:
                    silent += 1
                    assert [(passage.hash, passage.attempt) for passage in ledger.passages()] == told
                    assert ledger.outstanding() == outside
        except WorldFault as fault:
            assert fault.fault in {Fault.LEDGER_DAMAGED, Fault.LEDGER_READ_ONLY, Fault.LEDGER_NEWER}  # noqa: PT017
    print(f"150 flipped bits: {silent} changed nothing that is told (empty room in pages, header fields of no effect)")
    assert silent < 60
