"""What stands around the panel in every stage: the top line, the live picture with the field, the latest passages."""

from __future__ import annotations

from collections.abc import Mapping

from gate_terminal.application.screen.answer import Line
from gate_terminal.application.screen.events import (
    CodeChosen,
    Escaped,
    LanguageTurned,
    PadTurned,
    ThemeTurned,
    View,
    VoiceTurned,
)
from gate_terminal.application.screen.number_pad import is_begun
from gate_terminal.application.screen.signs import Lamp, Organ, OrganHealth, Stage, Theme
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.sentences import verdict_word

from .buttons import draw_buttons
from .drawing import SMALL, Drawing, saying
from .labels import clock_time
from .lettering import BETWEEN, chinese_font_is_there
from .particulars_words import WORDS
from .shapes import Rect, Side, Symbol, Weight
from .theme import LIVE_GROUND, WHITE

MARGIN = 16
GAP = 12
TOP = 56
ROW = 51
"""Height of a line of the strip."""
_LANGUAGES = "中 / EN"
_LEAST_COLUMN = 22
"""A column of the strip is at least so wide, in units of the size of its letters."""
_STRIP = 17
_ROOM_FOR_VOICE = 0.75
"""Pixels a unit from which the voice has a switch at the top; below, the key alone does it."""
_CAPTION, _CHOICES = 42, 60
"""Height under the picture, in the ordinary case and where a pass is to be chosen with a gloved finger."""
_CHOICE = 56

_LAMPS: Mapping[Lamp, Symbol] = {
    Lamp.GOOD: Symbol.LAMP_GOOD,
    Lamp.WARNING: Symbol.LAMP_WARNING,
    Lamp.BAD: Symbol.LAMP_BAD,
    Lamp.ABSENT: Symbol.LAMP_ABSENT,
}


class Places:
    """Where the parts of the window are, in units."""

    def __init__(self, width: float, height: float) -> None:
        spare = height - 720
        rows = 3 if spare >= 2 * ROW else 2
        strip = rows * ROW + 16
        self.rows = rows
        self.top = Rect(0, 0, width, TOP)
        self.strip = Rect(MARGIN, height - MARGIN + 2 - strip, width - 2 * MARGIN, strip)
        middle = Rect(MARGIN, TOP + GAP, width - 2 * MARGIN, self.strip.y - GAP - TOP - GAP)
        left = min(max(400, width * 0.3125), 480)
        self.left = Rect(middle.x, middle.y, left, middle.h)
        self.panel = Rect(self.left.right + GAP, middle.y, middle.w - left - GAP, middle.h)


def draw_top(drawing: Drawing, place: Rect) -> None:
    """Draw site, gate, guard, the organs' health, the clock and the two switches."""
    screen, labels, palette = drawing.screen, drawing.labels, drawing.palette
    drawing.box(Rect(0, place.bottom - 1, place.w, 1), palette.line, radius=0)
    right = place.right - MARGIN
    theme = Symbol.NIGHT if screen.theme is Theme.DAY else Symbol.DAY
    right = _sign_switch(drawing, place, right, "theme", theme, ThemeTurned()) - 8
    if drawing.scale >= _ROOM_FOR_VOICE:
        voice = Symbol.VOICE if screen.voice else Symbol.SILENCE
        right = _sign_switch(drawing, place, right, "voice", voice, VoiceTurned()) - 8
    right = _language_switch(drawing, place, right) - 16
    if screen.now is not None:
        time = site_moment(screen.now).strftime("%H:%M:%S")
        width = drawing.width_of("00:00:00", 25, Weight.STRONG) + 2
        drawing.words(Rect(right - width, place.y, width, place.h), time, 25, weight=Weight.STRONG, side=Side.CENTRE)
        right -= width + 18
    right = _draw_health(drawing, place, right)
    gate = labels.gates.get(screen.gate, screen.gate)
    place_name = labels.gate.format(site=screen.site_name, gate=gate) if screen.site_name else gate
    lane = labels.lane.format(lane=screen.lane) if screen.lane else ""
    left = float(MARGIN + 4)
    if screen.practice:
        left = _draw_rehearsal(drawing, place, left)
    guard = labels.on_duty.format(guard=drawing.name(screen.guard)) if screen.guard else ""
    room = right - left - 8
    title = BETWEEN.join(part for part in (place_name, lane) if part)
    if drawing.width_of(title, drawing.least, Weight.STRONG) + 2 > room:
        # Which lane this is, is known to whoever stands in it.
        title = place_name
    if not chinese_font_is_there():
        title = labels.no_chinese_font
    width = min(drawing.width_of(title, 22, Weight.STRONG) + 2, room)
    guard_width = min(drawing.width_of(guard, SMALL) + 2, room - width - 18)
    drawing.words(Rect(left, place.y, width, place.h), title, 22, weight=Weight.STRONG)
    if guard and guard_width >= drawing.width_of(guard, drawing.least):
        # Where there is no room for it, the name on duty gives way to the name of the gate.
        drawing.words(Rect(left + width + 18, place.y, guard_width, place.h), guard, SMALL, palette.dim)


def _switch(place: Rect, right: float, width: float) -> Rect:
    height = min(40.0, place.h - 8)
    return Rect(right - width, place.y + (place.h - height) / 2, width, height)


def _sign_switch(drawing: Drawing, place: Rect, right: float, name: str, symbol: Symbol, event: View) -> float:
    """Draw a switch with a sign, ending at `right`; return where it begins."""
    palette = drawing.palette
    rect = _switch(place, right, 44)
    drawing.box(rect, palette.chip, radius=10, line=palette.line)
    drawing.sign(rect.inset(10, 8), symbol, palette.text, palette.chip)
    drawing.touch(rect, name, saying(event))
    return rect.x


def _language_switch(drawing: Drawing, place: Rect, right: float) -> float:
    """Draw the switch of the language, ending at `right`; return where it begins."""
    width = drawing.width_of(_LANGUAGES, SMALL) + 20
    rect = _switch(place, right, width)
    drawing.box(rect, drawing.palette.chip, radius=10, line=drawing.palette.line)
    drawing.words(rect.inset(4, 0), _LANGUAGES, SMALL, side=Side.CENTRE)
    drawing.touch(rect, "language", saying(LanguageTurned()))
    return rect.x


def _draw_rehearsal(drawing: Drawing, place: Rect, left: float) -> float:
    palette, text = drawing.palette, drawing.labels.rehearsal
    width = drawing.width_of(text, 22, Weight.STRONG) + 24
    rect = Rect(left, place.y + (place.h - 36) / 2, width, 36)
    drawing.box(rect, palette.warning, radius=8)
    drawing.words(rect.inset(8, 0), text, 22, palette.on_warning, weight=Weight.STRONG, side=Side.CENTRE)
    return rect.right + 12


def _draw_health(drawing: Drawing, place: Rect, right: float) -> float:
    """Draw one sign and one word for each organ; what is wrong is said in the word's place."""
    screen, labels, palette = drawing.screen, drawing.labels, drawing.palette
    known = dict(screen.health)
    for organ in reversed(Organ):
        if organ not in known:
            continue
        health = known[organ]
        wrong = health.lamp in {Lamp.WARNING, Lamp.BAD}
        text = labels.faults[health.fault].short if wrong and health.fault is not None else labels.organs[organ]
        weight = Weight.STRONG if wrong else Weight.BODY
        width = min(drawing.width_of(text, SMALL - 1, weight) + 2, 190)
        colour = palette.text if wrong else palette.dim
        drawing.words(Rect(right - width, place.y, width, place.h), text, SMALL - 1, colour, weight=weight)
        drawing.sign(
            Rect(right - width - 24, place.y + (place.h - 18) / 2, 18, 18),
            _LAMPS[health.lamp],
            palette.lamps[health.lamp],
            palette.ground,
        )
        right -= width + 24 + 16
    return right


def draw_left(drawing: Drawing, place: Rect) -> None:
    """Draw the live picture with its caption, the field and the four buttons."""
    button, field = 58.0, 58.0
    spare = max(place.h - 508, 0)
    button += min(spare * 0.12, 20)
    live = Rect(place.x, place.y, place.w, place.h - 2 * button - field - 3 * GAP)
    _draw_live(drawing, live)
    _draw_field(drawing, Rect(place.x, live.bottom + GAP, place.w, field))
    draw_buttons(drawing, Rect(place.x, live.bottom + 2 * GAP + field, place.w, 2 * button + GAP), button)


def _draw_live(drawing: Drawing, place: Rect) -> None:
    screen, labels = drawing.screen, drawing.labels
    drawing.box(place, LIVE_GROUND, radius=10)
    camera = screen.organ(Organ.CAMERA)
    chooses = bool(screen.choices)
    low = _CHOICES if chooses else _CAPTION
    caption = Rect(place.x, place.bottom - low, place.w, low)
    picture = Rect(place.x, place.y, place.w, place.h - caption.h)
    if camera.lamp is Lamp.BAD and camera.fault is not None:
        advice = labels.faults[camera.fault]
        drawing.words(
            Rect(place.x + 24, place.y + 24, place.w - 48, picture.h * 0.4),
            advice.what,
            26,
            WHITE,
            weight=Weight.STRONG,
            side=Side.CENTRE,
            lines=2,
        )
        drawing.words(
            Rect(place.x + 24, place.y + 24 + picture.h * 0.4, place.w - 48, picture.h * 0.6 - 36),
            advice.do,
            20,
            WHITE,
            side=Side.CENTRE,
            lines=3,
        )
        text = advice.short
    else:
        drawing.live(picture)
        if chooses:
            _draw_choices(drawing, caption)
            return
        text = _caption(drawing, camera)
    drawing.words(caption.inset(12, 0), text, 19, WHITE, side=Side.CENTRE)


def _draw_choices(drawing: Drawing, place: Rect) -> None:
    """Draw a button for each pass in view: the number that the picture shows beside it, nothing of its content."""
    choices = drawing.screen.choices
    left = place.right - 4 - len(choices) * (_CHOICE + 6)
    drawing.words(
        Rect(place.x + 12, place.y, left - place.x - 18, place.h), drawing.labels.several_passes, 19, WHITE, lines=2
    )
    for i, code in enumerate(choices):
        rect = Rect(left + i * (_CHOICE + 6), place.y + 5, _CHOICE, place.h - 10)
        number = str(code.number)
        drawing.button(
            rect, number, f"pass-{number}", saying(CodeChosen(code.number)), size=26, weight=Weight.STRONG, chosen=True
        )


def _caption(drawing: Drawing, camera: OrganHealth) -> str:
    screen, labels = drawing.screen, drawing.labels
    if is_begun(screen):
        return labels.pad_keys
    if screen.hint is not None:
        return labels.hints[screen.hint]
    visit = screen.visit
    if visit is not None and visit.serial is not None:
        return (labels.serial_was_typed if visit.serial_typed else labels.pass_was_read).format(serial=visit.serial)
    if camera.lamp is Lamp.ABSENT:
        return labels.no_picture
    if camera.fault is not None:
        # Its last picture stays; nobody need hold a code before it.
        return labels.faults[camera.fault].what
    return labels.aim_here


def _draw_field(drawing: Drawing, place: Rect) -> None:
    screen, labels, palette = drawing.screen, drawing.labels, drawing.palette
    beside = screen.stage in {Stage.SHOWING, Stage.HOLDING} and not screen.shows_fever
    takes = (screen.stage is Stage.WATCHING or beside or screen.types_pass) and screen.desk is None
    drawing.box(
        place.inset(1),
        palette.panel,
        radius=10,
        line=palette.accent if takes else palette.line,
        line_width=2 if takes else 1,
    )
    back = _draw_way_back(drawing, place)
    if takes and screen.stage is not Stage.IDENTIFIED:
        drawing.touch(Rect(place.x, place.y, place.w - back, place.h), "field", saying(PadTurned()))
    inner = Rect(place.x + 18, place.y, place.w - 36 - back, place.h)
    text = screen.pass_text
    if not text and not takes:
        return
    if not text:
        drawing.words(inner, labels.field_address if screen.no_pass else _field_words(drawing), 22, palette.dim)
        return
    # What was typed last is what the eye looks for: a long text shows its end.
    read = screen.visit is not None and text == screen.visit.serial
    while len(text) > 1 and drawing.width_of(text, 24) > inner.w - 12:
        text = text[1:]
    if screen.typing_begins_anew and takes:
        # As everywhere, what is marked is what typing takes the place of.
        wide = drawing.width_of(text, 24)
        drawing.box(Rect(inner.x - 5, place.y + 11, wide + 10, place.h - 22), palette.accent, radius=4)
        drawing.words(inner, text, 24, palette.on_accent)
        return
    drawing.words(inner, text, 24, palette.text if takes and not read else palette.dim)
    if takes and not read:
        caret = inner.x + drawing.width_of(text, 24) + 4
        drawing.box(Rect(caret, place.y + 14, 2, place.h - 28), palette.accent, radius=0)


_WAY_BACK = "Esc 000"
"""The number pad has no Esc: three zeros and Enter there."""


def _draw_way_back(drawing: Drawing, place: Rect) -> float:
    """Draw the step back at the end of the field, where there is one; return how much room it takes."""
    screen, labels = drawing.screen, drawing.labels
    begun = bool(screen.pass_text or screen.no_pass or screen.pad)
    beside = screen.stage in {Stage.IDENTIFIED, Stage.SHOWING, Stage.HOLDING} and not screen.shows_fever
    if screen.desk is not None or not (beside or (screen.stage is Stage.WATCHING and begun)):
        return 0
    width = drawing.width_of(labels.back, SMALL) + drawing.width_of(_WAY_BACK, 17) + 46
    key = _WAY_BACK
    if place.w - 36 - width < drawing.width_of(_field_words(drawing), 22):
        # What the field takes is told at length: the longer of the two ways to step back gives way.
        key, width = "Esc", drawing.width_of(labels.back, SMALL) + drawing.width_of("Esc", 17) + 46
    rect = Rect(place.right - width - 7, place.y + 7, width, place.h - 14)
    drawing.button(rect, labels.back, "back", saying(Escaped()), key=key, size=SMALL)
    return place.right - rect.x


def _field_words(drawing: Drawing) -> str:
    """Return what the field takes at this kind of gate."""
    screen, labels = drawing.screen, drawing.labels
    return WORDS[labels.language].field[screen.site] if screen.takes_forms else labels.field


def draw_strip(drawing: Drawing, place: Rect, rows: int) -> None:
    """Draw the latest passages, newest first, as many abreast as can be read."""
    palette = drawing.palette
    drawing.box(place, palette.panel, radius=12, line=palette.line)
    inner = place.inset(18, 8)
    if not drawing.screen.recent:
        # As long as the ledger is not open nobody knows whether there were any.
        if drawing.screen.stage not in {Stage.STARTING, Stage.OUT_OF_SERVICE}:
            drawing.words(inner, drawing.labels.nothing_yet, 20, palette.dim, side=Side.CENTRE)
        return
    columns = min(3, int(inner.w / (_LEAST_COLUMN * max(_STRIP, drawing.least))))
    width = inner.w / columns
    for i, line in enumerate(drawing.screen.recent[: rows * columns]):
        cell = Rect(inner.x + width * (i % columns), inner.y + ROW * (i // columns), width - 12, ROW)
        _draw_line(drawing, cell, line)


def _draw_line(drawing: Drawing, cell: Rect, line: Line) -> None:
    labels, palette = drawing.labels, drawing.palette
    colour = palette.dim if line.void else palette.text
    verdict = labels.voided if line.void else verdict_word(line.verdict, labels.language)
    parts = (
        (clock_time(line.at), 0.0, 0.15, colour, Weight.BODY),
        (line.label or labels.subjects[line.subject], 0.16, 0.30, colour, Weight.BODY),
        (labels.short_directions[line.direction], 0.47, 0.09, colour, Weight.BODY),
        (line.temperatures[-1] if line.temperatures else "–", 0.57, 0.13, colour, Weight.BODY),
        (verdict, 0.71, 0.29, palette.dim if line.void else palette.verdicts[line.verdict], Weight.STRONG),
    )
    for text, start, width, ink, weight in parts:
        # The mark itself is not struck: it says why the rest is.
        struck = line.void and text is not verdict
        rect = Rect(cell.x + cell.w * start, cell.y, cell.w * width - 4, cell.h)
        drawing.words(rect, text, _STRIP, ink, weight=weight, struck=struck, lines=2 if text is verdict else 1)
