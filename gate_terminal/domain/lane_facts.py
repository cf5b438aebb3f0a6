"""What the answers of a form mean for the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gate_terminal.domain.attempt import Circumstances
from gate_terminal.domain.particulars import NO, ON_FOOT, YES, Particular, Values, value_of
from gate_terminal.domain.words import Vehicle


def circumstances_of(values: Values, before: Circumstances) -> Circumstances:
    """Return the circumstances that the answers make of those `before`; what was not asked stays as it was."""
    seen = before
    for name, value in values:
        match name:
            case Particular.VEHICLE:
                seen = replace(seen, vehicle=None if value == ON_FOOT else Vehicle(value))
            case Particular.SEAL_OK:
                seen = replace(seen, seal_ok=value == YES)
            case Particular.OCCUPANTS:
                seen = replace(seen, occupants=int(value), companions=seen.companions[: int(value) - 1])
            case Particular.ALL_REGISTERED:
                seen = replace(seen, unregistered_occupant=value == NO)
            case Particular.DISINFECTED:
                seen = replace(seen, disinfected=value == YES)
            case Particular.ID_CARD:
                seen = replace(seen, id_shown=value == YES)
            case _:
                pass
    trailer_in, trailer = (value_of(values, each) for each in (Particular.TRAILER_IN, Particular.TRAILER))
    return replace(seen, trailer_changed=trailer_in is not None and trailer_in != trailer)


def in_key_area(values: Values, areas: Sequence[str]) -> bool:
    """Tell whether origin or route touches one of `areas` (names, or parts of names)."""
    told = [value_of(values, each) or "" for each in (Particular.ORIGIN, Particular.ROUTE)]
    return any(area in text for area in areas for text in told)
