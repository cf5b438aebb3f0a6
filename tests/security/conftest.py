"""A compound whose people have names that can be found again in any byte."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from gate_terminal.application.founding import found
from gate_terminal.application.office import Office, open_office
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings, SiteSettings, SupervisorSettings
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.policy import Policy

MORNING = datetime(2020, 2, 7, 9, tzinfo=SITE_ZONE)
PIN = "2580"
PASSPHRASE = "the passphrase of a test"
# As good a hash as any to compare with, and a thousand times as fast.
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PIN)


@dataclass
class HandClock:
    """A clock that a test turns."""

    wall: datetime = field(default=MORNING)
    ticks: float = 100.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.ticks

    def forward(self, **by: float) -> None:
        self.wall += timedelta(**by)
        self.ticks += timedelta(**by).total_seconds()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The terminal as it is copied: three households, each with a pass."""
    directory, clock = tmp_path_factory.mktemp("founded"), HandClock()
    place = Place(directory / "terminal")
    settings = replace(Settings(), site=SiteSettings(name="君庭湖畔"), supervisor=SupervisorSettings(CHEAP_HASH))
    found(place, settings, Policy(), clock.now(), PASSPHRASE)
    roster = directory / "roster.csv"
    roster.write_text(
        "住址,电话,成员\n3-2-501,13800008000,Zhang Sanfeng;Li Sisi\n3-2-502,13800008001,Wang Wuji\n5-1-102,,Zhao Liu\n",
        "utf-8",
    )
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        office.carry_out(office.plan_import(roster), "office")
        office.issue([sheet.household.id for sheet in office.register.households()], "office")
    return place


@pytest.fixture
def place(founded: Place, tmp_path: Path) -> Place:
    """A terminal of this test's own."""
    place = Place(tmp_path / "terminal")
    shutil.copytree(founded.root, place.root)
    return place


@pytest.fixture
def office(place: Place, clock: HandClock) -> Iterator[Office]:
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        yield office
