"""``gate-terminal lists``: the signed lists in use, onto a stick and from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gate_terminal.application.commands.common import ANSWER_IS_NO, data_option, json_option, say_error
from gate_terminal.application.commands.households import by_option
from gate_terminal.application.place import Place

if TYPE_CHECKING:
    from gate_terminal.application.strongroom import Holdings


@click.group()
def lists() -> None:
    """Carry the key list and the status list between office and gates.

    Both are signed: whoever carries them need not be trusted.
    """


@lists.command()
@data_option
@json_option
def show(place: Place, *, as_json: bool) -> int:
    """Show the lists in use: number, when issued, when the next one is due. Exit code 1 where something is amiss."""
    from gate_terminal.application.office import open_office

    with open_office(place) as office:
        held = office.strongroom.holdings()
    _tell(held, as_json)
    return ANSWER_IS_NO if held.notes or not held.lists else 0


def _tell(held: Holdings, as_json: bool) -> None:
    notes = sorted(held.notes)
    if as_json:
        told = {
            one.kind.value: {
                "sequence": one.sequence,
                "issued": one.issued.isoformat(),
                "next_update": one.next_update.isoformat(),
            }
            for one in held.lists
        }
        click.echo(json.dumps({**told, "notes": notes}))
        return
    for one in held.lists:
        click.echo(f"{one.kind.value}\tnumber {one.sequence}\tissued {one.issued}\tnext {one.next_update}")
    if not held.lists:
        click.echo("There is no key list: this gate is not ready.")
    for note in notes:
        click.echo(note)


@lists.command()
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@data_option
@json_option
def carry(place: Place, *, directory: Path, as_json: bool) -> int:
    """Write the lists in use into DIR, such as a USB stick. Exit code 1 where there is none."""
    from gate_terminal.application.office import open_office

    with open_office(place) as office:
        written = office.strongroom.carry(directory)
    if as_json:
        click.echo(json.dumps({"written": [str(path) for path in written]}))
    else:
        for path in written:
            click.echo(f"{path} is written.")
    if not written:
        say_error("There is no list to carry.")
        return ANSWER_IS_NO
    return 0


@lists.command()
@click.argument("paths", nargs=-1, required=True, metavar="FILE|DIR…", type=click.Path(path_type=Path))
@by_option
@data_option
@json_option
def take(place: Place, *, paths: tuple[Path, ...], who: str, as_json: bool) -> int:
    """Take lists from a USB stick: only signed ones, and only with a higher number; the previous one is kept.

    Exit code 1 where one was refused; the one in use stays.
    """
    from gate_terminal.application.office import open_office

    with open_office(place) as office:
        deliveries = office.take_lists(paths, who)
    for one in deliveries:
        if as_json:
            told = {"file": str(one.path), "sequence": one.sequence, "refused": one.refused or None}
            click.echo(json.dumps(told, ensure_ascii=False))
        elif one.sequence is None:
            say_error(f"{one.path}: {one.refused}")
        else:
            click.echo(f"{one.path}: number {one.sequence} is in use.")
    return ANSWER_IS_NO if any(one.refused for one in deliveries) else 0
