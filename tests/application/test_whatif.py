"""What if: a day answered again under another policy, as the households would have lived through it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.whatif import WhatIf, what_if
from gate_terminal.application.whatif_words import in_words
from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.override import admitted, turned_back
from gate_terminal.domain.policy import Policy, policy_from_toml, policy_to_toml, version
from gate_terminal.domain.policy_words import change_in_words
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import read_temperature
from gate_terminal.domain.words import Basis, Direction, Language, Purpose, Reason, Site, Subject, Verdict
from gate_terminal.ledger.passage import Entered, Passage
from gate_terminal.ledger.retention import erase_identities
from gate_terminal.ledger.store import Ledger

FRIDAY = date(2020, 2, 7)
SUNDAY = date(2020, 2, 9)
HOUR = timedelta(hours=1)
CALENDAR = Policy()
ROLLING = Policy(basis=Basis.ROLLING)
NIGHT = policy_from_toml('night_closed = ["09:00", "12:00"]', "test")


def asked_supervisor(attempt: Attempt, facts: Facts, policy: Policy) -> Decision:
    """Say yes to what is held; about anything else he is not asked."""
    ruled = decide(attempt, facts, policy)
    return admitted(attempt, facts, policy) if ruled.verdict is Verdict.HOLD else ruled


RULES = {"rule": decide, "yes": asked_supervisor, "no": turned_back}


@dataclass
class Days:
    """A ledger in memory, filled by the real rule."""

    ledger: Ledger
    policy: Policy = CALENDAR
    number: int = field(default=0)

    def passes(
        self,
        at: datetime,
        direction: Direction = Direction.OUT,
        person: str = "A",
        *readings: str,
        party: str = "home",
        said: str = "rule",
        entered: Entered = Entered.LIVE,
        **more: object,
    ) -> Passage:
        self.number += 1
        attempt = Attempt(
            uid=f"{self.number:04}",
            at=at,
            site=Site.COMPOUND,
            gate="east",
            lane="1",
            direction=direction,
            subject=Subject.RESIDENT,
            party=party,
            person=person,
            purpose=more.pop("purpose", Purpose.SHOPPING),
            temperatures=tuple(read_temperature(reading) for reading in readings or ("365",)),
            circumstances=Circumstances(**more),
        )
        rule = RULES[said]
        return self.ledger.record(attempt, lambda facts: rule(attempt, facts, self.policy), entered=entered)

    def asked(self, policy: Policy, first: date = FRIDAY, last: date | None = None) -> WhatIf:
        return what_if(self.ledger, policy, self.policy, first, last)


@pytest.fixture
def days() -> Iterator[Days]:
    with Ledger.in_memory() as ledger:
        yield Days(ledger)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2020, 2, day, hour, minute, tzinfo=SITE_ZONE)


IN, OUT = Direction.IN, Direction.OUT


def test_under_48_hours_whoever_went_in_the_evening_would_not_go_on_the_second_morning(days: Days) -> None:
    outings = [("a", at(7, 8)), ("b", at(7, 18)), ("c", at(7, 20)), ("a", at(9, 9)), ("b", at(9, 10)), ("c", at(9, 11))]
    for home, moment in outings:
        days.passes(moment, party=home)
        days.passes(moment + HOUR / 2, IN, party=home)
    answer = days.asked(ROLLING, SUNDAY)
    assert answer.outings == 3
    assert answer.outings_that_would_be(Verdict.REFUSE) == 2
    assert [(c.was.reason, c.would_be.reason) for c in answer.changes] == [(Reason.OK_TURN, Reason.QUOTA_USED)] * 2
    assert [c.would_be.next_allowed for c in answer.changes] == [at(9, 18), at(9, 20)]
    assert answer.fallen_away == 2, "who would not have gone would not have come home"
    assert answer.compared == 4
    today = SUNDAY + timedelta(days=1)
    assert in_words(answer, today, Language.ZH).startswith("48 小时代替自然日:昨日 3 次出门中有 2 次会被劝返。")
    assert in_words(answer, today, Language.EN).startswith(
        "48 hours instead of calendar days: 2 of yesterday's 3 outings would have been refused."
    )


def test_the_household_lives_on_with_the_past_that_the_other_policy_would_have_given_it(days: Days) -> None:
    """Refused in the morning, a second try in the evening goes through."""
    days.passes(at(7, 18))
    days.passes(at(7, 19), IN)
    days.passes(at(9, 10))
    days.passes(at(9, 11), IN)
    refused = days.passes(at(9, 18))
    assert refused.decision.reason is Reason.QUOTA_USED
    answer = days.asked(ROLLING, SUNDAY)
    assert [(c.attempt.at.hour, c.would_be.verdict) for c in answer.changes] == [
        (10, Verdict.REFUSE),
        (18, Verdict.ALLOW),
    ]
    assert answer.would_be_allowed() == 1


def test_who_would_have_been_let_through_at_once_would_not_have_tried_again(days: Days) -> None:
    assert days.passes(at(7, 9), OUT, "A", "374").decision.reason is Reason.TEMP_HIGH_FIRST
    assert days.passes(at(7, 9, 10), OUT, "A", "374", "366").decision.verdict is Verdict.ALLOW
    assert days.passes(at(7, 10), IN).decision.reason is Reason.OK_RETURN
    answer = days.asked(Policy(fever_at=375))
    assert [(c.was.verdict, c.would_be.verdict) for c in answer.changes] == [(Verdict.REMEASURE, Verdict.ALLOW)]
    assert (answer.fallen_away, answer.compared) == (1, 2)


def test_of_whose_way_back_nothing_is_known_is_taken_to_be_back_when_the_next_one_comes(days: Days) -> None:
    strict = replace(CALENDAR, interval_days=3)
    days.policy = strict
    days.passes(at(4, 9))
    days.passes(at(4, 10), IN)
    assert days.passes(at(6, 9)).decision.verdict is Verdict.REFUSE
    days.passes(at(7, 9), OUT, "B")
    answer = what_if(days.ledger, CALENDAR, strict, date(2020, 2, 6), FRIDAY)
    assert [c.would_be.reason for c in answer.changes] == [Reason.OK_TURN, Reason.QUOTA_USED], "not member_out"


def test_a_rule_of_hours_counts_what_it_would_turn_back(days: Days) -> None:
    days.passes(at(7, 8), party="a")
    days.passes(at(7, 9), party="b")
    days.passes(at(7, 11, 59), party="c")
    days.passes(at(7, 12), party="d")
    answer = days.asked(NIGHT)
    assert [c.would_be.reason for c in answer.changes] == [Reason.NIGHT_CLOSED] * 2
    assert list(answer.by_kind().values()) == [2]


def test_a_void_during_the_day_gives_the_turn_back_in_the_other_world_too(days: Days) -> None:
    out = days.passes(at(7, 9))
    days.ledger.void(out.uid, who="guard", why="wrong one", at=at(7, 9, 1))
    assert days.passes(at(7, 9, 5), OUT, "B").decision.verdict is Verdict.ALLOW
    answer = days.asked(CALENDAR)
    assert (answer.compared, answer.changes) == (1, ())


def test_a_return_that_was_filled_in_is_void_with_its_outing_in_both_worlds(days: Days) -> None:
    days.passes(at(6, 9))
    errand = days.passes(at(7, 9), purpose=Purpose.MEDICAL)
    days.ledger.void(errand.uid, who="guard", why="wrong one", at=at(7, 9, 1))
    assert days.passes(at(7, 10), IN).decision.reason is Reason.OK_RETURN_OVERDUE
    assert days.asked(CALENDAR).changes == ()


def test_the_supervisors_word_stands_where_he_would_have_been_asked_the_same(days: Days) -> None:
    assert days.passes(at(7, 9), child_with=True).decision.verdict is Verdict.HOLD
    assert days.passes(at(7, 9, 2), child_with=True, said="yes").decision.reason is Reason.OK_SUPERVISOR
    said_no = days.passes(at(7, 9), party="b", child_with=True, said="no").decision
    assert (said_no.verdict, said_no.reason) == (Verdict.REFUSE, Reason.CHILD_ACCOMPANY)
    assert days.asked(ROLLING).changes == ()
    assert [c.would_be.reason for c in days.asked(NIGHT).changes] == [Reason.NIGHT_CLOSED] * 3


def test_an_empty_day_is_answered_by_a_sentence(days: Days) -> None:
    days.passes(at(6, 9))
    answer = days.asked(ROLLING)
    assert (answer.compared, answer.outings, answer.changes) == (0, 0, ())
    assert in_words(answer, SUNDAY, Language.ZH) == "48 小时代替自然日:2月7日没有人过卡点。"
    assert in_words(answer, SUNDAY, Language.EN).endswith("nobody stood at the gate (7 Feb).")


def test_what_was_erased_is_said_not_to_be_known(days: Days) -> None:
    days.passes(at(7, 9))
    erase_identities(days.ledger, before=at(8, 0), at=at(28, 0))
    answer = days.asked(NIGHT)
    assert (answer.unknown, answer.compared) == (1, 0)
    assert "erased" in in_words(answer, SUNDAY, Language.EN)


def test_the_way_is_told_and_can_be_broken_off(days: Days) -> None:
    for hour in (8, 9, 10):
        days.passes(at(7, hour), party=f"home {hour}")
    told: list[tuple[int, int]] = []
    what_if(days.ledger, ROLLING, CALENDAR, FRIDAY, progress=lambda done, of: told.append((done, of)))
    assert told == [(number, 6) for number in range(1, 7)]

    def enough(done: int, _of: int) -> None:
        if done == 4:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        what_if(days.ledger, ROLLING, CALENDAR, FRIDAY, progress=enough)
    assert days.asked(ROLLING).compared == 3, "and it can be asked again"


def test_several_days_are_one_range(days: Days) -> None:
    days.passes(at(7, 9), party="a")
    days.passes(at(8, 9), party="b")
    answer = days.asked(NIGHT, FRIDAY, date(2020, 2, 8))
    assert answer.outings_that_would_be(Verdict.REFUSE) == 2
    assert "2 of 2 outings from 7 Feb to 8 Feb would" in in_words(answer, SUNDAY, Language.EN)


persons = st.sampled_from("AB")
steps = st.lists(
    st.tuples(
        st.integers(0, 3 * 24 * 60 - 1),
        st.sampled_from(Direction),
        persons,
        st.sampled_from([("365",), ("374",), ("374", "366"), ("375", "376")]),
        st.sampled_from([Purpose.SHOPPING, Purpose.SHOPPING, Purpose.MEDICAL]),
        st.sampled_from(["rule", "yes", "no"]),
        st.booleans(),
        st.booleans(),
        st.sampled_from(Entered).filter(lambda each: each is not Entered.FILLED_IN),
    ),
    max_size=14,
)
policies = st.sampled_from([CALENDAR, ROLLING, NIGHT, Policy(max_minutes=60), Policy(interval_days=1)])


@given(steps, policies, st.integers(0, 2))
@settings(max_examples=60)
def test_the_same_policy_would_have_answered_the_same(steps: list, policy: Policy, first: int) -> None:
    """Whatever happened: exempt errands, fevers, supervisors, voids, late entries."""
    with Ledger.in_memory() as ledger:
        _live_through(Days(ledger, policy), steps)
        answer = what_if(ledger, policy, policy, FRIDAY + timedelta(days=first), SUNDAY)
    assert answer.changes == ()
    assert answer.fallen_away == 0


@given(steps, policies, policies)
@settings(max_examples=60)
def test_no_policy_would_have_kept_anybody_from_home_or_lost_an_answer(
    steps: list, policy: Policy, other: Policy
) -> None:
    with Ledger.in_memory() as ledger:
        recorded = _live_through(Days(ledger, policy), steps)
        before = [passage.hash for passage in ledger.recent(100)]
        answer = what_if(ledger, other, policy, FRIDAY, SUNDAY)
        assert [passage.hash for passage in ledger.recent(100)] == before, "nothing is written"
    assert answer.compared + answer.fallen_away == recorded
    assert not [
        c for c in answer.changes if c.attempt.direction is IN and c.would_be.verdict in {Verdict.REFUSE, Verdict.HOLD}
    ]


def _live_through(days: Days, steps: list) -> int:
    """Record the steps; return how many answers count."""
    counted = set()
    for minute, direction, person, readings, purpose, said, child, void, entered in sorted(
        steps, key=lambda step: step[0]
    ):
        moment = at(7, 0) + timedelta(minutes=minute)
        passage = days.passes(
            moment, direction, person, *readings, purpose=purpose, said=said, entered=entered, child_with=child
        )
        if passage.already_recorded:
            continue
        counted.add(passage.uid)
        if void:
            made = days.ledger.void(passage.uid, who="x", why="y", at=moment)
            counted -= {each.uid for each in made}
    return len(counted)


def test_every_part_of_a_policy_has_its_words_in_both_languages() -> None:
    other = policy_from_toml(
        """
        basis = "block"
        interval_days = 3
        anchor = 2020-02-06
        exempt_purposes = []
        night_closed = ["22:00", "06:00"]
        closed_hours = ["18:00", "08:00"]
        max_minutes = 120
        overtime_penalty = "skip_next"
        fever_at = 372
        fever_comparison = ">"
        temperature_floor = 345
        measured_directions = []
        villagers_have_turns = true
        """,
        "test",
    )
    assert change_in_words(CALENDAR, other, Language.EN).count(" instead of ") == 10
    assert change_in_words(CALENDAR, other, Language.ZH).count("代替") == 10
    assert "22:00–06:00" in change_in_words(CALENDAR, other, Language.ZH)
    assert change_in_words(CALENDAR, Policy(issued_by="村委", note="一"), Language.ZH) == "规则不变"
    assert change_in_words(CALENDAR, Policy(interval_days=3), Language.EN) == (
        "once every 3 calendar days instead of once every 2 calendar days"
    )


@given(policies, policies)
def test_words_tell_exactly_where_something_changes(one: Policy, other: Policy) -> None:
    for language in Language:
        same = change_in_words(one, one, language)
        assert (change_in_words(one, other, language) == same) == (one == other)


def test_the_command_says_it_in_both_languages_and_names_nobody(tmp_path: Path) -> None:
    from gate_terminal.ledger.file import open_file

    data = tmp_path / "gate"
    data.mkdir()
    (data / "policy.toml").write_text(policy_to_toml(CALENDAR), "utf-8")
    open_file(data / "gate.sqlite", window=False, create=True).close()
    with Ledger.open(data / "gate.sqlite", window=False) as ledger:
        ledger.remember_policy(version(CALENDAR), policy_to_toml(CALENDAR), at(7, 0))
        Days(ledger).passes(at(7, 9), person="张三")
    file = tmp_path / "night.toml"
    file.write_text('night_closed = ["09:00", "12:00"]\n', "utf-8")
    run = partial(CliRunner().invoke, gate_terminal, catch_exceptions=False)
    command = ["policy", "what-if", str(file), "--data", str(data), "--date"]
    told = run([*command, "2020-02-07"])
    assert "夜间 09:00–12:00 关闭代替夜间不关闭:2月7日 1 次出门中有 1 次会被劝返。" in told.output
    assert "1 of 7 Feb's 1 outing would have been refused." in told.output
    assert "allow (ok_turn)" not in told.output
    as_json = run([*command, "2020-02-07", "--json"]).output
    plain = json.loads(as_json)
    assert plain["outings_refused"] == 1
    assert plain["counts"][0]["would_be"] == {"verdict": "refuse", "reason": "night_closed"}
    assert "张三" not in as_json
    assert run([*command, "2020-02-06"]).exit_code == 0
