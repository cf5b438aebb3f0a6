"""The panel while nobody stands at the gate: the start's tasks, the welcome with today's counters, out of service."""

from __future__ import annotations

from gate_terminal.application.screen.events import SupervisorCalled
from gate_terminal.application.screen.values import Lamp, Notice
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.words import Language, Verdict

from .drawing import Drawing, saying
from .labels_en import EN
from .labels_zh import ZH
from .shapes import Rect, Side, Symbol, Weight
from .theme import GROUNDS, WHITE

# What went well, or is merely slow, is said in the accent; the rest asks for attention.
_CALM = frozenset({Notice.UNDONE, Notice.ADMITTED, Notice.TIMED_OUT})


def draw_notice(drawing: Drawing, place: Rect) -> None:
    """Draw the passing message, if there is one."""
    screen, palette = drawing.screen, drawing.palette
    if screen.notice is None:
        return
    text = drawing.labels.notices[screen.notice]
    calm = screen.notice in _CALM
    fill, ink = (palette.chip, palette.text) if calm else (palette.warning, palette.on_warning)
    width = min(place.w, drawing.width_of(text, 24, Weight.STRONG) + 78)
    rect = Rect(place.x, place.y, width, place.h)
    drawing.box(rect, fill, radius=10)
    symbol = Symbol.LAMP_GOOD if calm else Symbol.LAMP_WARNING
    drawing.sign(Rect(rect.x + 16, rect.y + (rect.h - 26) / 2, 26, 26), symbol, ink, fill)
    drawing.words(Rect(rect.x + 54, rect.y, rect.w - 66, rect.h), text, 24, ink, weight=Weight.STRONG, lines=2)


def draw_watching(drawing: Drawing, place: Rect) -> None:
    """Draw the welcome, a passing message, who waits for the supervisor, and today's counters."""
    screen, labels, palette = drawing.screen, drawing.labels, drawing.palette
    drawing.box(place, palette.panel, line=palette.line)
    inner = place.inset(37, 36)
    tiles = Rect(inner.x, inner.bottom - 116, inner.w, 116)
    welcome = labels.welcome_address if screen.no_pass else labels.welcome
    other = ZH if labels.language is Language.EN else EN
    # The person at the gate reads it too, so the other language stands below it.
    below = labels.welcome_address_sub if screen.no_pass else other.welcome
    top = inner.y + max((place.h - 508) * 0.25, 0) + 16
    drawing.words(Rect(inner.x, top, inner.w, 104), welcome, 76, weight=Weight.STRONG)
    drawing.words(Rect(inner.x, top + 112, inner.w, 44), below, 30, palette.dim)
    draw_notice(drawing, Rect(inner.x, top + 176, inner.w, 56))
    if screen.held and screen.notice is None:
        text = labels.waiting.format(count=len(screen.held))
        width = min(drawing.width_of(text, 22) + 100, inner.w)
        rect = Rect(inner.x, top + 176, width, 56)
        drawing.button(rect, text, "held", saying(SupervisorCalled()), key="F8")
    counters = screen.counters
    numbers = (
        (labels.out_now, counters.out_now),
        (labels.out_today, counters.out_today),
        (labels.in_today, counters.in_today),
        (labels.refused_today, counters.refused_today),
        (labels.held_today, counters.held_today),
        (labels.fever_today, counters.fever_today),
    )
    width = (tiles.w - 12 * (len(numbers) - 1)) / len(numbers)
    for i, (text, number) in enumerate(numbers):
        tile = Rect(tiles.x + (width + 12) * i, tiles.y, width, tiles.h)
        drawing.box(tile, palette.chip)
        drawing.words(Rect(tile.x + 14, tile.y + 6, tile.w - 20, 52), text, 19, palette.dim, lines=2)
        drawing.words(Rect(tile.x + 14, tile.y + 56, tile.w - 22, 54), str(number), 46, weight=Weight.STRONG)


def draw_starting(drawing: Drawing, place: Rect) -> None:
    """Draw the named tasks of the start, each waiting, done, or failed with what to do."""
    screen, labels, palette = drawing.screen, drawing.labels, drawing.palette
    drawing.box(place, palette.panel, line=palette.line)
    inner = place.inset(37, 32)
    drawing.words(inner.row(0, 64), labels.starting, 46, weight=Weight.STRONG)
    if not screen.steps:
        return
    height = min(84.0, (inner.h - 84) / len(screen.steps))
    for i, step in enumerate(screen.steps):
        row = inner.row(84 + height * i, height)
        lamp, symbol = _lamp_of(step.done, step.fault)
        drawing.sign(Rect(row.x, row.y + (height - 28) / 2, 28, 28), symbol, palette.lamps[lamp])
        name = labels.steps.get(step.name, step.name)
        drawing.words(Rect(row.x + 46, row.y, row.w * 0.4, height), name, 24)
        rest = Rect(row.x + 60 + row.w * 0.4, row.y, row.w * 0.6 - 60, height)
        if step.fault is not None:
            advice = labels.faults[step.fault]
            text = f"{advice.what} · {advice.do}"
            drawing.words(rest, text, 20, palette.text, weight=Weight.STRONG, lines=3)
        else:
            drawing.words(
                rest, step.detail or (labels.step_done if step.done else labels.step_waiting), 20, palette.dim
            )


def _lamp_of(done: bool, fault: Fault | None) -> tuple[Lamp, Symbol]:
    if fault is not None:
        return Lamp.BAD, Symbol.LAMP_BAD
    return (Lamp.GOOD, Symbol.LAMP_GOOD) if done else (Lamp.ABSENT, Symbol.RUNNING)


def draw_out_of_service(drawing: Drawing, place: Rect) -> None:
    """Draw what is wrong, what to do, and that the terminal goes on by itself."""
    screen, labels, palette = drawing.screen, drawing.labels, drawing.palette
    advice = labels.faults[screen.fault or Fault.INTERNAL]
    drawing.box(place, palette.panel, line=palette.line)
    band = Rect(place.x, place.y, place.w, 132)
    ground = GROUNDS[Verdict.IGNORE]
    drawing.box(band, ground)
    drawing.sign(Rect(band.x + 36, band.y + 30, 72, 72), Symbol.LAMP_BAD, WHITE, ground)
    drawing.words(
        Rect(band.x + 136, band.y, band.w - 170, band.h), labels.out_of_service, 68, WHITE, weight=Weight.STRONG
    )
    inner = Rect(place.x + 37, band.bottom + 24, place.w - 74, place.bottom - band.bottom - 48)
    drawing.words(inner.row(0, 84), advice.what, 36, weight=Weight.STRONG, lines=2)
    do = inner.row(100, 104)
    drawing.box(do, palette.warning)
    drawing.words(Rect(do.x + 22, do.y + 10, do.w - 44, 26), labels.what_to_do, 19, palette.on_warning)
    drawing.words(
        Rect(do.x + 22, do.y + 36, do.w - 44, 62), advice.do, 28, palette.on_warning, weight=Weight.STRONG, lines=2
    )
    drawing.words(inner.row(220, 60), labels.tries_again, 22, palette.dim, lines=2)
    if screen.fault_detail:
        # The exact words, for whoever is called to help.
        drawing.words(
            Rect(inner.x, inner.bottom - 44, inner.w, 44), screen.fault_detail, 17, palette.dim, side=Side.LEFT, lines=2
        )
