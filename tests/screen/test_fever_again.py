"""End to end: a fever on the screen of a program that is killed stands on it again when it is opened."""

import json
import time
from pathlib import Path

import pytest

from .lane import Window, command, rows, until

pytestmark = pytest.mark.screen

ACKNOWLEDGED = "SELECT count(*) FROM events WHERE kind = 'acknowledged'"


def test_a_fever_that_nobody_acknowledged_is_met_again_after_a_kill_until_enter_takes_note(
    display: str, tmp_path: Path
) -> None:
    data, roster = tmp_path / "terminal", tmp_path / "roster.csv"
    roster.write_text("address,phone,members\n3-2-501,13800008000,张三\n3-2-502,13800008001,王五\n", "utf-8")
    command("init", "--site", "compound", "--name", "君庭湖畔", "--gate", "east", data=data)
    command("households", "import", str(roster), data=data)
    command("passes", "issue", "--all-missing", data=data)
    listed = command("passes", "list", "--json", data=data).splitlines()
    serials = {one["household"]: one["serial"].lower().replace("-", "") for one in map(json.loads, listed)}
    arguments = ["--camera", str(tmp_path / "no such camera")]

    def look_up(window: Window, address: str, number: int) -> None:
        def found() -> bool:
            window.press(*serials[address], "Return")
            end = time.monotonic() + 3
            while time.monotonic() < end and window.log.count("looked up by hand: found") < number:
                time.sleep(0.1)
            return window.log.count("looked up by hand: found") >= number

        until(found, "the serial to be looked up")
        # The screen turns within a few milliseconds of the log; a hand is slower.
        time.sleep(1)

    def noted(window: Window) -> bool:
        window.press("Return")
        time.sleep(0.5)
        return rows(data, ACKNOWLEDGED) == [(1,)]

    with Window(data, display, arguments) as window:
        until(lambda: "lane is open" in window.log, "the lane")
        look_up(window, "3-2-501", 1)
        window.press("a", "3", "7", "8", "Return")
        assert window.answers(1)[0]["verdict"] == "isolate"
        window.process.kill()
        window.process.wait()
    with Window(data, display, arguments) as window:
        until(lambda: window.log.count("lane is open") == 2, "the lane again")
        # Enter does nothing on an empty field: only where the fever is on the screen does it take note of it.
        until(lambda: noted(window), "the note")
        look_up(window, "3-2-502", 2)
    with Window(data, display, arguments) as window:
        until(lambda: window.log.count("lane is open") == 3, "the lane once more")
        look_up(window, "3-2-502", 3)
    assert rows(data, ACKNOWLEDGED) == [(1,)]
    command("ledger", "verify", data=data)
