"""The answer of a what-if in words, in both languages of the office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from gate_terminal.application.whatif import ChangeKind, WhatIf, days_of
from gate_terminal.domain.counting import Count
from gate_terminal.domain.moments import midnight
from gate_terminal.domain.policy_words import change_in_words
from gate_terminal.domain.sentences import TONGUES, day_text, direction_word, verdict_word
from gate_terminal.domain.words import Language, Verdict


@dataclass(frozen=True, slots=True)
class _Patterns:
    colon: str
    today: str
    yesterday: str
    days: str
    refused: str
    none_refused: str
    refused_days: str
    none_refused_days: str
    others: Mapping[Verdict, str]
    allowed: str
    nothing: str
    fallen_away: str
    unknown: str
    between: str
    stop: str


_PATTERNS: Mapping[Language, _Patterns] = {
    Language.ZH: _Patterns(
        colon="{change}:{rest}",
        today="今日",
        yesterday="昨日",
        days="{first}至{last}",
        refused="{when} {outings} 次出门中有 {number} 次会被劝返",
        none_refused="{when} {outings} 次出门都不会被劝返",
        refused_days="{when} {outings} 次出门中有 {number} 次会被劝返",
        none_refused_days="{when} {outings} 次出门都不会被劝返",
        others={
            Verdict.HOLD: "{number} 次会待核",
            Verdict.REMEASURE: "{number} 次会要求复测",
            Verdict.ISOLATE: "{number} 次会隔离转诊",
        },
        allowed="另有 {number} 次未放行的会放行",
        nothing="{when}没有人过卡点",
        fallen_away="{number} 次(随后的进门或再试)不会发生,未作比较",
        unknown="{number} 次的身份已按期删除,无法重算",
        between=",",
        stop="。",
    ),
    Language.EN: _Patterns(
        colon="{change}: {rest}",
        today="today's",
        yesterday="yesterday's",
        days="{first} to {last}",
        refused="{number} of {when} {outings} {outings:outing|outings} would have been refused",
        none_refused="none of {when} {outings} {outings:outing|outings} would have been refused",
        refused_days="{number} of {outings} {outings:outing|outings} from {when} would have been refused",
        none_refused_days="none of {outings} {outings:outing|outings} from {when} would have been refused",
        others={
            Verdict.HOLD: "{number} held for the supervisor",
            Verdict.REMEASURE: "{number} measured again",
            Verdict.ISOLATE: "{number} isolated",
        },
        allowed="{number} that did not pass would have passed",
        nothing="nobody stood at the gate ({when})",
        fallen_away="{number} (a way back or a second try) would not have happened and are not compared",
        unknown="{number} cannot be answered again: who it was has been erased in time",
        between=", ",
        stop=".",
    ),
}


def in_words(answer: WhatIf, today: date, language: Language) -> str:
    """Return the answer as one paragraph; `today` is the day on which it is read.

    Such as ``48 hours instead of calendar days: 37 of yesterday's 412 outings would have been refused.``
    """
    patterns = _PATTERNS[language]
    sentences = [_headline(answer, today, language)]
    if answer.fallen_away:
        sentences.append(patterns.fallen_away.format(number=answer.fallen_away))
    if answer.unknown:
        sentences.append(patterns.unknown.format(number=answer.unknown))
    told = patterns.colon.format(
        change=change_in_words(answer.in_force, answer.policy, language), rest=(patterns.stop + " ").join(sentences)
    )
    return told.replace("。 ", "。") + patterns.stop


def _headline(answer: WhatIf, today: date, language: Language) -> str:
    patterns = _PATTERNS[language]
    when = _when(answer, today, language)
    if not answer.compared:
        return patterns.nothing.format(when=when.removesuffix("'s"))
    refused = answer.outings_that_would_be(Verdict.REFUSE)
    first, last = days_of(answer)
    if first == last:
        pattern = patterns.refused if refused else patterns.none_refused
    else:
        pattern = patterns.refused_days if refused else patterns.none_refused_days
    parts = [pattern.format(when=when, outings=Count(answer.outings), number=refused)]
    for verdict, pattern in patterns.others.items():
        number = answer.outings_that_would_be(verdict)
        if number:
            parts.append(pattern.format(number=number))
    if answer.would_be_allowed():
        parts.append(patterns.allowed.format(number=answer.would_be_allowed()))
    return patterns.between.join(parts)


def _when(answer: WhatIf, today: date, language: Language) -> str:
    patterns = _PATTERNS[language]
    first, last = days_of(answer)
    if first != last:
        return patterns.days.format(first=_day(first, language), last=_day(last, language))
    if first == today:
        return patterns.today
    if first == today - timedelta(days=1):
        return patterns.yesterday
    text = _day(first, language)
    return f"{text}'s" if language is Language.EN else text


def _day(day: date, language: Language) -> str:
    return day_text(midnight(day), language)


def change_line(kind: ChangeKind, number: int, language: Language) -> str:
    """Return one line of the list of differences: how many, which way, from what to what and why."""
    reasons = TONGUES[language].reasons
    was, would_be = (
        f"{verdict_word(verdict, language)} ({reason.value})"
        for verdict, reason in ((kind.was, kind.was_reason), (kind.would_be, kind.would_be_reason))
    )
    # Without the gaps that only one attempt could fill: “out for …”.
    guard = reasons[kind.would_be_reason].guard
    why = "" if "{" in guard else guard
    return f"{number:>6}  {direction_word(kind.direction, language)}  {was} → {would_be}  {why}".rstrip()
