"""What holds for every command: it is described, takes --data, and answers a closed pipe or a wrong place in order."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gate_terminal.__main__ import main
from gate_terminal.application.cards import save_cards
from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.place import Place
from gate_terminal.domain.faults import WorldFault


def commands(command: click.Command = gate_terminal, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from commands(found, (*path, name))


def command_at(path: tuple[str, ...]) -> click.Command:
    command: click.Command = gate_terminal
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found is not None
        command = found
    return command


@pytest.mark.parametrize("path", list(commands()), ids=" ".join)
def test_every_command_is_described_and_takes_the_data_directory(
    path: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    command = command_at(path)
    with pytest.raises(SystemExit) as ended:
        main([*path, "--help"])
    assert ended.value.code == 0
    assert "Usage: gate-terminal" in capsys.readouterr().out
    assert (command.help or "").split("\n")[0].rstrip().endswith((".", ":")), "a sentence says what it does"
    options = [each for each in command.params if isinstance(each, click.Option)]
    assert [each.name for each in options if not each.help] == []
    if not isinstance(command, click.Group):
        assert "--data" in [name for each in options for name in each.opts]


@pytest.fixture
def place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Place:
    place = Place(tmp_path / "data")
    said(capsys, "init", "--site", "compound", "--name", "测试", "--gate", "east", "--data", str(place.root))
    return place


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    told = capsys.readouterr()
    return ended.value.code, told.out, told.err


@pytest.mark.parametrize("command", ["init", "passes revoke X", "fever close X", "fever step X nothing", "nothing"])
def test_a_wrong_use_is_told_in_one_line(capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str) -> None:
    data = [] if command == "nothing" else ["--data", str(tmp_path)]
    code, out, err = said(capsys, *command.split(), *data)
    assert (code, out) == (2, "")
    assert err.count("\n") == 1


def test_a_group_without_a_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "passes")
    assert (code, err.splitlines()[0]) == (2, "Usage: gate-terminal passes [OPTIONS] COMMAND [ARGS]...")
    assert "\n  revoke " in err


@pytest.mark.parametrize(
    "command",
    ["households list", "passes list", "passages list", "roster list", "permits list", "companies list", "fever list"],
)
def test_a_list_with_nothing_in_it_says_so(place: Place, capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, err = said(capsys, *command.split(), "--data", str(place.root))
    assert (code, err) == (1, "")
    assert len(out.splitlines()) == 1
    assert out.strip().endswith(".")
    assert said(capsys, *command.split(), "--json", "--data", str(place.root)) == (1, "", "")


NAMING = {"uid", "case", "serial", "serials", "which", "address", "addresses", "person", "vehicle", "number"}
"""The parameters by which somebody or something is meant that is here or is not."""
NOBODY = [
    ("households show", "which", "9-9-999"),
    ("households show", "which", "B8E0-ZZQ7-Z"),
    ("passages show", "uid", "0190aaaaaaaa"),
    ("passages void", "uid", "0190aaaaaaaa --reason mistake"),
    ("passages list", "address", "--household 9-9-999 --reason police"),
    ("passages list", "address", "--household B8E0-ZZQ7-Z --reason police"),
    ("passages list", "person", "--person 钱七 --reason police"),
    ("passages list", "vehicle", "--vehicle 粤Z12345 --reason police"),
    ("passages export", "address", "--household 9-9-999 --reason police --out {out}"),
    ("passages export", "person", "--person 钱七 --reason police --out {out}"),
    ("passes issue", "addresses", "--household 9-9-999"),
    ("passes list", "address", "--household 9-9-999"),
    ("passes print", "addresses", "--household 9-9-999 --out {out}"),
    ("passes print", "serials", "--serial B8E0-ZZQ7-Z --out {out}"),
    ("passes revoke", "serial", "B8E0-ZZQ7-Z --reason lost"),
    ("permits withdraw", "number", "99 --reason ill"),
    ("fever step", "case", "0190aaaaaaaa reported"),
    ("fever close", "case", "0190aaaaaaaa --outcome cleared"),
    ("fever sheet", "case", "0190aaaaaaaa --out {out}"),
]
OTHERWISE = {
    # Writes what there is about a plate, if only the heads of the columns.
    ("passages export", "vehicle"),
}


@pytest.mark.parametrize(("command", "parameter", "words"), NOBODY)
def test_what_is_not_here_is_told_in_one_line_and_the_answer_is_no(
    place: Place, capsys: pytest.CaptureFixture[str], command: str, parameter: str, words: str
) -> None:
    del parameter
    written = place.root.parent / "out.html"
    code, out, err = said(capsys, *command.split(), *words.format(out=written).split(), "--data", str(place.root))
    assert (code, (out + err).count("\n")) == (1, 1), out + err
    assert not written.exists()


def test_every_command_that_names_somebody_is_asked_about_nobody() -> None:
    naming = {
        (" ".join(path), each.name)
        for path in commands()
        for each in command_at(path).params
        if each.name in NAMING and not isinstance(command_at(path), click.Group)
    }
    assert naming == {(command, parameter) for command, parameter, _ in NOBODY} | OTHERWISE


@pytest.mark.parametrize(
    "command",
    ["passages list", "passages export --out -", "roster list", "report daily --out -", "policy what-if {file}"],
)
def test_a_day_is_asked_for_by_one_name_everywhere_and_by_the_older_one(
    place: Place, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    words = command.format(file=place.policy).split()
    for spelt in ("--date", "--day"):
        code, out, err = said(capsys, *words, spelt, "2020-02-07", "--data", str(place.root))
        assert code in {0, 1}, out + err
        assert "2020-13-01" in said(capsys, *words, spelt, "2020-13-01", "--data", str(place.root))[2]


def test_a_terminal_whose_gate_was_never_open_has_no_rule_in_force_and_says_so(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = said(capsys, "policy", "history", "--data", str(place.root))
    assert code == 0
    assert "No policy has come into force yet" in out


def test_what_changes_something_tells_programs_what(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    told = ["--json", "--data", str(place.root)]
    _, out, _ = said(capsys, "companies", "set", "光谷物流", "--not-resumed", "--reason", "notice", *told)
    assert json.loads(out) == {"changed": 1, "state": "not_resumed"}
    _, out, _ = said(
        capsys, "permits", "add", "李四", "--from", "2020-02-10T18:00", "--until", "2020-02-10T22:00", *told
    )
    number = json.loads(out)["number"]
    _, out, _ = said(capsys, "permits", "withdraw", str(number), "--reason", "ill", *told)
    assert json.loads(out) == {"number": number, "withdrawn": True}
    _, out, _ = said(capsys, "camera", "set", "simulated", "--size", "1920x1080", *told)
    assert {**json.loads(out), "fps": 0} == {
        "camera": "simulated",
        "width": 1920,
        "height": 1080,
        "fps": 0,
        "turn": 0,
        "mirrored": False,
        "focus": None,
        "exposure": None,
        "zoom": None,
    }


WRITING = [
    path for path in commands() if any("--out" in each.opts for each in command_at(path).params if each.name == "out")
]


@pytest.mark.parametrize("path", WRITING, ids=" ".join)
def test_every_command_that_writes_a_file_takes_a_dash_for_standard_output(path: tuple[str, ...]) -> None:
    (out,) = [each for each in command_at(path).params if each.name == "out"]
    assert isinstance(out.type, click.Path)
    assert out.type.allow_dash
    assert isinstance(out, click.Option)
    assert (out.help or "").endswith("; - is standard output.")


@pytest.mark.parametrize(
    ("command", "first", "sentence"),
    [
        ("households export", "\ufeffaddress,phone", "0 households are in standard output.\n"),
        ("passages export", "\ufeffuid,", "Wrote 0 passages to standard output.\n"),
        ("report daily --date 2020-02-07 --language en", "测试 Daily report", "is in standard output: 0 passages, 0 s"),
    ],
)
def test_a_dash_is_standard_output_and_what_is_said_about_it_is_not(
    place: Place,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    first: str,
    sentence: str,
) -> None:
    monkeypatch.chdir(place.root.parent)
    before = sorted(place.root.parent.iterdir())
    code, out, err = said(capsys, *command.split(), "--out", "-", "--data", str(place.root))
    assert code == 0
    assert out.startswith(first)
    assert sentence in err
    assert sorted(place.root.parent.iterdir()) == before, "no file of that name"
    code, out, err = said(capsys, *command.split(), "--out", "-", "--json", "--data", str(place.root))
    assert out.startswith(first)
    assert json.loads(err)


@pytest.mark.parametrize("rehearse", [[], ["--rehearse"]])
def test_a_restore_from_a_stick_that_is_not_plugged_in_takes_no_other(
    place: Place, capsys: pytest.CaptureFixture[str], rehearse: list[str]
) -> None:
    said(capsys, "ledger", "backup", "--data", str(place.root))
    before = sorted(place.root.iterdir())
    stick = place.root.parent / "stick"
    code, out, err = said(capsys, "ledger", "restore", "--from", str(stick), *rehearse, "--data", str(place.root))
    assert (code, out) == (3, "")
    assert err == f"{stick} is not there; nothing was changed.\n"
    assert sorted(place.root.iterdir()) == before


def test_a_pin_is_not_asked_for_where_nobody_can_type_it_unseen(
    place: Place, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("482915\n"))
    code, out, err = said(capsys, "supervisor", "pin", "--data", str(place.root))
    assert (code, out) == (2, "")
    assert err == "There is no terminal here to ask for the PIN: give it with --stdin.\n"
    assert said(capsys, "supervisor", "pin", "--stdin", "--data", str(place.root))[0] == 0


@pytest.mark.parametrize(
    "command",
    [
        "report daily --date 2020-02-07 --out {stick}/day.html",
        "report daily --date 2020-02-07 --out {stick}/day.csv",
        "passages export --out {stick}/passages.csv",
        "households export --out {stick}/households.csv",
    ],
)
def test_nothing_is_written_beside_a_stick_that_is_not_plugged_in(
    place: Place, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    stick = place.root.parent / "stick"
    code, out, err = said(capsys, *command.format(stick=stick).split(), "--data", str(place.root))
    assert (code, out) == (3, "")
    assert str(stick) in err
    assert len(err.splitlines()) == 1
    assert not stick.exists()


def test_no_cards_are_written_beside_a_stick_that_is_not_plugged_in(tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="there is no directory"):
        save_cards(tmp_path / "stick" / "cards.pdf", b"%PDF")
    assert not (tmp_path / "stick").exists()


def test_a_rehearsal_where_no_terminal_is_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = said(capsys, "ledger", "restore", "--rehearse", "--data", str(tmp_path / "nothing"))
    assert code == 3
    assert "No terminal is set up" in err


def test_a_reader_that_goes_away_is_no_error_and_no_answer(root: Path, tmp_path: Path) -> None:
    """`gate-terminal … | head -1` says nothing on stderr and ends with 0, for 1 would mean: the answer is no."""
    lines = tmp_path / "many.jsonl"
    lines.write_text((root / "tests" / "data" / "attempts.jsonl").read_text("utf-8") * 3, "utf-8")
    reading, writing = os.pipe()
    running = subprocess.Popen(
        [sys.executable, "-m", "gate_terminal", "replay", str(lines)], stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)
    os.read(reading, 1)
    os.close(reading)
    _, err = running.communicate(timeout=120)
    assert (running.returncode, err) == (0, b"")
