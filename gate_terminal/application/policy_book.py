"""Which policy is in force at a moment: the one set up first, and those laid down later, each from its moment on."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gate_terminal.application.place import Place
from gate_terminal.credentials.durable import write_durably
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.moments import SITE_ZONE, site_moment
from gate_terminal.domain.policy import Policy, policy_from_toml, policy_to_toml, version
from gate_terminal.ledger.reading import LedgerReading
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger
from gate_terminal.ledger.witness import Head

_log = logging.getLogger(__name__)

# Colons are no part of a file's name on Windows. A number tells policies for the very same moment apart.
_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2})(?:\.(\d+))?\.toml")


@dataclass(frozen=True, slots=True)
class Entry:
    """One policy: it holds from `since` on (None: from the first day); `policy` is None where it cannot be read.

    `trouble` says what is wrong with its file; of one that is missing the ledger may still hold the text.
    """

    path: Path
    since: datetime | None
    policy: Policy | None
    trouble: str = ""


_Signature = tuple[int, int, int]


class PolicyBook:
    """The policies of one terminal; files that change are read again at the next question.

    A file that cannot be read never replaces the policy in force: that one stays, here in memory or as the `ledger`
    remembers it. Nor does a file that is missing: what was laid down stands in the ledger with its text.
    """

    def __init__(self, place: Place, ledger: LedgerReading | None = None) -> None:
        self._place = place
        self._ledger = ledger
        self._in_force = None if ledger is None else last_in_force(ledger)
        self._read: dict[Path, tuple[_Signature, Entry]] = {}
        self._told: set[str] = set()
        self._texts: dict[str, str] = {}

    def at(self, moment: datetime) -> Policy:
        """Return the policy in force at `moment` (aware); call it as time goes on.

        :raises WrongUse: where nothing was ever in force and the first file cannot be meant; as `WorldFault`
            (SETTINGS_UNREADABLE) where it cannot be read at all.
        """
        due = next(reversed([entry for entry in self.entries() if entry.since is None or entry.since <= moment]))
        if due.policy is not None:
            self._in_force = due.policy
            return due.policy
        if self._in_force is None:
            if due.path == self._place.policies:
                raise WorldFault(Fault.SETTINGS_UNREADABLE, due.trouble)
            # Nothing stands in for it; the reader's own error says why, with line and key.
            return read_policy(due.path)
        if due.trouble not in self._told:
            self._told.add(due.trouble)
            _log.error("The policy in force stays: %s", due.trouble)
        return self._in_force

    def entries(self) -> list[Entry]:
        """Return all policies in the order in which they come into force, also those that cannot be read.

        Where the directory itself cannot be read, that stands last: nobody knows what would be due.
        """
        first = self._entry(self._place.policy, None)
        try:
            found = _laid_down(self._place)
        except OSError as problem:
            directory = self._place.policies
            trouble = f"{directory} cannot be read: {problem.strerror or problem}."
            return [first, Entry(directory, None, None, trouble)]
        there = {path.name for _, _, path in found}
        missing = [one for one in self._remembered() if one[2].name not in there]
        entries = [first]
        for since, _, path in sorted([*found, *missing]):
            entries.append(self._entry(path, since) if path.name in there else self._from_ledger(path, since))
        return entries

    def _remembered(self) -> Iterator[tuple[datetime, int, Path]]:
        """Yield what was laid down as the ledger remembers it, in the form of :func:`_named`."""
        if self._ledger is not None:
            for event in self._ledger.events(EventKind.POLICY_LAID):
                self._texts[event.detail["file"]] = event.detail["toml"]
                yield from _named_so(self._place.policies / event.detail["file"])

    def _from_ledger(self, path: Path, since: datetime) -> Entry:
        policy = policy_from_toml(self._texts[path.name], "the ledger")
        return Entry(path, since, policy, f"{path} is missing: what the ledger holds of it stands in.")

    def _entry(self, path: Path, since: datetime | None) -> Entry:
        try:
            status = path.stat()
        except OSError as problem:
            self._read.pop(path, None)
            return Entry(path, since, None, f"{path} cannot be read: {problem.strerror or problem}.")
        signature = (status.st_mtime_ns, status.st_size, status.st_ino)
        known = self._read.get(path)
        if known is None or known[0] != signature:
            known = (signature, _read_entry(path, since))
            self._read[path] = known
        return known[1]


def _read_entry(path: Path, since: datetime | None) -> Entry:
    try:
        return Entry(path, since, read_policy(path))
    except (WrongUse, WorldFault) as mistake:
        return Entry(path, since, None, str(mistake))


def read_policy(path: Path) -> Policy:
    """Return the policy in a file; raises as :func:`policy_from_toml` does, or `WorldFault` SETTINGS_UNREADABLE."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as mistake:
        raise WorldFault(Fault.SETTINGS_UNREADABLE, f"{path} is no UTF-8 text.") from mistake
    except OSError as problem:
        raise WorldFault(
            Fault.SETTINGS_UNREADABLE, f"{path} cannot be read: {problem.strerror or problem}."
        ) from problem
    return policy_from_toml(text, str(path))


def last_in_force(ledger: LedgerReading) -> Policy | None:
    """Return the policy that the ledger remembers as the last one in force; None in a new ledger."""
    remembered = [event.about for event in ledger.events(EventKind.POLICY)]
    return policy_from_toml(ledger.policies()[remembered[-1]], "the ledger") if remembered else None


def _laid_down(place: Place) -> list[tuple[datetime, int, Path]]:
    """Return moment, number and path of each file that bears a moment for its name, in order."""
    return sorted(_named(place.policies))


def _named(directory: Path) -> Iterator[tuple[datetime, int, Path]]:
    try:
        paths = list(directory.iterdir())
    except FileNotFoundError:
        return
    for path in paths:
        yield from _named_so(path)


def _named_so(path: Path) -> Iterator[tuple[datetime, int, Path]]:
    name = _NAME.fullmatch(path.name)
    if name is None:
        return
    day, hour, minute, second, number = name.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{hour}:{minute}:{second}").replace(tzinfo=SITE_ZONE)
    except ValueError:
        return
    yield moment, int(number or 1), path


def _free_number(place: Place, ledger: Ledger, moment: datetime) -> int:
    try:
        named = [*_laid_down(place)]
    except OSError as problem:
        what = f"{place.policies} cannot be read: {problem.strerror or problem}."
        raise WorldFault(Fault.FILE_UNWRITABLE, what) from problem
    for event in ledger.events(EventKind.POLICY_LAID):
        # Also of a file that is missing: its name stays its own.
        named += _named_so(place.policies / event.detail["file"])
    return max((number for at, number, _ in named if at == moment), default=0) + 1


def lay_down(place: Place, ledger: Ledger, policy: Policy, since: datetime, now: datetime, *, who: str) -> Path:
    """Let `policy` hold from `since` on (aware, whole seconds, not before `now`); return its file.

    That it was laid down, by `who` and on whose authority, stands in the ledger at once; that it is in force, from its
    moment on. What was laid down earlier stays beside it; of two for the same moment the later one holds. Event and
    file are written both or neither. Raises `WrongUse` for a moment that is past.
    """
    moment = site_moment(since).replace(microsecond=0)
    if moment < site_moment(now).replace(microsecond=0):
        raise WrongUse(f"{moment:%Y-%m-%d %H:%M:%S} is past: a policy cannot hold before it was laid down.")
    text = policy_to_toml(policy)
    path: Path | None = None
    try:
        with ledger.file.writing() as connection:
            # Nobody else lays one down meanwhile: the number is free.
            number = _free_number(place, ledger, moment)
            suffix = "" if number == 1 else f".{number}"
            file = f"{moment:%Y-%m-%dT%H-%M-%S}{suffix}.toml"
            words = (who, version(policy), policy.issued_by)
            detail = {"from": moment.isoformat(), "file": file, "toml": text}
            event = ledger.append(connection, EventKind.POLICY_LAID, now, words, detail)
            path = place.policies / file
            write_durably(path, text.encode())
    except BaseException:
        if path is not None:
            # The event was not committed: no gate is to take up what nobody laid down.
            with suppress(OSError):
                path.unlink()
        raise
    ledger.remember(Head(event.place, event.hash))
    return path
