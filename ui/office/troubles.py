"""What is said, in either language, when an errand of the office was not done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import assert_never

from gate_terminal.ui.labels import Labels
from gate_terminal.ui.labels_en import EN
from gate_terminal.ui.labels_zh import ZH

from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.words import Language

from .clerk import Stopped, Trouble
from .desk_sentences import DESK_CHINESE
from .words import OfficeLabels
from .words_en import OFFICE_EN
from .words_zh import OFFICE_ZH

OFFICE_LABELS: Mapping[Language, OfficeLabels] = {Language.ZH: OFFICE_ZH, Language.EN: OFFICE_EN}
_LABELS: Mapping[Language, Labels] = {Language.ZH: ZH, Language.EN: EN}

# The core says what is wrong in one English sentence; here is the same for those that a person in the office can cause.
_CHINESE = tuple(
    (re.compile(pattern, re.DOTALL), chinese)
    for pattern, chinese in (
        (r"No household is known by (.+)\.", r"没有找到 \1:请核对住址或证号"),
        (r"No household lives at (.+?)(?:; nothing was printed)?\.", r"\1 没有住户:请核对住址"),
        (r"A household lives at (.+) already\.", r"\1 已有住户"),
        (r"There is no household (.+)\.", r"这一户已不在名册:请重新查找"),
        (r"An address has 1 to (\d+) characters\.", r"住址应有 1 到 \1 个字"),
        (r"A household cannot be joined with itself\.", r"不能与自己并户"),
        (r"Only members of the household can be split off, at least one\.", r"请至少选择一名成员"),
        (r"Somebody must stay; .+", r"至少要有一人留下;全家换住址请用“修改”"),
        (r"The bill is for (.+), the household lives at (.+)\.", r"水电费单是 \1 的,登记住址是 \2:两者不符,请核实"),
        (r"That person does not live in that household\.", r"此人不住在这一户"),
        (r"There is no open watch to release\.", r"没有可解除的隔离"),
        (r"A change of the register needs a name and a reason\.", r"请填写经办人和原因"),
        (r"The register changed since this import was looked at: .+", r"预览后名册有变动:请重新预览"),
        (r"No pass (\S+) was issued here(?:; nothing was printed)?\.", r"本处没有发过证 \1"),
        (r"Pass (\S+) was cancelled already: .+", r"证 \1 早已作废;要补证,请给这一户发证"),
        (r"The key list does not name the stolen key\.", r"密钥名单里没有被盗的密钥"),
        (r"There is no key list here: .+", r"本机没有密钥名单:请先从 U 盘收取"),
        (r"The list would have (\d+) bytes; .+", r"名单太长(\1 字节),闸口不收"),
        (r"A pass cannot begin before .+", r"日期太早"),
        (r"A passphrase cannot be empty\.", r"请填写口令"),
        (r"Pass (\S+) was cancelled since these cards .+", r"预览后证 \1 已作废:请重新预览"),
        (r"Pass (\S+) was cancelled \(.+\); nothing was printed\.", r"证 \1 已作废,不能打印"),
        (r"Pass (\S+) expired on (.+); nothing was printed\.", r"证 \1 已于 \2 过期,不能打印"),
        (r"A pass number has (\d+) characters, here are (\d+)\.", r"证号应有 \1 位,现在是 \2 位"),
        (r"Character (\d+) cannot stand in a pass number\.", r"证号第 \1 位不对"),
        (r"The check character does not fit: .+", r"证号校验不符:请对照卡面"),
        (r"A pass cannot begin on (.+) and end on (.+)\.", r"截止日期 \2 早于今天"),
        (r"A pass can hold from (.+) to (.+)\.", r"有效期应在 \1 到 \2 之间"),
        (r"(.+) has passed: a pass must hold today or later\.", r"\1 已经过去:有效期至少到今天"),
        (r"(.+) is no whole number from (\d+) to (\d+)\.", r"请填写 \2 到 \3 的整数"),
        (r"(.+) is no day such as (.+)\.", r"“\1”不是日期:请写成 \2"),
        (r"A supervisor's PIN has (\d+) to (\d+) digits\.", r"口令应为 \1 到 \2 位数字"),
        (r"(.+) cannot be read: (.+)\.", r"\1 无法读取:\2"),
        (r"Cannot write (.+): there is no such directory\.", r"没有目录 \1"),
        (r"(?:Cannot write )(.+): (.+)\.", r"\1 无法写入:\2"),
        (r"(.+) is larger than (\d+) MB, .+", r"\1 超过 \2 MB,名册不会这么大"),
        (r"(.+) is empty\.", r"\1 是空文件"),
        (r"(.+) is an old or password-protected Excel file: .+", r"\1 是旧版或加密的 Excel 文件:请另存为不加密的 XLSX"),
        (r"(.+) is a PDF: .+", r"\1 是 PDF:请索要原始表格"),
        (r"(.+) is a picture: .+", r"\1 是图片:请索要原始表格"),
        (r"(.+) is a text document: .+", r"\1 是文字文档:请把表格另存为 CSV 或 XLSX"),
        (r"(.+) is an archive: .+", r"\1 是压缩包:请先解压"),
        (r"The file has no header with an address column: .+", r"没有找到住址一列:请把表头写作“住址”(或“楼栋”“房号”)"),
        (r"The file has more than (.+) rows: split it\.", r"超过 \1 行:请分成几个文件"),
        (r"The sheet has more than (.+) rows: split it\.", r"超过 \1 行:请分成几个文件"),
        (r"The file is no text: .+", r"这不是文字文件:请另存为 CSV(UTF-8)或 XLSX"),
        (r"Line (\d+) of the file is no row of a table .+", r"第 \1 行不是表格的一行"),
        (r"The file is an archive, but no XLSX workbook\.", r"这是压缩包,不是 XLSX 工作簿"),
        (r"The workbook is torn or damaged: .+", r"工作簿已损坏:请重新保存"),
        (r"The workbook is protected by a password: .+", r"工作簿有密码:请另存为不加密的文件"),
        (r"The workbook has no sheet with anything in it\.", r"工作簿里没有内容"),
        (r"The workbook would unpack to far more .+", r"工作簿解压后过大,没有打开"),
        (r"The workbook defines its own entities, .+", r"工作簿里有可疑的定义,没有读取:请把表格复制到新的工作簿"),
        (r"Reading was stopped\.", r"已停止读取"),
        (r"The workbook takes too long to read; .+", r"工作簿读取太久:请另存为 CSV"),
        (r"The workbook cannot be read .+", r"工作簿无法读取:请把表格复制到新的工作簿"),
        (
            r"No font on this computer has the character (.): .+",
            r"本机没有能显示“\1”的字体:请安装中文字体(fonts-noto-cjk)",
        ),
        (r"The passphrase of the keys is not stored on this computer: .+", r"密钥口令没有存在本机:请在“密钥”页输入"),
        (r"The passphrase does not open (.+)\.", r"口令不对,打不开 \1"),
        (r"(.+) is damaged, and so is the one before it, if any\.", r"\1 和上一份都已损坏:请从 U 盘重新收取"),
        (r"(.+) is torn or damaged\.", r"\1 已损坏:请从备份取回"),
        (r"(.+) is not a key file\.", r"\1 不是密钥文件"),
        (r"(.+) holds the (\w+) key, not the (\w+) key\.", r"\1 里放错了密钥"),
        (r"The root key is not at (.+?)\. Insert .+", r"\1 没有找到:请插入存根密钥的 U 盘,并填写它的目录"),
        (r"The (?:pass|list) key is not at (.+)\.", r"\1 没有找到"),
        (r"There are no keys in (.+)\.", r"本机没有密钥(\1):发证和签名单在办公室的电脑上做"),
        (r"This file is no key list and no status list, or it is torn\.", r"不是名单文件,或已损坏"),
        (r"This key list was signed by another root than this gate's\.", r"是别处办公室签的密钥名单"),
        (r"The list was signed by a key that the key list does not name\.", r"签名的密钥不在密钥名单里"),
        (r"The signature of the list does not hold: .+", r"签名不对:名单被改动过"),
        (r"The status list was issued outside its key's period\.", r"签发日期不在密钥有效期内"),
        (r"The list is signed but not of a form that this program reads\.", r"签名正确,但格式本程序不认识"),
        (
            r"The list has number (\d+); this gate already uses number (\d+)\.",
            r"是第 \1 号,已在用第 \2 号:旧的不收",
        ),
        (r"The status list was signed by a key that has been revoked\.", r"签名的密钥已被吊销"),
        (r"A status list can be checked only once there is a key list\.", r"还没有密钥名单:请先收取它"),
        (r"This gate has pinned no root yet: .+", r"本机还没有设定根密钥"),
        (r"This is not the root that the gate has pinned\.", r"不是本处的根密钥"),
        (r"(.+) holds neither keys\.gpk1 nor status\.gps1\.", r"\1 里没有名单(keys.gpk1、status.gps1)"),
        (r"An identity number has 18 places\.", r"身份证号应有 18 位"),
        (r"The date of birth in it does not exist\.", r"其中的出生日期不存在"),
        (r"The date of birth in it lies in the future\.", r"其中的出生日期在将来"),
        (r"The date of birth in it is too long ago\.", r"其中的出生日期太早"),
        (r"The check digit does not fit: .+", r"末位校验不符,请再看一遍"),
    )
)
_EXACT = {Fault.LEDGER_HELD, Fault.FILE_UNREADABLE, Fault.FILE_UNWRITABLE, Fault.KEYS_UNREADABLE, Fault.KEYS_MISSING}


def sentence_in(language: Language, english: str) -> str:
    """Return a sentence of the core in a language; one that has no translation stays English."""
    if language is Language.ZH:
        for pattern, chinese in (*_CHINESE, *DESK_CHINESE):
            found = pattern.fullmatch(english)
            if found:
                return found.expand(chinese)
    return english


def told(trouble: Trouble, labels: OfficeLabels) -> str:
    """Return why something was not done and what to do about it."""
    match trouble:
        case Stopped():
            return labels.stopped
        case WrongUse():
            return sentence_in(labels.language, str(trouble))
        case WorldFault():
            words = _LABELS[labels.language].faults[trouble.fault]
            exact = sentence_in(labels.language, trouble.detail)
            known = exact != trouble.detail or labels.language is Language.EN
            if trouble.fault in _EXACT and known:
                return exact
            return f"{words.what} · {words.do}"
        case _:
            assert_never(trouble)
