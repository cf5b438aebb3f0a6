"""The one widget of the window: paints a sheet and the live picture, and turns touches into gestures."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from gate_terminal.application.picture import Picture

from .lettering import ASCENT, LEAST_PIXELS, LINE, fit, font, width_of
from .shapes import Box, Live, Rect, Shape, Sheet, Side, Sign, Stripes, Touch, Weight, Words
from .symbols import draw_sign
from .theme import LIVE_GROUND, LIVE_OUTLINE, STRIPE_DARK, STRIPE_LIGHT, WHITE

_NOTHING = Sheet(1280, 720, 1, "#000000", (), ())
_PRESSED = QColor(0, 0, 0, 60)
_NUMBER = 52
"""Size of the number at a code, in units: it can be read from where the guard stands."""


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
        self._picture = picture
        for shape in self._sheet.shapes:
            if isinstance(shape, Live):
                self.update(self._on_screen(shape.rect))

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
            painter.fillPath(_rounded(self._pressed.rect, 10), _PRESSED)
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
    painter.setClipRect(exposed)
    painter.fillRect(exposed, QColor(sheet.ground))
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing
        | QPainter.RenderHint.TextAntialiasing
        | QPainter.RenderHint.SmoothPixmapTransform
    )
    painter.scale(sheet.scale, sheet.scale)
    scale = sheet.scale
    part = QRectF(exposed.x() / scale, exposed.y() / scale, exposed.width() / scale, exposed.height() / scale)
    least = -(-LEAST_PIXELS // sheet.scale)
    for shape in sheet.shapes:
        if QRectF(*shape.rect).adjusted(-4, -4, 4, 4).intersects(part):
            _paint_shape(painter, shape, picture, least)


def _paint_shape(painter: QPainter, shape: Shape, picture: Picture | None, least: float) -> None:
    match shape:
        case Box():
            _paint_box(painter, shape)
        case Words():
            _paint_words(painter, shape, least)
        case Sign():
            draw_sign(painter, shape)
        case Live():
            if picture is not None:
                _paint_picture(painter, shape.rect, picture)
        case Stripes():
            _paint_stripes(painter, shape)
        case _:
            assert_never(shape)


def _rounded(rect: Rect, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(*rect), radius, radius)
    return path


def _paint_box(painter: QPainter, box: Box) -> None:
    path = _rounded(box.rect, min(box.radius, box.rect.h / 2, box.rect.w / 2))
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


def _paint_picture(painter: QPainter, place: Rect, picture: Picture) -> None:
    """Paint the whole picture as large as it fits, as a mirror where that is wanted, and the codes seen in it."""
    form = QImage.Format.Format_Grayscale8 if picture.grey else QImage.Format.Format_BGR888
    image = QImage(picture.pixels, picture.width, picture.height, picture.stride, form)
    ratio = min(place.w / picture.width, place.h / picture.height)
    width, height = picture.width * ratio, picture.height * ratio
    x, y = place.x + (place.w - width) / 2, place.y + (place.h - height) / 2
    painter.save()
    painter.setClipPath(_rounded(place, 10), Qt.ClipOperation.IntersectClip)
    if picture.mirrored:
        painter.save()
        painter.translate(2 * x + width, 0)
        painter.scale(-1, 1)
        painter.drawImage(QRectF(x, y, width, height), image)
        painter.restore()
    else:
        painter.drawImage(QRectF(x, y, width, height), image)
    for outline in picture.outlines:
        places = [(picture.width - px if picture.mirrored else px, py) for px, py in outline.corners]
        _paint_outline(painter, [QPointF(x + px * ratio, y + py * ratio) for px, py in places], outline.number)
    painter.restore()


def _paint_outline(painter: QPainter, corners: list[QPointF], number: int | None) -> None:
    """Paint the frame around a code, and its number in the middle where the guard is to choose."""
    pen = QPen(QColor(LIVE_OUTLINE), 5)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolygon(QPolygonF(corners))
    if number is None:
        return
    x, y = sum(p.x() for p in corners) / len(corners), sum(p.y() for p in corners) / len(corners)
    disc = QRectF(x - _NUMBER / 2, y - _NUMBER / 2, _NUMBER, _NUMBER)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(LIVE_GROUND))
    painter.drawEllipse(disc)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(WHITE))
    painter.setFont(font(_NUMBER * 0.7, Weight.STRONG))
    painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(number))


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
