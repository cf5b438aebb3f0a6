"""The retention time as a gate keeps it: by itself, in small steps, in every byte; and the stand-down."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from gate_terminal.application.backups import BackupPlace, HourlyBackups
from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.fever_cases import FeverCases
from gate_terminal.application.identifiers import uuid7
from gate_terminal.application.keeping import erase_due, overview, rehearse_restore
from gate_terminal.application.office import Office, open_office
from gate_terminal.application.outlived import NOTHING_OLDER, Kept, drop_outlived
from gate_terminal.application.place import Place
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.retention import LOOK_SECONDS, DailyErasure, Erasure
from gate_terminal.application.screen.events import Event, NotRecorded, ServiceBack, Started
from gate_terminal.application.settings import RetentionSettings, read_settings, write_settings
from gate_terminal.application.standing import means_it, stand_down, stand_up, standing
from gate_terminal.application.threads import Inbox, RegistrarThread
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.fever_case import FeverStep, Outcome, StepDone
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Direction, Site, Subject
from gate_terminal.ledger.backup import back_up
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.store import Ledger

from .conftest import MORNING, PASSPHRASE, HandClock

DAY = timedelta(days=1)
NAMES = (b"Sanfeng", b"Sisi", b"Wuji", b"Zhao Liu", b"13800008000")


def pass_by(office: Office, address: str, clock: HandClock, *, heat: int = 365, serial: str = "ABCD-EFGH-7") -> Attempt:
    """Let the first member of a household go out."""
    household = office.register.household_by_address(address)
    assert household is not None
    attempt = Attempt(
        uid=uuid7(),
        at=clock.now(),
        site=Site.COMPOUND,
        gate="east",
        lane="1",
        direction=Direction.OUT,
        subject=Subject.RESIDENT,
        party=household.id,
        person=household.members[0].id,
        temperatures=(Temperature(heat), Temperature(heat)),
        serial=serial,
    )

    def rule(facts: Facts) -> Decision:
        return decide(attempt, facts, Policy())

    office.ledger.record(attempt, rule)
    return attempt


def identified(ledger: Ledger) -> int:
    return sum(not passage.erased for passage in ledger.passages())


def bytes_below(*paths: Path) -> bytes:
    return b"".join(path.read_bytes() for each in paths for path in each.rglob("*") if path.is_file())


@pytest.fixture
def opened(place: Place, clock: HandClock) -> Iterator[Registrar]:
    registrar = Registrar(place, read_settings(place.settings), clock)
    yield registrar
    registrar.close()


class TestByItself:
    def test_an_idle_gate_erases_what_is_old_enough(self, place: Place, office: Office, clock: HandClock) -> None:
        pass_by(office, "3-2-501", clock, serial="OLD1-OLD1-O")
        clock.forward(days=27)
        pass_by(office, "3-2-502", clock, serial="NEW2-NEW2-N")
        registrar = Registrar(place, read_settings(place.settings), clock)
        try:
            registrar.rest()
            assert identified(office.ledger) == 2
            clock.forward(days=1, seconds=1)
            registrar.rest()
            registrar.rest()
            assert identified(office.ledger) == 1
        finally:
            registrar.close()
        office.close()
        raw = bytes_below(place.root)
        assert [serial in raw for serial in (b"OLD1-OLD1-O", b"NEW2-NEW2-N")] == [False, True]
        with open_office(place, clock=clock, passphrase=PASSPHRASE) as again:
            assert verify(again.ledger.file).whole

    def test_it_does_a_little_at_a_time(
        self, office: Office, clock: HandClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("gate_terminal.ledger.retention.ROWS_A_STEP", 3)
        for _ in range(12):
            pass_by(office, "3-2-501", clock)
            clock.forward(days=2)
        daily = DailyErasure(office.ledger, clock, 14)
        before = identified(office.ledger)
        daily.idle()
        assert before - 3 <= identified(office.ledger) < before
        while not daily.idle():
            pass
        assert not due_now_of(office, 14, clock)

    def test_it_looks_again_after_an_hour_and_not_before(self, office: Office, clock: HandClock) -> None:
        daily = DailyErasure(office.ledger, clock, 28)
        pass_by(office, "3-2-501", clock)
        clock.wall += 29 * DAY
        assert not daily.idle()
        while not daily.idle():
            clock.ticks += LOOK_SECONDS / 4
        assert identified(office.ledger) == 0

    def test_a_clock_far_ahead_of_the_last_record_erases_nothing_before_it_is_believed(
        self, office: Office, clock: HandClock, caplog: pytest.LogCaptureFixture
    ) -> None:
        pass_by(office, "3-2-501", clock)
        clock.forward(days=400)
        daily = DailyErasure(office.ledger, clock, 28)
        with caplog.at_level(logging.WARNING):
            assert not any(daily.idle() for _ in range(5))
        assert "ahead of the last record" in caplog.text
        assert identified(office.ledger) == 1
        clock.forward(hours=25)
        while not daily.idle():
            pass
        assert identified(office.ledger) == 0

    def test_a_reader_puts_off_only_the_last_step(self, office: Office, place: Place, clock: HandClock) -> None:
        pass_by(office, "3-2-501", clock)
        clock.forward(days=29)
        with open_office(place, clock=clock, passphrase=PASSPHRASE) as reader:
            cursor = reader.ledger.file.conn.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM passages").fetchone()
            done = erase_due(office, "clerk")
            assert done.passages == 1
            cursor.execute("ROLLBACK")


def due_now_of(office: Office, days: int, clock: HandClock) -> int:
    return Erasure(office.ledger, days=days, now=clock.now(), who="").due().rows


class TestAFeverCase:
    def test_is_kept_while_open_and_for_28_days_after_it_was_closed(self, office: Office, clock: HandClock) -> None:
        fever = pass_by(office, "3-2-501", clock, heat=385)
        pass_by(office, "3-2-502", clock)
        office.register.move_out(fever.party, "office", "taken away")
        clock.forward(days=40)
        assert erase_due(office, "clerk").held_back == 1
        assert identified(office.ledger) == 1
        assert office.register.members(fever.party) == ()
        kept = office.register.sheet(fever.party)
        assert kept is not None
        assert kept.household.address == "3-2-501"
        closed = StepDone(FeverStep.OUTCOME, clock.now(), "clerk", outcome=Outcome.CLEARED)
        FeverCases(office.ledger).take(fever.uid, closed, clock.now())
        clock.forward(days=27)
        assert erase_due(office, "clerk").passages == 0
        clock.forward(days=2)
        assert erase_due(office, "clerk").passages == 1
        gone = office.register.sheet(fever.party)
        assert gone is not None
        assert gone.household.address == ""
        assert verify(office.ledger.file).whole


class TestStandDown:
    def test_nothing_is_recorded_any_more_and_the_gate_says_so(
        self, place: Place, office: Office, clock: HandClock, opened: Registrar
    ) -> None:
        stand_down(office.ledger, who="李主任", why="the order of 7 April", at=clock.now())
        for refused in (opened.rest, opened.demand_service, lambda: pass_by(office, "3-2-501", clock)):
            with pytest.raises(WorldFault) as caught:
                refused()
            assert caught.value.fault is Fault.STOOD_DOWN
        with pytest.raises(WorldFault, match="stood down"):
            opened.try_again(caught.value)
        assert list(office.ledger.passages()) == []

    def test_the_office_collects_nothing_either(self, office: Office, tmp_path: Path, clock: HandClock) -> None:
        roster = tmp_path / "more.csv"
        roster.write_text("住址,成员\n9-9-909,Qian Qi\n", "utf-8")
        plan = office.plan_import(roster)
        home = next(iter(office.register.households())).household.id
        stand_down(office.ledger, who="李主任", why="over", at=clock.now())
        from gate_terminal.domain.people import PassKind

        for refused in (
            lambda: office.carry_out(plan, "office"),
            lambda: office.issue([home], "office"),
            lambda: office.enrol_renter(home, "Zhao", "11010519491231002X", "3-2-501", "office"),
            lambda: office.issue_to_guest("Zhou", "3-2-501", "office", kind=PassKind.VISITOR),
        ):
            with pytest.raises(WorldFault, match="stood down"):
                refused()

    def test_it_can_be_undone_and_the_lane_works_again(
        self, office: Office, clock: HandClock, opened: Registrar
    ) -> None:
        stand_down(office.ledger, who="李主任", why="over", at=clock.now())
        with pytest.raises(WorldFault) as caught:
            opened.rest()
        stand_up(office.ledger, who="李主任", why="not over", at=clock.now())
        opened.try_again(caught.value)
        pass_by(office, "3-2-501", clock)
        assert identified(office.ledger) == 1

    def test_after_the_retention_time_nobodys_name_is_left_in_any_byte(
        self, place: Place, office: Office, clock: HandClock, tmp_path: Path
    ) -> None:
        for address in ("3-2-501", "3-2-502"):
            pass_by(office, address, clock)
        back_up(place.ledger, place.backups, at=clock.now())
        office.register.note_revealed("office", "asked by Zhang Sanfeng", "3-2-501")
        stand_down(office.ledger, who="李主任", why="told by Zhang Sanfeng", at=clock.now())
        clock.forward(days=27)
        erase_due(office, "clerk")
        assert any(name in bytes_below(place.root) for name in NAMES)
        clock.forward(days=1, seconds=1)
        done = erase_due(office, "clerk")
        assert done.everything
        raw = bytes_below(place.root)
        assert [name for name in NAMES if name in raw] == []
        assert office.register.count() == 0
        assert len(list(office.ledger.passages())) == 2
        assert verify(office.ledger.file).whole
        assert overview(office).shelves[0].number == 1, "only the backup that was made afterwards"

    def test_a_gate_window_left_to_itself_forgets_everybody_and_no_older_backup_remembers(
        self, place: Place, clock: HandClock, tmp_path: Path
    ) -> None:
        stick = tmp_path / "stick"
        with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
            pass_by(office, "3-2-501", clock)
            for where in (place.backups, stick):
                back_up(place.ledger, where, at=clock.now())
            stand_down(office.ledger, who="李主任", why="told by Zhang Sanfeng", at=clock.now())
        (place.keys / "ledger-0123456789abcdef.key").write_bytes(b"of an older backup")
        registrar = Registrar(place, read_settings(place.settings), clock)
        clock.forward(days=28, seconds=1)
        try:
            for _ in range(40):
                with pytest.raises(WorldFault, match="stood down"):
                    registrar.try_again(WorldFault(Fault.STOOD_DOWN, "stood down"))
            hourly = HourlyBackups(
                place.ledger,
                [BackupPlace(place.backups, own=True), BackupPlace(stick)],
                clock,
                lambda event: pytest.fail(str(event)),
                processes=lambda: ThreadPoolExecutor(1),
            )
            for where in (place.backups, stick):
                assert any(name in bytes_below(where) for name in NAMES)
                hourly.back_up_to(BackupPlace(where))
            raw = bytes_below(place.root, stick)
            assert [name for name in NAMES if name in raw] == []
            assert not (place.keys / "digest.key").exists()
            assert not list(place.keys.glob("ledger-*.key"))
            assert (place.keys / "list.key").exists()
        finally:
            registrar.close()

    def test_where_the_program_ended_before_the_backups_began_anew_the_next_erasure_does_it(
        self, place: Place, office: Office, clock: HandClock
    ) -> None:
        pass_by(office, "3-2-501", clock)
        back_up(place.ledger, place.backups, at=clock.now())
        stand_down(office.ledger, who="李主任", why="over", at=clock.now())
        clock.forward(days=28, seconds=1)
        erasure = Erasure(office.ledger, days=28, now=clock.now(), who="clerk")
        while erasure.step():
            pass
        assert any(name in bytes_below(place.backups) for name in NAMES)
        assert erase_due(office, "clerk").rows == 0
        assert [name for name in NAMES if name in bytes_below(place.root)] == []
        assert overview(office).shelves[0].number == 1

    def test_it_needs_a_name_a_reason_and_to_be_meant(self, office: Office, clock: HandClock) -> None:
        for who, why in (("", "over"), ("李主任", " ")):
            with pytest.raises(WrongUse):
                stand_down(office.ledger, who=who, why=why, at=clock.now())
        with pytest.raises(WrongUse, match="not stood down"):
            stand_up(office.ledger, who="李主任", why="x", at=clock.now())
        stand_down(office.ledger, who="李主任", why="over", at=clock.now())
        with pytest.raises(WrongUse, match="already"):
            stand_down(office.ledger, who="李主任", why="over", at=clock.now())
        assert standing(office.ledger, 28).emptied_at == clock.now() + 28 * DAY
        assert [means_it(word) for word in ("解除", " Stand  Down ", "yes", "")] == [True, True, False, False]


class TestSettings:
    @pytest.mark.parametrize("days", [13, 61, 0, -1])
    def test_a_retention_time_out_of_its_bounds_is_refused(self, place: Place, days: int) -> None:
        with pytest.raises(ValueError, match="14 to 60"):
            RetentionSettings(days=days)
        text = place.settings.read_text("utf-8").replace("days = 28", f"days = {days}")
        place.settings.write_text(text, "utf-8")
        with pytest.raises(WorldFault, match="14 to 60") as caught:
            read_settings(place.settings)
        assert caught.value.fault is Fault.SETTINGS_UNREADABLE

    def test_another_retention_time_holds(self, place: Place, clock: HandClock) -> None:
        settings = replace(read_settings(place.settings), retention=RetentionSettings(days=14))
        write_settings(place.settings, settings)
        with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
            pass_by(office, "3-2-501", clock)
            clock.forward(days=15)
            assert erase_due(office, "clerk").passages == 1


class TestBackups:
    def test_none_outlives_the_ledgers_forgetting_by_more_than_its_days(self, place: Place, tmp_path: Path) -> None:
        stick = tmp_path / "stick"
        for days in (0, 3, 6, 9, 12):
            back_up(place.ledger, stick, at=MORNING + days * DAY)
        aside = place.ledger.with_name(f"{place.ledger.name}.damaged-20200101T090000")
        aside.write_bytes(b"who it was")
        young = place.ledger.with_name(f"{place.ledger.name}.damaged-20200218T090000-2")
        young.write_bytes(b"who it was")
        assert drop_outlived(place.ledger, [stick, tmp_path / "not there"], Kept(7, 28), MORNING + 12 * DAY) == 3
        assert sorted(path.name for path in stick.iterdir()) == [
            "gate-20200213T090000.sqlite",
            "gate-20200216T090000.sqlite",
            "gate-20200219T090000.sqlite",
        ]
        assert (aside.exists(), young.exists()) == (False, True)

    def test_those_named_by_a_clock_that_was_ahead_go_seven_days_after_that_is_seen(
        self, place: Place, tmp_path: Path
    ) -> None:
        stick = tmp_path / "stick"
        ahead = MORNING + 400 * DAY
        future = back_up(place.ledger, stick, at=ahead)
        aside = place.ledger.with_name(f"{place.ledger.name}.damaged-{ahead:%Y%m%dT%H%M%S}")
        aside.write_bytes(b"who it was")
        for path in (future.path, aside):
            os.utime(path, times=(ahead.timestamp(), ahead.timestamp()))

        def left_after(days: int) -> tuple[bool, bool]:
            made = back_up(place.ledger, stick, at=MORNING + days * DAY)
            drop_outlived(place.ledger, [stick], Kept(7, 28), made.at)
            assert made.path.exists()
            return future.path.exists(), aside.exists()

        assert [left_after(days) for days in (0, 7, 8, 28, 29)] == [
            (True, True),
            (True, True),
            (False, True),
            (False, True),
            (False, False),
        ]

    def test_after_everybody_was_forgotten_none_from_the_future_stays_either(
        self, place: Place, tmp_path: Path
    ) -> None:
        stick = tmp_path / "stick"
        future = back_up(place.ledger, stick, at=MORNING + 400 * DAY)
        made = back_up(place.ledger, stick, at=MORNING)
        assert drop_outlived(place.ledger, [stick], NOTHING_OLDER, made.at) == 1
        assert (future.path.exists(), made.path.exists()) == (False, True)

    def test_a_clock_that_is_behind_for_some_days_costs_no_backup(self, place: Place, tmp_path: Path) -> None:
        stick = tmp_path / "stick"
        real = back_up(place.ledger, stick, at=MORNING)
        for behind in (-900, -895):
            made = back_up(place.ledger, stick, at=MORNING + behind * DAY)
            drop_outlived(place.ledger, [stick], Kept(7, 28), made.at)
        made = back_up(place.ledger, stick, at=MORNING + 6 * DAY)
        drop_outlived(place.ledger, [stick], Kept(7, 28), made.at)
        assert sorted(path.name for path in stick.iterdir()) == [real.path.name, made.path.name]

    def test_what_a_program_left_behind_that_was_ended_while_it_copied_goes_after_a_day(
        self, place: Place, tmp_path: Path
    ) -> None:
        stick = tmp_path / "stick"
        made = back_up(place.ledger, stick, at=MORNING + 2 * DAY)
        rehearsal = place.root / "rehearsal-x1y2"
        rehearsal.mkdir()
        left = [
            stick / "gate-20200207T090000.part",
            stick / "gate-20200207T090000.part-journal",
            place.root / "gate.sqlite.restoring",
            rehearsal / "gate.sqlite",
        ]
        for path in left:
            path.write_bytes(b"Zhang Sanfeng")
            os.utime(path, times=(MORNING.timestamp(), MORNING.timestamp()))
        os.utime(rehearsal, times=(MORNING.timestamp(), MORNING.timestamp()))
        young = stick / "gate-20200209T090000.part"
        young.write_bytes(b"")
        os.utime(young, times=(made.at.timestamp() - 60, made.at.timestamp() - 60))
        assert drop_outlived(place.ledger, [stick], Kept(7, 28), made.at) == 4
        assert [path for path in (*left, rehearsal) if path.exists()] == []
        assert sorted(path.name for path in stick.iterdir()) == ["gate-20200209T090000.part", made.path.name]

    def test_a_restore_can_be_rehearsed_while_the_gate_works(
        self, place: Place, clock: HandClock, opened: Registrar
    ) -> None:
        back_up(place.ledger, place.backups, at=clock.now())
        before = sorted(path.name for path in place.root.iterdir())
        found = rehearse_restore(place, [place.backups], clock.now)
        assert found.restored.backup is not None
        assert found.restored.rows_lost == 0
        assert sorted(path.name for path in place.root.iterdir()) == before
        with pytest.raises(WorldFault) as caught:
            rehearse_restore(place, [place.root / "nowhere"], clock.now)
        assert caught.value.fault is Fault.NOT_SET_UP
        assert caught.value.detail == "There is no good backup to restore from: make one first."


class TestCommands:
    def run(self, place: Place, *arguments: str, typed: str | None = None) -> str:
        done = CliRunner().invoke(gate_terminal, [*arguments, "--data", str(place.root)], input=typed)
        assert done.exception is None, (done.output, done.exception)
        return done.output

    def test_erase_says_what_is_due_and_what_was_done(self, place: Place, office: Office, clock: HandClock) -> None:
        pass_by(office, "3-2-501", clock)
        assert "Due, from before" in (told := self.run(place, "ledger", "erase", "--dry-run"))
        assert "1 passage," in told
        assert identified(office.ledger) == 1
        assert "Erased" in self.run(place, "ledger", "erase", "--by", "clerk")
        assert identified(office.ledger) == 0
        assert '"passages": 0' in self.run(place, "ledger", "erase", "--json")

    def test_a_stand_down_is_asked_for_twice_and_undone_by_the_same_command(self, place: Place) -> None:
        done = CliRunner().invoke(
            gate_terminal, ["stand-down", "--reason", "over", "--data", str(place.root)], input="yes\n"
        )
        assert isinstance(done.exception, WrongUse)
        assert "records" in self.run(place, "stand-down", "--state")
        assert "Stood down" in self.run(place, "stand-down", "--reason", "over", typed="解除\n")
        assert "records" in self.run(place, "stand-down", "--undo", "--reason", "not over")


class TestTheWindow:
    def test_a_gate_is_told_of_a_stand_down_within_seconds_and_of_its_end(
        self, place: Place, office: Office, clock: HandClock
    ) -> None:
        happened: list[Event] = []
        inbox = Inbox()
        settings = read_settings(place.settings)
        thread = RegistrarThread(lambda: Registrar(place, settings, clock), inbox, happened.append)

        def wait(kind: type[Event]) -> Event:
            end = time.monotonic() + 60
            while not (found := [event for event in happened if isinstance(event, kind)]):
                assert time.monotonic() < end, happened
                time.sleep(0.01)
            return found[-1]

        thread.start()
        wait(Started)
        stand_down(office.ledger, who="李主任", why="over", at=clock.now())
        told = wait(NotRecorded)
        assert isinstance(told, NotRecorded)
        assert told.fault is Fault.STOOD_DOWN
        assert not [event for event in happened if isinstance(event, ServiceBack)]
        stand_up(office.ledger, who="李主任", why="not over", at=clock.now())
        wait(ServiceBack)
        inbox.close()
        thread.join()

    def test_a_gate_that_is_opened_after_a_stand_down_says_so_at_once(
        self, place: Place, office: Office, clock: HandClock
    ) -> None:
        stand_down(office.ledger, who="李主任", why="over", at=clock.now())
        registrar = Registrar(place, read_settings(place.settings), clock)
        try:
            with pytest.raises(WorldFault, match="stood down"):
                registrar.demand_service()
        finally:
            registrar.close()
