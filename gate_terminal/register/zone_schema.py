"""The tables of a zone's gates: staff with the days on which they work, overtime permits, companies."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

zone_migrations = Migrations("zone")

_FIRST = (
    """
    CREATE TABLE staff (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        company TEXT NOT NULL DEFAULT '',
        phone TEXT NOT NULL DEFAULT '',
        initials TEXT NOT NULL DEFAULT '',
        UNIQUE (name, company)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX staff_initials ON staff (initials)",
    "CREATE INDEX staff_phone ON staff (phone) WHERE phone <> ''",
    # Days are the site's, both inclusive.
    """
    CREATE TABLE staff_days (
        staff TEXT NOT NULL REFERENCES staff (id),
        first TEXT NOT NULL,
        last TEXT NOT NULL CHECK (last >= first),
        PRIMARY KEY (staff, first, last)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE permits (
        id INTEGER PRIMARY KEY,
        staff TEXT NOT NULL REFERENCES staff (id),
        begin TEXT NOT NULL,
        end TEXT NOT NULL,
        given_by TEXT NOT NULL,
        withdrawn_at TEXT
    )
    """,
    "CREATE INDEX permits_of_staff ON permits (staff)",
    """
    CREATE TABLE companies (
        name TEXT PRIMARY KEY,
        resumed INTEGER NOT NULL CHECK (resumed IN (0, 1)),
        told_at TEXT NOT NULL
    ) WITHOUT ROWID
    """,
)


@zone_migrations()
def zone_tables(db: Database) -> None:
    """Staff, their days, permits and companies."""
    for statement in _FIRST:
        db.execute(statement)


def prepare_zone(db: Database) -> None:
    """Bring these tables in `db` up to date; ready ones are left alone."""
    if zone_migrations.pending(db):
        zone_migrations.apply(db)
