"""What all pages of the office share: who works there, the clerks, the message bar and the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from gate_terminal.application.clocks import Clock
from gate_terminal.application.office import Office
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings
from gate_terminal.domain.faults import WorldFault
from gate_terminal.domain.words import Language

from .clerk import Clerk, Course, Trouble
from .parts import MessageBar, Mood, ProgressStrip, Spoken, Text
from .troubles import OFFICE_LABELS, told
from .words import OfficeLabels

if TYPE_CHECKING:
    from gate_terminal.application.eyes import Eyes

Answer = TypeVar("Answer")


class Premises:
    """Handed to every page. `noticed` is called whenever somebody asks for something.

    Two clerks, each with a thread and an office of its own: one looks things up and makes small changes, the other
    does the long work, so that the register stays fluid beside an import.
    """

    def __init__(self, place: Place, settings: Settings, clock: Clock, reader: Clerk, worker: Clerk) -> None:
        self.place = place
        self.clock = clock
        self.settings = settings
        self.spoken = Spoken()
        self.bar = MessageBar(self.spoken)
        self.strip = ProgressStrip(self.spoken)
        self.who = ""
        self.eyes: Eyes | None = None
        """The gate's camera, where its window runs in this program."""
        self.language = settings.screen.language
        self.print_cards: Callable[[Sequence[str]], None] = lambda _serials: None
        self.noticed: Callable[[], None] = lambda: None
        self._reader = reader
        self._worker = worker
        self._at_work = False
        self._changing = False
        self._locked = 0
        self._changed: list[Callable[[], None]] = []

    @property
    def labels(self) -> OfficeLabels:
        """The words in the language that is chosen."""
        return OFFICE_LABELS[self.language]

    @property
    def at_work(self) -> bool:
        """Whether long work is going on."""
        return self._at_work

    def speak(self, language: Language) -> None:
        """Change the language of everything that is open."""
        self.language = language
        self.spoken.speak(self.labels)

    def left(self) -> None:
        """Take note that whoever worked here has locked the office."""
        self.who = ""
        self._locked += 1
        self.bar.hide()

    def on_change(self, look_again: Callable[[], None]) -> None:
        """Call `look_again` whenever the register was changed from here."""
        self._changed.append(look_again)

    def register_changed(self) -> None:
        """Let every page look again."""
        for look_again in self._changed:
            look_again()

    def good(self, text: str, serials: Sequence[str] = ()) -> None:
        """Say what was done; passes that were issued can be printed from there."""
        if serials:
            self.bar.tell(Mood.GOOD, text, self.labels.print_these, lambda: self.print_cards(serials))
        else:
            self.bar.tell(Mood.GOOD, text)

    def bad(self, text: str, again: Callable[[], object] | None = None) -> None:
        """Say what is wrong; `again` tries once more."""
        self.bar.tell(Mood.BAD, text, self.labels.again if again else "", again)

    def failed(self, trouble: Trouble, again: Callable[[], object] | None = None) -> None:
        """Say why something was not done; `again` tries once more."""
        self.bad(told(trouble, self.labels), again)

    def _failed(self, trouble: Trouble, again: Callable[[], object]) -> None:
        # What a person got wrong stays wrong, however often it is tried; a busy file does not stay busy.
        self.failed(trouble, again if isinstance(trouble, WorldFault) else None)

    def look(
        self,
        topic: str,
        run: Callable[[Office], Answer],
        done: Callable[[Answer], None],
        otherwise: Callable[[], None] = lambda: None,
    ) -> None:
        """Look something up; the newest question about a topic wins, and a busy file is tried again on demand.

        `otherwise` is called where it failed.
        """
        locked = self._locked

        def answered(answer: Answer) -> None:
            # Who asked has left the office meanwhile: nobody else is to see it.
            if self._locked == locked:
                done(answer)

        def failed(trouble: Trouble) -> None:
            otherwise()
            self._failed(trouble, lambda: self.look(topic, run, done, otherwise))

        self.noticed()
        self._reader.ask(
            lambda office, _course: run(office),
            answered,
            failed,
            topic=topic,
        )

    def unlock(self, passphrase: str, done: Callable[[], None]) -> None:
        """Open the keys for both clerks until the window closes; a wrong passphrase is told."""

        def unlock(office: Office, _course: Course) -> None:
            office.strongroom.unlock(passphrase)

        def opened(_nothing: None) -> None:
            self._worker.ask(unlock, lambda _: done(), self.failed)

        self.noticed()
        self._reader.ask(unlock, opened, self.failed)

    def publish_if_due(self) -> None:
        """Let the day's first who enters sign the day's status list, without a word unless it fails."""
        self._worker.ask(lambda office, _course: office.publish_if_due(), lambda _published: None, self.failed)

    def put_away(self, let_go: Callable[[], None]) -> None:
        """Let something large be freed in the thread of the long work, after whatever still needs it there."""
        self._worker.ask(lambda _office, _course: let_go(), lambda _nothing: None, lambda _trouble: None)

    def change(self, run: Callable[[Office], Answer], done: Callable[[Answer], None]) -> None:
        """Make one small change; the pages look again afterwards.

        Where one is being made, nothing happens: a key that was pressed twice must not issue two passes.
        """
        if self._changing:
            return
        self._changing = True
        self.noticed()

        def finished(answer: Answer) -> None:
            self._changing = False
            # What was said of an attempt before is past.
            self.bar.hide()
            done(answer)
            self.register_changed()

        def failed(trouble: Trouble) -> None:
            self._changing = False
            self._failed(trouble, lambda: self.change(run, done))

        self._reader.ask(lambda office, _course: run(office), finished, failed)

    def long_work(
        self,
        title: Text,
        run: Callable[[Office, Course], Answer],
        done: Callable[[Answer], None],
        *,
        changes: bool = True,
    ) -> None:
        """Do something long with progress and a way to stop it, one at a time."""
        if self._at_work:
            self.bad(self.labels.busy)
            return
        self._at_work = True

        def ended() -> None:
            self._at_work = False
            self.strip.end()

        def finished(answer: Answer) -> None:
            ended()
            done(answer)
            if changes:
                self.register_changed()

        def failed(trouble: Trouble) -> None:
            ended()
            self.failed(trouble)

        course = self._worker.ask(run, finished, failed, progress=self.strip.progress)
        self.strip.begin(title(self.labels), course)
