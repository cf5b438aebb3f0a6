"""Kills a process that streams passages, again and again, and counts what was confirmed and what is there."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.starting import check_at_start

CHILD = Path(__file__).with_name("streaming.py")


@dataclass(frozen=True)
class Toll:
    """What came of it."""

    confirmed: int
    lost: int
    duplicated: int
    whole: bool


def kill_again_and_again(path: Path, times: int, longest: float, seed: int) -> Toll:
    """Start and kill -9 a streaming process `times` times, after up to `longest` seconds of streaming each."""
    instants = random.Random(seed)
    confirmed: list[str] = []
    for _ in range(times):
        child = subprocess.Popen([sys.executable, str(CHILD), str(path), "1000000"], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        # Some die while they open the file, most while they record.
        opening = instants.random() < 0.2
        for line in child.stdout:
            if line.strip() == ("opening" if opening else "open"):
                break
        time.sleep(instants.random() * longest)
        child.kill()
        rest, _ = child.communicate()
        confirmed += [line for line in rest.splitlines() if len(line) == 36]
    file = open_file(path, window=True)
    check_at_start(file)
    there = Counter(uid for (uid,) in file.rows("SELECT uid FROM passages"))
    whole = verify(file).whole
    file.close()
    return Toll(
        confirmed=len(confirmed),
        lost=sum(uid not in there for uid in confirmed),
        duplicated=sum(number - 1 for number in there.values()),
        whole=whole,
    )
