"""What a ledger is checked for when it is opened: as much as a start has time for, and what can be mended at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils.utils import sqlite3

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.ledger import states
from gate_terminal.ledger.chain import walk, witnessed
from gate_terminal.ledger.events import LedgerEvents
from gate_terminal.ledger.file import LedgerFile
from gate_terminal.ledger.rails import broken_rails, put_back
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.trouble import told
from gate_terminal.ledger.witness import Head

# Up to this many rows the whole chain is checked at every start; beyond, only what the last two checkpoints left.
_ALL_ROWS = 30_000
# A larger file takes longer to read than a start may: its structure is checked with the first backup, a minute later.
_STRUCTURE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class StartCheck:
    """What was looked at when the ledger was opened.

    `rebuilt` says what had to be derived anew, `mended` which triggers or indexes were not as the program makes them
    and were put back; both in sentences.
    """

    rows: int
    whole_chain: bool
    rebuilt: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()


def _site_now() -> datetime:
    return datetime.now(SITE_ZONE)


def check_at_start(file: LedgerFile, *, now: Callable[[], datetime] = _site_now) -> StartCheck:
    """Check what a start has time for; raise `WorldFault` LEDGER_DAMAGED with the first bad row.

    Always: the witness, the file's structure, the chain since the last checkpoint but one, the states of the
    parties that have passed since, and the triggers. A wrong state is derived anew: the passages are the truth. A
    trigger that was taken away is put back, and that it was is an event of the chain.
    """
    with told(file.path):
        connection = file.conn
        (rows,) = connection.execute("SELECT coalesce(max(place), 0) FROM passages").fetchone()
        start = _begin_of_walk(connection) if rows > _ALL_ROWS else None
        findings = witnessed(file, connection) + _structure(connection, whole=start is None)
        chain = walk(connection, start) if not findings else None
        if chain is not None:
            findings += chain.findings
        if chain is None or findings:
            raise _damaged(file, findings[0])
        rebuilt = tuple(states.differences(connection, behind=0 if start is None else start.place))
    if rebuilt:
        with file.writing() as connection:
            states.rebuild(connection)
    return StartCheck(chain.rows, start is None, rebuilt, mend(file, now=now))


def _begin_of_walk(connection: sqlite3.Connection) -> Head | None:
    """Return the last checkpoint but one: so there is always a day's work to look at."""
    found = connection.execute(
        "SELECT place, hash FROM events WHERE kind = ? ORDER BY place DESC LIMIT 1 OFFSET 1",
        (EventKind.CHECKPOINT.value,),
    ).fetchone()
    return None if found is None else Head(*found)


def _structure(connection: sqlite3.Connection, *, whole: bool) -> list[str]:
    """Look at the pages of the file; the quick check leaves the indexes out, a long ledger has no time for more."""
    (size,) = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    if size > _STRUCTURE_BYTES:
        return []
    check = "PRAGMA integrity_check(1)" if whole else "PRAGMA quick_check(1)"
    return [text for (text,) in connection.execute(check) if text != "ok"]


def mend(file: LedgerFile, *, now: Callable[[], datetime] = _site_now) -> tuple[str, ...]:
    """Put back triggers and indexes that are not as the program makes them, and tell it in the chain.

    Return in sentences what was not in order. Raises as `LedgerFile.writing`, and LEDGER_DAMAGED where something does
    not fit under an index any more.
    """
    with told(file.path):
        broken = broken_rails(file.conn)
    says = tuple(rail.says for rail in broken)
    if any(rail.cure for rail in broken):
        ledger = LedgerEvents(file, now)
        try:
            with file.writing() as connection:
                put_back(connection, broken)
                event = ledger.append(connection, EventKind.RAILS, now(), ("", "", ""), {"found": says})
        except sqlite3.IntegrityError as clash:
            raise _damaged(file, f"{says[0].rstrip('.')}, and cannot be put back ({clash})") from clash
        ledger.remember(Head(event.place, event.hash))
    return says


def _damaged(file: LedgerFile, finding: str) -> WorldFault:
    says = f"The ledger {file.path} is damaged: {finding.rstrip('.')}. Run: gate-terminal ledger restore."
    return WorldFault(Fault.LEDGER_DAMAGED, says)
