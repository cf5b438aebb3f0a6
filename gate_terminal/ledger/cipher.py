"""The encrypted form of the ledger file: SQLCipher in place of SQLite, for the whole process or not at all.

It is chosen before anybody imports SQLite, so this module imports nothing that does.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from gate_terminal.domain.faults import Fault, WorldFault

if TYPE_CHECKING:
    from sqlite_utils.utils import sqlite3

_PLAIN_BEGINS = b"SQLite format 3\0"


@dataclass(slots=True)
class _Chosen:
    key_of: Callable[[], bytes] | None = None


_chosen = _Chosen()


def encrypt_with(key_of: Callable[[], bytes]) -> None:
    """Let every ledger file of this process, backups too, be encrypted with the 32 bytes that `key_of` gives.

    It is called when the first file is opened, and its faults are raised there. Raises as `use_sqlcipher` does.
    """
    use_sqlcipher()
    _chosen.key_of = cache(key_of)


def use_sqlcipher() -> None:
    """Let this process use SQLCipher, which reads and writes plain files as well; call it before SQLite is imported.

    `WorldFault` KEYS_UNREADABLE where it is not installed.
    """
    try:
        package = importlib.import_module("sqlcipher3")
    except ImportError as error:
        raise WorldFault(
            Fault.KEYS_UNREADABLE,
            "The ledger is encrypted, and SQLCipher is not installed; run: pip install 'gate-terminal[encryption]'.",
        ) from error
    if "sqlite_utils" in sys.modules and sys.modules.get("pysqlite3") is not package:
        raise RuntimeError("encryption must be chosen before SQLite is imported")
    # The place where sqlite_utils looks for a newer SQLite than that of Python.
    sys.modules["pysqlite3"] = package
    sys.modules["pysqlite3.dbapi2"] = importlib.import_module("sqlcipher3.dbapi2")


@contextmanager
def under_key(key: bytes | None) -> Iterator[None]:
    """Let the files that are opened meanwhile be encrypted with `key` (32 bytes), or be plain where it is None."""
    before, _chosen.key_of = _chosen.key_of, None if key is None else lambda: key
    try:
        yield
    finally:
        _chosen.key_of = before


def key_in_use() -> bytes | None:
    """Return the key of this process's ledger files, None where they are plain; raises as `key_of` does."""
    return None if _chosen.key_of is None else _chosen.key_of()


def take_over(key: bytes | None) -> None:
    """Let a process that was started beside this one use the same key; call it there before anything else."""
    if hasattr(os, "nice"):
        os.nice(10)
    if key is not None:
        encrypt_with(lambda: key)


def unlock(connection: sqlite3.Connection) -> None:
    """Give a new connection to a file the key, before anything else is asked of it."""
    key = key_in_use()
    if key is None:
        return
    # What goes wrong is raised; SQLCipher would say it on standard error too.
    connection.execute("PRAGMA cipher_log_level = NONE")
    digits = key.hex()
    connection.execute(f"PRAGMA key = \"x'{digits}'\"")


def written(key: bytes | None) -> str:
    """Return a key as SQLCipher takes it in an ATTACH; the empty text of a plain file for None."""
    return "" if key is None else f"x'{key.hex()}'"


def refuse_other_form(path: Path) -> None:
    """Raise `WorldFault` KEYS_UNREADABLE where the ledgers of this process are encrypted and the file `path` is not.

    To SQLCipher it would look damaged, and somebody would restore an old backup over it.
    """
    if key_in_use() is not None and begins_plain(path):
        raise WorldFault(
            Fault.KEYS_UNREADABLE,
            f"The ledger {path} is not encrypted, but this terminal's is: it was put here from elsewhere. "
            "Move it away; nothing was changed.",
        )


def begins_plain(path: Path) -> bool:
    """Tell whether a file begins as ordinary SQLite files do; an encrypted one begins with random bytes."""
    try:
        with path.open("rb") as file:
            return file.read(len(_PLAIN_BEGINS)) == _PLAIN_BEGINS
    except OSError:
        return False
