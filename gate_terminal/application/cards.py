"""The cards to be printed: which passes, and what stands on the card of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import overload

import numpy as np

from gate_terminal.application.office import Office
from gate_terminal.application.outlet import write_out
from gate_terminal.credentials.cose import kid_of
from gate_terminal.credentials.gp1 import beginning_under
from gate_terminal.credentials.practice import PRACTICE_PUBLIC_KEY
from gate_terminal.credentials.qr import MODULES, QUIET_ZONE, pass_symbol
from gate_terminal.credentials.serial import pass_id_of, printed_serial
from gate_terminal.domain.counting import counted
from gate_terminal.domain.faults import NotKnown, WrongUse
from gate_terminal.domain.people import HouseholdSheet, PassKind, PassRecord, PassStatus
from gate_terminal.domain.words import Language
from gate_terminal.register.addresses import read_address
from gate_terminal.register.passes import Printing

SYMBOL_MODULES = MODULES
"""Modules along a side of the symbol on a card."""
QUIET_MODULES = QUIET_ZONE
"""White modules that must surround it."""
CARDS_A_PAGE = 8
"""A7 cards on a sheet of A4."""

_PART = 200
"""So many cards are read at once."""
_UNDER_PRACTICE_KEY = beginning_under(kid_of(PRACTICE_PUBLIC_KEY))


@dataclass(frozen=True, slots=True)
class Block:
    """Where a household lives without saying who: ``A区`` and building ``3``; empty parts are unknown."""

    place: str = ""
    building: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on one card.

    `home` is the canonical address, or only the block where the house keeps the rest to itself; `phone` is in
    full, or empty. `text` is what the symbol holds, `until` the last valid day. `practice` passes open no gate.
    """

    serial: str
    kind: PassKind
    until: date
    home: str | Block
    phone: str
    text: str
    practice: bool

    def symbol(self) -> bytes:
        """Return the modules of the symbol as bits, 1 is dark: rows of 6 bytes, the last 3 bits of each are 0."""
        return np.packbits(pass_symbol(self.text), axis=1).tobytes()


@dataclass(frozen=True, slots=True)
class PrintRun:
    """Cards that are printed together, in their order, with the name of the place they are for."""

    site: str
    language: Language
    cards: Sequence[Card]

    @property
    def pages(self) -> int:
        """How many sheets of A4 they need."""
        return -(-len(self.cards) // CARDS_A_PAGE)

    def page(self, number: int) -> tuple[Card, ...]:
        """Return the cards of a sheet, counted from 0."""
        return tuple(self.cards[number * CARDS_A_PAGE : (number + 1) * CARDS_A_PAGE])


class Deck(Sequence[Card]):
    """The cards of many passes, each read from the register when it is looked at: 10⁵ of them weigh nothing.

    Use it in the office's thread. A pass that was cancelled since it was chosen raises :class:`WrongUse`.
    """

    def __init__(self, office: Office, serials: Sequence[str], *, block_only: bool) -> None:
        self._office = office
        self._serials = serials
        self._block_only = block_only
        self._begin = 0
        self._part: tuple[Card, ...] = ()

    def __len__(self) -> int:
        return len(self._serials)

    @overload
    def __getitem__(self, place: int) -> Card: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Card, ...]: ...

    def __getitem__(self, place: int | slice) -> Card | tuple[Card, ...]:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        number = range(len(self))[place]
        if not self._begin <= number < self._begin + len(self._part):
            self._begin = number // _PART * _PART
            self._part = _cards(self._office, self._serials[self._begin :][:_PART], block_only=self._block_only)
        return self._part[number - self._begin]


@dataclass(frozen=True, slots=True)
class Stack:
    """Which cards are printed together, by their serials in the order of the houses; `block_only` as was asked for."""

    site: str
    language: Language
    serials: tuple[str, ...]
    block_only: bool

    @property
    def pages(self) -> int:
        """How many sheets of A4 they need."""
        return -(-len(self.serials) // CARDS_A_PAGE)

    def run(self, office: Office) -> PrintRun:
        """Return all of them to be drawn in the office's thread."""
        return PrintRun(self.site, self.language, Deck(office, self.serials, block_only=self.block_only))

    def sheet(self, office: Office, number: int) -> PrintRun:
        """Return one sheet (counted from 0) to be looked at anywhere; none of it where there is no such sheet."""
        return PrintRun(self.site, self.language, self.run(office).page(number))

    def on(self, pages: range) -> tuple[str, ...]:
        """Return the serials on some sheets."""
        return self.serials[pages.start * CARDS_A_PAGE : pages.stop * CARDS_A_PAGE]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose cards are meant: those that agree with every part that is given; nothing given means all.

    `addresses` and `serials` are as people write them; `issued_since` is a day of the site; `missing` means those
    that were never printed.
    """

    building: str | None = None
    addresses: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()
    issued_since: date | None = None
    missing: bool = False


def cards_of(office: Office, wanted: Wanted, *, block_only: bool) -> tuple[Card, ...]:
    """Return the cards of the active passes that are meant and have not expired, by building, unit and room.

    With `block_only` neither room nor phone stands on them. Raises as :func:`serials_of`.
    """
    return tuple(Deck(office, serials_of(office, wanted), block_only=block_only))


def serials_of(office: Office, wanted: Wanted) -> tuple[str, ...]:
    """Return the serials of the active passes that are meant and have not expired, by building, unit and room.

    Where they were asked for by name, an unknown household or serial raises :class:`NotKnown`, a pass that was
    cancelled or has expired :class:`WrongUse`.
    """
    printing = Printing(
        wanted.building,
        _demand_known(office, wanted.addresses),
        _demand_valid(office, wanted.serials),
        wanted.issued_since,
        wanted.missing,
        office.strongroom.beginnings_of_revoked(),
    )
    return tuple(office.book.to_print(office.today, printing))


def note_taken(office: Office, cards: int, who: str, *, block_only: bool) -> None:
    """Log, before it happens, that personal data leaves on so many cards; a house block alone is none."""
    if not block_only:
        office.register.note_revealed(who, "cards printed", f"{counted(cards, 'card')} with address and phone")


def note_printed(office: Office, serials: Sequence[str], who: str) -> None:
    """Remember that the cards of these passes were printed; until then they count as missing."""
    office.book.note_printed(serials, who)


def save_cards(path: Path, pdf: bytes) -> None:
    """Write printed cards whole or not at all, readable by the owner only; ``-`` is standard output.

    :raises WorldFault: ``FILE_UNWRITABLE``.
    """
    write_out(path, pdf)


def _demand_valid(office: Office, typed: tuple[str, ...]) -> frozenset[str]:
    serials = [printed_serial(pass_id_of(serial)) for serial in typed]
    found = {record.serial: record for record in office.book.by_serials(serials)}
    for serial in serials:
        record = found.get(serial)
        if record is None:
            raise NotKnown(f"No pass {serial} was issued here; nothing was printed.")
        if record.status is not PassStatus.ACTIVE:
            raise WrongUse(f"Pass {serial} was cancelled ({record.status.value}); nothing was printed.")
        if record.valid_until < office.today:
            raise WrongUse(f"Pass {serial} expired on {record.valid_until}; nothing was printed.")
    return frozenset(serials)


def _cards(office: Office, serials: Sequence[str], *, block_only: bool) -> tuple[Card, ...]:
    """Return the cards of some passes, which must all be valid still."""
    records = {record.serial: record for record in office.book.by_serials(serials)}
    for serial in serials:
        if serial not in records or records[serial].status is not PassStatus.ACTIVE:
            raise WrongUse(f"Pass {serial} was cancelled since these cards were looked at: look at them again.")
    sheets = office.register.sheets({record.household for record in records.values()})
    practice = office.settings.site.practice
    return tuple(
        _card(records[serial], sheets[records[serial].household], block_only=block_only, practice=practice)
        for serial in serials
    )


def _demand_known(office: Office, addresses: tuple[str, ...]) -> frozenset[str]:
    ids = set()
    for address in addresses:
        household = office.register.household_by_address(address)
        if household is None:
            raise NotKnown(f"No household lives at {address}; nothing was printed.")
        ids.add(household.id)
    return frozenset(ids)


def _card(record: PassRecord, sheet: HouseholdSheet, *, block_only: bool, practice: bool) -> Card:
    household = sheet.household
    return Card(
        serial=record.serial,
        kind=record.kind,
        until=record.valid_until,
        home=_block(sheet) if block_only else household.address,
        phone="" if block_only else household.phone,
        text=record.text,
        practice=practice or record.text.startswith(_UNDER_PRACTICE_KEY),
    )


def _block(sheet: HouseholdSheet) -> Block:
    return Block(read_address(sheet.household.address).place, sheet.building)
