"""The log says what went wrong, and of nobody who it was."""

from __future__ import annotations

import ast
import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from gate_terminal.ui.commands import keep_log

from gate_terminal.application.event_lines import EventLines
from gate_terminal.application.identifiers import uuid7
from gate_terminal.application.office import open_office
from gate_terminal.application.place import Place
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen.answer import Held
from gate_terminal.application.screen.asks import AnswerHold, Decide, ReadText
from gate_terminal.application.screen.events import Decided, Event, PassRead, PassRejected, ServiceLost
from gate_terminal.application.screen.visiting import attempt_of
from gate_terminal.application.settings import read_settings
from gate_terminal.application.threads import Inbox, Question, RegistrarThread, Scan
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.masking import mask_end, mask_name, mask_phone
from gate_terminal.domain.temperature import Temperature

from .conftest import PASSPHRASE, PIN, HandClock

ROOT = Path(__file__).parents[2]
NUMBER = "11010519491231002X"
SOMEBODY = "Zhang Sanfeng 13800008000 3-2-501"


class Flawed:
    """A question that makes an error of ours, with personal data in its message and in that of its cause."""

    def __getattribute__(self, name: str) -> object:
        nobody: dict[str, str] = {}
        try:
            return nobody[SOMEBODY]
        except KeyError as cause:
            raise ZeroDivisionError(SOMEBODY) from cause


class Full:
    """A question that finds the disk full."""

    def __getattribute__(self, name: str) -> object:
        raise WorldFault(Fault.LEDGER_FULL, "The disk is full.")


@pytest.fixture
def log(place: Place) -> Iterator[Path]:
    """The log file as the program keeps it, at its most talkative."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    keep_log(place)
    root.setLevel(logging.DEBUG)
    yield place.logs / "gate-terminal.log"
    root.setLevel(level)
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()


def test_a_lane_at_work_and_in_trouble_logs_no_name_number_phone_pass_or_pin(
    place: Place, clock: HandClock, log: Path, tmp_path: Path
) -> None:
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        records = {record.address: record for record in office.book.passes()}
        home = office.register.household_by_address("3-2-502")
        assert home is not None
        office.enrol_renter(home.id, "Zhao Liu", NUMBER, "3-2-502", "clerk")
    happened: list[Event] = []

    inbox = Inbox()
    settings = read_settings(place.settings)
    events = EventLines(str(tmp_path / "events.jsonl"))
    thread = RegistrarThread(lambda: Registrar(place, settings, clock, events), inbox, happened.append)
    thread.start()

    def wait(kinds: type[Event] | tuple[type[Event], ...], number: int = 1) -> Event:
        end = time.monotonic() + 60
        while len(found := [event for event in happened if isinstance(event, kinds)]) < number:
            assert time.monotonic() < end, happened
            time.sleep(0.01)
        return found[number - 1]

    text = records["3-2-501"].text
    payloads = (text.encode(), text.encode()[:-3], "王五 13800008001".encode(), b"\xff" * 40)
    for number, payload in enumerate(payloads, 1):
        inbox.show(Scan(payload, 0.0, 0.0))
        wait((PassRead, PassRejected), number)
    read = next(event for event in happened if isinstance(event, PassRead))
    for number, typed in enumerate(("3-2-502", NUMBER, "Zhang Sanfeng", records["3-2-502"].serial, "13800008000"), 1):
        inbox.ask(Question(ReadText(typed, no_pass=True), number))
    visit = replace(read.visit, readings=(Temperature(365),))
    attempt = attempt_of(visit, at=clock.now(), site=settings.site.kind, gate="east", lane="1", guard="Wang Guard")
    inbox.ask(Question(Decide(attempt, visit), 90))
    decided = wait(Decided)
    assert isinstance(decided, Decided)
    inbox.ask(Question(AnswerHold(Held(decided.answer, visit), "0000", 0, True, uuid7(), clock.now()), 91))
    inbox.ask(Question(AnswerHold(Held(decided.answer, visit), PIN, 0, True, uuid7(), clock.now()), 92))
    # A bug of ours, whose message names somebody.
    inbox.ask(Question(Flawed(), 93))  # type: ignore[arg-type]
    inbox.close()
    thread.join()
    told = log.read_text("utf-8")
    assert "pass shown" in told
    assert "Traceback" in told
    assert "ZeroDivisionError\n" in told
    assert "KeyError\n" in told
    secrets = {
        "a name": ["Zhang", "Sanfeng", "Li Sisi", "Wuji", "Zhao Liu", "王五"],
        "a phone": ["13800008000", "13800008001"],
        "an identity number": [NUMBER],
        "a payload": [text, text[10:40]],
        "a serial": [record.serial for record in records.values()],
        "an address": ["3-2-501", "3-2-502"],
        "a PIN": [f'"{PIN}"', f"'{PIN}'", f" {PIN} "],
        "a passphrase": [PASSPHRASE],
        "a person": [person.id for person in visit.persons],
    }
    found = [(what, text) for what, texts in secrets.items() for text in texts if text in told]
    assert found == []


@pytest.mark.parametrize("trouble", [ZeroDivisionError(SOMEBODY), KeyError(SOMEBODY), OSError(SOMEBODY)])
def test_an_error_of_ours_that_keeps_the_lane_from_opening_shows_its_kind_and_nobody(
    place: Place, clock: HandClock, log: Path, trouble: Exception
) -> None:
    """At the start, and again after a fault: on the screen, which everybody at the gate can read, and in the log."""
    happened: list[Event] = []
    inbox = Inbox()

    class Unlucky(Registrar):
        def try_again(self, _fault: WorldFault) -> None:
            if not any(isinstance(event, ServiceLost) for event in happened[-1:]):
                raise trouble
            inbox.close()

    tries: list[int] = []

    def opened() -> Registrar:
        tries.append(1)
        if len(tries) == 1:
            raise trouble
        registrar = Unlucky(place, read_settings(place.settings), clock)
        inbox.ask(Question(Full(), 1))  # type: ignore[arg-type]
        return registrar

    thread = RegistrarThread(opened, inbox, happened.append)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("gate_terminal.application.threads.RETRY_SECONDS", 0.01)
        thread.start()
        thread.join()
    told = [event.detail for event in happened if isinstance(event, ServiceLost)]
    assert len(told) == 2
    assert all(type(trouble).__name__ in each for each in told)
    everything = log.read_text("utf-8") + repr(happened)
    assert type(trouble).__name__ in everything
    assert [word for word in SOMEBODY.split() if word in everything] == []


def test_no_line_of_the_program_logs_what_may_name_somebody() -> None:
    """A look at every call that logs: its arguments are counts, faults, codes, files; none is a person's."""
    told = {"name", "phone", "members", "person", "persons", "serial", "pin", "passphrase", "payload", "address"}
    told |= {"household", "id_number", "typed", "label", "visit", "attempt", "passage", "why", "text"}
    found = []
    for path in [*(ROOT / "gate_terminal").rglob("*.py"), *(ROOT / "ui").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="_log")), args=[_, *rest]):
                    names = {
                        each.id if isinstance(each, ast.Name) else each.attr
                        for argument in rest
                        for each in ast.walk(argument)
                        if isinstance(each, ast.Name | ast.Attribute)
                    }
                    if names & told:
                        found.append(f"{path.name}:{node.lineno}: {sorted(names & told)}")
    assert found == []


def test_masks_leave_enough_to_recognise_and_no_more() -> None:
    assert (mask_name("张三丰"), mask_name("")) == ("张**", "")
    assert mask_phone("13800008000") == "138****8000"
    assert (mask_phone("12345"), mask_phone("1234"), mask_phone("")) == ("***45", "****", "")
    assert (mask_end("3-2-501"), mask_end("B8E0-ZZQ7-Z"), mask_end("old house")) == ("3-2-**", "B8E0-ZZQ7-**", "**")
