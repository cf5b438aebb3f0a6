"""The doctor: every part that can be wrong is named, with what to do about it, and nothing else is."""

import errno
import json
import os
import shutil
import sys
import tempfile
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gate_terminal.__main__ import main
from gate_terminal.application import health_program
from gate_terminal.application.founding import found
from gate_terminal.application.health import Finding, Health
from gate_terminal.application.health_program import qt_package, readers, sqlite, window
from gate_terminal.application.health_rights import mend_rights
from gate_terminal.application.health_terminal import camera, terminal_findings, thermometer
from gate_terminal.application.place import Place
from gate_terminal.application.settings import (
    BackupSettings,
    DeviceSettings,
    Settings,
    SiteSettings,
    SupervisorSettings,
    read_settings,
    write_settings,
)
from gate_terminal.application.supervisor import hash_of_pin
from gate_terminal.credentials.trust import ListNote
from gate_terminal.devices import readers as qr_readers
from gate_terminal.devices.cameras import FoundCamera
from gate_terminal.devices.sightings import Looked
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.policy import Policy
from gate_terminal.ledger.backup import back_up
from gate_terminal.ledger.store import Ledger

from .conftest import MORNING, Compound
from .test_report import OUT, Gate

POSIX_ONLY = pytest.mark.skipif(os.name != "posix", reason="rights are kept otherwise here")
LINUX_ONLY = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="fontconfig and displays by name")


@pytest.fixture(autouse=True)
def owners_files() -> Iterator[None]:
    """Write files as the program does: for their owner only."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.fixture
def place(compound: Compound) -> Place:
    """A terminal with which nothing is wrong."""
    mend_rights(compound.place)
    settings = compound.settings
    write_settings(compound.place.settings, replace(settings, devices=DeviceSettings(camera="simulated")))
    return compound.place


def wrongs(findings: Iterable[Finding]) -> list[str]:
    """Return the parts that are wrong; each says what is to be done."""
    found = [finding for finding in findings if finding.health is Health.WRONG]
    assert all(finding.do for finding in found)
    return [finding.part for finding in found]


def says(findings: Iterable[Finding], part: str) -> str:
    return "\n".join(f"{finding.says} {finding.do}" for finding in findings if finding.part == part)


def test_a_terminal_in_order_has_nothing_wrong(place: Place) -> None:
    findings = list(terminal_findings(place, MORNING))
    assert wrongs(findings) == []
    parts = {finding.part for finding in findings}
    assert {"Data directory", "Disk", "Rule", "Settings", "Camera", "Thermometer"} <= parts
    assert {"Ledger", "Clock", "Signed lists"} <= parts


def test_where_no_terminal_is_it_says_how_to_set_one_up(tmp_path: Path) -> None:
    (finding,) = terminal_findings(Place(tmp_path / "nowhere"), MORNING)
    assert finding.health is Health.WRONG
    assert "gate-terminal init" in finding.do


def test_a_directory_that_cannot_be_written_to(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(**_where: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(tempfile, "TemporaryFile", read_only)
    findings = list(terminal_findings(place, MORNING))
    assert wrongs(findings) == ["Data directory"]
    assert "Read-only file system" in says(findings, "Data directory")


@POSIX_ONLY
def test_a_key_that_others_may_read(place: Place) -> None:
    key = next(place.keys.glob("*.key"))
    key.chmod(0o640)
    findings = list(terminal_findings(place, MORNING))
    assert wrongs(findings) == ["Rights"]
    assert str(key) in says(findings, "Rights")


@POSIX_ONLY
@pytest.mark.parametrize(
    "name",
    ["", "gate.sqlite", "backups", "backups/gate-20200207T090000.sqlite", "logs", "logs/gate.log", "settings.toml",
     "policy.toml", "keys", "lists"],
)  # fmt: skip
def test_what_others_may_use_is_told_and_mended(place: Place, name: str) -> None:
    back_up(place.ledger, place.backups, at=MORNING)
    place.logs.mkdir(exist_ok=True)
    (place.logs / "gate.log").touch()
    path = place.root / name
    path.chmod(0o755 if path.is_dir() else 0o644)
    findings = list(terminal_findings(place, MORNING))
    assert wrongs(findings) == ["Rights"]
    assert f"Others on this computer may use {path}." in says(findings, "Rights")
    assert "--mend-rights" in says(findings, "Rights")
    assert mend_rights(place) == (1, ())
    assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)
    assert wrongs(terminal_findings(place, MORNING)) == []


@POSIX_ONLY
def test_a_link_is_neither_followed_nor_changed(place: Place, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("another's")
    outside.chmod(0o644)
    (place.root / "link").symlink_to(outside)
    assert wrongs(terminal_findings(place, MORNING)) == []
    assert mend_rights(place) == (0, ())
    assert outside.stat().st_mode & 0o777 == 0o644


@POSIX_ONLY
def test_what_cannot_be_mended_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.policy.chmod(0o644)

    def refuse(_path: Path, _mode: int) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(Path, "chmod", refuse)
    assert mend_rights(place) == (0, (f"{place.policy} stays open to others: Operation not permitted.",))


@POSIX_ONLY
def test_backups_on_a_stick_that_others_may_read_are_worth_knowing(place: Place, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    made = back_up(place.ledger, stick, at=MORNING)
    settings = read_settings(place.settings)
    write_settings(place.settings, replace(settings, backup=BackupSettings(directory=str(stick))))
    assert "umask" not in says(terminal_findings(place, MORNING), "Rights")
    made.path.chmod(0o644)
    findings = list(terminal_findings(place, MORNING))
    assert wrongs(findings) == []
    assert "umask=077" in says(findings, "Rights")


@POSIX_ONLY
def test_keys_that_are_not_there(place: Place) -> None:
    shutil.rmtree(place.keys)
    assert wrongs(terminal_findings(place, MORNING)) == ["Rights"]


def test_a_disk_that_is_nearly_full(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as the library has it
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 9 * 10**8, 10**8))
    findings = list(terminal_findings(place, MORNING))
    assert wrongs(findings) == ["Disk"]
    assert "0.1 GB" in says(findings, "Disk")


@pytest.mark.parametrize("content", [b"interval_days = 0\n", b"basis = [", b"note = '\xff'\n", None])
def test_a_rule_that_cannot_be_read(place: Place, content: bytes | None) -> None:
    place.policy.unlink()
    if content is not None:
        place.policy.write_bytes(content)
    findings = list(terminal_findings(place, MORNING))
    assert wrongs(findings) == ["Rule"]
    assert str(place.policy) in says(findings, "Rule")


def test_settings_that_cannot_be_read_leave_the_other_parts_looked_at(place: Place) -> None:
    place.settings.write_text("[gate]\ncolour = 'red'\n", "utf-8")
    findings = list(terminal_findings(place, MORNING))
    assert wrongs(findings) == ["Settings"]
    assert "colour" in says(findings, "Settings")
    assert "Ledger" in {finding.part for finding in findings}


def test_a_terminal_without_a_pin_and_one_for_practice_are_told_apart(place: Place) -> None:
    settings = read_settings(place.settings)
    write_settings(place.settings, replace(settings, supervisor=SupervisorSettings()))
    assert "no supervisor's PIN" in says(terminal_findings(place, MORNING), "Settings")
    write_settings(place.settings, replace(settings, site=replace(settings.site, practice=True)))
    assert "practice" in says(terminal_findings(place, MORNING), "Settings")


CAMERAS = [FoundCamera(2, "Integrated Webcam", "/dev/video2")]


@pytest.mark.parametrize(
    ("source", "health"),
    [
        ("2", Health.WELL),
        ("webcam", Health.WELL),
        (__file__, Health.WELL),
        ("simulated", Health.NOTE),
        ("rtsp://camera/1", Health.NOTE),
        ("77", Health.WRONG),
        ("/dev/nothing", Health.WRONG),
        ("Logitech", Health.WRONG),
    ],
)
@LINUX_ONLY
def test_the_camera_of_the_settings_is_looked_for(source: str, health: Health) -> None:
    finding = camera(DeviceSettings(camera=source), CAMERAS)
    assert finding.health is health
    assert health is not Health.WRONG or "2 Integrated Webcam" in finding.says


@pytest.mark.parametrize(
    ("source", "health"),
    [
        ("keypad", Health.WELL),
        (f"serial:{__file__}", Health.WELL),
        ("simulated:36.5", Health.NOTE),
        ("serial:/dev/nothing", Health.WRONG),
        ("mercury", Health.WRONG),
    ],
)
@POSIX_ONLY
def test_the_thermometer_of_the_settings_is_looked_for(source: str, health: Health) -> None:
    assert thermometer(DeviceSettings(thermometer=source)).health is health


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to be read as one" * 100])
def test_a_ledger_that_is_damaged(place: Place, content: bytes) -> None:
    place.ledger.write_bytes(content)
    findings = list(terminal_findings(place, MORNING))
    assert wrongs(findings) == ["Ledger"]
    assert "gate-terminal ledger restore" in says(findings, "Ledger")


def test_a_ledger_that_is_missing(place: Place) -> None:
    place.ledger.unlink()
    assert wrongs(terminal_findings(place, MORNING)) == ["Ledger"]


def passage_at(place: Place, moment: datetime) -> None:
    with Ledger.open(place.ledger, window=False, now=lambda: moment) as ledger:
        Gate(ledger, {"A": ("c0ffee01", ("A1",))}).passes("A", OUT, moment)


def test_a_passage_that_was_changed_is_found(place: Place) -> None:
    passage_at(place, MORNING)
    with Ledger.open(place.ledger, window=False) as ledger:
        ledger.file.conn.execute("DROP TRIGGER passages_not_changed")
        ledger.file.conn.execute("UPDATE passages SET verdict = 'refuse'")
    findings = list(terminal_findings(place, MORNING))
    assert wrongs(findings) == ["Ledger"]
    assert "was changed" in says(findings, "Ledger")


def test_derived_tables_that_were_wrong_are_put_right_and_told(place: Place) -> None:
    passage_at(place, MORNING)
    with Ledger.open(place.ledger, window=False) as ledger:
        ledger.file.conn.execute("DELETE FROM party_state")
    assert "derived anew" in says(terminal_findings(place, MORNING), "Ledger")
    assert "derived anew" not in says(terminal_findings(place, MORNING), "Ledger")


@pytest.mark.parametrize(("behind", "parts"), [(timedelta(minutes=1), []), (timedelta(minutes=3), ["Clock"])])
def test_a_clock_that_stands_before_the_last_record(place: Place, behind: timedelta, parts: list[str]) -> None:
    passage_at(place, MORNING + timedelta(hours=1))
    findings = list(terminal_findings(place, MORNING + timedelta(hours=1) - behind))
    assert wrongs(findings) == parts


def test_a_clock_that_stands_before_the_signed_lists(place: Place) -> None:
    findings = list(terminal_findings(place, MORNING - timedelta(days=40 * 365)))
    assert wrongs(findings) == ["Clock"]
    assert "1980-" in says(findings, "Clock")


@pytest.mark.parametrize(
    ("lost", "sentence"),
    [
        (("keys.gpk1", "previous-keys.gpk1"), "no key list"),
        (("status.gps1", "previous-status.gps1"), "no status list"),
    ],
)
def test_a_signed_list_that_is_missing(place: Place, lost: tuple[str, ...], sentence: str) -> None:
    for name in lost:
        (place.lists / name).unlink(missing_ok=True)
    findings = list(terminal_findings(place, MORNING))
    assert wrongs(findings) == ["Signed lists"]
    assert sentence in says(findings, "Signed lists")


def test_a_status_list_past_its_next_update(place: Place) -> None:
    findings = list(terminal_findings(place, MORNING + timedelta(days=3)))
    assert wrongs(findings) == ["Signed lists"]
    assert "gate-terminal passes publish" in says(findings, "Signed lists")


@pytest.mark.parametrize("name", ["keys.gpk1", "status.gps1"])
def test_a_signed_list_that_is_torn(place: Place, name: str) -> None:
    path = place.lists / name
    path.write_bytes(path.read_bytes()[:-9])
    assert wrongs(terminal_findings(place, MORNING)) == ["Signed lists"]


def test_every_note_about_lists_has_its_words() -> None:
    from gate_terminal.application.health_terminal import _NOTES

    assert set(_NOTES) == set(ListNote)


# The program


@pytest.mark.parametrize(
    ("found_here", "health"), [((3, 40, 1), Health.WRONG), ((3, 51, 2), Health.WRONG), ((3, 51, 3), Health.WELL)]
)
def test_an_old_sqlite_is_told(found_here: tuple[int, ...], health: Health) -> None:
    assert sqlite(found_here).health is health


@pytest.mark.parametrize(
    ("python", "qt", "health"),
    [
        ((3, 11), "6.12.0", Health.WRONG),
        ((3, 11), "6.11.3", Health.WELL),
        ((3, 12), "6.12.0", Health.WELL),
    ],
)
def test_a_qt_that_ends_the_program_is_told(
    monkeypatch: pytest.MonkeyPatch, python: tuple[int, int], qt: str, health: Health
) -> None:
    monkeypatch.setattr(health_program, "version", lambda _name: qt)
    monkeypatch.setattr(health_program.sys, "version_info", python)
    assert qt_package().health is health


def test_a_missing_qt_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise health_program.PackageNotFoundError(name)

    monkeypatch.setattr(health_program, "version", missing)
    assert qt_package().health is Health.WRONG


def test_both_readers_read_the_test_symbol() -> None:
    (finding,) = readers()
    assert (finding.health, finding.says) == (Health.WELL, "zxing and zbar read a test symbol")


def test_a_missing_zbar_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gate_terminal.devices.readers", None)
    (finding,) = readers()
    assert finding.health is Health.WRONG
    assert "libzbar0" in finding.do


def test_a_reader_that_reads_nothing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Blind:
        name = "zbar"

        def read(self, _grey: object) -> Looked:
            return Looked()

    monkeypatch.setitem(qr_readers.READERS, "zbar", Blind)
    findings = list(readers())
    assert [finding.health for finding in findings] == [Health.WRONG, Health.WELL]
    assert findings[0].says.startswith("zbar does not read")


@pytest.fixture
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


@LINUX_ONLY
@pytest.mark.usefixtures("no_display")
def test_without_a_display_the_font_is_looked_for_all_the_same() -> None:
    findings = list(window())
    assert [(finding.part, finding.health) for finding in findings] == [
        ("Window", Health.NOTE),
        ("Chinese font", Health.WELL),
    ]


@LINUX_ONLY
@pytest.mark.usefixtures("no_display")
def test_a_missing_chinese_font_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(configuration))
    findings = list(window())
    assert wrongs(findings) == ["Chinese font"]
    assert "fonts-noto-cjk" in says(findings, "Chinese font")


@LINUX_ONLY
@pytest.mark.usefixtures("no_display")
def test_a_display_that_cannot_be_reached_is_told_and_does_not_end_the_doctor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4242")
    (finding,) = window()
    assert finding.health is Health.WRONG
    assert finding.says.startswith("Qt cannot open a window: ")
    assert "could not connect to display :4242" in finding.says


def test_a_window_that_cannot_be_tried_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_program, "WINDOW_PROBE", "gate_terminal.no_such_part")
    assert wrongs(window()) == ["Window"]


def test_a_qt_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health_program, "_PATIENCE_SECONDS", 0.01)
    (finding,) = window()
    assert (finding.part, finding.health) == ("Window", Health.WRONG)


# The command


Doctor = Callable[..., tuple[int, str]]


@pytest.fixture
def doctor(capsys: pytest.CaptureFixture[str], no_display: None) -> Doctor:
    def runs(place: Place, *options: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as left:
            main(["--data", str(place.root), "doctor", *options])
        return int(left.value.code or 0), capsys.readouterr().out

    return runs


@LINUX_ONLY
def test_the_command_says_all_is_well_of_a_new_terminal(doctor: Doctor, tmp_path: Path) -> None:
    place = Place(tmp_path / "terminal")
    settings = Settings(
        SiteSettings(name="君庭湖畔"),
        devices=DeviceSettings(camera="simulated"),
        supervisor=SupervisorSettings(hash_of_pin("2580")),
    )
    found(place, settings, Policy(), datetime.now(SITE_ZONE))
    code, told = doctor(place)
    assert code == 0
    assert told.splitlines()[-1] == "All is well."
    assert "WRONG" not in told


def test_the_command_names_what_is_wrong_and_answers_no(doctor: Doctor, place: Place) -> None:
    place.ledger.write_bytes(b"")
    code, told = doctor(place)
    assert code == 1
    assert "WRONG  Ledger: " in told
    assert "       → Close the window and run: gate-terminal ledger restore." in told
    # The lists of the compound are of 2020.
    assert told.splitlines()[-1] == "2 things are wrong."


def test_as_json_it_prints_a_line_for_each_finding(doctor: Doctor, tmp_path: Path) -> None:
    code, told = doctor(Place(tmp_path / "nowhere"), "--json")
    assert code == 1
    lines = [json.loads(line) for line in told.splitlines()]
    assert {tuple(line) for line in lines} == {("part", "health", "says", "do")}
    assert [line["part"] for line in lines if line["health"] == "wrong"] == ["Data directory"]
