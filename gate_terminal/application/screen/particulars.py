"""What the guard's hand does to a form: answers, steps on and back, readings of everybody, and Enter."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from gate_terminal.application.scanned import begins_as_pass
from gate_terminal.application.screen import visiting
from gate_terminal.application.screen.asks import OpenForm
from gate_terminal.application.screen.events import (
    AnswerChosen,
    CompanionTurned,
    Confirmed,
    DirectionTurned,
    Erased,
    Escaped,
    Gesture,
    NoPassChosen,
    OthersChosen,
    ParticularChosen,
    PurposeStepped,
    TemperatureMeasured,
    Typed,
)
from gate_terminal.application.screen.lane_form import LaneForm
from gate_terminal.application.screen.moves import asking, deciding, given_up, noticing
from gate_terminal.application.screen.signs import Notice, Stage
from gate_terminal.application.screen.values import Screen
from gate_terminal.application.screen.visit import Visit
from gate_terminal.domain.lane_facts import circumstances_of
from gate_terminal.domain.particulars import CLOSED, SPECS, Kind, Particular, Unanswered, is_whole
from gate_terminal.domain.temperature import NotATemperature, Temperature, next_to_measure, read_temperature
from gate_terminal.domain.words import CORDONS, Direction

IDENTIFYING = frozenset({Particular.PLATE, Particular.PHONE, Particular.NAME})
"""Answers by which the ledger or the register may know who it is."""

_OWN = (
    Typed
    | Erased
    | Confirmed
    | Escaped
    | PurposeStepped
    | DirectionTurned
    | CompanionTurned
    | OthersChosen
    | NoPassChosen
    | ParticularChosen
    | AnswerChosen
)


def by_hand(screen: Screen, event: Gesture) -> Screen | None:
    """Return the screen after a gesture on a form; None where it is one like on any other visit."""
    visit = screen.visit
    if visit is None or visit.form is None or screen.types_pass:
        return None
    if isinstance(event, TemperatureMeasured) and (screen.stage is Stage.IDENTIFIED or screen.awaits_reading):
        return _with_reading(screen, visit, event.temperature, event.uid, event.at)
    if screen.stage is not Stage.IDENTIFIED or not isinstance(event, _OWN):
        return None
    return _changed(screen, visit, visit.form, event)


def _changed(  # noqa: C901, PLR0912 - one line per kind of gesture
    screen: Screen, visit: Visit, form: LaneForm, event: _OWN
) -> Screen | None:
    match event:
        case Typed(character):
            return None if form.asking is None else _typed(screen, visit, form, character)
        case Erased():
            return None if form.asking is None else _with_form(screen, visit, replace(form, typed=form.typed[:-1]))
        case Confirmed(uid, at):
            return _confirmed(screen, visit, form, uid, at)
        case Escaped():
            if form.asking is None and visit.typed:
                return None
            if form.typed:
                return _with_form(screen, visit, replace(form, typed=""))
            back = form.stepped(-1)
            return given_up(screen) if back is None else _with_form(screen, visit, back)
        case PurposeStepped():
            return _with_form(screen, visit, form.stepped(1) or form)
        case DirectionTurned():
            # What was said of the check is a matter of the way in.
            seen = replace(visit.circumstances, refuses_check=False)
            return _with_form(screen, replace(visit, circumstances=seen), form.turned())
        case CompanionTurned():
            if form.site in CORDONS:
                return None
            # Nobody is kept from leaving, and nothing is asked there that could be refused but the reading.
            return _refusing(screen, visit) if form.direction is Direction.IN else screen
        case OthersChosen():
            return _who_stepped(screen, visit, form)
        case ParticularChosen(particular):
            return _with_form(screen, visit, form.at(particular))
        case AnswerChosen(answer):
            return screen if form.asking is None else _told(screen, visit, form.told(form.asking, answer))
        case NoPassChosen():
            return screen
        case _:
            assert_never(event)


def written_by_scanner(screen: Screen, text: str) -> Screen | None:
    """Return the screen with what a scanner delivered in the field of a form; None where it belongs elsewhere.

    A number on a container or a seal may be a code; and who types as fast as a scanner finds the words in the field all
    the same. What begins as a pass does is one: nobody's name begins so.
    """
    visit = screen.visit
    if visit is None or screen.asking or screen.types_pass or screen.stage is not Stage.IDENTIFIED:
        return None
    form = visit.form
    if form is None or form.asking is None or begins_as_pass(text):
        return None
    if form.asking in CLOSED or SPECS[form.asking].kind in {Kind.COUNT, Kind.YES_NO}:
        return None
    printable = "".join(character for character in text if character.isprintable())
    return _with_form(replace(screen, notice=None, waiting=None), visit, form.typing(printable))


def _typed(screen: Screen, visit: Visit, form: LaneForm, character: str) -> Screen:
    if not character.isprintable() or form.asking is None:
        return screen
    typing = form.typing(character)
    if is_whole(form.asking, typing.typed, form.options(form.asking)):
        return _answered(screen, visit, typing)
    return _with_form(replace(screen, notice=None), visit, typing)


def _answered(screen: Screen, visit: Visit, form: LaneForm) -> Screen:
    try:
        return _told(screen, visit, form.answered())
    except Unanswered:
        return noticing(_with_form(screen, visit, replace(form, typed="")), Notice.NO_ANSWER)


def _told(screen: Screen, visit: Visit, form: LaneForm) -> Screen:
    """Take a form with one more answer; where that says who it is, the registrar is asked."""
    before = visit.form
    told = _with_form(screen, visit, form)
    known = {} if before is None else {each: before.value(each) for each in IDENTIFYING}
    new = any(form.value(each) not in {None, known.get(each)} for each in IDENTIFYING)
    if new and visit.serial is None and told.visit is not None:
        return asking(told, OpenForm(told.visit))
    return told


def formed(visit: Visit, form: LaneForm) -> Visit:
    """Return the visit with a form, and what its answers mean for the rules."""
    return replace(
        visit,
        form=form,
        subject=form.subject,
        direction=form.direction,
        circumstances=circumstances_of(form.answers, visit.circumstances),
    )


def _with_form(screen: Screen, visit: Visit, form: LaneForm) -> Screen:
    changed = replace(
        formed(visit, form),
        by_hand=True,
        # What the ledger could not take, and perhaps has all the same, was another attempt than the one that begins.
        asked_before=visit.asked_before or (visit.unrecorded and form != visit.form),
    )
    return replace(screen, visit=changed)


def _refusing(screen: Screen, visit: Visit) -> Screen:
    seen = visit.circumstances
    return replace(screen, visit=replace(visit, circumstances=replace(seen, refuses_check=not seen.refuses_check)))


def _who_stepped(screen: Screen, visit: Visit, form: LaneForm) -> Screen:
    if all(each.particular is not Particular.WHO for each in form.form):
        return screen
    options = form.options(Particular.WHO)
    place = options.index(form.subject) if form.subject in options else -1
    return _with_form(screen, visit, form.told(Particular.WHO, options[(place + 1) % len(options)]))


def _confirmed(screen: Screen, visit: Visit, form: LaneForm, uid: str, at: datetime) -> Screen:
    if visit.circumstances.refuses_check and not form.typed and not visit.typed:
        # Nothing more can be asked of whoever will not be checked.
        return deciding(screen, _renamed(visit, uid), at)
    if form.asking is not None:
        return _answered(screen, visit, form)
    missing = form.missing()
    if missing is not None:
        return _with_form(screen, visit, form.at(missing))
    if visit.typed:
        try:
            reading = read_temperature(visit.typed)
        except NotATemperature as reason:
            return noticing(replace(screen, visit=replace(visit, typed="")), Notice.NO_READING, str(reason))
        return _with_reading(screen, visit, reading, uid, at)
    if visit.unrecorded or not needs_reading(visit):
        return deciding(screen, _renamed(visit, uid), at)
    return screen


def chains(visit: Visit) -> tuple[tuple[Temperature, ...], ...]:
    """Return the readings of everybody in the vehicle, one chain a person."""
    seen = visit.circumstances
    missing = max(seen.occupants - 1 - len(seen.companions), 0)
    return (visit.readings, *seen.companions, *((),) * missing)


def to_measure(visit: Visit) -> int | None:
    """Return who is to be measured next, counted from 0; None where everybody has been."""
    return None if visit.form is None else next_to_measure(chains(visit), visit.form.policy)


def needs_reading(visit: Visit) -> bool:
    """Tell whether a reading is still asked for."""
    if visit.form is None:
        return True
    measured = visit.direction in visit.form.policy.measured_directions or any(chains(visit))
    return measured and to_measure(visit) is not None


def _with_reading(screen: Screen, visit: Visit, reading: Temperature, uid: str, at: datetime) -> Screen:
    """Add a reading of whoever is to be measured next; once everybody has one, ask for the decision."""
    number = to_measure(visit) or 0
    if number == 0:
        measured = visiting.with_reading(visit, reading)
    else:
        seen = visit.circumstances
        companions = [*chains(visit)[1:]]
        companions[number - 1] = (*companions[number - 1], reading)
        measured = replace(visit, circumstances=replace(seen, companions=tuple(companions)), typed="")
    missing = None if measured.form is None else measured.form.missing()
    if missing is not None or not all(chains(measured)):
        return replace(screen, stage=Stage.IDENTIFIED, answer=None, visit=measured)
    return deciding(screen, _renamed(measured, uid), at)


def _renamed(visit: Visit, uid: str) -> Visit:
    """Give a further attempt of the same visit an id of its own: the ledger has the first one's answer."""
    return replace(visit, uid=uid) if visit.asked_before else visit
