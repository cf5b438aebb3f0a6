"""The commands that open the window: ``run`` and ``demo``."""

from __future__ import annotations

import logging
import logging.handlers
from dataclasses import replace
from pathlib import Path

import click

from gate_terminal.application.commands.common import data_option
from gate_terminal.application.place import Place, default_place

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
    camera: str,
    thermometer: str,
    scanner: str,
    events: str | None,
    seconds: float | None,
    pictures: Path | None,
    fullscreen: bool,
) -> None:
    """Open the gate window on a demonstration compound: fictional households and a day of history.

    It is made anew each time, in a directory of its own, and looks unmistakably different from a real gate.
    """
    from gate_terminal.application.demonstration import make_demonstration
    from gate_terminal.application.terminal import Sources, Terminal

    from .app import open_window
    from .office.beside import office_beside

    place = Place(directory) if directory else Place(default_place().root.with_name("gate-terminal-demo"))
    demonstration = make_demonstration(place)
    keep_log(place)
    click.echo(f"A demonstration compound is set up in {place.root}; the supervisor's PIN is {demonstration.pin}.")
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
    keeper.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    root.addHandler(keeper)
