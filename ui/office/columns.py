"""How wide the columns of a table are: as wide as what stands in them needs, and no wider than there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtWidgets import QTableView

_LEAST = 36
"""Pixels: a column that cannot show all it holds is no narrower."""
_PADDING, _NO_END = 22, 10_000


def shared(wished: Sequence[int], needed: Sequence[int], room: int) -> list[int]:
    """Return the widths of all columns but the last, which gets the rest of `room`; all in pixels.

    `needed` are the widths of what stands in the columns, the last among them, `wished` how wide the others would be
    where there is room enough. Where there is not even room for what is needed, those that lack share what the last
    has no need of.
    """
    *others, last = needed
    last = max(last, _LEAST)
    generous = [max(wish, need) for wish, need in zip(wished, others, strict=True)]
    if sum(generous) + last <= room:
        return generous
    if sum(others) + last <= room:
        spare = room - sum(others) - last
        return [need + spare // len(generous) for need in others]
    tight = [max(min(wish, need), _LEAST) for wish, need in zip(wished, others, strict=True)]
    short = [max(need - width, 0) for width, need in zip(tight, others, strict=True)]
    spare = room - sum(tight) - last
    if spare <= 0 or not any(short):
        return tight
    share = [lack * spare // sum(short) for lack in short]
    return [width + min(lack, more) for width, lack, more in zip(tight, short, share, strict=True)]


class Columns(QObject):
    """Fits the columns of a table anew whenever its rows or its width have changed."""

    def __init__(self, table: QTableView, wished: Sequence[int], *, tall: bool = False) -> None:
        super().__init__(table)
        self._tall = tall
        self._table = table
        self._wished = wished
        # Only rows that are seen are measured: there may be 10⁵.
        table.horizontalHeader().setResizeContentsPrecision(0)
        table.viewport().installEventFilter(self)
        table.model().modelReset.connect(self.fit)
        if tall:
            table.verticalScrollBar().valueChanged.connect(lambda _value: self._stand())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the width of the table."""
        if event.type() is QEvent.Type.Resize:
            self.fit()
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Share the width anew."""
        table, head = self._table, self._table.horizontalHeader()
        count = head.count()
        if count != len(self._wished) + 1:
            return
        needed = [max(table.sizeHintForColumn(place), head.sectionSizeHint(place)) for place in range(count)]
        for place, width in enumerate(shared(self._wished, needed, table.viewport().width())):
            table.setColumnWidth(place, width)
        # It grows from here; a wide default would make the table wider than its place.
        head.resizeSection(count - 1, _LEAST)
        if self._tall:
            # How tall a sentence is follows from the width that it has in a moment.
            QTimer.singleShot(0, self, self._stand)

    def _stand(self) -> None:
        """Make each row that is seen as tall as what stands in it needs.

        Qt's own measure leaves the padding of the style out.
        """
        table, model = self._table, self._table.model()
        metrics, least = table.fontMetrics(), table.verticalHeader().defaultSectionSize()
        first = table.rowAt(0)
        if first < 0:
            return
        seen = table.viewport().height() // least + 2
        for row in range(first, min(first + seen, model.rowCount())):
            heights = [
                metrics.boundingRect(
                    QRect(0, 0, table.columnWidth(place) - _PADDING, _NO_END),
                    Qt.TextFlag.TextWordWrap,
                    str(model.data(model.index(row, place))),
                ).height()
                for place in range(model.columnCount())
            ]
            table.setRowHeight(row, max([least, *(height + _PADDING // 2 for height in heights)]))
