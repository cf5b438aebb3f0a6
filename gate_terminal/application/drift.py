"""Watches the thermometer of one gate: the median of its last readings against that of the days before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from gate_terminal.application.screen.signs import Lamp, OrganHealth
from gate_terminal.domain.drift import RUN, Drift, drift_of, forehead_tenths, median_of, usual_of
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.moments import civil_day, midnight
from gate_terminal.ledger.reading import LedgerReading

_DAYS_BEFORE = 10 * RUN
"""So many readings before today tell what is usual."""
_MARGIN = 2
"""Readings under the arm and invalid ones are passed over: twice as many are looked at."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How the thermometer of one gate and lane is on one day; tenths of a degree, None where too little is known."""

    gate: str
    lane: str
    median: int | None
    usual: int | None
    drift: Drift | None


def measured_at(ledger: LedgerReading, gate: str, lane: str, until: datetime, floor: int) -> Measured:
    """Return the medians of the last run of readings on a day, up to `until`, and of the days before."""
    begin = midnight(civil_day(until - timedelta(microseconds=1)))
    before = ledger.last_readings(gate, lane, _DAYS_BEFORE, until=begin)
    usual = usual_of(forehead_tenths(before, floor))
    latest = forehead_tenths(ledger.last_readings(gate, lane, RUN * _MARGIN, since=begin, until=until), floor)
    return Measured(gate, lane, median_of(latest), usual, drift_of(latest, usual))


class ThermometerWatch:
    """Asks the ledger after each answer; everything it says follows from what is recorded at this gate and lane."""

    def __init__(self, ledger: LedgerReading, gate: str, lane: str) -> None:
        self._ledger = ledger
        self._where = (gate, lane)
        self._day: date | None = None
        self._usual: int | None = None
        self._said: Drift | None = None

    def news(self, now: datetime, floor: int) -> OrganHealth | None:
        """Return the thermometer's health where it changed since the last question; `floor` in tenths."""
        today = midnight(civil_day(now))
        if self._day != today.date():
            before = self._ledger.last_readings(*self._where, _DAYS_BEFORE, until=today)
            self._day, self._usual = today.date(), usual_of(forehead_tenths(before, floor))
        latest = self._ledger.last_readings(*self._where, RUN * _MARGIN, since=today)
        drift = drift_of(forehead_tenths(latest, floor), self._usual)
        if drift == self._said:
            return None
        self._said = drift
        return well_or_drifting(drift)


def well_or_drifting(drift: Drift | None) -> OrganHealth:
    """Return what the gate shows of its thermometer."""
    if drift is None:
        return OrganHealth(Lamp.GOOD)
    return OrganHealth(Lamp.WARNING, Fault.THERMOMETER_DRIFTS, sentence_of(drift))


def sentence_of(drift: Drift) -> str:
    """Return in words how far a thermometer has drifted."""
    usual = "" if drift.usual is None else f" (the days before: {_degrees(drift.usual)})"
    return (
        f"The last {RUN} readings have a median of {_degrees(drift.median)}{usual}: compare with another thermometer."
    )


def _degrees(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"
