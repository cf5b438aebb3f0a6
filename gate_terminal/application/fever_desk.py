"""What the supervisor's desk asks about fever cases: whom each is about, its next step, and the hand-over sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from gate_terminal.application.fever_cases import FeverCases
from gate_terminal.application.handover_sheet import Patient, handover_sheet, patient_of
from gate_terminal.application.office import Office
from gate_terminal.application.records import note_revealed
from gate_terminal.credentials.durable import write_paper
from gate_terminal.domain.fever_case import FeverCase, StepDone


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case and whom it is about, in full; what is not known is empty."""

    case: FeverCase
    patient: Patient

    def masked(self) -> CaseFile:
        """Return the same for eyes that need no name."""
        return replace(self, patient=self.patient.masked())


def case_files(office: Office, *, closed_too: bool) -> tuple[CaseFile, ...]:
    """Return the cases, the latest first; without `closed_too` only those whose outcome is awaited."""
    found = [case for case in FeverCases(office.ledger).all() if closed_too or case.is_open]
    return tuple(_file(office, case) for case in reversed(found))


def take_step(office: Office, uid: str, done: StepDone) -> CaseFile:
    """Record a step of a case; raises as :meth:`FeverCases.take` does."""
    return _file(office, FeverCases(office.ledger).take(uid, done, office.now()))


def sheet_of(office: Office, uid: str, who: str, why: str = "") -> str:
    """Return the hand-over sheet as HTML; with a reason, which is logged before, name, room and phone in full."""
    file = _file(office, FeverCases(office.ledger).find(uid))
    now, reveal = office.now(), bool(why.strip())
    if reveal:
        note_revealed(office.ledger, f"fever sheet {uid}", who=who, why=why, at=now)
    return handover_sheet(file.case, file.patient, office.settings, now, reveal=reveal)


def write_sheet(path: Path, content: bytes) -> None:
    """Write the sheet whole or not at all, for its owner's eyes. :raises WorldFault: ``FILE_UNWRITABLE``."""
    write_paper(path, content)


def _file(office: Office, case: FeverCase) -> CaseFile:
    return CaseFile(case, patient_of(case, office.register.household(case.attempt.party)))
