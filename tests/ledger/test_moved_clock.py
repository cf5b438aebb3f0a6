"""The computer's clock is put back, forward, over midnight, into another zone: the ledger stays in order."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gate_terminal.domain.moments import SITE_ZONE, midnight
from gate_terminal.domain.words import Reason, Verdict
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.starting import check_at_start
from gate_terminal.ledger.store import Ledger

from .conftest import NOON, Gate, StandingClock
from .killing import CHILD

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
HOUR = timedelta(hours=1)


def stream(path: Path, number: int, *, clock: str = "", zone: str = "", pause: float = 0) -> list[str]:
    """Let another process record passages under a clock of its own; return what it confirmed."""
    environment = dict(os.environ)
    if zone:
        environment["TZ"] = zone
    if clock:
        assert LIBRARY is not None, "libfaketime is missing: make test installs it"
        environment |= {"LD_PRELOAD": str(LIBRARY), "FAKETIME": clock, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    program = [sys.executable, str(CHILD), str(path), str(number), str(pause)]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=True)
    return [line for line in done.stdout.splitlines() if len(line) == 36]


def in_order(path: Path, confirmed: list[str]) -> Ledger:
    """Open the ledger as a window does and see that everything confirmed is there once, and the chain whole."""
    ledger = Ledger.open(path, window=True)
    assert check_at_start(ledger.file).rebuilt == ()
    assert verify(ledger.file).findings == ()
    recorded = [uid for (uid,) in ledger.file.rows("SELECT uid FROM passages ORDER BY place")]
    assert recorded == confirmed
    return ledger


def test_a_clock_that_was_put_back_holds_who_goes_out_and_lets_everybody_home(gate: Gate, clock: StandingClock) -> None:
    out = gate.out("A", NOON)
    clock.moment = NOON - 3 * HOUR
    held = gate.out("B", NOON - 3 * HOUR, party="2")
    assert (held.decision.verdict, held.decision.reason) == (Verdict.HOLD, Reason.CLOCK_BACK)
    home = gate.back("A", NOON - 3 * HOUR + timedelta(minutes=1))
    assert home.decision.verdict is Verdict.ALLOW
    # The chain is in the order of recording, whatever the clock said.
    assert [each.place for each in (out, held, home)] == [1, 2, 3]
    gate.ledger.trust_clock(who="王", why="the battery was empty", at=NOON - 3 * HOUR)
    assert gate.out("C", NOON - 2 * HOUR, party="3").decision.reason is Reason.OK_TURN
    assert verify(gate.ledger.file).findings == ()


def test_a_clock_moved_under_the_program_leaves_every_confirmed_passage_in_order(path: Path) -> None:
    confirmed = stream(path, 5, clock="2020-02-07 23:59:59")
    confirmed += stream(path, 5, clock="2020-02-07 20:00:00")
    confirmed += stream(path, 5, clock="2031-01-01 00:00:00")
    confirmed += stream(path, 5, clock="1999-12-31 23:59:59")
    assert len(confirmed) == 20
    ledger = in_order(path, confirmed)
    first = next(iter(ledger.passages()))
    assert ledger.head(ledger.file.conn).place == 20
    assert first.place == 16, "in the order of their moments, those of 1999 come first"
    ledger.close()


def test_passages_over_midnight_are_counted_in_the_days_in_which_they_happened(path: Path) -> None:
    # Midnight at the site, wherever the computer thinks it is.
    confirmed = stream(path, 120, clock="@2020-02-07 23:59:55", zone="CST-8", pause=0.05)
    ledger = in_order(path, confirmed)
    moments = [passage.attempt.at for passage in ledger.passages()]
    eve, day = moments[0].date(), moments[-1].date()
    assert (eve, day) == (datetime(2020, 2, 7, tzinfo=SITE_ZONE).date(), datetime(2020, 2, 8, tzinfo=SITE_ZONE).date())
    before = sum(moment < midnight(day) for moment in moments)
    counted = [ledger.counters(each) for each in (eve, day)]
    assert [each.out_today + each.refused_today + each.held_today for each in counted] == [before, 120 - before]
    ledger.close()


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati", "UTC", "no/such/zone"])
def test_the_zone_of_the_computer_changes_no_moment(path: Path, zone: str) -> None:
    before = datetime.now(SITE_ZONE)
    confirmed = stream(path, 3, zone="CST-8") + stream(path, 3, zone=zone)
    ledger = in_order(path, confirmed)
    moments = [text for (text,) in ledger.file.rows("SELECT happened_at FROM passages ORDER BY place")]
    assert all(text.endswith("+08:00") for text in moments)
    assert moments == sorted(moments)
    assert (
        before <= datetime.fromisoformat(moments[0]) <= datetime.fromisoformat(moments[-1]) <= datetime.now(SITE_ZONE)
    )
    ledger.close()


def test_a_ledger_whose_newest_rows_lie_in_the_future_still_opens(path: Path, clock: StandingClock) -> None:
    with Ledger.open(path, window=True, now=clock.now) as ledger:
        Gate(ledger).stream(3, NOON + timedelta(days=4000))
    file = open_file(path, window=True)
    assert check_at_start(file).rows == 3
    file.close()
