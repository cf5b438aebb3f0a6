"""What the gate says for an answer: to the guard, to the resident, aloud, and as proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Outing
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.temperature import Method, Temperature
from gate_terminal.domain.wording import Tongue
from gate_terminal.domain.wording_en import ENGLISH
from gate_terminal.domain.wording_zh import CHINESE
from gate_terminal.domain.words import CORDONS, Direction, Language, Purpose, Reason, Site, Subject, Verdict

TONGUES: Mapping[Language, Tongue] = {Language.ZH: CHINESE, Language.EN: ENGLISH}

_BETWEEN = " · "
_NOBODY: Mapping[str, str] = {}
_GUARD_ALONE = frozenset(
    {Reason.HOME_ISOLATION, Reason.HOUSEHOLD_ISOLATION, Reason.RELEASE_NOT_CONFIRMED, Reason.HOUSEHOLD_PENDING}
)
_TELLS_PURPOSE = frozenset({Reason.OK_TURN, Reason.OK_TURN_MISSED_RETURN, Reason.OK_EXEMPT})
_TWO_DAYS = timedelta(days=2)
_ONE_HOUR = timedelta(hours=1)


def verdict_word(verdict: Verdict, language: Language) -> str:
    """Return the one word of a verdict, such as 放行."""
    return TONGUES[language].verdicts[verdict]


def purpose_word(purpose: Purpose, language: Language) -> str:
    """Return the word for why somebody goes out, such as 采购."""
    return TONGUES[language].purposes[purpose]


def subject_word(subject: Subject, language: Language) -> str:
    """Return the word for what somebody at the gate is."""
    return TONGUES[language].subjects[subject]


def direction_word(direction: Direction, language: Language) -> str:
    """Return the word for a direction, such as 出门."""
    return TONGUES[language].directions[direction]


def moment_text(moment: datetime, language: Language) -> str:
    """Return a moment (aware) as people say it: ``2月9日 00:00``, ``9 Feb 00:00``."""
    return f"{day_text(moment, language)} {site_moment(moment):%H:%M}"


def day_text(moment: datetime, language: Language) -> str:
    """Return the day of a moment (aware): ``2月9日``, ``9 Feb``."""
    local, tongue = site_moment(moment), TONGUES[language]
    return tongue.day.format(month=tongue.months[local.month - 1], day=local.day)


def reading_text(reading: Temperature, language: Language) -> str:
    """Return one reading with its unit: ``36.5 ℃``, ``腋温 36.4 ℃``, ``Lo``."""
    tongue = TONGUES[language]
    plain = str(Temperature(reading.tenths, off_scale=reading.off_scale))
    text = plain if reading.tenths is None else tongue.degrees.format(degrees=plain)
    return tongue.underarm.format(reading=text) if reading.method is Method.AXILLARY else text


def readings_text(attempt: Attempt, language: Language) -> str:
    """Return all readings of an attempt in their order; empty where there is none."""
    return _BETWEEN.join(reading_text(reading, language) for reading in attempt.temperatures)


def guard_sentence(decision: Decision, attempt: Attempt, language: Language, names: Mapping[str, str] = _NOBODY) -> str:
    """Return the sentence for the guard, such as ``本户名额已用 · 2月7日 09:14 张** 已出门``.

    `names` gives a (masked) name for the id of a person; who is not in it is “a member”.
    """
    tongue = TONGUES[language]
    wording = tongue.reasons[decision.reason]
    # Of somebody who showed a pass everything is recorded: nothing is left to be filled in.
    filled_in = decision.reason is Reason.EMERGENCY and attempt.subject is not Subject.EMERGENCY_VEHICLE
    pattern = wording.public if filled_in else wording.guard
    sentence = pattern.format(**_fields(decision, attempt, language))
    parts = [sentence, _about_the_cause(decision, attempt, language, names)]
    if decision.verdict is Verdict.ALLOW:
        if decision.reason in _TELLS_PURPOSE:
            parts.append(tongue.purposes[attempt.purpose])
        parts.append(readings_text(attempt, language))
    return _BETWEEN.join(part for part in parts if part)


def next_sentence(decision: Decision, language: Language) -> str:
    """Return the line that names the next allowed moment, such as ``2月9日 00:00 起可出门``; empty without one."""
    if decision.next_allowed is None:
        return ""
    tongue = TONGUES[language]
    if decision.verdict is Verdict.ALLOW:
        pattern = tongue.may_go_out_again
    elif decision.reason is Reason.MEMBER_OUT:
        pattern = tongue.may_go_out_after_return
    elif decision.reason is Reason.AFTER_HOURS_NO_PERMIT:
        pattern = tongue.may_come_in
    else:
        pattern = tongue.may_go_out
    return pattern.format(when=moment_text(decision.next_allowed, language))


def for_guard_alone(decision: Decision) -> bool:
    """Tell whether the guard's sentence is no business of the queue: it names an isolation, or an open fever case."""
    return decision.reason in _GUARD_ALONE


def public_sentence(decision: Decision, attempt: Attempt, language: Language) -> str:
    """Return the sentence for the resident's side: no name, no illness, nothing that betrays a watch list."""
    sentence = TONGUES[language].reasons[decision.reason].public.format(**_fields(decision, attempt, language))
    # A release has its hour; telling it would tell the reason.
    next_moment = "" if for_guard_alone(decision) else next_sentence(decision, language)
    return _BETWEEN.join(part for part in (sentence, next_moment) if part)


def prompt(decision: Decision, attempt: Attempt, language: Language) -> str:
    """Return what is said aloud: never a name, an illness or the reason of a watch list."""
    return TONGUES[language].reasons[decision.reason].prompt.format(**_fields(decision, attempt, language))


def paper_note(decision: Decision, attempt: Attempt, language: Language) -> str:
    """Return what the guard does with the paper pass or the queue; empty where there is nothing to do.

    Of an emergency whose people nobody has named it is what to keep on paper, so that it can be entered later.
    """
    tongue = TONGUES[language]
    if attempt.subject is Subject.EMERGENCY_VEHICLE and decision.reason is Reason.EMERGENCY:
        return tongue.emergency_on_paper if attempt.site in CORDONS else tongue.emergency_vehicle_on_paper
    if decision.verdict is Verdict.HOLD:
        return tongue.queue_goes_on
    if attempt.direction is Direction.IN:
        return ""
    if decision.counted:
        return tongue.write_on_pass.format(day=day_text(attempt.at, language))
    return tongue.uses_no_turn if decision.verdict is Verdict.REFUSE else ""


def passage_text(at: datetime, who: str, direction: Direction, verdict: Verdict, language: Language) -> str:
    """Return an earlier passage as people remember it: ``2月7日 09:14 张** 出门 放行``."""
    tongue = TONGUES[language]
    return " ".join((moment_text(at, language), who, tongue.directions[direction], tongue.verdicts[verdict]))


def proof_lines(decision: Decision, language: Language, causes: Mapping[str, str] = _NOBODY) -> tuple[str, ...]:
    """Return why this verdict: the rule's version, the passages that caused it, how fresh the facts were.

    `causes` tells each by its uid in words (see `passage_text`); one that is not in it is not here.
    """
    tongue, proof = TONGUES[language], decision.proof
    lines = [tongue.rule_version.format(version=proof.policy_version)]
    lines += [
        tongue.caused_by.format(passage=causes[uid]) if uid in causes else tongue.cause_elsewhere
        for uid in proof.causes
    ]
    if proof.facts_as_of is not None:
        when = f"{day_text(proof.facts_as_of, language)} {site_moment(proof.facts_as_of):%H:%M:%S}"
        lines.append(tongue.facts_as_of.format(when=when))
    return tuple(lines)


def _fields(decision: Decision, attempt: Attempt, language: Language) -> dict[str, str]:
    tongue = TONGUES[language]
    trucks_only = attempt.site is Site.ZONE_TRUCK
    return {
        "out_for": _duration(attempt.at - decision.cause.at, tongue) if decision.cause is not None else "",
        "readings": readings_text(attempt, language),
        "last": reading_text(attempt.temperatures[-1], language) if attempt.temperatures else "",
        "lane": tongue.other_lane_for_cars if trucks_only else tongue.other_lane_for_trucks,
        "day": day_text(decision.next_allowed, language) if decision.next_allowed is not None else "",
    }


def _duration(duration: timedelta, tongue: Tongue) -> str:
    if duration >= _TWO_DAYS:
        return tongue.days.format(number=duration.days)
    if duration >= _ONE_HOUR:
        return tongue.hours.format(number=duration // _ONE_HOUR)
    return tongue.minutes.format(number=duration // timedelta(minutes=1))


def _about_the_cause(decision: Decision, attempt: Attempt, language: Language, names: Mapping[str, str]) -> str:
    tongue, cause = TONGUES[language], decision.cause
    if cause is None:
        return tongue.marked_on_paper if decision.reason is Reason.QUOTA_USED else ""
    match decision.reason:
        case Reason.QUOTA_USED | Reason.NOT_YOUR_DAY:
            return _told(tongue.has_gone_out, cause, language, names)
        case Reason.MEMBER_OUT | Reason.MEMBER_OUT_OVERDUE:
            return _told(tongue.is_still_out, cause, language, names)
        case Reason.OVERTIME_PENALTY:
            return _told(tongue.stayed_too_long, cause, language, names)
        case _:
            return _told(tongue.went_out, cause, language, names) if attempt.direction is Direction.IN else ""


def _told(pattern: str, outing: Outing, language: Language, names: Mapping[str, str]) -> str:
    who = names.get(outing.person, TONGUES[language].somebody)
    return pattern.format(when=moment_text(outing.at, language), who=who)
