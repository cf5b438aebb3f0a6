"""Where a terminal keeps its keys and signed lists: opened by a passphrase, carried on a stick, renewed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_terminal.application.clocks import Clock
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings
from gate_terminal.credentials.cose import PUBLIC_KEY_LENGTH, kid_of
from gate_terminal.credentials.durable import write_durably
from gate_terminal.credentials.gp1 import beginning_under
from gate_terminal.credentials.keys import KeyRing, stored_passphrase
from gate_terminal.credentials.lists import SIZE_LIMIT, ListRefused, after_theft
from gate_terminal.credentials.practice import practice_signing_key
from gate_terminal.credentials.store import ListStore
from gate_terminal.credentials.trust import KeyEntry, KeyList, ListNote, Role
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

LOCKED = "The passphrase of the keys is not stored on this computer: enter it, or give it with --passphrase-stdin."


class ListKind(StrEnum):
    """Which of the two signed lists."""

    KEYS = "keys"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that the key list names; `here` tells whether its private half is the one on this computer."""

    role: Role
    public_key: bytes
    zones: frozenset[int] | None
    revoked: bool
    practice: bool
    here: bool

    @property
    def kid(self) -> str:
        """The short name by which a pass names it, 8 hex digits."""
        return kid_of(self.public_key).hex()


@dataclass(frozen=True, slots=True)
class KnownList:
    """A signed list in use; moments are aware."""

    kind: ListKind
    sequence: int
    issued: datetime
    next_update: datetime


@dataclass(frozen=True, slots=True)
class Holdings:
    """What there is to be seen without opening a key; `root` is the pinned fingerprint, None before set-up."""

    root: bytes | None
    keys: tuple[KnownKey, ...]
    lists: tuple[KnownList, ...]
    notes: frozenset[ListNote]
    locked: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a list that was brought: the number that is in use now, or the sentence that refused it."""

    path: Path
    sequence: int | None
    refused: str = ""


class Strongroom:
    """Keys and lists of one terminal; use it in one thread. A key is decrypted when it is first needed."""

    def __init__(self, place: Place, settings: Settings, clock: Clock, passphrase: str | None = None) -> None:
        self.lists = ListStore(place.lists)
        self._keys = place.keys
        self._settings = settings
        self._clock = clock
        self._passphrase = passphrase
        self._ring: KeyRing | None = None

    @property
    def locked(self) -> bool:
        """Whether the passphrase has still to be entered: it is neither stored here nor known yet."""
        there = any(self._present())
        return there and self._ring is None and self._passphrase is None and stored_passphrase(self._keys) is None

    def unlock(self, passphrase: str) -> None:
        """Open the keys. :raises WorldFault: ``KEYS_UNREADABLE`` where the passphrase does not fit."""
        ring = KeyRing.open(self._keys, passphrase)
        ring.signing_key(Role.LIST)
        self._ring = ring

    def pass_key(self) -> Ed25519PrivateKey:
        """Return the key that signs passes."""
        # A rehearsal's passes are worth nothing at a real gate, whatever becomes of its directory.
        return practice_signing_key() if self._settings.site.practice else self.ring().signing_key(Role.PASS)

    def list_key(self) -> Ed25519PrivateKey:
        """Return the key that signs status lists."""
        return self.ring().signing_key(Role.LIST)

    def ring(self) -> KeyRing:
        """Open the keys when they are first needed: it takes a third of a second.

        :raises WrongUse: where the passphrase has to be entered first.
        """
        if self._ring is None:
            passphrase = self._passphrase or stored_passphrase(self._keys)
            ring = KeyRing.open(self._keys, passphrase or LOCKED)
            if passphrase is None:
                raise WrongUse(LOCKED)
            self._ring = ring
        return self._ring

    def holdings(self) -> Holdings:
        """Return what is held, for somebody to look at."""
        store = self.lists
        key_list, status = store.key_list(), store.status_list()
        known = [
            KnownList(kind, one.sequence, one.issued, one.next_update)
            for kind, one in ((ListKind.KEYS, key_list), (ListKind.STATUS, status))
            if one is not None
        ]
        present = self._present()
        entries = () if key_list is None else key_list.entries
        keys = tuple(
            KnownKey(
                entry.role,
                entry.public_key,
                entry.zones,
                entry.revoked,
                entry.practice,
                present.get(entry.role) == entry.public_key,
            )
            for entry in entries
        )
        return Holdings(store.pinned(), keys, tuple(known), store.trust().notes(self._clock.now()), self.locked)

    def _present(self) -> dict[Role, bytes]:
        """Return the public halves of the keys on this computer; a file that cannot be read counts as absent."""
        try:
            ring = KeyRing.open(self._keys, LOCKED)  # to look at the headers, which need no passphrase
        except WorldFault:
            return {}
        return {role: key for role in Role if (key := ring.named_in_file(role)) is not None}

    def beginnings_of_revoked(self) -> tuple[str, ...]:
        """Return how the passes under each revoked key begin: such a pass opens no gate any more."""
        key_list = self.lists.key_list()
        entries = () if key_list is None else key_list.entries
        good = {entry.kid for entry in entries if entry.role is Role.PASS and not entry.revoked}
        revoked = {entry.kid for entry in entries if entry.role is Role.PASS and entry.revoked}
        return tuple(beginning_under(kid) for kid in sorted(revoked - good))

    def carry(self, directory: Path) -> tuple[Path, ...]:
        """Write the lists in use into a directory, such as a stick's, and return their files there.

        :raises WorldFault: ``FILE_UNWRITABLE`` where there is no such directory or it takes nothing.
        """
        if not directory.is_dir():
            raise WorldFault(Fault.FILE_UNWRITABLE, f"Cannot write {directory}: there is no such directory.")
        written = []
        for name, content in self.lists.in_use():
            write_durably(directory / name, content)
            written.append(directory / name)
        return tuple(written)

    def take(self, paths: Iterable[Path]) -> list[Delivery]:
        """Take lists from files, or from directories that hold them, key lists first; each one on its own merit.

        :raises WorldFault: ``FILE_UNREADABLE`` where there is no list at all.
        """
        names = (self.lists.key_list_path.name, self.lists.status_list_path.name)
        offered: list[tuple[Path, bytes]] = []
        for path in paths:
            files = [file for name in names if (file := path / name).exists()] if path.is_dir() else [path]
            if not files:
                raise WorldFault(Fault.FILE_UNREADABLE, f"{path} holds neither {names[0]} nor {names[1]}.")
            offered += [(file, _content(file)) for file in files]
        return [self._taken(path, content) for path, content in offered]

    def _taken(self, path: Path, content: bytes) -> Delivery:
        try:
            return Delivery(path, self.lists.accept(content).sequence)
        except ListRefused as refusal:
            return Delivery(path, None, str(refusal))

    def replace(self, role: Role, *, stolen: bool, root: Path | None, then: Callable[[], None]) -> KeyList:
        """Make a new pass or list key and publish a key list that names it; after a theft the old one is revoked.

        `root` is the directory of the root key where it lies on a stick. `then` runs once gates can believe the new
        key. Until the new key list is published, the old key stays in its file.
        """
        if role is Role.ROOT:
            raise WrongUse("A new root means a new set-up of every gate.")
        ring = self.ring()
        root_key = ring.root_key(root)
        key_list = self.lists.key_list()
        if key_list is None:
            raise WrongUse(
                "There is no key list here: take it from a stick or a gate first (gate-terminal lists take)."
            )
        old = ring.public_key(role)

        def publish(public_key: bytes) -> None:
            like = next((entry for entry in key_list.entries if entry.public_key == old), KeyEntry(role, old))
            successor = replace(like, public_key=public_key, revoked=False, practice=False)
            entries = key_list.entries
            entries = after_theft(entries, old, successor) if stolen else (*entries, successor)
            self.lists.publish_keys(root_key, entries, self._clock.now())

        ring.renew(role, then=publish)
        then()
        return self.lists.key_list() or key_list


def fingerprint_written(text: str) -> bytes:
    """Return a root's fingerprint (32 bytes) as it is read out or copied: 64 hex digits, blanks anywhere."""
    try:
        fingerprint = bytes.fromhex("".join(text.split()))
    except ValueError:
        fingerprint = b""
    if len(fingerprint) != PUBLIC_KEY_LENGTH:
        raise WrongUse("A root's fingerprint has 64 hex digits: see `gate-terminal keys show` in the office.")
    return fingerprint


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise WorldFault(Fault.FILE_UNREADABLE, f"{path} cannot be read: {error.strerror or error}.") from error
