"""The words of the page of safe-keeping: one value per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate_terminal.domain.words import Language


@dataclass(frozen=True, slots=True)
class KeepingWords:
    """What the page says; ``{…}`` is filled in when it is shown."""

    title: str
    backups: str
    beside: str
    second: str
    second_none: str
    newest: str
    none_yet: str
    not_there: str
    back_up: str
    backed_up: str
    choose_second: str
    choose_second_title: str
    choose_second_note: str
    second_hint: str
    directory: str
    second_chosen: str
    rehearse: str
    rehearsed: str
    restore: str
    restore_title: str
    restore_note: str
    restore_word: str
    restore_consent: str
    restore_wrong: str
    restore_do: str
    restored_whole: str
    restored_lost: str
    chain: str
    code: str
    no_code: str
    verify: str
    whole: str
    broken: str
    retention: str
    kept_for: str
    due: str
    nothing_due: str
    held_back: str
    last_erasure: str
    never_erased: str
    erase: str
    erased: str
    standing: str
    records: str
    stand_down: str
    stand_down_title: str
    stand_down_do: str
    consequences: str
    type_word: str
    word: str
    word_wrong: str
    stood_down: str
    is_down: str
    emptied: str
    undo: str
    undo_title: str
    undo_do: str
    undo_note: str
    back_in_service: str


KEEPING_WORDS: Mapping[Language, KeepingWords] = {
    Language.ZH: KeepingWords(
        title="保管",
        backups="备份",
        beside="本机",
        second="第二处",
        second_none="第二处:没有设置。请插入 U 盘或接上共享目录,再点“第二处…”",
        newest="{place}:{count} 份,最新 {at}",
        none_yet="{place}:还没有备份",
        not_there="{place}:{directory} 不在",
        back_up="立即备份",
        backed_up="已备份并核对:{count} 处,{rows} 行",
        choose_second="第二处…",
        choose_second_title="备份的第二处",
        choose_second_note="每小时和交接班时也备份到这里。U 盘没插上时会在卡点窗口提示。"
        "留空则不用第二处;卡点窗口下次打开时生效。",
        second_hint="/media/stick",
        directory="目录(U 盘或共享)",
        second_chosen="已设置备份的第二处",
        rehearse="演练恢复",
        rehearsed="演练成功:{at} 的备份完好,{rows} 行,用时 {seconds} 秒;没有改动任何数据",
        restore="恢复…",
        restore_title="恢复台账",
        restore_note="请先关闭卡点窗口。用最新的完好备份,加上现有文件里还能读出的记录,重建台账;"
        "现有文件改名保留,不删除。丢失了什么会逐条说明。",
        restore_word="请输入“恢复”",
        restore_consent="恢复",
        restore_wrong="没有输入“恢复”,没有改动",
        restore_do="恢复",
        restored_whole="已恢复:备份 {backup} 行,另找回 {salvaged} 行,没有丢失",
        restored_lost="已恢复:备份 {backup} 行,另找回 {salvaged} 行;丢失 {lost} 行,位置 {places}",
        chain="核对",
        code="今天的核对码(请抄在纸上)",
        no_code="还没有核对码:卡点窗口每天生成一个",
        verify="核对台账",
        whole="台账完好:{rows} 行。末行核对码 {code}",
        broken="台账不完好:{first}",
        retention="保存期限",
        kept_for="姓名、户号、证号保存 {days} 天,之后自动抹除;次数和记录保留",
        due="到期:通行 {passages} 条,原因 {reasons} 条,名册 {register} 条",
        nothing_due="现在没有到期的数据",
        held_back="发热个案未结或结案未满期,暂留 {count} 条",
        last_erasure="上次抹除:{at}",
        never_erased="还没有抹除过",
        erase="立即抹除",
        erased="已抹除:通行 {passages} 条,原因 {reasons} 条,名册 {register} 条",
        standing="解除防控",
        records="本卡点正在登记",
        stand_down="解除防控…",
        stand_down_title="解除防控",
        stand_down_do="确认解除",
        consequences="卡点立即停止登记:不记录通行,不导入名册,不发证,屏幕上写明已解除。\n"
        "{days} 天后(约 {date}),台账、名册和备份里所有人的姓名、电话、住址、证号全部抹除,无法找回;次数保留。\n"
        "在此之前,值班长可以在这里撤销;之后也能重新启用,但要重新导入名册。",
        type_word="请输入“解除”以确认",
        word="解除",
        word_wrong="没有输入“解除”,没有改动",
        stood_down="已解除防控:卡点不再登记",
        is_down="自 {since} 起已解除防控,不再登记",
        emptied="{at} 抹除所有人的资料;在此之前可以撤销",
        undo="撤销解除…",
        undo_title="撤销解除,恢复登记",
        undo_do="恢复登记",
        undo_note="卡点几秒内恢复登记。解除期间已抹除的不能找回。",
        back_in_service="已撤销解除:卡点恢复登记",
    ),
    Language.EN: KeepingWords(
        title="Keeping",
        backups="Backups",
        beside="This computer",
        second="Second place",
        second_none='Second place: none is set. Plug in a stick or a share, then choose "Second place…"',
        newest="{place}: {count}, the newest of {at}",
        none_yet="{place}: no backup yet",
        not_there="{place}: {directory} is not there",
        back_up="Back up now",
        backed_up="Backed up and verified: {rows} {rows:row|rows}, places: {count}",
        choose_second="Second place…",
        choose_second_title="A second place for backups",
        choose_second_note="Every hour and at hand-over a backup goes there too; the gate window says so where the "
        "stick is not there. Left empty, there is no second place. The gate takes it when it is opened next.",
        second_hint="/media/stick",
        directory="Directory (a stick or a share)",
        second_chosen="The second place for backups is set",
        rehearse="Rehearse a restore",
        rehearsed="Rehearsed: the backup of {at} comes back whole, {rows} {rows:row|rows} in {seconds} s; "
        "nothing was changed",
        restore="Restore…",
        restore_title="Restore the ledger",
        restore_note="Close the gate window first. The ledger is built anew from the newest good backup and what the "
        "present file still yields; that is set aside, not deleted. What is lost is told exactly.",
        restore_word='Type "restore"',
        restore_consent="restore",
        restore_wrong='"restore" was not typed; nothing was changed',
        restore_do="Restore",
        restored_whole="Restored: {backup} {backup:row|rows} from the backup, {salvaged} more from the file; "
        "nothing is lost",
        restored_lost="Restored: {backup} {backup:row|rows} from the backup, {salvaged} more from the file; "
        "{lost} lost, places {places}",
        chain="Check",
        code="The day's code (write it down)",
        no_code="No code yet: the gate window makes one a day",
        verify="Check the ledger",
        whole="The ledger is whole: {rows} {rows:row|rows}. Code of the last row {code}",
        broken="The ledger is not whole: {first}",
        retention="Retention",
        kept_for="Names, households and pass numbers are kept for {days} days, then erased; counts and records stay",
        due="Due: {passages} {passages:passage|passages}, {reasons} {reasons:reason|reasons}, "
        "{register} {register:row|rows} of the register",
        nothing_due="Nothing is due now",
        held_back="{count} kept for fever cases that are open or were closed lately",
        last_erasure="Last erased: {at}",
        never_erased="Nothing was erased yet",
        erase="Erase now",
        erased="Erased: {passages} {passages:passage|passages}, {reasons} {reasons:reason|reasons}, "
        "{register} {register:row|rows} of the register",
        standing="Stand-down",
        records="This gate registers people",
        stand_down="Stand down…",
        stand_down_title="Stand down",
        stand_down_do="Stand this gate down",
        consequences="The gate stops at once: no passage is recorded, no roster imported, no pass issued, and the "
        "screen says so.\nAfter {days} days (about {date}) the names, phones, addresses and pass numbers of everybody "
        "are erased from ledger, register and backups, for good; counts stay.\nUntil then the supervisor can undo it "
        "here; later the gate can be used again with a new roster.",
        type_word='Type "stand down" to confirm',
        word="stand down",
        word_wrong='"stand down" was not typed; nothing was changed',
        stood_down="Stood down: the gate registers nobody any more",
        is_down="Stood down since {since}: nobody is registered",
        emptied="On {at} everybody's data are erased; until then it can be undone",
        undo="Undo the stand-down…",
        undo_title="Undo the stand-down, register again",
        undo_do="Register people again",
        undo_note="The gate registers again within seconds. What was erased meanwhile stays erased.",
        back_in_service="Undone: the gate registers again",
    ),
}
