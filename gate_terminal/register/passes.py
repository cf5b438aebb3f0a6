"""The book of issued passes: what was issued to whom, what became of it, and what a gate has to know of it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlite_utils import Database

from gate_terminal.domain.faults import NotKnown, WrongUse
from gate_terminal.domain.people import PassKind, PassRecord, PassStatus
from gate_terminal.register.addresses import inside, read_address
from gate_terminal.register.books import faults_told, note, writing
from gate_terminal.register.changes import PRESENT
from gate_terminal.register.rows import ISSUED_COLUMNS, Now, batches, now_at_site, pass_record
from gate_terminal.register.schema import IN_ORDER

PASS_ID_BYTES = 5
_LESSER = {
    PassStatus.LOST: (PassStatus.MOVED, PassStatus.SUPERSEDED),
    PassStatus.STOLEN: (PassStatus.MOVED, PassStatus.SUPERSEDED, PassStatus.LOST),
}
"""The reasons that another one may take the place of: what was reported lost may turn out to have been stolen."""


@dataclass(frozen=True, slots=True)
class PassDraft:
    """A pass about to be signed; ids are hex digits (10 and 8), the days civil days of the site, both inclusive."""

    pass_id: str
    household: str
    kind: PassKind
    valid_from: date
    valid_until: date


@dataclass(frozen=True, slots=True)
class SignedPass:
    """A draft with its printed serial and the text of its QR code."""

    draft: PassDraft
    serial: str
    text: str


@dataclass(frozen=True, slots=True)
class Printing:
    """Whose cards are to be printed: those that agree with every part that is given.

    `households` and `serials` are ids and printed serials, empty for any; `unprinted` leaves out what was printed,
    `worthless` what begins so (23 characters): its key was revoked.
    """

    building: str | None = None
    households: frozenset[str] = frozenset()
    serials: frozenset[str] = frozenset()
    since: date | None = None
    unprinted: bool = False
    worthless: Sequence[str] = ()


class PassBook:
    """Issued passes in the register's file. Signing is not its business: it keeps what was signed.

    `own_name` as of the register.
    """

    def __init__(self, db: Database, now: Now = now_at_site, own_name: str = "") -> None:
        self._db = db
        self._now = now
        self._own_name = own_name

    def draft(self, households: Iterable[str], kind: PassKind, begin: date, until: date) -> list[PassDraft]:
        """Return a draft for each household with a pass id that this register never issued; nothing is written."""
        wanted = list(households)
        fresh: set[str] = set()
        with faults_told():
            while len(fresh) < len(wanted):
                drawn = {secrets.token_hex(PASS_ID_BYTES) for _ in range(len(wanted) - len(fresh))} - fresh
                fresh |= {pass_id for pass_id in drawn if not self._issued(pass_id)}
        return [
            PassDraft(pass_id, household, kind, begin, until) for pass_id, household in zip(fresh, wanted, strict=True)
        ]

    def issue(self, signed: Sequence[SignedPass], who: str, *, then: Callable[[], None] = lambda: None) -> None:
        """Keep signed passes, all or none. The new pass cancels an older one of the same household and kind.

        The turn stays with the household, which is the same. `then` runs before the commit, while no other
        program can write: a list for the gates that is made there cannot be overtaken by an older one.
        """
        at = self._now()
        stamp = at.isoformat(timespec="seconds")
        with writing(self._db) as db:
            for one in signed:
                draft = one.draft
                there = db.execute("SELECT 1 FROM households WHERE id = ? AND moved_out_at IS NULL", [draft.household])
                if there.fetchone() is None:
                    raise NotKnown(f"There is no household {draft.household}.")
                same = [one.serial, draft.household, draft.kind.value]
                db.execute(
                    "UPDATE passes SET status = 'superseded', status_at = ?"
                    " WHERE household = ? AND kind = ? AND status = 'active'",
                    [stamp, *same[1:]],
                )
                db.execute(
                    "UPDATE passes SET replaced_by = ? WHERE household = ? AND kind = ? AND replaced_by IS NULL", same
                )
                db.execute(
                    "INSERT INTO passes (serial, pass_id, household, kind, valid_from, valid_until, issued_at,"
                    " issued_by, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    [
                        one.serial,
                        draft.pass_id,
                        draft.household,
                        draft.kind.value,
                        draft.valid_from.isoformat(),
                        draft.valid_until.isoformat(),
                        stamp,
                        who,
                        one.text,
                    ],
                )
                note(db, at, who, "issue", one.serial, what=draft.household)
            then()

    def revoke(
        self, serial: str, status: PassStatus, who: str, why: str = "", *, then: Callable[[], None] = lambda: None
    ) -> PassRecord:
        """Cancel an active pass and return it as it is now; :class:`WrongUse` where there is nothing to cancel.

        One that was cancelled for a lesser reason may be said to be lost or stolen afterwards; since when it holds no
        longer stays. `then` as in :meth:`issue`.
        """
        if status is PassStatus.ACTIVE:
            raise WrongUse("A pass is cancelled as lost, stolen, moved or superseded.")
        at = self._now()
        with writing(self._db) as db:
            record = self._by_serial(serial)
            if record is None:
                raise NotKnown(f"No pass {serial} was issued here.")
            if record.status not in {PassStatus.ACTIVE, *_LESSER.get(status, ())}:
                raise WrongUse(f"Pass {serial} was cancelled already: {record.status.value}.")
            db.execute(
                "UPDATE passes SET status = ?, status_at = coalesce(status_at, ?) WHERE serial = ?",
                [status.value, at.isoformat(timespec="seconds"), serial],
            )
            if record.status is PassStatus.ACTIVE:
                note(db, at, who, "revoke", serial, why, status.value)
            else:
                note(db, at, who, "correct", serial, why, f"{status.value}, not {record.status.value}")
            then()
            revoked = self._by_serial(serial)
        return revoked or record

    def without_pass(
        self, today: date, kind: PassKind = PassKind.RESIDENT, *, worthless: Sequence[str] = ()
    ) -> list[str]:
        """Return the ids of the households here that have no active pass of `kind` holding on or after `today`.

        A pass whose text begins with one of `worthless` (23 characters) counts for nothing: its key was revoked.
        """
        sql = (
            f"SELECT id FROM households h WHERE {PRESENT} AND NOT EXISTS (SELECT 1 FROM passes p"  # noqa: S608
            " WHERE p.household = h.id AND p.status = 'active' AND p.kind = ? AND p.valid_until >= ?"
            " AND substr(p.text, 1, 23) NOT IN (SELECT value FROM json_each(?)))"
            f" ORDER BY {IN_ORDER}"
        )
        with faults_told():
            return [row[0] for row in self._db.execute(sql, [kind.value, today.isoformat(), json.dumps(worthless)])]

    def passes(
        self,
        *,
        household: str | None = None,
        address: str | None = None,
        status: PassStatus | None = None,
        kind: PassKind | None = None,
        limit: int | None = None,
    ) -> list[PassRecord]:
        """Return issued passes, latest first, at most `limit` of them.

        `address` (in any form that people write) means those of guests who go there too, and of who lived there before.
        """
        conditions: list[tuple[str, str | int | None]] = [
            ("p.household = ?", household),
            ("h.address = ?", None if address is None else read_address(inside(address, self._own_name)).text),
            ("p.status = ?", None if status is None else status.value),
            ("p.kind = ?", None if kind is None else kind.value),
        ]
        used = [(condition, value) for condition, value in conditions if value is not None]
        where = " AND ".join(condition for condition, _ in used) or "1"
        # SQLite takes a negative limit for none.
        values = [*(value for _, value in used), -1 if limit is None else limit]
        return self._records(f"WHERE {where} ORDER BY p.issued_at DESC, p.serial LIMIT ?", values)

    def by_serials(self, serials: Sequence[str]) -> list[PassRecord]:
        """Return the issued passes with these printed serials, in the same order; unknown ones are left out."""
        found = {}
        for some in batches(list(serials)):
            for record in self._records(f"WHERE p.serial IN ({', '.join('?' * len(some))})", some):
                found[record.serial] = record
        return [found[serial] for serial in serials if serial in found]

    def to_print(self, today: date, wanted: Printing) -> list[str]:
        """Return the serials of the active passes that hold on or after `today` and are `wanted`, by their houses.

        Those of guests stand after the residents'; of one household the oldest comes first.
        """
        conditions: list[tuple[str, str | None]] = [
            ("p.valid_until >= ?", today.isoformat()),
            ("h.building = ?", wanted.building),
            ("p.household IN (SELECT value FROM json_each(?))", _listed(wanted.households)),
            ("p.serial IN (SELECT value FROM json_each(?))", _listed(wanted.serials)),
            # Moments are kept as those of the site, so they begin with its day.
            ("substr(p.issued_at, 1, 10) >= ?", None if wanted.since is None else wanted.since.isoformat()),
            ("substr(p.text, 1, 23) NOT IN (SELECT value FROM json_each(?))", json.dumps(list(wanted.worthless))),
        ]
        used = [(condition, value) for condition, value in conditions if value is not None]
        # Nearly all are active: the plus keeps SQLite from beginning with that.
        where = " AND ".join(["+p.status = 'active'", "h.moved_out_at IS NULL", *(condition for condition, _ in used)])
        if wanted.unprinted:
            where += " AND p.printed_at IS NULL"
        order = f"h.kind = 'guest', {IN_ORDER}, p.issued_at, p.serial"
        sql = f"SELECT p.serial FROM passes p JOIN households h ON h.id = p.household WHERE {where} ORDER BY {order}"  # noqa: S608
        with faults_told():
            return [serial for (serial,) in self._db.execute(sql, [value for _, value in used])]

    def note_printed(self, serials: Sequence[str], who: str) -> None:
        """Remember that the cards of these passes were printed, and log it."""
        at = self._now()
        with writing(self._db) as db:
            sql = "UPDATE passes SET printed_at = ? WHERE serial IN (SELECT value FROM json_each(?))"
            db.execute(sql, [at.isoformat(timespec="seconds"), json.dumps(list(serials))])
            for serial in serials:
                note(db, at, who, "print", serial)

    def revoked(self) -> dict[str, PassStatus]:
        """Return the pass ids (hex) of all cancelled passes with the reason, for the gates' status list."""
        with faults_told():
            rows = self._db.execute("SELECT pass_id, status FROM passes WHERE status <> 'active'").fetchall()
        return {pass_id: PassStatus(status) for pass_id, status in rows}

    def issued_ids(self) -> list[str]:
        """Return the pass ids (hex) of all passes ever issued here, cancelled ones too."""
        with faults_told():
            return [row[0] for row in self._db.execute("SELECT pass_id FROM passes ORDER BY pass_id")]

    def _issued(self, pass_id: str) -> bool:
        return self._db.execute("SELECT 1 FROM passes WHERE pass_id = ?", [pass_id]).fetchone() is not None

    def _by_serial(self, serial: str) -> PassRecord | None:
        return next(iter(self._records("WHERE p.serial = ?", [serial])), None)

    def _records(self, rest: str, values: Sequence[str | int]) -> list[PassRecord]:
        sql = f"SELECT {ISSUED_COLUMNS} FROM passes p JOIN households h ON h.id = p.household {rest}"  # noqa: S608
        with faults_told():
            return [pass_record(row) for row in self._db.execute(sql, list(values)).fetchall()]


def _listed(values: frozenset[str]) -> str | None:
    """Return values as one parameter of SQL, None for any: there may be more than it takes single ones."""
    return json.dumps(sorted(values)) if values else None
