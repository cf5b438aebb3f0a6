"""Founds a new terminal: its directory, settings, policy, keys, first lists and an empty ledger."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from gate_terminal.application.place import Place
from gate_terminal.application.settings import LedgerSettings, Settings, write_settings
from gate_terminal.credentials.durable import write_durably
from gate_terminal.credentials.keys import KeyRing, read_or_make_digest_key, read_or_make_passphrase
from gate_terminal.credentials.ledger_key import make_ledger_key, mark_of
from gate_terminal.credentials.practice import PRACTICE_PUBLIC_KEY
from gate_terminal.credentials.store import ListStore
from gate_terminal.credentials.trust import KeyEntry, Role
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.policy import Policy, policy_to_toml
from gate_terminal.ledger.file import open_file
from gate_terminal.register.schema import prepare_register


def found(
    place: Place,
    settings: Settings,
    policy: Policy,
    now: datetime,
    passphrase: str | None = None,
    *,
    root: bytes | None = None,
    encrypted: bool = False,
) -> None:
    """Make a terminal in `place`; one that is there already is refused and left as it is.

    `passphrase` encrypts the key files; without one a random one is made and stored beside them. With `root`, the
    fingerprint (32 bytes) of another office's root, the terminal has no signing keys: it believes that office's lists.
    The ledger of one that is `encrypted` opens with the stored passphrase; the form was chosen before (`encrypt_new`).
    The settings are written last: a founding that broke off can be begun again in an emptied directory.
    """
    if place.settings.exists():
        raise WrongUse(f"There is a terminal in {place.root} already; nothing was changed.")
    try:
        for directory in (place.root, place.keys, place.lists, place.backups, place.logs):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            # One that was there already may be open to everybody.
            directory.chmod(0o700)
        read_or_make_digest_key(place.keys)
        if root is None:
            ring = KeyRing.create(place.keys, read_or_make_passphrase(place.keys, passphrase))
            _publish_first_lists(place, settings, ring, now)
        else:
            ListStore(place.lists).pin(root)
        if encrypted:
            key = make_ledger_key(place.keys, read_or_make_passphrase(place.keys))
            settings = replace(settings, ledger=LedgerSettings(mark_of(key)))
        ledger = open_file(place.ledger, window=False, create=True)
        try:
            prepare_register(ledger)
        finally:
            ledger.close()
        write_durably(place.policy, policy_to_toml(policy).encode("utf-8"))
        write_settings(place.settings, settings)
    except OSError as problem:
        raise WorldFault(
            Fault.FILE_UNWRITABLE, f"{place.root} cannot be written to: {problem.strerror or problem}."
        ) from problem


def _publish_first_lists(place: Place, settings: Settings, ring: KeyRing, now: datetime) -> None:
    entries = [
        KeyEntry(Role.PASS, ring.public_key(Role.PASS), zones=frozenset({settings.site.zone})),
        KeyEntry(Role.LIST, ring.public_key(Role.LIST)),
    ]
    if settings.site.practice:
        entries.append(KeyEntry(Role.PASS, PRACTICE_PUBLIC_KEY, practice=True))
    store = ListStore(place.lists)
    store.pin(ring.root_fingerprint())
    store.publish_keys(ring.signing_key(Role.ROOT), entries, now)
    store.publish_status(ring.signing_key(Role.LIST), {}, (), now)
