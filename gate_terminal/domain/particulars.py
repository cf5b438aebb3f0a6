"""What a lane asks of those who cross it, as data: each particular's kind, its usual answer, and when it is asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from gate_terminal.domain.containers import container_doubtful, plain_container
from gate_terminal.domain.masking import mask_name, mask_phone
from gate_terminal.domain.plates import PROVINCES, kind_of_plate, mask_plate, plain_plate
from gate_terminal.domain.words import Subject, Vehicle

YES, NO = "yes", "no"
NONE = "-"
"""There is none: a truck without a container, say."""
LONGEST = 40
MOST_OCCUPANTS = 9
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


class Particular(StrEnum):
    """Everything that a form can ask; the names are those of the policy and of the ledger."""

    WHO = "who"
    """In what capacity somebody comes; kept as the subject."""
    VEHICLE = "vehicle"
    PLATE = "plate"
    TRAILER = "trailer"
    TRAILER_IN = "trailer_in"
    """The trailer with which a truck came in, where it leaves with another; never asked."""
    COMPANY = "company"
    CARGO = "cargo"
    CONTAINER = "container"
    SEAL = "seal"
    SEAL_OK = "seal_ok"
    ORIGIN = "origin"
    ROUTE = "route"
    """Where somebody was in the last 14 days."""
    OCCUPANTS = "occupants"
    ALL_REGISTERED = "all_registered"
    DISINFECTED = "disinfected"
    NAME = "name"
    PHONE = "phone"
    ID_CARD = "id_card"
    """The identity card was looked at."""
    PURPOSE = "purpose"
    WINDOW = "window"
    HOST = "host"
    """To whom a visitor goes."""


class Kind(Enum):
    """How a particular is typed and read."""

    PLATE = auto()
    CONTAINER = auto()
    COUNT = auto()
    CHOICE = auto()
    """One of numbered answers, or a text of one's own."""
    REGIONS = auto()
    """One or more provinces, by their numbers or in words."""
    TEXT = auto()
    PHONE = auto()
    YES_NO = auto()


class Fill(Enum):
    """Whence a form has an answer before anybody typed one."""

    NEVER = auto()
    USUAL = auto()
    """The usual answer; the guard's eye changes it where it is not so."""
    LAST = auto()
    """What was answered at the last visit."""
    PROPOSED = auto()
    """What was answered at the last visit, once it is confirmed."""


@dataclass(frozen=True, slots=True)
class Spec:
    """How one particular is asked.

    `only_if` names another one and the answers with which this is asked at all; `may_be_none` lets “0” say that there
    is none.
    """

    kind: Kind
    fill: Fill = Fill.NEVER
    usual: str = ""
    only_if: tuple[Particular, frozenset[str]] | None = None
    may_be_none: bool = False


LADEN, EMPTY = "laden", "empty"
ON_FOOT = "on_foot"
_LADEN = (Particular.CARGO, frozenset({LADEN}))
_BY_VEHICLE = (Particular.VEHICLE, frozenset(Vehicle))

SPECS: Mapping[Particular, Spec] = {
    Particular.WHO: Spec(Kind.CHOICE, Fill.USUAL),
    Particular.VEHICLE: Spec(Kind.CHOICE, Fill.USUAL),
    Particular.PLATE: Spec(Kind.PLATE, Fill.LAST, only_if=_BY_VEHICLE),
    Particular.TRAILER: Spec(Kind.PLATE, Fill.LAST, may_be_none=True),
    Particular.COMPANY: Spec(Kind.CHOICE, Fill.LAST),
    Particular.CARGO: Spec(Kind.CHOICE),
    Particular.CONTAINER: Spec(Kind.CONTAINER, only_if=_LADEN, may_be_none=True),
    Particular.SEAL: Spec(Kind.TEXT, only_if=_LADEN, may_be_none=True),
    Particular.SEAL_OK: Spec(Kind.YES_NO, Fill.USUAL, YES, only_if=_LADEN),
    Particular.ORIGIN: Spec(Kind.REGIONS, Fill.PROPOSED),
    Particular.ROUTE: Spec(Kind.REGIONS, Fill.PROPOSED),
    Particular.OCCUPANTS: Spec(Kind.COUNT),
    Particular.ALL_REGISTERED: Spec(Kind.YES_NO, Fill.USUAL, YES),
    Particular.DISINFECTED: Spec(Kind.YES_NO),
    Particular.NAME: Spec(Kind.TEXT, Fill.LAST),
    Particular.PHONE: Spec(Kind.PHONE, Fill.LAST),
    Particular.ID_CARD: Spec(Kind.YES_NO, Fill.USUAL, YES),
    Particular.PURPOSE: Spec(Kind.CHOICE),
    Particular.WINDOW: Spec(Kind.CHOICE),
    Particular.HOST: Spec(Kind.TEXT, Fill.LAST),
}
"""How each is asked; what is not here is never asked."""

CHOICES: Mapping[Particular, tuple[str, ...]] = {
    Particular.WHO: (
        Subject.VISITOR,
        Subject.COURIER,
        Subject.SUPPLY_VEHICLE,
        Subject.UNKNOWN_CLAIMS_RESIDENT,
    ),
    Particular.VEHICLE: (ON_FOOT, Vehicle.CAR, Vehicle.TRUCK),
    Particular.CARGO: (LADEN, EMPTY),
    Particular.PURPOSE: ("declaration", "inspection", "payment", "certificate", "consultation"),
    Particular.WINDOW: ("1", "2", "3", "4", "5", "6"),
}
"""The numbered answers that ship; a policy may give others to those that are not closed."""

CLOSED = frozenset({Particular.WHO, Particular.VEHICLE, Particular.CARGO})
"""Those that decide something: nothing but a numbered answer is one."""


class Unanswered(ValueError):  # noqa: N818 - what somebody typed, not an error of the program
    """What was typed is no answer."""


class Doubt(StrEnum):
    """What looks odd about an answer; it advises and never blocks."""

    PLATE = "plate"
    CONTAINER = "container"
    PHONE = "phone"


Values = tuple[tuple[str, str], ...]
"""Answers by name, in the order in which they were asked."""


def value_of(values: Values, particular: Particular) -> str | None:
    """Return an answer, None where there is none yet."""
    return next((value for name, value in values if name == particular), None)


def with_value(values: Values, particular: Particular, value: str | None) -> Values:
    """Return `values` with one answered anew, in its old place; None takes the answer away."""
    if value is None:
        return tuple(pair for pair in values if pair[0] != particular)
    if value_of(values, particular) is None:
        return (*values, (particular.value, value))
    return tuple((name, value if name == particular else old) for name, old in values)


def is_asked(particular: Particular, values: Values) -> bool:
    """Tell whether the other answers leave this one to be asked: an empty truck has no seal."""
    only_if = SPECS[particular].only_if
    if only_if is None:
        return True
    other = value_of(values, only_if[0])
    # Where nobody asks for the other, nothing speaks against it.
    return other is None or other in only_if[1]


def read_answer(particular: Particular, typed: str, options: Sequence[str] = (), home: str = "") -> str:
    """Return the answer that `typed` gives; :class:`Unanswered` where it gives none.

    `options` are the numbered answers; `home` is the character of plates from here.
    """
    spec, text = SPECS[particular], unicodedata.normalize("NFKC", typed).strip()
    if not text:
        raise Unanswered("nothing was typed")
    if spec.may_be_none and text == "0":
        return NONE
    answer = plain_plate(text, home) if spec.kind is Kind.PLATE else _READERS[spec.kind](text, options)
    if not answer or (particular in CLOSED and answer not in options):
        raise Unanswered(f"{typed!r} is no answer")
    return answer[:LONGEST]


def _chosen(text: str, options: Sequence[str]) -> str:
    if not text.isdecimal():
        return text
    number = int(text)
    return options[number - 1] if 1 <= number <= len(options) else ""


def regions(text: str, areas: Sequence[str] = ()) -> str:
    """Return the names of provinces typed by number, several with a point between (``42.41``); words stay words.

    A single digit is one of `areas`, those that are asked about above all: a city has no number of a province.
    """
    told = []
    for part in filter(None, re.split(r"[.,、。\s]+", text)):
        if not part.isdecimal():
            told.append(part)
        elif part in PROVINCES:
            told.append(PROVINCES[part][0])
        elif 1 <= int(part) <= len(areas):
            told.append(areas[int(part) - 1])
        else:
            return ""
    return "、".join(dict.fromkeys(told))


def _count(text: str) -> str:
    return text if text.isdecimal() and 1 <= int(text) <= MOST_OCCUPANTS else ""


_READERS: Mapping[Kind, Callable[[str, Sequence[str]], str]] = {
    Kind.CONTAINER: lambda text, _: plain_container(text),
    Kind.COUNT: lambda text, _: _count(text),
    Kind.YES_NO: lambda text, _: {"1": YES, "2": NO}.get(text, ""),
    Kind.CHOICE: _chosen,
    Kind.REGIONS: regions,
    Kind.PHONE: lambda text, _: "".join(character for character in text if character.isdecimal()),
    Kind.TEXT: lambda text, options: _chosen(text, options) if options else text if text.isprintable() else "",
}


def is_whole(particular: Particular, typed: str, options: Sequence[str] = ()) -> bool:
    """Tell whether a single key has said it all, so that no Enter is needed."""
    match SPECS[particular].kind:
        case Kind.COUNT:
            return bool(_count(typed))
        case Kind.YES_NO:
            return typed in {"1", "2"}
        case Kind.CHOICE | Kind.TEXT:
            return typed.isdecimal() and 1 <= int(typed) <= len(options) < 10  # noqa: PLR2004 - one key each
        case _:
            return False


def doubt_of(particular: Particular, value: str) -> Doubt | None:
    """Return what looks odd about an answer, None where nothing does."""
    if value == NONE:
        return None
    match SPECS[particular].kind:
        case Kind.PLATE:
            return Doubt.PLATE if kind_of_plate(value) is None else None
        case Kind.CONTAINER:
            return Doubt.CONTAINER if container_doubtful(value) else None
        case Kind.PHONE:
            return None if _MOBILE.fullmatch(value) else Doubt.PHONE
        case _:
            return None


def masked_values(values: Values) -> Values:
    """Return the answers as a list or an export shows them unless more is asked for."""
    return tuple((name, _masked(name, value)) for name, value in values)


def _masked(name: str, value: str) -> str:
    match name:
        case Particular.PLATE | Particular.TRAILER | Particular.TRAILER_IN:
            return value if value == NONE else mask_plate(value)
        case Particular.NAME | Particular.HOST:
            return mask_name(value)
        case Particular.PHONE:
            return mask_phone(value)
        case _:
            return value
