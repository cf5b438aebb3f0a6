"""The bench of the ledger measures what it says, in small."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from gate_terminal.__main__ import main
from gate_terminal.application.commands.bench_street import Street, answer
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.filling import Filling
from gate_terminal.ledger.starting import check_at_start
from gate_terminal.ledger.store import Ledger

from .conftest import Gate


def test_the_figures_of_the_ledger_are_measured_beside_their_floors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["bench", "ledger", "--size", "200", "--size", "1000", "--turns", "100", "--rounds", "2", "--json"]
    with pytest.raises(SystemExit) as ended:
        main([*command, "--keep", str(tmp_path)])
    assert ended.value.code == 0
    small, large = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (small["passages"], large["passages"]) == (200, 1000)
    for figures in (small, large):
        assert 0 < figures["plain_p50"] <= figures["record_p50"] <= figures["record_p99"]
        assert figures["ratio_to_plain"] > 1
        assert figures["rested_p50"] > 0
        assert figures["start_seconds"] > 0
    assert small["p99_to_smallest"] == 1
    file = open_file(tmp_path / "ledger-1000.sqlite", window=False)
    assert verify(file).whole
    file.close()


@pytest.mark.parametrize("households", [100, 5_000, 20_000])
def test_a_household_shows_its_pass_as_often_in_a_small_compound_as_in_a_large_one(households: int) -> None:
    attempts = [attempt for day in Street(households).days(households) for attempt in day]
    assert len(attempts) == households
    assert attempts[-1].at - attempts[0].at == timedelta(seconds=100_000) * (households - 1) / households


def test_a_street_goes_on_where_the_ledger_ends() -> None:
    latest = Street(100).attempt().at
    onward = Street(100, after=latest)
    assert [onward.attempt().at - latest for _ in range(2)] == [timedelta(seconds=1000), timedelta(seconds=2000)]


def test_a_ledger_that_was_filled_at_once_is_the_one_that_recording_would_have_left(gate: Gate) -> None:
    street = Street(40)
    attempts = [attempt for day in street.days(600) for attempt in day]
    with Ledger.in_memory() as filled:
        filling = Filling(filled, answer)
        filling.day(attempts[:300])
        filling.day(attempts[300:])
        filling.finish()
        assert verify(filled.file).findings == ()
        assert check_at_start(filled.file).mended == ()
        for attempt in attempts:
            gate.ledger.record(attempt, answer(attempt))
        both = [list(each.passages()) for each in (filled, gate.ledger)]
        told = [[(p.uid, p.seq, p.attempt, p.decision, p.entered, p.about) for p in some] for some in both]
        assert told[0] == told[1]
        assert filled.outstanding() == gate.ledger.outstanding()
        with pytest.raises(ValueError, match="empty"):
            Filling(filled, answer)
