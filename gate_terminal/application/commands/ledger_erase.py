"""``gate-terminal ledger erase``: forget who it was, after the retention time, at once."""

from __future__ import annotations

import json

import click

from gate_terminal.application.commands.common import data_option, json_option, say_error
from gate_terminal.application.commands.households import by_option
from gate_terminal.application.place import Place
from gate_terminal.domain.counting import counted


@click.command()
@click.option("--dry-run", is_flag=True, help="Only say what is due.")
@by_option
@data_option
@json_option
def erase(place: Place, who: str, *, dry_run: bool, as_json: bool) -> int:
    """Erase who it was, older than the retention time (28 days; a setting), in the ledger and the register.

    A gate window does this by itself. What happened, the counts and the chain stay; a fever case is kept until 28 days
    after it was closed. When everybody has been forgotten after a stand-down, an encrypted ledger gets a new key.
    """
    from gate_terminal.application.keeping import due_now, erase_due
    from gate_terminal.application.office import open_office

    with open_office(place) as office:
        told = due_now(office) if dry_run else erase_due(office, who)
    if told.everything and not dry_run:
        _end_the_old_key(place, as_json=as_json)
    if as_json:
        answer = {
            "before": told.before.isoformat(),
            "passages": told.passages,
            "reasons": told.reasons,
            "register": {name: getattr(told.register, name) for name in told.register.__slots__},
            "held_back": told.held_back,
            "everything": told.everything,
        }
        click.echo(json.dumps(answer))
        return 0
    click.echo(
        f"{'Due' if dry_run else 'Erased'}, from before {told.before:%Y-%m-%d %H:%M}: "
        f"{counted(told.passages, 'passage')}, {counted(told.reasons, 'reason')}, "
        f"{counted(told.register.rows, 'row')} of the register."
    )
    if told.held_back:
        click.echo(f"Kept for fever cases: {counted(told.held_back, 'passage')}.")
    return 0


def _end_the_old_key(place: Place, *, as_json: bool) -> None:
    """Give an encrypted ledger that names nobody any more a new key: no copy of before opens with what is here."""
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.application.outlived import old_key_is_left
    from gate_terminal.application.settings import read_settings
    from gate_terminal.domain.faults import WorldFault

    now, settings = SystemClock().now(), read_settings(place.settings)
    if not settings.ledger.key or not old_key_is_left(place, settings, now):
        return
    from gate_terminal.application.form_change import change_form

    try:
        change_form(place, now, encrypted=True, new_key=True, wipe_old=True)
    except WorldFault as fault:
        say_error(f"{fault.detail} Until this was run again, the ledger's old key opens older copies of it.")
    else:
        if not as_json:
            click.echo("Everybody has been forgotten, and the ledger has a new key: copy keys/ledger.key to its stick.")
