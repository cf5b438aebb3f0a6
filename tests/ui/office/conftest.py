"""An office on a compound of its own: four households, three of them with passes, and a hand that drives the window."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from gate_terminal.ui.office.opening import OfficeOpener
from gate_terminal.ui.office.window import OfficeWindow
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from gate_terminal.application.founding import found
from gate_terminal.application.office import Office, open_office
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings, SiteSettings, SupervisorSettings, read_settings
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import HouseholdSheet, PassRecord
from gate_terminal.domain.policy import Policy

PIN = "2580"
PATIENCE = 20.0
# As good a hash as any to compare with, and a thousand times as fast.
CHEAP_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PIN)


@dataclass
class HandClock:
    """A clock that a test turns; the wall begins at the real time, by which passes are issued."""

    ticks: float = 100.0
    wall: datetime = field(default_factory=lambda: datetime.now(SITE_ZONE))

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.ticks

    def forward(self, **by: float) -> None:
        self.wall += timedelta(**by)
        self.ticks += timedelta(**by).total_seconds()


def until(condition: Callable[[], object]) -> None:
    """Let Qt work until `condition` holds."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        QApplication.processEvents()
        time.sleep(0.002)


def settle() -> None:
    """Let Qt do what waits: layouts, styles, focus."""
    for _ in range(5):
        QApplication.processEvents()


@dataclass
class Hand:
    """Drives the window as a person would, and looks into the files behind it."""

    window: OfficeWindow
    place: Place

    @property
    def said(self) -> str:
        """What the message bar says."""
        return self.window.premises.bar.text

    def enter(self, who: str = "李主任", pin: str = PIN) -> None:
        """Knock at the door and wait for the answer."""
        door = self.window.door
        door.who.setText(who)
        door.pin.setText(pin)
        door.enter.click()
        until(door.enter.isEnabled)

    def choose(self, address: str) -> None:
        """Look a household up and choose it."""
        page = self.window.register
        page.search.setText(address)
        page.search.textEdited.emit(address)
        until(lambda: [one.address for one in page.model.rows] == [address])
        page.table.selectRow(0)
        until(lambda: page.pane.address.text() == address)

    def fill(self, **values: str) -> None:
        """Fill in the form that is open on the register's or the passes' page, and submit it."""
        form = self.window.register.form or self.window.passes.form
        assert form is not None
        for key, value in values.items():
            widget = form.widgets[key]
            assert isinstance(widget, QLineEdit)
            widget.setText(value)
        form.submit()

    def says(self, text: str) -> None:
        """Wait until the message bar says this."""
        until(lambda: text in self.said)

    def rests(self) -> None:
        """Wait until no long work goes on."""
        until(lambda: not self.window.premises.at_work)

    def office(self) -> Office:
        """Open an office of the test's own on the same files."""
        return open_office(self.place)

    def sheet(self, address: str) -> HouseholdSheet | None:
        """Return what the file holds of the household at an address."""
        with self.office() as office:
            household = office.register.household_by_address(address)
            return None if household is None else office.register.sheet(household.id)

    def passes(self, address: str) -> list[PassRecord]:
        """Return the passes that the file holds for an address, latest first."""
        with self.office() as office:
            return [record for record in office.book.passes() if record.address == address]


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The compound as it is copied."""
    place = Place(tmp_path_factory.mktemp("office") / "terminal")
    settings = replace(Settings(), site=SiteSettings(name="君庭湖畔"), supervisor=SupervisorSettings(CHEAP_HASH))
    found(place, settings, Policy(), datetime.now(SITE_ZONE))
    roster = place.root / "roster.csv"
    roster.write_text(
        "住址,电话,成员\n3-2-501,13800008000,张三;李四\n3-2-502,13800008001,王五\n5-1-102,,\n6-1-101,13911112222,赵六\n",
        "utf-8",
    )
    with open_office(place) as office:
        office.carry_out(office.plan_import(roster), "office")
        office.issue([sheet.household.id for sheet in office.register.households()][:3], "office")
    return place


@pytest.fixture
def place(founded: Place, tmp_path: Path) -> Place:
    """A compound of this test's own."""
    place = Place(tmp_path / "terminal")
    shutil.copytree(founded.root, place.root)
    return place


@pytest.fixture
def clock() -> HandClock:
    """The clock of the door."""
    return HandClock()


@pytest.fixture
def windows() -> list[OfficeWindow]:
    """Every office window of this test, so that the threads behind each can be waited for."""
    return []


@pytest.fixture
def opener(
    place: Place, clock: HandClock, windows: list[OfficeWindow], application: QApplication
) -> Iterator[OfficeOpener]:
    """What opens the office of that compound."""
    opener = OfficeOpener(place, read_settings(place.settings), clock)
    yield opener
    opener.close()
    clerks = [clerk for window in windows for clerk in (window.reader, window.worker)]
    assert all(clerk.wait(PATIENCE) for clerk in clerks)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def door(opener: OfficeOpener, place: Place, windows: list[OfficeWindow]) -> Hand:
    """The office, locked."""
    windows.append(opener.open())
    return Hand(windows[0], place)


@pytest.fixture
def hand(door: Hand) -> Hand:
    """The office, opened by somebody who knows the PIN."""
    door.enter()
    until(lambda: len(door.window.register.model.rows) == 4)
    return door
