"""Listens to a USB-COM scanner in a thread of its own, and finds it again when it was unplugged."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from gate_terminal.application.scanned import as_printed
from gate_terminal.application.screen.events import Event, OrganReported, TextScanned
from gate_terminal.application.screen.signs import Lamp, Organ, OrganHealth
from gate_terminal.devices.scanners import Scanner, open_scanner
from gate_terminal.domain.faults import WorldFault

_log = logging.getLogger(__name__)

FIRST_RETRY = 0.5
LONGEST_RETRY = 5.0


class Scanning:
    """A thread that posts each whole code of `source` as a :class:`TextScanned`."""

    def __init__(self, source: str, post: Callable[[Event], None], *, first_retry: float = FIRST_RETRY) -> None:
        self._source = source
        self._post = post
        self._first_retry = first_retry
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="scanning")

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End and give the device back; returns when the thread is gone."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        wait, told = self._first_retry, ""
        while not self._stopping.is_set():
            try:
                scanner = open_scanner(self._source)
                self._post(OrganReported(Organ.SCANNER, OrganHealth(Lamp.GOOD)))
                wait, told = self._first_retry, ""
                self._listen(scanner)
            except WorldFault as fault:
                if fault.detail != told:
                    told = fault.detail
                    _log.warning("the scanner: %s", told)
                    self._post(OrganReported(Organ.SCANNER, OrganHealth(Lamp.BAD, fault.fault, told)))
                self._stopping.wait(wait)
                wait = min(2 * wait, LONGEST_RETRY)

    def _listen(self, scanner: Scanner) -> None:
        try:
            while not self._stopping.is_set():
                for text in scanner.read():
                    self._post(TextScanned(as_printed(text)))
        finally:
            scanner.close()
