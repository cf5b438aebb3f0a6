"""What the gate says: complete, short enough to be heard, and silent about what is nobody's business."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import Outing
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.sentences import (
    TONGUES,
    direction_word,
    guard_sentence,
    next_sentence,
    paper_note,
    passage_text,
    prompt,
    proof_lines,
    public_sentence,
    purpose_word,
    verdict_word,
)
from gate_terminal.domain.temperature import Method, OffScale, Temperature
from gate_terminal.domain.words import Direction, Language, Purpose, Reason, Site, Subject, Verdict

AT = datetime(2020, 2, 7, 9, 41, 26, tzinfo=SITE_ZONE)
NEXT = datetime(2020, 12, 29, 0, 0, tzinfo=SITE_ZONE)
SHOPPING = Outing("u1", "p1", datetime(2020, 2, 7, 9, 14, tzinfo=SITE_ZONE), Purpose.SHOPPING, counted=True)
NAMES = {"p1": "张**"}
ATTEMPT = Attempt(
    uid="u2",
    at=AT,
    site=Site.COMPOUND,
    gate="east",
    lane="1",
    direction=Direction.OUT,
    subject=Subject.RESIDENT,
    party="00c0ffee",
    person="p2",
    temperatures=(Temperature(376), Temperature(375, Method.AXILLARY)),
)


def decision(reason: Reason, verdict: Verdict = Verdict.REFUSE, cause: Outing | None = SHOPPING) -> Decision:
    return Decision(verdict, reason, Proof("0123456789ab", ("u1",), AT), next_allowed=NEXT, cause=cause)


@pytest.mark.parametrize("language", Language)
def test_every_reason_verdict_direction_and_purpose_has_its_words(language: Language) -> None:
    tongue = TONGUES[language]
    assert set(tongue.reasons) == set(Reason)
    assert set(tongue.verdicts) == set(Verdict)
    assert set(tongue.directions) == set(Direction)
    assert set(tongue.purposes) == set(Purpose)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_said_whole_whatever_is_known(reason: Reason, language: Language) -> None:
    """No placeholder is left over, nothing is empty, with and without a cause and a reading."""
    for verdict in Verdict:
        for direction in Direction:
            for cause in (SHOPPING, None):
                for readings in (ATTEMPT.temperatures, ()):
                    answer = decision(reason, verdict, cause)
                    asked = replace(ATTEMPT, direction=direction, temperatures=readings)
                    said = [public_sentence(answer, asked, language), prompt(answer, asked, language)]
                    if reason is not Reason.OK_TURN:
                        said.append(guard_sentence(answer, asked, language, NAMES))
                    assert all(sentence.strip(" ·") for sentence in said)
                    assert not any("{" in sentence or "}" in sentence for sentence in said)


@pytest.mark.parametrize("reason", Reason)
def test_a_chinese_prompt_has_at_most_16_characters_and_an_english_one_fits_a_breath(reason: Reason) -> None:
    answer = decision(reason)
    for site in Site:
        asked = replace(ATTEMPT, site=site)
        assert 0 < len(prompt(answer, asked, Language.ZH)) <= 16
        assert 0 < len(prompt(answer, asked, Language.EN)) <= 40


@pytest.mark.parametrize("reason", Reason)
def test_the_residents_side_names_nobody_and_says_no_illness_and_no_list(reason: Reason) -> None:
    told = {
        language: public_sentence(decision(reason), ATTEMPT, language) + prompt(decision(reason), ATTEMPT, language)
        for language in Language
    }
    assert "张" not in told[Language.ZH]
    assert not re.search("隔离|发热|重点|疫情|确诊|解除|密接|37", told[Language.ZH])
    assert not re.search(r"isolat|fever|quarantin|watch|key area|release|37\.", told[Language.EN], re.IGNORECASE)


@pytest.mark.parametrize("language", Language)
def test_whoever_hears_the_public_sentence_cannot_tell_a_watch_list_from_other_reasons(language: Language) -> None:
    def heard(reason: Reason, verdict: Verdict) -> tuple[str, str]:
        answer = replace(decision(reason, verdict), next_allowed=None)
        return public_sentence(answer, ATTEMPT, language), prompt(answer, ATTEMPT, language)

    refused = heard(Reason.PASS_REVOKED, Verdict.REFUSE)
    assert heard(Reason.HOME_ISOLATION, Verdict.REFUSE) == heard(Reason.HOUSEHOLD_ISOLATION, Verdict.REFUSE) == refused
    held = heard(Reason.PASS_NOT_SHOWN, Verdict.HOLD)
    for watched in (Reason.RELEASE_NOT_CONFIRMED, Reason.HOUSEHOLD_PENDING, Reason.DRIVER_KEY_AREA):
        assert heard(watched, Verdict.HOLD) == held


@pytest.mark.parametrize("language", Language)
def test_the_hour_of_a_release_is_told_to_the_guard_only(language: Language) -> None:
    answer = decision(Reason.HOME_ISOLATION)
    assert "29" in next_sentence(answer, language)
    assert "29" not in public_sentence(answer, ATTEMPT, language)


def test_a_refused_household_sees_who_went_when_and_when_next() -> None:
    answer = replace(decision(Reason.QUOTA_USED), next_allowed=datetime(2020, 2, 9, tzinfo=SITE_ZONE))
    assert guard_sentence(answer, ATTEMPT, Language.ZH, NAMES) == "本户名额已用 · 2月7日 09:14 张** 已出门"
    assert next_sentence(answer, Language.ZH) == "2月9日 00:00 起可出门"
    assert public_sentence(answer, ATTEMPT, Language.ZH) == "本户名额已用 · 2月9日 00:00 起可出门"
    assert prompt(answer, ATTEMPT, Language.ZH) == "本户名额已用,2月9日可出门"
    said = guard_sentence(answer, ATTEMPT, Language.EN, NAMES)
    assert said == "The household's turn is used · 张** went out 7 Feb 09:14"


def test_a_member_whose_name_is_not_at_hand_is_a_member() -> None:
    assert "家人" in guard_sentence(decision(Reason.MEMBER_OUT), ATTEMPT, Language.ZH)
    assert "a member" in guard_sentence(decision(Reason.MEMBER_OUT), ATTEMPT, Language.EN)


def test_a_turn_used_on_paper_says_so() -> None:
    assert "证上" in guard_sentence(decision(Reason.QUOTA_USED, cause=None), ATTEMPT, Language.ZH)


@pytest.mark.parametrize(
    ("out_for", "chinese", "english"),
    [
        (timedelta(minutes=59), "59 分钟", "59 min"),
        (timedelta(hours=47, minutes=59), "47 小时", "47 h"),
        (timedelta(days=2), "2 天", "2 days"),
    ],
)
def test_a_member_overdue_is_said_with_how_long(out_for: timedelta, chinese: str, english: str) -> None:
    answer = decision(Reason.MEMBER_OUT_OVERDUE, Verdict.HOLD, replace(SHOPPING, at=AT - out_for))
    assert f"同户有人在外已 {chinese},请值班长核实" in guard_sentence(answer, ATTEMPT, Language.ZH)
    assert f"out for {english}:" in guard_sentence(answer, ATTEMPT, Language.EN)


def test_an_allowed_outing_is_said_with_purpose_and_readings() -> None:
    answer = decision(Reason.OK_TURN, Verdict.ALLOW, None)
    assert guard_sentence(answer, ATTEMPT, Language.ZH) == "采购 · 37.6 ℃ · 腋温 37.5 ℃"
    assert next_sentence(answer, Language.EN) == "next turn from 29 Dec 00:00"


def test_off_scale_readings_are_said_as_the_thermometer_shows_them() -> None:
    asked = replace(ATTEMPT, temperatures=(Temperature(None, off_scale=OffScale.LO),))
    said = guard_sentence(decision(Reason.TEMP_LOW_INVALID, Verdict.REMEASURE), asked, Language.ZH)
    assert said.startswith("Lo 未测准")


def test_the_paper_pass_is_written_on_only_where_the_turn_was_used() -> None:
    counted = replace(decision(Reason.OK_TURN, Verdict.ALLOW), counted=True)
    assert paper_note(counted, ATTEMPT, Language.ZH) == "请在证上写:2月7日 出"
    assert paper_note(decision(Reason.QUOTA_USED), ATTEMPT, Language.ZH) == "不占名额"
    assert paper_note(decision(Reason.OK_EXEMPT, Verdict.ALLOW), ATTEMPT, Language.ZH) == ""
    home = replace(ATTEMPT, direction=Direction.IN)
    assert paper_note(decision(Reason.OK_RETURN, Verdict.ALLOW), home, Language.ZH) == ""


def test_of_an_emergency_whom_nobody_has_named_it_is_said_what_to_keep_on_paper() -> None:
    answer = replace(decision(Reason.EMERGENCY, Verdict.ALLOW), cause=None)
    nobody_measured = replace(ATTEMPT, purpose=Purpose.EMERGENCY, temperatures=())
    ambulance = replace(nobody_measured, subject=Subject.EMERGENCY_VEHICLE, direction=Direction.IN)
    assert paper_note(answer, ambulance, Language.ZH) == "请记在纸上:时间、住址、姓名"
    assert paper_note(answer, replace(ambulance, site=Site.ZONE_TRUCK), Language.EN) == "On paper: time, plate"
    assert guard_sentence(answer, ambulance, Language.ZH) == "紧急通行,本班内补登"
    known = nobody_measured
    assert guard_sentence(answer, known, Language.ZH) == "紧急通行"
    assert paper_note(answer, known, Language.ZH) == "", "who showed a pass is recorded already"


def test_the_other_lane_is_named_by_the_lane_one_stands_in() -> None:
    answer = decision(Reason.LANE_WRONG)
    assert prompt(answer, replace(ATTEMPT, site=Site.ZONE_TRUCK), Language.ZH) == "请改走行政通道"
    assert prompt(answer, replace(ATTEMPT, site=Site.ZONE_ADMIN), Language.ZH) == "请改走货车通道"


def test_the_verdict_words_are_those_of_the_screen() -> None:
    assert [verdict_word(verdict, Language.ZH) for verdict in Verdict] == "放行 请回 待核 发热 复测 重复".split()  # noqa: SIM905
    assert verdict_word(Verdict.REFUSE, Language.EN) == "TURN BACK"
    assert purpose_word(Purpose.MEDICAL, Language.ZH) == "就医"
    assert direction_word(Direction.IN, Language.EN) == "In"


def test_the_proof_names_rule_records_and_freshness() -> None:
    went = passage_text(SHOPPING.at, "张**", Direction.OUT, Verdict.ALLOW, Language.ZH)
    assert proof_lines(decision(Reason.QUOTA_USED), Language.ZH, {"u1": went}) == (
        "规则版本 0123456789ab",
        "依据 2月7日 09:14 张** 出门 放行",
        "记录截至 2月7日 09:41:26",
    )
    assert proof_lines(decision(Reason.QUOTA_USED), Language.EN)[1] == "Because of a record that is not here"
    assert len(proof_lines(Decision(Verdict.ALLOW, Reason.OK_TURN, Proof("x")), Language.EN)) == 1
