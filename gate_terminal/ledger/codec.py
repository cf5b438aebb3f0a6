"""Values of the domain as JSON and back, moments as text: what stands in the columns of the ledger.

A field added to a domain type later is read from older rows as its default, so a default must never change its
meaning.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from gate_terminal.domain.moments import SITE_ZONE, site_moment

T = TypeVar("T")
_WITHOUT_OFFSET = len("2020-02-07T09:00:00.000000")

_encode = msgspec.json.Encoder().encode


def moment_text(moment: datetime) -> str:
    """Return an aware moment as text of fixed length in the site's zone; the texts sort as the moments do."""
    # Most are the site's already, and each passage writes several.
    at_site = moment if moment.tzinfo is SITE_ZONE else site_moment(moment)
    return at_site.isoformat(timespec="microseconds")


def moment_of(text: str) -> datetime:
    """Return the moment that `moment_text` wrote, in the site's zone."""
    return datetime.fromisoformat(text[:_WITHOUT_OFFSET]).replace(tzinfo=SITE_ZONE)


def moment_or_none(text: str | None) -> datetime | None:
    """Return the moment that `moment_text` wrote, or None."""
    return None if text is None else moment_of(text)


def json_bytes(value: object) -> bytes:
    """Return plain values or frozen ones as JSON (UTF-8) without blanks, Chinese as it is.

    For plain values this is byte for byte what ``json.dumps`` gives with ``ensure_ascii=False`` and
    ``separators=(",", ":")``: anyone can compute the chain's hashes anew.
    """
    return _encode(value)


def to_text(value: object) -> str:
    """Return plain values or frozen ones as JSON."""
    return _encode(value).decode("utf-8")


def special_text(value: object) -> str:
    """Return a frozen value as JSON, without the fields that hold their defaults."""
    kind: Any = type(value)
    names, values_of, defaults = _defaults(kind)
    values = values_of(value)
    if values == defaults:
        return "{}"
    parts = zip(names, values, defaults, strict=True)
    return to_text({name: part for name, part, default in parts if part != default})


def from_text(kind: type[T], text: str) -> T:
    """Return the value of type `kind` that stands in `text`; ``ValueError`` where none does."""
    by: Any = kind
    found: T = _decoder(by).decode(text)
    return found


def plain_from(text: str) -> Any:
    """Return the plain values of a JSON text."""
    return json.loads(text)


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


@cache
def _defaults(kind: Any) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]], tuple[Any, ...]]:
    """Return the names of a type's fields, how to get their values, and their defaults."""
    names = tuple(field.name for field in fields(kind))
    return names, attrgetter(*names), tuple(_default(field) for field in fields(kind))


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
