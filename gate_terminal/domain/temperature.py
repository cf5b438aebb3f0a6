"""Body temperatures in integer tenths of a degree: as guards type them, and what a chain of them says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from gate_terminal.domain.policy import Policy
from gate_terminal.domain.words import FeverComparison


class Method(StrEnum):
    """Where and how a reading was taken."""

    FOREHEAD = "forehead"
    AXILLARY = "axillary"
    RAW_SURFACE = "raw_surface"


class OffScale(StrEnum):
    """What a thermometer shows instead of a number."""

    LO = "Lo"
    HI = "Hi"


_PREFIX = {Method.FOREHEAD: "", Method.AXILLARY: "A", Method.RAW_SURFACE: "S"}


@dataclass(frozen=True, slots=True)
class Temperature:
    """One reading: `tenths` of a degree Celsius, or an off-scale mark in its place."""

    tenths: int | None
    method: Method = Method.FOREHEAD
    off_scale: OffScale | None = None

    def __str__(self) -> str:
        """Return the canonical text of the ledger and the event lines: ``36.5``, ``Lo``, ``A36.4``."""
        if self.tenths is None:
            value = self.off_scale.value if self.off_scale else ""
        else:
            value = f"{self.tenths // 10}.{self.tenths % 10}"
        return _PREFIX[self.method] + value


class NotATemperature(ValueError):  # noqa: N818 - what a guard typed, not an error of the program
    """What was typed is no reading; nothing is recorded and earlier readings are kept."""


HIGHEST_TENTHS = 425
"""A clinical thermometer's scale ends here; a number above it is a slip of the finger."""

# Full-width digits, letters and punctuation, as a Chinese input method gives them.
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NUMBER = re.compile(r"([0-9]{2})(?:[.,。、度]?)([0-9])℃?")
_OFF_SCALE = {mark.value.lower(): mark for mark in OffScale}


def read_temperature(text: str) -> Temperature:
    """Return the reading that a guard typed: ``365``, ``36.5``, ``36度5``, ``36.5℃``, ``Lo``, ``Hi``, ``A36.4``.

    An ``A`` in front says that it was taken under the arm. Full-width characters are taken as their plain
    ones. Anything else raises :class:`NotATemperature` with one sentence for the guard.
    """
    typed = text.translate(_FULL_WIDTH).strip()
    method = Method.FOREHEAD
    if typed[:1] in {"A", "a"}:
        method, typed = Method.AXILLARY, typed[1:]
    off_scale = _OFF_SCALE.get(typed.lower())
    if off_scale is not None:
        return Temperature(None, method, off_scale)
    number = _NUMBER.fullmatch(typed)
    if number is None:
        raise NotATemperature(f"“{text}” is no temperature: type three digits, such as 365 for 36.5.")
    tenths = int(number[1] + number[2])
    if tenths > HIGHEST_TENTHS:
        raise NotATemperature(f"“{text}” is above 42.5: no reading of a person.")
    return Temperature(tenths, method)


def recorded_temperature(text: str) -> Temperature:
    """Return the reading whose canonical text (``str(temperature)``) is `text`; else :class:`NotATemperature`."""
    mark, number = (text[:1], text[1:]) if text[:1] in {"A", "S"} else ("", text)
    if number[1:2] == ".":
        # Below ten degrees, as nobody is but a thermometer may say, the canonical text has one digit less.
        number = f"0{number}"
    if mark == "S":
        plain = read_temperature(number)
        return Temperature(plain.tenths, Method.RAW_SURFACE, plain.off_scale)
    return read_temperature(mark + number)


class Judgement(Enum):
    """What a chain of readings of one person says."""

    MISSING = auto()
    NORMAL = auto()
    RECHECKED = auto()
    """Normal after a high or an invalid one."""
    LOW = auto()
    HIGH_ONCE = auto()
    UNREADABLE = auto()
    FEVER = auto()


class _Kind(Enum):
    NORMAL = auto()
    HIGH = auto()
    INVALID = auto()


def judge(readings: Sequence[Temperature], policy: Policy) -> Judgement:
    """Return what `readings`, in the order in which they were taken, say under the thresholds of `policy`.

    A second high one, or a first under the arm, is a fever for good: no later reading takes it back, and an
    invalid one never takes back a high one. Raw surface values are no body temperatures and say nothing.
    """
    highs = invalids = 0
    doubted = False
    last: _Kind | None = None
    for reading in readings:
        if reading.method is Method.RAW_SURFACE:
            continue
        last = _kind(reading, policy)
        if last is _Kind.HIGH:
            highs += 2 if reading.method is Method.AXILLARY else 1
            doubted = True
        elif last is _Kind.INVALID:
            invalids += 1
            doubted = True
        else:
            invalids = 0
    return Judgement.FEVER if highs > 1 else _unfevered(last, invalids, doubted=doubted)


def next_to_measure(chains: Sequence[Sequence[Temperature]], policy: Policy) -> int | None:
    """Return whose reading is asked for next, counted from 0; None where everybody has one that settles it.

    Whoever has none yet comes before whoever is to be measured again, and that one before whom no try could measure.
    """
    judged = [judge(chain, policy) for chain in chains]
    for wanting in ({Judgement.MISSING}, {Judgement.LOW, Judgement.HIGH_ONCE}, {Judgement.UNREADABLE}):
        found = next((number for number, said in enumerate(judged) if said in wanting), None)
        if found is not None:
            return found
    return None


def _unfevered(last: _Kind | None, invalids: int, *, doubted: bool) -> Judgement:
    match last:
        case None:
            return Judgement.MISSING
        case _Kind.HIGH:
            return Judgement.HIGH_ONCE
        case _Kind.INVALID:
            return Judgement.UNREADABLE if invalids > 1 else Judgement.LOW
        case _Kind.NORMAL:
            return Judgement.RECHECKED if doubted else Judgement.NORMAL


def _kind(reading: Temperature, policy: Policy) -> _Kind:
    if reading.tenths is None:
        return _Kind.HIGH if reading.off_scale is OffScale.HI else _Kind.INVALID
    if reading.tenths < policy.temperature_floor:
        return _Kind.INVALID
    above = reading.tenths > policy.fever_at
    at_threshold = reading.tenths == policy.fever_at and policy.fever_comparison is FeverComparison.AT_LEAST
    return _Kind.HIGH if above or at_threshold else _Kind.NORMAL
