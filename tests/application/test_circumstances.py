"""What only the guard sees: whose card it is, a mark of today on it, where somebody comes home from."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from gate_terminal.application.founding import found
from gate_terminal.application.office import open_office
from gate_terminal.application.place import Place
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen import means_something
from gate_terminal.application.screen.events import (
    CompanionTurned,
    DirectionTurned,
    Escaped,
    NoPassChosen,
    PersonChosen,
    PurposeChosen,
    SupervisorCalled,
    Typed,
)
from gate_terminal.application.screen.visit import Visit
from gate_terminal.application.settings import GateSettings, Settings, SiteSettings
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.sentences import guard_sentence
from gate_terminal.domain.words import Direction, Language, PassShown, Purpose, Reason, Site, Subject, Verdict
from gate_terminal.ledger.passage import Passage
from gate_terminal.ledger.reading import Asked

from .conftest import PIN, Compound, HandClock
from .gate import Gate

MISMATCH = (Verdict.HOLD, Reason.PASS_MISMATCH)
USED = (Verdict.REFUSE, Reason.QUOTA_USED)
RETURNEE = (Verdict.HOLD, Reason.RETURNEE_REGISTER)
ON_THE_TURN = (Verdict.ALLOW, Reason.OK_TURN)
HOME = (Verdict.ALLOW, Reason.OK_RETURN)


@pytest.fixture
def gate(compound: Compound, registrar: Registrar) -> Gate:
    """Somebody at the keys."""
    return Gate(compound, registrar)


def visit(gate: Gate) -> Visit:
    assert gate.screen.visit is not None
    return gate.screen.visit


def last(gate: Gate) -> Passage:
    return list(gate.registrar._ledger.passages(Asked()))[-1]


def card(gate: Gate) -> tuple[PassShown, bool]:
    seen = visit(gate).circumstances
    return seen.pass_shown, seen.paper_mark_today


def by_key(gate: Gate) -> None:
    gate.happen(NoPassChosen())


def by_number_pad(gate: Gate) -> None:
    gate.measure("02")


IN_ORDER, MARKED, NOT_THEIRS = (
    (PassShown.SHOWN, False),
    (PassShown.SHOWN, True),
    (PassShown.OTHER_HOUSEHOLD, False),
)


@pytest.mark.parametrize("step", [by_key, by_number_pad])
class TestF2OfWhoShowedACard:
    def test_on_the_way_out_it_is_marked_or_not_theirs_or_in_order_again(
        self, gate: Gate, step: Callable[[Gate], None]
    ) -> None:
        gate.show()
        seen = [card(gate)]
        for _ in range(3):
            step(gate)
            seen.append(card(gate))
        assert seen == [IN_ORDER, MARKED, NOT_THEIRS, IN_ORDER]

    def test_on_the_way_home_no_mark_is_asked_for(self, gate: Gate, step: Callable[[Gate], None]) -> None:
        gate.show().happen(DirectionTurned())
        seen = []
        for _ in range(2):
            step(gate)
            seen.append(card(gate))
        assert seen == [NOT_THEIRS, IN_ORDER]


class TestAnotherHouseholdsCard:
    @pytest.mark.parametrize("direction", Direction)
    def test_is_held_and_uses_no_turn_whichever_way(self, gate: Gate, direction: Direction) -> None:
        gate.show()
        if direction is Direction.IN:
            gate.happen(DirectionTurned())
        while card(gate) != NOT_THEIRS:
            gate.happen(NoPassChosen())
        gate.measure("365")
        assert gate.said == MISMATCH
        assert [held.answer.decision.reason for held in gate.screen.held] == [Reason.PASS_MISMATCH]
        assert not last(gate).decision.counted
        # The household whose card it is goes out on its turn all the same.
        gate.wait(120).show().measure("365")
        assert gate.said == ON_THE_TURN

    def test_let_out_by_the_supervisor_costs_that_household_nothing(self, gate: Gate) -> None:
        gate.show().happen(NoPassChosen(), NoPassChosen()).measure("365")
        gate.happen(SupervisorCalled(), *map(Typed, PIN)).enter()
        assert gate.said == (Verdict.ALLOW, Reason.OK_SUPERVISOR)
        passage = last(gate)
        assert (passage.decision.counted, passage.decision.next_allowed) == (False, None)
        gate.wait(120).show().happen(PersonChosen(1)).measure("365")
        assert gate.said == ON_THE_TURN, "the household goes on its own turn"

    def test_that_the_household_has_used_its_turn_is_no_matter_of_whoever_shows_its_card(self, gate: Gate) -> None:
        gate.show().measure("365")
        gate.wait(600).show().measure("365")
        gate.wait(600).show().happen(NoPassChosen(), NoPassChosen()).measure("365")
        assert gate.said == MISMATCH
        gate.happen(SupervisorCalled(), *map(Typed, PIN)).enter()
        assert gate.said == (Verdict.ALLOW, Reason.OK_SUPERVISOR)
        gate.wait(600).show().happen(PersonChosen(1)).measure("365")
        assert gate.said == USED, "its own outing is as it was"

    def test_is_not_forgotten_when_the_direction_is_turned(self, gate: Gate) -> None:
        gate.show().happen(NoPassChosen(), NoPassChosen(), DirectionTurned())
        assert card(gate) == NOT_THEIRS


class TestAMarkOfToday:
    def test_counts_as_todays_outing_and_the_attempt_uses_nothing(self, gate: Gate) -> None:
        gate.show().happen(NoPassChosen()).measure("365")
        assert gate.said == USED
        passage = last(gate)
        assert passage.attempt.circumstances.paper_mark_today
        assert passage.decision.next_allowed == datetime(2020, 2, 9, tzinfo=SITE_ZONE)
        assert not passage.decision.counted
        assert gate.registrar._ledger.state(passage.attempt.party).last_turn is None
        sentence = guard_sentence(passage.decision, passage.attempt, Language.ZH)
        assert "证上有今日出门标记" in sentence, "the guard can show the resident why"

    def test_stops_nobody_who_sees_the_doctor(self, gate: Gate) -> None:
        gate.show().happen(NoPassChosen(), PurposeChosen(Purpose.MEDICAL, letter=False)).measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_EXEMPT)

    def test_means_nothing_on_the_way_home_and_is_gone_there(self, gate: Gate) -> None:
        gate.show().happen(NoPassChosen(), DirectionTurned())
        assert card(gate) == IN_ORDER
        gate.happen(DirectionTurned()).measure("365")
        assert gate.said == ON_THE_TURN


class TestHomeFromOutsideTheCity:
    def test_is_held_for_the_register_and_comes_home_by_the_supervisors_word(self, gate: Gate) -> None:
        gate.show().measure("365")
        gate.wait(3600).show().happen(CompanionTurned()).measure("364")
        assert gate.said == RETURNEE
        held = last(gate)
        assert (held.attempt.circumstances.from_outside_city, held.decision.counted) == (True, False)
        assert gate.registrar._ledger.state(held.attempt.party).still_out, "who is held is not home yet"
        gate.happen(SupervisorCalled(), *map(Typed, PIN)).enter()
        assert gate.said == (Verdict.ALLOW, Reason.OK_SUPERVISOR)
        assert gate.registrar._ledger.state(held.attempt.party).still_out == ()

    def test_pressed_twice_is_nothing(self, gate: Gate) -> None:
        gate.show().measure("365")
        gate.wait(3600).show().happen(CompanionTurned(), CompanionTurned()).measure("364")
        assert gate.said == HOME

    def test_the_same_key_tells_of_a_child_on_the_way_out_and_neither_goes_over(self, gate: Gate) -> None:
        gate.show().happen(CompanionTurned())
        assert (visit(gate).circumstances.child_with, visit(gate).circumstances.from_outside_city) == (True, False)
        gate.happen(DirectionTurned())
        assert not visit(gate).circumstances.child_with
        gate.happen(CompanionTurned())
        assert (visit(gate).circumstances.child_with, visit(gate).circumstances.from_outside_city) == (False, True)
        gate.happen(DirectionTurned())
        assert not visit(gate).circumstances.from_outside_city
        gate.measure("365")
        assert gate.said == ON_THE_TURN


def test_what_was_said_of_one_visit_is_not_said_of_the_next(gate: Gate) -> None:
    gate.show().happen(NoPassChosen(), Escaped()).show()
    assert card(gate) == IN_ORDER


def test_a_pass_that_does_not_hold_is_no_card_in_order(gate: Gate) -> None:
    gate.show()
    lost = replace(visit(gate).circumstances, pass_shown=PassShown.LOST, id_shown=False)
    gate.screen = replace(gate.screen, visit=replace(visit(gate), circumstances=lost))
    gate.happen(NoPassChosen())
    assert (visit(gate).circumstances.pass_shown, visit(gate).circumstances.id_shown) == (PassShown.LOST, True)
    expired = replace(lost, pass_shown=PassShown.FORGOTTEN)
    gate.screen = replace(gate.screen, visit=replace(visit(gate), circumstances=expired))
    assert not means_something(gate.screen, NoPassChosen())


@pytest.mark.parametrize("counted", [True, False])
def test_a_villagers_card_is_asked_for_a_mark_only_where_villagers_have_turns(tmp_path: Path, counted: bool) -> None:
    place, clock = Place(tmp_path / "village"), HandClock()
    settings = Settings(site=SiteSettings(kind=Site.VILLAGE, name="村口"), gate=GateSettings(name="main"))
    found(place, settings, Policy(villagers_have_turns=counted), clock.now(), "a passphrase")
    with open_office(place, clock=clock, passphrase="a passphrase") as office:
        office.register.enter("3-2-501", ("张三",), "office", "moved in")
        (sheet,) = office.register.households()
        (issued,) = office.issue([sheet.household.id], "office")
    registrar = Registrar(place, settings, clock)
    gate = Gate(Compound(place, {"3-2-501": issued}, clock), registrar)
    try:
        gate.show()
        assert visit(gate).subject is Subject.VILLAGER
        seen = []
        for _ in range(3):
            by_key(gate)
            seen.append(card(gate))
        assert seen == ([MARKED, NOT_THEIRS, IN_ORDER] if counted else [NOT_THEIRS, IN_ORDER, NOT_THEIRS])
        while card(gate) != NOT_THEIRS:
            by_key(gate)
        gate.measure("365")
        assert gate.said == MISMATCH
        gate.wait(120).show().happen(DirectionTurned(), CompanionTurned()).measure("365")
        assert gate.said == RETURNEE
    finally:
        registrar.close()
