"""The real program in a process of its own: a video for a camera, keys from another process, the ledger as a file."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

import cv2

from gate_terminal.devices.simulated import SimulatedCamera

T = TypeVar("T")
FPS = 15
PATIENCE = 40.0


def command(*arguments: str, data: Path | None = None, status: int = 0) -> str:
    """Run ``gate-terminal`` to its end and return what it printed."""
    where = ["--data", str(data)] if data is not None else []
    done = subprocess.run(
        [sys.executable, "-m", "gate_terminal", *arguments, *where],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def write_video(path: Path, scenes: Sequence[tuple[str | None, float]]) -> None:
    """Film what a camera would see: each text (or an empty hand) for so many seconds."""
    ends, at = [], 0.0
    for text, seconds in scenes:
        at += seconds
        ends.append((at, text))
    camera = SimulatedCamera(lambda moment: next((text for end, text in ends if moment < end), None), fps=0)
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), FPS, (1280, 720))
    assert film.isOpened()
    for number in range(int(at * FPS)):
        film.write(camera.draw(number / FPS))
    film.release()


def until(found: Callable[[], T | None], what: str, patience: float = PATIENCE) -> T:
    """Wait for something that is there sooner or later."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        result = found()
        if result:
            return result
        time.sleep(0.05)
    raise AssertionError(f"waited {patience} s for {what}")


@dataclass
class Window:
    """A gate window at work."""

    data: Path
    display: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] = field(init=False)
    x_window: str = field(init=False)

    def __enter__(self) -> Self:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
        environment |= {"DISPLAY": self.display, "PYTHONWARNINGS": "error::ResourceWarning"}
        self.environment = environment
        self.events_path = self.data.parent / "events.jsonl"
        self.output = self.data.parent / "window.log"
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "gate_terminal",
                    "run",
                    "--data",
                    str(self.data),
                    "--events",
                    str(self.events_path),
                    *self.arguments,
                ],
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        self.x_window = until(self._find, "the window")
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise

    def _find(self) -> str | None:
        assert self.process.poll() is None, self.output.read_text("utf-8")
        done = self._xdotool("search", "--onlyvisible", "--pid", str(self.process.pid))
        return done.split()[-1] if done.strip() else None

    def _xdotool(self, *arguments: str) -> str:
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout

    def press(self, *keys: str) -> None:
        """Press keys as a hand does, by their X names."""
        self._xdotool("windowfocus", "--sync", self.x_window)
        self._xdotool("key", "--delay", "30", *keys)

    def rest_on(self, key: str, seconds: float) -> None:
        """Hold a key down for so long, as a hand does that rests on it."""
        self._xdotool("windowfocus", "--sync", self.x_window)
        self._xdotool("keydown", key, "sleep", str(seconds), "keyup", key)

    def edges(self) -> set[tuple[int, int, int, int]]:
        """Return where the windows of the program are: left, top, right and bottom in pixels."""
        places = set()
        for number in self._xdotool("search", "--onlyvisible", "--pid", str(self.process.pid)).split():
            told = dict(line.split("=") for line in self._xdotool("getwindowgeometry", "--shell", number).split())
            left, top, width, height = (int(told[name]) for name in ("X", "Y", "WIDTH", "HEIGHT"))
            places.add((left, top, left + width, top + height))
        return places

    @property
    def log(self) -> str:
        """The program's log file."""
        path = self.data / "logs" / "gate-terminal.log"
        return path.read_text("utf-8") if path.exists() else ""

    def passes_shown(self, number: int) -> None:
        """Wait until so many passes have been identified since the start of the test."""
        until(lambda: self.log.count("pass shown: ok") >= number, f"pass number {number}")
        # The screen turns within a few milliseconds of the log; a hand is slower.
        time.sleep(0.3)

    def answers(self, number: int) -> list[dict[str, Any]]:
        """Wait for so many answers and return them."""

        def found() -> list[dict[str, Any]] | None:
            if not self.events_path.exists():
                return None
            lines = [json.loads(line) for line in self.events_path.read_text("utf-8").splitlines()]
            return lines if len(lines) >= number else None

        return until(found, f"answer number {number}")


def rows(data: Path, sql: str) -> list[tuple[Any, ...]]:
    """Ask the ledger with plain sqlite3."""
    with closing(sqlite3.connect(data / "gate.sqlite")) as connection:
        return connection.execute(sql).fetchall()
