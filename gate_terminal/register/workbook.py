"""A roster in XLSX → its cells, read in a child process after a look at what the file would unpack to."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from typing import Any

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.register.csv_reader import MOST_ROWS
from gate_terminal.register.roster import Cell, DateCell, Sheet

LARGEST_UNPACKED = 256 * 1024 * 1024
MOST_PARTS = 2_000
WIDEST = 100
"""Columns of a roster that are looked at."""
_TIME_LIMIT = 90.0


def read_workbook(untrusted: bytes) -> Sheet:
    """Return the cells of the first visible sheet that holds anything.

    :raises WorldFault: ``FILE_UNREADABLE`` where it is no workbook, too large, or made to harm.
    """
    _look_before_unpacking(untrusted)
    answer = _ask_child(untrusted)
    if "error" in answer:
        raise WorldFault(Fault.FILE_UNREADABLE, str(answer["error"]))
    rows: list[list[Cell | DateCell]] = [
        [DateCell() if cell is None else cell for cell in row[:WIDEST]] for row in answer["rows"]
    ]
    if len(rows) > MOST_ROWS:
        raise WorldFault(Fault.FILE_UNREADABLE, f"The sheet has more than {MOST_ROWS:,} rows: split it.")
    return Sheet(
        rows, _merged(answer["merged"], len(rows)), frozenset((row, column) for row, column in answer["formulas"])
    )


def _look_before_unpacking(untrusted: bytes) -> None:
    """Refuse what is no workbook, or would unpack to more than a roster can need."""
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise WorldFault(Fault.FILE_UNREADABLE, "The workbook is torn or damaged: save it again.") from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise WorldFault(Fault.FILE_UNREADABLE, "The file is an archive, but no XLSX workbook.")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise WorldFault(
            Fault.FILE_UNREADABLE, "The workbook would unpack to far more than a roster needs; it was not opened."
        )


def _ask_child(untrusted: bytes) -> dict[str, Any]:
    # Safe path: a file called json.py where the office happens to stand must not be run.
    command = [sys.executable, "-P", "-m", "gate_terminal.register.workbook_child"]
    try:
        child = subprocess.run(  # noqa: S603 - our own module, no shell
            command,
            input=untrusted,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_TIME_LIMIT,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        answer = json.loads(child.stdout)
    except subprocess.TimeoutExpired as error:
        raise WorldFault(
            Fault.FILE_UNREADABLE, "The workbook takes too long to read; save the roster as CSV."
        ) from error
    except (subprocess.CalledProcessError, json.JSONDecodeError, BrokenPipeError) as error:
        raise WorldFault(
            Fault.FILE_UNREADABLE, "The workbook cannot be read within safe limits; copy the table into a new one."
        ) from error
    if not isinstance(answer, dict):
        raise TypeError(answer)
    return answer


def _merged(ranges: list[list[int]], height: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Return, for each cell inside a merged range (the first one too), the cell that holds the value."""
    covered = {}
    for top, left, bottom, right in ranges:
        if top == bottom and left == right:
            continue
        for row in range(top, min(bottom, height - 1) + 1):
            for column in range(left, min(right, WIDEST - 1) + 1):
                covered[row, column] = (top, left)
    return covered
