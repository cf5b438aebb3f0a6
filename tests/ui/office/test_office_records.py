"""The page of records: why it was answered so, voids with what goes along, movements with a reason and logged."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest
from gate_terminal.ui.office.records_page import RecordsPage
from gate_terminal.ui.office.records_words import RECORDS_LABELS
from PySide6.QtWidgets import QLineEdit

from gate_terminal.application.clocks import SystemClock
from gate_terminal.application.place import Place
from gate_terminal.application.screen.visit import Visit
from gate_terminal.application.screen.visiting import attempt_of, emergency_visit, other_visit
from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.override import admitted
from gate_terminal.domain.policy import Policy, policy_to_toml, version
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import read_temperature
from gate_terminal.domain.words import Direction, Language, Site, Subject, Verdict
from gate_terminal.ledger.rows import Event, EventKind
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.register import Register

from .conftest import Hand, until

_PLACES = re.compile(r"\{(\w+)\}")
Rule = Callable[..., Decision]


def passed(
    place: Place,
    number: int,
    at: datetime,
    direction: Direction,
    *,
    name: str = "张三",
    rule: Rule = decide,
    **facts: bool,
) -> str:
    """Record one passage of the household at 3-2-501 by the real rule."""
    with Ledger.open(place.ledger, window=False) as ledger:
        register = Register(ledger.file, now=SystemClock().now)
        household = register.household_by_address("3-2-501")
        assert household is not None
        (person,) = [one for one in household.members if one.name == name]
        attempt = Attempt(
            uid=f"0000-{number:06}",
            at=at,
            site=Site.COMPOUND,
            gate="east",
            lane="1",
            direction=direction,
            subject=Subject.RESIDENT,
            party=household.id,
            person=person.id,
            temperatures=(read_temperature("365"),),
            circumstances=Circumstances(**facts),
            guard="小王",
        )
        ledger.record(attempt, lambda known: rule(attempt, known, Policy()))
    return attempt.uid


@pytest.fixture
def morning(place: Place) -> datetime:
    """Two hours in which 张三 went out and came back, and 李四 was turned back."""
    now = SystemClock().now().replace(hour=12)
    with Ledger.open(place.ledger, window=False) as ledger:
        policy = Policy(issued_by="防控指挥部")
        ledger.remember_policy(
            version(Policy()), policy_to_toml(Policy()), now - timedelta(days=1), who=policy.issued_by
        )
    passed(place, 1, now - timedelta(hours=2), Direction.OUT)
    passed(place, 2, now - timedelta(hours=1), Direction.IN)
    passed(place, 3, now, Direction.OUT, name="李四")
    return now


@pytest.fixture
def page(morning: datetime, hand: Hand) -> RecordsPage:
    """The page, with three records listed."""
    hand.window.open_page(RecordsPage)
    page = hand.window.page(RecordsPage)
    until(lambda: len(page.model.rows) == 3)
    return page


def chosen(page: RecordsPage, row: int) -> str:
    """Choose a row and return what the pane says."""
    page.table.selectRow(row)
    uid = page.model.rows[row].passage.uid
    until(lambda: page.pane.uid == uid)
    return page.pane.text()


def events(place: Place, kind: EventKind) -> list[Event]:
    with Ledger.open(place.ledger, window=False) as ledger:
        return list(ledger.events(kind))


def fill(page: RecordsPage, **values: str) -> None:
    assert page.form is not None
    for key, value in values.items():
        widget = page.form.widgets[key]
        assert isinstance(widget, QLineEdit)
        widget.setText(value)
    page.form.submit()


def shown_cells(page: RecordsPage) -> str:
    model = page.model
    return " ".join(
        str(model.data(model.index(r, c))) for r in range(model.rowCount()) for c in range(model.columnCount())
    )


def test_both_languages_say_the_same() -> None:
    zh, en = RECORDS_LABELS[Language.ZH], RECORDS_LABELS[Language.EN]
    for field in fields(zh):
        ours, theirs = getattr(zh, field.name), getattr(en, field.name)
        if isinstance(ours, Mapping):
            assert set(ours) == set(theirs)
        else:
            assert set(_PLACES.findall(ours)) == set(_PLACES.findall(theirs)), field.name


def test_todays_records_are_listed_masked_newest_first(page: RecordsPage) -> None:
    verdicts = [record.passage.decision.verdict for record in page.model.rows]
    assert verdicts == [Verdict.REFUSE, Verdict.ALLOW, Verdict.ALLOW]
    cells = shown_cells(page)
    assert "3-2-**" in cells
    assert not any(secret in cells for secret in ("501", "张三", "李四"))


def test_a_record_says_which_rule_which_record_and_how_fresh(page: RecordsPage) -> None:
    text = chosen(page, 0)
    assert f"规则版本 {version(Policy())}" in text
    assert "依据记录 №1" in text
    assert "1 小时前" in text
    assert "张三" not in text
    page._premises.speak(Language.EN)
    text = page.pane.text()
    assert "Because of record №1" in text
    assert "(1 h before)" in text


def test_names_are_shown_after_a_reason_that_is_logged(page: RecordsPage, hand: Hand) -> None:
    chosen(page, 0)
    page.pane.reveal_button.click()
    fill(page, why="派出所来函")
    until(lambda: "李四" in page.pane.text())
    (event,) = events(hand.place, EventKind.REVEAL)
    assert (event.who, event.why, event.about) == ("李主任", "派出所来函", "0000-000003")
    assert "张三" not in chosen(page, 1), "the next record is masked again"
    assert "李四" not in chosen(page, 0)


def test_without_a_reason_no_name_is_shown(page: RecordsPage, hand: Hand) -> None:
    chosen(page, 0)
    page.pane.reveal_button.click()
    fill(page, why=" ")
    hand.says("请填写原因")
    assert events(hand.place, EventKind.REVEAL) == []
    assert "李四" not in page.pane.text()


def test_a_way_out_is_void_together_with_its_return_and_the_form_says_so(page: RecordsPage, hand: Hand) -> None:
    chosen(page, 2)
    page.pane.void_button.click()
    assert page.form is not None
    note = " ".join(one.text() for one in page.form.findChildren(type(page.banner)))
    assert "№1" in note
    assert "№2" in note
    fill(page, why="错户")
    hand.says("已作废 2 条记录")
    until(lambda: "已作废" in shown_cells(page))
    assert [event.about for event in events(hand.place, EventKind.VOID)] == ["0000-000001", "0000-000002"]
    # The list is read anew first, then the record that is open.
    until(lambda: "作废" in page.pane.text())
    assert not page.pane.void_button.isEnabled()


@pytest.mark.parametrize(
    ("asked", "label", "count"),
    [
        ({"household": "3号楼2单元501"}, "3-2-**", 3),
        ({"person": "李四"}, "3-2-** 李**", 1),
        ({"vehicle": "粤Z·1234港"}, "**", 0),
    ],
)
def test_movements_are_shown_after_a_reason_that_is_logged(
    page: RecordsPage, hand: Hand, asked: dict[str, str], label: str, count: int
) -> None:
    page.movements.click()
    fill(page, **asked, why="公安分析席来函")
    until(lambda: page.whom is not None and len(page.model.rows) == count)
    assert label in page.banner.text()
    (event,) = events(hand.place, EventKind.MOVEMENTS)
    assert (event.who, event.why) == ("李主任", "公安分析席来函")
    page.all_again.click()
    until(lambda: len(page.model.rows) == 3)


def test_movements_of_nobody_are_said_in_the_language(page: RecordsPage, hand: Hand) -> None:
    page.movements.click()
    fill(page, person="钱七", why="来函")
    hand.says("名册里没有叫钱七的人")
    fill(page, person="", why="来函")
    hand.says("请填写要查的住址、姓名或车牌")
    assert events(hand.place, EventKind.MOVEMENTS) == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            Language.ZH,
            ["车牌\n鄂A·12**5", "企业\n光谷物流", "载货\n重车", "封志\n封志完好", "来人\n访客", "tonnage\n7"],
        ),
        (
            Language.EN,
            [
                "Plate\n鄂A·12**5",
                "Company\n光谷物流",
                "Cargo\nLaden",
                "Seal\nSeal intact",
                "Who\nVisitor",
                "tonnage\n7",
            ],
        ),
    ],
)
def test_what_a_lane_asked_stands_with_its_question_in_both_languages(
    page: RecordsPage, hand: Hand, language: Language, told: list[str]
) -> None:
    answers = {"plate": "鄂A12345", "company": "光谷物流", "cargo": "laden", "seal_ok": "yes", "who": "visitor"}
    with Ledger.open(hand.place.ledger, window=False) as ledger:
        (*_, last) = ledger.passages()
        truck = replace(
            last.attempt,
            uid="0000-truck",
            at=last.attempt.at + timedelta(minutes=5),
            site=Site.ZONE_TRUCK,
            party="vehicle:鄂A12345",
            # What a later program may ask, this one shows under the name that it was kept by.
            particulars=(*answers.items(), ("tonnage", "7")),
        )
        ledger.record(truck, lambda known: replace(last.decision, verdict=Verdict.ALLOW))
    page.look()
    until(lambda: len(page.model.rows) == 4)
    hand.window.premises.speak(language)
    text = chosen(page, 0)
    for each in told:
        assert each in text


def test_a_record_is_found_by_its_number_or_the_end_of_its_id(page: RecordsPage, hand: Hand) -> None:
    for typed, found in (("№2", ["0000-000002"]), ("0-000003", ["0000-000003"]), ("77", [])):
        page.name.setText(typed)
        page.look()
        until(lambda found=found: [one.passage.uid for one in page.model.rows] == found)
    page.name.setText("abc")
    page.look()
    hand.says("不是序号")


def test_a_day_that_is_none_is_said(page: RecordsPage, hand: Hand) -> None:
    page.first.setText("昨天")
    page.look()
    hand.says("“昨天”不是日期")


def test_locking_puts_everything_away(page: RecordsPage, hand: Hand) -> None:
    chosen(page, 0)
    page.pane.reveal_button.click()
    fill(page, why="来函")
    until(lambda: "李四" in page.pane.text())
    hand.window.lock()
    assert len(page.model.rows) == 0
    assert "李四" not in page.pane.text()
    assert page.whom is None


def test_an_override_says_what_was_said_and_whether_it_was_needed(morning: datetime, place: Place, hand: Hand) -> None:
    later = morning + timedelta(minutes=5)
    uid = passed(place, 5, later, Direction.OUT, name="李四", rule=admitted, child_with=True)
    with Ledger.open(place.ledger, window=False) as ledger:
        detail = {"held": "0000-000004", "admitted": True, "needed": False}
        ledger.note(EventKind.OVERRIDE, who="supervisor", about=uid, why="care_for_others", at=later, detail=detail)
    hand.window.open_page(RecordsPage)
    page = hand.window.page(RecordsPage)
    until(lambda: len(page.model.rows) == 4)
    assert "值班长准许放行 · 需照顾家人 · 无需改变" in chosen(page, 0)


@pytest.mark.parametrize(
    ("visit", "told"), [(other_visit("0000-guest"), "Visitor"), (emergency_visit("0000-guest"), "Emergency vehicle")]
)
def test_whoever_was_not_asked_for_a_name_is_told_by_the_kind(
    page: RecordsPage, hand: Hand, visit: Visit, told: str
) -> None:
    with Ledger.open(hand.place.ledger, window=False) as ledger:
        (*_, last) = ledger.passages()
        at = last.attempt.at + timedelta(minutes=5)
        guest = attempt_of(visit, at=at, site=Site.COMPOUND, gate="east", lane="1", guard="小王")
        ledger.record(guest, lambda known: last.decision)
    hand.window.premises.speak(Language.EN)
    page.look()
    until(lambda: len(page.model.rows) == 4)
    cells = [str(page.model.index(0, column).data()) for column in range(page.model.columnCount())]
    assert told in cells
    assert not any("visit:" in cell or "**" in cell for cell in cells)
    text = chosen(page, 0)
    assert told in text
    assert "visit:" not in text
    assert "person:" not in text
