"""Frozen values of the domain as plain JSON and back, by their declared types; defaults are left out.

A field added to a domain type later is read from older rows as its default, so a default must never change its
meaning. The converters are built once per type: they run within every decision.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from gate_terminal.domain.moments import site_moment

T = TypeVar("T")
_Convert = Callable[[Any], Any]

_encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def moment_text(moment: datetime) -> str:
    """Return an aware moment as text of fixed length in the site's zone; the texts sort as the moments do."""
    return site_moment(moment).isoformat(timespec="microseconds")


def moment_or_none(text: str | None) -> datetime | None:
    """Return the moment that `moment_text` wrote, or None."""
    return None if text is None else datetime.fromisoformat(text)


def json_text(value: Any) -> str:
    """Return plain values as JSON without blanks, Chinese as it is."""
    return _encode_json(value)


def to_text(value: object) -> str:
    """Return a frozen value as JSON text."""
    plain = to_plain(value)
    return _encode_json(plain) if plain else "{}"


def to_plain(value: object) -> Any:
    """Return a frozen value as dicts, lists, texts and numbers."""
    kind: Any = type(value)
    return _encoder(kind)(value)


def from_text(kind: type[T], text: str) -> T:
    """Return the value of type `kind` that `to_text` wrote; ``ValueError`` or ``KeyError`` where it did not."""
    return from_plain(kind, json.loads(text))


def from_plain(kind: type[T], plain: Any) -> T:
    """Return the value of type `kind` that `to_plain` gave."""
    by: Any = kind
    value = _decoder(by)(plain)
    if not isinstance(value, kind):
        raise TypeError(f"{plain!r} is no {kind.__name__}")
    return value


def _same(value: Any) -> Any:
    return value


def _optional(kind: Any) -> Any:
    """Return ``X`` for ``X | None``, else None."""
    if get_origin(kind) not in {UnionType, Union}:
        return None
    inner = [part for part in get_args(kind) if part is not type(None)]
    if len(inner) != 1:
        raise TypeError(f"no converter for {kind}")
    return inner[0]


def _default(field: Field[Any]) -> Any:
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    return MISSING


@cache
def _encoder(kind: Any) -> _Convert:
    if kind in {str, int, bool}:
        return _same
    if kind is datetime:
        return moment_text
    if (inner := _optional(kind)) is not None:
        encode = _encoder(inner)
        return lambda value: None if value is None else encode(value)
    if get_origin(kind) is tuple:
        each = _encoder(get_args(kind)[0])
        return lambda values: [each(value) for value in values]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value: value.value
    if not is_dataclass(kind):
        raise TypeError(f"no converter for {kind}")
    hints = get_type_hints(kind)
    plan = [(field.name, _default(field), _encoder(hints[field.name])) for field in fields(kind)]

    def encode_fields(value: Any) -> dict[str, Any]:
        plain = {}
        for name, default, convert in plan:
            part = getattr(value, name)
            if part is not default and part != default:
                plain[name] = convert(part)
        return plain

    return encode_fields


@cache
def _decoder(kind: Any) -> _Convert:
    if kind in {str, int, bool}:
        return _same
    if kind is datetime:
        return datetime.fromisoformat
    if (inner := _optional(kind)) is not None:
        decode = _decoder(inner)
        return lambda plain: None if plain is None else decode(plain)
    if get_origin(kind) is tuple:
        each = _decoder(get_args(kind)[0])
        return lambda plain: tuple(each(part) for part in plain)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if not is_dataclass(kind):
        raise TypeError(f"no converter for {kind}")
    hints = get_type_hints(kind)
    plan = {field.name: _decoder(hints[field.name]) for field in fields(kind)}
    make = cast("Callable[..., Any]", kind)
    return lambda plain: make(**{name: plan[name](part) for name, part in plain.items()})
