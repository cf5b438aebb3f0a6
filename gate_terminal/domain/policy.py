"""The rule of a site as data: read from TOML, checked key by key, versioned by its content."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.moments import DailyWindow
from gate_terminal.domain.words import Basis, Direction, FeverComparison, OvertimePenalty, Purpose

E = TypeVar("E", bound=StrEnum)


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


class _Unfit(ValueError):  # noqa: N818 - caught here, never seen outside
    """A value that cannot be meant; its text completes “key: …”."""


def policy_from_toml(text: str, source_name: str) -> Policy:
    """Read a policy; `source_name` (a file's name) stands in the messages.

    Keys left out take the shipped defaults. Broken TOML, an unknown key or an impossible value raises
    :class:`WrongUse` with the source, the line and the key.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as mistake:
        raise WrongUse(f"{source_name} is no TOML: {mistake}.") from mistake

    def at(key: str) -> str:
        # A literal search: the line is a help to the eye, and tomllib does not tell it.
        for number, line in enumerate(text.splitlines(), 1):
            if re.match(rf"""\s*(\[+\s*)?["']?{re.escape(key)}["']?\s*[\].=]""", line):
                return f"{source_name}, line {number}"
        return source_name

    return _policy(table, at)


def policy_from_mapping(table: Mapping[str, Any], source_name: str) -> Policy:
    """Read a policy from plain values, as JSON gives them; errors as in :func:`policy_from_toml`."""
    return _policy(table, lambda _key: source_name)


def _policy(table: Mapping[str, Any], at: Callable[[str], str]) -> Policy:
    values: dict[str, Any] = {}
    for key, value in table.items():
        read = _READERS.get(key)
        if read is None:
            raise WrongUse(f"{at(key)}: a policy has no key “{key}”.")
        try:
            values[key] = read(value)
        except _Unfit as mistake:
            raise WrongUse(f"{at(key)}: {key}: {mistake}.") from mistake
    policy = Policy(**values)
    if policy.basis is Basis.BLOCK and policy.anchor is None:
        raise WrongUse(f'{at("basis")}: anchor: basis = "block" needs the first day of a block, such as 2020-02-06.')
    if policy.fever_at <= policy.temperature_floor:
        key = "fever_at" if "fever_at" in table else "temperature_floor"
        raise WrongUse(f"{at(key)}: {key}: the fever threshold must lie above the floor of {policy.temperature_floor}.")
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


def _whole(lowest: int, highest: int, unit: str) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if type(value) is not int or not lowest <= value <= highest:
            raise _Unfit(f"{_shown(value)} is no number of {unit} from {lowest} to {highest}")
        return value

    return read


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise _Unfit(f"{_shown(value)} is neither true nor false")
    return value


def _text(value: Any) -> str:
    if type(value) is not str or not value.isprintable():
        raise _Unfit(f"{_shown(value)} is no line of text")
    return value


def _word(kind: type[E]) -> Callable[[Any], E]:
    def read(value: Any) -> E:
        if isinstance(value, str) and value in set(kind):
            return kind(value)
        raise _Unfit(f"{_shown(value)} is none of {', '.join(kind)}")

    return read


def _words(kind: type[E]) -> Callable[[Any], frozenset[E]]:
    word = _word(kind)

    def read(value: Any) -> frozenset[E]:
        if not isinstance(value, list):
            raise _Unfit(f"{_shown(value)} is no list of {', '.join(kind)}")
        return frozenset(word(entry) for entry in value)

    return read


def _or_none(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else read(value)


def _day(value: Any) -> date:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value)
        except ValueError:
            raise _Unfit(f"{_shown(value)} is no date such as 2020-02-06") from None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _Unfit(f"{_shown(value)} is no date such as 2020-02-06")
    return value


def _clock_time(value: Any) -> time:
    if isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        return time.fromisoformat(value)
    raise _Unfit(f"{_shown(value)} is no time of day such as 06:00")


def _window(value: Any) -> DailyWindow:
    if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - a beginning and an end
        raise _Unfit(f'{_shown(value)} is no pair such as ["22:00", "06:00"]')
    begin, end = _clock_time(value[0]), _clock_time(value[1])
    if begin == end:
        raise _Unfit(f"from {begin:%H:%M} to {end:%H:%M} would never be open")
    return DailyWindow(begin, end)


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "basis": _word(Basis),
    "interval_days": _whole(1, 366, "days"),
    "anchor": _or_none(_day),
    "exempt_purposes": _words(Purpose),
    "night_closed": _or_none(_window),
    "closed_hours": _or_none(_window),
    "max_minutes": _or_none(_whole(1, 10080, "minutes")),
    "overtime_penalty": _word(OvertimePenalty),
    "fever_at": _whole(360, 425, "tenths of a degree"),
    "fever_comparison": _word(FeverComparison),
    "temperature_floor": _whole(200, 370, "tenths of a degree"),
    "measured_directions": _words(Direction),
    "villagers_have_turns": _flag,
    "issued_by": _text,
    "note": _text,
}
