"""A clock that ran ahead while people passed: what holds the outings is told, and a supervisor's word ends it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gate_terminal.__main__ import main
from gate_terminal.application.founding import found
from gate_terminal.application.health_terminal import terminal_findings
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import read_temperature
from gate_terminal.domain.words import Direction, Reason, Site, Subject
from gate_terminal.ledger.store import Ledger

PASSPHRASE = "a passphrase"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A terminal whose clock stood a day ahead when somebody went out."""
    place = Place(tmp_path / "terminal")
    now = datetime.now(SITE_ZONE)
    found(place, Settings(), Policy(), now, PASSPHRASE)
    out(place, "a", now + timedelta(days=1))
    return place


def out(place: Place, party: str, at: datetime) -> Reason:
    attempt = Attempt(
        uid=f"{party}-{at.isoformat()}",
        at=at,
        site=Site.COMPOUND,
        gate="east",
        lane="1",
        direction=Direction.OUT,
        subject=Subject.RESIDENT,
        party=party,
        person=f"{party}/1",
        temperatures=(read_temperature("365"),),
    )
    with Ledger.open(place.ledger, window=False) as ledger:
        return ledger.record(attempt, lambda facts: decide(attempt, facts, Policy())).decision.reason


def said(capsys: pytest.CaptureFixture[str], place: Place, *arguments: str) -> tuple[object, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["clock", *arguments, "--data", str(place.root)])
    told = capsys.readouterr()
    return ended.value.code, told.out, told.err


def test_a_word_for_the_clock_lets_people_out_again_and_stands_in_the_ledger(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(SITE_ZONE)
    assert out(place, "b", now) is Reason.CLOCK_BACK
    code, text, _ = said(capsys, place, "show")
    assert (code, "gate-terminal clock trust" in text) == (1, True)
    assert json.loads(said(capsys, place, "show", "--json")[1])["set_back"] is True
    code, text, _ = said(capsys, place, "trust", "--reason", "seen on the telephone", "--by", "王")
    assert (code, "is believed from now on" in text) == (0, True)
    assert out(place, "b", datetime.now(SITE_ZONE)) is Reason.OK_TURN
    assert said(capsys, place, "show")[0] == 0
    with Ledger.open(place.ledger, window=False) as ledger:
        assert ledger.file.rows("SELECT who FROM events WHERE kind = 'clock'") == [("王",)]


def test_no_word_is_taken_without_a_reason_or_without_a_doubt(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, place, "trust")[0] == 2
    assert said(capsys, place, "trust", "--reason", " ")[0] == 2
    assert json.loads(said(capsys, place, "trust", "--reason", "seen", "--json")[1])["vouched"] is True
    assert "nothing was changed" in said(capsys, place, "trust", "--reason", "seen")[1]
    with Ledger.open(place.ledger, window=False) as ledger:
        assert ledger.file.rows("SELECT count(*) FROM events WHERE kind = 'clock'") == [(1,)]


def test_the_doctor_names_the_command_for_the_ledger_s_records_alone(place: Place) -> None:
    (clock,) = [each for each in terminal_findings(place, datetime.now(SITE_ZONE)) if each.part == "Clock"]
    assert "gate-terminal clock trust" in clock.do
    long_ago = list(terminal_findings(place, datetime(1980, 1, 1, tzinfo=SITE_ZONE)))
    of_lists = [each for each in long_ago if each.part == "Clock" and "a signed list" in each.says]
    assert of_lists
    assert not any("trust" in each.do for each in of_lists)
