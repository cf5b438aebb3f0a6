"""The forms of the gates: what is asked where, which way, of whom, and in which order; the shipped ones, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate_terminal.domain.particulars import CHOICES, MOST_OCCUPANTS, NO, SPECS, YES, Kind, Particular
from gate_terminal.domain.words import Direction, Site, Subject


@dataclass(frozen=True, slots=True)
class Asked:
    """A particular in a form: whether it is required, and the usual answer of this form where it has one."""

    particular: Particular
    required: bool = True
    usual: str = ""

    def __str__(self) -> str:
        """Return it as a policy writes it: ``plate``, ``trailer?``, ``vehicle=truck``."""
        usual = f"={self.usual}" if self.usual else ""
        return f"{self.particular}{usual}{'' if self.required else '?'}"


def asked_from(written: str, choices: Mapping[Particular, tuple[str, ...]]) -> Asked:
    """Return what a policy writes as ``plate``, ``trailer?``, ``vehicle=truck``; ``ValueError`` says what is wrong."""
    name, has_usual, usual = written.removesuffix("?").partition("=")
    if name not in SPECS:
        raise ValueError(f"“{name}” is none of {', '.join(SPECS)}")
    particular = Particular(name)
    if has_usual:
        kind = SPECS[particular].kind
        known: tuple[str, ...] = {
            Kind.YES_NO: (YES, NO),
            Kind.CHOICE: choices.get(particular, ()),
            Kind.COUNT: tuple(str(number) for number in range(1, MOST_OCCUPANTS + 1)),
        }.get(kind, (usual,) if usual else ())
        if usual not in known:
            raise ValueError(f"“{usual}” is no answer to {name}" + (f": {', '.join(known)}" if known else ""))
    return Asked(particular, not written.endswith("?"), usual)


Form = tuple[Asked, ...]


def _form(text: str) -> Form:
    return tuple(asked_from(written, CHOICES) for written in text.split())


SHIPPED: Mapping[tuple[Site, Direction, Subject], Form] = {
    (Site.ZONE_TRUCK, Direction.IN, Subject.DRIVER): _form(
        "vehicle=truck plate trailer? company cargo container seal seal_ok origin route occupants all_registered "
        "disinfected id_card name? phone?"
    ),
    (Site.ZONE_TRUCK, Direction.OUT, Subject.DRIVER): _form("plate trailer? occupants"),
    (Site.ZONE_ADMIN, Direction.IN, Subject.EMPLOYEE): _form("name company? vehicle=on_foot plate id_card"),
    (Site.ZONE_ADMIN, Direction.OUT, Subject.EMPLOYEE): _form("name plate?"),
    (Site.ZONE_SERVICE, Direction.IN, Subject.VISITOR): _form("name phone purpose window id_card company?"),
    (Site.ZONE_SERVICE, Direction.OUT, Subject.VISITOR): _form("phone? name?"),
    (Site.VILLAGE, Direction.IN, Subject.VISITOR): _form("who name origin host phone? plate?"),
    (Site.VILLAGE, Direction.IN, Subject.COURIER): _form("who plate? phone?"),
    (Site.VILLAGE, Direction.IN, Subject.SUPPLY_VEHICLE): _form("who plate origin disinfected company? phone?"),
    (Site.VILLAGE, Direction.IN, Subject.UNKNOWN_CLAIMS_RESIDENT): _form("who name origin phone?"),
}
"""The forms that ship, by the kind of gate, the direction and who comes; a gate without one asks nothing."""

COMES: Mapping[Site, Subject] = {
    Site.ZONE_TRUCK: Subject.DRIVER,
    Site.ZONE_ADMIN: Subject.EMPLOYEE,
    Site.ZONE_SERVICE: Subject.VISITOR,
    Site.VILLAGE: Subject.VISITOR,
    Site.COMPOUND: Subject.VISITOR,
}
"""Who is meant at a gate of that kind where nothing says otherwise."""
