"""After its time it is forgotten who it was, in every byte; what happened, the counts and the chain stay."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from gate_terminal.domain.facts import PartyState
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.retention import erase_identities
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.states import differences

from .conftest import NOON, Gate

DAY = timedelta(days=1)


def bytes_of(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.parent.iterdir() if each.name.startswith(path.name))


def test_an_identity_is_gone_from_the_raw_bytes(gate: Gate, path: Path) -> None:
    for number in range(60):
        gate.out("person-Zhang", NOON + number * DAY, party=f"household-{number % 3}", serial="SERIAL-7X")
    counters = gate.ledger.counters(NOON.date())
    assert b"person-Zhang" in bytes_of(path)
    erased = erase_identities(gate.ledger, before=NOON + 100 * DAY, at=NOON + 100 * DAY)
    assert erased >= 60
    raw = bytes_of(path)
    assert not any(text in raw for text in (b"person-Zhang", b"household-", b"SERIAL-7X"))
    assert gate.ledger.counters(NOON.date()) == type(counters)(
        **{**{name: getattr(counters, name) for name in type(counters).__slots__}, "out_now": 0}
    )


def test_the_chain_stays_whole_and_what_happened_stays(gate: Gate) -> None:
    gate.out("A")
    gate.out("A", NOON + 30 * DAY)
    assert erase_identities(gate.ledger, before=NOON + DAY, at=NOON + 30 * DAY) == 1
    assert verify(gate.ledger.file).findings == ()
    old, *newer = gate.ledger.passages()
    assert (old.erased, old.attempt.person, old.attempt.party, old.attempt.serial) == (True, "", "", None)
    assert old.decision.verdict == "allow"
    assert not any(passage.erased for passage in newer)
    (event,) = gate.ledger.events(EventKind.ERASURE)
    assert event.detail == {"passages": 1}


def test_a_state_forgets_with_its_passages(gate: Gate) -> None:
    gate.out("A", party="1")
    gate.out("A", party="2")
    gate.back("A", NOON + 40 * DAY, party="2")
    erase_identities(gate.ledger, before=NOON + 12 * DAY, at=NOON + 40 * DAY)
    assert gate.ledger.state("1") == PartyState()
    assert gate.ledger.state("2").last_turn is None
    assert differences(gate.ledger.file.conn) == []


def test_where_nothing_is_old_enough_nothing_is_written(gate: Gate) -> None:
    gate.out("A")
    assert erase_identities(gate.ledger, before=NOON, at=NOON + DAY) == 0
    assert list(gate.ledger.events()) == []


def test_an_erased_passage_can_still_be_made_void(gate: Gate) -> None:
    passage = gate.out("A")
    erase_identities(gate.ledger, before=NOON + DAY, at=NOON + 30 * DAY)
    made = gate.ledger.void(passage.uid, who="x", why="y", at=NOON + 30 * DAY)
    assert [each.uid for each in made] == [passage.uid]
    assert verify(gate.ledger.file).whole
