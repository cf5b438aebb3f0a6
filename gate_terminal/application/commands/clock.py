"""``gate-terminal clock``: whether the terminal's clock can be believed, and a supervisor's word for it."""

from __future__ import annotations

import json

import click

from gate_terminal.application.commands.common import ANSWER_IS_NO, data_option, json_option
from gate_terminal.application.commands.households import by_option
from gate_terminal.application.commands.passages import open_books
from gate_terminal.application.place import Place
from gate_terminal.domain.moments import was_set_back


@click.group()
def clock() -> None:
    """Look whether the clock can be believed, and vouch for it."""


@clock.command()
@data_option
@json_option
def show(place: Place, *, as_json: bool) -> int:
    """Show what the clock says beside the latest passage. Exit code 1 where it was set back."""
    from gate_terminal.application.clocks import SystemClock

    now = SystemClock().now()
    with open_books(place) as (ledger, _register):
        latest = ledger.latest_moment()
    set_back = was_set_back(now, latest)
    if as_json:
        told = {"now": now.isoformat(), "latest": None if latest is None else latest.isoformat(), "set_back": set_back}
        click.echo(json.dumps(told))
    else:
        passage = "there is no passage yet"
        if latest is not None:
            passage = f"the latest passage is of {latest:%Y-%m-%d %H:%M:%S}"
        click.echo(f"The clock says {now:%Y-%m-%d %H:%M:%S} at the site; {passage}.")
        if set_back:
            click.echo("Outings on the turn are held. Set the clock, or vouch for it: gate-terminal clock trust.")
    return ANSWER_IS_NO if set_back else 0


@clock.command()
@click.option("--reason", required=True, metavar="TEXT", help="How it is known that the clock is right; it is logged.")
@by_option
@data_option
@json_option
def trust(place: Place, *, reason: str, who: str, as_json: bool) -> int:
    """Vouch for the clock: passages that claim to be later than now no longer make it suspect.

    For a clock that was wrong once, ahead, while people passed. An open gate window takes it at the next attempt.
    What was recorded under the wrong time stays; make it void where it costs somebody a turn.
    """
    from gate_terminal.application.clocks import SystemClock

    if not reason.strip():
        raise click.UsageError("Say in --reason how it is known that the clock is right: it is logged.")
    now = SystemClock().now()
    with open_books(place) as (ledger, _register):
        in_doubt = was_set_back(now, ledger.latest_moment())
        if in_doubt:
            ledger.trust_clock(who=who, why=reason.strip(), at=now)
    if as_json:
        click.echo(json.dumps({"now": now.isoformat(), "vouched": in_doubt}))
    elif in_doubt:
        click.echo(f"{now:%Y-%m-%d %H:%M:%S} is believed from now on.")
    else:
        click.echo("The clock is not in doubt; nothing was changed.")
    return 0
