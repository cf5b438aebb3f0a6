"""The office by its commands: households in, passes out, and what the gates make of them."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gate_terminal.__main__ import main
from gate_terminal.application.founding import found
from gate_terminal.application.office import open_office
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings, SiteSettings
from gate_terminal.credentials.claims import Kind
from gate_terminal.credentials.codes import PassCode, Revocation
from gate_terminal.credentials.practice import PRACTICE_PUBLIC_KEY
from gate_terminal.credentials.reading import read_pass
from gate_terminal.credentials.store import ListStore
from gate_terminal.credentials.trust import Trust
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import PassKind
from gate_terminal.domain.policy import Policy

ROSTER = "住址,电话,成员,网格\n3号楼2单元501,13812345678,张三;李四,东3\n12-301,13912345678,王五,\n"


@dataclass
class Answer:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Answer]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("founded") / "terminal"
    found(Place(root), Settings(SiteSettings(name="幸福小区", zone=3001)), Policy(), datetime.now(SITE_ZONE))
    return root


@pytest.fixture
def place(founded: Path, tmp_path: Path) -> Place:
    shutil.copytree(founded, tmp_path / "terminal")
    return Place(tmp_path / "terminal")


@pytest.fixture
def run(place: Place, capsys: pytest.CaptureFixture[str]) -> Run:
    def runs(*arguments: str) -> Answer:
        with pytest.raises(SystemExit) as left:
            main(["--data", str(place.root), *arguments])
        printed = capsys.readouterr()
        return Answer(int(left.value.code or 0), printed.out, printed.err)

    return runs


@pytest.fixture
def roster(tmp_path: Path) -> str:
    path = tmp_path / "roster.csv"
    path.write_bytes(ROSTER.encode("gb18030"))
    return str(path)


def test_a_roster_is_imported_and_its_households_have_passes_that_the_gate_trusts(
    run: Run, roster: str, place: Place
) -> None:
    assert run("households", "import", roster).code == 0
    passes = run("passes", "issue", "--all-missing", "--json")
    assert passes.code == 0
    assert [line["household"] for line in passes.lines] == ["3-2-501", "12-301"]
    assert run("passes", "issue", "--all-missing", "--json").out == ""
    trust = ListStore(place.lists).trust()
    today = datetime.now(SITE_ZONE).date()
    for line in passes.lines:
        reading = read_pass(str(line["text"]), trust, today, zone=3001)
        assert reading.code is PassCode.OK
        assert reading.serial == line["serial"]
        assert reading.claims is not None
        assert reading.claims.kind is Kind.RESIDENT
        assert reading.claims.valid_until == today + timedelta(days=365)


def test_issuing_tells_how_far_it_is_and_stopping_it_issues_nothing(run: Run, roster: str, place: Place) -> None:
    def stop(_done: int, _of: int) -> None:
        raise KeyboardInterrupt

    run("households", "import", roster)
    told: list[tuple[int, int]] = []
    with open_office(place) as office:
        with pytest.raises(KeyboardInterrupt):
            office.issue(office.without_pass(), "office", progress=stop)
        assert office.book.passes() == []
        office.issue(office.without_pass(), "office", progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize("reason", ["lost", "stolen", "moved", "superseded"])
def test_a_cancelled_pass_is_refused_by_the_gate_with_its_reason(
    run: Run, roster: str, place: Place, reason: str
) -> None:
    run("households", "import", roster)
    line = run("passes", "issue", "--household", "3#2-501", "--json").lines[0]
    typed = str(line["serial"]).lower().replace("-", "")
    assert run("passes", "revoke", typed, "--reason", reason).code == 0
    reading = read_pass(str(line["text"]), ListStore(place.lists).trust(), datetime.now(SITE_ZONE).date(), zone=3001)
    assert reading.code is PassCode.PASS_REVOKED
    assert reading.revocation is Revocation(reason)
    again = run("passes", "revoke", typed, "--reason", reason)
    assert (again.code, "already" in again.err) == (2, True)


def test_a_pass_reported_lost_is_corrected_to_stolen_and_the_gate_says_so(run: Run, roster: str, place: Place) -> None:
    run("households", "import", roster)
    line = run("passes", "issue", "--household", "3-2-501", "--json").lines[0]
    revoke = ("passes", "revoke", str(line["serial"]), "--reason")
    assert run(*revoke, "lost").code == 0
    assert run(*revoke, "stolen", "--note", "seen on the camera").code == 0
    reading = read_pass(str(line["text"]), ListStore(place.lists).trust(), datetime.now(SITE_ZONE).date(), zone=3001)
    assert (reading.code, reading.revocation) == (PassCode.PASS_REVOKED, Revocation.STOLEN)
    assert run(*revoke, "lost").code == 2


def test_a_new_card_cancels_the_old_one_and_keeps_the_household(run: Run, roster: str, place: Place) -> None:
    run("households", "import", roster)
    old, new = (run("passes", "issue", "--household", "3-2-501", "--json").lines[0] for _ in range(2))
    trust = ListStore(place.lists).trust()
    today = datetime.now(SITE_ZONE).date()
    was, now = (read_pass(str(one["text"]), trust, today, zone=3001) for one in (old, new))
    assert (was.code, was.revocation) == (PassCode.PASS_REVOKED, Revocation.SUPERSEDED)
    assert now.code is PassCode.OK
    assert was.claims is not None
    assert now.claims is not None
    assert was.claims.household == now.claims.household


def test_a_household_that_moves_out_takes_its_passes_with_it(run: Run, roster: str, place: Place) -> None:
    run("households", "import", roster)
    text = str(run("passes", "issue", "--household", "3-2-501", "--json").lines[0]["text"])
    with open_office(place) as office:
        household = office.find("3号楼2单元501")
        assert household is not None
        office.move_out(household.id, "Wang", "sold the flat")
    reading = read_pass(text, ListStore(place.lists).trust(), datetime.now(SITE_ZONE).date(), zone=3001)
    assert (reading.code, reading.revocation) == (PassCode.PASS_REVOKED, Revocation.MOVED)


def test_a_visitor_has_a_pass_of_their_own_until_a_date(run: Run, roster: str, place: Place) -> None:
    run("households", "import", roster)
    until = datetime.now(SITE_ZONE).date() + timedelta(days=3)
    arguments = ("passes", "issue", "--household", "3-2-501", "--kind", "visitor", "--json", "--until", str(until))
    assert run(*arguments).code == 2
    line = run(*arguments, "--name", "老周").lines[0]
    reading = read_pass(str(line["text"]), ListStore(place.lists).trust(), datetime.now(SITE_ZONE).date(), zone=3001)
    assert reading.claims is not None
    assert (reading.claims.kind, reading.claims.valid_until) == (Kind.VISITOR, until)
    with open_office(place) as office:
        guest = office.register.identify(reading.claims.household_id)
        host = office.find("3-2-501")
    assert guest is not None
    assert host is not None
    assert (guest.address, [person.name for person in guest.members]) == ("3-2-501", ["老周"])
    assert guest.id != host.id


def test_a_household_s_passes_are_listed_with_those_of_its_guests(run: Run, roster: str) -> None:
    run("households", "import", roster)
    run("passes", "issue", "--all-missing")
    run("passes", "issue", "--household", "3-2-501", "--kind", "temporary", "--name", "老周", "--until", "2999-01-01")
    run("passes", "issue", "--household", "3-2-501", "--kind", "temporary", "--name", "老周", "--until", "2099-01-01")
    listed = run("passes", "list", "--household", "3号楼2单元501", "--json").lines
    assert sorted(str(line["kind"]) for line in listed) == ["resident", "temporary"]


def test_a_place_without_a_name_is_not_founded(run: Run, tmp_path: Path) -> None:
    answer = run("init", "--data", str(tmp_path / "new"), "--site", "compound", "--name", " ", "--gate", "east")
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert not (tmp_path / "new").exists()


def test_a_rehearsal_issues_passes_that_no_real_gate_trusts(tmp_path: Path) -> None:
    place = Place(tmp_path / "rehearsal")
    found(place, Settings(SiteSettings(practice=True)), Policy(), datetime.now(SITE_ZONE))
    with open_office(place) as office:
        household = office.register.enter("1-1-101", ("张三",), "Wang", "rehearsal")
        (record,) = office.issue([household], "Wang", kind=PassKind.RESIDENT)
        today = office.today
    assert read_pass(record.text, ListStore(place.lists).trust(), today, zone=3001).practice
    assert read_pass(record.text, Trust.of_public_keys([PRACTICE_PUBLIC_KEY]), today).code is PassCode.OK


def test_refused_rows_are_reported_with_row_and_column_and_the_exit_code_says_no(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("address,phone\n1-1-101,=1+1\n1-1-102,13812345678\n1#1-102,\n", encoding="utf-8")
    dry = run("households", "import", str(path), "--dry-run", "--json")
    assert dry.code == 1
    assert dry.lines[0]["written"] is False
    assert run("households", "list").code == 1
    real = run("households", "import", str(path), "--json")
    assert real.code == 1
    assert real.lines[0]["refused"] == [
        {"row": 2, "column": "phone", "reason": "a formula stands where its value should"},
        {
            "row": 4,
            "column": "address",
            "reason": "the same address stands in row 3: write all members of a household into one row",
        },
    ]
    assert [line["address"] for line in run("households", "list", "--json").lines] == ["1-1-102"]


def test_personal_data_is_masked_unless_a_reason_is_given_and_logged(run: Run, roster: str, place: Place) -> None:
    run("households", "import", roster)
    masked = run("households", "list", "--json").out + run("households", "show", "3-2-501").out
    assert "张三" not in masked
    assert "13812345678" not in masked
    assert run("households", "list", "--reveal").code == 2
    shown = run("households", "show", "3-2-501", "--reveal", "--reason", "fever case", "--by", "Wang", "--json").lines[
        0
    ]
    assert (shown["members"], shown["phone"]) == (["张三", "李四"], "13812345678")
    with open_office(place) as office:
        line = office.register.log(limit=1)[0]
    assert (line.who, line.action, line.why, line.what) == ("Wang", "reveal", "fever case", shown["household"])


def test_search_and_show_find_what_is_there_and_say_no_otherwise(run: Run, roster: str) -> None:
    run("households", "import", roster)
    assert [line["address"] for line in run("households", "list", "--search", "zs", "--json").lines] == ["3-2-501"]
    assert run("households", "list", "--search", "nobody").code == 1
    serial = str(run("passes", "issue", "--household", "3-2-501", "--json").lines[0]["serial"])
    typed = serial.replace("-", " ").lower()
    assert run("households", "show", typed, "--json").lines[0]["address"] == "3-2-501"
    no = run("households", "show", "9-9-999")
    assert (no.code, no.out) == (1, "")
    assert no.err.count("\n") == 1


def test_an_export_opens_in_a_spreadsheet_and_runs_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("address,members,grid\n-1+1地下室,@张三,+86\n", encoding="utf-8")
    run("households", "import", str(path))
    out = tmp_path / "out.csv"
    assert run("households", "export", "--out", str(out), "--reveal", "--reason", "census").code == 0
    assert out.read_bytes().startswith("\ufeff".encode())
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["address", "phone", "members", "grid", "landlord", "utility_account"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert rows[1][0] == "'-1+1地下室"


def test_an_export_that_cannot_be_written_is_a_clear_fault(run: Run, roster: str, tmp_path: Path) -> None:
    run("households", "import", roster)
    answer = run("households", "export", "--out", str(tmp_path / "nowhere" / "out.csv"))
    assert answer.code == 3
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("passes", "issue"), 2),
        (("passes", "issue", "--all-missing", "--household", "3-2-501"), 2),
        (("passes", "issue", "--household", "9-9-999"), 1),
        (("passes", "issue", "--household", "3-2-501", "--until", "2020-02-08"), 2),
        (("passes", "issue", "--household", "3-2-501", "--until", "soon"), 2),
        (("passes", "revoke", "B8E0-ZZQ7-Y", "--reason", "lost"), 2),
        (("passes", "revoke", "B8E0-ZZQ7-Z", "--reason", "lost"), 1),
        (("passes", "revoke", "B8E0-ZZQ7-Z", "--reason", "eaten"), 2),
        (("passes", "list"), 1),
        (("passes", "list", "--household", "9-9-999"), 1),
        (("households", "import", "nothing.csv"), 3),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_an_exit_code(
    run: Run, roster: str, arguments: tuple[str, ...], code: int
) -> None:
    run("households", "import", roster)
    answer = run(*arguments)
    assert answer.code == code
    assert answer.out == ("No passes.\n" if arguments == ("passes", "list") else "")
    assert answer.err.count("\n") == (0 if arguments == ("passes", "list") else 1)
    assert "Traceback" not in answer.err


def test_without_init_there_is_no_office(tmp_path: Path) -> None:
    with pytest.raises(WorldFault) as caught:
        open_office(Place(tmp_path / "nothing"))
    assert caught.value.fault is Fault.NOT_SET_UP
    assert not (tmp_path / "nothing").exists()


def test_keys_that_cannot_be_opened_issue_nothing(run: Run, roster: str, place: Place) -> None:
    run("households", "import", roster)
    (place.keys / "passphrase").write_text("another one\n", encoding="utf-8")
    assert run("passes", "issue", "--all-missing").code == 3
    assert run("passes", "issue", "--household", "3-2-501", "--kind", "visitor", "--name", "老周").code == 3
    with open_office(place) as office:
        assert office.book.passes() == []
        assert office.register.search("老周") == []


def test_a_visitor_for_whom_no_pass_can_be_issued_is_not_admitted(
    run: Run, roster: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise WorldFault(Fault.FILE_UNWRITABLE, "Cannot write it: No space left on device.")

    run("households", "import", roster)
    with open_office(place) as office:
        monkeypatch.setattr(office, "_publish", full)
        with pytest.raises(WorldFault):
            office.issue_to_guest("老周", "3-2-501", "office", kind=PassKind.VISITOR)
        assert office.book.passes() == []
        assert office.register.search("老周") == []


def test_a_new_status_list_has_the_next_number(run: Run, place: Place) -> None:
    before = ListStore(place.lists).status_list()
    assert run("passes", "publish").code == 0
    after = ListStore(place.lists).status_list()
    assert before is not None
    assert after is not None
    assert after.sequence == before.sequence + 1
