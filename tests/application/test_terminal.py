"""What the terminal tells its camera of the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gate_terminal.application.place import Place
from gate_terminal.application.screen.signs import Stage
from gate_terminal.application.screen.values import LEAST_SECONDS, Screen
from gate_terminal.application.settings import Settings
from gate_terminal.application.terminal import Sources, Terminal


def test_a_code_that_is_there_already_is_taken_once_the_answer_was_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal(Place(tmp_path), Settings(), Sources("simulated"))
    told: list[bool] = []

    def follow(*, accepting: bool, **_: Any) -> None:
        told.append(accepting)

    monkeypatch.setattr(terminal.eyes, "follow", follow)
    for stage, clock in (
        (Stage.WATCHING, 100.0),
        (Stage.SHOWING, 100.0),
        (Stage.HOLDING, 100.0 + LEAST_SECONDS - 0.1),
        (Stage.SHOWING, 100.0 + LEAST_SECONDS),
    ):
        terminal.follow(Screen(stage=stage, clock=clock, shown_at=100.0))
    assert told == [True, False, False, True]
