"""The policy as data: strict to read, whole to write, versioned by its content."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.forms import Asked
from gate_terminal.domain.moments import DailyWindow
from gate_terminal.domain.particulars import SPECS, Particular
from gate_terminal.domain.policy import (
    KEYS,
    TABLES,
    Policy,
    PolicyMistake,
    policy_from_mapping,
    policy_from_toml,
    policy_to_toml,
    version,
)
from gate_terminal.domain.policy_tables import Choice, FormRule, Lane
from gate_terminal.domain.words import Basis, Direction, FeverComparison, OvertimePenalty, Purpose, Site, Subject

NIGHT = DailyWindow(time(22), time(6))


def test_an_empty_file_is_the_shipped_policy() -> None:
    assert policy_from_toml("", "rule.toml") == Policy()


def test_every_key_is_read() -> None:
    text = """
        basis = "block"
        interval_days = 3
        anchor = 2020-02-06
        exempt_purposes = ["medical", "emergency"]
        night_closed = ["22:00", "06:00"]
        closed_hours = ["18:00", "08:00"]
        max_minutes = 120
        overtime_penalty = "skip_next"
        fever_at = 372
        fever_comparison = ">"
        temperature_floor = 345
        measured_directions = ["in"]
        villagers_have_turns = true
        issued_by = "防控指挥部"
        note = "第 3 号通告"
    """
    assert policy_from_toml(text, "rule.toml") == Policy(
        basis=Basis.BLOCK,
        interval_days=3,
        anchor=date(2020, 2, 6),
        exempt_purposes=frozenset({Purpose.MEDICAL, Purpose.EMERGENCY}),
        night_closed=NIGHT,
        closed_hours=DailyWindow(time(18), time(8)),
        max_minutes=120,
        overtime_penalty=OvertimePenalty.SKIP_NEXT,
        fever_at=372,
        fever_comparison=FeverComparison.ABOVE,
        temperature_floor=345,
        measured_directions=frozenset({Direction.IN}),
        villagers_have_turns=True,
        issued_by="防控指挥部",
        note="第 3 号通告",
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("\nbasiss = 1\n", "rule.toml, line 2: a policy has no key “basiss”"),
        ("[night]\nbegin = 1", "rule.toml, line 1: a policy has no key “night”"),
        ("fever_at = 373\nbasis = \n", "rule.toml is no TOML: .*line 2"),
        ('note = ""\nbasis = "weekly"', 'rule.toml, line 2: basis: "weekly" is none of calendar, rolling'),
        ("basis = [1]", "line 1: basis"),
        ("interval_days = 0", "line 1: interval_days: 0 is no number of days from 1"),
        ("interval_days = 2.0", "line 1: interval_days"),
        ("interval_days = true", "line 1: interval_days"),
        ("max_minutes = -1", "line 1: max_minutes"),
        ("fever_at = 37.3", "line 1: fever_at"),
        ("fever_at = 500", "line 1: fever_at"),
        ("fever_at = 362\ntemperature_floor = 365", "line 1: fever_at: the fever threshold must lie above the floor"),
        ('night_closed = ["22:00"]', "line 1: night_closed"),
        ('night_closed = ["22:00", "24:00"]', 'line 1: night_closed: "24:00" is no time of day'),
        ('night_closed = ["22:00", "22:00"]', "line 1: night_closed: from 22:00 to 22:00 would never be open"),
        ('night_closed = "22:00-06:00"', "line 1: night_closed"),
        ('basis = "block"', 'line 1: anchor: basis = "block" needs the first day of a block'),
        ('anchor = "6 February"', "line 1: anchor"),
        ("anchor = 2020-02-06T00:00:00", "line 1: anchor"),
        ('exempt_purposes = ["fun"]', 'line 1: exempt_purposes: "fun" is none of'),
        ('exempt_purposes = "work"', "line 1: exempt_purposes"),
        ('villagers_have_turns = "yes"', "line 1: villagers_have_turns"),
        ("note = 3", "line 1: note"),
        ('note = "a\\nb"', "line 1: note"),
    ],
)
def test_what_cannot_be_meant_is_named_by_file_line_and_key(text: str, names: str) -> None:
    with pytest.raises(WrongUse, match=names):
        policy_from_toml(text, "rule.toml")


def test_plain_values_are_read_like_a_file_and_null_is_nothing() -> None:
    policy = policy_from_mapping({"basis": "block", "anchor": "2020-02-06", "night_closed": None}, "line 7")
    assert policy == Policy(basis=Basis.BLOCK, anchor=date(2020, 2, 6))
    with pytest.raises(WrongUse, match=r"^line 7: a policy has no key “days”"):
        policy_from_mapping({"days": 2}, "line 7")


windows = (
    st.tuples(st.times(), st.times())
    .map(lambda pair: DailyWindow(pair[0].replace(second=0, microsecond=0), pair[1].replace(second=0, microsecond=0)))
    .filter(lambda window: window.begin != window.end)
)
line_of_text = st.text(max_size=12).filter(str.isprintable)
texts = st.lists(st.sampled_from(["湖北", "报关 一", 'a "b"', "c\\d", "#"]), max_size=3, unique=True).map(tuple)
lanes = st.builds(
    Lane,
    name=st.just(""),
    kind=st.none() | st.sampled_from(Site),
    directions=st.none() | st.frozensets(st.sampled_from(Direction), min_size=1),
    closed_hours=st.none() | windows,
    capacity=st.none() | st.integers(1, 100000),
)
forms = st.lists(
    st.builds(Asked, st.sampled_from(list(SPECS)), st.booleans()), max_size=5, unique_by=lambda each: each.particular
).map(tuple)
policies = st.builds(
    Policy,
    basis=st.sampled_from(Basis),
    interval_days=st.integers(1, 366),
    anchor=st.dates(date(1970, 1, 1), date(2900, 1, 1)),
    exempt_purposes=st.frozensets(st.sampled_from(Purpose)),
    night_closed=st.none() | windows,
    closed_hours=st.none() | windows,
    max_minutes=st.none() | st.integers(1, 10080),
    overtime_penalty=st.sampled_from(OvertimePenalty),
    fever_at=st.integers(371, 425),
    fever_comparison=st.sampled_from(FeverComparison),
    temperature_floor=st.integers(200, 370),
    measured_directions=st.frozensets(st.sampled_from(Direction)),
    villagers_have_turns=st.booleans(),
    capacity=st.none() | st.integers(1, 100000),
    key_areas=texts,
    home_province=st.sampled_from(["", "鄂", "粤"]),
    lanes=st.dictionaries(st.text(max_size=8), lanes, max_size=3).map(
        lambda found: tuple(replace(lane, name=name) for name, lane in sorted(found.items()))
    ),
    forms=st.dictionaries(
        st.tuples(st.sampled_from(Site), st.sampled_from(Direction), st.sampled_from(Subject)), forms, max_size=3
    ).map(lambda found: tuple(FormRule(*where, form) for where, form in sorted(found.items()))),
    choices=st.dictionaries(st.sampled_from([Particular.PURPOSE, Particular.WINDOW]), texts, max_size=2).map(
        lambda found: tuple(Choice(*pair) for pair in sorted(found.items()))
    ),
    issued_by=line_of_text,
    note=line_of_text,
)


@given(policies)
@settings(deadline=None)
def test_what_is_written_reads_back_to_an_equal_policy_of_the_same_version(policy: Policy) -> None:
    again = policy_from_toml(policy_to_toml(policy), "rule.toml")
    assert again == policy
    assert version(again) == version(policy)


@given(policies, policies)
@settings(deadline=None, max_examples=50)
def test_policies_have_one_version_only_where_they_are_equal(one: Policy, other: Policy) -> None:
    assert (version(one) == version(other)) == (one == other)


def test_the_version_is_twelve_hex_digits_that_do_not_depend_on_the_order_of_purposes() -> None:
    one = Policy(exempt_purposes=frozenset([Purpose.WORK, Purpose.DUTY]))
    other = Policy(exempt_purposes=frozenset([Purpose.DUTY, Purpose.WORK]))
    assert version(one) == version(other)
    assert len(version(one)) == 12
    assert int(version(one), 16) >= 0


@given(st.text(max_size=60))
@settings(deadline=None)
def test_no_text_makes_the_reader_fail_otherwise(text: str) -> None:
    with suppress(WrongUse):
        assert isinstance(policy_from_toml(text, "rule.toml"), Policy)


def test_a_text_nested_too_deeply_is_a_mistake_like_any_other() -> None:
    with pytest.raises(PolicyMistake, match=r"rule.toml is no TOML: it is nested too deeply"):
        policy_from_toml("note = " + "[" * 100_000, "rule.toml")


@pytest.mark.parametrize(
    ("text", "key", "line"),
    [
        ('note = ""\nbasis = "weekly"', "basis", 2),
        ("\nbasiss = 1\n", "basiss", 2),
        ('\nbasis = "block"', "anchor", 2),
        ("fever_at = 373\nbasis = \n", "", 2),
        ('note = "', "", 1),
        ('basis = "rolling"\nbasis = "block"', "basis", 2),
        ("max_minutes = 1\n\n'max_minutes' = 2\n", "max_minutes", 3),
        ("note = ''\ninterval_days = " + "9" * 5000, "", 2),
    ],
)
def test_a_mistake_says_where_to_look(text: str, key: str, line: int) -> None:
    with pytest.raises(PolicyMistake) as told:
        policy_from_toml(text, "rule.toml")
    assert (told.value.key, told.value.line) == (key, line)
    assert told.value.what


def test_every_part_of_a_policy_is_a_key_with_a_shape() -> None:
    assert [*KEYS, *TABLES] == [part.name for part in fields(Policy)]
