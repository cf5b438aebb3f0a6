"""The books of a zone's gates, opened for a command of the office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from gate_terminal.application.clocks import Clock, SystemClock
from gate_terminal.application.place import Place
from gate_terminal.ledger.file import open_file
from gate_terminal.register.companies import Companies
from gate_terminal.register.schema import prepare_register
from gate_terminal.register.staff import Staff


@dataclass(frozen=True, slots=True)
class ZoneBooks:
    """Staff with permits, and companies, of one terminal; use it in the thread that opened it."""

    staff: Staff
    companies: Companies
    clock: Clock


@contextmanager
def open_zone_books(place: Place, clock: Clock | None = None) -> Iterator[ZoneBooks]:
    """Open the books of the terminal in `place`, beside an open gate window if need be; faults as of the ledger."""
    clock = clock or SystemClock()
    file = open_file(place.ledger, window=False)
    try:
        prepare_register(file)
        yield ZoneBooks(Staff(file, clock.now), Companies(file, clock.now), clock)
    finally:
        file.close()
