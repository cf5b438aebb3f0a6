"""`render(screen)`: the whole picture of the window from one value; nothing is kept from the picture before."""

from __future__ import annotations

from gate_terminal.application.screen.signs import Stage
from gate_terminal.application.screen.values import Screen

from .drawing import Drawing
from .frame import Places, draw_left, draw_strip, draw_top
from .lights import HEIGHT, draw_lights, has_lights
from .panel_desk import draw_desk
from .panel_open import draw_out_of_service, draw_starting, draw_watching
from .panel_particulars import draw_particulars
from .panel_verdict import draw_verdict
from .panel_visit import draw_visit
from .shapes import Rect, Sheet

_STRIPE = 9


def render(screen: Screen, width: float, height: float) -> Sheet:
    """Return the picture of `screen` for a window of that many device-independent pixels."""
    drawing = Drawing.of(screen, width, height)
    places = Places(drawing.width, drawing.height)
    striped = screen.practice or (screen.visit is not None and screen.visit.practice)
    top, edge = places.top, _STRIPE if striped else 0
    # Under the stripes of a rehearsal nothing is to be read.
    draw_top(drawing, Rect(top.x, top.y + edge, top.w, top.h - edge))
    draw_left(drawing, places.left)
    panel = places.panel
    if has_lights(screen):
        draw_lights(drawing, Rect(panel.x, panel.bottom - HEIGHT, panel.w, HEIGHT))
        panel = Rect(panel.x, panel.y, panel.w, panel.h - HEIGHT - 8)
    _draw_panel(drawing, panel)
    draw_strip(drawing, places.strip, places.rows)
    if striped:
        drawing.stripes(Rect(0, 0, drawing.width, drawing.height), _STRIPE)
    return drawing.sheet()


def _draw_panel(drawing: Drawing, place: Rect) -> None:
    screen = drawing.screen
    if screen.desk is not None:
        draw_desk(drawing, place, screen.desk)
        return
    match screen.stage:
        case Stage.STARTING:
            draw_starting(drawing, place)
        case Stage.WATCHING:
            draw_watching(drawing, place)
        case Stage.IDENTIFIED | Stage.DECIDING:
            if screen.visit is not None and screen.visit.form is not None:
                draw_particulars(drawing, place, screen.visit, screen.visit.form)
            else:
                draw_visit(drawing, place)
        case Stage.SHOWING | Stage.HOLDING:
            draw_verdict(drawing, place)
        case Stage.OUT_OF_SERVICE:
            draw_out_of_service(drawing, place)
