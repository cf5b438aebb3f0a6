"""The words of the page of the rule: one value per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gate_terminal.domain.sentences import TONGUES
from gate_terminal.domain.words import Basis, FeverComparison, Language, OvertimePenalty


@dataclass(frozen=True, slots=True)
class PolicyLabels:
    """What the page says; ``{…}`` is filled in when it is shown.

    `keys` names each setting of a policy, `words` each word that a setting can be, `notes` says more of a setting.
    """

    form: str
    toml: str
    history: str
    keys: Mapping[str, str]
    notes: Mapping[str, str]
    words: Mapping[StrEnum, str]
    yes: str
    days: str
    minutes: str
    degrees: str
    persons: str
    parted: str
    texts: str
    optional: str
    day_hint: str
    window_hint: str
    until: str
    listed: str
    one_line: str
    wrong: str
    missing: str
    too_low: str
    no_province: str
    form_wrong: str
    no_toml: str
    no_key: str
    key_wrong: str
    key_odd: str
    key_twice: str
    tables: str
    tables_hint: str
    tables_only: str
    anew: str
    change: str
    what_if: str
    first: str
    last: str
    compare: str
    comparing: str
    number: str
    way: str
    was: str
    would_be: str
    nothing_changes: str
    since: str
    since_hint: str
    since_wrong: str
    day_wrong: str
    lay_down: str
    laid_down: str
    laid_down_now: str
    same: str
    authority_missing: str
    when: str
    version: str
    about: str
    from_now: str
    to_come: str
    unreadable: str
    by: str


def _with_the_gates_own(words: Mapping[StrEnum, str], language: Language) -> Mapping[StrEnum, str]:
    """Return `words` with those for purposes and directions that the gate uses already."""
    tongue = TONGUES[language]
    common: list[tuple[StrEnum, str]] = [*tongue.purposes.items(), *tongue.directions.items()]
    return {**words, **dict(common)}


POLICY_LABELS: Mapping[Language, PolicyLabels] = {
    Language.ZH: PolicyLabels(
        form="表单",
        toml="TOML",
        history="沿革",
        keys={
            "basis": "名额算法",
            "interval_days": "几天一次",
            "anchor": "分段起始日",
            "exempt_purposes": "不占名额的事由",
            "night_closed": "夜间关闭",
            "closed_hours": "下班关闭",
            "max_minutes": "外出时限",
            "overtime_penalty": "超时处理",
            "fever_at": "发热线",
            "fever_comparison": "发热线本身",
            "temperature_floor": "测准下限",
            "measured_directions": "测温方向",
            "villagers_have_turns": "村民占名额",
            "capacity": "最多在内",
            "key_areas": "重点地区",
            "home_province": "本地车牌",
            "issued_by": "发布单位",
            "note": "备注",
        },
        notes={
            "anchor": "分段时必填",
            "closed_hours": "园区通道",
            "temperature_floor": "低于它算未测准",
            "capacity": "服务中心、车道",
            "home_province": "省份简称,如 粤;可留空",
        },
        words=_with_the_gates_own(
            {
                Basis.CALENDAR: "自然日",
                Basis.ROLLING: "满小时数",
                Basis.BLOCK: "固定分段",
                Basis.ODD_EVEN: "单双号",
                OvertimePenalty.NONE: "不处理",
                OvertimePenalty.SKIP_NEXT: "失去下一次名额",
                FeverComparison.AT_LEAST: "算发热(≥)",
                FeverComparison.ABOVE: "不算发热(>)",
            },
            Language.ZH,
        ),
        yes="是",
        days="{lowest}–{highest} 天",
        minutes="{lowest}–{highest} 分钟",
        degrees="{lowest}–{highest} ℃",
        persons="{lowest}–{highest} 人",
        parted="用顿号分开",
        texts='文字的列表,如 ["武汉"]',
        optional="留空:不设",
        day_hint="如 2020-02-06",
        window_hint="如 22:00 到 06:00",
        until="到",
        listed="、",
        one_line="一行文字",
        wrong="应为:{hint}",
        missing="分段要填起始日",
        too_low="发热线应高于测准下限",
        no_province="车牌上没有这个省份简称",
        form_wrong="请先改正标红的各项",
        no_toml="第 {line} 行不是 TOML",
        no_key="第 {line} 行:没有“{key}”这一项",
        key_wrong="第 {line} 行:{name}({key})应为:{hint}",
        key_odd="第 {line} 行:{key} 不对",
        key_twice="第 {line} 行:{key} 写了两遍",
        tables="车道、表单、选项",
        tables_hint="TOML 表格:[lanes.A1] kind、directions、closed_hours、capacity;[forms.…];[choices]",
        tables_only="这里只写 lanes、forms、choices",
        anew="恢复现行",
        change="改动",
        what_if="如果当时这样",
        first="从",
        last="到",
        compare="重算",
        comparing="按新规则重算",
        number="次数",
        way="方向",
        was="当时",
        would_be="会是",
        nothing_changes="没有一次会不同",
        since="施行时间",
        since_hint="如 2020-02-08 00:00;留空:立即",
        since_wrong="“{text}”不是时间:请写成 2020-02-08 00:00",
        day_wrong="“{text}”不是日期:请写成 2020-02-07,前一个不晚于后一个",
        lay_down="发布",
        laid_down="已发布:{when} 起施行,{name}",
        laid_down_now="已发布,立即施行:{name}",
        same="与现行规则相同,不用发布",
        authority_missing="请填写发布单位",
        when="施行",
        version="版本",
        about="内容",
        from_now="下一次判定起",
        to_come="待施行",
        unreadable="无法读取",
        by="经办 {who}",
    ),
    Language.EN: PolicyLabels(
        form="Form",
        toml="TOML",
        history="History",
        keys={
            "basis": "Turns by",
            "interval_days": "One turn in",
            "anchor": "First day of a block",
            "exempt_purposes": "Without a turn",
            "night_closed": "Night closing",
            "closed_hours": "Closing hours",
            "max_minutes": "Time outside",
            "overtime_penalty": "Out too long",
            "fever_at": "Fever from",
            "fever_comparison": "Just at that",
            "temperature_floor": "Least reading",
            "measured_directions": "Measured going",
            "villagers_have_turns": "Villagers have turns",
            "capacity": "At most inside",
            "key_areas": "Key areas",
            "home_province": "Plates from here",
            "issued_by": "Issued by",
            "note": "Note",
        },
        notes={
            "anchor": "needed by blocks",
            "closed_hours": "lanes of a zone",
            "temperature_floor": "below it, no reading",
            "capacity": "service centre, lanes",
            "home_province": "the first character of a plate; may be empty",
        },
        words=_with_the_gates_own(
            {
                Basis.CALENDAR: "calendar days",
                Basis.ROLLING: "hours to the second",
                Basis.BLOCK: "fixed blocks",
                Basis.ODD_EVEN: "odd and even numbers",
                OvertimePenalty.NONE: "nothing follows",
                OvertimePenalty.SKIP_NEXT: "the next turn is lost",
                FeverComparison.AT_LEAST: "is a fever (≥)",
                FeverComparison.ABOVE: "is none (>)",
            },
            Language.EN,
        ),
        yes="yes",
        days="{lowest}–{highest} days",
        minutes="{lowest}–{highest} min",
        degrees="{lowest}–{highest} °C",
        persons="{lowest}–{highest} persons",
        parted="separated by commas",
        texts='a list of texts, such as ["Hubei"]',
        optional="empty: none",
        day_hint="such as 2020-02-06",
        window_hint="such as 22:00 to 06:00",
        until="to",
        listed=", ",
        one_line="one line of text",
        wrong="Should be: {hint}",
        missing="Blocks need their first day",
        too_low="Must lie above the least reading",
        no_province="No plate begins with that character",
        form_wrong="Correct the fields marked in red first",
        no_toml="Line {line} is no TOML",
        no_key="Line {line}: there is no setting “{key}”",
        key_wrong="Line {line}: {name} ({key}) should be: {hint}",
        key_odd="Line {line}: {key} cannot be that",
        key_twice="Line {line}: {key} stands there twice",
        tables="Lanes, forms, answers",
        tables_hint="TOML tables: [lanes.A1] kind, directions, closed_hours, capacity; [forms.…]; [choices]",
        tables_only="Only lanes, forms and choices stand here",
        anew="Start over",
        change="What changes",
        what_if="What if it had held",
        first="From",
        last="to",
        compare="Answer again",
        comparing="Answering again under the new rule",
        number="Count",
        way="Way",
        was="Was",
        would_be="Would be",
        nothing_changes="Nobody would have been answered otherwise",
        since="To hold from",
        since_hint="such as 2020-02-08 00:00; empty: at once",
        since_wrong="“{text}” is no moment: write it as 2020-02-08 00:00",
        day_wrong="“{text}” is no day: write it as 2020-02-07, the first not after the last",
        lay_down="Lay down",
        laid_down="Laid down, to hold from {when} on, by {name}",
        laid_down_now="Laid down, to hold at once, by {name}",
        same="This is the rule in force: nothing to lay down",
        authority_missing="Enter who issued it",
        when="Holds from",
        version="Version",
        about="What and by whom",
        from_now="from the next answer",
        to_come="to come",
        unreadable="cannot be read",
        by="by {who}",
    ),
}
