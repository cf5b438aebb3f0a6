"""Whether a thermometer drifts: told by the running median of what it measured on foreheads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low

from gate_terminal.domain.temperature import Method, Temperature

RUN = 30
"""So many readings make a median: one fever, or a queue from the cold, does not move it."""
APART = 5
"""Tenths of a degree by which the median may leave that of the days before, less one."""
PLAUSIBLE = range(358, 371)
"""Tenths within which the median of many foreheads lies, whoever holds the thermometer."""


@dataclass(frozen=True, slots=True)
class Drift:
    """A thermometer whose readings are not to be believed; tenths of a degree.

    `usual` is the median of the days before, None where too little is known of them.
    """

    median: int
    usual: int | None


def forehead_tenths(readings: Iterable[Temperature], floor: int) -> list[int]:
    """Return what counts: forehead readings with a number of at least `floor` (tenths)."""
    return [
        reading.tenths
        for reading in readings
        if reading.method is Method.FOREHEAD and reading.tenths is not None and reading.tenths >= floor
    ]


def median_of(latest: Sequence[int]) -> int | None:
    """Return the median of the last run of `latest` (tenths, oldest first); None where it is no run yet."""
    return median_low(latest[-RUN:]) if len(latest) >= RUN else None


def usual_of(tenths: Sequence[int]) -> int | None:
    """Return the median of the days before, None where there are fewer readings than a run."""
    return median_low(tenths) if len(tenths) >= RUN else None


def drift_of(latest: Sequence[int], usual: int | None) -> Drift | None:
    """Tell whether the last run of `latest` (tenths, oldest first) has drifted; None also where it is no run yet."""
    median = median_of(latest)
    if median is None:
        return None
    far = usual is not None and abs(median - usual) >= APART
    return Drift(median, usual) if far or median not in PLAUSIBLE else None
