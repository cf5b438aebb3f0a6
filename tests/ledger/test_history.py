"""Whatever is recorded, voided, rebuilt and reopened in whatever order: the ledger answers as a pure model does."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gate_terminal.domain.facts import Facts, PastPassage
from gate_terminal.domain.party import fold
from gate_terminal.domain.policy import Policy, policy_to_toml, version
from gate_terminal.domain.rules import decide
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Direction, Purpose, Verdict
from gate_terminal.ledger import states
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.passage import Entered
from gate_terminal.ledger.rederive import rederive
from gate_terminal.ledger.starting import check_at_start
from gate_terminal.ledger.store import Ledger

from .conftest import NOON, Gate, StandingClock

PARTIES = ("10000001", "10000002")
minutes = st.integers(0, 6 * 24 * 60)


class LedgerHistory(RuleBasedStateMachine):
    """The model is the list of all passages of each party, folded anew for every answer."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "gate.sqlite"
        self.clock = StandingClock()
        self.clock.moment = NOON
        self.ledger = Ledger(open_file(self.path, window=True, create=True), now=self.clock.now)
        self.gate = Gate(self.ledger)
        self.past: dict[str, list[PastPassage]] = {party: [] for party in PARTIES}
        self.policies = Policy()
        self.ledger.remember_policy(version(self.policies), policy_to_toml(self.policies), NOON)

    @rule(
        party=st.sampled_from(PARTIES),
        person=st.sampled_from("AB"),
        direction=st.sampled_from(Direction),
        purpose=st.sampled_from([Purpose.SHOPPING, Purpose.SHOPPING, Purpose.MEDICAL]),
        minute=minutes,
        high=st.integers(0, 6),
        entered=st.sampled_from([Entered.LIVE, Entered.LIVE, Entered.PAPER]),
    )
    def somebody_comes(
        self, party: str, person: str, direction: Direction, purpose: Purpose, minute: int, high: int, entered: Entered
    ) -> None:
        at = NOON + timedelta(minutes=minute)
        reading = Temperature(381 if high == 0 else 365)
        attempt = self.gate.attempt(person, direction, at, party=party, purpose=purpose, temperatures=(reading,))
        everything = [each.at for passages in self.past.values() for each in passages]
        latest = max(everything, default=None) if entered is Entered.LIVE else None
        expected = decide(attempt, Facts(fold(self.past[party]), latest), self.policies)
        passage = self.gate.record(attempt, entered)
        assert passage.decision == expected
        if expected.verdict is Verdict.IGNORE:
            assert passage.repeats is not None
            return
        for each in self.ledger.recent(2)[::-1]:
            if attempt.uid in {each.uid, each.about}:
                self.past[party].append(each.past)

    @precondition(lambda self: any(not each.void for past in self.past.values() for each in past))
    @rule(data=st.data())
    def somebody_makes_one_void(self, data: st.DataObject) -> None:
        alive = [each.uid for past in self.past.values() for each in past if not each.void]
        made = {each.uid for each in self.ledger.void(data.draw(st.sampled_from(alive)), who="x", why="y", at=NOON)}
        for party, past in self.past.items():
            self.past[party] = [replace(each, void=True) if each.uid in made else each for each in past]

    @rule()
    def the_same_attempt_comes_again(self) -> None:
        for passage in self.ledger.recent(1):
            again = self.gate.record(passage.attempt)
            assert replace(again, already_recorded=False) == passage

    @rule()
    def the_derived_table_is_lost_and_rebuilt(self) -> None:
        with self.ledger.file.writing() as connection:
            connection.execute("DELETE FROM party_state")
            states.rebuild(connection)

    @rule()
    def the_terminal_is_switched_off_and_on(self) -> None:
        self.ledger.close()
        self.ledger = Ledger.open(self.path, window=True, now=self.clock.now)
        self.gate.ledger = self.ledger
        assert check_at_start(self.ledger.file).rebuilt == ()

    @invariant()
    def every_state_is_the_fold_of_its_passages(self) -> None:
        if hasattr(self, "ledger"):
            for party, past in self.past.items():
                assert self.ledger.state(party) == fold(past)

    def teardown(self) -> None:
        if not hasattr(self, "ledger"):
            return
        found = verify(self.ledger.file)
        assert found.findings == ()
        assert found.passages == sum(len(past) for past in self.past.values())
        by_rule = [lambda attempt, facts: decide(attempt, facts, self.policies)]
        again = rederive(self.ledger.file, lambda _version, _toml: by_rule)
        assert again.differing == ()
        assert again.by_rule + again.skipped == found.passages
        self.ledger.close()
        shutil.rmtree(self.folder)


TestLedgerHistory = LedgerHistory.TestCase
TestLedgerHistory.settings = settings(max_examples=40, stateful_step_count=18, deadline=None)
