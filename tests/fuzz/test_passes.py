"""Passes, pictures' texts, signed lists and key files."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.application.strongroom import fingerprint_written
from gate_terminal.credentials.claims import Claims, Kind
from gate_terminal.credentials.codes import PassCode, Revocation
from gate_terminal.credentials.cose import fingerprint_of, public_bytes
from gate_terminal.credentials.gp1 import write_pass
from gate_terminal.credentials.keys import _KeyFile
from gate_terminal.credentials.lists import (
    KeyList,
    StatusList,
    open_key_list,
    open_status_list,
    sign_key_list,
    sign_status_list,
)
from gate_terminal.credentials.reading import read_pass
from gate_terminal.credentials.serial import pass_id_of, printed_serial
from gate_terminal.credentials.trust import KeyEntry, Role, Trust
from gate_terminal.devices.texts import payload_text
from gate_terminal.domain.faults import WorldFault, WrongUse
from gate_terminal.domain.moments import SITE_ZONE

from .conftest import HOSTILE_TEXT, attempted, damaged

KEY, ROOT, LISTS = (Ed25519PrivateKey.from_private_bytes(number.to_bytes(32)) for number in (1, 2, 3))
TODAY = date(2020, 2, 8)
NOW = datetime(2020, 2, 8, 9, tzinfo=SITE_ZONE)
TRUST = Trust.of_public_keys([public_bytes(KEY)])
CLAIMS = Claims(3001, bytes(5), bytes(4), Kind.RESIDENT, TODAY, date(2021, 2, 7))
TEXT = write_pass(CLAIMS, KEY)
KEY_LIST = KeyList(
    1, NOW, NOW + timedelta(days=30), (KeyEntry(Role.PASS, public_bytes(KEY)), KeyEntry(Role.LIST, public_bytes(LISTS)))
)
SEALED_KEYS = sign_key_list(KEY_LIST, ROOT)
STATUS = StatusList(1, NOW, NOW + timedelta(hours=36), {bytes(5): Revocation.LOST}, frozenset({bytes(5)}))
SEALED_STATUS = sign_status_list(STATUS, LISTS)


def test_the_good_ones_are_taken() -> None:
    assert read_pass(TEXT, TRUST, TODAY).code is PassCode.OK
    assert open_key_list(SEALED_KEYS, fingerprint_of(public_bytes(ROOT))) == KEY_LIST
    assert open_status_list(SEALED_STATUS, KEY_LIST)[0] == STATUS


@given(st.one_of(st.binary(max_size=3000), HOSTILE_TEXT, st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")))
def test_no_text_is_a_pass_that_nobody_signed(untrusted: str | bytes) -> None:
    for begun in (untrusted, f"GP1:{untrusted}" if isinstance(untrusted, str) else b"GP1:" + untrusted):
        reading = read_pass(begun, TRUST, TODAY)
        assert reading.code is not PassCode.OK
        assert reading.claims is None


@given(damaged(TEXT.encode()))
def test_no_damaged_pass_is_read_as_another(untrusted: bytes) -> None:
    reading = read_pass(untrusted, TRUST, TODAY)
    if reading.claims is not None:
        assert reading.claims == CLAIMS


@given(st.binary(max_size=400))
def test_any_payload_of_a_picture_becomes_text(payload: bytes) -> None:
    assert isinstance(payload_text(payload), str)


@given(HOSTILE_TEXT)
def test_a_typed_serial_is_one_or_is_refused_in_words(typed: str) -> None:
    pass_id = attempted(lambda: pass_id_of(typed))
    if isinstance(pass_id, bytes):
        assert len(pass_id) == 5
        assert pass_id_of(printed_serial(pass_id)) == pass_id
    else:
        assert isinstance(pass_id, WrongUse)
        assert str(pass_id).rstrip().endswith(".")


@given(st.one_of(st.binary(max_size=600), damaged(SEALED_KEYS), damaged(SEALED_STATUS)))
def test_no_list_is_believed_that_was_not_signed_so(untrusted: bytes) -> None:
    with pytest.raises((WrongUse, WorldFault)):
        open_key_list(untrusted, fingerprint_of(public_bytes(ROOT)))
    with pytest.raises((WrongUse, WorldFault)):
        open_status_list(untrusted, KEY_LIST)


@given(st.one_of(st.binary(max_size=600), st.recursive(
    st.none() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
).map(lambda value: __import__("json").dumps(value).encode())))  # fmt: skip
def test_no_key_file_is_opened_that_is_none(content: bytes) -> None:
    with pytest.raises(WorldFault):
        _KeyFile.from_bytes(content, Path("root.key"))


@given(HOSTILE_TEXT)
def test_a_fingerprint_is_64_digits_or_is_refused(typed: str) -> None:
    fingerprint = attempted(lambda: fingerprint_written(typed))
    assert "64 hex digits" in str(fingerprint) if isinstance(fingerprint, WrongUse) else fingerprint
