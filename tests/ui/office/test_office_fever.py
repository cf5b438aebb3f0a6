"""The page of fever cases: steps with their times, the outcome, the sheet; masked, and the queue goes on."""

import re
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest
from gate_terminal.ui.office.fever_page import FeverPage
from gate_terminal.ui.office.fever_words import FEVER_LABELS
from PySide6.QtWidgets import QComboBox, QLineEdit

from gate_terminal.application.clocks import SystemClock
from gate_terminal.application.fever_cases import FeverCases
from gate_terminal.application.place import Place
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.fever_case import FeverCase, FeverStep, Outcome
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import read_temperature
from gate_terminal.domain.words import Direction, Language, Site, Subject, Verdict
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.register import Register

from .conftest import Hand, until

_PLACES = re.compile(r"\{(\w+)\}")
_UID = "0190a7f0-1111-7abc-8def-0123456789ab"


@pytest.fixture
def found(place: Place) -> datetime:
    """The moment at which 张三, coming home, was found with a fever an hour ago."""
    moment = SystemClock().now() - timedelta(hours=1)
    with Ledger.open(place.ledger, window=False) as ledger:
        household = Register(ledger.file, now=SystemClock().now).household_by_address("3-2-501")
        assert household is not None
        attempt = Attempt(
            uid=_UID,
            at=moment,
            site=Site.COMPOUND,
            gate="east",
            lane="1",
            direction=Direction.IN,
            subject=Subject.RESIDENT,
            party=household.id,
            person=household.members[0].id,
            temperatures=(read_temperature("374"), read_temperature("378")),
            guard="小王",
        )
        passage = ledger.record(attempt, lambda facts: decide(attempt, facts, Policy()))
        assert passage.decision.verdict is Verdict.ISOLATE
    return moment


@pytest.fixture
def page(found: datetime, hand: Hand) -> FeverPage:
    """The page, with that case chosen."""
    hand.window.open_page(FeverPage)
    page = hand.window.page(FeverPage)
    until(lambda: page.model.rows)
    page.table.selectRow(0)
    until(lambda: page.pane.steps)
    return page


def fill(page: FeverPage, **values: str) -> None:
    assert page.form is not None
    for key, value in values.items():
        widget = page.form.widgets[key]
        assert isinstance(widget, QLineEdit)
        widget.setText(value)
    page.form.submit()


def case_of(place: Place) -> FeverCase:
    with Ledger.open(place.ledger, window=False) as ledger:
        return FeverCases(ledger).find(_UID)


def test_both_languages_say_the_same() -> None:
    zh, en = FEVER_LABELS[Language.ZH], FEVER_LABELS[Language.EN]
    for field in fields(zh):
        ours, theirs = getattr(zh, field.name), getattr(en, field.name)
        assert ours
        assert set(_PLACES.findall(ours)) == set(_PLACES.findall(theirs)), field.name


def test_a_case_is_listed_masked_with_its_steps_and_says_that_a_resident_stays_inside(page: FeverPage) -> None:
    text = page.pane.text()
    for told in ("3-2-**", "张**", "37.4 ℃ · 37.8 ℃", "发现体温异常", "小王", "临时隔离点,不劝离", "138****8000"):
        assert told in text
    assert not any(secret in text for secret in ("张三", "501", "13800008000"))
    by_itself = {FeverStep.FOUND, FeverStep.HOUSEHOLD_PENDING}
    assert set(page.pane.steps) == set(FeverStep) - by_itself
    page._premises.speak(Language.EN)
    assert "A resident stays inside" in page.pane.text()


def test_a_step_is_recorded_with_its_time_and_who(page: FeverPage, hand: Hand, found: datetime) -> None:
    page.pane.steps[FeverStep.MASK_AND_DISTANCE].click()
    taken = site_moment(found) + timedelta(minutes=2)
    fill(page, when=f"{taken:%Y-%m-%d %H:%M}:30")
    hand.says("已记录:戴口罩、保持距离")
    until(lambda: FeverStep.MASK_AND_DISTANCE not in page.pane.steps)
    done = case_of(hand.place).done(FeverStep.MASK_AND_DISTANCE)
    assert done is not None
    assert (done.who, f"{site_moment(done.at):%H:%M:%S}") == ("李主任", f"{taken:%H:%M}:30")
    assert f"{taken:%m-%d %H:%M}" in page.pane.text()


@pytest.mark.parametrize("typed", ["38.1", "A381", "38。1"])
def test_what_is_measured_here_was_measured_under_the_arm(page: FeverPage, hand: Hand, typed: str) -> None:
    page.pane.steps[FeverStep.AXILLARY].click()
    fill(page, reading="99")
    hand.says("不是体温")
    fill(page, reading=typed)
    hand.says("已记录:腋温复测")
    done = case_of(hand.place).done(FeverStep.AXILLARY)
    assert done is not None
    assert str(done.reading) == "A38.1"


@pytest.mark.parametrize(
    ("when", "says"),
    [("soon", "“soon”不是时间"), ("2020-02-07 09:00", "不能更早"), ("2999-01-01 00:00", "还没有到")],
)
def test_a_time_that_cannot_be_is_said(page: FeverPage, hand: Hand, when: str, says: str) -> None:
    page.pane.steps[FeverStep.REPORTED].click()
    fill(page, when=when)
    hand.says(says)
    assert case_of(hand.place).done(FeverStep.REPORTED) is None


def test_hour_and_minute_are_enough(page: FeverPage, hand: Hand) -> None:
    page.pane.steps[FeverStep.REPORTED].click()
    now = site_moment(hand.window.premises.clock.now())
    fill(page, when=f"{now:%H:%M}")
    hand.says("已记录:报告社区")
    done = case_of(hand.place).done(FeverStep.REPORTED)
    assert done is not None
    assert timedelta() <= now - done.at < timedelta(minutes=2)


def test_the_outcome_closes_the_case_and_says_what_becomes_of_the_household(page: FeverPage, hand: Hand) -> None:
    page.pane.steps[FeverStep.OUTCOME].click()
    assert page.form is not None
    box = page.form.widgets["outcome"]
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(list(Outcome).index(Outcome.ADMITTED))
    page.form.submit()
    hand.says("需要居家隔离的,请到“名册”登记")
    until(lambda: not page.model.rows)
    assert "没有未结的发热个案" in page.note.text()
    with Ledger.open(hand.place.ledger, window=False) as ledger:
        cases = FeverCases(ledger)
        case = cases.find(_UID)
        assert not cases.is_pending(case.attempt.party)
    page.closed_too.setChecked(True)
    until(lambda: page.model.rows)
    assert "已结:留院治疗" in str(page.model.data(page.model.index(0, 3)))
    page.table.selectRow(0)
    until(lambda: "留院治疗" in page.pane.text())
    assert not page.pane.steps


def text_of(path: Path) -> tuple[str, int]:
    document = pypdfium2.PdfDocument(path)
    try:
        return document[0].get_textpage().get_text_bounded(), len(document)
    finally:
        document.close()


def test_the_sheet_is_one_page_masked_and_in_full_only_with_a_reason(
    page: FeverPage, hand: Hand, tmp_path: Path
) -> None:
    page.save_sheet(_UID, tmp_path / "masked.pdf", "")
    hand.says("移交单已存到")
    text, pages = text_of(tmp_path / "masked.pdf")
    assert pages == 1
    assert "37.4" in text
    assert "501" not in text
    page.save_sheet(_UID, tmp_path / "full.html", "移交医院")
    until((tmp_path / "full.html").exists)
    full = (tmp_path / "full.html").read_text("utf-8")
    assert "张三" in full
    assert "3-2-501" in full
    until(lambda: "full.html" in hand.said)
    with Ledger.open(hand.place.ledger, window=False) as ledger:
        (event,) = ledger.events(EventKind.REVEAL)
    assert (event.who, event.why, event.about) == ("李主任", "移交医院", f"fever sheet {_UID}")


def test_a_sheet_that_cannot_be_written_is_told(page: FeverPage, hand: Hand, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    page.save_sheet(_UID, tmp_path / "file" / "sheet.pdf", "")
    hand.says("无法写入")


def test_the_sheet_asks_where_it_goes_after_asking_why(page: FeverPage) -> None:
    asked: list[tuple[str, str]] = []
    page._choose_file = lambda uid, why: asked.append((uid, why))  # type: ignore[method-assign]
    page.pane.save.click()
    fill(page, full="移交医院")
    assert asked == [(_UID, "移交医院")]
    assert page.form is None


def test_where_no_clinic_is_set_it_says_how(page: FeverPage) -> None:
    assert "[fever]" in page.clinic.text()


def test_locking_puts_the_cases_away(page: FeverPage, hand: Hand) -> None:
    hand.window.lock()
    assert not page.model.rows
    assert "3-2-**" not in page.pane.text()
