"""What the guard sees, as one frozen value; `render` in the window draws it and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from gate_terminal.application.screen.answer import Alarm, Answer, Held, Line
from gate_terminal.application.screen.asks import Ask
from gate_terminal.application.screen.signs import Counters, Hint, Notice, Organ, OrganHealth, Stage, StartStep, Theme
from gate_terminal.application.screen.visit import Doubtful, Visit
from gate_terminal.domain.faults import Fault
from gate_terminal.domain.words import CORDONS, Language, Reason, Site, Verdict

LEAST_SECONDS = 1.2
"""An answer is seen at least so long before a code that was scanned too early, or a second Enter, takes its place."""


@dataclass(frozen=True, slots=True, order=True)
class NumberedCode:
    """One of several passes in view: the number that the picture shows beside it, and what its code holds."""

    number: int
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WaitingText:
    """What a scanner delivered while no pass was accepted; `until` and `not_before` are monotonic seconds."""

    text: str
    until: float
    not_before: float = 0.0


@dataclass(frozen=True, slots=True)
class SupervisorDesk:
    """The supervisor's panel: which held person, what PIN so far, which reason."""

    index: int = 0
    pin: str = ""
    reason_index: int = 0
    admit: bool = True


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
    """What stands in the pass number field."""
    refused_text: str = ""
    """What was typed and looked up in vain, and stands in the field unchanged."""
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
