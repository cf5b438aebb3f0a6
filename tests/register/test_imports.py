"""An import is looked at first and then happens whole or not at all; the same roster again changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import PassRecord, PassStatus
from gate_terminal.register.csv_reader import read_csv
from gate_terminal.register.imports import ImportPlan, carry_out, plan_import
from gate_terminal.register.passes import PassBook
from gate_terminal.register.register import Register
from gate_terminal.register.roster import Column, read_roster
from gate_terminal.register.schema import prepare_register

NOW = datetime(2020, 2, 8, 9, 0, tzinfo=SITE_ZONE)
ROSTER = "住址,电话,成员,网格\n3号楼2单元501,13812345678,张三;李四,东3\n12-301,,王五,\n"


def planned(db: Database, text: str) -> ImportPlan:
    return plan_import(db, read_roster(read_csv(text.encode())))


def imported(db: Database, text: str) -> ImportPlan:
    plan = planned(db, text)
    assert carry_out(db, plan, "Wang", now=lambda: NOW)
    return plan


def test_looking_at_an_import_writes_nothing(db: Database, register: Register) -> None:
    plan = planned(db, ROSTER)
    assert (len(plan.added), len(plan.changed), plan.unchanged) == (2, 0, 0)
    assert register.count() == 0
    assert register.log() == []


def test_an_import_brings_households_with_their_people(db: Database, register: Register) -> None:
    imported(db, ROSTER)
    household = register.household_by_address("3-2-501")
    assert household is not None
    assert (household.phone, household.grid, household.unit_number) == ("13812345678", "东3", 2)
    assert [person.name for person in household.members] == ["张三", "李四"]
    assert [found.id for found in register.search("zs")] == [household.id]


def test_the_same_roster_again_changes_nothing(db: Database, register: Register) -> None:
    imported(db, ROSTER)
    before = list(register.households())
    plan = imported(db, ROSTER.replace("3号楼2单元501", "３－２－５０１"))
    assert (len(plan.added), len(plan.changed), plan.unchanged) == (0, 0, 2)
    assert list(register.households()) == before


def test_a_newer_roster_updates_and_keeps_ids(db: Database, register: Register) -> None:
    imported(db, ROSTER)
    before = register.household_by_address("3-2-501")
    plan = imported(db, "address,phone,members,landlord\n3-2-501,13900000000,李四;赵六,王房东\n12-301,,,\n")
    assert [change.columns for change in plan.changed] == [(Column.PHONE, Column.LANDLORD, Column.MEMBERS)]
    after = register.household_by_address("3-2-501")
    assert before is not None
    assert after is not None
    assert (after.id, after.phone, after.grid) == (before.id, "13900000000", "东3")
    assert [person.name for person in after.members] == ["李四", "赵六"]
    assert after.members[0] == before.members[1]
    sheet = register.sheet(after.id)
    assert sheet is not None
    assert sheet.renters == {person.id for person in after.members}
    assert register.search("zs") == []
    assert register.search("0000")[0].id == after.id
    assert register.log(after.id)[0].what == "phone, landlord, members"


def test_what_the_roster_leaves_empty_stays(db: Database, register: Register) -> None:
    imported(db, ROSTER)
    plan = imported(db, "address,phone,members\n3-2-501,,\n")
    assert (len(plan.changed), plan.unchanged) == (0, 1)


@pytest.mark.parametrize("stop_after", [1, 1000, 2400])
def test_a_cancelled_import_leaves_nothing_behind(db: Database, register: Register, stop_after: int) -> None:
    plan = planned(db, "address,members\n" + "".join(f"1-1-{room},张三\n" for room in range(1, 1201)))
    seen: list[tuple[int, int]] = []
    done = carry_out(
        db,
        plan,
        "Wang",
        progress=lambda done, all_: seen.append((done, all_)),
        cancelled=lambda: seen[-1][0] >= stop_after,
    )
    assert not done
    assert register.count() == 0
    assert register.log() == []
    assert all(total == plan.steps for _, total in seen)
    assert carry_out(db, plan, "Wang")
    assert register.count() == 1200


def test_progress_rises_to_the_end(db: Database) -> None:
    seen: list[int] = []
    plan = planned(db, "address\n" + "".join(f"1-1-{room}\n" for room in range(1, 1201)))
    carry_out(db, plan, "Wang", progress=lambda done, _all: seen.append(done))
    assert seen == sorted(seen)
    assert seen[-1] == plan.steps == 1200


def test_a_plan_is_not_carried_out_on_a_register_that_changed_meanwhile(db: Database, register: Register) -> None:
    plan = planned(db, ROSTER)
    register.enter("3-2-501", ("王房东",), "Li", "moved in")
    with pytest.raises(WrongUse, match="look at it again"):
        carry_out(db, plan, "Wang")
    assert register.count() == 1


def test_passes_that_were_issued_and_printed_meanwhile_do_not_stop_an_import(
    db: Database, register: Register, book: PassBook, issue_to: Callable[..., PassRecord]
) -> None:
    household = register.enter("9-1-101", ("赵六",), "Li", "moved in")
    plan = planned(db, ROSTER)
    record = issue_to(household)
    book.note_printed([record.serial], "Li")
    book.revoke(record.serial, PassStatus.LOST, "Li", "lost")
    register.note_revealed("Li", "a question", household)
    assert carry_out(db, plan, "Wang")
    assert register.count() == 3


def test_a_full_disk_leaves_the_register_as_it_was(db: Database, register: Register) -> None:
    imported(db, ROSTER)
    before = list(register.households())
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count={pages + 5}")
    plan = planned(db, "address,members\n" + "".join(f"7-1-{room},张三;李四\n" for room in range(1, 1001)))
    with pytest.raises(WorldFault) as caught:
        carry_out(db, plan, "Wang")
    assert caught.value.fault is Fault.LEDGER_FULL
    assert list(register.households()) == before
    db.execute("PRAGMA max_page_count=1000000")
    assert carry_out(db, plan, "Wang")
    assert register.count() == len(before) + 1000


def test_a_locked_register_is_a_clear_fault_and_a_later_try_succeeds(db: Database, register: Register) -> None:
    plan = planned(db, ROSTER)
    other = sqlite3.connect(db.execute("PRAGMA database_list").fetchone()[2], isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorldFault) as caught:
            carry_out(db, plan, "Wang")
        assert caught.value.fault is Fault.LEDGER_BUSY
    finally:
        other.close()
    assert carry_out(db, plan, "Wang")
    assert register.count() == 2


_ADDRESS = st.builds("{}-{}-{}".format, st.integers(1, 2), st.integers(1, 2), st.integers(1, 3))
_NAME = st.sampled_from(["张三", "李四", "王五", "单雄信"])
_ROW = st.tuples(_ADDRESS, st.sampled_from(["", "13812345678", "12345"]), st.lists(_NAME, max_size=3))


@given(st.lists(st.lists(_ROW, max_size=8), min_size=1, max_size=4))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_imports_the_register_holds_what_was_last_told(
    tmp_path: Path, rosters: list[list[tuple[str, str, list[str]]]]
) -> None:
    db = Database(memory=True)
    prepare_register(db)
    expected: dict[str, tuple[str, list[str]]] = {}
    for roster in rosters:
        told = set()
        for address, phone, names in roster:
            if address in told:
                continue
            told.add(address)
            was = expected.get(address, ("", []))
            expected[address] = (phone or was[0], list(dict.fromkeys(names)) or was[1])
        imported(db, "address,phone,members\n" + "".join(f"{row[0]},{row[1]},{';'.join(row[2])}\n" for row in roster))
    held = {
        sheet.household.address: (sheet.household.phone, [person.name for person in sheet.household.members])
        for sheet in Register(db).households()
    }
    db.close()
    assert held == expected
