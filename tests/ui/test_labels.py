"""Every word exists in both languages."""

import re
from dataclasses import fields

import pytest
from gate_terminal.ui.drawing import LABELS
from gate_terminal.ui.labels import Advice, Labels
from gate_terminal.ui.labels_en import EN
from gate_terminal.ui.labels_zh import ZH

from gate_terminal.application.screen.desk import Grounds
from gate_terminal.application.screen.signs import Hint, Notice, Organ
from gate_terminal.application.terminal import STEPS
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.words import Direction, Language, Subject

BOTH = pytest.mark.parametrize("labels", [ZH, EN], ids=["zh", "en"])


def test_each_language_has_its_words() -> None:
    assert {language: labels.language for language, labels in LABELS.items()} == {
        language: language for language in Language
    }


@BOTH
def test_everything_the_screen_can_say_has_words(labels: Labels) -> None:
    assert set(labels.notices) == set(Notice)
    assert set(labels.hints) == set(Hint)
    assert set(labels.faults) == set(Fault)
    assert set(labels.organs) == set(Organ)
    assert set(labels.grounds) == set(Grounds)
    assert set(labels.subjects) == set(Subject)
    assert set(labels.short_directions) == set(Direction)
    assert {step.name for step in STEPS} <= set(labels.steps)


def texts(labels: Labels) -> dict[str, str]:
    """All texts of a language by where they stand."""
    found = {}
    for field in fields(labels):
        value = getattr(labels, field.name)
        entries = value.items() if hasattr(value, "items") else [("", value)]
        for key, entry in entries:
            parts = (entry.short, entry.what, entry.do) if isinstance(entry, Advice) else (str(entry),)
            for i, text in enumerate(parts):
                found[f"{field.name}.{key}.{i}"] = text
    return found


@BOTH
def test_no_word_is_empty_and_no_notice_says_refused_in_an_unfriendly_way(labels: Labels) -> None:
    assert [where for where, text in texts(labels).items() if not text.strip()] == []
    assert [where for where, text in texts(labels).items() if "拒绝" in text] == []


def test_both_languages_fill_in_the_same_things() -> None:
    chinese, english = texts(ZH), texts(EN)
    assert set(chinese) == set(english)
    slots = re.compile(r"\{(\w+)\}")
    for where, text in chinese.items():
        assert set(slots.findall(text)) == set(slots.findall(english[where])), where


def test_chinese_is_chinese_and_english_is_not() -> None:
    assert re.search(r"[一-鿿]", ZH.welcome)
    assert [where for where, text in texts(EN).items() if re.search(r"[一-鿿]", text)] == []
