"""Identifies who stands at the gate: from a pass that was shown, a serial that was typed, or an address."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from gate_terminal.application.screen import visiting
from gate_terminal.application.screen.events import PassRead, PassRejected
from gate_terminal.application.screen.signs import Notice
from gate_terminal.application.screen.visit import Doubt, Visit
from gate_terminal.credentials.claims import Claims
from gate_terminal.credentials.codes import PassCode, Revocation
from gate_terminal.credentials.reading import PassReading, read_pass
from gate_terminal.credentials.serial import pass_id_of
from gate_terminal.credentials.trust import Trust
from gate_terminal.domain.attempt import Circumstances
from gate_terminal.domain.facts import PartyState
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.people import Household, PassKind, PassRecord, PassStatus, Person
from gate_terminal.domain.words import PassShown, Site, Subject

_log = logging.getLogger(__name__)

_SERIAL_LENGTH = 9
_PREFIX = "GP"

# Who bears a pass of another kind; residents' and temporary ones stand under the rule of the place.
_SUBJECTS = {
    PassKind.STAFF: Subject.EMPLOYEE,
    PassKind.VISITOR: Subject.VISITOR,
    PassKind.VEHICLE: Subject.SUPPLY_VEHICLE,
}

# What a guard is told; a pass that is told apart here identifies nobody.
_NOTICES = {
    PassCode.GATE_NOT_READY: Notice.GATE_NOT_READY,
    PassCode.NOT_A_PASS: Notice.OTHER_CODE,
    PassCode.UNSUPPORTED_VERSION: Notice.UNSUPPORTED_VERSION,
    PassCode.DAMAGED: Notice.DAMAGED,
    PassCode.MALFORMED: Notice.MALFORMED,
    PassCode.UNKNOWN_KEY: Notice.UNKNOWN_KEY,
    PassCode.BAD_SIGNATURE: Notice.BAD_SIGNATURE,
    PassCode.KEY_REVOKED: Notice.KEY_REVOKED,
    PassCode.KEY_NOT_ALLOWED: Notice.KEY_NOT_ALLOWED,
    PassCode.WRONG_ZONE: Notice.WRONG_ZONE,
    PassCode.NOT_IN_REGISTER: Notice.NOT_IN_REGISTER,
    PassCode.NOT_YET_VALID: Notice.NOT_YET_VALID,
    PassCode.EXPIRED: Notice.EXPIRED,
}


class Books(Protocol):
    """What identification needs of the register."""

    def identify(self, household_id: str) -> Household | None:
        """Return the household with that id, None where there is none (or it has moved out)."""
        ...

    def household_by_address(self, written: str) -> Household | None:
        """Return the household at an address, in any of the forms that people write."""
        ...

    def pass_by_id(self, pass_id: str) -> PassRecord | None:
        """Return the issued pass with that id (10 hex digits)."""
        ...


class Reception:
    """Turns what was shown or typed into a :class:`Visit`, or says why it identifies nobody."""

    def __init__(
        self,
        books: Books,
        state_of: Callable[[str], PartyState],
        with_turn: Callable[[Visit, datetime], Visit],
        doubts_of: Callable[[str, datetime], tuple[Doubt, ...]],
        *,
        site: Site,
        zone: int,
        digest_key: bytes,
    ) -> None:
        self._books = books
        self._state_of = state_of
        self._with_turn = with_turn
        self._doubts_of = doubts_of
        self._subject = Subject.VILLAGER if site is Site.VILLAGE else Subject.RESIDENT
        self._zone = zone
        self._digest_key = digest_key

    def shown(
        self, untrusted: bytes | str, trust: Trust, now: datetime, uid: str, *, asked: int | None, clock_suspect: bool
    ) -> PassRead | PassRejected:
        """Identify by the text of a code; `asked` is None for what the camera saw."""
        reading = read_pass(
            untrusted,
            trust,
            None if clock_suspect else now.date(),
            zone=self._zone,
            in_register=lambda pass_id: _is_listed(pass_id, trust) or self._books.pass_by_id(pass_id.hex()) is not None,
            digest_key=self._digest_key,
        )
        # The code and a keyed digest, never the payload: a log is no place to collect passes.
        _log.info("pass shown: %s %s", reading.code, reading.digest)
        if reading.claims is None or reading.serial is None:
            return PassRejected(_NOTICES[reading.code], asked=asked)
        listed = _is_listed(reading.claims.pass_id, trust)
        return self._verified(reading, reading.claims, reading.serial, now, uid, asked=asked, listed=listed)

    def _verified(
        self,
        reading: PassReading,
        claims: Claims,
        serial: str,
        now: datetime,
        uid: str,
        *,
        asked: int | None,
        listed: bool,
    ) -> PassRead | PassRejected:
        record = self._books.pass_by_id(claims.pass_id.hex())
        revocation = reading.revocation or _revocation_of(record)
        notice = None
        match reading.code:
            case PassCode.OK | PassCode.CLOCK_SUSPECT | PassCode.PASS_REVOKED:
                shown = _shown_as(revocation)
            case PassCode.EXPIRED | PassCode.NOT_YET_VALID:
                # It still says who this is, and nobody is kept from coming home; going out takes the supervisor.
                shown = _shown_as(revocation) if revocation else PassShown.FORGOTTEN
                notice = _NOTICES[reading.code]
            case _:
                return PassRejected(_NOTICES[reading.code], asked=asked)
        household = self._books.identify(claims.household_id)
        if household is None and record is None and listed:
            # Issued by an office whose register is not here: the signature says which household, the card its address.
            household = Household(claims.household_id, serial)
        if household is None:
            return PassRejected(Notice.NOT_IN_REGISTER, asked=asked)
        visit = self._visit(household, shown, now, uid, PassKind(claims.kind))
        return PassRead(replace(visit, serial=serial, practice=reading.practice), asked, notice)

    def typed(
        self, text: str, now: datetime, uid: str, *, asked: int, no_pass: bool, clock_suspect: bool
    ) -> PassRead | PassRejected:
        """Identify by a typed serial (a look-up, marked as typed) or, where that is none, by an address."""
        if not no_pass and _is_like_a_serial(text):
            try:
                pass_id = pass_id_of(text)
            except WrongUse:
                return PassRejected(Notice.SERIAL_WRONG, asked=asked)
            record = self._books.pass_by_id(pass_id.hex())
            household = self._books.identify(record.household) if record else None
            if record is None or household is None:
                return PassRejected(Notice.NOT_IN_REGISTER, asked=asked)
            judged = None if clock_suspect else _judged(record, now)
            shown = _shown_as(_revocation_of(record))
            if judged is not None and shown is PassShown.SHOWN:
                shown = PassShown.FORGOTTEN
            visit = self._visit(household, shown, now, uid, record.kind)
            return PassRead(replace(visit, serial=record.serial, serial_typed=True), asked, judged)
        household = self._books.household_by_address(text)
        if household is None:
            return PassRejected(Notice.NOT_FOUND, asked=asked)
        return PassRead(self._visit(household, PassShown.FORGOTTEN, now, uid), asked)

    def _visit(
        self,
        household: Household,
        shown: PassShown,
        now: datetime,
        uid: str,
        kind: PassKind = PassKind.RESIDENT,
    ) -> Visit:
        visit = Visit(
            uid=uid,
            label=household.address,
            subject=_SUBJECTS.get(kind, self._subject),
            party=household.id,
            # A roster without names still has somebody who goes out.
            persons=household.members or (Person(f"{household.id}/1", ""),),
            household=household,
            state=self._state_of(household.id),
            doubts=self._doubts_of(household.id, now),
            circumstances=Circumstances(
                pass_shown=shown,
                # A lost pass proves nothing about its bearer: the guard looks at the identity card.
                id_shown=shown not in {PassShown.LOST, PassShown.REVOKED},
                unit_number=household.unit_number,
                # What a pass of another kind stands for, as long as it holds.
                host_approved=kind is PassKind.VISITOR and shown is PassShown.SHOWN,
                document=kind is PassKind.VEHICLE and shown is PassShown.SHOWN,
            ),
        )
        return self._with_turn(visiting.proposed(visit), now)


def is_pass_text(text: str, *, scanned: bool = False) -> bool:
    """Tell whether a text is the content of a pass's code, or of a part of one, and no serial or address.

    A serial may begin as a code does. By hand nobody types a few characters of a code; a scanner may deliver them.
    """
    return text.startswith(_PREFIX) and not _is_like_a_serial(text) and (scanned or len(text) > _SERIAL_LENGTH)


def _is_like_a_serial(text: str) -> bool:
    plain = "".join(character for character in text if character.isalnum())
    return len(plain) == _SERIAL_LENGTH and plain.isascii()


def as_scanned(found: PassRead | PassRejected) -> PassRead | PassRejected:
    """Return `found` as it is told of what a scanner delivered.

    That is never a slip of the guard's fingers: what means nothing here is the code of another system.
    """
    if isinstance(found, PassRejected) and found.notice in {Notice.NOT_FOUND, Notice.SERIAL_WRONG}:
        return replace(found, notice=Notice.OTHER_CODE)
    return found


def _is_listed(pass_id: bytes, trust: Trust) -> bool:
    """Tell whether the signed status list names a pass as issued."""
    return trust.status is not None and pass_id in trust.status.issued_ids


def _revocation_of(record: PassRecord | None) -> Revocation | None:
    """Return what the register says of a pass; it may know more than the last signed list."""
    return None if record is None or record.status is PassStatus.ACTIVE else Revocation(record.status.value)


def _shown_as(revocation: Revocation | None) -> PassShown:
    match revocation:
        case None:
            return PassShown.SHOWN
        case Revocation.LOST | Revocation.STOLEN:
            return PassShown.LOST
        case Revocation.MOVED | Revocation.SUPERSEDED:
            return PassShown.REVOKED


def _judged(record: PassRecord, now: datetime) -> Notice | None:
    """Return what the days of a typed pass say."""
    if now.date() > record.valid_until:
        return Notice.EXPIRED
    return Notice.NOT_YET_VALID if now.date() < record.valid_from else None
