"""The list that was kept on paper while the terminal was down: read from a table, and entered into the ledger."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid5

from gate_terminal.application.policy_book import PolicyBook
from gate_terminal.application.settings import Settings
from gate_terminal.credentials.serial import pass_id_of
from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.override import as_on_paper
from gate_terminal.domain.people import Household, PassKind, Person
from gate_terminal.domain.policy import Policy, policy_to_toml, version
from gate_terminal.domain.sentences import TONGUES
from gate_terminal.domain.temperature import NotATemperature, Temperature, read_temperature
from gate_terminal.domain.words import Direction, Language, Purpose, Site, Subject, Verdict
from gate_terminal.ledger.passage import Entered, Passage
from gate_terminal.ledger.store import Ledger
from gate_terminal.register.register import Register
from gate_terminal.register.roster import Remark
from gate_terminal.register.roster_file import read_table
from gate_terminal.register.sheet import TITLE_ROWS, Cell, DateCell, Sheet, header_word

Word = TypeVar("Word")

# The id of a line follows from what stands in it, so the same list again adds nothing.
_LINE = UUID("b1a7f2d4-3c55-5c8e-8a57-0d9a6c1e4f02")
_THREE_DIGITS = 100


class PaperColumn(StrEnum):
    """What a column of the list is about."""

    DAY = "day"
    TIME = "time"
    DIRECTION = "direction"
    ADDRESS = "address"
    SERIAL = "serial"
    NAME = "name"
    PURPOSE = "purpose"
    TEMPERATURE = "temperature"


class PaperRefusal(StrEnum):
    """Why a line is not entered; the value is the sentence."""

    NO_TIME = "there is no time such as 2020-02-07 09:14, or 9:14 with the day in its own column or in --date"
    NOT_TEXT = "the spreadsheet made a time of it: format the column as text"
    FORMULA = "a formula stands where its value should"
    TO_COME = "it has not happened yet"
    NO_DIRECTION = "it says neither out nor in (出, 进)"
    NOBODY = "there is neither an address nor a pass number"
    UNKNOWN = "no household is known by it"
    A_GUEST = "it is the pass of a guest; here households are entered"
    NO_MEMBER = "nobody of that name lives there"
    NO_PURPOSE = "it is none of shopping, medical, work, duty, emergency (采购 就医 上班 公务 急救)"
    NO_TEMPERATURE = "it is no temperature such as 36.5"


_HEADERS = {
    PaperColumn.DAY: "day date 日期",
    PaperColumn.TIME: "time at 时间 时刻 出门时间 进出时间",
    PaperColumn.DIRECTION: "direction way 方向 进出 出入",
    PaperColumn.ADDRESS: "address household 住址 地址 门牌号 门牌",
    PaperColumn.SERIAL: "serial pass 证号 出入证号",
    PaperColumn.NAME: "name person 姓名 成员",
    PaperColumn.PURPOSE: "purpose reason 事由 原因",
    PaperColumn.TEMPERATURE: "temperature 体温",
}
_COLUMN_OF: Mapping[str, PaperColumn] = {word: column for column, words in _HEADERS.items() for word in words.split()}
_WAYS = {
    **dict.fromkeys(("out", "出", "出门", "外出"), Direction.OUT),
    **dict.fromkeys(("in", "进", "进门", "回", "返回", "入"), Direction.IN),
}
_PURPOSES = {
    **{purpose.value: purpose for purpose in Purpose},
    **{word: purpose for purpose, word in TONGUES[Language.ZH].purposes.items()},
}
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_TIME = re.compile(r"([0-9]{1,2})[:时点]([0-9]{2})(?:分?|:([0-9]{2}))")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line that can be meant; `row` as the spreadsheet numbers it."""

    row: int
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class PaperList:
    """All lines that can be meant, in the order of their moments, and what is wrong with the others."""

    lines: tuple[PaperLine, ...]
    refused: tuple[Remark[PaperRefusal], ...]


class _Refused(Exception):  # noqa: N818 - caught in this module
    def __init__(self, column: PaperColumn, kind: PaperRefusal) -> None:
        super().__init__(kind)
        self.column = column
        self.kind = kind


def read_paper_list(
    path: Path, register: Register, settings: Settings, *, day: date | None, who: str, now: datetime
) -> PaperList:
    """Read the list in the CSV or XLSX file at `path`; `day` holds for lines that name none, `now` is aware.

    Who let them pass is `who`. :raises WorldFault: ``FILE_UNREADABLE`` where the file as a whole cannot be meant.
    """
    sheet = read_table(path, is_header=lambda cell: header_word(cell) in _COLUMN_OF)
    found = sheet.find_header(
        _COLUMN_OF, lambda columns: PaperColumn.TIME in columns and PaperColumn.DIRECTION in columns
    )
    if found is not None:
        return _Reader(sheet, *found, register, settings, day, who, now).read()
    raise WorldFault(
        Fault.FILE_UNREADABLE,
        f"{path.name} has no header with time and direction (时间, 方向) among its first {TITLE_ROWS} rows.",
    )


def enter_paper_list(
    ledger: Ledger,
    policies: PolicyBook,
    lines: Sequence[PaperLine],
    now: datetime,
    progress: Callable[[int, int], None],
) -> list[Passage]:
    """Record the lines as copied from paper, each under the policy of its moment; return the passages in that order.

    What is in the ledger already, from this list or as the same scan, is not recorded again (see `Passage`). Raises
    as :meth:`Ledger.record` does; what was recorded until then stays, and the same list may be entered again.
    """
    made = []
    for number, line in enumerate(lines, 1):
        policy = policies.at(line.attempt.at)
        _remember(ledger, policy, policies.at(now), line.attempt.at)
        rule = partial(_answered, line.attempt, policy)
        made.append(ledger.record(line.attempt, rule, entered=Entered.PAPER))
        progress(number, len(lines))
    return made


def _answered(attempt: Attempt, policy: Policy, facts: Facts) -> Decision:
    return as_on_paper(attempt, facts, policy)


def _remember(ledger: Ledger, policy: Policy, in_force: Policy, at: datetime) -> None:
    """Let the ledger know the text of a policy that answers lines; the one now in force stays so."""
    if ledger.file.rows("SELECT 1 FROM policies WHERE version = ?", (version(policy),)):
        return
    for each in (policy, in_force):
        ledger.remember_policy(version(each), policy_to_toml(each), at, who=each.issued_by)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the rows below a header."""

    sheet: Sheet
    header: int
    columns: Mapping[PaperColumn, int]
    register: Register
    settings: Settings
    day: date | None
    who: str
    now: datetime

    def read(self) -> PaperList:
        lines: list[PaperLine] = []
        refused: list[Remark[PaperRefusal]] = []
        for index in range(self.header + 1, len(self.sheet.rows)):
            if self.sheet.is_blank(index):
                continue
            try:
                lines.append(PaperLine(index + 1, self._attempt(index)))
            except _Refused as told:
                place = self.columns.get(told.column)
                title = told.column.value if place is None else str(self.sheet.rows[self.header][place])
                refused.append(Remark(index + 1, title, told.kind))
        lines.sort(key=lambda line: line.attempt.at)
        return PaperList(tuple(lines), tuple(refused))

    def _attempt(self, index: int) -> Attempt:
        at = self._moment(index)
        direction = self._word(index, PaperColumn.DIRECTION, _WAYS, PaperRefusal.NO_DIRECTION)
        household, serial = self._household(index)
        person = self._person(index, household)
        site, gate = self.settings.site, self.settings.gate
        return Attempt(
            uid=str(uuid5(_LINE, f"{at.isoformat()} {gate.name} {direction} {household.id} {person.id}")),
            at=at,
            site=site.kind,
            gate=gate.name,
            lane=gate.lane,
            direction=direction,
            subject=Subject.VILLAGER if site.kind is Site.VILLAGE else Subject.RESIDENT,
            party=household.id,
            person=person.id,
            purpose=self._purpose(index),
            temperatures=self._temperatures(index),
            # Pass and letter were shown to a person, who wrote the line.
            circumstances=Circumstances(work_letter=True, unit_number=household.unit_number),
            serial=serial,
            serial_typed=serial is not None,
            guard=self.who,
        )

    def _moment(self, index: int) -> datetime:
        written = self._text(index, PaperColumn.TIME)
        day = self._day(index)
        found = _DAY.match(written)
        if found:
            day, written = _day_of(found), written[found.end() :].lstrip(" T")
        parts = _TIME.fullmatch(written)
        try:
            hour = time(int(parts[1]), int(parts[2]), int(parts[3] or 0)) if parts else None
        except ValueError:
            hour = None
        if day is None or hour is None:
            raise _Refused(PaperColumn.TIME, PaperRefusal.NO_TIME)
        at = datetime.combine(day, hour, SITE_ZONE)
        if at > self.now:
            raise _Refused(PaperColumn.TIME, PaperRefusal.TO_COME)
        return at

    def _day(self, index: int) -> date | None:
        cell = self._cell(index, PaperColumn.DAY)
        if isinstance(cell, DateCell) and cell.day is not None:
            return cell.day
        written = self._text(index, PaperColumn.DAY)
        found = _DAY.fullmatch(written)
        if written and found is None:
            raise _Refused(PaperColumn.DAY, PaperRefusal.NO_TIME)
        return _day_of(found) if found else self.day

    def _household(self, index: int) -> tuple[Household, str | None]:
        serial = self._text(index, PaperColumn.SERIAL)
        if serial:
            try:
                record = self.register.pass_by_id(pass_id_of(serial).hex())
            except WrongUse:
                record = None
            household = None if record is None else self.register.identify(record.household)
            if record is None or household is None:
                raise _Refused(PaperColumn.SERIAL, PaperRefusal.UNKNOWN)
            if record.kind not in {PassKind.RESIDENT, PassKind.TEMPORARY}:
                raise _Refused(PaperColumn.SERIAL, PaperRefusal.A_GUEST)
            return household, record.serial
        address = self._text(index, PaperColumn.ADDRESS)
        if not address:
            raise _Refused(PaperColumn.ADDRESS, PaperRefusal.NOBODY)
        household = self.register.household_by_address(address)
        if household is None:
            raise _Refused(PaperColumn.ADDRESS, PaperRefusal.UNKNOWN)
        return household, None

    def _person(self, index: int, household: Household) -> Person:
        name = self._text(index, PaperColumn.NAME)
        # As at the gate: a roster without names still has somebody who goes out.
        members = household.members or (Person(f"{household.id}/1", ""),)
        found = [member for member in members if not name or member.name == name]
        if not found:
            raise _Refused(PaperColumn.NAME, PaperRefusal.NO_MEMBER)
        return found[0]

    def _purpose(self, index: int) -> Purpose:
        if not self._text(index, PaperColumn.PURPOSE):
            return Purpose.SHOPPING
        return self._word(index, PaperColumn.PURPOSE, _PURPOSES, PaperRefusal.NO_PURPOSE)

    def _temperatures(self, index: int) -> tuple[Temperature, ...]:
        written = self._text(index, PaperColumn.TEMPERATURE)
        try:
            return tuple(read_temperature(each) for each in written.split())
        except NotATemperature:
            raise _Refused(PaperColumn.TEMPERATURE, PaperRefusal.NO_TEMPERATURE) from None

    def _word(self, index: int, column: PaperColumn, words: Mapping[str, Word], otherwise: PaperRefusal) -> Word:
        word = words.get(self._text(index, column).lower())
        if word is None:
            raise _Refused(column, otherwise)
        return word

    def _text(self, index: int, column: PaperColumn) -> str:
        cell = self._cell(index, column)
        if isinstance(cell, DateCell):
            raise _Refused(column, PaperRefusal.NOT_TEXT)
        text = str(cell)
        if isinstance(cell, float):
            # A spreadsheet keeps 37.0 as 37, and 365 as a number too.
            text = f"{cell:.1f}" if column is PaperColumn.TEMPERATURE and cell < _THREE_DIGITS else f"{cell:.10g}"
        return " ".join(unicodedata.normalize("NFKC", text).split())

    def _cell(self, index: int, column: PaperColumn) -> Cell | DateCell:
        place = self.columns.get(column)
        if place is None:
            return ""
        if self.sheet.lacks_value(index, place):
            raise _Refused(column, PaperRefusal.FORMULA)
        return self.sheet.cell(index, place)


def _day_of(found: re.Match[str]) -> date | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def was_known(passage: Passage) -> bool:
    """Tell whether a line was in the ledger already, and nothing was written for it."""
    return passage.already_recorded or passage.decision.verdict is Verdict.IGNORE
