"""Second looks have all the effort they need for a moment, and a small share of a core for long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from gate_terminal.devices.effort import Effort
from gate_terminal.devices.frames import Frame, Picture
from gate_terminal.devices.recipe import VIDEO
from gate_terminal.devices.retries import Retry
from gate_terminal.devices.sightings import Looked, Place, Sighting
from gate_terminal.devices.video import VideoReader

FPS = 30


class Work:
    """A processor's clock that only moves when a retry is made; how often each was."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.made: Counter[str] = Counter()

    def clock(self) -> float:
        return self.seconds

    def retry(self, name: str, seconds: float) -> Retry:
        """Something that takes `seconds` on a whole picture, or as long on a part of one."""

        def change(grey: Picture) -> Picture:
            self.seconds += seconds
            self.made[name] += 1
            return grey

        return Retry(name, change, Blind(), cost=0.0)


class Blind:
    name = "blind"

    def read(self, grey: Picture) -> Looked:
        return Looked()


class Told:
    """A reader that sees what it was told last."""

    name = "told"

    def __init__(self, seen: Looked) -> None:
        self.seen = seen

    def read(self, grey: Picture) -> Looked:
        return self.seen


def at(x: float) -> Place:
    return Place(((x, 40), (x + 40, 40), (x + 40, 80), (x, 80)))


UNREAD = Looked(unread=(at(40),))
READ = Looked((Sighting(b"read", at(40), "told"),))


def moving() -> Iterator[Frame]:
    """Yield small frames, each of which differs from the one before."""
    pictures = [np.random.default_rng(n).integers(0, 255, (120, 160), dtype=np.uint8) for n in range(7)]
    number = 0
    while True:
        number += 1
        yield Frame(pictures[number % 7], number, number / FPS)


def reader_of(
    work: Work, first: Told, *, crop: tuple[Retry, ...] = (), full: tuple[Retry, ...] = ()
) -> tuple[VideoReader, Effort, Effort]:
    closely, widely = Effort(0.04, 0.4, work.clock), Effort(0.02, 0.1, work.clock)
    recipe = replace(VIDEO, first=first, crop=crop, full=full, clock=work.clock)
    return VideoReader(recipe, closely=closely, widely=widely), closely, widely


def test_a_store_gives_what_it_has_and_then_what_comes_in() -> None:
    work = Work()
    effort = Effort(0.1, 1.0, work.clock)
    effort.fill(100.0)
    assert effort.allows(1.0)
    with effort.spent():
        work.seconds += 0.7
    assert effort.allows(0.3)
    assert not effort.allows(0.31)
    assert not effort.allows(0.2, keep=0.2)
    effort.fill(104.0)
    assert effort.allows(0.7)
    effort.fill(1000.0)
    with effort.spent():
        work.seconds += 1.0
    assert not effort.allows(0.01), "it holds no more than its store, however long nothing was taken"


def test_a_debt_is_paid_off_first_and_time_that_goes_back_takes_nothing() -> None:
    work = Work()
    effort = Effort(0.1, 1.0, work.clock)
    effort.fill(10.0)
    with effort.spent():
        work.seconds += 3.0
    effort.fill(5.0)
    assert not effort.allows(0.0)
    effort.fill(25.1)
    assert effort.allows(0.0)
    assert not effort.allows(0.1)


def test_what_the_block_raises_is_paid_too() -> None:
    work = Work()
    effort = Effort(0.1, 1.0, work.clock)

    def burst() -> None:
        with effort.spent():
            work.seconds += 1.0
            raise ValueError("burst")

    with pytest.raises(ValueError, match="burst"):
        burst()
    assert not effort.allows(0.1)


def test_a_look_dearer_than_the_whole_store_is_made_when_the_store_is_full() -> None:
    work = Work()
    effort = Effort(0.1, 0.2, work.clock)
    assert effort.allows(5.0)
    with effort.spent():
        work.seconds += 0.05
    assert not effort.allows(5.0)


def test_a_new_code_is_looked_at_with_all_effort_in_each_of_its_first_frames() -> None:
    work = Work()
    crop = tuple(work.retry(f"near {n}", 0.006) for n in range(5))
    reader, *_ = reader_of(work, Told(UNREAD), crop=crop)
    frames = moving()
    for _ in range(12):
        reader.read(next(frames))
    assert [work.made[f"near {n}"] for n in range(3)] == [12, 12, 12]
    assert work.made["near 3"] + work.made["near 4"] == 12


@pytest.mark.parametrize("seconds", [20, 60])
def test_a_code_that_nobody_can_read_takes_but_its_share_for_long(seconds: int) -> None:
    work = Work()
    crop = tuple(work.retry(f"near {n}", 0.007) for n in range(6))
    full = tuple(work.retry(f"far {n}", 0.004) for n in range(6))
    reader, *_ = reader_of(work, Told(UNREAD), crop=crop, full=full)
    for _, frame in zip(range(seconds * FPS), moving(), strict=False):
        reader.read(frame)
    bound = 0.4 + 0.04 * seconds + 0.1 + 0.02 * seconds
    assert 0.5 * bound < work.seconds <= bound + 0.011
    assert min(work.made.values()) > 0


def test_a_scene_without_a_code_takes_the_smaller_share() -> None:
    work = Work()
    full = tuple(work.retry(f"far {n}", 0.004) for n in range(6))
    reader, *_ = reader_of(work, Told(Looked()), full=full)
    for _, frame in zip(range(60 * FPS), moving(), strict=False):
        reader.read(frame)
    assert work.seconds <= 0.1 + 0.02 * 60 + 0.005


def test_the_dearest_look_is_made_as_often_as_the_cheapest() -> None:
    """What cannot be paid now keeps its turn: else the cheap ones would eat all that comes in."""
    work = Work()
    full = (work.retry("cheap", 0.0005), work.retry("dear", 0.02), work.retry("fair", 0.002))
    reader, *_ = reader_of(work, Told(Looked()), full=full)
    for _, frame in zip(range(60 * FPS), moving(), strict=False):
        reader.read(frame)
    assert max(work.made.values()) - min(work.made.values()) <= 1


def test_searching_for_what_might_be_a_code_keeps_no_dear_look_from_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work()

    def search(_picture: Picture) -> None:
        work.seconds += 0.0015

    monkeypatch.setattr("gate_terminal.devices.video.suspected_place", search)
    full = (work.retry("cheap", 0.0005), work.retry("dear", 0.005))
    reader, *_ = reader_of(work, Told(Looked()), full=full)
    for _, frame in zip(range(60 * FPS), moving(), strict=False):
        reader.read(frame)
    assert work.made["dear"] >= 150


def test_half_of_the_effort_is_kept_for_a_new_code_while_another_hangs_on_the_wall_unread() -> None:
    work = Work()
    crop = tuple(work.retry(f"near {n}", 0.006) for n in range(5))
    told = Told(UNREAD)
    reader, *_ = reader_of(work, told, crop=crop)
    frames = moving()
    for _ in range(60 * FPS):
        reader.read(next(frames))
    told.seen = READ
    reader.read(next(frames))
    before, spent = work.made["near 0"], work.seconds
    told.seen = UNREAD
    for _ in range(8):
        reader.read(next(frames))
    assert work.made["near 0"] - before >= 7
    assert work.seconds - spent >= 0.16


def test_after_a_while_without_codes_there_is_all_effort_again() -> None:
    work = Work()
    crop = tuple(work.retry(f"near {n}", 0.006) for n in range(5))
    told = Told(UNREAD)
    reader, closely, _ = reader_of(work, told, crop=crop)
    frames = moving()
    for _ in range(10 * FPS):
        reader.read(next(frames))
    assert not closely.allows(0.4)
    told.seen = Looked()
    for _ in range(12 * FPS):
        reader.read(next(frames))
    assert closely.allows(0.4)
