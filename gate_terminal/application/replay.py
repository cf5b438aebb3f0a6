"""Replay: attempts with their histories, answered as the gate would have answered them."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from gate_terminal.application.rehearsal import Rehearsal
from gate_terminal.application.replay_lines import ReplayLine, read_line
from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts, PastPassage
from gate_terminal.domain.party import fold
from gate_terminal.domain.policy import SHIPPED_POLICY, Policy
from gate_terminal.domain.rules import decide
from gate_terminal.domain.words import Verdict

Answer = Callable[[tuple[PastPassage, ...], Attempt, Policy], Decision]
"""How a line is answered: from the history of one party, the attempt and the policy."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A line with its answer; `agrees` is None where nothing was expected."""

    line: ReplayLine
    decision: Decision
    agrees: bool | None

    def to_json(self) -> str:
        """Return the answer as one line of JSON without a line end."""
        moment = self.decision.next_allowed
        told: dict[str, Any] = {
            "id": self.line.id,
            "verdict": self.decision.verdict,
            "reason": self.decision.reason,
            "next_allowed": moment.isoformat() if moment is not None else None,
        }
        if self.agrees is not None:
            told["agrees"] = self.agrees
        return json.dumps(told, ensure_ascii=False)


def answer_by_rule(history: tuple[PastPassage, ...], attempt: Attempt, policy: Policy) -> Decision:
    """Answer from the folded history; a voided record still tells what the clock once said.

    What was ignored left no record.
    """
    recorded = [passage for passage in history if passage.verdict is not Verdict.IGNORE]
    latest = max((passage.at for passage in recorded), default=None)
    return decide(attempt, Facts(fold(recorded), latest), policy)


def replay(
    lines: Iterable[bytes],
    source_name: str,
    *,
    policy: Policy = SHIPPED_POLICY,
    answer: Answer | None = None,
    first_number: int = 1,
) -> Iterator[Replayed]:
    """Answer each line that is not blank, under its own policy; the keys that it leaves out are those of `policy`.

    The answers come by the real path, from a ledger in memory, unless another `answer` is given. `first_number` is
    the number of the first of the lines. A line that cannot be read raises
    :class:`~gate_terminal.domain.faults.WrongUse` with the source, the line's number and the key.
    """
    rehearsal = Rehearsal()
    try:
        for number, raw in enumerate(lines, first_number):
            if raw.removeprefix(BOM_UTF8).strip():
                line = read_line(raw, f"{source_name}, line {number}", policy)
                decision = (answer or rehearsal.answer)(line.history, line.attempt, line.policy)
                yield Replayed(line, decision, _agrees(line, decision))
    finally:
        rehearsal.close()


def _agrees(line: ReplayLine, decision: Decision) -> bool | None:
    if line.expect is None:
        return None
    told = {"verdict": decision.verdict, "reason": decision.reason, "next_allowed": decision.next_allowed}
    return all(told[key] == value for key, value in line.expect.items())
