"""Initials of names as a guard types them."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gate_terminal.register.names import initials_of


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("张三", "zs"), ("李四", "ls"), ("单雄信", "sxx"), ("曾国藩", "zgf"), ("仇英", "qy"), ("查良镛", "zly"),
        ("覃光明", "qgm"), ("欧阳修", "oyx"), ("尉迟恭", "ycg"), ("长孙无忌", "zswj"), ("John Smith", "js"),
        ("ＡＢＣ", "a"), ("阿卜杜·热合曼", "abdrhm"),
        ("王单", "wd"), ("单", "d"), ("", ""), ("123", ""),
    ],
)  # fmt: skip
def test_a_name_has_the_initials_that_people_type(name: str, initials: str) -> None:
    assert initials_of(name) == initials


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_initials_of_anything_are_lower_case_letters(name: str) -> None:
    found = initials_of(name)
    assert all("a" <= letter <= "z" for letter in found)


def test_reading_the_register_does_not_load_the_pinyin_tables() -> None:
    code = "import sys, gate_terminal.register.register; print('pypinyin' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
        == "False"
    )
