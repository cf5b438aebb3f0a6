"""What the office does for a zone's gates: the day's roster, overtime permits, companies; all logged with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gate_terminal.application.office import Office
from gate_terminal.application.standing import demand_service
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.words import Company
from gate_terminal.register.companies import Companies, CompanyRecord
from gate_terminal.register.roster import Remark
from gate_terminal.register.staff import PermitRecord, RosterCounts, Staff, StaffMember
from gate_terminal.register.staff_file import StaffEntry, StaffRefusal, StaffRoster, read_staff_file

__all__ = [
    "CompanyRecord",
    "DayRoster",
    "PermitRecord",
    "Remark",
    "RosterCounts",
    "StaffEntry",
    "StaffMember",
    "StaffRefusal",
    "StaffRoster",
    "companies_of",
    "day_roster",
    "give_permit",
    "permits_of",
    "plan_roster",
    "take_roster",
    "tell_companies",
    "withdraw_permit",
]


@dataclass(frozen=True, slots=True)
class DayRoster:
    """Who works on a day, at most as many as asked for, and how many do in all."""

    members: tuple[StaffMember, ...]
    present: int


def day_roster(office: Office, typed: str, limit: int) -> DayRoster:
    """Return who works today by company and name; `typed` is a part of name, company or phone, or the initials."""
    members = _staff(office).on_day(office.today)
    wanted = typed.strip()
    if not wanted:
        return DayRoster(tuple(members[:limit]), len(members))
    by_initials = {member.id for member in _staff(office).find(wanted, len(members))}
    found = [
        member
        for member in members
        if member.id in by_initials or any(wanted in text for text in (member.name, member.company, member.phone))
    ]
    return DayRoster(tuple(found[:limit]), len(members))


def plan_roster(office: Office, path: Path) -> StaffRoster:
    """Return what a roster tells; rows that name no day mean today. Raises as :func:`read_staff_file`."""
    return read_staff_file(path, (office.today, office.today))


def take_roster(
    office: Office, roster: StaffRoster, who: str, why: str, progress: Callable[[int, int], None]
) -> RosterCounts:
    """Enter the rows that can be meant, all or none."""
    _demand(office, who, why)
    of = len(roster.entries)
    return _staff(office).take(roster.entries, who, lambda done: progress(done, of), why)


def permits_of(office: Office) -> list[PermitRecord]:
    """Return all overtime permits that are kept, the latest first."""
    return _staff(office).permits()


def give_permit(
    office: Office, name: str, company: str, period: tuple[datetime, datetime], who: str, why: str
) -> PermitRecord:
    """Give a permit for a period, its end not included."""
    _demand(office, who, why)
    return _staff(office).give_permit(name, company, *period, who, why)


def withdraw_permit(office: Office, number: int, who: str, why: str) -> None:
    """Take a permit back."""
    _demand(office, who, why)
    _staff(office).withdraw_permit(number, who, why)


def companies_of(office: Office) -> list[CompanyRecord]:
    """Return the companies that are known, by name."""
    return _companies(office).all()


def tell_companies(office: Office, names: tuple[str, ...], state: Company, who: str, why: str) -> int:
    """Enter that companies have resumed work, or have not; return how many."""
    _demand(office, who, why)
    return _companies(office).tell(names, state, who, why)


def _staff(office: Office) -> Staff:
    return Staff(office.ledger.file, office.now)


def _companies(office: Office) -> Companies:
    return Companies(office.ledger.file, office.now)


def _demand(office: Office, who: str, why: str) -> None:
    demand_service(office.ledger)
    if not who.strip() or not why.strip():
        raise WrongUse("A change of the register needs a name and a reason.")
