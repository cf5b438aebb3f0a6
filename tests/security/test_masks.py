"""Whatever leaves the program is masked unless somebody says why, and that is logged with who and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.office import Office
from gate_terminal.application.place import Place
from gate_terminal.domain.faults import WrongUse
from gate_terminal.ledger.rows import EventKind

from .conftest import HandClock
from .test_retention import pass_by

PERSONAL = ("Sanfeng", "Sisi", "Wuji", "13800008000", "13800008001")

Run = Callable[..., Result]


@pytest.fixture
def run(place: Place, office: Office, clock: HandClock) -> Run:
    """Run a command on a terminal at which everybody has passed."""
    for address in ("3-2-501", "3-2-502"):
        pass_by(office, address, clock)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(gate_terminal, [*arguments, "--data", str(place.root)])

    return run


@pytest.mark.parametrize(
    "command",
    [
        ("households", "list"),
        ("households", "list", "--json"),
        ("households", "show", "3-2-501"),
        ("households", "show", "3-2-501", "--json"),
        ("passages", "list"),
        ("passages", "list", "--json"),
        ("passes", "list"),
        ("passes", "list", "--json"),
        ("fever", "list"),
        ("policy", "list"),
        ("ledger", "verify", "--rederive"),
        ("doctor",),
    ],
)
def test_what_is_printed_names_nobody(run: Run, command: tuple[str, ...]) -> None:
    told = run(*command).output
    assert told.strip()
    assert [word for word in PERSONAL if word in told] == []


@pytest.mark.parametrize(
    ("command", "ending"),
    [
        (("households", "export"), "csv"),
        (("passages", "export"), "csv"),
        (("report", "daily", "--date", "2020-02-07"), "html"),
        (("report", "daily", "--date", "2020-02-07"), "csv"),
        (("report", "daily", "--date", "2020-02-07"), "txt"),
    ],
)
def test_what_is_exported_names_nobody(run: Run, tmp_path: Path, command: tuple[str, ...], ending: str) -> None:
    out = tmp_path / f"out.{ending}"
    done = run(*command, "--out", str(out))
    assert done.exception is None, done.output
    told = out.read_text("utf-8-sig")
    assert told.strip()
    assert [word for word in PERSONAL if word in told] == []


@pytest.mark.parametrize(
    "command",
    [("households", "list"), ("households", "show", "3-2-501"), ("households", "export"), ("passages", "export")],
)
def test_nothing_is_revealed_without_a_reason(run: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    out = ("--out", str(tmp_path / "out.csv")) if "export" in command else ()
    done = run(*command, "--reveal", *out)
    assert isinstance(done.exception, SystemExit | click.UsageError | WrongUse)
    assert [word for word in PERSONAL if word in done.output] == []
    assert not (tmp_path / "out.csv").exists()


def test_a_reveal_of_households_is_logged_with_who_and_why(run: Run, office: Office) -> None:
    done = run("households", "show", "3-2-501", "--reveal", "--reason", "fever case", "--by", "李主任")
    assert "Sanfeng" in done.output
    (line,) = [line for line in office.register.log() if line.action == "reveal"]
    assert (line.who, line.why) == ("李主任", "fever case")


def test_an_export_with_names_is_logged_in_the_chain_with_who_and_why(run: Run, office: Office, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = run("passages", "export", "--out", str(out), "--reveal", "--reason", "asked by the police", "--by", "李主任")
    assert done.exception is None, done.output
    assert "Sanfeng" in out.read_text("utf-8-sig")
    (event,) = office.ledger.events(EventKind.REVEAL)
    assert (event.who, event.why) == ("李主任", "asked by the police")
