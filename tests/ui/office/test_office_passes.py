"""Passes, cards and renters in the office's window."""

import errno
import os
import sys
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from gate_terminal.ui.office.cards_page import CardsPage
from gate_terminal.ui.office.clerk import Course
from gate_terminal.ui.office.passes_page import PassesPage
from gate_terminal.ui.office.renters_page import RentersPage
from gate_terminal.ui.office.words import Scope
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtPrintSupport import QPrinter

from gate_terminal.application.paperwork import issue_in_parts
from gate_terminal.domain.people import PassKind, PassStatus

from .conftest import Hand, settle, until


def _ask(hand: Hand, action: str) -> None:
    hand.window.open_page(PassesPage)
    until(lambda: hand.window.passes.model.rows)
    hand.window.passes.buttons[action].click()


def _preview(hand: Hand, scope: Scope = Scope.ALL, which: str = "") -> None:
    hand.window.open_page(CardsPage)
    page = hand.window.cards
    page.scope.setCurrentIndex(list(Scope).index(scope))
    page.which.setText(which)
    page.preview.click()


def _enrol(hand: Hand, **values: str) -> None:
    hand.window.open_page(RentersPage)
    for key, value in values.items():
        hand.window.renters.fields[key].setText(value)
    hand.window.renters.enrol.click()


def test_every_household_without_a_pass_gets_one_and_it_can_be_printed(hand: Hand) -> None:
    _ask(hand, "missing")
    hand.fill()
    hand.says("已发证 1 张")
    (record,) = hand.passes("6-1-101")
    assert record.issued_by == "李主任"
    hand.window.premises.bar.offer.click()
    until(lambda: hand.window.cards.sheet.run is not None)
    run = hand.window.cards.sheet.run
    assert run is not None
    assert [card.serial for card in run.cards] == [record.serial]
    _ask(hand, "missing")
    hand.fill()
    hand.says("每一户都有有效的证")


def test_issuing_that_is_stopped_leaves_whole_passes(hand: Hand) -> None:
    with hand.office() as office:
        for room in range(450):
            office.register.enter(f"8-1-{room + 1000}", [], "office", "test")
        told: list[tuple[int, int]] = []
        records = issue_in_parts(
            office,
            "office",
            until=None,
            progress=lambda done, of: told.append((done, of)),
            cancelled=lambda: told[-1][0] >= 200,
        )
        assert told == [(0, 451), (200, 451)]
        assert len(records) == 200
        assert len(office.book.without_pass(office.today)) == 251


def test_a_lost_card_is_replaced_and_the_old_one_cancelled(hand: Hand) -> None:
    (old,) = hand.passes("3-2-501")
    _ask(hand, "replace")
    hand.fill(serial=old.serial.lower().replace("-", " "), why="本人挂失")
    hand.says("新证")
    new, before = sorted(hand.passes("3-2-501"), key=lambda record: record.status is not PassStatus.ACTIVE)
    assert (before.serial, before.status) == (old.serial, PassStatus.LOST)
    assert new.status is PassStatus.ACTIVE
    assert new.serial in hand.said


def test_a_cancelled_pass_cannot_be_cancelled_again(hand: Hand) -> None:
    (record,) = hand.passes("3-2-502")
    for words in ("已作废:挂失", "早已作废"):
        _ask(hand, "revoke")
        hand.fill(serial=record.serial, why="丢失")
        hand.says(words)
    assert hand.passes("3-2-502")[0].status is PassStatus.LOST


def test_a_serial_with_a_wrong_check_character_is_told(hand: Hand) -> None:
    (record,) = hand.passes("3-2-502")
    wrong = record.serial[:-1] + ("0" if record.serial[-1] != "0" else "1")
    _ask(hand, "revoke")
    hand.fill(serial=wrong, why="丢失")
    hand.says("证号校验不符")
    assert hand.passes("3-2-502")[0].status is PassStatus.ACTIVE


def test_a_visitor_gets_a_pass_until_a_day_and_uses_nobody_s_turn(hand: Hand) -> None:
    _ask(hand, "temporary")
    last = hand.window.premises.clock.now().date() + timedelta(days=3)
    hand.fill(name="老周", address="3-2-501", until=last.isoformat())
    hand.says("已发证")
    guest = next(record for record in hand.passes("3-2-501") if record.kind is PassKind.VISITOR)
    resident = next(record for record in hand.passes("3-2-501") if record.kind is PassKind.RESIDENT)
    assert guest.valid_until == last
    assert guest.household != resident.household
    assert resident.status is PassStatus.ACTIVE


@pytest.mark.parametrize(("day", "words"), [("2020-02-01", "已经过去"), ("下周", "不是日期")])
def test_a_day_that_cannot_be_meant_is_told_and_enters_nobody(hand: Hand, day: str, words: str) -> None:
    _ask(hand, "temporary")
    hand.fill(name="老周", address="3-2-501", until=day)
    hand.says(words)
    assert {record.kind for record in hand.passes("3-2-501")} == {PassKind.RESIDENT}
    with hand.office() as office:
        assert "admit_guest" not in {line.action for line in office.register.log()}


def test_the_list_is_narrowed_by_text_status_and_kind(hand: Hand) -> None:
    (record,) = hand.passes("3-2-502")
    with hand.office() as office:
        office.revoke(record.serial, PassStatus.STOLEN, "office", "test")
    page = hand.window.passes
    hand.window.open_page(PassesPage)
    until(lambda: len(page.model.rows) == 3)
    page.status.setCurrentIndex(1 + list(PassStatus).index(PassStatus.STOLEN))
    until(lambda: [one.serial for one in page.model.rows] == [record.serial])
    page.status.setCurrentIndex(0)
    page.filter.setText("zs")
    page.filter.textEdited.emit("zs")
    until(lambda: [one.address for one in page.model.rows] == ["3-2-501"])
    page.kind.setCurrentIndex(1 + list(PassKind).index(PassKind.VISITOR))
    until(lambda: not page.model.rows)


def test_a_disk_that_is_full_issues_nothing_and_says_so(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    _ask(hand, "one")
    monkeypatch.setattr("gate_terminal.credentials.durable.os.fsync", full)
    hand.fill(address="6-1-101")
    hand.says("无法写入")
    monkeypatch.undo()
    assert hand.passes("6-1-101") == []


# Cards


def test_a_building_is_previewed_and_saved_and_that_is_logged(hand: Hand, tmp_path: Path) -> None:
    _preview(hand, Scope.BUILDING, "3")
    page = hand.window.cards
    until(page.save.isEnabled)
    assert "共 2 张证" in page.count.text()
    out = tmp_path / "cards.pdf"
    page.save_to(out)
    hand.says("2 张证已存入")
    with hand.office() as office:
        assert [(line.action, line.why) for line in office.register.log(limit=3)] == [
            ("print", ""),
            ("print", ""),
            ("reveal", "cards printed"),
        ]
    assert out.read_bytes().startswith(b"%PDF")


def test_the_passes_that_are_selected_are_printed(hand: Hand) -> None:
    hand.window.open_page(PassesPage)
    page = hand.window.passes
    until(lambda: len(page.model.rows) == 3)
    page.print.click()
    hand.says("请先在列表中选择")
    page.table.selectAll()
    flags = QItemSelectionModel.SelectionFlag
    page.table.selectionModel().select(page.model.index(1, 0), flags.Deselect | flags.Rows)
    page.print.click()
    until(hand.window.cards.save.isEnabled)
    run = hand.window.cards.sheet.run
    assert run is not None
    assert {card.serial for card in run.cards} == {page.model.at(0).serial, page.model.at(2).serial}


def test_cards_that_were_not_printed_are_offered_first_and_only_once(hand: Hand, tmp_path: Path) -> None:
    _preview(hand, Scope.BUILDING, "3")
    until(hand.window.cards.save.isEnabled)
    hand.window.cards.save_to(tmp_path / "cards.pdf")
    hand.says("2 张证已存入")
    _preview(hand, Scope.MISSING)
    until(lambda: "共 1 张证" in hand.window.cards.count.text())


@pytest.mark.parametrize(
    ("scope", "which", "words"),
    [
        (Scope.ADDRESS, "3-2-501、9-9-999", "9-9-999 没有住户"),
        (Scope.SERIAL, "ABC", "证号应有 9 位"),
        (Scope.BUILDING, "77", "没有可打印的有效证"),
        (Scope.BUILDING, "", "请填写"),
        (Scope.SINCE, "昨天", "不是日期"),
        (Scope.CHOSEN, "", "请先在列表中选择"),
    ],
)
def test_cards_that_cannot_be_meant_are_told(hand: Hand, scope: Scope, which: str, words: str) -> None:
    _preview(hand, scope, which)
    hand.says(words)
    assert not hand.window.cards.save.isEnabled()


def test_printing_that_is_stopped_leaves_no_file(hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def begin_and_stop(text: str, course: Course) -> None:
        begin(text, course)
        hand.window.premises.strip.cancel.click()

    _preview(hand)
    until(hand.window.cards.save.isEnabled)
    begin = hand.window.premises.strip.begin
    monkeypatch.setattr(hand.window.premises.strip, "begin", begin_and_stop)
    hand.window.cards.save_to(tmp_path / "cards.pdf")
    hand.says("已停止")
    assert not list(tmp_path.glob("*.pdf*"))


def test_a_file_that_cannot_be_written_is_told(hand: Hand, tmp_path: Path) -> None:
    _preview(hand)
    until(hand.window.cards.save.isEnabled)
    hand.window.cards.save_to(tmp_path)
    hand.says("无法写入")


def test_a_printer_gets_every_sheet_at_full_size(hand: Hand, tmp_path: Path) -> None:
    _preview(hand)
    until(hand.window.cards.print.isEnabled)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    hand.window.cards.print_on(printer)
    hand.says("3 张证已送打印机")
    document = pypdfium2.PdfDocument(tmp_path / "printed.pdf")
    assert len(document) == 1
    width, height = document[0].get_size()
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (210, 297)
    document.close()


def test_a_computer_that_cannot_print_says_what_to_do(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    _preview(hand)
    until(hand.window.cards.print.isEnabled)
    monkeypatch.setitem(sys.modules, "PySide6.QtPrintSupport", None)
    hand.window.cards.print.click()
    assert "libcups2" in hand.said


def test_a_preview_that_comes_after_locking_is_shown_to_nobody(hand: Hand) -> None:
    _preview(hand)
    hand.window.lock()
    hand.enter()
    settle()
    assert hand.window.cards.sheet.run is None


# Renters


def test_a_renter_is_entered_and_the_number_is_kept_nowhere(hand: Hand) -> None:
    number = "11010519491231002X"
    _enrol(hand, address="3-2-501", name="钱多多", id_number=number, bill="3号楼2单元501")
    hand.says("已登记 钱** 住 3-2-501")
    assert hand.window.renters.fields["id_number"].text() == ""
    sheet = hand.sheet("3-2-501")
    assert sheet is not None
    renter = next(person for person in sheet.household.members if person.name == "钱多多")
    assert renter.id in sheet.renters
    for path in hand.place.root.rglob("*"):
        assert path.is_dir() or number.encode() not in path.read_bytes()


def test_a_bill_of_another_address_enters_nobody(hand: Hand) -> None:
    _enrol(hand, address="3-2-501", name="钱多多", id_number="11010519491231002X", bill="3-2-502")
    hand.says("两者不符")
    sheet = hand.sheet("3-2-501")
    assert sheet is not None
    assert len(sheet.household.members) == 2


def test_a_doubtful_number_is_advice_and_an_empty_field_is_named(hand: Hand) -> None:
    _enrol(hand, address="3-2-501", id_number="110105194912310020")
    assert "末位校验不符" in hand.window.renters.doubt.text()
    assert "姓名、水电费单上的住址" in hand.said
