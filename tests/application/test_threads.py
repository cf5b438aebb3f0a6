"""The threads of the terminal: each fault is told in its words, and the lane goes on afterwards."""

import queue
import shutil
import threading
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from gate_terminal.application import threads
from gate_terminal.application.event_lines import EventLines
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen import Screen, Stage, advance
from gate_terminal.application.screen.asks import Ask, ReadText
from gate_terminal.application.screen.events import (
    AskRefused,
    Confirmed,
    Decided,
    Event,
    NotRecorded,
    OrganReported,
    PassRead,
    PassRejected,
    PurposeChosen,
    ServiceBack,
    ServiceLost,
    Started,
    Typed,
)
from gate_terminal.application.screen.signs import Lamp, Notice, Organ
from gate_terminal.application.threads import Inbox, LookoutThread, Question, RegistrarThread, Scan
from gate_terminal.devices.capture import CameraState, CameraStatus
from gate_terminal.devices.drawing import draw_qr
from gate_terminal.devices.frames import Frame
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.words import Purpose, Reason

from .conftest import Compound


class Post:
    """What the threads told, in order."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.all: list[Event] = []

    def __call__(self, event: Event) -> None:
        self._events.put(event)

    def until(self, wanted: Callable[[Event], bool], patience: float = 15.0) -> Event:
        """Return the next event of that kind."""
        end = time.monotonic() + patience
        while True:
            event = self._events.get(timeout=max(0.01, end - time.monotonic()))
            self.all.append(event)
            if wanted(event):
                return event

    def kind(self, kind: type) -> Any:
        return self.until(lambda event: isinstance(event, kind))


class Shell:
    """The window without a window: follows the screen and asks the registrar."""

    def __init__(self, inbox: Inbox, post: Post) -> None:
        self.screen = Screen(stage=Stage.WATCHING, gate="east", lane="1")
        self._inbox = inbox
        self._post = post
        self._asked = 0

    def happen(self, *events: Event) -> None:
        for event in events:
            self.screen = advance(self.screen, event)
            if self.screen.ask is not None and self.screen.ask_number != self._asked:
                self._asked = self.screen.ask_number
                self._inbox.ask(Question(self.screen.ask, self._asked))

    def wait(self, *kinds: type) -> Any:
        """Let everything happen up to the next event of one of these kinds."""
        return self._post.until(lambda told: (self.happen(told), isinstance(told, kinds))[1])


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    box = Inbox()
    yield box
    box.close()


def running(open_: Callable[[], Any], inbox: Inbox, post: Post, request: pytest.FixtureRequest) -> RegistrarThread:
    thread = RegistrarThread(open_, inbox, post)
    thread.start()
    request.addfinalizer(lambda: (inbox.close(), thread.join()))
    return thread


def scan(text: str) -> Scan:
    return Scan(text.encode(), 0.0, 0.0)


def test_hostile_codes_between_good_passes_stop_nothing(
    compound: Compound, inbox: Inbox, request: pytest.FixtureRequest
) -> None:
    post = Post()
    running(lambda: Registrar(compound.place, compound.settings, compound.clock), inbox, post, request)
    post.kind(Started)
    hostile = [b"", b"\x00" * 2953, b"GP1", "李四".encode("gb18030"), b"GP1" + b"7" * 175, b"\xff\xd8\xff" * 400]
    for payload in hostile:
        inbox.show(Scan(payload, 0.0, 0.0))
        post.kind(PassRejected)
        inbox.show(scan(compound.passes["3-2-501"].text))
        assert post.kind(PassRead).visit.label == "3-2-501"


def test_a_full_disk_is_told_by_the_lamp_before_somebody_stands_there(
    compound: Compound, inbox: Inbox, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = [10**9]
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil returns it
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10**9, 10**9 - free[0], free[0]))
    monkeypatch.setattr(threads, "IDLE_SECONDS", 0.05)

    def lamp(event: Event) -> bool:
        return isinstance(event, OrganReported) and event.organ is Organ.LEDGER

    post = Post()
    running(lambda: Registrar(compound.place, compound.settings, compound.clock), inbox, post, request)
    post.kind(Started)
    free[0] = 4096
    told = post.until(lamp)
    assert isinstance(told, OrganReported)
    assert (told.health.lamp, told.health.fault) == (Lamp.WARNING, Fault.LEDGER_FULL)
    inbox.show(scan(compound.passes["3-2-501"].text))
    post.kind(PassRead)
    assert not [event for event in post.all if isinstance(event, NotRecorded | ServiceLost)], "the lane goes on"
    free[0] = 10**9
    told = post.until(lambda event: lamp(event) and event.health.lamp is Lamp.GOOD)  # type: ignore[union-attr]
    assert isinstance(told, OrganReported)
    assert told.health.fault is None


def test_a_ledger_that_another_window_holds_is_said_and_taken_when_it_is_free(
    compound: Compound, inbox: Inbox, request: pytest.FixtureRequest
) -> None:
    post = Post()
    other = Registrar(compound.place, compound.settings, compound.clock)
    running(lambda: Registrar(compound.place, compound.settings, compound.clock), inbox, post, request)
    assert post.kind(ServiceLost).fault is Fault.LEDGER_HELD
    other.close()
    post.kind(ServiceBack)
    inbox.show(scan(compound.passes["3-2-501"].text))
    post.kind(PassRead)


def test_a_full_disk_refuses_in_words_and_the_same_attempt_is_recorded_once_there_is_room(
    compound: Compound, inbox: Inbox, request: pytest.FixtureRequest
) -> None:
    def open_on_a_full_disk() -> Registrar:
        registrar = Registrar(compound.place, compound.settings, compound.clock)
        # SQLite's own limit fails with the very error of a full disk, wherever the test runs.
        pages = registrar._file.conn.execute("PRAGMA page_count").fetchone()[0]
        registrar._file.conn.execute(f"PRAGMA max_page_count = {pages}")
        return registrar

    post = Post()
    running(open_on_a_full_disk, inbox, post, request)
    shell = Shell(inbox, post)
    shell.wait(Started)
    recorded = 0
    while True:
        shell.screen = replace(shell.screen, stage=Stage.WATCHING, answer=None)
        inbox.show(scan(compound.passes["3-2-501"].text))
        uid = shell.wait(PassRead).visit.uid
        shell.happen(PurposeChosen(Purpose.MEDICAL), *map(Typed, "365"), Confirmed("unused", compound.clock.now()))
        told = shell.wait(Decided, NotRecorded)
        if isinstance(told, NotRecorded):
            break
        recorded += 1
        assert recorded < 100, "the disk was never full"
        compound.clock.forward(minutes=2)
    assert (told.fault, shell.screen.stage) == (Fault.LEDGER_FULL, Stage.OUT_OF_SERVICE)
    shell.wait(ServiceBack)  # a new connection has no limit: there is room again
    assert shell.screen.stage is Stage.IDENTIFIED
    shell.happen(Confirmed("unused", compound.clock.now()))
    answer = shell.wait(Decided).answer
    assert (answer.attempt.uid, answer.seq) == (uid, recorded + 1)
    assert [str(reading) for reading in answer.attempt.temperatures] == ["36.5"]


@pytest.mark.parametrize("policy", [b"basis = 'lunar'", b"\xff\xfe", b"[night"])
def test_a_policy_that_cannot_be_read_is_said_and_the_lane_opens_once_it_can(
    compound: Compound, inbox: Inbox, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, policy: bytes
) -> None:
    monkeypatch.setattr("gate_terminal.application.threads.RETRY_SECONDS", 0.05)
    sound = compound.place.policy.read_bytes()
    compound.place.policy.write_bytes(policy)
    post = Post()
    running(lambda: Registrar(compound.place, compound.settings, compound.clock), inbox, post, request)
    assert post.kind(ServiceLost).fault is Fault.SETTINGS_UNREADABLE
    compound.place.policy.write_bytes(sound)
    post.kind(ServiceBack)


class Flawed:
    """A registrar with a bug, and a world against it."""

    def __init__(self) -> None:
        self.troubles: list[Exception] = []
        self.closed = threading.Event()

    def _happen(self) -> None:
        if self.troubles:
            raise self.troubles.pop(0)

    def carry_out(self, ask: Ask, number: int) -> Iterator[Event]:
        self._happen()
        yield PassRejected(Notice.NOT_FOUND, asked=number)

    def saw(self, payload: bytes, *, seen: object) -> Event:
        self._happen()
        return PassRejected(Notice.OTHER_CODE)

    def books(self) -> Event:
        return PassRejected(Notice.NOT_FOUND)

    key_list_health = books

    def demand_service(self) -> None:
        pass

    def rest(self) -> None:
        self._happen()

    def try_again(self, fault: WorldFault) -> None:
        self._happen()

    def close(self) -> None:
        self.closed.set()


def test_a_bug_is_told_and_logged_and_the_next_one_is_served(
    inbox: Inbox, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    post, flawed = Post(), Flawed()
    running(lambda: flawed, inbox, post, request)
    post.kind(Started)
    flawed.troubles.append(KeyError("a bug"))
    inbox.ask(Question(ReadText("3-2-501"), 1))
    assert post.kind(AskRefused).notice is Notice.INTERNAL
    assert "a bug" in caplog.text
    flawed.troubles.append(KeyError("another"))
    inbox.show(scan("GP1"))
    assert post.until(lambda e: isinstance(e, PassRejected) and e.notice is Notice.INTERNAL)
    inbox.ask(Question(ReadText("3-2-501"), 2))
    assert post.until(lambda e: isinstance(e, PassRejected) and e.asked == 2)


def test_a_fault_that_lasts_is_tried_again_until_it_is_gone(
    inbox: Inbox, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate_terminal.application.threads.RETRY_SECONDS", 0.01)
    post, flawed = Post(), Flawed()
    running(lambda: flawed, inbox, post, request)
    post.kind(Started)
    flawed.troubles += [WorldFault(Fault.LEDGER_IO, "The disk fails."), WorldFault(Fault.LEDGER_FULL, "Full.")]
    inbox.ask(Question(ReadText("3-2-501"), 1))
    assert post.kind(NotRecorded).fault is Fault.LEDGER_IO
    assert post.kind(ServiceLost).fault is Fault.LEDGER_FULL
    post.kind(ServiceBack)


def test_trouble_of_any_kind_while_trying_again_is_borne(
    inbox: Inbox, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gate_terminal.application.threads.RETRY_SECONDS", 0.01)
    post, flawed = Post(), Flawed()
    running(lambda: flawed, inbox, post, request)
    post.kind(Started)
    flawed.troubles += [WorldFault(Fault.LEDGER_IO, "The disk fails."), FileNotFoundError(2, "gone", "the directory")]
    inbox.ask(Question(ReadText("3-2-501"), 1))
    assert post.kind(NotRecorded).fault is Fault.LEDGER_IO
    assert post.kind(ServiceLost).fault is Fault.FILE_UNREADABLE
    post.kind(ServiceBack)


def test_what_was_asked_before_the_window_closed_is_still_answered(inbox: Inbox) -> None:
    post, flawed = Post(), Flawed()
    thread = RegistrarThread(lambda: flawed, inbox, post)  # type: ignore[arg-type,return-value]
    inbox.ask(Question(ReadText("3-2-501"), 9))
    inbox.close()
    thread.start()
    thread.join()
    assert flawed.closed.is_set() or not post._events.qsize()


class Camera:
    """A capture that shows what a test says."""

    def __init__(self) -> None:
        self.state = CameraStatus(CameraState.OPENING)
        self._frame: Frame | None = None
        self._news = threading.Condition()

    def show(self, text: str | None) -> None:
        image = np.full((360, 480), 200, np.uint8)
        if text is not None:
            symbol = draw_qr(text, module=4)
            image[20 : 20 + symbol.shape[0], 20 : 20 + symbol.shape[1]] = symbol[:320, :440]
        with self._news:
            number = self._frame.number + 1 if self._frame else 1
            self._frame = Frame(image, number, time.monotonic())
            self._news.notify_all()

    def status(self) -> CameraStatus:
        return self.state

    def latest(self) -> Frame | None:
        return self._frame

    def wait_newer(self, number: int, timeout: float) -> Frame | None:
        with self._news:
            self._news.wait_for(lambda: self._frame is not None and self._frame.number > number, timeout)
            return self._frame if self._frame is not None and self._frame.number > number else None

    def look_at(self, pace: int) -> None:
        self.pace = pace


@pytest.fixture
def lookout(inbox: Inbox) -> Iterator[tuple[Camera, LookoutThread, Post]]:
    camera, post = Camera(), Post()
    thread = LookoutThread(camera, inbox, post)  # type: ignore[arg-type]
    thread.accepting = True
    thread.start()
    yield camera, thread, post
    thread.stop()


@pytest.mark.parametrize(
    ("state", "fault", "lamp"),
    [
        (CameraState.MISSING, Fault.CAMERA_MISSING, Lamp.BAD),
        (CameraState.LOST, Fault.CAMERA_LOST, Lamp.BAD),
        (CameraState.FROZEN, Fault.CAMERA_FROZEN, Lamp.BAD),
        (CameraState.BLACK, Fault.CAMERA_BLACK, Lamp.BAD),
        (CameraState.BUSY, Fault.CAMERA_BUSY, Lamp.BAD),
        (CameraState.ENDED, Fault.CAMERA_ENDED, Lamp.WARNING),
    ],
)
def test_a_camera_in_trouble_is_told_and_one_that_is_back_too(
    lookout: tuple[Camera, LookoutThread, Post], inbox: Inbox, state: CameraState, fault: Fault, lamp: Lamp
) -> None:
    camera, _, post = lookout
    camera.state = CameraStatus(state, detail="in words")
    told = post.until(lambda e: isinstance(e, OrganReported) and e.health.fault is fault)
    assert (told.organ, told.health.lamp, told.health.detail) == (Organ.CAMERA, lamp, "in words")  # type: ignore[union-attr]
    camera.state = CameraStatus(CameraState.LIVE)
    camera.show("GP1 something")
    post.until(lambda e: isinstance(e, OrganReported) and e.health.lamp is Lamp.GOOD)
    assert isinstance(inbox.next(5), Scan)


def test_the_lookout_survives_a_frame_that_is_no_picture(
    lookout: tuple[Camera, LookoutThread, Post], inbox: Inbox, caplog: pytest.LogCaptureFixture
) -> None:
    camera, _, _ = lookout
    camera._frame = Frame(np.zeros((0, 3), np.uint8), 1, time.monotonic())
    time.sleep(0.3)
    camera.show("GP1 something")
    taken = inbox.next(5)
    assert isinstance(taken, Scan)
    assert taken.payload == b"GP1 something"


def test_while_nothing_moves_the_camera_is_asked_for_few_pictures_and_for_more_at_once_when_something_does(
    lookout: tuple[Camera, LookoutThread, Post],
) -> None:
    camera, thread, _ = lookout
    for _ in range(40):
        camera.show(None)
        time.sleep(0.01)
    assert camera.pace == 4
    camera.show("GP1 something")
    time.sleep(0.2)
    assert camera.pace < 4
    thread.stop()


def test_the_window_gets_one_picture_for_each_frame_with_what_was_seen_where_it_was_seen(
    lookout: tuple[Camera, LookoutThread, Post], inbox: Inbox
) -> None:
    camera, thread, _ = lookout
    assert thread.picture() is None
    camera.show("GP1 something")
    assert isinstance(inbox.next(5), Scan)
    # As the capture does it, the picture for people is smaller than what was looked at.
    seen = camera._frame
    assert seen is not None
    camera._frame = Frame(np.ascontiguousarray(seen.image[::2, ::2]), seen.number, seen.captured_at)
    picture = thread.picture()
    assert thread.picture() is picture
    assert picture is not None
    assert (picture.width, picture.height) == (240, 180)
    (outline,) = picture.outlines
    (left, top), _, (right, bottom), _ = outline.corners
    # The symbol stands at 20 pixels of the large one, with four modules of four pixels around it.
    assert [round(end) for end in (left, top)] == pytest.approx([18, 18], abs=2)
    assert right - left == pytest.approx(bottom - top, abs=2)
    assert right < 100
    thread.mirrored = True
    mirrored = thread.picture()
    assert mirrored is not None
    assert mirrored.mirrored
    camera.show(None)
    assert thread.picture() is not mirrored


def test_a_code_of_another_system_is_named_once_and_not_taken(
    lookout: tuple[Camera, LookoutThread, Post], inbox: Inbox
) -> None:
    camera, _, post = lookout
    for _ in range(3):
        camera.show("https://example.org")
        time.sleep(0.05)
    assert post.kind(PassRejected).notice is Notice.OTHER_CODE
    camera.show("GP1 something")
    assert isinstance(inbox.next(5), Scan)
    assert not any(isinstance(event, PassRejected) for event in post.all[:-1])


def test_event_lines_that_cannot_be_written_do_not_stop_the_lane(
    compound: Compound, inbox: Inbox, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    lines = EventLines("/dev/full")
    post = Post()
    running(lambda: Registrar(compound.place, compound.settings, compound.clock, lines), inbox, post, request)
    shell = Shell(inbox, post)
    shell.wait(Started)
    for address in ("3-2-501", "3-2-502"):
        shell.screen = replace(shell.screen, stage=Stage.WATCHING, answer=None)
        inbox.show(scan(compound.passes[address].text))
        shell.wait(PassRead)
        shell.happen(Typed("3"), Typed("6"), Typed("5"), Confirmed("unused", compound.clock.now()))
        assert shell.wait(Decided).answer.decision.reason is Reason.OK_TURN
    assert "event line" in caplog.text
