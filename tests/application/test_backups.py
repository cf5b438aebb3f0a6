"""Hourly backups, and what a window checks of its ledger when it opens."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from gate_terminal.application.backups import SECONDS_BETWEEN, SETTLE_SECONDS, HourlyBackups
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen.events import Event, OrganReported
from gate_terminal.application.screen.values import Lamp
from gate_terminal.credentials.terminal_key import TerminalKey
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.ledger.backup import backups
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.codes import checkpoints
from gate_terminal.ledger.file import open_file

from .conftest import Compound
from .test_registrar import decided, shown


def test_a_backup_is_due_an_hour_after_the_last_one(compound: Compound) -> None:
    told: list[Event] = []
    hourly = HourlyBackups(compound.place.ledger, compound.place.backups, compound.clock, told.append)
    assert hourly.due_in() == SETTLE_SECONDS
    hourly.back_up_now()
    assert [path.exists() for _, path in backups(compound.place.backups)] == [True]
    assert hourly.due_in() == SECONDS_BETWEEN
    compound.clock.forward(minutes=50)
    assert hourly.due_in() == pytest.approx(600)
    compound.clock.wall -= timedelta(days=2)
    assert hourly.due_in() == SETTLE_SECONDS
    assert told == []


def test_a_stick_that_is_not_there_is_told_and_a_later_backup_takes_it_back(compound: Compound, tmp_path: Path) -> None:
    told: list[Event] = []
    stick = tmp_path / "stick"
    stick.write_text("a file where a directory should be")
    hourly = HourlyBackups(compound.place.ledger, stick, compound.clock, told.append)
    hourly.back_up_now()
    stick.unlink()
    hourly.back_up_now()
    assert [(e.health.lamp, e.health.fault) for e in told if isinstance(e, OrganReported)] == [
        (Lamp.WARNING, Fault.FILE_UNWRITABLE),
        (Lamp.GOOD, None),
    ]


def test_a_window_stops_when_its_thread_waits_for_the_next_hour(compound: Compound) -> None:
    hourly = HourlyBackups(compound.place.ledger, compound.place.backups, compound.clock, lambda _: None)
    hourly.start()
    hourly.stop()


def test_a_ledger_that_was_touched_is_found_when_the_window_opens(compound: Compound) -> None:
    registrar = Registrar(compound.place, compound.settings, compound.clock)
    decided(registrar, compound, shown(registrar, compound))
    registrar.close()
    with closing(sqlite3.connect(compound.place.ledger)) as connection:
        connection.execute("DROP TRIGGER passages_not_changed")
        connection.execute("UPDATE passages SET verdict = 'refuse'")
        connection.commit()
    with pytest.raises(WorldFault) as caught:
        Registrar(compound.place, compound.settings, compound.clock)
    assert caught.value.fault is Fault.LEDGER_DAMAGED


def test_a_wrong_state_of_a_household_is_derived_anew_when_the_window_opens(compound: Compound) -> None:
    registrar = Registrar(compound.place, compound.settings, compound.clock)
    decided(registrar, compound, shown(registrar, compound))
    registrar.close()
    with closing(sqlite3.connect(compound.place.ledger)) as connection:
        connection.execute("UPDATE party_state SET state = '{}'")
        connection.commit()
    again = Registrar(compound.place, compound.settings, compound.clock)
    assert shown(again, compound).outing is not None
    again.close()


def test_the_code_of_the_day_is_put_into_the_chain_in_an_idle_moment(compound: Compound) -> None:
    registrar = Registrar(compound.place, compound.settings, compound.clock)
    decided(registrar, compound, shown(registrar, compound))
    registrar.rest()
    registrar.rest()
    registrar.close()
    with closing(sqlite3.connect(compound.place.ledger)) as connection:
        assert connection.execute("SELECT count(*) FROM events WHERE kind = 'checkpoint'").fetchone() == (1,)


def test_the_code_of_the_day_is_signed_by_the_terminals_own_key(compound: Compound) -> None:
    registrar = Registrar(compound.place, compound.settings, compound.clock)
    decided(registrar, compound, shown(registrar, compound))
    registrar.rest()
    registrar.close()
    key = TerminalKey.read(compound.place.keys)
    assert key is not None
    file = open_file(compound.place.ledger, window=False)
    assert [one.signed for one in checkpoints(file)] == [True]
    assert verify(file, check=key.has_signed).whole
    another = TerminalKey(bytes(32))
    assert verify(file, check=another.has_signed).first_bad is not None
    file.close()


def test_a_trigger_that_was_taken_away_is_put_back_when_the_window_opens_and_the_lane_works(compound: Compound) -> None:
    with closing(sqlite3.connect(compound.place.ledger)) as connection:
        connection.execute("DROP TRIGGER passages_not_deleted")
        connection.commit()
    registrar = Registrar(compound.place, compound.settings, compound.clock)
    decided(registrar, compound, shown(registrar, compound))
    registrar.close()
    with closing(sqlite3.connect(compound.place.ledger)) as connection:
        assert connection.execute("SELECT kind FROM events WHERE kind = 'rails'").fetchall() == [("rails",)]
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("DELETE FROM passages")
