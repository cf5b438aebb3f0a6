"""The page of a zone's lanes: the day's roster, overtime permits, companies, each with who and why."""

from __future__ import annotations

import shutil
from dataclasses import fields, replace
from pathlib import Path
from string import Formatter

import pytest
from gate_terminal.ui.office.lanes_page import LanesPage
from gate_terminal.ui.office.lanes_words import LANES_WORDS, Book, LanesWords
from gate_terminal.ui.office.pages import PAGES
from PySide6.QtWidgets import QLineEdit, QPushButton

from gate_terminal.application.place import Place
from gate_terminal.application.settings import read_settings, write_settings
from gate_terminal.application.standing import stand_down
from gate_terminal.application.zone_desk import StaffRefusal, companies_of, day_roster, permits_of
from gate_terminal.domain.words import Company, Language, Site

from .conftest import Hand, HandClock, settle, until


@pytest.fixture
def place(founded: Place, tmp_path: Path) -> Place:
    """The office of an administrative lane, in place of a compound's."""
    place = Place(tmp_path / "terminal")
    shutil.copytree(founded.root, place.root)
    settings = read_settings(place.settings)
    write_settings(place.settings, replace(settings, site=replace(settings.site, kind=Site.ZONE_ADMIN)))
    return place


@pytest.fixture
def page(hand: Hand) -> LanesPage:
    """The page, opened."""
    hand.window.open_page(LanesPage)
    page = hand.window.page(LanesPage)
    until(page.count.text)
    return page


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """Two people who work today as nothing else is said, one of them with a day too many, and a nameless row."""
    path = tmp_path / "在岗.csv"
    path.write_text(
        "姓名,公司,电话,日期\n张三,光谷物流,13800008000,\n李四,葛店电子,,\n王五,葛店电子,,明天\n,葛店电子,,\n",
        "gb18030",
    )
    return path


def fill(page: LanesPage, **values: str) -> None:
    """Fill in the form that is open, and submit it."""
    form = page.form
    assert form is not None
    for key, value in values.items():
        widget = form.widgets[key]
        assert isinstance(widget, QLineEdit)
        widget.setText(value)
    form.submit()


def shown(page: LanesPage) -> list[tuple[str, ...]]:
    model = page.model
    return [
        tuple(model.data(model.index(row, place)) for place in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def imported(hand: Hand, page: LanesPage, roster: Path) -> None:
    page.look_at(roster)
    until(lambda: page.form)
    fill(page, why="公司报送")
    hand.says("已导入")
    until(lambda: len(page.model.rows) == 2)


def log(hand: Hand) -> list[tuple[str, str, str]]:
    with hand.office() as office:
        return [(line.action, line.who, line.why) for line in office.register.log()]


def test_a_roster_is_looked_at_before_it_is_imported(hand: Hand, page: LanesPage, roster: Path) -> None:
    assert "没有人" in page.count.text()
    page.look_at(roster)
    until(lambda: page.form)
    assert shown(page)[:2] == [
        ("4", "不收", "日期: 不是 2020-02-07 这样的日期", "", ""),
        ("5", "不收", "姓名: 没有姓名", "", ""),
    ]
    assert [line[3] for line in shown(page)[2:]] == ["张**", "李**"]
    assert "收 2 行,不收 2 行" in page.count.text()
    with hand.office() as office:
        assert day_roster(office, "", 9).present == 0
    fill(page, why="")
    assert "原因" in hand.said
    fill(page, why="公司报送")
    hand.says("新增 2 人、2 条")
    until(lambda: "2 人" in page.count.text())
    assert ("roster", "李主任", "公司报送") in log(hand)
    with hand.office() as office:
        assert {member.name for member in day_roster(office, "", 9).members} == {"张三", "李四"}


def test_a_roster_that_was_looked_at_can_be_left(hand: Hand, page: LanesPage, roster: Path) -> None:
    page.look_at(roster)
    until(lambda: page.form)
    assert page.form is not None
    page.form.back.click()
    until(lambda: "没有人" in page.count.text())
    assert shown(page) == []
    with hand.office() as office:
        assert day_roster(office, "", 9).present == 0


def test_a_file_that_is_no_roster_is_told_in_words(hand: Hand, page: LanesPage, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("电话,公司\n1,2\n", "utf-8")
    page.look_at(path)
    hand.says("没有找到姓名一列")
    assert page.form is None


def test_the_roster_is_searched_and_masked(hand: Hand, page: LanesPage, roster: Path) -> None:
    imported(hand, page, roster)
    for typed, found in (("zs", "张**"), ("李四", "李**"), ("葛店", "李**"), ("8000", "张**")):
        page.search.setText(typed)
        page.search.textEdited.emit(typed)
        until(lambda found=found: [line[0] for line in shown(page)] == [found])
    assert shown(page)[0][2] == "138****8000"
    assert "2 人" in page.count.text()


def test_a_permit_is_given_and_withdrawn_with_a_reason(hand: Hand, page: LanesPage) -> None:
    page.books[Book.PERMITS].click()
    page.buttons["withdraw"].click()
    hand.says("请先在表中选择")
    page.buttons["give"].click()
    fill(page, name="张三", company="光谷物流", begin="2099-02-10 22:00", end="2099-02-10 18:00", why="装柜")
    hand.says("结束时刻应晚于开始时刻")
    fill(page, begin="夜里")
    hand.says("不是时刻")
    fill(page, begin="2099-02-10 18:00", end="2099-02-10 22:00")
    hand.says("已给 张** 开许可")
    assert page.books[Book.PERMITS].hasFocus(), "not some other button of the window"
    until(lambda: len(page.model.rows) == 1)
    assert shown(page) == [("张**", "2099-02-10 18:00 – 22:00", "有效", "光谷物流", "李主任")]
    page.table.selectRow(0)
    page.buttons["withdraw"].click()
    fill(page, why="不再需要")
    hand.says("许可已收回")
    until(lambda: shown(page)[0][2] == "已收回")
    assert {("permit", "李主任", "装柜"), ("permit_withdrawn", "李主任", "不再需要")} <= set(log(hand))
    with hand.office() as office:
        (record,) = permits_of(office)
        assert record.withdrawn_at is not None


def test_a_permit_that_has_ended_is_over(hand: Hand, page: LanesPage, clock: HandClock) -> None:
    page.open_book(Book.PERMITS)
    page.buttons["give"].click()
    day = f"{clock.now():%Y-%m-%d}"
    fill(page, name="张三", begin=f"{day} 00:00", end=f"{day} 23:59", why="装柜")
    until(lambda: shown(page) and shown(page)[0][2] == "有效")
    clock.forward(days=1)
    page.open_book(Book.PERMITS)
    until(lambda: shown(page) and shown(page)[0][2] == "已过期")


def test_companies_resume_or_do_not(hand: Hand, page: LanesPage) -> None:
    page.books[Book.COMPANIES].click()
    page.buttons["resumed"].click()
    fill(page, names="", why="通知")
    assert page.form is not None
    fill(page, names="光谷物流;葛店电子", why="复工通知")
    hand.says("已登记 2 家:已复工")
    until(lambda: len(page.model.rows) == 2)
    page.table.selectRow([line[0] for line in shown(page)].index("葛店电子"))
    page.buttons["not_resumed"].click()
    fill(page, why="停工通知")
    hand.says("已登记 1 家:未复工")
    until(lambda: ("葛店电子", "未复工") in shown(page))
    with hand.office() as office:
        states = {record.name: record.state for record in companies_of(office)}
    assert states == {"光谷物流": Company.RESUMED, "葛店电子": Company.NOT_RESUMED}
    assert ("not_resumed", "李主任", "停工通知") in log(hand)


def test_after_a_stand_down_nothing_is_entered(hand: Hand, page: LanesPage) -> None:
    with hand.office() as office:
        stand_down(office.ledger, who="office", why="order", at=office.now())
    page.open_book(Book.COMPANIES)
    page.buttons["resumed"].click()
    fill(page, names="光谷物流", why="复工通知")
    until(lambda: hand.said)
    assert "已登记" not in hand.said
    with hand.office() as office:
        assert companies_of(office) == []


def test_locking_leaves_nobody_on_the_screen(hand: Hand, page: LanesPage, roster: Path) -> None:
    imported(hand, page, roster)
    page.look_at(roster)
    until(lambda: page.form)
    hand.window.lock()
    settle()
    assert (page.form, page.plan, shown(page)) == (None, None, [])


def test_everything_is_said_in_the_other_language_at_once(hand: Hand, page: LanesPage, roster: Path) -> None:
    page.look_at(roster)
    until(lambda: page.form)
    hand.window.turn_language()
    assert "2 rows taken, 2 refused" in page.count.text()
    assert shown(page)[1] == ("5", "Refused", "姓名: there is no name", "", "")
    assert page.buttons["give"].text() == "Give a permit…"


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720)])
@pytest.mark.parametrize("language", Language)
def test_the_page_fits_with_a_form_beside_it(
    hand: Hand, page: LanesPage, size: tuple[int, int], language: Language
) -> None:
    hand.window.resize(*size)
    if language is Language.EN:
        hand.window.turn_language()
    for book, key in ((Book.PERMITS, "give"), (Book.COMPANIES, "resumed")):
        page.open_book(book)
        page.buttons[key].click()
        settle()
        assert (hand.window.width(), hand.window.height()) == size
        for made in hand.window.findChildren(QPushButton):
            if made.isVisible():
                assert made.width() >= made.minimumSizeHint().width(), made.text()


@pytest.mark.parametrize("site", Site)
def test_only_a_zone_has_the_page(site: Site) -> None:
    assert (LanesPage in {kind for kind in PAGES if kind.belongs(site)}) is site.value.startswith("zone")


def parts_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", [field.name for field in fields(LanesWords)])
def test_both_languages_fill_in_the_same(name: str) -> None:
    ours, theirs = (getattr(LANES_WORDS[language], name) for language in Language)
    if isinstance(ours, str):
        assert ours
        assert theirs
        assert parts_of(ours) == parts_of(theirs)
    else:
        assert set(ours) == set(theirs)


@pytest.mark.parametrize("language", Language)
def test_every_refusal_has_words(language: Language) -> None:
    assert set(LANES_WORDS[language].reasons) == set(StaffRefusal)
