"""What the guard's hand does to the gate screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from gate_terminal.application.screen import desk, particulars, visiting
from gate_terminal.application.screen.answer import Alarm, Line
from gate_terminal.application.screen.asks import Acknowledge, OpenForm, ReadCode, ReadText, Reveal, Undo
from gate_terminal.application.screen.events import (
    AnswerChosen,
    CodeChosen,
    CompanionTurned,
    Confirmed,
    DirectionTurned,
    EmergencyChosen,
    Erased,
    Escaped,
    Gesture,
    HeldStepped,
    MaskTurned,
    NamesAsked,
    NoPassChosen,
    OthersChosen,
    PadTurned,
    ParticularChosen,
    PersonChosen,
    PersonStepped,
    PurposeChosen,
    PurposeStepped,
    ReadingBegun,
    SupervisorCalled,
    TemperatureMeasured,
    TextScanned,
    Typed,
    UndoChosen,
)
from gate_terminal.application.screen.moves import (
    asking,
    cleared,
    deciding,
    given_up,
    identifying,
    noticing,
    remembering,
)
from gate_terminal.application.screen.signs import Notice, Stage
from gate_terminal.application.screen.values import Screen, WaitingText
from gate_terminal.application.screen.visit import Doubt, Visit
from gate_terminal.domain.temperature import NotATemperature, Temperature, read_temperature
from gate_terminal.domain.words import Purpose, Reason, Verdict

WAITING_SECONDS = 2.0
"""So long a scanned code waits for the gate to be free; whoever is scanned earlier is scanned again."""
LONGEST_TEMPERATURE = 6
LONGEST_PASS_TEXT = 256
_TEMPERATURE_CHARACTERS = frozenset("0123456789.,。、度℃AaLlOoHhIi０１２３４５６７８９．")
_LETTERS = frozenset("AaLlOoHhIi")
_A_PIN = "a PIN"
"""Beside the message that nobody waits: the digits of one are being typed."""
_WORD_SO_FAR = re.compile(r"[Aa]?(?:[Ll][Oo]?|[Hh][Ii]?)?")


def by_hand(screen: Screen, event: Gesture) -> Screen:  # noqa: C901, PLR0912 - one line per kind of gesture
    """Return the screen after a gesture; the supervisor's desk is closed when this is called."""
    if isinstance(event, TemperatureMeasured) and (screen.visit is None or event.of != screen.visit.next_reading):
        # It was taken of somebody who has left, or before an answer that came meanwhile: it is nobody's now.
        return screen
    of_the_form = particulars.by_hand(screen, event)
    if of_the_form is not None:
        return of_the_form
    match event:
        case Typed(character):
            return _typed(screen, character)
        case Erased():
            return _erased(screen)
        case TextScanned(text):
            return scanned(screen, text)
        case CodeChosen(number):
            return _code_chosen(screen, number)
        case Confirmed(uid, at):
            return _confirmed(screen, uid, at)
        case Escaped():
            return _escaped(screen)
        case PurposeStepped():
            return _changed(screen, visiting.with_purpose_stepped)
        case PurposeChosen(purpose, letter):
            return _changed(screen, lambda visit: visiting.with_purpose(visit, purpose, letter=letter))
        case DirectionTurned():
            return _changed(screen, lambda v: _turned(screen, v))
        case MaskTurned(uid, at):
            return _mask_turned(screen, uid, at)
        case CompanionTurned():
            return _changed(screen, visiting.with_beside_turned)
        case PersonStepped():
            return _changed(screen, lambda v: _person_chosen(screen, v, (v.person_index + 1) % len(v.persons)))
        case PersonChosen(index):
            return _changed(screen, lambda v: _person_chosen(screen, v, index))
        case NoPassChosen():
            return _no_pass(screen)
        case OthersChosen(uid):
            return _others(screen, uid)
        case EmergencyChosen(uid, at):
            return _emergency(screen, uid, at)
        case ReadingBegun():
            return identifying(screen, screen.visit) if screen.visit is not None and screen.awaits_reading else screen
        case PadTurned():
            return _pad_turned(screen)
        case NamesAsked(at):
            return _names_asked(screen, at)
        case SupervisorCalled():
            return _desk_opened(screen)
        case UndoChosen(at):
            return _undo(screen, at)
        case TemperatureMeasured(temperature, uid, at):
            return _measured(screen, temperature, uid, at)
        case HeldStepped() | ParticularChosen() | AnswerChosen():
            return screen
        case _:
            assert_never(event)


def _others(screen: Screen, uid: str) -> Screen:
    if not screen.accepts_pass:
        return screen
    visit = visiting.other_visit(uid)
    # What is asked of them, and whether they have been here, only the registrar knows.
    return asking(cleared(screen), OpenForm(visit)) if screen.takes_forms else identifying(screen, visit)


def _changed(screen: Screen, change: Callable[[Visit], Visit]) -> Screen:
    if screen.stage is not Stage.IDENTIFIED or screen.visit is None:
        return screen
    before, after = screen.visit, change(screen.visit)
    if after == before:
        return screen
    # What the ledger could not take, and perhaps has all the same, was another attempt than the one that begins.
    return replace(screen, visit=replace(after, by_hand=True, asked_before=before.asked_before or before.unrecorded))


def _person_chosen(screen: Screen, visit: Visit, index: int) -> Visit:
    """Return the visit of another member, in the direction that the ledger proposes for that one."""
    chosen = _of_person(screen, visit, index)
    return visit if chosen is visit else visiting.with_direction_of_person(chosen)


def _of_person(screen: Screen, visit: Visit, index: int) -> Visit:
    """Return the visit of another member; readings belong to a person, do not change hands and are not forgotten."""
    if index >= len(visit.persons) or visit.unrecorded or index == visit.person_index:
        return visit
    others = tuple(doubt for doubt in visit.doubts if doubt.person != visit.person.id)
    doubts = (*others, Doubt(visit.person.id, visit.readings)) if visit.readings else others
    return remembering(screen, replace(visit, person_index=index, doubts=doubts))


def _turned(screen: Screen, visit: Visit) -> Visit:
    """Return the visit the other way round, of the member who fits that way."""
    turned = visiting.with_direction_turned(visit)
    return _of_person(screen, replace(turned, person_index=visit.person_index), turned.person_index)


def _typed(screen: Screen, character: str) -> Screen:
    if not character.isprintable():
        return screen
    visit = screen.visit
    if visit is not None and not screen.types_pass:
        if screen.stage is Stage.IDENTIFIED:
            return _typed_temperature(screen, visit, character)
        if screen.awaits_reading and character in _TEMPERATURE_CHARACTERS:
            return _typed_temperature(identifying(screen, visit), visit, character)
    if screen.stage not in {Stage.WATCHING, Stage.SHOWING, Stage.HOLDING} and not screen.types_pass:
        return screen
    if screen.alarmed and screen.stage is not Stage.IDENTIFIED:
        return screen
    if _goes_to_no_desk(screen, character):
        return noticing(screen, Notice.NOBODY_WAITS, _A_PIN)
    goes_on = (screen.stage is Stage.WATCHING or screen.types_pass) and not screen.typing_begins_anew
    before = screen.pass_text if goes_on else ""
    return replace(screen, pass_text=(before + character)[:LONGEST_PASS_TEXT], refused_text="")


def _goes_to_no_desk(screen: Screen, character: str) -> bool:
    """Tell whether a digit is one of a PIN, typed although no desk opened: in the field everybody could read it.

    One that begins with a zero is taken for a key of the number pad: an ambulance waits for nothing.
    """
    if screen.notice is not Notice.NOBODY_WAITS or screen.pass_text or not character.isdecimal():
        return False
    return character != "0" or screen.notice_detail == _A_PIN


def _reads_on(typed: str, character: str) -> bool:
    """Tell whether `character` can follow `typed` in a temperature, be it a wrong one."""
    if character not in _TEMPERATURE_CHARACTERS or len(typed) >= LONGEST_TEMPERATURE:
        return False
    if character in _LETTERS:
        return _WORD_SO_FAR.fullmatch(typed + character) is not None
    return not _LETTERS & set(typed[1:]) and typed[:1] not in set("LlHh")


def _typed_temperature(screen: Screen, visit: Visit, character: str) -> Screen:
    if not _reads_on(visit.typed, character):
        # No reading goes on like this: it is the number of a pass, and no digit of it may become a temperature.
        return replace(screen, visit=replace(visit, typed="", by_hand=True), pass_text=visit.typed + character)
    if not visit.typed and character in ".．。" and len(visit.persons) > 1:
        # A reading never begins with a point, so on an empty field the pad's point steps through the members.
        return replace(screen, visit=_person_chosen(screen, visit, (visit.person_index + 1) % len(visit.persons)))
    return replace(screen, visit=replace(visit, typed=visit.typed + character, by_hand=True), notice=None)


def _erased(screen: Screen) -> Screen:
    if screen.types_pass:
        return replace(screen, pass_text=screen.pass_text[:-1], refused_text="")
    if screen.stage is Stage.IDENTIFIED and screen.visit is not None:
        return replace(screen, visit=replace(screen.visit, typed=screen.visit.typed[:-1]))
    if screen.stage in {Stage.WATCHING, Stage.SHOWING, Stage.HOLDING}:
        return replace(screen, pass_text=screen.pass_text[:-1], refused_text="")
    return screen


def scanned(screen: Screen, text: str) -> Screen:
    """Return the screen after a scanner delivered `text`.

    Taken at once; into a form that asks for words, unless it is a pass; or kept for a moment, the newest only.
    """
    if screen.accepts_pass:
        return asking(replace(screen, waiting=None), ReadText(text, scanned=True))
    written = particulars.written_by_scanner(screen, text)
    if written is not None:
        return written
    return replace(screen, waiting=WaitingText(text, screen.clock + WAITING_SECONDS))


def taken_up(screen: Screen) -> Screen:
    """Return the screen with the text that waits taken up where the gate is free by now, or dropped in the end.

    That it was dropped is said: whoever scanned it, or typed as fast as a scanner does, saw nothing happen.
    """
    waiting = screen.waiting
    if waiting is None or (screen.clock < waiting.until and screen.clock < waiting.not_before):
        return screen
    if screen.clock >= waiting.until:
        return noticing(replace(screen, waiting=None), Notice.SCAN_DROPPED)
    return scanned(screen, waiting.text) if screen.accepts_pass else screen


def _code_chosen(screen: Screen, number: int) -> Screen:
    payload = next((code.payload for code in screen.choices if code.number == number), None)
    if payload is None:
        return screen
    rest = tuple(code for code in screen.in_view if code.number != number)
    return asking(replace(screen, in_view=rest, dealt_with=(payload,)), ReadCode(payload))


def _confirmed(screen: Screen, uid: str, at: datetime) -> Screen:
    if screen.notice is Notice.NOBODY_WAITS and screen.notice_detail == _A_PIN:
        return noticing(screen, Notice.NOBODY_WAITS)
    if screen.types_pass or (screen.stage is Stage.WATCHING and screen.pass_text):
        return _confirmed_text(screen, screen.pass_text.strip())
    if screen.stage is Stage.IDENTIFIED and screen.visit is not None:
        return _confirmed_visit(screen, screen.visit, uid, at)
    awaited = screen.answer is not None and screen.answer.decision.verdict is Verdict.REMEASURE
    if screen.stage not in {Stage.SHOWING, Stage.HOLDING} or awaited or screen.just_shown:
        # Gloves press Enter twice: a verdict that nobody can have read yet stays, a fever above all.
        return screen
    if screen.answer is not None and screen.shows_fever:
        # Only what the ledger knows of is known after a new start.
        return asking(screen, Acknowledge(screen.answer.attempt.uid, at))
    return cleared(screen)


def _confirmed_text(screen: Screen, text: str) -> Screen:
    """Look up what was typed: the number of a pass in view, a serial, or an address."""
    if screen.unseen:
        # Nobody else is served before a fever that nobody has acknowledged.
        return given_up(screen)
    number = next((code.number for code in screen.choices if text == str(code.number)), None)
    if number is not None and not screen.no_pass:
        return _code_chosen(replace(screen, pass_text=""), number)
    return asking(screen, ReadText(text, no_pass=screen.no_pass)) if text else screen


def _confirmed_visit(screen: Screen, visit: Visit, uid: str, at: datetime) -> Screen:
    if visit.typed:
        try:
            reading = read_temperature(visit.typed)
        except NotATemperature as reason:
            # Nothing is recorded; the field is free for the next try and earlier readings stay.
            return noticing(replace(screen, visit=replace(visit, typed="")), Notice.NO_READING, str(reason))
        return deciding(screen, visiting.with_reading(_renamed(visit, uid), reading), at)
    if visit.unrecorded:
        # The ledger could not take it a moment ago; what was measured then still counts.
        return deciding(screen, _renamed(visit, uid), at)
    return screen


def _renamed(visit: Visit, uid: str) -> Visit:
    """Give a further attempt of the same visit an id of its own: the ledger has the first one's answer."""
    return replace(visit, uid=uid) if visit.asked_before else visit


def _escaped(screen: Screen) -> Screen:
    if screen.choices:
        return replace(screen, in_view=(), dealt_with=tuple(code.payload for code in screen.in_view))
    if screen.types_pass:
        shown = screen.visit.serial if screen.visit is not None else None
        return replace(screen, pass_text=shown or "", notice=None)
    match screen.stage:
        case Stage.IDENTIFIED:
            if screen.visit is not None and screen.visit.typed:
                return replace(screen, visit=replace(screen.visit, typed=""))
            return given_up(screen)
        case Stage.WATCHING | Stage.HOLDING:
            return cleared(screen)
        case Stage.SHOWING:
            return screen if screen.shows_fever else cleared(screen)
        case Stage.STARTING | Stage.DECIDING | Stage.OUT_OF_SERVICE:
            return screen


def _mask_turned(screen: Screen, uid: str, at: datetime) -> Screen:
    """Turn the mask; where the verdict was for want of one, it was handed out: decide anew."""
    wanted = screen.answer is not None and screen.answer.decision.reason is Reason.NO_MASK
    if wanted and screen.visit is not None and screen.stage in {Stage.SHOWING, Stage.HOLDING}:
        visit = visiting.with_mask_turned(screen.visit)
        held = tuple(h for h in screen.held if h.visit.uid != screen.visit.uid)
        return deciding(replace(screen, held=held), replace(visit, uid=uid), at)
    return _changed(screen, visiting.with_mask_turned)


def _no_pass(screen: Screen) -> Screen:
    if screen.stage is Stage.IDENTIFIED:
        return _changed(screen, visiting.with_no_pass_stepped)
    if not screen.accepts_pass or not screen.has_addresses:
        return screen
    return replace(cleared(screen), no_pass=not screen.no_pass)


def _emergency(screen: Screen, uid: str, at: datetime) -> Screen:
    if screen.answer is not None and screen.just_shown and screen.answer.decision.reason is Reason.EMERGENCY:
        # Gloves press F9 twice: one ambulance is not two.
        return screen
    if screen.stage is Stage.IDENTIFIED and screen.visit is not None:
        return deciding(screen, replace(_renamed(screen.visit, uid), purpose=Purpose.EMERGENCY), at)
    if screen.desk is not None or screen.stage in {Stage.WATCHING, Stage.SHOWING, Stage.HOLDING}:
        # Nothing waits for an ambulance, not even a fever that nobody has acknowledged; it comes back afterwards.
        unseen = screen.unseen
        if screen.answer is not None and screen.shows_fever:
            unseen = (*unseen, Alarm(screen.answer, screen.visit))
        return deciding(replace(cleared(screen), unseen=unseen), visiting.emergency_visit(uid), at)
    return screen


def _pad_turned(screen: Screen) -> Screen:
    """Show the keys for a serial, or put them away; whoever is being served is not disturbed."""
    if screen.stage in {Stage.SHOWING, Stage.HOLDING} and not screen.alarmed:
        return replace(cleared(screen), pad=True)
    return replace(screen, pad=not screen.pad, no_pass=False) if screen.stage is Stage.WATCHING else screen


def _names_asked(screen: Screen, at: datetime) -> Screen:
    """Mask names again at once; show them in full once that is in the ledger."""
    if screen.names_shown:
        return replace(screen, names_shown=False)
    about = screen.answer.attempt.uid if screen.answer is not None else screen.visit.uid if screen.visit else None
    beside = screen.stage in {Stage.IDENTIFIED, Stage.SHOWING, Stage.HOLDING}
    return asking(screen, Reveal(about, at)) if about is not None and beside else screen


def _desk_opened(screen: Screen) -> Screen:
    if screen.stage not in {Stage.WATCHING, Stage.SHOWING, Stage.HOLDING} or screen.alarmed:
        return screen
    # Said, because a PIN that is typed where no desk opened would stand in the field for all to read.
    return desk.opened(screen) if screen.held else noticing(screen, Notice.NOBODY_WAITS)


def _undo(screen: Screen, at: datetime) -> Screen:
    if screen.stage not in {Stage.WATCHING, Stage.SHOWING, Stage.HOLDING}:
        return screen
    own = undoable(screen)
    if own is not None:
        return asking(screen, Undo(own.uid, at))
    if screen.notice is Notice.UNDONE:
        # Gloves press it twice: that there is nothing more to take back must not sound as if it had failed.
        return screen
    return noticing(screen, Notice.NOTHING_TO_UNDO)


def undoable(screen: Screen) -> Line | None:
    """Return the passage that the guard may take back now, if any.

    The last one only: what came before it has been acted on. A fever is no slip. While an answer is on the screen, it
    is the one that is meant: another one is not taken back in its place.
    """
    own = screen.own_last
    if own is None or own.void or own.verdict is Verdict.ISOLATE or screen.clock > screen.undo_until:
        return None
    return own if screen.answer is None or screen.answer.attempt.uid == own.uid else None


def _measured(screen: Screen, temperature: Temperature, uid: str, at: datetime) -> Screen:
    """Take a reading from a thermometer that reports by itself: nothing need be typed."""
    visit = screen.visit
    if visit is None or screen.types_pass or not (screen.stage is Stage.IDENTIFIED or screen.awaits_reading):
        return screen
    if visit.typed:
        return screen
    if visit.by_hand and screen.stage is Stage.IDENTIFIED:
        # Something was changed by hand: the guard says when that is all.
        return replace(screen, visit=replace(visit, typed=str(temperature)))
    return deciding(screen, visiting.with_reading(_renamed(visit, uid), temperature), at)
