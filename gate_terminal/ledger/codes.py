"""The codes that the office writes down: those of the checkpoints, and which row a code on paper belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gate_terminal.ledger.chain import chain_rows, name_of, walk
from gate_terminal.ledger.codec import moment_of
from gate_terminal.ledger.file import LedgerFile
from gate_terminal.ledger.rows import PASSAGE_COLUMNS, SELECT_EVENTS, EventKind, event_from
from gate_terminal.ledger.trouble import told
from gate_terminal.ledger.witness import Head, code_of

# The code has no digit 0, 1 or 8; a hand that wrote one meant the letter.
_MEANT = str.maketrans("018", "OIB")
_SIGNS = 16


@dataclass(frozen=True, slots=True)
class WrittenDown:
    """A checkpoint as the office writes it down."""

    at: datetime
    place: int
    code: str
    signed: bool


def checkpoints(file: LedgerFile) -> tuple[WrittenDown, ...]:
    """Return all checkpoints, oldest first; `place` is the last row that the code covers."""
    rows = file.rows(f"{SELECT_EVENTS} WHERE kind = ? ORDER BY place", (EventKind.CHECKPOINT.value,))
    return tuple(
        WrittenDown(event.happened_at, event.place - 1, event.detail["code"], event.detail.get("signature") is not None)
        for event in map(event_from, rows)
    )


@dataclass(frozen=True, slots=True)
class CodeFound:
    """The row up to which the chain has a code; `row` names it, `written_at` is when it was recorded.

    `first_bad` says what is wrong in the rows up to it, None where all of them hold.
    """

    place: int
    row: str
    written_at: datetime
    first_bad: str | None


def canonical_code(text: str) -> str | None:
    """Return a code as it is printed, from whatever case, blanks and hyphens it was typed with; None for no code."""
    signs = "".join(text.upper().replace("-", "").split()).translate(_MEANT)
    if len(signs) != _SIGNS or not all("A" <= sign <= "Z" or "2" <= sign <= "7" for sign in signs):
        return None
    return "-".join(signs[start : start + 4] for start in range(0, _SIGNS, 4))


def find_code(file: LedgerFile, code: str) -> CodeFound | None:
    """Look for the row whose chain has `code` (in its printed form); None where no row has.

    Not only checkpoints: every row has a code, such as the last one that ``ledger verify`` printed.
    """
    with told(file.path):
        for row in chain_rows(file.conn):
            if code_of(Head(row[0], row[-1])) == code:
                before = walk(file.conn, until=row[0])
                written_at = moment_of(row[6] if len(row) == len(PASSAGE_COLUMNS) else row[3])
                return CodeFound(row[0], name_of(row), written_at, before.first_bad)
    return None
