"""The real program is killed in the middle of its work; what it confirmed is there when it starts again."""

from __future__ import annotations

from pathlib import Path

import pytest

from .killing_the_program import kill_again_and_again, set_up

pytestmark = pytest.mark.screen


def test_what_the_window_confirmed_outlives_kill_9_and_the_lane_works_at_the_next_start(tmp_path: Path) -> None:
    toll = kill_again_and_again(set_up(tmp_path), times=6, seed=2020)
    print(toll)
    assert (toll.lost, toll.duplicated, toll.whole) == (0, 0, True)
    assert toll.confirmed > 3
    assert toll.after_the_last > 0
