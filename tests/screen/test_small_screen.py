"""On a screen that is smaller than the window was designed, all of the window is to be seen."""

from pathlib import Path

import pytest

from .lane import Window, command

pytestmark = pytest.mark.screen


def test_no_part_of_the_window_is_beyond_the_edge_of_a_small_screen(small_display: str, tmp_path: Path) -> None:
    data = tmp_path / "terminal"
    command("init", "--site", "compound", "--name", "A", "--gate", "1", data=data)
    with Window(data, small_display, ["--camera", "simulated"]) as window:
        assert window.edges() == {(0, 0, 1024, 720)}
