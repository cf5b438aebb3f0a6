"""Draws cards, eight on a sheet of A4, for the printer's file and for whoever wants to see them before.

The unit is a printer's dot, 300 of them an inch: a module of the symbol is 13 dots, and every symbol begins on a
whole one, so that no edge falls between two dots.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
    QPolygonF,
)

from gate_terminal.application.cards import QUIET_MODULES, SYMBOL_MODULES, Card, PrintRun
from gate_terminal.domain.faults import Fault, WorldFault

from .cards_words import CARD_WORDS, CardWords
from .lettering import FAMILIES
from .theme import STRIPE_DARK, STRIPE_LIGHT

DOTS_PER_INCH = 300
DOTS_PER_MODULE = 13
SYMBOL = SYMBOL_MODULES * DOTS_PER_MODULE
QUIET = QUIET_MODULES * DOTS_PER_MODULE
_BYTES_A_ROW = -(-SYMBOL_MODULES // 8)

Progress = Callable[[int, int], None]
"""Called with the pages that are done and with all of them."""

_SERIAL_FAMILIES = ("DejaVu Sans Mono", "Consolas", "Menlo", "Noto Sans Mono CJK SC", "Courier New", "Monospace")
_COLUMNS, _ROWS = 2, 4
_CARD_WIDTH, _CARD_HEIGHT = 105.0, 74.0
_TOP = 0.5
"""Millimetres: four cards are one millimetre shorter than the sheet."""

# Millimetres within a card. Printers leave 4 to 5 mm of the sheet white, so nothing needed stands nearer to an edge.
_RING_OUTER, _RING_INNER = 0.4, 3.2
_HEADER = (5.0, 4.6, 95.0, 6.8)
_SYMBOL_LEFT, _SYMBOL_TOP = 8.4, 16.1
_COLUMN, _COLUMN_WIDTH = 63.0, 37.0
_SERIAL_TOP, _UNTIL_TOP, _HOME_TOP, _PHONE_TOP = 13.0, 19.8, 25.8, 33.4
_TABLE_TOP, _TABLE_HEAD, _TABLE_ROW, _TABLE_ROWS = 39.6, 4.4, 5.0, 5

_INK, _FAINT, _LINE = QColor("#000000"), QColor("#3C444D"), QColor("#5A646E")
_MOBILE = re.compile(r"(1[0-9]{2})([0-9]{4})([0-9]{4})")
_LEAST = 0.55
"""Text that does not fit is made smaller down to this part of its size."""


def pdf_of(run: PrintRun, progress: Progress = lambda _done, _all: None) -> bytes:
    """Return the cards as a PDF: A4, no scaling, the symbols as 1-bit pictures, the fonts embedded.

    Needs a ``QGuiApplication``. :raises WorldFault: ``FILE_UNREADABLE`` where there is no font that can write
    the words of the cards.
    """
    _demand_font(run)
    memory = QBuffer()
    memory.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(memory)
    writer.setCreator("gate-terminal")
    writer.setTitle(f"{run.site} {CARD_WORDS[run.language].title}".strip())
    writer.setResolution(DOTS_PER_INCH)
    # Without the full page everything is moved by the margins.
    layout = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    writer.setPageLayout(layout)
    painter = QPainter(writer)
    try:
        for page in range(run.pages):
            if page:
                writer.newPage()
            draw_page(painter, run, page)
            progress(page + 1, run.pages)
    finally:
        # Left open after an error or Ctrl-C, it would outlive the writer that it paints on.
        painter.end()
    return bytes(memory.data().data())


def draw_page(painter: QPainter, run: PrintRun, page: int) -> None:
    """Draw one sheet (counted from 0) with its cut marks, in dots from the upper left corner of the paper.

    A preview scales the painter to its own size before.
    """
    words = CARD_WORDS[run.language]
    for place, card in enumerate(run.page(page)):
        row, column = divmod(place, _COLUMNS)
        with _as_it_was(painter):
            painter.translate(round(_dots(_CARD_WIDTH) * column), round(_dots(_TOP + _CARD_HEIGHT * row)))
            _draw_card(painter, card, run.site, words)
    _draw_cut_marks(painter)


@contextmanager
def _as_it_was(painter: QPainter) -> Iterator[None]:
    """Leave the painter as it was, also where the drawing is stopped."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


def _dots(millimetres: float) -> float:
    return millimetres * DOTS_PER_INCH / 25.4


def _box(left: float, top: float, width: float, height: float) -> QRectF:
    """Return a rectangle given in millimetres."""
    return QRectF(_dots(left), _dots(top), _dots(width), _dots(height))


def _font(points: float, *, bold: bool = False, families: tuple[str, ...] = FAMILIES) -> QFont:
    font = QFont(list(families))
    # In dots, not in points: the same on paper, on the screen and in a picture.
    font.setPixelSize(round(points / 72 * DOTS_PER_INCH))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _demand_font(run: PrintRun) -> None:
    """Raise where a card would show boxes in place of characters."""
    words = CARD_WORDS[run.language]
    characters = set(run.site + words.title + words.until + words.out + words.back)
    for card in run.cards:
        characters |= set(words.home(card.home) + words.kinds[card.kind])
    if any(card.practice for card in run.cards):
        characters |= set(words.practice + words.opens_no_gate)
    # QFontMetrics would count a missing character as there as long as any font can stand in for it, which is meant.
    metrics = QFontMetricsF(_font(10))
    missing = sorted(char for char in characters if char.isprintable() and not metrics.inFontUcs4(ord(char)))
    if missing:
        raise WorldFault(
            Fault.FILE_UNREADABLE,
            f"No font on this computer has the character {missing[0]}: install one for Chinese (fonts-noto-cjk).",
        )


def _draw_card(painter: QPainter, card: Card, site: str, words: CardWords) -> None:
    if card.practice:
        _draw_stripes(painter)
    _draw_header(painter, card, site, words)
    _draw_symbol(painter, card)
    _draw_column(painter, card, words)


def _draw_stripes(painter: QPainter) -> None:
    """Draw the ring of stripes that only a practice card has; the quiet zone lies wholly inside it."""
    outer, inner = QPainterPath(), QPainterPath()
    for path, inset in ((outer, _RING_OUTER), (inner, _RING_INNER)):
        path.addRect(_box(inset, inset, _CARD_WIDTH - 2 * inset, _CARD_HEIGHT - 2 * inset))
    ring = outer.subtracted(inner)
    stripes = QPainterPath()
    step, height = _dots(6), _dots(_CARD_HEIGHT)
    left = -height
    while left < _dots(_CARD_WIDTH):
        stripes.addPolygon(
            QPolygonF(
                [
                    QPointF(left, height),
                    QPointF(left + step / 2, height),
                    QPointF(left + step / 2 + height, 0),
                    QPointF(left + height, 0),
                ]
            )
        )
        left += step
    with _as_it_was(painter):
        painter.setClipPath(ring)
        painter.fillPath(ring, QColor(STRIPE_LIGHT))
        painter.fillPath(stripes, QColor(STRIPE_DARK))


def _draw_header(painter: QPainter, card: Card, site: str, words: CardWords) -> None:
    left, top, width, height = _HEADER
    kind = words.kinds[card.kind]
    kind_width = QFontMetricsF(_font(11, bold=True)).horizontalAdvance(kind) / DOTS_PER_INCH * 25.4 + 1
    if card.practice:
        painter.fillRect(_box(*_HEADER), QColor(STRIPE_LIGHT))
        left, width = left + 1.5, width - 3
        title = words.opens_no_gate
    else:
        title = f"{site} {words.title}".strip()
        painter.setPen(QPen(_INK, _dots(0.4)))
        base = _dots(top + height)
        painter.drawLine(QPointF(_dots(left), base), QPointF(_dots(left + width), base))
    _write(painter, _box(left, top, width - kind_width - 2, height), title, _font(14, bold=True))
    right = _box(left + width - kind_width, top, kind_width, height)
    _write(painter, right, kind, _font(11, bold=True), side=Qt.AlignmentFlag.AlignRight)


def _draw_symbol(painter: QPainter, card: Card) -> None:
    bits = card.symbol()
    symbol = QImage(bits, SYMBOL_MODULES, SYMBOL_MODULES, _BYTES_A_ROW, QImage.Format.Format_Mono)
    symbol.invertPixels()
    # The PDF engine keeps only this order of colours as bits; the other one it would make a JPEG.
    symbol.setColorTable([0xFF000000, 0xFFFFFFFF])
    left, top = round(_dots(_SYMBOL_LEFT)), round(_dots(_SYMBOL_TOP))
    whole = SYMBOL + 2 * QUIET
    painter.fillRect(QRectF(left - QUIET, top - QUIET, whole, whole), Qt.GlobalColor.white)
    # As large as it is printed: a program that shows or prints the file has nothing to smooth.
    painter.drawImage(QPointF(left, top), symbol.scaled(SYMBOL, SYMBOL))


def _draw_column(painter: QPainter, card: Card, words: CardWords) -> None:
    def place(top: float, height: float) -> QRectF:
        return _box(_COLUMN, top, _COLUMN_WIDTH, height)

    serial = _font(15, bold=True, families=_SERIAL_FAMILIES)
    serial.setStyleHint(QFont.StyleHint.Monospace)
    _write(painter, place(_SERIAL_TOP, 6.6), card.serial, serial, least=14 / 15)
    _write(painter, place(_UNTIL_TOP, 5), words.until.format(day=card.until.isoformat()), _font(10.5, bold=True))
    _write(painter, place(_HOME_TOP, 7.4), words.home(card.home), _font(17, bold=True), least=9 / 17, lines=2)
    _write(painter, place(_PHONE_TOP, 5.4), _MOBILE.sub(r"\1 \2 \3", card.phone), _font(12))
    _draw_table(painter, words)
    if card.practice:
        painter.setOpacity(0.35)
        rows = _box(_COLUMN, _TABLE_TOP + _TABLE_HEAD, _COLUMN_WIDTH, _TABLE_ROW * _TABLE_ROWS)
        _write(painter, rows, words.practice, _font(42, bold=True), side=Qt.AlignmentFlag.AlignHCenter, least=0.2)
        painter.setOpacity(1)


def _draw_table(painter: QPainter, words: CardWords) -> None:
    """Draw the columns in which a guard writes the dates by hand while the terminal is down."""
    half = _COLUMN_WIDTH / 2
    for column, name in enumerate((words.out, words.back)):
        head = _box(_COLUMN + column * half, _TABLE_TOP, half, _TABLE_HEAD)
        _write(painter, head, name, _font(8.5), colour=_FAINT, side=Qt.AlignmentFlag.AlignHCenter)
    painter.setPen(QPen(_LINE, _dots(0.15)))
    bottom = _TABLE_TOP + _TABLE_HEAD + _TABLE_ROWS * _TABLE_ROW
    lines = [_TABLE_TOP] + [_TABLE_TOP + _TABLE_HEAD + row * _TABLE_ROW for row in range(_TABLE_ROWS + 1)]
    for y in lines:
        painter.drawLine(_point(_COLUMN, y), _point(_COLUMN + _COLUMN_WIDTH, y))
    for x in (_COLUMN, _COLUMN + half, _COLUMN + _COLUMN_WIDTH):
        painter.drawLine(_point(x, _TABLE_TOP), _point(x, bottom))


def _draw_cut_marks(painter: QPainter) -> None:
    """Draw crosses where cards meet and ticks near the edges of the sheet, all on the lines along which one cuts."""
    painter.setPen(QPen(_LINE, _dots(0.1)))
    across = [_TOP + _CARD_HEIGHT * row for row in range(1, _ROWS)]
    for y in across:
        painter.drawLine(_point(_CARD_WIDTH - 3, y), _point(_CARD_WIDTH + 3, y))
        painter.drawLine(_point(_CARD_WIDTH, y - 3), _point(_CARD_WIDTH, y + 3))
        for x in (5.0, 2 * _CARD_WIDTH - 10):
            painter.drawLine(_point(x, y), _point(x + 5, y))
    for y in (5.0, 297.0 - 10):
        painter.drawLine(_point(_CARD_WIDTH, y), _point(_CARD_WIDTH, y + 5))


def _point(left: float, top: float) -> QPointF:
    return QPointF(_dots(left), _dots(top))


def _write(
    painter: QPainter,
    place: QRectF,
    text: str,
    font: QFont,
    *,
    colour: QColor = _INK,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    least: float = _LEAST,
    lines: int = 1,
) -> None:
    """Write into a place what fits: smaller down to `least` of its size, then on more lines, then cut short."""
    width = QFontMetricsF(font).horizontalAdvance(text)
    wraps = False
    if width > place.width():
        font.setPixelSize(int(font.pixelSize() * max(place.width() / width * 0.99, least)))
        metrics = QFontMetricsF(font)
        wraps = lines > 1 and metrics.horizontalAdvance(text) > place.width()
        # A line that is broken between characters loses up to the width of one.
        room = place.width() * lines - metrics.height() * (lines - 1) if wraps else place.width()
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.setFont(font)
    painter.setPen(colour)
    flow = Qt.TextFlag.TextWrapAnywhere if wraps else Qt.TextFlag.TextSingleLine
    painter.drawText(place, int(side | Qt.AlignmentFlag.AlignVCenter | flow | Qt.TextFlag.TextDontClip), text)
