"""One JSON line per recorded answer, for programs that follow the gate."""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import Protocol

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.particulars import masked_values
from gate_terminal.domain.plates import mask_party

_log = logging.getLogger(__name__)

PATIENCE = 0.05
"""Seconds that a lane waits for the reader of one line; it takes microseconds where somebody reads."""
LAST_PATIENCE = 2.0
"""Seconds that the end of the program waits."""
MOST_WAITING = 10_000
"""Lines kept for a reader that does not read, some 4 MB: more than a busy day."""


class Recorded(Protocol):
    """What an event line tells of a passage."""

    @property
    def seq(self) -> int:
        """The running number at this gate."""
        ...

    @property
    def attempt(self) -> Attempt:
        """Who wanted what."""
        ...

    @property
    def decision(self) -> Decision:
        """What the gate answered."""
        ...


def event_line(passage: Recorded) -> str:
    """Return the passage as one line of JSON without a line end; times are ISO 8601 with offset.

    Where the lane asked for particulars they are told too, masked.
    """
    attempt, decision = passage.attempt, passage.decision
    asked = {"particulars": dict(masked_values(attempt.particulars))} if attempt.particulars else {}
    return json.dumps(
        {
            "uid": attempt.uid,
            "happened_at": attempt.at.isoformat(),
            "gate": attempt.gate,
            "lane": attempt.lane,
            "site": attempt.site,
            "direction": attempt.direction,
            "household": mask_party(attempt.party),
            "serial": attempt.serial,
            "person": attempt.person,
            "purpose": attempt.purpose,
            "temperatures": [str(reading) for reading in attempt.temperatures],
            "verdict": decision.verdict,
            "reason": decision.reason,
            "next_allowed": decision.next_allowed.isoformat() if decision.next_allowed else None,
            "seq": passage.seq,
            **asked,
        },
        ensure_ascii=False,
    )


class EventLines:
    """Appends event lines to a file, or to standard output for ``-``, through a thread of its own.

    A reader that went away, one that does not read, or a full disk is logged and never stops the lane: the ledger
    has the passage. What a reader leaves unread is kept for it, up to ``MOST_WAITING`` lines.
    """

    def __init__(self, target: str) -> None:
        # Unbuffered: a line that was written is with the operating system, and none is left over at the end.
        if target == "-":
            self._file = os.fdopen(os.dup(sys.stdout.fileno()), "ab", buffering=0)
        else:
            self._file = Path(target).open("ab", buffering=0)  # noqa: SIM115 - kept open
        self._news = threading.Condition()
        self._waiting: deque[bytes] = deque()
        self._unwritten = 0
        """Lines that wait, and the one that is being written."""
        self._lost = 0
        self._stalled = False
        self._closing = False
        # A write into a pipe that nobody reads cannot be called off: such a thread must not keep the program.
        self._thread = threading.Thread(target=self._run, name="event lines", daemon=True)
        self._thread.start()

    def append(self, passage: Recorded) -> None:
        """Append one line; when this returns it is with the operating system, unless its reader does not read."""
        line = (event_line(passage) + "\n").encode()
        with self._news:
            if len(self._waiting) >= MOST_WAITING:
                self._lost += 1
                if self._lost == 1:
                    _log.error("Nobody reads the event lines: from now on they are lost; the ledger has the passages")
                return
            self._waiting.append(line)
            self._unwritten += 1
            self._news.notify_all()
            if not self._stalled and not self._news.wait_for(self._all_written, PATIENCE):
                self._stalled = True
                _log.warning("The reader of the event lines does not read; they are kept for it, and the lane goes on")

    def close(self) -> None:
        """Write what waits, as far as somebody reads it, and close the file; standard output itself stays open."""
        with self._news:
            self._closing = True
            self._news.notify_all()
            if not self._news.wait_for(self._all_written, PATIENCE if self._stalled else LAST_PATIENCE):
                _log.error("%d event lines were not read to the end", self._unwritten + self._lost)
                return
        self._thread.join()

    def _all_written(self) -> bool:
        return self._unwritten == 0

    def _run(self) -> None:
        torn = False
        with self._file:
            while (line := self._next()) is not None:
                torn = self._write((b"\n" if torn else b"") + line)
                with self._news:
                    self._unwritten -= 1
                    if self._all_written():
                        self._caught_up()
                    self._news.notify_all()

    def _next(self) -> bytes | None:
        """Return the next line, waiting for it; None at the end."""
        with self._news:
            self._news.wait_for(lambda: self._waiting or self._closing)
            return self._waiting.popleft() if self._waiting else None

    def _caught_up(self) -> None:
        if self._lost:
            _log.error("The event lines are read again; %d were lost meanwhile", self._lost)
        self._stalled, self._lost = False, 0

    def _write(self, line: bytes) -> bool:
        """Write a whole line; tell whether it was torn."""
        rest = line
        try:
            while rest:
                written = self._file.write(rest)
                if written is None:
                    # A pipe that somebody has set not to block.
                    time.sleep(PATIENCE)
                else:
                    rest = rest[written:]
        except OSError:
            _log.exception("An event line could not be written")
        return len(rest) not in {0, len(line)}
