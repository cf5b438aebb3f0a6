"""Whether what is kept here is its owner's alone: ledger, register, backups, logs, keys, lists, settings."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from gate_terminal.application.backups import backup_places
from gate_terminal.application.health import Finding, note, well, wrong
from gate_terminal.application.place import Place
from gate_terminal.application.settings import read_settings
from gate_terminal.domain.faults import WorldFault
from gate_terminal.ledger.backup import backups

_PART = "Rights"
_OTHERS = 0o077
_DIRECTORY, _FILE = 0o700, 0o600


def rights(place: Place) -> Iterator[Finding]:
    """See whether nobody else may use what is kept (on systems that keep such rights as bits)."""
    if os.name != "posix":
        return
    try:
        sorted(place.keys.iterdir())
        open_ones = list(_open_to_others(place.root))
    except OSError as problem:
        says = f"{problem.filename or place.root} cannot be looked at: {problem.strerror or problem}."
        yield wrong(_PART, says, "Restore it from its copy, or give this user the right to it.")
        return
    if open_ones:
        more = f" and {len(open_ones) - 1} more" if len(open_ones) > 1 else ""
        says = f"Others on this computer may use {open_ones[0]}{more}."
        yield wrong(_PART, says, "Run: gate-terminal doctor --mend-rights.")
    else:
        yield well(_PART, "all that is kept is for its owner only")
    yield from _second_place(place)


def mend_rights(place: Place) -> tuple[int, tuple[str, ...]]:
    """Let only the owner use what is kept; return how much was open, and sentences about what could not be mended."""
    mended, refused = 0, []
    for path in list(_open_to_others(place.root)) if os.name == "posix" else []:
        try:
            path.chmod(_DIRECTORY if path.is_dir() else _FILE)
            mended += 1
        except OSError as problem:
            refused.append(f"{path} stays open to others: {problem.strerror or problem}.")
    return mended, tuple(refused)


def _open_to_others(root: Path) -> Iterator[Path]:
    for path in (root, *sorted(root.rglob("*"))):
        # A backup that is being rotated may be gone by now; a link has no rights of its own.
        with suppress(FileNotFoundError):
            if not path.is_symlink() and path.stat().st_mode & _OTHERS:
                yield path


def _second_place(place: Place) -> Iterator[Finding]:
    """See whether backups on a stick or a share are open to others: there the mount decides it, not the program."""
    try:
        places = backup_places(place, read_settings(place.settings))
    except WorldFault:
        # The settings are a finding of their own.
        return
    for where in places:
        found = [path for _, path in backups(where.directory)] if not where.own else []
        with suppress(OSError):
            if any(path.stat().st_mode & _OTHERS for path in found):
                yield note(
                    _PART,
                    f"Others on this computer may read the backups in {where.directory}.",
                    "Mount it with umask=077, or encrypt the ledger: gate-terminal ledger encrypt.",
                )
