"""Rosters as offices send them: every header, encoding and habit, and nothing dangerous gets through."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.register.csv_reader import read_csv
from gate_terminal.register.roster import Advice, Refusal, Roster, read_roster, split_names
from gate_terminal.register.roster_file import LARGEST_FILE, read_roster_file
from gate_terminal.register.sheet import Sheet

CHINESE = "住址,电话,成员,网格,房东,水电户号\n3号楼2单元501,13812345678,张三;李四,东3,王房东,00123\n"


def roster_of(text: str) -> Roster:
    return read_roster(read_csv(text.encode()))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_roster_is_read_in_any_usual_encoding_and_separator(encoding: str, separator: str) -> None:
    text = CHINESE.replace("张三;李四", "张三、李四").replace(",", separator)
    (entry,) = read_roster(read_csv(text.encode(encoding))).entries
    assert (entry.row, entry.address.text, entry.phone) == (2, "3-2-501", "13812345678")
    assert entry.members == ("张三", "李四")
    assert (entry.grid, entry.landlord, entry.utility_account) == ("东3", "王房东", "00123")


def test_english_headers_mean_the_same() -> None:
    (entry,) = roster_of("address,phone,members\n3-2-501,13812345678,张三;李四\n").entries
    assert entry.members == ("张三", "李四")
    assert (entry.grid, entry.landlord, entry.utility_account) == (None, None, None)


def test_building_unit_and_room_columns_make_an_address() -> None:
    roster = roster_of("楼栋,单元,房号,姓名\n3,2,501,张三\n12号楼,,301室,李四\nA,,1203,王五\n,,,赵六\n")
    assert [entry.address.text for entry in roster.entries] == ["3-2-501", "12-301", "A-1203"]
    assert [(remark.row, remark.column, remark.kind) for remark in roster.refused] == [(5, "房号", Refusal.NO_ADDRESS)]


def test_cells_that_were_merged_and_are_empty_in_a_csv_make_no_household_of_another_building() -> None:
    roster = roster_of(
        "楼栋,单元,房号,姓名\n1号楼,1单元,101,张一\n,,102,张二\n,2单元,101,张三\n1号楼,,102,张四\n2号楼,,101,张五\n"
        ",,3-2-501,张六\n,,门卫室,张七\n"
    )
    assert [entry.address.text for entry in roster.entries] == ["1-1-101", "1-102", "2-101", "3-2-501", "门卫室"]
    assert [(each.row, each.column, each.kind) for each in roster.refused] == [
        (3, "楼栋", Refusal.NO_BUILDING),
        (4, "楼栋", Refusal.NO_BUILDING),
    ]
    assert [(each.row, each.column, each.kind) for each in roster.advice] == [
        (8, "房号", Advice.ADDRESS_AS_WRITTEN),
        (5, "单元", Advice.NO_UNIT),
    ]


def test_an_address_column_that_names_the_compound_alone_gives_way_to_building_and_room() -> None:
    roster = roster_of("地址,楼栋,单元,房号\n君庭湖畔,3,2,501\n君庭湖畔,3,2,502\n君庭小区3号楼2单元503,,,\n传达室,,,\n")
    assert [entry.address.text for entry in roster.entries] == ["3-2-501", "3-2-502", "君庭小区3-2-503", "传达室"]


def test_the_compound_s_own_name_in_a_roster_makes_no_second_household() -> None:
    sheet = read_csv("住址\n君庭湖畔小区3号楼2单元501\n3-2-501\n鄂州市君庭湖畔3-2-502\n".encode())
    roster = read_roster(sheet, "君庭湖畔")
    assert [entry.address.text for entry in roster.entries] == ["3-2-501", "3-2-502"]
    assert [(each.row, each.kind) for each in roster.refused] == [(3, Refusal.DUPLICATE)]


def test_a_title_above_the_header_and_empty_rows_are_passed_over() -> None:
    (entry,) = roster_of("幸福小区住户花名册,,\n\n住址,电话,成员\n,,\n3-2-501,,张三\n").entries
    assert entry.row == 5


@pytest.mark.parametrize(
    ("row", "column", "kind"),
    [
        ("3-2-501,=1+1,张三", "phone", Refusal.FORMULA),
        ("=A1,13812345678,张三", "address", Refusal.FORMULA),
        ("3-2-501,1.38123E+10,张三", "phone", Refusal.LOST_DIGITS),
        ("3-2-501,138****5678,张三", "phone", Refusal.MASKED),
        ("3-2-501,13812345678,张**", "members", Refusal.MASKED),
        (",13812345678,张三", "address", Refusal.NO_ADDRESS),
        (f"{'长' * 81},13812345678,张三", "address", Refusal.TOO_LONG),
        (f"3-2-501,13812345678,{'长' * 41}", "members", Refusal.TOO_LONG),
        ("1#1-101,,", "address", Refusal.DUPLICATE),
        ("3-2-501,13812345678,王五11010519491231002X", "members", Refusal.NUMBER_IN_NAME),
        ("3-2-501,,张三;13812345678", "members", Refusal.NUMBER_IN_NAME),
        ("3-2-501,,张三 110105 1949", "members", Refusal.NUMBER_IN_NAME),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused_with_row_and_column(row: str, column: str, kind: Refusal) -> None:
    roster = roster_of(f"address,phone,members\n1-1-101,,\n{row}\n")
    assert [entry.address.text for entry in roster.entries] == ["1-1-101"]
    assert [(remark.row, remark.column, remark.kind) for remark in roster.refused] == [(3, column, kind)]


def test_a_duplicate_names_the_row_it_repeats() -> None:
    (remark,) = roster_of("住址\n3号楼2单元501\n1-1-101\n3-2-501\n").refused
    assert remark.sentence == "the same address stands in row 2: write all members of a household into one row"


def test_doubtful_phones_and_strange_addresses_are_taken_with_advice() -> None:
    roster = roster_of("住址,电话\n老锅炉房旁边,12345\n")
    assert roster.entries[0].address.text == "老锅炉房旁边"
    assert [(remark.kind, remark.column) for remark in roster.advice] == [
        (Advice.ADDRESS_AS_WRITTEN, "住址"),
        (Advice.PHONE_DOUBTFUL, "电话"),
    ]


def test_columns_that_are_not_kept_are_named() -> None:
    assert roster_of("住址,身份证号,电话\n3-2-501,11010519491231002X,\n").columns_not_kept == ("身份证号",)


def test_phones_and_rooms_that_a_program_wrote_as_fractions_are_read_as_meant() -> None:
    (entry,) = roster_of("楼栋,单元,房号,电话\n3.0,2.0,501.0,13812345678.0\n").entries
    assert (entry.address.text, entry.phone) == ("3-2-501", "13812345678")


def test_a_quote_that_is_never_closed_swallows_nobody() -> None:
    with pytest.raises(WorldFault, match="is no row of a table") as caught:
        roster_of('住址,电话,成员\n1-1-101,13812345678,"张三\n1-1-102,13912345678,李四\n1-1-103,,王五\n')
    assert caught.value.fault is Fault.FILE_UNREADABLE


def test_digits_kept_as_text_by_a_spreadsheet_s_trick_are_read() -> None:
    (entry,) = roster_of('住址,电话\n3-2-501,"=""13812345678"""\n').entries
    assert entry.phone == "13812345678"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("张三;李四", ["张三", "李四"]),
        ("张三；李四、王五", ["张三", "李四", "王五"]),
        ("张三/李四，王五", ["张三", "李四", "王五"]),
        ("张　三", ["张三"]),
        ("张三 李四", ["张三", "李四"]),
        ("John Smith; Li Si", ["John Smith", "Li Si"]),
        (";; ", []),
        ("张三;张三", ["张三"]),
    ],
)
def test_members_are_told_apart(cell: str, names: list[str]) -> None:
    assert list(split_names(cell)) == names


def test_numbers_from_a_spreadsheet_are_read_as_typed_or_refused() -> None:
    sheet = Sheet(
        [
            ["住址", "电话", "水电户号"],
            ["3-2-501", 13812345678.0, 12],
            ["3-2-502", 13812345678.5, 1],
            ["3-2-503", 1, 1.1010519491231e17],
        ]
    )
    roster = read_roster(sheet)
    assert (roster.entries[0].phone, roster.entries[0].utility_account) == ("13812345678", "12")
    assert [(remark.row, remark.kind) for remark in roster.refused] == [
        (3, Refusal.NOT_WHOLE),
        (4, Refusal.LOST_DIGITS),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"%PDF-1.7 ...",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"Rar!\x1a\x07",
        b"",
        b"   \n",
        b"PK\x03\x04 torn",
        b"\x00\x01\x02\x03",
        codecs.BOM_UTF8 + b"\xff\xfe",
        "姓名,电话\n张三,1\n".encode(),
        b"\xff" * 100,
        b"address\n\x1b[2J\n",
    ],
)
def test_a_file_of_the_wrong_kind_is_a_clear_fault(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    with pytest.raises(WorldFault) as caught:
        read_roster_file(path)
    assert caught.value.fault is Fault.FILE_UNREADABLE
    assert caught.value.detail.endswith((".", ")."))


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    with pytest.raises(WorldFault, match=f"{LARGEST_FILE >> 20} MB"):
        read_roster_file(path)


def test_a_file_that_is_not_there_is_a_clear_fault(tmp_path: Path) -> None:
    with pytest.raises(WorldFault, match="cannot be read"):
        read_roster_file(tmp_path / "nothing.csv")


@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
@example(b'"' + b"a" * 140_000)
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_a_roster_or_a_clear_fault(content: bytes) -> None:
    fault = None
    try:
        read_roster(read_csv(content))
    except WorldFault as caught:
        fault = caught.fault
    assert fault in {None, Fault.FILE_UNREADABLE}


_CELLS = st.text(st.sampled_from("3-2501号楼单元室 张三李;；,\"'=*+@\n\t１王家村A\u3000"), max_size=12)


@given(st.lists(st.tuples(_CELLS, _CELLS, _CELLS), max_size=6))
@settings(max_examples=200, deadline=None)
def test_every_row_with_something_in_it_is_taken_or_refused(rows: list[tuple[str, str, str]]) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    text = "address,phone,members\n" + "".join(",".join(map(quoted, row)) + "\n" for row in rows)
    roster = roster_of(text)
    told = [entry.row for entry in roster.entries] + [remark.row for remark in roster.refused]
    assert sorted(told) == [index + 2 for index, row in enumerate(rows) if any(cell.strip() for cell in row)]
    addresses = [entry.address.text for entry in roster.entries]
    assert len(set(addresses)) == len(addresses)
