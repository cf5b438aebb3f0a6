"""``gate-terminal supervisor pin``: set or change the supervisor's PIN."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from gate_terminal.application.commands.common import data_option
from gate_terminal.application.place import Place


@click.group()
def supervisor() -> None:
    """Look after what only the supervisor may do."""


@supervisor.command()
@click.option("--stdin", "from_stdin", is_flag=True, help="Read the new PIN from standard input instead of asking.")
@data_option
def pin(place: Place, *, from_stdin: bool) -> None:
    """Set or change the supervisor's PIN, 4 to 12 digits; only its hash is stored.

    It opens the office and answers who is held at the gate. A gate window that is open takes it when it is opened
    next; the office takes it at once.
    """
    from gate_terminal.application.settings import SupervisorSettings, read_settings, write_settings
    from gate_terminal.application.supervisor import hash_of_pin
    from gate_terminal.domain.faults import Fault, WorldFault

    settings = read_settings(place.settings)
    if from_stdin:
        typed = sys.stdin.readline().strip()
    elif not sys.stdin.isatty():
        raise click.UsageError("There is no terminal here to ask for the PIN: give it with --stdin.")
    else:
        typed = click.prompt("New PIN", hide_input=True, confirmation_prompt=True, err=True)
    changed = replace(settings, supervisor=SupervisorSettings(hash_of_pin(typed)))
    try:
        write_settings(place.settings, changed)
    except OSError as problem:
        what = problem.strerror or problem
        raise WorldFault(Fault.FILE_UNWRITABLE, f"{place.settings} cannot be written: {what}.") from problem
    click.echo("The supervisor's PIN is set.")
