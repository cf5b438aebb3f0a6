"""Addresses as people write them meet in one household, and strange ones are never lost."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate_terminal.register.addresses import inside, partial_address, read_address

# Each line: the canonical text, then forms that must meet in it.
SAME_HOME = {
    "3-2-501": (
        "3号楼2单元501", "3-2-501", "3#2-501", "３－２－５０１", "3栋2单元501室", "3 幢 2 单元 501 室",
        "3号楼2-501", "3#楼2单元501", "三号楼二单元501", "03-02-0501", "3/2/501",
        "3—2—501", "3号楼2单元5楼501", "3-2单元-501", "3号楼2门501号", "3号2单元501", "三号楼二单元五零一室",
        "3号楼2单元五〇一",
    ),
    "12-301": ("12-301", "12栋301", "12号楼301室", "１２幢３０１", "十二号楼301"),
    "A-1203": ("A座1203", "a座1203室", "Ａ座 1203", "A-1203"),
    "3-2-501A": ("3-2-501a", "3号楼2单元501A室"),
    "3-2-501-1": ("3-2-501-1",),
    "王家村12号": ("王家村12号", "王家村 12 号", "王家村１２号", "王家村12", "王家村012号"),
    "岳石洪村3组15号": ("岳石洪村3组15号", "岳石洪村三组15号", "岳石洪村3组 15", "岳石洪村三组十五号"),
    "3组15号": ("三组15号", "3组15"),
    "村8238-97": ("村082３8-97",),
    "王家弄8-1": ("王家弄8-1号", "王家弄8-1院", "王家弄8号楼1室"),
    "3区5-2-501": ("3区5号楼2单元501", "三区5-2-501"),
    "123弄5-302": ("123弄5号302室", "123弄5号楼302"),
    "A区3-2-501": ("A区3号楼2单元501", "a区3-2-501"),
    "幸福小区3-2-501": ("幸福小区3号楼2单元501室", "幸福小区 3-2-501"),
}  # fmt: skip


@pytest.mark.parametrize(
    ("canonical", "written"), [(home, form) for home, forms in SAME_HOME.items() for form in forms]
)
def test_every_way_of_writing_a_home_gives_its_canonical_text(canonical: str, written: str) -> None:
    assert read_address(written).text == canonical


def test_the_parts_of_an_address_are_told_apart() -> None:
    address = read_address("3号楼2单元501室")
    assert (address.building, address.unit, address.room) == ("3", "2", "501")
    assert (read_address("A座1203").building, read_address("A座1203").unit) == ("A", "")


@pytest.mark.parametrize(
    ("written", "number"), [("3-2-501", 2), ("12-301", 301), ("王家村12号", 12), ("门卫室", None), ("3-B-501", 501)]
)
def test_the_odd_even_basis_looks_at_the_unit_else_at_the_room(written: str, number: int | None) -> None:
    assert read_address(written).unit_number == number


@pytest.mark.parametrize(
    ("written", "own"),
    [
        ("君庭湖畔3号楼2单元501", "3-2-501"),
        ("湖北省鄂州市葛店镇君庭湖畔小区 3-2-501", "3-2-501"),
        ("君庭湖畔-3栋501", "3-501"),
        ("3-2-501", "3-2-501"),
        ("幸福小区3-2-501", "幸福小区3-2-501"),
        ("君庭湖畔门卫室", "君庭湖畔门卫室"),
        ("君庭湖畔12号", "君庭湖畔12号"),
    ],
)
def test_the_compound_s_own_name_before_a_flat_says_nothing(written: str, own: str) -> None:
    assert read_address(inside(written, "君庭湖畔")).text == own
    assert inside(written, " ") == written


@pytest.mark.parametrize("written", ["老锅炉房旁边", "Building 7, flat 2", "门卫室", "?", "3--501", "1-2-3-4-5"])
def test_what_is_not_understood_is_kept_as_written(written: str) -> None:
    assert read_address(written).text == unicodedata.normalize("NFKC", written)


@given(st.integers(1, 999), st.integers(1, 30), st.integers(1, 9999), st.data())
@settings(max_examples=200, deadline=None)
def test_numbers_written_in_any_form_come_back_as_the_same_home(
    building: int, unit: int, room: int, data: st.DataObject
) -> None:
    form = data.draw(
        st.sampled_from(
            [
                "{}号楼{}单元{}",
                "{}-{}-{}",
                "{}#{}-{}",
                "{}栋{}单元{}室",
                "{} 幢 {} 单元 {} 室",
                "{}号楼{}门{}",
                "{}#{}单元{}",
            ]
        )
    )
    written = form.format(building, unit, room)
    if data.draw(st.booleans()):
        written = written.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)})
    assert read_address(written).text == f"{building}-{unit}-{room}"


@given(
    st.tuples(st.integers(1, 99), st.integers(1, 9), st.integers(1, 9999)),
    st.tuples(st.integers(1, 99), st.integers(1, 9), st.integers(1, 9999)),
)
@settings(max_examples=200, deadline=None)
def test_two_homes_never_meet_in_one_text(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    texts = [read_address("{}号楼{}单元{}室".format(*home)).text for home in (one, other)]
    assert (texts[0] == texts[1]) == (one == other)


@given(st.one_of(st.text(), st.text("0123456789AaZ-#号楼栋单元室村区 ０３　一二十零〇组期弄座门层/—\u200b")))
@settings(max_examples=400, deadline=None)
def test_a_canonical_text_read_again_is_itself(written: str) -> None:
    once = read_address(written)
    assert read_address(once.text) == once


@pytest.mark.parametrize(
    ("typed", "begun"),
    [("3号楼", "3-"), ("3号楼2单元", "3-2-"), ("3号楼2单元501", "3-2-501"), ("3-2", "3-2"), ("王家", "王家")],
)
def test_an_address_half_typed_begins_like_the_canonical_one(typed: str, begun: str) -> None:
    assert partial_address(typed) == begun
