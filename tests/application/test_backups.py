"""Hourly backups, and what a window checks of its ledger when it opens."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from gate_terminal.application.backups import (
    AGAIN_SECONDS,
    SECONDS_BETWEEN,
    SETTLE_SECONDS,
    BackupPlace,
    HourlyBackups,
    backup_places,
    copied,
)
from gate_terminal.application.health import Health
from gate_terminal.application.health_backups import backup_findings
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen.events import Event, OrganReported
from gate_terminal.application.screen.signs import Lamp
from gate_terminal.application.settings import BackupSettings, read_settings, write_settings
from gate_terminal.credentials.terminal_key import TerminalKey
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.ledger.backup import back_up, backups
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.codes import checkpoints
from gate_terminal.ledger.file import open_file

from .conftest import Compound
from .test_registrar import decided, shown


def hourly(compound: Compound, *places: BackupPlace, **more: Any) -> tuple[HourlyBackups, list[Event]]:
    told: list[Event] = []
    return HourlyBackups(compound.place.ledger, places, compound.clock, told.append, **more), told


def lamps(told: list[Event]) -> list[tuple[Lamp, Fault | None]]:
    return [(event.health.lamp, event.health.fault) for event in told if isinstance(event, OrganReported)]


@pytest.fixture
def own(compound: Compound) -> BackupPlace:
    return BackupPlace(compound.place.backups, own=True)


def test_a_backup_is_due_an_hour_after_the_last_one(compound: Compound, own: BackupPlace) -> None:
    backing, told = hourly(compound, own)
    assert backing.due_in(own) == SETTLE_SECONDS
    backing.back_up_to(own)
    assert [path.exists() for _, path in backups(own.directory)] == [True]
    assert backing.due_in(own) == SECONDS_BETWEEN
    compound.clock.forward(minutes=50)
    assert backing.due_in(own) == pytest.approx(600)
    compound.clock.wall -= timedelta(days=2)
    assert backing.due_in(own) == pytest.approx(600)
    assert told == []


def test_a_backup_named_by_a_clock_that_was_ahead_makes_no_new_one_every_minute(
    compound: Compound, own: BackupPlace
) -> None:
    back_up(compound.place.ledger, own.directory, at=compound.clock.now() + timedelta(days=365))
    backing, _ = hourly(compound, own)
    assert backing.due_in(own) == SETTLE_SECONDS
    for _ in range(3):
        backing.back_up_to(own)
        assert backing.due_in(own) == SECONDS_BETWEEN
        compound.clock.forward(minutes=60)
        assert backing.due_in(own) == SETTLE_SECONDS


def test_a_backup_is_due_when_a_shift_takes_over(compound: Compound, own: BackupPlace) -> None:
    now = compound.clock.now()
    backing, _ = hourly(compound, own, hand_over=[(now + timedelta(minutes=20)).time(), time(3, 0)])
    backing.back_up_to(own)
    assert backing.due_in(own) == pytest.approx(20 * 60)
    compound.clock.forward(minutes=20)
    backing.back_up_to(own)
    assert backing.due_in(own) == SECONDS_BETWEEN


def test_the_times_of_the_hand_over_are_checked_when_the_settings_are_read(compound: Compound) -> None:
    assert BackupSettings(hand_over="07:30, 19:30").hand_over_times == (time(7, 30), time(19, 30))
    assert BackupSettings(hand_over="").hand_over_times == ()
    compound.place.settings.write_text('[backup]\nhand_over = "eight"\n')
    with pytest.raises(WorldFault, match="hand_over") as caught:
        read_settings(compound.place.settings)
    assert caught.value.fault is Fault.SETTINGS_UNREADABLE


def test_a_second_place_that_is_not_there_is_told_and_is_taken_again_when_it_is_back(
    compound: Compound, own: BackupPlace, tmp_path: Path
) -> None:
    stick = BackupPlace(tmp_path / "stick")
    backing, told = hourly(compound, own, stick)
    for place in (own, stick):
        backing.back_up_to(place)
    assert not stick.directory.exists()
    assert len(backups(own.directory)) == 1
    assert lamps(told) == [(Lamp.WARNING, Fault.FILE_UNWRITABLE)]
    assert backing.due_in(stick) == AGAIN_SECONDS
    stick.directory.mkdir()
    backing.back_up_to(stick)
    assert len(backups(stick.directory)) == 1
    assert lamps(told)[1:] == [(Lamp.GOOD, None)]


def test_the_lane_goes_on_while_a_backup_is_made_to_a_place_that_fails(compound: Compound, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.write_text("a file where a directory should be")
    registrar = Registrar(compound.place, compound.settings, compound.clock)
    backing, told = hourly(compound, BackupPlace(stick), BackupPlace(compound.place.backups, own=True))
    backing.back_up_to(BackupPlace(stick))
    backing.back_up_to(BackupPlace(compound.place.backups, own=True))
    decided(registrar, compound, shown(registrar, compound))
    registrar.close()
    assert lamps(told) == [(Lamp.WARNING, Fault.FILE_UNWRITABLE)]
    assert len(backups(compound.place.backups)) == 1


def test_the_second_place_of_the_settings_is_used_besides_the_directory_beside_the_ledger(compound: Compound) -> None:
    assert backup_places(compound.place, compound.settings) == (BackupPlace(compound.place.backups, own=True),)
    settings = replace(compound.settings, backup=BackupSettings(directory="/media/stick"))
    assert backup_places(compound.place, settings)[1:] == (BackupPlace(Path("/media/stick")),)


def test_a_window_stops_when_its_thread_waits_for_the_next_hour(compound: Compound, own: BackupPlace) -> None:
    backing, _ = hourly(compound, own)
    backing.start()
    backing.stop()


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


def test_the_doctor_tells_of_backups_that_are_missing_old_or_on_the_same_disk(
    compound: Compound, tmp_path: Path
) -> None:
    def found(now: datetime) -> list[tuple[Health, str]]:
        return [(each.health, each.says) for each in backup_findings(compound.place, now)]

    now = compound.clock.now()
    (first, only_here) = found(now)
    assert (first[0], only_here[0]) == (Health.NOTE, Health.NOTE)
    copied(compound.place.ledger, BackupPlace(compound.place.backups, own=True), now)
    assert found(now)[0][0] is Health.WELL
    assert found(now + timedelta(days=3))[0][0] is Health.WRONG
    stick = tmp_path / "stick"
    write_settings(compound.place.settings, replace(compound.settings, backup=BackupSettings(str(stick))))
    assert found(now)[1] == (Health.WRONG, f"{stick} is not there.")
    stick.mkdir()
    assert found(now)[1] == (Health.NOTE, f"{stick} is on the disk of the ledger: who loses that one loses both.")


def test_a_key_that_is_damaged_keeps_the_code_of_the_day_waiting_and_nothing_else(
    compound: Compound, caplog: pytest.LogCaptureFixture
) -> None:
    key = compound.place.keys / "terminal.key"
    key.write_bytes(b"torn")
    registrar = Registrar(compound.place, compound.settings, compound.clock)
    decided(registrar, compound, shown(registrar, compound))
    registrar.rest()
    registrar.rest()
    assert [record.message.count("cannot be signed") for record in caplog.records].count(1) == 1
    file = open_file(compound.place.ledger, window=False)
    assert checkpoints(file) == ()
    key.unlink()
    registrar.rest()
    assert [one.signed for one in checkpoints(file)] == [True]
    registrar.close()
    file.close()
