"""Everything that can happen to the gate screen, as past participles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from gate_terminal.application.screen.answer import Alarm, Answer, Held, Line
from gate_terminal.application.screen.signs import Counters, Hint, Notice, Organ, OrganHealth, StartStep
from gate_terminal.application.screen.values import NumberedCode
from gate_terminal.application.screen.visit import Visit
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.particulars import Particular
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Purpose, Reason, Site


@dataclass(frozen=True, slots=True)
class Ticked:
    """Time went on: `clock` monotonic seconds, `now` the wall clock of the site."""

    clock: float
    now: datetime


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A task of the start began, ended or failed."""

    step: StartStep


@dataclass(frozen=True, slots=True)
class Started:
    """All tasks of the start are done; the lane is open."""


@dataclass(frozen=True, slots=True)
class OrganReported:
    """The health of one organ changed."""

    organ: Organ
    health: OrganHealth


@dataclass(frozen=True, slots=True)
class BooksRead:
    """The registrar counted and read the latest passages, the guard's own last one, who waits, and open alarms."""

    counters: Counters
    recent: tuple[Line, ...]
    own_last: Line | None = None
    held: tuple[Held, ...] = ()
    lane: LaneTold | None = None
    alarms: tuple[Alarm, ...] = ()


@dataclass(frozen=True, slots=True)
class LaneTold:
    """What the policy in force makes of this lane, and how many are inside by the ledger.

    `capacity` is None where heads are not counted; `takes_forms` says that whoever comes is asked for particulars.
    """

    site: Site
    takes_forms: bool
    inside: int | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class HintGiven:
    """The picture says what the person could do better, or no longer does."""

    hint: Hint | None


@dataclass(frozen=True, slots=True)
class SeveralShown:
    """The camera sees several passes and takes none by itself; empty where there is nothing to choose any more."""

    codes: tuple[NumberedCode, ...]


@dataclass(frozen=True, slots=True)
class PassRead:
    """Somebody is identified, by a pass shown, scanned or typed, or by an address.

    `asked` is the number of the ask that this answers, None for a pass that the camera saw.
    """

    visit: Visit
    asked: int | None = None
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class PassRejected:
    """What was shown or typed identifies nobody, and why."""

    notice: Notice
    detail: str = ""
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The answer is in the ledger."""

    answer: Answer
    asked: int


@dataclass(frozen=True, slots=True)
class NotRecorded:
    """The ledger could not take the passage; nothing was decided."""

    fault: Fault
    detail: str
    asked: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceLost:
    """The lane cannot work; the registrar tries again by itself."""

    fault: Fault
    detail: str


@dataclass(frozen=True, slots=True)
class ServiceBack:
    """The lane works again."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The guard's last passage was voided."""

    asked: int


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """It is in the ledger that the guard has taken note of a fever."""

    asked: int


@dataclass(frozen=True, slots=True)
class NamesRevealed:
    """It is in the ledger that names are shown in full."""

    asked: int


@dataclass(frozen=True, slots=True)
class AskRefused:
    """The registrar will not do what was asked, and why."""

    notice: Notice
    asked: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HoldAnswered:
    """The supervisor answered a hold; the answer is in the ledger."""

    answer: Answer
    asked: int
    held_uid: str
    lifted: tuple[Reason, ...] = ()
    """To which holds the supervisor has said yes so far; the answer may hold for another reason."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A character came from a keyboard, the number pad or a touch on the screen's pad."""

    character: str


@dataclass(frozen=True, slots=True)
class Erased:
    """The last character was taken back."""


@dataclass(frozen=True, slots=True)
class TextScanned:
    """A USB scanner delivered a whole code."""

    text: str


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Enter. `uid` names the attempt that this may begin, `at` is the moment."""

    uid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Escaped:
    """Esc: one step back."""


@dataclass(frozen=True, slots=True)
class PurposeStepped:
    """``+``: the next purpose (or the next kind of visitor, or the supervisor's next reason)."""


@dataclass(frozen=True, slots=True)
class PurposeChosen:
    """A purpose was touched; `letter` says whether an employer's letter was shown."""

    purpose: Purpose
    letter: bool = False


@dataclass(frozen=True, slots=True)
class DirectionTurned:
    """``-``: out becomes in, in becomes out."""


@dataclass(frozen=True, slots=True)
class MaskTurned:
    """``*``: mask worn or not; after a verdict for want of a mask, one was handed out."""

    uid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CompanionTurned:
    """``/``: a child comes along or not; on the way home, from outside the city or not.

    For a visitor, the host's word or a paper was given or not.
    """


@dataclass(frozen=True, slots=True)
class PersonStepped:
    """``.`` on an empty field: the next member of the household stands here."""


@dataclass(frozen=True, slots=True)
class PersonChosen:
    """A member was touched."""

    index: int


@dataclass(frozen=True, slots=True)
class ParticularChosen:
    """A question of the form was touched; None for the temperature."""

    particular: Particular | None


@dataclass(frozen=True, slots=True)
class AnswerChosen:
    """An answer to what is being asked was touched."""

    answer: str


@dataclass(frozen=True, slots=True)
class CodeChosen:
    """One of several passes in view was chosen by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class NoPassChosen:
    """F2: somebody came without a pass; of who stands here, what there is to the pass or to having none."""


@dataclass(frozen=True, slots=True)
class OthersChosen:
    """F4: a visitor, courier or vehicle; `uid` names the attempt."""

    uid: str


@dataclass(frozen=True, slots=True)
class EmergencyChosen:
    """F9: let through at once, details later."""

    uid: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReadingBegun:
    """A finger asks for the keys with which the next reading is typed; on a keyboard its first digit does."""


@dataclass(frozen=True, slots=True)
class PadTurned:
    """The field was touched: the keys for a serial are shown on the screen, or put away."""


@dataclass(frozen=True, slots=True)
class NamesAsked:
    """F6: names and phone in full, for the one who stands here; it is logged."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SupervisorCalled:
    """F8: the supervisor answers who waits."""


@dataclass(frozen=True, slots=True)
class HeldStepped:
    """Another one of those who wait."""


@dataclass(frozen=True, slots=True)
class ProofTurned:
    """F3: why this verdict."""


@dataclass(frozen=True, slots=True)
class UndoChosen:
    """Ctrl+Z: the guard takes back the last passage."""

    at: datetime


@dataclass(frozen=True, slots=True)
class TemperatureMeasured:
    """A thermometer that reports by itself gave the reading `of` (see `Visit.next_reading`)."""

    temperature: Temperature
    uid: str
    at: datetime
    of: tuple[str, int]


@dataclass(frozen=True, slots=True)
class LanguageTurned:
    """Chinese becomes English, English becomes Chinese."""


@dataclass(frozen=True, slots=True)
class ThemeTurned:
    """Day becomes night, night becomes day."""


@dataclass(frozen=True, slots=True)
class VoiceTurned:
    """F7: prompts are spoken, or no longer."""


Report = (
    Ticked
    | StepTaken
    | Started
    | OrganReported
    | BooksRead
    | HintGiven
    | SeveralShown
    | PassRead
    | PassRejected
    | Decided
    | NotRecorded
    | ServiceLost
    | ServiceBack
    | Undone
    | Acknowledged
    | NamesRevealed
    | AskRefused
    | HoldAnswered
)
"""What the terminal itself tells the screen."""

Gesture = (
    Typed
    | Erased
    | TextScanned
    | Confirmed
    | Escaped
    | PurposeStepped
    | PurposeChosen
    | DirectionTurned
    | MaskTurned
    | CompanionTurned
    | PersonStepped
    | PersonChosen
    | ParticularChosen
    | AnswerChosen
    | CodeChosen
    | NoPassChosen
    | OthersChosen
    | EmergencyChosen
    | ReadingBegun
    | PadTurned
    | NamesAsked
    | SupervisorCalled
    | HeldStepped
    | UndoChosen
    | TemperatureMeasured
)
"""What comes from the guard's hand, or from an instrument in it."""

View = ProofTurned | LanguageTurned | ThemeTurned | VoiceTurned
"""What changes the look and nothing else."""

Event = Report | Gesture | View
