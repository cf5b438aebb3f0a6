"""Pictures of the supervisor's pages, a part of the office's gallery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from gate_terminal.domain.fever_case import FeverStep
from gate_terminal.domain.moments import DailyWindow, civil_day, site_moment
from gate_terminal.domain.words import Basis, Language, Verdict

from .fever_page import FeverPage
from .policy_page import PolicyPage
from .records_page import RecordsPage
from .window import OfficeWindow

Wait = Callable[[Callable[[], object]], None]
Shoot = Callable[[str, Language], None]


def walk_desk(window: OfficeWindow, wait: Wait, shoot: Shoot, language: Language) -> None:
    """Take the pictures of records, fever cases and the rule, in an office that is open."""
    _records(window, wait, shoot, language)
    _fever(window, wait, shoot, language)
    _policy(window, wait, shoot, language)


def _records(window: OfficeWindow, wait: Wait, shoot: Shoot, language: Language) -> None:
    window.open_page(RecordsPage)
    page = window.page(RecordsPage)
    wait(lambda: page.model.rows)
    refused = next(
        number
        for number, record in enumerate(page.model.rows)
        if record.passage.decision.verdict is Verdict.REFUSE and record.passage.decision.proof.causes
    )
    page.table.selectRow(refused)
    wait(lambda: page.pane.uid)
    shoot("records", language)


def _fever(window: OfficeWindow, wait: Wait, shoot: Shoot, language: Language) -> None:
    window.open_page(FeverPage)
    page = window.page(FeverPage)
    wait(lambda: page.model.rows)
    page.table.selectRow(0)
    wait(lambda: page.pane.steps)
    for step in (FeverStep.MASK_AND_DISTANCE, FeverStep.ISOLATION_POINT):
        if step in page.pane.steps:
            page.pane.steps[step].click()
            page.submit()
            wait(partial(_is_done, page, step))
    window.premises.bar.hide()
    shoot("fever", language)


def _is_done(page: FeverPage, step: FeverStep) -> bool:
    return step not in page.pane.steps


def _policy(window: OfficeWindow, wait: Wait, shoot: Shoot, language: Language) -> None:
    window.open_page(PolicyPage)
    page = window.page(PolicyPage)
    wait(lambda: page.book)
    now = site_moment(window.premises.clock.now()).replace(second=0, microsecond=0)
    page.form.choose("basis", Basis.ROLLING)
    # A closing at the hours that just were, so that somebody would have been turned back.
    page.form.choose("night_closed", DailyWindow((now - timedelta(hours=2)).time(), now.time()))
    today = civil_day(now)
    page.first.setText((today - timedelta(days=1)).isoformat())
    page.last.setText(today.isoformat())
    page.compare()
    wait(page.result.text)
    shoot("policy", language)
    page.anew.click()
