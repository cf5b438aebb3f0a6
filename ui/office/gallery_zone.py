"""Pictures of a zone's page, a part of the office's gallery: ``python -m gate_terminal.ui.office.gallery --zone``."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.words import Language

from .lanes_page import LanesPage
from .lanes_words import Book
from .window import OfficeWindow

Wait = Callable[[Callable[[], object]], None]
Shoot = Callable[[str, Language], None]


def write_staff_roster(path: Path, day: date) -> None:
    """Write a roster as companies send them, with rows that cannot be meant."""
    rows = [
        f"李明,光谷物流,13800008001,{day}",
        f"王芳,葛店电子,13911112222,{day}",
        "赵强,葛店电子,,明天",
        f",光谷物流,,{day}",
    ]
    path.write_text("\n".join(["姓名,公司,电话,日期", *rows]), "gb18030")


def walk_lanes(window: OfficeWindow, roster: Path, wait: Wait, shoot: Shoot, language: Language) -> None:
    """Take the pictures of roster, permits and companies, in a zone's office that is open."""
    premises = window.premises
    window.open_page(LanesPage)
    page = window.page(LanesPage)
    wait(lambda: page.model.rows)
    shoot("lanes", language)
    page.look_at(roster)
    wait(lambda: page.form)
    shoot("lanes-import", language)
    page.open_book(Book.PERMITS)
    page.buttons["give"].click()
    if page.form is not None:
        day = civil_day(premises.clock.now())
        values = {"name": "李明", "company": "光谷物流", "begin": f"{day} 18:00", "end": f"{day} 22:00"}
        for key, value in {**values, "why": "夜间装柜" if language is Language.ZH else "Loading at night"}.items():
            page.form.widgets[key].setProperty("text", value)
        page.form.submit()
    wait(lambda: page.model.rows and page.form is None)
    premises.bar.hide()
    page.buttons["give"].click()
    shoot("lanes-permits", language)
    page.open_book(Book.COMPANIES)
    wait(lambda: page.model.rows)
    shoot("lanes-companies", language)
    window.lock()
