"""A page of HTML as PDF or on paper: what the hand-over sheet of a fever case is printed with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gate_terminal.ui.lettering import FAMILIES
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF
from PySide6.QtGui import QFont, QImage, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_MARGIN = 16.0
"""Millimetres on each side."""
_POINTS = 11
_LAYOUT_DPI = 96
_LAYOUT_DOTS_PER_METRE = 3780


def pdf_of_page(html: str, title: str) -> bytes:
    """Return A4 pages as PDF."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN), QPageLayout.Unit.Millimeter)
    _draw(html, writer)
    buffer.close()
    return bytes(content.data())


def print_page(html: str, printer: QPrinter) -> bool:
    """Send the pages to a printer; False where it does not take them."""
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setPageMargins(QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN), QPageLayout.Unit.Millimeter)
    return _draw(html, printer)


def _draw(html: str, device: QPagedPaintDevice) -> bool:
    """Draw the pages; False where the device does not take them."""
    document = QTextDocument()
    font = QFont(list(FAMILIES))
    font.setPointSize(_POINTS)
    document.setDefaultFont(font)
    # Laid out as for a screen of known fineness, then drawn larger: paddings in pixels would vanish on paper.
    scale = device.logicalDpiX() / _LAYOUT_DPI
    measure = QImage(1, 1, QImage.Format.Format_RGB32)
    measure.setDotsPerMeterX(_LAYOUT_DOTS_PER_METRE)
    measure.setDotsPerMeterY(_LAYOUT_DOTS_PER_METRE)
    document.documentLayout().setPaintDevice(measure)
    # Margins of its own would come on top of the paper's.
    document.setDocumentMargin(0)
    page = QRectF(0, 0, device.width() / scale, device.height() / scale)
    document.setPageSize(page.size())
    document.setHtml(html)
    painter = QPainter()
    if not painter.begin(device):
        return False
    try:
        for number in range(document.pageCount()):
            if number and not device.newPage():
                return False
            painter.save()
            painter.scale(scale, scale)
            painter.translate(0, -number * page.height())
            document.drawContents(painter, page.translated(0, number * page.height()))
            painter.restore()
    finally:
        painter.end()
    return True
