"""The columns of a table share what room there is, so that all they hold is seen where that is possible."""

from __future__ import annotations

import pytest
from gate_terminal.ui.office.columns import shared
from gate_terminal.ui.office.parts import Rows, table
from PySide6.QtWidgets import QApplication, QWidget


@pytest.mark.parametrize(
    ("wished", "needed", "room", "widths"),
    [
        ([100, 130], [60, 90, 50], 400, [100, 130]),
        ([100, 130], [60, 150, 50], 400, [100, 150]),
        ([100, 130], [60, 90, 50], 220, [70, 100]),
        ([100, 130], [120, 90, 300], 250, [100, 90]),
        ([100, 130], [10, 10, 300], 90, [36, 36]),
        ([50, 50, 60], [150, 250, 60, 40], 300, [83, 116, 60]),
        ([], [70], 10, []),
    ],
)
def test_what_is_needed_comes_before_what_is_wished(
    wished: list[int], needed: list[int], room: int, widths: list[int]
) -> None:
    assert shared(wished, needed, room) == widths


def test_a_narrow_table_shows_all_its_columns_without_scrolling(application: QApplication) -> None:
    host = QWidget()
    model = Rows(host)
    shown = table(model, None, (200, 200, 200))
    shown.setParent(host)
    model.tell(("a", "b", "c", "d"), lambda row: row)
    model.show([("1-1-101", "short", "13800000000", "end")])
    for width in (900, 420):
        shown.resize(width, 300)
        host.show()
        application.processEvents()
        assert not shown.horizontalScrollBar().isVisible()
        assert sum(shown.columnWidth(place) for place in range(4)) <= shown.viewport().width()
        assert all(shown.columnWidth(place) >= shown.sizeHintForColumn(place) for place in range(4))
    host.close()


def test_a_sentence_is_read_whole_in_a_tall_row(application: QApplication) -> None:
    host = QWidget()
    model = Rows(host)
    shown = table(model, None, (60,), tall=True)
    shown.setParent(host)
    model.tell(("a", "b"), lambda row: row)
    model.show([("1", "short"), ("2", "a sentence that is far too long for the one line that it would have here")])
    shown.resize(260, 300)
    host.show()
    application.processEvents()
    lines = shown.fontMetrics().lineSpacing()
    assert shown.rowHeight(0) == shown.verticalHeader().defaultSectionSize()
    assert shown.rowHeight(1) >= 3 * lines
    shown.resize(900, 300)
    application.processEvents()
    assert shown.rowHeight(1) == shown.rowHeight(0)
    host.close()


def test_of_a_long_list_only_the_rows_that_are_seen_are_made_tall(application: QApplication) -> None:
    host = QWidget()
    model, put_into_words = Rows(host), []
    shown = table(model, None, (60,), tall=True)
    shown.setParent(host)

    def cells(number: int) -> tuple[str, str]:
        put_into_words.append(number)
        return str(number), "a sentence that is far too long for the one line that it would have here"

    model.tell(("a", "b"), cells)
    shown.resize(260, 300)
    host.show()
    application.processEvents()
    model.show(range(100_000))
    application.processEvents()
    usual = shown.verticalHeader().defaultSectionSize()
    assert shown.rowHeight(0) > usual
    assert shown.rowHeight(50_000) == usual
    shown.verticalScrollBar().setValue(50_000)
    application.processEvents()
    assert shown.rowHeight(50_000) > usual
    assert len(set(put_into_words)) < 200
    host.close()
