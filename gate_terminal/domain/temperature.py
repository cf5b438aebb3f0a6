"""Body temperatures in integer tenths of a degree, as guards type them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """Where and how a reading was taken."""

    FOREHEAD = "forehead"
    AXILLARY = "axillary"
    RAW_SURFACE = "raw_surface"


class OffScale(StrEnum):
    """What a thermometer shows instead of a number."""

    LO = "Lo"
    HI = "Hi"


@dataclass(frozen=True, slots=True)
class Temperature:
    """One reading: `tenths` of a degree Celsius, or an off-scale mark in its place."""

    tenths: int | None
    method: Method = Method.FOREHEAD
    off_scale: OffScale | None = None

    def __str__(self) -> str:
        """Return the canonical text of the ledger and the event lines: ``36.5``, ``Lo``, ``A36.4``."""
        value = (self.off_scale.value if self.off_scale else "") if self.tenths is None else f"{self.tenths // 10}.{self.tenths % 10}"
        prefix = {Method.FOREHEAD: "", Method.AXILLARY: "A", Method.RAW_SURFACE: "S"}[self.method]
        return prefix + value


class NotATemperature(ValueError):
    """What was typed is no reading; nothing is recorded and earlier readings are kept."""
