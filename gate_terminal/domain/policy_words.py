"""A change of policy in words: what now holds instead of what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never

from gate_terminal.domain.counting import Count
from gate_terminal.domain.moments import DailyWindow
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.policy_tables import tables_toml
from gate_terminal.domain.sentences import TONGUES
from gate_terminal.domain.words import Basis, FeverComparison, Language, OvertimePenalty


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The patterns of one language; ``{…}`` is filled in."""

    instead: str
    between: str
    nothing: str
    calendar: str
    every_days: str
    hours: str
    blocks: str
    odd_even: str
    exempt: str
    nobody_exempt: str
    night: str
    no_night: str
    closed: str
    never_closed: str
    minutes: str
    no_minutes: str
    skip_next: str
    no_penalty: str
    fever_from: str
    fever_above: str
    floor: str
    measured: str
    not_measured: str
    villagers: str
    villagers_free: str
    capacity: str
    no_capacity: str
    areas: str
    no_areas: str
    home: str
    no_home: str
    lanes: str
    no_lanes: str
    forms: str
    shipped_forms: str
    choices: str
    shipped_choices: str
    listed: str


_PHRASES: Mapping[Language, _Phrases] = {
    Language.ZH: _Phrases(
        instead="{new}代替{old}",
        between=",",
        nothing="规则不变",
        calendar="自然日",
        every_days="每{days}个自然日一次",
        hours="{hours} 小时",
        blocks="自{anchor}起每{days}天一段",
        odd_even="单双号",
        exempt="{purposes}不占名额",
        nobody_exempt="一切出门都占名额",
        night="夜间 {window} 关闭",
        no_night="夜间不关闭",
        closed="{window} 下班关闭",
        never_closed="不分上下班",
        minutes="限外出 {minutes} 分钟",
        no_minutes="不限外出时长",
        skip_next="超时失去下一次名额",
        no_penalty="超时不罚",
        fever_from="{degrees} ℃ 起算发热",
        fever_above="高于 {degrees} ℃ 算发热",
        floor="低于 {degrees} ℃ 算未测准",
        measured="{directions}测温",
        not_measured="不测温",
        villagers="村民出门占名额",
        villagers_free="村民出门不占名额",
        capacity="厅内限 {count} 人",
        no_capacity="不限人数",
        areas="重点地区:{areas}",
        no_areas="不设重点地区",
        home="省份默认 {place}",
        no_home="省份不默认",
        lanes="通道规定:{lanes}",
        no_lanes="通道无单独规定",
        forms="登记项目:{forms}",
        shipped_forms="标准登记项目",
        choices="选项:{choices}",
        shipped_choices="标准选项",
        listed="、",
    ),
    Language.EN: _Phrases(
        instead="{new} instead of {old}",
        between=", ",
        nothing="the same rule",
        calendar="calendar days",
        every_days="once every {days} calendar {days:day|days}",
        hours="{hours} hours",
        blocks="blocks of {days} {days:day|days} from {anchor}",
        odd_even="odd and even numbers",
        exempt="{purposes} without a turn",
        nobody_exempt="a turn for every outing",
        night="night closing {window}",
        no_night="no night closing",
        closed="closing hours {window}",
        never_closed="no closing hours",
        minutes="{minutes} {minutes:minute|minutes} outside",
        no_minutes="no limit outside",
        skip_next="a lost turn for overtime",
        no_penalty="no penalty for overtime",
        fever_from="fever from {degrees} ℃",
        fever_above="fever above {degrees} ℃",
        floor="no reading below {degrees} ℃",
        measured="measuring {directions}",
        not_measured="no measuring",
        villagers="turns for villagers",
        villagers_free="no turns for villagers",
        capacity="at most {count} inside",
        no_capacity="no head-count limit",
        areas="key areas {areas}",
        no_areas="no key areas",
        home="plates from {place} by default",
        no_home="no default province",
        lanes="lanes with rules of their own: {lanes}",
        no_lanes="no lanes with rules of their own",
        forms="forms: {forms}",
        shipped_forms="the usual forms",
        choices="answers: {choices}",
        shipped_choices="the usual answers",
        listed=", ",
    ),
}


def change_in_words(old: Policy, new: Policy, language: Language) -> str:
    """Return what `new` changes, such as ``48 小时代替自然日``, ``48 hours instead of calendar days``.

    Who issued a policy and its note decide nothing and are not mentioned.
    """
    phrases = _PHRASES[language]
    told = []
    for phrase in _TOLD:
        before, after = _both(phrase, old, new, language)
        if before != after:
            told.append(phrases.instead.format(new=after, old=before))
    return phrases.between.join(told) or phrases.nothing


def _both(
    phrase: Callable[[Policy, Policy, Language], str], old: Policy, new: Policy, language: Language
) -> tuple[str, str]:
    return phrase(old, new, language), phrase(new, old, language)


def _turn(policy: Policy, other: Policy, language: Language) -> str:
    phrases, days = _PHRASES[language], policy.interval_days
    match policy.basis:
        case Basis.CALENDAR:
            # The number is told only where it is what changed: “48 hours instead of calendar days”.
            plain = other.basis is not Basis.CALENDAR and days == other.interval_days
            return phrases.calendar if plain else phrases.every_days.format(days=Count(days))
        case Basis.ROLLING:
            return phrases.hours.format(hours=24 * days)
        case Basis.BLOCK:
            return phrases.blocks.format(days=Count(days), anchor=policy.first_block_day.isoformat())
        case Basis.ODD_EVEN:
            return phrases.odd_even
        case _:
            assert_never(policy.basis)


def _exempt(policy: Policy, _other: Policy, language: Language) -> str:
    phrases, words = _PHRASES[language], TONGUES[language].purposes
    if not policy.exempt_purposes:
        return phrases.nobody_exempt
    return phrases.exempt.format(purposes=phrases.listed.join(words[p] for p in sorted(policy.exempt_purposes)))


def _night(policy: Policy, _other: Policy, language: Language) -> str:
    phrases = _PHRASES[language]
    return phrases.no_night if policy.night_closed is None else phrases.night.format(window=_hours(policy.night_closed))


def _closed(policy: Policy, _other: Policy, language: Language) -> str:
    phrases, window = _PHRASES[language], policy.closed_hours
    return phrases.never_closed if window is None else phrases.closed.format(window=_hours(window))


def _minutes(policy: Policy, _other: Policy, language: Language) -> str:
    phrases = _PHRASES[language]
    return (
        phrases.no_minutes if policy.max_minutes is None else phrases.minutes.format(minutes=Count(policy.max_minutes))
    )


def _penalty(policy: Policy, _other: Policy, language: Language) -> str:
    phrases = _PHRASES[language]
    return phrases.skip_next if policy.overtime_penalty is OvertimePenalty.SKIP_NEXT else phrases.no_penalty


def _fever(policy: Policy, _other: Policy, language: Language) -> str:
    phrases = _PHRASES[language]
    pattern = phrases.fever_from if policy.fever_comparison is FeverComparison.AT_LEAST else phrases.fever_above
    return pattern.format(degrees=_degrees(policy.fever_at))


def _floor(policy: Policy, _other: Policy, language: Language) -> str:
    return _PHRASES[language].floor.format(degrees=_degrees(policy.temperature_floor))


def _measured(policy: Policy, _other: Policy, language: Language) -> str:
    phrases, words = _PHRASES[language], TONGUES[language].directions
    if not policy.measured_directions:
        return phrases.not_measured
    directions = phrases.listed.join(words[way] for way in sorted(policy.measured_directions, reverse=True))
    return phrases.measured.format(directions=directions)


def _villagers(policy: Policy, _other: Policy, language: Language) -> str:
    phrases = _PHRASES[language]
    return phrases.villagers if policy.villagers_have_turns else phrases.villagers_free


def _capacity(policy: Policy, _other: Policy, language: Language) -> str:
    phrases = _PHRASES[language]
    return phrases.no_capacity if policy.capacity is None else phrases.capacity.format(count=policy.capacity)


def _areas(policy: Policy, _other: Policy, language: Language) -> str:
    phrases = _PHRASES[language]
    areas = phrases.listed.join(policy.key_areas)
    return phrases.areas.format(areas=areas) if areas else phrases.no_areas


def _home(policy: Policy, _other: Policy, language: Language) -> str:
    phrases = _PHRASES[language]
    return phrases.home.format(place=policy.home_province) if policy.home_province else phrases.no_home


def _lanes(policy: Policy, _other: Policy, language: Language) -> str:
    phrases = _PHRASES[language]
    told = _in_one_line(tables_toml(policy.lanes, (), ()), "lanes.")
    return phrases.lanes.format(lanes=told) if told else phrases.no_lanes


def _forms(policy: Policy, _other: Policy, language: Language) -> str:
    phrases = _PHRASES[language]
    told = _in_one_line(tables_toml((), policy.forms, ()), "forms.")
    return phrases.forms.format(forms=told) if told else phrases.shipped_forms


def _choices(policy: Policy, _other: Policy, language: Language) -> str:
    phrases = _PHRASES[language]
    told = _in_one_line(tables_toml((), (), policy.choices), "choices")
    return phrases.choices.format(choices=told) if told else phrases.shipped_choices


def _in_one_line(toml: str, prefix: str) -> str:
    """Return tables as they stand in the file, in one line: the names of the keys are what everybody knows."""
    return " ".join(line.replace(f"[{prefix}", "[", 1) for line in toml.splitlines() if line != f"[{prefix}]")


def _degrees(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"


def _hours(window: DailyWindow) -> str:
    return f"{window.begin:%H:%M}–{window.end:%H:%M}"


_TOLD = (
    _turn,
    _exempt,
    _night,
    _closed,
    _minutes,
    _penalty,
    _fever,
    _floor,
    _measured,
    _villagers,
    _capacity,
    _areas,
    _home,
    _lanes,
    _forms,
    _choices,
)
