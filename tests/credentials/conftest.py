"""What the tests of passes share: keys of their own, one good pass, and days around it."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from gate_terminal.credentials.claims import Claims, Kind
from gate_terminal.credentials.cose import public_bytes
from gate_terminal.credentials.gp1 import write_pass
from gate_terminal.credentials.trust import Trust
from gate_terminal.domain.moments import SITE_ZONE


def key_number(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(number.to_bytes(32))


@pytest.fixture
def pass_key() -> Ed25519PrivateKey:
    return key_number(1)


@pytest.fixture
def list_key() -> Ed25519PrivateKey:
    return key_number(2)


@pytest.fixture
def root_key() -> Ed25519PrivateKey:
    return key_number(3)


@pytest.fixture
def stranger() -> Ed25519PrivateKey:
    return key_number(4)


@pytest.fixture
def today() -> date:
    return date(2020, 2, 8)


@pytest.fixture
def now() -> datetime:
    return datetime(2020, 2, 8, 9, 0, tzinfo=SITE_ZONE)


@pytest.fixture
def claims(today: date) -> Claims:
    return Claims(
        zone=3001,
        pass_id=bytes.fromhex("0102030405"),
        household=bytes.fromhex("a1b2c3d4"),
        kind=Kind.RESIDENT,
        valid_from=today,
        valid_until=replace_year(today),
    )


def replace_year(day: date) -> date:
    return day.replace(year=day.year + 1)


@pytest.fixture
def text(claims: Claims, pass_key: Ed25519PrivateKey) -> str:
    return write_pass(claims, pass_key)


@pytest.fixture
def trust(pass_key: Ed25519PrivateKey) -> Trust:
    return Trust.of_public_keys([public_bytes(pass_key)])


@pytest.fixture
def other_claims(claims: Claims) -> Claims:
    return replace(claims, pass_id=bytes.fromhex("1112131415"))
