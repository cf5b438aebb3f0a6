"""Lanes and forms are policy: shipped as data, overridden in the TOML, every mistake named with its line and key."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

import pytest

from gate_terminal.domain.attempt import Attempt, Circumstances, Permit
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.forms import SHIPPED
from gate_terminal.domain.moments import SITE_ZONE, DailyWindow
from gate_terminal.domain.particulars import CHOICES, SPECS, Particular
from gate_terminal.domain.policy import Policy, PolicyMistake, policy_from_toml, policy_to_toml, version
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import Temperature, next_to_measure
from gate_terminal.domain.words import Direction, Reason, Site, Subject, Verdict

NOON = datetime(2020, 2, 7, 12, tzinfo=SITE_ZONE)
EVENING = NOON.replace(hour=20)
WELL, HIGH = Temperature(365), Temperature(374)


def attempt(lane: str = "T1", at: datetime = NOON, **seen: object) -> Attempt:
    return Attempt(
        uid="1",
        at=at,
        site=Site.ZONE_TRUCK,
        gate="main",
        lane=lane,
        direction=Direction.IN,
        subject=Subject.DRIVER,
        party="vehicle:1",
        person="driver",
        temperatures=(WELL,),
        circumstances=Circumstances(**seen),  # type: ignore[arg-type]
    )


TEXT = """
closed_hours = ["18:00", "08:00"]
key_areas = ["湖北", "温州"]
home_province = "鄂"
capacity = 40

[lanes.A1]
kind = "zone-admin"
closed_hours = ["22:00", "06:00"]
directions = ["in"]

[forms.zone-truck.in]
driver = ["vehicle=truck", "plate", "trailer?", "occupants=1"]

[choices]
purpose = ["报关", "查验"]
"""


def test_lanes_forms_and_choices_are_read_and_stand_above_what_ships() -> None:
    policy = policy_from_toml(TEXT, "rule.toml")
    assert policy.kind_of_lane("A1", Site.ZONE_TRUCK) is Site.ZONE_ADMIN
    assert policy.kind_of_lane("T1", Site.ZONE_TRUCK) is Site.ZONE_TRUCK
    assert policy.directions_of_lane("A1") == {Direction.IN}
    assert policy.directions_of_lane("T1") == set(Direction)
    assert policy.closed_hours_in("A1") == DailyWindow(time(22), time(6))
    assert policy.closed_hours_in("T1") == DailyWindow(time(18), time(8))
    assert (policy.capacity_of_lane("A1"), policy.capacity) == (40, 40)
    form = policy.form_for(Site.ZONE_TRUCK, Direction.IN, Subject.DRIVER)
    assert [str(asked) for asked in form] == ["vehicle=truck", "plate", "trailer?", "occupants=1"]
    assert (
        policy.form_for(Site.ZONE_TRUCK, Direction.OUT, Subject.DRIVER)
        == SHIPPED[Site.ZONE_TRUCK, Direction.OUT, Subject.DRIVER]
    )
    assert policy.form_for(Site.COMPOUND, Direction.OUT, Subject.RESIDENT) == ()
    assert policy.answers_to(Particular.PURPOSE) == ("报关", "查验")
    assert policy.answers_to(Particular.WINDOW) == CHOICES[Particular.WINDOW]
    assert policy_from_toml(policy_to_toml(policy), "again") == policy


def test_a_policy_that_says_nothing_of_lanes_keeps_the_version_it_always_had() -> None:
    assert "lanes" not in policy_to_toml(Policy())
    # Recorded passages name this version: it must not change with a new release.
    assert version(Policy()) == "7f7058a7bef4"


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ('[lanes.A1]\n\nkind = "garage"', 3, "lanes.A1.kind"),
        ('[lanes.A1]\nkind = "zone-admin"\nclosed = true', 3, "lanes.A1.closed"),
        ('[lanes.A1]\nclosed_hours = ["18:00", "18:00"]', 2, "lanes.A1.closed_hours"),
        ("[lanes.A1]\ndirections = []", 2, "lanes.A1.directions"),
        ("[lanes.A1]\ncapacity = 0", 2, "lanes.A1.capacity"),
        ('lanes = "A1"', 1, "lanes"),
        ('[lanes]\nA1 = "zone-admin"', 2, "lanes.A1"),
        ('[forms.zone-truck.in]\ndriver = ["plate", "palte"]', 2, "forms.zone-truck.in.driver.palte"),
        ('[forms.zone-truck.in]\ndriver = ["plate", "plate?"]', 2, "forms.zone-truck.in.driver.plate?"),
        ('[forms.zone-truck.in]\n\ndriver = "plate"', 3, "forms.zone-truck.in.driver"),
        ("[forms.zone-truck.in]\ndriver = [1]", 2, "forms.zone-truck.in.driver"),
        ('[forms.zone-truck.in]\ntrucker = ["plate"]', 2, "forms.zone-truck.in.trucker"),
        ('[forms.zone-truck.up]\ndriver = ["plate"]', 1, "forms.zone-truck.up"),
        ('[forms.harbour.in]\ndriver = ["plate"]', 1, "forms.harbour"),
        ('[forms.zone-truck.in]\ndriver = ["vehicle=tank"]', 2, "forms.zone-truck.in.driver.vehicle=tank"),
        ('[choices]\nwho = ["visitor"]', 2, "choices.who"),
        ('[choices]\nplate = ["鄂A12345"]', 2, "choices.plate"),
        ("[choices]\npurpose = [1]", 2, "choices.purpose"),
        ('\nhome_province = "X"', 2, "home_province"),
        ('key_areas = "湖北"', 1, "key_areas"),
        ("capacity = -1", 1, "capacity"),
    ],
)
def test_a_mistake_in_a_table_says_where_to_look(text: str, line: int, key: str) -> None:
    with pytest.raises(PolicyMistake) as told:
        policy_from_toml(text, "rule.toml")
    assert (told.value.line, told.value.key) == (line, key)
    assert f"rule.toml, line {line}: {key}: " in str(told.value)


def test_every_shipped_form_asks_what_is_declared_and_its_conditions_can_be_met() -> None:
    for form in SHIPPED.values():
        asked = {each.particular for each in form}
        for each in form:
            only_if = SPECS[each.particular].only_if
            assert only_if is None or not each.required or only_if[0] in asked or only_if[0] is Particular.VEHICLE


def test_a_lanes_own_closing_hours_decide_in_it_and_the_gates_elsewhere() -> None:
    policy = policy_from_toml(TEXT, "rule.toml")
    at_a1 = replace(attempt("A1", EVENING), site=Site.ZONE_ADMIN, subject=Subject.EMPLOYEE)
    assert decide(at_a1, Facts(), policy).reason is Reason.OK_STAFF_IN
    late = decide(replace(at_a1, at=NOON.replace(hour=23)), Facts(), policy)
    assert (late.verdict, late.reason) == (Verdict.REFUSE, Reason.AFTER_HOURS_NO_PERMIT)
    assert late.next_allowed == NOON.replace(day=8, hour=6)
    assert decide(attempt("T1", EVENING), Facts(), policy).reason is Reason.AFTER_HOURS_NO_PERMIT
    permit = Permit(EVENING, EVENING.replace(hour=21))
    assert decide(attempt("T1", EVENING, overtime_permit=permit), Facts(), policy).reason is Reason.OK_TRUCK_IN


class TestEverybodyInAVehicleIsMeasured:
    """The number of occupants is the number of people measured; one fever isolates."""

    @pytest.mark.parametrize(
        ("companions", "verdict", "reason"),
        [
            (((WELL,), (WELL,)), Verdict.ALLOW, Reason.OK_TRUCK_IN),
            (((WELL,),), Verdict.REMEASURE, Reason.TEMP_MISSING),
            ((), Verdict.REMEASURE, Reason.TEMP_MISSING),
            (((WELL,), ()), Verdict.REMEASURE, Reason.TEMP_MISSING),
            (((WELL,), (HIGH,)), Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST),
            (((WELL,), (HIGH, WELL)), Verdict.ALLOW, Reason.OK_TRUCK_IN),
            (((WELL,), (HIGH, HIGH)), Verdict.ISOLATE, Reason.FEVER_CONFIRMED),
            (((HIGH, HIGH), ()), Verdict.ISOLATE, Reason.FEVER_CONFIRMED),
            (((WELL,), (Temperature(340), Temperature(340))), Verdict.HOLD, Reason.TEMP_UNREADABLE),
        ],
    )
    def test_three_in_a_cab(
        self, companions: tuple[tuple[Temperature, ...], ...], verdict: Verdict, reason: Reason
    ) -> None:
        answer = decide(attempt(occupants=3, companions=companions), Facts(), Policy())
        assert (answer.verdict, answer.reason) == (verdict, reason)

    def test_who_has_none_yet_is_asked_before_who_is_to_be_measured_again(self) -> None:
        assert next_to_measure(((HIGH,), ()), Policy()) == 1
        assert next_to_measure(((HIGH,), (WELL,)), Policy()) == 0
        assert next_to_measure(((HIGH, WELL), (WELL,)), Policy()) is None
        assert next_to_measure(((HIGH, HIGH), (WELL,)), Policy()) is None
