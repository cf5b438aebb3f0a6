"""A thermometer that reports by itself: whom it measures, when, and what it leaves to the guard."""

import math
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from gate_terminal.application import measuring
from gate_terminal.application.clocks import SystemClock
from gate_terminal.application.measuring import Measuring
from gate_terminal.application.screen import advance
from gate_terminal.application.screen.asks import Decide
from gate_terminal.application.screen.events import Event, PassRead, PurposeStepped, TemperatureMeasured
from gate_terminal.application.screen.signs import Organ
from gate_terminal.application.screen.values import Screen
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.temperature import Method, Temperature
from gate_terminal.domain.words import Reason, Verdict

from .test_screen import answer_to, visit, watching

SETTLE, AGAIN = 0.2, 0.3


class Gun:
    """A thermometer that a test points at a forehead."""

    name = "gun"

    def __init__(self) -> None:
        self.taken: tuple[Temperature, float] | None = None

    def point(self, tenths: int, method: Method = Method.FOREHEAD) -> None:
        self.taken = Temperature(tenths, method), time.monotonic()

    def latest(self, since: float = -math.inf) -> Temperature | None:
        return self.taken[0] if self.taken is not None and self.taken[1] > since else None

    def close(self) -> None:
        pass


class Bench:
    """The screen with a gun beside it, in the place of the window."""

    def __init__(self, gun: Gun) -> None:
        self.gun = gun
        self.screen = watching()
        self.measured: list[Event] = []
        self._lock = threading.Lock()
        self.measuring = Measuring("gun", SystemClock(), self.happen)
        self.measuring.start()

    def happen(self, event: Event) -> None:
        with self._lock:
            if isinstance(event, TemperatureMeasured):
                self.measured.append(event)
            self.screen = advance(self.screen, event)
            self.measuring.follow(self.screen)

    def until(self, holds: Callable[[Screen], bool], patience: float = 10.0) -> None:
        end = time.monotonic() + patience
        while not holds(self.screen):
            assert time.monotonic() < end, self.screen
            time.sleep(0.01)


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    gun = Gun()
    monkeypatch.setattr(measuring, "open_thermometer", lambda _: gun)
    monkeypatch.setattr(measuring, "SETTLE_SECONDS", SETTLE)
    monkeypatch.setattr(measuring, "AGAIN_SECONDS", AGAIN)
    made = Bench(gun)
    yield made
    made.measuring.stop()


def readings(screen: Screen) -> list[str]:
    assert isinstance(screen.ask, Decide)
    return [str(reading) for reading in screen.ask.attempt.temperatures]


def test_a_reading_from_before_the_pass_belongs_to_somebody_else(bench: Bench) -> None:
    bench.gun.point(381)
    bench.happen(PassRead(visit()))
    time.sleep(3 * SETTLE)
    assert bench.screen.ask is None
    bench.gun.point(365)
    bench.until(lambda screen: screen.asking)
    assert readings(bench.screen) == ["36.5"]


def test_nothing_is_decided_before_the_guard_could_have_changed_something(bench: Bench) -> None:
    begun = time.monotonic()
    bench.happen(PassRead(visit()))
    bench.gun.point(365)
    bench.until(lambda screen: screen.asking)
    assert time.monotonic() - begun >= SETTLE


def test_a_key_pressed_meanwhile_leaves_the_decision_to_enter(bench: Bench) -> None:
    bench.happen(PassRead(visit()))
    bench.happen(PurposeStepped())
    bench.gun.point(365)
    bench.until(lambda screen: screen.visit is not None and screen.visit.typed == "36.5")
    time.sleep(2 * SETTLE)
    assert bench.screen.ask is None


def test_a_high_reading_is_followed_by_one_that_was_taken_after_its_verdict(bench: Bench) -> None:
    bench.happen(PassRead(visit()))
    bench.gun.point(374)
    bench.until(lambda screen: screen.asking)
    bench.happen(answer_to(bench.screen, Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST))
    time.sleep(2 * AGAIN)
    assert bench.screen.ask is None, "the reading that was judged is not judged twice"
    bench.gun.point(375)
    bench.until(lambda screen: screen.asking)
    assert readings(bench.screen) == ["37.4", "37.5"]


def test_a_raw_surface_value_decides_nothing_and_keeps_nobody(bench: Bench) -> None:
    bench.happen(PassRead(visit()))
    for _ in range(4):
        bench.gun.point(335, Method.RAW_SURFACE)
        time.sleep(SETTLE)
    bench.until(lambda screen: screen.organ(Organ.THERMOMETER).fault is Fault.THERMOMETER_SURFACE)
    assert bench.measured == []
    assert bench.screen.ask is None
