"""Files from outside: rosters as CSV and XLSX, backups from a stick, the witness beside the ledger."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.words import Direction, Reason, Site, Subject, Verdict
from gate_terminal.ledger.backup import back_up, reading, verification_of
from gate_terminal.ledger.chain import Verification
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger
from gate_terminal.ledger.witness import Head, Witness
from gate_terminal.register.roster import Roster
from gate_terminal.register.roster_file import read_roster_file

from .conftest import HOSTILE_TEXT, attempted, damaged

NOON = datetime(2020, 2, 7, 12, tzinfo=SITE_ZONE)
CSV = "住址,电话,成员\n3-2-501,13800008000,张三;李四\n3-2-502,13800008001,王五\n".encode()
FEW = settings(max_examples=max(25, settings().max_examples // 10))
"""Each of these starts a process or opens a database."""


def workbook() -> bytes:
    book, packed = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in (["住址", "电话", "成员"], ["3-2-501", "13800008000", "张三"]):
        sheet.append(row)
    book.save(packed)
    return packed.getvalue()


XLSX = workbook()


def roster_or_fault(path: Path, content: bytes) -> None:
    """Either a roster whose rows are good or refused one by one, or a fault in words; in bounded time."""
    path.write_bytes(content)
    begun = time.monotonic()
    roster = attempted(lambda: read_roster_file(path))
    if isinstance(roster, Roster):
        assert all(entry.address.text for entry in roster.entries)
        assert all(refused.sentence for refused in roster.refused)
    else:
        assert isinstance(roster, WorldFault)
        assert roster.fault is Fault.FILE_UNREADABLE
        assert roster.detail.endswith(".")
    assert time.monotonic() - begun < 60


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@given(content=st.one_of(st.binary(max_size=400), damaged(CSV), HOSTILE_TEXT.map(
    lambda text: ("住址,成员\n" + text).encode("utf-8", "surrogatepass")
)))  # fmt: skip
@example(content="住址,成员\n,!".encode())
def test_any_csv_is_a_roster_or_is_refused(directory: Path, content: bytes) -> None:
    roster_or_fault(directory / "roster.csv", content)


@FEW
@given(content=st.one_of(damaged(XLSX), st.binary(max_size=200).map(lambda rest: b"PK\x03\x04" + rest)))
def test_any_damaged_workbook_is_a_roster_or_is_refused(directory: Path, content: bytes) -> None:
    roster_or_fault(directory / "roster.xlsx", content)


@FEW
@given(part=st.sampled_from(zipfile.ZipFile(io.BytesIO(XLSX)).namelist()), data=st.data())
def test_a_workbook_with_any_part_damaged_inside_is_survived(directory: Path, part: str, data: st.DataObject) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(XLSX)) as whole, zipfile.ZipFile(packed, "w") as made:
        for name in whole.namelist():
            content = whole.read(name)
            made.writestr(name, data.draw(damaged(content)) if name == part else content)
    roster_or_fault(directory / "inside.xlsx", packed.getvalue())


@pytest.fixture(scope="module")
def backup(directory: Path) -> Path:
    """A good backup of twenty rows."""
    path = directory / "gate.sqlite"
    with Ledger(open_file(path, window=False, create=True)) as ledger:
        for number in range(15):
            attempt = Attempt(
                uid=f"u{number}",
                at=NOON + timedelta(minutes=number),
                site=Site.COMPOUND,
                gate="east",
                lane="1",
                direction=Direction.OUT,
                subject=Subject.RESIDENT,
                party=f"h{number}",
                person="p",
            )
            ledger.record(attempt, lambda _facts: Decision(Verdict.ALLOW, Reason.OK_TURN, Proof("v")))
        for number in range(5):
            ledger.note(EventKind.REVEAL, who="w", about="a", why=f"reason {number}", at=NOON)
    return back_up(path, directory / "stick", at=NOON).path


def told_by(path: Path) -> list[tuple[object, ...]]:
    with reading(path, alone=True) as connection:
        return [
            row
            for sql in (
                "SELECT * FROM passages ORDER BY place",
                "SELECT * FROM events ORDER BY place",
                "SELECT * FROM event_words ORDER BY place",
            )
            for row in connection.execute(sql)
        ]


@FEW
@given(data=st.data())
def test_a_backup_that_is_called_whole_says_what_the_ledger_said(
    directory: Path, backup: Path, data: st.DataObject
) -> None:
    content = bytearray(backup.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    torn = directory / "torn.sqlite"
    torn.write_bytes(content[: data.draw(st.one_of(st.just(len(content)), st.integers(0, len(content))))])
    found = attempted(lambda: verification_of(torn))
    if isinstance(found, Verification):
        assert not found.whole or told_by(torn) == told_by(backup)
    else:
        assert isinstance(found, WorldFault)
        assert found.fault in {Fault.LEDGER_DAMAGED, Fault.LEDGER_READ_ONLY}


@FEW
@given(
    content=st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda rest: b"SQLite format 3\x00" + rest))
)
def test_no_file_that_is_none_is_a_backup(directory: Path, content: bytes) -> None:
    (directory / "none.sqlite").write_bytes(content)
    found = attempted(lambda: verification_of(directory / "none.sqlite"))
    assert isinstance(found, WorldFault) or not (isinstance(found, Verification) and found.whole)


HEAD = Head(1234, bytes(range(32)))
WRITTEN = f"{HEAD.place:019d} {HEAD.hash.hex()}\n".encode()


@given(content=st.one_of(st.binary(max_size=200), damaged(WRITTEN), st.just(WRITTEN)))
def test_a_witness_says_what_was_written_or_nothing(directory: Path, content: bytes) -> None:
    witness = Witness(directory / "seen.sqlite")
    witness.path.write_bytes(content)
    head = witness.read()
    if head is not None:
        assert f"{head.place:019d} {head.hash.hex()}\n".encode() == content


def test_a_witness_that_was_written_is_read(directory: Path) -> None:
    witness = Witness(directory / "other.sqlite")
    witness.remember(HEAD)
    witness.close()
    assert witness.read() == HEAD
