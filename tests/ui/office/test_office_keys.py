"""The keys' page: what the gates believe, the stick, a passphrase that is stored nowhere, a key that was stolen."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from gate_terminal.ui.office.keys_page import KeysPage
from gate_terminal.ui.office.passes_page import PassesPage
from PySide6.QtWidgets import QComboBox, QLineEdit

from gate_terminal.application.founding import found
from gate_terminal.application.office import Office, open_office
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings, read_settings
from gate_terminal.credentials.keys import stored_passphrase
from gate_terminal.credentials.store import ListStore
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.policy import Policy

from .conftest import Hand, HandClock, until


@pytest.fixture
def keys(hand: Hand) -> KeysPage:
    """The page, opened and filled."""
    hand.window.open_page(KeysPage)
    page = hand.window.page(KeysPage)
    until(lambda: page.model.rows)
    return page


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty stick."""
    directory = tmp_path / "stick"
    directory.mkdir()
    return directory


def submit(page: KeysPage, **values: str | int) -> None:
    """Fill in the form of the page (a number chooses) and submit it."""
    assert page.form is not None
    for key, value in values.items():
        widget = page.form.widgets[key]
        if isinstance(value, int):
            assert isinstance(widget, QComboBox)
            widget.setCurrentIndex(value)
        else:
            assert isinstance(widget, QLineEdit)
            widget.setText(value)
    page.form.submit()


def test_what_the_gates_believe_is_shown_without_a_passphrase(hand: Hand, keys: KeysPage) -> None:
    with hand.office() as office:
        held = office.strongroom.holdings()
    assert held.root is not None
    assert keys.root.text().replace(" ", "") == held.root.hex()
    assert [key.here for key in keys.model.rows] == [True, True]
    assert all("号" in shown.text() for shown in keys.lists.values())
    assert keys.lock.isHidden()
    assert keys.notes.isHidden()


def test_today_s_list_is_signed_and_copied_to_a_stick(hand: Hand, keys: KeysPage, stick: Path) -> None:
    before = ListStore(hand.place.lists).status_list()
    keys.buttons["publish"].click()
    hand.says("今日名单已签发")
    after = ListStore(hand.place.lists).status_list()
    assert before is not None
    assert after is not None
    assert after.sequence == before.sequence + 1
    keys.carry_to(stick)
    hand.says("名单已拷到")
    assert (stick / "status.gps1").read_bytes() == (hand.place.lists / "status.gps1").read_bytes()
    keys.carry_to(stick / "nowhere")
    hand.says("没有目录")


def test_an_older_list_and_what_is_none_are_refused_in_words(hand: Hand, keys: KeysPage, stick: Path) -> None:
    keys.carry_to(stick)
    hand.says("名单已拷到")
    keys.buttons["publish"].click()
    hand.says("今日名单已签发")
    keys.take_from(stick)
    hand.says("旧的不收")
    for path in stick.iterdir():
        path.unlink()
    keys.take_from(stick)
    hand.says("没有名单")
    (stick / "keys.gpk1").write_bytes(b"torn")
    keys.take_from(stick)
    hand.says("不是名单文件")


def test_a_stolen_key_is_replaced_and_everybody_counts_as_without_a_pass(
    hand: Hand, keys: KeysPage, stick: Path
) -> None:
    (hand.place.keys / "root.key").rename(stick / "root.key")
    keys.buttons["replace"].click()
    submit(keys, role=0, cause=1, why="被盗")
    hand.says("请插入存根密钥的 U 盘")
    submit(keys, root=str(stick))
    hand.says("4 户要补证")
    until(lambda: [key.revoked for key in keys.model.rows] == [True, False, False])
    hand.window.open_page(PassesPage)
    hand.window.passes.buttons["missing"].click()
    hand.fill()
    hand.says("已发证 4 张")
    with hand.office() as office:
        (line,) = [line for line in office.register.log() if line.action == "replace_key"]
    assert (line.who, line.why) == ("李主任", "被盗")


def test_without_a_reason_no_key_is_replaced(hand: Hand, keys: KeysPage) -> None:
    before = (hand.place.keys / "pass.key").read_bytes()
    keys.buttons["replace"].click()
    submit(keys, role=0, cause=0)
    hand.says("请填写原因")
    assert (hand.place.keys / "pass.key").read_bytes() == before


def test_a_passphrase_that_is_stored_nowhere_is_asked_for(hand: Hand) -> None:
    passphrase = stored_passphrase(hand.place.keys)
    assert passphrase is not None
    (hand.place.keys / "passphrase").unlink()
    hand.window.open_page(PassesPage)
    hand.window.passes.buttons["one"].click()
    hand.fill(address="6-1-101")
    hand.says("请在“密钥”页输入")
    hand.window.open_page(KeysPage)
    page = hand.window.page(KeysPage)
    until(lambda: not page.lock.isHidden())
    page.passphrase.setText("something else")
    page.passphrase.returnPressed.emit()
    hand.says("口令不对")
    assert page.passphrase.text() == ""
    page.passphrase.setText(passphrase)
    page.passphrase.returnPressed.emit()
    hand.says("密钥已解锁")
    until(page.lock.isHidden)
    hand.window.open_page(PassesPage)
    hand.window.passes.buttons["missing"].click()
    hand.fill()
    hand.says("已发证 1 张")
    assert not (hand.place.keys / "passphrase").exists()


def test_a_torn_key_file_is_told(hand: Hand) -> None:
    path = hand.place.keys / "list.key"
    path.write_bytes(path.read_bytes()[:150])
    hand.window.open_page(PassesPage)
    hand.window.passes.buttons["one"].click()
    hand.fill(address="6-1-101")
    hand.says("已损坏")
    assert hand.passes("6-1-101") == []


def test_a_list_that_is_overdue_is_said_and_whoever_enters_signs_a_new_one(door: Hand, tmp_path: Path) -> None:
    store = ListStore(door.place.lists)
    first = store.status_list()
    assert first is not None

    class Yesterday(HandClock):
        def now(self) -> datetime:
            return datetime.now(SITE_ZONE) - timedelta(days=3)

    with open_office(door.place, clock=Yesterday()) as office:
        office.publish()
    door.enter()
    until(lambda: (status := store.status_list()) is not None and status.sequence == first.sequence + 2)


def test_a_gate_without_keys_says_where_lists_are_signed(tmp_path: Path, place: Place, door: Hand, stick: Path) -> None:
    with open_office(place) as office:
        root = office.strongroom.holdings().root
        office.strongroom.carry(stick)
    assert root is not None
    shutil.rmtree(place.root)
    settings = Settings()
    found(place, settings, Policy(), datetime.now(SITE_ZONE), root=root)
    with open_office(place) as gate:
        assert isinstance(gate, Office)
        assert gate.strongroom.holdings().lists == ()
        assert [one.refused for one in gate.take_lists([stick], "Wang")] == ["", ""]
    assert read_settings(place.settings).site == settings.site
    assert door.window.is_locked
