"""``gate-terminal bench ledger``: decision and durable row at several sizes, beside raw inserts and bare fsync."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import click

from gate_terminal.application.commands.common import json_option, needless_data_option

if TYPE_CHECKING:
    from gate_terminal.application.commands.bench_street import PlainTable, SameRows, Street
    from gate_terminal.ledger.store import Ledger

_SIZES = (1_000, 100_000)
_LARGE = 10_000_000
_WARM_UP = 200
_BETWEEN_RESTS = 100
"""A gate has idle moments between its passages, and uses them so."""
_STREAMED = 2000
_SHARE_OF_PEAK = 1024
"""Linux counts resident memory in KiB."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What a process of its own found when it opened a ledger and recorded 2,000 passages."""

    start_seconds: float
    """Opening the file and the checks of a start."""
    mebibytes: float | None
    """The most memory held until then; None where the system does not tell."""
    mebibytes_later: float | None
    """The same after the passages."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One size: milliseconds, each the median over the rounds; ratios likewise, taken within each round."""

    passages: int
    record_p50: float
    record_p99: float
    rested_p50: float
    """The first after an idle moment: it begins the WAL anew, with a header and a flush of its own."""
    raw_p50: float
    """The same rows of the passage and its state by plain sqlite3: nothing decided, hashed or converted."""
    raw_p99: float
    plain_p50: float
    """Insert and commit of five columns into a small table without an index."""
    plain_p99: float
    fsync_p50: float
    fsync_p99: float
    ratio_to_raw: float
    """The whole `record` against the same rows raw, at the half."""
    ratio_to_plain: float
    p99_to_smallest: float
    """The hundredth against that of the smallest size in the same rounds."""
    raw_p99_to_smallest: float
    """The same of the rows written raw: what the size alone costs."""
    start_seconds: float
    mebibytes: float | None
    mebibytes_later: float | None
    bytes_a_passage: float


@click.command()
@click.option("--large", is_flag=True, help=f"Also at {_LARGE:,} passages: some 20 minutes and 18 GB of disk.")
@click.option("--size", "sizes", type=click.IntRange(100), multiple=True, help="Other sizes than the usual ones.")
@click.option("--turns", type=click.IntRange(100), default=1000, show_default=True, help="Passages a size and round.")
@click.option("--rounds", type=click.IntRange(1), default=5, show_default=True, help="The figures are their medians.")
@click.option(
    "--directory",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="On which disk (default: that of the temporary files).",
)
@click.option(
    "--keep",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="Leave the filled ledgers here, and use those that are here.",
)
@click.option(
    "--encrypted", is_flag=True, help="Instead: an encrypted ledger beside a plain one, and how they compare."
)
@needless_data_option
@json_option
def bench_ledger(
    sizes: tuple[int, ...],
    turns: int,
    rounds: int,
    directory: Path | None,
    keep: Path | None,
    *,
    large: bool,
    encrypted: bool,
    as_json: bool,
) -> int:
    """Measure a decision with its durable row at 10³ and 10⁵ passages.

    Each turn records one passage in the ledger of each size; writes the same rows (the passage, the state of its
    household) ready-made by plain sqlite3 into a copy of it; inserts a short row into a small table without an
    index; and flushes 4 KiB: one after the other, so that all see the same disk.
    """
    with tempfile.TemporaryDirectory(dir=directory or keep) as folder:
        if encrypted:
            return _tell_beside(Path(folder), turns * rounds, as_json=as_json)
        ledgers = [_filled(keep or Path(folder), size) for size in sorted({*(sizes or _SIZES), *([_LARGE] * large)})]
        measured = _measured(Path(folder), ledgers, rounds, turns)
    for figures in measured:
        click.echo(json.dumps(asdict(figures)) if as_json else _line(figures))
    if not as_json:
        first = measured[0]
        click.echo(
            f"in the same turns: a plain row {first.plain_p50:.2f} ms p50, {first.plain_p99:.2f} p99 | "
            f"fsync {first.fsync_p50:.2f}, {first.fsync_p99:.2f}"
        )
    return 0


def _tell_beside(folder: Path, turns: int, *, as_json: bool) -> int:
    from gate_terminal.application.commands.bench_encrypted import measured_beside

    beside = measured_beside(folder, turns)
    click.echo(
        json.dumps(asdict(beside))
        if as_json
        else f"record {beside.plain_p50:.2f} ms p50, encrypted {beside.encrypted_p50:.2f}: {beside.ratio:.2f} times"
    )
    return 0


def _line(figures: Figures) -> str:
    memory = "" if figures.mebibytes is None else f" | {figures.mebibytes:.0f} MiB, later {figures.mebibytes_later:.0f}"
    return (
        f"{figures.passages:>10,} passages: record {figures.record_p50:.2f} ms p50, {figures.record_p99:.2f} p99, "
        f"{figures.rested_p50:.2f} p50 after a rest | "
        f"the same rows raw {figures.raw_p50:.2f}, {figures.raw_p99:.2f} | "
        f"ratio at p50 {figures.ratio_to_raw:.2f}, to a plain row {figures.ratio_to_plain:.2f} | "
        f"p99 to the smallest {figures.p99_to_smallest:.2f}, raw {figures.raw_p99_to_smallest:.2f} | "
        f"start {figures.start_seconds:.2f} s{memory} | {figures.bytes_a_passage:.0f} bytes a passage"
    )


@dataclass(frozen=True, slots=True)
class _Filled:
    """A ledger of `size` passages, and the street that goes on behind them."""

    path: Path
    size: int
    opened: Opened
    bytes_a_passage: float


def _filled(folder: Path, size: int) -> _Filled:
    """Make a ledger of `size` passages, or take the one that lies in `folder`."""
    path = folder / f"ledger-{size}.sqlite"
    if not path.exists():
        _fill(path, size)
    stored = _stored(path)
    # In a process of its own: memory that this one has held already would hide the ledger's.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as fresh:
        opened = fresh.submit(_opened, path, size).result()
    return _Filled(path, size, opened, round(stored, 1))


def _stored(path: Path) -> float:
    """Return the bytes a passage; one that was kept from earlier is brought up to date here, before any clock runs."""
    from gate_terminal.ledger.store import Ledger

    with Ledger.open(path, window=True) as ledger:
        (rows,) = ledger.file.rows("SELECT max(place) FROM passages")[0]
    return path.stat().st_size / float(rows)


def _fill(path: Path, size: int) -> None:
    from gate_terminal.application.commands.bench_street import Street, answer, households_for
    from gate_terminal.ledger.file import open_file
    from gate_terminal.ledger.filling import Filling
    from gate_terminal.ledger.store import Ledger

    unfinished = path.with_suffix(".part")
    for end in ("", "-wal", "-shm", ".head", ".lock"):
        Path(f"{unfinished}{end}").unlink(missing_ok=True)
    with (
        Ledger(open_file(unfinished, window=True, create=True)) as ledger,
        click.progressbar(length=size, label=f"{size:,} passages", hidden=not os.isatty(2)) as bar,
    ):
        filling = Filling(ledger, answer)
        for attempts in Street(households_for(size)).days(size):
            filling.day(attempts)
            bar.update(len(attempts))
        filling.finish()
    Path(f"{unfinished}.head").replace(f"{path}.head")
    unfinished.replace(path)


def _street_behind(ledger: Ledger, size: int) -> Street:
    from gate_terminal.application.commands.bench_street import Street, households_for

    return Street(households_for(size), after=ledger.latest_moment())


def _opened(path: Path, size: int) -> Opened:
    from gate_terminal.application.commands.bench_street import answer
    from gate_terminal.ledger.starting import check_at_start
    from gate_terminal.ledger.store import Ledger

    began = time.perf_counter()
    with Ledger.open(path, window=True) as ledger:
        check_at_start(ledger.file)
        seconds = time.perf_counter() - began
        held = _peak()
        street = _street_behind(ledger, size)
        for turn in range(_STREAMED):
            attempt = street.attempt()
            ledger.record(attempt, answer(attempt))
            if turn % _BETWEEN_RESTS == 0:
                ledger.rest()
        return Opened(round(seconds, 2), held, _peak())


@dataclass(slots=True)
class _Lane:
    """One size at work: the ledger and the rows that are written raw beside it."""

    ledger: Ledger
    raw: SameRows
    street: Street
    written: int = 0
    recorded: list[float] = field(default_factory=list)
    inserted: list[float] = field(default_factory=list)

    def turn(self) -> tuple[object, ...]:
        """Record one passage and write it raw; return a short row of it."""
        from gate_terminal.application.commands.bench_street import answer

        attempt = self.street.attempt()
        row = self.raw.row(self.written, attempt)
        self.recorded.append(_timed(partial(self.ledger.record, attempt, answer(attempt))))
        self.inserted.append(_timed(partial(self.raw.write, row, attempt.party)))
        self.written += 1
        return attempt.uid, attempt.party, attempt.person, ""

    def rest(self) -> None:
        """Use an idle moment."""
        self.ledger.rest()
        self.raw.rest()


@contextmanager
def _lanes(folder: Path, ledgers: list[_Filled]) -> Iterator[list[_Lane]]:
    from gate_terminal.application.commands.bench_street import SameRows
    from gate_terminal.ledger.store import Ledger

    with ExitStack() as open_ones:
        lanes = []
        for one in ledgers:
            copy = folder / f"raw-{one.size}.sqlite"
            shutil.copyfile(one.path, copy)
            with copy.open("rb+") as copied:
                # Gigabytes that the system still has to write would be in every figure.
                os.fsync(copied.fileno())
            ledger = open_ones.enter_context(Ledger.open(one.path, window=True))
            raw = SameRows(copy)
            open_ones.callback(raw.close)
            lanes.append(_Lane(ledger, raw, _street_behind(ledger, one.size)))
        yield lanes


def _measured(folder: Path, ledgers: list[_Filled], rounds: int, turns: int) -> list[Figures]:
    from gate_terminal.application.commands.bench_street import PlainTable

    plain = PlainTable(folder / "plain.sqlite")
    found: list[list[dict[str, float]]] = [[] for _ in ledgers]
    with _lanes(folder, ledgers) as lanes, (folder / "floor").open("wb", buffering=0) as floor:
        _round(lanes, plain, floor.fileno(), _WARM_UP)
        for _ in range(rounds):
            short, flushed = _round(lanes, plain, floor.fileno(), turns)
            common = {"plain_p50": _share(short, 0.5), "plain_p99": _share(short, 0.99)}
            common |= {"fsync_p50": _share(flushed, 0.5), "fsync_p99": _share(flushed, 0.99)}
            for lane, rows in zip(lanes, found, strict=True):
                rows.append(_of_round(lane, common, found[0][-1] if rows is not found[0] else None))
    plain.close()
    return [
        Figures(
            passages=one.size,
            start_seconds=one.opened.start_seconds,
            mebibytes=one.opened.mebibytes,
            mebibytes_later=one.opened.mebibytes_later,
            bytes_a_passage=one.bytes_a_passage,
            **{name: round(median(row[name] for row in rows), 3) for name in rows[0]},
        )
        for one, rows in zip(ledgers, found, strict=True)
    ]


def _round(lanes: list[_Lane], plain: PlainTable, floor: int, turns: int) -> tuple[list[float], list[float]]:
    """Let every lane have `turns` turns, in changing order; return how long a plain row and a flush took in each."""
    short, flushed = [], []
    for lane in lanes:
        lane.recorded, lane.inserted = [], []
    for turn in range(turns):
        if turn % _BETWEEN_RESTS == 0:
            for lane in lanes:
                lane.rest()
            plain.rest()
        for number in range(len(lanes)):
            row = lanes[(turn + number) % len(lanes)].turn()
        short.append(_timed(partial(plain.insert, (None, *row))))
        os.write(floor, bytes(4096))
        flushed.append(_timed(partial(os.fsync, floor)))
    return short, flushed


def _of_round(lane: _Lane, common: dict[str, float], smallest: dict[str, float] | None) -> dict[str, float]:
    row = {"record_p50": _share(lane.recorded, 0.5), "record_p99": _share(lane.recorded, 0.99)}
    row["rested_p50"] = median(lane.recorded[::_BETWEEN_RESTS])
    row |= {"raw_p50": _share(lane.inserted, 0.5), "raw_p99": _share(lane.inserted, 0.99)} | common
    beside = smallest or row
    return row | {
        "ratio_to_raw": row["record_p50"] / row["raw_p50"],
        "ratio_to_plain": row["record_p50"] / row["plain_p50"],
        "p99_to_smallest": row["record_p99"] / beside["record_p99"],
        "raw_p99_to_smallest": row["raw_p99"] / beside["raw_p99"],
    }


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _share(values: list[float], share: float) -> float:
    """Return the value that `share` of `values` do not pass."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def _peak() -> float | None:
    """Return the largest memory that this process has held, in MiB; None where the system does not tell."""
    with suppress(ImportError):
        import resource

        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _SHARE_OF_PEAK, 1)
    return None
