"""Overwrites a file before it is deleted, as well as a file can be."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

_AT_ONCE = 1 << 20


def wipe(path: Path) -> None:
    """Overwrite a file with zeros, let them reach the disk, and delete it; one that is not there is no error.

    One that has another name too is only taken away under this one: somebody needs what is in it.

    A flash disk (SSD, stick, card) writes the zeros somewhere else and may keep the old bytes where only its own
    electronics reach them; so do file systems that copy what is written, and their snapshots. `OSError` where it
    cannot be overwritten or deleted.
    """
    with suppress(FileNotFoundError):
        with path.open("rb+") as file:
            found = os.fstat(file.fileno())
            left = found.st_size if found.st_nlink == 1 else 0
            while left > 0:
                left -= file.write(bytes(min(left, _AT_ONCE)))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
