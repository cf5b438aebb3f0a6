"""Restores a torn ledger and is ended before each thing that it does to a file; run it, do not import it.

``python ending_restores.py DIR WORK NUMBER`` restores copies of DIR, which has a torn ledger and its backups, and tells
whether a second restore after each end brought back that many passages. It leaves with 1 where one did not.
"""

from __future__ import annotations

import json
import shutil
import sys
from datetime import datetime
from pathlib import Path

from ending import ENDED, end_before, in_a_process

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.restore import restore
from gate_terminal.ledger.starting import check_at_start

NOW = datetime(2020, 2, 8, 12, tzinfo=SITE_ZONE)


def restored(ledger: Path) -> None:
    restore(ledger, [ledger.parent / "backups"], now=lambda: NOW)


def started(ledger: Path) -> bool:
    """Tell whether a gate would open with this ledger."""
    try:
        file = open_file(ledger, window=True)
        try:
            check_at_start(file)
        finally:
            file.close()
    except WorldFault as fault:
        if fault.fault is Fault.NOT_SET_UP:
            raise
        return False
    return True


def passages(ledger: Path) -> int:
    file = open_file(ledger, window=False)
    try:
        assert verify(file).whole, verify(file).first_bad
        return int(file.rows("SELECT count(*) FROM passages")[0][0])
    finally:
        file.close()


def main() -> int:
    data, work, expected = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    step, code, failures = 0, ENDED, 0
    while code == ENDED:
        step += 1
        ledger = Path(shutil.copytree(data, work / str(step))) / "gate.sqlite"

        def ended(ledger: Path = ledger, step: int = step) -> int:
            end_before(step, ledger.parent)
            restored(ledger)
            return 0

        def again(ledger: Path = ledger) -> int:
            if not started(ledger):
                restored(ledger)
            assert started(ledger)
            assert passages(ledger) == expected, passages(ledger)
            return 0

        code = in_a_process(ended)
        well = code in {0, ENDED} and in_a_process(again) == 0
        sys.stdout.write(json.dumps({"step": step, "code": code, "well": well}) + "\n")
        sys.stdout.flush()
        failures += not well
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
