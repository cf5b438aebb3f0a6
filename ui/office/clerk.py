"""A thread with an office of its own that does the pages' errands one after the other."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from gate_terminal.ui.bridge import QUEUED
from PySide6.QtCore import QObject, Signal

from gate_terminal.application.clocks import Clock
from gate_terminal.application.office import Office, open_office
from gate_terminal.application.place import Place
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse

_log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
_TELL_EVERY_SECONDS = 0.05


class Stopped(Exception):  # noqa: N818 - a wish of the office, no error
    """Somebody stopped a long errand; what it had not finished was not done."""


class Course:
    """How a long errand is going: it reports here, and here it asks whether it should stop."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self._tell = tell
        self._stop = threading.Event()
        self._told_at = 0.0

    def report(self, done: int, of: int) -> None:
        """Tell how much is done; most of many reports are passed over, the last never is."""
        now = time.monotonic()
        if done >= of or now - self._told_at >= _TELL_EVERY_SECONDS:
            self._told_at = now
            self._tell(done, of)

    def report_or_stop(self, done: int, of: int) -> None:
        """Tell how much is done. :raises Stopped: where somebody stopped the errand."""
        self.report(done, of)
        self.stop_here()

    def stop_here(self) -> None:
        """Go on. :raises Stopped: where somebody stopped the errand."""
        if self.stopped():
            raise Stopped

    def stop(self) -> None:
        """Ask the errand to stop at the next place where it can."""
        self._stop.set()

    def stopped(self) -> bool:
        """Whether somebody stopped the errand."""
        return self._stop.is_set()


Trouble = WorldFault | WrongUse | Stopped
"""Why an errand was not done."""


@dataclass(frozen=True, slots=True)
class _Errand:
    run: Callable[[Office, Course], Any]
    done: Callable[[Any], None]
    failed: Callable[[Trouble], None]
    course: Course
    topic: str
    number: int


@dataclass(frozen=True, slots=True)
class _Parcel:
    """Something to be called in the window's thread; with a topic, only while nothing newer was asked about it."""

    call: Callable[[], None]
    topic: str = ""
    number: int = 0


@dataclass
class _Desk:
    """What lies on the clerk's desk, under one lock."""

    news: threading.Condition = field(default_factory=threading.Condition)
    waiting: deque[_Errand] = field(default_factory=deque)
    under_way: _Errand | None = None
    closed: bool = False


class Clerk(QObject):
    """Does errands in a thread of its own and brings the answers into the window's thread.

    Whoever asks twice about one topic gets the newest answer only. Errors of the world and wrong input come back as
    a :data:`Trouble`; an error of ours is logged and comes back as a fault, and the clerk goes on. The thread begins
    with the first errand; the office is opened with it, and again with the next one where that failed. Whoever made
    the clerk closes it.
    """

    _brought = Signal(object)

    def __init__(self, place: Place, name: str, clock: Clock | None = None) -> None:
        super().__init__()
        self._place = place
        self._clock = clock
        self._desk = _Desk()
        self._newest: dict[str, int] = {}
        self._count = 0
        self._brought.connect(self._hand_over, QUEUED)
        self._thread = threading.Thread(target=self._work, name=name)
        # Begun with the first errand: a window that could not be made leaves no thread behind that nobody ends.
        self._begun = False

    def ask(
        self,
        run: Callable[[Office, Course], Answer],
        done: Callable[[Answer], None],
        failed: Callable[[Trouble], None],
        *,
        topic: str = "",
        progress: Callable[[int, int], None] | None = None,
    ) -> Course:
        """Let `run` be done in the clerk's thread; `done` or `failed` is called in this one with what came of it.

        A newer errand about the same `topic` takes the place of an older one that waits, and its answer that of one
        under way. `progress` is called in this thread with how much of how much is done.
        """
        self._count += 1
        number = self._count
        if topic:
            self._newest[topic] = number

        def tell(finished: int, of: int) -> None:
            if progress is not None:
                self._bring(_Parcel(lambda: progress(finished, of), topic, number))

        errand = _Errand(run, done, failed, Course(tell), topic, number)
        desk = self._desk
        with desk.news:
            if topic:
                desk.waiting = deque(one for one in desk.waiting if one.topic != topic)
            desk.waiting.append(errand)
            desk.news.notify()
        if not self._begun:
            self._begun = True
            self._thread.start()
        return errand.course

    def close(self) -> None:
        """Stop what is under way and let the thread end; nothing is called any more. Returns at once."""
        desk = self._desk
        with desk.news:
            desk.closed = True
            desk.waiting.clear()
            if desk.under_way is not None:
                desk.under_way.course.stop()
            desk.news.notify()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the thread has ended; False where it has not after so long."""
        if self._begun:
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _bring(self, parcel: _Parcel) -> None:
        # Once closed, the window's objects may be gone: nobody must be called.
        with self._desk.news:
            if not self._desk.closed:
                self._brought.emit(parcel)

    def _hand_over(self, parcel: _Parcel) -> None:
        if self._desk.closed or (parcel.topic and self._newest.get(parcel.topic) != parcel.number):
            return
        parcel.call()

    def _work(self) -> None:
        office: Office | None = None
        try:
            while (errand := self._next()) is not None:
                try:
                    if office is None or office.closed:
                        office = open_office(self._place, clock=self._clock)
                    answer = errand.run(office, errand.course)
                except (WorldFault, WrongUse, Stopped) as trouble:
                    self._bring_trouble(errand, trouble)
                except OSError as error:
                    what = f"{error.filename}: {error.strerror}." if error.filename else f"{error.strerror or error}."
                    self._bring_trouble(errand, WorldFault(Fault.FILE_UNWRITABLE, what))
                except Exception:  # noqa: BLE001 - whatever it was, the next errand is done
                    _log.exception("an errand of the office failed")
                    self._bring_trouble(errand, WorldFault(Fault.INTERNAL, "The program made an error; it is logged."))
                else:
                    self._bring(_Parcel(_bound(errand.done, answer), errand.topic, errand.number))
        finally:
            if office is not None:
                office.close()

    def _next(self) -> _Errand | None:
        desk = self._desk
        with desk.news:
            desk.under_way = None
            desk.news.wait_for(lambda: desk.waiting or desk.closed)
            if desk.closed:
                return None
            desk.under_way = desk.waiting.popleft()
            return desk.under_way

    def _bring_trouble(self, errand: _Errand, trouble: Trouble) -> None:
        self._bring(_Parcel(_bound(errand.failed, trouble), errand.topic, errand.number))


def _bound(call: Callable[[Any], None], value: object) -> Callable[[], None]:
    return lambda: call(value)
