"""``gate-terminal bench decode``: the product's cascade against each single reader, on the same pictures in one run."""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gate_terminal.application.commands.bench_video import quantile, usual_figures, video_figures
from gate_terminal.application.commands.common import json_option, needless_data_option

if TYPE_CHECKING:
    from gate_terminal.devices.frames import Picture
    from gate_terminal.devices.sightings import Looked

_ALL = "all"
_EMPTY = "without a code"
_FLOOR = "floor"


@dataclass(frozen=True, slots=True)
class BenchPicture:
    """A picture with what it shows: `expected` is None where it shows no code."""

    category: str
    half: int
    image: Picture = field(repr=False)
    expected: str | None


@dataclass(slots=True)
class Tally:
    """What one reader made of one group of pictures."""

    reader: str
    group: str
    pictures: int = 0
    read: int = 0
    wrong: int = 0
    milliseconds: list[float] = field(default_factory=list)

    def add(self, expected: str | None, texts: list[str], milliseconds: float) -> None:
        """Count one picture: read where the expected text is among `texts`, wrong where only others are."""
        self.pictures += 1
        self.read += expected is not None and expected in texts
        self.wrong += bool(texts) and expected not in texts
        self.milliseconds.append(milliseconds)

    def figures(self) -> dict[str, object]:
        """Return the figures to print; the rate in percent, times in milliseconds."""
        kept = {key: value for key, value in asdict(self).items() if key != "milliseconds"}
        rate = None if self.group == _EMPTY else round(100 * self.read / max(1, self.pictures), 1)
        return {**kept, "rate": rate, "p50": quantile(self.milliseconds, 0.5), "p99": quantile(self.milliseconds, 0.99)}


def corpus(folder: Path) -> Iterator[BenchPicture]:
    """Yield the pictures that ``manifest.csv`` in `folder` names (columns file, expected, and where present kind).

    Without an expected text a picture counts as one without a code, unless its kind says ``qr``: then nobody
    knows its text and it is left out. Raises ``WorldFault`` for a missing file, ``WrongUse`` for a bad manifest.
    """
    from gate_terminal.devices.pictures import load_picture
    from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

    manifest = folder / "manifest.csv"
    try:
        with manifest.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError) as failure:
        raise WorldFault(Fault.FILE_UNREADABLE, f"{manifest} cannot be read.") from failure
    if not rows or not {"file", "expected"} <= rows[0].keys():
        raise WrongUse(f"{manifest} needs the columns file and expected, and at least one picture.")
    for index, row in enumerate(sorted(rows, key=lambda row: row["file"])):
        expected = (row["expected"] or "").replace("\r\n", "\n").replace("\r", "\n") or None
        if expected is None and row.get("kind") == "qr":
            continue
        category = Path(row["file"]).name.partition("__")[0]
        yield BenchPicture(category, index % 2, load_picture(folder / row["file"]), expected)


def simulated(amount: int, seed: int) -> Iterator[BenchPicture]:
    """Yield hard pictures of the product's own making."""
    from gate_terminal.devices.simulator import hard_pictures

    for index, picture in enumerate(hard_pictures(amount, seed)):
        yield BenchPicture(picture.category, (index // 12) % 2, picture.image, picture.expected)


def compare(pictures: Iterable[BenchPicture], readers: dict[str, Callable[[Picture], Looked]]) -> list[Tally]:
    """Let every reader see every picture, in changing order, and return the tallies by reader and group."""
    from gate_terminal.devices.texts import payload_text

    tallies: dict[tuple[str, str], Tally] = {}
    for number, picture in enumerate(pictures):
        names = list(readers)
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            begin = time.perf_counter()
            seen = readers[name](picture.image)
            spent = (time.perf_counter() - begin) * 1000
            texts = [payload_text(sighting.payload) for sighting in seen.sightings]
            groups = [_ALL, f"half {'AB'[picture.half]}", picture.category] if picture.expected else [_EMPTY]
            for group in groups:
                tally = tallies.setdefault((name, group), Tally(name, group))
                tally.add(picture.expected, texts, spent)
    return list(tallies.values())


@click.command(name="decode")
@needless_data_option
@json_option
@click.option(
    "--corpus", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Pictures with a manifest.csv."
)
@click.option("--pictures", type=click.IntRange(min=12), default=360, show_default=True, help="How many are simulated.")
@click.option("--seed", type=int, default=1, show_default=True, help="Seed of the simulated pictures.")
@click.option("--frames", type=click.IntRange(min=30), default=300, show_default=True, help="Video frames a scene.")
@click.option("--passes", "usual_passes", type=click.IntRange(min=4), default=60, show_default=True, help="Held up.")
@click.option("--budget", type=click.FloatRange(min=0), metavar="MS", help="The cascade's milliseconds a picture.")
def bench_decode(
    as_json: bool,
    folder: Path | None,
    pictures: int,
    seed: int,
    frames: int,
    usual_passes: int,
    budget: float | None,
) -> None:
    """Compare the reading cascade with each single reader on the same pictures.

    Without --corpus the pictures are simulated. The floor is touching every pixel once.
    """
    from gate_terminal.devices.decoding import Cascade
    from gate_terminal.devices.opencv import cv2
    from gate_terminal.devices.readers import READERS, reader_named
    from gate_terminal.devices.recipe import STILL, Recipe
    from gate_terminal.devices.sightings import Looked

    def touch(image: Picture) -> Looked:
        cv2.sumElems(image)
        return Looked()

    cascade = Cascade(STILL if budget is None else Recipe(budget / 1000))
    readers: dict[str, Callable[[Picture], Looked]] = {"cascade": cascade.read}
    for name in READERS:
        readers[name] = reader_named(name).read
    readers[_FLOOR] = touch
    source: Iterable[BenchPicture] = list(corpus(folder)) if folder else simulated(pictures, seed)
    length = None if folder else pictures
    hidden = not sys.stderr.isatty()
    with click.progressbar(source, length, label="pictures", file=sys.stderr, hidden=hidden) as seen:
        tallies = compare(seen, readers)
    lines = [tally.figures() for tally in sorted(tallies, key=lambda tally: _rank(tally, list(readers)))]
    video = video_figures(frames)
    usual = usual_figures(usual_passes, seed)
    if as_json:
        for line in (*lines, *video, usual):
            click.echo(json.dumps(line, ensure_ascii=False))
        return
    click.echo(f"{'group':<24}{'reader':<9}{'pictures':>9}{'read':>6}{'%':>7}{'wrong':>7}{'p50 ms':>9}{'p99 ms':>9}")
    for line in lines:
        rate = "" if line["rate"] is None else line["rate"]
        click.echo(
            f"{line['group']:<24}{line['reader']:<9}{line['pictures']:>9}{line['read']:>6}{rate:>7}{line['wrong']:>7}"
            f"{line['p50']:>9}{line['p99']:>9}"
        )
    click.echo("\nvideo 1280×720")
    for line in video:
        click.echo(
            f"{line['scene']:<16}read {line['read']} of {line['frames']}, p50 {line['p50']} ms, p99 {line['p99']} ms, "
            f"{line['core_percent']} % of a core at 30 fps; one zxing call p50 {line['one_zxing_call_p50']} ms"
        )
    click.echo(
        f"\na pass within the usual limits (side from 120 pixels, tilt to 45°, moved by up to 7 pixels): read in "
        f"{usual['frame_rate']} % of {usual['frames']} single frames ({usual['still_rate']} % where there is time), "
        f"first read after {usual['first_ms_p50']} ms p50, {usual['first_ms_p99']} ms p99, "
        f"{usual['never']} of {usual['passes']} never within {usual['patience_ms']} ms; amid people, when not every "
        f"frame is looked at, after {usual['amid_first_ms_p50']} ms p50, {usual['amid_first_ms_p99']} ms p99, "
        f"{usual['amid_never']} never"
    )


def _rank(tally: Tally, readers: list[str]) -> tuple[int, str, int]:
    """Put the whole before the halves, the empty pictures next, the categories last; the cascade above the others."""
    first = [_ALL, "half A", "half B", _EMPTY]
    group = first.index(tally.group) if tally.group in first else len(first)
    return group, tally.group, readers.index(tally.reader)
