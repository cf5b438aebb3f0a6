"""The words of the page of a zone's lanes: one value per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from gate_terminal.application.zone_desk import StaffRefusal
from gate_terminal.domain.words import Company, Language


class Book(Enum):
    """What the page shows."""

    ROSTER = "roster"
    PERMITS = "permits"
    COMPANIES = "companies"


@dataclass(frozen=True, slots=True)
class LanesWords:
    """What the page says; ``{…}`` is filled in when it is shown."""

    title: str
    books: Mapping[Book, str]
    search: str
    import_roster: str
    file_kinds: str
    reading: str
    present: str
    nobody: str
    name: str
    company: str
    phone: str
    row: str
    days: str
    taken: str
    refused: str
    preview: str
    nothing: str
    carry_out: str
    carry_out_note: str
    taking: str
    imported: str
    give: str
    give_note: str
    begin: str
    end: str
    given: str
    withdraw: str
    withdrawn: str
    choose_permit: str
    number: str
    period: str
    by: str
    state: str
    in_force: str
    over: str
    taken_back: str
    permits_note: str
    resumed: str
    not_resumed: str
    names: str
    names_hint: str
    states: Mapping[Company, str]
    told: str
    companies_note: str
    reasons: Mapping[StaffRefusal, str]


LANES_ZH = LanesWords(
    title="通道",
    books={Book.ROSTER: "在岗名单", Book.PERMITS: "加班许可", Book.COMPANIES: "企业复工"},
    search="姓名、首字母、公司或手机号",
    import_roster="导入名单…",
    file_kinds="名单(*.csv *.xlsx)",
    reading="正在读取 {name}",
    present="今天在岗 {count} 人",
    nobody="今天的名单上没有人:请导入名单",
    name="姓名",
    company="公司",
    phone="手机号",
    row="行",
    days="在岗日期",
    taken="收",
    refused="不收",
    preview="{name}:收 {taken} 行,不收 {refused} 行",
    nothing="没有可以导入的行",
    carry_out="导入名单",
    carry_out_note="将收入 {taken} 行;不收的 {refused} 行请在表格里改正后再导入。",
    taking="正在导入",
    imported="已导入:新增 {people} 人、{days} 条,{known} 条原已有",
    give="开许可…",
    give_note="许可从开始时刻起,到结束时刻之前有效。",
    begin="开始",
    end="结束",
    given="已给 {name} 开许可",
    withdraw="收回…",
    withdrawn="许可已收回",
    choose_permit="请先在表中选择一份许可",
    number="编号",
    period="有效时间",
    by="经办",
    state="状态",
    in_force="有效",
    over="已过期",
    taken_back="已收回",
    permits_note="下班后凭许可进入行政通道;离开从不受阻。",
    resumed="已复工…",
    not_resumed="未复工…",
    names="公司名称",
    names_hint="几家用分号隔开",
    states={Company.RESUMED: "已复工", Company.NOT_RESUMED: "未复工"},
    told="已登记 {count} 家:{state}",
    companies_note="一旦有名单,不在名单上的公司按未复工处理;没有名单时不因公司而待核。",
    reasons={
        StaffRefusal.NO_NAME: "没有姓名",
        StaffRefusal.NO_DATE: "没有日期",
        StaffRefusal.NOT_A_DATE: "不是 2020-02-07 这样的日期",
        StaffRefusal.DATE_CELL: "表格当成了日期:请把该列设为文本",
        StaffRefusal.FORMULA: "这里是公式,没有数值",
        StaffRefusal.BACKWARDS: "结束日期早于开始日期",
        StaffRefusal.TOO_LONG: "文字太长",
    },
)

LANES_EN = LanesWords(
    title="Lanes",
    books={Book.ROSTER: "Roster", Book.PERMITS: "Permits", Book.COMPANIES: "Companies"},
    search="Name, initials, company or phone",
    import_roster="Import roster…",
    file_kinds="Rosters (*.csv *.xlsx)",
    reading="Reading {name}",
    present="{count} on today's roster",
    nobody="Nobody is on today's roster: import one",
    name="Name",
    company="Company",
    phone="Phone",
    row="Row",
    days="Days",
    taken="Taken",
    refused="Refused",
    preview="{name}: {taken} {taken:row|rows} taken, {refused} refused",
    nothing="There is no row to import",
    carry_out="Import roster",
    carry_out_note="{taken} {taken:row|rows} will be entered; mend the {refused} refused {refused:one|ones} "
    "in the table and import it again.",
    taking="Importing",
    imported="Imported: {people} new {people:person|people}, {days} new {days:entry|entries}, {known} known",
    give="Give a permit…",
    give_note="A permit holds from its beginning up to, not including, its end.",
    begin="From",
    end="Until",
    given="{name} has a permit",
    withdraw="Withdraw…",
    withdrawn="The permit is withdrawn",
    choose_permit="Choose a permit in the table first",
    number="No.",
    period="Holds",
    by="Given by",
    state="State",
    in_force="in force",
    over="over",
    taken_back="withdrawn",
    permits_note="After hours one comes in by a permit; leaving is never blocked.",
    resumed="Resumed…",
    not_resumed="Not resumed…",
    names="Companies",
    names_hint="Several: separate with ;",
    states={Company.RESUMED: "resumed", Company.NOT_RESUMED: "not resumed"},
    told="{count} entered: {state}",
    companies_note="Once there is a list, who is not on it counts as not resumed; without one nobody is held.",
    reasons={
        StaffRefusal.NO_NAME: "there is no name",
        StaffRefusal.NO_DATE: "there is no day",
        StaffRefusal.NOT_A_DATE: "no day such as 2020-02-07",
        StaffRefusal.DATE_CELL: "a date of the spreadsheet: format it as text",
        StaffRefusal.FORMULA: "a formula without its value",
        StaffRefusal.BACKWARDS: "the last day lies before the first",
        StaffRefusal.TOO_LONG: "the text is too long",
    },
)

LANES_WORDS: Mapping[Language, LanesWords] = {Language.ZH: LANES_ZH, Language.EN: LANES_EN}
