"""Reads one XLSX workbook from standard input in a process of its own and prints its first visible sheet as JSON.

A tiny workbook can make the reader ask for terabytes and abort, so whoever needs a workbook starts
``python -m gate_terminal.register.workbook_child`` and survives it.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from datetime import date, datetime, time
from typing import Any

import python_calamine

MEMORY = 1536 * 1024 * 1024
CPU_SECONDS = 60
_BEGINNING = 64 * 1024
"""Bytes of a part in which a definition of its entities would stand."""

_CELL = re.compile(rb"<c ([^>]*?)(?:/>|>(.*?)</c>)", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE = re.compile(rb"<v[^>/]*>[^<]|<is>")


def main() -> None:
    """Print ``{"rows", "merged", "formulas"}`` or ``{"error"}``."""
    _limit_this_process()
    untrusted = sys.stdin.buffer.read()
    try:
        _refuse_definitions(untrusted)
        answer = _first_sheet(untrusted)
    except _Definitions:
        answer = {"error": "The workbook defines its own entities, as no spreadsheet program does; it was not read."}
    except python_calamine.PasswordError:
        answer = {"error": "The workbook is protected by a password: save it without one."}
    except (python_calamine.CalamineError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        answer = {"error": f"The workbook cannot be read ({type(error).__name__})."}
    sys.stdout.buffer.write(json.dumps(answer).encode())


def _limit_this_process() -> None:
    if sys.platform == "win32":
        return  # There the parent's time limit and the file's checked sizes must do.
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class _Definitions(Exception):  # noqa: N818 - what was found, not what went wrong
    """A part of the workbook begins with a document type definition."""


def _refuse_definitions(untrusted: bytes) -> None:
    """Raise where a part could let a word stand for a thousand others; the reader would leave such words out."""
    with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
        for part in archive.infolist():
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as file:
                    if b"<!DOCTYPE" in file.read(_BEGINNING):
                        raise _Definitions


def _first_sheet(untrusted: bytes) -> dict[str, Any]:
    workbook = python_calamine.load_workbook(io.BytesIO(untrusted))
    for place, about in enumerate(workbook.sheets_metadata):
        if (
            about.typ != python_calamine.SheetTypeEnum.WorkSheet
            or about.visible != python_calamine.SheetVisibleEnum.Visible
        ):
            continue
        sheet = workbook.get_sheet_by_index(place)
        rows = sheet.to_python(skip_empty_area=False)
        if any(cell != "" for row in rows for cell in row):
            return {
                "rows": [[_plain(cell) for cell in row] for row in rows],
                "merged": [[*first, *last] for first, last in sheet.merged_cell_ranges or ()],
                "formulas": _without_value(untrusted, about.name),
            }
    return {"error": "The workbook has no sheet with anything in it."}


def _plain(cell: Any) -> str | int | float | dict[str, str] | None:
    """Return what JSON can carry; ``{"day": …}`` stands for a date, None for any other moment or span of time."""
    if isinstance(cell, datetime):
        cell = cell.date() if cell.time() == time() else None
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    if isinstance(cell, bool):
        return str(cell).upper()
    return cell if isinstance(cell, str | int | float) else None


def _without_value(untrusted: bytes, name: str) -> list[list[int]]:
    """Return row and column (from 0) of formulas that nobody has calculated, and of error values.

    The reader gives an empty cell for both, which would pass for "nothing written here".
    """
    with zipfile.ZipFile(io.BytesIO(untrusted)) as archive:
        part = _part_of(archive, name)
        xml = archive.read(part) if part else b""
    if b"<f" not in xml and b't="e"' not in xml:
        return []
    found = []
    for attributes, content in _CELL.findall(xml):
        reference = _REFERENCE.search(attributes)
        if reference and (b't="e"' in attributes or (b"<f" in content and not _VALUE.search(content))):
            found.append([int(reference[2]) - 1, _column_number(reference[1])])
    return found


def _part_of(archive: zipfile.ZipFile, name: str) -> str | None:
    """Return the name of the part that holds the sheet called `name`."""
    from xml.sax.saxutils import unescape  # noqa: PLC0415 - no parser, only the five entities

    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    for attributes in re.findall(r"<(?:\w+:)?sheet ([^>]*)>", book):
        title = re.search(r'\bname="([^"]*)"', attributes)
        link = re.search(r'\br:id="([^"]*)"', attributes)
        if title is None or link is None or unescape(title[1], {"&quot;": '"', "&apos;": "'"}) != name:
            continue
        for relation in re.findall(r"<Relationship ([^>]*)>", links):
            target = re.search(r'\bTarget="([^"]*)"', relation)
            if f'Id="{link[1]}"' in relation and target is not None:
                path = target[1]
                part = path.lstrip("/") if path.startswith("/") else f"xl/{path}"
                return part if part in archive.namelist() else None
    return None


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


if __name__ == "__main__":
    main()
