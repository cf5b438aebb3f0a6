"""Whose reading is whose in a vehicle, whatever is corrected on the form meanwhile."""

from __future__ import annotations

import pytest

from gate_terminal.application.screen.events import (
    CompanionTurned,
    Escaped,
    ParticularChosen,
    SupervisorCalled,
    TemperatureMeasured,
    Typed,
)
from gate_terminal.application.screen.signs import Stage
from gate_terminal.domain.particulars import Particular
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Reason, Site, Verdict

from .conftest import PIN
from .test_lanes import Lane, OpenLane, first_time, lane

__all__ = ["lane"]

FEVER = (Verdict.ISOLATE, Reason.FEVER_CONFIRMED)


def truck_with(gate: Lane, occupants: int) -> Lane:
    """A truck that was never here, with so many people in it, all answered and nobody measured."""
    gate.truck().answer("光谷物流").type("2").answer("42", "42").type(str(occupants)).type("1")
    assert gate.asked is None
    return gate


def confirm(gate: Lane) -> None:
    """Take what is proposed to each question that is still open."""
    for _ in range(20):
        if gate.asked is None:
            return
        gate.enter()
    raise AssertionError(gate.asked)


def test_a_plate_that_is_corrected_forgets_no_reading(lane: OpenLane) -> None:
    gate = truck_with(lane(Site.ZONE_TRUCK), 2).measure("374")
    assert isinstance(gate, Lane)
    gate.happen(ParticularChosen(Particular.PLATE))
    gate.answer("42A54321")
    confirm(gate)
    gate.measure("365")
    assert gate.said == (Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST)
    gate.measure("378")
    assert gate.said == FEVER


def test_a_plate_that_is_corrected_takes_along_no_reading_of_the_other_truck(lane: OpenLane) -> None:
    gate = first_time(lane(Site.ZONE_TRUCK))
    gate.measure("374").happen(Escaped())
    gate.pause(minutes=3)
    gate.happen(*[Escaped()] * 20)
    assert gate.screen.stage is Stage.WATCHING
    gate.truck()
    assert gate.screen.visit is not None
    assert [str(reading) for reading in gate.screen.visit.readings] == ["37.4"]
    gate.happen(ParticularChosen(Particular.PLATE))
    gate.answer("42A54321")
    assert gate.screen.visit.readings == ()


def test_a_thermometer_that_reports_by_itself_measures_everybody(lane: OpenLane) -> None:
    gate = truck_with(lane(Site.ZONE_TRUCK), 4)
    due = set()
    for tenths in (365, 366, 367, 364):
        assert gate.screen.visit is not None
        of = gate.screen.visit.next_reading
        assert of not in due, "another reading, another moment to take it"
        due.add(of)
        gate.happen(TemperatureMeasured(Temperature(tenths), gate.uid(), gate.compound.clock.now(), of))
    assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_IN)


def test_after_a_fever_the_same_plate_and_36_5_let_nobody_in(lane: OpenLane) -> None:
    gate = first_time(lane(Site.ZONE_TRUCK))
    gate.measure("374").measure("378")
    assert gate.said == FEVER
    gate.pause(seconds=5)
    gate.enter()
    gate.truck().type("2").answer("42", "42").type("1")
    confirm(gate)
    gate.measure("365")
    assert gate.said == FEVER


@pytest.mark.parametrize("then", ["365", "378"])
def test_a_supervisor_settles_nobodys_temperature_but_the_unreadable_one(lane: OpenLane, then: str) -> None:
    gate = truck_with(lane(Site.ZONE_TRUCK), 2)
    for reading in ("Lo", "374"):
        gate.measure(reading)
    assert gate.said[0] is Verdict.REMEASURE
    gate.measure("Lo")
    assert gate.said == (Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST), "the other one is measured first"
    gate.measure(then)
    if then == "378":
        assert gate.said == FEVER
        return
    assert gate.said == (Verdict.HOLD, Reason.TEMP_UNREADABLE)
    gate.happen(Escaped(), SupervisorCalled(), *map(Typed, PIN)).enter()
    assert gate.said == (Verdict.ALLOW, Reason.OK_SUPERVISOR)


def test_the_number_pad_leaves_a_form_question_by_question(lane: OpenLane) -> None:
    gate = truck_with(lane(Site.ZONE_TRUCK), 1)
    presses = 0
    while gate.screen.stage is not Stage.WATCHING:
        gate.happen(*map(Typed, "000")).enter()
        presses += 1
        assert presses < 40
    assert gate.rows("SELECT count(*) FROM passages") == [(0,)]


def test_who_will_not_be_checked_is_refused_without_a_reading_only_where_it_was_said(lane: OpenLane) -> None:
    gate = truck_with(lane(Site.ZONE_TRUCK), 1)
    gate.happen(CompanionTurned(), CompanionTurned()).enter()
    assert gate.screen.stage is Stage.IDENTIFIED
    gate.happen(CompanionTurned()).enter()
    assert gate.said == (Verdict.REFUSE, Reason.REFUSED_CHECK)
