"""The daily report: the day as the ledger tells it, masked, and whole even when nothing happened."""

import csv
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate_terminal.__main__ import main
from gate_terminal.application.daily import daily_report
from gate_terminal.application.daily_pages import pages_of
from gate_terminal.application.daily_words import reason_words
from gate_terminal.application.office import open_office
from gate_terminal.application.place import Place
from gate_terminal.application.screen.visiting import attempt_of, other_visit
from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Direction, Language, PassShown, Purpose, Reason, Site, Subject, Verdict
from gate_terminal.ledger.passage import Entered, Passage
from gate_terminal.ledger.retention import erase_identities
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.register import Register
from gate_terminal.register.schema import prepare_register

from .conftest import Compound

DAY = date(2020, 2, 7)
OUT, IN = Direction.OUT, Direction.IN


def at(hour: int, minute: int = 0, *, day: int = 7) -> datetime:
    return datetime(2020, 2, day, hour, minute, tzinfo=SITE_ZONE)


def _ruled(attempt: Attempt, facts: Facts) -> Decision:
    return decide(attempt, facts, Policy())


@dataclass
class Gate:
    """A gate that records by the real rule."""

    ledger: Ledger
    families: dict[str, tuple[str, tuple[str, ...]]]
    """By address: the household's id and those of its members."""
    asked: int = 0

    def passes(
        self,
        address: str,
        direction: Direction,
        moment: datetime,
        *,
        member: int = 0,
        tenths: tuple[int, ...] = (365,),
        shown: PassShown = PassShown.SHOWN,
        purpose: Purpose = Purpose.SHOPPING,
        entered: Entered = Entered.LIVE,
    ) -> Passage:
        self.asked += 1
        party, members = self.families[address]
        attempt = Attempt(
            uid=str(UUID(int=(0x0170_0000_0000_7000_8000 << 48) + self.asked)),
            at=moment,
            site=Site.COMPOUND,
            gate="east",
            lane="1",
            direction=direction,
            subject=Subject.RESIDENT,
            party=party,
            person=members[member],
            purpose=purpose,
            temperatures=tuple(map(Temperature, tenths)),
            circumstances=Circumstances(pass_shown=shown),
        )
        return self.ledger.record(attempt, partial(_ruled, attempt), entered=entered)


@pytest.fixture
def gate(compound: Compound) -> Gate:
    with open_office(compound.place) as office:
        families = {
            sheet.household.address: (sheet.household.id, tuple(person.id for person in sheet.household.members))
            for sheet in office.register.households()
        }
    # A household without members still has somebody who comes to the gate.
    families = {address: (party, members or ("somebody",)) for address, (party, members) in families.items()}
    ledger = Ledger.open(compound.place.ledger, window=False, now=compound.clock.now)
    return Gate(ledger, families)


@pytest.fixture
def lived(gate: Gate) -> Gate:
    """A day with one of everything."""
    gate.passes("3-2-501", OUT, at(9, 5))
    gate.passes("3-2-501", IN, at(9, 50))
    gate.passes("3-2-502", OUT, at(10))  # still out
    gate.passes("5-1-102", IN, at(11), tenths=(374, 376))  # a fever
    gate.passes("5-1-102", OUT, at(11, 30), shown=PassShown.FORGOTTEN)  # held
    gate.passes("3-2-501", OUT, at(15), member=1)  # the turn is used
    gate.passes("5-1-102", OUT, at(8), purpose=Purpose.MEDICAL, entered=Entered.PAPER)
    return gate


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(compound: Compound, capsys: pytest.CaptureFixture[str]) -> Run:
    def runs(*arguments: str, place: Place = compound.place) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["--data", str(place.root), "report", "daily", *arguments])
        printed = capsys.readouterr()
        return int(left.value.code or 0), printed.out, printed.err

    return runs


def table_of(path: Path) -> dict[str, list[list[str]]]:
    """Return the rows of a written CSV by the title of their table, heads included."""
    found: dict[str, list[list[str]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for title, *cells in list(csv.reader(file))[1:]:
            found.setdefault(title, []).append(cells)
    return found


def test_the_report_counts_by_direction_verdict_reason_and_hour(lived: Gate) -> None:
    report = daily_report(lived.ledger, Register(lived.ledger.file), DAY, at(20))
    assert report.counts == {
        (OUT, Verdict.ALLOW, Reason.OK_TURN): 2,
        (IN, Verdict.ALLOW, Reason.OK_RETURN): 1,
        (OUT, Verdict.REFUSE, Reason.QUOTA_USED): 1,
        (IN, Verdict.ISOLATE, Reason.FEVER_CONFIRMED): 1,
        (OUT, Verdict.HOLD, Reason.PASS_NOT_SHOWN): 1,
        (OUT, Verdict.ALLOW, Reason.OK_EXEMPT): 1,
    }
    assert {hour for hour, _, _ in report.hours} == {8, 9, 10, 11, 15}
    assert report.hours[9, OUT, Verdict.ALLOW] == 1
    assert report.entered_later == 1
    assert [fever.readings for fever in report.fevers] == [("37.4", "37.6")]
    assert [hold.reason for hold in report.holds] == [Reason.PASS_NOT_SHOWN]


def test_a_voided_passage_is_in_no_count_and_is_listed_with_who_and_why(lived: Gate) -> None:
    before = daily_report(lived.ledger, Register(lived.ledger.file), DAY, at(20))
    outing = next(passage for passage in lived.ledger.passages() if passage.attempt.at == at(9, 5))
    made = lived.ledger.void(outing.uid, who="值班长", why="误刷", at=at(16))
    report = daily_report(lived.ledger, Register(lived.ledger.file), DAY, at(20))
    assert report.passages == before.passages - len(made)
    assert {(one.by, one.why, one.at) for one in report.voided} == {("值班长", "误刷", at(16))}
    assert len(report.voided) == len(made)


def test_a_void_is_reported_on_its_own_day_and_on_that_of_the_passage(lived: Gate) -> None:
    outing = next(lived.ledger.passages())
    lived.ledger.void(outing.uid, who="值班长", why="误刷", at=at(9, day=8))
    register = Register(lived.ledger.file)
    for day in (DAY, DAY + timedelta(days=1)):
        report = daily_report(lived.ledger, register, day, at(20, day=8))
        assert outing.attempt.at in [one.passage_at for one in report.voided]
    assert daily_report(lived.ledger, register, date(2020, 2, 6), at(20, day=8)).voided == ()


def test_who_is_still_out_is_told_as_of_the_end_of_that_day(lived: Gate) -> None:
    lived.passes("3-2-502", IN, at(1, day=8))
    lived.passes("3-2-501", OUT, at(9, day=9))
    register = Register(lived.ledger.file)
    outside = {
        day: [
            (one.who.household, one.since) for one in daily_report(lived.ledger, register, day, at(20, day=9)).outside
        ]
        for day in (date(2020, 2, day) for day in (6, 7, 8, 9))
    }
    # Somebody who went out by paper at eight to see a doctor has not come back either.
    doctor = ("5-1-**", at(8))
    assert outside == {
        date(2020, 2, 6): [],
        DAY: [doctor, ("3-2-**", at(10))],
        date(2020, 2, 8): [doctor],
        date(2020, 2, 9): [doctor, ("3-2-**", at(9, day=9))],
    }


def test_a_return_that_was_filled_in_is_told_and_counts_in_no_hour(gate: Gate) -> None:
    gate.passes("3-2-501", OUT, at(9))
    gate.passes("3-2-501", OUT, at(9, day=9))
    report = daily_report(gate.ledger, Register(gate.ledger.file), date(2020, 2, 9), at(20, day=9))
    assert report.filled_in == 1
    assert report.counts == {(OUT, Verdict.ALLOW, Reason.OK_TURN_MISSED_RETURN): 1}
    assert len(report.outside) == 1


@pytest.mark.parametrize("ending", ["csv", "html", "txt"])
def test_names_and_rooms_are_masked_in_every_form(lived: Gate, run: Run, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"day.{ending}"
    assert run("--date", "2020-02-07", "--out", str(out))[0] == 0
    text = out.read_text(encoding="utf-8-sig")
    for secret in ("501", "502", "102", "张三", "李四", "王五"):
        assert secret not in text
    assert "3-2-**" in text
    assert "王**" in text


def test_revealing_needs_a_reason_and_is_logged_in_the_ledger(lived: Gate, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "day.txt"
    code, _, error = run("--date", "2020-02-07", "--out", str(out), "--reveal")
    assert (code, out.exists()) == (2, False)
    assert "--reason" in error
    assert run("--date", "2020-02-07", "--out", str(out), "--reveal", "--reason", "流调", "--by", "小陈")[0] == 0
    assert "3-2-502\t王五" in out.read_text("utf-8")
    assert "脱敏" not in out.read_text("utf-8")
    logged = list(lived.ledger.events(EventKind.REVEAL))
    assert [(event.who, event.why, event.about) for event in logged] == [("小陈", "流调", "daily report to day.txt")]


@pytest.mark.parametrize(("language", "sentence"), [("zh", "零报告"), ("en", "Zero report")])
@pytest.mark.parametrize("ending", ["csv", "html", "txt"])
def test_a_day_on_which_nothing_happened_is_reported_too(
    run: Run, tmp_path: Path, language: str, sentence: str, ending: str
) -> None:
    out = tmp_path / f"day.{ending}"
    assert run("--date", "2020-02-01", "--out", str(out), "--language", language)[0] == 0
    assert sentence in out.read_text(encoding="utf-8-sig")


def test_the_csv_holds_the_numbers_of_the_report(lived: Gate, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "day.csv"
    run("--date", "2020-02-07", "--out", str(out), "--language", "en")
    tables = table_of(out)
    overview = {item: int(number) for item, number in tables["Overview"][1:]}
    assert overview == {
        "Passages recorded": 7,
        "Allowed out": 3,
        "of these, residents going out": 3,
        "Allowed in": 1,
        "of these, residents coming home": 1,
        "Turned back": 1,
        "Held": 1,
        "Fever, referred": 1,
        "Measured again": 0,
        "Still out": 2,
        "Made void": 0,
        "Entered later": 1,
        "Returns filled in": 0,
    }
    assert ["TURN BACK", "quota_used", "The household's turn is used", "1", "0"] in tables["By reason"]
    assert ["11:00", "0", "0", "2"] in tables["By hour"]
    assert [row[:2] for row in tables["Still out"][1:]] == [["5-1-**", ""], ["3-2-**", "王**"]]


@pytest.mark.parametrize(("language", "told"), [("en", ["Visitor", ""]), ("zh", ["访客", ""])])
@pytest.mark.parametrize("reveal", [[], ["--reveal", "--reason", "流调"]])
def test_of_whom_no_name_was_asked_the_kind_is_told(
    gate: Gate, run: Run, tmp_path: Path, language: str, told: list[str], reveal: list[str]
) -> None:
    guest = replace(other_visit("0000-guest"), circumstances=Circumstances(host_approved=True))
    attempt = attempt_of(guest, at=at(9), site=Site.COMPOUND, gate="east", lane="1", guard="小王")
    attempt = replace(attempt, temperatures=(Temperature(365),))
    assert gate.ledger.record(attempt, partial(_ruled, attempt)).decision.verdict is Verdict.HOLD
    out = tmp_path / "day.csv"
    assert run("--date", "2020-02-07", "--out", str(out), "--language", language, *reveal)[0] == 0
    (holds,) = [rows for title, rows in table_of(out).items() if title in {"Held for the supervisor", "待核"}]
    assert holds[1][3:5] == told


def test_what_people_typed_is_no_formula_no_markup_and_no_second_row(lived: Gate, run: Run, tmp_path: Path) -> None:
    outing = next(lived.ledger.passages())
    why = '=HYPERLINK("http://x";"<script>")\n+1\t2'
    lived.ledger.void(outing.uid, who="@who", why=why, at=at(16))
    for ending in ("csv", "html", "txt"):
        assert run("--date", "2020-02-07", "--out", str(tmp_path / f"day.{ending}"), "--language", "en")[0] == 0
    row = table_of(tmp_path / "day.csv")["Made void"][1]
    assert row[1:3] == ["'@who", f"'{why}"]
    page = (tmp_path / "day.html").read_text("utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    line = next(one for one in (tmp_path / "day.txt").read_text("utf-8").splitlines() if "HYPERLINK" in one)
    assert line.split("\t")[2] == '=HYPERLINK("http://x";"<script>") +1 2'


def test_erased_identities_leave_the_counts_as_they_were(lived: Gate, run: Run, tmp_path: Path) -> None:
    register = Register(lived.ledger.file)
    before = daily_report(lived.ledger, register, DAY, at(20))
    erase_identities(lived.ledger, before=at(0, day=20), at=at(0, day=20))
    report = daily_report(lived.ledger, register, DAY, at(20, day=20))
    assert (report.counts, report.hours) == (before.counts, before.hours)
    assert [fever.readings for fever in report.fevers] == [("37.4", "37.6")]
    text = str(pages_of(report, "", Language.EN, masked=True))
    assert "erased" in text


def test_a_day_that_has_not_begun_is_no_report(run: Run, tmp_path: Path) -> None:
    code, _, error = run("--date", "2999-01-01", "--out", str(tmp_path / "day.csv"))
    assert (code, list(tmp_path.glob("day*"))) == (2, [])
    assert "2999-01-01 has not begun" in error


def test_another_ending_is_refused(run: Run, tmp_path: Path) -> None:
    code, _, error = run("--date", "2020-02-07", "--out", str(tmp_path / "day.pdf"))
    assert code == 2
    assert ".csv, .html, .txt" in error


@pytest.mark.parametrize("ending", ["csv", "html", "txt"])
def test_a_file_that_cannot_be_written_is_told(run: Run, tmp_path: Path, ending: str) -> None:
    (tmp_path / "file").write_text("in the way")
    code, _, error = run("--date", "2020-02-07", "--out", str(tmp_path / "file" / f"day.{ending}"))
    assert code == 3
    assert error.count("\n") == 1


def test_without_a_terminal_it_says_how_to_set_one_up(run: Run, tmp_path: Path) -> None:
    code, _, error = run("--out", str(tmp_path / "day.csv"), place=Place(tmp_path / "nowhere"))
    assert code == 3
    assert "gate-terminal init" in error


def test_a_damaged_ledger_is_told(compound: Compound, run: Run, tmp_path: Path) -> None:
    shutil.copy(compound.place.settings, compound.place.ledger)
    code, _, error = run("--out", str(tmp_path / "day.csv"))
    assert code == 3
    assert "gate-terminal ledger restore" in error


@pytest.mark.parametrize("language", list(Language))
def test_every_reason_can_stand_alone(language: Language) -> None:
    for reason in Reason:
        words = reason_words(reason, language)
        assert words
        assert "{" not in words


Step = tuple[str, int, Direction, int, tuple[int, ...], PassShown]

STEPS = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        st.integers(0, 1),
        st.sampled_from(list(Direction)),
        st.integers(1, 600),
        st.sampled_from([(365,), (374,), (374, 376), ()]),
        st.sampled_from(list(PassShown)),
    ),
    max_size=25,
)


@settings(max_examples=40)
@given(steps=STEPS, void=st.integers(0, 24))
def test_the_report_of_today_says_what_the_counters_say(steps: list[Step], void: int) -> None:
    with Ledger.in_memory(now=lambda: at(20)) as ledger:
        prepare_register(ledger.file)
        gate = Gate(ledger, {letter: (letter * 8, (f"{letter}1", f"{letter}2")) for letter in "ABC"})
        moment = at(0, day=5)
        recorded = []
        for letter, member, direction, minutes, tenths, shown in steps:
            moment += timedelta(minutes=minutes)
            passage = gate.passes(letter, direction, moment, member=member, tenths=tenths, shown=shown)
            if not passage.already_recorded:
                recorded.append(passage)
        if void < len(recorded):
            ledger.void(recorded[void].uid, who="w", why="y", at=moment)
        day = (moment + timedelta(minutes=1)).date()
        report = daily_report(ledger, Register(ledger.file), day, moment + timedelta(minutes=1))
        counters = ledger.counters(day)
        assert len(report.outside) == counters.out_now
        assert report.living_here[OUT] == counters.out_today
        assert report.living_here[IN] == counters.in_today
        assert report.number(Verdict.ALLOW, OUT) == counters.let_out_today
        assert report.number(Verdict.ALLOW, IN) == counters.let_in_today
        assert report.number(Verdict.REFUSE) == counters.refused_today
        assert report.number(Verdict.HOLD) == counters.held_today
        assert report.number(Verdict.ISOLATE) == counters.fever_today
        by_hour: Counter[tuple[Direction, Verdict]] = Counter()
        for (_, direction, verdict), number in report.hours.items():
            by_hour[direction, verdict] += number
        by_reason: Counter[tuple[Direction, Verdict]] = Counter()
        for (direction, verdict, _), number in report.counts.items():
            by_reason[direction, verdict] += number
        assert by_hour == by_reason
        # The same day, looked back at from later, says the same of who was out then.
        gate.passes("A", IN, at(12, day=27))
        again = daily_report(ledger, Register(ledger.file), day, at(13, day=27))
        assert again.outside == report.outside
