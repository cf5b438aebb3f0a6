"""The rule of a site as data: read from TOML, checked key by key, versioned by its content."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.moments import DailyWindow
from gate_terminal.domain.policy_keys import Day, Flag, Line, Optional, Shape, Unfit, Unit, Whole, Window, Word, Words
from gate_terminal.domain.words import Basis, Direction, FeverComparison, OvertimePenalty, Purpose


@dataclass(frozen=True, slots=True)
class Policy:
    """What an authority laid down for a gate; the defaults are the shipped ones."""

    basis: Basis = Basis.CALENDAR
    interval_days: int = 2
    anchor: date | None = None
    """First day of the first block, for ``basis = "block"``."""
    exempt_purposes: frozenset[Purpose] = frozenset({Purpose.MEDICAL, Purpose.WORK, Purpose.DUTY, Purpose.EMERGENCY})
    night_closed: DailyWindow | None = None
    closed_hours: DailyWindow | None = None
    max_minutes: int | None = None
    overtime_penalty: OvertimePenalty = OvertimePenalty.NONE
    fever_at: int = 373
    """Tenths of a degree Celsius."""
    fever_comparison: FeverComparison = FeverComparison.AT_LEAST
    temperature_floor: int = 350
    """Tenths; below it a number is not a reading of a living person."""
    measured_directions: frozenset[Direction] = frozenset(Direction)
    villagers_have_turns: bool = False
    issued_by: str = ""
    note: str = ""

    @property
    def first_block_day(self) -> date:
        """Return the anchor of the blocks; a block policy without one is refused where it is read."""
        if self.anchor is None:
            raise ValueError('basis = "block" needs an anchor')
        return self.anchor


class PolicyMistake(WrongUse):
    """A policy that cannot be meant: its one sentence, and where to look.

    `key` is empty where the text is no TOML at all; `line` counts from 1, None where it is not known; `what` says what
    is wrong with the value.
    """

    def __init__(self, sentence: str, key: str, line: int | None, what: str) -> None:
        super().__init__(sentence)
        self.key = key
        self.line = line
        self.what = what


def policy_from_toml(text: str, source_name: str) -> Policy:
    """Read a policy; `source_name` (a file's name) stands in the messages.

    Keys left out take the shipped defaults. Broken TOML, an unknown key or an impossible value raises
    :class:`PolicyMistake` with the source, the line and the key.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as mistake:
        place = re.search(r"at line (\d+)", str(mistake))
        # A text that breaks off is wrong where it ends.
        line = int(place[1]) if place else max(len(text.splitlines()), 1)
        raise PolicyMistake(f"{source_name} is no TOML: {mistake}.", "", line, str(mistake)) from mistake

    def line_of(key: str) -> int | None:
        # A literal search: the line is a help to the eye, and tomllib does not tell it.
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(rf"""\s*(\[+\s*)?["']?{re.escape(key)}["']?\s*[\].=]""", line):
                return number
        return None

    return _policy(table, source_name, line_of)


def policy_from_mapping(table: Mapping[str, Any], source_name: str) -> Policy:
    """Read a policy from plain values, as JSON gives them; errors as in :func:`policy_from_toml`."""
    return _policy(table, source_name, lambda _key: None)


def _policy(table: Mapping[str, Any], source_name: str, line_of: Callable[[str], int | None]) -> Policy:
    def mistaken(key: str, what: str, stands_at: str = "") -> PolicyMistake:
        line = line_of(stands_at or key)
        where = source_name if line is None else f"{source_name}, line {line}"
        return PolicyMistake(f"{where}: {key}: {what}.", key, line, what)

    values: dict[str, Any] = {}
    for key, value in table.items():
        shape = KEYS.get(key)
        if shape is None:
            line = line_of(key)
            where = source_name if line is None else f"{source_name}, line {line}"
            raise PolicyMistake(f"{where}: a policy has no key “{key}”.", key, line, "there is no such key")
        try:
            values[key] = shape.read(value)
        except Unfit as mistake:
            raise mistaken(key, str(mistake)) from mistake
    policy = Policy(**values)
    if policy.basis is Basis.BLOCK and policy.anchor is None:
        raise mistaken("anchor", 'basis = "block" needs the first day of a block, such as 2020-02-06', "basis")
    if policy.fever_at <= policy.temperature_floor:
        key = "fever_at" if "fever_at" in table else "temperature_floor"
        raise mistaken(key, f"the fever threshold must lie above the floor of {policy.temperature_floor}")
    return policy


def policy_to_toml(policy: Policy) -> str:
    """Return `policy` in full as TOML that :func:`policy_from_toml` reads back to an equal one."""
    lines = []
    for part in fields(policy):
        value = getattr(policy, part.name)
        if value is not None:
            lines.append(f"{part.name} = {_toml(value)}\n")
    return "".join(lines)


@lru_cache(maxsize=128)
def version(policy: Policy) -> str:
    """Return the policy's version: the first 12 hex digits of SHA-256 over its TOML."""
    return hashlib.sha256(policy_to_toml(policy).encode()).hexdigest()[:12]


def _toml(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case DailyWindow():
            return f'["{value.begin:%H:%M}", "{value.end:%H:%M}"]'
        case frozenset():
            return "[" + ", ".join(f'"{word}"' for word in sorted(value)) + "]"
        case str():
            # JSON's escapes are a part of TOML's; DEL is the one character that only TOML wants escaped.
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case _:
            raise TypeError(f"no TOML for {value!r}")


KEYS: Mapping[str, Shape] = {
    "basis": Word(Basis),
    "interval_days": Whole(1, 366, Unit.DAYS),
    "anchor": Optional(Day()),
    "exempt_purposes": Words(Purpose),
    "night_closed": Optional(Window()),
    "closed_hours": Optional(Window()),
    "max_minutes": Optional(Whole(1, 10080, Unit.MINUTES)),
    "overtime_penalty": Word(OvertimePenalty),
    "fever_at": Whole(360, 425, Unit.TENTHS),
    "fever_comparison": Word(FeverComparison),
    "temperature_floor": Whole(200, 370, Unit.TENTHS),
    "measured_directions": Words(Direction),
    "villagers_have_turns": Flag(),
    "issued_by": Line(),
    "note": Line(),
}
"""Every key of a policy with the shape of its value."""
