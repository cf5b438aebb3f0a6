"""The commands of the ledger do what they say, exit as they say, and show nobody's name unasked."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from gate_terminal.__main__ import main
from gate_terminal.application.place import Place
from gate_terminal.credentials.terminal_key import TerminalKey
from gate_terminal.domain.people import GUEST, NOBODY
from gate_terminal.domain.policy import Policy, policy_to_toml, version
from gate_terminal.domain.words import Subject
from gate_terminal.ledger.chain import walk
from gate_terminal.ledger.rows import SELECT_PASSAGES, EventKind, hash_of_passage
from gate_terminal.ledger.store import Ledger

from .conftest import NOON, Gate

HOUR = timedelta(hours=1)


@dataclass
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, object]:
        answer: dict[str, object] = json.loads(self.out)
        return answer


Run = Callable[..., Ran]


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Place:
    place = Place(tmp_path / "data")
    with pytest.raises(SystemExit) as ended:
        main(["init", "--data", str(place.root), "--site", "compound", "--name", "测试", "--gate", "east"])
    assert ended.value.code == 0
    roster = tmp_path / "roster.csv"
    roster.write_text("address,phone,members\n3-2-501,13812345678,张三;李四\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["households", "import", str(roster), "--data", str(place.root)])
    assert ended.value.code == 0
    capsys.readouterr()
    return place


@pytest.fixture
def run(place: Place, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> Ran:
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--data", str(place.root)])
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Ran(ended.value.code, said.out, said.err)

    return run


@pytest.fixture
def uid(place: Place) -> str:
    """The uid of 张三's way out, the first of three passages."""
    with Ledger.open(place.ledger, window=False) as ledger:
        ((home,),) = ledger.file.rows("SELECT id FROM households")
        ((person,),) = ledger.file.rows("SELECT id FROM people WHERE name = '张三'")
        ledger.remember_policy(version(Policy()), policy_to_toml(Policy()), NOON)
        gate = Gate(ledger)
        first = gate.out(person, party=home, guard="=1+1")
        gate.back(person, NOON + HOUR, party=home)
        gate.out(person, NOON + 2 * HOUR, party=home)
    return first.uid


def test_verify_says_whole_and_derives_every_verdict_again(run: Run, uid: str) -> None:
    ran = run("ledger", "verify", "--rederive")
    assert ran.code == 0
    assert "The ledger is whole: 4 rows, 3 of them passages." in ran.out
    assert "3 by the rule, 0 by a supervisor, 0 skipped, 0 differ" in ran.out
    answer = run("ledger", "verify", "--json").json
    assert (answer["whole"], answer["first_bad"], answer["passages"]) == (True, None, 3)


def test_verify_names_the_first_bad_row_and_says_no(run: Run, uid: str, place: Place) -> None:
    with Ledger.open(place.ledger, window=False) as ledger:
        ledger.file.conn.execute("DROP TRIGGER passages_not_changed")
        ledger.file.conn.execute("UPDATE passages SET verdict = 'allow' WHERE place = 4")
    ran = run("ledger", "verify")
    assert ran.code == 1
    assert ran.out.startswith(
        "Row 4 (passage 3 of gate east, out, 2020-02-07 14:00:00) was changed after it was written."
    )


def test_verify_finds_a_verdict_that_the_rule_does_not_give(run: Run, uid: str, place: Place) -> None:
    from gate_terminal.domain.decision import Decision, Proof
    from gate_terminal.domain.words import Reason, Verdict

    with Ledger.open(place.ledger, window=False) as ledger:
        gate = Gate(ledger, asked=50)
        wrong = Decision(Verdict.ALLOW, Reason.OK_TURN, Proof(version(Policy())), counted=True)
        ledger.record(gate.attempt("B", at=NOON + 3 * HOUR, temperatures=()), lambda _facts: wrong)
    ran = run("ledger", "verify", "--rederive")
    assert ran.code == 1
    assert "says ok_turn, which its facts do not give" in ran.out
    assert run("ledger", "verify").code == 0


def test_a_restore_from_a_backup_elsewhere_tells_the_loss(run: Run, uid: str, place: Place, tmp_path: Path) -> None:
    # A stick that is not plugged in is only a name: nothing is written beneath it.
    missing = run("ledger", "backup", "--to", str(tmp_path / "stick"))
    assert (missing.code, missing.err.count("\n"), (tmp_path / "stick").exists()) == (3, 1, False)
    (tmp_path / "stick").mkdir()
    assert run("ledger", "backup", "--to", str(tmp_path / "stick")).code == 0
    with Ledger.open(place.ledger, window=False) as ledger:
        Gate(ledger, asked=50).out("B", NOON + 3 * HOUR)
    place.ledger.write_bytes(b"torn")
    broken = run("ledger", "verify")
    assert (broken.code, broken.err.count("\n")) == (3, 1)
    assert "ledger restore" in broken.err
    ran = run("ledger", "restore", "--from", str(tmp_path / "stick"), "--json")
    assert ran.code == 1
    assert (ran.json["rows_from_backup"], ran.json["rows_lost"], ran.json["lost"]) == (4, 1, [[5, 5]])
    assert run("ledger", "verify").code == 0


def test_rebuild_corrects_what_is_wrong(run: Run, uid: str, place: Place) -> None:
    with Ledger.open(place.ledger, window=False) as ledger:
        ledger.file.conn.execute("DELETE FROM party_state")
    assert run("ledger", "verify").code == 1
    assert "1 party; 1 difference was corrected" in run("ledger", "rebuild").out
    assert run("ledger", "verify").code == 0


def test_without_a_ledger_a_command_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["ledger", "verify"], ["ledger", "backup"], ["ledger", "restore"], ["passages", "list"]):
        with pytest.raises(SystemExit) as ended:
            main([*command, "--data", str(tmp_path / "nowhere")])
        assert ended.value.code == 3
        assert capsys.readouterr().err.count("\n") == 1


def test_a_list_is_masked_and_a_reveal_is_logged(run: Run, uid: str, place: Place) -> None:
    masked = run("passages", "list", "--day", "2020-02-07")
    assert masked.code == 0
    assert "张**" in masked.out
    assert not any(secret in masked.out for secret in ("张三", "501", "ABCD-EFGH-7"))
    assert run("passages", "list", "--reveal").code == 2
    shown = run("passages", "list", "--reveal", "--reason", "asked by the street office", "--by", "值班长")
    assert "张三" in shown.out
    assert "3-2-501" in shown.out
    with Ledger.open(place.ledger, window=False) as ledger:
        (event,) = ledger.events(EventKind.REVEAL)
    assert (event.who, event.why) == ("值班长", "asked by the street office")


def test_the_end_of_an_id_names_a_passage_and_one_that_is_too_short_is_told(run: Run, uid: str) -> None:
    assert run("passages", "show", uid[-6:].upper()).code == 0
    short = run("passages", "show", uid[-5:])
    assert (short.code, "at least 6 characters" in short.err) == (2, True)
    assert "There is no passage" in run("passages", "show", "0" * 6).err


def test_a_list_shows_what_is_asked(run: Run, uid: str) -> None:
    def verdicts(*which: str) -> list[str]:
        return [json.loads(line)["verdict"] for line in run("passages", "list", "--json", *which).out.splitlines()]

    assert verdicts() == ["allow", "allow", "refuse"]
    assert verdicts("--verdict", "refuse") == ["refuse"]
    assert verdicts("--direction", "in", "--household", "3号楼2单元501", "--reason", "asked by the police") == ["allow"]
    assert verdicts("--since", "2020-02-07T14:00") == ["refuse"]
    assert verdicts("--limit", "1") == ["refuse"]
    assert run("passages", "list", "--day", "2020-02-08").code == 1
    assert run("passages", "list", "--household", "9-9-999", "--reason", "asked by the police").code == 1
    assert run("passages", "list", "--day", "yesterday").code == 2


@pytest.mark.parametrize(
    ("which", "count"),
    [
        (("--household", "3-2-501"), 3),
        (("--person", "张三"), 3),
        (("--household", "3-2-501", "--person", "李四"), 0),
        (("--vehicle", "粤Z·12345"), 0),
    ],
)
def test_movements_are_shown_only_with_a_reason_and_that_is_logged(
    run: Run, uid: str, place: Place, which: tuple[str, ...], count: int
) -> None:
    refused = run("passages", "list", *which)
    assert (refused.code, "--reason" in refused.err, refused.out) == (2, True, "")
    shown = run("passages", "list", "--json", *which, "--reason", "asked by the police", "--by", "值班长")
    assert len(shown.out.splitlines()) == count
    assert "张三" not in shown.out, "a reason for looking is not yet one for seeing names"
    with Ledger.open(place.ledger, window=False) as ledger:
        (event,) = ledger.events(EventKind.MOVEMENTS)
    assert (event.who, event.why) == ("值班长", "asked by the police")
    assert not any(known in event.about for known in ("张三", "李四", "501", "12345"))


@pytest.mark.parametrize(
    ("which", "says"),
    [(("--person", "钱七"), "Nobody"), (("--household", "3-2-501", "--person", "钱七"), "Nobody of 3-2-501")],
)
def test_movements_of_nobody_are_not_shown(run: Run, uid: str, which: tuple[str, ...], says: str) -> None:
    refused = run("passages", "list", *which, "--reason", "asked by the police")
    assert (refused.code, says in refused.err) == (1, True)


def test_movements_of_a_vehicle_and_of_a_guest_are_found_by_what_the_lane_asked(
    run: Run, uid: str, place: Place
) -> None:
    with Ledger.open(place.ledger, window=False) as ledger:
        told = (("plate", "粤B12345"), ("trailer", "粤BA123挂"), ("name", "王师傅"))
        gate = Gate(ledger, asked=900)
        lorry = gate.back(
            "driver", NOON + 3 * HOUR, party="lorry", subject=Subject.DRIVER, serial=None, particulars=told
        )
    because = ("--reason", "asked by the police", "--json")
    for which in (("--vehicle", "粤B·12345"), ("--vehicle", "粤b a123挂"), ("--person", "王师傅")):
        (line,) = [json.loads(line) for line in run("passages", "list", *which, *because).out.splitlines()]
        assert line["uid"] == lorry.uid
        assert (line["household"], line["person"], line["subject"]) == ("粤B·12**5", "王**", "driver")
        assert "12345" not in line["asked"]["plate"]
        assert line["asked"]["name"] == "王**"
    with Ledger.open(place.ledger, window=False) as ledger:
        abouts = " ".join(event.about for event in ledger.events(EventKind.MOVEMENTS))
    assert not any(known in abouts for known in ("12345", "王师傅"))


def test_whoever_was_not_asked_for_a_name_is_told_by_the_kind(run: Run, uid: str, place: Place) -> None:
    with Ledger.open(place.ledger, window=False) as ledger:
        gate = Gate(ledger, asked=900)
        guest = {"party": f"{GUEST}0190-0001", "subject": Subject.COURIER, "serial": None}
        gate.back(NOBODY, NOON + 3 * HOUR, **guest)
    for words in (("list",), ("list", "--reveal", "--reason", "asked by the police")):
        line = run("passages", *words).out.splitlines()[-1]
        assert "  courier  " in line
        assert not any(word in line for word in ("visit:", "person:", "**"))
        told = json.loads(run("passages", *words, "--json").out.splitlines()[-1])
        assert (told["subject"], told["household"], told["person"]) == ("courier", "", "")
    shown = run("passages", "show", str(told["uid"])).out
    assert "courier" in shown
    assert "visit:" not in shown


def test_each_passage_says_why_it_was_answered_so(run: Run, uid: str) -> None:
    lines = [json.loads(line) for line in run("passages", "list", "--json").out.splitlines()]
    assert [line["proof"]["policy_version"] for line in lines] == [version(Policy())] * 3
    refused = lines[-1]
    assert refused["proof"]["causes"] == [uid]
    shown = run("passages", "show", refused["uid"][-12:], "--json").json
    proof = shown["proof"]
    assert isinstance(proof, dict)
    assert [(cause["uid"], cause["person"]) for cause in proof["caused_by"]] == [(uid, "张**")]
    assert proof["facts_age_seconds"] == 3600
    assert proof["policy_in_force_since"] == NOON.isoformat()
    told = run("passages", "show", refused["uid"])
    assert told.code == 0
    assert "依据记录 №1" in told.out
    assert "Because of record №1" in told.out
    assert "张三" not in told.out
    assert run("passages", "show", refused["uid"], "--reveal").code == 2
    assert "张三" in run("passages", "show", refused["uid"], "--reveal", "--reason", "asked by the police").out
    assert run("passages", "show", "nothing-like-it").code == 1


def test_an_export_is_masked_and_runs_nothing_in_a_spreadsheet(run: Run, uid: str, tmp_path: Path) -> None:
    out = tmp_path / "passages.csv"
    assert run("passages", "export", "--out", str(out)).code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["verdict"] for row in rows] == ["allow", "allow", "refuse"]
    assert (rows[0]["person"], rows[0]["household"], rows[0]["temperatures"]) == ("张**", "3-2-**", "36.5")
    assert rows[0]["guard"] == "'=1+1"
    assert (rows[2]["policy_version"], rows[2]["causes"]) == (version(Policy()), uid)
    assert run("passages", "export", "--out", str(tmp_path / "no" / "where.csv")).code == 3


def test_a_void_gives_the_turn_back_and_names_all_that_is_void(run: Run, uid: str) -> None:
    assert run("passages", "void", uid).code == 2
    ran = run("passages", "void", uid, "--reason", "wrong household", "--json")
    assert (ran.code, len(ran.json["void"])) == (0, 2)  # type: ignore[arg-type]
    again = run("passages", "void", uid, "--reason", "wrong household")
    assert (again.code, again.err.count("\n")) == (2, 1)
    assert "VOID: wrong household" in run("passages", "list").out
    assert run("ledger", "verify").code == 0


def test_a_code_that_the_office_wrote_down_is_checked_later(run: Run, uid: str, place: Place) -> None:
    assert run("ledger", "codes").code == 1
    with Ledger.open(place.ledger, window=False) as ledger:
        key = TerminalKey.read_or_make(place.keys)
        ledger.checkpoint(NOON + 3 * HOUR, sign=key.sign)
        Gate(ledger, asked=50).out("C", NOON + 26 * HOUR, party="7")
    listed = run("ledger", "codes")
    code = listed.out.split()[2]
    assert listed.out == f"2020-02-07 15:00  {code}  up to row 4\n"
    holds = run("ledger", "codes", f" {code.lower().replace('-', '')} ".replace("o", "0"))
    assert holds.code == 0
    assert holds.out.startswith(f"{code} holds. Row 4 (passage 3 of gate east")
    assert run("ledger", "verify").code == 0
    assert run("ledger", "codes", "AAAA-BBBB-CCCC-DDDD").code == 1
    assert run("ledger", "codes", "12-B").code == 2


def test_a_code_on_paper_finds_who_rewrote_the_whole_chain(run: Run, uid: str, place: Place) -> None:
    with Ledger.open(place.ledger, window=False) as ledger:
        code = run("ledger", "verify", "--json").json["code"]
        assert run("ledger", "codes", str(code), "--json").json["holds"] is True
        # Somebody changes a row and gives it, and all that follow, new hashes.
        connection = ledger.file.conn
        connection.execute("DROP TRIGGER passages_not_changed")
        connection.execute("UPDATE passages SET guard = 'x' WHERE place = 2")
        prev = connection.execute("SELECT prev FROM passages WHERE place = 2").fetchone()[0]
        for place_in_chain in (2, 3, 4):
            row = connection.execute(f"{SELECT_PASSAGES} WHERE place = ?", (place_in_chain,)).fetchone()
            digest = hash_of_passage((*row[:-2], prev, b""))
            connection.execute("UPDATE passages SET prev = ?, hash = ? WHERE place = ?", (prev, digest, place_in_chain))
            prev = digest
        assert walk(connection).findings == ()
    ran = run("ledger", "codes", str(code))
    assert ran.code == 1
    assert "does not hold" in ran.out


def test_a_code_above_a_changed_row_does_not_hold_and_the_row_is_named(run: Run, uid: str, place: Place) -> None:
    code = str(run("ledger", "verify", "--json").json["code"])
    with Ledger.open(place.ledger, window=False) as ledger:
        ledger.file.conn.execute("DROP TRIGGER passages_not_changed")
        ledger.file.conn.execute("UPDATE passages SET guard = 'x' WHERE place = 3")
    ran = run("ledger", "codes", code)
    assert ran.code == 1
    assert "Row 3 (passage 2" in ran.out


def test_a_checkpoint_that_another_key_signed_is_found(run: Run, uid: str, place: Place) -> None:
    TerminalKey.read_or_make(place.keys)
    with Ledger.open(place.ledger, window=False) as ledger:
        ledger.checkpoint(NOON + 3 * HOUR, sign=TerminalKey(bytes(32)).sign)
    ran = run("ledger", "verify")
    assert ran.code == 1
    assert ran.out.startswith("The checkpoint in row 5 is not signed by this terminal.")


def test_rebuild_puts_back_a_trigger(run: Run, uid: str, place: Place) -> None:
    with Ledger.open(place.ledger, window=False) as ledger:
        ledger.file.conn.execute("DROP TRIGGER events_not_deleted")
    assert run("ledger", "verify").code == 1
    assert "1 trigger or index put back" in run("ledger", "rebuild").out
    assert run("ledger", "verify").code == 0
