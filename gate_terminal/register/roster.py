"""A roster as rows of cells → the households that it means, and the cells that cannot be meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.register.addresses import LONGEST_ADDRESS, Address, inside, read_address
from gate_terminal.register.advice import lost_digits, phone_doubtful, plain_phone
from gate_terminal.register.sheet import Cell, DateCell, Sheet, header_word

Kind = TypeVar("Kind", bound=StrEnum)


class Column(StrEnum):
    """What a column of a roster is about."""

    ADDRESS = "address"
    BUILDING = "building"
    UNIT = "unit"
    ROOM = "room"
    PHONE = "phone"
    MEMBERS = "members"
    GRID = "grid"
    LANDLORD = "landlord"
    UTILITY_ACCOUNT = "utility_account"


class Refusal(StrEnum):
    """Why a row is not taken; the value is the sentence for people who read English."""

    NO_ADDRESS = "there is no address"
    NO_BUILDING = "there is no building: where cells were merged, write it into each row"
    TOO_LONG = "the text is too long"
    DUPLICATE = "the same address stands in row {detail}: write all members of a household into one row"
    FORMULA = "a formula stands where its value should"
    MERGED = "merged cells: write the value into each row"
    DATE = "the spreadsheet made a date of it: format the column as text"
    LOST_DIGITS = "the number has lost digits: format the column as text"
    NOT_WHOLE = "it is not a whole number"
    MASKED = "it is masked: import the full text"
    NUMBER_IN_NAME = "a long number stands among the names: a phone or identity number has its own column or none"


class Advice(StrEnum):
    """What looks odd in a row that is taken all the same."""

    PHONE_DOUBTFUL = "it does not look like a mobile number"
    ADDRESS_AS_WRITTEN = "the address is not understood and kept as written"
    NO_UNIT = "there is no unit, as other rows of this building have: see whether cells were merged"


@dataclass(frozen=True, slots=True)
class Remark(Generic[Kind]):
    """Something to say about one cell: `row` as the spreadsheet numbers it (from 1), `column` as its header says."""

    row: int
    column: str
    kind: Kind
    detail: str = ""

    @property
    def sentence(self) -> str:
        """What is the matter, in English."""
        return self.kind.value.replace("{detail}", self.detail)


@dataclass(frozen=True, slots=True)
class Entry:
    """One household as a roster tells it; None where the roster says nothing (an empty cell or no such column)."""

    row: int
    address: Address
    phone: str | None = None
    members: tuple[str, ...] | None = None
    grid: str | None = None
    landlord: str | None = None
    utility_account: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """All households that a file tells of, what was refused, and the headers of columns that are not kept."""

    entries: tuple[Entry, ...]
    refused: tuple[Remark[Refusal], ...]
    advice: tuple[Remark[Advice], ...]
    columns_not_kept: tuple[str, ...]


_HEADERS = {
    Column.ADDRESS: "address 住址 地址 家庭住址 现住址 居住地址 房屋地址 详细地址 门牌号 门牌",
    Column.BUILDING: "building 楼栋 楼栋号 楼号 栋 栋号 幢 幢号 楼",
    Column.UNIT: "unit 单元 单元号",
    Column.ROOM: "room 房号 室 室号 房间号 房间 房室号",
    Column.PHONE: "phone telephone mobile 电话 联系电话 手机 手机号 手机号码 电话号码 联系方式",
    Column.MEMBERS: "members member names name 成员 家庭成员 姓名 住户 住户姓名 户主 人员",
    Column.GRID: "grid 网格 网格号 所属网格",
    Column.LANDLORD: "landlord 房东 房东姓名",
    Column.UTILITY_ACCOUNT: "utility_account utilityaccount 水电户号 水电号 水电账号 水电费户号 户号",
}
_COLUMN_OF = {name: column for column, names in _HEADERS.items() for name in names.split()}
# Several households may share these, so a value merged over their rows means each of them.
_MAY_BE_SHARED = {Column.BUILDING, Column.UNIT, Column.GRID, Column.LANDLORD}
_LONGEST = {Column.PHONE: 60, Column.MEMBERS: 600, Column.GRID: 60, Column.LANDLORD: 60, Column.UTILITY_ACCOUNT: 60}
_LONGEST_NAME = 40
# Beyond 15 digits a spreadsheet keeps zeros in place of what was typed.
_EXACT = 10**15
# An identity number must not be kept in the clear, and a phone among the names is a column out of place.
_LONG_NUMBER = re.compile(r"[0-9](?:[ -]?[0-9]){6}")
# A room that says nothing of its building, and so is the room of any.
_BARE_ROOM = re.compile(r"[A-Za-z]?[0-9]{1,5}[A-Za-z]?(?:[-/][0-9A-Za-z])?(?:号?[室房户]|号)?")
_FLOAT_AS_TEXT = re.compile(r"[0-9]{1,15}\.0+")
_SEPARATORS = re.compile(r"[;；、,，/|\n\r]+")
_HAN_WORD = re.compile("[\u3400-\u9fff·]+")


def is_column(header: object) -> bool:
    """Tell whether a cell is the title of a column that the register knows."""
    return header_word(header) in _COLUMN_OF


def read_roster(sheet: Sheet, own_name: str = "") -> Roster:
    """Return the households that `sheet` means; before an address the compound's `own_name` says nothing.

    The header is the first of ten rows that names an address (or building and room) column; a title above it is
    passed over. :raises WorldFault: ``FILE_UNREADABLE`` where there is no such header.
    """
    head, columns = _find_header(sheet)
    header = sheet.rows[head]
    titles = {column: str(header[place]).strip() for column, place in columns.items()}
    reader = _Reader(sheet, columns, titles, own_name)
    for index in range(head + 1, len(sheet.rows)):
        if not sheet.is_blank(index):
            reader.read_row(index)
    reader.look_for_units()
    kept = set(columns.values())
    ignored = (str(cell).strip() for place, cell in enumerate(header) if place not in kept and isinstance(cell, str))
    return Roster(
        tuple(reader.entries), tuple(reader.refused), tuple(reader.advice), tuple(name for name in ignored if name)
    )


def _find_header(sheet: Sheet) -> tuple[int, dict[Column, int]]:
    found = sheet.find_header(
        _COLUMN_OF, lambda columns: Column.ADDRESS in columns or (Column.BUILDING in columns and Column.ROOM in columns)
    )
    if found is not None:
        return found
    raise WorldFault(
        Fault.FILE_UNREADABLE,
        "The file has no header with an address column: call it address or 住址 (or building and room, 楼栋 and 房号).",
    )


class _Refused(Exception):  # noqa: N818 - the office's word
    """One cell cannot be meant, so its row is not taken."""

    def __init__(self, column: Column, kind: Refusal, detail: str = "") -> None:
        super().__init__(kind)
        self.column = column
        self.kind = kind
        self.detail = detail


class _Reader:
    """Collects entries and remarks, row by row."""

    def __init__(self, sheet: Sheet, columns: dict[Column, int], titles: dict[Column, str], own_name: str) -> None:
        self.sheet = sheet
        self.columns = columns
        self.titles = titles
        self.own_name = own_name
        self.entries: list[Entry] = []
        self.refused: list[Remark[Refusal]] = []
        self.advice: list[Remark[Advice]] = []
        self._row_of: dict[str, int] = {}

    def read_row(self, index: int) -> None:
        try:
            entry = self._entry(index)
        except _Refused as refused:
            title = self.titles.get(refused.column, refused.column.value)
            self.refused.append(Remark(index + 1, title, refused.kind, refused.detail))
            return
        self.entries.append(entry)
        self._row_of[entry.address.text] = entry.row
        address_column = self.titles.get(Column.ADDRESS, self.titles.get(Column.ROOM, ""))
        if not entry.address.room:
            self.advice.append(Remark(entry.row, address_column, Advice.ADDRESS_AS_WRITTEN))
        if entry.phone and phone_doubtful(entry.phone):
            self.advice.append(Remark(entry.row, self.titles[Column.PHONE], Advice.PHONE_DOUBTFUL))

    def look_for_units(self) -> None:
        """Advise on rows without a unit where the building has units: CSV keeps the first of merged cells alone."""
        if Column.UNIT not in self.columns:
            return
        with_units = {entry.address.building for entry in self.entries if entry.address.unit}
        for entry in self.entries:
            if not entry.address.unit and entry.address.building in with_units:
                self.advice.append(Remark(entry.row, self.titles[Column.UNIT], Advice.NO_UNIT))

    def _entry(self, index: int) -> Entry:
        address = self._address(index)
        texts = {column: self._text(index, column) for column in _LONGEST}
        for column, text in texts.items():
            if text is not None and len(text) > _LONGEST[column]:
                raise _Refused(column, Refusal.TOO_LONG)
            if text is not None and "**" in text:
                raise _Refused(column, Refusal.MASKED)
        phone, members = texts[Column.PHONE], texts[Column.MEMBERS]
        names = None if members is None else tuple(split_names(members))
        if names and any(len(name) > _LONGEST_NAME for name in names):
            raise _Refused(Column.MEMBERS, Refusal.TOO_LONG)
        if members is not None and _LONG_NUMBER.search(members):
            raise _Refused(Column.MEMBERS, Refusal.NUMBER_IN_NAME)
        landlord = texts[Column.LANDLORD]
        if landlord is not None and _LONG_NUMBER.search(landlord):
            raise _Refused(Column.LANDLORD, Refusal.NUMBER_IN_NAME)
        return Entry(
            row=index + 1,
            address=address,
            phone=None if phone is None else plain_phone(phone),
            members=names or None,
            grid=texts[Column.GRID],
            landlord=texts[Column.LANDLORD],
            utility_account=texts[Column.UTILITY_ACCOUNT],
        )

    def _address(self, index: int) -> Address:
        written = self._text(index, Column.ADDRESS)
        written = None if written is None else inside(written, self.own_name)
        column = Column.ADDRESS
        if Column.ROOM in self.columns and (written is None or not read_address(written).room):
            # An address column may name the compound alone, the same in every row.
            column = Column.ROOM
            written = self._from_parts(index) or written
        if written is None:
            raise _Refused(column, Refusal.NO_ADDRESS)
        address = read_address(written)
        if not address.text:
            raise _Refused(column, Refusal.NO_ADDRESS)
        if len(address.text) > LONGEST_ADDRESS:
            raise _Refused(column, Refusal.TOO_LONG)
        if address.text in self._row_of:
            raise _Refused(column, Refusal.DUPLICATE, str(self._row_of[address.text]))
        return address

    def _from_parts(self, index: int) -> str | None:
        """Return the address that building, unit and room columns make together."""
        parts = [self._text(index, column) for column in (Column.BUILDING, Column.UNIT, Column.ROOM)]
        if parts[2] is None:
            return None
        if parts[0] is None and Column.BUILDING in self.columns and _BARE_ROOM.fullmatch(parts[2]):
            raise _Refused(Column.BUILDING, Refusal.NO_BUILDING)
        # Each may be a bare number or carry its own counter (3号楼).
        ends = ("号楼", "单元", "")
        bare = [
            part if part is None or not part.isalnum() or not part.isascii() else part + end
            for part, end in zip(parts, ends, strict=True)
        ]
        return "".join(part for part in bare if part)

    def _text(self, index: int, column: Column) -> str | None:
        """Return a cell's text, None where it is empty or there is no such column."""
        place = self.columns.get(column)
        if place is None:
            return None
        if (index, place) in self.sheet.merged and column not in _MAY_BE_SHARED:
            raise _Refused(column, Refusal.MERGED)
        if self.sheet.lacks_value(index, place):
            raise _Refused(column, Refusal.FORMULA)
        return self._plain(self.sheet.cell(index, place), column)

    @staticmethod
    def _plain(cell: Cell | DateCell, column: Column) -> str | None:
        if isinstance(cell, DateCell):
            raise _Refused(column, Refusal.DATE)
        if isinstance(cell, float):
            # Phones and rooms arrive as floats from spreadsheets.
            if not cell.is_integer():
                raise _Refused(column, Refusal.NOT_WHOLE)
            cell = int(cell)
        if isinstance(cell, int):
            if abs(cell) >= _EXACT:
                raise _Refused(column, Refusal.LOST_DIGITS)
            return str(cell)
        text = unicodedata.normalize("NFKC", cell).strip()
        quoted = re.fullmatch(r'="([^"]*)"', text)
        if quoted:
            # A spreadsheet's way to keep the digits of a number in CSV.
            text = quoted[1].strip()
        if text.startswith("="):
            raise _Refused(column, Refusal.FORMULA)
        if column is not Column.MEMBERS and lost_digits(text):
            raise _Refused(column, Refusal.LOST_DIGITS)
        if _FLOAT_AS_TEXT.fullmatch(text):
            # What programs write that read a phone as a number first.
            text = text.partition(".")[0]
        return text or None


def split_names(text: str) -> Iterator[str]:
    """Yield the names in a members cell: separated by ; 、 , / or, between full Chinese names, by spaces."""
    seen: set[str] = set()
    for part in _SEPARATORS.split(unicodedata.normalize("NFKC", text)):
        words = part.split()
        if words and all(_HAN_WORD.fullmatch(word) for word in words):
            # 张 三 is one name, set wide; 张三 李四 are two.
            names = words if all(len(word) > 1 for word in words) else ["".join(words)]
        else:
            names = [" ".join(words)]
        for name in names:
            if name and name not in seen:
                seen.add(name)
                yield name
