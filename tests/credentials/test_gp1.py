"""The bytes of a pass: the published check value, the same bytes as outside tools write, and nothing else read."""

import warnings
from base64 import b32decode, b32encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.credentials import cose
from gate_terminal.credentials.claims import Claims, Kind, day_number, day_of
from gate_terminal.credentials.codes import PassCode
from gate_terminal.credentials.gp1 import UntrustedPass, beginning_under, take_apart, write_pass
from gate_terminal.credentials.practice import PRACTICE_PUBLIC_KEY, practice_signing_key
from gate_terminal.domain.faults import WrongUse

with warnings.catch_warnings():
    # Two outside verifiers; their own dependencies warn of their age when imported.
    warnings.simplefilter("ignore")
    from cwt import COSE, COSEKey
    from pycose.algorithms import EdDSA
    from pycose.headers import KID, Algorithm
    from pycose.keys import OKPKey
    from pycose.messages import CoseMessage, Sign1Message

CHECK_VALUE = (
    "GP12KCETIQBE4CEIARWETYKAWA4UYARSC5ZAJCVUHAP73TQGRGA77XACBABAUMVCVAGDFJMAWCAFQVY2XAOWAJH3RJUIAC3GQ3WCTFR7WVCCDXTRPIQXINUUNBHWOIMJHN"
    "AEYZOGVVHDKPC6TI3ZNZ6YMDW7NPGXGL35JXAL6QX7RHTYBQ"
)
CHECK_CLAIMS = Claims(
    3001, bytes.fromhex("5a1c0ffee7"), bytes.fromhex("c0ffee01"), Kind.RESIDENT, day_of(20820), day_of(21184)
)

any_claims = st.builds(
    Claims,
    zone=st.integers(256, 65535),
    pass_id=st.binary(min_size=5, max_size=5),
    household=st.binary(min_size=4, max_size=4),
    kind=st.sampled_from(Kind),
    valid_from=st.integers(256, 30000).map(day_of),
    valid_until=st.integers(30000, 65535).map(day_of),
)


def raw_of(text: str) -> bytes:
    return b32decode(text.removeprefix("GP1") + "=")


def as_map(claims: Claims) -> dict[int, object]:
    """The claims as any CBOR library takes them."""
    days = day_number(claims.valid_from), day_number(claims.valid_until)
    return {1: claims.zone, 2: claims.pass_id, 3: claims.household, 4: int(claims.kind), 5: days[0], 6: days[1]}


def sealed_text(payload: bytes, signing_key: Ed25519PrivateKey) -> str:
    """A text whose signature holds, whatever its payload."""
    kid = cose.kid_of(cose.public_bytes(signing_key))
    raw = cose.seal(payload, signing_key, kid=kid, external_aad=b"GP1")
    return "GP1" + b32encode(raw).decode().rstrip("=")


def test_the_published_check_value_is_written_exactly() -> None:
    assert write_pass(CHECK_CLAIMS, practice_signing_key()) == CHECK_VALUE
    assert len(CHECK_VALUE) == 178


def test_the_published_check_value_is_read_exactly() -> None:
    parts = take_apart(CHECK_VALUE)
    assert isinstance(parts, UntrustedPass)
    assert parts.untrusted_claims == CHECK_CLAIMS
    assert cose.holds(parts.signature, parts.signed, PRACTICE_PUBLIC_KEY)
    assert take_apart(CHECK_VALUE.encode()) == parts


def test_the_practice_key_is_the_published_one() -> None:
    assert cose.public_bytes(practice_signing_key()) == PRACTICE_PUBLIC_KEY
    assert practice_signing_key().private_bytes_raw() == sha256(b"GP1 demo key, never use").digest()


@given(any_claims)
def test_any_possible_claims_come_back_from_178_characters(claims: Claims) -> None:
    text = write_pass(claims, practice_signing_key())
    assert len(text) == 178
    parts = take_apart(text)
    assert isinstance(parts, UntrustedPass)
    assert parts.untrusted_claims == claims


@given(any_claims, st.binary(min_size=4, max_size=4))
def test_a_pass_names_its_key_by_its_beginning(claims: Claims, other: bytes) -> None:
    text = write_pass(claims, practice_signing_key())
    own = cose.kid_of(PRACTICE_PUBLIC_KEY)
    assert text.startswith(beginning_under(own))
    assert text.startswith(beginning_under(other)) == (other == own)


@given(any_claims)
def test_cwt_writes_the_same_bytes_and_verifies_ours(claims: Claims) -> None:
    private = practice_signing_key()
    kid = cose.kid_of(PRACTICE_PUBLIC_KEY)
    key = COSEKey.new({1: 1, 3: -8, -1: 6, 2: kid, -2: PRACTICE_PUBLIC_KEY, -4: private.private_bytes_raw()})
    payload = cbor2.dumps(as_map(claims))
    theirs = COSE.new().encode(payload, key, protected={1: -8, 4: kid}, external_aad=b"GP1")
    ours = raw_of(write_pass(claims, private))
    assert ours == theirs
    public = COSEKey.new({1: 1, 3: -8, -1: 6, 2: kid, -2: PRACTICE_PUBLIC_KEY})
    assert COSE.new().decode(ours, public, external_aad=b"GP1") == payload


@given(any_claims)
def test_pycose_writes_the_same_bytes_and_verifies_ours(claims: Claims) -> None:
    private = practice_signing_key()
    key = OKPKey(crv="ED25519", x=PRACTICE_PUBLIC_KEY, d=private.private_bytes_raw())
    message = Sign1Message(
        phdr={Algorithm: EdDSA, KID: cose.kid_of(PRACTICE_PUBLIC_KEY)},
        payload=cbor2.dumps(as_map(claims)),
        external_aad=b"GP1",
        key=key,
    )
    ours = raw_of(write_pass(claims, private))
    assert message.encode() == ours
    read = CoseMessage.decode(ours)
    read.key = OKPKey(crv="ED25519", x=PRACTICE_PUBLIC_KEY)
    read.external_aad = b"GP1"
    assert read.verify_signature()
    read.external_aad = b"GPS1"
    assert not read.verify_signature()


@pytest.mark.parametrize(
    "changed",
    [
        {"zone": 255},
        {"zone": 65536},
        {"pass_id": b"1234"},
        {"household": b"12345"},
        {"valid_until": day_of(20819)},
        {"valid_until": day_of(65536)},
        {"valid_from": date(1969, 12, 31)},
    ],
)
def test_impossible_claims_are_refused_in_words(changed: dict[str, Any]) -> None:
    with pytest.raises(WrongUse):
        replace(CHECK_CLAIMS, **changed)


def test_a_day_whose_canonical_encoding_is_shorter_is_not_written() -> None:
    with pytest.raises(WrongUse, match="1970-09-14"):
        write_pass(replace(CHECK_CLAIMS, valid_from=day_of(255)), practice_signing_key())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", PassCode.NOT_A_PASS),
        ("G", PassCode.NOT_A_PASS),
        ("gp1" + CHECK_VALUE[3:], PassCode.NOT_A_PASS),
        (" " + CHECK_VALUE, PassCode.NOT_A_PASS),
        ("ＧＰ1" + CHECK_VALUE[3:], PassCode.NOT_A_PASS),
        (CHECK_VALUE[:-1] + "é", PassCode.NOT_A_PASS),
        ("https://example.org/GP1", PassCode.NOT_A_PASS),
        ("GP", PassCode.UNSUPPORTED_VERSION),
        ("GP2" + CHECK_VALUE[3:], PassCode.UNSUPPORTED_VERSION),
        ("GPx", PassCode.UNSUPPORTED_VERSION),
        ("GP1", PassCode.DAMAGED),
        (CHECK_VALUE[:-1], PassCode.DAMAGED),
        (CHECK_VALUE + "A", PassCode.DAMAGED),
        (CHECK_VALUE + "\n", PassCode.DAMAGED),
        (CHECK_VALUE[:-1] + "\n", PassCode.DAMAGED),
        (CHECK_VALUE.lower().replace("gp1", "GP1"), PassCode.DAMAGED),
        (CHECK_VALUE[:-1] + "=", PassCode.DAMAGED),
        (CHECK_VALUE[:50] + "0" + CHECK_VALUE[51:], PassCode.DAMAGED),
        ("GP1" + "A" * 175, PassCode.MALFORMED),
    ],
)
def test_a_text_that_is_no_pass_fails_at_its_step(text: str, code: PassCode) -> None:
    assert take_apart(text) is code
    assert take_apart(text.encode()) is code


def test_of_all_texts_for_the_same_bytes_only_the_canonical_one_is_read() -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    last = alphabet.index(CHECK_VALUE[-1])
    assert last % 8 == 0
    for spare_bits in range(1, 8):
        assert take_apart(CHECK_VALUE[:-1] + alphabet[last + spare_bits]) is PassCode.DAMAGED


@pytest.mark.parametrize("at", [*range(8), *range(12, 15), 15, 16, 17, 20, 21, 27, 28, 33, 35, 36, 39, 40, 43, 44])
def test_every_fixed_byte_of_the_template_must_be_as_it_is(at: int) -> None:
    raw = bytearray(raw_of(CHECK_VALUE))
    for bit in range(8):
        changed = bytes(raw[:at]) + bytes([raw[at] ^ 1 << bit]) + bytes(raw[at + 1 :])
        assert take_apart("GP1" + b32encode(changed).decode().rstrip("=")) is PassCode.MALFORMED


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (3, b"\x00\xff"),  # a zone below 256
        (19, b"\x00"),  # no kind
        (19, b"\x06"),
        (19, b"\xff"),
        (22, b"\xff\xff"),  # from after until
    ],
)
def test_signed_claims_that_break_a_rule_are_malformed_all_the_same(at: int, value: bytes) -> None:
    raw = raw_of(CHECK_VALUE)[15:43]
    payload = raw[:at] + value + raw[at + len(value) :]
    assert take_apart(sealed_text(payload, practice_signing_key())) is PassCode.MALFORMED


def test_a_signed_payload_of_other_cbor_is_malformed_or_damaged() -> None:
    claims = as_map(CHECK_CLAIMS)
    for content in (
        {**claims, 7: 0},
        dict(reversed(claims.items())),
        [claims],
        {key: value for key, value in claims.items() if key < 6},
        b"\x81" * 28,
    ):
        payload = content if isinstance(content, bytes) else cbor2.dumps(content)
        assert take_apart(sealed_text(payload, practice_signing_key())) in {PassCode.MALFORMED, PassCode.DAMAGED}
