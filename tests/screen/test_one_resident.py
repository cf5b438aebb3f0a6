"""End to end: passes held before a camera, keys pressed by a hand, verdicts in the ledger."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .lane import Window, command, rows, until, write_video

pytestmark = pytest.mark.screen


@pytest.fixture
def compound(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A terminal set up as a new user would, and the text of each household's pass."""
    data = tmp_path / "terminal"
    roster = tmp_path / "roster.csv"
    roster.write_text("address,phone,members\n3-2-501,13800008000,张三;李四\n3-2-502,13800008001,王五\n", "utf-8")
    command("init", "--site", "compound", "--name", "君庭湖畔", "--gate", "east", data=data)
    command("households", "import", str(roster), data=data)
    printed = command("passes", "issue", "--all-missing", "--json", data=data)
    passes = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    return data, {one["household"]: one["text"] for one in passes}


def test_a_day_at_the_gate(compound: tuple[Path, dict[str, str]], display: str, tmp_path: Path) -> None:
    data, passes = compound
    film = tmp_path / "camera.avi"
    family, other = passes["3-2-501"], passes["3-2-502"]
    write_video(
        film,
        [
            (None, 2),
            (family, 2),
            (None, 3.5),
            ("https://example.org/menu", 1.5),
            (None, 0.5),
            (family, 2),
            (None, 3.5),
            (family, 2),
            (None, 2.5),
            (other, 2),
            (None, 3),
        ],
    )
    with Window(data, display, ["--camera", str(film)]) as window:
        window.passes_shown(1)
        window.press("3", "6", "5", "Return")
        assert [(a["verdict"], a["reason"]) for a in window.answers(1)] == [("allow", "ok_turn")]
        # What was confirmed can be read by anyone, while the window is open.
        assert rows(data, "SELECT direction, verdict, temperatures FROM passages") == [("out", "allow", '["36.5"]')]

        window.passes_shown(2)
        window.press("KP_Subtract", "KP_3", "KP_6", "KP_4", "KP_Enter")
        refused = window.answers(2)[1]
        assert (refused["direction"], refused["reason"]) == ("out", "member_out")
        assert refused["next_allowed"].endswith("T00:00:00+08:00")

        window.passes_shown(3)
        window.press("3", "6", "6", "Return")
        assert window.answers(3)[2]["reason"] == "ok_return"

        window.passes_shown(4)
        window.press("3", "7", "4", "Return")
        assert window.answers(4)[3]["reason"] == "temp_high_first"
        window.press("9", "9", "1", "Return", "3", "7", "6", "Return")
        fever = window.answers(5)[4]
        assert (fever["verdict"], fever["temperatures"]) == ("isolate", ["37.4", "37.6"])
    assert window.process.returncode == 0, window.output.read_text("utf-8")
    assert window.output.read_text("utf-8") == ""
    assert "Traceback" not in window.log
    recorded = rows(data, "SELECT uid, seq, verdict FROM passages ORDER BY seq")
    assert recorded == [(answer["uid"], answer["seq"], answer["verdict"]) for answer in window.answers(5)]
    command("ledger", "verify", data=data)


def test_the_window_runs_on_the_real_platform_with_cv2_imported(
    compound: tuple[Path, dict[str, str]], display: str
) -> None:
    data, _ = compound
    with Window(data, display, ["--camera", "simulated", "--thermometer", "simulated:36.5"]) as window:
        # Nothing need be typed: the thermometer reports by itself, and the simulated hand holds up this place's passes.
        answers = window.answers(2)
        libraries = Path(f"/proc/{window.process.pid}/maps").read_text("utf-8")
        assert "libqxcb" in libraries
        assert "cv2" in libraries
        variables = Path(f"/proc/{window.process.pid}/environ").read_bytes()
        assert b"QT_QPA" not in variables
        window.process.send_signal(signal.SIGTERM)
        assert window.process.wait(15) == 0
    assert {answer["reason"] for answer in answers} == {"ok_turn"}


def test_without_a_camera_the_lane_goes_on_by_typed_serials(
    compound: tuple[Path, dict[str, str]], display: str, tmp_path: Path
) -> None:
    data, _ = compound
    serials = {
        one["household"]: one["serial"]
        for one in map(json.loads, command("passes", "list", "--json", data=data).splitlines())
    }
    with Window(data, display, ["--camera", str(tmp_path / "no such camera")]) as window:
        until(lambda: "camera missing" in window.log and "lane is open" in window.log, "the camera to be missed")
        time.sleep(1)
        window.press(*serials["3-2-502"].lower().replace("-", ""), "Return")
        until(lambda: "looked up by hand: found" in window.log, "the serial to be looked up")
        time.sleep(0.5)
        window.press("3", "6", "5", "Return")
        answer = window.answers(1)[0]
        assert (answer["serial"], answer["reason"]) == (serials["3-2-502"], "ok_turn")
    assert rows(data, "SELECT serial_typed FROM passages") == [(1,)]


def test_a_second_window_on_the_same_ledger_says_so_and_takes_over_when_the_first_is_closed(
    compound: tuple[Path, dict[str, str]], display: str
) -> None:
    data, _ = compound
    arguments = ["--camera", "simulated", "--thermometer", "simulated:36.5"]
    with Window(data, display, arguments) as first:
        first.answers(1)
        with Window(data, display, arguments) as second:
            until(lambda: "ledger_held" in second.log, "the second window to be refused")
            first.process.terminate()
            assert first.process.wait(15) == 0
            before = len(rows(data, "SELECT uid FROM passages"))
            second.answers(before + 1)
    command("ledger", "verify", data=data)


def test_a_thermometer_that_cannot_be_meant_is_wrong_use(compound: tuple[Path, dict[str, str]]) -> None:
    data, _ = compound
    said = command("run", "--thermometer", "mercury", data=data, status=2)
    assert "mercury" in said
    assert "Traceback" not in said


def test_a_window_without_a_terminal_says_what_to_run(tmp_path: Path) -> None:
    said = command("run", data=tmp_path / "nothing", status=3)
    assert "gate-terminal init" in said
    assert "Traceback" not in said


def test_looking_whether_the_display_answers_does_not_keep_the_window_from_it(restless_display: str) -> None:
    opened = "from gate_terminal.ui.app import application_of; application_of()"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    for _ in range(12):
        done = subprocess.run(
            [sys.executable, "-c", opened],
            env={**environment, "DISPLAY": restless_display},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_without_a_display_says_so(compound: tuple[Path, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    data, _ = compound
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert "no display" in command("run", "--camera", "simulated", data=data, status=3)
    monkeypatch.setenv("DISPLAY", ":987")
    assert "The display :987 does not answer" in command("run", "--camera", "simulated", data=data, status=3)
    monkeypatch.setenv("QT_QPA_PLATFORM", "no such platform")
    said = command("run", "--camera", "simulated", data=data, status=3)
    assert "The window cannot be shown" in said
    assert "Traceback" not in said


def test_a_hand_that_rests_on_a_key_means_it_once(
    compound: tuple[Path, dict[str, str]], display: str, tmp_path: Path
) -> None:
    data, passes = compound
    film = tmp_path / "camera.avi"
    write_video(film, [(passes["3-2-501"], 3), (None, 6)])
    with Window(data, display, ["--camera", str(film)]) as window:
        window.passes_shown(1)
        window.press("Escape")
        window.rest_on("F9", 3)
        window.press("Escape", "F4", "3", "6", "5", "Return")
        assert [answer["reason"] for answer in window.answers(2)] == ["emergency", "visitor_not_allowed"]
