"""``gate-terminal bench lane``: from the frame that first shows a pass to the painted verdict, and the cold start."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication

from gate_terminal.application.clocks import SystemClock
from gate_terminal.application.commands.common import json_option, needless_data_option
from gate_terminal.application.demonstration import settle
from gate_terminal.application.identifiers import uuid7
from gate_terminal.application.place import Place
from gate_terminal.application.screen.events import TemperatureMeasured
from gate_terminal.application.screen.signs import Stage
from gate_terminal.application.screen.values import LEAST_SECONDS, Screen
from gate_terminal.application.settings import GateSettings, Settings, SiteSettings
from gate_terminal.application.terminal import Sources, Terminal
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.temperature import Temperature

from .app import open_window
from .window import FIRST_PICTURE, GateWindow

_PAUSE_MS = round(1000 * LEAST_SECONDS) + 410
"""Between a painted verdict, which is seen so long, and the next pass; no multiple of the frame interval, so that
phases mix."""
_PATIENCE_SECONDS = 20
_FSYNCS = 200


@dataclass(slots=True)
class Passing:
    """The moments of one resident, in monotonic seconds."""

    shown: float
    captured: float = 0.0
    read: float = 0.0
    identified: float = 0.0
    decided: float = 0.0
    painted: float = 0.0

    def parts(self) -> dict[str, float]:
        """Return the parts in milliseconds; ``total`` begins when the simulated camera starts to draw the frame."""
        moments = {
            "frame": self.captured - self.shown,
            "decode": self.read - self.captured,
            "identify": self.identified - self.read,
            "decide + commit": self.decided - self.identified,
            "paint": self.painted - self.decided,
            "total": self.painted - self.shown,
            "total from the captured frame": self.painted - self.captured,
        }
        return {name: 1000 * seconds for name, seconds in moments.items()}


class Queue(QObject):
    """Residents who come one after the other; each gives the temperature at once."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__()
        self._texts = list(texts)
        self._window: GateWindow | None = None
        self._now: Passing | None = None
        self._held_up: str | None = None
        self.passed: list[Passing] = []
        self.missed = 0

    def shown(self, _seconds: float) -> str | None:
        """Return what the simulated camera sees; called in the camera's thread at the start of each frame."""
        if self._now is not None and self._now.shown == 0:
            self._now.shown = time.monotonic()
        return self._held_up

    def begin(self, window: GateWindow) -> None:
        """Let the first one come as soon as the lane is open."""
        self._window = window
        window.add_follower(self)
        window.canvas.installEventFilter(self)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._give_up)

    def followed(self, before: Screen, after: Screen) -> None:
        """Note the answer; begin when the lane opens."""
        if before.stage is Stage.STARTING and after.stage is Stage.WATCHING:
            QTimer.singleShot(1000, self, self._next)
        elif after.stage is Stage.IDENTIFIED and before.stage is not Stage.IDENTIFIED:
            self._measure(after)
        elif after.stage is Stage.SHOWING and before.stage is Stage.DECIDING and self._now is not None:
            self._now.decided = time.monotonic()

    def _measure(self, screen: Screen) -> None:
        """Give the temperature, as soon as the window's own turn is over."""
        if self._now is None or screen.visit is None or screen.visit.seen is None:
            return
        self._now.captured, self._now.read = screen.visit.seen
        self._now.identified = time.monotonic()
        QTimer.singleShot(0, self, self._measured)

    def _measured(self) -> None:
        visit = None if self._window is None else self._window.screen_value.visit
        if self._window is not None and visit is not None:
            measured = TemperatureMeasured(Temperature(365), uuid7(), SystemClock().now(), visit.next_reading)
            self._window.receive(measured)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note when the first paint after the answer is done."""
        if event.type() is QEvent.Type.Paint and self._now is not None and self._now.decided:
            QTimer.singleShot(0, self, self._painted)
        return False

    def _painted(self) -> None:
        if self._now is None or self._now.painted:
            return
        self._now.painted = time.monotonic()
        self.passed.append(self._now)
        self._now = None
        QTimer.singleShot(_PAUSE_MS, self, self._next)

    def _next(self) -> None:
        if not self._texts or self._window is None:
            if self._window is not None:
                self._window.close()
            return
        self._held_up = self._texts.pop()
        self._now = Passing(shown=0)
        self._patience.start(_PATIENCE_SECONDS * 1000)

    def _give_up(self) -> None:
        if self._now is not None:
            self.missed += 1
            self._now = None
            self._next()


@click.command("lane")
@click.option("--residents", type=click.IntRange(min=1), default=200, show_default=True, help="How many come.")
@click.option("--starts", type=click.IntRange(min=0), default=3, show_default=True, help="Cold starts to time.")
@needless_data_option
@json_option
def bench_lane(residents: int, starts: int, as_json: bool) -> None:
    """Measure the lane: residents who hold a pass up and give the temperature at once.

    With a display the real window is used, without one Qt's offscreen platform.
    """
    with tempfile.TemporaryDirectory(prefix="bench-lane-") as directory:
        place = Place(Path(directory) / "terminal")
        settings = Settings(
            site=SiteSettings(name="bench", practice=True), gate=GateSettings(name="bench", guard="bench")
        )
        _, passes = settle(place, settings, SystemClock(), residents)
        queue = Queue([record.text for record in passes.values()])
        if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        terminal = Terminal(place, settings, Sources("simulated"), shown=queue.shown)
        open_window(terminal, sound=False, voice=False, on_ready=queue.begin)
        floor = _fsync_floor(Path(directory))
        cold = [_cold_start(place) for _ in range(starts + 1)][1:]
    figures = _figures(queue, floor, cold, QGuiApplication.platformName())
    click.echo(json.dumps(figures, ensure_ascii=False) if as_json else _table(figures))


def _figures(queue: Queue, floor: list[float], cold: list[float], platform: str) -> dict[str, Any]:
    parts = [passing.parts() for passing in queue.passed]
    names = list(parts[0]) if parts else []
    return {
        "platform": platform,
        "residents": len(parts),
        "missed": queue.missed,
        "ms": {name: _quantiles([part[name] for part in parts]) for name in names},
        "floor ms": {"frame interval": {"p50": 33.3, "p99": 33.3}, "fsync": _quantiles(floor)},
        "cold start to a live picture s": [round(seconds, 2) for seconds in cold],
    }


def _quantiles(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"p50": round(statistics.median(ordered), 2), "p99": round(ordered[int(0.99 * (len(ordered) - 1))], 2)}


def _fsync_floor(directory: Path) -> list[float]:
    """Return the milliseconds of plain appends with fsync in the same place, in the same minute."""
    took = []
    with (directory / "floor").open("wb") as file:
        for _ in range(_FSYNCS):
            file.write(bytes(4096))
            file.flush()
            begin = time.monotonic()
            os.fsync(file.fileno())
            took.append(1000 * (time.monotonic() - begin))
    return took


def _cold_start(place: Place) -> float:
    """Return the seconds from starting the program to its first live picture, as its log tells it."""
    log = place.logs / "gate-terminal.log"
    told = _starts_told(log)
    begin = time.monotonic()
    window = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "gate_terminal", "run", "--data", str(place.root), "--camera", "simulated"]
    )
    try:
        while _starts_told(log) == told:
            if time.monotonic() - begin > _PATIENCE_SECONDS:
                raise WorldFault(Fault.INTERNAL, "The window did not show a live picture.")
            time.sleep(0.005)
        return time.monotonic() - begin
    finally:
        window.terminate()
        window.wait()


def _starts_told(log: Path) -> int:
    return log.read_text("utf-8").count(FIRST_PICTURE) if log.exists() else 0


def _table(figures: dict[str, Any]) -> str:
    lines = [
        f"{figures['residents']} residents on the platform {figures['platform']}; {figures['missed']} not read.",
        f"{'milliseconds':<34}{'p50':>9}{'p99':>9}",
    ]
    for name, values in (*figures["ms"].items(), *(("floor: " + n, v) for n, v in figures["floor ms"].items())):
        lines.append(f"{name:<34}{values['p50']:>9.2f}{values['p99']:>9.2f}")
    starts = ", ".join(str(seconds) for seconds in figures["cold start to a live picture s"])
    return "\n".join((*lines, f"Cold starts to a live picture, seconds: {starts}"))
