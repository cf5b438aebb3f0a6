"""What every ledger promises, whatever it is kept in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from gate_terminal.domain.decision import Decision, Proof
from gate_terminal.domain.facts import Facts, PartyState
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.temperature import Method, OffScale, Temperature
from gate_terminal.domain.words import Direction, Purpose, Reason, Subject, Verdict
from gate_terminal.ledger import states
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.passage import Counters, Entered
from gate_terminal.ledger.reading import Asked
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger

from .conftest import HOME, NOON, Gate, StandingClock

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class LedgerContract:
    """Inherited once per implementation."""

    def test_the_answer_is_the_one_that_the_rule_gives_to_the_facts(self, gate: Gate) -> None:
        passage = gate.out("A")
        assert (passage.decision.verdict, passage.decision.reason) == (Verdict.ALLOW, Reason.OK_TURN)
        assert (passage.seq, passage.place, passage.already_recorded) == (1, 1, False)
        refused = gate.out("B", NOON + HOUR)
        assert (refused.decision.verdict, refused.decision.reason) == (Verdict.REFUSE, Reason.MEMBER_OUT)

    def test_a_recorded_passage_reads_back_as_it_was_returned(self, gate: Gate) -> None:
        first = gate.out("A", temperatures=(Temperature(374), Temperature(364, Method.AXILLARY)))
        refused = gate.out("B", NOON + HOUR, temperatures=(Temperature(None, off_scale=OffScale.LO), Temperature(366)))
        for passage in (first, refused):
            assert gate.ledger.passage(passage.uid) == passage
        assert gate.ledger.recent(5) == (refused, first)
        assert list(gate.ledger.passages()) == [first, refused]

    def test_an_attempt_whose_uid_is_known_gets_the_recorded_answer(self, gate: Gate) -> None:
        attempt = gate.attempt("A")
        first = gate.record(attempt)

        def never(_facts: Facts) -> Decision:
            raise AssertionError("a known attempt is not decided again")

        assert gate.ledger.record(attempt, never) == replace(first, already_recorded=True)
        assert len(gate.ledger.recent(5)) == 1

    def test_a_duplicate_is_not_recorded_and_carries_the_answer_to_show_again(self, gate: Gate) -> None:
        first = gate.out("A")
        again = gate.out("A", NOON + timedelta(seconds=59))
        assert again.decision.verdict is Verdict.IGNORE
        assert again.already_recorded
        assert again.repeats is not None
        assert (again.uid, again.seq, again.repeats.decision) == (first.uid, first.seq, first.decision)
        assert len(gate.ledger.recent(5)) == 1

    def test_nothing_is_recorded_where_the_rule_itself_fails(self, gate: Gate) -> None:
        def broken(_facts: Facts) -> Decision:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            gate.ledger.record(gate.attempt("A"), broken)
        assert gate.ledger.recent(1) == ()
        assert gate.out("A").seq == 1

    def test_refused_held_and_measured_again_are_recorded_and_change_no_later_verdict(self, gate: Gate) -> None:
        gate.out("A", temperatures=())
        gate.out("A", NOON + MINUTE, temperatures=(Temperature(380),))
        assert gate.ledger.state(HOME) == PartyState(as_of=NOON + MINUTE)
        assert gate.out("A", NOON + 2 * MINUTE).decision.reason is Reason.OK_TURN
        assert [p.decision.verdict for p in gate.ledger.recent(5)][1:] == [Verdict.REMEASURE, Verdict.REMEASURE]

    def test_numbers_have_no_holes_at_each_gate(self, gate: Gate) -> None:
        gates = ["east", "west", "east", "west", "west", "east"]
        seqs = [gate.out("A", NOON + n * HOUR, gate=name, party=f"{n:08x}").seq for n, name in enumerate(gates)]
        assert seqs == [1, 1, 2, 2, 3, 3]

    def test_a_return_that_nobody_saw_is_filled_in_before_the_next_outing(self, gate: Gate) -> None:
        first = gate.out("A")
        next_time = gate.out("A", NOON + 2 * DAY)
        assert next_time.decision.reason is Reason.OK_TURN_MISSED_RETURN
        newest, filled, oldest = gate.ledger.recent(5)
        assert (newest.uid, oldest.uid) == (next_time.uid, first.uid)
        assert (filled.entered, filled.about) == (Entered.FILLED_IN, next_time.uid)
        assert (filled.attempt.direction, filled.decision.reason) == (Direction.IN, Reason.RETURN_FILLED_IN)
        assert [p.seq for p in (oldest, filled, newest)] == [1, 2, 3]
        assert [each.outing.uid for each in gate.ledger.outstanding()] == [next_time.uid]

    def test_a_passage_entered_late_takes_its_place_in_time(self, gate: Gate) -> None:
        gate.out("A", NOON)
        late = gate.attempt("A", Direction.IN, NOON - HOUR)
        gate.record(late, Entered.PAPER)
        state = gate.ledger.state(HOME)
        assert [outing.at for outing in state.still_out] == [NOON]
        assert not states.differences(gate.ledger.file.conn)

    def test_what_is_copied_from_paper_does_not_make_the_clock_suspect(self, gate: Gate) -> None:
        gate.out("A", NOON)
        seen: list[Facts] = []

        def look(facts: Facts) -> Decision:
            seen.append(facts)
            return Decision(Verdict.ALLOW, Reason.OK_EXEMPT, Proof("x"))

        gate.ledger.record(gate.attempt(at=NOON - HOUR, party="b"), look, entered=Entered.PAPER)
        gate.ledger.record(gate.attempt(at=NOON - HOUR, party="c"), look)
        assert [facts.latest_record_at for facts in seen] == [None, NOON]

    def test_a_clock_that_somebody_vouched_for_is_no_longer_suspect(self, gate: Gate, clock: StandingClock) -> None:
        gate.out("A", NOON + 30 * DAY, party="1")
        assert gate.out("A", NOON, party="2").decision.reason is Reason.CLOCK_BACK
        clock.moment = NOON
        gate.ledger.trust_clock(who="supervisor", why="set right by the radio", at=NOON)
        assert gate.out("A", NOON + MINUTE, party="2").decision.reason is Reason.OK_TURN
        assert gate.out("A", NOON - HOUR, party="3").decision.reason is Reason.CLOCK_BACK

    def test_a_void_gives_the_turn_back_and_keeps_the_record(self, gate: Gate) -> None:
        passage = gate.out("A")
        made = gate.ledger.void(passage.uid, who="王", why="wrong household", at=NOON + MINUTE)
        assert [each.uid for each in made] == [passage.uid]
        kept = gate.ledger.passage(passage.uid)
        assert kept is not None
        assert kept.void is not None
        assert (kept.void.who, kept.void.why, kept.void.at) == ("王", "wrong household", NOON + MINUTE)
        assert kept.decision == passage.decision
        assert gate.out("B", NOON + HOUR).decision.reason is Reason.OK_TURN

    def test_a_way_out_is_voided_with_its_later_return(self, gate: Gate) -> None:
        out, back = gate.out("A"), gate.back("A", NOON + HOUR)
        made = gate.ledger.void(out.uid, who="王", why="test", at=NOON + 2 * HOUR)
        assert [each.uid for each in made] == [out.uid, back.uid]
        assert gate.ledger.counters(NOON.date()) == Counters()
        assert gate.ledger.state(HOME).still_out == ()

    def test_a_void_does_not_take_the_return_from_another_outing(self, gate: Gate) -> None:
        first = gate.out("A", purpose=Purpose.MEDICAL)
        second = gate.out("A", NOON + HOUR, purpose=Purpose.MEDICAL)
        home = gate.back("A", NOON + 2 * HOUR)
        made = gate.ledger.void(first.uid, who="王", why="x", at=NOON + DAY)
        assert [p.entered for p in made] == [Entered.LIVE, Entered.FILLED_IN]
        assert [p.uid for p in gate.ledger.passages() if p.void is None] == [second.uid, home.uid]

    def test_a_void_takes_the_return_that_was_filled_in_because_of_it(self, gate: Gate) -> None:
        first = gate.out("A")
        wrong = gate.out("A", NOON + 2 * DAY)
        gate.ledger.void(wrong.uid, who="王", why="wrong person", at=NOON + 2 * DAY)
        assert [each.outing.uid for each in gate.ledger.outstanding()] == [first.uid]

    def test_a_passage_is_voided_once_and_with_a_reason(self, gate: Gate) -> None:
        passage = gate.out("A")
        with pytest.raises(WrongUse):
            gate.ledger.void(passage.uid, who="王", why="  ", at=NOON)
        gate.ledger.void(passage.uid, who="王", why="x", at=NOON)
        with pytest.raises(WrongUse):
            gate.ledger.void(passage.uid, who="王", why="x", at=NOON)
        with pytest.raises(WrongUse):
            gate.ledger.void("nobody", who="王", why="x", at=NOON)

    def test_counters_tell_one_day_of_the_site(self, gate: Gate) -> None:
        gate.out("A", party="1")
        gate.out("A", party="2")
        gate.back("A", NOON + HOUR, party="1")
        gate.out("B", NOON + HOUR, party="2")
        gate.out("A", NOON + HOUR, party="3", temperatures=(Temperature(380), Temperature(381)))
        gate.out("A", NOON + HOUR, party="4", purpose=Purpose.WORK)
        gate.out("A", NOON + DAY, party="5")
        counted = Counters(
            out_now=2,
            out_today=2,
            in_today=1,
            refused_today=1,
            held_today=1,
            fever_today=1,
            let_out_today=2,
            let_in_today=1,
        )
        assert gate.ledger.counters(date(2020, 2, 7)) == counted
        assert gate.ledger.counters(date(2020, 2, 8)).out_today == 1

    def test_guests_and_ambulances_neither_go_out_nor_come_home(self, gate: Gate) -> None:
        guest = gate.out("A", party="guest", subject=Subject.COURIER, purpose=Purpose.EMERGENCY)
        ambulance = {"subject": Subject.EMERGENCY_VEHICLE, "purpose": Purpose.EMERGENCY}
        gate.back("A", party="emergency", **ambulance)
        gate.out("A", NOON + HOUR, party="emergency", **ambulance)
        gate.out("A", NOON + HOUR, party="1")
        counted = gate.ledger.counters(NOON.date())
        assert (counted.out_now, counted.out_today, counted.in_today) == (1, 1, 0)
        assert (counted.let_out_today, counted.let_in_today) == (3, 1)
        gate.ledger.void(guest.uid, who="w", why="y", at=NOON + HOUR)
        assert gate.ledger.counters(NOON.date()).let_out_today == 2

    def test_who_is_out_is_listed_longest_first(self, gate: Gate) -> None:
        gate.out("A", NOON, party="1")
        gate.out("B", NOON + HOUR, party="2")
        gate.out("C", NOON + timedelta(minutes=59), party="3")
        assert [(each.party, each.outing.person) for each in gate.ledger.outstanding()] == [
            ("1", "A"),
            ("3", "C"),
            ("2", "B"),
        ]

    def test_passages_are_found_by_what_is_asked(self, gate: Gate) -> None:
        out, back = gate.out("A"), gate.back("A", NOON + HOUR)
        other = gate.out("A", NOON + 2 * HOUR, party="2")

        def found(asked: Asked) -> list[str]:
            return [passage.uid for passage in gate.ledger.passages(asked)]

        assert found(Asked(party=HOME)) == [out.uid, back.uid]
        assert found(Asked(direction=Direction.IN)) == [back.uid]
        assert found(Asked(since=NOON + HOUR, until=NOON + 2 * HOUR)) == [back.uid]
        assert found(Asked(verdict=Verdict.ALLOW, since=NOON + 2 * HOUR)) == [other.uid]
        assert found(Asked(uid=out.uid)) == [out.uid]

    def test_a_policy_is_kept_and_noted_when_it_changes(self, gate: Gate) -> None:
        assert gate.ledger.remember_policy("a", "basis = 'calendar'", NOON)
        assert not gate.ledger.remember_policy("a", "basis = 'calendar'", NOON + HOUR)
        assert gate.ledger.remember_policy("b", "basis = 'rolling'", NOON + DAY)
        assert gate.ledger.remember_policy("a", "basis = 'calendar'", NOON + 2 * DAY)
        assert gate.ledger.policies() == {"a": "basis = 'calendar'", "b": "basis = 'rolling'"}
        assert [event.about for event in gate.ledger.events(EventKind.POLICY)] == ["a", "b", "a"]

    def test_a_checkpoint_is_made_once_a_day_and_signed(self, gate: Gate) -> None:
        assert gate.ledger.checkpoint(NOON) is None
        gate.out("A")
        checkpoint = gate.ledger.checkpoint(NOON, sign=lambda text: b"signed " + text[:4])
        assert checkpoint is not None
        assert (checkpoint.place, checkpoint.signature) == (1, b"signed gate")
        assert len(checkpoint.code) == 19
        assert gate.ledger.checkpoint(NOON + HOUR) is None
        gate.out("B", NOON + DAY, party="2")
        assert gate.ledger.checkpoint(NOON + DAY) is not None

    def test_a_day_without_passages_has_its_signed_checkpoint_too(self, gate: Gate) -> None:
        gate.out("A")
        assert gate.ledger.checkpoint(NOON, sign=lambda text: b"signed " + text[:4]) is not None
        quiet = gate.ledger.checkpoint(NOON + DAY, sign=lambda text: b"signed " + text[:4])
        assert quiet is not None
        assert (quiet.place, quiet.signature) == (2, b"signed gate")
        assert gate.ledger.checkpoint(NOON + DAY + HOUR) is None
        assert verify(gate.ledger.file).findings == ()

    def test_the_chain_is_whole_after_everything_that_can_be_recorded(self, gate: Gate) -> None:
        gate.ledger.remember_policy("a", "x = 1", NOON)
        passage = gate.out("A")
        gate.back("A", NOON + HOUR)
        gate.ledger.note(EventKind.LOGIN, who="王", at=NOON)
        gate.ledger.void(passage.uid, who="王", why="x", at=NOON)
        gate.ledger.checkpoint(NOON)
        found = verify(gate.ledger.file)
        assert found.findings == ()
        assert (found.rows, found.passages) == (7, 2)

    def test_an_event_with_a_call_of_its_own_is_not_noted_by_hand(self, gate: Gate) -> None:
        with pytest.raises(ValueError, match="own"):
            gate.ledger.note(EventKind.VOID, who="x", at=NOON)

    def test_the_derived_table_is_rebuilt_from_the_passages(self, gate: Gate) -> None:
        gate.out("A")
        voided = gate.out("B", party="2")
        gate.ledger.void(voided.uid, who="x", why="y", at=NOON)
        before = (gate.ledger.state(HOME), gate.ledger.counters(NOON.date()))
        connection = gate.ledger.file.conn
        connection.execute("DELETE FROM party_state")
        assert len(states.differences(connection)) == 1
        with gate.ledger.file.writing() as writing:
            assert states.rebuild(writing) == 1
        assert states.differences(connection) == []
        assert (gate.ledger.state(HOME), gate.ledger.counters(NOON.date())) == before


class TestFileLedger(LedgerContract):
    @pytest.fixture
    def gate(self, tmp_path: Path, clock: StandingClock) -> Iterator[Gate]:
        path = tmp_path / "gate.sqlite"
        open_file(path, window=False, create=True).close()
        with Ledger.open(path, window=True, now=clock.now) as ledger:
            yield Gate(ledger)


class TestMemoryLedger(LedgerContract):
    @pytest.fixture
    def gate(self, clock: StandingClock) -> Iterator[Gate]:
        with Ledger.in_memory(now=clock.now) as ledger:
            yield Gate(ledger)
