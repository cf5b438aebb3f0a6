"""How things stand with backups and retention, in the lines of the page of safe-keeping."""

from __future__ import annotations

from datetime import datetime

from gate_terminal.application.keeping import Overview, Shelf
from gate_terminal.application.retention import Due
from gate_terminal.domain.counting import Count
from gate_terminal.domain.moments import site_moment

from .keeping_words import KeepingWords


def moment_text(at: datetime) -> str:
    """Return day and minute at the site."""
    return f"{site_moment(at):%Y-%m-%d %H:%M}"


def shelf_line(words: KeepingWords, shelf: Shelf) -> str:
    """Return what there is in one place of backups."""
    place = words.second if shelf.second else words.beside
    if not shelf.reachable:
        return words.not_there.format(place=place, directory=shelf.directory)
    if shelf.newest is None:
        return words.none_yet.format(place=place)
    return words.newest.format(place=place, count=shelf.number, at=moment_text(shelf.newest))


def due_lines(words: KeepingWords, seen: Overview) -> list[str]:
    """Return what is due to be erased, what is held back, and when it was done last."""
    due = seen.due
    lines = [words.due.format(**counts_of(due)) if due.rows else words.nothing_due]
    if due.held_back:
        lines.append(words.held_back.format(count=due.held_back))
    last = seen.last_erasure
    lines.append(words.never_erased if last is None else words.last_erasure.format(at=moment_text(last)))
    return lines


def counts_of(due: Due) -> dict[str, Count]:
    """Return the numbers that a sentence about an erasure fills in."""
    return {
        "passages": Count(due.passages),
        "reasons": Count(due.reasons),
        "register": Count(due.register.rows),
    }
