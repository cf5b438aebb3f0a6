"""The page of the rule: every setting in a form and as text, mistakes where they stand, what if, and laying down."""

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta
from time import sleep

import pytest
from gate_terminal.ui.office import policy_page
from gate_terminal.ui.office.policy_fields import SettingField
from gate_terminal.ui.office.policy_page import PolicyPage
from gate_terminal.ui.office.policy_words import POLICY_LABELS
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from gate_terminal.application.clocks import SystemClock
from gate_terminal.application.place import Place
from gate_terminal.application.policy_book import PolicyBook
from gate_terminal.application.whatif import Progress, WhatIf
from gate_terminal.domain.moments import SITE_ZONE, DailyWindow, civil_day
from gate_terminal.domain.policy import KEYS, Policy, policy_from_mapping, policy_to_toml, version
from gate_terminal.domain.policy_keys import Optional, Word, Words
from gate_terminal.domain.words import Basis, Direction, FeverComparison, Language, OvertimePenalty, Purpose
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger

from .conftest import Hand, until
from .test_office_records import passed

_PLACES = re.compile(r"\{(\w+)\}")


@pytest.fixture
def page(hand: Hand) -> PolicyPage:
    """The page, with the rule in force."""
    hand.window.open_page(PolicyPage)
    page = hand.window.page(PolicyPage)
    until(lambda: page.book is not None)
    return page


def typed(page: PolicyPage, key: str, *texts: str) -> SettingField:
    """Type into the field of a setting."""
    field = page.form.fields[key]
    for edit, text in zip(field.edits, texts, strict=True):
        edit.setText(text)
        edit.textEdited.emit(text)
    return field


@pytest.mark.parametrize("language", Language)
def test_every_setting_and_every_word_of_one_is_named(language: Language) -> None:
    words = POLICY_LABELS[language]
    assert set(words.keys) == set(KEYS)
    for shape in KEYS.values():
        plain = shape.shape if isinstance(shape, Optional) else shape
        if isinstance(plain, Word | Words):
            assert all(words.words[word] for word in plain.kind)
    assert set(words.notes) <= set(KEYS)


def test_both_languages_fill_the_same_places() -> None:
    zh, en = POLICY_LABELS[Language.ZH], POLICY_LABELS[Language.EN]
    for field in fields(zh):
        ours, theirs = getattr(zh, field.name), getattr(en, field.name)
        if isinstance(ours, Mapping):
            assert set(ours) == set(theirs), field.name
        else:
            assert ours
            assert set(_PLACES.findall(ours)) == set(_PLACES.findall(theirs)), field.name


times = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
windows = st.none() | st.tuples(times, times).filter(lambda pair: pair[0] != pair[1]).map(
    lambda pair: DailyWindow(*pair)
)
policies = st.builds(
    Policy,
    basis=st.sampled_from(Basis),
    interval_days=st.integers(1, 366),
    anchor=st.dates(date(1970, 1, 1), date(2900, 1, 1)),
    exempt_purposes=st.frozensets(st.sampled_from(Purpose)),
    night_closed=windows,
    closed_hours=windows,
    max_minutes=st.none() | st.integers(1, 10080),
    overtime_penalty=st.sampled_from(OvertimePenalty),
    fever_at=st.integers(371, 425),
    fever_comparison=st.sampled_from(FeverComparison),
    temperature_floor=st.integers(200, 370),
    measured_directions=st.frozensets(st.sampled_from(Direction)),
    villagers_have_turns=st.booleans(),
    capacity=st.none() | st.integers(1, 100000),
    key_areas=st.lists(st.sampled_from(["武汉", "温州", "Hubei"]), unique=True).map(tuple),
    issued_by=st.sampled_from(["", "防控指挥部"]),
)


@given(policies, st.sampled_from(Language))
@settings(deadline=None, max_examples=60)
def test_the_form_gives_back_the_policy_that_was_put_into_it(policy: Policy, language: Language) -> None:
    assert QApplication.instance() is not None
    found = {}
    for key, shape in KEYS.items():
        field = SettingField(key, shape, lambda: None)
        field.speak(POLICY_LABELS[language])
        field.put(getattr(policy, key))
        found[key] = field.entered()
    assert policy_from_mapping(found, "form") == policy


def test_a_change_is_explained_at_once_in_both_languages(page: PolicyPage) -> None:
    typed(page, "interval_days", "3")
    assert page.draft == Policy(interval_days=3)
    assert "每3个自然日一次代替" in page.change.text()
    page._premises.speak(Language.EN)
    assert "once every 3 calendar days instead of" in page.change.text()
    page.anew.click()
    assert page.draft == Policy()


@pytest.mark.parametrize(
    ("key", "texts", "says"),
    [
        ("interval_days", ("0",), "1–366 天"),
        ("interval_days", ("",), "1–366 天"),
        ("interval_days", ("２",), "1–366 天"),
        ("fever_at", ("38,x",), "36.0–42.5 ℃"),
        ("fever_at", ("50",), "36.0–42.5 ℃"),
        ("temperature_floor", ("10.0",), "20.0–37.0 ℃"),
        ("max_minutes", ("two hours",), "1–10080 分钟"),
        ("anchor", ("6 February",), "2020-02-06"),
        ("night_closed", ("22:00", ""), "22:00 到 06:00"),
        ("night_closed", ("22:00", "22:00"), "22:00 到 06:00"),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field_and_is_not_laid_down(
    page: PolicyPage, hand: Hand, key: str, texts: tuple[str, ...], says: str
) -> None:
    field = typed(page, key, *texts)
    assert says in field.mistake.text()
    assert not field.mistake.isHidden()
    assert page.draft is None
    others = [one.mistake.text() for one in page.form.fields.values() if one is not field]
    assert others == [""] * len(others)
    page.lay_down_button.click()
    hand.says("请先改正")
    page.turn_to("toml")
    assert page.tabs["form"].isChecked()
    assert not list(hand.place.policies.glob("*")) if hand.place.policies.exists() else True


def test_what_cannot_be_meant_together_is_said_too(page: PolicyPage) -> None:
    typed(page, "temperature_floor", "36.5")
    field = typed(page, "fever_at", "36.4")
    assert field.mistake.text() == "发热线应高于测准下限"
    typed(page, "fever_at", "373")
    assert page.draft == Policy(temperature_floor=365)
    page.form.fields["basis"]._box.setCurrentIndex(list(Basis).index(Basis.BLOCK))
    assert page.form.fields["anchor"].mistake.text() == "分段要填起始日"
    typed(page, "anchor", "2020-02-06")
    assert page.draft == Policy(temperature_floor=365, basis=Basis.BLOCK, anchor=date(2020, 2, 6))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('basis = "rolling"\ninterval_days = 400\n', "第 2 行:几天一次(interval_days)应为:1–366 天"),
        ('\nbasiss = "rolling"\n', "第 2 行:没有“basiss”这一项"),
        ("fever_at = \n", "第 1 行不是 TOML"),
        ('note = ""\nbasis = "lunar"', "第 2 行:名额算法(basis)应为:calendar、rolling、block、odd_even"),
        ('\n\nbasis = "block"', "第 3 行:分段起始日(anchor)应为:分段要填起始日"),
        ('villagers_have_turns = "yes"', "true, false"),
        ('key_areas = "武汉"', "文字的列表"),
        ('home_province = "x"', "车牌上没有这个省份简称"),
        ("[lanes.A1]\ncapacity = 0", "第 2 行:lanes.A1.capacity 不对"),
        ('note = ""\nnote = ""', "第 2 行:note 写了两遍"),
    ],
)
def test_a_mistake_in_the_text_names_line_and_key(page: PolicyPage, text: str, says: str) -> None:
    page.turn_to("toml")
    page.text.editor.setPlainText(text)
    assert says in page.text.mistake.text()
    assert page.draft is None
    (mark,) = page.text.editor.extraSelections()
    assert f"第 {mark.cursor.blockNumber() + 1} 行" in page.text.mistake.text()
    page.text.editor.setPlainText('basis = "rolling"\n')
    assert page.text.mistake.isHidden()
    assert page.draft == Policy(basis=Basis.ROLLING)
    page.turn_to("form")
    assert page.form.fields["basis"].entered() == "rolling"


def test_the_tables_of_a_policy_are_kept_and_edited_in_the_form(page: PolicyPage) -> None:
    page.form.tables.setPlainText("[lanes.A1]\ncapacity = 40\n")
    assert page.draft is not None
    assert [(lane.name, lane.capacity) for lane in page.draft.lanes] == [("A1", 40)]
    typed(page, "key_areas", "武汉、温州,台州")
    assert page.draft.lanes[0].capacity == 40
    assert page.draft.key_areas == ("武汉", "温州", "台州")
    page.turn_to("toml")
    assert "[lanes" in page.text.editor.toPlainText()
    page.turn_to("form")
    for text, says in (
        ("[lanes.A1]\ncapacity = 0", "lanes.A1.capacity 不对"),
        ("interval_days = 3", "这里只写"),
        ("[lanes", "第 1 行不是 TOML"),
    ):
        page.form.tables.setPlainText(text)
        assert says in page.form.tables_mistake.text()
        assert page.draft is None


def test_a_province_that_is_none_is_said_at_its_field(page: PolicyPage) -> None:
    field = typed(page, "home_province", "x")
    assert field.mistake.text() == "车牌上没有这个省份简称"
    typed(page, "home_province", "粤")
    assert page.draft is not None
    assert page.draft.home_province == "粤"


def test_another_rule_is_tried_on_a_day_of_the_ledger(place: Place, hand: Hand) -> None:
    now = SystemClock().now().replace(hour=12, minute=0)
    with Ledger.open(place.ledger, window=False) as ledger:
        ledger.remember_policy(version(Policy()), policy_to_toml(Policy()), now - timedelta(days=9))
    passed(place, 1, now - timedelta(days=2) + timedelta(hours=6), Direction.OUT)
    passed(place, 2, now - timedelta(days=2) + timedelta(hours=7), Direction.IN)
    passed(place, 3, now, Direction.OUT)
    hand.window.open_page(PolicyPage)
    page = hand.window.page(PolicyPage)
    until(lambda: page.book is not None)
    page.form.fields["basis"]._box.setCurrentIndex(list(Basis).index(Basis.ROLLING))
    day = civil_day(now).isoformat()
    page.first.setText(day)
    page.last.setText(day)
    page.compare_button.click()
    until(lambda: page.kinds.rows)
    assert page.result.text().startswith("48 小时代替自然日:今日 1 次出门中有 1 次会被劝返。")
    cells = [page.kinds.data(page.kinds.index(0, column)) for column in range(3)]
    assert cells == ["1", "出门 · 放行", "请回 · 本户名额已用"]
    page._premises.speak(Language.EN)
    assert "1 of today's 1 outing would have been refused" in page.result.text()
    typed(page, "interval_days", "3")
    assert not page.kinds.rows, "it was about another rule"
    page.first.setText("yesterday")
    page.compare_button.click()
    hand.says("is no day")


def test_a_rule_is_laid_down_with_its_authority_and_moment(page: PolicyPage, hand: Hand) -> None:
    typed(page, "interval_days", "3")
    page.lay_down_button.click()
    hand.says("请填写发布单位")
    assert page.form.fields["issued_by"].widget.hasFocus()
    assert not page.form.fields["issued_by"].widget.visibleRegion().isEmpty()
    typed(page, "issued_by", "防控指挥部")
    page.since.setText("tomorrow")
    page.lay_down_button.click()
    hand.says("“tomorrow”不是时间")
    page.since.setText("2020-02-08 00:00")
    page.lay_down_button.click()
    hand.says("规则不能从过去起施行")
    begins = datetime.combine(civil_day(SystemClock().now()) + timedelta(days=2), time(), SITE_ZONE)
    page.since.setText(f"{begins:%Y-%m-%d %H:%M}")
    page.lay_down_button.click()
    hand.says(f"已发布:{begins:%Y-%m-%d} 00:00 起施行,防控指挥部")
    book = PolicyBook(hand.place)
    assert book.at(begins - timedelta(seconds=1)) == Policy()
    assert book.at(begins) == Policy(interval_days=3, issued_by="防控指挥部")
    with Ledger.open(hand.place.ledger, window=False) as ledger:
        (event,) = ledger.events(EventKind.POLICY_LAID)
    assert (event.who, event.why) == ("李主任", "防控指挥部")
    until(lambda: page.book is not None and any(held.to_come for held in page.book.all))
    page.turn_to("history")
    line = page.history.data(page.history.index(0, 2))
    assert "待施行" in line
    assert "经办 李主任" in line


def test_a_rule_that_holds_at_once_is_the_one_in_force(page: PolicyPage, hand: Hand) -> None:
    page.lay_down_button.click()
    hand.says("与现行规则相同")
    typed(page, "interval_days", "3")
    typed(page, "issued_by", "社区")
    page.lay_down_button.click()
    hand.says("已发布,立即施行:社区")
    until(lambda: page.book is not None and page.book.in_force == Policy(interval_days=3, issued_by="社区"))
    assert page.change.text() == "规则不变"


def test_an_unreadable_rule_is_shown_as_one_and_changes_nothing(page: PolicyPage, hand: Hand) -> None:
    hand.place.policies.mkdir(exist_ok=True)
    (hand.place.policies / "2020-02-07T00-00-00.toml").write_text("basis = 7", "utf-8")
    with Ledger.open(hand.place.ledger, window=False) as ledger:
        ledger.remember_policy(version(Policy()), policy_to_toml(Policy()), SystemClock().now())
    page.look()
    until(lambda: page.book is not None and any(held.policy is None for held in page.book.all))
    assert page.book is not None
    assert page.book.in_force == Policy()
    page.turn_to("history")
    texts = [page.history.data(page.history.index(number, 1)) for number in range(page.history.rowCount())]
    assert "无法读取" in texts


def test_locking_puts_an_unfinished_rule_away(page: PolicyPage, hand: Hand) -> None:
    typed(page, "interval_days", "3")
    hand.window.lock()
    assert page.draft == Policy()


def test_a_rule_of_the_past_can_be_taken_up_again(page: PolicyPage) -> None:
    typed(page, "interval_days", "5")
    assert page.book is not None
    page.turn_to("history")
    page.table_of_history.selectRow(0)
    assert page.draft == replace(Policy(), issued_by=page.book.in_force.issued_by)


def test_no_word_stands_for_two() -> None:
    """The words are found by their text, so two enumerations must not share one."""
    plain = [shape.shape if isinstance(shape, Optional) else shape for shape in KEYS.values()]
    kinds = {shape.kind for shape in plain if isinstance(shape, Word | Words)}
    words = [str(word) for kind in kinds for word in kind]
    assert len(set(words)) == len(words)


def test_answering_again_shows_how_far_it_is_and_can_be_stopped(
    page: PolicyPage, hand: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def slowly(_office: object, _policy: Policy, _first: date, _last: date, progress: Progress) -> WhatIf:
        for step in range(100_000):
            progress(step, 100_000)
            seen.append(step)
            sleep(0.001)
        raise AssertionError("nobody stopped it")

    monkeypatch.setattr(policy_page, "compared", slowly)
    page.compare_button.click()
    strip = hand.window.premises.strip
    until(lambda: seen and not strip.isHidden())
    page.compare_button.click()
    hand.says("上一项工作还没有做完")
    strip.cancel.click()
    hand.says("已停止")
    assert strip.isHidden()
    assert not page.kinds.rows
    hand.rests()
