"""Reading a pass: the steps, their order, and that nothing hostile is accepted or raises."""

import random
import re
import string
from base64 import b32encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.credentials.claims import Claims, Kind
from gate_terminal.credentials.codes import PassCode, Revocation
from gate_terminal.credentials.cose import kid_of, public_bytes
from gate_terminal.credentials.gp1 import write_pass
from gate_terminal.credentials.practice import PRACTICE_PUBLIC_KEY, practice_signing_key
from gate_terminal.credentials.reading import PassReading, digest_payload, read_pass
from gate_terminal.credentials.serial import printed_serial
from gate_terminal.credentials.trust import KeyEntry, KeyList, ListNote, Role, StatusList, Trust
from gate_terminal.domain.faults import WrongUse

DAY = timedelta(days=1)
BASE32 = string.ascii_uppercase + "234567"
GOOD = Claims(3001, b"12345", b"1234", Kind.STAFF, date(2020, 1, 1), date(2020, 12, 31))


def trust_of(
    now: datetime, *entries: KeyEntry, revoked: Mapping[bytes, Revocation] | None = None, issued: Iterable[bytes] = ()
) -> Trust:
    keys = KeyList(1, now, now + 400 * DAY, entries)
    return Trust.of_lists(keys, StatusList(1, now, now + DAY, revoked or {}, frozenset(issued)))


def test_a_good_pass_is_ok_with_its_claims_and_serial(text: str, trust: Trust, today: date, claims: Claims) -> None:
    assert read_pass(text, trust, today) == PassReading(PassCode.OK, claims, printed_serial(claims.pass_id))


def test_every_single_changed_character_makes_a_pass_no_pass(text: str, trust: Trust, today: date) -> None:
    for place, right in enumerate(text):
        for wrong in {*BASE32, *"0189abz =\n\0", "é", "\ud800"} - {right}:
            reading = read_pass(text[:place] + wrong + text[place + 1 :], trust, today)
            assert reading.code is not PassCode.OK
            assert reading.claims is reading.serial is None


def test_every_dropped_doubled_or_swapped_character_makes_a_pass_no_pass(text: str, trust: Trust, today: date) -> None:
    for place in range(len(text) - 1):
        dropped = text[:place] + text[place + 1 :]
        doubled = text[:place] + text[place] + text[place:]
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        for changed in {dropped, doubled, swapped} - {text}:
            assert read_pass(changed, trust, today).claims is None


# --- the steps in their order: at each, all that could fail later fails too -------------------------------------


@pytest.fixture
def everything_wrong(
    now: datetime, claims: Claims, pass_key: Ed25519PrivateKey, today: date
) -> Callable[..., PassReading]:
    """A reading in which every step after the signature would fail; those named are put right."""

    def read(*right: PassCode) -> PassReading:
        entry = KeyEntry(
            Role.PASS,
            public_bytes(pass_key),
            zones=None if PassCode.KEY_NOT_ALLOWED in right else frozenset({4000}),
            revoked=PassCode.KEY_REVOKED not in right,
        )
        revoked = {} if PassCode.PASS_REVOKED in right else {claims.pass_id: Revocation.LOST}
        issued = {claims.pass_id} if PassCode.NOT_IN_REGISTER in right else set()
        day = today if PassCode.EXPIRED in right else claims.valid_until + DAY
        return read_pass(
            write_pass(claims, pass_key),
            trust_of(now, entry, revoked=revoked, issued=issued),
            day if PassCode.CLOCK_SUSPECT in right else None,
            zone=claims.zone if PassCode.WRONG_ZONE in right else 4001,
        )

    return read


def test_the_steps_after_the_signature_come_in_their_order(everything_wrong: Callable[..., PassReading]) -> None:
    steps = [
        PassCode.KEY_REVOKED,
        PassCode.KEY_NOT_ALLOWED,
        PassCode.WRONG_ZONE,
        PassCode.CLOCK_SUSPECT,
        PassCode.PASS_REVOKED,
        PassCode.EXPIRED,
        PassCode.NOT_IN_REGISTER,
        PassCode.OK,
    ]
    assert [everything_wrong(*steps[:done]).code for done in range(len(steps))] == steps


def test_the_codes_are_listed_in_the_order_of_the_steps() -> None:
    assert [code.value for code in PassCode] == [
        "gate_not_ready",
        "not_a_pass",
        "unsupported_version",
        "damaged",
        "malformed",
        "unknown_key",
        "bad_signature",
        "key_revoked",
        "key_not_allowed",
        "wrong_zone",
        "clock_suspect",
        "pass_revoked",
        "not_yet_valid",
        "expired",
        "not_in_register",
        "ok",
    ]


def test_without_a_key_list_the_gate_is_not_ready_whatever_is_shown(text: str, today: date) -> None:
    for shown in (text, "", "https://example.org", b"\xff"):
        assert read_pass(shown, Trust(), today).code is PassCode.GATE_NOT_READY


def test_the_form_is_judged_before_the_key(text: str, today: date, stranger: Ed25519PrivateKey) -> None:
    nobody = Trust.of_public_keys([public_bytes(stranger)])
    assert read_pass("x" + text, nobody, None).code is PassCode.NOT_A_PASS
    assert read_pass("GP2" + text[3:], nobody, None).code is PassCode.UNSUPPORTED_VERSION
    assert read_pass(text + "A", nobody, None).code is PassCode.DAMAGED
    assert read_pass("GP1" + "A" * 175, nobody, None).code is PassCode.MALFORMED
    assert read_pass(text, nobody, None).code is PassCode.UNKNOWN_KEY


def test_the_signature_is_judged_before_all_that_claims_say(
    text: str, now: datetime, pass_key: Ed25519PrivateKey
) -> None:
    revoked = KeyEntry(Role.PASS, public_bytes(pass_key), zones=frozenset(), revoked=True)
    changed = text[:100] + ("A" if text[100] != "A" else "B") + text[101:]
    reading = read_pass(changed, trust_of(now, revoked), None, zone=4000)
    assert (reading.code, reading.claims, reading.serial) == (PassCode.BAD_SIGNATURE, None, None)


def test_every_key_with_the_same_kid_is_tried(
    text: str, today: date, pass_key: Ed25519PrivateKey, stranger: Ed25519PrivateKey
) -> None:
    kid = kid_of(public_bytes(pass_key))
    twin, real = (KeyEntry(Role.PASS, public_bytes(key)) for key in (stranger, pass_key))
    assert read_pass(text, Trust({kid: (twin, real)}), today).code is PassCode.OK
    assert read_pass(text, Trust({kid: (real, twin)}), today).code is PassCode.OK
    assert read_pass(text, Trust({kid: (twin,)}), today).code is PassCode.BAD_SIGNATURE


def test_a_list_key_cannot_make_passes(claims: Claims, now: datetime, today: date, list_key: Ed25519PrivateKey) -> None:
    trust = trust_of(now, KeyEntry(Role.LIST, public_bytes(list_key)), issued={claims.pass_id})
    assert read_pass(write_pass(claims, list_key), trust, today).code is PassCode.UNKNOWN_KEY


@pytest.mark.parametrize(
    "limit",
    [
        {"zones": frozenset({3000})},
        {"kinds": frozenset(Kind) - {Kind.RESIDENT}},
        {"valid_from": date(2020, 2, 9)},
        {"valid_until": date(2021, 2, 7)},
    ],
)
def test_a_key_is_believed_only_for_its_zones_kinds_and_days(
    limit: dict[str, Any], text: str, now: datetime, today: date, pass_key: Ed25519PrivateKey
) -> None:
    entry = KeyEntry(Role.PASS, public_bytes(pass_key), **limit)
    assert read_pass(text, trust_of(now, entry), today).code is PassCode.KEY_NOT_ALLOWED


def test_a_key_whose_limits_just_hold_a_pass_is_believed(
    text: str, now: datetime, today: date, pass_key: Ed25519PrivateKey, claims: Claims
) -> None:
    zones, kinds = frozenset({claims.zone}), frozenset({claims.kind})
    entry = KeyEntry(Role.PASS, public_bytes(pass_key), zones, kinds, claims.valid_from, claims.valid_until)
    assert read_pass(text, trust_of(now, entry, issued={claims.pass_id}), today).code is PassCode.OK


def test_both_ends_of_the_period_are_included(text: str, trust: Trust, claims: Claims) -> None:
    days = [claims.valid_from - DAY, claims.valid_from, claims.valid_until, claims.valid_until + DAY]
    codes = [PassCode.NOT_YET_VALID, PassCode.OK, PassCode.OK, PassCode.EXPIRED]
    assert [read_pass(text, trust, day).code for day in days] == codes


@pytest.mark.parametrize("reason", Revocation)
def test_a_revoked_pass_says_why_even_when_it_has_expired(
    reason: Revocation, text: str, now: datetime, claims: Claims, pass_key: Ed25519PrivateKey
) -> None:
    trust = trust_of(now, KeyEntry(Role.PASS, public_bytes(pass_key)), revoked={claims.pass_id: reason})
    reading = read_pass(text, trust, claims.valid_until + DAY)
    assert (reading.code, reading.revocation, reading.claims) == (PassCode.PASS_REVOKED, reason, claims)


def test_a_suspect_clock_judges_no_date_but_does_not_hide_a_revocation(
    text: str, now: datetime, claims: Claims, pass_key: Ed25519PrivateKey
) -> None:
    trust = trust_of(now, KeyEntry(Role.PASS, public_bytes(pass_key)), revoked={claims.pass_id: Revocation.STOLEN})
    reading = read_pass(text, trust, None)
    assert (reading.code, reading.revocation, reading.claims) == (PassCode.CLOCK_SUSPECT, Revocation.STOLEN, claims)


def test_the_callers_register_is_asked_in_place_of_the_lists(
    text: str, now: datetime, today: date, claims: Claims, pass_key: Ed25519PrivateKey
) -> None:
    trust = trust_of(now, KeyEntry(Role.PASS, public_bytes(pass_key)))
    assert read_pass(text, trust, today).code is PassCode.NOT_IN_REGISTER
    assert read_pass(text, trust, today, in_register={claims.pass_id}.__contains__).code is PassCode.OK


def test_what_cannot_be_known_is_left_out_and_noted(
    text: str, now: datetime, today: date, pass_key: Ed25519PrivateKey
) -> None:
    keys = KeyList(1, now, now + DAY, (KeyEntry(Role.PASS, public_bytes(pass_key)),))
    trust = Trust.of_lists(keys, None)
    assert read_pass(text, trust, today).code is PassCode.OK
    assert trust.notes(now) == {ListNote.STATUS_MISSING}


def test_a_list_past_its_next_update_is_stale_and_still_used(
    text: str, now: datetime, today: date, claims: Claims, pass_key: Ed25519PrivateKey
) -> None:
    trust = trust_of(now, KeyEntry(Role.PASS, public_bytes(pass_key)), issued={claims.pass_id})
    assert trust.notes(now + DAY) == frozenset()
    assert trust.notes(now + DAY + timedelta(seconds=1)) == {ListNote.LIST_STALE}
    assert trust.notes(None) == frozenset()
    assert read_pass(text, trust, today).code is PassCode.OK


# --- practice -----------------------------------------------------------------------------------------------------


def test_a_practice_pass_is_marked_and_no_real_gate_trusts_it(
    claims: Claims, now: datetime, today: date, pass_key: Ed25519PrivateKey
) -> None:
    practice = write_pass(claims, practice_signing_key())
    real = KeyEntry(Role.PASS, public_bytes(pass_key))
    flagged = KeyEntry(Role.PASS, PRACTICE_PUBLIC_KEY, practice=True)
    issued = {claims.pass_id}
    assert read_pass(practice, trust_of(now, real, issued=issued), today).code is PassCode.UNKNOWN_KEY
    reading = read_pass(practice, trust_of(now, real, flagged, issued=issued), today)
    assert (reading.code, reading.practice) == (PassCode.OK, True)
    ours = read_pass(write_pass(claims, pass_key), trust_of(now, real, flagged, issued=issued), today)
    assert (ours.code, ours.practice) == (PassCode.OK, False)


def test_the_practice_key_cannot_stand_in_a_list_as_a_real_one() -> None:
    with pytest.raises(WrongUse, match="practice"):
        KeyEntry(Role.PASS, PRACTICE_PUBLIC_KEY)


# --- the log ------------------------------------------------------------------------------------------------------


def test_a_digest_is_keyed_and_holds_nothing_of_the_text(text: str, trust: Trust, today: date) -> None:
    reading = read_pass("GP1" + text[4:], trust, today, digest_key=b"k" * 32)
    assert reading.digest is not None
    assert re.fullmatch("[0-9a-f]{32}", reading.digest)
    assert reading.digest == digest_payload(b"k" * 32, ("GP1" + text[4:]).encode())
    assert reading.digest != digest_payload(b"l" * 32, "GP1" + text[4:])
    assert read_pass(text, trust, today).digest is None


# --- hostile texts ------------------------------------------------------------------------------------------------


def hostile_texts(text: str) -> Iterator[str | bytes]:
    nested = b"\x81" * 108 + b"\x00"
    endless = bytes.fromhex("d2849fff") + bytes(105)
    bomb = bytes.fromhex("d2845bffffffffffffffff") + bytes(98)
    bare_map = cbor2.dumps({1: 3001, 2: b"12345", 3: b"1234", 4: 1, 5: 20000, 6: 30000}).ljust(109, b"\0")
    yield from (
        "",
        "\0",
        "GP",
        "GP1",
        "GP1" * 60,
        text * 2,
        text + text[3:],
        text + "\0",
        "\ufeff" + text,
        "\u202e" + text,
    )
    yield from ("GP1" + b32encode(raw).decode().rstrip("=") for raw in (nested, endless, bomb, bare_map, bytes(109)))
    yield from ("GP1" + chr(code) * 175 for code in (0, 7, 10, 27, 127, 128, 0x661, 0xD800, 0xFF21, 0x1F600))
    yield from ("GP1" + "A" * 10_000_000, "G" * 10_000_000, "\0" * 10_000_000, "中" * 3_000_000)
    yield from (
        b"",
        b"\xff" * 178,
        b"GP1" + b"\x80" * 175,
        text.encode("utf-16"),
        text.encode() + b"\xc3\x28",
        b"\0" * 178,
    )
    yield from (
        "出入证 3-2-501",
        "李四|12-B",
        "https://example.org/?q=" + text,
        "'; DROP TABLE passages; --",
        "%s%n{0}",
    )


def test_no_hostile_text_is_accepted_or_raises_and_the_next_good_pass_is_read(
    text: str, trust: Trust, today: date
) -> None:
    for hostile in hostile_texts(text):
        reading = read_pass(hostile, trust, today, digest_key=b"k" * 32)
        assert reading.code not in {PassCode.OK, PassCode.GATE_NOT_READY}
        assert reading.claims is None
        assert read_pass(text, trust, today).code is PassCode.OK


@given(st.one_of(st.text(), st.binary(), st.text().map("GP1".__add__), st.binary().map(b"GP1".__add__)))
def test_any_text_and_any_bytes_give_a_reading(shown: str | bytes) -> None:
    reading = read_pass(shown, Trust.of_public_keys([PRACTICE_PUBLIC_KEY]), date(2020, 2, 8), digest_key=b"k")
    assert reading.claims is None


@given(st.binary(min_size=109, max_size=109))
def test_any_109_bytes_without_a_signature_are_no_pass(raw: bytes) -> None:
    shown = "GP1" + b32encode(raw).decode().rstrip("=")
    assert read_pass(shown, Trust.of_public_keys([PRACTICE_PUBLIC_KEY]), date(2020, 2, 8)).claims is None


@given(st.randoms(use_true_random=False), st.integers(2, 6))
def test_several_changed_bytes_of_a_good_pass_are_no_pass(chance: random.Random, changes: int) -> None:
    key = practice_signing_key()
    text = write_pass(GOOD, key)
    symbols = list(text)
    for place in chance.sample(range(3, 178), changes):
        symbols[place] = chance.choice(BASE32.replace(symbols[place], ""))
    assert read_pass("".join(symbols), Trust.of_public_keys([PRACTICE_PUBLIC_KEY]), date(2020, 2, 8)).claims is None


def test_a_public_key_that_is_no_point_of_the_curve_verifies_nothing(
    text: str, pass_key: Ed25519PrivateKey, today: date
) -> None:
    kid = kid_of(public_bytes(pass_key))
    for odd in (b"\xff" * 32, bytes(32), b"\x02" + bytes(31)):
        assert read_pass(text, Trust({kid: (KeyEntry(Role.PASS, odd),)}), today).code is PassCode.BAD_SIGNATURE


def test_a_pass_of_another_id_under_the_same_key_is_another_pass(
    text: str, other_claims: Claims, pass_key: Ed25519PrivateKey, trust: Trust, today: date
) -> None:
    other = read_pass(write_pass(other_claims, pass_key), trust, today)
    assert other.claims == other_claims
    assert other.serial != read_pass(text, trust, today).serial
