"""The door of the office and the clerks behind it."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import CliRunner
from gate_terminal.ui.office.clerk import Clerk, Trouble
from gate_terminal.ui.office.opening import OfficeOpener
from gate_terminal.ui.office.register_page import RegisterPage
from gate_terminal.ui.office.window import OfficeWindow

from gate_terminal.application.commands.supervisor_pin import supervisor
from gate_terminal.application.place import Place
from gate_terminal.application.settings import SupervisorSettings, read_settings, write_settings
from gate_terminal.domain.faults import Fault, WorldFault

from .conftest import PATIENCE, PIN, Hand, HandClock, settle, until


def test_the_right_pin_opens_and_the_name_goes_with_everything(door: Hand) -> None:
    assert door.window.is_locked
    door.enter()
    assert not door.window.is_locked
    assert door.window.premises.who == "李主任"
    assert door.window.door.pin.text() == ""


def test_a_wrong_pin_and_a_missing_name_open_nothing(door: Hand) -> None:
    door.enter(pin="0000")
    assert door.window.is_locked
    assert "口令不对" in door.said
    door.enter(who="  ")
    assert door.window.is_locked
    assert "经办人" in door.said


def test_no_page_opens_before_the_door(door: Hand) -> None:
    door.window.open_page(RegisterPage)
    settle()
    assert door.window.is_locked
    assert list(door.window.register.model.rows) == []


def test_five_wrong_pins_lock_the_door_for_a_new_window_too(
    opener: OfficeOpener, windows: list[OfficeWindow], door: Hand, clock: HandClock
) -> None:
    for _ in range(5):
        door.enter(pin="1111")
    assert "5 分钟" in door.said
    door.enter()
    assert door.window.is_locked
    door.window.close()
    windows.append(opener.open())
    again = Hand(windows[1], door.place)
    assert again.window is not door.window
    again.enter()
    assert again.window.is_locked
    clock.forward(minutes=6)
    again.enter()
    assert not again.window.is_locked


def test_where_no_pin_is_set_the_door_says_how_and_takes_the_new_one(
    place: Place, windows: list[OfficeWindow], opener: OfficeOpener
) -> None:
    write_settings(place.settings, replace(read_settings(place.settings), supervisor=SupervisorSettings()))
    windows.append(opener.open())
    hand = Hand(windows[0], place)
    hand.enter()
    assert hand.window.is_locked
    assert "gate-terminal supervisor pin" in hand.said
    assert "gate-terminal supervisor pin" in hand.window.door.missing.text()
    done = CliRunner().invoke(supervisor, ["pin", "--data", str(place.root), "--stdin"], input=f"{PIN}\n")
    assert done.exit_code == 0, done.output
    hand.enter()
    assert not hand.window.is_locked


def test_a_pin_that_is_none_changes_nothing(place: Place) -> None:
    before = place.settings.read_bytes()
    done = CliRunner().invoke(supervisor, ["pin", "--data", str(place.root), "--stdin"], input="12\n")
    assert "4 to 12 digits" in str(done.exception)
    assert place.settings.read_bytes() == before


def test_locking_masks_and_forgets_what_was_shown(hand: Hand) -> None:
    hand.choose("3-2-501")
    hand.window.register.pane.reveal.click()
    hand.fill(why="核对")
    until(lambda: hand.window.register.pane.revealed)
    hand.window.renters.fields["id_number"].setText("11010519491231002X")
    hand.window.lock()
    assert not hand.window.register.pane.revealed
    assert hand.window.register.pane.address.text() == ""
    assert hand.window.renters.fields["id_number"].text() == ""
    assert hand.window.premises.who == ""


def test_what_was_looked_up_before_locking_is_not_shown_afterwards(hand: Hand) -> None:
    household = hand.window.register.model.at(0)
    hand.window.register.show_household(household.id)
    hand.window.lock()
    hand.enter()
    until(lambda: hand.window.register.model.rows)
    assert hand.window.register.pane.address.text() == ""


def test_an_idle_office_locks_itself(hand: Hand) -> None:
    hand.window._idle.start(0)
    until(lambda: hand.window.is_locked)


def test_a_fault_at_the_door_is_told_and_one_can_knock_again(hand: Hand) -> None:
    hand.window.lock()
    settings, beside = hand.place.settings, hand.place.root / "elsewhere.toml"
    settings.rename(beside)
    hand.enter()
    assert hand.window.is_locked
    assert "还没有设置" in hand.said
    beside.rename(settings)
    hand.enter()
    assert not hand.window.is_locked


def test_an_office_that_cannot_be_made_leaves_no_thread_behind(
    opener: OfficeOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_window: OfficeWindow) -> None:
        raise AssertionError("a page cannot be built")

    monkeypatch.setattr(OfficeWindow, "_build", broken)
    with pytest.raises(AssertionError):
        opener.open()
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("office")] == []


@pytest.fixture
def clerk(place: Place) -> Iterator[Clerk]:
    """A clerk without a window."""
    clerk = Clerk(place, "clerk of a test")
    yield clerk
    clerk.close()
    assert clerk.wait(PATIENCE)


def test_the_newest_question_wins(clerk: Clerk) -> None:
    begun, go_on = threading.Event(), threading.Event()
    answers: list[int] = []
    failures: list[Trouble] = []

    def slow(_office: object, _course: object) -> int:
        begun.set()
        go_on.wait(PATIENCE)
        return 1

    clerk.ask(slow, answers.append, failures.append, topic="search")
    until(begun.is_set)
    for number in (2, 3):
        clerk.ask(lambda _office, _course, number=number: number, answers.append, failures.append, topic="search")
    go_on.set()
    clerk.ask(lambda _office, _course: 4, answers.append, failures.append)
    until(lambda: 4 in answers)
    assert (answers, failures) == ([3, 4], [])


def test_a_mistake_of_ours_is_logged_and_the_clerk_goes_on(clerk: Clerk, caplog: pytest.LogCaptureFixture) -> None:
    answers: list[str] = []
    failures: list[Trouble] = []

    def wrong(_office: object, _course: object) -> str:
        raise ZeroDivisionError

    clerk.ask(wrong, answers.append, failures.append)
    clerk.ask(lambda _office, _course: "done", answers.append, failures.append)
    until(lambda: answers)
    (failure,) = failures
    assert isinstance(failure, WorldFault)
    assert failure.fault is Fault.INTERNAL
    assert "ZeroDivisionError" in caplog.text


def test_after_closing_nobody_is_called(clerk: Clerk) -> None:
    begun, go_on = threading.Event(), threading.Event()
    answers: list[int] = []

    def slow(_office: object, _course: object) -> int:
        begun.set()
        go_on.wait(PATIENCE)
        return 1

    clerk.ask(slow, answers.append, lambda _trouble: answers.append(0))
    until(begun.is_set)
    clerk.close()
    go_on.set()
    assert clerk.wait(PATIENCE)
    settle()
    assert answers == []
