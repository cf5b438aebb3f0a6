"""Screens as they occur at a gate, for the gallery: fictional people, real stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from gate_terminal.application.screen.answer import Answer, Cause, Held, Line
from gate_terminal.application.screen.moves import UNDO_SECONDS, own_line
from gate_terminal.application.screen.signs import Counters, Hint, Lamp, Notice, Organ, OrganHealth, Stage, StartStep
from gate_terminal.application.screen.values import NumberedCode, Screen, SupervisorDesk
from gate_terminal.application.screen.visit import Visit
from gate_terminal.application.screen.visiting import attempt_of, emergency_visit, other_visit, proposed
from gate_terminal.domain.attempt import Circumstances
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import Outing, PartyState
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import Household, Person
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Direction, PassShown, Purpose, Reason, Subject, Verdict

from .gallery_lanes import lane_states

NOW = datetime(2020, 2, 7, 9, 41, 26, tzinfo=SITE_ZONE)
_UID = "01701b2a-9c00-7000-8000-00000000{:04d}"
_COUPLE = Household("c0ffee01", "3-2-501", "13800008000", (Person("p1", "张三"), Person("p2", "李四")))
_ALONE = Household("c0ffee02", "12-1-1802", "13912345678", (Person("p3", "欧阳明"),))
_LARGE = Household(
    "c0ffee03",
    "7-1-302",
    "13700001234",
    tuple(Person(f"m{i}", name) for i, name in enumerate(("王一", "王二", "赵六", "孙七", "周八"))),
)

_GOOD = OrganHealth(Lamp.GOOD)
_HEALTH = (
    (Organ.CAMERA, _GOOD),
    (Organ.KEY_LIST, _GOOD),
    (Organ.LEDGER, _GOOD),
    (Organ.THERMOMETER, OrganHealth(Lamp.ABSENT)),
)


_VOIDED = 118

_SEVERAL = tuple(NumberedCode(number, b"GP1" + bytes([number])) for number in (1, 2, 3))


def _line(number: int, minute: int, label: str, direction: Direction, degrees: str, verdict: Verdict) -> Line:
    at = NOW.replace(minute=minute)
    return Line(_UID.format(number), number, at, label, direction, (degrees,), verdict, void=number == _VOIDED)


_RECENT = (
    _line(121, 41, "3-2-**", Direction.OUT, "36.5", Verdict.ALLOW),
    _line(120, 39, "1-1-**", Direction.IN, "36.6", Verdict.ALLOW),
    _line(119, 38, "5-2-**", Direction.OUT, "36.4", Verdict.REFUSE),
    _line(118, 37, "2-3-**", Direction.OUT, "36.2", Verdict.ALLOW),
    _line(117, 36, "2-3-**", Direction.IN, "37.6", Verdict.ISOLATE),
    _line(116, 35, "12-1-**", Direction.OUT, "36.3", Verdict.HOLD),
    _line(115, 33, "7-1-**", Direction.IN, "37.4", Verdict.REMEASURE),
    _line(114, 31, "3-1-**", Direction.IN, "36.5", Verdict.ALLOW),
    _line(113, 30, "3-1-**", Direction.OUT, "36.5", Verdict.ALLOW),
)


def _base() -> Screen:
    return Screen(
        stage=Stage.WATCHING,
        site_name="君庭湖畔",
        gate="east",
        lane="1",
        guard="张卫国",
        clock=100.0,
        now=NOW,
        health=_HEALTH,
        counters=Counters(23, 117, 94, 6, 2, 1),
        recent=_RECENT,
    )


def _visit(household: Household, **changes: object) -> Visit:
    visit = Visit(
        uid=_UID.format(1),
        label=household.address,
        subject=Subject.RESIDENT,
        party=household.id,
        persons=household.members,
        household=household,
        serial="B8E0-ZZQ7-Z",
    )
    return replace(visit, **changes)  # type: ignore[arg-type]


def _outing(person: str, at: datetime) -> Outing:
    return Outing(_UID.format(7), person, at, Purpose.SHOPPING, counted=True)


_WENT_OUT_TODAY = _outing("p1", NOW.replace(hour=9, minute=14))
_TWO_DAYS_AGO = replace(_outing("p1", NOW - timedelta(days=2, minutes=27)), returned_at=NOW - timedelta(days=2))
_FREE = PartyState(last_turn=_TWO_DAYS_AGO)
_ONE_OUT = PartyState(last_turn=_WENT_OUT_TODAY, still_out=(_WENT_OUT_TODAY,))
_NEXT_TURN = datetime(2020, 2, 9, tzinfo=SITE_ZONE)


def _identified(visit: Visit) -> Screen:
    return replace(_base(), stage=Stage.IDENTIFIED, visit=visit, pass_text=visit.serial or "")


def _answered(
    verdict: Verdict, reason: Reason, readings: tuple[int, ...] = (365,), visit: Visit | None = None, **changes: object
) -> Screen:
    """Return the screen of an answer; `changes` are those of the decision."""
    shown = visit or _visit(_COUPLE, state=_FREE)
    shown = replace(shown, readings=tuple(Temperature(tenths) for tenths in readings), asked_before=True)
    attempt = attempt_of(shown, at=NOW, site=_base().site, gate="east", lane="1", guard="张卫国")
    decision = replace(
        Decision(verdict, reason, Proof("9f2c41d07ab3", (_UID.format(7),), NOW)),
        **changes,  # type: ignore[arg-type]
    )
    cause = Cause(_UID.format(7), NOW.replace(minute=14), "张三", Subject.RESIDENT, Direction.OUT, Verdict.ALLOW)
    answer = Answer(attempt, decision, 121, NOW, shown.label, shown.person.name, "张三", (cause,))
    held = (Held(answer, shown),) if verdict is Verdict.HOLD else ()
    return replace(
        _base(),
        stage=Stage.HOLDING if verdict is Verdict.HOLD else Stage.SHOWING,
        visit=shown,
        answer=answer,
        held=held,
        own_last=own_line(answer),
        undo_until=_base().clock + UNDO_SECONDS,
        pass_text=shown.serial or "",
    )


def _steps() -> tuple[StartStep, ...]:
    return (
        StartStep("ledger", done=True),
        StartStep("key_list", fault=Fault.KEYS_MISSING),
        StartStep("camera"),
    )


def states() -> Mapping[str, Screen]:
    """Return a screen for everything that the window can show, by name."""
    base = _base()
    second = replace(_visit(_COUPLE, state=_ONE_OUT, turn_from=_NEXT_TURN), person_index=1)
    allowed = _answered(Verdict.ALLOW, Reason.OK_TURN, next_allowed=_NEXT_TURN, counted=True)
    refused = _answered(
        Verdict.REFUSE, Reason.QUOTA_USED, (364,), second, next_allowed=_NEXT_TURN, cause=_WENT_OUT_TODAY
    )
    overdue = _outing("p1", NOW - timedelta(days=2, hours=1))
    held = _answered(Verdict.HOLD, Reason.MEMBER_OUT_OVERDUE, (364,), second, cause=overdue)
    unmasked = _visit(_ALONE, direction=Direction.IN, circumstances=Circumstances(mask=False))
    no_mask = _answered(Verdict.HOLD, Reason.NO_MASK, (365,), unmasked)
    lost = OrganHealth(Lamp.BAD, Fault.CAMERA_LOST)
    ended = OrganHealth(Lamp.WARNING, Fault.CAMERA_ENDED)
    others = _identified(replace(other_visit(_UID.format(2)), typed="36"))
    forgotten = _visit(
        _ALONE, serial=None, subject=Subject.RENTER, circumstances=Circumstances(pass_shown=PassShown.FORGOTTEN)
    )
    return {
        "starting": replace(base, stage=Stage.STARTING, steps=_steps(), recent=(), health=()),
        "watching": base,
        "watching-notice": replace(base, notice=Notice.DAMAGED, pass_text="B8E0-ZZQ", notice_ends_at=105.0),
        "watching-hint": replace(base, hint=Hint.TOO_FAR, held=held.held),
        "watching-several": replace(base, in_view=_SEVERAL),
        "watching-key": replace(base, pass_text="09"),
        "watching-address": replace(base, no_pass=True, pass_text="3-2-501"),
        "watching-address-empty": replace(base, no_pass=True),
        "watching-serial-empty": replace(base, pad=True),
        "watching-serial": replace(
            base, pad=True, pass_text="B8E0-ZZ", refused_text="B8E0-ZZ", notice=Notice.SERIAL_WRONG
        ),
        "watching-undo": replace(base, own_last=_RECENT[0], undo_until=_base().clock + UNDO_SECONDS, held=held.held),
        "identified-types": replace(
            _identified(_visit(_ALONE, state=_FREE, readings=(Temperature(374),))), pass_text="11B5Z"
        ),
        "identified-names": replace(_identified(_visit(_COUPLE, state=_FREE)), names_shown=True, voice=False),
        "identified": _identified(
            replace(_visit(_ALONE, state=_FREE, turn_from=NOW - timedelta(hours=9)), typed="365")
        ),
        "identified-in": _identified(proposed(_visit(_COUPLE, state=_ONE_OUT, turn_from=_NEXT_TURN))),
        "identified-members": replace(
            _identified(_visit(_LARGE, person_index=2, readings=(Temperature(374),), serial_typed=True)),
            notice=Notice.NO_READING,
        ),
        "identified-renter": _identified(forgotten),
        "identified-marked": _identified(
            _visit(_COUPLE, state=_FREE, circumstances=Circumstances(paper_mark_today=True))
        ),
        "identified-outside": _identified(
            _visit(
                _COUPLE,
                state=_ONE_OUT,
                turn_from=_NEXT_TURN,
                direction=Direction.IN,
                circumstances=Circumstances(pass_shown=PassShown.OTHER_HOUSEHOLD, from_outside_city=True),
            )
        ),
        "others": others,
        "identified-unrecorded": _identified(
            _visit(_COUPLE, state=_FREE, readings=(Temperature(365),), unrecorded=True)
        ),
        "deciding": replace(
            _identified(_visit(_COUPLE, state=_FREE, readings=(Temperature(365),))), stage=Stage.DECIDING
        ),
        "allow": allowed,
        "refuse": refused,
        "refuse-isolated": _answered(
            Verdict.REFUSE, Reason.HOUSEHOLD_ISOLATION, (365,), next_allowed=datetime(2020, 2, 21, tzinfo=SITE_ZONE)
        ),
        "hold-pending": _answered(Verdict.HOLD, Reason.HOUSEHOLD_PENDING, (365,)),
        "hold": held,
        "isolate": _answered(Verdict.ISOLATE, Reason.FEVER_CONFIRMED, (376, 375)),
        "isolate-noticed": replace(
            _answered(Verdict.ISOLATE, Reason.FEVER_CONFIRMED, (376, 375)), notice=Notice.SCAN_DROPPED
        ),
        "hold-noticed": replace(held, notice=Notice.HOLD_CHANGED),
        "remeasure-noticed": replace(
            _answered(Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST, (374,)), notice=Notice.NOTHING_TO_UNDO
        ),
        "remeasure": _answered(Verdict.REMEASURE, Reason.TEMP_HIGH_FIRST, (374,)),
        "duplicate": _answered(Verdict.IGNORE, Reason.DUPLICATE_SCAN),
        "return": _answered(
            Verdict.ALLOW,
            Reason.OK_RETURN_OVERDUE,
            (366,),
            _visit(_COUPLE, state=_ONE_OUT, direction=Direction.IN),
            cause=overdue,
        ),
        "no-mask": no_mask,
        "emergency": _answered(Verdict.ALLOW, Reason.EMERGENCY, (), emergency_visit(_UID.format(3))),
        "proof": replace(refused, proof_shown=True),
        "desk": replace(
            held,
            held=(no_mask.held[0], held.held[0]),
            desk=SupervisorDesk(index=1, pin="1234"),
            notice=Notice.PIN_WRONG,
        ),
        "desk-locked": replace(
            held,
            held=(no_mask.held[0], held.held[0]),
            desk=SupervisorDesk(index=1),
            notice=Notice.PIN_LOCKED,
            notice_detail="60",
        ),
        "out-of-service": replace(
            base,
            stage=Stage.OUT_OF_SERVICE,
            fault=Fault.LEDGER_FULL,
            fault_detail="database or disk is full: /var/lib/gate-terminal/gate.sqlite",
            health=(
                (Organ.CAMERA, _GOOD),
                (Organ.KEY_LIST, OrganHealth(Lamp.WARNING)),
                (Organ.LEDGER, OrganHealth(Lamp.BAD, Fault.LEDGER_FULL)),
            ),
        ),
        "scanner-lost": replace(
            base, health=(*_HEALTH[:3], (Organ.SCANNER, OrganHealth(Lamp.BAD, Fault.SCANNER_LOST)), *_HEALTH[3:])
        ),
        "camera-lost": replace(base, health=((Organ.CAMERA, lost), *_HEALTH[1:])),
        "camera-ended": replace(base, health=((Organ.CAMERA, ended), *_HEALTH[1:])),
        "practice": replace(base, practice=True, site_name="君庭湖畔"),
        **lane_states(base, _UID.format(9), NOW),
    }
