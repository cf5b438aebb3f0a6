"""A roster in XLSX → its cells, read in a child process after a look at what the file would unpack to."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.register.csv_reader import MOST_ROWS
from gate_terminal.register.sheet import Cell, DateCell, Sheet

LARGEST_UNPACKED = 256 * 1024 * 1024
MOST_PARTS = 2_000
MOST_SQUEEZED = 200
"""How many times larger a part may become: a roster's sheet shrinks to a tenth or so, a bomb to a thousandth."""
_HARMLESS = 4 * 1024 * 1024
WIDEST = 100
"""Columns of a roster that are looked at."""
_TIME_LIMIT = 90.0
_PATIENCE = 0.1
"""Seconds between two looks at whether somebody gave up waiting."""


def read_workbook(untrusted: bytes, cancelled: Callable[[], bool] = lambda: False) -> Sheet:
    """Return the cells of the first visible sheet that holds anything.

    :raises WorldFault: ``FILE_UNREADABLE`` where it is no workbook, too large, made to harm, or `cancelled` while read.
    """
    _look_before_unpacking(untrusted)
    answer = _ask_child(untrusted, cancelled)
    if "error" in answer:
        raise WorldFault(Fault.FILE_UNREADABLE, str(answer["error"]))
    rows = [[_cell(cell) for cell in row[:WIDEST]] for row in answer["rows"]]
    if len(rows) > MOST_ROWS:
        raise WorldFault(Fault.FILE_UNREADABLE, f"The sheet has more than {MOST_ROWS:,} rows: split it.")
    return Sheet(
        rows, _merged(answer["merged"], len(rows)), frozenset((row, column) for row, column in answer["formulas"])
    )


def _cell(told: Cell | dict[str, str] | None) -> Cell | DateCell:
    """Return a cell as the child tells it: a date as its day, any other moment without one."""
    if isinstance(told, dict):
        return DateCell(date.fromisoformat(told["day"]))
    return DateCell() if told is None else told


def _look_before_unpacking(untrusted: bytes) -> None:
    """Refuse what is no workbook, or would unpack to more than a roster can need."""
    try:
        with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise WorldFault(Fault.FILE_UNREADABLE, "The workbook is torn or damaged: save it again.") from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise WorldFault(Fault.FILE_UNREADABLE, "The file is an archive, but no XLSX workbook.")
    blown_up = any(part.file_size > _HARMLESS and part.file_size > MOST_SQUEEZED * part.compress_size for part in parts)
    if blown_up or len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise WorldFault(
            Fault.FILE_UNREADABLE, "The workbook would unpack to far more than a roster needs; it was not opened."
        )


def _ask_child(untrusted: bytes, cancelled: Callable[[], bool]) -> dict[str, Any]:
    # Safe path: a file called json.py where the office happens to stand must not be run.
    command = [sys.executable, "-P", "-m", "gate_terminal.register.workbook_child"]
    with subprocess.Popen(  # noqa: S603 - our own module, no shell
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    ) as child:
        try:
            told = _listen(child, untrusted, cancelled)
        finally:
            child.kill()
    try:
        answer = json.loads(told)
    except ValueError as error:
        raise WorldFault(
            Fault.FILE_UNREADABLE, "The workbook cannot be read within safe limits; copy the table into a new one."
        ) from error
    if not isinstance(answer, dict):
        raise TypeError(answer)
    return answer


def _listen(child: subprocess.Popen[bytes], untrusted: bytes, cancelled: Callable[[], bool]) -> bytes:
    """Return all that the child says; nothing where it broke off."""
    end = time.monotonic() + _TIME_LIMIT
    offered: bytes | None = untrusted
    while True:
        try:
            told, _ = child.communicate(offered, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            offered = None  # it is being handed over already
        else:
            return told if child.returncode == 0 else b""
        if cancelled():
            raise WorldFault(Fault.FILE_UNREADABLE, "Reading was stopped.")
        if time.monotonic() > end:
            raise WorldFault(Fault.FILE_UNREADABLE, "The workbook takes too long to read; save the roster as CSV.")


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
