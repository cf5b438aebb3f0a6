"""Event lines: one per answer, in order, and no reader can stop the lane."""

import json
import logging
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from gate_terminal.application import event_lines
from gate_terminal.application.event_lines import EventLines
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.words import Direction, Reason, Site, Subject, Verdict

from .conftest import MORNING


@dataclass(frozen=True)
class Answered:
    """An answer, as far as a line tells it."""

    seq: int
    attempt: Attempt
    decision: Decision


FIRST = Answered(
    1,
    Attempt("uid", MORNING, Site.COMPOUND, "east", "1", Direction.OUT, Subject.RESIDENT, "c0ffee01", "p1"),
    Decision(Verdict.ALLOW, Reason.OK_TURN, Proof("test")),
)


@pytest.fixture
def pipe() -> Iterator[tuple[int, EventLines]]:
    """The reading end of a pipe, and lines that go into it."""
    reading, writing = os.pipe()
    lines = EventLines(f"/dev/fd/{writing}")
    os.close(writing)
    yield reading, lines
    os.close(reading)
    lines.close()
    lines._thread.join(5)


def numbers(read: bytes) -> list[int]:
    return [json.loads(line)["seq"] for line in read.splitlines()]


def read_all(reading: int) -> bytes:
    found = b""
    while part := os.read(reading, 1 << 16):
        found += part
    return found


def test_a_line_is_there_when_append_returns(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    lines = EventLines(str(path))
    for seq in range(1, 4):
        lines.append(replace(FIRST, seq=seq))
        assert numbers(path.read_bytes())[-1] == seq
    lines.close()


def test_a_reader_that_stalls_costs_one_blink_and_gets_every_line_in_the_end(
    pipe: tuple[int, EventLines], caplog: pytest.LogCaptureFixture
) -> None:
    reading, lines = pipe
    begun = time.monotonic()
    for seq in range(1000):  # several times what a pipe holds
        lines.append(replace(FIRST, seq=seq))
    assert time.monotonic() - begun < 10, "the lane waited for the reader"
    assert "does not read" in caplog.text
    found = b""
    while found.count(b"\n") < 1000:
        found += os.read(reading, 1 << 16)
    lines.append(replace(FIRST, seq=1000))
    lines.close()
    assert numbers(found + read_all(reading)) == list(range(1001))


def test_more_than_can_be_kept_is_lost_and_said(
    pipe: tuple[int, EventLines], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_lines, "MOST_WAITING", 5)
    reading, lines = pipe
    for seq in range(1000):
        lines.append(replace(FIRST, seq=seq))
    assert "from now on they are lost" in caplog.text
    caplog.clear()
    found = b""
    with caplog.at_level(logging.ERROR):
        while "were lost meanwhile" not in caplog.text:
            found += os.read(reading, 1 << 16)
    lines.close()
    seen = numbers(found + read_all(reading))
    assert seen == list(range(len(seen))), "what was kept is in order and whole"
    assert f"{1000 - len(seen)} were lost" in caplog.text


def test_a_reader_that_never_reads_does_not_keep_the_program_from_ending(
    pipe: tuple[int, EventLines], caplog: pytest.LogCaptureFixture
) -> None:
    _, lines = pipe
    for seq in range(1000):
        lines.append(replace(FIRST, seq=seq))
    begun = time.monotonic()
    lines.close()
    assert time.monotonic() - begun < 5
    assert "were not read to the end" in caplog.text


def test_a_pipe_that_does_not_block_gets_whole_lines(pipe: tuple[int, EventLines]) -> None:
    reading, lines = pipe
    os.set_blocking(lines._file.fileno(), False)
    for seq in range(500):
        lines.append(replace(FIRST, seq=seq))
    found = b""
    while found.count(b"\n") < 500:
        found += os.read(reading, 1 << 16)
    lines.close()
    assert numbers(found + read_all(reading)) == list(range(500))


def test_a_reader_that_went_away_is_logged_for_each_line(caplog: pytest.LogCaptureFixture) -> None:
    reading, writing = os.pipe()
    lines = EventLines(f"/dev/fd/{writing}")
    os.close(writing)
    os.close(reading)
    lines.append(FIRST)
    lines.close()
    assert "could not be written" in caplog.text
