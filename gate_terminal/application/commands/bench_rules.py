"""``gate-terminal bench rules``: how fast an answer follows from the facts, and a whole file is replayed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from statistics import quantiles

import click

from gate_terminal.application.commands.common import json_option, needless_data_option
from gate_terminal.application.replay_lines import ReplayLine, read_line
from gate_terminal.application.replay_parallel import processors, replay_all, replay_here
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.party import fold
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.rules import decide

_DECISIONS = 20_000
_LINES_ALONE = 5_000
_START = datetime(2020, 2, 7, tzinfo=SITE_ZONE)

_PEOPLE = (("compound", "resident"), ("compound", "resident"), ("compound", "renter"), ("zone-truck", "driver"))
_POLICIES: tuple[dict[str, object], ...] = (
    {},
    {"night_closed": ["22:00", "06:00"]},
    {"basis": "rolling", "max_minutes": 120, "overtime_penalty": "skip_next"},
    {"basis": "block", "anchor": "2020-02-06"},
    {"basis": "odd_even"},
)
_READINGS: tuple[list[str], ...] = (["36.4"], ["36.6"], ["365"], ["37.3", "36.9"], ["37.5"], [])


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured: microseconds for one call, seconds and lines a second for the file, each with its floor."""

    decisions: int
    decide_p50_us: float
    decide_p99_us: float
    call_p50_us: float
    """The floor: a call of an empty function with the same arguments."""
    call_p99_us: float
    replayed: int
    replay_s: float
    replay_per_s: int
    line_cpu_us: float
    """Processor time of a line by the real path, which other programs on the machine change little."""
    pure_s: float
    processors: int
    """On so many processors at most."""
    json_s: float
    """The floor: taking the same lines apart as JSON."""


@click.command("rules")
@click.option("--attempts", type=click.IntRange(min=100), default=100_000, show_default=True, help="Lines to replay.")
@json_option
@needless_data_option
def bench_rules(attempts: int, as_json: bool) -> None:
    """Measure an answer from the facts, and the replay of a file; each beside its floor."""
    figures = measure(attempts)
    if as_json:
        click.echo(json.dumps(asdict(figures)))
        return
    click.echo(
        f"decide   p50 {figures.decide_p50_us:7.2f} µs   p99 {figures.decide_p99_us:7.2f} µs   "
        f"of {figures.decisions} attempts from their facts"
    )
    click.echo(f"floor    p50 {figures.call_p50_us:7.2f} µs   p99 {figures.call_p99_us:7.2f} µs   an empty call")
    click.echo(
        f"replay   {figures.replay_s:7.2f} s   {figures.replay_per_s} lines a second, of {figures.replayed}, "
        f"on {figures.processors} processors"
    )
    alone = figures.line_cpu_us * figures.replayed / figures.processors / 1e6
    click.echo(
        f"alone    {alone:7.2f} s   at {figures.line_cpu_us:.0f} µs of processor time for a line, "
        "if nothing else ran meanwhile"
    )
    click.echo(f"pure     {figures.pure_s:7.2f} s   the same lines from their folded histories, without a ledger")
    click.echo(f"floor    {figures.json_s:7.2f} s   the same lines as JSON alone")


def measure(attempts: int) -> Figures:
    """Measure on made-up attempts; they are the same at every run."""
    raw = list(made_up_lines(attempts))
    asked = [_with_facts(read_line(line, "bench")) for line in raw[:_DECISIONS]]
    decided = _microseconds(decide, asked)
    called = _microseconds(_nothing, asked)
    began = time.perf_counter()
    for _answered in replay_all(raw, "bench"):
        pass
    answered = time.perf_counter()
    for _answered in replay_all(raw, "bench", pure=True):
        pass
    folded = time.perf_counter()
    for line in raw:
        json.loads(line)
    parsed = time.perf_counter()
    return Figures(
        decisions=len(asked),
        decide_p50_us=_percentile(decided, 50),
        decide_p99_us=_percentile(decided, 99),
        call_p50_us=_percentile(called, 50),
        call_p99_us=_percentile(called, 99),
        replayed=len(raw),
        replay_s=answered - began,
        replay_per_s=round(len(raw) / (answered - began)),
        line_cpu_us=_processor_time(raw[:_LINES_ALONE]),
        pure_s=folded - answered,
        processors=processors(),
        json_s=parsed - folded,
    )


def made_up_lines(number: int) -> Iterator[bytes]:
    """Yield lines of a replay file: four days of outings under every basis, with up to six passages before each."""
    for place in range(number):
        site, subject = _PEOPLE[place % 4]
        first = _START + timedelta(seconds=7919 * place % 86_400)
        history = [
            {
                "at": (first + timedelta(minutes=(place % 47 + 11) * step)).isoformat(),
                "direction": "in" if step % 2 else "out",
                "person": "AB"[step // 2 % 2],
                "gate": "east",
            }
            for step in range(place % 7)
        ]
        attempt = {
            "at": (first + timedelta(minutes=601 * (place % 11))).isoformat(),
            "direction": "in" if place % 3 == 0 else "out",
            "subject": subject,
            "person": "AB"[place % 2],
            "gate": "west",
            "purpose": "medical" if place % 13 == 0 else "shopping",
            "temperatures": _READINGS[place % 6],
            "facts": {"unit_number": 500 + place % 2},
        }
        line = {"id": str(place), "site": site, "policy": _POLICIES[place % 5], "history": history, "attempt": attempt}
        yield json.dumps(line).encode()


def _with_facts(line: ReplayLine) -> tuple[Attempt, Facts, Policy]:
    return line.attempt, Facts(fold(line.history)), line.policy


def _nothing(_attempt: Attempt, _facts: Facts, _policy: Policy) -> None:
    return None


def _microseconds(
    function: Callable[[Attempt, Facts, Policy], object], asked: list[tuple[Attempt, Facts, Policy]]
) -> list[float]:
    clock = time.perf_counter_ns
    took = []
    for attempt, facts, policy in asked:
        began = clock()
        function(attempt, facts, policy)
        took.append((clock() - began) / 1000)
    return took


def _processor_time(raw: list[bytes]) -> float:
    """Return the microseconds of processor time that a line takes in this process, by the real path."""
    began = time.process_time()
    for _answered in replay_here(raw, "bench"):
        pass
    return (time.process_time() - began) / len(raw) * 1e6


def _percentile(values: list[float], percent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[percent - 1]
