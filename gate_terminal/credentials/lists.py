"""The key list (``GPK1``) and the status list (``GPS1``) as signed bytes, alike on a stick and from a hub.

A list is a COSE_Sign1 envelope like a pass, but its kid is the signer's whole public key and its payload
canonical JSON in ASCII. The payload is looked at only after the signature held.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_terminal.credentials import cose
from gate_terminal.credentials.claims import Kind
from gate_terminal.credentials.codes import Revocation
from gate_terminal.credentials.serial import PASS_ID_LENGTH
from gate_terminal.credentials.trust import KeyEntry, KeyList, Role, StatusList
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.moments import civil_day

KEY_LIST_AAD, STATUS_LIST_AAD = b"GPK1", b"GPS1"

SIZE_LIMIT = 16 << 20
"""Bytes; a status list of 10⁵ passes has 1.3 million."""

_HEAD = bytes.fromhex("d2845826a20127045820")
_SIGNER = slice(len(_HEAD), len(_HEAD) + cose.PUBLIC_KEY_LENGTH)
_REST = slice(_SIGNER.stop + 1, -(cose.SIGNATURE_LENGTH + 2))
_EMPTY_HEADER = slice(_SIGNER.stop, _SIGNER.stop + 1)
_SIGNATURE_HEAD = slice(_REST.stop, -cose.SIGNATURE_LENGTH)


class ListFault(StrEnum):
    """Why a list was refused."""

    UNREADABLE = "unreadable"
    OTHER_ROOT = "other_root"
    UNKNOWN_SIGNER = "unknown_signer"
    SIGNER_REVOKED = "signer_revoked"
    BAD_SIGNATURE = "bad_signature"
    MALFORMED = "malformed"
    NOT_NEWER = "not_newer"


class ListRefused(WrongUse):
    """A list that this gate does not take; the one in use stays. The message is one clear sentence."""

    def __init__(self, why: ListFault, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


@dataclass(frozen=True, slots=True)
class SealedList:
    """A list file taken apart; nothing of it is trusted before :meth:`open_with` returned its payload."""

    signer: bytes
    """The public key that claims to have signed it."""
    _untrusted_payload: bytes
    _signature: bytes

    def open_with(self, external_aad: bytes) -> dict[str, Any]:
        """Return the payload's fields if the signer's signature holds for this kind of list."""
        signed = cose.signed_bytes(self.signer, external_aad, self._untrusted_payload)
        if not cose.holds(self._signature, signed, self.signer):
            raise ListRefused(ListFault.BAD_SIGNATURE, "The signature of the list does not hold: it was changed.")
        try:
            fields: dict[str, Any] = json.loads(self._untrusted_payload)
            canonical = isinstance(fields, dict) and _canonical(fields) == self._untrusted_payload
        except (ValueError, RecursionError) as error:
            raise _malformed() from error
        if not canonical:
            raise _malformed()
        return fields


def take_list_apart(untrusted: bytes) -> SealedList:
    """Return the parts of a list file; :class:`ListRefused` where the bytes are no list at all."""
    region = untrusted[_REST]
    payload = next(
        (region[head:] for head in (2, 3, 5) if region[:head] == cose.byte_string_head(len(region) - head)), None
    )
    framed = (
        len(untrusted) <= SIZE_LIMIT
        and untrusted.startswith(_HEAD)
        and untrusted[_EMPTY_HEADER] == b"\xa0"
        and untrusted[_SIGNATURE_HEAD] == b"\x58\x40"
    )
    if payload is None or not framed:
        raise ListRefused(ListFault.UNREADABLE, "This file is no key list and no status list, or it is torn.")
    return SealedList(untrusted[_SIGNER], payload, untrusted[-cose.SIGNATURE_LENGTH :])


def sign_key_list(key_list: KeyList, root_key: Ed25519PrivateKey) -> bytes:
    """Return the bytes of a key list under the root's signature."""
    keys = [
        {
            "role": entry.role.value,
            "public_key": entry.public_key.hex(),
            "zones": None if entry.zones is None else sorted(entry.zones),
            "kinds": None if entry.kinds is None else sorted(int(kind) for kind in entry.kinds),
            "from": None if entry.valid_from is None else entry.valid_from.isoformat(),
            "until": None if entry.valid_until is None else entry.valid_until.isoformat(),
            "revoked": entry.revoked,
            "practice": entry.practice,
        }
        for entry in key_list.entries
    ]
    return _seal({**_common(key_list), "keys": keys}, root_key, KEY_LIST_AAD)


def sign_status_list(status: StatusList, list_key: Ed25519PrivateKey) -> bytes:
    """Return the bytes of a status list under the list key's signature."""
    fields = {
        **_common(status),
        "revoked": {pass_id.hex(): reason.value for pass_id, reason in status.revoked.items()},
        "issued_ids": sorted(pass_id.hex() for pass_id in status.issued_ids),
    }
    return _seal(fields, list_key, STATUS_LIST_AAD)


def open_key_list(untrusted: bytes, root_fingerprint: bytes) -> KeyList:
    """Return a key list signed by the root whose fingerprint (32 bytes) is pinned, or raise :class:`ListRefused`."""
    sealed = take_list_apart(untrusted)
    if cose.fingerprint_of(sealed.signer) != root_fingerprint:
        raise ListRefused(ListFault.OTHER_ROOT, "This key list was signed by another root than this gate's.")
    fields = sealed.open_with(KEY_LIST_AAD)
    try:
        return KeyList(*_common_of(fields), tuple(_entry_of(entry) for entry in fields["keys"]))
    except (KeyError, TypeError, ValueError, AttributeError, WrongUse) as error:
        raise _malformed() from error


def open_status_list(untrusted: bytes, key_list: KeyList) -> tuple[StatusList, KeyEntry]:
    """Return a status list and the list key that signed it, or raise :class:`ListRefused`.

    A signer that has been revoked is returned as such: whether its list is still of use is the caller's question.
    """
    sealed = take_list_apart(untrusted)
    signer = signer_among(sealed, key_list.entries)
    fields = sealed.open_with(STATUS_LIST_AAD)
    try:
        sequence, issued, next_update = _common_of(fields)
        revoked = {_pass_id_of(text): Revocation(reason) for text, reason in fields["revoked"].items()}
        issued_ids = frozenset(map(_pass_id_of, fields["issued_ids"]))
        day = civil_day(issued)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise _malformed() from error
    if not signer.covers(day, day):
        raise ListRefused(ListFault.UNKNOWN_SIGNER, "The status list was issued outside its key's period.")
    return StatusList(sequence, issued, next_update, revoked, issued_ids), signer


def signer_among(sealed: SealedList, entries: Iterable[KeyEntry]) -> KeyEntry:
    """Return the list key that claims to have signed, or raise :class:`ListRefused`."""
    for entry in entries:
        if entry.role is Role.LIST and entry.public_key == sealed.signer:
            return entry
    raise ListRefused(ListFault.UNKNOWN_SIGNER, "The list was signed by a key that the key list does not name.")


def after_theft(entries: Iterable[KeyEntry], stolen: bytes, successor: KeyEntry) -> tuple[KeyEntry, ...]:
    """Return the key list's entries after a theft: the stolen public key marked as revoked, its successor added."""
    kept = list(entries)
    if not any(entry.public_key == stolen for entry in kept):
        raise WrongUse("The key list does not name the stolen key.")
    return (*(_revoked(entry) if entry.public_key == stolen else entry for entry in kept), successor)


def _revoked(entry: KeyEntry) -> KeyEntry:
    return KeyEntry(
        entry.role,
        entry.public_key,
        entry.zones,
        entry.kinds,
        entry.valid_from,
        entry.valid_until,
        revoked=True,
        practice=entry.practice,
    )


def _seal(fields: dict[str, Any], signing_key: Ed25519PrivateKey, external_aad: bytes) -> bytes:
    signer = cose.public_bytes(signing_key)
    sealed = cose.seal(_canonical(fields), signing_key, kid=signer, external_aad=external_aad)
    if len(sealed) > SIZE_LIMIT:
        raise WrongUse(f"The list would have {len(sealed)} bytes; no gate takes more than {SIZE_LIMIT}.")
    return sealed


def _common(one: KeyList | StatusList) -> dict[str, Any]:
    return {
        "sequence": one.sequence,
        "issued": one.issued.isoformat(),
        "next_update": one.next_update.isoformat(),
    }


def _common_of(fields: dict[str, Any]) -> tuple[int, datetime, datetime]:
    sequence, issued, next_update = (
        fields["sequence"],
        *(datetime.fromisoformat(fields[name]) for name in ("issued", "next_update")),
    )
    if type(sequence) is not int or sequence < 1 or issued.tzinfo is None or next_update.tzinfo is None:
        raise ValueError(fields)
    return sequence, issued, next_update


def _entry_of(fields: dict[str, Any]) -> KeyEntry:
    first, last = (None if fields[name] is None else date.fromisoformat(fields[name]) for name in ("from", "until"))
    if type(fields["revoked"]) is not bool or type(fields["practice"]) is not bool:
        raise TypeError(fields)
    return KeyEntry(
        role=Role(fields["role"]),
        public_key=bytes.fromhex(fields["public_key"]),
        zones=None if fields["zones"] is None else frozenset(map(int, fields["zones"])),
        kinds=None if fields["kinds"] is None else frozenset(map(Kind, fields["kinds"])),
        valid_from=first,
        valid_until=last,
        revoked=fields["revoked"],
        practice=fields["practice"],
    )


def _pass_id_of(text: str) -> bytes:
    pass_id = bytes.fromhex(text)
    if len(pass_id) != PASS_ID_LENGTH:
        raise ValueError(text)
    return pass_id


def _canonical(fields: dict[str, Any]) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def _malformed() -> ListRefused:
    return ListRefused(ListFault.MALFORMED, "The list is signed but not of a form that this program reads.")
