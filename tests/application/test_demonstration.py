"""The demonstration compound: a day that the real rule has answered, at whatever hour it is shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gate_terminal.application.demonstration import make_demonstration
from gate_terminal.application.incidents import add_incidents
from gate_terminal.application.place import Place
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.words import Reason, Verdict
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.store import Ledger

from .conftest import HandClock


@pytest.mark.parametrize("hour", ["00:00:30", "00:20:00", "08:00:00", "23:59:59"])
def test_nobody_comes_home_before_going_out_and_every_answer_is_the_rule_s(tmp_path: Path, hour: str) -> None:
    now = datetime.fromisoformat(f"2020-02-07T{hour}").replace(tzinfo=SITE_ZONE)
    place = Place(tmp_path / "demonstration")
    clock = HandClock(now)
    make_demonstration(place, clock)
    with Ledger.open(place.ledger, window=False, now=lambda: now) as ledger:
        passages = list(ledger.passages())
        assert {passage.decision.verdict for passage in passages} == {Verdict.ALLOW}
        assert {passage.decision.reason for passage in passages} <= {Reason.OK_TURN, Reason.OK_RETURN}
        assert all(passage.recorded_at == passage.attempt.at for passage in passages)
        assert max(passage.attempt.at for passage in passages) <= now


def test_an_eventful_day_has_a_second_member_a_fever_and_a_hold(tmp_path: Path) -> None:
    now = datetime(2020, 2, 7, 8, tzinfo=SITE_ZONE)
    place = Place(tmp_path / "demonstration")
    make_demonstration(place, HandClock(now))
    add_incidents(place, now)
    with Ledger.open(place.ledger, window=False, now=lambda: now) as ledger:
        assert verify(ledger.file).whole
        last = [passage for passage in ledger.passages() if passage.attempt.at > now - timedelta(minutes=25)]
        assert [passage.decision.reason for passage in last if passage.decision.verdict is not Verdict.ALLOW] == [
            Reason.QUOTA_USED,
            Reason.TEMP_HIGH_FIRST,
            Reason.FEVER_CONFIRMED,
            Reason.CHILD_ACCOMPANY,
        ]
