"""``gate-terminal stand-down``: stop collecting (解除), or undo it while what was collected is still there."""

from __future__ import annotations

import json

import click

from gate_terminal.application.commands.common import data_option, json_option
from gate_terminal.application.commands.households import by_option
from gate_terminal.application.place import Place


@click.command()
@click.option("--undo", is_flag=True, help="Record again; what was erased meanwhile stays erased.")
@click.option("--state", is_flag=True, help="Only say how it stands.")
@click.option("--reason", metavar="TEXT", default="", help="Why; it is kept for the retention time.")
@click.option("--yes", is_flag=True, help="Do not ask for the word that says it is meant.")
@by_option
@data_option
@json_option
def stand_down(place: Place, *, undo: bool, state: bool, reason: str, yes: bool, who: str, as_json: bool) -> int:
    """Stand the terminal down (解除): the gate records nothing any more, and says so.

    After the retention time everybody's name is erased, from the ledger, the register and the backups; until then it
    can be undone. An open gate window takes it within seconds.
    """
    from gate_terminal.application import standing
    from gate_terminal.application.office import open_office
    from gate_terminal.domain.faults import WrongUse

    with open_office(place) as office:
        days = office.settings.retention.days
        if not state:
            if not undo and not yes:
                word = click.prompt(
                    f"Nothing will be recorded any more, and in {days} days all names are erased. "
                    f"If that is meant, type {standing.WORD_OF_CONSENT} or {standing.WORD_OF_CONSENT_EN}",
                    err=True,
                )
                if not standing.means_it(word):
                    raise WrongUse("Nothing was changed.")
            change = standing.stand_up if undo else standing.stand_down
            change(office.ledger, who=who, why=reason, at=office.now())
        now = standing.standing(office.ledger, days)
    if as_json:
        since, emptied = now.since, now.emptied_at
        answer = {
            "stood_down_at": None if since is None else since.isoformat(),
            "emptied_at": None if emptied is None else emptied.isoformat(),
        }
        click.echo(json.dumps(answer))
    elif now.since is None or now.emptied_at is None:
        click.echo("This terminal records.")
    else:
        click.echo(
            f"Stood down at {now.since:%Y-%m-%d %H:%M}: nothing is recorded. "
            f"On {now.emptied_at:%Y-%m-%d %H:%M} all names are erased; until then: gate-terminal stand-down --undo."
        )
    return 0
