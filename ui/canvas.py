"""The one widget of the window: paints a sheet and the live picture, and turns touches into gestures."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from gate_terminal.application.picture import Picture

from .lettering import ASCENT, LEAST_PIXELS, LINE, fit, font, width_of
from .live_picture import fitted, paint_live, rounded, touches_corners
from .shapes import Box, Live, Rect, Shape, Sheet, Side, Sign, Stripes, Touch, Words
from .symbols import draw_sign
from .theme import STRIPE_DARK, STRIPE_LIGHT

_NOTHING = Sheet(1280, 720, 1, "#000000", (), ())
_PRESSED = QColor(0, 0, 0, 60)
_HAIR = 0.01
"""Units: much less than a pixel, more than what calculating with fractions errs by."""
_LEAN = 4
"""Units by which what is painted may reach beyond its place."""


class Canvas(QWidget):
    """Shows sheets. Only what differs from the sheet before is painted again.

    `on_touch` is called with what was touched, when the finger leaves it where it came down; `on_size` when the
    widget's size changed and a sheet of the new size is wanted.
    """

    def __init__(
        self, on_touch: Callable[[Touch], None], on_size: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._on_touch = on_touch
        self._on_size = on_size
        self._sheet = _NOTHING
        self._picture: Picture | None = None
        self._pressed: Touch | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def sheet(self) -> Sheet:
        """What is shown."""
        return self._sheet

    def show_sheet(self, sheet: Sheet) -> None:
        """Show `sheet`; what it has in common with the one before is left as it is."""
        before, self._sheet = self._sheet, sheet
        if (before.width, before.height, before.scale, before.ground) != (
            sheet.width,
            sheet.height,
            sheet.scale,
            sheet.ground,
        ):
            self.update()
            return
        changed = QRegion()
        for shape in set(before.shapes) ^ set(sheet.shapes):
            changed += self._on_screen(shape.rect)
        if not changed.isEmpty():
            self.update(changed)

    def show_picture(self, picture: Picture | None) -> None:
        """Show a camera picture where the sheet leaves room for it; None empties the place."""
        before, self._picture = self._picture, picture
        for shape in self._sheet.shapes:
            if isinstance(shape, Live):
                self._update_live(shape.rect, before, picture)

    def _update_live(self, place: Rect, before: Picture | None, after: Picture | None) -> None:
        """Have the place painted anew; of a film that goes on only the picture, without the words around it."""
        if before is None or after is None or before.width * after.height != after.width * before.height:
            self.update(self._on_screen(place))
            return
        scale = self._sheet.scale
        where = fitted(place, after, scale)
        self.update(
            QRectF(where.x() * scale, where.y() * scale, where.width() * scale, where.height() * scale).toRect()
        )

    def _on_screen(self, rect: Rect) -> QRect:
        scale = self._sheet.scale
        # Letters may lean over their place by a hair, and lines have width.
        return QRectF(rect.x * scale - 3, rect.y * scale - 3, rect.w * scale + 6, rect.h * scale + 6).toAlignedRect()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for a sheet of the new size."""
        super().resizeEvent(event)
        self._on_size()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint what is asked for."""
        painter = QPainter(self)
        paint(painter, self._sheet, self._picture, event.region().boundingRect())
        if self._pressed is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(self._sheet.scale, self._sheet.scale)
            painter.fillPath(rounded(self._pressed.rect, 10), _PRESSED)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Mark what a finger or the mouse came down on."""
        self._press(self._under(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Do what was touched, if the finger is still on it."""
        pressed, under = self._pressed, self._under(event.position())
        self._press(None)
        if pressed is not None and under is not None and under.name == pressed.name:
            # What is there now counts: the sheet may have changed under the finger, its name says whether it did.
            self._on_touch(under)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take a quick second touch for a touch."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Forget what was pressed."""
        super().leaveEvent(event)
        self._press(None)

    def _under(self, position: QPointF) -> Touch | None:
        return self._sheet.touched(position.x() / self._sheet.scale, position.y() / self._sheet.scale)

    def _press(self, touch: Touch | None) -> None:
        for changed in (self._pressed, touch):
            if changed is not None:
                self.update(self._on_screen(changed.rect))
        self._pressed = touch


def paint(painter: QPainter, sheet: Sheet, picture: Picture | None, exposed: QRect) -> None:
    """Paint the part of `sheet` that lies in `exposed` (device-independent pixels)."""
    scale = sheet.scale
    part = QRectF(exposed.x() / scale, exposed.y() / scale, exposed.width() / scale, exposed.height() / scale)
    painter.setClipRect(exposed)
    lowest = _covering(sheet, picture, part)
    if lowest is None:
        painter.fillRect(exposed, QColor(sheet.ground))
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.SmoothPixmapTransform
    )
    painter.scale(scale, scale)
    left, top, right, bottom = part.left() - _LEAN, part.top() - _LEAN, part.right() + _LEAN, part.bottom() + _LEAN
    for shape in sheet.shapes[lowest:]:
        rect = shape.rect
        if rect.x < right and rect.y < bottom and rect.x + rect.w > left and rect.y + rect.h > top:
            _paint_shape(painter, shape, sheet, picture, part)


def _covering(sheet: Sheet, picture: Picture | None, part: QRectF) -> int | None:
    """Return which shape is the live picture, where it covers all of `part`: nothing below it need be painted."""
    for index, shape in enumerate(sheet.shapes):
        if isinstance(shape, Live) and picture is not None:
            where = fitted(shape.rect, picture, sheet.scale)
            covers = where.adjusted(-_HAIR, -_HAIR, _HAIR, _HAIR).contains(part)
            return index if covers and not touches_corners(shape.rect, where) else None
    return None


def _paint_shape(painter: QPainter, shape: Shape, sheet: Sheet, picture: Picture | None, part: QRectF) -> None:
    match shape:
        case Box():
            _paint_box(painter, shape)
        case Words():
            _paint_words(painter, shape, -(-LEAST_PIXELS // sheet.scale))
        case Sign():
            draw_sign(painter, shape)
        case Live():
            if picture is not None:
                paint_live(painter, shape.rect, picture, sheet.scale)
        case Stripes():
            width = shape.width
            if not QRectF(*shape.rect).adjusted(width, width, -width, -width).contains(part):
                _paint_stripes(painter, shape)
        case _:
            assert_never(shape)


def _paint_box(painter: QPainter, box: Box) -> None:
    path = rounded(box.rect, min(box.radius, box.rect.h / 2, box.rect.w / 2))
    if box.fill is not None:
        painter.fillPath(path, QColor(box.fill))
    if box.line is not None:
        painter.strokePath(path, QPen(QColor(box.line), box.line_width))


def _paint_words(painter: QPainter, words: Words, least: float) -> None:
    fitted = fit(words, least)
    painter.setFont(font(fitted.size, words.weight, words.tracking, struck=words.struck))
    painter.setPen(QColor(words.colour))
    step = fitted.size * LINE
    top = words.rect.y + (words.rect.h - step * len(fitted.lines)) / 2
    for i, line in enumerate(fitted.lines):
        slack = words.rect.w - width_of(line, fitted.size, words.weight, words.tracking)
        x = words.rect.x + {Side.LEFT: 0.0, Side.CENTRE: slack / 2, Side.RIGHT: slack}[words.side]
        baseline = top + step * i + fitted.size * ((LINE - 1) / 2 + ASCENT)
        painter.drawText(QPointF(x, baseline), line)


def _paint_stripes(painter: QPainter, stripes: Stripes) -> None:
    """Paint slanting stripes along the edges."""
    rect, width = QRectF(*stripes.rect), stripes.width
    border = QPainterPath()
    border.addRect(rect)
    inside = QPainterPath()
    inside.addRect(rect.adjusted(width, width, -width, -width))
    painter.save()
    painter.setClipPath(border.subtracted(inside), Qt.ClipOperation.IntersectClip)
    painter.fillRect(rect, QColor(STRIPE_LIGHT))
    pen = QPen(QColor(STRIPE_DARK), 12)
    painter.setPen(pen)
    x = rect.left() - rect.height()
    while x < rect.right() + 24:
        painter.drawLine(QPointF(x, rect.bottom() + 12), QPointF(x + rect.height() + 24, rect.top() - 12))
        x += 34
    painter.restore()
