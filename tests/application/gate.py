"""A gate without threads or a window: the real screen and the real registrar, one after the other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen import Screen, advance
from gate_terminal.application.screen.events import (
    Confirmed,
    Event,
    NotRecorded,
    OrganReported,
    PassRead,
    PassRejected,
    Ticked,
    Typed,
)
from gate_terminal.application.screen.signs import Stage
from gate_terminal.domain.faults import WorldFault
from gate_terminal.domain.words import Reason, Verdict

from .conftest import Compound

_UIDS = count()


@dataclass
class Gate:
    """Somebody at the keys, a camera that sees what it is told to, and a ledger."""

    compound: Compound
    registrar: Registrar
    screen: Screen = field(init=False)
    told: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.screen = self.opened()
        self.happen(self.registrar.books())
        self.wait(0)

    def opened(self) -> Screen:
        """The screen of a program that has just started."""
        clock = self.compound.clock
        return Screen(stage=Stage.WATCHING, gate="east", lane="1", clock=clock.monotonic(), now=clock.now())

    def uid(self) -> str:
        """A name for an attempt that may begin now."""
        return f"uid-{next(_UIDS)}"

    def happen(self, *events: Event) -> Gate:
        """Let something happen, and the registrar answer what the screen asks because of it."""
        for event in events:
            before = self.screen
            self.screen = advance(before, event)
            if self.screen.ask is not None and self.screen.ask_number != before.ask_number:
                self.carry_out()
        return self

    def carry_out(self) -> None:
        """Let the registrar answer the open question."""
        ask, number = self.screen.ask, self.screen.ask_number
        assert ask is not None
        try:
            for answer in self.registrar.carry_out(ask, number):
                self.tell(answer)
        except WorldFault as fault:
            self.tell(NotRecorded(fault.fault, fault.detail, number))

    def tell(self, event: Event) -> None:
        self.told.append(event)
        self.screen = advance(self.screen, event)

    def show(self, address: str = "3-2-501") -> Gate:
        """Hold a household's pass before the camera."""
        seen = self.registrar.saw(self.compound.passes[address].text.encode())
        assert isinstance(seen, PassRead | PassRejected)
        return self.happen(seen)

    def measure(self, typed: str) -> Gate:
        """Type a temperature and Enter."""
        return self.happen(*map(Typed, typed)).enter()

    def enter(self) -> Gate:
        return self.happen(Confirmed(self.uid(), self.compound.clock.now()))

    def wait(self, seconds: float) -> Gate:
        """Let time go on."""
        clock = self.compound.clock
        clock.forward(seconds=seconds)
        return self.happen(Ticked(clock.monotonic(), clock.now()))

    def restart(self) -> Gate:
        """Close the program and open it again."""
        self.registrar.close()
        settings = self.compound.settings
        self.registrar = Registrar(self.compound.place, settings, self.compound.clock)
        self.screen = self.opened()
        self.happen(self.registrar.books())
        return self.wait(0)

    @property
    def said(self) -> tuple[Verdict, Reason]:
        """What stands on the screen."""
        assert self.screen.answer is not None, self.screen
        return self.screen.answer.decision.verdict, self.screen.answer.decision.reason

    def lamps(self) -> Iterable[OrganReported]:
        return [event for event in self.told if isinstance(event, OrganReported)]
