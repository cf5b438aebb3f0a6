"""An encrypted ledger does all that a plain one does, tells nothing without its key, and is never taken for damaged."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHEAPLY = Path(__file__).with_name("cheaply.py")
ROSTER = "address,phone,members\n3-2-501,13812345678,张三;李四\n"
SECRETS = ("张三", "13812345678", "3-2-501", "SQLite format")
PROVEN = ("contract", "chain", "backup", "torn_wal", "append_only", "rails", "history", "values", "particulars")

_WINDOW = """
import sys
from pathlib import Path
from gate_terminal.application.encryption import choose_form
from gate_terminal.application.place import Place

if __name__ == "__main__":
    place = Place(Path(sys.argv[1]))
    choose_form(place)
    from gate_terminal.application.backups import BackupPlace, HourlyBackups
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.ledger.store import Ledger

    told = []
    with Ledger.open(place.ledger, window=True):
        where = BackupPlace(place.backups, own=True)
        HourlyBackups(place.ledger, [where], SystemClock(), told.append).back_up_to(where)
    sys.exit(str(told) if told else 0)
"""


def run(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own: the form of the ledger is chosen once in each."""
    command = [sys.executable, str(CHEAPLY), *arguments, "--data", str(data)]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)


def found(data: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return run("init", "--site", "compound", "--name", "测试", "--gate", "east", *more, data=data)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("encrypted") / "data"
    assert found(data, "--encrypt").returncode == 0
    roster = data.with_name("roster.csv")
    roster.write_text(ROSTER, encoding="utf-8")
    assert run("households", "import", str(roster), data=data).returncode == 0
    assert run("ledger", "backup", data=data).returncode == 0
    return data


@pytest.fixture
def data(founded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(founded, tmp_path / "data"))


def files_of(data: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in [*data.glob("gate.sqlite*"), *data.glob("backups/*")]}


def test_neither_the_ledger_nor_its_wal_nor_a_backup_tells_a_name_or_an_address(data: Path) -> None:
    # A reader that is killed leaves the WAL as it is.
    hold = (
        "import os, sys; from pathlib import Path; from gate_terminal.application.place import Place\n"
        "from gate_terminal.application.encryption import choose_form\n"
        "place = Place(Path(sys.argv[1])); choose_form(place)\n"
        "from gate_terminal.ledger.file import open_file; file = open_file(place.ledger, window=False)\n"
        "file.execute('CREATE TABLE seen (name TEXT)'); file.execute('INSERT INTO seen VALUES (?)', ['张三 3-2-501'])\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", hold, str(data)], check=True, timeout=120)
    files = files_of(data)
    assert (data / "gate.sqlite-wal").stat().st_size > 0
    assert len([path for path in files if path.parent.name == "backups"]) == 1
    assert [(path.name, word) for path, raw in files.items() for word in SECRETS if word.encode() in raw] == []
    plain = data.parent / "plain"
    assert found(plain).returncode == 0
    assert b"SQLite format" in (plain / "gate.sqlite").read_bytes()  # what the search above would find


def test_the_commands_do_on_an_encrypted_ledger_what_they_do_on_a_plain_one(data: Path) -> None:
    for words in (
        ("verify",),
        ("verify", "--rederive"),
        ("backup",),
        ("restore", "--rehearse"),
        ("rebuild",),
        ("erase",),
    ):
        ran = run("ledger", *words, data=data)
        assert (ran.returncode, ran.stderr) == (0, ""), words
    with (data / "gate.sqlite").open("r+b") as file:
        file.write(bytes(8192))
    assert "ledger restore" in run("ledger", "verify", data=data).stderr
    assert run("ledger", "restore", data=data).returncode == 0
    assert run("ledger", "verify", data=data).returncode == 0
    assert "3-2-501" in run("households", "list", data=data).stdout
    assert not (data / "gate.sqlite").read_bytes().startswith(b"SQLite format")


def test_a_gate_window_backs_up_in_a_process_of_its_own(data: Path) -> None:
    (data / "backups" / next(iter((data / "backups").iterdir())).name).unlink()
    work = data.parent / "window.py"
    work.write_text(_WINDOW, encoding="utf-8")
    subprocess.run([sys.executable, str(work), str(data)], check=True, timeout=120)
    (made,) = (data / "backups").iterdir()
    assert not made.read_bytes().startswith(b"SQLite format")
    assert run("ledger", "restore", "--rehearse", data=data).returncode == 0


def lose_key(data: Path) -> None:
    (data / "keys" / "ledger.key").unlink()


def tear_key(data: Path) -> None:
    key = data / "keys" / "ledger.key"
    key.write_bytes(key.read_bytes()[:-1])


def lose_passphrase(data: Path) -> None:
    (data / "keys" / "passphrase").unlink()


def other_passphrase(data: Path) -> None:
    (data / "keys" / "passphrase").write_text("another\n", encoding="ascii")


def other_key(data: Path) -> None:
    other = data.parent / "other"
    assert found(other, "--encrypt").returncode == 0
    for name in ("ledger.key", "passphrase"):
        shutil.copyfile(other / "keys" / name, data / "keys" / name)


def lose_key_and_settings(data: Path) -> None:
    lose_key(data)
    (data / "settings.toml").unlink()


def plain_file(data: Path) -> None:
    plain = data.parent / "plain"
    assert found(plain).returncode == 0
    shutil.copyfile(plain / "gate.sqlite", data / "gate.sqlite")


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        (lose_key, "its key is not at"),
        (tear_key, "is torn or damaged"),
        (lose_passphrase, "the passphrase of its key is not at"),
        (other_passphrase, "The passphrase does not open"),
        (other_key, "is the key of another ledger"),
        (lose_key_and_settings, "look encrypted, and there is no key"),
        (plain_file, "is not encrypted, but this terminal's is"),
    ],
)
def test_without_its_key_a_ledger_is_not_called_damaged_and_not_restored_over(
    data: Path, cause: object, sentence: str
) -> None:
    assert callable(cause)
    cause(data)
    before = files_of(data)
    ran = run("ledger", "restore", data=data)
    assert ran.returncode == 3
    assert sentence in ran.stderr
    assert ran.stderr.count("\n") == 1
    if cause is not lose_key_and_settings:
        assert sentence in run("ledger", "verify", data=data).stderr
        assert sentence in run("ledger", "backup", data=data).stderr
    after = files_of(data)
    assert {path: after.get(path) for path in before} == before


def test_without_sqlcipher_it_is_said_how_to_install_it(data: Path, tmp_path: Path) -> None:
    (tmp_path / "sqlcipher3.py").write_text("raise ImportError", encoding="ascii")
    command = [sys.executable, "-m", "gate_terminal", "ledger", "verify", "--data", str(data)]
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False, env=environment)
    assert (ran.returncode, ran.stderr.count("\n")) == (3, 1)
    assert "pip install 'gate-terminal[encryption]'" in ran.stderr


def test_no_command_brings_sqlite_in_before_the_form_is_chosen() -> None:
    look = (
        "import sys; from gate_terminal.application.commands import gate_terminal as program\n"
        "for name in program.list_commands(None):\n"
        "    program.get_command(None, name)\n"
        "sys.exit('sqlite_utils' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", look], timeout=120, check=False).returncode == 0


def test_the_proofs_of_a_plain_ledger_hold_for_an_encrypted_one(root: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(root / "tests" / "ledger" / "encrypted")}
    files = [str(root / "tests" / "ledger" / f"test_{name}.py") for name in PROVEN]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", *files]
    ran = subprocess.run(
        command, capture_output=True, encoding="utf-8", timeout=280, check=False, env=environment, cwd=root
    )
    assert ran.returncode == 0, ran.stdout[-3000:]


def test_the_bench_measures_both_forms(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "gate_terminal", "bench", "ledger", "--encrypted", "--json"]
    command += ["--turns", "100", "--rounds", "2", "--directory", str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert sorted(told) == ["encrypted_p50", "plain_p50", "ratio"]
    assert min(told.values()) > 0
