"""The supervisor's panel: who waits, the PIN as dots, the reason, admit or turn back."""

from __future__ import annotations

from gate_terminal.application.screen.answer import Answer
from gate_terminal.application.screen.desk import GROUNDS as REASONS
from gate_terminal.application.screen.events import DirectionTurned, Escaped, HeldStepped, PurposeStepped
from gate_terminal.application.screen.values import SupervisorDesk
from gate_terminal.domain.sentences import direction_word, guard_sentence

from .drawing import BODY, SMALL, Drawing, saying
from .labels import clock_time
from .lettering import BETWEEN
from .panel_open import draw_notice
from .panel_visit import draw_keypad
from .shapes import Rect, Side, Weight

_ROWS = 2
_CHOSEN, _WAITING, _LINE = 92.0, 44.0, 24.0
"""Heights of a held person's row: the chosen one says why, in two lines, or in three where there is room."""
_ROOMY = 480.0


def draw_desk(drawing: Drawing, place: Rect, desk: SupervisorDesk) -> None:
    """Draw the supervisor's desk in place of the panel."""
    labels, palette = drawing.labels, drawing.palette
    drawing.box(place, palette.panel, line=palette.accent, line_width=3)
    inner = place.inset(32, 24)
    pad = Rect(inner.right - 308, inner.y, 308, inner.h)
    left = Rect(inner.x, inner.y, inner.w - pad.w - 28, inner.h)
    drawing.words(left.row(0, 48), labels.desk, 34, weight=Weight.STRONG)
    back_width = drawing.width_of(labels.desk_keys, SMALL) + 32
    back = Rect(left.right - back_width, left.y + 2, back_width, 44)
    drawing.button(back, labels.desk_keys, "desk_back", saying(Escaped()), size=SMALL)
    why_lines = 3 if left.h > _ROOMY else 2
    y = _draw_held(drawing, Rect(left.x, left.y + 54, left.w, left.h - 54), desk, why_lines)
    drawing.words(Rect(left.x, y, left.w, 30), labels.grounds_title, SMALL, palette.dim)
    _draw_reasons(drawing, Rect(left.x, y + 30, left.w, left.bottom - 64 - 10 - y - 30), desk)
    _draw_answer(drawing, Rect(left.x, left.bottom - 64, left.w, 64), desk)
    _draw_pin(drawing, pad, desk)


def _draw_reasons(drawing: Drawing, place: Rect, desk: SupervisorDesk) -> None:
    """Draw the reasons in two columns."""
    width, rows = (place.w - 8) / 2, (len(REASONS) + 1) // 2
    height = min((place.h + 6) / rows - 6, 52)
    for i, ground in enumerate(REASONS):
        drawing.button(
            Rect(place.x + (width + 8) * (i % 2), place.y + (height + 6) * (i // 2), width, height),
            drawing.labels.grounds[ground],
            f"ground_{ground}",
            saying(*[PurposeStepped()] * ((i - desk.reason_index) % len(REASONS))),
            key="+" if i == (desk.reason_index + 1) % len(REASONS) else "",
            chosen=i == desk.reason_index,
            radius=height / 2,
        )


def _draw_held(drawing: Drawing, place: Rect, desk: SupervisorDesk, why_lines: int) -> float:
    """Draw those who wait, the chosen one always among them and with the reason; return where they end."""
    tall = _CHOSEN + _LINE * (why_lines - 2)
    held = drawing.screen.held
    first = min(max(desk.index - _ROWS + 1, 0), max(len(held) - _ROWS, 0))
    y = place.y
    for i in range(first, min(first + _ROWS, len(held))):
        chosen = i == desk.index
        row = Rect(place.x, y, place.w, tall if chosen else _WAITING)
        _draw_one_held(drawing, row, held[i].answer, f"{i + 1}/{len(held)}" if len(held) > 1 else "", chosen=chosen)
        drawing.touch(row, f"held_{i}", saying(*[HeldStepped()] * ((i - desk.index) % len(held))))
        y = row.bottom + 8
    return y


def _draw_one_held(drawing: Drawing, row: Rect, answer: Answer, number: str, *, chosen: bool) -> None:
    palette, language = drawing.palette, drawing.labels.language
    ink = palette.on_accent if chosen else palette.text
    names = {answer.attempt.person: drawing.name(answer.person_name)}
    if answer.decision.cause is not None and answer.cause_name:
        names[answer.decision.cause.person] = drawing.name(answer.cause_name)
    who = (
        clock_time(answer.recorded_at),
        answer.label or drawing.labels.subjects[answer.attempt.subject],
        names[answer.attempt.person] if answer.person_name else "",
        direction_word(answer.attempt.direction, language),
    )
    drawing.box(row, palette.accent if chosen else palette.chip, radius=10)
    top = row.row(4, 36)
    text = BETWEEN.join(part for part in who if part)
    drawing.words(Rect(row.x + 16, top.y, row.w - 90, top.h), text, BODY, ink, weight=Weight.STRONG)
    drawing.words(Rect(row.right - 76, top.y, 62, top.h), number, SMALL, ink, side=Side.RIGHT)
    if chosen:
        why = guard_sentence(answer.decision, answer.attempt, language, names)
        drawing.words(Rect(row.x + 16, row.y + 40, row.w - 32, row.h - 44), why, 19, ink, lines=3)


def _draw_answer(drawing: Drawing, place: Rect, desk: SupervisorDesk) -> None:
    labels = drawing.labels
    width = (place.w - 12) / 2
    choices = (
        (labels.admit, "admit", True),
        (labels.turn_back, "turn_back", False),
    )
    for i, (text, name, admit) in enumerate(choices):
        rect = Rect(place.x + (width + 12) * i, place.y, width, place.h)
        chosen = desk.admit is admit
        drawing.button(
            rect,
            text,
            name,
            saying(*([] if chosen else [DirectionTurned()])),
            key="" if chosen else "-",
            chosen=chosen,
            size=28,
            weight=Weight.STRONG,
        )


def _draw_pin(drawing: Drawing, place: Rect, desk: SupervisorDesk) -> None:
    """Draw the PIN as dots, never as digits, over the pad."""
    labels, palette = drawing.labels, drawing.palette
    box = place.row(0, 104)
    drawing.box(box.inset(1.5), palette.panel, line=palette.accent, line_width=3)
    drawing.words(box.row(8, 32), labels.pin, BODY, palette.dim, side=Side.CENTRE)
    drawing.words(box.row(38, 60).inset(12, 0), "●" * len(desk.pin), 34, side=Side.CENTRE)
    keys = Rect(place.x, box.bottom + 10, place.w, place.h - 114)
    if drawing.screen.notice is not None:
        draw_notice(drawing, Rect(place.x, keys.y, place.w, 56))
        keys = Rect(keys.x, keys.y + 64, keys.w, keys.h - 64)
    draw_keypad(drawing, keys, temperature=False)
