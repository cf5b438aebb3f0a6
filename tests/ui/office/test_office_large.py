"""A large roster and many cards never hold up the window: what is told of them is counted, not timed."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gate_terminal.ui.office import import_page
from gate_terminal.ui.office.cards_page import CardsPage
from gate_terminal.ui.office.import_page import ImportPage
from gate_terminal.ui.office.parts import choice_of
from gate_terminal.ui.office.words import Lines, Scope

from gate_terminal.application.cards import CARDS_A_PAGE
from gate_terminal.domain.people import PassStatus
from gate_terminal.register.imports import ImportPlan

from .conftest import Hand, until

ROWS = 30_000
MOST_SEEN = 60
"""Rows that a window could show at once."""


@pytest.fixture(scope="module")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A roster of a large compound, two rows of it refused."""
    path = tmp_path_factory.mktemp("large") / "roster.csv"
    rows = [f"{100 + row // 100}-1-{101 + row % 100},138{row:08d},张三;李四" for row in range(ROWS)]
    path.write_text("\n".join(["住址,电话,成员", *rows, ",1,无", rows[0]]), "utf-8")
    return path


@pytest.fixture
def sweeps() -> Iterator[list[int]]:
    """Which generations the interpreter swept by itself."""
    seen: list[int] = []

    def swept(phase: str, info: dict[str, Any]) -> None:
        if phase == "start":
            seen.append(info["generation"])

    # A full sweep comes when a quarter as many objects as the last one left have come since: here they are few.
    gc.collect()
    gc.callbacks.append(swept)
    yield seen
    gc.callbacks.remove(swept)


def looked_at(hand: Hand, roster: Path) -> ImportPage:
    hand.window.open_page(ImportPage)
    page = hand.window.imports
    page.look_at(roster)
    hand.rests()
    return page


def many_cards(hand: Hand, count: int) -> CardsPage:
    with hand.office() as office:
        homes = [office.register.enter(f"8-1-{1000 + number}", [], "office", "test") for number in range(count)]
        office.issue(homes, "office")
    hand.window.open_page(CardsPage)
    page = hand.window.cards
    page.scope.setCurrentIndex(list(Scope).index(Scope.BUILDING))
    assert choice_of(page.scope) is Scope.BUILDING
    page.which.setText("8")
    page.look()
    until(page.save.isEnabled)
    return page


def test_no_full_sweep_while_a_large_roster_is_looked_at(hand: Hand, roster: Path, sweeps: list[int]) -> None:
    page = looked_at(hand, roster)
    assert page.model.rowCount() == ROWS + 2
    assert sweeps
    assert 2 not in sweeps


def test_an_office_that_is_closed_lets_the_interpreter_sweep_as_ever(hand: Hand) -> None:
    assert gc.get_threshold()[2] > 10**6
    assert gc.get_freeze_count() > 0
    hand.window.close()
    assert gc.get_threshold()[2] < 10**6
    assert gc.get_freeze_count() == 0


def test_locking_sweeps_what_the_office_left(hand: Hand, sweeps: list[int]) -> None:
    hand.window.lock()
    until(lambda: 2 in sweeps)


def test_of_a_large_roster_only_the_rows_that_are_seen_are_put_into_words(
    hand: Hand, roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: set[object] = set()
    plain = import_page._cells

    def cells(line: Any, labels: Any) -> tuple[str, str, str]:
        told.add(line.row)
        return plain(line, labels)

    monkeypatch.setattr(import_page, "_cells", cells)
    page = looked_at(hand, roster)
    page.table.scrollToBottom()
    until(lambda: any(isinstance(row, int) and row > ROWS - MOST_SEEN for row in told))
    assert len(told) < 3 * MOST_SEEN
    page.narrow[Lines.REFUSED].click()
    assert page.model.rowCount() == 2


def test_the_rows_of_a_large_roster_are_freed_by_the_clerk(
    hand: Hand, roster: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by: list[str] = []
    plain = ImportPlan.let_go
    plans: list[ImportPlan] = []

    def let_go(plan: ImportPlan) -> None:
        by.append(threading.current_thread().name)
        plain(plan)
        plans.append(plan)

    monkeypatch.setattr(ImportPlan, "let_go", let_go)
    page = looked_at(hand, roster)
    hand.window.lock()
    assert page.model.rowCount() == 0
    until(lambda: plans)
    assert by == ["office worker"]
    (plan,) = plans
    assert not any((plan.added, plan.changed, plan.refused, plan.advice))


def test_an_import_under_way_keeps_its_rows_though_the_office_is_locked(hand: Hand, roster: Path) -> None:
    page = looked_at(hand, roster)
    page.carry_out.click()
    hand.window.lock()
    hand.rests()
    with hand.office() as office:
        assert office.register.count() == 4 + ROWS


def test_of_many_cards_only_one_sheet_comes_into_the_window(hand: Hand) -> None:
    page = many_cards(hand, 21)
    assert page.stack is not None
    assert len(page.stack.serials) == 21
    seen: list[str] = []
    for _ in range(3):
        run = page.sheet.run
        assert run is not None
        assert isinstance(run.cards, tuple)
        assert len(run.cards) <= CARDS_A_PAGE
        seen += [card.serial for card in run.cards]
        if page.next.isEnabled():
            page.next.click()
            until(lambda run=run: page.sheet.run is not run)
    assert tuple(seen) == page.stack.serials
    assert "3" in page.count.text()


def test_a_card_that_was_cancelled_since_it_was_looked_at_is_not_printed(hand: Hand, tmp_path: Path) -> None:
    page = many_cards(hand, 3)
    assert page.stack is not None
    with hand.office() as office:
        office.revoke(page.stack.serials[1], PassStatus.LOST, "office", "test")
    page.save_to(tmp_path / "cards.pdf")
    hand.says("预览后证")
    assert not (tmp_path / "cards.pdf").exists()
