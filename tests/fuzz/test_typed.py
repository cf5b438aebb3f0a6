"""What people type or write into files: addresses, temperatures, codes, settings, rules, replayed lines."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from gate_terminal.application.replay_lines import ReplayLine, read_line
from gate_terminal.application.settings import Settings, read_settings, write_settings
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.policy import Policy, policy_from_toml, policy_to_toml
from gate_terminal.domain.temperature import NotATemperature, read_temperature, recorded_temperature
from gate_terminal.ledger.codes import canonical_code
from gate_terminal.register.addresses import partial_address, read_address

from .conftest import HOSTILE_TEXT, attempted, damaged

ROOT = Path(__file__).parents[2]
RULE = policy_to_toml(Policy())
LINES = [line for line in (ROOT / "tests/data/attempts.jsonl").read_bytes().splitlines() if line.strip()]
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(HOSTILE_TEXT | st.from_regex(r"[Aa]?[0-9]{3}", fullmatch=True))
@example("001")
@example("A000")
def test_a_temperature_is_at_most_42_and_a_half_or_none(typed: str) -> None:
    try:
        reading = read_temperature(typed)
    except NotATemperature:
        return
    assert reading.tenths is None or 0 <= reading.tenths <= 425
    assert recorded_temperature(str(reading)) == reading


@given(HOSTILE_TEXT)
def test_an_address_is_read_the_same_way_again(typed: str) -> None:
    begun = time.monotonic()
    address = read_address(typed)
    assert read_address(address.text).text == address.text
    assert address.unit_number is None or address.unit_number >= 0
    assert isinstance(partial_address(typed), str)
    assert time.monotonic() - begun < 5


@given(HOSTILE_TEXT)
def test_a_code_from_paper_is_one_or_none(typed: str) -> None:
    code = canonical_code(typed)
    assert code is None or re.fullmatch(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", code)


def settings_or_fault(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    settings = attempted(lambda: read_settings(path))
    if isinstance(settings, Settings):
        write_settings(path, settings)
        assert read_settings(path) == settings
    else:
        assert isinstance(settings, WorldFault)
        assert settings.fault is Fault.SETTINGS_UNREADABLE
        assert str(path) in settings.detail


def shipped(tmp: Path) -> bytes:
    write_settings(tmp, Settings())
    return tmp.read_bytes()


@given(data=st.data())
def test_settings_are_read_or_refused_with_the_name_of_the_file(tmp_path_factory: Any, data: st.DataObject) -> None:
    path = tmp_path_factory.getbasetemp() / "settings.toml"
    whole = shipped(path)
    value = st.one_of(st.integers(), st.floats(), st.booleans(), HOSTILE_TEXT, st.lists(st.integers(), max_size=2))
    line = st.tuples(st.sampled_from(re.findall(rb"^\w+", whole, re.MULTILINE)), value).map(
        lambda made: made[0] + b" = " + json.dumps(made[1]).encode()
    )
    changed = st.tuples(st.sampled_from(whole.splitlines()), line).map(lambda made: whole.replace(made[0], made[1]))
    settings_or_fault(path, data.draw(st.one_of(st.binary(max_size=200), damaged(whole), changed)))


@given(st.one_of(HOSTILE_TEXT, damaged(RULE.encode()).map(lambda raw: raw.decode("utf-8", "replace"))))
def test_a_rule_is_read_or_refused_with_where_it_stands(text: str) -> None:
    policy = attempted(lambda: policy_from_toml(text, "policy.toml"))
    if isinstance(policy, Policy):
        assert policy_from_toml(policy_to_toml(policy), "again") == policy
    else:
        assert isinstance(policy, WrongUse)
        assert "policy.toml" in str(policy)


def line_or_refusal(raw: bytes) -> None:
    begun = time.monotonic()
    line = attempted(lambda: read_line(raw, "line 7"))
    assert isinstance(line, ReplayLine) or "line 7" in str(line)
    assert time.monotonic() - begun < 5


@given(st.data())
def test_a_replayed_line_is_read_or_refused_with_its_number(data: st.DataObject) -> None:
    line_or_refusal(data.draw(damaged(data.draw(st.sampled_from(LINES)))))


@given(st.one_of(st.binary(max_size=300), PLAIN.map(lambda value: json.dumps(value).encode())))
def test_any_json_is_survived(raw: bytes) -> None:
    line_or_refusal(raw)


@given(st.data())
def test_a_replayed_line_with_any_value_anywhere_is_survived(data: st.DataObject) -> None:
    line = json.loads(data.draw(st.sampled_from(LINES)))
    part = data.draw(st.sampled_from([line, *(value for value in line.values() if isinstance(value, dict))]))
    part[data.draw(st.sampled_from([*part, "more"]))] = data.draw(PLAIN)
    line_or_refusal(json.dumps(line).encode())
