"""The words of forms, lanes and the two lights, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate_terminal.application.screen.lane_form import LaneForm
from gate_terminal.domain.particulars import EMPTY, LADEN, NO, NONE, ON_FOOT, YES, Doubt, Kind, Particular, Values
from gate_terminal.domain.words import Language, Site, Vehicle


@dataclass(frozen=True, slots=True)
class LaneWords:
    """All words of one language; ``{…}`` is filled in."""

    questions: Mapping[Particular, str]
    answers: Mapping[str, str]
    """The answers that ship; what a policy or somebody at the gate says stands as it is."""
    yes_no: Mapping[Particular, tuple[str, str]]
    """What yes and no mean to a question that is answered so."""
    hints: Mapping[Kind, str]
    doubts: Mapping[Doubt, str]
    temperature: str
    nth_person: str
    optional: str
    taken_over: str
    """Behind an answer that nobody has said today."""
    enter_takes: str
    next_question: str
    skip: str
    refuses: str
    checks: str
    journey: str
    """How several places are told."""
    welcome: Mapping[Site, str]
    """Where somebody else than a holder of a pass is spoken to."""
    field: Mapping[Site, str]
    others: Mapping[Site, str]
    inside: str
    in_today: str
    out_today: str
    clearance: str
    cleared: str
    not_cleared: str
    customs: str
    customs_decides: str


ZH = LaneWords(
    questions={
        Particular.WHO: "来人",
        Particular.VEHICLE: "车辆",
        Particular.PLATE: "车牌",
        Particular.TRAILER: "挂车",
        Particular.TRAILER_IN: "进区挂车",
        Particular.COMPANY: "企业",
        Particular.CARGO: "载货",
        Particular.CONTAINER: "箱号",
        Particular.SEAL: "封志号",
        Particular.SEAL_OK: "封志",
        Particular.ORIGIN: "从哪里来",
        Particular.ROUTE: "14天行程",
        Particular.OCCUPANTS: "车上人数",
        Particular.ALL_REGISTERED: "随车人员",
        Particular.DISINFECTED: "消毒",
        Particular.NAME: "姓名",
        Particular.PHONE: "电话",
        Particular.ID_CARD: "身份证",
        Particular.PURPOSE: "事由",
        Particular.WINDOW: "窗口",
        Particular.HOST: "找谁",
    },
    answers={
        "visitor": "访客",
        "courier": "快递外卖",
        "supply_vehicle": "保供车",
        "unknown_claims_resident": "自称住户",
        ON_FOOT: "步行",
        Vehicle.CAR: "小车",
        Vehicle.TRUCK: "货车",
        LADEN: "重车",
        EMPTY: "空车",
        "declaration": "报关申报",
        "inspection": "查验",
        "payment": "缴税",
        "certificate": "领证",
        "consultation": "咨询",
        NONE: "无",
    },
    yes_no={
        Particular.SEAL_OK: ("封志完好", "封志异常"),
        Particular.ALL_REGISTERED: ("均已登记", "有人未登记"),
        Particular.DISINFECTED: ("已消毒", "未消毒"),
        Particular.ID_CARD: ("证件已看", "无证件"),
    },
    hints={
        Kind.PLATE: "省份按代码(42=鄂)或点选,再按字母",
        Kind.CONTAINER: "4个字母7个数字;没有按 0",
        Kind.COUNT: "按数字,每人都要测温",
        Kind.CHOICE: "按数字选择",
        Kind.REGIONS: "点选,或按代码:42",
        Kind.TEXT: "输入后回车",
        Kind.PHONE: "手机号",
        Kind.YES_NO: "1 是  2 否",
    },
    doubts={
        Doubt.PLATE: "少见的号牌,请核对",
        Doubt.CONTAINER: "箱号校验不符,请核对",
        Doubt.PHONE: "号码少见,请核对",
    },
    temperature="体温",
    nth_person="第{n}人 / 共{count}人",
    optional="可不填",
    taken_over="照旧",
    enter_takes="回车:{answer}",
    next_question="下一项",
    skip="跳过",
    refuses="不配合检查",
    checks="配合检查",
    journey="逐个点选再确认,或按代码:42.41",
    welcome={
        Site.ZONE_TRUCK: "请停车熄火,开窗",
        Site.ZONE_ADMIN: "请出示工作证",
        Site.ZONE_SERVICE: "请登记,测量体温",
    },
    field={
        Site.COMPOUND: "证号或住址,回车",
        Site.VILLAGE: "证号、住址或车牌,回车",
        Site.ZONE_TRUCK: "车牌,如 42A12345,回车",
        Site.ZONE_ADMIN: "姓名首字母、电话或证号",
        Site.ZONE_SERVICE: "手机号,回车",
    },
    others={
        Site.COMPOUND: "访客",
        Site.VILLAGE: "外来人员",
        Site.ZONE_TRUCK: "登记车辆",
        Site.ZONE_ADMIN: "无证登记",
        Site.ZONE_SERVICE: "登记来访",
    },
    inside="今日在内",
    in_today="今日进",
    out_today="今日出",
    clearance="防疫",
    cleared="防疫放行",
    not_cleared="防疫未放行",
    customs="海关",
    customs_decides="海关放行由海关决定,本机不抬杆",
)
EN = LaneWords(
    questions={
        Particular.WHO: "Who",
        Particular.VEHICLE: "Vehicle",
        Particular.PLATE: "Plate",
        Particular.TRAILER: "Trailer",
        Particular.TRAILER_IN: "Trailer in",
        Particular.COMPANY: "Company",
        Particular.CARGO: "Cargo",
        Particular.CONTAINER: "Container",
        Particular.SEAL: "Seal no.",
        Particular.SEAL_OK: "Seal",
        Particular.ORIGIN: "From",
        Particular.ROUTE: "14-day route",
        Particular.OCCUPANTS: "On board",
        Particular.ALL_REGISTERED: "Occupants",
        Particular.DISINFECTED: "Disinfection",
        Particular.NAME: "Name",
        Particular.PHONE: "Phone",
        Particular.ID_CARD: "ID card",
        Particular.PURPOSE: "Purpose",
        Particular.WINDOW: "Window",
        Particular.HOST: "Visits",
    },
    answers={
        "visitor": "Visitor",
        "courier": "Courier",
        "supply_vehicle": "Supplies",
        "unknown_claims_resident": "Claims to live here",
        ON_FOOT: "On foot",
        Vehicle.CAR: "Car",
        Vehicle.TRUCK: "Truck",
        LADEN: "Laden",
        EMPTY: "Empty",
        "declaration": "Declaration",
        "inspection": "Inspection",
        "payment": "Payment",
        "certificate": "Certificate",
        "consultation": "Enquiry",
        NONE: "None",
    },
    yes_no={
        Particular.SEAL_OK: ("Seal intact", "Seal broken"),
        Particular.ALL_REGISTERED: ("All registered", "Someone is not"),
        Particular.DISINFECTED: ("Disinfected", "Not disinfected"),
        Particular.ID_CARD: ("ID card seen", "No ID card"),
    },
    hints={
        Kind.PLATE: "42 is 鄂, or touch; then letters",
        Kind.CONTAINER: "4 letters, 7 digits; 0 for none",
        Kind.COUNT: "All of them are measured",
        Kind.CHOICE: "Press the number",
        Kind.REGIONS: "Touch it, or type its number: 42",
        Kind.TEXT: "Type, then Enter",
        Kind.PHONE: "Mobile number",
        Kind.YES_NO: "1 yes  2 no",
    },
    doubts={
        Doubt.PLATE: "unusual, look again",
        Doubt.CONTAINER: "look again",
        Doubt.PHONE: "unusual, look again",
    },
    temperature="Temperature",
    nth_person="Person {n} of {count}",
    optional="optional",
    taken_over="kept",
    enter_takes="Enter: {answer}",
    next_question="Next",
    skip="Skip",
    refuses="Refuses the check",
    checks="Takes the check",
    journey="Touch each, Confirm; or 42.41",
    welcome={
        Site.ZONE_TRUCK: "Stop, engine off, window down",
        Site.ZONE_ADMIN: "Show your staff pass",
        Site.ZONE_SERVICE: "Register, be measured",
    },
    field={
        Site.COMPOUND: "Pass no. or address, Enter",
        Site.VILLAGE: "Pass, address, plate",
        Site.ZONE_TRUCK: "Plate: 42A12345",
        Site.ZONE_ADMIN: "Initials or phone",
        Site.ZONE_SERVICE: "Mobile number, Enter",
    },
    others={
        Site.COMPOUND: "Visitors",
        Site.VILLAGE: "Outsiders",
        Site.ZONE_TRUCK: "Vehicle",
        Site.ZONE_ADMIN: "No pass",
        Site.ZONE_SERVICE: "Register",
    },
    inside="Inside today",
    in_today="In today",
    out_today="Out today",
    clearance="Epidemic",
    cleared="Epidemic: clear",
    not_cleared="Epidemic: not clear",
    customs="Customs",
    customs_decides="Release is for customs; no barrier is raised here",
)

WORDS: Mapping[Language, LaneWords] = {Language.ZH: ZH, Language.EN: EN}

UNDER_CUSTOMS = frozenset({Site.ZONE_TRUCK})
"""Gates whose vehicles customs releases, apart from the epidemic clearance."""


def answer_word(particular: Particular, value: str, words: LaneWords) -> str:
    """Return an answer as the screen says it."""
    if value in {YES, NO} and particular in words.yes_no:
        return words.yes_no[particular][value == NO]
    return words.answers.get(value, value)


def asked_and_told(values: Values, language: Language) -> tuple[tuple[str, str], ...]:
    """Return what was asked at a lane with the answers, both in words; a question of another program by its name."""
    words = WORDS[language]
    known = {particular.value: particular for particular in Particular}
    return tuple(
        (words.questions[known[name]], answer_word(known[name], value, words)) if name in known else (name, value)
        for name, value in values
    )


def options_shown(form: LaneForm, words: LaneWords) -> tuple[tuple[str, str], ...]:
    """Return the numbered answers to what is being asked, each with its word."""
    if form.asking is None:
        return ()
    particular = form.asking
    values = (YES, NO) if particular in words.yes_no else form.options(particular)
    return tuple((value, answer_word(particular, value, words)) for value in values)
