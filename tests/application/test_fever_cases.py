"""Fever cases at a gate: they open by themselves, hold the household, and end with their outcome."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.commands.passages import open_books
from gate_terminal.application.daily import daily_report
from gate_terminal.application.daily_pages import pages_of
from gate_terminal.application.fever_cases import FeverCases
from gate_terminal.application.handover_sheet import Patient, handover_sheet
from gate_terminal.application.health import Health
from gate_terminal.application.health_terminal import readings
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen.events import Event, OrganReported
from gate_terminal.application.screen.signs import Lamp, Organ
from gate_terminal.application.screen.visit import Visit
from gate_terminal.application.settings import FeverSettings, SiteSettings
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.fever_case import FeverStep, Outcome, StepDone
from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import read_temperature
from gate_terminal.domain.words import Direction, Language, Purpose, Reason, Site, Subject, Verdict
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger

from .conftest import MORNING, Compound
from .test_registrar import ask_of, decided, rows, shown


def fever(registrar: Registrar, compound: Compound) -> str:
    """Let 张三 of 3-2-501 be found with a fever; return the case's id."""
    answer = decided(registrar, compound, shown(registrar, compound), "374", "378").answer
    assert answer.decision.verdict is Verdict.ISOLATE
    compound.clock.forward(minutes=5)
    return answer.attempt.uid


def other_member(visit: Visit, **changes: object) -> Visit:
    return replace(visit, person_index=1, **changes)


def asked_by_another(registrar: Registrar, compound: Compound, **changes: object) -> Decision:
    visit = other_member(shown(registrar, compound), **changes)
    return decided(registrar, compound, visit).answer.decision


@pytest.fixture
def office(compound: Compound, registrar: Registrar) -> Iterator[FeverCases]:
    """The cases as an office command sees them, beside the open window."""
    del registrar
    with Ledger.open(compound.place.ledger, window=False) as ledger:
        yield FeverCases(ledger)


def test_a_case_opens_by_itself_with_its_verdict(registrar: Registrar, compound: Compound, office: FeverCases) -> None:
    assert office.all() == ()
    uid = fever(registrar, compound)
    (case,) = office.all()
    assert (case.uid, case.is_open) == (uid, True)
    assert case.done(FeverStep.FOUND) == StepDone(FeverStep.FOUND, MORNING, "张")


def test_the_others_of_the_household_are_held_until_the_outcome(
    registrar: Registrar, compound: Compound, office: FeverCases
) -> None:
    uid = fever(registrar, compound)
    held = asked_by_another(registrar, compound)
    assert (held.verdict, held.reason) == (Verdict.HOLD, Reason.HOUSEHOLD_PENDING)
    now = compound.clock.now()
    office.take(uid, StepDone(FeverStep.REPORTED, now, "李"), now)
    assert asked_by_another(registrar, compound).reason is Reason.HOUSEHOLD_PENDING
    office.take(uid, StepDone(FeverStep.OUTCOME, now, "李", outcome=Outcome.CLEARED), now)
    assert asked_by_another(registrar, compound).reason is Reason.OK_TURN


def test_another_household_goes_on(registrar: Registrar, compound: Compound) -> None:
    fever(registrar, compound)
    answer = decided(registrar, compound, shown(registrar, compound, "3-2-502")).answer
    assert answer.decision.reason is Reason.OK_TURN


def test_an_emergency_and_the_way_home_stay_open(registrar: Registrar, compound: Compound) -> None:
    fever(registrar, compound)
    home = asked_by_another(registrar, compound, direction=Direction.IN)
    assert home.verdict is Verdict.ALLOW
    away = asked_by_another(registrar, compound, direction=Direction.OUT, purpose=Purpose.EMERGENCY)
    assert (away.verdict, away.reason) == (Verdict.ALLOW, Reason.EMERGENCY)


def test_a_second_verdict_about_the_same_person_is_the_same_case(
    registrar: Registrar, compound: Compound, office: FeverCases
) -> None:
    uid = fever(registrar, compound)
    fever(registrar, compound)
    (case,) = office.all()
    assert (case.uid, len(case.attempts)) == (uid, 2)


def test_after_the_outcome_a_new_fever_is_a_new_case(
    registrar: Registrar, compound: Compound, office: FeverCases
) -> None:
    now = compound.clock.now()
    first = fever(registrar, compound)
    office.take(first, StepDone(FeverStep.OUTCOME, now, outcome=Outcome.CLEARED), now)
    second = fever(registrar, compound)
    assert [(case.uid, case.is_open) for case in office.all()] == [(first, False), (second, True)]


def test_a_void_verdict_is_no_case(registrar: Registrar, compound: Compound) -> None:
    uid = fever(registrar, compound)
    with Ledger.open(compound.place.ledger, window=False) as ledger:
        ledger.void(uid, who="office", why="the wrong person", at=compound.clock.now())
        assert FeverCases(ledger).all() == ()
    assert asked_by_another(registrar, compound).reason is Reason.OK_TURN


def test_a_case_is_named_by_the_end_of_its_id_and_never_by_a_guess(
    registrar: Registrar, compound: Compound, office: FeverCases
) -> None:
    uid = fever(registrar, compound)
    assert office.find(uid[-6:]).uid == uid
    for name in ("", uid[-3:], "nothing"):
        with pytest.raises(WrongUse, match="There is no fever case"):
            office.find(name)


def test_the_steps_stand_in_the_chain_without_anybodys_name(
    registrar: Registrar, compound: Compound, office: FeverCases
) -> None:
    uid, now = fever(registrar, compound), compound.clock.now()
    office.take(uid, StepDone(FeverStep.AXILLARY, now, "李", read_temperature("A38.1")), now)
    ((detail, why),) = rows(compound, "SELECT detail, why FROM events WHERE kind = 'fever'")
    assert (json.loads(str(detail)), why) == ({"step": "axillary", "reading": "A38.1"}, "")
    done = office.find(uid).done(FeverStep.AXILLARY)
    assert done is not None
    assert str(done.reading) == "A38.1"
    with Ledger.open(compound.place.ledger, window=False) as ledger:
        assert verify(ledger.file).whole


CASE_SETTINGS = {"fever": FeverSettings("市第三医院 <fever>", "010-120"), "site": SiteSettings(name="君庭湖畔")}


def test_the_sheet_names_clinic_times_and_readings_and_masks_the_person(
    registrar: Registrar, compound: Compound, office: FeverCases
) -> None:
    case = office.find(fever(registrar, compound))
    settings = replace(compound.settings, **CASE_SETTINGS)
    patient = Patient("张三", "3-2-501", "13800008000")
    masked = handover_sheet(case, patient, settings, compound.clock.now(), reveal=False)
    for told in ("市第三医院 &lt;fever&gt;", "010-120", "37.4 ℃ · 37.8 ℃", "2020-02-07 09:00", "张**", "3-2-**"):
        assert told in masked
    for secret in ("张三", "3-2-501", "13800008000"):
        assert secret not in masked
        assert secret in handover_sheet(case, patient, settings, compound.clock.now(), reveal=True)
    assert "PRACTICE" not in masked
    practice = replace(settings, site=SiteSettings(practice=True))
    assert "PRACTICE" in handover_sheet(case, patient, practice, compound.clock.now(), reveal=False)


def run(compound: Compound, *arguments: object) -> Result:
    command = ["fever", *map(str, arguments), "--data", str(compound.place.root)]
    return CliRunner().invoke(gate_terminal, command, catch_exceptions=True)


def test_the_commands_follow_a_case_to_its_outcome(registrar: Registrar, compound: Compound, tmp_path: Path) -> None:
    uid = fever(registrar, compound)
    listed = run(compound, "list", "--json")
    told = json.loads(listed.stdout)
    assert (told["case"], told["person"], told["next_step"]) == (uid, "张**", "mask_and_distance")
    assert "张三" not in run(compound, "list").output
    assert run(compound, "step", uid, "axillary", "--reading", "A38.1", "--by", "李").exit_code == 0
    assert "before" not in run(compound, "step", uid, "reported").output
    again = run(compound, "step", uid, "reported")
    assert isinstance(again.exception, WrongUse)
    assert isinstance(run(compound, "step", uid, "axillary", "--reading", "99").exception, WrongUse)
    sheet = tmp_path / "sheet.html"
    assert run(compound, "sheet", uid, "--out", sheet, "--reveal").exit_code == 2, "without a reason nothing is shown"
    assert run(compound, "sheet", uid, "--out", tmp_path / "sheet.pdf").exit_code == 2, "a page is no PDF"
    assert list(tmp_path.glob("sheet*")) == []
    assert run(compound, "sheet", uid, "--out", sheet, "--reveal", "--reason", "移交").exit_code == 0
    assert "张三" in sheet.read_text("utf-8")
    shown = run(compound, "sheet", uid, "--out", "-")
    assert ("<html" in shown.stdout, shown.stderr) == (True, "The sheet is in standard output.\n")
    nowhere = run(compound, "sheet", uid, "--out", tmp_path / "stick" / "sheet.html").exception
    assert isinstance(nowhere, WorldFault), "a stick that is not plugged in is only a name"
    with Ledger.open(compound.place.ledger, window=False) as ledger:
        assert [event.why for event in ledger.events(EventKind.REVEAL)] == ["移交"]
    assert "enter its isolation at home" in run(compound, "close", uid, "--outcome", "admitted").stderr
    assert "No fever case is open." in run(compound, "list").output
    assert json.loads(run(compound, "list", "--all", "--json").stdout)["outcome"] == "admitted"


def fill(compound: Compound, days_ago: int, tenths: int, number: int) -> None:
    """Record so many passages of strangers, one a minute."""
    begin = compound.clock.now() - timedelta(days=days_ago, minutes=number)
    with Ledger.open(compound.place.ledger, window=False) as ledger:
        for minute in range(number):
            attempt = Attempt(
                uid=f"{days_ago} {tenths} {minute}",
                at=begin + timedelta(minutes=minute),
                site=Site.COMPOUND,
                gate="east",
                lane="1",
                direction=Direction.OUT,
                subject=Subject.VISITOR,
                party=f"person:{minute}",
                person=f"person:{minute}",
                temperatures=(read_temperature(str(tenths)),),
            )
            ledger.record(attempt, lambda facts, attempt=attempt: decide(attempt, facts, Policy()))


def health(registrar: Registrar, compound: Compound, address: str, reading: str) -> list[OrganReported]:
    ask = ask_of(shown(registrar, compound, address), compound, reading)
    told: list[Event] = list(registrar.carry_out(ask, 1))
    return [event for event in told if isinstance(event, OrganReported) and event.organ is Organ.THERMOMETER]


def test_a_drifting_thermometer_is_said_once_and_taken_back_once(registrar: Registrar, compound: Compound) -> None:
    fill(compound, 1, 365, 40)
    fill(compound, 0, 371, 30)
    (said,) = health(registrar, compound, "3-2-501", "371")
    assert (said.health.lamp, said.health.fault) == (Lamp.WARNING, Fault.THERMOMETER_DRIFTS)
    assert "37.1 (the days before: 36.5)" in said.health.detail
    compound.clock.forward(minutes=5)
    assert health(registrar, compound, "3-2-502", "371") == [], "it is said already"
    compound.clock.forward(minutes=31)
    fill(compound, 0, 365, 30)
    (back,) = health(registrar, compound, "5-1-102", "365")
    assert back.health.lamp is Lamp.GOOD


def test_a_sound_thermometer_is_not_spoken_of(registrar: Registrar, compound: Compound) -> None:
    fill(compound, 1, 365, 40)
    fill(compound, 0, 366, 30)
    assert health(registrar, compound, "3-2-501", "365") == []


def test_doctor_and_the_daily_report_tell_of_a_drifting_thermometer(compound: Compound) -> None:
    fill(compound, 1, 365, 40)
    fill(compound, 0, 371, 30)
    (finding,) = readings(compound.place, compound.settings, compound.clock.now())
    assert finding.health is Health.NOTE
    assert "37.1 (the days before: 36.5)" in finding.says
    with open_books(compound.place) as (ledger, register):
        report = daily_report(ledger, register, civil_day(MORNING), compound.clock.now())
    (measured,) = report.thermometers
    assert (measured.gate, measured.lane, measured.median, measured.usual) == ("east", "1", 371, 365)
    assert measured.drift is not None
    for language, told in ((Language.ZH, "偏移:请换一支对照"), (Language.EN, "drifts: compare with another one")):
        tables = {table.title: table.rows for table in pages_of(report, "", language, masked=True).tables}
        assert ("east", "1", "37.1", "36.5", told) in [row for rows in tables.values() for row in rows]


def test_a_sound_thermometer_and_one_that_was_hardly_used_are_told_apart(compound: Compound) -> None:
    assert list(readings(compound.place, compound.settings, compound.clock.now())) == []
    fill(compound, 0, 365, 30)
    (finding,) = readings(compound.place, compound.settings, compound.clock.now())
    assert (finding.health, "a median of 36.5" in finding.says) == (Health.WELL, True)
