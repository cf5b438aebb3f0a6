"""What docs/promises.md names is there: every test, every command."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from gate_terminal.application.commands import gate_terminal


@pytest.fixture
def promises(root: Path) -> str:
    return (root / "docs" / "promises.md").read_text("utf-8")


def test_every_test_that_is_named_exists(root: Path, promises: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)((?:::\w+)*)`", promises)
    assert len(named) > 20
    for file, parts in named:
        text = (root / file).read_text("utf-8")
        for part in parts.split("::")[1:]:
            assert re.search(rf"^\s*(def|class) {part}\b|^{part} = ", text, re.MULTILINE), f"{file}::{part}"


def test_every_command_that_is_named_exists(promises: str) -> None:
    commands = {text.split(" -")[0] for text in re.findall(r"`gate-terminal ([^`]+)`", promises)}
    assert "ledger verify" in commands
    for words in commands:
        command: click.Command | None = gate_terminal
        for word in words.split():
            if not isinstance(command, click.Group):
                break
            command = command.get_command(click.Context(command), word)
            assert command is not None, f"gate-terminal {words}"
