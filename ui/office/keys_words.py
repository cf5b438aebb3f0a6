"""The words of the keys' page, complete by type: one value per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate_terminal.application.paperwork import ListKind, ListNote, Role
from gate_terminal.domain.words import Language


@dataclass(frozen=True, slots=True)
class KeysWords:
    """Every word of the page; ``{…}`` is filled in when it is shown."""

    title: str
    intro: str
    root: str
    not_pinned: str
    lists: Mapping[ListKind, str]
    list_line: str
    no_list: str
    overdue: str
    notes: Mapping[ListNote, str]
    role: str
    roles: Mapping[Role, str]
    short_name: str
    state: str
    good: str
    revoked: str
    practice: str
    place: str
    here: str
    elsewhere: str
    zones: str
    any_zone: str
    publish: str
    published: str
    carry: str
    carried: str
    nothing_to_carry: str
    take: str
    taken: str
    replace: str
    replace_title: str
    replace_note: str
    which: str
    cause: str
    stolen: str
    in_turn: str
    root_at: str
    root_hint: str
    replaced: str
    replaced_stolen: str
    locked: str
    of_the_keys: str
    unlock: str
    unlocked: str


KEYS_ZH = KeysWords(
    title="密钥",
    intro="闸口只认签名的名单。U 盘由谁送都可以:改动过的、编号更小的,闸口不收。",
    root="根密钥指纹",
    not_pinned="尚未设定",
    lists={ListKind.KEYS: "密钥名单", ListKind.STATUS: "出入证名单"},
    list_line="第 {sequence} 号 · {issued} 签发 · {next} 前有效",
    no_list="没有",
    overdue="已过期,请签发并送到闸口",
    notes={
        ListNote.LIST_STALE: "名单已过期:闸口不知道此后挂失的证",
        ListNote.LIST_DAMAGED: "名单文件损坏,正在用上一份:请重新签发或收取",
        ListNote.STATUS_MISSING: "没有出入证名单:分不出挂失的证",
        ListNote.LIST_KEY_REVOKED: "签发出入证名单的密钥已吊销:请收取新名单",
    },
    role="用途",
    roles={Role.ROOT: "根", Role.PASS: "签出入证", Role.LIST: "签名单"},
    short_name="短名",
    state="状态",
    good="有效",
    revoked="已吊销",
    practice="演练",
    place="私钥",
    here="在本机",
    elsewhere="不在本机",
    zones="小区编号",
    any_zone="不限",
    publish="签发今日名单",
    published="今日名单已签发:本机闸口立即采用,其他闸口用 U 盘送去",
    carry="拷到 U 盘…",
    carried="名单已拷到 {directory}",
    nothing_to_carry="还没有名单可拷",
    take="从 U 盘收取…",
    taken="已采用:{lists}",
    replace="更换密钥…",
    replace_title="更换密钥",
    replace_note="被盗时旧密钥立即吊销:凡旧密钥签的证都要补发,新名单要马上送到每个闸口。根密钥在抽屉里的 U 盘上",
    which="哪一把",
    cause="情形",
    stolen="被盗或外泄:吊销旧的",
    in_turn="到期更换:旧的仍有效",
    root_at="根密钥所在目录",
    root_hint="留空则在本机找",
    replaced="密钥已更换。请把名单送到其他闸口",
    replaced_stolen="密钥已更换,旧的已吊销。{count} 户要补证:“出入证”页“补齐无证户”,再打印、送名单",
    locked="密钥口令没有存在本机。发证、作废、签名单之前,请先输入",
    of_the_keys="密钥口令",
    unlock="解锁密钥",
    unlocked="密钥已解锁,直到关闭本窗口",
)

KEYS_EN = KeysWords(
    title="Keys",
    intro="Gates believe signed lists only, whoever carries the stick: what was changed or is older is refused.",
    root="Root's fingerprint",
    not_pinned="not set",
    lists={ListKind.KEYS: "Key list", ListKind.STATUS: "Status list"},
    list_line="number {sequence} · issued {issued} · good until {next}",
    no_list="none",
    overdue="overdue: sign a new one and bring it to the gates",
    notes={
        ListNote.LIST_STALE: "A list is overdue: gates do not know what was reported lost since",
        ListNote.LIST_DAMAGED: "A list's file is damaged, the one before it is in use: sign or take it again",
        ListNote.STATUS_MISSING: "There is no status list: lost passes cannot be told",
        ListNote.LIST_KEY_REVOKED: "The key that signed the status list was revoked: take a new list",
    },
    role="Signs",
    roles={Role.ROOT: "root", Role.PASS: "passes", Role.LIST: "status lists"},
    short_name="Short name",
    state="State",
    good="good",
    revoked="revoked",
    practice="practice",
    place="Private key",
    here="on this computer",
    elsewhere="not here",
    zones="Zones",
    any_zone="any",
    publish="Sign today's list",
    published="Today's list is signed: this computer's gate uses it at once, carry it to the others",
    carry="Copy to stick…",
    carried="The lists are in {directory}",
    nothing_to_carry="There is no list to copy yet",
    take="Take from stick…",
    taken="In use now: {lists}",
    replace="Replace a key…",
    replace_title="Replace a key",
    replace_note="After a theft the old key is revoked at once: every card under it needs replacing, and every gate "
    "the new lists. The root key is on its stick in the drawer",
    which="Which key",
    cause="It is",
    stolen="Stolen: revoke the old one",
    in_turn="In its turn: the old one stays good",
    root_at="Directory of the root key",
    root_hint="Empty: on this computer",
    replaced="The key is new. Carry the lists to the other gates",
    replaced_stolen="The key is new, the old one revoked. {count} {count:household needs|households need} a pass: "
    "Passes, Issue all missing; then print, and carry the lists",
    locked="The passphrase of the keys is not stored here. Enter it before issuing, cancelling or signing",
    of_the_keys="Passphrase of the keys",
    unlock="Unlock the keys",
    unlocked="The keys are unlocked until this window closes",
)

KEYS_WORDS: Mapping[Language, KeysWords] = {Language.ZH: KEYS_ZH, Language.EN: KEYS_EN}
