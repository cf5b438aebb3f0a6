"""The command that opens the office: ``gate-terminal office``."""

from __future__ import annotations

import click

from gate_terminal.application.commands.common import data_option
from gate_terminal.application.place import Place


@click.command()
@data_option
@click.pass_context
def office(context: click.Context, place: Place) -> None:
    """Open the pass office in a window: register, imports, passes, cards, renters.

    A gate window may be open beside it. It asks for the supervisor's PIN (see `gate-terminal supervisor pin`).
    """
    from gate_terminal.ui.app import application_of
    from gate_terminal.ui.commands import keep_log

    from gate_terminal.application.settings import read_settings

    from .opening import OfficeOpener

    settings = read_settings(place.settings)
    keep_log(place)
    application = application_of()
    window = OfficeOpener(place, settings).open()
    clerks = (window.reader, window.worker)
    context.exit(application.exec() or int(not all(clerk.wait() for clerk in clerks)))
