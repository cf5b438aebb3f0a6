"""Ledger in memory and the folded history are two ways to one answer, on one processor or several."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate_terminal.application import replay_parallel
from gate_terminal.application.commands.bench_rules import made_up_lines
from gate_terminal.application.rehearsal import Rehearsal
from gate_terminal.application.replay import answer_by_rule
from gate_terminal.application.replay_parallel import replay_all, replay_here
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import PastPassage
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.temperature import read_temperature
from gate_terminal.domain.words import Basis, Direction, OvertimePenalty, Purpose, Reason, Site, Subject, Verdict
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.rehearsal import Given, RehearsalLedger

START = datetime(2020, 2, 7, tzinfo=SITE_ZONE)
moments = st.integers(0, 4 * 24 * 120).map(lambda half_minutes: START + timedelta(seconds=30 * half_minutes))
pasts = st.builds(
    PastPassage,
    uid=st.just(""),
    at=moments,
    direction=st.sampled_from(Direction),
    person=st.sampled_from("AB"),
    purpose=st.sampled_from([Purpose.SHOPPING, Purpose.MEDICAL]),
    verdict=st.sampled_from([Verdict.ALLOW, Verdict.ALLOW, Verdict.REFUSE, Verdict.IGNORE]),
    gate=st.sampled_from(["east", "west"]),
    counted=st.booleans(),
    void=st.booleans(),
)
histories = st.lists(pasts, max_size=6).map(
    lambda rows: tuple(
        replace(
            row,
            uid=f"history-{number}",
            counted=row.counted and row.verdict is Verdict.ALLOW and row.direction is Direction.OUT,
        )
        for number, row in enumerate(rows)
    )
)
attempts = st.builds(
    Attempt,
    uid=st.just("attempt"),
    at=moments,
    site=st.just(Site.COMPOUND),
    gate=st.just("east"),
    lane=st.just(""),
    direction=st.sampled_from(Direction),
    subject=st.sampled_from([Subject.RESIDENT, Subject.VISITOR]),
    party=st.just("replayed"),
    person=st.sampled_from("ABC"),
    temperatures=st.just((read_temperature("365"),)),
)
policies = st.sampled_from(
    [
        Policy(),
        Policy(basis=Basis.ROLLING),
        Policy(max_minutes=60, overtime_penalty=OvertimePenalty.SKIP_NEXT),
        Policy(basis=Basis.ODD_EVEN),
    ]
)


@given(histories, attempts, policies)
@settings(max_examples=200)
def test_ledger_and_fold_give_the_same_decision_whatever_happened_before(
    history: tuple[PastPassage, ...], attempt: Attempt, policy: Policy
) -> None:
    """Also with rows out of order, voided, refused or ignored."""
    rehearsal = Rehearsal()
    assert rehearsal.answer(history, attempt, policy) == answer_by_rule(history, attempt, policy)
    rehearsal.close()


def test_one_line_leaves_nothing_to_the_next() -> None:
    rehearsal = Rehearsal()
    went = PastPassage("history-1", START, Direction.OUT, "B", Purpose.SHOPPING, Verdict.ALLOW, "east", counted=True)
    attempt = Attempt(
        uid="attempt",
        at=START + timedelta(hours=3),
        site=Site.COMPOUND,
        gate="east",
        lane="",
        direction=Direction.OUT,
        subject=Subject.RESIDENT,
        party="replayed",
        person="A",
        temperatures=(read_temperature("365"),),
    )
    reasons = [rehearsal.answer(history, attempt, Policy()).reason for history in ((went,), (), (went,))]
    assert reasons == [Reason.MEMBER_OUT, Reason.OK_TURN, Reason.MEMBER_OUT]
    rehearsal.close()


@given(histories, attempts)
@settings(max_examples=50)
def test_the_past_stands_there_as_if_it_had_been_recorded(history: tuple[PastPassage, ...], attempt: Attempt) -> None:
    """Chain, numbers, voids and state are those of a real ledger."""
    past = [
        Given(
            replace(attempt, uid=row.uid, at=row.at, direction=row.direction, person=row.person, gate=row.gate),
            Decision(row.verdict, Reason.OK_TURN, Proof("history"), counted=row.counted),
            row.void,
        )
        for row in history
    ]
    recorded = [row for row in past if row.decision.verdict is not Verdict.IGNORE]
    with RehearsalLedger() as ledger:
        with ledger.after(past):
            assert verify(ledger.file).findings == ()
            found = sorted(ledger.passages(), key=lambda passage: passage.place)
            assert [(each.attempt, each.decision, each.void is not None) for each in found] == [
                (row.attempt, row.decision, row.void) for row in recorded
            ]
        assert list(ledger.passages()) == []


@pytest.fixture
def on_two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hand over small chunks, to two other processes."""
    monkeypatch.setattr(replay_parallel, "CHUNK", 20)
    monkeypatch.setattr(replay_parallel, "ALONE", 40)
    monkeypatch.setattr(replay_parallel, "processors", lambda: 2)


@pytest.mark.usefixtures("on_two_processors")
def test_on_several_processors_the_answers_are_the_same_in_the_same_order() -> None:
    lines = list(made_up_lines(130))
    assert list(replay_all(lines, "many")) == list(replay_here(lines, "many"))


@pytest.mark.usefixtures("on_two_processors")
def test_a_line_that_cannot_be_read_is_named_by_its_own_number_after_all_before_it_are_answered() -> None:
    lines = list(made_up_lines(130))
    lines[70] = b"nonsense"
    answers = replay_all(lines, "many")
    assert [next(answers) for _ in range(70)] == list(replay_here(lines[:70], "many"))
    with pytest.raises(WrongUse, match=r"^many, line 71 is no JSON"):
        next(answers)


def test_line_by_line_no_answer_waits_for_the_next_line() -> None:
    taken = []
    lines = (taken.append(number) or line for number, line in enumerate(made_up_lines(5)))
    answers = replay_here(lines, "pipe")
    next(answers)
    assert taken == [0]
