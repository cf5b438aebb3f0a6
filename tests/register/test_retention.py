"""After its time the register forgets who has left and who only visited; who lives here stays."""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import PassKind, PassStatus
from gate_terminal.register.passes import PassBook, SignedPass
from gate_terminal.register.register import Register
from gate_terminal.register.retention import PERSON, Forgotten, RegisterErasure
from gate_terminal.register.schema import prepare_register
from gate_terminal.register.staff import Staff
from gate_terminal.register.staff_file import StaffEntry

BEGIN = datetime(2020, 2, 7, 12, tzinfo=SITE_ZONE)
DAY = timedelta(days=1)
KEY = bytes(32)


class Shelf:
    """A register in a file, and a clock that a test turns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.moment = BEGIN
        self.db = Database(sqlite3.connect(str(path), isolation_level=None))
        self.db.execute("PRAGMA journal_mode=WAL")
        self.db.execute("PRAGMA secure_delete=ON")
        self.db.execute("PRAGMA foreign_keys=ON")
        prepare_register(self.db)
        self.register = Register(self.db, now=lambda: self.moment)
        self.book = PassBook(self.db, now=lambda: self.moment)
        self.staff = Staff(self.db, now=lambda: self.moment)

    def issue(self, household: str, kind: PassKind, until: date) -> str:
        (draft,) = self.book.draft([household], kind, self.moment.date(), until)
        serial = f"SER-{draft.pass_id}"
        self.book.issue([SignedPass(draft, serial, f"GP1:{household}")], "office")
        return serial

    def forget(
        self,
        days: int,
        *,
        seen: Callable[[str, str], bool] = lambda _household, _person: False,
        everything: bool = False,
    ) -> Forgotten:
        """Erase `days` after the beginning what is older than 28 days then."""
        at = BEGIN + days * DAY
        erasure = RegisterErasure(self.db, at - 28 * DAY, at, "retention", seen, everything)
        while erasure.step(3):
            pass
        return erasure.done

    def works(self, name: str, *days: int, phone: str = "") -> str:
        """Let somebody of the zone work on these days after the beginning; return the id."""
        entries = [
            StaffEntry(row, name, (BEGIN + day * DAY).date(), (BEGIN + day * DAY).date(), "Optics", phone)
            for row, day in enumerate(days)
        ]
        self.staff.take(entries, "office")
        return self.staff.find(name)[0].id

    def bytes(self) -> bytes:
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return b"".join(path.read_bytes() for path in self.path.parent.iterdir())


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "register.sqlite")


def test_who_moved_out_is_forgotten_after_the_time_and_who_lives_here_is_not(shelf: Shelf) -> None:
    gone = shelf.register.enter("3-2-501", ["Zhang Sanfeng", "Li Sisi"], "office", "new", phone="13800001111")
    stays = shelf.register.enter("3-2-502", ["Wang Wuji"], "office", "new", phone="13800002222")
    shelf.issue(gone, PassKind.RESIDENT, date(2021, 2, 7))
    shelf.register.move_out(gone, "office", "moved to Zhang Sanfeng's mother")
    assert shelf.forget(27).rows == 0
    forgotten = shelf.forget(29)
    assert (forgotten.households, forgotten.people, forgotten.passes) == (1, 2, 1)
    raw = shelf.bytes()
    assert not any(text in raw for text in (b"Zhang", b"Sanfeng", b"Sisi", b"13800001111", b"3-2-501"))
    assert f"GP1:{gone}".encode() not in raw
    assert b"Wang Wuji" in raw
    assert shelf.register.count() == 1
    assert [person.name for person in shelf.register.members(stays)] == ["Wang Wuji"]
    assert shelf.forget(30).rows == 0


def test_who_left_a_household_is_forgotten_and_the_others_are_not(shelf: Shelf) -> None:
    from gate_terminal.register.changes import Edit

    home = shelf.register.enter("3-2-501", ["Zhang Sanfeng", "Li Sisi"], "office", "new")
    shelf.register.edit(home, Edit(members=("Li Sisi",)), "office", "left")
    assert shelf.forget(29).people == 1
    raw = shelf.bytes()
    assert b"Sanfeng" not in raw
    assert b"Li Sisi" in raw


def test_a_visitor_is_forgotten_when_the_last_pass_ended_long_enough_ago(shelf: Shelf) -> None:
    guest = shelf.register.admit_guest("Lao Zhou", "3-2-501", "office", "visit of Lao Zhou")
    shelf.issue(guest, PassKind.VISITOR, (BEGIN + 3 * DAY).date())
    assert shelf.forget(30).households == 0
    assert shelf.forget(32).households == 1
    assert b"Zhou" not in shelf.bytes()


def test_a_renters_number_is_kept_while_they_pass_and_erased_when_they_no_longer_do(shelf: Shelf) -> None:
    home = shelf.register.enter("3-2-501", ["Wang Wuji"], "office", "new")
    renter = shelf.register.enrol_renter(home, "Zhao Liu", "11010519491231002X", "3-2-501", KEY, "office")
    assert b"110*" in shelf.bytes()
    assert shelf.forget(20).id_numbers == 0
    assert shelf.forget(40, seen=lambda household, person: (household, person) == (home, renter.id)).id_numbers == 0
    assert shelf.forget(40).id_numbers == 1
    assert b"110*" not in shelf.bytes()
    assert [person.name for person in shelf.register.members(home)] == ["Wang Wuji", "Zhao Liu"]


def test_the_log_keeps_who_and_when_and_forgets_why(shelf: Shelf) -> None:
    home = shelf.register.enter("3-2-501", ["Wang Wuji"], "office", "told by Zhang Sanfeng")
    shelf.register.note_revealed("office", "asked by Zhang Sanfeng", "household 3-2-501")
    lines = len(shelf.register.log())
    assert shelf.forget(29).log_lines == 2
    assert b"Sanfeng" not in shelf.bytes()
    kept = [line for line in shelf.register.log() if line.action != "erase"]
    assert len(kept) == lines
    assert {(line.who, line.subject, line.why, line.what) for line in kept} == {
        ("office", home, "", ""),
        ("office", "", "", ""),
    }
    told = sorted(line.what for line in shelf.register.log() if line.action == "erase")
    assert told[1] == "begun"
    assert "2 log_lines" in told[0]
    assert told[0].endswith("laid anew")


def test_nobody_can_rewrite_or_delete_a_line_of_the_log(shelf: Shelf) -> None:
    shelf.register.enter("3-2-501", ["Wang Wuji"], "office", "new")
    for sql in ("UPDATE register_log SET why = 'x'", "UPDATE register_log SET who = '', why = '', what = ''",
                "DELETE FROM register_log", "REPLACE INTO register_log VALUES (1, '', '', '', '', '', '')",
                "INSERT OR REPLACE INTO register_log SELECT id, at, 'x', action, subject, why, what FROM register_log",
                "INSERT INTO register_log SELECT * FROM register_log WHERE 1 ON CONFLICT (id) DO UPDATE SET who = 'x'",
                "UPDATE OR REPLACE register_log SET id = id + 1"):  # fmt: skip
        with pytest.raises(sqlite3.DatabaseError, match="only written on"):
            shelf.db.execute(sql)


def test_a_watch_is_forgotten_when_it_was_released_long_enough_ago(shelf: Shelf) -> None:
    home = shelf.register.enter("3-2-501", ["Wang Wuji"], "office", "new")
    shelf.register.watch(home, None, BEGIN, None, "office", "returned")
    assert shelf.forget(60).watches == 0
    shelf.register.release(home, None, "office", "over")
    assert shelf.forget(27).watches == 0
    assert shelf.forget(29).watches == 1


def test_after_a_stand_down_nobody_is_left_but_whom_a_fever_case_needs(shelf: Shelf) -> None:
    homes = [shelf.register.enter(f"3-2-{room}", ["Wang Wuji"], "office", "new") for room in range(501, 511)]
    serial = shelf.issue(homes[0], PassKind.RESIDENT, date(2021, 2, 7))
    erasure = RegisterErasure(
        shelf.db,
        BEGIN - 28 * DAY,
        BEGIN,
        "retention",
        lambda _home, _who: True,
        everything=True,
        keep={homes[3]},
    )
    assert erasure.due().households == 9
    while erasure.step(4):
        pass
    assert not erasure.due().rows
    assert shelf.register.count() == 1
    assert [person.name for person in shelf.register.members(homes[3])] == ["Wang Wuji"]
    record = shelf.book.by_serials([serial])[0]
    assert (record.status, record.text, record.address) == (PassStatus.MOVED, "", "")


@pytest.mark.parametrize("seed", [5, 28, 33, 34])
def test_no_copy_stays_behind_in_the_unused_middle_of_a_page(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    # Where a row stands, and so which pages are split, follows from the ids that are drawn.
    chance = random.Random(seed)
    monkeypatch.setattr(secrets, "token_hex", lambda count: chance.randbytes(count).hex())
    homes = [
        shelf.register.enter(f"{number}-1-101", [f"NAME{chance.randrange(10**6):06d}"], "office", "new")
        for number in range(400)
    ]
    for home in homes:
        shelf.issue(home, PassKind.RESIDENT, date(2021, 2, 7))
    gone = set(chance.sample(homes, 250))
    for home in gone:
        shelf.register.move_out(home, "office", "moved")
    stays = [(home, shelf.register.household(home), shelf.register.members(home)) for home in homes if home not in gone]
    shelf.forget(29)
    raw = shelf.bytes()
    alive = {member.name.encode() for _, _, members in stays for member in members}
    assert set(re.findall(rb"NAME\d{6}", raw)) == alive
    assert {home.decode() for home in re.findall(rb"GP1:([0-9a-f]{8})", raw)} == set(homes) - gone
    assert stays == [(home, shelf.register.household(home), shelf.register.members(home)) for home, _, _ in stays]
    assert shelf.db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_who_worked_in_the_zone_is_forgotten_when_the_last_day_was_long_enough_ago(shelf: Shelf) -> None:
    shelf.works("Zhang Sanfeng", 0, phone="13800001111")
    stays = shelf.works("Wang Wuji", 0, 20, phone="13800002222")
    assert shelf.forget(28).staff_days == 0
    forgotten = shelf.forget(29)
    assert (forgotten.staff, forgotten.staff_days, forgotten.permits) == (1, 2, 0)
    raw = shelf.bytes()
    assert not any(text in raw for text in (b"Zhang", b"Sanfeng", b"13800001111"))
    assert b"Wang Wuji" in raw
    assert shelf.staff.member(stays) is not None
    assert shelf.staff.on_roster(stays, (BEGIN + 20 * DAY).date())
    assert shelf.forget(30).rows == 0
    assert shelf.forget(49).staff == 1
    assert b"Wuji" not in shelf.bytes()


def test_who_had_a_permit_is_forgotten_when_it_ended_or_was_withdrawn_long_enough_ago(shelf: Shelf) -> None:
    hour = timedelta(hours=1)
    shelf.staff.give_permit("Zhang Sanfeng", "Optics", BEGIN, BEGIN + hour, "office")
    shelf.staff.give_permit("Li Sisi", "Optics", BEGIN + 10 * DAY, BEGIN + 10 * DAY + hour, "office")
    withdrawn = shelf.staff.give_permit("Zhao Liu", "Optics", BEGIN, BEGIN + 99 * DAY, "office")
    shelf.staff.withdraw_permit(withdrawn.number, "office", "asked by Zhao Liu")
    assert shelf.forget(28).permits == 0
    forgotten = shelf.forget(29)
    assert (forgotten.permits, forgotten.staff) == (2, 2)
    raw = shelf.bytes()
    assert not any(text in raw for text in (b"Sanfeng", b"Zhao Liu"))
    assert b"Li Sisi" in raw
    assert [record.member.name for record in shelf.staff.permits()] == ["Li Sisi"]


def test_of_the_staff_only_whom_a_fever_case_needs_is_left_after_a_stand_down(shelf: Shelf) -> None:
    ill, well = shelf.works("Zhang Sanfeng", 0, 50), shelf.works("Wang Wuji", 0, 50)
    shelf.staff.give_permit("Wang Wuji", "Optics", BEGIN, BEGIN + 60 * DAY, "office")
    at = BEGIN + 40 * DAY
    erasure = RegisterErasure(
        shelf.db, at - 28 * DAY, at, "retention", lambda _, __: True, everything=True, keep={PERSON + ill}
    )
    due = erasure.due()
    assert (due.staff_days, due.permits) == (2, 1)
    while erasure.step(1):
        pass
    assert shelf.staff.member(well) is None
    assert shelf.staff.member(ill) is not None
    assert shelf.staff.on_roster(ill, BEGIN.date())
    assert not erasure.due().rows


@pytest.mark.parametrize("seed", [5, 28, 33, 34])
def test_no_copy_of_the_staff_stays_behind(shelf: Shelf, seed: int) -> None:
    chance = random.Random(seed)
    day = 0
    for _ in range(4):
        names = [f"NAME{chance.randrange(10**6):06d}" for _ in range(400)]
        shelf.staff.take(
            [
                StaffEntry(row, name, BEGIN.date(), (BEGIN + (day + chance.randrange(30)) * DAY).date(), "Optics")
                for row, name in enumerate(names)
            ],
            "office",
        )
        day += 7
        shelf.forget(28 + day)
        alive = {row[0].encode() for row in shelf.db.execute("SELECT name FROM staff")}
        assert alive
        assert set(re.findall(rb"NAME\d{6}", shelf.bytes())) == alive


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_copy_of_a_reason_stays_behind(shelf: Shelf, seed: int) -> None:
    chance = random.Random(seed)
    for number in range(900):
        shelf.moment = BEGIN + number * timedelta(hours=1)
        # Some fit many to a page, some fill one, some run over to pages of their own.
        shelf.register.note_revealed("office", f"REASON{number:06d}" * chance.choice([1, 3, 20, 60, 300]), "a register")
    for days in (35, 47, 60):
        at = BEGIN + days * DAY
        erasure = RegisterErasure(shelf.db, at - 28 * DAY, at, "retention", lambda _, __: False)
        while erasure.step(chance.choice([3, 50, 200])):
            pass
        alive = {
            found for line in shelf.register.log(limit=2000) for found in re.findall(rb"REASON\d{6}", line.why.encode())
        }
        assert set(re.findall(rb"REASON\d{6}", shelf.bytes())) == alive
