"""The bench of the rules measures real answers and shows the floor beside every figure."""

from __future__ import annotations

import json

from click.testing import CliRunner

from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.commands.bench_rules import made_up_lines
from gate_terminal.application.replay import replay
from gate_terminal.domain.words import Verdict


def test_the_made_up_attempts_are_readable_and_get_every_kind_of_answer_but_a_fever() -> None:
    verdicts = {replayed.decision.verdict for replayed in replay(made_up_lines(3000), "bench")}
    assert verdicts == set(Verdict) - {Verdict.ISOLATE}


def test_the_figures_come_with_their_floors() -> None:
    result = CliRunner().invoke(gate_terminal, ["bench", "rules", "--attempts", "300", "--json"])
    assert result.exit_code == 0
    figures = json.loads(result.stdout)
    assert figures["replayed"] == figures["decisions"] == 300
    assert figures["decide_p50_us"] > figures["call_p50_us"] > 0
    assert figures["replay_s"] > figures["json_s"] > 0
    assert figures["line_cpu_us"] > figures["decide_p50_us"]


def test_the_figures_for_people_name_what_was_measured() -> None:
    result = CliRunner().invoke(gate_terminal, ["bench", "rules", "--attempts", "200"])
    assert [line.split()[0] for line in result.stdout.splitlines()] == [
        "decide",
        "floor",
        "replay",
        "alone",
        "pure",
        "floor",
    ]
