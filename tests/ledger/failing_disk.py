"""Disks that fail: system calls of a streaming process are made to fail, and a small disk is made to be filled."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from gate_terminal.domain.faults import Fault
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.store import Ledger

from .killing import CHILD


@dataclass(frozen=True)
class Told:
    """What the streaming process said: the uids that it confirmed, and of what failed the fault with the uid."""

    confirmed: list[str]
    failed: list[tuple[str, str]]


def stream_on_failing_disk(path: Path, call: str, fault: str, number: int) -> Told:
    """Stream `number` passages while strace injects `fault` into the system calls `call`."""
    strace = shutil.which("strace")
    assert strace, "strace is missing: make test installs it"
    program = [strace, "-f", "-o", "/dev/null", "-e", f"trace={call}", "-e", f"inject={call}:{fault}"]
    program += [sys.executable, str(CHILD), str(path), str(number)]
    ran = subprocess.run(program, capture_output=True, text=True, check=False)
    assert "ptrace" not in ran.stderr, ran.stderr
    lines = ran.stdout.splitlines()
    failed = [(line.split()[1], line.split()[2]) for line in lines if line.startswith("! ")]
    return Told([line for line in lines if len(line) == 36], failed)


def nothing_is_lost(path: Path, told: Told) -> None:
    """Every confirmed passage is there once; what was told as failed may be there, as the same attempt."""
    assert told.confirmed
    assert {fault for fault, _ in told.failed} <= {Fault.LEDGER_IO, Fault.LEDGER_FULL, Fault.LEDGER_READ_ONLY}
    with Ledger.open(path, window=True) as ledger:
        assert verify(ledger.file).findings == ()
        there = [uid for (uid,) in ledger.file.rows("SELECT uid FROM passages")]
    assert len(there) == len(set(there))
    assert set(told.confirmed) <= set(there)
    # A kill may come between the commit and its confirmation; of that one nothing was told.
    assert len(set(there) - {*told.confirmed, *(uid for _, uid in told.failed)}) <= 1


@contextmanager
def small_disk(place: Path, size: str = "2m") -> Iterator[Path]:
    """Give a disk of `size`, mounted at `place`."""
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if subprocess.run(mount, check=False).returncode != 0:
        pytest.skip("a small disk needs the right to mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def only_to_be_read(disk: Path) -> None:
    """Let nothing more be written to a small disk."""
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
