"""Ledgers of every earlier form are stored as text; this program brings each up to date, or leaves it as it was."""

from __future__ import annotations

import sqlite3 as plain
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database
from sqlite_utils.utils import sqlite3

from gate_terminal.domain.faults import WorldFault
from gate_terminal.domain.words import Reason
from gate_terminal.ledger.backup import back_up
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.restore import restore
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.schema import STEP_NAMES
from gate_terminal.ledger.starting import check_at_start
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.register import Register
from gate_terminal.register.schema import prepare_register

from .conftest import NOON, Gate, StandingClock

STORED = Path(__file__).parent.parent / "data" / "ledgers"
NAMES = sorted(path.stem for path in STORED.glob("*.sql"))
HOUR = timedelta(hours=1)


def stored(path: Path, name: str) -> Path:
    """Make the ledger file that an earlier program left."""
    with closing(plain.connect(path)) as connection:
        connection.executescript((STORED / f"{name}.sql").read_text("utf-8"))
        connection.execute("PRAGMA journal_mode = WAL")
    return path


def everything(path: Path) -> list[str]:
    with closing(plain.connect(path)) as connection:
        return list(connection.iterdump())


def test_a_ledger_of_every_form_that_there_ever_was_is_stored() -> None:
    assert [name.split("-", 1)[1] for name in NAMES] == list(STEP_NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_earlier_ledger_is_brought_up_to_date_and_the_lane_goes_on(
    tmp_path: Path, clock: StandingClock, name: str
) -> None:
    path = stored(tmp_path / "gate.sqlite", name)
    clock.moment = NOON + 75 * HOUR
    with Ledger.open(path, window=True, now=clock.now) as ledger:
        prepare_register(ledger.file)
        checked = check_at_start(ledger.file)
        assert (checked.rebuilt, checked.mended) == ((), ())
        assert verify(ledger.file).findings == ()
        seven = [
            ("allow", "ok_turn"),
            ("allow", "ok_return"),
            ("refuse", "quota_used"),
            ("allow", "ok_turn"),
            ("allow", "ok_turn"),
            ("allow", "return_filled_in"),
            ("allow", "ok_turn_missed_return"),
        ]
        passages = list(ledger.passages())
        assert [(str(p.decision.verdict), str(p.decision.reason)) for p in passages][:7] == seven
        void = passages[3].void
        assert void is not None
        assert void.why == "wrong household"
        assert [event.why for event in ledger.events(EventKind.LOGIN)] == ["grounds"]
        homes = list(Register(ledger.file).households())
        assert [sheet.household.address for sheet in homes] == ["3-2-501", "3-2-502"]
        away = homes[1].household
        gate = Gate(ledger, asked=1000)
        refused = gate.out(away.members[0].id, NOON + 75 * HOUR, party=away.id)
        assert refused.decision.reason is not Reason.OK_TURN
        assert gate.back(away.members[0].id, NOON + 76 * HOUR, party=away.id).decision.reason is Reason.OK_RETURN
        assert verify(ledger.file).findings == ()


@pytest.mark.parametrize("name", NAMES[:-1])
def test_a_migration_that_fails_anywhere_leaves_the_old_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = stored(tmp_path / "gate.sqlite", name)
    before = everything(path)
    real = Database.execute
    failures = 0
    for fatal in range(1, 100):
        statements = 0

        def failing(db: Database, sql: str, *parameters: Any, fatal: int = fatal) -> Any:
            nonlocal statements
            if sql.lstrip().upper().startswith(("CREATE", "ALTER", "DROP", "INSERT")):
                statements += 1
                if statements == fatal:
                    error = sqlite3.OperationalError("database or disk is full")
                    error.sqlite_errorcode = 13
                    raise error
            return real(db, sql, *parameters)

        monkeypatch.setattr(Database, "execute", failing)
        try:
            open_file(path, window=True).close()
        except WorldFault as fault:
            failures += 1
            assert "full" in fault.detail  # noqa: PT017
            monkeypatch.setattr(Database, "execute", real)
            assert everything(path) == before
        else:
            break
    assert failures >= 3
    monkeypatch.setattr(Database, "execute", real)
    with Ledger.open(path, window=True) as ledger:
        assert verify(ledger.file).findings == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_backup_of_an_earlier_program_is_restored(tmp_path: Path, clock: StandingClock, name: str) -> None:
    old = stored(tmp_path / "old.sqlite", name)
    back_up(old, tmp_path / "backups", at=NOON)
    path = tmp_path / "gate.sqlite"
    path.write_bytes(b"torn")
    restored = restore(path, [tmp_path / "backups"], now=clock.now)
    assert restored.rows_lost == 0
    with Ledger.open(path, window=True, now=clock.now) as ledger:
        assert verify(ledger.file).findings == ()
        assert len(list(ledger.passages())) >= 7
