"""A lock beside the ledger file: one gate window at a time; it dies with the process that holds it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gate_terminal.domain.faults import Fault, WorldFault

if sys.platform == "win32":
    import msvcrt

    def _seize(descriptor: int) -> None:
        """Take the first byte of the file or raise ``OSError`` at once."""
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _seize(descriptor: int) -> None:
        """Take the whole file or raise ``OSError`` at once."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class WindowLock:
    """The right to be the one gate window of a ledger file, held until `release` or the end of the process."""

    def __init__(self, ledger: Path) -> None:
        """Take the lock of `ledger`; raise `WorldFault` LEDGER_HELD where another process has it."""
        path = ledger.with_name(ledger.name + ".lock")
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise WorldFault(
                Fault.LEDGER_READ_ONLY, f"The directory of the ledger cannot be written to: {error.strerror}: {path}."
            ) from error
        try:
            _seize(self._descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise WorldFault(
                Fault.LEDGER_HELD, f"Another gate window already works with the ledger {ledger}; close it first."
            ) from error

    def release(self) -> None:
        """Give the lock back; the file stays, so that nobody locks a file that is being removed."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
