"""Put on the path of a Python, this lets it and its children keep every ledger encrypted, with one key for all.

What the tests do to a ledger by plain ``sqlite3`` they then do by SQLCipher and the same key: as somebody would who
has it.
"""

import sys
from types import ModuleType
from typing import Any

from gate_terminal.ledger.cipher import encrypt_with, unlock

encrypt_with(lambda: bytes(range(32)))

from sqlcipher3 import dbapi2  # noqa: E402 - after the choice


def _connect(database: Any, *arguments: Any, **options: Any) -> Any:
    connection = dbapi2.connect(database, *arguments, **options)
    if str(database) != ":memory:":
        unlock(connection)
    return connection


_plain = ModuleType("sqlite3")
_plain.__dict__.update(vars(dbapi2), connect=_connect)
sys.modules["sqlite3"] = _plain
