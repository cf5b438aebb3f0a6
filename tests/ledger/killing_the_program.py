"""Kills the real program, window and all, while passes stream in before its camera; counts what was confirmed."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import cv2

from gate_terminal.application.measuring import SETTLE_SECONDS
from gate_terminal.devices.simulated import SimulatedCamera, in_turn
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.starting import check_at_start

HOUSEHOLDS = 16
SECONDS_EACH = 0.8
FILMS = 32
"""So many programs are killed before a film comes again: whoever is in it is no duplicate of a minute ago by then."""
FPS = 10
PATIENCE = 90.0
_UID = re.compile(rb'"uid": "([0-9a-f-]{36})"')


@dataclass(frozen=True)
class Toll:
    """What came of it; `confirmed` are event lines, each written after its commit."""

    kills: int
    confirmed: int
    recorded: int
    lost: int
    duplicated: int
    whole: bool
    after_the_last: int
    """Event lines of the start after the last kill, which was not killed."""
    seconds: float


def set_up(folder: Path, seconds: float = HOUSEHOLDS * SECONDS_EACH) -> Path:
    """Found a terminal with a few households and passes, and film their cards; return its data directory.

    The film shows the cards one after the other, over and over, for so many seconds.
    """
    data, texts = _founded(folder, HOUSEHOLDS)
    _film(folder / "cards-0.avi", texts, seconds)
    return data


def set_up_for_many(folder: Path) -> Path:
    """Do the same with many short films of other households each, so that every program meets new ones."""
    data, texts = _founded(folder, 4 * FILMS)
    for number in range(FILMS):
        _film(folder / f"cards-{number}.avi", texts[4 * number : 4 * number + 4], 8 * SECONDS_EACH)
    return data


def _founded(folder: Path, households: int) -> tuple[Path, list[str]]:
    """Found a terminal with so many households; return its data directory and the texts of their passes."""
    data, roster = folder / "terminal", folder / "roster.csv"
    rows = [f"{1 + number}-1-101,1380000{number:04d},张三;李四" for number in range(households)]
    roster.write_text("\n".join(["address,phone,members", *rows]) + "\n", "utf-8")
    command("init", "--site", "compound", "--name", "君庭湖畔", "--gate", "east", data=data)
    command("households", "import", str(roster), data=data)
    printed = command("passes", "issue", "--all-missing", "--json", data=data)
    texts = [json.loads(line)["text"] for line in printed.splitlines() if line.startswith("{")]
    assert len(texts) == households
    return data, texts


def _film(path: Path, texts: list[str], seconds: float) -> None:
    camera = SimulatedCamera(in_turn(texts, SECONDS_EACH), fps=0)
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (1280, 720))
    assert film.isOpened()
    for number in range(int(seconds * FPS)):
        film.write(camera.draw(number / FPS))
    film.release()


def command(*arguments: str, data: Path) -> str:
    """Run ``gate-terminal`` to its end and return what it printed."""
    program = [sys.executable, "-m", "gate_terminal", *arguments, "--data", str(data)]
    done = subprocess.run(program, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Program:
    """One run of the gate window on a virtual screen of Qt's own."""

    def __init__(self, data: Path, film: int = 0) -> None:
        folder = data.parent
        self.events = folder / "events.jsonl"
        self.log = data / "logs" / "gate-terminal.log"
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        program = [sys.executable, "-m", "gate_terminal", "run", "--data", str(data), "--events", str(self.events)]
        program += ["--camera", str(folder / f"cards-{film}.avi"), "--thermometer", "simulated:36.5"]
        self._log_before = self._size(self.log)
        self._events_before = self._size(self.events)
        with (folder / "output.log").open("ab") as output:
            self.process = subprocess.Popen(program, env=environment, stdout=output, stderr=subprocess.STDOUT)

    @staticmethod
    def _size(path: Path) -> int:
        return path.stat().st_size if path.exists() else 0

    def said(self, words: bytes) -> bool:
        """Tell whether the log of this run has `words`."""
        if not self.log.exists():
            return False
        with self.log.open("rb") as log:
            # A log that was begun anew is shorter than it was.
            log.seek(min(self._log_before, self._size(self.log)))
            return words in log.read()

    def confirmed_some(self) -> bool:
        """Tell whether this run has written an event line."""
        return self._size(self.events) > self._events_before

    def wait_until(self, happened: object) -> None:
        """Wait for something that this run does sooner or later."""
        assert callable(happened)
        end = time.monotonic() + PATIENCE
        while not happened():
            assert self.process.poll() is None, f"the program ended by itself: {self.process.returncode}"
            assert time.monotonic() < end, "the program does not come so far"
            time.sleep(0.005)

    def kill(self) -> None:
        """Kill -9."""
        self.process.kill()
        self.process.wait()


def kill_again_and_again(data: Path, times: int, seed: int) -> Toll:
    """Start the program and kill -9 it `times` times at random instants, then let it start and work once more."""
    chance, began = random.Random(seed), time.monotonic()
    films = len(list(data.parent.glob("cards-*.avi")))
    for number in range(times):
        program = Program(data, number % films)
        try:
            _kill_somewhen(program, chance)
        finally:
            program.kill()
        if number % 50 == 49:
            print(f"{number + 1} kills in {time.monotonic() - began:.0f} s", flush=True)
    before = len(confirmed(data.parent / "events.jsonl"))
    last = Program(data)
    try:
        last.wait_until(last.confirmed_some)
        last.process.send_signal(signal.SIGTERM)
        assert last.process.wait(30) == 0
    finally:
        last.kill()
    return counted(data, times, before, time.monotonic() - began)


def _kill_somewhen(program: Program, chance: random.Random) -> None:
    """Wait for the random instant: while it starts, in mid-work, or about where a passage is committed.

    Each second run has confirmed something before it is killed, however slow the computer is.
    """
    how = chance.random()
    if how < 0.1:
        time.sleep(chance.random() * 1.5)
        return
    program.wait_until(lambda: program.said(b"the lane is open"))
    if how < 0.2:
        time.sleep(chance.random())
        return
    if how < 0.8:
        program.wait_until(program.confirmed_some)
        time.sleep(chance.random() * SETTLE_SECONDS * 1.5)
        return
    program.wait_until(lambda: program.said(b"pass shown: ok"))
    # The thermometer decides so long after the pass, the commit follows at once.
    time.sleep(SETTLE_SECONDS - 0.2 + chance.random() * 0.4)


def confirmed(events: Path) -> list[str]:
    """Return the uids of all event lines."""
    # Not line by line: the line that was being written may have been cut off, and the next run's goes on behind it.
    return [uid.decode() for uid in _UID.findall(events.read_bytes())] if events.exists() else []


def counted(data: Path, times: int, before: int, seconds: float) -> Toll:
    """Compare what was confirmed with what is in the ledger; `before` were confirmed until the last kill."""
    uids = confirmed(data.parent / "events.jsonl")
    file = open_file(data / "gate.sqlite", window=True)
    try:
        check_at_start(file)
        there = Counter(uid for (uid,) in file.rows("SELECT uid FROM passages"))
        numbers = Counter(file.rows("SELECT gate, epoch, seq FROM passages"))
        whole = verify(file).whole
    finally:
        file.close()
    return Toll(
        kills=times,
        confirmed=len(uids),
        recorded=sum(there.values()),
        lost=sum(uid not in there for uid in uids),
        duplicated=sum(n - 1 for each in (there, numbers, Counter(uids)) for n in each.values()),
        whole=whole,
        after_the_last=len(uids) - before,
        seconds=round(seconds),
    )
