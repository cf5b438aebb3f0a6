"""From a roster to the register: first a plan that people can look at, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from gate_terminal.domain.faults import WrongUse
from gate_terminal.register.advice import phone_doubtful
from gate_terminal.register.books import faults_told, note, state_of, writing
from gate_terminal.register.changes import add_people, set_members
from gate_terminal.register.names import initials_of
from gate_terminal.register.roster import Advice, Column, Entry, Refusal, Remark, Roster
from gate_terminal.register.rows import Now, new_household_ids, now_at_site

Progress = Callable[[int, int], None]
"""Called with households done and households in all."""

_PART = 500


@dataclass(frozen=True, slots=True)
class Change:
    """A household of the register that a roster tells differently, in `columns`."""

    household: str
    entry: Entry
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What carrying out an import would do; `state` is that of the register when it was looked at."""

    added: tuple[Entry, ...]
    changed: tuple[Change, ...]
    unchanged: int
    refused: tuple[Remark[Refusal], ...]
    advice: tuple[Remark[Advice], ...]
    columns_not_kept: tuple[str, ...]
    state: int

    @property
    def steps(self) -> int:
        """How many households it would write."""
        return len(self.added) + len(self.changed)


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
        tuple(added), tuple(changed), unchanged, roster.refused, roster.advice, roster.columns_not_kept, state
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
    with faults_told():
        ids = new_household_ids(db, len(plan.added))
    # Reading the initials takes longer than writing them: not while a gate waits for its turn to write.
    for entry in (*plan.added, *(change.entry for change in plan.changed)):
        for name in entry.members or ():
            initials_of(name)
    try:
        with writing(db):
            if state_of(db) != plan.state:
                raise WrongUse("The register changed since this import was looked at: look at it again.")
            new = list(zip(ids, plan.added, strict=True))
            for start in range(0, len(new), _PART):
                part = new[start : start + _PART]
                db.conn.executemany(
                    _INSERT, [_household_row(*one, moment.isoformat(timespec="seconds")) for one in part]
                )
                add_people(db, [(household, entry.members or (), bool(entry.landlord)) for household, entry in part])
                _report(start + len(part), plan, progress, cancelled)
            for done, change in enumerate(plan.changed, start=1):
                _carry_out_change(db, change, moment.isoformat(timespec="seconds"))
                note(db, moment, who, "import_changed", change.household, what=", ".join(change.columns))
                if done % _PART == 0:
                    _report(len(new) + done, plan, progress, cancelled)
            note(db, moment, who, "import", "", what=f"{len(plan.added)} added, {len(plan.changed)} changed")
            _report(plan.steps, plan, progress, cancelled)
    except _Cancelled:
        return False
    return True


class _Cancelled(Exception):  # noqa: N818 - a wish of the office, no error
    """The office stopped the import."""


def _report(done: int, plan: ImportPlan, progress: Progress, cancelled: Callable[[], bool]) -> None:
    progress(done, plan.steps)
    if cancelled():
        raise _Cancelled


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
        set_members(db, change.household, entry.members, at, renter=bool(entry.landlord))
