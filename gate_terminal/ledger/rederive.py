"""Derives every recorded verdict again, from what the ledger keeps: circumstances, facts of then, policy text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Facts, PartyState, PastPassage
from gate_terminal.domain.party import after, fold
from gate_terminal.ledger.chain import chain_rows, name_of
from gate_terminal.ledger.codec import moment_or_none, moment_text
from gate_terminal.ledger.file import LedgerFile
from gate_terminal.ledger.passage import Entered, Passage, past_of
from gate_terminal.ledger.rows import EVENT_COLUMNS, EventKind, Row, event_from, passage_from
from gate_terminal.ledger.trouble import told

Rules = Sequence[Callable[[Attempt, Facts], Decision]]
"""The rule first, then what a supervisor may have made of its answer."""

# What was erased may have been the cause of a verdict for about this long.
_AFTERMATH = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Rederivation:
    """How many verdicts came out again, by the rule or by a supervisor, and which did not."""

    by_rule: int
    by_supervisor: int
    skipped: int
    """Filled-in returns, passages whose identity or cause has been erased, and those of an unknown policy."""
    differing: tuple[str, ...]


@dataclass(slots=True)
class _Past:
    """What the ledger knew at one place of the chain."""

    states: dict[str, PartyState] = field(default_factory=dict)
    histories: dict[str, list[PastPassage]] = field(default_factory=dict)
    party_of: dict[str, str] = field(default_factory=dict)
    latest: datetime | None = None

    def add(self, party: str, past: PastPassage) -> None:
        state = self.states.get(party, PartyState())
        self.histories.setdefault(party, []).append(past)
        self.party_of[past.uid] = party
        in_order = state.as_of is None or past.at >= state.as_of
        self.states[party] = after(state, past) if in_order else fold(self.histories[party])

    def void(self, uid: str) -> None:
        party = self.party_of.get(uid)
        if party is not None:
            self.histories[party] = [replace(p, void=True) if p.uid == uid else p for p in self.histories[party]]
            self.states[party] = fold(self.histories[party])


def rederive(
    file: LedgerFile, rules_of: Callable[[str, str], Rules], on_paper: Callable[[str, str], Rules] | None = None
) -> Rederivation:
    """Walk the chain and answer each attempt again with the facts of its own moment.

    `rules_of` gives the rules for a policy (its version and its TOML text), `on_paper` those for passages that were
    copied from a list on paper; the same where it is left out.
    """
    texts = file.rows("SELECT version, toml FROM policies")
    policies: dict[str, Rules] = {v: rules_of(v, toml) for v, toml in texts}
    copied = policies if on_paper is None else {v: on_paper(v, toml) for v, toml in texts}
    (limit,) = file.rows("SELECT max(about) FROM events WHERE kind = ?", (EventKind.ERASURE.value,))[0]
    erased_until = moment_or_none(limit)
    past = _Past()
    counts = {"rule": 0, "supervisor": 0, "skipped": 0}
    differing: list[str] = []
    with told(file.path):
        filled: list[Passage] = []
        for row in chain_rows(file.conn):
            if len(row) == len(EVENT_COLUMNS):
                _event(row, past)
                continue
            passage = passage_from(row, lambda uid: _person(past, uid))
            if passage.entered is Entered.FILLED_IN:
                # It was written together with the passage behind it, which was decided without it.
                filled.append(passage)
                counts["skipped"] += 1
                continue
            known = copied if passage.entered is Entered.PAPER else policies
            outcome = _answered(passage, past, known.get(passage.decision.proof.policy_version), erased_until)
            if outcome is None:
                differing.append(f"{name_of(row)} says {passage.decision.reason}, which its facts do not give.")
            else:
                counts[outcome] += 1
            for each in (*filled, passage):
                if not each.erased:
                    past.add(each.attempt.party, past_of(each.attempt, each.decision))
                past.latest = each.attempt.at if past.latest is None else max(past.latest, each.attempt.at)
            filled = []
    return Rederivation(counts["rule"], counts["supervisor"], counts["skipped"], tuple(differing))


def _person(past: _Past, uid: str) -> str:
    history = past.histories.get(past.party_of.get(uid, ""), [])
    return next((each.person for each in history if each.uid == uid), "")


def _event(row: Row, past: _Past) -> None:
    event = event_from(row)
    if event.kind is EventKind.VOID:
        past.void(event.about)
    elif event.kind is EventKind.CLOCK:
        past.latest = event.happened_at


def _answered(passage: Passage, past: _Past, rules: Rules | None, erased_until: datetime | None) -> str | None:
    """Return who gives the recorded answer: ``rule``, ``supervisor``, ``skipped``, or None for nobody."""
    within = erased_until is not None and passage.attempt.at < erased_until + _AFTERMATH
    if rules is None or passage.erased or within:
        return "skipped"
    latest = past.latest if passage.entered is Entered.LIVE else None
    facts = Facts(past.states.get(passage.attempt.party, PartyState()), latest)
    for number, rule in enumerate(rules):
        if _answer(rule(passage.attempt, facts)) == _answer(passage.decision):
            return "supervisor" if number else "rule"
    return None


def _answer(decision: Decision) -> tuple[str, str, str | None, bool]:
    moment = None if decision.next_allowed is None else moment_text(decision.next_allowed)
    return decision.verdict.value, decision.reason.value, moment, decision.counted
