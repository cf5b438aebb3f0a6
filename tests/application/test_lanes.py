"""The lanes of a zone, the service centre and a village: the real screen, registrar and ledger, key by key."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlite_utils.utils import sqlite3

from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.event_lines import EventLines
from gate_terminal.application.founding import found
from gate_terminal.application.office import open_office
from gate_terminal.application.place import Place
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen import advance
from gate_terminal.application.screen.asks import Decide, OpenForm
from gate_terminal.application.screen.events import (
    AnswerChosen,
    CompanionTurned,
    Confirmed,
    DirectionTurned,
    Erased,
    Escaped,
    Event,
    MaskTurned,
    NoPassChosen,
    OthersChosen,
    ParticularChosen,
    PassRead,
    PurposeStepped,
    TemperatureMeasured,
    TextScanned,
    Ticked,
    Typed,
)
from gate_terminal.application.screen.lane_form import LaneForm
from gate_terminal.application.screen.particulars import formed
from gate_terminal.application.screen.signs import Notice, Stage
from gate_terminal.application.screen.values import Screen
from gate_terminal.application.screen.visiting import other_visit
from gate_terminal.application.settings import GateSettings, Settings, SiteSettings, SupervisorSettings
from gate_terminal.application.supervisor import hash_of_pin
from gate_terminal.application.zone_books import ZoneBooks, open_zone_books
from gate_terminal.domain.forms import SHIPPED
from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.particulars import Particular
from gate_terminal.domain.people import PassKind
from gate_terminal.domain.policy import Policy, policy_from_toml
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Company, Direction, Reason, Site, Subject, Verdict
from gate_terminal.register.staff_file import StaffEntry

from .conftest import MORNING, PIN, Compound, HandClock
from .gate import Gate


@pytest.fixture
def lane(tmp_path: Path) -> Iterator[Callable[..., Lane]]:
    """Open a lane of some kind under some policy."""
    opened: list[Lane] = []

    def open_(site: Site, toml: str = "", lane: str = "T1") -> Lane:
        place = Place(tmp_path / "terminal")
        clock = HandClock()
        settings = Settings(
            site=SiteSettings(kind=site, name="葛店综保区"),
            gate=GateSettings(name="main", lane=lane, guard="张"),
            supervisor=SupervisorSettings(hash_of_pin(PIN)),
        )
        found(place, settings, policy_from_toml(toml, "rule.toml") if toml else Policy(), clock.now(), "a passphrase")
        compound = Compound(place, {}, clock)
        made = Lane(compound, Registrar(place, settings, clock))
        made.screen = replace(made.screen, gate="main", lane=lane)
        opened.append(made)
        return made

    yield open_
    for each in opened:
        each.registrar.close()


class Lane(Gate):
    """A gate whose guard types plates and answers."""

    def type(self, text: str) -> Lane:
        self.happen(*map(Typed, text))
        return self

    def answer(self, *texts: str) -> Lane:
        """Type each and Enter."""
        for text in texts:
            self.type(text).enter()
        return self

    def truck(self, plate: str = "42A12345") -> Lane:
        """Type a plate into the field."""
        return self.answer(plate)

    @property
    def form(self) -> LaneForm:
        assert self.screen.visit is not None, self.screen
        assert self.screen.visit.form is not None
        return self.screen.visit.form

    @property
    def asked(self) -> Particular | None:
        """What the panel asks for now."""
        return self.form.asking

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        # The same library as the registrar's: two of them in one process would lose each other's locks.
        with closing(sqlite3.connect(self.compound.place.ledger)) as connection:
            return list(connection.execute(sql))

    def particulars(self) -> dict[str, str]:
        """What the latest row keeps."""
        ((text,),) = self.rows("SELECT particulars FROM passages ORDER BY place DESC LIMIT 1")
        return dict(json.loads(str(text)))

    def books(self) -> AbstractContextManager[ZoneBooks]:
        """The register of the zone, beside the open gate."""
        return open_zone_books(self.compound.place, self.compound.clock)

    def pause(self, **by: float) -> Lane:
        """Let time go on, and the answer leave the screen."""
        self.compound.clock.forward(**by)
        self.happen(Ticked(self.compound.clock.monotonic(), self.compound.clock.now()))
        return self


OpenLane = Callable[..., Lane]


def first_time(lane: Lane) -> Lane:
    """An empty truck with one man that was never here: every question that has no answer yet, in order."""
    lane.truck()
    assert lane.asked is Particular.COMPANY
    lane.answer("光谷物流").type("2")
    assert lane.asked is Particular.ORIGIN
    return lane.answer("42", "42.41").type("1").type("1")


class TestATruckComesIn:
    """Truck lane, inbound."""

    def test_the_first_time_it_is_asked_what_is_required_in_order(self, lane: OpenLane) -> None:
        gate = first_time(lane(Site.ZONE_TRUCK))
        assert gate.asked is None
        gate.measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_IN)
        assert gate.particulars() == {
            "vehicle": "truck",
            "plate": "鄂A12345",
            "company": "光谷物流",
            "cargo": "empty",
            "origin": "湖北",
            "route": "湖北、河南",
            "occupants": "1",
            "all_registered": "yes",
            "disinfected": "yes",
            "id_card": "yes",
        }
        ((site, direction, subject, party),) = gate.rows("SELECT site, direction, subject, party FROM passages")
        assert (site, direction, subject) == ("zone-truck", "in", "driver")
        # Under this name the movements of a vehicle are found.
        assert party == "vehicle:鄂A12345"

    def test_the_next_time_the_last_visit_proposes(self, lane: OpenLane) -> None:
        gate = first_time(lane(Site.ZONE_TRUCK)).measure("365")
        gate.pause(hours=2)
        gate.truck().measure("364")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_OUT)
        gate.pause(hours=20)
        gate.truck("鄂A·12345")
        assert (gate.form.value(Particular.COMPANY), gate.asked) == ("光谷物流", Particular.CARGO)
        gate.type("2")
        # Where somebody was is asked each time; Enter says that it is as before.
        assert gate.form.proposal == "湖北"
        gate.enter()
        assert gate.form.proposal == "湖北、河南"
        gate.enter()
        gate.type("1").type("1").measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_IN)
        assert gate.particulars()["route"] == "湖北、河南"

    def test_a_laden_truck_is_asked_for_container_and_seal_and_an_odd_number_advises(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().answer("光谷物流").type("1")
        assert gate.asked is Particular.CONTAINER
        gate.answer("csqu 3054384")
        assert gate.asked is Particular.SEAL
        gate.answer("0", "42", "42").type("1").type("1").measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_IN)
        assert (gate.particulars()["container"], gate.particulars()["seal"]) == ("CSQU3054384", "-")

    def test_everybody_in_the_cab_is_measured_and_one_fever_isolates(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().answer("光谷物流").type("2").answer("42", "42").type("3").type("1")
        gate.measure("365").measure("374")
        assert gate.screen.stage is Stage.IDENTIFIED
        gate.measure("366")
        assert gate.said == (Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST)
        gate.measure("375")
        assert gate.said == (Verdict.ISOLATE, Reason.FEVER_CONFIRMED)
        ((driver, seen),) = gate.rows("SELECT temperatures, circumstances FROM passages ORDER BY place DESC LIMIT 1")
        assert driver == '["36.5"]'
        chains = json.loads(str(seen))["companions"]
        assert [[reading["tenths"] for reading in chain] for chain in chains] == [[374, 375], [366]]
        # The strip has room for one number: the one for which they were measured again, and the one of the fever.
        assert [line.temperatures[-1] for line in gate.screen.recent[:2]] == ["37.5", "37.4"]

    def test_a_high_reading_of_the_second_man_is_not_forgotten_while_the_queue_goes_on(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().answer("光谷物流").type("2").answer("42", "42").type("2").type("1")
        gate.measure("365").measure("374")
        assert gate.said == (Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST)
        gate.happen(Escaped()).pause(minutes=5)
        gate.truck()
        gate.type("2").enter()
        gate.enter()
        gate.type("1")
        assert gate.asked is None
        gate.measure("369")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_IN)
        ((seen,),) = gate.rows("SELECT circumstances FROM passages ORDER BY place DESC LIMIT 1")
        assert [reading["tenths"] for reading in json.loads(str(seen))["companions"][0]] == [374, 369]

    @pytest.mark.parametrize(
        ("what", "reason", "verdict"),
        [
            ("car", Reason.LANE_WRONG, Verdict.REFUSE),
            ("not_disinfected", Reason.NOT_DISINFECTED, Verdict.HOLD),
            ("stranger_on_board", Reason.PERSON_NOT_REGISTERED, Verdict.HOLD),
            ("key_area", Reason.DRIVER_KEY_AREA, Verdict.HOLD),
            ("company", Reason.COMPANY_NOT_RESUMED, Verdict.HOLD),
            ("no_mask", Reason.NO_MASK, Verdict.HOLD),
            ("no_id", Reason.IDENTITY_UNVERIFIED, Verdict.HOLD),
            ("refuses", Reason.REFUSED_CHECK, Verdict.REFUSE),
            ("seal", Reason.SEAL_EXCEPTION, Verdict.HOLD),
        ],
    )
    def test_what_stands_in_its_way(self, lane: OpenLane, what: str, reason: Reason, verdict: Verdict) -> None:
        gate = lane(Site.ZONE_TRUCK, 'key_areas = ["河南"]\n' if what == "key_area" else "")
        if what == "company":
            with gate.books() as books:
                books.companies.tell(["葛店电子"], Company.RESUMED, "office", "notice 3")
        first_time(gate)
        odd = {
            "car": (ParticularChosen(Particular.VEHICLE), AnswerChosen("car")),
            "not_disinfected": (ParticularChosen(Particular.DISINFECTED), Typed("2")),
            "stranger_on_board": (ParticularChosen(Particular.ALL_REGISTERED), Typed("2")),
            "no_mask": (MaskTurned("x", gate.compound.clock.now()),),
            "no_id": (ParticularChosen(Particular.ID_CARD), Typed("2")),
            "refuses": (CompanionTurned(),),
            "seal": (
                ParticularChosen(Particular.CARGO),
                Typed("1"),
                AnswerChosen("-"),
                AnswerChosen("-"),
                ParticularChosen(Particular.SEAL_OK),
                Typed("2"),
            ),
        }
        gate.happen(*odd.get(what, ()))
        if what == "refuses":
            gate.enter()
        else:
            gate.measure("365")
        assert gate.said == (verdict, reason)

    def test_a_truck_is_not_turned_back_for_an_odd_plate(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck("WJ12345").answer("光谷物流").type("2").answer("42", "42").type("1").type("1").measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_IN)

    def test_after_hours_it_is_told_when_the_lane_opens(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK, '[lanes.T1]\nclosed_hours = ["08:00", "18:00"]\n')
        first_time(gate).measure("365")
        assert gate.said == (Verdict.REFUSE, Reason.AFTER_HOURS_NO_PERMIT)

    def test_a_thermometer_that_reports_by_itself_measures_one_after_the_other(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().answer("光谷物流").type("2").answer("42", "42").type("2").type("1")
        for tenths in (365, 366):
            of = gate.screen.visit.next_reading  # type: ignore[union-attr]
            gate.happen(TemperatureMeasured(Temperature(tenths), gate.uid(), gate.compound.clock.now(), of))
        assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_IN)

    def test_a_disk_that_is_full_loses_no_answer(self, lane: OpenLane, monkeypatch: pytest.MonkeyPatch) -> None:
        from gate_terminal.application.screen.events import ServiceBack
        from gate_terminal.domain.faults import Fault, WorldFault
        from gate_terminal.ledger.store import Ledger

        gate = first_time(lane(Site.ZONE_TRUCK))
        record = Ledger.record

        def full(*_: object, **__: object) -> object:
            raise WorldFault(Fault.LEDGER_FULL, "full")

        monkeypatch.setattr(Ledger, "record", full)
        gate.measure("365")
        assert gate.screen.stage is Stage.OUT_OF_SERVICE
        monkeypatch.setattr(Ledger, "record", record)
        gate.happen(ServiceBack()).enter()
        assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_IN)


class TestATruckLeaves:
    """Truck lane, outbound."""

    def test_it_is_matched_to_its_entry_with_nothing_but_plate_and_temperature(self, lane: OpenLane) -> None:
        gate = first_time(lane(Site.ZONE_TRUCK)).measure("365")
        ((entry,),) = gate.rows("SELECT uid FROM passages")
        gate.pause(hours=3)
        gate.truck()
        assert (gate.form.direction, gate.asked) == (Direction.OUT, None)
        gate.measure("364")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_OUT)
        assert gate.screen.answer is not None
        assert gate.screen.answer.decision.proof.causes == (entry,)

    def test_another_trailer_is_normal_and_both_plates_are_kept(self, lane: OpenLane) -> None:
        gate = first_time(lane(Site.ZONE_TRUCK))
        gate.happen(ParticularChosen(Particular.TRAILER)).answer("42b1234挂").measure("365")
        assert gate.particulars()["trailer"] == "鄂B1234挂"
        gate.pause(hours=3)
        gate.truck()
        assert gate.form.value(Particular.TRAILER) == "鄂B1234挂"
        gate.happen(ParticularChosen(Particular.TRAILER)).answer("42b9999挂").measure("364")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_OUT)
        told = gate.particulars()
        assert (told["trailer"], told["trailer_in"]) == ("鄂B9999挂", "鄂B1234挂")
        ((seen,),) = gate.rows("SELECT circumstances FROM passages ORDER BY place DESC LIMIT 1")
        assert json.loads(str(seen))["trailer_changed"] is True

    def test_as_many_leave_as_are_measured(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().answer("光谷物流").type("2").answer("42", "42").type("2").type("1")
        gate.measure("365").measure("366")
        gate.pause(hours=1)
        gate.truck().measure("365")
        assert gate.screen.stage is Stage.IDENTIFIED
        gate.measure("366")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_OUT)

    def test_a_truck_that_nobody_saw_come_in_leaves_all_the_same(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().happen(DirectionTurned())
        gate.type("1").measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_TRUCK_OUT)

    def test_a_lane_that_only_leads_in_is_not_turned(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK, '[lanes.T1]\ndirections = ["in"]\n')
        gate.truck().happen(DirectionTurned())
        assert gate.form.direction is Direction.IN


class TestTheKeysOfAForm:
    """Enter moves on, Esc goes back, nothing is lost."""

    def test_escape_clears_what_is_typed_then_goes_back_then_out(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().type("光谷")
        gate.happen(Escaped())
        assert (gate.form.typed, gate.asked) == ("", Particular.COMPANY)
        gate.happen(Escaped())
        assert gate.asked is Particular.TRAILER
        gate.happen(Escaped(), Escaped())
        assert gate.asked is Particular.VEHICLE
        gate.happen(Escaped())
        assert (gate.screen.stage, gate.screen.visit) == (Stage.WATCHING, None)

    def test_plus_steps_on_without_an_answer_and_enter_on_nothing_stays(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().enter()
        assert gate.asked is Particular.COMPANY
        gate.happen(PurposeStepped())
        assert gate.asked is Particular.CARGO

    def test_a_reading_is_not_taken_while_an_answer_is_missing(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().happen(ParticularChosen(None))
        gate.enter()
        assert gate.asked is Particular.COMPANY

    def test_what_is_no_answer_is_said_and_the_question_stays(self, lane: OpenLane) -> None:
        gate = first_time(lane(Site.ZONE_TRUCK))
        gate.happen(ParticularChosen(Particular.OCCUPANTS)).type("0").enter()
        assert (gate.screen.notice, gate.asked, gate.form.typed) == (Notice.NO_ANSWER, Particular.OCCUPANTS, "")
        assert gate.form.value(Particular.OCCUPANTS) == "1"

    def test_a_wrong_plate_is_corrected_and_the_right_last_visit_found(self, lane: OpenLane) -> None:
        gate = first_time(lane(Site.ZONE_TRUCK)).measure("365")
        gate.pause(hours=1)
        gate.truck("42A54321")
        assert gate.form.direction is Direction.IN
        gate.happen(ParticularChosen(Particular.PLATE)).type("42a1234")
        gate.happen(Erased()).type("45").enter()
        assert (gate.form.direction, gate.form.value(Particular.PLATE)) == (Direction.OUT, "鄂A12345")

    def test_a_form_waits_longer_than_a_pass(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().pause(seconds=100)
        assert gate.screen.stage is Stage.IDENTIFIED
        gate.pause(seconds=30)
        assert gate.screen.notice is Notice.TIMED_OUT

    def test_without_a_plate_f4_opens_the_form(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.happen(OthersChosen(gate.uid()))
        assert gate.asked is Particular.PLATE
        gate.answer("42A12345")
        assert gate.screen.visit is not None
        assert gate.screen.visit.party.startswith("vehicle:")
        assert gate.asked is Particular.COMPANY

    def test_what_a_scanner_or_a_hand_as_fast_as_one_writes_stands_in_the_field_that_asks(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().answer("光谷物流").type("1")
        assert gate.asked is Particular.CONTAINER
        gate.happen(TextScanned("CSQU3054383"))
        assert gate.form.typed == "CSQU3054383"
        gate.happen(Confirmed(gate.uid(), gate.compound.clock.now()))
        assert (gate.form.value(Particular.CONTAINER), gate.asked) == ("CSQU3054383", Particular.SEAL)

    def test_a_pass_that_is_scanned_into_a_form_writes_nothing_there_and_is_said_to_be_unused(
        self, lane: OpenLane
    ) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().answer("光谷物流").type("1")
        gate.happen(TextScanned("GP1" + "A" * 175))
        assert gate.form.typed == ""
        gate.pause(seconds=1)
        assert gate.screen.notice is None
        gate.pause(seconds=1)
        assert (gate.screen.notice, gate.asked) == (Notice.SCAN_DROPPED, Particular.CONTAINER)

    def test_a_count_takes_no_scan(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().answer("光谷物流").type("2").answer("42", "42")
        assert gate.asked is Particular.OCCUPANTS
        gate.happen(TextScanned("22222222"))
        assert (gate.asked, gate.form.typed) == (Particular.OCCUPANTS, "")

    def test_nor_does_a_choice_between_words(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.truck().answer("光谷物流")
        assert gate.asked is Particular.CARGO
        gate.happen(TextScanned("CSQU3054383"))
        assert (gate.asked, gate.form.typed) == (Particular.CARGO, "")

    def test_a_scanner_that_reads_no_pass_names_no_truck(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK)
        gate.happen(TextScanned("https://example.org/x"))
        assert gate.screen.visit is None


class TestStaffComesIn:
    """Administrative lane."""

    def on_roster(self, gate: Lane, *people: tuple[str, str]) -> None:
        day = civil_day(gate.compound.clock.now())
        with gate.books() as books:
            books.staff.take([StaffEntry(i, name, day, day, company) for i, (name, company) in enumerate(people)], "x")

    def test_initials_and_a_temperature_are_all(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_ADMIN, lane="A1")
        self.on_roster(gate, ("张三", "光谷物流"), ("李四", "光谷物流"))
        gate.answer("zs")
        assert gate.asked is None
        gate.measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_STAFF_IN)
        assert gate.particulars()["name"] == "张三"
        gate.pause(hours=2)
        gate.answer("zs").measure("366")
        assert gate.said == (Verdict.ALLOW, Reason.OK_OUT)

    def test_of_two_with_one_name_the_guard_chooses(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_ADMIN, lane="A1")
        self.on_roster(gate, ("张三", "光谷物流"), ("张三", "葛店电子"))
        gate.answer("张三")
        assert gate.asked is Particular.NAME
        assert gate.form.options(Particular.NAME) == ("张三 · 光谷物流", "张三 · 葛店电子")
        gate.type("2")
        assert (gate.form.value(Particular.NAME), gate.form.value(Particular.COMPANY)) == ("张三", "葛店电子")
        gate.measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_STAFF_IN)

    def test_who_is_not_on_todays_roster_is_held(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_ADMIN, lane="A1")
        self.on_roster(gate, ("张三", "光谷物流"))
        gate.answer("王五").measure("365")
        assert gate.said == (Verdict.HOLD, Reason.NOT_ON_ROSTER)
        gate.pause(days=1)
        gate.answer("zs").measure("365")
        assert gate.said == (Verdict.HOLD, Reason.NOT_ON_ROSTER)

    def test_after_hours_only_a_permit_opens_and_leaving_is_never_blocked(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_ADMIN, '[lanes.A1]\nclosed_hours = ["08:00", "18:00"]\n', lane="A1")
        self.on_roster(gate, ("张三", "光谷物流"), ("李四", "光谷物流"))
        now = gate.compound.clock.now()
        with gate.books() as books:
            books.staff.give_permit("李四", "光谷物流", now, now + timedelta(hours=1), "值班长")
        gate.answer("zs").measure("365")
        assert gate.said == (Verdict.REFUSE, Reason.AFTER_HOURS_NO_PERMIT)
        gate.answer("ls").measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_PERMIT)
        gate.pause(hours=2)
        gate.answer("ls").measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_OUT_LATE)

    def test_a_truck_in_this_lane_is_sent_to_its_own(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_ADMIN, lane="A1")
        self.on_roster(gate, ("张三", "光谷物流"))
        gate.answer("zs").happen(ParticularChosen(Particular.VEHICLE)).type("3")
        assert gate.asked is Particular.PLATE
        gate.answer("42A12345").measure("365")
        assert gate.said == (Verdict.REFUSE, Reason.LANE_WRONG)

    def test_a_staff_pass_is_enough_for_whoever_is_on_the_roster(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_ADMIN, lane="A1")
        self.on_roster(gate, ("张三", "光谷物流"))
        with open_office(gate.compound.place, clock=gate.compound.clock, passphrase="a passphrase") as office:
            known = office.issue_to_guest("张三", "光谷物流", "office", kind=PassKind.STAFF)
            other = office.issue_to_guest("王五", "光谷物流", "office", kind=PassKind.STAFF)
        for record, reason in ((known, Reason.OK_STAFF_IN), (other, Reason.NOT_ON_ROSTER)):
            gate.happen(gate.registrar.saw(record.text.encode()))
            assert gate.screen.visit is not None
            assert (gate.screen.visit.subject, gate.asked) == (Subject.EMPLOYEE, None)
            gate.measure("365")
            assert gate.said[1] is reason
        # Out by name is the same person that came in by pass.
        gate.pause(hours=1)
        gate.answer("zs")
        assert gate.form.direction is Direction.OUT

    def test_a_lane_of_the_gate_is_what_the_policy_makes_of_it(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_TRUCK, '[lanes.A1]\nkind = "zone-admin"\n', lane="A1")
        assert gate.screen.site is Site.ZONE_ADMIN
        self.on_roster(gate, ("张三", "光谷物流"))
        gate.answer("zs").measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_STAFF_IN)
        assert gate.rows("SELECT site, lane FROM passages") == [("zone-admin", "A1")]


class TestTheServiceCentre:
    """Visitors register, with purpose and window; so many and no more."""

    def visitor(self, gate: Lane, phone: str) -> Lane:
        gate.answer(phone)
        if gate.form.direction is Direction.IN:
            if gate.asked is Particular.NAME:
                gate.answer("lisi")
            gate.type("1").type("3")
        return gate.measure("365")  # type: ignore[return-value]

    def test_a_visitor_registers_and_leaves_by_the_phone(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_SERVICE)
        self.visitor(gate, "13800008000")
        assert gate.said == (Verdict.ALLOW, Reason.OK_SERVICE_IN)
        assert gate.particulars() == {
            "name": "lisi",
            "phone": "13800008000",
            "purpose": "declaration",
            "window": "3",
            "id_card": "yes",
        }
        gate.pause(hours=1)
        self.visitor(gate, "13800008000")
        assert gate.said == (Verdict.ALLOW, Reason.OK_OUT)

    def test_who_leaves_by_the_phone_is_named_as_at_the_entry_and_asked_for_nothing_to_refuse(
        self, lane: OpenLane
    ) -> None:
        gate = lane(Site.ZONE_SERVICE)
        gate.answer("13800008000", "李四").type("1").type("2").measure("365").pause(minutes=20)
        gate.answer("13800008000")
        visit = gate.screen.visit
        assert visit is not None
        assert (visit.direction, visit.label) == (Direction.OUT, "李**")
        gate.happen(CompanionTurned()).enter()
        assert gate.screen.stage is Stage.IDENTIFIED, "there is no check to be refused on the way out"
        gate.measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_OUT)

    def test_a_refusal_of_the_check_is_forgotten_where_the_direction_is_turned(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_SERVICE)
        gate.answer("13800008000", "李四").happen(CompanionTurned(), DirectionTurned())
        assert gate.screen.visit is not None
        assert not gate.screen.visit.circumstances.refuses_check

    def test_a_full_hall_holds_until_somebody_leaves(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_SERVICE, "capacity = 2\n")
        assert (gate.screen.inside, gate.screen.capacity) == (0, 2)
        for phone in ("13800008001", "13800008002"):
            self.visitor(gate, phone)
            assert gate.said[1] is Reason.OK_SERVICE_IN
            gate.pause(minutes=2)
        assert gate.screen.inside == 2
        self.visitor(gate, "13800008003")
        assert gate.said == (Verdict.HOLD, Reason.CAPACITY_FULL)
        gate.pause(minutes=2)
        self.visitor(gate, "13800008001")
        assert gate.said[1] is Reason.OK_OUT
        gate.pause(minutes=2)
        self.visitor(gate, "13800008003")
        assert gate.said == (Verdict.ALLOW, Reason.OK_SERVICE_IN)

    def test_a_policys_own_purposes_are_the_numbered_answers(self, lane: OpenLane) -> None:
        gate = lane(Site.ZONE_SERVICE, '[choices]\npurpose = ["报关", "退税"]\n')
        gate.answer("13800008000", "lisi").type("2")
        assert gate.form.value(Particular.PURPOSE) == "退税"


class TestAVillage:
    """Few fields for outsiders; villagers as ever."""

    def test_an_outsider_is_registered_and_refused_or_held_with_the_hosts_word(self, lane: OpenLane) -> None:
        gate = lane(Site.VILLAGE)
        gate.happen(OthersChosen(gate.uid()))
        assert (gate.screen.visit is not None, gate.asked) == (True, Particular.NAME)
        gate.answer("wangwu", "42", "zhangsan").measure("365")
        assert gate.said == (Verdict.REFUSE, Reason.VISITOR_NOT_ALLOWED)
        assert gate.particulars() == {"name": "wangwu", "origin": "湖北", "host": "zhangsan"}
        gate.happen(Escaped(), OthersChosen(gate.uid()))
        gate.answer("wangwu", "42", "zhangsan").happen(CompanionTurned())
        gate.measure("365")
        assert gate.said == (Verdict.HOLD, Reason.VISITOR_SUPERVISOR)

    def test_f4_again_is_another_kind_of_guest(self, lane: OpenLane) -> None:
        gate = lane(Site.VILLAGE)
        gate.happen(OthersChosen(gate.uid()), OthersChosen(gate.uid()))
        assert gate.form.subject is Subject.COURIER
        gate.measure("365")
        assert gate.said == (Verdict.REFUSE, Reason.COURIER_DROP)
        gate.happen(Escaped(), OthersChosen(gate.uid()), OthersChosen(gate.uid()), OthersChosen(gate.uid()))
        assert (gate.form.subject, gate.asked) == (Subject.SUPPLY_VEHICLE, Particular.PLATE)
        gate.answer("42A12345", "42").type("1").happen(CompanionTurned())
        gate.measure("365")
        assert gate.said == (Verdict.ALLOW, Reason.OK_SUPPLY)

    def test_a_villager_goes_out_as_before_without_a_form(self, lane: OpenLane) -> None:
        gate = lane(Site.VILLAGE)
        with open_office(gate.compound.place, clock=gate.compound.clock, passphrase="a passphrase") as office:
            office.register.enter("3-2-501", ("张三",), "office", "moved in")
        gate.answer("3-2-501")
        assert gate.screen.visit is not None
        assert (gate.screen.visit.subject, gate.screen.visit.form) == (Subject.VILLAGER, None)


def test_an_event_line_and_the_strip_tell_particulars_masked(lane: OpenLane, tmp_path: Path) -> None:
    gate = lane(Site.ZONE_TRUCK)
    gate.registrar.close()
    path = tmp_path / "events.jsonl"
    gate.registrar = Registrar(gate.compound.place, gate.compound.settings, gate.compound.clock, EventLines(str(path)))
    first_time(gate).measure("365")
    line = json.loads(path.read_text("utf-8"))
    assert line["particulars"]["plate"] == "鄂A·12**5"
    assert line["household"] == "vehicle:鄂A·12**5"
    assert "鄂A12345" not in path.read_text("utf-8")
    assert gate.screen.recent[0].label == "鄂A·12**5"


def test_a_lane_that_asks_nothing_is_as_it_always_was(lane: OpenLane) -> None:
    gate = lane(Site.ZONE_TRUCK, "[forms.zone-truck.in]\ndriver = []\n[forms.zone-truck.out]\ndriver = []\n")
    assert not gate.screen.takes_forms
    gate.happen(OthersChosen(gate.uid()))
    assert gate.screen.visit is not None
    assert gate.screen.visit.form is None


def test_every_answer_of_a_lane_can_be_derived_again(lane: OpenLane) -> None:
    gate = first_time(lane(Site.ZONE_TRUCK, 'key_areas = ["温州"]\ncapacity = 1\n')).measure("374")
    gate.measure("366")
    gate.pause(hours=1)
    gate.truck().measure("365")
    gate.pause(hours=1)
    gate.truck("42B66666").answer("光谷物流").type("2").answer("温州", "42").type("1").type("2").measure("365")
    assert gate.said[1] is Reason.DRIVER_KEY_AREA
    gate.registrar.close()
    done = CliRunner().invoke(
        gate_terminal, ["ledger", "verify", "--rederive", "--data", str(gate.compound.place.root)]
    )
    assert done.exit_code == 0, done.output
    gate.registrar = Registrar(gate.compound.place, gate.compound.settings, gate.compound.clock)


@pytest.mark.parametrize("site", Site)
def test_an_address_is_asked_for_only_where_people_live(site: Site) -> None:
    screen = Screen(stage=Stage.WATCHING, site=site, takes_forms=site is not Site.COMPOUND)
    asks = advance(screen, NoPassChosen()).no_pass
    assert asks is (site in {Site.COMPOUND, Site.VILLAGE})


KEYS = st.one_of(
    st.sampled_from("0123456789.ABXZ挂").map(Typed),
    st.sampled_from(
        [Erased(), Escaped(), PurposeStepped(), DirectionTurned(), CompanionTurned(), ParticularChosen(None)]
    ),
    st.sampled_from(list(SHIPPED[Site.ZONE_TRUCK, Direction.IN, Subject.DRIVER])).map(
        lambda asked: ParticularChosen(asked.particular)
    ),
    st.just(Confirmed("uid", MORNING)),
    st.integers(0, 3).map(lambda number: TemperatureMeasured(Temperature(365), "uid", MORNING, ("uid", number))),
    st.just(Ticked(130.0, MORNING)),
)


@given(st.lists(KEYS, max_size=60))
@settings(deadline=None, max_examples=60)
def test_no_order_of_keys_breaks_a_form_or_decides_without_its_answers(happened: list[Event]) -> None:
    form = LaneForm(Site.ZONE_TRUCK, Policy(), Subject.DRIVER, Direction.IN).begun()
    visit = formed(replace(other_visit("uid"), subject=Subject.DRIVER), form)
    screen = advance(Screen(stage=Stage.WATCHING, takes_forms=True), PassRead(visit))
    for event in happened:
        screen = advance(screen, event)
        if isinstance(screen.ask, OpenForm):
            screen = advance(screen, PassRead(screen.ask.visit, screen.ask_number))
        if isinstance(screen.ask, Decide):
            told = screen.ask.visit
            assert told.form is not None
            assert told.circumstances.refuses_check or told.form.missing() is None
            assert told.circumstances.refuses_check or all(screen.ask.attempt.chains)
            return
