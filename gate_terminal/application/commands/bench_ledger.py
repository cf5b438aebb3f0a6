"""``gate-terminal bench ledger``: decision and durable row at several sizes, beside a raw insert and bare fsync."""

from __future__ import annotations

import json
import os
import random
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gate_terminal.application.commands.common import json_option

if TYPE_CHECKING:
    from sqlite_utils.utils import sqlite3

    from gate_terminal.domain.attempt import Attempt
    from gate_terminal.domain.decision import Decision
    from gate_terminal.domain.facts import Facts
    from gate_terminal.ledger.store import Ledger

_SIZES = (1_000, 100_000)
_LARGE = 10_000_000
_DAY_PASSAGES = 4320
_SHARE_OF_PEAK = 1024
"""Linux counts resident memory in KiB."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One size: milliseconds at the half and at the hundredth, and what they are relative to the floor."""

    passages: int
    record_p50: float
    record_p99: float
    raw_p50: float
    """The same rows of the passage and its state by plain sqlite3: nothing decided, hashed or converted."""
    raw_p99: float
    plain_p50: float
    """Insert and commit of five columns into a small table without an index."""
    fsync_p50: float
    fsync_p99: float
    ratio_p50: float
    """The whole `record` against the same rows raw, turn by turn."""
    ratio_to_plain: float
    start_seconds: float
    """Opening the file and the checks of a start."""
    bytes_a_passage: float
    peak_mebibytes: float | None


@click.command()
@click.option("--large", is_flag=True, help=f"Also at {_LARGE:,} passages: some 15 minutes and 9 GB.")
@click.option("--size", "sizes", type=click.IntRange(100), multiple=True, help="Other sizes than the usual ones.")
@click.option("--turns", type=click.IntRange(100), default=1500, show_default=True, help="Passages measured a size.")
@click.option(
    "--directory",
    type=click.Path(file_okay=False, exists=True, path_type=Path),
    help="On which disk (default: that of the temporary files).",
)
@json_option
def bench_ledger(sizes: tuple[int, ...], turns: int, directory: Path | None, *, large: bool, as_json: bool) -> int:
    """Measure a decision with its durable row at 10³ and 10⁵ passages.

    Each turn records one passage; writes the same rows (the passage, the state of its household) ready-made by
    plain sqlite3 into a copy of the file; inserts a short row into a small table without an index; and flushes
    4 KiB: one after the other, so that all see the same disk. The ratio is what deciding, hashing and converting
    cost over the raw rows.
    """
    found = []
    for size in [*(sizes or _SIZES), *([_LARGE] if large else [])]:
        with tempfile.TemporaryDirectory(dir=directory) as folder:
            figures = _measure(Path(folder), size, turns)
        found.append(figures)
        if as_json:
            click.echo(json.dumps(asdict(figures)))
        else:
            click.echo(_line(figures))
    if not as_json and len(found) > 1:
        record = found[-1].record_p99 / found[0].record_p99
        raw = found[-1].raw_p99 / found[0].raw_p99
        click.echo(f"p99 of the largest over the smallest: {record:.2f}; of the same rows raw: {raw:.2f}")
    return 0


def _line(figures: Figures) -> str:
    return (
        f"{figures.passages:>10,} passages: record {figures.record_p50:.2f} ms p50, {figures.record_p99:.2f} p99 | "
        f"the same rows raw {figures.raw_p50:.2f}, {figures.raw_p99:.2f} | a plain row {figures.plain_p50:.2f} | "
        f"fsync {figures.fsync_p50:.2f}, {figures.fsync_p99:.2f} | "
        f"ratio {figures.ratio_p50:.2f}, to a plain row {figures.ratio_to_plain:.2f} | "
        f"start {figures.start_seconds:.2f} s | {figures.bytes_a_passage:.0f} bytes a passage"
    )


class _Street:
    """Households that go out and come back at random, one passage every 20 seconds."""

    def __init__(self, households: int) -> None:
        self._chance = random.Random(2020)  # noqa: S311 - a repeatable street
        self._households = households
        self._made = 0

    def attempt(self) -> Attempt:
        """Return the next attempt."""
        from gate_terminal.application.identifiers import uuid7
        from gate_terminal.domain.attempt import Attempt
        from gate_terminal.domain.moments import SITE_ZONE
        from gate_terminal.domain.temperature import Temperature
        from gate_terminal.domain.words import Direction, Site, Subject

        self._made += 1
        household = self._chance.randrange(self._households)
        return Attempt(
            uid=uuid7(),
            at=datetime(2020, 2, 7, tzinfo=SITE_ZONE) + timedelta(seconds=20 * self._made),
            site=Site.COMPOUND,
            gate="east",
            lane="1",
            direction=self._chance.choice(list(Direction)),
            subject=Subject.RESIDENT,
            party=f"{household:08x}",
            person=f"{household:08x}{self._chance.randrange(3)}",
            temperatures=(Temperature(365),),
            serial="ABCD-EFGH-7",
            guard="guard",
        )


def _rule(attempt: Attempt) -> Callable[[Facts], Decision]:
    from gate_terminal.domain.policy import Policy
    from gate_terminal.domain.rules import decide

    policy = Policy()
    return lambda facts: decide(attempt, facts, policy)


def _measure(folder: Path, size: int, turns: int) -> Figures:
    from gate_terminal.ledger.chain import check_at_start
    from gate_terminal.ledger.file import open_file
    from gate_terminal.ledger.store import Ledger

    path = folder / "gate.sqlite"
    street = _Street(max(100, min(size // 20, 20_000)))
    with Ledger(open_file(path, window=True, create=True)) as ledger:
        _fill(ledger, street, size)
    copy = folder / "raw.sqlite"
    shutil.copyfile(path, copy)
    began = time.perf_counter()
    with Ledger.open(path, window=True) as ledger:
        check_at_start(ledger.file)
        start_seconds = time.perf_counter() - began
        raw, plain = _SameRows(copy), _PlainTable(folder / "plain.sqlite")
        recorded, inserted, short, flushed = [], [], [], []
        with (folder / "floor").open("wb", buffering=0) as floor:
            for turn in range(turns):
                attempt = street.attempt()
                rule = _rule(attempt)
                recorded.append(_timed(partial(ledger.record, attempt, rule)))
                inserted.append(_timed(partial(raw.write, raw.row(turn, attempt), attempt.party)))
                short.append(_timed(partial(plain.insert, (turn, attempt.uid, attempt.party, attempt.person, ""))))
                floor.write(bytes(4096))
                flushed.append(_timed(partial(os.fsync, floor.fileno())))
                # A gate has idle moments between its passages, and uses them so.
                if turn % 100 == 0:
                    ledger.rest()
        raw.close()
        plain.close()
        ledger.file.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        (stored,) = ledger.file.rows("SELECT count(*) FROM passages")[0]
    return Figures(
        passages=size,
        record_p50=_share(recorded, 0.5),
        record_p99=_share(recorded, 0.99),
        raw_p50=_share(inserted, 0.5),
        raw_p99=_share(inserted, 0.99),
        plain_p50=_share(short, 0.5),
        fsync_p50=_share(flushed, 0.5),
        fsync_p99=_share(flushed, 0.99),
        ratio_p50=round(_share(recorded, 0.5) / _share(inserted, 0.5), 2),
        ratio_to_plain=round(_share(recorded, 0.5) / _share(short, 0.5), 2),
        start_seconds=round(start_seconds, 2),
        bytes_a_passage=round(path.stat().st_size / stored, 1),
        peak_mebibytes=_peak(),
    )


def _fill(ledger: Ledger, street: _Street, size: int) -> None:
    """Record `size` passages as fast as the disk allows: flushed once at the end, not after each."""
    ledger.file.rows("PRAGMA synchronous=OFF")
    with click.progressbar(length=size, label=f"{size:,} passages", hidden=not os.isatty(2)) as bar:
        for begun in range(0, size, _DAY_PASSAGES):
            for _ in range(min(_DAY_PASSAGES, size - begun)):
                attempt = street.attempt()
                ledger.record(attempt, _rule(attempt))
            # As a gate does every day.
            ledger.checkpoint(attempt.at)
            bar.update(min(_DAY_PASSAGES, size - begun))


class _Raw:
    """A connection to plain sqlite3, as durable as the ledger's."""

    def __init__(self, path: Path) -> None:
        from sqlite_utils.utils import sqlite3

        self._connection: sqlite3.Connection = sqlite3.connect(str(path), isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=FULL")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


class _PlainTable(_Raw):
    """The least that could be called a row: five columns, no index."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._connection.execute("CREATE TABLE rows (n INTEGER PRIMARY KEY, uid, party, person, rest)")

    def insert(self, row: tuple[object, ...]) -> None:
        """Insert and commit one row."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO rows VALUES (?, ?, ?, ?, ?)", row)
        self._connection.execute("COMMIT")


class _SameRows(_Raw):
    """A copy of the ledger without its triggers, into which ready rows are written."""

    def __init__(self, path: Path) -> None:
        from gate_terminal.ledger.rows import INSERT_PASSAGE, SELECT_PASSAGES

        super().__init__(path)
        for (name,) in self._connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            self._connection.execute(f"DROP TRIGGER {name}")
        self._last = self._connection.execute(f"{SELECT_PASSAGES} ORDER BY place DESC LIMIT 1").fetchone()
        self._state = self._connection.execute("SELECT state FROM party_state LIMIT 1").fetchone()[0]
        self._insert = INSERT_PASSAGE

    def row(self, turn: int, attempt: Attempt) -> tuple[object, ...]:
        """Return a row like the ledger's for an attempt."""
        from gate_terminal.ledger.codec import moment_text
        from gate_terminal.ledger.rows import PASSAGE_COLUMNS

        row = dict(zip(PASSAGE_COLUMNS, self._last, strict=True))
        # Far behind every place of the ledger: events have places too.
        row |= {"place": 2 * row["place"] + turn, "seq": row["seq"] + turn, "uid": attempt.uid}
        row |= {"happened_at": moment_text(attempt.at), "party": attempt.party, "person": attempt.person}
        return tuple(row.values())

    def write(self, row: tuple[object, ...], party: str) -> None:
        """Read a state, insert the row, put a state back, commit."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("SELECT state FROM party_state WHERE party = ?", (party,)).fetchone()
        self._connection.execute(self._insert, row)
        self._connection.execute("REPLACE INTO party_state VALUES (?, ?, 1)", (party, self._state))
        self._connection.execute("COMMIT")


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000


def _share(values: list[float], share: float) -> float:
    """Return the value that `share` of `values` do not pass."""
    ranked = sorted(values)
    return round(ranked[min(len(ranked) - 1, int(share * len(ranked)))], 3)


def _peak() -> float | None:
    """Return the largest memory that this process has held, in MiB; None where the system does not tell."""
    with suppress(ImportError):
        import resource

        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _SHARE_OF_PEAK, 1)
    return None
