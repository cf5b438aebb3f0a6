"""The register's page: finding, masking, and every change by hand."""

from contextlib import closing
from datetime import timedelta

from gate_terminal.ui.office.form import Form
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QWidget
from sqlite_utils.utils import sqlite3

from gate_terminal.domain.people import PassStatus

from .conftest import Hand, until


def _words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel))


def _form(hand: Hand) -> Form:
    form = hand.window.register.form
    assert form is not None
    return form


def test_initials_find_a_name_and_lists_stay_masked(hand: Hand) -> None:
    page = hand.window.register
    QTest.keyClicks(page.search, "zs")
    until(lambda: [one.address for one in page.model.rows] == ["3-2-501"])
    cells = [page.model.data(page.model.index(0, column)) for column in range(3)]
    assert cells == ["3-2-501", "张**、李**", "138****8000"]


def test_the_keyboard_alone_finds_and_opens_a_household(hand: Hand) -> None:
    page = hand.window.register
    QTest.keyClicks(page.search, "5-1")
    until(lambda: len(page.model.rows) == 1)
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    until(lambda: page.pane.address.text() == "5-1-102")


def test_what_nobody_has_is_said_to_be_nowhere(hand: Hand) -> None:
    page = hand.window.register
    QTest.keyClicks(page.search, "99-9-999")
    until(lambda: "没有找到" in page.note.text())


def test_names_are_shown_only_for_a_reason_that_is_logged_and_only_of_that_household(hand: Hand) -> None:
    hand.choose("3-2-501")
    pane = hand.window.register.pane
    assert "张三" not in _words(pane)
    pane.reveal.click()
    hand.fill(why="")
    assert "请填写原因" in hand.said
    assert not pane.revealed
    hand.fill(why="核对电话")
    until(lambda: "张三" in _words(pane) and "13800008000" in _words(pane))
    with hand.office() as office:
        line = office.register.log(limit=1)[0]
    assert (line.action, line.who, line.why) == ("reveal", "李主任", "核对电话")
    hand.choose("3-2-502")
    assert not pane.revealed
    assert "王五" not in _words(pane)


def test_an_edit_of_a_masked_household_leaves_what_was_not_entered(hand: Hand) -> None:
    hand.choose("3-2-501")
    hand.window.register.pane.buttons["edit"].click()
    hand.fill(phone="13900001111", why="换号")
    hand.says("已修改 3-2-501")
    sheet = hand.sheet("3-2-501")
    assert sheet is not None
    assert sheet.household.phone == "13900001111"
    assert [person.name for person in sheet.household.members] == ["张三", "李四"]


def test_an_edit_of_a_revealed_household_can_take_something_away(hand: Hand) -> None:
    hand.choose("3-2-501")
    pane = hand.window.register.pane
    pane.reveal.click()
    hand.fill(why="核对")
    until(lambda: pane.revealed)
    pane.buttons["edit"].click()
    hand.fill(phone="", members="张三", why="李四搬走")
    hand.says("已修改")
    sheet = hand.sheet("3-2-501")
    assert sheet is not None
    assert (sheet.household.phone, len(sheet.household.members)) == ("", 1)


def test_a_household_that_moves_out_loses_its_passes(hand: Hand) -> None:
    hand.choose("3-2-502")
    hand.window.register.pane.buttons["move_out"].click()
    hand.fill(why="退租")
    hand.says("已迁出")
    assert hand.sheet("3-2-502") is None
    assert [record.status for record in hand.passes("3-2-502")] == [PassStatus.MOVED]
    until(lambda: not hand.window.register.pane.buttons["edit"].isEnabled())


def test_part_of_a_flat_becomes_a_household_and_comes_back(hand: Hand) -> None:
    hand.choose("3-2-501")
    pane = hand.window.register.pane
    pane.buttons["split"].click()
    hand.fill(address="3-2-501-B", why="合租分户")
    hand.says("请至少选择一名成员")
    _form(hand).findChildren(QCheckBox)[1].setChecked(True)
    hand.fill(address="3-2-501-B", why="合租分户")
    hand.says("已分户")
    new, old = hand.sheet("3-2-501-B"), hand.sheet("3-2-501")
    assert new is not None
    assert old is not None
    assert [person.name for person in new.household.members] == ["李四"]
    hand.choose("3-2-502")
    pane.buttons["join"].click()
    hand.fill(other="3号楼2单元501-B", why="退租合并")
    hand.says("已并户")
    joined = hand.sheet("3-2-502")
    assert joined is not None
    assert [person.name for person in joined.household.members] == ["王五", "李四"]


def test_joining_with_nobody_is_said_in_words_and_the_form_stays(hand: Hand) -> None:
    hand.choose("3-2-501")
    hand.window.register.pane.buttons["join"].click()
    hand.fill(other="9-9-999", why="并户")
    hand.says("没有找到 9-9-999")
    assert _form(hand).isVisible()


def test_isolation_begins_and_ends_only_when_it_is_entered(hand: Hand) -> None:
    hand.choose("3-2-501")
    pane = hand.window.register.pane
    assert not pane.buttons["release"].isEnabled()
    pane.buttons["watch"].click()
    whom = _form(hand).widgets["whom"]
    assert isinstance(whom, QComboBox)
    whom.setCurrentIndex(1)
    hand.fill(days="0", why="返程")
    hand.says("1 到 365 的整数")
    hand.fill(days="14", why="返程")
    hand.says("已加入重点人员")
    until(pane.buttons["release"].isEnabled)
    assert "张**:居家隔离" in _words(pane)
    with hand.office() as office:
        (entry,) = office.register.watches(hand.window.register.model.at(0).id)
    assert entry.release_at == entry.since + timedelta(hours=14 * 24)
    pane.buttons["release"].click()
    hand.fill(why="期满")
    hand.says("已解除隔离")
    until(lambda: not pane.buttons["release"].isEnabled())


def test_a_household_that_is_in_no_roster_is_entered_once(hand: Hand) -> None:
    page = hand.window.register
    page.new.click()
    hand.fill(address="７号楼１单元１０１", members="孙七,周八", phone="13712345678", why="漏登")
    hand.says("已新增")
    assert hand.sheet("7-1-101") is not None
    page.new.click()
    hand.fill(address="7-1-101", why="又来一次")
    hand.says("7-1-101 已有住户")


def test_escape_leaves_a_form_and_changes_nothing(hand: Hand) -> None:
    hand.choose("3-2-501")
    hand.window.register.pane.buttons["move_out"].click()
    QTest.keyClick(_form(hand).widgets["why"], Qt.Key.Key_Escape)
    assert hand.window.register.form is None
    assert hand.sheet("3-2-501") is not None


def test_enter_pressed_twice_issues_one_pass(hand: Hand) -> None:
    hand.choose("6-1-101")
    hand.window.register.pane.buttons["issue"].click()
    _form(hand).submit()
    _form(hand).submit()
    hand.says("已发证")
    assert len(hand.passes("6-1-101")) == 1


def test_a_busy_file_is_said_and_tried_again(hand: Hand) -> None:
    hand.choose("3-2-501")
    hand.window.register.pane.buttons["edit"].click()
    with closing(sqlite3.connect(hand.place.ledger, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        hand.fill(grid="第三网格", why="调整")
        hand.says("其他程序占用")
        other.execute("ROLLBACK")
    hand.window.premises.bar.offer.click()
    hand.says("已修改")
    sheet = hand.sheet("3-2-501")
    assert sheet is not None
    assert sheet.household.grid == "第三网格"


def test_a_file_that_may_only_be_read_is_said(hand: Hand) -> None:
    hand.window.reader.ask(
        lambda office, _course: office._file.execute("PRAGMA query_only = 1"), lambda _: None, lambda _: None
    )
    hand.choose("3-2-501")
    hand.window.register.pane.buttons["edit"].click()
    hand.fill(grid="9", why="调整")
    hand.says("只能读")
    sheet = hand.sheet("3-2-501")
    assert sheet is not None
    assert sheet.household.grid == ""


def test_markup_in_a_name_stays_text(hand: Hand) -> None:
    with hand.office() as office:
        office.register.enter("8-1-101", ["<b>甲</b>"], "office", "test")
    hand.choose("8-1-101")
    pane = hand.window.register.pane
    pane.reveal.click()
    hand.fill(why="核对")
    until(lambda: "<b>甲</b>" in _words(pane))
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in pane.findChildren(QLabel))


def _hints(hand: Hand) -> dict[str, str]:
    return {key: edit.placeholderText() for key, edit in _form(hand).widgets.items() if isinstance(edit, QLineEdit)}


def test_each_line_of_an_edit_says_what_an_empty_one_means(hand: Hand) -> None:
    hand.choose("3-2-501")
    pane = hand.window.register.pane
    pane.buttons["edit"].click()
    masked = _hints(hand)
    assert (masked["members"], masked["phone"], masked["grid"]) == ("不填则不变", "不填则不变", "可不填")
    QTest.keyClick(_form(hand), Qt.Key.Key_Escape)
    pane.reveal.click()
    hand.fill(why="核对")
    until(lambda: pane.revealed)
    pane.buttons["edit"].click()
    assert [key for key, hint in _hints(hand).items() if "张三" in hint] == ["members"]


def test_a_pass_is_good_for_a_year_where_no_day_is_entered_as_its_form_says(hand: Hand) -> None:
    hand.choose("3-2-501")
    hand.window.register.pane.buttons["issue"].click()
    assert _hints(hand)["until"] == "2020-02-07,留空为一年"
    hand.fill(until="")
    until(lambda: len(hand.passes("3-2-501")) == 2)
    newest = hand.passes("3-2-501")[0]
    assert newest.valid_until - newest.valid_from == timedelta(days=365)
