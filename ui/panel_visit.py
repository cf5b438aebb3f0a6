"""The panel while somebody stands at the gate: who it is, which way, why, and the temperature to be typed."""

from __future__ import annotations

from collections.abc import Sequence

from gate_terminal.application.screen import visiting
from gate_terminal.application.screen.events import (
    CompanionTurned,
    Confirmed,
    DirectionTurned,
    Erased,
    MaskTurned,
    NamesAsked,
    PersonChosen,
    PurposeChosen,
    PurposeStepped,
    Typed,
)
from gate_terminal.application.screen.signs import Stage
from gate_terminal.application.screen.visit import Visit
from gate_terminal.domain.masking import mask_phone
from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.sentences import direction_word, moment_text, purpose_word
from gate_terminal.domain.words import Direction, PassShown, Purpose, Subject

from .drawing import BODY, SMALL, Chip, Drawing, saying
from .lettering import BETWEEN
from .panel_open import draw_notice
from .shapes import Gesturing, Rect, Side, Symbol, Weight

_NAMES_KEY = "F6"
_DIGITS = 3
"""A temperature is typed as three digits."""
_PAD = 292.0
"""Width of the temperature with its keys, in units: beside it the purposes stand in one row, in English too."""
_PURPOSES = tuple(dict.fromkeys(purpose for purpose, _ in visiting.PURPOSES))
_ADDRESS, _MEMBER, _NARROW, _TURN, _LINE = 76.0, 40.0, 6.0, 64.0, 34.0
"""Heights of the parts, and the gap between members, in units."""


def draw_visit(drawing: Drawing, place: Rect) -> None:
    """Draw who stands here and what is still needed."""
    visit = drawing.screen.visit
    drawing.box(place, drawing.palette.panel, line=drawing.palette.line)
    if visit is None:
        return
    inner = place.inset(32, 28)
    pad = Rect(inner.right - _PAD, inner.y, _PAD, inner.h)
    left = Rect(inner.x, inner.y, inner.w - pad.w - 28, inner.h)
    _draw_person(drawing, left, visit)
    _draw_temperature(drawing, pad, visit)


def _draw_person(drawing: Drawing, place: Rect, visit: Visit) -> None:
    palette = drawing.palette
    members = _members(drawing, visit)
    member_rows = drawing.rows_of(place.w, members, _NARROW) if members else 0
    history, reasons, facts = _history(drawing, visit, place.w), _reasons(drawing, visit), _facts(drawing, visit)
    rows = drawing.rows_of(place.w, reasons) + drawing.rows_of(place.w, facts)
    below_address = member_rows * (_MEMBER + _NARROW) if members else 34.0
    used = _ADDRESS + below_address + _TURN + _LINE * len(history)
    # In a low window with a large household the chips give way, then the space between.
    chip = max(min((place.h - used - 18 - 10 * (rows - 1)) / rows, 48), 40)
    gap = max(min((place.h - used - (chip + 10) * rows + 10) / 3, 26), 4)
    _draw_address(drawing, place.row(0, _ADDRESS), visit, names=bool(members))
    y = place.y + _ADDRESS
    if members:
        room = Rect(place.x, y, place.w, member_rows * (_MEMBER + _NARROW))
        drawing.chips(room, members, height=_MEMBER, gap=_NARROW)
    else:
        width = _draw_names(drawing, Rect(place.x, y - 3, place.w, 40)) if visit.household is not None else 0
        drawing.words(Rect(place.x, y, place.w - width, 34), _person_and_phone(drawing, visit), 25, palette.dim)
    y += below_address + gap
    _draw_turn(drawing, Rect(place.x, y, place.w, _TURN), visit)
    y += _TURN + gap
    for text in history:
        drawing.words(Rect(place.x, y, place.w, _LINE), text, 24)
        y += _LINE
    y += gap
    y = drawing.chips(Rect(place.x, y, place.w, 400), reasons, height=chip) + 10
    drawing.chips(Rect(place.x, y, place.w, 400), facts, height=chip)


def _draw_address(drawing: Drawing, place: Rect, visit: Visit, *, names: bool) -> None:
    """Draw the address in the largest letters, with `names` the switch of the names beside it."""
    text = visit.label or drawing.labels.subjects[visit.subject]
    width = _draw_names(drawing, place.row(18, 40)) if names else 0
    drawing.words(Rect(place.x, place.y, place.w - width, place.h), text, 68, weight=Weight.STRONG)


def _draw_names(drawing: Drawing, place: Rect) -> float:
    """Draw what shows names and phone in full, at the right end of `place`; return how much room it takes."""
    text = drawing.labels.names
    width = drawing.width_of(text, SMALL) + drawing.width_of(_NAMES_KEY, SMALL - 1) + 46
    chip = Rect(place.right - width, place.y, width, place.h)
    chosen = drawing.screen.names_shown
    drawing.button(chip, text, "names", lambda m: (NamesAsked(m.at),), key=_NAMES_KEY, chosen=chosen, size=SMALL)
    return width + 10


def _draw_turn(drawing: Drawing, place: Rect, visit: Visit) -> None:
    """Draw which way, as large as what is pressed most, and beside it in what capacity."""
    palette, word = drawing.palette, direction_word(visit.direction, drawing.labels.language)
    turn = Rect(place.x, place.y, min(drawing.width_of(word, 38, Weight.STRONG) + 100, place.w), place.h)
    drawing.box(turn, palette.accent, radius=10)
    words = Rect(turn.x + 20, turn.y, turn.w - 84, turn.h)
    drawing.words(words, word, 38, palette.on_accent, weight=Weight.STRONG)
    symbol = Symbol.ARROW_OUT if visit.direction is Direction.OUT else Symbol.ARROW_IN
    drawing.sign(Rect(turn.right - 56, turn.y + 15, 34, 34), symbol, palette.on_accent, palette.accent)
    drawing.touch(turn, "direction", saying(DirectionTurned()))
    beside = Rect(turn.right + 18, turn.y, place.right - turn.right - 18, turn.h)
    # What the guard has just said against a pass is read before Enter; the rest is for the corner of the eye.
    said = visiting.is_card_doubted(visit)
    ink, weight = (palette.text, Weight.STRONG) if said else (palette.dim, Weight.BODY)
    drawing.words(beside, _standing(drawing, visit), BODY, ink, weight=weight, lines=2)


def _person_and_phone(drawing: Drawing, visit: Visit) -> str:
    household = visit.household
    if household is None:
        return ""
    phone = household.phone if drawing.screen.names_shown else mask_phone(household.phone)
    return BETWEEN.join(part for part in (drawing.name(visit.person.name), phone) if part)


def _members(drawing: Drawing, visit: Visit) -> Sequence[Chip]:
    """Return who belongs to the household, the one who stands here marked; empty where there is no choice."""
    if len(visit.persons) < 2:  # noqa: PLR2004 - one alone is no choice
        return ()
    chips = [
        Chip(
            f"{i + 1} {drawing.name(person.name)}",
            f"person_{i}",
            saying(PersonChosen(i)),
            key="." if i == len(visit.persons) - 1 else "",
            chosen=i == visit.person_index,
        )
        for i, person in enumerate(visit.persons)
    ]
    return tuple(chips)


def _standing(drawing: Drawing, visit: Visit) -> str:
    """Return in what capacity somebody stands here, where it is not the ordinary one."""
    labels, facts = drawing.labels, visit.circumstances
    if drawing.screen.stage is Stage.DECIDING:
        return labels.writing_down
    if visit.unrecorded:
        return labels.not_recorded
    if visit.subject is Subject.RENTER:
        return labels.renter_bill_fits if facts.bill_match else labels.renter_bill_differs
    if visit.household is None:
        return ""
    if facts.pass_shown in {PassShown.LOST, PassShown.REVOKED}:
        return labels.pass_gone_known if facts.id_shown else labels.pass_gone
    if facts.pass_shown is PassShown.FORGOTTEN:
        return labels.forgotten
    if facts.pass_shown is PassShown.OTHER_HOUSEHOLD:
        return labels.of_another_household
    if facts.paper_mark_today:
        return labels.marked_today
    return labels.people.format(count=len(visit.persons)) if len(visit.persons) > 1 else ""


def _history(drawing: Drawing, visit: Visit, width: float) -> Sequence[str]:
    """Return what the ledger knows in lines: the household's last outing and next turn, and who of it is out."""
    labels, now = drawing.labels, drawing.screen.now
    if visit.household is None or now is None:
        return ()
    last = visit.state.last_turn
    if last is None:
        lines = [labels.never_out]
    else:
        free = visit.turn_from is None or visit.turn_from <= now
        if free or visit.turn_from is None:
            may = labels.may_go
        else:
            same_day = civil_day(visit.turn_from) == civil_day(now)
            when = moment_text(visit.turn_from, labels.language)
            may = labels.may_go_from.format(when=when.split(" ")[-1] if same_day else when)
        first = labels.last_out.format(when=moment_text(last.at, labels.language))
        joined = BETWEEN.join((first, may))
        lines = [joined] if drawing.width_of(joined, 24) <= width else [first, may]
        if free and visit.circumstances.paper_mark_today:
            # A mark of today that the ledger does not know of is an outing: nothing is promised beside it.
            lines = [first]
    outs = [
        labels.is_out.format(
            who=drawing.person(visit.persons, outing.person),
            when=moment_text(outing.at, labels.language),
            span=labels.span(now - outing.at),
        )
        for outing in visit.state.still_out
    ]
    return (*lines, BETWEEN.join(outs) if outs else labels.nobody_out)


def _reasons(drawing: Drawing, visit: Visit) -> Sequence[Chip]:
    """Return the choices behind ``+``: purposes, or for those who do not belong here, in what capacity."""
    labels = drawing.labels
    if visit.household is None:
        if visit.subject not in visiting.OTHERS:
            return (Chip(labels.details_later, "details_later", saying()),)
        at = visiting.OTHERS.index(visit.subject)
        steps = [(i - at) % len(visiting.OTHERS) for i in range(len(visiting.OTHERS))]
        chips = [
            Chip(labels.subjects[subject], f"subject_{subject}", saying(*[PurposeStepped()] * steps[i]), chosen=i == at)
            for i, subject in enumerate(visiting.OTHERS)
        ]
    else:
        chips = [_purpose_chip(drawing, visit, purpose) for purpose in _PURPOSES]
    last = chips[-1]
    return (*chips[:-1], Chip(last.text, last.name, last.gesture, "+", last.chosen))


def _purpose_chip(drawing: Drawing, visit: Visit, purpose: Purpose) -> Chip:
    """Return the chip of a purpose; touching work again says whether the employer's letter was shown."""
    chosen, letter = visit.purpose is purpose, visit.circumstances.work_letter
    if purpose is not Purpose.WORK:
        text, next_letter = purpose_word(purpose, drawing.labels.language), False
    elif chosen:
        text, next_letter = (
            drawing.labels.work_with_letter if letter else drawing.labels.work_without_letter,
            not letter,
        )
    else:
        text, next_letter = purpose_word(purpose, drawing.labels.language), True
    return Chip(text, f"purpose_{purpose}", saying(PurposeChosen(purpose, next_letter)), chosen=chosen)


def _facts(drawing: Drawing, visit: Visit) -> Sequence[Chip]:
    """Return mask and direction with their keys, and what else only the guard can tell of whoever stands here."""
    labels = drawing.labels
    facts = visit.circumstances
    mask = labels.mask_on if facts.mask else labels.mask_off
    chips = (
        Chip(mask, "mask", lambda m: (MaskTurned(m.uid, m.at),), "*", chosen=not facts.mask),
        Chip(labels.turn_round, "turn_round", saying(DirectionTurned()), "-"),
    )
    besides = beside_chip(drawing, visit)
    return chips if besides is None else (*chips, besides)


def beside_chip(drawing: Drawing, visit: Visit) -> Chip | None:
    """Return the chip of what only the guard can tell besides; None where nothing is asked."""
    labels, what = drawing.labels, visiting.beside(visit)
    if what is None:
        return None
    words = {
        visiting.Beside.CHILD: (labels.alone, labels.child_along),
        visiting.Beside.FROM_OUTSIDE: (labels.from_the_city, labels.from_outside),
        visiting.Beside.HOSTS_WORD: (labels.host_not_asked, labels.host_approved),
        visiting.Beside.PAPER: (labels.no_paper, labels.paper_shown),
    }
    told = visiting.is_told(visit, what)
    return Chip(words[what][told], "companion", saying(CompanionTurned()), "/", chosen=told)


def shown_temperature(typed: str) -> str:
    """Return what was typed as a temperature in the making: ``3`` is ``3-.-``, ``365`` is ``36.5``."""
    if len(typed) <= _DIGITS and (typed.isdigit() or not typed):
        whole = typed.ljust(_DIGITS, "-")
        return f"{whole[:2]}.{whole[2]}"
    return typed


def _draw_temperature(drawing: Drawing, place: Rect, visit: Visit) -> None:
    screen, labels, palette = drawing.screen, drawing.labels, drawing.palette
    deciding = screen.stage is Stage.DECIDING
    box = place.row(0, 150)
    drawing.box(box.inset(1.5), palette.panel, line=palette.line if deciding else palette.accent, line_width=3)
    earlier = [str(reading) for reading in visit.readings]
    chain = "  ".join(labels.nth_reading.format(n=i + 1, reading=text) for i, text in enumerate(earlier))
    drawing.words(box.row(10, 30).inset(12, 0), chain or labels.temperature, 22, palette.dim, side=Side.CENTRE)
    value = box.row(38, 106).inset(10, 0)
    if visit.typed:
        drawing.words(value, shown_temperature(visit.typed), 96, weight=Weight.STRONG, side=Side.CENTRE)
    elif deciding and earlier:
        drawing.words(value, earlier[-1], 96, palette.dim, weight=Weight.STRONG, side=Side.CENTRE)
    else:
        drawing.words(value, shown_temperature(""), 64, palette.dim, side=Side.CENTRE)
    keys = Rect(place.x, box.bottom + 10, place.w, place.h - 160)
    if screen.notice is not None:
        notice = Rect(place.x, keys.y, place.w, 56)
        draw_notice(drawing, notice)
        keys = Rect(keys.x, keys.y + 64, keys.w, keys.h - 64)
    draw_keypad(drawing, keys, temperature=True)


def draw_keypad(drawing: Drawing, place: Rect, *, temperature: bool) -> None:
    """Draw the pad for touch: digits as on a keyboard's pad, erase, and confirm across the foot.

    With `temperature` also what stands for a reading under the arm, and below and above the scale.
    """
    labels = drawing.labels
    extra: tuple[tuple[str, str], ...] = ((labels.axillary, "A"), ("Lo", "Lo"), ("Hi", "Hi")) if temperature else ()
    columns = 4 if temperature else 3
    gap = 8.0
    width, height = (place.w - gap * (columns - 1)) / columns, min((place.h - 4 * gap) / 5, 72)

    def cell(column: float, row: int, span: float = 1) -> Rect:
        return Rect(
            place.x + (width + gap) * column, place.y + (height + gap) * row, width * span + gap * (span - 1), height
        )

    for i, digit in enumerate("789456123"):
        drawing.button(cell(i % 3, i // 3), digit, f"key_{digit}", saying(Typed(digit)), size=28)
    drawing.button(cell(0, 3, 2), "0", "key_0", saying(Typed("0")), size=28)
    erase = cell(2, 3)
    drawing.button(erase, "", "key_erase", saying(Erased()))
    drawing.sign(erase.inset(10, max((height - 30) / 2, 0)), Symbol.ERASE, drawing.palette.text, drawing.palette.chip)
    for row, (text, typed) in enumerate(extra):
        drawing.button(cell(3, row), text, f"key_{typed}", _typing(typed), size=SMALL + 2)
    if temperature:
        point = cell(3, 3)
        drawing.button(point, ".", "key_point", saying(Typed(".")), size=28)
    drawing.button(
        cell(0, 4, columns),
        labels.confirm,
        "confirm",
        lambda m: (Confirmed(m.uid, m.at),),
        key="Enter",
        chosen=True,
        size=28,
        weight=Weight.STRONG,
    )


def _typing(text: str) -> Gesturing:
    return saying(*(Typed(character) for character in text))
