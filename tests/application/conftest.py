"""A compound of three households with passes, made once and copied for each test."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gate_terminal.application.founding import found
from gate_terminal.application.office import open_office
from gate_terminal.application.place import Place
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.settings import Settings, SiteSettings, SupervisorSettings, read_settings
from gate_terminal.application.supervisor import hash_of_pin
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import PassRecord
from gate_terminal.domain.policy import Policy

MORNING = datetime(2020, 2, 7, 9, tzinfo=SITE_ZONE)
PIN = "2580"


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
        """Let time go on, for both clocks."""
        self.wall += timedelta(**by)
        self.ticks += timedelta(**by).total_seconds()


@dataclass
class Compound:
    """A terminal's directory with what a test needs to know of it."""

    place: Place
    passes: dict[str, PassRecord]
    clock: HandClock

    @property
    def settings(self) -> Settings:
        return read_settings(self.place.settings)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Compound:
    """The compound as it is copied."""
    place = Place(tmp_path_factory.mktemp("compound") / "terminal")
    clock = HandClock()
    settings = replace(
        Settings(),
        site=SiteSettings(name="君庭湖畔"),
        supervisor=SupervisorSettings(hash_of_pin(PIN)),
    )
    found(place, settings, Policy(), clock.now(), "a passphrase")
    roster = place.root / "roster.csv"
    roster.write_text("住址,电话,成员\n3-2-501,13800008000,张三;李四\n3-2-502,13800008001,王五\n5-1-102,,\n", "utf-8")
    with open_office(place, clock=clock, passphrase="a passphrase") as office:
        office.carry_out(office.plan_import(roster), "office")
        ids = [sheet.household.id for sheet in office.register.households()]
        passes = {record.address: record for record in office.issue(ids, "office")}
    return Compound(place, passes, clock)


@pytest.fixture
def compound(template: Compound, tmp_path: Path) -> Compound:
    """A compound of this test's own."""
    place = Place(tmp_path / "terminal")
    shutil.copytree(template.place.root, place.root)
    return Compound(place, template.passes, HandClock())


@pytest.fixture
def registrar(compound: Compound) -> Iterator[Registrar]:
    """The registrar of that compound."""
    registrar = Registrar(compound.place, compound.settings, compound.clock)
    yield registrar
    registrar.close()
