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

_STYLE = """
@page { size: A4; margin: 18mm }
body { font: 12pt/1.5 "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: #000 }
h1 { font-size: 18pt; margin: 0 } h1 small, th small, td small { font-weight: normal; color: #444; font-size: 9pt }
table { border-collapse: collapse; width: 100%; margin: 6mm 0 }
th, td { border: 1px solid #444; padding: 1.5mm 2.5mm; text-align: left; vertical-align: top } th { width: 36% }
.practice { border: 2px solid #000; padding: 2mm; text-align: center; font-weight: bold }
.sign td { height: 16mm }
"""


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom the sheet is about; all in full, what is empty is not known."""

    name: str = ""
    address: str = ""
    phone: str = ""


def patient_of(case: FeverCase, household: Household | None) -> Patient:
    """Return what the register knows of the person of a case."""
    if household is None:
        return Patient()
    names = {person.id: person.name for person in household.members}
    return Patient(names.get(case.attempt.person, ""), household.address, household.phone)


def handover_sheet(case: FeverCase, patient: Patient, settings: Settings, now: datetime, *, reveal: bool) -> str:
    """Return the sheet as one HTML page that needs no other file; `reveal` shows name, room and phone in full."""
    if not reveal:
        patient = Patient(mask_name(patient.name), mask_end(patient.address), mask_phone(patient.phone))
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
    practice = '<p class="practice">演练 · PRACTICE</p>' if settings.site.practice else ""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>发热人员移交单 {escape(case.uid[-8:])}</title><style>{_STYLE}</style></head><body>\n{practice}"
        "<h1>发热人员移交单 <small>Fever hand-over sheet</small></h1>\n"
        f"<p>编号 No. {escape(case.uid)} · {_moment(now)}</p>\n"
        f"{_table(facts)}{_table(steps)}{_table(signatures, 'sign')}</body></html>\n"
    )


def _table(rows: Iterable[tuple[str, str, str]], kind: str = "") -> str:
    cells = "".join(
        f"<tr><th>{escape(chinese)} <small>{escape(english)}</small></th><td>{escape(value)}</td></tr>\n"
        for chinese, english, value in rows
    )
    return f'<table class="{kind}">\n{cells}</table>\n'


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
