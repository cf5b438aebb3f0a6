"""The panel where a lane asks for particulars: what is known on the left, the one question on the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gate_terminal.application.screen.events import (
    AnswerChosen,
    CompanionTurned,
    Confirmed,
    DirectionTurned,
    Erased,
    MaskTurned,
    NamesAsked,
    ParticularChosen,
    PurposeStepped,
    Typed,
)
from gate_terminal.application.screen.lane_form import LaneForm
from gate_terminal.application.screen.particulars import chains, to_measure
from gate_terminal.application.screen.signs import Stage
from gate_terminal.application.screen.visit import Visit
from gate_terminal.domain.forms import Asked
from gate_terminal.domain.masking import mask_name, mask_phone
from gate_terminal.domain.particulars import NO, SPECS, Kind, Particular, doubt_of, regions
from gate_terminal.domain.plates import PROVINCES, plain_plate
from gate_terminal.domain.sentences import direction_word
from gate_terminal.domain.words import CORDONS, Direction

from .drawing import Chip, Drawing, saying
from .lettering import BETWEEN
from .panel_open import draw_notice
from .panel_visit import beside_chip, draw_keypad, shown_temperature
from .particulars_words import WORDS, LaneWords, answer_word, options_shown
from .shapes import Rect, Side, Symbol, Weight

_HEAD, _CHIP, _GAP, _NARROW = 58.0, 36.0, 8.0, 4.0
_LEAST_ROW, _TALLEST, _FINGER = 46.0, 54.0, 34.0
"""Heights of a question with its answer (two lines of text at least), and of whatever a glove touches."""
_LETTERS = "1234567890QWERTYUPASDFGHJKLZXCVBNM"
"""As on a keyboard; no I and no O, which no plate has."""
_TEXT_LETTERS = "1234567890QWERTYUIOPASDFGHJKLZXCVBNM"
_ENDINGS = "挂学警港澳领使"
_ERASE = "key_erase"
_MASKED = (Particular.NAME, Particular.PHONE, Particular.HOST)
"""Shown in full only on demand."""


def draw_particulars(drawing: Drawing, place: Rect, visit: Visit, form: LaneForm) -> None:
    """Draw the form of whoever stands in the lane."""
    drawing.box(place, drawing.palette.panel, line=drawing.palette.line)
    inner = place.inset(24, 18)
    right = max(inner.w * 0.46, 290)
    words = WORDS[drawing.labels.language]
    left = Rect(inner.x, inner.y, inner.w - right - 22, inner.h)
    _draw_known(drawing, left, visit, form, words)
    _draw_question(drawing, Rect(inner.right - right, inner.y, right, inner.h), visit, form, words)


# What is known


def _draw_known(drawing: Drawing, place: Rect, visit: Visit, form: LaneForm, words: LaneWords) -> None:
    head = place.row(0, _HEAD)
    way = direction_word(form.direction, drawing.labels.language)
    wide = drawing.width_of(way, 24, Weight.STRONG) + 62
    turn = Rect(head.right - wide, head.y + 6, wide, head.h - 12)
    title = visit.label or drawing.labels.subjects[visit.subject]
    drawing.words(Rect(head.x, head.y, head.w - wide - 12, head.h), title, 44, weight=Weight.STRONG)
    _draw_turn(drawing, turn, way, form.direction)
    chips = _chips(drawing, visit, form, words)
    chip_rows = drawing.rows_of(place.w, chips, _GAP)
    foot = chip_rows * (_CHIP + _GAP)
    rows = [each for each in form.asked if _has_row(each, form)]
    body = Rect(place.x, place.y + _HEAD + 6, place.w, place.h - _HEAD - 6 - foot - 4)
    cells = _cells(body, len(rows) + 1)
    for cell, each in zip(cells, rows, strict=False):
        _draw_known_one(drawing, cell, form, each, words)
    _draw_measured(drawing, cells[-1], visit, form, words)
    drawing.chips(Rect(place.x, place.bottom - foot + _GAP, place.w, foot), chips, height=_CHIP, gap=_GAP)


def _cells(place: Rect, number: int) -> list[Rect]:
    """Return where so many questions stand: one below the other, or in two columns where that would be too low."""
    columns = 1 if place.h / number >= _LEAST_ROW + _NARROW else 2
    rows = -(-number // columns)
    width = (place.w - _GAP * (columns - 1)) / columns
    height = min(place.h / rows, _TALLEST)
    return [
        Rect(place.x + (width + _GAP) * (i // rows), place.y + height * (i % rows), width, height - _NARROW)
        for i in range(number)
    ]


def _draw_turn(drawing: Drawing, place: Rect, way: str, direction: Direction) -> None:
    palette = drawing.palette
    drawing.box(place, palette.accent, radius=10)
    drawing.words(Rect(place.x + 14, place.y, place.w - 56, place.h), way, 24, palette.on_accent, weight=Weight.STRONG)
    symbol = Symbol.ARROW_OUT if direction is Direction.OUT else Symbol.ARROW_IN
    drawing.sign(Rect(place.right - 38, place.y + 11, 26, 26), symbol, palette.on_accent, palette.accent)
    drawing.touch(place, "direction", saying(DirectionTurned()))


def _has_row(each: Asked, form: LaneForm) -> bool:
    """Tell whether a question stands in the list: what is large above, usual or left out does not."""
    particular = each.particular
    if form.asking is particular:
        return True
    if particular in {Particular.PLATE, Particular.WHO, Particular.VEHICLE} or _is_usual(particular, form):
        return False
    return each.required or form.value(particular) is not None


def _is_usual(particular: Particular, form: LaneForm) -> bool:
    """Tell whether something is as usual so often that a touch says when it is not."""
    spec = SPECS[particular]
    usual = next((each.usual for each in form.form if each.particular is particular), "") or spec.usual
    return spec.kind is Kind.YES_NO and bool(usual)


def _chips(drawing: Drawing, visit: Visit, form: LaneForm, words: LaneWords) -> Sequence[Chip]:
    labels, seen = drawing.labels, visit.circumstances
    chips = [_chip(each.particular, form, words) for each in form.asked if not _has_row(each, form)]
    mask = labels.mask_on if seen.mask else labels.mask_off
    chips.append(Chip(mask, "mask", lambda m: (MaskTurned(m.uid, m.at),), "*", chosen=not seen.mask))
    if form.site not in CORDONS and form.direction is Direction.IN:
        text = words.refuses if seen.refuses_check else words.checks
        chips.append(Chip(text, "companion", saying(CompanionTurned()), "/", chosen=seen.refuses_check))
    elif (besides := beside_chip(drawing, visit)) is not None:
        chips.append(besides)
    if any(form.value(each) is not None for each in _MASKED):
        chosen = drawing.screen.names_shown
        chips.append(Chip(labels.names, "names", lambda m: (NamesAsked(m.at),), "F6", chosen=chosen))
    return tuple(chips)


def _chip(particular: Particular, form: LaneForm, words: LaneWords) -> Chip:
    """Return a chip that leads to a question: with its answer, or with the question where there is none."""
    value = form.value(particular)
    if particular is Particular.PLATE or value is None:
        text = words.questions[particular] if value is not None else f"+ {words.questions[particular]}"
    else:
        text = answer_word(particular, value, words)
    return Chip(text, f"ask_{particular}", saying(ParticularChosen(particular)), chosen=value == NO)


def _draw_known_one(drawing: Drawing, place: Rect, form: LaneForm, each: Asked, words: LaneWords) -> None:
    """Draw one question with its answer below; the one that is asked now is framed."""
    particular, value = each.particular, form.value(each.particular)
    taken = value is not None and particular in form.taken_over
    answer = "" if value is None else _shown(drawing, particular, value, words)
    remark = words.taken_over if taken else words.optional if value is None and not each.required else ""
    question = BETWEEN.join(part for part in (words.questions[particular], remark) if part)
    _draw_cell(drawing, place, question, answer)
    if form.asking is particular:
        _frame(drawing, place)
    drawing.touch(place, f"ask_{particular}", saying(ParticularChosen(particular)))


def _draw_measured(drawing: Drawing, place: Rect, visit: Visit, form: LaneForm, words: LaneWords) -> None:
    told = "  ".join("/".join(map(str, chain)) or "—" for chain in chains(visit))
    _draw_cell(drawing, place, words.temperature, told if any(chains(visit)) else "")
    if form.asking is None:
        _frame(drawing, place)
    drawing.touch(place, "ask_temperature", saying(ParticularChosen(None)))


def _draw_cell(drawing: Drawing, place: Rect, question: str, answer: str) -> None:
    palette = drawing.palette
    inner = place.inset(12, 0)
    drawing.box(place, palette.chip if answer else None, radius=8, line=palette.line)
    if place.h * 0.43 < max(drawing.least, 16) * 1.1:
        # On a small screen there is room for one line: the answer, or the question where there is none.
        drawing.words(inner, answer or question, 20, None if answer else palette.dim)
        return
    drawing.words(Rect(inner.x, place.y + 1, inner.w, place.h * 0.45), question, 16, palette.dim)
    low = Rect(inner.x, place.y + place.h * 0.43, inner.w, place.h * 0.55)
    drawing.words(low, answer or "—", 20, weight=Weight.STRONG if answer else Weight.BODY)


def _frame(drawing: Drawing, place: Rect) -> None:
    drawing.box(place.inset(1), None, radius=8, line=drawing.palette.accent, line_width=3)


def _shown(drawing: Drawing, particular: Particular, value: str, words: LaneWords) -> str:
    """Return an answer as this screen shows it: names and phones masked unless they were asked for."""
    if not drawing.screen.names_shown:
        if particular in {Particular.NAME, Particular.HOST}:
            name, between, rest = value.partition(BETWEEN)
            return mask_name(name) + between + rest
        if particular is Particular.PHONE:
            return mask_phone(value)
    return answer_word(particular, value, words)


# The question


def _draw_question(drawing: Drawing, place: Rect, visit: Visit, form: LaneForm, words: LaneWords) -> None:
    if form.asking is None or drawing.screen.stage is Stage.DECIDING:
        _draw_temperature(drawing, place, visit, words)
        return
    particular = form.asking
    kind, palette = SPECS[particular].kind, drawing.palette
    drawing.words(place.row(0, 36), words.questions[particular], 27, weight=Weight.STRONG)
    options = options_shown(form, words)
    hint = words.hints[Kind.CHOICE if options and kind is Kind.TEXT else kind]
    if particular is Particular.ROUTE:
        hint = words.journey
    drawing.words(place.row(36, 26), hint, 17, palette.dim)
    box = place.row(66, 62)
    drawing.box(box.inset(1.5), palette.panel, line=palette.accent, line_width=3)
    if drawing.screen.notice is not None and not form.typed:
        draw_notice(drawing, box.inset(6))
    else:
        _draw_typed(drawing, box.inset(16, 0), form, words)
    below = Rect(place.x, box.bottom + 4, place.w, 26)
    _draw_remark(drawing, below, form, words)
    foot = Rect(place.x, place.bottom - 54, place.w, 54)
    pad = Rect(place.x, below.bottom + 4, place.w, foot.y - below.bottom - 12)
    _draw_pad(drawing, pad, form, options, words)
    step = Rect(foot.x, foot.y, foot.w * 0.36, foot.h)
    drawing.button(step, words.next_question, "step", saying(PurposeStepped()), key="+")
    enter = Rect(step.right + _GAP, foot.y, foot.right - step.right - _GAP, foot.h)
    drawing.button(
        enter,
        drawing.labels.confirm,
        "confirm",
        lambda m: (Confirmed(m.uid, m.at),),
        key="Enter",
        chosen=True,
        weight=Weight.STRONG,
    )


def _draw_typed(drawing: Drawing, place: Rect, form: LaneForm, words: LaneWords) -> None:
    palette, particular = drawing.palette, form.asking
    if particular is None:
        return
    if form.typed:
        text = form.typed
        if SPECS[particular].kind is Kind.PLATE:
            text = plain_plate(text, form.policy.home_province)
        elif SPECS[particular].kind is Kind.REGIONS:
            text = regions(text, form.options(particular)) or text
        drawing.words(place, text, 36, weight=Weight.STRONG)
        caret = min(place.x + drawing.width_of(text, 36, Weight.STRONG) + 4, place.right)
        drawing.box(Rect(caret, place.y + 14, 2, place.h - 28), palette.accent, radius=0)
    elif form.proposal is not None:
        answer = _shown(drawing, particular, form.proposal, words)
        drawing.words(place, words.enter_takes.format(answer=answer), 24, palette.dim)


def _draw_remark(drawing: Drawing, place: Rect, form: LaneForm, words: LaneWords) -> None:
    """Draw what looks odd about the answers; it advises only."""
    doubts = [(p, doubt_of(p, value)) for each in form.asked if (value := form.value(p := each.particular)) is not None]
    odd = next(((p, doubt) for p, doubt in reversed(doubts) if doubt is not None), None)
    if odd is not None and odd[1] is not None:
        text = f"{words.questions[odd[0]]}: {words.doubts[odd[1]]}"
        drawing.sign(
            Rect(place.x, place.y + 4, 18, 18), Symbol.LAMP_WARNING, drawing.palette.text, drawing.palette.panel
        )
        drawing.words(Rect(place.x + 26, place.y, place.w - 26, place.h), text, 17)


def _draw_pad(
    drawing: Drawing, place: Rect, form: LaneForm, options: Sequence[tuple[str, str]], words: LaneWords
) -> None:
    """Draw what can be touched in answer to the question."""
    if form.asking is None:
        return
    kind = SPECS[form.asking].kind
    if kind is Kind.REGIONS:
        _draw_regions(drawing, place, form, form.asking)
    elif options and not form.typed:
        shown = [
            (_shown(drawing, form.asking, word, words), f"option_{i + 1}", str(i + 1), AnswerChosen(value))
            for i, (value, word) in enumerate(options)
        ]
        _draw_options(drawing, place, shown)
    elif kind is Kind.COUNT:
        _draw_keys(drawing, place, "123456789", 3, ())
    elif kind is Kind.PLATE and not form.typed:
        places = [_Cell(mark, f"province_{code}", (Typed(mark),)) for code, (_, mark) in PROVINCES.items()]
        _draw_cells(drawing, place, places, 6)
    elif kind is Kind.PLATE:
        _draw_keys(drawing, place, _LETTERS + _ENDINGS, 7, (Erased(),))
    elif kind is Kind.PHONE:
        _draw_keys(drawing, place, "7894561230.", 4, (Erased(),))
    else:
        _draw_keys(drawing, place, _TEXT_LETTERS, 7, (Erased(),))


def _draw_regions(drawing: Drawing, place: Rect, form: LaneForm, particular: Particular) -> None:
    """Draw the provinces, the areas that count above all before them.

    Where somebody comes from is one place, and touching it is the answer. Of a journey each place is touched, touched
    again taken back, and confirmed at the end.
    """
    areas = form.options(particular)
    codes = {name: str(i + 1) for i, name in enumerate(areas)} | {name: code for code, (name, _) in PROVINCES.items()}
    told = [name for name in regions(form.typed, areas).split("、") if name]
    cells: list[_Cell] = []
    for name, code in codes.items():
        events: tuple[Typed | Erased | AnswerChosen, ...] = (AnswerChosen(name),)
        if particular is Particular.ROUTE:
            places = [each for each in told if each != name] if name in told else [*told, name]
            typed = ".".join(codes.get(each, each) for each in places)
            events = (*[Erased()] * len(form.typed), *map(Typed, typed))
        # A badge beside the name would leave the name no room.
        text = f"{code} {name}" if len(code) == 1 else name
        cells.append(_Cell(text, f"region_{code}", events, chosen=name in told))
    _draw_cells(drawing, place, cells, 4)


def _draw_options(drawing: Drawing, place: Rect, options: Sequence[tuple[str, str, str, AnswerChosen]]) -> None:
    columns = 1 if len(options) <= 5 else 2  # noqa: PLR2004 - a finger's height each
    rows = -(-len(options) // columns)
    if rows == 0:
        return
    width = (place.w - _GAP * (columns - 1)) / columns
    height = min((place.h - _GAP * (rows - 1)) / rows, 60)
    for i, (text, name, key, event) in enumerate(options):
        x, y = place.x + (width + _GAP) * (i // rows), place.y + (height + _GAP) * (i % rows)
        shown = key if len(key) == 1 and key != text else ""
        drawing.button(Rect(x, y, width, height), text, name, saying(event), key=shown, size=22)


def _draw_keys(drawing: Drawing, place: Rect, characters: str, columns: int, more: Sequence[Erased]) -> None:
    cells = [_Cell(each, f"key_{each}", (Typed(each),)) for each in characters]
    cells += [_Cell("", _ERASE, (each,)) for each in more]
    _draw_cells(drawing, place, cells, columns)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One of many keys: what stands on it, its name, and what touching it means."""

    text: str
    name: str
    events: tuple[Typed | Erased | AnswerChosen, ...]
    chosen: bool = False


def _draw_cells(drawing: Drawing, place: Rect, cells: Sequence[_Cell], columns: int) -> None:
    """Draw keys in rows of `columns`, or of more where they would be too low for a finger."""
    gap = _NARROW
    while (place.h + gap) / -(-len(cells) // columns) - gap < _FINGER:
        columns += 1
    rows = -(-len(cells) // columns)
    width = (place.w - gap * (columns - 1)) / columns
    height = min((place.h - gap * (rows - 1)) / rows, 72)
    size = min(height * 0.52, 26)
    for i, cell in enumerate(cells):
        rect = Rect(place.x + (width + gap) * (i % columns), place.y + (height + gap) * (i // columns), width, height)
        drawing.button(rect, cell.text, cell.name, saying(*cell.events), chosen=cell.chosen, size=size, radius=8)
        if cell.name == _ERASE:
            side = min(height - 12, 28)
            sign = Rect(rect.x + (rect.w - side) / 2, rect.y + (rect.h - side) / 2, side, side)
            drawing.sign(sign, Symbol.ERASE, drawing.palette.text, drawing.palette.chip)


def _draw_temperature(drawing: Drawing, place: Rect, visit: Visit, words: LaneWords) -> None:
    palette, labels = drawing.palette, drawing.labels
    deciding = drawing.screen.stage is Stage.DECIDING
    everybody = chains(visit)
    number = to_measure(visit) or 0
    box = place.row(0, 146)
    drawing.box(box.inset(1.5), palette.panel, line=palette.line if deciding else palette.accent, line_width=3)
    title = words.temperature
    if len(everybody) > 1:
        title = words.nth_person.format(n=number + 1, count=len(everybody))
    earlier = "  ".join(labels.nth_reading.format(n=i + 1, reading=str(r)) for i, r in enumerate(everybody[number]))
    head = Rect(box.x + 14, box.y + 8, box.w - 28, 32)
    drawing.words(head, f"{title}  {earlier}".strip(), 23, weight=Weight.STRONG, side=Side.CENTRE)
    value = box.row(38, 102).inset(10, 0)
    if visit.typed:
        drawing.words(value, shown_temperature(visit.typed), 90, weight=Weight.STRONG, side=Side.CENTRE)
    else:
        drawing.words(value, shown_temperature(""), 64, palette.dim, side=Side.CENTRE)
    keys = Rect(place.x, box.bottom + 10, place.w, place.h - 156)
    if drawing.screen.notice is not None:
        draw_notice(drawing, Rect(place.x, keys.y, place.w, 50))
        keys = Rect(keys.x, keys.y + 58, keys.w, keys.h - 58)
    draw_keypad(drawing, keys, temperature=True)
