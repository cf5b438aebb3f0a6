"""A lock beside the ledger file: one gate window at a time; it dies with the process that holds it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gate_terminal.domain.faults import Fault, WorldFault

# The bytes that every connection of SQLite to a file in WAL mode holds locked while it is open (`os_unix.c`): in the
# index of the WAL, and in the file itself.
_HELD = (("-shm", 128, 1), ("", 0x40000002, 510))

if sys.platform == "win32":
    import msvcrt

    def _seize(descriptor: int) -> None:
        """Take the first byte of the file or raise ``OSError`` at once."""
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def _is_held(_path: Path, _first: int, _length: int) -> bool:
        """Tell nothing: this system lets nobody replace a file that another program has open."""
        return False

else:
    import fcntl

    def _seize(descriptor: int) -> None:
        """Take the whole file or raise ``OSError`` at once."""
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _is_held(path: Path, first: int, length: int) -> bool:
        """Tell whether another process has locked any of `length` bytes of a file."""
        try:
            descriptor = os.open(path, os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, length, first)
        except OSError:
            return True
        finally:
            os.close(descriptor)
        return False


def demand_alone(ledger: Path) -> None:
    """Raise `WorldFault` LEDGER_HELD where another process has the file `ledger` open, such as an office window.

    What it went on writing after the file was replaced would be lost. Nobody in this process may have it open.
    """
    if any(_is_held(Path(f"{ledger}{suffix}"), first, length) for suffix, first, length in _HELD):
        raise WorldFault(
            Fault.LEDGER_HELD,
            f"Another program has the ledger {ledger} open, an office window or a command; close it first.",
        )


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
