"""A staff roster in CSV or XLSX → who works when, and the rows that cannot be meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.register.advice import plain_phone
from gate_terminal.register.roster import Remark
from gate_terminal.register.roster_file import read_table
from gate_terminal.register.sheet import TITLE_ROWS, Cell, DateCell, Sheet, header_word

LONGEST_NAME = 60
_DATE = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?(?:[ T]0?0:00(?::00)?)?")


class StaffColumn(StrEnum):
    """What a column of a staff roster is about."""

    NAME = "name"
    COMPANY = "company"
    PHONE = "phone"
    DATE = "date"
    FIRST = "from"
    LAST = "until"


_HEADERS = {
    StaffColumn.NAME: "name 姓名 员工 员工姓名 人员",
    StaffColumn.COMPANY: "company 公司 单位 企业 公司名称 单位名称 企业名称 所属公司 工作单位",
    StaffColumn.PHONE: "phone mobile 电话 手机 手机号 联系电话 手机号码 电话号码",
    StaffColumn.DATE: "date day 日期 上班日期 在岗日期",
    StaffColumn.FIRST: "from first since 起 自 开始 开始日期 起始日期 生效日期",
    StaffColumn.LAST: "until last to 止 至 结束 结束日期 截止日期 终止日期",
}
_COLUMN_OF: Mapping[str, StaffColumn] = {word: column for column, words in _HEADERS.items() for word in words.split()}


class StaffRefusal(StrEnum):
    """Why a row is not taken; the value is the sentence."""

    NO_NAME = "there is no name"
    NO_DATE = "there is no day, and none was given for the whole roster"
    NOT_A_DATE = "it is no day such as 2020-02-07"
    DATE_CELL = "the spreadsheet made a date of it: format the column as text"
    FORMULA = "a formula stands where its value should"
    BACKWARDS = "the last day lies before the first"
    TOO_LONG = "the text is too long"


@dataclass(frozen=True, slots=True)
class StaffEntry:
    """One row: who works from `first` to `last`, both inclusive; `row` as the spreadsheet numbers it."""

    row: int
    name: str
    first: date
    last: date
    company: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class StaffRoster:
    """All rows that can be meant, and what is wrong with the others."""

    entries: tuple[StaffEntry, ...]
    refused: tuple[Remark[StaffRefusal], ...]


class _Refused(Exception):  # noqa: N818 - caught in this module
    def __init__(self, column: str, kind: StaffRefusal) -> None:
        self.column = column
        self.kind = kind


def read_staff_file(path: Path, days: tuple[date, date] | None = None) -> StaffRoster:
    """Return who works when after the file at `path`; `days` (first, last) hold for rows that name no day.

    :raises WorldFault: ``FILE_UNREADABLE`` where the file as a whole cannot be meant.
    """
    sheet = read_table(path, is_header=lambda cell: header_word(cell) in _COLUMN_OF)
    found = sheet.find_header(_COLUMN_OF, lambda columns: StaffColumn.NAME in columns)
    if found is not None:
        return _read_rows(sheet, *found, days)
    raise WorldFault(
        Fault.FILE_UNREADABLE,
        f"{path.name} has no header with a column of names (name, 姓名) among its first {TITLE_ROWS} rows.",
    )


def _read_rows(
    sheet: Sheet, header: int, columns: Mapping[StaffColumn, int], days: tuple[date, date] | None
) -> StaffRoster:
    entries: list[StaffEntry] = []
    refused: list[Remark[StaffRefusal]] = []
    titles = sheet.rows[header]
    for index in range(header + 1, len(sheet.rows)):
        row = {column: sheet.cell(index, place) for column, place in columns.items()}
        if not any(not isinstance(cell, str) or cell.strip() for cell in row.values()):
            continue
        try:
            _demand_values(sheet, index, columns)
            entries.append(_entry(index + 1, row, days))
        except _Refused as told:
            place = columns.get(StaffColumn(told.column))
            title = str(titles[place]) if place is not None else told.column
            refused.append(Remark(index + 1, title, told.kind))
    return StaffRoster(tuple(entries), tuple(refused))


def _demand_values(sheet: Sheet, index: int, columns: Mapping[StaffColumn, int]) -> None:
    """Refuse a row with a formula that nobody has calculated: its empty cell would pass for "nothing written here"."""
    for column, place in columns.items():
        if sheet.lacks_value(index, place):
            raise _Refused(column, StaffRefusal.FORMULA)


def _entry(number: int, row: Mapping[StaffColumn, Cell | DateCell], days: tuple[date, date] | None) -> StaffEntry:
    name = _text(row, StaffColumn.NAME)
    if not name:
        raise _Refused(StaffColumn.NAME, StaffRefusal.NO_NAME)
    one_day = _day(row, StaffColumn.DATE)
    first = _day(row, StaffColumn.FIRST) or one_day
    last = _day(row, StaffColumn.LAST) or one_day
    if first is None:
        if days is None:
            raise _Refused(StaffColumn.DATE, StaffRefusal.NO_DATE)
        first, last = days[0], last or days[1]
    last = last or first
    if last < first:
        raise _Refused(StaffColumn.LAST, StaffRefusal.BACKWARDS)
    phone = plain_phone(_text(row, StaffColumn.PHONE))
    return StaffEntry(number, name, first, last, _text(row, StaffColumn.COMPANY), phone)


def _text(row: Mapping[StaffColumn, Cell | DateCell], column: StaffColumn) -> str:
    cell = row.get(column, "")
    if isinstance(cell, DateCell):
        raise _Refused(column, StaffRefusal.DATE_CELL)
    # A spreadsheet keeps a phone as a number, and gives it back with a point.
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    if len(text) > LONGEST_NAME:
        raise _Refused(column, StaffRefusal.TOO_LONG)
    return text


def _day(row: Mapping[StaffColumn, Cell | DateCell], column: StaffColumn) -> date | None:
    cell = row.get(column)
    if isinstance(cell, DateCell) and cell.day is not None:
        return cell.day
    text = _text(row, column)
    if not text:
        return None
    parts = _DATE.fullmatch(text)
    try:
        return date(*(int(part) for part in parts.groups())) if parts else date.fromisoformat(text)
    except ValueError:
        raise _Refused(column, StaffRefusal.NOT_A_DATE) from None
