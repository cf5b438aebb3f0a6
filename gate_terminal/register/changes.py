"""What the office changes in the register by hand: each change is logged with who and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from gate_terminal.domain.faults import NotKnown, WrongUse
from gate_terminal.domain.people import Person
from gate_terminal.register.addresses import LONGEST_ADDRESS, Address, inside, read_address
from gate_terminal.register.advice import id_number_digest, masked_id_number, phone_doubtful, plain_phone
from gate_terminal.register.books import note, writing
from gate_terminal.register.names import initials_of
from gate_terminal.register.rows import Now, new_household_ids, new_person_id, now_at_site


@dataclass(frozen=True, slots=True)
class Edit:
    """New values for a household; None leaves what is there, an empty text takes it away."""

    address: str | None = None
    phone: str | None = None
    grid: str | None = None
    landlord: str | None = None
    utility_account: str | None = None
    members: tuple[str, ...] | None = None


class Changes:
    """The writing half of the register. `who` and `why` of every change are texts that may not be empty.

    `own_name` is that of the compound, which says nothing before an address in it.
    """

    def __init__(self, db: Database, now: Now = now_at_site, own_name: str = "") -> None:
        self._db = db
        self._now = now
        self._own_name = own_name

    def enter(self, address: str, members: Sequence[str], who: str, why: str, *, phone: str = "") -> str:
        """Enter one household and return its id; :class:`WrongUse` where another lives at `address`."""
        place = self._address(address)
        with writing(self._db) as db:
            self._demand_free(place)
            household = self._insert(place)
            _set(db, household, _phone_columns(phone))
            _add_people(db, household, members)
            self._log(who, "enter", household, why)
        return household

    def edit(self, household: str, edit: Edit, who: str, why: str) -> None:
        """Change what `edit` names; the household keeps its id, its passes and its turn."""
        values: dict[str, Any] = {
            name: value.strip()
            for name in ("grid", "landlord", "utility_account")
            if (value := getattr(edit, name)) is not None
        }
        if edit.phone is not None:
            values |= _phone_columns(edit.phone)
        place = None if edit.address is None else self._address(edit.address)
        with writing(self._db) as db:
            self._demand_present(household)
            if place is not None:
                self._demand_free(place, but=household)
                values |= _address_columns(place)
            _set(db, household, values)
            if edit.members is not None:
                set_members(db, household, edit.members, self._stamp())
            mark_renters(db, household)
            told = [name for name in Edit.__slots__ if getattr(edit, name) is not None]
            self._log(who, "edit", household, why, ", ".join(told))

    def move_out(self, household: str, who: str, why: str, *, then: Callable[[], None] = lambda: None) -> None:
        """Let a household leave: it is no longer found by its address, and its passes are cancelled as *moved*.

        `then` runs before the commit, while no other program can write; where it fails, nobody has left.
        """
        with writing(self._db) as db:
            self._demand_present(household)
            self._leave(household)
            db.execute(
                "UPDATE people SET left_at = ? WHERE household = ? AND left_at IS NULL", [self._stamp(), household]
            )
            self._log(who, "move_out", household, why)
            then()

    def split(self, household: str, persons: Iterable[str], address: str, who: str, why: str) -> str:
        """Make a household of its own at `address` for some `persons` (ids) of a shared flat; return its id.

        A watch over the whole household goes with them: nobody leaves isolation by being written elsewhere.
        """
        moving = tuple(dict.fromkeys(persons))
        place = self._address(address)
        with writing(self._db) as db:
            self._demand_present(household)
            self._demand_free(place)
            members = {row[0] for row in db.execute(_MEMBER_IDS, [household])}
            if not moving or not members.issuperset(moving):
                raise WrongUse("Only members of the household can be split off, at least one.")
            if members == set(moving):
                raise WrongUse("Somebody must stay; to change where all of them live, edit the address.")
            new = self._insert(place)
            for position, person in enumerate(moving):
                db.execute("UPDATE people SET household = ?, position = ? WHERE id = ?", [new, position, person])
                db.execute("UPDATE watches SET household = ? WHERE person = ?", [new, person])
            _copy_watches(db, household, new)
            self._log(who, "split", household, why, f"to {new}")
        return new

    def join(self, household: str, other: str, who: str, why: str, *, then: Callable[[], None] = lambda: None) -> None:
        """Let the members of `other` live in `household`; the passes of `other` are cancelled as *moved*.

        `then` as in :meth:`move_out`.
        """
        if household == other:
            raise WrongUse("A household cannot be joined with itself.")
        with writing(self._db) as db:
            self._demand_present(household)
            self._demand_present(other)
            (last,) = db.execute(
                "SELECT coalesce(max(position), 0) FROM people WHERE household = ?", [household]
            ).fetchone()
            db.execute(
                "UPDATE people SET household = ?, position = position + ? WHERE household = ?",
                [household, last + 1, other],
            )
            _copy_watches(db, other, household)
            db.execute(
                "UPDATE watches SET household = ? WHERE household = ? AND person IS NOT NULL", [household, other]
            )
            self._leave(other)
            self._log(who, "join", household, why, f"with {other}")
            then()

    def enrol_renter(
        self, household: str, name: str, id_number: str, bill_address: str, key: bytes, who: str
    ) -> Person:
        """Enter a renter who came with identity card and utility bill, and return the person.

        Of the number only a digest under `key` and a masked form are kept. The same number gives the same person again.
        :raises WrongUse: where the bill is not for this household's address.
        """
        digest = id_number_digest(id_number, key)
        plain = " ".join(name.split())
        with writing(self._db) as db:
            address = self._demand_present(household)
            billed = read_address(inside(bill_address, self._own_name)).text
            if billed != address:
                raise WrongUse(f"The bill is for {billed}, the household lives at {address}.")
            known = db.execute(
                "SELECT id, name FROM people WHERE id_digest = ? AND household = ? AND left_at IS NULL",
                [digest, household],
            ).fetchone()
            if known is not None:
                return Person(known[0], known[1])
            (person,) = _add_people(db, household, (plain,))
            db.execute(
                "UPDATE people SET id_digest = ?, id_masked = ? WHERE id = ?",
                [digest, masked_id_number(id_number), person],
            )
            mark_renters(db, household)
            self._log(who, "enrol_renter", household, "identity card and utility bill", person)
        return Person(person, plain)

    def admit_guest(self, name: str, address: str, who: str, why: str) -> str:
        """Enter a visitor or worker who goes to `address` (a household's or any other) and return the id for a pass.

        A guest is a party of its own: its ways use nobody's turn.
        """
        place = self._address(address)
        with writing(self._db) as db:
            sql = f"SELECT id FROM households WHERE address = ? AND {PRESENT}"  # noqa: S608 - our own condition
            host = db.execute(sql, [place.text]).fetchone()
            guest = self._insert(place, kind="guest", host=None if host is None else host[0])
            _add_people(db, guest, (" ".join(name.split()),))
            self._log(who, "admit_guest", guest, why)
        return guest

    def dismiss_guest(self, guest: str, who: str, why: str) -> None:
        """Let a guest leave for good; their passes are cancelled as *moved*."""
        with writing(self._db):
            self._leave(guest)
            self._log(who, "dismiss_guest", guest, why)

    def watch(
        self, household: str, person: str | None, since: datetime, release_at: datetime | None, who: str, why: str
    ) -> None:
        """Put a person, or the whole household where `person` is None, under home isolation."""
        with writing(self._db) as db:
            self._demand_present(household)
            if person is not None and (person,) not in db.execute(_MEMBER_IDS, [household]).fetchall():
                raise WrongUse("That person does not live in that household.")
            values = [household, person, since.isoformat(), None if release_at is None else release_at.isoformat()]
            db.execute("INSERT INTO watches (household, person, since, release_at) VALUES (?, ?, ?, ?)", values)
            self._log(who, "watch", household, why, person or "")

    def release(self, household: str, person: str | None, who: str, why: str) -> None:
        """Enter the release of a watch; before this is entered it does not end, whatever its date says."""
        with writing(self._db) as db:
            ended = db.execute(
                "UPDATE watches SET released_at = ? WHERE household = ? AND person IS ? AND released_at IS NULL",
                [self._stamp(), household, person],
            )
            if ended.rowcount == 0:
                raise NotKnown("There is no open watch to release.")
            self._log(who, "release", household, why, person or "")

    def note_keys(self, who: str, action: str, why: str, what: str) -> None:
        """Log a change of keys or signed lists; `what` names roles and numbers."""
        with writing(self._db):
            self._log(who, action, "", why, what)

    def note_revealed(self, who: str, why: str, what: str) -> None:
        """Log that somebody looked at, or took along, unmasked personal data."""
        with writing(self._db):
            self._log(who, "reveal", "", why, what)

    def _address(self, written: str) -> Address:
        place = read_address(inside(written, self._own_name))
        if not place.text or len(place.text) > LONGEST_ADDRESS:
            raise WrongUse(f"An address has 1 to {LONGEST_ADDRESS} characters.")
        return place

    def _stamp(self) -> str:
        return self._now().isoformat(timespec="seconds")

    def _log(self, who: str, action: str, subject: str, why: str, what: str = "") -> None:
        if not who.strip() or not why.strip():
            raise WrongUse("A change of the register needs a name and a reason.")
        note(self._db, self._now(), who.strip(), action, subject, why.strip(), what)

    def _demand_present(self, household: str) -> str:
        """Return the household's address; :class:`NotKnown` where there is no such household any more."""
        sql = f"SELECT address FROM households WHERE id = ? AND {PRESENT}"  # noqa: S608 - our own condition
        row = self._db.execute(sql, [household]).fetchone()
        if row is None:
            raise NotKnown(f"There is no household {household}.")
        return str(row[0])

    def _demand_free(self, place: Address, but: str = "") -> None:
        sql = f"SELECT 1 FROM households WHERE address = ? AND id <> ? AND {PRESENT}"  # noqa: S608 - our own condition
        if self._db.execute(sql, [place.text, but]).fetchone():
            raise WrongUse(f"A household lives at {place.text} already.")

    def _insert(self, place: Address, kind: str = "resident", host: str | None = None) -> str:
        (household,) = new_household_ids(self._db, 1)
        values = {"id": household, "kind": kind, "host": host, "entered_at": self._stamp()} | _address_columns(place)
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO households ({', '.join(values)}) VALUES ({marks})"  # noqa: S608 - our own column names
        self._db.execute(sql, list(values.values()))
        return household

    def _leave(self, household: str) -> None:
        """Close a household and cancel its passes."""
        self._db.execute("UPDATE households SET moved_out_at = ? WHERE id = ?", [self._stamp(), household])
        self._db.execute(
            "UPDATE passes SET status = 'moved', status_at = ? WHERE household = ? AND status = 'active'",
            [self._stamp(), household],
        )


PRESENT = "moved_out_at IS NULL AND kind = 'resident'"
INSERT_PERSON = (
    "INSERT INTO people (id, household, position, name, given_name, initials, is_renter) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_MEMBER_IDS = "SELECT id FROM people WHERE household = ? AND left_at IS NULL"
_COMPOUND_SURNAMES = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|长孙|宇文|司徒|令狐|夏侯|端木|万俟|澹台|单于"
)


def people_rows(household: str, names: Sequence[str], renter: bool, first: int = 0) -> list[tuple[Any, ...]]:
    """Return rows for :data:`INSERT_PERSON`: new people of a household, from position `first` on."""
    return [
        (new_person_id(), household, first + place, name, given_name(name), initials_of(name), renter)
        for place, name in enumerate(names)
    ]


def _add_people(db: Database, household: str, names: Sequence[str]) -> list[str]:
    """Write `names` as new people after those who are there; return their ids."""
    sql = "SELECT coalesce(max(position) + 1, 0) FROM people WHERE household = ?"
    (first,) = db.execute(sql, [household]).fetchone()
    rows = people_rows(household, names, renter=False, first=first)
    db.conn.executemany(INSERT_PERSON, rows)
    return [row[0] for row in rows]


def mark_renters(db: Database, household: str) -> None:
    """Say of each member whether they rent: all do where there is a landlord, and who was enrolled by a bill does."""
    db.execute(
        "UPDATE people SET is_renter = id_digest IS NOT NULL OR"
        " (SELECT landlord <> '' FROM households h WHERE h.id = household) WHERE household = ?",
        [household],
    )


def set_members(db: Database, household: str, names: Sequence[str], at: str) -> None:
    """Make `names` the members, in that order: who is named stays the same person, who is not has left."""
    present = {name: person for person, name in db.execute(
        "SELECT id, name FROM people WHERE household = ? AND left_at IS NULL ORDER BY position DESC", [household]
    )}  # fmt: skip
    for name, person in present.items():
        if name not in names:
            db.execute("UPDATE people SET left_at = ? WHERE id = ?", [at, person])
    _add_people(db, household, [name for name in dict.fromkeys(names) if name not in present])
    for position, name in enumerate(dict.fromkeys(names)):
        db.execute(
            "UPDATE people SET position = ? WHERE household = ? AND name = ? AND left_at IS NULL",
            [position, household, name],
        )


def given_name(name: str) -> str:
    """Return a Chinese name without its surname, else the last word of the name."""
    if name.isascii():
        return name.rpartition(" ")[2]
    return name[2:] if _COMPOUND_SURNAMES.match(name) else name[1:]


def _address_columns(place: Address) -> dict[str, Any]:
    return {
        "address": place.text,
        "building": place.building,
        "unit": place.unit,
        "room": place.room,
        "unit_number": place.unit_number,
    }


def _phone_columns(written: str) -> dict[str, Any]:
    phone = plain_phone(written)
    return {"phone": phone, "phone_tail": phone[-4:], "phone_doubtful": phone_doubtful(phone)}


def _set(db: Database, household: str, values: dict[str, Any]) -> None:
    if values:
        places = ", ".join(f"{name} = ?" for name in values)
        db.execute(f"UPDATE households SET {places} WHERE id = ?", [*values.values(), household])  # noqa: S608


def _copy_watches(db: Database, source: str, target: str) -> None:
    """Put `target` under the same open household watches as `source`."""
    db.execute(
        "INSERT INTO watches (household, person, since, release_at)"
        " SELECT ?, NULL, since, release_at FROM watches"
        " WHERE household = ? AND person IS NULL AND released_at IS NULL",
        [target, source],
    )
