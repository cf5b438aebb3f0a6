"""Rows of the page of a zone's lanes: each kind of them in words, as many as there are heads over it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gate_terminal.application.zone_desk import CompanyRecord, PermitRecord, Remark, StaffEntry, StaffMember
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.masking import mask_name, mask_phone
from gate_terminal.domain.moments import SITE_ZONE, civil_day, site_moment

from .lanes_words import LanesWords


def cells_of(
    line: StaffMember | PermitRecord | CompanyRecord | StaffEntry | Remark[Any], words: LanesWords, now: datetime
) -> tuple[str, ...]:
    """Return the words of a row, as many as there are heads over it."""
    match line:
        case StaffMember():
            return mask_name(line.name), line.company, mask_phone(line.phone)
        case PermitRecord():
            name, company = mask_name(line.member.name), line.member.company
            return name, period_of(line), _state(line, words, now), company, line.given_by
        case CompanyRecord():
            return line.name, words.states[line.state]
        case StaffEntry():
            days = f"{line.first}" if line.first == line.last else f"{line.first} – {line.last}"
            return str(line.row), words.taken, days, mask_name(line.name), line.company
        case Remark():
            return str(line.row), words.refused, f"{line.column}: {words.reasons[line.kind]}", "", ""


def _state(record: PermitRecord, words: LanesWords, now: datetime) -> str:
    if record.withdrawn_at is not None:
        return words.taken_back
    return words.in_force if record.permit.end > now else words.over


def period_of(record: PermitRecord) -> str:
    """Return from when until when a permit holds, at the site."""
    begin, end = site_moment(record.permit.begin), site_moment(record.permit.end)
    until = f"{end:%H:%M}" if civil_day(begin) == civil_day(end) else f"{end:%Y-%m-%d %H:%M}"
    return f"{begin:%Y-%m-%d %H:%M} – {until}"


def moment_written(text: str) -> datetime:
    """Return the moment of the site written as 2020-02-10 18:00. :raises WrongUse: where it is none."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d %H:%M").replace(tzinfo=SITE_ZONE)
    except ValueError:
        raise WrongUse(f"{text.strip()} is no moment such as 2020-02-10 18:00.") from None
