"""The words of the page of records: one value per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate_terminal.domain.words import Language


@dataclass(frozen=True, slots=True)
class RecordsLabels:
    """What the page says; ``{…}`` is filled in when it is shown."""

    first: str
    last: str
    name_hint: str
    any_day: str
    any_direction: str
    any_verdict: str
    number: str
    time: str
    way: str
    household: str
    person: str
    verdict: str
    void_mark: str
    shown: str
    shown_first: str
    nothing: str
    choose: str
    why: str
    happened: str
    recorded: str
    gate: str
    guard: str
    purpose: str
    readings: str
    serial: str
    serial_typed: str
    entered: str
    id: str
    ways_of_entry: Mapping[str, str]
    erased: str
    reveal: str
    reveal_title: str
    void: str
    void_title: str
    void_note: str
    voided: str
    movements: str
    movements_title: str
    movements_note: str
    movements_person: str
    movements_vehicle: str
    movements_of: str
    movements_end: str
    day_wrong: str


RECORDS_LABELS: Mapping[Language, RecordsLabels] = {
    Language.ZH: RecordsLabels(
        first="从",
        last="到",
        name_hint="序号或编号",
        any_day="不限",
        any_direction="进出",
        any_verdict="全部结果",
        number="序号",
        time="时间",
        way="方向",
        household="住户",
        person="姓名",
        verdict="结果",
        void_mark="{verdict} · 已作废",
        shown="{count} 条",
        shown_first="只列最近 {count} 条:请缩小范围",
        nothing="没有这样的记录",
        choose="请在左边选择一条记录",
        why="依据",
        happened="通行",
        recorded="记录",
        gate="卡点",
        guard="值守",
        purpose="事由",
        readings="体温",
        serial="证号",
        serial_typed="{serial}(手输)",
        entered="来源",
        id="编号",
        ways_of_entry={"live": "当场", "typed": "补登", "paper": "纸质补登", "filled_in": "补记的返回"},
        erased="身份已按期删除",
        reveal="显示全名",
        reveal_title="为什么要看全名?",
        void="作废",
        void_title="作废 №{number}",
        void_note="一同作废的记录:\n{records}\n原记录保留,名额退还。",
        voided="已作废 {count} 条记录",
        movements="查行踪",
        movements_title="查一户、一人或一车的行踪",
        movements_note="查看原因写入记录。住址、姓名填一项即可;同名的请写住址。",
        movements_person="姓名",
        movements_vehicle="车牌",
        movements_of="行踪:{whom}",
        movements_end="返回全部记录",
        day_wrong="“{text}”不是日期:请写成 2020-02-07",
    ),
    Language.EN: RecordsLabels(
        first="From",
        last="to",
        name_hint="Number or id",
        any_day="any day",
        any_direction="Both ways",
        any_verdict="All answers",
        number="No.",
        time="Time",
        way="Way",
        household="Address",
        person="Name",
        verdict="Answer",
        void_mark="{verdict} · void",
        shown="{count} {count:record|records}",
        shown_first="Only the latest {count} are listed: narrow it down",
        nothing="There is no such record",
        choose="Choose a record on the left",
        why="Why",
        happened="Happened",
        recorded="Recorded",
        gate="Gate",
        guard="On duty",
        purpose="Purpose",
        readings="Readings",
        serial="Pass",
        serial_typed="{serial} (typed)",
        entered="Entered",
        id="Id",
        ways_of_entry={"live": "at the gate", "typed": "later", "paper": "from paper", "filled_in": "return filled in"},
        erased="Who it was has been erased in time",
        reveal="Show in full",
        reveal_title="Why are names needed?",
        void="Make void",
        void_title="Make No. {number} void",
        void_note="Void together:\n{records}\nThe records stay, the turn is given back.",
        voided="{count} {count:record is|records are} void now",
        movements="Movements",
        movements_title="Movements of a household, a person or a vehicle",
        movements_note="The reason is logged. Address or name is enough; of two of one name, give the address too.",
        movements_person="Name",
        movements_vehicle="Number plate",
        movements_of="Movements: {whom}",
        movements_end="All records again",
        day_wrong="“{text}” is no day: write it as 2020-02-07",
    ),
}
