"""Paints the camera's picture, fifteen times a second: as it comes, scaled once, and nothing beside it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from gate_terminal.application.picture import Picture

from .lettering import font
from .shapes import Rect, Weight
from .theme import LIVE_GROUND, LIVE_OUTLINE, WHITE

_CORNER = 10
"""Radius of the picture's corners, in units."""
_NUMBER = 52
"""Size of the number at a code, in units: it can be read from where the guard stands."""


def rounded(rect: Rect, radius: float) -> QPainterPath:
    """Return the outline of `rect` with round corners."""
    path = QPainterPath()
    path.addRoundedRect(QRectF(*rect), radius, radius)
    return path


def fitted(place: Rect, picture: Picture, scale: float) -> QRectF:
    """Return where in `place` the whole picture is as large as it fits, in units; its edges lie on whole pixels.

    `scale` is the pixels of a unit.
    """
    ratio = min(place.w / picture.width, place.h / picture.height)
    width, height = picture.width * ratio, picture.height * ratio
    ends = place.x + (place.w - width) / 2, place.y + (place.h - height) / 2, width, height
    x, y, w, h = (round(end * scale) / scale for end in ends)
    return QRectF(x, y, w, h)


def touches_corners(place: Rect, where: QRectF) -> bool:
    """Tell whether a picture at `where` reaches into the round corners of its place."""
    return max(where.x() - place.x, where.y() - place.y) < _CORNER


def paint_live(painter: QPainter, place: Rect, picture: Picture, scale: float) -> None:
    """Paint the whole picture as large as it fits, as a mirror where that is wanted, and the codes seen in it."""
    form = QImage.Format.Format_Grayscale8 if picture.grey else QImage.Format.Format_RGB32
    image = QImage(picture.pixels, picture.width, picture.height, picture.stride, form)
    where = fitted(place, picture, scale)
    x, y, ratio = where.x(), where.y(), where.width() / picture.width
    painter.save()
    painter.setClipRect(where, Qt.ClipOperation.IntersectClip)
    if touches_corners(place, where):
        painter.setClipPath(rounded(place, _CORNER), Qt.ClipOperation.IntersectClip)
    if picture.mirrored:
        painter.save()
        painter.translate(2 * x + where.width(), 0)
        painter.scale(-1, 1)
        painter.drawImage(where, image)
        painter.restore()
    else:
        painter.drawImage(where, image)
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
