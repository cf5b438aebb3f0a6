"""A table as rows of cells, whatever file it came from, and the header by which its columns are known."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

TITLE_ROWS = 10
"""So many rows from the top are looked at for the header; above it stand titles."""

Cell = str | int | float
Named = TypeVar("Named")


@dataclass(frozen=True, slots=True)
class DateCell:
    """A cell that a spreadsheet keeps as a date or time; `day` where it is a date alone."""

    day: date | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a table file from its first row on; `merged` leads each covered cell (0-based) to its first one."""

    rows: list[list[Cell | DateCell]]
    merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    formulas: frozenset[tuple[int, int]] = frozenset()
    """Cells (0-based) whose formula has no value in the file."""

    def is_blank(self, row: int) -> bool:
        """Tell whether nothing stands in a row."""
        return not any(not isinstance(cell, str) or cell.strip() for cell in self.rows[row])

    def first_of(self, row: int, column: int) -> tuple[int, int]:
        """Return the place in which the value of a cell stands: its own, or the first of those merged with it."""
        return self.merged.get((row, column), (row, column))

    def cell(self, row: int, column: int) -> Cell | DateCell:
        """Return the value of a cell, that of the merged ones where it is one of them; an empty text for none."""
        row, column = self.first_of(row, column)
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def lacks_value(self, row: int, column: int) -> bool:
        """Tell whether a formula stands there that nobody has calculated: its cell would pass for an empty one."""
        return self.first_of(row, column) in self.formulas

    def find_header(
        self, words: Mapping[str, Named], is_enough: Callable[[Collection[Named]], bool]
    ) -> tuple[int, dict[Named, int]] | None:
        """Return the row of the header and the place of each known column, None where there is no header.

        It is the first row near the top in which `words` name enough; of two columns of one name the first counts.
        """
        for index, row in enumerate(self.rows[:TITLE_ROWS]):
            columns: dict[Named, int] = {}
            for place, cell in enumerate(row):
                name = words.get(header_word(cell))
                if name is not None:
                    columns.setdefault(name, place)
            if is_enough(columns.keys()):
                return index, columns
        return None


def header_word(cell: object) -> str:
    """Return the title of a column without blanks, marks, case and full width; empty for what is no text."""
    if not isinstance(cell, str):
        return ""
    return "".join(unicodedata.normalize("NFKC", cell).lower().split()).strip("*﹡:")
