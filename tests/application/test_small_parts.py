"""Settings, identifiers, clocks, and which code was taken already."""

import time
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.application.clocks import JumpWatch, SystemClock
from gate_terminal.application.identifiers import uuid7
from gate_terminal.application.seen import Taken
from gate_terminal.application.settings import Settings, SiteSettings, read_settings, write_settings
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.words import Site


@dataclass
class HandClock:
    """A clock that a test turns."""

    wall: datetime = field(default=datetime(2020, 2, 7, 9, tzinfo=SITE_ZONE))
    ticks: float = 100.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.ticks


def test_settings_survive_being_written_and_read(tmp_path: Path) -> None:
    settings = replace(Settings(), site=SiteSettings(Site.VILLAGE, "王家村", 4001, practice=True))
    write_settings(tmp_path / "settings.toml", settings)
    assert read_settings(tmp_path / "settings.toml") == settings


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[site]\nkinds = 'compound'", "kinds"),
        ("[sight]\nkind = 'compound'", "sight"),
        ("[site]\nkind = 'castle'", "castle"),
        ("[site]\nzone = '3001'", "zone"),
        ("[site]\npractice = 1", "practice"),
        ("[site", "settings.toml"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(text)
    with pytest.raises(WorldFault) as caught:
        read_settings(path)
    assert caught.value.fault is Fault.SETTINGS_UNREADABLE
    assert named in caught.value.detail


def test_a_directory_without_settings_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="init") as caught:
        read_settings(tmp_path / "settings.toml")
    assert caught.value.fault is Fault.NOT_SET_UP


@given(st.integers(0, (1 << 48) - 1), st.integers(0, (1 << 74) - 1))
def test_identifiers_are_uuids_of_version_7_that_sort_by_time(moment: int, chance: int) -> None:
    made = uuid.UUID(uuid7(moment, chance))
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == moment
    if moment:
        assert uuid7(moment - 1) < str(made)


def test_two_identifiers_of_the_same_moment_differ() -> None:
    assert uuid7(1) != uuid7(1)


def test_a_clock_put_forward_by_twelve_hours_is_noticed_and_a_long_shift_is_not() -> None:
    clock = HandClock()
    watch = JumpWatch(clock)
    clock.wall += timedelta(hours=30)
    clock.ticks += 30 * 3600
    assert not watch.ran_ahead()
    clock.wall += timedelta(hours=11, minutes=59)
    assert not watch.ran_ahead()
    clock.wall += timedelta(minutes=1)
    assert watch.ran_ahead()


@pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="only Linux tells for how long it was suspended")
def test_a_night_in_which_the_computer_slept_is_no_clock_put_forward(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(time, "clock_gettime", lambda which: asked.append(which) or 4711.0)
    assert SystemClock().monotonic() == 4711.0
    assert asked == [time.CLOCK_BOOTTIME], "the clock that goes on while the computer sleeps"


def test_a_system_without_such_a_clock_has_the_ordinary_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(time, "CLOCK_BOOTTIME", raising=False)
    first = SystemClock().monotonic()
    assert abs(first - time.monotonic()) < 60


class TestTaken:
    def test_the_same_code_is_taken_once_while_it_stays_in_sight(self) -> None:
        taken = Taken()
        assert taken.take(b"A", 0.0, accepting=True)
        assert not any(taken.take(b"A", 0.5 * step, accepting=step % 2 == 0) for step in range(1, 40))

    def test_it_is_taken_again_after_two_and_a_half_seconds_out_of_sight(self) -> None:
        taken = Taken()
        taken.take(b"A", 0.0, accepting=True)
        assert not taken.take(b"A", 2.49, accepting=True)
        assert taken.take(b"A", 4.99, accepting=True)

    def test_a_code_seen_while_the_gate_is_busy_does_not_count_as_seen(self) -> None:
        taken = Taken()
        taken.take(b"A", 0.0, accepting=True)
        assert not taken.take(b"B", 1.0, accepting=False)
        assert taken.take(b"B", 1.1, accepting=True)

    def test_one_whose_visit_was_given_up_is_taken_again_though_it_never_left(self) -> None:
        taken = Taken()
        taken.take(b"A", 0.0, accepting=True)
        assert not taken.take(b"A", 0.9, accepting=False)
        taken.let_go()
        found = [tenth for tenth in range(10, 60) if taken.take(b"A", tenth / 10, accepting=True)]
        assert found == [34], "once, a moment later, and then it rests while it is held"

    def test_each_instance_remembers_for_itself(self) -> None:
        first, second = Taken(), Taken()
        assert first.take(b"A", 0.0, accepting=True)
        assert second.take(b"A", 0.0, accepting=True)
