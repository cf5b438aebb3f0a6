"""What the screen asks of the registrar: one question at a time, carried out once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from gate_terminal.application.screen.answer import Held
from gate_terminal.application.screen.visit import Visit
from gate_terminal.domain.attempt import Attempt


@dataclass(frozen=True, slots=True)
class ReadText:
    """Ask the registrar whom this text identifies: one that was typed, or one that a scanner delivered."""

    text: str
    no_pass: bool = False
    scanned: bool = False


@dataclass(frozen=True, slots=True)
class ReadCode:
    """Ask the registrar whom this code, chosen among several in view, identifies."""

    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Decide:
    """Ask the registrar to decide and record."""

    attempt: Attempt
    visit: Visit


@dataclass(frozen=True, slots=True)
class Undo:
    """Ask the registrar to void the guard's own last passage."""

    uid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Acknowledge:
    """Ask the registrar to log that the guard has taken note of the fever `about`."""

    about: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Reveal:
    """Ask the registrar to log that personal data of the attempt `about` are shown in full."""

    about: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerHold:
    """Ask the registrar to check the supervisor's PIN and record how a held attempt was answered."""

    held: Held
    pin: str
    reason_index: int
    admit: bool
    uid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Ask the registrar for the form of whoever comes without a pass, or of whom an answer in it now names."""

    visit: Visit


Ask = ReadText | ReadCode | OpenForm | Decide | Undo | Acknowledge | Reveal | AnswerHold
