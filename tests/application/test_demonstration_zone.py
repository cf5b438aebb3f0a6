"""The demonstrations of lanes, service centre and village open, and answer as their gates would."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate_terminal.application.demonstration_zone import make_zone_demonstration
from gate_terminal.application.place import Place
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen.asks import ReadText
from gate_terminal.application.screen.events import PassRead
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.particulars import Particular
from gate_terminal.domain.words import Direction, Site
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file

from .conftest import HandClock


@pytest.mark.parametrize("site", [site for site in Site if site is not Site.COMPOUND])
def test_each_opens_and_its_ledger_is_whole(tmp_path: Path, site: Site) -> None:
    place, clock = Place(tmp_path / "demo"), HandClock()
    demonstration = make_zone_demonstration(place, site, clock)
    file = open_file(place.ledger, window=False)
    assert verify(file).findings == ()
    file.close()
    registrar = Registrar(place, demonstration.settings, clock)
    told = registrar.books().lane
    registrar.close()
    assert told is not None
    assert (told.site, told.takes_forms) == (site, True)
    # It is made anew each time.
    make_zone_demonstration(place, site, clock)


def test_a_truck_of_this_morning_leaves_and_another_comes_again(tmp_path: Path) -> None:
    place, clock = Place(tmp_path / "demo"), HandClock()
    demonstration = make_zone_demonstration(place, Site.ZONE_TRUCK, clock)
    registrar = Registrar(place, demonstration.settings, clock)
    for plate, direction in (("A12345", Direction.IN), ("41N8Q917", Direction.OUT)):
        (event,) = registrar.carry_out(ReadText(plate), 1)
        assert isinstance(event, PassRead)
        assert event.visit.direction is direction
        assert event.visit.form is not None
        assert event.visit.form.value(Particular.PLATE) is not None
    registrar.close()


def test_what_is_no_demonstration_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(WrongUse):
        make_zone_demonstration(Place(tmp_path), Site.VILLAGE, HandClock())
    assert (tmp_path / "letter.txt").exists()
