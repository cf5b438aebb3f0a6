"""The page of safe-keeping: what the office sees of backups and retention, and what it must say twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from string import Formatter

import pytest
from gate_terminal.ui.office.keeping_page import KeepingPage
from gate_terminal.ui.office.keeping_words import KEEPING_WORDS, KeepingWords
from PySide6.QtWidgets import QLineEdit

from gate_terminal.application.settings import read_settings
from gate_terminal.domain.words import Language
from gate_terminal.ledger.backup import backups
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.rows import EventKind

from .conftest import Hand, HandClock, until


@pytest.fixture
def page(hand: Hand) -> KeepingPage:
    """The page, opened."""
    hand.window.open_page(KeepingPage)
    page = hand.window.page(KeepingPage)
    until(page.state.text)
    return page


def fill(page: KeepingPage, **values: str) -> None:
    """Fill in the form that is open, and submit it."""
    form = page.form
    assert form is not None
    for key, value in values.items():
        widget = form.widgets[key]
        assert isinstance(widget, QLineEdit)
        widget.setText(value)
    form.submit()


def test_a_backup_is_made_and_seen(hand: Hand, page: KeepingPage) -> None:
    assert "还没有备份" in page.shelves.text()
    page.buttons["back_up"].click()
    hand.says("已备份并核对")
    until(lambda: "1 份" in page.shelves.text())
    assert len(backups(hand.place.backups)) == 1


def test_a_second_place_gets_a_copy_too_and_one_that_is_gone_is_told(
    hand: Hand, page: KeepingPage, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    page.buttons["second"].click()
    fill(page, directory=str(stick))
    hand.says(str(stick))
    stick.mkdir()
    fill(page, directory=str(stick))
    hand.says("已设置备份的第二处")
    assert read_settings(hand.place.settings).backup.directory == str(stick)
    page.buttons["back_up"].click()
    hand.says("2 处")
    assert len(backups(stick)) == len(backups(hand.place.backups)) == 1
    stick.rename(tmp_path / "in a pocket")
    page.look()
    until(lambda: "不在" in page.shelves.text())
    page.buttons["back_up"].click()
    until(lambda: "is not there" in hand.said or "无法写入" in hand.said)


def test_a_restore_is_rehearsed_without_changing_anything(hand: Hand, page: KeepingPage) -> None:
    page.buttons["rehearse"].click()
    until(lambda: hand.said)
    assert "演练成功" not in hand.said
    page.buttons["back_up"].click()
    hand.says("已备份")
    before = sorted(path.name for path in hand.place.root.iterdir())
    page.buttons["rehearse"].click()
    hand.says("演练成功")
    assert sorted(path.name for path in hand.place.root.iterdir()) == before


def test_a_restore_needs_the_word_and_a_closed_gate(hand: Hand, page: KeepingPage) -> None:
    page.buttons["back_up"].click()
    hand.says("已备份")
    page.buttons["restore"].click()
    fill(page, word="好的")
    hand.says("恢复")
    gate = open_file(hand.place.ledger, window=True)
    fill(page, word="恢复")
    hand.rests()
    until(lambda: "!" in hand.said)
    gate.close()
    fill(page, word="恢复")
    hand.says("已恢复")
    hand.rests()
    assert [path for path in hand.place.root.iterdir() if ".damaged-" in path.name]
    until(lambda: "1 份" in page.shelves.text())
    with hand.office() as office:
        assert [event.who for event in office.ledger.events(EventKind.RESTORE)] == ["李主任"]
        assert office.register.count() == 4


def test_the_ledger_is_checked_and_the_first_bad_row_named(hand: Hand, page: KeepingPage) -> None:
    page.buttons["verify"].click()
    until(page.checked.text)
    assert "台账完好" in page.checked.text()
    with hand.office() as office:
        office.ledger.file.conn.execute("DROP TRIGGER events_not_changed")
        office.ledger.file.conn.execute("UPDATE events SET who = 'nobody' WHERE place = 1")
    page.buttons["verify"].click()
    until(lambda: "不完好" in page.checked.text())
    assert "Row 1" in page.checked.text()


def test_what_is_due_is_erased(hand: Hand, page: KeepingPage, clock: HandClock) -> None:
    with hand.office() as office:
        household = next(iter(office.register.households())).household
        office.register.move_out(household.id, "office", "moved")
    assert "没有到期" in page.due.text()
    clock.forward(days=29)
    page.look()
    until(lambda: "到期" in page.due.text() and "没有到期" not in page.due.text())
    page.buttons["erase"].click()
    hand.says("已抹除")
    with hand.office() as office:
        gone = office.register.sheet(household.id)
        assert gone is not None
        assert gone.household.address == ""


def test_a_stand_down_says_what_follows_and_is_confirmed_by_typing_it(hand: Hand, page: KeepingPage) -> None:
    assert "28 天后" in page.consequences.text()
    assert page.buttons["undo"].isHidden()
    page.buttons["stand_down"].click()
    fill(page, word="确定", why="四月七日通知")
    hand.says("没有改动")
    fill(page, word="解除", why="")
    until(lambda: "没有改动" not in hand.said)
    fill(page, word="解除", why="四月七日通知")
    hand.says("已解除防控")
    until(lambda: not page.buttons["undo"].isHidden())
    assert page.buttons["stand_down"].isHidden()
    with hand.office() as office:
        (event,) = office.ledger.events(EventKind.STAND_DOWN)
        assert (event.who, event.why) == ("李主任", "四月七日通知")


def test_a_stand_down_is_undone_with_a_reason(hand: Hand, page: KeepingPage) -> None:
    page.buttons["stand_down"].click()
    fill(page, word="stand down", why="test")
    until(lambda: not page.buttons["undo"].isHidden())
    page.buttons["undo"].click()
    fill(page, why="the order was withdrawn")
    hand.says("已撤销解除")
    until(lambda: not page.buttons["stand_down"].isHidden())
    with hand.office() as office:
        assert office.ledger.stood_down_at() is None


def test_locking_puts_the_forms_away(hand: Hand, page: KeepingPage) -> None:
    page.buttons["stand_down"].click()
    hand.window.lock()
    assert page.form is None
    assert page.code.text() == ""


def test_everything_is_said_in_the_other_language_at_once(hand: Hand, page: KeepingPage) -> None:
    hand.window.turn_language()
    until(lambda: "This gate registers" in page.state.text())
    assert page.buttons["stand_down"].text() == "Stand down…"


def parts_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("name", [field.name for field in fields(KeepingWords)])
def test_both_languages_fill_in_the_same(name: str) -> None:
    of: Callable[[Language], str] = lambda language: getattr(KEEPING_WORDS[language], name)  # noqa: E731
    assert of(Language.ZH)
    assert of(Language.EN)
    assert parts_of(of(Language.ZH)) == parts_of(of(Language.EN))
