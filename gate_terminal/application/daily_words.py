"""The words of the daily report in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate_terminal.domain.sentences import TONGUES
from gate_terminal.domain.words import Language, Reason


@dataclass(frozen=True, slots=True)
class ReportWords:
    """All words and patterns of one language.

    `columns` maps the key of a column to its head, `items` that of a line of the overview. `reasons` are those
    whose sentence on the screen cannot stand alone, because a reading or a time is filled in there.
    """

    title: str
    covers: str
    zero: str
    masked: str
    erased: str
    overview: str
    verdicts: str
    reasons_title: str
    hours: str
    outside: str
    fevers: str
    holds: str
    thermometers: str
    drifts: str
    in_order: str
    too_few: str
    voided: str
    nobody: str
    columns: Mapping[str, str]
    items: Mapping[str, str]
    reasons: Mapping[Reason, str]


REPORT_WORDS: Mapping[Language, ReportWords] = {
    Language.ZH: ReportWords(
        title="日报表",
        covers="截至 {until}",
        zero="零报告:当日无通行记录。",
        masked="姓名与门牌已脱敏。",
        erased="已清除",
        overview="概况",
        verdicts="按方向和结果",
        reasons_title="按原因",
        hours="按小时",
        outside="在外未归",
        fevers="发热转诊",
        holds="待核",
        thermometers="体温枪",
        drifts="偏移:请换一支对照",
        in_order="正常",
        too_few="读数不足",
        voided="作废记录",
        nobody="无",
        columns={
            "item": "项目",
            "number": "数量",
            "direction": "方向",
            "verdict": "结果",
            "code": "代码",
            "reason": "原因",
            "hour": "时段",
            "out": "出门",
            "in": "进门",
            "not_admitted": "未放行",
            "household": "住户",
            "person": "人员",
            "since": "出门时间",
            "hours_out": "已外出(小时)",
            "purpose": "事由",
            "at": "时间",
            "gate": "卡点",
            "lane": "通道",
            "median": "近 30 次中位数",
            "usual": "前几日中位数",
            "judgement": "判断",
            "readings": "体温",
            "voided_at": "作废时间",
            "by": "作废人",
            "why": "理由",
        },
        items={
            "passages": "通行记录",
            "out": "放行出门",
            "went_out": "其中住户出门",
            "in": "放行进门",
            "came_home": "其中住户返回",
            "refuse": "劝返",
            "hold": "待核",
            "isolate": "发热转诊",
            "remeasure": "复测",
            "outside": "在外未归",
            "voided": "作废",
            "entered_later": "补登",
            "filled_in": "补记的返回",
        },
        reasons={
            Reason.OK_TURN: "使用本户名额",
            Reason.OK_RETURN_OVERDUE: "超时返回",
            Reason.LANE_WRONG: "车辆走错通道",
            Reason.TEMP_UNREADABLE: "未测准,改测腋温",
            Reason.MEMBER_OUT_OVERDUE: "同户有人在外超时未归",
            Reason.FEVER_CONFIRMED: "体温偏高",
            Reason.TEMP_LOW_INVALID: "未测准",
            Reason.TEMP_HIGH_FIRST: "首次偏高",
        },
    ),
    Language.EN: ReportWords(
        title="Daily report",
        covers="up to {until}",
        zero="Zero report: no passage was recorded on this day.",
        masked="Names and rooms are masked.",
        erased="erased",
        overview="Overview",
        verdicts="By direction and verdict",
        reasons_title="By reason",
        hours="By hour",
        outside="Still out",
        fevers="Fever, referred",
        holds="Held for the supervisor",
        thermometers="Thermometers",
        drifts="drifts: compare with another one",
        in_order="in order",
        too_few="too few readings",
        voided="Made void",
        nobody="None",
        columns={
            "item": "Item",
            "number": "Number",
            "direction": "Direction",
            "verdict": "Verdict",
            "code": "Code",
            "reason": "Reason",
            "hour": "Hour",
            "out": "Out",
            "in": "In",
            "not_admitted": "Not admitted",
            "household": "Household",
            "person": "Person",
            "since": "Went out",
            "hours_out": "Out for (hours)",
            "purpose": "Purpose",
            "at": "Time",
            "gate": "Gate",
            "lane": "Lane",
            "median": "Median of the last 30",
            "usual": "Of the days before",
            "judgement": "Judgement",
            "readings": "Temperatures",
            "voided_at": "Made void",
            "by": "By",
            "why": "Why",
        },
        items={
            "passages": "Passages recorded",
            "out": "Allowed out",
            "went_out": "of these, residents going out",
            "in": "Allowed in",
            "came_home": "of these, residents coming home",
            "refuse": "Turned back",
            "hold": "Held",
            "isolate": "Fever, referred",
            "remeasure": "Measured again",
            "outside": "Still out",
            "voided": "Made void",
            "entered_later": "Entered later",
            "filled_in": "Returns filled in",
        },
        reasons={
            Reason.OK_TURN: "The household's turn",
            Reason.OK_RETURN_OVERDUE: "Coming home late",
            Reason.LANE_WRONG: "Wrong lane",
            Reason.TEMP_UNREADABLE: "No valid reading, to be measured under the arm",
            Reason.MEMBER_OUT_OVERDUE: "A member of the household is out past the time",
            Reason.FEVER_CONFIRMED: "High temperature",
            Reason.TEMP_LOW_INVALID: "No valid reading",
            Reason.TEMP_HIGH_FIRST: "High the first time",
        },
    ),
}


def reason_words(reason: Reason, language: Language) -> str:
    """Return a reason as a report says it."""
    return REPORT_WORDS[language].reasons.get(reason) or TONGUES[language].reasons[reason].guard
