"""After a power cut the list on paper is entered in one go: at its own moments, marked as such, and only once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from gate_terminal.__main__ import main
from gate_terminal.application.derived_again import derived_again
from gate_terminal.application.office import Office, open_office
from gate_terminal.application.paper_list import PaperList, PaperRefusal, enter_paper_list, read_paper_list, was_known
from gate_terminal.application.policy_book import PolicyBook, last_in_force, lay_down
from gate_terminal.application.whatif import what_if
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.moments import SITE_ZONE, DailyWindow
from gate_terminal.domain.people import PassKind
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.words import Basis, Direction, Purpose, Reason, Verdict
from gate_terminal.ledger import states
from gate_terminal.ledger.passage import Entered, Passage

from .conftest import Compound

TODAY = date(2020, 2, 7)
NOON = datetime(2020, 2, 7, 12, tzinfo=SITE_ZONE)


@pytest.fixture
def office(compound: Compound) -> Iterator[Office]:
    compound.clock.wall = NOON
    with open_office(compound.place, clock=compound.clock, passphrase="a passphrase") as office:
        yield office


def read(office: Office, path: Path, day: date | None = TODAY) -> PaperList:
    return read_paper_list(path, office.register, office.settings, day=day, who="王", now=NOON)


def listed(office: Office, tmp_path: Path, *lines: str) -> PaperList:
    path = tmp_path / "paper.csv"
    path.write_text("\n".join(("停电登记", "时间,方向,住址,姓名,事由,体温", *lines)), "utf-8")
    return read(office, path)


def entered(office: Office, found: PaperList) -> list[Passage]:
    policies = PolicyBook(office.place, office.ledger)
    return enter_paper_list(office.ledger, policies, found.lines, NOON, lambda _done, _of: None)


def test_a_morning_on_paper_counts_as_if_the_terminal_had_been_there(office: Office, tmp_path: Path) -> None:
    found = listed(
        office,
        tmp_path,
        "9:50,进门,3号楼2单元501,张三,,36.6",
        "9:14,出门,3-2-501,张三,采购,36.5",
        "10:30,出,3-2-502,,就医,365",
        "11:00,out,3-2-501,李四,,36.4",
        "11:20,出,5-1-102,,,",
    )
    assert found.refused == ()
    made = entered(office, found)
    assert [passage.decision.reason for passage in made] == [
        Reason.OK_TURN,
        Reason.OK_RETURN,
        Reason.OK_EXEMPT,
        Reason.OK_SUPERVISOR,  # the turn was used: they went all the same
        Reason.OK_SUPERVISOR,  # nobody measured
    ]
    assert [passage.seq for passage in made] == [1, 2, 3, 4, 5]
    assert all(passage.entered is Entered.PAPER and passage.attempt.guard == "王" for passage in made)
    assert made[0].attempt.at == datetime(2020, 2, 7, 9, 14, tzinfo=SITE_ZONE)
    assert made[2].attempt.purpose is Purpose.MEDICAL
    assert not states.differences(office.ledger.file.conn)
    assert derived_again(office.ledger.file).differing == ()


def test_under_the_same_rule_nothing_on_paper_would_have_been_otherwise_and_under_another_they_passed_too(
    office: Office, tmp_path: Path
) -> None:
    entered(office, listed(office, tmp_path, "9:14,出,3-2-501,张三,,36.5", "11:00,出,3-2-501,李四,,36.4"))
    same = PolicyBook(office.place, office.ledger).at(NOON)
    assert what_if(office.ledger, same, same, TODAY, TODAY).changes == ()
    closed = replace(same, night_closed=DailyWindow(time(9), time(10)))
    (change,) = what_if(office.ledger, closed, same, TODAY, TODAY).changes
    assert (change.was.reason, change.would_be.reason) == (Reason.OK_TURN, Reason.OK_SUPERVISOR)


def test_the_same_list_again_and_what_the_terminal_had_recorded_itself_add_nothing(
    office: Office, tmp_path: Path
) -> None:
    lines = ("9:14,出,3-2-501,张三,,36.5", "9:50,进,3-2-501,张三,,36.5")
    entered(office, listed(office, tmp_path, *lines))
    again = entered(office, listed(office, tmp_path, *lines, "9:14:40,出,3-2-501,张三,,36.5", "9:55,进,3-2-502,,,36.5"))
    assert [was_known(passage) for passage in again] == [True, False, True, False]
    assert len(list(office.ledger.passages())) == 4


def test_a_fever_on_paper_opens_a_case_and_a_first_high_reading_lets_nobody_through(
    office: Office, tmp_path: Path
) -> None:
    made = entered(office, listed(office, tmp_path, "9:14,出,3-2-501,,,37.5 37.6", "9:20,出,3-2-502,,,37.5"))
    assert [passage.decision.verdict for passage in made] == [Verdict.ISOLATE, Verdict.REMEASURE]


def test_each_line_is_answered_by_the_policy_of_its_moment_and_the_one_in_force_stays(
    office: Office, tmp_path: Path
) -> None:
    old = PolicyBook(office.place, office.ledger).at(NOON)
    rolling = Policy(basis=Basis.ROLLING, issued_by="指挥部")
    lay_down(office.place, office.ledger, rolling, NOON - timedelta(hours=2), NOON - timedelta(hours=3), who="王")
    made = entered(office, listed(office, tmp_path, "9:14,出,3-2-501,,,36.5", "10:30,出,3-2-502,,,36.5"))
    midnight, later = (passage.decision.next_allowed for passage in made)
    assert midnight == datetime(2020, 2, 9, tzinfo=SITE_ZONE)
    assert later == datetime(2020, 2, 9, 10, 30, tzinfo=SITE_ZONE)
    in_force = last_in_force(office.ledger)
    assert in_force is not None
    assert (in_force.basis, old.basis) == (Basis.ROLLING, Basis.CALENDAR)
    assert derived_again(office.ledger.file).differing == ()


@pytest.mark.parametrize(
    ("line", "kind", "column"),
    [
        ("25:14,出,3-2-501,,,36.5", PaperRefusal.NO_TIME, "时间"),
        ("上午,出,3-2-501,,,36.5", PaperRefusal.NO_TIME, "时间"),
        ("2020-02-30 9:14,出,3-2-501,,,36.5", PaperRefusal.NO_TIME, "时间"),
        ("12:01,出,3-2-501,,,36.5", PaperRefusal.TO_COME, "时间"),
        ("9:14,上,3-2-501,,,36.5", PaperRefusal.NO_DIRECTION, "方向"),
        ("9:14,出,,张三,,36.5", PaperRefusal.NOBODY, "住址"),
        ("9:14,出,9-9-999,张三,,36.5", PaperRefusal.UNKNOWN, "住址"),
        ("9:14,出,3-2-501,某某,,36.5", PaperRefusal.NO_MEMBER, "姓名"),
        ("9:14,出,3-2-501,张三,散步,36.5", PaperRefusal.NO_PURPOSE, "事由"),
        ("9:14,出,3-2-501,张三,,37.29", PaperRefusal.NO_TEMPERATURE, "体温"),
    ],
)
def test_a_line_that_cannot_be_meant_is_named_and_the_others_are_taken(
    office: Office, tmp_path: Path, line: str, kind: PaperRefusal, column: str
) -> None:
    found = listed(office, tmp_path, line, "2020年2月6日 8:05,进,3-2-502,,,36.5")
    assert [(each.row, each.column, each.kind) for each in found.refused] == [(3, column, kind)]
    (other,) = found.lines
    assert (other.row, other.attempt.at) == (4, datetime(2020, 2, 6, 8, 5, tzinfo=SITE_ZONE))
    assert other.attempt.direction is Direction.IN


def test_a_line_without_a_day_needs_one(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "paper.csv"
    path.write_text("time,direction,address\n9:14,out,3-2-501\n", "utf-8")
    assert [each.kind for each in read(office, path, day=None).refused] == [PaperRefusal.NO_TIME]


def test_a_workbook_with_days_of_its_own_and_a_pass_number_is_read(
    office: Office, compound: Compound, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["日期", "时间", "方向", "证号", "体温"])
    record = compound.passes["3-2-501"]
    sheet.append([TODAY, "9:14", "出", record.serial.lower(), 37])
    sheet.append([TODAY, "9:20", "出", "AAAA-AAAA-A", 36.5])
    sheet.append([TODAY, "=1", "出", record.serial, 365])
    path = tmp_path / "paper.xlsx"
    book.save(path)
    found = read(office, path, day=None)
    (line,) = found.lines
    assert (line.attempt.serial, line.attempt.serial_typed) == (record.serial, True)
    assert [str(reading) for reading in line.attempt.temperatures] == ["37.0"]
    assert [each.kind for each in found.refused] == [PaperRefusal.UNKNOWN, PaperRefusal.FORMULA]


def test_the_pass_of_a_guest_is_no_household_s(office: Office, tmp_path: Path) -> None:
    record = office.issue_to_guest("老周", "3-2-501", "office", kind=PassKind.VISITOR)
    path = tmp_path / "paper.csv"
    path.write_text(f"time,direction,serial\n9:14,in,{record.serial}\n", "utf-8")
    assert [each.kind for each in read(office, path).refused] == [PaperRefusal.A_GUEST]


def test_what_is_no_list_is_told(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "paper.csv"
    path.write_text("住址,电话\n3-2-501,\n", "utf-8")
    with pytest.raises(WorldFault, match="时间, 方向") as told:
        read(office, path)
    assert told.value.fault is Fault.FILE_UNREADABLE


def test_the_command_says_what_was_entered(
    compound: Compound, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "paper.csv"
    path.write_text("time,direction,address\n9:14,out,3-2-501\n9:20,out,9-9-9\n", "utf-8")

    def run(*arguments: str) -> tuple[object, str]:
        with pytest.raises(SystemExit) as ended:
            main(
                ["passages", "enter", str(path), "--date", "2020-02-07", "--data", str(compound.place.root), *arguments]
            )
        return ended.value.code, capsys.readouterr().out

    code, text = run("--dry-run")
    assert (code, text.splitlines()[-1]) == (1, "1 line read, 1 refused: nothing was written.")
    told = json.loads(run("--json")[1])
    assert {name: told[name] for name in ("lines", "entered", "known", "let_through")} == {
        "lines": 1,
        "entered": 1,
        "known": 0,
        "let_through": 1,
    }
    assert "0 entered, 1 known already, 1 refused" in run()[1]
