"""The rule of a site as data: read from TOML, checked key by key, versioned by its content."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import lru_cache
from typing import Any

from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.forms import SHIPPED, Form
from gate_terminal.domain.moments import DailyWindow
from gate_terminal.domain.particulars import CHOICES, SPECS, Kind, Particular
from gate_terminal.domain.plates import PROVINCES
from gate_terminal.domain.policy_keys import (
    Day,
    Flag,
    Line,
    Lines,
    Optional,
    Shape,
    Unfit,
    Unit,
    Whole,
    Window,
    Word,
    Words,
    quoted,
)
from gate_terminal.domain.policy_tables import (
    CAPACITY,
    Choice,
    FormRule,
    Lane,
    Misplaced,
    read_choices,
    read_forms,
    read_lanes,
    tables_toml,
)
from gate_terminal.domain.words import Basis, Direction, FeverComparison, OvertimePenalty, Purpose, Site, Subject


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
    capacity: int | None = None
    """So many may be inside at a time; None where nobody counts."""
    key_areas: tuple[str, ...] = ()
    """Names, or parts of names: a driver whose origin or route names one of them is held."""
    home_province: str = ""
    """The character of plates from here: it stands before a plate that is typed without one."""
    issued_by: str = ""
    note: str = ""
    lanes: tuple[Lane, ...] = ()
    forms: tuple[FormRule, ...] = ()
    choices: tuple[Choice, ...] = ()

    def _lane(self, name: str) -> Lane | None:
        return next((lane for lane in self.lanes if lane.name == name), None)

    def kind_of_lane(self, name: str, otherwise: Site) -> Site:
        """Return what kind of gate a lane is; `otherwise` where the policy does not say."""
        lane = self._lane(name)
        return otherwise if lane is None or lane.kind is None else lane.kind

    def directions_of_lane(self, name: str) -> frozenset[Direction]:
        """Return which ways a lane leads."""
        lane = self._lane(name)
        return frozenset(Direction) if lane is None or lane.directions is None else lane.directions

    def closed_hours_in(self, name: str) -> DailyWindow | None:
        """Return when a lane is closed: its own hours, else those of the gate."""
        lane = self._lane(name)
        return self.closed_hours if lane is None or lane.closed_hours is None else lane.closed_hours

    def capacity_of_lane(self, name: str) -> int | None:
        """Return how many may be inside behind a lane: its own number, else that of the gate."""
        lane = self._lane(name)
        return self.capacity if lane is None or lane.capacity is None else lane.capacity

    def form_for(self, site: Site, direction: Direction, subject: Subject) -> Form:
        """Return what is asked there of whom; empty where nothing is."""
        for rule in self.forms:
            if (rule.site, rule.direction, rule.subject) == (site, direction, subject):
                return rule.form
        return SHIPPED.get((site, direction, subject), ())

    def answers_to(self, particular: Particular) -> tuple[str, ...]:
        """Return the numbered answers to a particular; empty where it is typed freely."""
        own = next((choice.answers for choice in self.choices if choice.particular is particular), None)
        if own is not None:
            return own
        # As many as have a digit of their own.
        return self.key_areas[:9] if SPECS[particular].kind is Kind.REGIONS else CHOICES.get(particular, ())

    @property
    def first_block_day(self) -> date:
        """Return the anchor of the blocks; a block policy without one is refused where it is read."""
        if self.anchor is None:
            raise ValueError('basis = "block" needs an anchor')
        return self.anchor


SHIPPED_POLICY = Policy()
"""The policy of a terminal to which nobody has said anything."""


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
    lines = text.splitlines()
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as mistake:
        raise _broken(str(mistake), lines, source_name) from mistake
    except RecursionError as mistake:
        what = "it is nested too deeply"
        raise PolicyMistake(f"{source_name} is no TOML: {what}.", "", None, what) from mistake
    except ValueError as mistake:
        # A number of thousands of digits is TOML, but none that Python reads.
        line = next((n for n, each in enumerate(lines, 1) if re.search(r"\d{1000}", each)), None)
        where = source_name if line is None else f"{source_name}, line {line}"
        what = "there is a number too long to be meant"
        raise PolicyMistake(f"{where}: {what}.", "", line, what) from mistake

    def line_of(path: tuple[str, ...]) -> int | None:
        # A literal search: the line is a help to the eye, and tomllib does not tell it.
        key, *rest = path
        for number, line in enumerate(lines, 1):
            if re.match(rf"""\s*(\[+\s*)?["']?{re.escape(key)}["']?\s*[\].=]""", line):
                return _line_within(lines, number, rest)
        return None

    return _policy(table, source_name, line_of)


def _broken(what: str, lines: list[str], source_name: str) -> PolicyMistake:
    """Return the mistake of a text that is no TOML; the key too where it is one that stands there twice."""
    place = re.search(r"at line (\d+)", what)
    # A text that breaks off is wrong where it ends.
    line = int(place[1]) if place else max(len(lines), 1)
    if what.startswith("Cannot overwrite"):
        named = re.match(r"""\s*["']?([\w-]+)["']?\s*=""", lines[line - 1]) if line <= len(lines) else None
        if named is not None:
            twice = "the key stands there twice"
            return PolicyMistake(f"{source_name}, line {line}: {named[1]}: {twice}.", named[1], line, twice)
    return PolicyMistake(f"{source_name} is no TOML: {what}.", "", line, what)


def _line_within(lines: list[str], number: int, path: Sequence[str]) -> int:
    """Return the line of what `path` names within the table that begins in line `number`; the nearest known one."""
    for part in path:
        names = re.compile(rf"(?<![\w-]){re.escape(part)}(?![\w-])")
        found = next((n for n in range(number, len(lines) + 1) if names.search(lines[n - 1])), None)
        if found is None:
            return number
        number = found
    return number


def policy_from_mapping(table: Mapping[str, Any], source_name: str, base: Policy = SHIPPED_POLICY) -> Policy:
    """Read a policy from plain values, as JSON gives them; errors as in :func:`policy_from_toml`.

    Keys left out are those of `base`.
    """
    return _policy(table, source_name, lambda _path: None, base)


def _policy(
    table: Mapping[str, Any],
    source_name: str,
    line_of: Callable[[tuple[str, ...]], int | None],
    base: Policy = SHIPPED_POLICY,
) -> Policy:
    def mistaken(key: str, what: str, stands_at: tuple[str, ...] = ()) -> PolicyMistake:
        line = line_of(stands_at or (key,))
        where = source_name if line is None else f"{source_name}, line {line}"
        return PolicyMistake(f"{where}: {key}: {what}.", key, line, what)

    values: dict[str, Any] = {}
    for key, value in table.items():
        read = TABLES[key] if key in TABLES else KEYS[key].read if key in KEYS else None
        if read is None:
            line = line_of((key,))
            where = source_name if line is None else f"{source_name}, line {line}"
            raise PolicyMistake(f"{where}: a policy has no key “{key}”.", key, line, "there is no such key")
        try:
            values[key] = read(value)
        except Misplaced as mistake:
            path = (key, *mistake.path)
            raise mistaken(".".join(path), str(mistake), path) from mistake
        except Unfit as mistake:
            raise mistaken(key, str(mistake)) from mistake
    # The shipped one gives its values by being the default, at half the price: a replay reads 100,000 of them.
    policy = Policy(**values) if base is SHIPPED_POLICY else replace(base, **values)
    if policy.basis is Basis.BLOCK and policy.anchor is None:
        raise mistaken("anchor", 'basis = "block" needs the first day of a block, such as 2020-02-06', ("basis",))
    if policy.home_province and policy.home_province not in {character for _, character in PROVINCES.values()}:
        raise mistaken("home_province", f"“{policy.home_province}” stands on no plates")
    if policy.fever_at <= policy.temperature_floor:
        key = "fever_at" if "fever_at" in table else "temperature_floor"
        raise mistaken(key, f"the fever threshold must lie above the floor of {policy.temperature_floor}")
    return policy


def policy_to_toml(policy: Policy) -> str:
    """Return `policy` in full as TOML that :func:`policy_from_toml` reads back to an equal one."""
    lines = []
    for part in fields(policy):
        value = getattr(policy, part.name)
        # What came later is left out where it says nothing, so that a policy keeps the version that it always had.
        silent = value is None or (part.name in _LATER and value == part.default)
        if part.name not in TABLES and not silent:
            lines.append(f"{part.name} = {_toml(value)}\n")
    return "".join(lines) + tables_toml(policy.lanes, policy.forms, policy.choices)


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
        case tuple():
            return "[" + ", ".join(quoted(text) for text in value) + "]"
        case frozenset():
            return "[" + ", ".join(f'"{word}"' for word in sorted(value)) + "]"
        case str():
            return quoted(value)
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
    "capacity": Optional(CAPACITY),
    "key_areas": Lines(),
    "home_province": Line(),
    "issued_by": Line(),
    "note": Line(),
}
"""Every key of a policy with the shape of its value."""

TABLES: Mapping[str, Callable[[Any], Any]] = {"lanes": read_lanes, "forms": read_forms, "choices": read_choices}
"""Every table of a policy with what reads it."""

_LATER = frozenset({"key_areas", "home_province"})
