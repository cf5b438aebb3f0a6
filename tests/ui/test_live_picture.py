"""The live picture is painted alone, fifteen times a second, and looks as if everything had been painted anew."""

from __future__ import annotations

from dataclasses import replace

import pytest
from gate_terminal.ui.canvas import Canvas, paint
from gate_terminal.ui.gallery import street
from gate_terminal.ui.gallery_states import states
from gate_terminal.ui.live_picture import fitted
from gate_terminal.ui.render import render
from gate_terminal.ui.shapes import Live, Rect, Sheet
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gate_terminal.application.picture import Picture
from gate_terminal.application.screen.values import Theme

SIZES = [(1280, 720), (1024, 768), (1920, 1080), (1111, 700)]


def live_place(sheet: Sheet) -> Rect:
    (live,) = (shape for shape in sheet.shapes if isinstance(shape, Live))
    return live.rect


def darker(picture: Picture, height: int | None = None) -> Picture:
    """Another picture of the same width, all dark, without anything seen in it."""
    height = height or picture.height
    pixels = memoryview(bytes([40]) * (picture.stride * height))
    return replace(picture, number=picture.number + 1, height=height, pixels=pixels, outlines=())


def painted(image: QImage, sheet: Sheet, picture: Picture, part: QRect) -> QImage:
    painter = QPainter(image)
    paint(painter, sheet, picture, part)
    painter.end()
    return image


class Sensitive(Canvas):
    """A canvas that remembers what it was asked to paint."""

    def __init__(self) -> None:
        super().__init__(lambda _: None, lambda: None)
        self.asked: list[QRect] = []

    def paintEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        self.asked.append(event.region().boundingRect())  # type: ignore[attr-defined]
        super().paintEvent(event)  # type: ignore[arg-type]


def shown(sheet: Sheet, picture: Picture) -> Sensitive:
    canvas = Sensitive()
    canvas.resize(round(sheet.width * sheet.scale), round(sheet.height * sheet.scale))
    canvas.show_sheet(sheet)
    canvas.show_picture(picture)
    canvas.show()
    QTest.qWait(50)
    canvas.asked.clear()
    return canvas


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_painting_the_next_picture_alone_is_as_good_as_painting_everything(
    application: QApplication, size: tuple[int, int], mirrored: bool
) -> None:
    screen = replace(states()["watching"], theme=Theme.NIGHT)
    sheet, first = render(screen, *size), replace(street(), mirrored=mirrored)
    second = replace(first, number=2, outlines=tuple(_moved(outline) for outline in first.outlines))
    whole = QRect(0, 0, *size)
    for _ in range(2):
        # Letters that are drawn for the first time lie a hair otherwise.
        image = painted(QImage(*size, QImage.Format.Format_RGB32), sheet, first, whole)
    where = fitted(live_place(sheet), second, sheet.scale)
    part = QRect(*(round(end * sheet.scale) for end in where.getRect()))
    painted(image, sheet, second, part)
    assert image == painted(QImage(*size, QImage.Format.Format_RGB32), sheet, second, whole)


def _moved(outline: object) -> object:
    return replace(outline, corners=tuple((x + 31, y - 17) for x, y in outline.corners))  # type: ignore[type-var, attr-defined]


@pytest.mark.parametrize("size", SIZES)
def test_of_a_film_that_goes_on_only_the_picture_is_painted(application: QApplication, size: tuple[int, int]) -> None:
    sheet = render(states()["watching"], *size)
    canvas = shown(sheet, street())
    canvas.show_picture(darker(street()))
    QTest.qWait(50)
    (asked,) = canvas.asked
    place, scale = live_place(sheet), sheet.scale
    assert asked.width() <= place.w * scale + 1
    assert asked.height() <= place.h * scale + 1
    picture = street()
    assert asked.width() / asked.height() == pytest.approx(picture.width / picture.height, rel=0.01), "no caption"
    canvas.close()


def test_a_picture_of_another_form_leaves_nothing_of_the_one_before(application: QApplication) -> None:
    sheet = render(states()["watching"], 1280, 720)
    canvas = shown(sheet, replace(street(), outlines=()))
    canvas.show_picture(darker(street(), height=street().height // 2))
    QTest.qWait(50)
    grab, place = canvas.grab().toImage(), live_place(sheet)
    middle = round(place.x + place.w / 2)
    colours = {grab.pixelColor(middle, round(place.y) + y).lightness() for y in range(5, round(place.h) - 5)}
    assert max(colours) < 100, "the bright card is gone from above and below, too"
    canvas.show_picture(None)
    QTest.qWait(50)
    (asked,) = canvas.asked[-1:]
    assert asked.height() >= place.h
    canvas.close()
