"""The gate's own copies of the signed lists: only a valid and newer one is taken, and the previous one is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_terminal.credentials.codes import Revocation
from gate_terminal.credentials.cose import fingerprint_of, public_bytes
from gate_terminal.credentials.durable import write_durably
from gate_terminal.credentials.lists import (
    SIZE_LIMIT,
    ListFault,
    ListRefused,
    open_key_list,
    open_status_list,
    sign_key_list,
    sign_status_list,
    take_list_apart,
)
from gate_terminal.credentials.trust import KeyEntry, KeyList, ListNote, StatusList, Trust
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

KEY_LIST_RUNS = timedelta(days=400)
"""How long after its issue a key list is called stale: the root is used about yearly."""

STATUS_LIST_RUNS = timedelta(hours=36)
"""The same for the daily status list: a day, and the next morning's delay."""

_FINGERPRINT_LENGTH = 32
_PREVIOUS = "previous-"

_Opened = TypeVar("_Opened")
_Stamp = tuple[tuple[int, int, int] | None, ...]


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the files of a store hold: the lists in use, and what is to be said of them."""

    key_list: KeyList | None = None
    status: StatusList | None = None
    status_signer: KeyEntry | None = None
    files: tuple[Path, ...] = ()
    notes: frozenset[ListNote] = frozenset()

    @property
    def trust(self) -> Trust:
        return Trust() if self.key_list is None else Trust.of_lists(self.key_list, self.status, self.notes)


@dataclass(slots=True)
class ListStore:
    """The lists of one terminal, in `directory`: ``keys.gpk1``, ``status.gps1``, and the previous one of each.

    One store belongs to one thread. Another process may publish meanwhile: the files are looked at again
    (one ``stat`` each) whenever the trust is asked for. Two that *publish* at once must be kept apart by
    the caller, who holds the register's write transaction meanwhile.
    """

    directory: Path
    _stamp: _Stamp | None = field(default=None, repr=False)
    _stored: _Stored = field(default_factory=_Stored, repr=False)

    @property
    def key_list_path(self) -> Path:
        """Where the key list lies; a copy of this file is what travels."""
        return self.directory / "keys.gpk1"

    @property
    def status_list_path(self) -> Path:
        """Where the status list lies; a copy of this file is what travels."""
        return self.directory / "status.gps1"

    @property
    def fingerprint_path(self) -> Path:
        """Where the root's fingerprint is pinned, as 64 hex digits."""
        return self.directory / "root.fingerprint"

    def pin(self, root_fingerprint: bytes) -> None:
        """Pin the root at set-up (SHA-256 of its public key, 32 bytes); a second, different one is refused."""
        if len(root_fingerprint) != _FINGERPRINT_LENGTH:
            raise WrongUse(f"A root's fingerprint has {2 * _FINGERPRINT_LENGTH} hex digits.")
        pinned = self.pinned()
        if pinned not in {None, root_fingerprint}:
            raise WrongUse("This gate has pinned another root already; a new root means a new set-up.")
        write_durably(self.fingerprint_path, root_fingerprint.hex().encode("ascii") + b"\n")

    def pinned(self) -> bytes | None:
        """Return the pinned fingerprint, None before set-up."""
        content = _read(self.fingerprint_path)
        if content is None:
            return None
        try:
            fingerprint = bytes.fromhex(content.decode("ascii"))
        except ValueError as error:
            raise _unreadable(self.fingerprint_path) from error
        if len(fingerprint) != _FINGERPRINT_LENGTH:
            raise _unreadable(self.fingerprint_path)
        return fingerprint

    def trust(self) -> Trust:
        """Return the trust that the lists on disk give now; without a root or a key list the gate is not ready.

        A damaged list is replaced by the previous one and noted. :class:`WorldFault` (KEYS_UNREADABLE) where
        a key list is there and neither it nor the previous one can be read.
        """
        return self._refreshed().trust

    def key_list(self) -> KeyList | None:
        """Return the key list in use, None where there is none."""
        return self._refreshed().key_list

    def status_list(self) -> StatusList | None:
        """Return the status list in use, None where there is none."""
        return self._refreshed().status

    def in_use(self) -> list[tuple[str, bytes]]:
        """Return the lists in use as they travel, each with the name of its file, the key list first.

        Where a list's file is damaged or gone, that is the one before it.
        """
        found = ((path.name.removeprefix(_PREVIOUS), _read(path)) for path in self._refreshed().files)
        return [(name, content) for name, content in found if content is not None]

    def accept(self, untrusted: bytes) -> KeyList | StatusList:
        """Take a list from a stick or the hub; :class:`ListRefused` says why not, and nothing has changed.

        The bytes in use already are taken again without effect.
        """
        root_fingerprint = self.pinned()
        if root_fingerprint is None:
            raise ListRefused(ListFault.OTHER_ROOT, "This gate has pinned no root yet: it has to be set up first.")
        if fingerprint_of(take_list_apart(untrusted).signer) == root_fingerprint:
            return self._accept_key_list(untrusted, root_fingerprint)
        return self._accept_status_list(untrusted)

    def publish_keys(
        self,
        root_key: Ed25519PrivateKey,
        entries: Iterable[KeyEntry],
        now: datetime,
        runs: timedelta = KEY_LIST_RUNS,
    ) -> KeyList:
        """Sign and take a key list with these entries and the next sequence number; the root must be the pinned one."""
        is_first = not self.key_list_path.exists()
        number = self._next_number(self.key_list_path, self.key_list(), now, is_first=is_first)
        key_list = KeyList(number, now, now + runs, tuple(entries))
        root_fingerprint = self.pinned()
        if root_fingerprint != fingerprint_of(public_bytes(root_key)):
            raise ListRefused(ListFault.OTHER_ROOT, "This is not the root that the gate has pinned.")
        return self._accept_key_list(sign_key_list(key_list, root_key), root_fingerprint)

    def publish_status(
        self,
        list_key: Ed25519PrivateKey,
        revoked: Mapping[bytes, Revocation],
        issued_ids: Iterable[bytes],
        now: datetime,
        runs: timedelta = STATUS_LIST_RUNS,
    ) -> StatusList:
        """Sign and take a status list with the next sequence number; all ids are pass ids of 5 bytes.

        Call it while the register's write transaction is held, so that no other office command's list,
        made from an older register, can come after this one.
        """
        issued = frozenset(issued_ids)
        # Passes without a list that names them: there was one, and it is lost.
        is_first = not self.status_list_path.exists() and not issued and not revoked
        number = self._next_number(self.status_list_path, self.status_list(), now, is_first=is_first)
        status = StatusList(number, now, now + runs, dict(revoked), issued)
        return self._accept_status_list(sign_status_list(status, list_key))

    def _next_number(self, path: Path, current: KeyList | StatusList | None, now: datetime, *, is_first: bool) -> int:
        """Return a number above that of every list that was ever published here, also where one cannot be read."""
        if current is None:
            # Numbers rise by one or two at a time, so no list has come as far as the minutes since 1970.
            return 1 if is_first else int(now.timestamp()) // 60
        # A damaged list bore the number after that of the one before it, and gates may have it.
        return current.sequence + (1 if path in self._refreshed().files else 2)

    def _accept_key_list(self, untrusted: bytes, root_fingerprint: bytes) -> KeyList:
        offered = open_key_list(untrusted, root_fingerprint)
        try:
            current = self.key_list()
        except WorldFault:
            # Neither the list nor the one before it can be read: any list that the root signed is better than none.
            write_durably(self.key_list_path, untrusted)
            return offered
        if current is None or self._is_newer(untrusted, self.key_list_path, offered.sequence, current.sequence):
            self._keep(self.key_list_path, untrusted)
        return offered

    def _accept_status_list(self, untrusted: bytes) -> StatusList:
        stored = self._refreshed()
        if stored.key_list is None:
            raise ListRefused(ListFault.UNKNOWN_SIGNER, "A status list can be checked only once there is a key list.")
        offered, signer = open_status_list(untrusted, stored.key_list)
        if signer.revoked:
            raise ListRefused(ListFault.SIGNER_REVOKED, "The status list was signed by a key that has been revoked.")
        # Whoever stole a list key could have used up the numbers: against such a list any number is newer.
        outlived = stored.status is None or (stored.status_signer is not None and stored.status_signer.revoked)
        if outlived or self._is_newer(
            untrusted, self.status_list_path, offered.sequence, stored.status.sequence if stored.status else 0
        ):
            self._keep(self.status_list_path, untrusted)
        return offered

    @staticmethod
    def _is_newer(untrusted: bytes, path: Path, offered: int, current: int) -> bool:
        """Tell a newer list from the very one in use; any other is refused."""
        if offered > current:
            return True
        if _read(path) == untrusted:
            return False
        raise ListRefused(
            ListFault.NOT_NEWER, f"The list has number {offered}; this gate already uses number {current}."
        )

    def _keep(self, path: Path, content: bytes) -> None:
        """Write the new list after a copy of the present one: there is no moment without a readable list."""
        # A damaged file must not take the place of the previous one, which is in use instead of it.
        present = _read(path) if path in self._refreshed().files else None
        if present is not None:
            write_durably(_previous(path), present)
        write_durably(path, content)

    def _refreshed(self) -> _Stored:
        paths = (self.fingerprint_path, self.key_list_path, self.status_list_path)
        stamp = tuple(_stamp_of(path) for path in paths)
        if stamp != self._stamp:
            self._stored = self._load()
            self._stamp = stamp
        return self._stored

    def _load(self) -> _Stored:
        root_fingerprint = self.pinned()
        if root_fingerprint is None:
            return _Stored()
        keys, keys_damaged = _open_either(self.key_list_path, lambda found: open_key_list(found, root_fingerprint))
        if keys is None:
            if keys_damaged:
                raise _unreadable(self.key_list_path)
            return _Stored()
        key_list, key_file = keys
        stored = _Stored(key_list, files=(key_file,))
        found, status_damaged = _open_either(self.status_list_path, lambda found: open_status_list(found, key_list))
        notes = set()
        if keys_damaged or status_damaged:
            notes.add(ListNote.LIST_DAMAGED)
        if found is not None:
            (status, signer), status_file = found
            stored = replace(stored, status=status, status_signer=signer, files=(key_file, status_file))
            if signer.revoked:
                notes.add(ListNote.LIST_KEY_REVOKED)
        return replace(stored, notes=frozenset(notes))


def _open_either(path: Path, opened: Callable[[bytes], _Opened]) -> tuple[tuple[_Opened, Path] | None, bool]:
    """Return the list in `path`, else the previous one, with its file, else None; and whether one is damaged.

    A list that is gone while the one before it is there counts as damaged: no writing leaves it so.
    """
    damaged = False
    for candidate in (path, _previous(path)):
        content = _read(candidate)
        if content is None:
            damaged = damaged or _previous(path).exists()
            continue
        try:
            return (opened(content), candidate), damaged
        except ListRefused:
            damaged = True
    return None, damaged


def _previous(path: Path) -> Path:
    return path.with_name(f"{_PREVIOUS}{path.name}")


def _read(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WorldFault(Fault.KEYS_UNREADABLE, f"{path} cannot be read: {error.strerror or error}.") from error


def _stamp_of(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _unreadable(path: Path) -> WorldFault:
    return WorldFault(Fault.KEYS_UNREADABLE, f"{path} is damaged, and so is the one before it, if any.")
