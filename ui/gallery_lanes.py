"""Screens of a zone's lanes, of the service centre and of a village, for the gallery: fictional people and plates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from gate_terminal.application.screen.answer import Answer, Held, Line
from gate_terminal.application.screen.lane_form import LaneForm
from gate_terminal.application.screen.moves import UNDO_SECONDS, own_line
from gate_terminal.application.screen.particulars import formed
from gate_terminal.application.screen.signs import Counters, Notice, Stage
from gate_terminal.application.screen.values import Screen
from gate_terminal.application.screen.visit import Visit
from gate_terminal.application.screen.visiting import attempt_of
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.forms import COMES
from gate_terminal.domain.particulars import Particular, Values
from gate_terminal.domain.people import Person
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Direction, Reason, Site, Subject, Verdict

_POLICY = Policy(home_province="鄂")
_COMPANIES = ("光谷物流", "葛店电子", "三江港务", "华容包装")
_STAFF = ("张三 · 光谷物流 · 8000", "张三 · 葛店电子")
_LADEN: Values = (
    ("vehicle", "truck"),
    ("plate", "鄂A12345"),
    ("trailer", "鄂B1234挂"),
    ("company", "光谷物流"),
    ("cargo", "laden"),
    ("container", "CSQU3054384"),
    ("seal", "H0039712"),
    ("seal_ok", "yes"),
    ("origin", "河南"),
    ("route", "河南、湖北"),
    ("occupants", "2"),
    ("all_registered", "yes"),
    ("disinfected", "yes"),
    ("id_card", "yes"),
)


def _base(base: Screen, site: Site, lane: str) -> Screen:
    return replace(
        base,
        site=site,
        site_name="葛店综保区" if site is not Site.VILLAGE else "岳石洪村",
        gate="main",
        lane=lane,
        counters=Counters(0, 0, 0, 2, 1, 0, 41, 57),
        inside=16 if site is not Site.VILLAGE else None,
        capacity=40 if site is Site.ZONE_SERVICE else None,
        takes_forms=True,
        recent=tuple(_plated(line, i) for i, line in enumerate(base.recent)),
    )


def _plated(line: Line, number: int) -> Line:
    return replace(line, label=("鄂A·12**5", "豫N·8Q**7", "鄂J·30**挂")[number % 3], subject=Subject.DRIVER)


def _visit(site: Site, values: Values, asking: Particular | None, uid: str, **changes: object) -> Visit:
    form = LaneForm(
        site=site,
        policy=_POLICY,
        subject=COMES[site],
        direction=Direction.IN,
        values=values,
        named=((Particular.COMPANY, _COMPANIES),),
        asking=asking,
    )
    form = replace(form, **changes)  # type: ignore[arg-type]
    form = replace(form.begun(), asking=asking, typed=form.typed)
    told = dict(values)
    label = told.get("plate") or (told["name"][:1] + "**" if "name" in told else "")
    visit = Visit(
        uid=uid,
        label=label,
        subject=form.subject,
        party="vehicle:1",
        persons=(Person("driver", ""),),
        direction=form.direction,
    )
    return formed(visit, form)


def _measured(visit: Visit, tenths: tuple[int, ...]) -> Visit:
    """Return the visit with readings of the second person on board."""
    chain = tuple(Temperature(each) for each in tenths)
    return replace(visit, circumstances=replace(visit.circumstances, companions=(chain,)))


def _asked(base: Screen, visit: Visit) -> Screen:
    return replace(base, stage=Stage.IDENTIFIED, visit=visit)


def _answered(base: Screen, visit: Visit, verdict: Verdict, reason: Reason, now: datetime) -> Screen:
    visit = replace(visit, readings=(Temperature(365),), asked_before=True)
    attempt = attempt_of(visit, at=now, site=base.site, gate=base.gate, lane=base.lane, guard=base.guard)
    decision = Decision(verdict, reason, Proof("9f2c41d07ab3", (), now))
    answer = Answer(attempt, decision, 58, now, visit.label, visit.person.name)
    stage = Stage.HOLDING if verdict is Verdict.HOLD else Stage.SHOWING
    held = (Held(answer, visit),) if verdict is Verdict.HOLD else ()
    return replace(
        base,
        stage=stage,
        visit=visit,
        answer=answer,
        held=held,
        own_last=own_line(answer),
        undo_until=base.clock + UNDO_SECONDS,
    )


def lane_states(base: Screen, uid: str, now: datetime) -> Mapping[str, Screen]:
    """Return a screen for everything that a lane with forms can show, by name."""
    truck = _base(base, Site.ZONE_TRUCK, "T1")
    admin = _base(base, Site.ZONE_ADMIN, "A1")
    hall = _base(base, Site.ZONE_SERVICE, "1")
    village = _base(base, Site.VILLAGE, "1")
    plate = _LADEN[:2]
    laden = _visit(Site.ZONE_TRUCK, _LADEN, None, uid, taken_over=frozenset({Particular.TRAILER, Particular.COMPANY}))
    first_measured = replace(laden, readings=(Temperature(365),), typed="37")
    leaving = _visit(
        Site.ZONE_TRUCK,
        (("plate", "鄂A12345"), ("trailer", "鄂B9999挂"), ("occupants", "2")),
        None,
        uid,
        direction=Direction.OUT,
        before=_LADEN,
    )
    staff: Values = (("name", "张三"), ("company", "光谷物流"), ("vehicle", "on_foot"), ("id_card", "yes"))
    usual = frozenset({Particular.VEHICLE})
    visitor: Values = (("name", "李四"), ("phone", "13800008000"), ("id_card", "yes"))
    guest: Values = (("who", "visitor"), ("name", "王五"))
    return {
        "truck-watching": truck,
        "truck-company": _asked(truck, _visit(Site.ZONE_TRUCK, plate, Particular.COMPANY, uid)),
        "truck-origin": _asked(truck, _visit(Site.ZONE_TRUCK, _LADEN[:5], Particular.ORIGIN, uid, before=_LADEN)),
        "truck-plate": _asked(truck, _visit(Site.ZONE_TRUCK, _LADEN[:1], Particular.PLATE, uid)),
        "truck-trailer": _asked(truck, _visit(Site.ZONE_TRUCK, plate, Particular.TRAILER, uid, typed="42B12")),
        "truck-container": replace(
            _asked(truck, _visit(Site.ZONE_TRUCK, _LADEN[:5], Particular.CONTAINER, uid)),
            notice=Notice.NO_ANSWER,
        ),
        "truck-disinfected": _asked(truck, _visit(Site.ZONE_TRUCK, _LADEN[:-2], Particular.DISINFECTED, uid)),
        "truck-temperature": _asked(truck, first_measured),
        "truck-in": _answered(truck, laden, Verdict.ALLOW, Reason.OK_TRUCK_IN, now),
        "truck-out": _answered(truck, leaving, Verdict.ALLOW, Reason.OK_TRUCK_OUT, now),
        "truck-hold": _answered(truck, laden, Verdict.HOLD, Reason.SEAL_EXCEPTION, now),
        "truck-again": _answered(truck, _measured(laden, (374,)), Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST, now),
        "truck-fever": _answered(truck, _measured(laden, (374, 375)), Verdict.ISOLATE, Reason.FEVER_CONFIRMED, now),
        "truck-leaving": _asked(truck, leaving),
        "staff-watching": admin,
        "staff": _asked(admin, _visit(Site.ZONE_ADMIN, staff, None, uid, taken_over=usual)),
        "staff-choice": _asked(
            admin, _visit(Site.ZONE_ADMIN, (), Particular.NAME, uid, named=((Particular.NAME, _STAFF),))
        ),
        "staff-in": _answered(admin, _visit(Site.ZONE_ADMIN, staff, None, uid), Verdict.ALLOW, Reason.OK_STAFF_IN, now),
        "service-watching": hall,
        "service": _asked(hall, _visit(Site.ZONE_SERVICE, visitor, Particular.PURPOSE, uid)),
        "service-full": _answered(
            hall, _visit(Site.ZONE_SERVICE, visitor, None, uid), Verdict.HOLD, Reason.CAPACITY_FULL, now
        ),
        "village-watching": village,
        "village-guest": _asked(village, _visit(Site.VILLAGE, guest, Particular.ORIGIN, uid)),
        "village-who": _asked(village, _visit(Site.VILLAGE, guest[:1], Particular.WHO, uid)),
    }
