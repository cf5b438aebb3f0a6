"""The office's words: two languages, nothing left over, nothing too small."""

import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest
from gate_terminal.ui.lettering import LEAST_PIXELS
from gate_terminal.ui.office.pages import PAGES
from gate_terminal.ui.office.passes_page import PassesPage
from gate_terminal.ui.office.style import sheet_of
from gate_terminal.ui.office.troubles import OFFICE_LABELS, sentence_in, told
from gate_terminal.ui.theme import PALETTES
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton, QWidget

from gate_terminal.application.paperwork import Advice, Refusal
from gate_terminal.application.screen.signs import Theme
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.words import Language
from gate_terminal.ledger import lock

from .conftest import Hand, settle, until

_HAN = re.compile("[\u3400-\u9fff]")
_PLACES = re.compile(r"\{(\w+)\}")
_DATA = ("君庭湖畔", "中文", "3号楼2单元501", "张三", "李四", "李主任")


def _texts(window: QWidget) -> list[str]:
    texts = [one.text() for kind in (QLabel, QPushButton, QCheckBox) for one in window.findChildren(kind)]
    texts += [one.placeholderText() for one in window.findChildren(QLineEdit)]
    return [window.windowTitle(), *texts]


def _without_data(text: str) -> str:
    for word in _DATA:
        text = text.replace(word, "")
    return text


def test_both_languages_fill_the_same_places() -> None:
    zh, en = OFFICE_LABELS[Language.ZH], OFFICE_LABELS[Language.EN]
    for field in fields(zh):
        ours, theirs = getattr(zh, field.name), getattr(en, field.name)
        if isinstance(ours, str):
            assert ours, field.name
            assert set(_PLACES.findall(ours)) == set(_PLACES.findall(theirs)), field.name
        elif isinstance(ours, Mapping):
            assert set(ours) == set(theirs), field.name


@pytest.mark.parametrize("language", Language)
def test_every_reason_of_an_import_has_words(language: Language) -> None:
    labels = OFFICE_LABELS[language]
    assert set(labels.refusals) == set(Refusal)
    assert set(labels.advice) == set(Advice)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("fault", Fault)
def test_every_fault_has_words_in_the_language(language: Language, fault: Fault) -> None:
    text = told(WorldFault(fault, "Something nobody translated."), OFFICE_LABELS[language])
    assert bool(_HAN.search(text)) is (language is Language.ZH)


def test_who_holds_the_ledger_is_said_in_both_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = tmp_path / "gate.sqlite"
    held = lock.WindowLock(ledger)
    with pytest.raises(WorldFault) as window:
        lock.WindowLock(ledger)
    held.release()
    monkeypatch.setattr(lock, "_is_held", lambda *_where: True)
    with pytest.raises(WorldFault) as office:
        lock.demand_alone(ledger)
    zh, en = OFFICE_LABELS[Language.ZH], OFFICE_LABELS[Language.EN]
    assert told(window.value, zh) == f"闸口窗口正在使用台账 {ledger}:请先关闭"
    assert told(office.value, zh) == f"另一个办公窗口或命令正在使用台账 {ledger}:请先关闭"
    assert told(office.value, en) == office.value.detail


def test_a_sentence_that_has_no_translation_stays_as_it_is() -> None:
    assert sentence_in(Language.ZH, "Something else.") == "Something else."
    assert sentence_in(Language.EN, "No household is known by 9.") == "No household is known by 9."


def test_the_whole_window_changes_its_language_at_once(hand: Hand) -> None:
    hand.choose("5-1-102")
    hand.window.register.pane.buttons["edit"].click()
    hand.window.open_page(PassesPage)
    until(lambda: hand.window.passes.model.rows)
    hand.window.passes.buttons["temporary"].click()
    hand.window.turn_language()
    settle()
    assert [text for text in _texts(hand.window) if _HAN.search(_without_data(text))] == []
    hand.window.turn_language()
    assert hand.window.register.search.placeholderText().startswith("住址")


def test_nothing_is_smaller_than_the_least_size(hand: Hand) -> None:
    hand.choose("3-2-501")
    for kind in PAGES:
        hand.window.open_page(kind)
        settle()
        for widget in hand.window.findChildren(QWidget):
            if widget.isVisible():
                assert QFontInfo(widget.font()).pixelSize() >= LEAST_PIXELS, widget


@pytest.mark.parametrize("theme", Theme)
def test_no_size_in_the_style_is_too_small(theme: Theme) -> None:
    sizes = [int(size) for size in re.findall(r"font-size: (\d+)px", sheet_of(PALETTES[theme]))]
    assert sizes
    assert min(sizes) >= LEAST_PIXELS


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720)])
@pytest.mark.parametrize("language", Language)
def test_every_page_fits_and_no_button_is_cut(hand: Hand, size: tuple[int, int], language: Language) -> None:
    hand.window.resize(*size)
    hand.choose("3-2-501")
    if language is Language.EN:
        hand.window.turn_language()
    for kind in PAGES:
        hand.window.open_page(kind)
        settle()
        assert (hand.window.width(), hand.window.height()) == size
        for made in hand.window.findChildren(QPushButton):
            if made.isVisible():
                assert made.width() >= made.minimumSizeHint().width(), (kind, made.text())
