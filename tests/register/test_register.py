"""The register finds households by what people have in hand, and every change says who and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import PassRecord, PassStatus, WatchEntry
from gate_terminal.register.changes import Edit
from gate_terminal.register.passes import PassBook
from gate_terminal.register.register import Register
from gate_terminal.register.schema import prepare_register

NOW = datetime(2020, 2, 8, 9, 0, tzinfo=SITE_ZONE)
KEY = b"kept outside the database"

Issue = Callable[..., PassRecord]


def entered(register: Register, address: str = "3号楼2单元501", members: tuple[str, ...] = ("张三", "李四")) -> str:
    return register.enter(address, members, "Wang", "moved in", phone="138 1234 5678")


def test_a_household_is_identified_by_its_id(register: Register) -> None:
    household = register.identify(entered(register))
    assert household is not None
    assert household.address == "3-2-501"
    assert household.phone == "13812345678"
    assert household.unit_number == 2
    assert [person.name for person in household.members] == ["张三", "李四"]
    assert register.identify("00000000") is None


def test_a_household_id_says_nothing_about_the_household(register: Register) -> None:
    ids = {entered(register, f"1-1-{room}") for room in range(101, 121)}
    assert len(ids) == 20
    assert all(len(household) == 8 and set(household) <= set("0123456789abcdef") for household in ids)


def test_a_household_is_found_by_its_address_however_written(register: Register) -> None:
    household = entered(register)
    for written in ("3-2-501", "3#2-501", "３－２－５０１", "3 幢 2 单元 501 室"):
        found = register.household_by_address(written)
        assert found is not None
        assert found.id == household
    assert register.household_by_address("3-2-502") is None


def test_two_households_cannot_live_at_one_address(register: Register, db: Database) -> None:
    entered(register)
    with pytest.raises(WrongUse, match="3-2-501 already"):
        entered(register, "3#2-501")
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("INSERT INTO households (id, address, entered_at) VALUES ('ffffffff', '3-2-501', '')")


@pytest.mark.parametrize(
    "typed", ["3-2-5", "3号楼2单元", "138", "5678", "13812345678", "张", "张三", "三", "zs", "ZS", "ls", "四"]
)
def test_search_finds_by_the_beginning_of_anything_known(register: Register, typed: str) -> None:
    household = entered(register)
    register.enter("9-9-901", ("欧阳修",), "Wang", "moved in", phone="17700000000")
    found = register.search(typed)
    assert found[0].id == household


@pytest.mark.parametrize(
    ("typed", "name"),
    [("sxx", "单雄信"), ("zgf", "曾国藩"), ("qy", "仇英"), ("zly", "查良镛"), ("qgm", "覃光明"), ("修", "欧阳修")],
)
def test_search_reads_surnames_right(register: Register, typed: str, name: str) -> None:
    household = entered(register, "1-1-101", (name,))
    assert [found.id for found in register.search(typed)] == [household]


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "'; DROP TABLE people; --", "\x00", "zzz", "9" * 500])
def test_search_for_nothing_known_finds_nothing(register: Register, typed: str) -> None:
    entered(register)
    assert register.search(typed) == []


def test_search_gives_no_more_than_asked_for_and_nobody_twice(register: Register) -> None:
    for room in range(101, 131):
        entered(register, f"1-1-{room}", ("张三", "张四"))
    found = register.search("张", limit=7)
    assert len(found) == len({household.id for household in found}) <= 7
    assert len(register.search("1-1", limit=7)) == 7


def test_a_pass_leads_to_its_household(register: Register, issue_to: Issue) -> None:
    household = entered(register)
    record = issue_to(household)
    found = register.household_by_serial(record.serial)
    assert found is not None
    assert found.id == household
    assert [one.id for one in register.search(record.serial[:4].lower())] == [household]
    assert register.pass_by_id(record.pass_id.upper()) == record


def test_an_edit_keeps_the_household_and_its_people(register: Register) -> None:
    household = entered(register)
    before = register.members(household)
    register.edit(
        household, Edit(phone="bad", address="3-2-502", members=("王五", "张三")), "Wang", "wrong in the roster"
    )
    sheet = register.sheet(household)
    assert sheet is not None
    assert sheet.household.address == "3-2-502"
    assert sheet.phone_doubtful
    assert [person.name for person in sheet.household.members] == ["王五", "张三"]
    assert sheet.household.members[1] == before[0]


def test_an_edit_cannot_take_another_household_s_address(register: Register) -> None:
    household = entered(register)
    entered(register, "1-1-101")
    with pytest.raises(WrongUse, match="1-1-101"):
        register.edit(household, Edit(phone="13900000000", address="1-1-101"), "Wang", "typo")
    unchanged = register.household(household)
    assert unchanged is not None
    assert unchanged.phone == "13812345678"


@pytest.mark.parametrize(("who", "why"), [("", "typo"), ("Wang", "  ")])
def test_no_change_without_a_name_and_a_reason(register: Register, who: str, why: str) -> None:
    household = entered(register)
    with pytest.raises(WrongUse, match="reason"):
        register.move_out(household, who, why)
    assert register.identify(household) is not None


def test_who_moves_out_is_found_no_more_and_its_passes_are_cancelled(
    register: Register, book: PassBook, issue_to: Issue
) -> None:
    household = entered(register)
    record = issue_to(household)
    register.move_out(household, "Wang", "sold the flat")
    assert register.identify(household) is None
    assert register.household_by_address("3-2-501") is None
    assert register.search("zs") == []
    assert book.revoked() == {record.pass_id: PassStatus.MOVED}
    assert entered(register) != household  # the next ones at this address are another household


def test_a_shared_flat_is_split_and_joined_without_losing_anybody(
    register: Register, book: PassBook, issue_to: Issue
) -> None:
    household = entered(register, members=("张三", "李四", "王五"))
    people = register.members(household)
    other = register.split(household, [people[2].id], "3-2-501-2", "Wang", "three renters")
    assert register.members(household) == people[:2]
    assert register.members(other) == people[2:]
    record = issue_to(other)
    register.join(household, other, "Wang", "a family after all")
    assert register.members(household) == people
    assert register.identify(other) is None
    assert book.revoked() == {record.pass_id: PassStatus.MOVED}


def test_nobody_leaves_isolation_by_a_split(register: Register) -> None:
    household = entered(register)
    first, second = register.members(household)
    register.watch(household, None, NOW, NOW + timedelta(days=14), "Wang", "contact")
    register.watch(household, second.id, NOW, None, "Wang", "fever")
    other = register.split(household, [second.id], "3-2-501-2", "Wang", "two renters")
    assert {entry.person for entry in register.watches(other)} == {None, second.id}
    assert [entry.person for entry in register.watches(household)] == [None]
    register.join(household, other, "Wang", "together again")
    assert {entry.person for entry in register.watches(household)} == {None, second.id}
    assert first in register.members(household)


@pytest.mark.parametrize("which", ["nobody", "everybody", "a stranger"])
def test_a_split_moves_some_of_the_members(register: Register, which: str) -> None:
    household = entered(register)
    moving = {"nobody": [], "everybody": [one.id for one in register.members(household)], "a stranger": ["x"]}[which]
    with pytest.raises(WrongUse):
        register.split(household, moving, "3-2-501-2", "Wang", "two renters")
    assert register.household_by_address("3-2-501-2") is None


def test_a_watch_ends_only_when_its_release_is_entered(register: Register) -> None:
    household = entered(register)
    register.watch(household, None, NOW - timedelta(days=15), NOW - timedelta(days=1), "Wang", "contact")
    assert register.watches(household) == (
        WatchEntry(household, None, NOW - timedelta(days=15), NOW - timedelta(days=1)),
    )
    register.release(household, None, "Wang", "doctor's note")
    assert register.watches(household) == ()
    with pytest.raises(WrongUse, match="no open watch"):
        register.release(household, None, "Wang", "again")


def test_a_renter_is_enrolled_by_card_and_bill_and_the_number_is_not_kept(register: Register, db: Database) -> None:
    household = entered(register)
    number = "11010519491231002X"
    person = register.enrol_renter(household, "赵六", number, "3号楼2单元501", KEY, "Wang")
    assert register.enrol_renter(household, "赵六", number.lower(), "3-2-501", KEY, "Wang") == person
    assert person in register.members(household)
    sheet = register.sheet(household)
    assert sheet is not None
    assert sheet.renters == {person.id}
    everything = str([list(db[table].rows) for table in db.table_names()])
    assert number not in everything
    assert "110*************2X" in everything


def test_who_is_enrolled_at_two_addresses_has_another_home_until_they_move_out_of_one(register: Register) -> None:
    number = "11010519491231002X"
    first = register.enter("3-2-501", ("张三",), "Wang", "new")
    second = register.enter("3-2-502", ("李四",), "Wang", "new")
    here = register.enrol_renter(first, "赵六", number, "3-2-501", KEY, "Wang")
    assert not register.has_another_home(here.id)
    there = register.enrol_renter(second, "赵六", number, "3-2-502", KEY, "Wang")
    assert register.has_another_home(here.id)
    assert register.has_another_home(there.id)
    assert not any(register.has_another_home(member.id) for member in register.members(first)[:1])
    assert not register.has_another_home("nobody")
    register.move_out(first, "Wang", "moved")
    assert not register.has_another_home(there.id)


def test_a_bill_for_another_address_enrols_nobody(register: Register) -> None:
    household = entered(register)
    with pytest.raises(WrongUse, match="bill"):
        register.enrol_renter(household, "赵六", "11010519491231002X", "3-2-502", KEY, "Wang")
    assert len(register.members(household)) == 2


def test_a_guest_is_a_party_of_its_own_at_the_host_s_address(register: Register) -> None:
    household = entered(register)
    guest = register.admit_guest("送水 老周", "3-2-501", "Wang", "water")
    found = register.identify(guest)
    assert found is not None
    assert found.id != household
    assert found.address == "3-2-501"
    host = register.household_by_address("3-2-501")
    assert host is not None
    assert host.id == household
    assert register.count() == 1
    assert [sheet.household.id for sheet in register.households()] == [household]


def test_households_come_in_the_order_of_their_numbers(register: Register) -> None:
    for address in ("10-1-101", "2-1-1001", "2-1-201", "A-101", "门卫室"):
        entered(register, address, ())
    assert [sheet.household.address for sheet in register.households(building="2")] == ["2-1-201", "2-1-1001"]
    addresses = [sheet.household.address for sheet in register.households()]
    assert addresses.index("2-1-1001") < addresses.index("10-1-101")
    assert len(addresses) == 5


def test_every_change_is_logged_and_no_name_is_in_the_log(register: Register, db: Database) -> None:
    household = entered(register)
    register.edit(household, Edit(phone="13900000000"), "Wang", "new number")
    register.move_out(household, "Li", "sold")
    assert [(line.who, line.action, line.why) for line in register.log(household)] == [
        ("Li", "move_out", "sold"),
        ("Wang", "edit", "new number"),
        ("Wang", "enter", "moved in"),
    ]
    told = str(db.execute("SELECT * FROM register_log").fetchall())
    assert "张三" not in told
    assert "139" not in told
    with pytest.raises(sqlite3.IntegrityError, match="only written on"):
        db.execute("UPDATE register_log SET who = 'nobody'")


def test_a_register_that_somebody_else_writes_to_says_so_and_loses_nothing(register: Register, db: Database) -> None:
    household = entered(register)
    path = db.execute("PRAGMA database_list").fetchone()[2]
    other = sqlite3.connect(path, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorldFault) as caught:
            register.edit(household, Edit(phone="13900000000"), "Wang", "new number")
        assert caught.value.fault is Fault.LEDGER_BUSY
        other.execute("ROLLBACK")
    finally:
        other.close()
    register.edit(household, Edit(phone="13900000000"), "Wang", "new number")
    found = register.household(household)
    assert found is not None
    assert found.phone == "13900000000"


def test_tables_that_are_up_to_date_are_left_alone(db: Database) -> None:
    before = db.execute("PRAGMA schema_version").fetchone()
    prepare_register(db)
    assert db.execute("PRAGMA schema_version").fetchone() == before


def test_tables_that_cannot_be_made_are_a_clear_fault_and_can_be_made_later(tmp_path: Path) -> None:
    database = Database(tmp_path / "new.sqlite")
    database.execute("PRAGMA busy_timeout=10")
    other = sqlite3.connect(str(tmp_path / "new.sqlite"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(WorldFault) as caught:
        prepare_register(database)
    assert caught.value.fault is Fault.LEDGER_BUSY
    other.execute("ROLLBACK")
    other.close()
    database.execute("PRAGMA max_page_count=8")
    with pytest.raises(WorldFault) as caught:
        prepare_register(database)
    assert caught.value.fault is Fault.LEDGER_FULL
    database.execute("PRAGMA max_page_count=1000")
    prepare_register(database)
    assert Register(database).count() == 0
    database.close()
