"""A drifting thermometer is told by its median, and by nothing less than a run of readings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.domain.drift import RUN, Drift, drift_of, forehead_tenths, usual_of
from gate_terminal.domain.temperature import read_temperature

run_of = st.lists(st.integers(350, 425), min_size=RUN, max_size=RUN)


@pytest.mark.parametrize(
    ("tenths", "usual", "expected"),
    [
        (365, 365, None),
        (369, 365, None),
        (370, 365, Drift(370, 365)),
        (360, 365, Drift(360, 365)),
        (361, 365, None),
        (358, None, None),
        (357, None, Drift(357, None)),
        (370, None, None),
        (371, None, Drift(371, None)),
        (371, 370, Drift(371, 370)),
    ],
)
def test_half_a_degree_from_the_days_before_or_outside_what_people_have(
    tenths: int, usual: int | None, expected: Drift | None
) -> None:
    assert drift_of([tenths] * RUN, usual) == expected


@given(st.lists(st.integers(350, 425), max_size=RUN - 1), st.none() | st.integers(350, 380))
def test_fewer_readings_than_a_run_say_nothing(tenths: list[int], usual: int | None) -> None:
    assert drift_of(tenths, usual) is None
    assert usual_of(tenths) is None


@given(st.lists(st.integers(350, 425), max_size=20), run_of, st.none() | st.integers(350, 380))
def test_only_the_last_run_counts_and_not_its_order(before: list[int], run: list[int], usual: int | None) -> None:
    assert drift_of([*before, *run], usual) == drift_of(sorted(run), usual)


@given(st.lists(st.integers(380, 425), max_size=RUN // 2 - 1))
def test_fevers_that_are_not_half_of_a_run_make_no_drift(fevers: list[int]) -> None:
    assert drift_of([*fevers, *[365] * (RUN - len(fevers))], 365) is None


def test_what_was_measured_elsewhere_or_not_at_all_does_not_count() -> None:
    readings = [read_temperature(text) for text in ("36.5", "A38.1", "Lo", "Hi", "34.9", "35.0", "37.4")]
    assert forehead_tenths(readings, 350) == [365, 350, 374]
