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
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.ledger.backup import backups

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
