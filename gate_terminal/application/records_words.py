"""Why an answer was what it was, in words, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from gate_terminal.application.records import Override, Record, Why
from gate_terminal.domain.counting import Count
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.sentences import direction_word, subject_word, verdict_word
from gate_terminal.domain.words import Language

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Patterns:
    rule: str
    authority: str
    since: str
    cause: str
    lost: str
    nothing: str
    fresh: str
    ages: tuple[tuple[timedelta, str], ...]
    at_once: str
    later: str
    no_facts: str
    said: str
    admitted: str
    turned_back: str
    needed: str
    not_needed: str
    void: str


_PATTERNS: Mapping[Language, _Patterns] = {
    Language.ZH: _Patterns(
        rule="规则版本 {version}",
        authority="{name}发布",
        since="{when} 起施行",
        cause="依据记录 №{seq} · {record}",
        lost="依据记录 {uid}:本机没有",
        nothing="没有以前的记录影响这次判定",
        fresh="判定时最新的记录是 {when}({age})",
        ages=((_DAY, "{number} 天前"), (_HOUR, "{number} 小时前"), (_MINUTE, "{number} 分钟前")),
        at_once="不到 1 分钟前",
        later="比判定时刻还晚:时钟可疑",
        no_facts="判定时本机没有任何记录",
        said="值班长{answer} · {grounds} · {needed}",
        admitted="准许放行",
        turned_back="决定劝返",
        needed="改变了规则的判定",
        not_needed="无需改变:规则当时已是如此",
        void="作废 {when} · {who} · {why}",
    ),
    Language.EN: _Patterns(
        rule="Rule version {version}",
        authority="by {name}",
        since="in force since {when}",
        cause="Because of record №{seq} · {record}",
        lost="Because of record {uid}, which is not here",
        nothing="No earlier record played a part",
        fresh="Newest record at that moment: {when} ({age})",
        ages=(
            (_DAY, "{number} {number:day|days} before"),
            (_HOUR, "{number} h before"),
            (_MINUTE, "{number} min before"),
        ),
        at_once="less than a minute before",
        later="later than the answer: the clock is doubtful",
        no_facts="There was no record at that moment",
        said="Supervisor {answer} · {grounds} · {needed}",
        admitted="admitted",
        turned_back="turned back",
        needed="which changed the rule's answer",
        not_needed="which was not needed: the rule said the same by then",
        void="Void since {when} · {who} · {why}",
    ),
}


def why_lines(why: Why, language: Language, grounds: Callable[[str], str] = str) -> Iterator[str]:
    """Yield why an answer was what it was, a line for each part; `grounds` words those of a supervisor.

    Names stand there as `why` holds them: mask it first where they are not to be seen.
    """
    patterns, proof = _PATTERNS[language], why.record.passage.decision.proof
    rule = [patterns.rule.format(version=proof.policy_version)]
    if why.issued_by:
        rule.append(patterns.authority.format(name=why.issued_by))
    if why.in_force_since is not None:
        rule.append(patterns.since.format(when=_moment(why.in_force_since)))
    yield " · ".join(rule)
    for each in why.causes:
        yield patterns.cause.format(seq=each.passage.seq, record=record_line(each, language))
    for uid in why.lost:
        yield patterns.lost.format(uid=uid)
    if not proof.causes:
        yield patterns.nothing
    if proof.facts_as_of is None or why.stale is None:
        yield patterns.no_facts
    else:
        yield patterns.fresh.format(when=_moment(proof.facts_as_of), age=_age(why.stale, patterns))
    if why.override is not None:
        yield _said(why.override, patterns, grounds)
    void = why.record.passage.void
    if void is not None:
        yield patterns.void.format(when=_moment(void.at), who=void.who, why=void.why)


def record_line(record: Record, language: Language) -> str:
    """Return a record in one line: when, where, which way, who, what was answered."""
    attempt = record.passage.attempt
    who = " ".join(part for part in (record.household, record.person) if part)
    if record.names_nobody:
        who = subject_word(attempt.subject, language)
    parts = (
        _moment(attempt.at),
        attempt.gate,
        direction_word(attempt.direction, language),
        who,
        verdict_word(record.passage.decision.verdict, language),
    )
    return " · ".join(part for part in parts if part)


def _said(said: Override, patterns: _Patterns, grounds: Callable[[str], str]) -> str:
    return patterns.said.format(
        answer=patterns.admitted if said.admitted else patterns.turned_back,
        grounds=grounds(said.grounds),
        needed=patterns.needed if said.needed else patterns.not_needed,
    )


def _age(age: timedelta, patterns: _Patterns) -> str:
    if age < timedelta():
        return patterns.later
    for unit, pattern in patterns.ages:
        if age >= unit:
            return pattern.format(number=Count(age // unit))
    return patterns.at_once


def _moment(moment: datetime) -> str:
    return f"{site_moment(moment):%Y-%m-%d %H:%M:%S}"
