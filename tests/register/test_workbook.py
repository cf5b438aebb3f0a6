"""Workbooks are read in a process of their own, and one that was made to harm harms nobody."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.register.roster import Refusal, Roster
from gate_terminal.register.roster_file import read_roster_file

Rows = list[list[Any]]
SMALL_SHEET = (
    '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    "{rows}</sheetData></worksheet>"
)


def workbook(path: Path, rows: Rows, *, merge: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def read(tmp_path: Path, rows: Rows, *, merge: str = "") -> Roster:
    return read_roster_file(workbook(tmp_path / "roster.xlsx", rows, merge=merge))


def with_sheet(path: Path, xml: str) -> Path:
    """Put a sheet made by hand into an ordinary workbook."""
    plain = io.BytesIO(workbook(path, [["address"]]).read_bytes())
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else source.read(name))
    return path


def test_phones_and_rooms_that_arrive_as_numbers_are_read_as_typed(tmp_path: Path) -> None:
    roster = read(tmp_path, [["楼栋", "单元", "房号", "电话", "姓名"], [3, 2, 501, 13812345678, "张三、李四"]])
    (entry,) = roster.entries
    assert (entry.row, entry.address.text, entry.phone, entry.members) == (
        2,
        "3-2-501",
        "13812345678",
        ("张三", "李四"),
    )


def test_a_value_merged_over_the_rows_of_a_building_means_each_of_them(tmp_path: Path) -> None:
    roster = read(tmp_path, [["楼栋", "房号"], [3, 501], [None, 502], [None, 503]], merge="A2:A4")
    assert [entry.address.text for entry in roster.entries] == ["3-501", "3-502", "3-503"]


@pytest.mark.parametrize("merge", ["A2:A3", "B2:B3"])
def test_merged_addresses_and_phones_are_refused_with_their_rows(tmp_path: Path, merge: str) -> None:
    roster = read(tmp_path, [["住址", "电话"], ["3-2-501", "13812345678"], ["3-2-502", "13912345678"]], merge=merge)
    assert roster.entries == ()
    assert [(remark.row, remark.kind) for remark in roster.refused] == [(2, Refusal.MERGED), (3, Refusal.MERGED)]


def test_numbers_that_lost_digits_dates_and_empty_formulas_are_refused(tmp_path: Path) -> None:
    rows = [
        ["住址", "电话", "水电户号"],
        ["1-1-101", "13812345678", 110105194912310021],
        [date(2020, 3, 2), None, None],
        ["1-1-103", "=A2", None],
        ["1-1-104", "#REF!", None],
        ["1-1-105", None, None],
    ]
    roster = read(tmp_path, rows)
    assert [entry.address.text for entry in roster.entries] == ["1-1-105"]
    assert [(remark.row, remark.column, remark.kind) for remark in roster.refused] == [
        (2, "水电户号", Refusal.LOST_DIGITS),
        (3, "住址", Refusal.DATE),
        (4, "电话", Refusal.FORMULA),
        (5, "电话", Refusal.FORMULA),
    ]


def test_a_formula_counts_with_the_value_that_the_file_holds(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>address</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>phone</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>1-1-101</t></is></c><c r="B2"><f>1+1</f><v>13812345678</v></c></row>'
    )
    (entry,) = read_roster_file(with_sheet(tmp_path / "r.xlsx", SMALL_SHEET.format(rows=rows))).entries
    assert entry.phone == "13812345678"


def test_a_title_merged_over_the_header_and_an_empty_first_sheet_are_passed_over(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("住户")
    for row in (["幸福小区花名册", None], ["住址", "电话"], ["3-2-501", None]):
        sheet.append(row)
    sheet.merge_cells("A1:B1")
    book.save(tmp_path / "roster.xlsx")
    assert [entry.row for entry in read_roster_file(tmp_path / "roster.xlsx").entries] == [3]


def test_the_kind_of_a_file_is_told_by_its_content_not_its_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "roster.csv", [["address"], ["3-2-501"]])
    assert len(read_roster_file(path).entries) == 1


def test_two_cells_at_the_far_corners_do_not_take_the_program_down(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>address</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    path = with_sheet(tmp_path / "corners.xlsx", SMALL_SHEET.format(rows=rows))
    assert path.stat().st_size < 10_000
    with pytest.raises(WorldFault, match="safe limits") as caught:
        read_roster_file(path)
    assert caught.value.fault is Fault.FILE_UNREADABLE


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "x")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(300):
                part.write(b" " * 1_048_576)
    with pytest.raises(WorldFault, match="far more than a roster needs"):
        read_roster_file(path)


def test_a_part_that_swells_a_thousandfold_is_not_opened_even_where_there_is_room(tmp_path: Path) -> None:
    path = workbook(tmp_path / "swells.xlsx", [["address"], ["3-2-501"]])
    swollen = tmp_path / "swollen.xlsx"
    with zipfile.ZipFile(path) as plain, zipfile.ZipFile(swollen, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in plain.namelist():
            extra = b"<row>" + b"<c/>" * 2_000_000 + b"</row></sheetData>" if "sheet1" in name else b"</sheetData>"
            archive.writestr(name, plain.read(name).replace(b"</sheetData>", extra))
    with pytest.raises(WorldFault, match="far more than a roster needs"):
        read_roster_file(swollen)


def test_a_size_that_lies_is_found_out(tmp_path: Path) -> None:
    path = workbook(tmp_path / "lies.xlsx", [["address"], ["3-2-501"]])
    content = bytearray(path.read_bytes())
    entry = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    assert content[entry : entry + 4] == b"PK\x01\x02"
    content[entry + 24 : entry + 28] = (7).to_bytes(4, "little")
    path.write_bytes(content)
    with pytest.raises(WorldFault) as caught:
        read_roster_file(path)
    assert caught.value.fault is Fault.FILE_UNREADABLE


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_words_that_stand_for_a_billion_others_are_not_read(tmp_path: Path, part: str) -> None:
    book = openpyxl.Workbook()
    for row in (["address", "members"], ["3-2-501", "张三"]):
        book.active.append(row)
    book.save(tmp_path / "plain.xlsx")
    entities = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 10))
    bomb = f'<!DOCTYPE lolz [<!ENTITY l0 "lol">{entities}]>'.encode()
    path = tmp_path / "billion.xlsx"
    with zipfile.ZipFile(tmp_path / "plain.xlsx") as plain, zipfile.ZipFile(path, "w") as archive:
        for name in plain.namelist():
            xml = plain.read(name)
            start = xml.index(b"<", xml.index(b"?>") if b"?>" in xml else 0) if name == part else 0
            changed = xml[:start] + bomb + xml[start:].replace("张三".encode(), b"&l9;") if name == part else xml
            archive.writestr(name, changed)
    with pytest.raises(WorldFault, match="entities"):
        read_roster_file(path)


def test_a_workbook_that_is_being_read_can_be_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "roster.xlsx", [["address"], ["3-2-501"]])
    monkeypatch.setattr("gate_terminal.register.workbook._PATIENCE", 0.0001)
    with pytest.raises(WorldFault, match="stopped"):
        read_roster_file(path, lambda: True)
    assert len(read_roster_file(path, lambda: False).entries) == 1


def test_a_workbook_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = workbook(tmp_path / "roster.xlsx", [["address"], ["3-2-501"]])
    monkeypatch.setattr("gate_terminal.register.workbook._PATIENCE", 0.0001)
    monkeypatch.setattr("gate_terminal.register.workbook._TIME_LIMIT", 0.0)
    with pytest.raises(WorldFault, match="takes too long"):
        read_roster_file(path)


@pytest.mark.parametrize("content", ["an archive", "torn", "nonsense inside", "nothing in it"])
def test_what_is_no_roster_workbook_is_a_clear_fault(tmp_path: Path, content: str) -> None:
    path = tmp_path / "roster.xlsx"
    match content:
        case "an archive":
            with zipfile.ZipFile(path, "w") as archive:
                archive.writestr("readme.txt", "hello")
        case "torn":
            path.write_bytes(workbook(path, [["address"], ["3-2-501"]]).read_bytes()[:-200])
        case "nonsense inside":
            with_sheet(path, "<worksheet><sheetData><row")
        case _:
            workbook(path, [])
    with pytest.raises(WorldFault) as caught:
        read_roster_file(path)
    assert caught.value.fault is Fault.FILE_UNREADABLE
