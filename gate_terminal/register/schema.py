"""The register's tables, as migrations of the one SQLite file that it shares with the ledger."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

from gate_terminal.register.books import faults_told
from gate_terminal.register.zone_schema import prepare_zone

migrations = Migrations("register")

IN_ORDER = "building + 0, building, unit + 0, unit, room + 0, room, address"
"""How houses stand: in the order of numbers, not of digits, so that 2-1-101 comes before 10-1-101."""

_FIRST = (
    """
    CREATE TABLE households (
        id TEXT PRIMARY KEY CHECK (length(id) = 8),
        kind TEXT NOT NULL DEFAULT 'resident' CHECK (kind IN ('resident', 'guest')),
        host TEXT REFERENCES households (id),
        address TEXT NOT NULL,
        building TEXT NOT NULL DEFAULT '',
        unit TEXT NOT NULL DEFAULT '',
        room TEXT NOT NULL DEFAULT '',
        unit_number INTEGER,
        phone TEXT NOT NULL DEFAULT '',
        phone_tail TEXT NOT NULL DEFAULT '',
        phone_doubtful INTEGER NOT NULL DEFAULT 0,
        grid TEXT NOT NULL DEFAULT '',
        landlord TEXT NOT NULL DEFAULT '',
        utility_account TEXT NOT NULL DEFAULT '',
        entered_at TEXT NOT NULL,
        moved_out_at TEXT
    ) WITHOUT ROWID
    """,
    # Two households that live at one address would be two turns: the file itself refuses it.
    "CREATE UNIQUE INDEX households_address ON households (address) WHERE moved_out_at IS NULL AND kind = 'resident'",
    "CREATE INDEX households_by_address ON households (address)",
    "CREATE INDEX households_phone ON households (phone)",
    "CREATE INDEX households_phone_tail ON households (phone_tail)",
    "CREATE INDEX households_building ON households (building, unit, room)",
    """
    CREATE TABLE people (
        id TEXT PRIMARY KEY,
        household TEXT NOT NULL REFERENCES households (id),
        position INTEGER NOT NULL,
        name TEXT NOT NULL,
        given_name TEXT NOT NULL DEFAULT '',
        initials TEXT NOT NULL DEFAULT '',
        is_renter INTEGER NOT NULL DEFAULT 0,
        id_digest TEXT,
        id_masked TEXT,
        left_at TEXT
    ) WITHOUT ROWID
    """,
    "CREATE INDEX people_household ON people (household, position)",
    "CREATE INDEX people_name ON people (name)",
    "CREATE INDEX people_given_name ON people (given_name)",
    "CREATE INDEX people_initials ON people (initials)",
    "CREATE INDEX people_id_digest ON people (id_digest) WHERE id_digest IS NOT NULL",
    """
    CREATE TABLE passes (
        serial TEXT PRIMARY KEY,
        pass_id TEXT NOT NULL UNIQUE CHECK (length(pass_id) = 10),
        household TEXT NOT NULL REFERENCES households (id),
        kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
        valid_from TEXT NOT NULL,
        valid_until TEXT NOT NULL,
        issued_at TEXT NOT NULL,
        issued_by TEXT NOT NULL,
        text TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'active'
            CHECK (status IN ('active', 'lost', 'stolen', 'moved', 'superseded')),
        status_at TEXT,
        replaced_by TEXT REFERENCES passes (serial) DEFERRABLE INITIALLY DEFERRED
    ) WITHOUT ROWID
    """,
    "CREATE INDEX passes_household ON passes (household, status)",
    """
    CREATE TABLE watches (
        id INTEGER PRIMARY KEY,
        household TEXT NOT NULL REFERENCES households (id),
        person TEXT REFERENCES people (id),
        since TEXT NOT NULL,
        release_at TEXT,
        released_at TEXT
    )
    """,
    "CREATE INDEX watches_open ON watches (household) WHERE released_at IS NULL",
    # Subjects are ids and serials, never names: the log outlives the erasing of personal data.
    """
    CREATE TABLE register_log (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        who TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        why TEXT NOT NULL,
        what TEXT NOT NULL
    )
    """,
    "CREATE INDEX register_log_subject ON register_log (subject)",
    """
    CREATE TRIGGER register_log_stays BEFORE UPDATE ON register_log
    BEGIN SELECT RAISE(ABORT, 'the log of the register is only written on'); END
    """,
)


_SECOND = (
    # Which cards are still to be printed.
    "ALTER TABLE passes ADD COLUMN printed_at TEXT",
    # A page that lists the first households, or the latest passes, of 10⁵ must not sort them all.
    f"""
    CREATE INDEX households_in_order ON households ({IN_ORDER}, kind, moved_out_at)
    WHERE moved_out_at IS NULL AND kind = 'resident'
    """,
    "CREATE INDEX passes_latest ON passes (issued_at DESC, serial)",
    "CREATE INDEX passes_latest_by_status ON passes (status, issued_at DESC, serial)",
)


@migrations()
def register_tables(db: Database) -> None:
    """Households, people, passes, the watch list and the log."""
    for statement in _FIRST:
        db.execute(statement)


# The log outlives personal data, but a reason that somebody typed may hold a name: it may be blanked, nothing else.
_LOG_FORGETS = (
    "DROP TRIGGER register_log_stays",
    """
    CREATE TRIGGER register_log_stays BEFORE UPDATE ON register_log
    WHEN NOT (NEW.why = '' AND NEW.what = '' AND NEW.id IS OLD.id AND NEW.at IS OLD.at AND NEW.who IS OLD.who
        AND NEW.action IS OLD.action AND NEW.subject IS OLD.subject)
    BEGIN SELECT RAISE(ABORT, 'the log of the register is only written on'); END
    """,
    """
    CREATE TRIGGER register_log_not_deleted BEFORE DELETE ON register_log
    BEGIN SELECT RAISE(ABORT, 'the log of the register is only written on'); END
    """,
)


@migrations()
def log_forgets(db: Database) -> None:
    """Let the reasons in the log be blanked after the retention time, and refuse that a line is deleted."""
    for statement in _LOG_FORGETS:
        db.execute(statement)


@migrations()
def cards_printed_and_lists_in_order(db: Database) -> None:
    """When a card was printed, and indexes for what the office's pages list."""
    for statement in _SECOND:
        db.execute(statement)


@migrations()
def log_only_at_the_end(db: Database) -> None:
    """Refuse that a line of the log is replaced: INSERT OR REPLACE deletes without asking the other triggers.

    Of a line whose number SQLite is still to choose, a trigger sees -1.
    """
    db.execute(
        """
        CREATE TRIGGER register_log_only_at_the_end BEFORE INSERT ON register_log
        WHEN NEW.id <> -1 AND NEW.id <= (SELECT max(id) FROM register_log)
        BEGIN SELECT RAISE(ABORT, 'the log of the register is only written on'); END
        """
    )


def prepare_register(db: Database) -> None:
    """Bring the register's tables in `db`, those of a zone among them, up to date; ready ones are left alone.

    :raises WorldFault: where the disk is full or another program is writing; then nothing is changed.
    """
    with faults_told():
        if migrations.pending(db):
            migrations.apply(db)
        prepare_zone(db)
