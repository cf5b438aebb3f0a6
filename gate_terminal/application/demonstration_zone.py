"""Demonstrations of a zone's lanes, its service centre and a village: fictional companies, staff and trucks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from gate_terminal.application.bygone import BygoneGate
from gate_terminal.application.clocks import Clock, SystemClock
from gate_terminal.application.demonstration import PIN, SECONDS_SHOWN, Demonstration, cleared, with_pauses
from gate_terminal.application.founding import found
from gate_terminal.application.office import open_office
from gate_terminal.application.place import Place
from gate_terminal.application.settings import (
    DeviceSettings,
    GateSettings,
    Settings,
    SiteSettings,
    SupervisorSettings,
)
from gate_terminal.application.supervisor import hash_of_pin
from gate_terminal.application.zone_books import open_zone_books
from gate_terminal.devices.simulated import in_turn
from gate_terminal.domain.attempt import Circumstances
from gate_terminal.domain.lane_facts import circumstances_of
from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.particulars import Values
from gate_terminal.domain.people import PassKind
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Company, Direction, Site, Subject
from gate_terminal.register.staff_file import StaffEntry

_NAMES: Mapping[Site, tuple[str, str]] = {
    Site.ZONE_TRUCK: ("葛店综保区", "T1"),
    Site.ZONE_ADMIN: ("葛店综保区", "A1"),
    Site.ZONE_SERVICE: ("海关办事大厅", "1"),
    Site.VILLAGE: ("岳石洪村", "1"),
}
_RESUMED = ("光谷物流", "葛店电子", "三江港务")
_NOT_RESUMED = ("华容包装",)
_STAFF = (("张三", "光谷物流"), ("李四", "光谷物流"), ("王芳", "葛店电子"), ("赵敏", "三江港务"), ("孙强", "葛店电子"))
_STRANGER = ("周八", "华容包装")
_TRUCKS = ("鄂A12345", "豫N8Q917", "粤BD12345", "鄂J3050挂")


def make_zone_demonstration(place: Place, site: Site, clock: Clock | None = None) -> Demonstration:
    """Set up the demonstration of a gate of that kind in `place` anew; errors as of the compound's."""
    clock = clock or SystemClock()
    cleared(place)
    name, lane = _NAMES[site]
    settings = Settings(
        site=SiteSettings(kind=site, name=name, practice=True),
        gate=GateSettings(name="main", lane=lane, guard="张建国"),
        devices=DeviceSettings(camera="simulated"),
        supervisor=SupervisorSettings(hash_of_pin(PIN)),
    )
    policy = Policy(home_province="鄂", key_areas=("温州",), capacity=40 if site is Site.ZONE_SERVICE else None)
    found(place, settings, policy, clock.now())
    today = civil_day(clock.now())
    with open_zone_books(place, clock) as books:
        books.companies.tell(_RESUMED, Company.RESUMED, "demonstration", "demonstration")
        books.companies.tell(_NOT_RESUMED, Company.NOT_RESUMED, "demonstration", "demonstration")
        entries = [StaffEntry(i, person, today, today, company) for i, (person, company) in enumerate(_STAFF)]
        books.staff.take(entries, "demonstration")
    if site is Site.ZONE_TRUCK:
        _trucks_came(place, settings, policy, clock)
    texts = _staff_passes(place, clock) if site is Site.ZONE_ADMIN else []
    return Demonstration(settings, PIN, in_turn(with_pauses(texts) or [None], SECONDS_SHOWN))


def _staff_passes(place: Place, clock: Clock) -> list[str]:
    with open_office(place, clock=clock) as office:
        records = [
            office.issue_to_guest(person, company, "demonstration", kind=PassKind.STAFF)
            for person, company in (*_STAFF, _STRANGER)
        ]
    return [record.text for record in records]


def _trucks_came(place: Place, settings: Settings, policy: Policy, clock: Clock) -> None:
    """Record, by the real rule, trucks that came in this morning and one that left again.

    The one that left has the plate of the manual: what the page shows of a truck that comes again can be tried.
    """
    now = clock.now()
    crossings = [(plate, Direction.IN, timedelta(minutes=150 - 20 * i)) for i, plate in enumerate(_TRUCKS)]
    crossings.append((_TRUCKS[0], Direction.OUT, timedelta(minutes=25)))
    with BygoneGate(place, settings, policy, now) as gate:
        for plate, direction, ago in crossings:
            told = _told(plate) if direction is Direction.IN else (("plate", plate), ("occupants", "1"))
            truck = replace(
                gate.somebody(f"vehicle:{plate}", "driver", now - ago, direction),
                subject=Subject.DRIVER,
                temperatures=(Temperature(364),),
                circumstances=circumstances_of(told, Circumstances()),
                particulars=told,
            )
            gate.passes(truck)


def _told(plate: str) -> Values:
    return (
        ("vehicle", "truck"),
        ("plate", plate),
        ("company", _RESUMED[len(plate) % len(_RESUMED)]),
        ("cargo", "empty"),
        ("origin", "湖北"),
        ("route", "湖北"),
        ("occupants", "1"),
        ("all_registered", "yes"),
        ("disinfected", "yes"),
        ("id_card", "yes"),
    )
