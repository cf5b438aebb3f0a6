"""A table that this program writes runs nothing in a spreadsheet; a workbook that it reads can do no harm."""

from __future__ import annotations

import ast
import io
import os
import zipfile
from collections.abc import Iterable
from contextlib import suppress
from itertools import chain, repeat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.application.spreadsheets import harmless, write_table
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.register.workbook import read_workbook

ROOT = Path(__file__).parents[2]
BEGINNINGS = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫"]
UNSEEN = [
    "",
    " ",
    "\n",
    "\u3000",
    "\xa0",
    "\u200b",
    "\ufeff",
    "\x00",
    "\v",
    "\xad",
    "\u202e",
    "\u2066",
    "\u2003",
    " \u200f\u3000",
]


@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("before", UNSEEN)
def test_no_cell_begins_as_a_formula(before: str, beginning: str) -> None:
    cell = f"{before}{beginning}cmd|' /C calc'!A0"
    assert harmless(cell) == f"'{cell}"


@given(st.text())
def test_a_cell_that_is_none_stays_as_it_is_and_every_other_begins_with_an_apostrophe(cell: str) -> None:
    told = harmless(cell)
    assert told in {cell, f"'{cell}"}
    if told == cell:
        assert not cell.strip().startswith(tuple(BEGINNINGS))


def test_headers_and_rows_are_both_made_harmless(tmp_path: Path) -> None:
    write_table(tmp_path / "out.csv", ("=1+1", "名"), [["＝1+1", "\t=2"], ["+8613800000000", "-"]])
    text = (tmp_path / "out.csv").read_bytes().decode("utf-8-sig")
    assert text.splitlines() == ["'=1+1,名", "'＝1+1,'\t=2", "'+8613800000000,'-"]


def test_tables_are_written_in_one_place_only() -> None:
    """Another writer of tables would be another chance to forget it; the demonstration's roster is ours alone."""
    writers = set()
    for path in [*(ROOT / "gate_terminal").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in {"writer", "DictWriter"} and "csv" in ast.unparse(node):
                writers.add(path.name)
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {alias.name for alias in node.names} | {getattr(node, "module", None)}
                assert not names & {"xlsxwriter", "openpyxl", "pandas"}, path
    assert writers == {"spreadsheets.py", "demonstration.py"}


# Workbooks that mean harm

_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"
 Target="{target}"/></Relationships>"""
_BOOK = """<?xml version="1.0"?>{doctype}<workbook
 xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>"""
_SHEET = """<?xml version="1.0"?>{doctype}<worksheet
 xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"""


def workbook(
    rows: str,
    *,
    doctype: str = "",
    name: str = "a",
    book_doctype: str = "",
    padding: Iterable[bytes] = (),
    lies: int | None = None,
) -> bytes:
    """Return a workbook with one sheet of these rows, behind `padding`; `lies` is the size that it is said to have."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"))
        archive.writestr("xl/workbook.xml", _BOOK.format(doctype=book_doctype, name=name))
        archive.writestr(
            "xl/_rels/workbook.xml.rels", _RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml")
        )
        begin, end = _SHEET.format(doctype=doctype, rows="\0").split("\0")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for part in (begin.encode(), *padding, rows.encode(), end.encode()):
                sheet.write(part)
        if lies is not None:
            size = archive.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    made = packed.getvalue()
    if lies is None:
        return made
    assert made.count(size) == 2, "in the part's own header and in the directory"
    return made.replace(size, lies.to_bytes(4, "little"))


def cell(reference: str, text: str) -> str:
    return f'<row r="{reference[-1]}"><c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c></row>'


_LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {later} '{('&' + earlier + ';') * 50}'>" for earlier, later in zip("abcdefg", "bcdefgh", strict=True)
)


def refused_or_harmless(untrusted: bytes) -> None:
    """Either it is refused in words, or what comes out is small; after little work of the process that reads it.

    Its work, not the time of day: on a computer that has other things to do any reading takes long.
    """
    before = os.times()
    with suppress(WorldFault):
        sheet = read_workbook(untrusted)
        assert sum(len(str(each)) for row in sheet.rows for each in row) < 1_000_000
    after = os.times()
    worked = after.children_user + after.children_system - before.children_user - before.children_system
    assert worked < 20


def test_the_workbook_of_these_tests_is_read_at_all() -> None:
    assert read_workbook(workbook(cell("A1", "住址"))).rows == [["住址"]]


def test_a_bomb_of_nested_entities_does_not_grow() -> None:
    refused_or_harmless(workbook(cell("A1", "&h;"), doctype=_LAUGHS + "]>"))
    refused_or_harmless(workbook(cell("A1", "x"), name="&h;", book_doctype=_LAUGHS + "]>"))


def test_an_entity_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the house")
    doctype = f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'
    inside = workbook(cell("A1", "&a;"), doctype=doctype)
    in_its_name = workbook(cell("A1", "x"), name="&a;", book_doctype=doctype)
    for made in (inside, in_its_name):
        with suppress(WorldFault):
            assert "secret of the house" not in str(read_workbook(made).rows)


def test_a_workbook_that_would_unpack_to_gigabytes_is_not_opened() -> None:
    packed = io.BytesIO(workbook(cell("A1", "x")))
    with zipfile.ZipFile(packed, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/big.bin", "w") as part:
        for _ in range(300):
            part.write(bytes(1024 * 1024))
    assert len(packed.getvalue()) < 1024 * 1024
    with pytest.raises(WorldFault, match="unpack"):
        read_workbook(packed.getvalue())


def test_a_workbook_that_lies_about_its_size_does_no_harm() -> None:
    """Its directory says 100 bytes, and inside are gigabytes."""
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(1, 60_000))
    blank = b" " * 1_000_000
    made = workbook(rows, padding=chain([b"<!--"], repeat(blank, 300), [b"-->"]), lies=100)
    assert len(made) < 1_000_000
    refused_or_harmless(made)
    with pytest.raises(WorldFault, match="cannot be read"):
        read_workbook(made)


def test_a_workbook_of_two_cells_at_the_corners_is_survived() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(WorldFault) as caught:
        read_workbook(workbook(far))
    assert caught.value.fault is Fault.FILE_UNREADABLE


def test_thousands_of_parts_are_refused() -> None:
    packed = io.BytesIO(workbook(cell("A1", "x")))
    with zipfile.ZipFile(packed, "a") as archive:
        for number in range(2_100):
            archive.writestr(f"xl/x{number}.xml", "")
    with pytest.raises(WorldFault, match="unpack"):
        read_workbook(packed.getvalue())
