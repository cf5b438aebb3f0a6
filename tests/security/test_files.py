"""Nobody else on the computer can read what is kept here, whatever their account says about new files."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gate_terminal.application.place import Place
from gate_terminal.application.settings import read_settings, write_settings
from gate_terminal.ledger.backup import back_up
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.witness import Head, Witness

from .conftest import MORNING

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no modes")


def open_to_others(root: Path) -> list[str]:
    """Return what anybody but the owner may read, write or enter."""
    return sorted(
        f"{path.relative_to(root)} {stat.filemode(path.stat().st_mode)}"
        for path in [root, *root.rglob("*")]
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    )


def gate_terminal(*arguments: str, **more: str) -> None:
    """Run the program in a process whose new files are open to everybody."""
    done = subprocess.run(
        ["sh", "-c", 'umask 000; exec "$@"', "sh", sys.executable, "-m", "gate_terminal", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, **more},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_file_that_the_program_makes_is_its_owners_alone(tmp_path: Path) -> None:
    root, out = tmp_path / "terminal", tmp_path / "out"
    root.mkdir(mode=0o777)
    root.chmod(0o777)
    out.mkdir(mode=0o700)
    roster = tmp_path / "roster.csv"
    roster.write_text("住址,成员\n3-2-501,张三\n", "utf-8")
    data = ("--data", str(root))
    gate_terminal("init", "--site", "compound", "--name", "x", "--gate", "east", "--supervisor-pin", "2580", *data)
    gate_terminal("households", "import", str(roster), *data)
    gate_terminal("passes", "issue", "--all-missing", *data)
    gate_terminal("passes", "print", "--out", str(out / "cards.pdf"), *data, QT_QPA_PLATFORM="offscreen")
    gate_terminal("households", "export", "--out", str(out / "homes.csv"), *data)
    gate_terminal("passages", "export", "--out", str(out / "passages.csv"), *data)
    gate_terminal("report", "daily", "--date", "2020-02-07", "--out", str(out / "day.html"), *data)
    gate_terminal("report", "daily", "--date", "2020-02-07", "--out", str(out / "day.csv"), *data)
    gate_terminal("ledger", "backup", *data)
    gate_terminal("stand-down", "--reason", "x", "--yes", *data)
    assert open_to_others(root) == []
    assert open_to_others(out) == []
    assert {path.name for path in out.iterdir()} == {"cards.pdf", "homes.csv", "passages.csv", "day.html", "day.csv"}


def test_what_holds_secrets_is_closed_without_the_programs_own_start(place: Place, tmp_path: Path) -> None:
    """A part of the program that is used by itself (a test, a tool) is as careful."""
    before = os.umask(0)
    try:
        write_settings(place.settings, read_settings(place.settings))
        ledger = open_file(tmp_path / "new" / "gate.sqlite", window=True, create=True)
        ledger.conn.execute("CREATE TABLE t (a)")
        witness = Witness(tmp_path / "new" / "gate.sqlite")
        witness.remember(Head(1, bytes(32)))
        back_up(place.ledger, tmp_path / "new" / "backups", at=MORNING)
        made = [path for path in (tmp_path / "new").rglob("*") if path.is_file()]
        assert {path.name for path in made} >= {"gate.sqlite", "gate.sqlite-wal", "gate.sqlite-shm", "gate.sqlite.head"}
        assert {stat.S_IMODE(path.stat().st_mode) for path in [*made, place.settings]} == {0o600}
        witness.close()
        ledger.close()
    finally:
        os.umask(before)


def test_keys_and_passphrase_are_closed(place: Place) -> None:
    assert stat.S_IMODE(place.keys.stat().st_mode) == 0o700
    names = {path.name for path in place.keys.iterdir()}
    assert "digest.key" in names
    assert {stat.S_IMODE(path.stat().st_mode) for path in place.keys.iterdir()} == {0o600}
