"""Households and the people in them, as the gate and the office see them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a household; `id` is opaque and stable, `name` is personal data."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Household:
    """The unit of the rule, found by its address.

    `id` is 8 lower-case hex digits (4 random bytes), `address` its canonical text such as ``3-2-501``,
    `unit_number` what the odd/even basis looks at, None where the address has no number.
    """

    id: str
    address: str
    phone: str = ""
    members: tuple[Person, ...] = ()
    grid: str = ""
    unit_number: int | None = None
