"""Who works in the zone, who may come after hours, and which companies receive people again."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from sqlite_utils import Database

from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.founding import found
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings
from gate_terminal.domain.attempt import Permit
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.words import Company
from gate_terminal.register.companies import Companies
from gate_terminal.register.schema import prepare_register
from gate_terminal.register.staff import Staff
from gate_terminal.register.staff_file import StaffRefusal, read_staff_file

MONDAY, TUESDAY = date(2020, 2, 10), date(2020, 2, 11)
EVENING = datetime(2020, 2, 10, 18, tzinfo=SITE_ZONE)


@pytest.fixture
def db() -> Database:
    """A register in memory."""
    db = Database(memory=True)
    db.conn.isolation_level = None
    prepare_register(db)
    return db


@pytest.fixture
def staff(db: Database, tmp_path: Path) -> Staff:
    """Three people of two companies, one of them on Tuesday only."""
    staff = Staff(db, lambda: EVENING)
    path = tmp_path / "staff.csv"
    path.write_text(
        "在岗名单\n姓名,公司,电话,开始日期,结束日期\n张三,光谷物流,13800008000,2020-02-10,2020-02-11\n"
        "张三,葛店电子,,2020-02-10,2020-02-10\n李四,光谷物流,,2020年2月11日,\n",
        "utf-8",
    )
    staff.take(read_staff_file(path).entries, "office")
    return staff


def test_a_roster_says_who_works_on_which_day(staff: Staff) -> None:
    assert [(m.name, m.company) for m in staff.on_day(MONDAY)] == [("张三", "光谷物流"), ("张三", "葛店电子")]
    assert [m.name for m in staff.on_day(TUESDAY)] == ["张三", "李四"]
    (li,) = staff.find("李四")
    assert not staff.on_roster(li.id, MONDAY)
    assert staff.on_roster(li.id, TUESDAY)
    assert not staff.on_roster("nobody", MONDAY)


def test_somebody_is_found_by_name_initials_phone_or_id(staff: Staff) -> None:
    assert len(staff.find("张三")) == len(staff.find("ZS")) == 2
    (zhang,) = staff.find("13800008000")
    assert staff.find(zhang.id) == [zhang]
    assert staff.member(zhang.id) == zhang
    assert staff.find("") == staff.find("王五") == []


def test_the_same_roster_again_says_nothing_new(staff: Staff, tmp_path: Path) -> None:
    again = staff.take(read_staff_file(tmp_path / "staff.csv").entries, "office")
    assert (again.people, again.days, again.known) == (0, 0, 3)


@pytest.mark.parametrize(
    ("row", "kind", "column"),
    [
        (",光谷物流,2020-02-10", StaffRefusal.NO_NAME, "姓名"),
        ("张三,光谷物流,10/2", StaffRefusal.NOT_A_DATE, "日期"),
        ("张三,光谷物流,2020-02-30", StaffRefusal.NOT_A_DATE, "日期"),
        ("张三,光谷物流,", StaffRefusal.NO_DATE, "日期"),
        (f"{'张' * 61},光谷物流,2020-02-10", StaffRefusal.TOO_LONG, "姓名"),
    ],
)
def test_a_row_that_cannot_be_meant_is_named(tmp_path: Path, row: str, kind: StaffRefusal, column: str) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(f"姓名,公司,日期\n{row}\n王五,光谷物流,2020-02-10\n", "utf-8")
    found = read_staff_file(path)
    assert [(each.row, each.column, each.kind) for each in found.refused] == [(2, column, kind)]
    assert [entry.name for entry in found.entries] == ["王五"]


def test_backwards_days_are_refused_and_days_for_all_rows_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("name;company;from;until\nA;X;2020-02-11;2020-02-10\nB;X;;\n", "utf-8")
    found = read_staff_file(path, (MONDAY, TUESDAY))
    assert [each.kind for each in found.refused] == [StaffRefusal.BACKWARDS]
    assert [(entry.name, entry.first, entry.last) for entry in found.entries] == [("B", MONDAY, TUESDAY)]


def test_a_row_that_names_its_last_day_alone_begins_with_the_roster(tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("name;until\nA;2020-02-11\nB;2020/2/10 0:00:00\n", "utf-8")
    found = read_staff_file(path, (MONDAY, MONDAY))
    assert [(entry.first, entry.last) for entry in found.entries] == [(MONDAY, TUESDAY), (MONDAY, MONDAY)]
    assert [each.kind for each in read_staff_file(path).refused] == [StaffRefusal.NO_DATE] * 2


def test_the_days_of_a_workbook_are_days_and_its_other_moments_are_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["姓名", "公司", "开始日期", "结束日期", "姓名"])
    sheet.append(["张三", "光谷物流", MONDAY, datetime(2020, 2, 11), "不是他"])  # noqa: DTZ001 - as spreadsheets keep them
    sheet.append(["李四", "光谷物流", datetime(2020, 2, 10, 8, 30), TUESDAY])  # noqa: DTZ001
    sheet.append([MONDAY, "光谷物流", MONDAY, TUESDAY])
    sheet.append(["王五", "光谷物流", "=C2+1", TUESDAY])
    path = tmp_path / "staff.xlsx"
    book.save(path)
    found = read_staff_file(path, (MONDAY, MONDAY))
    assert [(entry.name, entry.first, entry.last) for entry in found.entries] == [("张三", MONDAY, TUESDAY)]
    assert [(each.row, each.column, each.kind) for each in found.refused] == [
        (3, "开始日期", StaffRefusal.DATE_CELL),
        (4, "姓名", StaffRefusal.DATE_CELL),
        (5, "开始日期", StaffRefusal.FORMULA),
    ]


@pytest.mark.parametrize("text", ["公司,日期\nX,2020-02-10\n", "\n\n", "x"])
def test_a_file_without_a_column_of_names_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(WorldFault) as told:
        read_staff_file(path)
    assert told.value.fault is Fault.FILE_UNREADABLE


def test_a_permit_holds_from_its_beginning_up_to_its_end(staff: Staff) -> None:
    given = staff.give_permit("李四", "光谷物流", EVENING, EVENING + timedelta(hours=2), "值班长")
    who = given.member.id
    assert staff.permit(who, EVENING) == Permit(EVENING, EVENING + timedelta(hours=2))
    assert staff.permit(who, EVENING + timedelta(hours=2)) is None
    later = staff.give_permit("李四", "光谷物流", EVENING + timedelta(hours=1), EVENING + timedelta(hours=4), "值班长")
    assert staff.permit(who, EVENING + timedelta(hours=3)) == later.permit
    staff.withdraw_permit(later.number, "值班长", "not needed")
    assert staff.permit(who, EVENING + timedelta(hours=3)) is None
    assert [each.withdrawn_at is not None for each in staff.permits()] == [True, False]


def test_a_permit_without_a_company_is_for_the_one_of_that_name(staff: Staff) -> None:
    (li,) = staff.find("李四")
    given = staff.give_permit(" 李四", "", EVENING, EVENING + timedelta(hours=2), "office")
    assert given.member.id == li.id
    assert given.member.company == "光谷物流"
    with pytest.raises(WrongUse, match=r"光谷物流, 葛店电子|葛店电子, 光谷物流"):
        staff.give_permit("张三", "", EVENING, EVENING + timedelta(hours=2), "office")
    stranger = staff.give_permit("王五", "", EVENING, EVENING + timedelta(hours=2), "office")
    assert (stranger.member.name, stranger.member.company) == ("王五", "")


def test_a_permit_that_cannot_be_meant_is_refused(staff: Staff) -> None:
    for begin, end, name in ((EVENING, EVENING, "李四"), (EVENING, EVENING + timedelta(hours=1), " ")):
        with pytest.raises(WrongUse):
            staff.give_permit(name, "", begin, end, "值班长")
    with pytest.raises(WrongUse, match="no permit 99"):
        staff.withdraw_permit(99, "值班长", "none")


def test_a_company_that_is_not_on_the_list_has_not_resumed_and_no_list_holds_nobody(db: Database) -> None:
    companies = Companies(db, lambda: EVENING)
    assert companies.state_of("光谷物流") is Company.RESUMED
    companies.tell(["光谷物流", "葛店电子"], Company.RESUMED, "office", "notice 3")
    companies.tell(["葛店电子"], Company.NOT_RESUMED, "office", "notice 4")
    assert companies.state_of("光谷物流") is Company.RESUMED
    assert companies.state_of("葛店电子") is Company.NOT_RESUMED
    assert companies.state_of("别的公司") is Company.NOT_RESUMED
    assert [(each.name, each.state) for each in companies.all()] == [
        ("光谷物流", Company.RESUMED),
        ("葛店电子", Company.NOT_RESUMED),
    ]
    with pytest.raises(WrongUse):
        companies.tell([" "], Company.RESUMED, "office", "notice")


class TestTheCommands:
    """The same from the command line."""

    @pytest.fixture
    def place(self, tmp_path: Path) -> Place:
        place = Place(tmp_path / "terminal")
        found(place, Settings(), Policy(), EVENING, "a passphrase")
        return place

    def run(self, place: Place, *arguments: str) -> Result:
        done = CliRunner().invoke(gate_terminal, [*arguments, "--data", str(place.root)], standalone_mode=False)
        if done.exception is not None:
            raise done.exception
        return done

    def test_a_roster_is_imported_and_listed_masked(self, place: Place, tmp_path: Path) -> None:
        path = tmp_path / "staff.csv"
        path.write_text("姓名,公司,电话\n张三,光谷物流,13800008000\n,光谷物流,\n", "utf-8")
        done = self.run(place, "roster", "import", str(path), "--from", "2020-02-10", "--json")
        told = json.loads(done.output)
        assert (told["rows"], told["people"], len(told["refused"]), done.return_value) == (1, 1, 1, 1)
        listed = self.run(place, "roster", "list", "--day", "2020-02-10")
        assert listed.output.split("\t") == ["张**", "光谷物流", "138****8000\n"]
        assert self.run(place, "roster", "list", "--day", "2020-02-11").return_value == 1

    @pytest.mark.parametrize(
        ("site", "begins"),
        [("compound", "households import"), ("zone-truck", "companies set"), ("zone-admin", "roster")],
    )
    def test_what_comes_next_is_what_that_kind_of_gate_needs(self, tmp_path: Path, site: str, begins: str) -> None:
        new = Place(tmp_path / "new")
        done = self.run(new, "init", "--site", site, "--name", "葛店", "--gate", "main")
        assert f"\nNext: gate-terminal {begins}" in done.output

    def test_a_dry_run_writes_nothing(self, place: Place, tmp_path: Path) -> None:
        path = tmp_path / "staff.csv"
        path.write_text("姓名\n张三\n", "utf-8")
        assert (
            "1 row read, 0 refused: nothing was written."
            in self.run(place, "roster", "import", str(path), "--until", "2020-02-10", "--dry-run").output
        )
        assert self.run(place, "roster", "list", "--day", "2020-02-10").return_value == 1

    def test_a_permit_is_added_listed_and_withdrawn(self, place: Place) -> None:
        add = ("permits", "add", "李四", "--from", "2020-02-10T18:00", "--until", "2020-02-10T20:00", "--json")
        told = json.loads(self.run(place, *add).output)
        assert (told["name"], told["from"]) == ("李**", "2020-02-10T18:00:00+08:00")
        self.run(place, "permits", "withdraw", str(told["number"]), "--reason", "not needed")
        assert "withdrawn" in self.run(place, "permits", "list").output

    def test_companies_are_told_and_listed(self, place: Place) -> None:
        assert self.run(place, "companies", "list").return_value == 1
        self.run(place, "companies", "set", "光谷物流", "--resumed", "--reason", "notice 3")
        assert self.run(place, "companies", "list").output == "光谷物流\tresumed\n"
