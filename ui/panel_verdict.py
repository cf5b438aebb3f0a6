"""The panel of an answer: the ground in the verdict's colour, its symbol, one word, one sentence, what is next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gate_terminal.application.screen.answer import Answer
from gate_terminal.application.screen.events import (
    Confirmed,
    MaskTurned,
    ProofTurned,
    ReadingBegun,
    SupervisorCalled,
    UndoChosen,
)
from gate_terminal.application.screen.gestures import undoable
from gate_terminal.domain.sentences import (
    direction_word,
    for_guard_alone,
    guard_sentence,
    next_sentence,
    paper_note,
    passage_text,
    proof_lines,
    public_sentence,
    reading_text,
    verdict_word,
)
from gate_terminal.domain.words import Language, Reason, Verdict

from .drawing import BODY, Drawing, Inks, saying
from .lane_lines import chain_meant, person_words, trailer_words
from .lettering import BETWEEN, LINE, fit
from .particulars_words import WORDS
from .shapes import Gesturing, Rect, Side, Symbol, Weight, Words
from .theme import GROUNDS, INSETS, WHITE

_SYMBOLS: Mapping[Verdict, Symbol] = {
    Verdict.ALLOW: Symbol.ALLOW,
    Verdict.REFUSE: Symbol.REFUSE,
    Verdict.HOLD: Symbol.HOLD,
    Verdict.ISOLATE: Symbol.ISOLATE,
    Verdict.REMEASURE: Symbol.REMEASURE,
    Verdict.IGNORE: Symbol.IGNORE,
}
_LARGEST = 144
"""Size of a verdict's word where nothing limits it."""
_BESIDE = 34
"""Between the symbol and the word."""
_FOR_GUARD = 18
"""Size of what only the guard is to read: at three metres it is too small."""
_EDGE = 44
_FOOT = 56


def draw_verdict(drawing: Drawing, place: Rect) -> None:
    """Draw the answer that the ledger gave."""
    answer = drawing.screen.answer
    if answer is None:
        return
    verdict = answer.decision.verdict
    ground, inset = GROUNDS[verdict], INSETS[verdict]
    drawing.box(place, ground)
    inner = place.inset(_EDGE, 24)
    head = _draw_word(drawing, inner, verdict)
    foot = Rect(inner.x, inner.bottom - _FOOT, inner.w, _FOOT)
    body = Rect(inner.x, head + 14, inner.w, foot.y - head - 26)
    if drawing.screen.proof_shown:
        _draw_proof(drawing, body, answer, inset)
    else:
        _draw_sentences(drawing, body, answer)
    _draw_foot(drawing, foot, answer, Inks(WHITE, WHITE, inset, inset, inset, WHITE, ground))


def _draw_word(drawing: Drawing, place: Rect, verdict: Verdict) -> float:
    """Draw the symbol, the word and the same in the other language; return where they end."""
    language = drawing.labels.language
    lines = verdict_word(verdict, language).split(" ")
    other = verdict_word(verdict, Language.ZH if language is Language.EN else Language.EN)
    unit = max(drawing.width_of(line, _LARGEST, Weight.STRONG) for line in lines) / _LARGEST
    # Read from three metres away: an eighth of the height at least. Two lines are no larger than that asks for.
    least = drawing.height / 8 + 2
    wanted = max(_LARGEST, least * 1.1) if len(lines) == 1 else max(least, _LARGEST * 0.88)
    side = min(150.0, max(place.w - unit * least - _BESIDE, 56.0))
    left = place.x + side + min(_BESIDE, 14 + side / 6)
    size = float(int(min(wanted, (place.right - left) / unit)))
    symbol = Rect(place.x, max(place.y - 8 + size * 0.58 - side / 2, place.y + 2), side, side)
    drawing.sign(symbol, _SYMBOLS[verdict], WHITE, GROUNDS[verdict])
    # Latin capitals fill less of their line than characters do, so their lines may stand closer.
    step = size * (0.86 if language is Language.EN else LINE)
    for i, line in enumerate(lines):
        row = Rect(left, place.y - 8 + step * i, place.right - left + 1, size * 1.16)
        drawing.words(row, line, size, WHITE, weight=Weight.STRONG)
    bottom = place.y - 8 + step * (len(lines) - 1) + size * 1.1
    if language is Language.EN:
        drawing.words(Rect(symbol.x, symbol.bottom + 2, max(side, 76), 46), other, 34, WHITE, side=Side.CENTRE)
        return max(bottom, symbol.bottom + 50)
    drawing.words(Rect(left, bottom, place.right - left, 36), other, 27, WHITE, tracking=2)
    return bottom + 36


def _draw_sentences(drawing: Drawing, place: Rect, answer: Answer) -> None:
    """Draw who it is about, why, and what comes next."""
    language, labels = drawing.labels.language, drawing.labels
    decision, attempt = answer.decision, answer.attempt
    names = {attempt.person: drawing.name(answer.person_name)}
    if decision.cause is not None and answer.cause_name:
        names[decision.cause.person] = drawing.name(answer.cause_name)
    who = [
        answer.label or labels.subjects[attempt.subject],
        names[attempt.person] if answer.person_name else "",
        direction_word(attempt.direction, language),
        trailer_words(answer, WORDS[language]),
    ]
    # Of several on board the sentence tells the reading that it is about.
    about = replace(attempt, temperatures=chain_meant(drawing.screen, answer)[1])
    said = guard_sentence(decision, about, language, names)
    tall = min(drawing.height / 720, 1.25)
    head, foot = 38 * tall, 46 * tall
    if for_guard_alone(decision):
        # The large words are read by the whole queue; at arm's length the guard reads the small ones.
        whole = BETWEEN.join(part for part in (said, next_sentence(decision, language)) if part)
        small = Rect(place.x, place.bottom - 46 * tall, place.w, 46 * tall)
        drawing.words(small, labels.guard_alone.format(sentence=whole), _FOR_GUARD * tall, WHITE, lines=2)
        place = Rect(place.x, place.y, place.w, place.h - small.h - 6)
        said = public_sentence(decision, about, language)
    drawing.words(place.row(0, head), BETWEEN.join(part for part in who if part), 25 * tall, WHITE)
    sentence = Words(
        Rect(place.x, place.y + head + 4, place.w, max(place.h - head - foot - 8, 30)),
        said,
        max(36 * tall, drawing.least),
        WHITE,
        Weight.STRONG,
        lines=2,
    )
    # What comes next stands right below why, however many lines that takes.
    fitted = fit(sentence, drawing.least)
    taken = fitted.size * LINE * len(fitted.lines) if sentence.text else 0
    drawing.shapes.append(replace(sentence, rect=sentence.rect.row(0, min(max(taken, 1), sentence.rect.h))))
    top = min(sentence.rect.y + taken + 6 * tall, place.bottom - foot)
    drawing.words(Rect(place.x, top, place.w, foot), _coming(drawing, answer), 33 * tall, WHITE)


def _coming(drawing: Drawing, answer: Answer) -> str:
    """Return the second sentence: when the next turn is, or what to do with the person now."""
    labels, decision = drawing.labels, answer.decision
    whom = person_words(drawing.screen, answer, WORDS[labels.language])
    if decision.verdict is Verdict.ISOLATE:
        return BETWEEN.join(part for part in (whom, labels.fever_steps) if part)
    if decision.verdict is Verdict.REMEASURE or decision.reason is Reason.TEMP_UNREADABLE:
        chain = [
            labels.nth_reading.format(n=i + 1, reading=reading_text(reading, labels.language))
            for i, reading in enumerate(chain_meant(drawing.screen, answer)[1])
        ]
        return BETWEEN.join([*([whom] if whom else []), *chain, labels.measure_and_type])
    coming = "" if for_guard_alone(decision) else next_sentence(decision, labels.language)
    coming = coming[:1].upper() + coming[1:]
    if answer.again and decision.verdict is not Verdict.IGNORE:
        return BETWEEN.join(part for part in (labels.said_before, coming) if part)
    return coming


def _draw_proof(drawing: Drawing, place: Rect, answer: Answer, inset: str) -> None:
    """Draw why this verdict: the rule's version, the records that caused it, how fresh the facts were."""
    labels, language = drawing.labels, drawing.labels.language
    causes = {
        each.uid: passage_text(
            each.at,
            drawing.name(each.person_name) if each.person_name else labels.subjects[each.subject],
            each.direction,
            each.verdict,
            language,
        )
        for each in answer.causes
    }
    lines = (f"{labels.proof} · №{answer.seq}", *proof_lines(answer.decision, language, causes))
    height = min(36.0, (place.h - 20) / len(lines))
    box = place.row(0, height * len(lines) + 20)
    drawing.box(box, inset, radius=10)
    inner = box.inset(20, 10)
    for i, line in enumerate(lines):
        weight = Weight.STRONG if i == 0 else Weight.BODY
        drawing.words(inner.row(height * i, height), line, 21, WHITE, weight=weight)


def _draw_foot(drawing: Drawing, place: Rect, answer: Answer, inks: Inks) -> None:
    labels, screen = drawing.labels, drawing.screen
    right = place.right
    undo = (labels.undo, "undo", "Ctrl+Z", lambda m: (UndoChosen(m.at),))
    proof = (labels.proof, "proof", "F3", saying(ProofTurned()))
    # A fever is no slip of the finger, and a supervisor's answer not the guard's: only a supervisor takes them back.
    for text, name, key, gesture in (proof,) if undoable(screen) is None else (undo, proof):
        width = drawing.width_of(text, BODY) + drawing.width_of(key, 17) + 62
        rect = Rect(right - width, place.y, width, place.h)
        drawing.button(rect, text, name, gesture, key=key, inks=inks)
        right = rect.x - 10
    room = Rect(place.x, place.y, right - place.x, place.h)
    # What there is to do about this verdict stays there, whatever else is said beside it.
    room = _beside(room, _draw_deed(drawing, room, answer, inks))
    if screen.notice is not None:
        drawing.words(room, drawing.notice, 24, WHITE, weight=Weight.STRONG, lines=2)
        return
    verdict = answer.decision.verdict
    note = "" if verdict is Verdict.ISOLATE else paper_note(answer.decision, answer.attempt, labels.language)
    if note and answer.decision.reason is not Reason.NO_MASK and not screen.awaits_reading:
        _draw_note(drawing, room, note, held=verdict is Verdict.HOLD, inset=inks.chip)


def _beside(room: Rect, taken: float) -> Rect:
    return Rect(room.x + taken + 16, room.y, max(room.w - taken - 16, 0), room.h) if taken else room


def _draw_deed(drawing: Drawing, room: Rect, answer: Answer, inks: Inks) -> float:
    """Draw the one thing to do about this verdict, where there is one; return how much room it takes."""
    labels, screen = drawing.labels, drawing.screen
    decision = answer.decision
    if decision.reason is Reason.NO_MASK and screen.visit is not None:
        handed_out = ("mask", lambda m: (MaskTurned(m.uid, m.at),))
        return _draw_wide_button(drawing, room, labels.mask_handed_out, handed_out, "*", inks)
    if screen.awaits_reading:
        reading = ("type_reading", saying(ReadingBegun()))
        return _draw_wide_button(drawing, room, labels.type_reading, reading, "", inks)
    if decision.verdict is Verdict.ISOLATE:
        noted = ("acknowledge", lambda m: (Confirmed(m.uid, m.at),))
        return _draw_wide_button(drawing, room, labels.acknowledge, noted, "", inks)
    if decision.verdict is Verdict.HOLD:
        called = ("supervisor_decides", saying(SupervisorCalled()))
        return _draw_wide_button(drawing, room, labels.supervisor_decides, called, "F8", inks)
    return 0.0


def _draw_wide_button(
    drawing: Drawing, room: Rect, text: str, touch: tuple[str, Gesturing], key: str, inks: Inks
) -> float:
    """Draw a button as wide as its words; `touch` is its name and what it means. Return its width."""
    badge = drawing.width_of(key, 17) + 30 if key else 0
    width = min(drawing.width_of(text, BODY, Weight.STRONG) + badge + 40, room.w)
    drawing.button(Rect(room.x, room.y, width, room.h), text, *touch, key=key, weight=Weight.STRONG, inks=inks)
    return width


def _draw_note(drawing: Drawing, room: Rect, note: str, *, held: bool, inset: str) -> None:
    """Draw what to do with the paper pass, or that the queue goes on."""
    if held:
        drawing.words(room, note, BODY, WHITE, lines=2)
        return
    width = min(drawing.width_of(note, BODY) + 74, room.w)
    rect = Rect(room.x, room.y, width, room.h)
    drawing.box(rect, inset, radius=10)
    drawing.sign(Rect(rect.x + 16, rect.y + (rect.h - 24) / 2, 24, 24), Symbol.PENCIL, WHITE, inset)
    drawing.words(Rect(rect.x + 52, rect.y, rect.w - 64, rect.h), note, BODY, WHITE)
