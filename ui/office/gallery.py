"""Pictures of the office's pages in both languages: ``python -m gate_terminal.ui.office.gallery DIRECTORY``."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from gate_terminal.ui.app import application_of
from PySide6.QtWidgets import QApplication

from gate_terminal.application.clocks import SystemClock
from gate_terminal.application.demonstration import make_demonstration
from gate_terminal.application.demonstration_zone import make_zone_demonstration
from gate_terminal.application.incidents import add_incidents
from gate_terminal.application.place import Place
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.words import Language, Site

from .camera_page import CameraPage
from .cards_page import CardsPage
from .gallery_desk import walk_desk
from .gallery_zone import walk_lanes, write_staff_roster
from .import_page import ImportPage
from .keeping_page import KeepingPage
from .keys_page import KeysPage
from .opening import OfficeOpener
from .passes_page import PassesPage
from .renters_page import RentersPage
from .window import OfficeWindow

_PATIENCE = 30.0
_ROSTER = (
    "楼栋,单元,房号,电话,成员,身份证\n1,1,101,13800000000,张三;李四,1\n9,1,101,13800000001,王五,\n9,1,102,138,赵六,\n"
    "9,1,102,138,赵六,\n,,,1,无,\n9,2,301,13912345678,孙七;周八;吴九,\n9,2,302,1.38E+10,郑十,\n"
)


class _Tour:
    """Walks through a demonstration's office and takes a picture of each page."""

    def __init__(self, window: OfficeWindow, out: Path, pin: str) -> None:
        self._window = window
        self._out = out
        self._pin = pin

    def walk_zone(self, roster: Path, language: Language) -> None:
        """Take the pictures of a zone's own page in one language."""
        self._enter(language)
        self._wait(lambda: not self._window.is_locked)
        walk_lanes(self._window, roster, self._wait, self._shoot, language)

    def walk(self, roster: Path, language: Language) -> None:
        """Take all pictures in one language."""
        window = self._window
        self._enter(language, door="door")
        register = window.register
        self._wait(lambda: register.model.rows)
        register.table.selectRow(1)
        self._wait(register.pane.address.text)
        self._shoot("register", language)
        register.pane.buttons["watch"].click()
        self._shoot("watch", language)
        register.dismiss()
        window.open_page(ImportPage)
        window.imports.look_at(roster)
        self._wait(window.imports.carry_out.isEnabled)
        self._shoot("import", language)
        window.open_page(PassesPage)
        self._wait(lambda: window.passes.model.rows)
        window.passes.table.selectRow(2)
        window.passes.buttons["replace"].click()
        self._shoot("passes", language)
        window.passes.dismiss()
        window.open_page(CardsPage)
        window.cards.look()
        self._wait(window.cards.save.isEnabled)
        self._shoot("cards", language)
        window.open_page(RentersPage)
        self._shoot("renters", language)
        window.open_page(KeysPage)
        keys = window.page(KeysPage)
        self._wait(lambda: keys.model.rows)
        self._shoot("keys", language)
        keys.buttons["replace"].click()
        self._shoot("keys-replace", language)
        keys.dismiss()
        window.open_page(CameraPage)
        self._wait(window.page(CameraPage).has_picture)
        self._shoot("camera", language)
        self._walk_keeping(language)
        walk_desk(window, self._wait, self._shoot, language)
        window.lock()

    def _enter(self, language: Language, door: str = "") -> None:
        window = self._window
        if window.premises.language is not language:
            window.turn_language()
        if door:
            self._shoot(door, language)
        window.door.who.setText("李主任" if language is Language.ZH else "Ms Li")
        window.door.pin.setText(self._pin)
        window.door.enter.click()

    def _walk_keeping(self, language: Language) -> None:
        self._window.open_page(KeepingPage)
        keeping = self._window.page(KeepingPage)
        self._wait(keeping.state.text)
        self._shoot("keeping", language)
        keeping.buttons["stand_down"].click()
        self._shoot("keeping-stand-down", language)
        keeping.dismiss()

    def _wait(self, condition: Callable[[], object]) -> None:
        end = time.monotonic() + _PATIENCE
        while not condition():
            if time.monotonic() > end:
                raise WorldFault(Fault.LEDGER_BUSY, "The office did not answer in time.")
            self._work(0.01)

    def _shoot(self, name: str, language: Language) -> None:
        self._work(0.3)
        self._window.grab().save(str(self._out / f"office-{name}-{language}.png"))

    def _work(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents()
            time.sleep(0.005)


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw the pages of a demonstration's office, in a directory that is made for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--size", type=int, nargs=2, default=(1280, 720), metavar=("WIDTH", "HEIGHT"))
    parser.add_argument("--night", action="store_true", help="In the colours of the night.")
    parser.add_argument("--zone", action="store_true", help="Only the page that a zone's office has besides.")
    chosen = parser.parse_args(arguments)
    chosen.directory.mkdir(parents=True, exist_ok=True)
    application_of()
    with tempfile.TemporaryDirectory() as made:
        place, roster = Place(Path(made) / "terminal"), Path(made) / "名册.csv"
        now = SystemClock().now()
        if chosen.zone:
            demonstration = make_zone_demonstration(place, Site.ZONE_ADMIN)
            write_staff_roster(roster, civil_day(now))
        else:
            demonstration = make_demonstration(place)
            add_incidents(place, now)
            roster.write_text(_ROSTER, "gb18030")
        opener = OfficeOpener(place, demonstration.settings)
        window = opener.open()
        window.resize(*chosen.size)
        if chosen.night:
            window.turn_theme()
        tour = _Tour(window, chosen.directory, demonstration.pin)
        try:
            for language in Language:
                (tour.walk_zone if chosen.zone else tour.walk)(roster, language)
        finally:
            opener.close()
            for clerk in (window.reader, window.worker):
                clerk.wait()


if __name__ == "__main__":
    main()
