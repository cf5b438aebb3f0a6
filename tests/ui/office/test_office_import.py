"""Imports in the office's window."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from gate_terminal.ui.office.clerk import Course
from gate_terminal.ui.office.import_page import ImportPage
from gate_terminal.ui.office.words import Lines

from gate_terminal.application.office import Office
from gate_terminal.register.imports import ImportPlan

from .conftest import Hand, until


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A roster as offices send them: GB18030, with good and bad rows."""
    path = tmp_path / "名册.csv"
    path.write_text(
        "住址,电话,成员,身份证\n3号楼2单元501,13800009999,张三;李四,1\n7-1-101,138,孙七,\n,13800000000,无,\n7-1-101,,,\n"
        "7-1-102,1.38E+10,周八,\n",
        encoding="gb18030",
    )
    return path


def _look(hand: Hand, path: Path) -> None:
    hand.window.open_page(ImportPage)
    hand.window.imports.look_at(path)
    hand.rests()


def _rows(hand: Hand) -> list[tuple[str, ...]]:
    model = hand.window.imports.model
    return [
        tuple(model.data(model.index(row, column)) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def test_the_preview_tells_each_row_before_anything_is_written(hand: Hand, roster: Path) -> None:
    _look(hand, roster)
    page = hand.window.imports
    assert ("不收", "4", "住址", "没有住址") in _rows(hand)
    assert ("不收", "5", "住址", "第 3 行已有同一住址:同户成员请写在一行") in _rows(hand)
    assert ("不收", "6", "电话", "数字丢了位数:请把该列设为文本") in _rows(hand)
    assert ("提醒", "3", "电话", "不像手机号,照收") in _rows(hand)
    assert ("修改", "2", "3-2-501", "将修改:电话") in _rows(hand)
    assert "身份证" in page.note.text()
    page.narrow[Lines.REFUSED].click()
    assert {row[0] for row in _rows(hand)} == {"不收"}
    assert hand.sheet("7-1-101") is None


def test_the_preview_speaks_the_language_that_is_chosen(hand: Hand, roster: Path) -> None:
    _look(hand, roster)
    hand.window.turn_language()
    assert ("Refused", "4", "住址", "there is no address") in _rows(hand)


def test_what_was_looked_at_is_carried_out(hand: Hand, roster: Path) -> None:
    _look(hand, roster)
    hand.window.imports.carry_out.click()
    hand.says("新增 1 户,修改 1 户,不收 3 行")
    changed, added = hand.sheet("3-2-501"), hand.sheet("7-1-101")
    assert changed is not None
    assert changed.household.phone == "13800009999"
    assert added is not None
    page = hand.window.imports
    assert not page.carry_out.isEnabled()
    hand.rests()
    assert [row[0] for row in _rows(hand)] == ["不收"] * 3, "what is to be mended stays in sight"
    assert "请在名册里改好" in page.note.text()
    hand.window.lock()
    assert (page.model.rowCount(), page.note.text()) == (0, "")


def test_a_roster_that_is_taken_whole_leaves_nothing_on_the_page(hand: Hand, tmp_path: Path) -> None:
    path = tmp_path / "good.csv"
    path.write_text("住址,电话,成员\n7-1-101,13800000001,孙七\n", encoding="utf-8")
    _look(hand, path)
    hand.window.imports.carry_out.click()
    hand.says("新增 1 户")
    hand.rests()
    assert (hand.window.imports.model.rowCount(), hand.window.imports.file.text()) == (0, "")


def test_an_import_that_is_cancelled_in_the_middle_writes_nothing(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = tmp_path / "many.csv"
    many.write_text("住址,成员\n" + "".join(f"8-1-{room},甲{room}\n" for room in range(1000, 4000)), "utf-8")
    _look(hand, many)
    told: list[tuple[int, int]] = []
    plain = Office.carry_out

    def cancelled_after_the_first_part(
        office: Office, plan: object, who: str, progress: Callable[[int, int], None], stopped: Callable[[], bool]
    ) -> bool:
        def tell(done: int, of: int) -> None:
            told.append((done, of))
            progress(done, of)
            while not stopped():
                time.sleep(0.001)

        return plain(office, plan, who, tell, stopped)

    monkeypatch.setattr(Office, "carry_out", cancelled_after_the_first_part)
    hand.window.imports.carry_out.click()
    until(lambda: told)
    hand.window.premises.strip.cancel.click()
    hand.says("没有写入任何内容")
    assert told == [(500, 6000)]
    with hand.office() as office:
        assert office.register.count() == 4
    assert hand.window.imports.carry_out.isEnabled()


def test_reading_a_roster_can_be_stopped(hand: Hand, roster: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def begin_and_stop(text: str, course: Course) -> None:
        begin(text, course)
        hand.window.premises.strip.cancel.click()
        pressed.set()

    def read_until_pressed(office: Office, path: Path, cancelled: Callable[[], bool]) -> ImportPlan:
        # A short roster is read before a finger could move: this one takes as long as the finger.
        assert pressed.wait(10)
        return plain(office, path, cancelled)

    pressed = threading.Event()
    plain = Office.plan_import
    monkeypatch.setattr(Office, "plan_import", read_until_pressed)
    begin = hand.window.premises.strip.begin
    monkeypatch.setattr(hand.window.premises.strip, "begin", begin_and_stop)
    _look(hand, roster)
    assert "已停止" in hand.said
    assert _rows(hand) == []


def test_a_register_that_changed_meanwhile_is_looked_at_again(hand: Hand, roster: Path) -> None:
    _look(hand, roster)
    with hand.office() as office:
        office.register.enter("7-1-109", [], "somebody", "meanwhile")
    hand.window.imports.carry_out.click()
    hand.says("请重新预览")
    assert hand.sheet("7-1-101") is None


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"%PDF-1.7 ...", "PDF"),
        ("b.xlsx", b"PK\x03\x04 torn", "工作簿已损坏"),
        ("c.csv", b"\x00\x01\x02\xff" * 50, "不是文字文件"),
        ("d.csv", "姓名,电话\n张三,1\n".encode(), "没有找到住址一列"),
        ("e.csv", b"  \n", "空文件"),
    ],
)
def test_a_file_of_the_wrong_kind_is_told_in_words(
    hand: Hand, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    _look(hand, path)
    assert words in hand.said
    assert not hand.window.imports.carry_out.isEnabled()


def test_a_file_that_is_gone_is_told(hand: Hand, tmp_path: Path) -> None:
    _look(hand, tmp_path / "gone.csv")
    assert "无法读取" in hand.said


def test_long_work_is_done_one_after_the_other(hand: Hand, roster: Path) -> None:
    hand.window.open_page(ImportPage)
    hand.window.imports.look_at(roster)
    hand.window.imports.look_at(roster)
    assert "还没有做完" in hand.said
    hand.rests()


def test_the_register_is_searched_while_long_work_goes_on(
    hand: Hand, roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []
    plain = Office.plan_import

    def planned_when_somebody_was_found(office: Office, path: Path, cancelled: Callable[[], bool]) -> object:
        while not found:
            time.sleep(0.001)
        return plain(office, path, cancelled)

    monkeypatch.setattr(Office, "plan_import", planned_when_somebody_was_found)
    hand.window.imports.look_at(roster)
    try:
        hand.choose("3-2-501")
        assert hand.window.premises.at_work
    finally:
        found.append("somebody")
    hand.rests()
