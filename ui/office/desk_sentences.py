"""What the core says in one English sentence about the supervisor's errands, and the same in Chinese."""

from __future__ import annotations

import re

DESK_CHINESE = tuple(
    (re.compile(pattern, re.DOTALL), chinese)
    for pattern, chinese in (
        (r"(.+) is no moment such as (.+)\.", r"“\1”不是时刻:请写成 \2"),
        (r"A permit ends after it begins: .+", r"结束时刻应晚于开始时刻"),
        (r"There is no permit (\d+) in force\.", r"许可已收回"),
        (r"Name at least one company\.", r"请填写公司名称"),
        (r"(.+) has no header with a column of names .+", r"没有找到姓名一列:请把表头写作“姓名”"),
        (r"There is no passage (.+)\.", r"没有编号为 \1 的记录"),
        (r"Several passages end with (.+); .+", r"有几条记录的编号以 \1 结尾:请多写几位"),
        (r"(.+) is no number of a record and too short .+", r"“\1”不是序号,作编号又太短"),
        (r"The passage (.+) is void already, since (.{10})T(.{5}).+", r"这条记录已于 \2 \3 作废"),
        (r"Say why the passage is to be void\.", r"请填写作废的原因"),
        (r"Say why these movements are looked at\.", r"请填写查看行踪的原因"),
        (r"Say whose movements are meant\.", r"请填写要查的住址、姓名或车牌"),
        (r"Nobody in the register is called (.+)\.", r"名册里没有叫\1的人"),
        (r"Several people are called (.+): .+", r"有几个人叫\1:请同时填写住址"),
        (r"Nobody of (\S+) is called (.+)\.", r"\1 没有叫“\2”的人:请核对姓名"),
        (r"(\d+) of (\S+) are called (.+)\.", r"\2 有 \1 个人叫“\3”,分不清是谁"),
        (r"This fever case is closed\.", r"这个发热个案已结"),
        (r"The step \S+ was taken at (.+)\.", r"这一步已于 \1 记录"),
        (r"The step \S+ is taken by itself, .+", r"这一步随判定自动记录"),
        (r"The fever was only found at (.+)\.", r"发现体温异常是在 \1,不能更早"),
        (r"(.+) is still to come\.", r"\1 还没有到"),
        (r"The step axillary needs a reading .+", r"请填写腋温,如 38.1"),
        (r"“A?(.*)” is no temperature: .+", r"“\1”不是体温:请输入三个数字,如 365 表示 36.5"),
        (r"“A?(.*)” is above 42\.5: .+", r"“\1”高于 42.5,不是人的体温"),
        (r"There is no fever case “(.+)”; .+", r"没有这个发热个案"),
        (
            r"Another program has the ledger (.+) open, an office window or a command; close it first\.",
            r"另一个办公窗口或命令正在使用台账 \1:请先关闭",
        ),
        (
            r"Another gate window already works with the ledger (.+); close it first\.",
            r"闸口窗口正在使用台账 \1:请先关闭",
        ),
        (r"(.{16}):\d\d is past: a policy cannot hold .+", r"\1 已经过去:规则不能从过去起施行"),
        (r"There is no directory (.+)\.", r"没有目录 \1:请插入 U 盘或接上共享目录"),
        (r"This terminal is stood down already\.", r"本卡点已经解除防控"),
        (r"This terminal is not stood down\.", r"本卡点没有解除防控"),
        (r"A stand-down and its undoing need a name and a reason\.", r"请填写经办人和原因"),
        (r"A permit needs the name of whoever it is for\.", r"请填写许可给谁"),
        (r"(.+) is known in several companies \((.+)\): say which\.", r"\1 在几家公司都有(\2):请写明公司"),
        (r"(.+) is no camera\.", r"\1 不是摄像头"),
    )
)
