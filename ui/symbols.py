"""The window's signs, drawn on a square of 100 units; each verdict has a shape of its own besides its colour."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from .shapes import Sign, Symbol

_Point = tuple[float, float]


def draw_sign(painter: QPainter, sign: Sign) -> None:
    """Draw `sign` into its place, keeping its proportions."""
    side = min(sign.rect.w, sign.rect.h)
    painter.save()
    painter.translate(sign.rect.x + (sign.rect.w - side) / 2, sign.rect.y + (sign.rect.h - side) / 2)
    painter.scale(side / 100, side / 100)
    _DRAWN[sign.symbol](_Ink(painter, QColor(sign.colour), QColor(sign.hollow)))
    painter.restore()


class _Ink:
    """A painter with one colour, and the colour behind it."""

    def __init__(self, painter: QPainter, colour: QColor, hollow: QColor) -> None:
        self.painter = painter
        self.colour = colour
        self.hollow = hollow

    def stroke(self, path: QPainterPath, width: float, *, hollow: bool = False) -> None:
        pen = QPen(self.hollow if hollow else self.colour, width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.painter.strokePath(path, pen)

    def line(self, *points: _Point, width: float, hollow: bool = False) -> None:
        self.stroke(_path(points), width, hollow=hollow)

    def fill(self, path: QPainterPath, *, hollow: bool = False) -> None:
        self.painter.fillPath(path, self.hollow if hollow else self.colour)

    def ring(self, x: float, y: float, radius: float, width: float) -> None:
        path = QPainterPath()
        path.addEllipse(QPointF(x, y), radius, radius)
        self.stroke(path, width)

    def disc(self, x: float, y: float, radius: float, *, hollow: bool = False) -> None:
        path = QPainterPath()
        path.addEllipse(QPointF(x, y), radius, radius)
        self.fill(path, hollow=hollow)

    def bar(self, x: float, y: float, width: float, height: float, *, hollow: bool = False) -> None:
        self.fill(_bar(x, y, width, height), hollow=hollow)


def _path(points: Sequence[_Point], *, closed: bool = False) -> QPainterPath:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    if closed:
        path.closeSubpath()
    return path


def _bar(x: float, y: float, width: float, height: float) -> QPainterPath:
    path = QPainterPath()
    radius = min(width, height) / 2
    path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
    return path


def _polygon(corners: int, radius: float, turn: float) -> QPainterPath:
    points = [
        QPointF(
            50 + radius * math.cos(turn + 2 * math.pi * i / corners),
            50 + radius * math.sin(turn + 2 * math.pi * i / corners),
        )
        for i in range(corners)
    ]
    path = QPainterPath()
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path


def _allow(ink: _Ink) -> None:
    ink.ring(50, 50, 45, 7)
    ink.line((29, 52), (44, 67), (72, 35), width=11)


def _hand() -> QPainterPath:
    """Return an open hand, palm to the front: four fingers, a thumb, and the palm that joins them."""
    hand = QPainterPath()
    for x, top in ((33.0, 35.0), (43.0, 26.0), (53.0, 26.0), (63.0, 33.0)):
        hand = hand.united(_bar(x, top, 7.6, 40))
    palm = QPainterPath()
    palm.addRoundedRect(QRectF(33, 52, 37.6, 25), 12, 12)
    flat = QPainterPath()
    flat.addRect(QRectF(33, 52, 37.6, 12))
    thumb = QTransform().translate(37, 68).rotate(-42).map(_bar(-4.4, -26, 8.8, 30))
    return hand.united(palm).united(flat).united(thumb)


def _refuse(ink: _Ink) -> None:
    ink.stroke(_polygon(8, 46, math.pi / 8), 7)
    ink.fill(_hand())


def _hold(ink: _Ink) -> None:
    ink.stroke(_polygon(4, 46, 0), 7)
    ink.bar(36, 30, 10, 40)
    ink.bar(54, 30, 10, 40)


def _isolate(ink: _Ink) -> None:
    ink.bar(27, 3, 27, 70)
    ink.disc(40.5, 75, 22)
    ink.bar(34, 10, 13, 60, hollow=True)
    ink.disc(40.5, 75, 15, hollow=True)
    ink.bar(37, 28, 7, 48)
    ink.disc(40.5, 75, 9.5)
    ink.bar(71, 20, 10, 38)
    ink.disc(76, 71, 6.2)


def _remeasure(ink: _Ink) -> None:
    for turn in (0, 180):
        ink.painter.save()
        ink.painter.translate(50, 50)
        ink.painter.rotate(turn)
        arc = QPainterPath()
        box = QRectF(-39, -39, 78, 78)
        arc.arcMoveTo(box, 168)
        arc.arcTo(box, 168, -128)
        ink.stroke(arc, 9)
        ink.line((31, -44), (32, -21), (10, -19), width=9)
        ink.painter.restore()


def _ignore(ink: _Ink) -> None:
    for x, y in ((9, 9), (31, 31)):
        sheet = QPainterPath()
        sheet.addRoundedRect(QRectF(x, y, 60, 60), 10, 10)
        ink.fill(sheet, hollow=True)
        ink.stroke(sheet, 7)
    ink.line((47, 62), (57, 72), (77, 50), width=8)


def _lamp_good(ink: _Ink) -> None:
    ink.disc(50, 50, 46)
    ink.stroke(_path(((29, 52), (44, 67), (72, 36))), 13, hollow=True)


def _lamp_warning(ink: _Ink) -> None:
    ink.fill(_polygon(4, 50, 0))
    ink.line((50, 26), (50, 52), width=12, hollow=True)
    ink.disc(50, 72, 6.5, hollow=True)


def _lamp_bad(ink: _Ink) -> None:
    square = QPainterPath()
    square.addRoundedRect(QRectF(6, 6, 88, 88), 14, 14)
    ink.fill(square)
    ink.line((31, 31), (69, 69), width=13, hollow=True)
    ink.line((69, 31), (31, 69), width=13, hollow=True)


def _lamp_absent(ink: _Ink) -> None:
    ink.ring(50, 50, 41, 9)
    ink.line((33, 50), (67, 50), width=9)


def _arrow(ink: _Ink, towards: int) -> None:
    tip, tail = (88, 12) if towards > 0 else (12, 88)
    ink.line((tail, 50), (tip, 50), width=11)
    ink.line((tip - 28 * towards, 22), (tip, 50), (tip - 28 * towards, 78), width=11)


def _pencil(ink: _Ink) -> None:
    ink.fill(_path(((14, 86), (20, 62), (70, 12), (88, 30), (38, 80)), closed=True))
    ink.line((60, 22), (78, 40), width=5, hollow=True)


def _running(ink: _Ink) -> None:
    for i in range(8):
        angle = 2 * math.pi * i / 8
        ink.disc(50 + 36 * math.cos(angle), 50 + 36 * math.sin(angle), 3 + i)


def _day(ink: _Ink) -> None:
    ink.disc(50, 50, 20)
    for i in range(8):
        x, y = math.cos(2 * math.pi * i / 8), math.sin(2 * math.pi * i / 8)
        ink.line((50 + 32 * x, 50 + 32 * y), (50 + 43 * x, 50 + 43 * y), width=8)


def _speaker(ink: _Ink) -> None:
    ink.fill(_path([(14, 38), (30, 38), (52, 18), (52, 82), (30, 62), (14, 62)], closed=True))


def _voice(ink: _Ink) -> None:
    _speaker(ink)
    for radius in (16, 32):
        wave = QPainterPath()
        frame = QRectF(54 - radius, 50 - radius, 2 * radius, 2 * radius)
        wave.arcMoveTo(frame, -45)
        wave.arcTo(frame, -45, 90)
        ink.stroke(wave, 8)


def _silence(ink: _Ink) -> None:
    _speaker(ink)
    ink.line((64, 38), (88, 62), width=8)
    ink.line((64, 62), (88, 38), width=8)


def _night(ink: _Ink) -> None:
    moon = QPainterPath()
    moon.addEllipse(QPointF(46, 52), 38, 38)
    bite = QPainterPath()
    bite.addEllipse(QPointF(64, 38), 32, 32)
    ink.fill(moon.subtracted(bite))


def _erase(ink: _Ink) -> None:
    outline = _path(((8, 50), (34, 22), (92, 22), (92, 78), (34, 78)), closed=True)
    ink.stroke(outline, 7)
    ink.line((49, 38), (73, 62), width=7)
    ink.line((73, 38), (49, 62), width=7)


_DRAWN: Mapping[Symbol, Callable[[_Ink], None]] = {
    Symbol.ALLOW: _allow,
    Symbol.REFUSE: _refuse,
    Symbol.HOLD: _hold,
    Symbol.ISOLATE: _isolate,
    Symbol.REMEASURE: _remeasure,
    Symbol.IGNORE: _ignore,
    Symbol.LAMP_GOOD: _lamp_good,
    Symbol.LAMP_WARNING: _lamp_warning,
    Symbol.LAMP_BAD: _lamp_bad,
    Symbol.LAMP_ABSENT: _lamp_absent,
    Symbol.ARROW_OUT: lambda ink: _arrow(ink, 1),
    Symbol.ARROW_IN: lambda ink: _arrow(ink, -1),
    Symbol.PENCIL: _pencil,
    Symbol.RUNNING: _running,
    Symbol.DAY: _day,
    Symbol.NIGHT: _night,
    Symbol.VOICE: _voice,
    Symbol.SILENCE: _silence,
    Symbol.ERASE: _erase,
}
