"""The words of the page of fever cases: one value per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate_terminal.domain.words import Language


@dataclass(frozen=True, slots=True)
class FeverLabels:
    """What the page says; ``{…}`` is filled in when it is shown."""

    found: str
    household: str
    person: str
    next_step: str
    closed: str
    closed_too: str
    none_open: str
    choose: str
    referred: str
    nowhere: str
    readings: str
    phone: str
    inside: str
    record: str
    step_title: str
    when: str
    reading: str
    reading_hint: str
    outcome: str
    taken: str
    case_closed: str
    enter_isolation: str
    when_wrong: str
    save: str
    print: str
    sheet_title: str
    sheet_note: str
    full: str
    full_hint: str
    saved: str
    printed: str


FEVER_LABELS: Mapping[Language, FeverLabels] = {
    Language.ZH: FeverLabels(
        found="发现",
        household="住户",
        person="姓名",
        next_step="下一步",
        closed="已结:{outcome}",
        closed_too="含已结",
        none_open="没有未结的发热个案",
        choose="请在左边选择一例",
        referred="转诊:{clinic}",
        nowhere="还没有设定定点发热门诊:请在设置 [fever] 填写 clinic、phone",
        readings="体温",
        phone="电话",
        inside="住户留在卡点以内的临时隔离点,不劝离;同户人员待核,到有结果为止",
        record="记录",
        step_title="记录:{step}",
        when="时间",
        reading="腋温",
        reading_hint="如 38.1",
        outcome="结果",
        taken="已记录:{step}",
        case_closed="个案已结:{outcome}",
        enter_isolation="个案已结:{outcome}。同户不再因此待核:需要居家隔离的,请到“名册”登记",
        when_wrong="“{text}”不是时间:请写成 09:14 或 2020-02-07 09:14",
        save="移交单存为文件",
        print="打印移交单",
        sheet_title="移交单",
        sheet_note="默认脱敏。需要全名、门牌和电话的,写明原因;原因写入记录。",
        full="显示全名的原因",
        full_hint="留空:脱敏",
        saved="移交单已存到 {path}",
        printed="移交单已送打印机",
    ),
    Language.EN: FeverLabels(
        found="Found",
        household="Address",
        person="Name",
        next_step="Next step",
        closed="closed: {outcome}",
        closed_too="Closed ones too",
        none_open="No fever case is open",
        choose="Choose a case on the left",
        referred="Referred to: {clinic}",
        nowhere="No fever clinic is set: enter clinic and phone in the settings, [fever]",
        readings="Readings",
        phone="Phone",
        inside="A resident stays inside, at the isolation point, and is not sent away; the others of the household are "
        "held until the outcome",
        record="Record",
        step_title="Record: {step}",
        when="When",
        reading="Under the arm",
        reading_hint="such as 38.1",
        outcome="Outcome",
        taken="Recorded: {step}",
        case_closed="The case is closed: {outcome}",
        enter_isolation="The case is closed: {outcome}. The household is not held for it any more: who is to stay at "
        "home is entered in the register",
        when_wrong="“{text}” is no time: write it as 09:14 or 2020-02-07 09:14",
        save="Save hand-over sheet",
        print="Print it",
        sheet_title="Hand-over sheet",
        sheet_note="Masked, unless you say why name, room and phone are needed; the reason is logged.",
        full="Why in full",
        full_hint="Empty: masked",
        saved="The hand-over sheet is in {path}",
        printed="The hand-over sheet went to the printer",
    ),
}
