"""What the guard sees, as one frozen value; `render` in the window draws it and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from gate_terminal.application.screen.lane_form import LaneForm
from gate_terminal.domain.attempt import Attempt, Circumstances
from gate_terminal.domain.decision import Decision
from gate_terminal.domain.facts import Outing, PartyState
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.people import Household, Person
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import CORDONS, Direction, Language, Purpose, Reason, Site, Subject, Verdict

LEAST_SECONDS = 1.2
"""An answer is seen at least so long before a code that was scanned too early, or a second Enter, takes its place."""


class Stage(StrEnum):
    """What the right-hand panel shows."""

    STARTING = "starting"
    WATCHING = "watching"
    IDENTIFIED = "identified"
    DECIDING = "deciding"
    SHOWING = "showing"
    HOLDING = "holding"
    OUT_OF_SERVICE = "out_of_service"


class Theme(StrEnum):
    """Light ground or dark ground."""

    DAY = "day"
    NIGHT = "night"


class Lamp(StrEnum):
    """One health sign at the top; green only when true."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    ABSENT = "absent"


class Organ(StrEnum):
    """The parts of the terminal whose health is shown."""

    CAMERA = "camera"
    LEDGER = "ledger"
    KEY_LIST = "key_list"
    THERMOMETER = "thermometer"
    SCANNER = "scanner"


class Notice(StrEnum):
    """A passing message under the picture or beside the field; each has its words in the window."""

    OTHER_CODE = "other_code"
    DAMAGED = "damaged"
    MALFORMED = "malformed"
    UNSUPPORTED_VERSION = "unsupported_version"
    UNKNOWN_KEY = "unknown_key"
    BAD_SIGNATURE = "bad_signature"
    KEY_REVOKED = "key_revoked"
    KEY_NOT_ALLOWED = "key_not_allowed"
    WRONG_ZONE = "wrong_zone"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    NOT_IN_REGISTER = "not_in_register"
    GATE_NOT_READY = "gate_not_ready"
    SERIAL_WRONG = "serial_wrong"
    NOT_FOUND = "not_found"
    SEVERAL_FOUND = "several_found"
    NO_READING = "no_reading"
    NOTHING_TO_UNDO = "nothing_to_undo"
    UNDONE = "undone"
    INTERNAL = "internal"
    TIMED_OUT = "timed_out"
    NO_ANSWER = "no_answer"
    HOLD_CHANGED = "hold_changed"
    NOBODY_WAITS = "nobody_waits"
    PIN_MISSING = "pin_missing"
    PIN_WRONG = "pin_wrong"
    PIN_LOCKED = "pin_locked"
    ADMITTED = "admitted"
    LIST_STALE = "list_stale"


class Hint(StrEnum):
    """What the person before the camera could do better."""

    TOO_DARK = "too_dark"
    GLARE = "glare"
    TOO_FAR = "too_far"
    TOO_CLOSE = "too_close"
    MOVE_SLOWER = "move_slower"
    HOLD_FLAT = "hold_flat"


@dataclass(frozen=True, slots=True)
class OrganHealth:
    """How one organ is; `fault` says why it is not well."""

    lamp: Lamp = Lamp.ABSENT
    fault: Fault | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Counters:
    """Today at this terminal, in passages (`out_now` in persons).

    `out_now`, `out_today` and `in_today` are of who lives here, who goes out and comes home; `let_out_today` and
    `let_in_today` of everybody who was let through, guests, vehicles and ambulances too.
    """

    out_now: int = 0
    out_today: int = 0
    in_today: int = 0
    refused_today: int = 0
    held_today: int = 0
    fever_today: int = 0
    let_out_today: int = 0
    let_in_today: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the strip of latest passages; the label is already masked as far as it must be."""

    uid: str
    seq: int
    at: datetime
    label: str
    direction: Direction
    temperatures: tuple[str, ...]
    verdict: Verdict
    subject: Subject = Subject.RESIDENT
    """Says who it was where there is no address."""
    void: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """Readings of one member for which the ledger still waits for another one."""

    person: str
    readings: tuple[Temperature, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """Who stands at the gate and what has been entered so far; it becomes an :class:`Attempt`.

    `state` and `turn_from` are the ledger's knowledge when the pass was read, for the eyes only: the
    decision reads its own facts.
    """

    uid: str
    label: str
    subject: Subject
    party: str
    persons: tuple[Person, ...]
    household: Household | None = None
    serial: str | None = None
    serial_typed: bool = False
    practice: bool = False
    state: PartyState = field(default_factory=PartyState)
    turn_from: datetime | None = None
    """From when the household's next turn holds; None where it has never been out."""
    has_turns: bool = True
    """Whether outings of whoever stands here use turns at all, by the policy of now; for the eyes only."""
    direction: Direction = Direction.OUT
    direction_chosen: bool = False
    """The guard has turned the direction: it stays, whoever of the household is chosen then."""
    purpose: Purpose = Purpose.SHOPPING
    person_index: int = 0
    circumstances: Circumstances = field(default_factory=Circumstances)
    doubts: tuple[Doubt, ...] = ()
    """Which members the ledger has asked to be measured again in the last half hour."""
    readings: tuple[Temperature, ...] = ()
    typed: str = ""
    form: LaneForm | None = None
    """What this lane asks besides; None where it asks nothing."""
    by_hand: bool = False
    """The guard has changed something: a thermometer that reports by itself fills in, Enter decides."""
    seen: tuple[float, float] | None = None
    """When the camera's frame was captured and when the code in it was read, in monotonic seconds."""
    unrecorded: bool = False
    """The ledger could not take this attempt; Enter asks again, with the same id and readings."""
    asked_before: bool = False
    """The uid stands for an attempt that was answered, or that was another one; the next one needs its own."""

    @property
    def person(self) -> Person:
        """The member who stands here."""
        return self.persons[self.person_index]

    @property
    def next_reading(self) -> tuple[str, int]:
        """Name the reading that comes next: of this visit, after so many of everybody in it."""
        return self.uid, sum(map(len, (self.readings, *self.circumstances.companions)))

    @property
    def outing(self) -> Outing | None:
        """The outing from which this person would come home, if any."""
        return next((o for o in self.state.still_out if o.person == self.person.id), None)


@dataclass(frozen=True, slots=True)
class Cause:
    """An earlier passage that caused an answer, as people remember it; its `uid` is for the records."""

    uid: str
    at: datetime
    person_name: str
    subject: Subject
    """Says who it was where there is no name."""
    direction: Direction
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Answer:
    """A recorded answer: it is in the ledger already when the screen learns of it."""

    attempt: Attempt
    decision: Decision
    seq: int
    recorded_at: datetime
    label: str
    person_name: str
    cause_name: str = ""
    """The name of whoever caused the verdict (masked by the window)."""
    causes: tuple[Cause, ...] = ()
    """The passages that the proof names, as far as they are here."""
    again: bool = False
    """A duplicate: the last answer is shown again."""


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody who waits for the supervisor."""

    answer: Answer
    visit: Visit
    lifted: tuple[Reason, ...] = ()
    """The holds before this one, to which the supervisor has said yes."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A fever that nobody has acknowledged yet."""

    answer: Answer
    visit: Visit | None = None


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Somebody whose readings, taken at `clock`, the ledger could not take."""

    party: str
    person: str
    readings: tuple[Temperature, ...]
    clock: float


@dataclass(frozen=True, slots=True)
class ReadText:
    """Ask the registrar whom this text identifies: one that was typed, or one that a scanner delivered."""

    text: str
    no_pass: bool = False
    scanned: bool = False


@dataclass(frozen=True, slots=True, order=True)
class NumberedCode:
    """One of several passes in view: the number that the picture shows beside it, and what its code holds."""

    number: int
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadCode:
    """Ask the registrar whom this code, chosen among several in view, identifies."""

    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WaitingText:
    """What a scanner delivered while no pass was accepted; `until` and `not_before` are monotonic seconds."""

    text: str
    until: float
    not_before: float = 0.0


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


@dataclass(frozen=True, slots=True)
class SupervisorDesk:
    """The supervisor's panel: which held person, what PIN so far, which reason."""

    index: int = 0
    pin: str = ""
    reason_index: int = 0
    admit: bool = True


@dataclass(frozen=True, slots=True)
class StartStep:
    """One named task of the start; it may fail."""

    name: str
    done: bool = False
    fault: Fault | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """The whole screen. `clock` is monotonic seconds, `now` the wall clock, both as of the last tick."""

    stage: Stage = Stage.STARTING
    site: Site = Site.COMPOUND
    site_name: str = ""
    gate: str = ""
    lane: str = ""
    guard: str = ""
    language: Language = Language.ZH
    theme: Theme = Theme.DAY
    practice: bool = False
    names_shown: bool = False
    """Names and phone of the one who stands here are shown in full."""
    voice: bool = True
    """Prompts are spoken where this computer has a voice."""
    clock: float = 0.0
    now: datetime | None = None
    ends_at: float | None = None
    """When (monotonic) the present stage ends by itself."""
    steps: tuple[StartStep, ...] = ()
    health: tuple[tuple[Organ, OrganHealth], ...] = ()
    counters: Counters = field(default_factory=Counters)
    inside: int | None = None
    """How many are inside by the ledger, where the lane counts heads; `capacity` is how many may be."""
    capacity: int | None = None
    takes_forms: bool = False
    """Whoever comes is asked for particulars: F4 and the field open a form."""
    recent: tuple[Line, ...] = ()
    own_last: Line | None = None
    """The latest passage of the guard on duty at this lane: all that can be undone here."""
    undo_until: float = float("-inf")
    """Until when (monotonic) it can be: no step of the wall clock makes the time longer or shorter."""
    held: tuple[Held, ...] = ()
    doubtful: tuple[Doubtful, ...] = ()
    pass_text: str = ""
    refused_text: str = ""
    """What was typed and looked up in vain, and stands in the field unchanged."""
    """What stands in the pass number field."""
    pad: bool = False
    """The keys for a serial are shown on the screen."""
    no_pass: bool = False
    """The field takes an address: somebody came without a pass."""
    visit: Visit | None = None
    given_up: int = 0
    """Rises with every visit that was left without an answer; a pass that is still held is then read again."""
    answer: Answer | None = None
    shown_at: float = float("-inf")
    """Since when (monotonic) the answer is shown."""
    unseen: tuple[Alarm, ...] = ()
    """Fevers that wait to be acknowledged: an ambulance had to pass over them, or the program began anew."""
    proof_shown: bool = False
    desk: SupervisorDesk | None = None
    notice: Notice | None = None
    notice_detail: str = ""
    notice_ends_at: float | None = None
    hint: Hint | None = None
    in_view: tuple[NumberedCode, ...] = ()
    """Several passes between which the guard chooses, as the lookout last told."""
    dealt_with: tuple[bytes, ...] = field(default=(), repr=False)
    """Which of them the guard chose or ignored last."""
    waiting: WaitingText | None = None
    fault: Fault | None = None
    fault_detail: str = ""
    ask: Ask | None = None
    ask_number: int = 0
    """Rises with every new `ask`; the shell carries each out once."""

    @property
    def accepts_pass(self) -> bool:
        """Whether a pass shown now is taken; a code seen while it is not does not count as seen."""
        if self.desk is not None or self.asking:
            return False
        match self.stage:
            case Stage.WATCHING:
                return True
            case Stage.SHOWING | Stage.HOLDING:
                return not self.alarmed
            case Stage.STARTING | Stage.IDENTIFIED | Stage.DECIDING | Stage.OUT_OF_SERVICE:
                return False

    @property
    def typing_begins_anew(self) -> bool:
        """Whether the next character takes the place of the text that was found nowhere; erasing mends it instead."""
        return self.pass_text != "" and self.pass_text == self.refused_text

    @property
    def has_addresses(self) -> bool:
        """Whether somebody without a pass may be known by an address: the forms of a zone's lanes ask for none."""
        return self.site in CORDONS or not self.takes_forms

    @property
    def shows_fever(self) -> bool:
        """Whether a fever is on the screen that nobody has acknowledged."""
        return self.answer is not None and self.answer.decision.verdict is Verdict.ISOLATE

    @property
    def alarmed(self) -> bool:
        """Whether a fever that nobody has acknowledged is on the screen or comes next: nobody else is served before."""
        return self.shows_fever or bool(self.unseen)

    @property
    def just_shown(self) -> bool:
        """Whether nobody can have read the answer yet."""
        return self.clock < self.shown_at + LEAST_SECONDS

    @property
    def takes_code(self) -> bool:
        """Whether a code before the camera is taken now; one held up too early lets the answer be seen first."""
        return self.accepts_pass and not (self.stage in {Stage.SHOWING, Stage.HOLDING} and self.just_shown)

    @property
    def awaits_reading(self) -> bool:
        """Whether a temperature typed now belongs to the person whose verdict is shown."""
        if self.answer is None or self.visit is None or self.stage not in {Stage.SHOWING, Stage.HOLDING}:
            return False
        decision = self.answer.decision
        return decision.verdict is Verdict.REMEASURE or decision.reason is Reason.TEMP_UNREADABLE

    @property
    def types_pass(self) -> bool:
        """Whether a pass number is being typed beside what the panel shows: all that comes belongs to it."""
        shown = self.visit.serial if self.visit is not None else None
        beside = self.stage in {Stage.IDENTIFIED, Stage.SHOWING, Stage.HOLDING}
        return beside and self.pass_text not in {"", shown}

    @property
    def typed(self) -> str:
        """What is being typed now, wherever it goes: a PIN, a pass number, an answer, a temperature."""
        if self.desk is not None:
            return self.desk.pin
        if self.visit is None or self.types_pass or self.stage is not Stage.IDENTIFIED:
            return self.pass_text
        form = self.visit.form
        return self.visit.typed if form is None or form.asking is None else form.typed

    @property
    def choices(self) -> tuple[NumberedCode, ...]:
        """The passes between which the guard may choose now."""
        return self.in_view if self.accepts_pass else ()

    @property
    def asking(self) -> bool:
        """Whether the registrar owes an answer."""
        return self.ask is not None

    def organ(self, organ: Organ) -> OrganHealth:
        """Return the health of one organ."""
        return dict(self.health).get(organ, OrganHealth())

    def with_organ(self, organ: Organ, health: OrganHealth) -> Screen:
        """Return this screen with one organ's health replaced."""
        return replace(self, health=tuple(sorted({**dict(self.health), organ: health}.items())))
