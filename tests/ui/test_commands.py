"""The commands that open the window."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from gate_terminal.ui.commands import keep_log

from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.place import Place
from gate_terminal.domain.faults import WrongUse


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


@pytest.mark.parametrize("before", [True, False])
def test_a_demonstration_takes_the_directory_that_is_named_before_or_behind_it(tmp_path: Path, before: bool) -> None:
    (tmp_path / "somebody's own").write_text("x")
    named = ["--data", str(tmp_path)]
    arguments = [*named, "demo"] if before else ["demo", *named]
    with pytest.raises(WrongUse, match=str(tmp_path)):
        gate_terminal.main(arguments, standalone_mode=False)


def test_the_log_stands_in_the_data_directory(tmp_path: Path) -> None:
    keep_log(Place(tmp_path))
    logging.getLogger("gate_terminal.test").info("the lane is open")
    assert "the lane is open" in (tmp_path / "logs" / "gate-terminal.log").read_text("utf-8")
