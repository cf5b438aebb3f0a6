"""The rails that keep other programs from changing what happened: are triggers, indexes, tables as they were made.

A trigger can be dropped by anyone who may write to the file; what is then changed the chain tells. That it was dropped
is told here, and it is put back.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from gate_terminal.ledger.schema import LEDGER_TABLES, ledger_migrations

_MADE = "SELECT type, name, tbl_name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL"


@dataclass(frozen=True, slots=True)
class BrokenRail:
    """One thing that is not as it was made, in plain words; `cure` are the statements that put it back."""

    says: str
    cure: tuple[str, ...]


def broken_rails(connection: sqlite3.Connection) -> list[BrokenRail]:
    """Return what is missing, changed or strange about the ledger's tables; the file must have all migrations."""
    made = _as_made()
    found = {name: (kind, table, sql) for kind, name, table, sql in connection.execute(_MADE) if table in LEDGER_TABLES}
    broken = []
    for name, (kind, table, sql) in made.items():
        # A table cannot be made anew without losing what is in it.
        again = () if kind == "table" else (sql,)
        if name not in found:
            broken.append(BrokenRail(f"The {kind} {name} is missing from {table}.", again))
        elif found[name] != (kind, table, sql):
            away = tuple(_dropped(kind, name) for _ in again)
            broken.append(BrokenRail(f"The {kind} {name} is not the one that the program made.", (*away, *again)))
    broken += [
        BrokenRail(f"There is a trigger {name} on {table} that the program did not make.", (_dropped(kind, name),))
        for name, (kind, table, _) in found.items()
        # Somebody else's index only takes room.
        if name not in made and kind == "trigger"
    ]
    return broken


def put_back(connection: sqlite3.Connection, broken: list[BrokenRail]) -> None:
    """Make what is broken as it was, inside the caller's transaction."""
    for rail in broken:
        for statement in rail.cure:
            connection.execute(statement)


@cache
def _as_made() -> dict[str, tuple[str, str, str]]:
    """Return kind, table and text of everything that the migrations make, by name."""
    fresh = Database(memory=True)
    try:
        ledger_migrations.apply(fresh)
        rows = fresh.conn.execute(_MADE).fetchall()
    finally:
        fresh.close()
    return {name: (kind, table, sql) for kind, name, table, sql in rows if table in LEDGER_TABLES}


def _dropped(kind: str, name: str) -> str:
    quoted = name.replace('"', '""')
    return f'DROP {kind.upper()} "{quoted}"'
