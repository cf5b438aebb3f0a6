"""``gate-terminal decode``: what the product's own reading cascade sees in pictures."""

from __future__ import annotations

import json
import time
from pathlib import Path

import click

from gate_terminal.application.commands.common import FAULT_OF_THE_WORLD, data_option, say_error
from gate_terminal.application.place import Place


@click.command()
@data_option
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--budget", type=click.FloatRange(min=0), metavar="MS", help="Milliseconds for each picture.")
@click.option("--only", type=click.Choice(["zxing", "zbar", "opencv"]), help="One reader alone, for comparison.")
@click.pass_context
def decode(
    context: click.Context, place: Place, files: tuple[Path, ...], budget: float | None, only: str | None
) -> None:
    """Print a JSON line for each picture: its file, the texts of the QR codes, the milliseconds, the reader.

    The codes are read as bytes; their text is UTF-8 where that is valid, else Shift-JIS, GB 18030 or Latin-1.
    """
    import numpy as np

    from gate_terminal.devices.decoding import Cascade
    from gate_terminal.devices.frames import grey
    from gate_terminal.devices.pictures import load_picture
    from gate_terminal.devices.readers import reader_named
    from gate_terminal.devices.recipe import STILL, Recipe
    from gate_terminal.devices.texts import payload_text
    from gate_terminal.domain.faults import WorldFault

    del place  # reading pictures needs no data directory
    cascade = Cascade(STILL if budget is None else Recipe(budget / 1000))
    reader = reader_named(only) if only else cascade
    # The first call of a library pays for its loading; that is no property of the first picture.
    reader.read(np.full((64, 64), 255, dtype=np.uint8))
    failed = False
    for file in files:
        try:
            picture = grey(load_picture(file))
        except WorldFault as fault:
            say_error(fault.detail)
            failed = True
            continue
        begin = time.perf_counter()
        seen = reader.read(picture)
        spent = (time.perf_counter() - begin) * 1000
        readers = list(dict.fromkeys(sighting.reader for sighting in seen.sightings))
        texts = list(dict.fromkeys(payload_text(sighting.payload) for sighting in seen.sightings))
        line = {"file": str(file), "texts": texts, "ms": round(spent, 2), "reader": "+".join(readers) or None}
        click.echo(json.dumps(line, ensure_ascii=False))
    if failed:
        context.exit(FAULT_OF_THE_WORLD)
