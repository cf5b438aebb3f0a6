"""Writing a file so that after a power cut it is either the old one or the new one, never half of each."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from gate_terminal.domain.faults import Fault, WorldFault

_NO_INHERIT = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


def write_durably(path: Path, content: bytes) -> None:
    """Write `content` to `path`, readable by the owner only where the system has modes.

    A temporary file beside it is written, synced and renamed. :class:`WorldFault` (FILE_UNWRITABLE) leaves
    what was there before.
    """
    temporary = path.with_name(f".{path.name}.{token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_INHERIT, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        move_durably(temporary, path)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink()
        raise WorldFault(Fault.FILE_UNWRITABLE, f"Cannot write {path}: {error.strerror or error}.") from error


def write_paper(path: Path, content: bytes) -> None:
    """Write cards, a report or a sheet, which people look for where they said, as :func:`write_durably` does.

    Its directory must be there: a stick that is not plugged in is only a name, and names and addresses would lie
    on this computer instead.
    """
    if not path.parent.is_dir():
        raise WorldFault(Fault.FILE_UNWRITABLE, f"Cannot write {path}: there is no directory {path.parent}.")
    write_durably(path, content)


def move_durably(source: Path, target: Path) -> None:
    """Let `source` take the place of `target` in the same directory, for good."""
    source.replace(target)
    _sync_directory(target.parent)


def _sync_directory(directory: Path) -> None:
    """Make the rename itself durable; Windows has no such call and journals it."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
