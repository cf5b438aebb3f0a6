"""The tables of a policy: lanes with rules of their own, the forms of its gates, and their numbered answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

from gate_terminal.domain.forms import Asked, Form, asked_from
from gate_terminal.domain.moments import DailyWindow
from gate_terminal.domain.particulars import CHOICES, CLOSED, SPECS, Particular
from gate_terminal.domain.policy_keys import Lines, Shape, Unfit, Unit, Whole, Window, Word, Words, quoted
from gate_terminal.domain.words import Direction, Site, Subject


class Misplaced(Unfit):
    """A value inside a table that cannot be meant; `path` leads to it."""

    def __init__(self, path: tuple[str, ...], what: str) -> None:
        super().__init__(what)
        self.path = path


@dataclass(frozen=True, slots=True)
class Lane:
    """What holds in one lane instead of what holds at the whole gate; None where nothing else does."""

    name: str
    kind: Site | None = None
    directions: frozenset[Direction] | None = None
    closed_hours: DailyWindow | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class FormRule:
    """The form of a policy for one kind of gate, direction and subject, in the place of the shipped one."""

    site: Site
    direction: Direction
    subject: Subject
    form: Form


@dataclass(frozen=True, slots=True)
class Choice:
    """The numbered answers of a policy to one particular."""

    particular: Particular
    answers: tuple[str, ...]


CAPACITY = Whole(1, 100000, Unit.PERSONS)
_OF_A_LANE: Mapping[str, Shape] = {
    "kind": Word(Site),
    "directions": Words(Direction),
    "closed_hours": Window(),
    "capacity": CAPACITY,
}


def read_lanes(value: Any) -> tuple[Lane, ...]:
    """Return the lanes of ``[lanes.A1]`` and its like, by name; :class:`Misplaced` for what cannot be meant."""
    lanes = []
    for name, table in sorted(_table(value, ()).items()):
        found: dict[str, Any] = {}
        for key, part in _table(table, (name,)).items():
            shape = _OF_A_LANE.get(key)
            if shape is None:
                raise Misplaced((name, key), f"a lane has none of this; it has {', '.join(_OF_A_LANE)}")
            with _at(name, key):
                found[key] = shape.read(part)
            if key == "directions" and not found[key]:
                raise Misplaced((name, key), "a lane leads somewhere: in, out or both")
        lanes.append(Lane(name, **found))
    return tuple(lanes)


def read_forms(value: Any) -> tuple[FormRule, ...]:
    """Return the forms of ``[forms.zone-truck.in]`` and its like, in order; :class:`Misplaced` for what is no form."""
    rules = []
    for site, directions in _table(value, ()).items():
        for direction, subjects in _table(directions, (site,)).items():
            for subject, entries in _table(subjects, (site, direction)).items():
                path = (site, direction, subject)
                with _at(site):
                    kind = Site(Word(Site).read(site))
                with _at(site, direction):
                    way = Direction(Word(Direction).read(direction))
                with _at(*path):
                    who = Subject(Word(Subject).read(subject))
                rules.append(FormRule(kind, way, who, _form(entries, path)))
    return tuple(sorted(rules, key=lambda rule: (rule.site, rule.direction, rule.subject)))


def _form(entries: Any, path: tuple[str, ...]) -> Form:
    if not isinstance(entries, list):
        raise Misplaced(path, f"{_shown(entries)} is no list of {', '.join(SPECS)}")
    form: list[Asked] = []
    for entry in entries:
        if not isinstance(entry, str):
            raise Misplaced(path, f"{_shown(entry)} is none of {', '.join(SPECS)}")
        try:
            asked = asked_from(entry, CHOICES)
        except ValueError as mistake:
            raise Misplaced((*path, entry), str(mistake)) from mistake
        if any(asked.particular is other.particular for other in form):
            raise Misplaced((*path, entry), "it is asked twice")
        form.append(asked)
    return tuple(form)


def read_choices(value: Any) -> tuple[Choice, ...]:
    """Return the answers of ``[choices]``, by particular; :class:`Misplaced` for what is no list of texts."""
    found = []
    for name, answers in sorted(_table(value, ()).items()):
        if name not in CHOICES or name in CLOSED:
            open_ones = ", ".join(each for each in CHOICES if each not in CLOSED)
            raise Misplaced((name,), f"answers can be given for {open_ones}")
        with _at(name):
            found.append(Choice(Particular(name), Lines().read(answers)))
    return tuple(found)


def tables_toml(lanes: tuple[Lane, ...], forms: tuple[FormRule, ...], choices: tuple[Choice, ...]) -> str:
    """Return the tables as TOML that the readers read back to equal ones; empty where there are none."""
    lines: list[str] = []
    for lane in lanes:
        lines.append(f"[lanes.{quoted(lane.name)}]")
        for part in fields(lane):
            value = getattr(lane, part.name)
            if part.name != "name" and value is not None:
                lines.append(f"{part.name} = {_WRITERS[part.name](value)}")
    for rule in forms:
        entries = ", ".join(quoted(str(asked)) for asked in rule.form)
        lines += (
            [f"[forms.{rule.site}.{rule.direction}]"] if f"[forms.{rule.site}.{rule.direction}]" not in lines else []
        )
        lines.append(f"{rule.subject} = [{entries}]")
    if choices:
        lines.append("[choices]")
    lines += [f"{each.particular} = [{', '.join(map(quoted, each.answers))}]" for each in choices]
    return "".join(f"{line}\n" for line in lines)


_WRITERS: Mapping[str, Callable[[Any], str]] = {
    "kind": lambda kind: f'"{kind}"',
    "directions": lambda ways: json.dumps(sorted(ways)),
    "closed_hours": lambda window: f'["{window.begin:%H:%M}", "{window.end:%H:%M}"]',
    "capacity": str,
}


def _table(value: Any, path: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Misplaced(path, f"{_shown(value)} is no table")
    return value


@contextmanager
def _at(*path: str) -> Iterator[None]:
    try:
        yield
    except Unfit as mistake:
        raise Misplaced(path, str(mistake)) from mistake


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
