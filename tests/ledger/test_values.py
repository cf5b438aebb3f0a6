"""Values of the domain survive being written as rows, whatever they hold."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.domain.attempt import Attempt, Circumstances, Permit
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import Crossing, Outing, PartyState
from gate_terminal.domain.temperature import Method, OffScale, Temperature
from gate_terminal.ledger.codec import from_text, json_bytes, moment_text, special_text, to_text
from gate_terminal.ledger.passage import Entered
from gate_terminal.ledger.rows import Slot, passage_from, passage_row, temperature_from

zones = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
moments = st.datetimes(datetime(1999, 1, 1), datetime(2100, 1, 1), timezones=zones)  # noqa: DTZ001
texts = st.text(st.characters(codec="utf-8"), max_size=12)
st.register_type_strategy(datetime, moments)
st.register_type_strategy(str, texts)
permits = st.builds(Permit)
circumstances = st.builds(Circumstances)
outings = st.builds(Outing)
states = st.builds(
    PartyState,
    last_turn=st.none() | outings,
    still_out=st.lists(outings, max_size=3).map(tuple),
    crossings=st.lists(st.builds(Crossing), max_size=3).map(tuple),
    as_of=st.none() | moments,
)
readings = st.builds(Temperature, tenths=st.integers(0, 999), method=st.sampled_from(Method)) | st.builds(
    Temperature, tenths=st.none(), method=st.sampled_from(Method), off_scale=st.sampled_from(OffScale)
)
attempts = st.builds(Attempt, temperatures=st.lists(readings, max_size=3).map(tuple), circumstances=circumstances)


@given(st.one_of(circumstances, outings, states, permits))
def test_a_value_reads_back_as_it_was_written(value: Any) -> None:
    assert from_text(type(value), to_text(value)) == value


@given(circumstances)
def test_what_is_special_reads_back_and_the_rest_takes_no_room(value: Circumstances) -> None:
    assert from_text(Circumstances, special_text(value)) == value
    assert special_text(Circumstances()) == "{}"
    assert special_text(Circumstances(mask=False)) == '{"mask":false}'


plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=4),
)


@given(st.lists(plain, max_size=6))
def test_what_is_hashed_is_plain_json_that_anyone_can_write(values: list[Any]) -> None:
    assert json_bytes(values) == json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


@given(st.lists(moments, min_size=2, max_size=2))
def test_moments_sort_as_their_texts_do(pair: list[datetime]) -> None:
    one, other = pair
    assert (one < other) == (moment_text(one) < moment_text(other))
    assert datetime.fromisoformat(moment_text(one)) == one


@given(readings)
def test_a_reading_reads_back_as_it_was_written(reading: Temperature) -> None:
    assert temperature_from(str(reading)) == reading


@given(attempts, st.builds(Decision, proof=st.builds(Proof)), st.sampled_from(Entered))
def test_a_passage_reads_back_from_its_row(attempt: Attempt, decision: Decision, entered: Entered) -> None:
    row = passage_row(attempt, decision, Slot(1, bytes(32), 1, 1), recorded_at=attempt.at, entered=entered)
    persons = {each.uid: each.person for each in (decision.cause, decision.fills_return) if each is not None}
    if decision.cause and decision.fills_return and decision.cause.uid == decision.fills_return.uid:
        return
    passage = passage_from(row, lambda uid: persons[uid])
    assert (passage.attempt, passage.decision) == (attempt, decision)


@given(attempts)
def test_the_proof_names_no_person(attempt: Attempt) -> None:
    outing = Outing("uid-1", "the-person-1", attempt.at, attempt.purpose, counted=True)
    decision = Decision(**{**_refused(), "cause": outing, "fills_return": outing})
    row = passage_row(attempt, decision, Slot(1, bytes(32), 1, 1), recorded_at=attempt.at, entered=Entered.LIVE)
    assert "the-person-1" not in row[21]


def _refused() -> dict[str, Any]:
    from gate_terminal.domain.words import Reason, Verdict

    return {"verdict": Verdict.REFUSE, "reason": Reason.QUOTA_USED, "proof": Proof("x")}
