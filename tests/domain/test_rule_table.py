"""What the rules say where a replay file cannot ask: site by site, policy by policy, and the proof."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts, PastPassage
from gate_terminal.domain.moments import SITE_ZONE, DailyWindow
from gate_terminal.domain.party import fold
from gate_terminal.domain.policy import Policy, version
from gate_terminal.domain.rules import admit, decide
from gate_terminal.domain.rules.orders import ORDERS
from gate_terminal.domain.temperature import Method, Temperature
from gate_terminal.domain.words import (
    Basis,
    Direction,
    PassShown,
    Purpose,
    Reason,
    Site,
    Subject,
    Verdict,
    Watch,
)

NINE = datetime(2020, 2, 7, 9, tzinfo=SITE_ZONE)
NORMAL = (Temperature(364),)
POLICY = Policy()


def attempt(at: datetime = NINE, direction: Direction = Direction.OUT, **more: Any) -> Attempt:
    base = Attempt(
        uid="now",
        at=at,
        site=Site.COMPOUND,
        gate="east",
        lane="1",
        direction=direction,
        subject=Subject.RESIDENT,
        party="00c0ffee",
        person="A",
        temperatures=NORMAL,
    )
    fields = {key: value for key, value in more.items() if key in Attempt.__slots__}
    seen = {key: value for key, value in more.items() if key not in fields}
    return replace(base, **fields, circumstances=Circumstances(**seen))


def past(
    uid: str, at: datetime, direction: Direction, person: str = "A", purpose: Purpose = Purpose.SHOPPING
) -> PastPassage:
    counted = direction is Direction.OUT and purpose is Purpose.SHOPPING
    return PastPassage(uid, at, direction, person, purpose, Verdict.ALLOW, "east", counted)


def facts(*passages: PastPassage, latest: datetime | None = None) -> Facts:
    return Facts(fold(passages), latest)


def answer(*passages: PastPassage, policy: Policy = POLICY, **asked: Any) -> Decision:
    return decide(attempt(**asked), facts(*passages), policy)


def test_every_site_direction_and_subject_has_an_order_of_rules() -> None:
    assert set(ORDERS) == set(Site)
    for by_direction in ORDERS.values():
        assert set(by_direction) == set(Direction)
        for by_subject in by_direction.values():
            assert set(by_subject) == set(Subject)


def test_a_household_with_an_open_fever_case_is_held_going_out() -> None:
    assert answer(household_pending=True).reason is Reason.HOUSEHOLD_PENDING
    assert answer(household_pending=True, purpose=Purpose.MEDICAL).verdict is Verdict.HOLD


def test_a_household_with_an_open_fever_case_may_come_home_and_call_for_help() -> None:
    assert answer(household_pending=True, direction=Direction.IN).verdict is Verdict.ALLOW
    assert answer(household_pending=True, purpose=Purpose.EMERGENCY).reason is Reason.EMERGENCY


def test_home_isolation_is_said_before_the_open_fever_case() -> None:
    assert answer(household_pending=True, watch=Watch.HOUSEHOLD).reason is Reason.HOUSEHOLD_ISOLATION


def test_a_direction_that_is_not_measured_needs_no_reading_but_heeds_one_that_is_given() -> None:
    inward_only = Policy(measured_directions=frozenset({Direction.IN}))
    assert answer(temperatures=(), policy=inward_only).reason is Reason.OK_TURN
    assert answer(temperatures=(Temperature(378),), policy=inward_only).reason is Reason.TEMP_HIGH_FIRST
    assert answer(temperatures=(), direction=Direction.IN, policy=inward_only).reason is Reason.TEMP_MISSING


def test_a_raw_surface_value_does_not_count_as_measured() -> None:
    raw = (Temperature(331, Method.RAW_SURFACE),)
    assert answer(temperatures=raw).reason is Reason.TEMP_MISSING


def test_leaving_an_administrative_lane_is_never_held_even_for_an_unreadable_temperature() -> None:
    low = Temperature(330)
    leaving = {"site": Site.ZONE_ADMIN, "subject": Subject.EMPLOYEE}
    assert answer(temperatures=(low,), **leaving).verdict is Verdict.REMEASURE
    assert answer(temperatures=(low, low), **leaving).reason is Reason.OK_OUT


def test_staff_of_a_compound_enter_by_the_roster_and_leave_freely() -> None:
    assert answer(subject=Subject.EMPLOYEE, direction=Direction.IN).reason is Reason.OK_STAFF_IN
    assert answer(subject=Subject.EMPLOYEE, direction=Direction.IN, on_roster=False).reason is Reason.NOT_ON_ROSTER
    assert answer(subject=Subject.EMPLOYEE).reason is Reason.OK_OUT


def test_a_renters_bill_and_card_stand_for_a_pass_left_at_home() -> None:
    assert answer(subject=Subject.RENTER, pass_shown=PassShown.FORGOTTEN).reason is Reason.OK_TURN


def test_an_allowed_turn_is_counted_and_an_exempt_outing_is_not() -> None:
    assert answer().counted
    assert not answer(purpose=Purpose.MEDICAL).counted
    assert not answer(purpose=Purpose.EMERGENCY).counted
    assert not answer(direction=Direction.IN).counted


def test_nothing_but_an_allowed_outing_is_counted() -> None:
    assert not answer(mask=False).counted
    assert not answer(temperatures=()).counted
    assert not answer(child_with=True).counted


def test_a_missing_return_is_filled_in_for_the_outing_of_the_same_person() -> None:
    out = past("out", NINE - timedelta(days=3), Direction.OUT)
    answered = answer(out)
    assert answered.reason is Reason.OK_TURN_MISSED_RETURN
    assert answered.fills_return is not None
    assert answered.fills_return.uid == "out"


def test_a_missing_return_is_filled_in_for_an_exempt_outing_too() -> None:
    out = past("out", NINE - timedelta(hours=3), Direction.OUT)
    answered = answer(out, purpose=Purpose.MEDICAL)
    assert answered.reason is Reason.OK_EXEMPT
    assert answered.fills_return is not None


def test_the_proof_names_the_passage_that_caused_it_the_policy_and_the_freshness() -> None:
    out = past("out", NINE - timedelta(hours=2), Direction.OUT)
    back = past("back", NINE - timedelta(hours=1), Direction.IN)
    answered = answer(out, back, person="B")
    assert answered.proof.causes == ("out",)
    assert answered.proof.policy_version == version(POLICY)
    assert answered.proof.facts_as_of == back.at
    assert answered.cause is not None
    assert answered.cause.person == "A"


def test_the_freshness_is_that_of_the_terminal_where_it_is_known() -> None:
    latest = NINE - timedelta(minutes=3)
    assert decide(attempt(), facts(latest=latest), POLICY).proof.facts_as_of == latest


def test_the_clock_is_measured_against_the_terminals_latest_record_whosever_it_was() -> None:
    future = NINE + timedelta(minutes=2, microseconds=1)
    assert decide(attempt(), facts(latest=future), POLICY).reason is Reason.CLOCK_BACK
    assert decide(attempt(), facts(latest=NINE + timedelta(minutes=2)), POLICY).reason is Reason.OK_TURN


def test_a_record_from_the_near_future_uses_the_turn_all_the_same() -> None:
    out = past("out", NINE + timedelta(seconds=90), Direction.OUT, "B")
    answered = decide(attempt(), facts(out, latest=out.at), POLICY)
    assert answered.reason is Reason.MEMBER_OUT


def test_the_rule_in_force_now_decides_about_an_outing_under_an_earlier_one() -> None:
    """Changed in mid-outing from calendar days to 48 hours, the same outing is judged by the hours."""
    out = past("out", NINE - timedelta(hours=47), Direction.OUT)
    back = past("back", NINE - timedelta(hours=46), Direction.IN)
    assert answer(out, back).reason is Reason.OK_TURN
    rolling = answer(out, back, policy=Policy(basis=Basis.ROLLING))
    assert (rolling.reason, rolling.next_allowed) == (Reason.QUOTA_USED, NINE + timedelta(hours=1))


def test_the_limit_on_minutes_does_not_mark_a_day_at_work() -> None:
    out = past("out", NINE - timedelta(hours=10), Direction.OUT, purpose=Purpose.WORK)
    home = answer(out, direction=Direction.IN, policy=Policy(max_minutes=120))
    assert home.reason is Reason.OK_RETURN


def test_a_block_policy_without_its_first_day_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="anchor"):
        answer(policy=Policy(basis=Basis.BLOCK))
    assert answer(policy=Policy(basis=Basis.BLOCK, anchor=date(2020, 2, 6))).reason is Reason.OK_TURN


def test_a_supervisor_admits_on_the_same_turn() -> None:
    held = attempt(child_with=True)
    admitted = admit(held, facts(), Policy(night_closed=DailyWindow(time(22), time(6))))
    assert (admitted.verdict, admitted.reason, admitted.counted) == (Verdict.ALLOW, Reason.OK_SUPERVISOR, True)
    assert admitted.next_allowed == datetime(2020, 2, 9, 6, tzinfo=SITE_ZONE)


def test_a_supervisor_admits_home_and_on_exempt_errands_without_a_turn() -> None:
    assert not admit(attempt(direction=Direction.IN), facts(), POLICY).counted
    assert not admit(attempt(purpose=Purpose.WORK), facts(), POLICY).counted
