"""The panel while nobody stands at the gate: the start's tasks, the welcome with today's counters, out of service."""

from __future__ import annotations

from gate_terminal.application.screen.events import Confirmed, Erased, SupervisorCalled, Typed, UndoChosen
from gate_terminal.application.screen.gestures import undoable
from gate_terminal.application.screen.signs import Lamp, Notice
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.sentences import verdict_word
from gate_terminal.domain.words import Language, Verdict

from .drawing import BODY, LABELS, SMALL, Drawing, saying
from .labels import clock_time
from .particulars_words import WORDS
from .shapes import Rect, Symbol, Weight
from .theme import GROUNDS, WHITE

_UNDO_KEY = "Ctrl+Z"
_ADDRESS_KEYS = ("789<", "456-", "1230", "=")
# Beside them, smaller, because most addresses are digits: A座3-501, 3-A-501, 5栋201室.
_ADDRESS_LETTERS = ("ABCDEF", "GHIJKL", "MNOPQR", "STUVWX", "YZ座栋号室")
_DIGITS_SHARE, _LARGEST_DIGITS, _APART = 0.43, 520.0, 24.0
# The characters of a serial: no I, L, O or U, which are misread.
_SERIAL_KEYS = ("0123456789", "ABCDEFGHJK", "MNPQRSTVWX", "YZ-<=")

# What went well, or is merely slow, is said in the accent; the rest asks for attention.
_CALM = frozenset({Notice.UNDONE, Notice.ADMITTED, Notice.TIMED_OUT})


def draw_notice(drawing: Drawing, place: Rect) -> None:
    """Draw the passing message, if there is one."""
    screen, palette = drawing.screen, drawing.palette
    if screen.notice is None:
        return
    text = drawing.notice
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
    if screen.no_pass or screen.pad:
        _draw_keys(drawing, place.inset(37, 28))
        return
    inner = place.inset(37, 36)
    tiles = Rect(inner.x, inner.bottom - 116, inner.w, 116)
    welcome = _welcome(drawing, labels.language)
    # The person at the gate reads it too, so the other language stands below it.
    below = _welcome(drawing, Language.ZH if labels.language is Language.EN else Language.EN)
    top = inner.y + max((place.h - 508) * 0.25, 0) + 16
    drawing.words(Rect(inner.x, top, inner.w, 104), welcome, 76, weight=Weight.STRONG)
    drawing.words(Rect(inner.x, top + 112, inner.w, 44), below, 30, palette.dim)
    draw_notice(drawing, Rect(inner.x, top + 176, inner.w, 56))
    if screen.notice is None:
        taken = _draw_held(drawing, Rect(inner.x, top + 176, inner.w, 56)) if screen.held else 0
        _draw_undo(drawing, Rect(inner.x + taken, top + 176, inner.w - taken, 56))
    counters = screen.counters
    numbers: tuple[tuple[str, int | str], ...] = (
        *_crossings(drawing),
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


def _welcome(drawing: Drawing, language: Language) -> str:
    return WORDS[language].welcome.get(drawing.screen.site, LABELS[language].welcome)


def _crossings(drawing: Drawing) -> tuple[tuple[str, int | str], ...]:
    """Return who is on the other side and who crossed today: out of a cordon, or into a place that counts heads."""
    screen, labels, counters = drawing.screen, drawing.labels, drawing.screen.counters
    if screen.inside is None:
        return (
            (labels.out_now, counters.out_now),
            (labels.out_today, counters.out_today),
            (labels.in_today, counters.in_today),
        )
    words = WORDS[labels.language]
    inside = screen.inside if screen.capacity is None else f"{screen.inside}/{screen.capacity}"
    return (words.inside, inside), (words.in_today, counters.let_in_today), (words.out_today, counters.let_out_today)


def _draw_held(drawing: Drawing, place: Rect) -> float:
    """Draw how many wait for the supervisor; return how much room that takes."""
    text = drawing.labels.waiting.format(count=len(drawing.screen.held))
    width = min(drawing.width_of(text, BODY) + 100, place.w)
    drawing.button(Rect(place.x, place.y, width, place.h), text, "held", saying(SupervisorCalled()), key="F8")
    return width + 12


def _draw_undo(drawing: Drawing, place: Rect) -> None:
    """Draw what the guard may still take back; the verdict it belongs to has left the screen."""
    screen, labels = drawing.screen, drawing.labels
    line = undoable(screen)
    if line is None:
        return
    text = labels.undo_last.format(
        time=clock_time(line.at),
        who=line.label or labels.subjects[line.subject],
        verdict=verdict_word(line.verdict, labels.language),
    )
    width = min(drawing.width_of(text, BODY) + drawing.width_of(_UNDO_KEY, 17) + 72, place.w)
    rect = Rect(place.x, place.y, width, place.h)
    drawing.button(rect, text, "undo", lambda m: (UndoChosen(m.at),), key=_UNDO_KEY)


def _draw_keys(drawing: Drawing, place: Rect) -> None:
    """Draw the keys for an address, or for a serial, so that touch alone is enough."""
    screen, labels = drawing.screen, drawing.labels
    title = labels.welcome_address if screen.no_pass else labels.welcome_serial
    drawing.words(place.row(0, 56), title, 44, weight=Weight.STRONG)
    sub = labels.welcome_address_sub if screen.no_pass else labels.field
    if screen.notice is not None:
        draw_notice(drawing, place.row(62, 50))
    else:
        drawing.words(place.row(62, 50), sub, BODY, drawing.palette.dim)
    keys = Rect(place.x, place.y + 122, place.w, place.h - 122)
    if screen.no_pass:
        digits = Rect(keys.x, keys.y, min(keys.w * _DIGITS_SHARE, _LARGEST_DIGITS), keys.h)
        _draw_key_rows(drawing, digits, _ADDRESS_KEYS)
        letters = Rect(digits.right + _APART, keys.y, keys.right - digits.right - _APART, keys.h)
        _draw_key_rows(drawing, letters, _ADDRESS_LETTERS)
    else:
        _draw_key_rows(drawing, keys, _SERIAL_KEYS)


def _draw_key_rows(drawing: Drawing, place: Rect, rows: tuple[str, ...]) -> None:
    """Draw rows of one key a character; ``<`` erases and ``=`` confirms, over what is left of its row."""
    gap, columns = 8.0, max(map(len, rows))
    width, height = (place.w - gap * (columns - 1)) / columns, min((place.h - gap * (len(rows) - 1)) / len(rows), 84)
    for i, row in enumerate(rows):
        for j, character in enumerate(row):
            rect = Rect(place.x + (width + gap) * j, place.y + (height + gap) * i, width, height)
            if character == "=":
                wide = Rect(rect.x, rect.y, place.right - rect.x, height)
                confirm = drawing.labels.confirm
                drawing.button(
                    wide, confirm, "confirm", lambda m: (Confirmed(m.uid, m.at),), key="Enter", chosen=True, size=26
                )
            elif character == "<":
                drawing.button(rect, "", "key_erase", saying(Erased()))
                sign = rect.inset(max((rect.w - 36) / 2, 4), max((rect.h - 30) / 2, 4))
                drawing.sign(sign, Symbol.ERASE, drawing.palette.text, drawing.palette.chip)
            else:
                drawing.button(rect, character, f"key_{character}", saying(Typed(character)), size=28)


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
    # A stand-down is no trouble: nobody is to write on paper meanwhile.
    wished = screen.fault is Fault.STOOD_DOWN
    headline = advice.short if wished else labels.out_of_service
    drawing.box(place, palette.panel, line=palette.line)
    band = Rect(place.x, place.y, place.w, 132)
    ground = GROUNDS[Verdict.IGNORE]
    drawing.box(band, ground)
    drawing.sign(Rect(band.x + 36, band.y + 30, 72, 72), Symbol.LAMP_BAD, WHITE, ground)
    drawing.words(Rect(band.x + 136, band.y, band.w - 170, band.h), headline, 68, WHITE, weight=Weight.STRONG)
    inner = Rect(place.x + 37, band.bottom + 24, place.w - 74, place.bottom - band.bottom - 48)
    drawing.words(inner.row(0, 84), advice.what, 36, weight=Weight.STRONG, lines=2)
    do = inner.row(100, 104)
    drawing.box(do, palette.warning)
    drawing.words(Rect(do.x + 22, do.y + 10, do.w - 44, 26), labels.what_to_do, 19, palette.on_warning)
    drawing.words(
        Rect(do.x + 22, do.y + 36, do.w - 44, 62), advice.do, 28, palette.on_warning, weight=Weight.STRONG, lines=2
    )
    if not wished:
        drawing.words(inner.row(210, 48), labels.tries_again, 22, palette.dim, lines=2)
    if screen.fault_detail:
        tall = max(min(inner.h - 264, 100), 62)
        _draw_for_technician(drawing, Rect(inner.x, inner.bottom - tall, inner.w, tall), screen.fault_detail)


def _draw_for_technician(drawing: Drawing, place: Rect, detail: str) -> None:
    """Draw the system's own words of a fault apart, under a heading: they are no sentence that a guard must read."""
    palette = drawing.palette
    drawing.box(Rect(place.x, place.y, place.w, 1), palette.line, radius=0)
    drawing.words(Rect(place.x, place.y + 2, place.w, 26), drawing.labels.for_technician, SMALL, palette.dim)
    drawing.words(Rect(place.x, place.y + 28, place.w, place.h - 28), detail, SMALL, palette.dim, lines=2)
