"""Writes a whole ledger file anew in another form, plain or encrypted with another key, and proves that it is the same.

The old file is not touched but for its WAL, which is folded into it; whoever calls puts the new one in its place.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils.utils import sqlite3

from gate_terminal.domain.counting import counted
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.ledger.backup import verification_of
from gate_terminal.ledger.chain import Verification, examine
from gate_terminal.ledger.cipher import refuse_other_form, under_key, unlock, written
from gate_terminal.ledger.lock import demand_alone
from gate_terminal.ledger.schema import LEDGER_TABLES
from gate_terminal.ledger.trouble import told

_OLD_TABLES = "SELECT type, name, tbl_name, sql FROM main.sqlite_schema ORDER BY type, name"
_NEW_TABLES = "SELECT type, name, tbl_name, sql FROM anew.sqlite_schema ORDER BY type, name"


@contextmanager
def alone_with(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that nobody else can read or write beside, to a file without a WAL; in the form of the process.

    Raises `WorldFault`: LEDGER_HELD where another process has it open; as `open_file` does.
    """
    refuse_other_form(path)
    demand_alone(path)
    with told(path):
        connection = sqlite3.connect(str(path), timeout=0, isolation_level=None)
        try:
            unlock(connection)
            connection.execute("PRAGMA temp_store=MEMORY")
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("PRAGMA journal_mode=DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
            yield connection
        finally:
            connection.close()


def write_anew(connection: sqlite3.Connection, target: Path, key: bytes | None) -> Verification:
    """Write the file of `connection` to `target`, encrypted with `key` (32 bytes) or plain, and return what it holds.

    It is on the disk when this returns. SQLCipher must be in use (`use_sqlcipher`). `WorldFault` LEDGER_DAMAGED where
    the old file is not whole or the new one does not hold the same, LEDGER_FULL, LEDGER_IO: then it is of no use.
    """
    old = examine(connection)
    if not old.whole:
        raise WorldFault(Fault.LEDGER_DAMAGED, f"The ledger is not whole: {old.first_bad} Nothing was changed.")
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with told(target):
        connection.execute("ATTACH ? AS anew KEY ?", (str(target), written(key)))
        try:
            connection.execute("SELECT sqlcipher_export('anew')")
            difference = _difference(connection)
        finally:
            connection.execute("DETACH anew")
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    with under_key(key):
        new = verification_of(target)
    if difference is None and new != old:
        difference = new.first_bad or "its chain is another"
    if difference is not None:
        raise WorldFault(
            Fault.LEDGER_DAMAGED, f"What was written anew is not the same ({difference}). Nothing was changed."
        )
    return new


def _difference(connection: sqlite3.Connection) -> str | None:
    """Say in what the new file is not the old one, None where it is; of what the chain proves the rows are counted."""
    main, anew = (connection.execute(sql).fetchall() for sql in (_OLD_TABLES, _NEW_TABLES))
    if main != anew:
        return "its tables are others"
    for name in [row[1] for row in main if row[0] == "table" and not row[3].upper().startswith("CREATE VIRTUAL")]:
        table = '"{}"'.format(name.replace('"', '""'))
        counts = f"SELECT (SELECT count(*) FROM main.{table}), (SELECT count(*) FROM anew.{table})"  # noqa: S608
        here, there = connection.execute(counts).fetchone()
        if here != there:
            return f"{name} has {counted(there, 'row')} instead of {here}"
        if name in LEDGER_TABLES:
            continue
        strange = f"SELECT 1 FROM (SELECT * FROM main.{table} EXCEPT SELECT * FROM anew.{table}) LIMIT 1"  # noqa: S608
        if connection.execute(strange).fetchone() is not None:
            return f"a row of {name} is another"
    return None
