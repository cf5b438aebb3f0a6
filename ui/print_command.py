"""The command that prints cards: ``passes print``."""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gate_terminal.application.commands.common import (
    ANSWER_IS_NO,
    data_option,
    json_option,
    name_of,
    out_option,
    say_error,
    say_written,
)
from gate_terminal.application.commands.households import by_option
from gate_terminal.application.commands.site_time import SiteDay
from gate_terminal.application.place import Place
from gate_terminal.domain.counting import counted
from gate_terminal.domain.words import Language

if TYPE_CHECKING:
    from gate_terminal.application.cards import PrintRun


@click.command("print")
@out_option("The PDF file to write")
@click.option("--building", metavar="B", help="Only this building.")
@click.option("--household", "addresses", multiple=True, metavar="ADDRESS", help="Only this one; may be repeated.")
@click.option("--serial", "serials", multiple=True, metavar="SERIAL", help="Only this pass; may be repeated.")
@click.option("--all-missing", is_flag=True, help="Only cards that were never printed.")
@click.option("--issued-since", type=SiteDay(), metavar="DATE", help="Only those issued since.")
@click.option(
    "--language", type=click.Choice([each.value for each in Language]), help="Of the words (default: the screen's)."
)
@click.option(
    "--house-block-only/--full-address",
    default=None,
    help="Print neither room nor phone (default: as in the settings, [cards] house_block_only).",
)
@by_option
@data_option
@json_option
def print_(
    place: Place,
    *,
    out: Path,
    building: str | None,
    addresses: tuple[str, ...],
    serials: tuple[str, ...],
    all_missing: bool,
    issued_since: date | None,
    language: str | None,
    house_block_only: bool | None,
    who: str,
    as_json: bool,
) -> int:
    """Print cards into a PDF file: all valid passes, or those that agree with every option given.

    What was printed is remembered: --all-missing prints the others.

    Eight cards on A4, to be printed at 100 %, without "fit to page". The file is written whole or not at all.
    Exit code 1 where there is no pass to print.
    """
    from gate_terminal.application.cards import PrintRun, Wanted, cards_of, note_printed, note_taken, save_cards
    from gate_terminal.application.office import open_office

    begin = time.monotonic()
    with open_office(place) as office:
        settings = office.settings
        block_only = settings.cards.house_block_only if house_block_only is None else house_block_only
        cards = cards_of(office, Wanted(building, addresses, serials, issued_since, all_missing), block_only=block_only)
        if not cards:
            nothing = "Every valid pass was printed already." if all_missing else "There is no valid pass to print."
            say_error(f"{nothing} Issue passes first, or ask for others.")
            return ANSWER_IS_NO
        chosen = settings.screen.language if language is None else Language(language)
        run = PrintRun(settings.site.name, chosen, cards)
        pdf = _drawn(run)
        note_taken(office, len(cards), who, block_only=block_only)
        save_cards(out, pdf)
        note_printed(office, [card.serial for card in cards], who)
    seconds = time.monotonic() - begin
    told = {"out": str(out), "cards": len(cards), "pages": run.pages, "seconds": round(seconds, 2)}
    cards_are = f"{counted(len(cards), 'card')} on {counted(run.pages, 'page')}"
    sentence = f"{cards_are} in {name_of(out)}: print at 100 %, without fit to page."
    say_written(out, told, sentence, as_json=as_json)
    return 0


def _drawn(run: PrintRun) -> bytes:
    """Draw the cards, with a bar on a terminal."""
    from .cards import pdf_of
    from .headless import ready_to_draw

    ready_to_draw()
    with click.progressbar(length=run.pages, label="Printing", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        return pdf_of(run, lambda done, _all: bar.update(done - bar.pos))
