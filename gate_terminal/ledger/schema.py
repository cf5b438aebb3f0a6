"""The ledger's tables, as steps that are applied once each and in order; a released step is never edited.

A row of `passages` or `events` has a place in one chain: 1, 2, 3, … over both tables together. Triggers refuse
every change but one: the erasure of the identity columns of a passage, all of them and for good.
"""

from __future__ import annotations

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

ledger_migrations = Migrations("ledger")

IDENTITY = ("party", "person", "serial", "particulars")
"""The columns that say who it was; erased together with `salt` after the retention time."""

ERASED = ", ".join(f"{name} = NULL" for name in (*IDENTITY, "salt"))
"""What an erasure sets, in an ``UPDATE passages SET …``; the triggers let nothing else through."""

KEPT = (
    "place",
    "gate",
    "epoch",
    "seq",
    "uid",
    "happened_at",
    "recorded_at",
    "site",
    "lane",
    "direction",
    "subject",
    "purpose",
    "temperatures",
    "circumstances",
    "verdict",
    "reason",
    "next_allowed",
    "counted",
    "serial_typed",
    "guard",
    "policy_version",
    "proof",
    "entered",
    "about",
)
"""The columns of a passage that stay for ever and enter its hash as they are."""

EVENT = ("place", "kind", "happened_at", "recorded_at", "who", "about", "why", "detail")
"""The columns of an event; all enter its hash, of a reason that was typed only its salted digest (`event_words`)."""

LEDGER_TABLES = frozenset({"passages", "events", "event_words", "policies", "party_state"})
"""What this package keeps in the file; all other tables belong to others."""

_PASSAGES = """
CREATE TABLE passages (
    place INTEGER PRIMARY KEY,
    gate TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    uid TEXT NOT NULL UNIQUE,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    site TEXT NOT NULL,
    lane TEXT NOT NULL,
    direction TEXT NOT NULL,
    subject TEXT NOT NULL,
    party TEXT,
    person TEXT,
    serial TEXT,
    purpose TEXT NOT NULL,
    temperatures TEXT NOT NULL,
    circumstances TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    next_allowed TEXT,
    counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
    serial_typed INTEGER NOT NULL CHECK (serial_typed IN (0, 1)),
    guard TEXT NOT NULL,
    policy_version TEXT NOT NULL,
    proof TEXT NOT NULL,
    entered TEXT NOT NULL CHECK (entered IN ('live', 'typed', 'paper', 'filled_in')),
    about TEXT,
    salt BLOB,
    identity BLOB NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT
"""

_EVENTS = """
CREATE TABLE events (
    place INTEGER PRIMARY KEY,
    kind TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    who TEXT NOT NULL,
    about TEXT NOT NULL,
    why TEXT NOT NULL,
    detail TEXT NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT
"""

_POLICIES = """
CREATE TABLE policies (
    version TEXT PRIMARY KEY,
    toml TEXT NOT NULL,
    first_used_at TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""

_PARTY_STATE = """
CREATE TABLE party_state (
    party TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    outside INTEGER NOT NULL
) STRICT, WITHOUT ROWID
"""

_INDEXES = (
    # The counters of a day are read from this index alone.
    "CREATE INDEX passages_by_moment ON passages (happened_at, direction, verdict, entered)",
    "CREATE INDEX passages_by_party ON passages (party, happened_at) WHERE party IS NOT NULL",
    "CREATE UNIQUE INDEX one_void_each ON events (about) WHERE kind = 'void'",
    "CREATE INDEX events_by_kind ON events (kind, place)",
    "CREATE INDEX parties_outside ON party_state (outside) WHERE outside > 0",
)


def _not_changed(identity: tuple[str, ...]) -> str:
    """Return the trigger that lets nothing be done to a passage but the erasure of all of `identity` and the salt."""
    return (
        "CREATE TRIGGER passages_not_changed BEFORE UPDATE ON passages WHEN NOT ("
        + " AND ".join(f"NEW.{name} IS NULL" for name in (*identity, "salt"))
        + " AND "
        + " AND ".join(f"NEW.{name} IS OLD.{name}" for name in (*KEPT, "identity", "prev", "hash"))
        + ") BEGIN SELECT RAISE(ABORT, 'a passage is never changed'); END"
    )


# INSERT OR REPLACE deletes the old row without any DELETE trigger unless recursive_triggers is on, and in other
# programs it is off: so an insert that would replace something is refused itself.
_TRIGGERS = (
    """
    CREATE TRIGGER passages_only_at_the_end BEFORE INSERT ON passages
    WHEN NEW.place <= (SELECT max(place) FROM passages)
        OR EXISTS (SELECT 1 FROM passages WHERE uid = NEW.uid)
    BEGIN SELECT RAISE(ABORT, 'a passage is only ever added at the end'); END
    """,
    (
        "CREATE TRIGGER passages_not_deleted BEFORE DELETE ON passages "
        "BEGIN SELECT RAISE(ABORT, 'a passage is never deleted'); END"
    ),
    _not_changed(("party", "person", "serial")),
    """
    CREATE TRIGGER events_only_at_the_end BEFORE INSERT ON events
    WHEN NEW.place <= (SELECT max(place) FROM events)
        OR (NEW.kind = 'void' AND EXISTS (SELECT 1 FROM events WHERE kind = 'void' AND about = NEW.about))
    BEGIN SELECT RAISE(ABORT, 'an event is only ever added at the end'); END
    """,
    (
        "CREATE TRIGGER events_not_deleted BEFORE DELETE ON events "
        "BEGIN SELECT RAISE(ABORT, 'an event is never deleted'); END"
    ),
    (
        "CREATE TRIGGER events_not_changed BEFORE UPDATE ON events "
        "BEGIN SELECT RAISE(ABORT, 'an event is never changed'); END"
    ),
    """
    CREATE TRIGGER policies_only_added BEFORE INSERT ON policies
    WHEN EXISTS (SELECT 1 FROM policies WHERE version = NEW.version)
    BEGIN SELECT RAISE(ABORT, 'a policy is never replaced'); END
    """,
    (
        "CREATE TRIGGER policies_not_deleted BEFORE DELETE ON policies "
        "BEGIN SELECT RAISE(ABORT, 'a policy is never deleted'); END"
    ),
    (
        "CREATE TRIGGER policies_not_changed BEFORE UPDATE ON policies "
        "BEGIN SELECT RAISE(ABORT, 'a policy is never changed'); END"
    ),
)


def first_tables(db: Database) -> None:
    """Make passages, events, policies and the table that is derived from them."""
    for statement in (_PASSAGES, _EVENTS, _POLICIES, _PARTY_STATE, *_INDEXES, *_TRIGGERS):
        db.execute(statement)


def particulars(db: Database) -> None:
    """Let a passage keep what was asked at a lane (plates, seals, a visitor's name), as a part of who it was."""
    db.execute("ALTER TABLE passages ADD COLUMN particulars TEXT")
    db.execute("DROP TRIGGER passages_not_changed")
    db.execute(_not_changed(("party", "person", "serial", "particulars")))


# A reason that somebody typed may hold a name, so the chain keeps only its salted digest; the words lie here and may
# be taken away after the retention time, never changed.
_EVENT_WORDS = (
    """
    CREATE TABLE event_words (
        place INTEGER PRIMARY KEY,
        why TEXT NOT NULL,
        salt BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TRIGGER event_words_only_at_the_end BEFORE INSERT ON event_words
    WHEN NEW.place <= (SELECT max(place) FROM event_words)
    BEGIN SELECT RAISE(ABORT, 'a reason is only ever added at the end'); END
    """,
    (
        "CREATE TRIGGER event_words_not_changed BEFORE UPDATE ON event_words "
        "BEGIN SELECT RAISE(ABORT, 'a reason is never changed'); END"
    ),
)


def words_apart(db: Database) -> None:
    """Keep the reasons of events apart from the chain, so that they can be erased and the chain stays whole."""
    for statement in _EVENT_WORDS:
        db.execute(statement)


_STEPS = (first_tables, particulars, words_apart)
for _step in _STEPS:
    ledger_migrations()(_step)

STEP_NAMES = tuple(step.__name__ for step in _STEPS)
"""The forms that a ledger file has had; for each a small one is stored with the tests."""

KNOWN_STEPS = frozenset(STEP_NAMES)
"""A file that has had other steps was written by a newer program."""
