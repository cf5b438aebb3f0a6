"""From a roster to the register: first a plan that people can look at, then all of it or nothing."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from gate_terminal.domain.faults import WrongUse
from gate_terminal.register.advice import phone_doubtful
from gate_terminal.register.books import faults_told, note, state_of, writing
from gate_terminal.register.changes import INSERT_PERSON, mark_renters, people_rows, set_members
from gate_terminal.register.roster import Advice, Column, Entry, Refusal, Remark, Roster
from gate_terminal.register.rows import Now, new_household_ids, now_at_site

Progress = Callable[[int, int], None]
"""Called with rows written and rows to write in all (:attr:`ImportPlan.steps`)."""

_PART = 500
_LET_GO = 200
_SHELF = 2
"""Characters of a random key by which rows are kept apart before they are sorted."""
_CACHE_KIB = 128 * 1024


@dataclass(frozen=True, slots=True)
class Change:
    """A household of the register that a roster tells differently, in `columns`."""

    household: str
    entry: Entry
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What carrying out an import would do; `state` is that of the register when it was looked at."""

    added: list[Entry]
    changed: list[Change]
    unchanged: int
    refused: list[Remark[Refusal]]
    advice: list[Remark[Advice]]
    columns_not_kept: tuple[str, ...]
    state: int

    @property
    def steps(self) -> int:
        """How many rows it would write: new households and their people, and changed households."""
        return sum(1 + len(entry.members or ()) for entry in self.added) + len(self.changed)

    def let_go(self) -> None:
        """Forget all rows, some at a time: to free 10⁵ of them at once would hold up every other thread."""
        rows: list[Any]
        for rows in (self.added, self.changed, self.refused, self.advice):
            while rows:
                del rows[-_LET_GO:]


def plan_import(db: Database, roster: Roster) -> ImportPlan:
    """Return what importing `roster` would add, change and refuse; nothing is written.

    A household is the same when its address is. What the roster leaves empty stays as it is.
    """
    with faults_told():
        state = state_of(db)
        kept = {row[0]: row[1:] for row in db.execute(_KEPT)}
        members: dict[str, list[str]] = {}
        for household, name in db.execute(_KEPT_MEMBERS):
            members.setdefault(household, []).append(name)
    added: list[Entry] = []
    changed: list[Change] = []
    for entry in roster.entries:
        known = kept.get(entry.address.text)
        if known is None:
            added.append(entry)
            continue
        household, *values = known
        told = (entry.phone, entry.grid, entry.landlord, entry.utility_account)
        columns = [name for name, old, new in zip(_PLAIN_COLUMNS, values, told, strict=True) if new not in {None, old}]
        if entry.members is not None and list(entry.members) != members.get(household, []):
            columns.append(Column.MEMBERS)
        if columns:
            changed.append(Change(household, entry, tuple(columns)))
    unchanged = len(roster.entries) - len(added) - len(changed)
    return ImportPlan(
        added, changed, unchanged, list(roster.refused), list(roster.advice), roster.columns_not_kept, state
    )


_PLAIN_COLUMNS = (Column.PHONE, Column.GRID, Column.LANDLORD, Column.UTILITY_ACCOUNT)
_KEPT = (
    "SELECT address, id, phone, grid, landlord, utility_account FROM households"
    " WHERE moved_out_at IS NULL AND kind = 'resident'"
)
_KEPT_MEMBERS = "SELECT household, name FROM people WHERE left_at IS NULL ORDER BY household, position"
_INSERT = (
    "INSERT INTO households (id, address, building, unit, room, unit_number, phone, phone_tail, phone_doubtful, grid,"
    " landlord, utility_account, entered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def carry_out(
    db: Database,
    plan: ImportPlan,
    who: str,
    *,
    now: Now = now_at_site,
    progress: Progress = lambda _done, _all: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Do what `plan` says in one transaction; False where it was cancelled, and then nothing is written.

    :raises WrongUse: where the register changed since the plan was made: what was looked at is no longer true.
    """
    moment = now()
    stamp = moment.isoformat(timespec="seconds")
    with faults_told():
        new = list(zip(new_household_ids(db, len(plan.added)), plan.added, strict=True))
    # All that can be made ready beforehand is: a gate may be waiting for its turn to write. In the order of their
    # keys the rows go in three times as fast.
    rows = _in_order(_household_row(household, entry, stamp) for household, entry in new)
    people = _in_order(
        row for household, entry in new for row in people_rows(household, entry.members or (), bool(entry.landlord))
    )
    steps = plan.steps
    written = 0
    try:
        with _much_memory(db), writing(db):
            if state_of(db) != plan.state:
                raise WrongUse("The register changed since this import was looked at: look at it again.")
            for sql, ready in ((_INSERT, rows), (INSERT_PERSON, people)):
                while part := _first(ready, _PART):
                    db.conn.executemany(sql, part)
                    written += len(part)
                    _report(written, steps, progress, cancelled)
            for change in plan.changed:
                _carry_out_change(db, change, stamp)
                note(db, moment, who, "import_changed", change.household, what=", ".join(change.columns))
                written += 1
                if written % _PART == 0:
                    _report(written, steps, progress, cancelled)
            note(db, moment, who, "import", "", what=f"{len(plan.added)} added, {len(plan.changed)} changed")
            _report(steps, steps, progress, cancelled)
    except _Cancelled:
        return False
    return True


@contextmanager
def _much_memory(db: Database) -> Iterator[None]:
    """Let SQLite keep the pages of a large import in memory until it is committed."""
    (usual,) = db.execute("PRAGMA cache_size").fetchone()
    db.execute(f"PRAGMA cache_size=-{_CACHE_KIB}")
    try:
        yield
    finally:
        db.execute(f"PRAGMA cache_size={int(usual)}")


class _Cancelled(Exception):  # noqa: N818 - a wish of the office, no error
    """The office stopped the import."""


def _report(done: int, steps: int, progress: Progress, cancelled: Callable[[], bool]) -> None:
    progress(done, steps)
    if cancelled():
        raise _Cancelled


def _in_order(rows: Iterable[tuple[Any, ...]]) -> deque[list[tuple[Any, ...]]]:
    """Return rows in the order of their keys, on shelves: to sort or free 10⁵ at once would stop every thread."""
    shelves: defaultdict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        shelves[row[0][:_SHELF]].append(row)
    return deque(sorted(shelves.pop(key)) for key in sorted(shelves))


def _first(shelves: deque[list[tuple[Any, ...]]], count: int) -> list[tuple[Any, ...]]:
    """Take the first `count` rows from the shelves, fewer where there are no more."""
    taken: list[tuple[Any, ...]] = []
    while shelves and len(taken) < count:
        wanted = count - len(taken)
        taken += shelves[0][:wanted]
        del shelves[0][:wanted]
        if not shelves[0]:
            shelves.popleft()
    return taken


def _household_row(household: str, entry: Entry, at: str) -> tuple[Any, ...]:
    address, phone = entry.address, entry.phone or ""
    return (
        household,
        address.text,
        address.building,
        address.unit,
        address.room,
        address.unit_number,
        phone,
        phone[-4:],
        phone_doubtful(phone),
        entry.grid or "",
        entry.landlord or "",
        entry.utility_account or "",
        at,
    )


def _carry_out_change(db: Database, change: Change, at: str) -> None:
    entry = change.entry
    values: dict[str, Any] = {}
    for column in change.columns:
        if column is not Column.MEMBERS:
            values[column.value] = getattr(entry, column.value)
    if entry.phone is not None and Column.PHONE in change.columns:
        values |= {"phone_tail": entry.phone[-4:], "phone_doubtful": phone_doubtful(entry.phone)}
    if values:
        places = ", ".join(f"{name} = ?" for name in values)
        db.execute(f"UPDATE households SET {places} WHERE id = ?", [*values.values(), change.household])  # noqa: S608
    if Column.MEMBERS in change.columns and entry.members is not None:
        set_members(db, change.household, entry.members, at)
    mark_renters(db, change.household)
