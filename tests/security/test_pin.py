"""Who guesses a PIN is locked out of desk and office together, and no restart helps."""

from __future__ import annotations

import pytest

from gate_terminal.application.office import Office, open_office
from gate_terminal.application.place import Place
from gate_terminal.application.settings import read_settings
from gate_terminal.application.supervisor import (
    LONGEST_LOCK_SECONDS,
    WRONG_PINS,
    Answered,
    Knock,
    PinCheck,
    hash_of_pin,
)
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.rows import EventKind

from .conftest import CHEAP_HASH, PASSPHRASE, PIN, HandClock


def lock(office: Office) -> Answered:
    """Give wrong PINs until it is locked."""
    answers = [office.knock("0000", "somebody") for _ in range(WRONG_PINS)]
    assert [answer.knock for answer in answers] == [*[Knock.WRONG] * (WRONG_PINS - 1), Knock.LOCKED]
    return answers[-1]


def test_a_restart_gives_no_more_tries(place: Place, clock: HandClock) -> None:
    for number in range(WRONG_PINS):
        with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
            answered = office.knock("0000", "somebody")
            assert answered.knock is (Knock.LOCKED if number == WRONG_PINS - 1 else Knock.WRONG)
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        assert office.knock(PIN, "supervisor").knock is Knock.LOCKED
    clock.forward(minutes=5, seconds=1)
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        assert office.knock(PIN, "supervisor").right


def test_desk_and_office_count_together(office: Office, clock: HandClock) -> None:
    desk = PinCheck(office.ledger, clock, "gate")
    for check in (desk.knock, desk.knock, desk.knock):
        assert check("0000", CHEAP_HASH, "guard").knock is Knock.WRONG
    assert office.knock("0000", "clerk").knock is Knock.WRONG
    assert office.knock("0000", "clerk").knock is Knock.LOCKED
    assert desk.knock(PIN, CHEAP_HASH, "supervisor").knock is Knock.LOCKED


def test_every_further_lock_out_lasts_twice_as_long_and_a_right_pin_begins_anew(
    office: Office, clock: HandClock
) -> None:
    for seconds in (300, 600, 1200, 2400, 3600, LONGEST_LOCK_SECONDS):
        assert lock(office).seconds == seconds
        clock.forward(seconds=seconds - 1)
        assert office.knock(PIN, "supervisor").knock is Knock.LOCKED
        clock.forward(seconds=1)
    assert office.knock(PIN, "supervisor").right
    assert lock(office).seconds == 300


def test_setting_the_clock_forward_does_not_open_a_window_that_is_open(office: Office, clock: HandClock) -> None:
    lock(office)
    clock.wall = clock.wall.replace(year=2021)
    assert office.knock(PIN, "supervisor").knock is Knock.LOCKED


def test_setting_the_clock_forward_and_opening_the_program_anew_gives_no_more_tries(
    place: Place, clock: HandClock
) -> None:
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        lock(office)
    clock.forward(minutes=4)
    clock.wall = clock.wall.replace(year=2021)
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        answered = office.knock(PIN, "supervisor")
        assert (answered.knock, answered.seconds) == (Knock.LOCKED, 60)
        clock.forward(seconds=60)
        assert office.knock(PIN, "supervisor").right


def test_a_computer_that_was_started_anew_counts_from_its_start_whatever_its_date(
    place: Place, clock: HandClock
) -> None:
    clock.ticks = 86_400.0
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        lock(office)
    clock.wall, clock.ticks = clock.wall.replace(year=2021), 40.0
    for seconds in (260, 100):
        with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
            answered = office.knock(PIN, "supervisor")
            assert (answered.knock, answered.seconds) == (Knock.LOCKED, seconds)
            clock.forward(seconds=160)
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        assert office.knock(PIN, "supervisor").right


def test_a_lock_out_of_before_that_tells_nothing_of_the_computer_counts_from_its_start(
    office: Office, clock: HandClock
) -> None:
    clock.ticks = 120.0
    for kind in (*[EventKind.LOGIN_REFUSED] * WRONG_PINS, EventKind.LOCKOUT):
        office.ledger.note(kind, who="somebody", at=clock.now(), detail={"door": "office"})
    assert office.knock(PIN, "supervisor").seconds == 180


def test_a_clock_that_was_set_back_locks_nobody_out_for_longer(place: Place, clock: HandClock) -> None:
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        lock(office)
    clock.wall = clock.wall.replace(year=2019)
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        assert office.knock(PIN, "supervisor").knock is Knock.LOCKED
        clock.forward(minutes=5, seconds=1)
        assert office.knock(PIN, "supervisor").right


def test_knocks_stand_in_the_chain_without_the_pin(office: Office, place: Place) -> None:
    lock(office)
    kinds = [event.kind for event in office.ledger.events()]
    assert kinds == [*[EventKind.LOGIN_REFUSED] * WRONG_PINS, EventKind.LOCKOUT]
    assert {(event.who, event.detail["door"]) for event in office.ledger.events()} == {("somebody", "office")}
    assert verify(office.ledger.file).whole
    assert b'0000"' not in place.ledger.read_bytes()


def test_where_no_pin_was_set_none_is_right(office: Office, clock: HandClock) -> None:
    assert PinCheck(office.ledger, clock, "gate").knock("", "", "guard").knock is Knock.NO_PIN
    assert PinCheck(office.ledger, clock, "gate").knock(PIN, "no hash at all", "guard").knock is Knock.WRONG


def test_what_cannot_be_written_down_is_not_answered(office: Office) -> None:
    office.ledger.file.conn.execute("PRAGMA query_only=ON")
    with pytest.raises(WorldFault) as caught:
        office.knock(PIN, "supervisor")
    assert caught.value.fault is Fault.LEDGER_READ_ONLY
    office.ledger.file.conn.execute("PRAGMA query_only=OFF")


def test_a_hash_is_argon2id_with_a_salt_of_its_own(place: Place) -> None:
    first, second = hash_of_pin(PIN), hash_of_pin(PIN)
    assert first.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert first != second
    assert PIN not in read_settings(place.settings).supervisor.pin_hash


@pytest.mark.parametrize("pin", ["", "123", "1234567890123", "12a4", "１２３４", "12 34", "१२३४"])
def test_a_pin_is_4_to_12_digits(pin: str) -> None:
    with pytest.raises(WrongUse):
        hash_of_pin(pin)
