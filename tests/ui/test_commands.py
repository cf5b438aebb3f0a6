"""The commands that open the window."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from gate_terminal.ui.commands import keep_log

from gate_terminal.application.place import Place


@pytest.fixture(autouse=True)
def the_log_of_the_tests() -> Iterator[None]:
    """Keep the handlers and the level that the tests have."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    for handler in set(root.handlers) - set(handlers):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_where_no_log_can_be_kept_the_window_opens_all_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("a file stands where the directory should")
    keep_log(Place(tmp_path))
    assert "No log is kept" in capsys.readouterr().err


def test_the_log_stands_in_the_data_directory(tmp_path: Path) -> None:
    keep_log(Place(tmp_path))
    logging.getLogger("gate_terminal.test").info("the lane is open")
    assert "the lane is open" in (tmp_path / "logs" / "gate-terminal.log").read_text("utf-8")
