"""The promises of the rule, kept over days at two gates in a real ledger, under rules that change meanwhile.

Days are made of attempts with retries, misreads, refusals, papers entered late, voids, and changes of the policy. The
ledger holds what its own calls recorded; nothing here is put into it by hand.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import Facts, PartyState
from gate_terminal.domain.party import after
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.quota import costs_next_turn
from gate_terminal.domain.rules import decide
from gate_terminal.domain.words import (
    Basis,
    Company,
    Direction,
    PassShown,
    Purpose,
    Reason,
    Subject,
    Vehicle,
    Verdict,
    Watch,
)
from gate_terminal.ledger import states
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.passage import Passage, past_of
from gate_terminal.ledger.rederive import rederive

from .household_days import (
    BEGIN,
    FEVER,
    NORMAL,
    SECOND,
    Coming,
    Step,
    apart,
    days,
    household,
    lived,
    pauses,
    periods_until_the_next,
    policies,
    policies_of,
    units,
)


@pytest.mark.parametrize("basis", Basis)
@given(data=st.data(), unit_number=units, steps=days)
@settings(deadline=None, max_examples=50)
def test_no_two_counted_outings_stand_within_the_interval_of_the_rule_that_let_the_later_one_go(
    basis: Basis, data: st.DataObject, unit_number: int, steps: list[Step]
) -> None:
    with household(data.draw(policies_of(basis)), unit_number) as living:
        for coming, _attempt, passage in lived(living, steps):
            if passage.already_recorded or not passage.decision.counted:
                continue
            assert passage.decision.verdict is Verdict.ALLOW
            assert coming.direction is Direction.OUT
            others = [each for each in living.turns() if each.uid != passage.uid]
            for each in others:
                # One that is entered late must not lie within the interval before a later one either.
                one, other = sorted([each.attempt.at, passage.attempt.at])
                assert apart(one, other, living.policy, unit_number)
            if others and not coming.late:
                periods = periods_until_the_next(living, others[-1])
                assert apart(others[-1].attempt.at, passage.attempt.at, living.policy, unit_number, periods)


@given(policies, units, days)
@settings(deadline=None, max_examples=60)
def test_a_retry_gets_the_recorded_answer_and_changes_nothing(
    policy: Policy, unit_number: int, steps: list[Step]
) -> None:
    """Also much later, under another rule, and at another gate."""
    with household(policy, unit_number) as living:
        seen: list[tuple[Attempt, Passage]] = []
        for coming, attempt, passage in lived(living, steps):
            if passage.decision.verdict is not Verdict.IGNORE:
                seen.append((attempt, passage))
            before = (living.state, living.passages(), list(living.ledger.events()))
            again = seen[:: max(1, len(seen) // 3)] if coming.retries else seen[-1:]
            for tried, recorded in again:
                answer = living.record(replace(tried, gate="west", at=living.now), late=False)
                assert answer.already_recorded
                assert (answer.uid, answer.decision, answer.attempt.at) == (tried.uid, recorded.decision, tried.at)
            assert (living.state, living.passages(), list(living.ledger.events())) == before


@given(policies, units, days)
@settings(deadline=None, max_examples=60)
def test_what_was_not_allowed_changes_no_later_verdict(policy: Policy, unit_number: int, steps: list[Step]) -> None:
    """The same days again, but nobody comes who was refused, held, re-measured, isolated or ignored."""
    with household(policy, unit_number) as full, household(policy, unit_number) as bare:
        answers = iter([(attempt.at, passage.decision) for _, attempt, passage in lived(full, steps)])
        kept: list[Step] = []
        expected: list[Decision] = []
        before = BEGIN
        for step in steps:
            if not isinstance(step, Coming):
                kept.append(step)
                continue
            at, answer = next(answers)
            if answer.verdict is Verdict.ALLOW:
                now = at + timedelta(minutes=step.late)
                kept.append(replace(step, pause=now - before, aim=None))
                expected.append(answer)
                before = now
        again = [passage.decision for _, _, passage in lived(bare, kept)]
        assert [_without_uids(each) for each in again] == [_without_uids(each) for each in expected]


def _without_uids(decision: Decision) -> tuple[object, ...]:
    cause = None if decision.cause is None else (decision.cause.at, decision.cause.person)
    return decision.verdict, decision.reason, decision.next_allowed, decision.counted, cause


@given(policies, units, days)
@settings(deadline=None, max_examples=60)
def test_fever_is_never_allowed_and_nobody_who_is_not_measured_goes(
    policy: Policy, unit_number: int, steps: list[Step]
) -> None:
    with household(policy, unit_number) as living:
        for coming, _attempt, passage in lived(living, steps):
            verdict = passage.decision.verdict
            if coming.temperatures == FEVER:
                assert verdict is Verdict.ISOLATE
                assert passage.decision.reason is Reason.FEVER_CONFIRMED
            elif coming.temperatures != NORMAL:
                assert verdict is not Verdict.ALLOW


unfavourable: dict[str, st.SearchStrategy[object]] = {
    "pass_shown": st.sampled_from(PassShown),
    "id_shown": st.just(value=False),
    "bill_match": st.just(value=False),
    "mask": st.just(value=False),
    "child_with": st.just(value=True),
    "watch": st.sampled_from(Watch),
    "release_at": st.just(BEGIN + timedelta(hours=30)),
    "release_entered": st.just(value=True),
    "two_households": st.just(value=True),
    "clock_forward": st.just(value=True),
    "paper_mark_today": st.just(value=True),
    "from_outside_city": st.just(value=True),
    "host_approved": st.just(value=True),
    "key_area": st.just(value=True),
    "seal_ok": st.just(value=False),
    "disinfected": st.just(value=False),
    "unregistered_occupant": st.just(value=True),
    "refuses_check": st.just(value=True),
    "on_roster": st.just(value=False),
    "at_capacity": st.just(value=True),
    "vehicle": st.sampled_from(Vehicle),
    "company": st.just(Company.NOT_RESUMED),
    "unit_number": st.just(503),
    "household_pending": st.just(value=True),
}
special = st.lists(st.sampled_from(sorted(unfavourable)), max_size=4, unique=True).flatmap(
    lambda names: st.builds(Circumstances, **{name: unfavourable[name] for name in names})
)


@given(policies, units, days, st.lists(st.tuples(special, pauses, st.booleans()), min_size=1, max_size=6))
@settings(deadline=None, max_examples=60)
def test_coming_home_is_never_refused_whatever_happened_before(
    policy: Policy, unit_number: int, steps: list[Step], homecomings: list[tuple[Circumstances, timedelta, bool]]
) -> None:
    """Recorded in the ledger, by day and night, with the clock ahead and set back, all else unfavourable."""
    with household(policy, unit_number) as living:
        for _ in lived(living, steps):
            pass
        for circumstances, pause, clock_set_back in homecomings:
            living.now += -pause if clock_set_back else pause
            for subject in (Subject.RESIDENT, Subject.RENTER, Subject.VILLAGER, Subject.UNKNOWN_CLAIMS_RESIDENT):
                for person in "AD":
                    coming = Coming(pause, "west", person, Direction.IN, Purpose.SHOPPING)
                    home = replace(living.attempt(coming), subject=subject, circumstances=circumstances)
                    assert living.record(home, late=False).decision.verdict is not Verdict.REFUSE


@pytest.mark.parametrize("basis", Basis)
@given(data=st.data(), unit_number=units, steps=days)
@settings(deadline=None, max_examples=50)
def test_a_promised_moment_is_honoured_and_one_second_earlier_is_not(
    basis: Basis, data: st.DataObject, unit_number: int, steps: list[Step]
) -> None:
    """All else equal, but that the others come home: from the state that the ledger kept after the promise."""
    with household(data.draw(policies_of(basis)), unit_number) as living:
        for coming, attempt, passage in lived(living, steps):
            promised = passage.decision.next_allowed
            if promised is None or passage.already_recorded or coming.late or _would_be_a_duplicate(attempt, promised):
                continue
            state = _others_at_home(living.state, attempt, living.policy)
            if state is None:
                continue
            facts = Facts(state)
            asked = replace(attempt, temperatures=NORMAL, circumstances=Circumstances(unit_number=unit_number))
            if passage.decision.verdict is Verdict.REFUSE and decide(asked, facts, living.policy).reason in _GOES:
                # Only a member outside stood in the way, and is back.
                assert passage.decision.reason is Reason.MEMBER_OUT
                continue
            assert promised > attempt.at
            assert decide(replace(asked, at=promised), facts, living.policy).verdict is Verdict.ALLOW
            assert decide(replace(asked, at=promised - SECOND), facts, living.policy).verdict is Verdict.REFUSE


_GOES = {Reason.OK_TURN, Reason.OK_TURN_MISSED_RETURN, Reason.OK_EXEMPT}


def _would_be_a_duplicate(attempt: Attempt, promised: datetime) -> bool:
    """Tell whether the moment is so near that the same person there would be the same scan again."""
    return promised - attempt.at <= timedelta(seconds=61)


def _others_at_home(state: PartyState, attempt: Attempt, policy: Policy) -> PartyState | None:
    """Return the state once the others are back; None where coming back so late costs the turn that was promised."""
    for outing in state.still_out:
        if outing.person == attempt.person:
            continue
        home = replace(attempt, uid=f"back-{outing.uid}", direction=Direction.IN, person=outing.person)
        state = after(state, past_of(home, Decision(Verdict.ALLOW, Reason.OK_RETURN, Proof(""))))
    if state.last_turn is not None and state.last_turn.person != attempt.person:
        return None if costs_next_turn(state.last_turn, policy) else state
    return state


@given(policies, units, days)
@settings(deadline=None, max_examples=40)
def test_afterwards_the_chain_is_whole_and_every_verdict_can_be_derived_again(
    policy: Policy, unit_number: int, steps: list[Step]
) -> None:
    with household(policy, unit_number) as living:
        for _ in lived(living, steps):
            pass
        assert verify(living.ledger.file).findings == ()
        assert states.differences(living.ledger.file.conn) == []
        again = rederive(living.ledger.file, lambda known, _toml: [lambda a, f: decide(a, f, living.rules[known])])
        assert again.differing == ()
        assert again.by_rule + again.skipped == len(living.passages())
