"""The fold: what is left of a party's past."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gate_terminal.domain.facts import PartyState, PastPassage
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.party import after, fold, outing_of
from gate_terminal.domain.words import Direction, Purpose, Verdict

NOON = datetime(2020, 2, 7, 12, tzinfo=SITE_ZONE)


def passage(
    minute: int,
    direction: Direction,
    person: str = "A",
    *,
    purpose: Purpose = Purpose.SHOPPING,
    verdict: Verdict = Verdict.ALLOW,
    void: bool = False,
) -> PastPassage:
    counted = direction is Direction.OUT and verdict is Verdict.ALLOW and purpose is Purpose.SHOPPING
    at = NOON + timedelta(minutes=minute)
    return PastPassage(f"{person}{direction}{minute}", at, direction, person, purpose, verdict, "east", counted, void)


def out(minute: int, person: str = "A", **more: Any) -> PastPassage:
    return passage(minute, Direction.OUT, person, **more)


def back(minute: int, person: str = "A", **more: Any) -> PastPassage:
    return passage(minute, Direction.IN, person, **more)


passages = st.builds(
    passage,
    st.integers(0, 40),
    st.sampled_from(Direction),
    st.sampled_from("ABC"),
    purpose=st.sampled_from([Purpose.SHOPPING, Purpose.MEDICAL]),
    verdict=st.sampled_from([Verdict.ALLOW, Verdict.ALLOW, Verdict.ALLOW, Verdict.REFUSE, Verdict.HOLD]),
    void=st.sampled_from([False, False, False, True]),
)


@given(st.lists(passages, max_size=14))
@settings(deadline=None, max_examples=300)
def test_adding_one_after_the_other_equals_the_fold_over_all(history: list[PastPassage]) -> None:
    in_order = sorted(history, key=lambda p: p.at)
    state = PartyState()
    for number, one in enumerate(in_order, 1):
        state = after(state, one)
        assert state == fold(in_order[:number])


@given(st.lists(passages, max_size=14, unique_by=lambda p: p.at), st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_arrival_does_not_matter(history: list[PastPassage], random: Random) -> None:
    shuffled = list(history)
    random.shuffle(shuffled)
    assert fold(shuffled) == fold(history)


@given(st.lists(passages, max_size=14))
@settings(deadline=None)
def test_what_was_not_allowed_or_is_void_changes_nothing_but_the_freshness(history: list[PastPassage]) -> None:
    state = fold(history)
    kept = fold([p for p in history if p.verdict is Verdict.ALLOW and not p.void])
    assert (state.last_turn, state.still_out, state.crossings) == (kept.last_turn, kept.still_out, kept.crossings)


@given(st.lists(passages, max_size=14))
@settings(deadline=None)
def test_the_state_is_bounded_by_the_members_not_by_the_passages(history: list[PastPassage]) -> None:
    state = fold(history)
    assert len(state.still_out) <= 3
    assert len(state.crossings) <= 6


def test_a_return_closes_the_outing_of_its_person_only() -> None:
    state = fold([out(0), out(5, "B"), back(10)])
    assert [outing.person for outing in state.still_out] == ["B"]
    assert outing_of(state, "A") is None
    assert outing_of(state, "B").uid == "Bout5"


def test_the_last_turn_knows_its_return() -> None:
    state = fold([out(0), back(90)])
    assert state.last_turn.returned_at == NOON + timedelta(minutes=90)


def test_a_return_of_another_member_says_nothing_about_the_last_turn() -> None:
    assert fold([out(0), back(90, "B")]).last_turn.returned_at is None


def test_a_return_before_the_exit_closes_nothing() -> None:
    state = fold([back(0), out(5)])
    assert [outing.person for outing in state.still_out] == ["A"]


def test_an_exempt_outing_is_out_but_no_turn() -> None:
    state = fold([out(0, purpose=Purpose.MEDICAL)])
    assert state.last_turn is None
    assert [outing.counted for outing in state.still_out] == [False]


def test_going_out_again_leaves_the_first_outing_without_a_return() -> None:
    state = fold([out(0), out(60, purpose=Purpose.WORK), back(500)])
    assert state.last_turn.uid == "Aout0"
    assert state.last_turn.returned_at is None
    assert state.still_out == ()


def test_a_return_filled_in_at_the_next_outing_says_nothing_of_how_long_the_first_one_took() -> None:
    state = fold([out(0), back(1440), out(1440, purpose=Purpose.MEDICAL)])
    assert state.last_turn.returned_at is None
    assert [outing.uid for outing in state.still_out] == ["Aout1440"]


def test_a_later_voided_turn_gives_the_earlier_one_back() -> None:
    assert fold([out(0), back(10), out(100, void=True)]).last_turn.uid == "Aout0"
