"""Reads the lines of a replay file: strictly, naming line and key of whatever cannot be meant."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from gate_terminal.domain.attempt import Attempt, Circumstances, Permit
from gate_terminal.domain.facts import PastPassage
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.policy import SHIPPED_POLICY, Policy, policy_from_mapping
from gate_terminal.domain.quota import uses_turn
from gate_terminal.domain.temperature import NotATemperature, Temperature, read_temperature
from gate_terminal.domain.words import Company, Direction, PassShown, Purpose, Site, Subject, Vehicle, Verdict, Watch

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)

# Far enough from the ends of the calendar that no interval, lost turn or closing can run over them.
_YEARS = range(1970, 2970)
_NOT_THERE = object()
_MOST_DIGITS = 18
# JSON can spell one half of a surrogate pair, which no file, screen or ledger can hold.
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class ReplayLine:
    """One line: what happened before, what is asked, under which policy, and what is expected.

    `expect` holds some of ``verdict``, ``reason`` (texts) and ``next_allowed`` (a moment or None); None where
    nothing is expected.
    """

    id: str
    history: tuple[PastPassage, ...]
    attempt: Attempt
    policy: Policy
    expect: Mapping[str, str | datetime | None] | None


def read_line(raw: bytes, where: str, base: Policy = SHIPPED_POLICY) -> ReplayLine:
    """Read one line; `where` (source and line) stands in the messages of :class:`WrongUse`.

    Of the policy, the line's own keys come first; those that it leaves out are those of `base`.
    """
    try:
        table = _DECODER.decode(raw.decode("utf-8-sig"))
    except RecursionError as mistake:
        raise WrongUse(f"{where} is no JSON: it is nested too deeply.") from mistake
    except UnicodeDecodeError as mistake:
        raise WrongUse(f"{where} is no UTF-8 text, from its byte {mistake.start + 1} on.") from mistake
    except json.JSONDecodeError as mistake:
        raise WrongUse(f"{where} is no JSON: {mistake.msg}, at its character {mistake.pos + 1}.") from mistake
    except ValueError as mistake:
        raise WrongUse(f"{where} is no JSON: {mistake}.") from mistake
    line = _Keys(table, where)
    line_id = line.take("id", _text)
    site = line.take("site", _word(Site))
    policy = policy_from_mapping(line.take("policy", _mapping, {}), f"{where}: policy", base)
    attempt = _attempt(line.table("attempt"), site)
    history = tuple(
        _passage(passage, f"history-{number}", attempt.subject, policy)
        for number, passage in enumerate(line.tables("history"), 1)
    )
    expect = _expectation(line.table("expect")) if "expect" in line else None
    line.take("says", _text, "")
    line.nothing_left()
    return ReplayLine(line_id, history, attempt, policy, expect)


class _Unfit(ValueError):  # noqa: N818 - caught here, never seen outside
    """A value that cannot be meant; its text completes “key: …”."""


class _Keys:
    """The keys of one JSON object, each taken once; what nobody takes is an error."""

    def __init__(self, table: Any, where: str, path: str = "") -> None:
        if not isinstance(table, dict):
            raise WrongUse(f"{where}: {path or 'the line'} is no JSON object.")
        self._left = dict(table)
        self._where = where
        self._path = path

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def those_in(self, known: Mapping[str, Any]) -> list[str]:
        """Return the keys that are still there and among the `known` ones."""
        return [key for key in self._left if key in known]

    def take(self, key: str, read: Callable[[Any], T], *default: T) -> T:
        """Take a value through `read`; without a default the key must be there."""
        given = self._left.pop(key, _NOT_THERE)
        if given is _NOT_THERE:
            for value in default:
                return value
            raise WrongUse(f"{self._where}: {self._name(key)} is missing.")
        try:
            return read(given)
        except _Unfit as mistake:
            raise WrongUse(f"{self._where}: {self._name(key)}: {mistake}.") from mistake

    def table(self, key: str) -> _Keys:
        """Take the object under `key`, which must be there."""
        return _Keys(self.take(key, lambda value: value), self._where, self._name(key))

    def tables(self, key: str) -> list[_Keys]:
        """Take the objects listed under `key`, none where it is not there."""
        entries: list[Any] = self.take(key, _list, [])
        return [_Keys(entry, self._where, f"{self._name(key)}[{place}]") for place, entry in enumerate(entries)]

    def nothing_left(self) -> None:
        """Raise :class:`WrongUse` for a key that nobody took."""
        for key in self._left:
            raise WrongUse(f"{self._where}: there is no key “{self._name(key)}”.")

    def _name(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key


def _attempt(keys: _Keys, site: Site) -> Attempt:
    attempt = Attempt(
        uid="attempt",
        at=keys.take("at", _moment),
        site=site,
        gate=keys.take("gate", _text, ""),
        lane="",
        direction=keys.take("direction", _word(Direction)),
        subject=keys.take("subject", _word(Subject)),
        party="replayed",
        person=keys.take("person", _text),
        purpose=keys.take("purpose", _word(Purpose), Purpose.SHOPPING),
        temperatures=keys.take("temperatures", _readings, ()),
        circumstances=_circumstances(keys.table("facts")) if "facts" in keys else Circumstances(),
    )
    keys.nothing_left()
    return attempt


def _passage(keys: _Keys, uid: str, subject: Subject, policy: Policy) -> PastPassage:
    direction = keys.take("direction", _word(Direction))
    purpose = keys.take("purpose", _word(Purpose), Purpose.SHOPPING)
    verdict = keys.take("verdict", _word(Verdict), Verdict.ALLOW)
    went_out = direction is Direction.OUT and verdict is Verdict.ALLOW
    passage = PastPassage(
        uid=uid,
        at=keys.take("at", _moment),
        direction=direction,
        person=keys.take("person", _text),
        purpose=purpose,
        verdict=verdict,
        gate=keys.take("gate", _text, ""),
        counted=went_out and uses_turn(subject, purpose, policy),
        void=keys.take("void", _flag, False),
        subject=subject,
    )
    keys.nothing_left()
    return passage


def _circumstances(keys: _Keys) -> Circumstances:
    known: dict[str, Any] = {
        "pass_shown" if key == "pass" else key: keys.take(key, _FACTS[key]) for key in keys.those_in(_FACTS)
    }
    if "overtime_permit" in keys:
        known["overtime_permit"] = _permit(keys.table("overtime_permit"))
    keys.nothing_left()
    return Circumstances(**known)


def _permit(keys: _Keys) -> Permit:
    begin = keys.take("from", _moment)
    permit = Permit(begin, keys.take("to", _later_than(begin)))
    keys.nothing_left()
    return permit


def _expectation(keys: _Keys) -> Mapping[str, str | datetime | None]:
    readers: Mapping[str, Callable[[Any], str | datetime | None]] = {
        "verdict": _word(Verdict),
        "reason": _text,
        "next_allowed": _or_none(_moment),
    }
    expect = {key: keys.take(key, read) for key, read in readers.items() if key in keys}
    keys.nothing_left()
    return expect


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        twice = next(key for place, (key, _) in enumerate(pairs) if any(key == other for other, _ in pairs[:place]))
        raise ValueError(f"the key “{twice}” stands there twice")
    return table


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise ValueError(f"{digits[:_MOST_DIGITS]}… is a number too long to be meant")
    return int(digits)


_DECODER = json.JSONDecoder(object_pairs_hook=_each_key_once, parse_int=_whole, parse_constant=_no_number)
"""Strict, and made once: one for each line would cost more than the line."""


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:59] + "…"  # noqa: PLR2004 - the message stays one line


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Unfit(f"{_shown(value)} is no text")
    if not value.isascii() and _HALF_A_CHARACTER.search(value):
        raise _Unfit(f"{json.dumps(value)} holds half a character")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Unfit(f"{_shown(value)} is neither true nor false")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _Unfit(f"{_shown(value)} is no list")
    return value


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _Unfit(f"{_shown(value)} is no JSON object")
    return value


def _unit_number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise _Unfit(f"{_shown(value)} is no number of a unit")
    return value


@cache
def _word(kind: type[W]) -> Callable[[Any], W]:
    words = {word.value: word for word in kind}

    def read(value: Any) -> W:
        word = words.get(value) if isinstance(value, str) else None
        if word is None:
            raise _Unfit(f"{_shown(value)} is none of {', '.join(words)}")
        return word

    return read


def _or_none(read: Callable[[Any], T]) -> Callable[[Any], T | None]:
    return lambda value: None if value is None else read(value)


def _moment(value: Any) -> datetime:
    try:
        moment = datetime.fromisoformat(_text(value))
        if moment.year in _YEARS:
            return site_moment(moment)
    except _Unfit:
        raise
    except ValueError:
        pass
    raise _Unfit(f"{_shown(value)} is no moment with an offset such as 2020-02-07T09:00:00+08:00")


def _later_than(begin: datetime) -> Callable[[Any], datetime]:
    def read(value: Any) -> datetime:
        end = _moment(value)
        if end <= begin:
            raise _Unfit(f"{_shown(value)} is not later than {begin.isoformat()}")
        return end

    return read


def _readings(value: Any) -> tuple[Temperature, ...]:
    """Return what can be read; as at the keypad, what is no reading leaves the previous ones as they were."""
    readings = []
    for entry in _list(value):
        try:
            readings.append(read_temperature(_text(entry)))
        except NotATemperature:
            continue
    return tuple(readings)


_FACTS: Mapping[str, Callable[[Any], Any]] = {
    "pass": _word(PassShown),
    "id_shown": _flag,
    "bill_match": _flag,
    "mask": _flag,
    "child_with": _flag,
    "work_letter": _flag,
    "watch": _or_none(_word(Watch)),
    "release_at": _or_none(_moment),
    "release_entered": _flag,
    "two_households": _flag,
    "clock_forward": _flag,
    "paper_mark_today": _flag,
    "from_outside_city": _flag,
    "host_approved": _flag,
    "document": _flag,
    "vehicle": _or_none(_word(Vehicle)),
    "company": _word(Company),
    "seal_ok": _flag,
    "disinfected": _flag,
    "unregistered_occupant": _flag,
    "key_area": _flag,
    "other_province": _flag,
    "refuses_check": _flag,
    "on_roster": _flag,
    "at_capacity": _flag,
    "trailer_changed": _flag,
    "unit_number": _or_none(_unit_number),
}
