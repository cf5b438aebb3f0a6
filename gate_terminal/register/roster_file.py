"""A roster file of either kind → the households in it; the kind is told by its first bytes, never by its name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.register.csv_reader import read_csv
from gate_terminal.register.roster import Roster, is_column, read_roster
from gate_terminal.register.sheet import Sheet
from gate_terminal.register.workbook import read_workbook

LARGEST_FILE = 32 * 1024 * 1024
"""Bytes; a roster of 100,000 households has about eight million."""

_WORKBOOK = b"PK\x03\x04"
_OTHER_KINDS = (
    (b"\xd0\xcf\x11\xe0", "an old or password-protected Excel file: save it as XLSX without a password"),
    (b"%PDF", "a PDF: ask for the table itself"),
    (b"\x89PNG", "a picture: ask for the table itself"),
    (b"\xff\xd8\xff", "a picture: ask for the table itself"),
    (b"{\\rtf", "a text document: save the table as CSV or XLSX"),
    (b"Rar!", "an archive: unpack it first"),
    (b"7z\xbc\xaf", "an archive: unpack it first"),
)


def read_roster_file(path: Path, cancelled: Callable[[], bool] = lambda: False, own_name: str = "") -> Roster:
    """Return the households that the CSV or XLSX file at `path` tells of; errors as in :func:`read_table`.

    `own_name` is that of the compound: before an address it says nothing.
    """
    return read_roster(read_table(path, cancelled), own_name)


def read_table(
    path: Path,
    cancelled: Callable[[], bool] = lambda: False,
    is_header: Callable[[object], bool] = is_column,
) -> Sheet:
    """Return the cells of the CSV or XLSX file at `path`.

    `is_header` knows the names of columns, by which the separator of a CSV file is found; those of a roster of
    households where it is left out.

    :raises WorldFault: ``FILE_UNREADABLE`` with what is wrong with the file as a whole, or where it was `cancelled`.
    """
    try:
        with path.open("rb") as file:
            untrusted = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise WorldFault(Fault.FILE_UNREADABLE, f"{path} cannot be read: {error.strerror or error}.") from error
    if len(untrusted) > LARGEST_FILE:
        raise WorldFault(
            Fault.FILE_UNREADABLE, f"{path.name} is larger than {LARGEST_FILE >> 20} MB, more than a roster can need."
        )
    if not untrusted.strip():
        raise WorldFault(Fault.FILE_UNREADABLE, f"{path.name} is empty.")
    for beginning, kind in _OTHER_KINDS:
        if untrusted.startswith(beginning):
            raise WorldFault(Fault.FILE_UNREADABLE, f"{path.name} is {kind}.")
    if untrusted.startswith(_WORKBOOK):
        return read_workbook(untrusted, cancelled)
    return read_csv(untrusted, is_header)
