"""A register on a file of its own, with a clock that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import PassKind, PassRecord
from gate_terminal.register.passes import PassBook, SignedPass
from gate_terminal.register.register import Register
from gate_terminal.register.schema import prepare_register

NOW = datetime(2020, 2, 8, 9, 0, tzinfo=SITE_ZONE)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "gate.sqlite")
    database.execute("PRAGMA foreign_keys=ON")
    database.execute("PRAGMA busy_timeout=50")
    prepare_register(database)
    yield database
    database.close()


@pytest.fixture
def register(db: Database) -> Register:
    return Register(db, now=lambda: NOW)


@pytest.fixture
def book(db: Database) -> PassBook:
    return PassBook(db, now=lambda: NOW)


@pytest.fixture
def issue_to(book: PassBook) -> Callable[..., PassRecord]:
    """Issue one pass with made-up serial and text: the register does not look into either."""

    def issue(household: str, kind: PassKind = PassKind.RESIDENT, until: date = date(2021, 2, 7)) -> PassRecord:
        (draft,) = book.draft([household], kind, date(2020, 2, 8), until)
        number = draft.pass_id.upper()
        signed = SignedPass(draft, f"{number[:4]}-{number[4:8]}-{number[8]}", f"GP1{number}")
        book.issue([signed], "Wang")
        (record,) = book.by_serials([signed.serial])
        return record

    return issue
