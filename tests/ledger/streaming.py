"""A child process of the tests: streams passages into a ledger and confirms each on standard output."""

from __future__ import annotations

import select
import sys
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.faults import WorldFault
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Direction, Site, Subject
from gate_terminal.ledger.store import Ledger


def stream(path: Path, number: int, pause: float) -> None:
    """Record `number` passages of ever new households; print ``uid`` per confirmed one, ``! fault`` per failed one."""
    print("opening", flush=True)
    with Ledger.open(path, window=True) as ledger:
        print("open", flush=True)
        for _ in range(number):
            attempt = Attempt(
                uid=str(uuid4()),
                at=datetime.now(SITE_ZONE),
                site=Site.COMPOUND,
                gate="east",
                lane="1",
                direction=Direction.OUT,
                subject=Subject.RESIDENT,
                party=uuid4().hex[:8],
                person="A",
                temperatures=(Temperature(365),),
            )
            try:
                passage = ledger.record(attempt, lambda facts, of=attempt: decide(of, facts, Policy()))
            except WorldFault as fault:
                print(f"! {fault.fault} {attempt.uid}", flush=True)
            else:
                print(passage.uid, flush=True)
            if pause:
                # Not time.sleep: libfaketime, under which this runs too, cannot let a process sleep until a moment.
                select.select([], [], [], pause)


if __name__ == "__main__":
    stream(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else 0.0)
