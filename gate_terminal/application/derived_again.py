"""Answers every recorded passage again: by the rule of its policy, or by what people may have made of that."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts
from gate_terminal.domain.override import answers_of_a_supervisor, as_on_paper
from gate_terminal.domain.policy import Policy, policy_from_toml
from gate_terminal.domain.rules import decide
from gate_terminal.ledger.file import LedgerFile
from gate_terminal.ledger.rederive import Rederivation, Rules, rederive

_SUPERVISED = 12
"""So many yes and no, one hold after the other, are tried where the rule alone does not give an answer."""


def derived_again(file: LedgerFile) -> Rederivation:
    """Return what comes out where each passage of `file` is answered with the facts of its own moment."""
    return rederive(file, _rules_of, _rules_on_paper)


def _rules_of(version: str, toml: str) -> Rules:
    policy = _policy(version, toml)
    return [partial(_under, decide, policy), *(partial(_supervised, n, policy) for n in range(_SUPERVISED))]


def _rules_on_paper(version: str, toml: str) -> Rules:
    policy = _policy(version, toml)
    return [partial(_under, rule, policy) for rule in (decide, as_on_paper)]


def _policy(version: str, toml: str) -> Policy:
    return policy_from_toml(toml, f"policy {version} in the ledger")


def _under(
    rule: Callable[[Attempt, Facts, Policy], Decision], policy: Policy, attempt: Attempt, facts: Facts
) -> Decision:
    return rule(attempt, facts, policy)


def _supervised(number: int, policy: Policy, attempt: Attempt, facts: Facts) -> Decision:
    answers = answers_of_a_supervisor(attempt, facts, policy)
    return answers[number] if number < len(answers) else decide(attempt, facts, policy)
