"""``gate-terminal bench eyes``: what looking costs while the window runs, and how long the window ever waits for it."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from gate_terminal.application.clocks import SystemClock
from gate_terminal.application.commands.common import SizeType, json_option, needless_data_option
from gate_terminal.application.demonstration import settle
from gate_terminal.application.place import Place
from gate_terminal.application.scenes import FPS, USUAL_SIZE, Scene, Size, look_long, opener_of, unpacking
from gate_terminal.application.settings import GateSettings, Settings, SiteSettings
from gate_terminal.application.terminal import Sources, Terminal

from .app import open_window
from .window import GateWindow

_TICK_MS = 2
_SETTLE_SECONDS = 10.0
"""Until the window has come to rest, and what may be spent at once is spent."""
_FRAME = 1 / FPS
_WINDOW = "window"
_SCHEDULED = Path("/proc/thread-self/schedstat")


@dataclass(slots=True)
class Watched:
    """What was measured while a scene was before the camera."""

    scene: Scene
    stalls: list[float] = field(default_factory=list)
    """For each frame's time, the longest turn of the window's event loop in it, in milliseconds."""
    own: list[float] = field(default_factory=list)
    """The same without the time in which other programs had the processor, where the system tells it."""
    core_percent: dict[str, float] = field(default_factory=dict)
    """Percent of one core for each thread by its name; those of libraries are ``other``."""

    def figures(self) -> dict[str, Any]:
        """Return the figures to print; milliseconds and percent of one core."""
        return {
            "scene": self.scene.value,
            "stall_p50": _quantile(self.stalls, 0.5),
            "stall_p99": _quantile(self.stalls, 0.99),
            "stall_longest": round(max(self.stalls, default=0.0), 2),
            "stall_own_p99": _quantile(self.own, 0.99),
            "core_percent": round(sum(self.core_percent.values()), 1),
            "threads": {name: round(share, 1) for name, share in sorted(self.core_percent.items())},
        }


class Stopwatch(QObject):
    """Lives in the window's thread: measures how late its own ticks come, and what each thread worked meanwhile."""

    def __init__(self, scene: Scene, seconds: float) -> None:
        super().__init__()
        self.watched = Watched(scene)
        self._seconds = seconds
        self._window: GateWindow | None = None
        self._tick = QTimer(self)
        self._tick.setTimerType(Qt.TimerType.PreciseTimer)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._ticked)
        self._begin = self._last = self._frame_begin = self._longest = self._longest_own = self._waited = 0.0
        self._worked: dict[str, float] = {}

    def begin(self, window: GateWindow) -> None:
        """Measure once the window has come to rest, then close it."""
        self._window = window
        QTimer.singleShot(round(_SETTLE_SECONDS * 1000), self, self._begin_work)

    def _begin_work(self) -> None:
        self._worked = _seconds_worked()
        self._begin = time.monotonic()
        QTimer.singleShot(round(self._seconds * 1000), self, self._begin_stalls)

    def _begin_stalls(self) -> None:
        # Not at the same time: five hundred ticks a second are work too.
        lasted, worked = time.monotonic() - self._begin, _seconds_worked()
        self.watched.core_percent = {
            name: 100 * (seconds - self._worked.get(name, 0.0)) / lasted for name, seconds in worked.items()
        }
        self._begin = self._last = self._frame_begin = time.monotonic()
        self._waited = _seconds_waited()
        self._tick.start()

    def _ticked(self) -> None:
        now, waited = time.monotonic(), _seconds_waited()
        late = max(0.0, now - self._last - _TICK_MS / 1000)
        self._longest = max(self._longest, late)
        self._longest_own = max(self._longest_own, late - (waited - self._waited))
        self._last, self._waited = now, waited
        if now - self._frame_begin >= _FRAME:
            self.watched.stalls.append(1000 * self._longest)
            self.watched.own.append(1000 * self._longest_own)
            self._frame_begin, self._longest, self._longest_own = now, 0.0, 0.0
        if now - self._begin >= self._seconds and self._window is not None:
            self._tick.stop()
            self._window.close()


def watch(place: Place, settings: Settings, scene: Scene, seconds: float, size: Size = USUAL_SIZE) -> Watched:
    """Run the window with `scene` before its camera, in pictures of that size, and return what was measured."""
    stopwatch = Stopwatch(scene, seconds)
    terminal = Terminal(place, settings, Sources("simulated"), opener=opener_of(scene, size))
    open_window(terminal, sound=False, voice=False, on_ready=stopwatch.begin)
    return stopwatch.watched


@click.command("eyes")
@click.option("--seconds", type=click.FloatRange(min=1), default=10, show_default=True, help="For each scene, twice.")
@click.option("--frames", type=click.IntRange(min=0), default=2000, show_default=True, help="For the memory; 0: none.")
@click.option(
    "--size", type=SizeType(), metavar="WIDTHxHEIGHT", default="1280x720", show_default=True, help="Of the pictures."
)
@click.option(
    "--scene",
    "named",
    type=click.Choice([scene.value for scene in Scene]),
    multiple=True,
    help="What is before the camera, once or more often; all of them, one after the other, unless given.",
)
@needless_data_option
@json_option
def bench_eyes(seconds: float, frames: int, size: Size, named: tuple[str, ...], as_json: bool) -> None:
    """Measure what looking costs: the window's longest stalls, the share of a core, and the memory over many frames.

    The pictures are drawn and compressed beforehand and come as from a camera: unpacking them is part of the work, and
    the floor. Percentages are of one core.
    """
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    wanted = [Scene(name) for name in named] or list(Scene)
    with tempfile.TemporaryDirectory(prefix="bench-eyes-") as directory:
        place = Place(Path(directory) / "terminal")
        site = SiteSettings(name="bench", practice=True)
        settings = Settings(site=site, gate=GateSettings(name="bench", guard="bench"))
        settle(place, settings, SystemClock(), 4)
        scenes = [watch(place, settings, scene, seconds, size).figures() for scene in wanted]
    memory = [[done, round(held, 1)] for done, held in look_long(frames, max(1, frames // 10))] if frames else []
    floor = unpacking(size)
    figures = {
        "platform": QGuiApplication.platformName(),
        "size": size,
        "scenes": scenes,
        "floor": {
            "jpeg_ms": {"both": round(floor.both, 2), "look": round(floor.look, 2), "show": round(floor.show, 2)},
            "jpeg_core_percent": {pace: round(percent, 1) for pace, percent in floor.core_percent.items()},
        },
        "memory_mb": memory,
    }
    click.echo(json.dumps(figures, ensure_ascii=False) if as_json else _table(figures))


def _table(figures: dict[str, Any]) -> str:
    width, height = figures["size"]
    lines = [
        f"Platform {figures['platform']}, {width}×{height} at {FPS} a second; stalls in ms, work in % of a core.",
        f"{'scene':<24}{'stall p50':>10}{'p99':>8}{'own p99':>9}{'longest':>9}{'work':>8}   of it",
    ]
    for scene in figures["scenes"]:
        of_it = ", ".join(f"{name} {share}" for name, share in scene["threads"].items())
        lines.append(
            f"{scene['scene']:<24}{scene['stall_p50']:>10}{scene['stall_p99']:>8}{scene['stall_own_p99']:>9}"
            f"{scene['stall_longest']:>9}{scene['core_percent']:>8}   {of_it}"
        )
    took, percent = figures["floor"]["jpeg_ms"], figures["floor"]["jpeg_core_percent"]
    lines.append(
        f"Floor, in it: unpacking one picture (JPEG) takes {took['both']} ms, {took['look']} in grey to look at, "
        f"{took['show']} at half the size to show; in {FPS} a second {percent['each']} % where each one is looked at, "
        f"{percent['every second']} % where every second one is, {percent['at rest']} % while nothing moves."
    )
    lines += [f"Memory after {done} frames: {held} MB" for done, held in figures["memory_mb"]]
    return "\n".join(lines)


def _seconds_waited() -> float:
    """Return how long this thread was ready to run and another program had the processor; 0 where nobody tells."""
    try:
        return int(_SCHEDULED.read_text("ascii").split()[1]) / 1e9
    except OSError:
        return 0.0


def _seconds_worked() -> dict[str, float]:
    """Return the seconds of processor time of each thread by its name, where the system tells them."""
    names = {thread.native_id: thread.name for thread in threading.enumerate()}
    tick = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
    worked: dict[str, float] = {}
    for task in Path("/proc/self/task").glob("*") if Path("/proc/self/task").is_dir() else []:
        try:
            # The name, in parentheses, may hold spaces; user and system time are the 12th and 13th after it.
            told = (task / "stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:
            continue  # the thread has just ended
        name = _WINDOW if int(task.name) == os.getpid() else names.get(int(task.name), "other")
        worked[name] = worked.get(name, 0.0) + (int(told[11]) + int(told[12])) / tick
    return worked or {_WINDOW: time.process_time()}


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2) if ordered else 0.0
