"""One JSON line per recorded answer, for programs that follow the gate."""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Protocol

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision

_log = logging.getLogger(__name__)


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
    """Return the passage as one line of JSON without a line end; times are ISO 8601 with offset."""
    attempt, decision = passage.attempt, passage.decision
    return json.dumps(
        {
            "uid": attempt.uid,
            "happened_at": attempt.at.isoformat(),
            "gate": attempt.gate,
            "lane": attempt.lane,
            "site": attempt.site,
            "direction": attempt.direction,
            "household": attempt.party,
            "serial": attempt.serial,
            "person": attempt.person,
            "purpose": attempt.purpose,
            "temperatures": [str(reading) for reading in attempt.temperatures],
            "verdict": decision.verdict,
            "reason": decision.reason,
            "next_allowed": decision.next_allowed.isoformat() if decision.next_allowed else None,
            "seq": passage.seq,
        },
        ensure_ascii=False,
    )


class EventLines:
    """Appends event lines to a file, or to standard output for ``-``.

    A reader that went away or a full disk is logged and never stops the lane: the ledger has the passage.
    """

    def __init__(self, target: str) -> None:
        # Unbuffered: a line is with the operating system when `append` returns, and none is left over at the end.
        if target == "-":
            self._file = os.fdopen(os.dup(sys.stdout.fileno()), "ab", buffering=0)
        else:
            self._file = Path(target).open("ab", buffering=0)  # noqa: SIM115 - kept open
        self._torn = False

    def append(self, passage: Recorded) -> None:
        """Append one line and hand it to the operating system."""
        line = (("\n" if self._torn else "") + event_line(passage) + "\n").encode()
        try:
            self._torn = self._file.write(line) != len(line)
        except OSError:
            _log.exception("An event line could not be written")

    def close(self) -> None:
        """Close the file; standard output itself stays open."""
        self._file.close()
