"""A fever case: its steps, what cannot be meant of them, and when it ends."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.fever_case import (
    BY_ITSELF,
    FeverStep,
    Outcome,
    StepDone,
    demand_possible,
    found_again,
    opened,
    outcome_word,
    step_word,
    with_step,
)
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.temperature import read_temperature
from gate_terminal.domain.words import Direction, Language, Site, Subject

FOUND = datetime(2020, 2, 7, 9, tzinfo=SITE_ZONE)
LATER = FOUND + timedelta(hours=1)
ARM = read_temperature("A38.1")


def attempt(subject: Subject = Subject.RESIDENT) -> Attempt:
    return Attempt("u1", FOUND, Site.COMPOUND, "east", "1", Direction.OUT, subject, "home", "A", guard="张")


CASE = opened(attempt())


def test_it_opens_with_its_first_step_and_the_household_pending() -> None:
    assert CASE.is_open
    assert [done.step for done in CASE.steps] == [FeverStep.FOUND, FeverStep.HOUSEHOLD_PENDING]
    assert CASE.next_step() is FeverStep.MASK_AND_DISTANCE


def test_a_visitor_has_no_household_here_that_could_be_held() -> None:
    case = opened(attempt(Subject.VISITOR))
    assert FeverStep.HOUSEHOLD_PENDING not in [step for step, _ in case.checklist()]


def test_the_checklist_holds_every_step_in_its_usual_order_whatever_the_order_of_recording() -> None:
    case = with_step(with_step(CASE, StepDone(FeverStep.MEDIC, LATER)), StepDone(FeverStep.REPORTED, LATER))
    assert [step for step, _ in case.checklist()] == list(FeverStep)
    assert case.next_step() is FeverStep.MASK_AND_DISTANCE


@pytest.mark.parametrize(
    ("done", "sentence"),
    [
        (StepDone(FeverStep.FOUND, LATER), "taken by itself"),
        (StepDone(FeverStep.HOUSEHOLD_PENDING, LATER), "taken by itself"),
        (StepDone(FeverStep.MEDIC, FOUND - timedelta(seconds=1)), "only found at 2020-02-07 09:00"),
        (StepDone(FeverStep.MEDIC, LATER + timedelta(seconds=1)), "still to come"),
        (StepDone(FeverStep.AXILLARY, LATER), "needs a reading taken under the arm"),
        (StepDone(FeverStep.AXILLARY, LATER, reading=read_temperature("38.1")), "needs a reading taken under the arm"),
        (StepDone(FeverStep.MEDIC, LATER, reading=ARM), "has no reading"),
        (StepDone(FeverStep.MEDIC, LATER, outcome=Outcome.CLEARED), "closes the case"),
        (StepDone(FeverStep.OUTCOME, LATER), "closes the case"),
        (StepDone(FeverStep.REPORTED, LATER), "was taken at 2020-02-07 09:00"),
    ],
)
def test_what_cannot_be_meant_is_said(done: StepDone, sentence: str) -> None:
    case = with_step(CASE, StepDone(FeverStep.REPORTED, FOUND))
    with pytest.raises(WrongUse, match=sentence):
        demand_possible(case, done, LATER)


def test_after_its_outcome_nothing_more_is_done() -> None:
    closed = with_step(CASE, StepDone(FeverStep.OUTCOME, LATER, outcome=Outcome.ADMITTED))
    assert not closed.is_open
    assert closed.outcome is Outcome.ADMITTED
    with pytest.raises(WrongUse, match="closed"):
        demand_possible(closed, StepDone(FeverStep.MEDIC, LATER), LATER)


by_hand = [step for step in FeverStep if step not in BY_ITSELF and step is not FeverStep.OUTCOME]


@given(st.permutations(by_hand))
def test_the_steps_may_be_taken_in_any_order_and_only_the_outcome_closes(order: list[FeverStep]) -> None:
    case = CASE
    for step in order:
        done = StepDone(step, LATER, reading=ARM if step is FeverStep.AXILLARY else None)
        demand_possible(case, done, LATER)
        case = with_step(case, done)
        assert case.is_open
    assert case.next_step() is FeverStep.OUTCOME


def test_a_step_recorded_twice_keeps_its_first_time() -> None:
    once = with_step(CASE, StepDone(FeverStep.MEDIC, FOUND))
    assert with_step(once, StepDone(FeverStep.MEDIC, LATER)) == once


def test_the_same_person_measured_again_belongs_to_the_case() -> None:
    assert found_again(CASE, attempt()).attempts == (attempt(), attempt())


@pytest.mark.parametrize("language", Language)
def test_every_step_and_outcome_has_its_words(language: Language) -> None:
    assert len({step_word(step, language) for step in FeverStep}) == len(FeverStep)
    assert len({outcome_word(outcome, language) for outcome in Outcome}) == len(Outcome)
