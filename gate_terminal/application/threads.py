"""The threads of the terminal: each survives whatever one frame, one pass or one disk does to it."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from gate_terminal.application.lookout import Lookout, camera_health, picture_of
from gate_terminal.application.picture import Picture
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen.asks import Ask
from gate_terminal.application.screen.events import (
    AskRefused,
    Event,
    NotRecorded,
    OrganReported,
    PassRejected,
    ServiceBack,
    ServiceLost,
    Started,
    StepTaken,
)
from gate_terminal.application.screen.signs import Hint, Lamp, Notice, Organ, OrganHealth, StartStep
from gate_terminal.devices.capture import Capture
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

_log = logging.getLogger(__name__)

RETRY_SECONDS = 2.0
IDLE_SECONDS = 2.0
"""So long without a question: the registrar uses the time for a checkpoint."""
FRAME_WAIT = 0.2


@dataclass(frozen=True, slots=True)
class Question:
    """One ask of the screen with its number."""

    ask: Ask
    number: int


@dataclass(frozen=True, slots=True)
class Scan:
    """The payload of a code with when its frame was captured and when it was read (monotonic seconds)."""

    payload: bytes
    captured_at: float
    read_at: float


class Inbox:
    """What waits for the registrar: the questions of the screen, and one place for a pass that was seen.

    A newer pass takes the place of one that was not looked at yet: who waits is who stands there now.
    """

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._questions: deque[Question] = deque()
        self._scan: Scan | None = None
        self._closed = False

    def ask(self, question: Question) -> None:
        """Leave a question."""
        with self._news:
            self._questions.append(question)
            self._news.notify()

    def show(self, scan: Scan) -> None:
        """Leave a code that was seen."""
        with self._news:
            self._scan = scan
            self._news.notify()

    def close(self) -> None:
        """Let the registrar finish what waits and go home."""
        with self._news:
            self._closed = True
            self._news.notify_all()

    @property
    def closed(self) -> bool:
        """Whether nothing more will come."""
        return self._closed

    def next(self, timeout: float) -> Question | Scan | None:
        """Return the next thing to do, None where nothing came within `timeout` seconds or the inbox was closed."""
        with self._news:
            self._news.wait_for(lambda: self._questions or self._scan is not None or self._closed, timeout)
            if self._questions:
                return self._questions.popleft()
            scan, self._scan = self._scan, None
            return scan

    def rest(self, timeout: float) -> None:
        """Wait, but not longer than until the inbox is closed."""
        with self._news:
            self._news.wait_for(lambda: self._closed, timeout)


class RegistrarThread:
    """Runs a :class:`Registrar`: opens it, answers what comes, and survives what the world does to it."""

    def __init__(self, open_: Callable[[], Registrar], inbox: Inbox, post: Callable[[Event], None]) -> None:
        self._open = open_
        self._inbox = inbox
        self._post = post
        self._thread = threading.Thread(target=self._run, name="registrar")
        self._key_list: OrganReported | None = None
        self._short_of_room = False

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def join(self) -> None:
        """Wait until the ledger is closed; the inbox must have been closed before."""
        self._thread.join()

    def _run(self) -> None:
        registrar = self._opened()
        if registrar is None:
            return
        try:
            self._stand_down(registrar)
            while True:
                todo = self._inbox.next(IDLE_SECONDS)
                if todo is None and self._inbox.closed:
                    return
                self._serve(registrar, todo)
        finally:
            registrar.close()

    def _stand_down(self, registrar: Registrar) -> None:
        """Where the terminal was stood down, say so at once, before anybody shows a pass."""
        try:
            registrar.demand_service()
        except WorldFault as fault:
            self._survive(registrar, fault, None)

    def _opened(self) -> Registrar | None:
        """Open the ledger, again and again where the world is against it; None where the window closed first."""
        lost = False
        while not self._inbox.closed:
            try:
                registrar = self._open()
                self._post(StepTaken(StartStep("ledger", done=True)))
                self._post(OrganReported(Organ.LEDGER, OrganHealth(Lamp.GOOD)))
                self._report_key_list(registrar)
                self._post(StepTaken(StartStep("key_list", done=True)))
                self._post(registrar.books())
            except Exception as trouble:  # noqa: BLE001 - the outermost handler of this thread
                fault = _fault_of(trouble)
                if not lost:
                    _log.warning("the lane cannot open: %s: %s", fault.fault, fault.detail)
                lost = True
                self._post(StepTaken(StartStep("ledger", fault=fault.fault, detail=fault.detail)))
                self._post(OrganReported(Organ.LEDGER, OrganHealth(Lamp.BAD, fault.fault, fault.detail)))
                self._post(ServiceLost(fault.fault, fault.detail))
                self._inbox.rest(RETRY_SECONDS)
            else:
                _log.info("the lane is open")
                self._post(ServiceBack() if lost else Started())
                return registrar
        return None

    def _serve(self, registrar: Registrar, todo: Question | Scan | None) -> None:
        try:
            if todo is None:
                registrar.rest()
                self._report_key_list(registrar)
                self._report_room(registrar)
            elif isinstance(todo, Question):
                for event in registrar.carry_out(todo.ask, todo.number):
                    self._post(event)
            else:
                self._post(registrar.saw(todo.payload, seen=(todo.captured_at, todo.read_at)))
        except WorldFault as fault:
            _log.warning("the ledger: %s", fault.detail)
            if todo is None and fault.fault is Fault.LEDGER_BUSY:
                # Housekeeping gives way to an office command; the next idle moment comes.
                return
            self._survive(registrar, fault, todo)
        except Exception:  # noqa: BLE001 - the outermost handler of this thread
            # A bug of ours must not stop the queue: this one is told and logged, the next one is served.
            _log.exception("the registrar failed at %r", type(todo).__name__)
            self._post(OrganReported(Organ.LEDGER, OrganHealth(Lamp.WARNING, Fault.INTERNAL)))
            if isinstance(todo, Question):
                self._post(AskRefused(Notice.INTERNAL, todo.number))
            elif todo is not None:
                self._post(PassRejected(Notice.INTERNAL))

    def _report_key_list(self, registrar: Registrar) -> None:
        health = registrar.key_list_health()
        if health != self._key_list:
            self._key_list = health
            self._post(health)

    def _report_room(self, registrar: Registrar) -> None:
        """Let the lamp tell of a full disk before somebody stands there; the lane goes on as long as it can."""
        try:
            registrar.demand_room()
        except (WorldFault, OSError) as trouble:
            fault = _fault_of(trouble)
            self._short_of_room = True
            self._post(OrganReported(Organ.LEDGER, OrganHealth(Lamp.WARNING, fault.fault, fault.detail)))
        else:
            if self._short_of_room:
                self._short_of_room = False
                self._post(OrganReported(Organ.LEDGER, OrganHealth(Lamp.GOOD)))

    def _survive(self, registrar: Registrar, fault: WorldFault, todo: Question | Scan | None) -> None:
        """Tell the screen, and come back when the ledger can be written to again."""
        self._post(OrganReported(Organ.LEDGER, OrganHealth(Lamp.BAD, fault.fault, fault.detail)))
        self._post(NotRecorded(fault.fault, fault.detail, todo.number if isinstance(todo, Question) else None))
        while not self._inbox.closed:
            self._inbox.rest(RETRY_SECONDS)
            try:
                registrar.try_again(fault)
                self._post(registrar.books())
            except Exception as trouble:  # noqa: BLE001 - whatever it is, the next attempt may succeed
                fault = _fault_of(trouble)
                self._post(ServiceLost(fault.fault, fault.detail))
            else:
                self._post(OrganReported(Organ.LEDGER, OrganHealth(Lamp.GOOD)))
                self._post(ServiceBack())
                return


class LookoutThread:
    """Runs a :class:`Lookout` over the newest frames of a capture."""

    def __init__(self, capture: Capture, inbox: Inbox, post: Callable[[Event], None]) -> None:
        self._capture = capture
        self._inbox = inbox
        self._post = post
        self._lookout = Lookout()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lookout")
        self._health: OrganReported | None = None
        self._given: Picture | None = None
        self.accepting = False
        self.dealt_with: tuple[bytes, ...] = ()
        self.given_up = 0
        self.mirrored = False
        """It concerns the picture for the window, never the reading."""

    @property
    def hint(self) -> Hint | None:
        """What the person before the camera could do better."""
        return self._lookout.hint

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End; returns when the thread is gone."""
        self._stopping.set()
        self._thread.join()

    def picture(self) -> Picture | None:
        """Return the newest picture with the outline of what was seen last; the same one until a newer one came.

        May be called from any one thread.
        """
        frame = self._capture.latest()
        if frame is None:
            return None
        if self._given is None or self._given.number != frame.number or self._given.mirrored != self.mirrored:
            self._given = picture_of(frame, self._lookout.outlined, mirrored=self.mirrored)
        return self._given

    def _run(self) -> None:
        number = 0
        told = False
        while not self._stopping.is_set():
            try:
                self._report_camera()
                frame = self._capture.wait_newer(number, FRAME_WAIT)
                if frame is None:
                    continue
                number = frame.number
                if not told:
                    told = True
                    self._post(StepTaken(StartStep("camera", done=True)))
                for found in self._lookout.look(
                    frame, accepting=self.accepting, dealt_with=self.dealt_with, given_up=self.given_up
                ):
                    if isinstance(found, bytes):
                        self._inbox.show(Scan(found, frame.captured_at, time.monotonic()))
                    else:
                        self._post(found)
                self._capture.look_at(self._lookout.pace)
            except Exception:  # noqa: BLE001 - the outermost handler of this thread
                # Whatever one frame did to us, the next one is looked at.
                _log.exception("the lookout failed at frame %d", number)
                self._stopping.wait(FRAME_WAIT)

    def _report_camera(self) -> None:
        status = self._capture.status()
        health = camera_health(status)
        if health != self._health:
            self._health = health
            self._post(health)
            if status.fault is not None:
                self._post(StepTaken(StartStep("camera", fault=status.fault, detail=status.detail)))


def _fault_of(trouble: Exception) -> WorldFault:
    if isinstance(trouble, WorldFault):
        return trouble
    _log.error("the terminal could not open", exc_info=trouble)
    # What an error of ours says may name somebody: neither the screen nor the log shows more than its kind.
    kind = type(trouble).__name__
    if isinstance(trouble, WrongUse | UnicodeDecodeError):
        return WorldFault(Fault.SETTINGS_UNREADABLE, str(trouble))
    if isinstance(trouble, OSError):
        return WorldFault(Fault.FILE_UNREADABLE, f"{trouble.strerror or kind}: {trouble.filename or ''}.")
    return WorldFault(Fault.INTERNAL, f"{kind}; the log says where.")
