"""Asks a thermometer that reports by itself as soon as somebody is to be measured."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable

from gate_terminal.application.clocks import Clock
from gate_terminal.application.identifiers import uuid7
from gate_terminal.application.screen.events import Event, OrganReported, TemperatureMeasured
from gate_terminal.application.screen.signs import Lamp, Organ, OrganHealth, Stage
from gate_terminal.application.screen.values import Screen
from gate_terminal.devices.thermometers import Thermometer, open_thermometer
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.temperature import Method, Temperature
from gate_terminal.domain.words import Verdict

_log = logging.getLogger(__name__)

SETTLE_SECONDS = 1.5
"""Between the pass and the first reading: time to see who it is, and to press a key if something is to be changed."""
AGAIN_SECONDS = 5.0
"""Between a doubtful reading and the next one: the skin needs a moment out of the wind."""
LOOK_SECONDS = 0.05
REOPEN_SECONDS = 3.0


class Measuring:
    """A thread that reads `source` and posts one reading per measurement that the screen waits for."""

    def __init__(self, source: str, clock: Clock, post: Callable[[Event], None]) -> None:
        self._source = source
        self._clock = clock
        self._post = post
        self._news = threading.Condition()
        self._due: float | None = None
        self._since = -math.inf
        """When it became known whom the screen wants measured, on the thermometer's own clock."""
        self._waiting_for: tuple[str, int] | None = None
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="measuring")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End and give the device back; returns when the thread is gone."""
        with self._news:
            self._stopping = True
            self._news.notify_all()
        self._thread.join()

    def follow(self, screen: Screen) -> None:
        """Take note of whom the screen wants measured, if anybody."""
        visit = screen.visit
        first = screen.stage is Stage.IDENTIFIED
        again = (
            screen.stage is Stage.SHOWING
            and screen.answer is not None
            and screen.answer.decision.verdict is Verdict.REMEASURE
        )
        wanted = (
            visit.next_reading
            if visit is not None and (first or again) and not visit.typed and not screen.types_pass
            else None
        )
        with self._news:
            if wanted == self._waiting_for:
                return
            self._waiting_for = wanted
            seconds = AGAIN_SECONDS if wanted is not None and wanted[1] else SETTLE_SECONDS
            self._due = None if wanted is None else self._clock.monotonic() + seconds
            # Whatever was measured before belongs to somebody else.
            self._since = time.monotonic()
            self._news.notify_all()

    def _run(self) -> None:
        while not self._stopping:
            try:
                thermometer = open_thermometer(self._source)
            except WorldFault as fault:
                self._lost(fault)
                continue
            if thermometer is None:
                return
            try:
                self._post(OrganReported(Organ.THERMOMETER, OrganHealth(Lamp.GOOD)))
                self._read(thermometer)
            except WorldFault as fault:
                self._lost(fault)
            finally:
                thermometer.close()

    def _read(self, thermometer: Thermometer) -> None:
        while not self._stopping:
            with self._news:
                due, since = self._due, self._since
                now = self._clock.monotonic()
                if due is None or now < due:
                    self._news.wait(None if due is None else due - now)
                    continue
            reading = thermometer.latest(since)
            with self._news:
                if reading is None or self._due != due:
                    self._news.wait(LOOK_SECONDS)
                    continue
                self._due = None
                wanted = self._waiting_for
            if wanted is None:
                continue
            if reading.method is Method.RAW_SURFACE:
                # The surface of a forehead is no body temperature: the guard measures and types.
                self._post(OrganReported(Organ.THERMOMETER, _surface_only(reading)))
                continue
            self._post(TemperatureMeasured(reading, uuid7(), self._clock.now(), wanted))

    def _lost(self, fault: WorldFault) -> None:
        _log.warning("the thermometer: %s", fault.detail)
        self._post(OrganReported(Organ.THERMOMETER, OrganHealth(Lamp.BAD, fault.fault, fault.detail)))
        with self._news:
            self._news.wait_for(lambda: self._stopping, REOPEN_SECONDS)


def _surface_only(reading: Temperature) -> OrganHealth:
    """Return what is said of a thermometer that gives raw surface values, so that nobody waits for a reading."""
    detail = f"A raw surface value of {str(reading)[1:]} was seen: it is no body temperature."
    return OrganHealth(Lamp.WARNING, Fault.THERMOMETER_SURFACE, detail)
