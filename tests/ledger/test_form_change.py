"""A terminal that is there gets the other form of its ledger, and keeps a whole one whatever happens meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .test_encrypted import CHEAPLY, ROSTER, SECRETS, found, founded, run

HOLD = (
    "import sys; from pathlib import Path; from gate_terminal.application.place import Place\n"
    "from gate_terminal.application.encryption import choose_form\n"
    "place = Place(Path(sys.argv[1])); choose_form(place)\n"
    "from gate_terminal.ledger.file import open_file\n"
    "file = open_file(place.ledger, window=sys.argv[2] == 'window')\n"
    "print('open', flush=True); sys.stdin.read()"
)

STEPS = Path(__file__).with_name("changing_form.py")


def ended_before_each(of: Path, work: Path, how: str, first: int = 1, every: int = 1) -> str:
    """Let a change be ended before its steps; return what was found after each."""
    command = [sys.executable, str(STEPS), str(of), str(work), how, str(first), str(every)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=600, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def plain_terminal(data: Path) -> Path:
    """Set up a plain terminal with two people, two events and a backup."""
    assert found(data).returncode == 0
    roster = data.with_name("roster.csv")
    roster.write_text(ROSTER, encoding="utf-8")
    for words in (
        ("households", "import", str(roster)),
        ("stand-down", "--yes", "--reason", "asked by 张三"),
        ("stand-down", "--undo", "--reason", "withdrawn"),
        ("ledger", "backup"),
    ):
        assert run(*words, data=data).returncode == 0, words
    return data


def encrypted_from(plain: Path) -> Path:
    """Copy a terminal and encrypt the copy."""
    data = Path(shutil.copytree(plain, plain.with_name("encrypted")))
    ran = run("ledger", "encrypt", "--wipe-old", data=data)
    assert (ran.returncode, ran.stderr) == (0, "")
    return data


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plain_terminal(tmp_path_factory.mktemp("plain") / "data")


@pytest.fixture(scope="module")
def encrypted(plain: Path) -> Path:
    return encrypted_from(plain)


__all__ = ["founded"]  # a fixture


@pytest.fixture
def data(plain: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(plain, tmp_path / "data"))


@pytest.fixture
def sealed(encrypted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(encrypted, tmp_path / "sealed"))


def verified(data: Path) -> dict[str, object]:
    ran = run("ledger", "verify", "--json", data=data)
    assert ran.returncode == 0, (ran.stdout, ran.stderr)
    told: dict[str, object] = json.loads(ran.stdout)
    return told


def state_of(data: Path) -> dict[Path, bytes]:
    """Return what must not have changed: the ledger, its backups, keys and settings."""
    files = [*data.glob("gate.sqlite"), *data.glob("backups/*"), *data.glob("keys/*"), data / "settings.toml"]
    return {path: path.read_bytes() for path in files}


def secrets_in(data: Path) -> list[tuple[str, str]]:
    files = [path for path in data.rglob("*") if path.is_file()]
    return [(path.name, word) for path in files for word in SECRETS if word.encode() in path.read_bytes()]


def test_a_plain_terminal_is_encrypted_and_no_plain_byte_stays(plain: Path, encrypted: Path) -> None:
    assert secrets_in(plain)
    assert secrets_in(encrypted) == []
    assert verified(encrypted) == verified(plain)
    assert "3-2-501" in run("households", "list", data=encrypted).stdout
    (backup,) = (encrypted / "backups").iterdir()
    assert backup.stat().st_mode & 0o777 == 0o600
    assert (encrypted / "gate.sqlite").stat().st_mode & 0o777 == 0o600
    assert run("ledger", "restore", "--rehearse", data=encrypted).returncode == 0


def test_without_being_asked_it_leaves_older_backups_and_says_so(data: Path) -> None:
    ran = run("ledger", "encrypt", data=data)
    assert ran.returncode == 0
    assert "2 older backups or ledgers set aside are still plain" in ran.stdout
    assert "only a disk that was encrypted from the beginning leaves nothing" in ran.stdout
    heads = [path.read_bytes()[:13] for path in sorted((data / "backups").iterdir())]
    assert [head == b"SQLite format" for head in heads] == [True, True, False]
    again = run("ledger", "encrypt", data=data)
    assert (again.returncode, again.stderr) == (
        2,
        "The ledger is encrypted already; nothing was changed. For another key: --new-key.\n",
    )


def test_an_encrypted_one_becomes_plain_again_and_the_key_of_its_backups_is_kept(plain: Path, sealed: Path) -> None:
    ran = run("ledger", "decrypt", data=sealed)
    assert ran.returncode == 0
    assert verified(sealed) == verified(plain)
    assert (sealed / "gate.sqlite").read_bytes().startswith(b"SQLite format 3")
    (kept,) = (sealed / "keys").glob("ledger*.key")
    assert str(kept) in ran.stdout
    assert run("ledger", "decrypt", data=sealed).returncode == 2
    assert run("ledger", "encrypt", "--new-key", data=sealed).returncode == 2


def test_with_a_new_key_neither_ledger_nor_old_backups_open_with_the_old_one(plain: Path, sealed: Path) -> None:
    key, (backup,) = (sealed / "keys" / "ledger.key").read_bytes(), (sealed / "backups").iterdir()
    old = backup.read_bytes()
    ran = run("ledger", "encrypt", "--new-key", "--wipe-old", data=sealed)
    assert ran.returncode == 0
    assert not backup.exists()
    assert verified(sealed) == verified(plain)
    assert [path.name for path in (sealed / "keys").glob("*ledger*")] == ["ledger.key"]
    (sealed / "gate.sqlite").unlink()
    for path in (sealed / "backups").iterdir():
        path.write_bytes(old)
    assert "no good backup" in run("ledger", "restore", data=sealed).stderr
    (sealed / "keys" / "ledger.key").write_bytes(key)
    assert "key of another ledger" in run("ledger", "restore", data=sealed).stderr


@pytest.mark.parametrize(("how", "first"), [("encrypt", 4), ("decrypt", 2), ("new-key", 4)])
def test_ended_before_any_of_its_steps_the_next_program_finds_a_whole_ledger(
    plain: Path, encrypted: Path, tmp_path: Path, how: str, first: int
) -> None:
    of = plain if how == "encrypt" else encrypted
    told = ended_before_each(of, tmp_path, how, first, 6)
    assert told.count('"code": 77, "well": true') >= 4
    if how != "new-key":
        assert "plain {" in told
        assert "encrypted {" in told


def test_a_file_that_has_another_name_is_never_overwritten(tmp_path: Path) -> None:
    from gate_terminal.application.wiping import wipe

    ledger, link = tmp_path / "gate.sqlite", tmp_path / "gate.sqlite.before"
    ledger.write_bytes(b"everything")
    os.link(ledger, link)
    wipe(link)
    assert (ledger.read_bytes(), link.exists()) == (b"everything", False)
    with ledger.open("rb") as still_open:
        wipe(ledger)
        assert still_open.read() == bytes(10)
    wipe(ledger)


def test_it_is_refused_while_anybody_has_the_ledger_open(data: Path, sealed: Path) -> None:
    for where, words in ((data, ("encrypt",)), (sealed, ("decrypt",)), (sealed, ("restore",))):
        for who in ("window", "office"):
            command = [sys.executable, "-c", HOLD, str(where), who]
            with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
                assert holder.stdout is not None
                assert holder.stdout.readline() == b"open\n"
                before = state_of(where)
                ran = run("ledger", *words, data=where)
                assert (ran.returncode, ran.stderr.count("\n")) == (3, 1), (who, words, ran.stdout)
                assert "close it first" in ran.stderr
                assert state_of(where) == before
                holder.communicate()
    assert run("ledger", "encrypt", data=data).returncode == 0


def test_without_the_right_key_nothing_is_changed(sealed: Path) -> None:
    (sealed / "keys" / "passphrase").write_text("another\n", encoding="ascii")
    before = state_of(sealed)
    for words in (("decrypt",), ("encrypt", "--new-key")):
        ran = run("ledger", *words, data=sealed)
        assert (ran.returncode, ran.stderr.count("\n")) == (3, 1)
        assert "The passphrase does not open" in ran.stderr
    (sealed / "keys" / "ledger.key").unlink()
    assert "its key is not at" in run("ledger", "decrypt", data=sealed).stderr
    assert {path: content for path, content in before.items() if path.name != "ledger.key"} == state_of(sealed)


def test_where_the_passphrase_is_stored_nowhere_it_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    command = [sys.executable, str(CHEAPLY), "init", "--site", "compound", "--name", "x", "--gate", "e"]
    command += ["--passphrase-stdin", "--data", str(data)]
    subprocess.run(command, input="my own\n", encoding="utf-8", timeout=120, check=True, capture_output=True)
    before = state_of(data)
    ran = run("ledger", "encrypt", data=data)
    assert ran.returncode == 2
    assert "is stored nowhere" in ran.stderr
    assert state_of(data) == before


def test_a_ledger_that_is_not_whole_is_left_as_it_is(data: Path) -> None:
    (data / "backups" / next(iter((data / "backups").iterdir())).name).unlink()
    with (data / "gate.sqlite").open("r+b") as file:
        file.seek(4096 * 3)
        file.write(bytes(2000))
    before = state_of(data)
    ran = run("ledger", "encrypt", data=data)
    assert ran.returncode == 3
    assert ran.stderr.count("\n") == 1
    assert state_of(data) == before


_SMALL_DISK = """
import resource, signal, sys
from gate_terminal.__main__ import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
sys.argv[0] = "gate-terminal"
main()
"""
_LITTLE_ROOM = """
import shutil, sys
from gate_terminal.__main__ import main
shutil.disk_usage = lambda path: shutil._ntuple_diskusage(10 ** 9, 10 ** 9 - 10 ** 6, 10 ** 6)
sys.argv[0] = "gate-terminal"
main()
"""


def test_where_there_is_not_enough_room_nothing_is_changed(data: Path) -> None:
    before = state_of(data)
    command = [sys.executable, "-c", _LITTLE_ROOM, "ledger", "encrypt", "--data", str(data)]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert ran.returncode == 3
    assert "not enough room" in ran.stderr
    assert state_of(data) == before
    size = (data / "gate.sqlite").stat().st_size
    refused = 0
    # The disk fills up while the new file is written; what does not fit is refused by the system.
    for most in (size // 4, size // 2, size - 8192, size + 1):
        command = [sys.executable, "-c", _SMALL_DISK, str(most), "ledger", "encrypt", "--data", str(data)]
        ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
        assert ran.returncode in {0, 3}, ran.stderr
        if ran.returncode:
            refused += 1
            assert ran.stderr.count("\n") == 1, ran.stderr
            assert state_of(data) == before
    assert refused >= 2
    verified(data)


_STOOD_DOWN_LONG_AGO = """
import sys
from datetime import timedelta
from pathlib import Path
from gate_terminal.application.encryption import choose_form
from gate_terminal.application.place import Place

place = Place(Path(sys.argv[1]))
choose_form(place)
from gate_terminal.application.office import open_office
from gate_terminal.application.standing import stand_down

with open_office(place) as office:
    stand_down(office.ledger, who="x", why="told by 张三", at=office.now() - timedelta(days=40))
"""


def test_when_everybody_is_forgotten_after_a_stand_down_no_key_is_left_that_opens_an_older_copy(
    founded: Path, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(founded, tmp_path / "data"))
    keys = data / "keys"
    subprocess.run([sys.executable, "-c", _STOOD_DOWN_LONG_AGO, str(data)], check=True, timeout=120)
    (keys / "ledger-0123456789abcdef.key").write_bytes(b"of an older backup")
    os.utime(keys / "ledger.key", (0, 0))
    before = (keys / "ledger.key").read_bytes()
    (old,) = (data / "backups").iterdir()
    carried_away = old.read_bytes()
    held = subprocess.Popen([sys.executable, "-c", HOLD, str(data), "window"], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE)  # fmt: skip
    assert held.stdout is not None
    assert held.stdout.readline() == b"open\n"
    ran = run("ledger", "erase", data=data)
    assert ran.returncode == 0
    assert "the ledger's old key opens older copies" in ran.stderr
    assert (keys / "ledger.key").read_bytes() == before
    held.communicate()
    told = run("doctor", data=data).stdout
    assert "still opens older copies" in told
    assert "--new-key" in told
    ran = run("ledger", "erase", data=data)
    assert "the ledger has a new key" in ran.stdout
    assert (keys / "ledger.key").read_bytes() != before
    assert sorted(path.name for path in keys.iterdir()) == [
        "ledger.key",
        "list.key",
        "pass.key",
        "passphrase",
        "root.key",
    ]
    (made,) = (data / "backups").iterdir()
    assert made.read_bytes() != carried_away
    assert "still opens older copies" not in run("doctor", data=data).stdout
    assert verified(data)["whole"] is True
    key = (keys / "ledger.key").read_bytes()
    assert run("ledger", "erase", data=data).returncode == 0
    assert (keys / "ledger.key").read_bytes() == key, "once is enough"
    for path in (data / "backups").iterdir():
        path.write_bytes(carried_away)
    (data / "gate.sqlite").unlink()
    assert "no good backup" in run("ledger", "restore", data=data).stderr


def test_killed_at_any_instant_a_whole_ledger_is_there(data: Path, tmp_path: Path) -> None:
    for milliseconds in (500, 700, 900, 1100):
        copy = Path(shutil.copytree(data, tmp_path / f"{milliseconds}"))
        command = [sys.executable, "-m", "gate_terminal", "ledger", "encrypt", "--data", str(copy)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
            try:
                running.wait(milliseconds / 1000)
            except subprocess.TimeoutExpired:
                os.kill(running.pid, signal.SIGKILL)
        assert verified(copy)["rows"] == 2
