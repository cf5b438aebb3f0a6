"""The shapes that a policy's values have: what each accepts, in which unit and between which bounds."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from gate_terminal.domain.moments import DailyWindow


class Unfit(ValueError):  # noqa: N818 - caught where the policy is read, never seen outside
    """A value that cannot be meant; its text completes “key: …”."""


class Unit(StrEnum):
    """What a whole number counts."""

    DAYS = "days"
    MINUTES = "minutes"
    TENTHS = "tenths of a degree"
    PERSONS = "persons"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number of `unit` from `lowest` to `highest`."""

    lowest: int
    highest: int
    unit: Unit

    def read(self, value: Any) -> int:
        """Return the number; :class:`Unfit` for anything else, also for 2.0 and true."""
        if type(value) is not int or not self.lowest <= value <= self.highest:
            raise Unfit(f"{_shown(value)} is no number of {self.unit} from {self.lowest} to {self.highest}")
        return value


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, value: Any) -> bool:
        """Return it; :class:`Unfit` for anything else."""
        if type(value) is not bool:
            raise Unfit(f"{_shown(value)} is neither true nor false")
        return value


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text."""

    def read(self, value: Any) -> str:
        """Return it; :class:`Unfit` for anything else, also for a text of two lines."""
        if type(value) is not str or not value.isprintable():
            raise Unfit(f"{_shown(value)} is no line of text")
        return value


@dataclass(frozen=True, slots=True)
class Word:
    """One word of an enumeration."""

    kind: type[StrEnum]

    def read(self, value: Any) -> StrEnum:
        """Return the member; :class:`Unfit` for any other word."""
        if isinstance(value, str) and value in set(self.kind):
            return self.kind(value)
        raise Unfit(f"{_shown(value)} is none of {', '.join(self.kind)}")


@dataclass(frozen=True, slots=True)
class Words:
    """Any words of an enumeration, as a list."""

    kind: type[StrEnum]

    def read(self, value: Any) -> frozenset[StrEnum]:
        """Return the members; :class:`Unfit` for what is no list, or holds any other word."""
        if not isinstance(value, list):
            raise Unfit(f"{_shown(value)} is no list of {', '.join(self.kind)}")
        word = Word(self.kind)
        return frozenset(word.read(entry) for entry in value)


@dataclass(frozen=True, slots=True)
class Day:
    """A civil day."""

    def read(self, value: Any) -> date:
        """Return the day of a date or of a text such as ``2020-02-06``; :class:`Unfit` for anything else."""
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                raise Unfit(f"{_shown(value)} is no date such as 2020-02-06") from None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise Unfit(f"{_shown(value)} is no date such as 2020-02-06")
        return value


@dataclass(frozen=True, slots=True)
class Window:
    """A part of every day, as a pair such as ``["22:00", "06:00"]``."""

    def read(self, value: Any) -> DailyWindow:
        """Return it; :class:`Unfit` for what is no such pair, and for a window without an end."""
        if not isinstance(value, list) or len(value) != 2:  # noqa: PLR2004 - a beginning and an end
            raise Unfit(f'{_shown(value)} is no pair such as ["22:00", "06:00"]')
        begin, end = _clock_time(value[0]), _clock_time(value[1])
        if begin == end:
            raise Unfit(f"from {begin:%H:%M} to {end:%H:%M} would never be open")
        return DailyWindow(begin, end)


@dataclass(frozen=True, slots=True)
class Lines:
    """A list of lines of text, none of them empty."""

    def read(self, value: Any) -> tuple[str, ...]:
        """Return them without blanks around; :class:`Unfit` for anything else."""
        if not isinstance(value, list) or not all(isinstance(e, str) and e.strip() and e.isprintable() for e in value):
            raise Unfit(f"{_shown(value)} is no list of texts")
        return tuple(dict.fromkeys(entry.strip() for entry in value))


Plain = Whole | Flag | Line | Lines | Word | Words | Day | Window


@dataclass(frozen=True, slots=True)
class Optional:
    """A value that may be missing, which is None."""

    shape: Plain

    @property
    def read(self) -> Callable[[Any], Any]:
        """What reads the value; None stays None."""
        return lambda value: None if value is None else self.shape.read(value)


Shape = Plain | Optional


def _clock_time(value: Any) -> time:
    if isinstance(value, str) and re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        return time.fromisoformat(value)
    raise Unfit(f"{_shown(value)} is no time of day such as 06:00")


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def quoted(text: str) -> str:
    """Return a text as TOML writes it in quotes."""
    # JSON's escapes are a part of TOML's; DEL is the one character that only TOML wants escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
