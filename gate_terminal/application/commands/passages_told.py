"""How the commands tell a passage: as plain values, as a line for people, and why it was answered so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gate_terminal.domain.masking import mask_end
from gate_terminal.domain.words import Language

if TYPE_CHECKING:
    from gate_terminal.application.records import Record, Why

COLUMNS = (
    "uid",
    "seq",
    "happened_at",
    "recorded_at",
    "gate",
    "lane",
    "direction",
    "subject",
    "household",
    "person",
    "serial",
    "purpose",
    "temperatures",
    "verdict",
    "reason",
    "next_allowed",
    "entered",
    "guard",
    "void",
    "asked",
)
PROOF = ("policy_version", "causes", "facts_as_of")


def described(record: Record, *, reveal: bool) -> dict[str, Any]:
    """Return a passage as plain values in the order of the exported columns, masked unless `reveal`."""
    shown = record if reveal else record.masked()
    attempt, decision = record.passage.attempt, record.passage.decision
    void_mark = record.passage.void
    values = (
        record.passage.uid,
        record.passage.seq,
        attempt.at.isoformat(),
        record.passage.recorded_at.isoformat(),
        attempt.gate,
        attempt.lane,
        attempt.direction.value,
        attempt.subject.value,
        shown.household,
        shown.person,
        attempt.serial if reveal or attempt.serial is None else mask_end(attempt.serial),
        attempt.purpose.value,
        [str(reading) for reading in attempt.temperatures],
        decision.verdict.value,
        decision.reason.value,
        None if decision.next_allowed is None else decision.next_allowed.isoformat(),
        record.passage.entered.value,
        attempt.guard,
        None if void_mark is None else void_mark.why,
        dict(shown.asked),
    )
    return dict(zip(COLUMNS, values, strict=True))


def proof_of(record: Record) -> dict[str, Any]:
    """Return what an answer rests on, as plain values."""
    proof = record.passage.decision.proof
    as_of = None if proof.facts_as_of is None else proof.facts_as_of.isoformat()
    return dict(zip(PROOF, (proof.policy_version, list(proof.causes), as_of), strict=True))


def why_plain(why: Why, *, reveal: bool) -> dict[str, Any]:
    """Return why a passage was answered so, as plain values; masked unless `reveal`."""
    said = why.override
    return proof_of(why.record) | {
        "policy_issued_by": why.issued_by,
        "policy_in_force_since": None if why.in_force_since is None else why.in_force_since.isoformat(),
        "facts_age_seconds": None if why.stale is None else why.stale.total_seconds(),
        "caused_by": [described(each, reveal=reveal) for each in why.causes],
        "lost_causes": list(why.lost),
        "override": None
        if said is None
        else {
            "at": said.at.isoformat(),
            "by": said.who,
            "grounds": said.grounds,
            "admitted": said.admitted,
            "needed": said.needed,
            "held": said.held,
        },
        "void_together": [each.passage.uid for each in why.together],
    }


def why_lines_of(why: Why, *, reveal: bool) -> Iterable[str]:
    """Yield the same as sentences, in either language."""
    from gate_terminal.application.records_words import why_lines

    for language in Language:
        yield from why_lines(why if reveal else why.masked(), language)


def line_of(told: dict[str, Any]) -> str:
    """Return a passage as `described`, in one line."""
    moment = datetime.fromisoformat(told["happened_at"])
    void_mark = "" if told["void"] is None else f"  VOID: {told['void']}"
    # Of whom nobody asked a name, the kind says who it was, as in the office.
    who = f"{told['household']:<14} {told['person']:<6}"
    if not told["household"] and not told["person"]:
        who = f"{told['subject']:<21}"
    return (
        f"{told['seq']:>6}  {moment:%Y-%m-%d %H:%M:%S}  {told['direction']:<3}  {who} "
        f"{' '.join(told['temperatures']):<10} {told['verdict']:<9} {told['reason']}"
        f"  {told['uid']}{void_mark}"
    )


def cells_of(told: dict[str, Any]) -> list[str]:
    """Return plain values as the cells of a row."""
    return [_cell(value) for value in told.values()]


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(f"{name}={part}" for name, part in value.items())
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
