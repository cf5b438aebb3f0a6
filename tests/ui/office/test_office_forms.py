"""What holds for every form of the office: where the keys go, what fits, and what is past once it is left."""

from __future__ import annotations

import ast
from itertools import pairwise
from pathlib import Path

import pytest
from gate_terminal.ui.office.dialog_words import file_dialog
from gate_terminal.ui.office.keeping_page import KeepingPage
from gate_terminal.ui.office.keys_page import KeysPage
from gate_terminal.ui.office.records_page import RecordsPage
from gate_terminal.ui.office.troubles import sentence_in
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QLineEdit, QListView, QTreeView

from gate_terminal.application.screen.signs import Theme
from gate_terminal.domain.people import PassStatus
from gate_terminal.domain.words import Language

from .conftest import Hand, settle, until


def labels_and_fields(hand: Hand) -> list[QLabel | QLineEdit]:
    form = hand.window.register.form
    assert form is not None
    return sorted([*form.findChildren(QLabel), *form.findChildren(QLineEdit)], key=lambda each: each.y())


@pytest.mark.parametrize("language", Language)
def test_the_longest_form_is_never_squeezed_it_scrolls(hand: Hand, language: Language) -> None:
    hand.window.premises.speak(language)
    hand.window.resize(960, 600)
    hand.choose("3-2-501")
    hand.window.register.pane.buttons["edit"].click()
    form = hand.window.register.form
    assert form is not None
    form.submit()
    settle()
    assert hand.said
    shown = labels_and_fields(hand)
    for above, below in pairwise(shown):
        assert above.geometry().bottom() < below.geometry().top()
        if isinstance(above, QLabel):
            assert above.height() >= above.sizeHint().height()
    notes = [each for each in form.findChildren(QLabel) if each.wordWrap()]
    assert all(each.height() >= each.heightForWidth(each.width()) for each in notes)
    form.submit()
    settle()
    assert form.widgets["why"].hasFocus()
    assert not form.widgets["why"].visibleRegion().isEmpty(), "what has the focus is in sight"


def test_the_first_field_that_is_missing_gets_the_focus(hand: Hand) -> None:
    hand.window.register.new.click()
    form = hand.window.register.form
    assert form is not None
    form.widgets["why"].setFocus()
    form.submit()
    until(form.widgets["address"].hasFocus)
    assert hand.said == "!  请填写:住址"
    phone = form.widgets["phone"]
    assert isinstance(phone, QLineEdit)
    assert phone.placeholderText() == "可不填"


def test_a_form_that_begins_with_ticks_gives_them_the_focus(hand: Hand) -> None:
    hand.choose("3-2-501")
    hand.window.register.pane.buttons["split"].click()
    form = hand.window.register.form
    assert form is not None
    first = form.findChildren(QCheckBox)[0]
    until(first.hasFocus)
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert first.isChecked()


def test_what_was_said_of_a_form_is_past_when_it_is_left_or_done(hand: Hand) -> None:
    hand.choose("3-2-501")
    pane = hand.window.register.pane
    pane.buttons["join"].click()
    hand.fill(other="9-9-999", why="同住")
    hand.says("没有找到 9-9-999")
    form = hand.window.register.form
    assert form is not None
    QTest.keyClick(form, Qt.Key.Key_Escape)
    assert (hand.said, hand.window.register.form) == ("", None)
    pane.reveal.click()
    hand.fill(why="")
    hand.says("请填写原因")
    hand.fill(why="核对")
    until(lambda: pane.revealed)
    assert hand.said == ""


def test_a_household_that_is_not_among_what_is_found_is_put_away(hand: Hand) -> None:
    hand.choose("3-2-501")
    page = hand.window.register
    for typed, shown in (("3-2", "3-2-501"), ("zzzz", "")):
        page.search.setText(typed)
        page.search.textEdited.emit(typed)
        settle()
        until(lambda shown=shown: page.pane.address.text() == shown)  # type: ignore[misc]  # bound by default
    assert not page.pane.buttons["edit"].isEnabled()


def test_a_record_that_is_not_among_what_is_found_is_put_away(hand: Hand) -> None:
    hand.window.open_page(RecordsPage)
    page = hand.window.page(RecordsPage)
    until(lambda: "没有" in page.note.text())
    assert (page.first.placeholderText(), page.pane.uid) == ("不限", "")


def test_a_pass_reported_lost_by_telephone_is_replaced_at_the_desk(hand: Hand) -> None:
    (old,) = hand.passes("3-2-501")
    with hand.office() as office:
        office.revoke(old.serial, PassStatus.LOST, "office", "by telephone")
    hand.window.open_page(type(hand.window.passes))
    hand.window.passes.buttons["replace"].click()
    hand.fill(serial=old.serial, why="来取证")
    hand.says("旧证已作废")
    newest, was = hand.passes("3-2-501")
    assert (was.status, was.replaced_by, newest.status) == (PassStatus.LOST, newest.serial, PassStatus.ACTIVE)
    hand.window.passes.buttons["replace"].click()
    hand.fill(serial=old.serial, why="再来一次")
    hand.says("早已作废;要补证,请给这一户发证")


def test_a_key_is_not_taken_for_stolen_unless_somebody_says_so(hand: Hand) -> None:
    hand.window.open_page(KeysPage)
    page = hand.window.page(KeysPage)
    page.buttons["replace"].click()
    assert page.form is not None
    cause = page.form.widgets["cause"]
    assert isinstance(cause, QComboBox)
    assert cause.currentText() == "到期更换:旧的仍有效"


@pytest.mark.parametrize("language", Language)
def test_a_form_s_button_says_what_it_does_not_what_the_page_is_called(hand: Hand, language: Language) -> None:
    hand.window.premises.speak(language)
    hand.window.open_page(KeepingPage)
    page = hand.window.page(KeepingPage)
    until(page.shelves.text)
    for name in ("second", "restore", "stand_down"):
        page.buttons[name].click()
        assert page.form is not None
        titles = [each.text() for each in page.form.findChildren(QLabel) if each.property("role") == "title"]
        assert page.form.do.text() not in titles
        page.dismiss()


def test_qt_s_own_dialogs_speak_the_language_of_the_window(hand: Hand) -> None:
    hand.window.premises.speak(Language.ZH)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    dialog = file_dialog(hand.window, "名册", Language.ZH)
    assert dialog.labelText(QFileDialog.DialogLabel.LookIn) == "位置:"
    hand.window.premises.speak(Language.EN)
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
    dialog.deleteLater()


@pytest.mark.parametrize("theme", Theme)
def test_the_names_of_files_can_be_read_by_day_and_by_night(hand: Hand, theme: Theme) -> None:
    if theme is Theme.NIGHT:
        hand.window.turn_theme()
    dialog = file_dialog(hand.window, "名册", Language.ZH)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.show()
    settle()
    lists = dialog.findChildren(QListView) + dialog.findChildren(QTreeView)
    assert lists
    for shown in lists:
        ground = shown.palette().color(QPalette.ColorRole.Base).lightnessF()
        ink = shown.palette().color(QPalette.ColorRole.Text).lightnessF()
        assert abs(ground - ink) > 0.6
    dialog.deleteLater()


REACHED = (
    *("register/changes.py", "register/imports.py", "register/passes.py", "register/staff.py"),
    *("credentials/serial.py", "credentials/store.py", "domain/fever_case.py", "ledger/events.py"),
    *("application/cards.py", "application/fever_cases.py", "application/keeping.py", "application/office.py"),
    *("application/paperwork.py", "application/records.py", "application/standing.py", "application/strongroom.py"),
)
"""Where what a person types in the office is judged."""
ELSEWHERE = {
    "A pass is cancelled as lost, stolen, moved or superseded.",  # the form offers no other
    "The step 7 has no reading.",
    "An outcome closes the case, and nothing else does.",
    # By a command only.
    "A root's fingerprint has 7 hex digits.",
    "A root's fingerprint has 64 hex digits: see `gate-terminal keys show` in the office.",
    "This gate has pinned another root already; a new root means a new set-up.",
    "A new root means a new set-up of every gate.",
    "“7” is too short: give the id, or at least 7 characters of its end.",
    "7 fever cases end with “7”; give more of the one that is meant.",
}


def sentences(path: Path) -> list[str]:
    """The sentences by which a module refuses what somebody typed; 7 stands for what is filled in."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"WrongUse", "NotKnown"} and node.args:
            text = node.args[0]
            if isinstance(text, ast.Constant):
                found.append(str(text.value))
            elif isinstance(text, ast.JoinedStr):
                found.append(
                    "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in text.values)
                )
    return found


def test_whatever_the_office_refuses_is_said_in_chinese_too(root: Path) -> None:
    refused = {sentence for name in REACHED for sentence in sentences(root / "gate_terminal" / name)}
    assert len(refused) > 40
    moment = "since 2020-02-07T09:00:00"
    untold = {each for each in refused if sentence_in(Language.ZH, each.replace("since 7", moment)).isascii()}
    assert untold | {each for each in ELSEWHERE if not each.isascii()} == ELSEWHERE
