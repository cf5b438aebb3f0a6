"""The command line: one module per command, imported only when it is called."""

from __future__ import annotations

import click

from gate_terminal import __version__
from gate_terminal.application.commands.common import LazyGroup, data_option
from gate_terminal.application.encryption import choose_form
from gate_terminal.application.place import Place

_HERE = "gate_terminal.application.commands"


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    lazy={
        # Those that open a window live with it; only their names are known here.
        "run": "gate_terminal.ui.commands:run",
        "demo": "gate_terminal.ui.commands:demo",
        "office": "gate_terminal.ui.office.command:office",
        "init": f"{_HERE}.init:init",
        "supervisor": f"{_HERE}.supervisor_pin:supervisor",
        "households": f"{_HERE}.households:households",
        "roster": f"{_HERE}.staff:roster",
        "permits": f"{_HERE}.staff:permits",
        "companies": f"{_HERE}.staff:companies",
        "passes": f"{_HERE}.passes:passes",
        "pass": f"{_HERE}.read_pass:pass_",
        "keys": f"{_HERE}.keys:keys",
        "lists": f"{_HERE}.signed_lists:lists",
        "clock": f"{_HERE}.clock:clock",
        "camera": f"{_HERE}.camera:camera",
        "decode": f"{_HERE}.decode:decode",
        "policy": f"{_HERE}.policy:policy",
        "fever": f"{_HERE}.fever:fever",
        "replay": f"{_HERE}.replay:replay",
        "passages": f"{_HERE}.passages:passages",
        "report": f"{_HERE}.report:report",
        "ledger": f"{_HERE}.ledger:ledger",
        "stand-down": f"{_HERE}.stand_down:stand_down",
        "doctor": f"{_HERE}.doctor:doctor",
        "bench": f"{_HERE}.bench:bench",
    },
)
@data_option
@click.version_option(__version__, prog_name="gate-terminal")
@click.pass_context
def gate_terminal(context: click.Context, place: Place) -> None:
    """Run the guard's computer at a gate: pass, temperature, verdict, ledger.

    Without a command it opens the gate window.
    """
    if context.invoked_subcommand is None:
        choose_form(place)
        run = gate_terminal.get_command(context, "run")
        if run is not None:
            context.invoke(run, place=place)
