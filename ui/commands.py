"""The commands that open the window: ``run`` and ``demo``."""

from __future__ import annotations

import logging
import logging.handlers
from dataclasses import replace
from pathlib import Path

import click

from gate_terminal.application.commands.common import data_option
from gate_terminal.application.discreet import DiscreetFormatter
from gate_terminal.application.place import Place, default_place
from gate_terminal.domain.words import Site

_LOG_BYTES, _LOG_FILES = 2_000_000, 5


@click.command()
@data_option
@click.option("--camera", metavar="SOURCE", help="Index, device path or name, file, URL, or simulated.")
@click.option("--thermometer", metavar="SOURCE", help="keypad, serial:PATH or simulated:36.5.")
@click.option("--scanner", metavar="SOURCE", help="serial:PATH[:BAUD], for one that does not type like a keyboard.")
@click.option("--events", metavar="FILE", help="Append a JSON line per answer, after its commit; - is standard output.")
@click.option("--lane", metavar="NAME", help="Which lane of the gate this is.")
@click.option("--fullscreen", is_flag=True, help="Fill the screen.")
@click.pass_context
def run(
    context: click.Context,
    place: Place,
    camera: str | None,
    thermometer: str | None,
    scanner: str | None,
    events: str | None,
    lane: str | None,
    fullscreen: bool,
) -> None:
    """Open the gate window."""
    from gate_terminal.application.demonstration import issued_passes
    from gate_terminal.application.settings import read_settings
    from gate_terminal.application.terminal import Sources, Terminal

    from .app import open_window
    from .office.beside import office_beside

    settings = read_settings(place.settings)
    if lane is not None:
        settings = replace(settings, gate=replace(settings.gate, lane=lane))
    keep_log(place)
    sources = Sources(
        camera=camera or settings.devices.camera,
        thermometer=thermometer or settings.devices.thermometer,
        scanner=settings.devices.scanner if scanner is None else scanner,
        events=events,
    )
    shown = issued_passes(place) if sources.camera == "simulated" else None
    terminal = Terminal(place, settings, sources, shown=shown)
    context.exit(
        open_window(
            terminal,
            fullscreen=fullscreen,
            sound=settings.screen.sound,
            on_ready=office_beside(place, settings, terminal.eyes),
        )
    )


@click.command()
@click.option("--data", "directory", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="Where.")
@click.option(
    "--site",
    type=click.Choice([kind.value for kind in Site]),
    default="compound",
    show_default=True,
    help="The kind of gate.",
)
@click.option("--camera", metavar="SOURCE", default="simulated", show_default=True, help="As for run.")
@click.option("--thermometer", metavar="SOURCE", default="keypad", show_default=True, help="As for run.")
@click.option("--scanner", metavar="SOURCE", default="", help="As for run.")
@click.option("--events", metavar="FILE", help="As for run.")
@click.option("--seconds", type=click.FloatRange(min=1), help="Close the window by itself after so long.")
@click.option("--pictures", type=click.Path(file_okay=False, path_type=Path), help="Save a picture of every new state.")
@click.option("--fullscreen", is_flag=True, help="Fill the screen.")
@click.pass_context
def demo(
    context: click.Context,
    directory: Path | None,
    site: str,
    camera: str,
    thermometer: str,
    scanner: str,
    events: str | None,
    seconds: float | None,
    pictures: Path | None,
    fullscreen: bool,
) -> None:
    """Open the gate window on a demonstration: a compound with fictional households and a day of history.

    With --site a truck lane, an administrative lane, a service centre or a village in its place.

    It is made anew each time, in a directory of its own, and looks unmistakably different from a real gate.
    """
    from gate_terminal.application.demonstration import make_demonstration
    from gate_terminal.application.demonstration_zone import make_zone_demonstration
    from gate_terminal.application.terminal import Sources, Terminal

    from .app import open_window
    from .office.beside import office_beside

    kind = Site(site)
    name = "gate-terminal-demo" if kind is Site.COMPOUND else f"gate-terminal-demo-{kind}"
    # Before the command's name --data was meant for the demonstration too, never the gate of one's own.
    named = context.meta.get("place", default_place())
    own = Place(default_place().root.with_name(name)) if named == default_place() else named
    place = Place(directory) if directory else own
    demonstration = make_demonstration(place) if kind is Site.COMPOUND else make_zone_demonstration(place, kind)
    keep_log(place)
    click.echo(f"A demonstration ({kind}) is set up in {place.root}; the supervisor's PIN is {demonstration.pin}.")
    terminal = Terminal(
        place,
        demonstration.settings,
        Sources(camera=camera, thermometer=thermometer, scanner=scanner, events=events),
        shown=demonstration.shown,
    )
    office = office_beside(place, demonstration.settings, terminal.eyes)
    context.exit(open_window(terminal, fullscreen=fullscreen, seconds=seconds, pictures=pictures, on_ready=office))


def keep_log(place: Place) -> None:
    """Write the program's log into the data directory, a few files of bounded size; no personal data goes there."""
    try:
        place.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        keeper = logging.handlers.RotatingFileHandler(
            place.logs / "gate-terminal.log", maxBytes=_LOG_BYTES, backupCount=_LOG_FILES, encoding="utf-8"
        )
    except OSError as trouble:
        # The window opens all the same and says what is wrong with the disk.
        click.echo(f"No log is kept: {trouble.strerror or trouble}.", err=True)
        return
    keeper.setFormatter(DiscreetFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(keeper)
