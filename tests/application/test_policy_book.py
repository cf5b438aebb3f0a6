"""The policies of a terminal: which holds when, and what a file that cannot be read may not do."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gate_terminal.__main__ import main
from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.health import Health
from gate_terminal.application.health_terminal import policy as rule_of_doctor
from gate_terminal.application.place import Place
from gate_terminal.application.policy_book import PolicyBook, last_in_force, lay_down
from gate_terminal.application.registrar import Registrar
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.policy import Policy, policy_from_toml, policy_to_toml, version
from gate_terminal.domain.words import Basis, Reason, Verdict
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger

from .conftest import MORNING, Compound
from .test_registrar import decided, shown

ROLLING = Policy(basis=Basis.ROLLING, issued_by="防控指挥部")
CLOSED = Policy(interval_days=3)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A directory with nothing but the first policy."""
    (tmp_path / "policy.toml").write_text(policy_to_toml(Policy()), "utf-8")
    return Place(tmp_path)


def laid_down(place: Place, policy: Policy, since: datetime, now: datetime) -> Path:
    """Lay a policy down beside a ledger that is forgotten."""
    with Ledger.in_memory() as ledger:
        return lay_down(place, ledger, policy, since, now, who="李主任")


def test_a_policy_holds_from_its_moment_on_and_not_a_second_earlier(place: Place) -> None:
    begins = MORNING + timedelta(hours=1)
    laid_down(place, ROLLING, begins, MORNING)
    book = PolicyBook(place)
    assert book.at(begins - timedelta(microseconds=1)) == Policy()
    assert book.at(begins) == ROLLING
    assert book.at(begins + timedelta(days=400)) == ROLLING


def test_of_two_for_the_same_moment_the_later_holds_and_both_are_kept(place: Place) -> None:
    first = laid_down(place, ROLLING, MORNING, MORNING)
    second = laid_down(place, CLOSED, MORNING, MORNING)
    assert PolicyBook(place).at(MORNING) == CLOSED
    assert first.exists()
    assert second.exists()


def test_a_later_moment_laid_down_first_still_comes_later(place: Place) -> None:
    laid_down(place, CLOSED, MORNING + timedelta(days=2), MORNING)
    laid_down(place, ROLLING, MORNING + timedelta(days=1), MORNING)
    book = PolicyBook(place)
    days = [book.at(MORNING + timedelta(days=day)) for day in range(3)]
    assert days == [Policy(), ROLLING, CLOSED]


def test_no_policy_can_begin_in_the_past(place: Place) -> None:
    with pytest.raises(WrongUse, match=r"2020-02-07 08:59:59 is past"):
        laid_down(place, ROLLING, MORNING - timedelta(seconds=1), MORNING)
    assert not place.policies.exists()


@pytest.mark.parametrize("content", [b"", b'basis = "lunar"\n', b"\xff\xfe\x00", b'basis = "roll'])
def test_a_torn_file_never_replaces_the_policy_in_force(place: Place, content: bytes) -> None:
    laid_down(place, ROLLING, MORNING, MORNING)
    book = PolicyBook(place)
    assert book.at(MORNING) == ROLLING
    path = laid_down(place, CLOSED, MORNING + timedelta(hours=1), MORNING)
    path.write_bytes(content or b"basis")
    assert book.at(MORNING + timedelta(hours=2)) == ROLLING
    (trouble,) = [entry.trouble for entry in book.entries() if entry.trouble]
    assert str(path) in trouble
    path.write_text(policy_to_toml(CLOSED), "utf-8")
    assert book.at(MORNING + timedelta(hours=2)) == CLOSED, "once it can be read, it holds"


def test_after_a_start_the_policy_that_the_ledger_remembers_stands_in_for_a_torn_file(place: Place) -> None:
    place.policy.write_bytes(b"\x00")
    with Ledger.in_memory() as ledger:
        ledger.remember_policy(version(ROLLING), policy_to_toml(ROLLING), MORNING)
        assert PolicyBook(place, ledger).at(MORNING) == ROLLING
    with pytest.raises(WrongUse, match=r"policy\.toml"):
        PolicyBook(place).at(MORNING)
    place.policy.unlink()
    with pytest.raises(WorldFault, match=r"policy\.toml cannot be read"):
        PolicyBook(place).at(MORNING)


def test_a_policy_whose_file_is_missing_holds_as_the_ledger_remembers_it(compound: Compound) -> None:
    place, begins = compound.place, MORNING + timedelta(hours=1)
    with Ledger.open(place.ledger, window=False) as ledger:
        first = lay_down(place, ledger, ROLLING, MORNING, MORNING, who="李主任")
        second = lay_down(place, ledger, CLOSED, begins, MORNING, who="李主任")
        for path in (first, second):
            path.unlink()
        book = PolicyBook(place, ledger)
        assert book.at(MORNING) == ROLLING
        assert book.at(begins) == CLOSED
        assert "is missing" in book.entries()[1].trouble
        place.policies.rmdir()
        assert PolicyBook(place, ledger).at(begins) == CLOSED, "nor is the whole directory missed"
        finding = rule_of_doctor(place, MORNING)
        assert (finding.health, "is missing" in finding.says) == (Health.WRONG, True)
        again = lay_down(place, ledger, Policy(interval_days=5), begins, MORNING, who="李主任")
        assert again.name != second.name, "a name that was given is not given again"
        assert PolicyBook(place, ledger).at(begins) == Policy(interval_days=5)


def test_doctor_names_the_rule_in_force_and_a_file_that_cannot_be_read(place: Place) -> None:
    path = laid_down(place, ROLLING, MORNING, MORNING)
    assert version(ROLLING) in rule_of_doctor(place, MORNING).says
    path.write_bytes(b"basis = ")
    found = rule_of_doctor(place, MORNING)
    assert str(path) in found.says
    assert found.health is Health.WRONG


def test_files_that_bear_no_moment_for_a_name_are_no_policies(place: Place) -> None:
    laid_down(place, ROLLING, MORNING, MORNING)
    for name in (".2020-02-07T10-00-00.toml.tmp", "notes.txt", "2020-02-31T10-00-00.toml", "2020-02-07.toml"):
        (place.policies / name).write_text("nonsense", "utf-8")
    assert [entry.policy for entry in PolicyBook(place).entries()] == [Policy(), ROLLING]


def test_an_open_gate_takes_up_a_policy_at_its_moment_and_remembers_it(
    registrar: Registrar, compound: Compound
) -> None:
    laid_down(compound.place, ROLLING, MORNING + timedelta(minutes=10), MORNING)
    first = decided(registrar, compound, shown(registrar, compound)).answer.decision
    compound.clock.forward(minutes=10)
    second = decided(registrar, compound, shown(registrar, compound, "3-2-502")).answer.decision
    assert first.next_allowed == datetime(2020, 2, 9, tzinfo=SITE_ZONE)
    assert second.next_allowed == compound.clock.now() + timedelta(days=2)
    assert [first.proof.policy_version, second.proof.policy_version] == [version(Policy()), version(ROLLING)]
    with Ledger.open(compound.place.ledger, window=False) as ledger:
        remembered = [(event.about, event.who) for event in ledger.events(EventKind.POLICY)]
        assert remembered == [(version(Policy()), ""), (version(ROLLING), "防控指挥部")]
        assert last_in_force(ledger) == ROLLING
        assert policy_from_toml(ledger.policies()[version(ROLLING)], "ledger") == ROLLING


def test_an_open_gate_keeps_its_policy_when_the_file_is_torn(registrar: Registrar, compound: Compound) -> None:
    compound.place.policy.write_bytes(b'basis = "rol')
    answer = decided(registrar, compound, shown(registrar, compound)).answer.decision
    assert (answer.verdict, answer.reason) == (Verdict.ALLOW, Reason.OK_TURN)
    assert answer.proof.policy_version == version(Policy())


def run(*arguments: object) -> Result:
    return CliRunner().invoke(gate_terminal, ["policy", *map(str, arguments)], catch_exceptions=False)


def test_set_lays_the_policy_down_with_its_authority_and_says_the_change(compound: Compound, tmp_path: Path) -> None:
    file = tmp_path / "new.toml"
    file.write_text('basis = "rolling"\n', "utf-8")
    result = run("set", file, "--from", "2999-01-01", "--authority", "防控指挥部", "--data", compound.place.root)
    assert "48 小时代替自然日" in result.output
    assert "48 hours instead of calendar days" in result.output
    (entry,) = [entry for entry in PolicyBook(compound.place).entries() if entry.since is not None]
    assert entry.policy == ROLLING
    assert entry.since == datetime(2999, 1, 1, tzinfo=SITE_ZONE)
    assert version(ROLLING) in run("show", "--data", compound.place.root).output
    assert version(ROLLING) in run("history", "--data", compound.place.root).output


@pytest.mark.parametrize(
    ("content", "moment", "sentence"),
    [
        (b"interval_days = 2\nbasis = 'weekly'", "2999-01-01", "new.toml, line 2: basis"),
        (b"days = 2", "2999-01-01", "new.toml, line 1: a policy has no key “days”"),
        (b"basis = ", "2999-01-01", "new.toml is no TOML"),
        (b"", "2020-02-07T08:00", "2020-02-07 08:00:00 is past"),
    ],
)
def test_set_changes_nothing_where_file_or_moment_cannot_be_meant(
    compound: Compound, tmp_path: Path, content: bytes, moment: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new.toml"
    file.write_bytes(content)
    command = ["policy", "set", str(file), "--from", moment, "--authority", "村委", "--data", str(compound.place.root)]
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err
    assert not compound.place.policies.exists()


def test_check_needs_no_terminal(tmp_path: Path) -> None:
    file = tmp_path / "new.toml"
    file.write_text("interval_days = 3\n", "utf-8")
    assert run("check", file, "--data", tmp_path / "nowhere").exit_code == 0


def test_check_prints_the_version_that_set_prints_for_the_same_authority(compound: Compound, tmp_path: Path) -> None:
    file, data = tmp_path / "new.toml", ("--data", compound.place.root)
    file.write_text("interval_days = 3\n", "utf-8")
    laid = json.loads(run("set", file, "--authority", "村委 ", "--json", *data).output)
    checked = json.loads(run("check", file, "--authority", "村委", "--json", *data).output)
    assert (checked["version"], checked["authority"]) == (laid["version"], "村委")
    unsigned = run("check", file, *data).output
    assert laid["version"] not in unsigned
    assert "by nobody yet: --authority NAME tells that of `policy set`" in unsigned
    file.write_text('interval_days = 3\nissued_by = "村委"\n', "utf-8")
    assert f"version {laid['version']}, by 村委." in run("check", file, *data).output
    assert run("check", file, "--authority", " ", *data).exit_code == 2


def test_that_it_was_laid_down_stands_in_the_ledger_at_once(place: Place) -> None:
    begins = MORNING + timedelta(hours=1)
    with Ledger.in_memory() as ledger:
        lay_down(place, ledger, ROLLING, begins, MORNING, who="李主任")
        (event,) = ledger.events(EventKind.POLICY_LAID)
    assert (event.who, event.why, event.about) == ("李主任", "防控指挥部", version(ROLLING))
    assert event.happened_at == MORNING
    assert event.detail["from"] == begins.isoformat()
    assert policy_from_toml(event.detail["toml"], "the ledger") == ROLLING


def test_a_file_that_cannot_be_written_leaves_no_word_of_it_in_the_ledger(place: Place) -> None:
    place.policies.write_text("in the way", "utf-8")
    with Ledger.in_memory() as ledger:
        with pytest.raises(WorldFault) as told:
            lay_down(place, ledger, ROLLING, MORNING, MORNING, who="李主任")
        assert told.value.fault is Fault.FILE_UNWRITABLE
        assert list(ledger.events()) == []
    place.policies.unlink()
    assert PolicyBook(place).at(MORNING) == Policy()


def test_a_directory_that_cannot_be_read_leaves_the_policy_in_force_and_is_told(place: Place) -> None:
    laid_down(place, ROLLING, MORNING, MORNING)
    book = PolicyBook(place)
    assert book.at(MORNING) == ROLLING
    place.policies.rename(place.root / "away")
    place.policies.write_text("in the way", "utf-8")
    assert book.at(MORNING + timedelta(days=1)) == ROLLING
    finding = rule_of_doctor(place, MORNING)
    assert (finding.health, "cannot be read" in finding.says) == (Health.WRONG, True)
    with pytest.raises(WorldFault) as told:
        PolicyBook(place).at(MORNING)
    assert told.value.fault is Fault.SETTINGS_UNREADABLE


def test_a_ledger_that_is_full_leaves_no_policy_behind(compound: Compound) -> None:
    with Ledger.open(compound.place.ledger, window=False) as ledger:
        (pages,) = ledger.file.conn.execute("PRAGMA page_count").fetchone()
        ledger.file.conn.execute(f"PRAGMA max_page_count = {pages}")
        note = "一" * 200_000
        with pytest.raises(WorldFault) as told:
            lay_down(compound.place, ledger, Policy(note=note), MORNING, MORNING, who="李主任")
        assert told.value.fault is Fault.LEDGER_FULL
    assert not list(compound.place.policies.glob("*.toml"))


def test_history_says_by_whom_a_policy_was_laid_down(compound: Compound, tmp_path: Path) -> None:
    file = tmp_path / "rolling.toml"
    file.write_text(policy_to_toml(ROLLING), "utf-8")
    assert run("set", file, "--authority", "社区", "--by", "李主任", "--data", compound.place.root).exit_code == 0
    said = run("history", "--data", compound.place.root).output
    assert "laid down by 李主任, to hold from" in said
    lines = [json.loads(line) for line in run("history", "--json", "--data", compound.place.root).output.splitlines()]
    (told,) = [line for line in lines if "laid_down_at" in line]
    assert (told["by"], told["authority"]) == ("李主任", "社区")
