"""Which keys a gate believes, and what it knows of single passes: the ground on which a pass is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from gate_terminal.credentials.claims import Claims, Kind
from gate_terminal.credentials.codes import Revocation
from gate_terminal.credentials.cose import PUBLIC_KEY_LENGTH, kid_of
from gate_terminal.credentials.practice import PRACTICE_PUBLIC_KEY
from gate_terminal.domain.faults import WrongUse


class Role(StrEnum):
    """What a key may sign: the key list, passes, or the status list; never more than one of them."""

    ROOT = "root"
    PASS = "pass"  # noqa: S105 - a pass is no password
    LIST = "list"


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """One key of the key list and how far it is believed; None means without that limit.

    `valid_from` and `valid_until` are days of the site, both inclusive: a pass must begin and end within
    them, a status list must have been issued within them. The practice key must be marked as such.
    """

    role: Role
    public_key: bytes
    zones: frozenset[int] | None = None
    kinds: frozenset[Kind] | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    revoked: bool = False
    practice: bool = False

    def __post_init__(self) -> None:
        """Refuse an entry that could not be meant."""
        if len(self.public_key) != PUBLIC_KEY_LENGTH:
            raise WrongUse(f"A public key has {PUBLIC_KEY_LENGTH} bytes, not {len(self.public_key)}.")
        if self.role is Role.ROOT:
            raise WrongUse("The root key signs the key list and does not stand in it.")
        if self.public_key == PRACTICE_PUBLIC_KEY and not self.practice:
            raise WrongUse("The practice key is public: it can stand in a key list only marked as practice.")

    @property
    def kid(self) -> bytes:
        """The four bytes by which a pass names this key."""
        return kid_of(self.public_key)

    def covers(self, first: date, last: date) -> bool:
        """Tell whether both days lie within the key's period."""
        return (self.valid_from or date.min) <= first and last <= (self.valid_until or date.max)

    def may_sign(self, claims: Claims) -> bool:
        """Tell whether zone, kind and days of a pass are within what this key is believed for."""
        zone_allowed = self.zones is None or claims.zone in self.zones
        kind_allowed = self.kinds is None or claims.kind in self.kinds
        return zone_allowed and kind_allowed and self.covers(claims.valid_from, claims.valid_until)


@dataclass(frozen=True, slots=True)
class KeyList:
    """The keys that a gate believes, as signed by the root; moments are aware."""

    sequence: int
    issued: datetime
    next_update: datetime
    entries: tuple[KeyEntry, ...]


@dataclass(frozen=True, slots=True)
class StatusList:
    """The day's state of single passes, by pass id: the revoked ones, and all that were ever issued."""

    sequence: int
    issued: datetime
    next_update: datetime
    revoked: Mapping[bytes, Revocation]
    issued_ids: frozenset[bytes]


class ListNote(StrEnum):
    """What a guard should know of the lists while the gate goes on reading with them."""

    LIST_STALE = "list_stale"
    """A list is past its next update."""
    LIST_DAMAGED = "list_damaged"
    """A list's file cannot be read; the one before it is in use."""
    STATUS_MISSING = "status_missing"
    """No status list: neither revoked nor unissued passes can be told."""
    LIST_KEY_REVOKED = "list_key_revoked"
    """The key that signed the status list has been revoked since."""


class _Listed(Protocol):
    """Any of the two lists, as far as its age goes."""

    @property
    def next_update(self) -> datetime:
        """When the next one was promised."""


@dataclass(frozen=True, slots=True)
class Trust:
    """All that reading a pass depends on, beside the pass and the day.

    `pass_keys` maps a kid to every key that bears it; None means that there is no key list, so the gate is
    not ready. Without `status` (None) the steps that need it are left out, and `notes` says so.
    """

    pass_keys: Mapping[bytes, tuple[KeyEntry, ...]] | None = None
    status: StatusList | None = None
    lists: tuple[_Listed, ...] = ()
    lasting_notes: frozenset[ListNote] = field(default_factory=frozenset)

    @classmethod
    def of_lists(cls, key_list: KeyList, status: StatusList | None, lasting_notes: Iterable[ListNote] = ()) -> Trust:
        """Return the trust of a gate: the pass keys of a key list, and a status list if there is one."""
        notes = {*lasting_notes} | ({ListNote.STATUS_MISSING} if status is None else set())
        keys = [entry for entry in key_list.entries if entry.role is Role.PASS]
        lists = (key_list,) if status is None else (key_list, status)
        return cls(_by_kid(keys), status, lists, frozenset(notes))

    @classmethod
    def of_public_keys(cls, public_keys: Iterable[bytes]) -> Trust:
        """Return the trust of a verifier who names raw public keys (32 bytes each) and has no lists."""
        entries = (
            KeyEntry(Role.PASS, public_key, practice=public_key == PRACTICE_PUBLIC_KEY) for public_key in public_keys
        )
        return cls(_by_kid(entries))

    def notes(self, now: datetime | None) -> frozenset[ListNote]:
        """Return what a guard should know of the lists at `now` (aware; None where the clock is suspect)."""
        stale = now is not None and any(one.next_update < now for one in self.lists)
        return self.lasting_notes | ({ListNote.LIST_STALE} if stale else frozenset())


def _by_kid(entries: Iterable[KeyEntry]) -> Mapping[bytes, tuple[KeyEntry, ...]]:
    keys: defaultdict[bytes, list[KeyEntry]] = defaultdict(list)
    for entry in entries:
        keys[entry.kid].append(entry)
    return {kid: tuple(same) for kid, same in keys.items()}
