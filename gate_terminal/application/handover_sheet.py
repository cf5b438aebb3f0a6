"""The sheet that goes with a fever case to the clinic: one printable page in both languages, masked unless asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape

from gate_terminal.application.settings import Settings
from gate_terminal.domain.fever_case import FeverCase, StepDone, outcome_word, step_word
from gate_terminal.domain.masking import mask_end, mask_name, mask_phone
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.people import Household
from gate_terminal.domain.sentences import direction_word, reading_text, readings_text
from gate_terminal.domain.words import Language

# Inline sizes and attributes besides the style: printing reads only a part of CSS.
_STYLE = """
body { font-family: "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; font-size: 11pt; color: #000 }
h1 { font-size: 18pt; margin: 0 }
small { color: #444; font-size: 9pt; font-weight: normal }
th, td { padding: 4px 8px; text-align: left; vertical-align: top }
p.practice { font-weight: bold; font-size: 14pt }
@page { size: A4; margin: 18mm }
"""


_ROOM_TO_SIGN = 14
"""Pixels above and below."""


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom the sheet is about; all in full, what is empty is not known."""

    name: str = ""
    address: str = ""
    phone: str = ""

    def masked(self) -> Patient:
        """Return the same for eyes that need no name."""
        return Patient(mask_name(self.name), mask_end(self.address), mask_phone(self.phone))


def patient_of(case: FeverCase, household: Household | None) -> Patient:
    """Return what the register knows of the person of a case."""
    if household is None:
        return Patient()
    names = {person.id: person.name for person in household.members}
    return Patient(names.get(case.attempt.person, ""), household.address, household.phone)


def handover_sheet(case: FeverCase, patient: Patient, settings: Settings, now: datetime, *, reveal: bool) -> str:
    """Return the sheet as one HTML page that needs no other file; `reveal` shows name, room and phone in full."""
    if not reveal:
        patient = patient.masked()
    found = case.attempt
    facts = [
        ("姓名", "Name", patient.name),
        ("住址", "Address", patient.address),
        ("电话", "Phone", patient.phone),
        ("发现地点", "Found at", " · ".join(part for part in (settings.site.name, found.gate, found.lane) if part)),
        ("方向", "Direction", _both(direction_word(found.direction, each) for each in Language)),
        ("转诊", "Referred to", " ".join(part for part in (settings.fever.clinic, settings.fever.phone) if part)),
    ]
    facts += [
        ("体温", f"Readings at {_moment(attempt.at)}", readings_text(attempt, Language.ZH)) for attempt in case.attempts
    ]
    steps = [
        (step_word(step, Language.ZH), step_word(step, Language.EN), _done(done)) for step, done in case.checklist()
    ]
    signatures = [("移交人", "Handed over by", ""), ("接收人", "Received by", ""), ("时间", "Time", "")]
    practice = '<p class="practice" align="center">演练 · PRACTICE</p>' if settings.site.practice else ""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>发热人员移交单 {escape(case.uid[-8:])}</title><style>{_STYLE}</style></head><body>\n{practice}"
        "<h1>发热人员移交单 <small>Fever hand-over sheet</small></h1>\n"
        f"<p>编号 No. {escape(case.uid)} · {_moment(now)}</p>\n"
        f"{_table(facts)}{_table(steps)}{_table(signatures, padding=_ROOM_TO_SIGN)}</body></html>\n"
    )


def _table(rows: Iterable[tuple[str, str, str]], *, padding: int = 0) -> str:
    tall = f' style="padding: {padding}px 8px"' if padding else ""
    cells = "".join(
        f'<tr><th width="42%"{tall}>{escape(chinese)} <small>{escape(english)}</small></th>'
        f'<td width="58%"{tall}>{escape(value)}</td></tr>\n'
        for chinese, english, value in rows
    )
    return (
        '<table border="1" cellspacing="0" width="100%" style="border-collapse: collapse; margin-top: 14px">'
        f"\n{cells}</table>\n"
    )


def _done(done: StepDone | None) -> str:
    if done is None:
        return ""
    parts = [_moment(done.at)]
    if done.reading is not None:
        parts.append(reading_text(done.reading, Language.ZH))
    if done.outcome is not None:
        parts.append(_both(outcome_word(done.outcome, each) for each in Language))
    return " · ".join([*parts, done.who] if done.who else parts)


def _both(words: Iterable[str]) -> str:
    return " / ".join(words)


def _moment(moment: datetime) -> str:
    return f"{site_moment(moment):%Y-%m-%d %H:%M}"
