"""Tables for spreadsheet programs: CSV that opens in them with its Chinese intact and runs nothing."""

from __future__ import annotations

import csv
import os
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

from gate_terminal.application.outlet import STANDARD_OUTPUT, table_on_standard_output
from gate_terminal.domain.faults import Fault, WorldFault

# A cell that begins like this is a formula to a spreadsheet, also inside quotes; so does one with a wide or small form
# of these signs.
_FORMULA_BEGINNINGS = frozenset("=+-@")
# Control characters, marks that format, blanks of all kinds: a spreadsheet may look past them.
_NOTHING_SEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})


def harmless(cell: str) -> str:
    """Return `cell` so that no spreadsheet takes it for a formula: with an apostrophe before it where need be."""
    for sign in cell:
        if sign in {"\t", "\r"} or unicodedata.normalize("NFKC", sign)[0] in _FORMULA_BEGINNINGS:
            return f"'{cell}"
        if unicodedata.category(sign) not in _NOTHING_SEEN:
            break
    return cell


def write_table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    """Write a CSV file whole or not at all and return how many rows it holds, the header aside.

    Where `path` is ``-``, it goes to standard output, row by row. UTF-8 with a byte order mark, without which the
    usual spreadsheet garbles Chinese.
    :raises WorldFault: ``FILE_UNWRITABLE``.
    """
    if path == STANDARD_OUTPUT:
        with table_on_standard_output() as file:
            return _write(file, header, rows)
    beside = path.with_name(path.name + ".part")
    try:
        # Personal data: for the owner's eyes unless the owner says otherwise.
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with open(descriptor, "w", encoding="utf-8-sig", newline="") as file:  # noqa: PTH123 - a descriptor
            count = _write(file, header, rows)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise WorldFault(Fault.FILE_UNWRITABLE, f"{path} cannot be written: {error.strerror or error}.") from error
    return count


def _write(file: TextIO, header: Sequence[str], rows: Iterable[Sequence[str]]) -> int:
    writer = csv.writer(file)
    writer.writerow([harmless(cell) for cell in header])
    count = 0
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        count += 1
    return count
