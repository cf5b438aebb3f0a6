"""Replay: the table of cases, the strictness of the file, and the command with its exit codes."""

from __future__ import annotations

import json
from contextlib import suppress
from copy import deepcopy
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from gate_terminal.__main__ import main
from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.commands.bench_rules import made_up_lines
from gate_terminal.application.replay import answer_by_rule, replay
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.moments import DailyWindow
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.words import Basis, Reason, Verdict

DATA = Path(__file__).parents[1] / "data"
CASES = DATA / "attempts.jsonl"
LINES = CASES.read_bytes().splitlines()
# Every edge of a day, a turn, a closing and a stay; and every objection beside every other, to see which comes first.
MORE_LINES = [
    line for name in ("boundaries", "precedence") for line in (DATA / f"{name}.jsonl").read_bytes().splitlines()
]

LINE: dict[str, Any] = {
    "id": "one",
    "site": "compound",
    "policy": {"basis": "calendar"},
    "history": [{"at": "2020-02-07T09:00:00+08:00", "direction": "out", "person": "A", "gate": "east"}],
    "attempt": {
        "at": "2020-02-07T15:00:00+08:00",
        "direction": "out",
        "subject": "resident",
        "person": "B",
        "gate": "east",
        "temperatures": ["36.4"],
        "facts": {"overtime_permit": {"from": "2020-02-07T18:00:00+08:00", "to": "2020-02-07T22:00:00+08:00"}},
    },
    "expect": {"verdict": "refuse", "reason": "member_out", "next_allowed": "2020-02-09T00:00:00+08:00"},
}


@pytest.mark.parametrize("raw", [*LINES, *MORE_LINES], ids=[json.loads(raw)["id"] for raw in [*LINES, *MORE_LINES]])
def test_the_case_gets_the_expected_answer(raw: bytes) -> None:
    (answered,) = replay([raw], "attempts.jsonl")
    assert answered.agrees, f"{json.loads(raw)['says']}: {answered.to_json()}"


def test_the_cases_reach_every_reason_that_a_rule_can_give() -> None:
    reached = {json.loads(raw)["expect"]["reason"] for raw in LINES}
    # A supervisor's word, a return that the ledger fills in, and an open fever case are no replayed attempts'.
    elsewhere = {Reason.OK_SUPERVISOR, Reason.RETURN_FILLED_IN, Reason.HOUSEHOLD_PENDING}
    assert set(Reason) - elsewhere <= reached
    assert {json.loads(raw)["expect"]["verdict"] for raw in LINES} == set(Verdict)


def changed(**changes: Any) -> bytes:
    line = deepcopy(LINE)
    line.update(changes)
    return json.dumps(line).encode()


def within(part: str, **changes: Any) -> bytes:
    line = deepcopy(LINE)
    target: Any = line
    for step in part.split("."):
        target = target[int(step)] if step.isdigit() else target[step]
    target.update(changes)
    return json.dumps(line).encode()


def test_a_line_answers_with_id_verdict_reason_and_next_moment() -> None:
    (answered,) = replay([changed()], "f")
    assert json.loads(answered.to_json()) == {
        "id": "one",
        "verdict": "refuse",
        "reason": "member_out",
        "next_allowed": "2020-02-09T00:00:00+08:00",
        "agrees": True,
    }


def test_agreement_is_told_only_where_something_is_expected_and_compares_only_its_keys() -> None:
    line = deepcopy(LINE)
    del line["expect"]
    (unexpected,) = replay([json.dumps(line).encode()], "f")
    assert "agrees" not in json.loads(unexpected.to_json())
    assert next(replay([changed(expect={"verdict": "refuse"})], "f")).agrees is True
    assert next(replay([changed(expect={"next_allowed": None})], "f")).agrees is False
    assert next(replay([changed(expect={"reason": "something_else"})], "f")).agrees is False
    same_moment = changed(expect={"next_allowed": "2020-02-08T16:00:00Z"})
    assert next(replay([same_moment], "f")).agrees is True


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        (b"{", "is no JSON"),
        (b"[]", "the line is no JSON object"),
        (b"\xff\xfe", "is no UTF-8 text, from its byte 1 on"),
        (changed(says="\u4f60\u597d").replace(b"\\u4f60", "你".encode("gbk")), "is no UTF-8 text, from its byte"),
        (b'{"id": NaN}', "NaN is no number"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": "a", "id": "b"}', "the key “id” stands there twice"),
        (changed(colour="red"), "there is no key “colour”"),
        (changed(id=7), "id: 7 is no text"),
        (changed(id="\ud800"), r'id: "\\ud800" holds half a character'),
        (within("attempt", person="\udfff"), "attempt.person: .* holds half a character"),
        (within("history.0", gate="\ud800"), "history\\[0\\].gate: .* holds half a character"),
        (within("attempt", temperatures=["\ud800"]), "attempt.temperatures: .* holds half a character"),
        (within("attempt.facts", unit_number=10**30), "1000000000.* is a number too long to be meant"),
        (within("attempt.facts", unit_number=501.0), "attempt.facts.unit_number: 501.0 is no number of a unit"),
        (changed(policy={"fever_at": 1e300 * 1e300}), "Infinity is no number"),
        (changed(policy={"max_minutes": None, "interval_days": 7.0}), "policy: interval_days: 7.0 is no number"),
        (
            changed().replace(b'"calendar"', b'"calendar", "interval_days": ' + b"9" * 5000),
            "number too long to be meant",
        ),
        (changed().replace(b'"calendar"', b'"calendar", "interval_days": 1e999'), "policy: interval_days: Infinity"),
        (changed().replace(b'"calendar"', b'"calendar", "basis": "rolling"'), "the key “basis” stands there twice"),
        (changed(site="moon"), 'site: "moon" is none of compound'),
        (changed(policy={"days": 2}), "policy: a policy has no key “days”"),
        (changed(policy={"interval_days": -2}), "policy: interval_days: -2 is no number of days"),
        (changed(policy=[]), "policy: \\[\\] is no JSON object"),
        (changed(history={}), "history: {} is no list"),
        (changed(history=[3]), "history\\[0\\] is no JSON object"),
        (changed(expect=3), "expect is no JSON object"),
        (within("expect", colour="red"), "there is no key “expect.colour”"),
        (within("expect", verdict="perhaps"), 'expect.verdict: "perhaps" is none of allow'),
        (within("expect", next_allowed="soon"), 'expect.next_allowed: "soon" is no moment'),
        (within("history.0", until="later"), "there is no key “history\\[0\\].until”"),
        (within("history.0", void="no"), 'history\\[0\\].void: "no" is neither true nor false'),
        (within("history.0", at="2020-02-07T09:00:00"), "history\\[0\\].at: .* is no moment with an offset"),
        (within("history.0", at="9999-12-31T23:59:59+08:00"), "history\\[0\\].at"),
        (within("attempt", at=1581066000), "attempt.at: 1581066000 is no text"),
        (within("attempt", at="2020-02-30T09:00:00+08:00"), "attempt.at"),
        (within("attempt", direction="up"), 'attempt.direction: "up" is none of out, in'),
        (within("attempt", subject="cat"), "attempt.subject"),
        (within("attempt", purpose="fun"), "attempt.purpose"),
        (within("attempt", temperatures="36.5"), "attempt.temperatures"),
        (within("attempt", temperatures=[36.5]), "attempt.temperatures: 36.5 is no text"),
        (within("attempt", lane="T1"), "there is no key “attempt.lane”"),
        (within("attempt.facts", **{"pass": "torn"}), 'attempt.facts.pass: "torn" is none of shown'),
        (within("attempt.facts", mask=0), "attempt.facts.mask"),
        (within("attempt.facts", masks=True), "there is no key “attempt.facts.masks”"),
        (within("attempt.facts", unit_number=-1), "attempt.facts.unit_number"),
        (within("attempt.facts", watch="both"), "attempt.facts.watch"),
        (within("attempt.facts.overtime_permit", until="x"), "“attempt.facts.overtime_permit.until”"),
        (
            within("attempt.facts.overtime_permit", to="2020-02-07T10:00:00Z"),
            'overtime_permit.to: "2020-02-07T10:00:00Z" is not later than 2020-02-07T18:00:00\\+08:00',
        ),
    ],
)
def test_a_line_that_cannot_be_meant_is_named_by_file_line_and_key(raw: bytes, names: str) -> None:
    with pytest.raises(WrongUse, match=f"^cases.jsonl, line 3.*{names}"):
        list(replay([changed(), b"\n", raw], "cases.jsonl"))


@pytest.mark.parametrize("key", ["id", "site", "attempt"])
def test_what_is_missing_is_named(key: str) -> None:
    line = deepcopy(LINE)
    del line[key]
    with pytest.raises(WrongUse, match=f"f, line 1: {key} is missing"):
        list(replay([json.dumps(line).encode()], "f"))


json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists)


@given(st.binary(max_size=80) | json_values.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=150)
def test_no_line_breaks_the_reader(raw: bytes) -> None:
    """It is blank, or it is refused by its number; nothing else is raised."""
    if not raw.strip():
        assert list(replay([raw], "f")) == []
        return
    with pytest.raises(WrongUse, match=r"^f, line 1"):
        list(replay([raw], "f"))


@given(st.sampled_from(LINES), st.sampled_from(["history", "attempt", "policy", "expect", "site"]), json_values)
@settings(max_examples=150)
def test_a_part_of_a_line_replaced_by_anything_never_breaks_the_reader(raw: bytes, part: str, value: object) -> None:
    line = json.loads(raw)
    line[part] = value
    with suppress(WrongUse):
        assert len(list(replay([json.dumps(line).encode()], "f"))) == 1


@pytest.mark.parametrize(
    ("own", "until"),
    [
        ({}, "2020-02-10T09:00:00+08:00"),
        ({"interval_days": 2}, "2020-02-09T09:00:00+08:00"),
        ({"basis": "calendar"}, "2020-02-10T06:00:00+08:00"),
        ({"basis": "calendar", "night_closed": None}, "2020-02-10T00:00:00+08:00"),
        ({"basis": "block", "anchor": "2020-02-06", "night_closed": None}, "2020-02-09T00:00:00+08:00"),
    ],
)
def test_a_policy_given_for_all_gives_the_keys_that_a_line_leaves_out(own: dict[str, Any], until: str) -> None:
    """The line comes first, key by key, also where it takes a closing away."""
    given_for_all = Policy(Basis.ROLLING, interval_days=3, night_closed=DailyWindow(time(22), time(6)))
    (answered,) = replay([changed(policy=own)], "f", policy=given_for_all)
    assert json.loads(answered.to_json())["next_allowed"] == until


def test_what_a_line_and_the_policy_for_all_make_together_must_be_possible() -> None:
    block = Policy(Basis.BLOCK, anchor=date(2020, 2, 6))
    assert next(replay([changed(policy={"interval_days": 3})], "f", policy=block)).line.policy.anchor is not None
    with pytest.raises(WrongUse, match="f, line 1: policy: anchor"):
        list(replay([changed(policy={"anchor": None})], "f", policy=block))
    with pytest.raises(WrongUse, match="f, line 1: policy: fever_at"):
        list(replay([changed(policy={"fever_at": 362})], "f", policy=Policy(temperature_floor=365)))


def test_a_byte_order_mark_and_blank_lines_do_no_harm() -> None:
    assert len(list(replay([b"\xef\xbb\xbf" + changed(), b"   \n"], "f"))) == 1
    assert len(list(replay([b"\xef\xbb\xbf\r\n", changed() + b"\r\n", b"\t\r\n"], "f"))) == 1


@pytest.mark.parametrize(
    "same",
    ["2020-02-07T07:00:00Z", "2020-02-07T07:00:00+00:00", "2020-02-07T16:30:00+09:30", "2020-02-06T19:00:00-12:00"],
)
def test_a_moment_of_any_offset_is_taken_at_the_sites_own(same: str) -> None:
    (answered,) = replay([within("attempt", at=same)], "f")
    assert answered.agrees
    assert json.loads(answered.to_json())["next_allowed"] == "2020-02-09T00:00:00+08:00"


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(gate_terminal, ["replay", *arguments], input=text)


def test_the_command_answers_every_case_and_exits_0() -> None:
    result = run(str(CASES))
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == len(LINES)
    assert result.stderr == f"{len(LINES)} answered, {len(LINES)} compared, 0 disagree.\n"


def test_the_command_exits_1_where_an_answer_disagrees(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_bytes(changed(expect={"verdict": "allow"}) + b"\n" + changed())
    result = run(str(file))
    assert result.exit_code == 1
    assert [json.loads(line)["agrees"] for line in result.stdout.splitlines()] == [False, True]
    assert "1 disagree" in result.stderr


def test_the_command_reads_standard_input() -> None:
    assert run("-", text=changed().decode()).exit_code == 0


def test_what_is_wrong_on_standard_input_is_told_with_its_place() -> None:
    result = run("-", text=changed().decode() + "\n{,")
    assert isinstance(result.exception, WrongUse)
    assert str(result.exception).startswith("standard input, line 2 is no JSON: ")
    assert str(result.exception).endswith(", at its character 2.")


def test_the_command_takes_a_policy_file(tmp_path: Path) -> None:
    rule = tmp_path / "rule.toml"
    rule.write_text('basis = "rolling"\n', encoding="utf-8")
    result = run("-", "--policy", str(rule), text=changed(policy={}).decode())
    assert json.loads(result.stdout)["next_allowed"] == "2020-02-09T09:00:00+08:00"


@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (b"nonsense\n", 2, "line 1 is no JSON"),
        (changed(colour="red"), 2, "line 1: there is no key “colour”"),
        (None, 3, "No such file"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_its_exit_code(
    content: bytes | None, code: int, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cases.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        main(["replay", str(file)])
    assert ended.value.code == code
    told = capsys.readouterr().err
    assert sentence in told
    assert told.count("\n") == 1


def test_an_unreadable_policy_is_wrong_use_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = tmp_path / "rule.toml"
    rule.write_text("interval_days = 2\nbasis = 3\n", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["replay", str(CASES), "--policy", str(rule)])
    assert ended.value.code == 2
    assert "rule.toml, line 2: basis" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"basis = 'rolling'\nnote = '\xc4\xe3'\n", "rule.toml, line 2: this is no UTF-8 text"),
        (b"basis = 'rolling'\r\nbasis = 'block'\r\n", "rule.toml, line 2: basis: the key stands there twice"),
        (b"note = ''\ninterval_days = " + b"9" * 5000, "rule.toml, line 2: there is a number too long to be meant"),
        (b"note = " + b"[" * 100_000, "rule.toml is no TOML: it is nested too deeply"),
        (b"interval_days = nan\n", "rule.toml, line 1: interval_days: NaN is no number of days"),
    ],
    ids=["gbk", "twice", "long", "deep", "nan"],
)
def test_a_policy_that_cannot_be_meant_is_one_sentence_on_exit_2(
    content: bytes, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = tmp_path / "rule.toml"
    rule.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        main(["replay", str(CASES), "--policy", str(rule)])
    told = capsys.readouterr()
    assert ended.value.code == 2
    assert sentence in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


def test_a_policy_file_with_a_byte_order_mark_and_line_ends_of_windows_is_read(tmp_path: Path) -> None:
    rule = tmp_path / "rule.toml"
    rule.write_bytes(b'\xef\xbb\xbfbasis = "rolling"\r\ninterval_days = 3\r\n')
    result = run("-", "--policy", str(rule), text=changed(policy={}).decode())
    assert json.loads(result.stdout)["next_allowed"] == "2020-02-10T09:00:00+08:00"


def test_the_ledger_in_memory_and_the_folded_history_give_the_same_answers(root: Path) -> None:
    lines = [*(root / "tests" / "data" / "attempts.jsonl").read_bytes().splitlines(), *made_up_lines(300)]
    by_ledger = [replayed.to_json() for replayed in replay(lines, "both")]
    by_fold = [replayed.to_json() for replayed in replay(lines, "both", answer=answer_by_rule)]
    assert by_ledger == by_fold
