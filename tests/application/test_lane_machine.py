"""Any morning at the gate: real screen, real registrar, real ledger, and a disk that fails when it likes."""

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from gate_terminal.application.place import Place
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen import events
from gate_terminal.application.screen.asks import Decide
from gate_terminal.application.screen.events import Escaped, NotRecorded, ServiceBack, ServiceLost, Typed
from gate_terminal.application.screen.signs import Stage
from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.domain.words import Direction, PassShown, Purpose, Reason, Verdict
from gate_terminal.ledger.passage import Passage
from gate_terminal.ledger.reading import Asked
from gate_terminal.ledger.rows import EventKind

from .conftest import PIN, Compound
from .gate import Gate

HIGH = 373
TEMPLATE: list[Compound] = []


def test_a_template_is_at_hand(template: Compound) -> None:
    """The machine below copies the compound that the fixtures of this folder make."""
    TEMPLATE.append(template)
    assert template.place.ledger.exists()


class Morning(RuleBasedStateMachine):
    """Whatever the order of passes, keys, faults and new starts, screen and ledger tell the same."""

    @initialize()
    def open(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="morning-"))
        place = Place(self.folder / "terminal")
        shutil.copytree(TEMPLATE[0].place.root, place.root)
        compound = Compound(place, TEMPLATE[0].passes, type(TEMPLATE[0].clock)())
        self.gate = Gate(compound, Registrar(place, compound.settings, compound.clock))
        self.fails: list[str] = []
        self.hook()

    def hook(self) -> None:
        """Let the ledger fail before or after it has written, as a test says."""
        ledger = self.gate.registrar._ledger
        plain = ledger.record

        def record(*arguments: object, **options: object) -> Passage:
            fails = self.fails.pop() if self.fails else ""
            if fails == "before":
                raise WorldFault(Fault.LEDGER_FULL, "full")
            passage = plain(*arguments, **options)  # type: ignore[arg-type]
            if fails == "after":
                raise WorldFault(Fault.LEDGER_IO, "nobody knows")
            return passage

        ledger.record = record  # type: ignore[method-assign]

    # What happens

    @rule(address=st.sampled_from(["3-2-501", "3-2-502", "5-1-102"]))
    def a_pass_is_shown(self, address: str) -> None:
        taken = self.gate.screen.accepts_pass
        self.gate.show(address)
        if taken:
            assert self.gate.screen.stage is Stage.IDENTIFIED

    @rule(address=st.sampled_from(["3-2-501", "3-2-502"]), typed=st.sampled_from(["374", "376", "365"]))
    def somebody_comes(self, address: str, typed: str) -> None:
        self.gate.happen(Escaped(), Escaped(), Escaped()).show(address).measure(typed)

    @rule(address=st.sampled_from(["3-2-502", "5-1-102"]))
    def a_fever_is_found(self, address: str) -> None:
        self.gate.happen(Escaped(), Escaped(), Escaped()).show(address).measure("A378")

    @rule(address=st.sampled_from(["3-2-502", "5-1-102"]))
    def an_ambulance_passes_over_a_fever(self, address: str) -> None:
        self.a_fever_is_found(address)
        self.emergency()

    @precondition(lambda self: self.gate.screen.unseen)
    @rule(text=st.sampled_from(["3-2-501", "serial"]), desk=st.booleans())
    def the_next_one_is_in_a_hurry(self, text: str, desk: bool) -> None:
        typed = self.gate.compound.passes["3-2-501"].serial if text == "serial" else text
        self.gate.happen(*([events.SupervisorCalled()] if desk else []), *map(Typed, typed)).enter()

    @rule()
    def the_guard_takes_note(self) -> None:
        if self.gate.screen.shows_fever:
            self.gate.wait(2).enter()

    @rule(typed=st.sampled_from(["365", "374", "376", "Lo", "A364", "A378", "991", "36"]))
    def a_temperature_is_typed(self, typed: str) -> None:
        self.gate.measure(typed)

    @rule(serial=st.sampled_from(["ZZ365", "11B5Z365", "3-2-501"]))
    def a_number_is_typed(self, serial: str) -> None:
        waits = self.gate.screen.visit
        before = self.rows()
        self.gate.happen(*map(Typed, serial)).enter()
        if waits is not None and serial != "3-2-501":
            assert self.rows() == before, "a number became a temperature"

    @rule()
    def enter(self) -> None:
        self.gate.enter()

    @rule(
        gesture=st.sampled_from(
            [
                Escaped(),
                events.DirectionTurned(),
                events.PersonStepped(),
                events.PurposeChosen(Purpose.MEDICAL),
                events.CompanionTurned(),
                events.NoPassChosen(),
                events.SupervisorCalled(),
                events.HeldStepped(),
                events.Erased(),
            ]
        )
    )
    def a_gesture(self, gesture: events.Gesture) -> None:
        self.gate.happen(gesture)

    @rule()
    def mask(self) -> None:
        self.gate.happen(events.MaskTurned(self.gate.uid(), self.gate.compound.clock.now()))

    @rule()
    def emergency(self) -> None:
        self.gate.happen(events.EmergencyChosen(self.gate.uid(), self.gate.compound.clock.now()))

    @rule()
    def undo(self) -> None:
        self.gate.happen(events.UndoChosen(self.gate.compound.clock.now()))

    @rule(address=st.sampled_from(["3-2-501", "3-2-502"]), admit=st.sampled_from([None, True, False]))
    def somebody_is_held(self, address: str, admit: bool | None) -> None:
        self.gate.wait(2).enter().happen(Escaped(), Escaped()).show(address)
        self.gate.happen(events.CompanionTurned()).measure("365")
        if admit is not None and self.gate.screen.held:
            self.the_supervisor_answers(admit, regret=True)

    @rule(
        address=st.sampled_from(["3-2-501", "3-2-502"]),
        home=st.booleans(),
        steps=st.integers(0, 3),
        slash=st.booleans(),
        admit=st.booleans(),
    )
    def the_guard_sees_more_than_the_pass(self, address: str, home: bool, steps: int, slash: bool, admit: bool) -> None:
        self.gate.wait(2).enter().happen(Escaped(), Escaped()).show(address)
        visit = self.gate.screen.visit
        if self.gate.screen.stage is not Stage.IDENTIFIED or visit is None:
            return
        if home is (visit.direction is Direction.OUT):
            self.gate.happen(events.DirectionTurned())
        self.gate.happen(*[events.NoPassChosen()] * steps, *[events.CompanionTurned()] * slash).measure("365")
        if admit and self.gate.screen.held:
            self.the_supervisor_answers(admit, regret=True)

    @precondition(lambda self: self.gate.screen.held)
    @rule(admit=st.booleans(), regret=st.booleans())
    def the_supervisor_answers(self, admit: bool, regret: bool) -> None:
        if self.gate.screen.stage not in {Stage.WATCHING, Stage.SHOWING, Stage.HOLDING}:
            return
        self.gate.happen(events.SupervisorCalled(), *map(Typed, PIN))
        if not admit:
            self.gate.happen(events.DirectionTurned())
        self.gate.enter()
        if regret:
            # The guard's, not the supervisor's.
            self.undo()
        self.gate.happen(Escaped())

    @rule(seconds=st.sampled_from([1, 20, 61, 150, 1900, 26 * 3600]))
    def time_goes_on(self, seconds: int) -> None:
        self.gate.wait(seconds)

    @rule(when=st.sampled_from(["before", "after"]))
    def the_disk_will_fail(self, when: str) -> None:
        self.fails = [when]

    @precondition(lambda self: self.gate.screen.stage is Stage.OUT_OF_SERVICE)
    @rule()
    def the_disk_is_back(self) -> None:
        self.gate.tell(self.gate.registrar.books())
        self.gate.tell(ServiceBack())

    @rule(lost=st.sampled_from([NotRecorded(Fault.LEDGER_BUSY, "busy"), ServiceLost(Fault.LEDGER_IO, "I/O")]))
    def housekeeping_fails(self, lost: NotRecorded | ServiceLost) -> None:
        """A fault without a question, and the lane is back."""
        before = self.gate.screen
        if before.stage is Stage.OUT_OF_SERVICE:
            return
        self.gate.tell(lost)
        self.gate.tell(ServiceBack())
        after = self.gate.screen
        assert (after.stage, after.visit, after.answer) == (before.stage, before.visit, before.answer)

    @rule(address=st.sampled_from(["3-2-501", "3-2-502"]), lost=st.booleans())
    def a_question_waits_while_the_ledger_is_lost(self, address: str, lost: bool) -> None:
        """The registrar is at its housekeeping when Enter is pressed: the question waits in the inbox."""
        if not self.gate.screen.accepts_pass:
            return
        self.gate.show(address).happen(*map(Typed, "365"))
        carry_out, self.gate.carry_out = self.gate.carry_out, lambda: None  # type: ignore[method-assign]
        self.gate.enter()
        open_question = self.gate.screen.ask
        assert isinstance(open_question, Decide)
        if lost:
            self.gate.tell(NotRecorded(Fault.LEDGER_BUSY, "busy"))
        self.gate.happen(Escaped(), events.DirectionTurned()).enter()
        self.gate.tell(ServiceBack())
        assert self.gate.screen.ask == open_question, "asked once, whatever was pressed meanwhile"
        self.gate.carry_out = carry_out  # type: ignore[method-assign]
        self.gate.carry_out()

    @rule()
    def the_program_starts_anew(self) -> None:
        waiting = [held.answer.attempt.uid for held in self.gate.screen.held]
        unknown = self.gate.screen.stage is Stage.OUT_OF_SERVICE
        self.gate.restart()
        self.hook()
        now = [held.answer.attempt.uid for held in self.gate.screen.held]
        # A passage that was written although the disk reported an error is known again from now on.
        assert unknown or [uid for uid in now if uid in waiting] == now, "who waits is who waited"

    # What must be true

    def rows(self) -> list[Passage]:
        return list(self.gate.registrar._ledger.passages(Asked()))

    @invariant()
    def what_is_shown_is_what_is_written(self) -> None:
        if not hasattr(self, "gate") or self.gate.screen.answer is None:
            return
        shown = self.gate.screen.answer
        written = self.gate.registrar._ledger.passage(shown.attempt.uid)
        assert written is not None
        assert written.decision == shown.decision
        assert (written.attempt.direction, written.attempt.person) == (shown.attempt.direction, shown.attempt.person)
        visit = self.gate.screen.visit
        if visit is not None and not shown.again and visit.uid == shown.attempt.uid:
            assert (visit.direction, visit.person.id) == (shown.attempt.direction, shown.attempt.person)

    @invariant()
    def nobody_with_a_fever_goes_out_and_nobody_is_refused_the_way_home(self) -> None:
        if not hasattr(self, "gate"):
            return
        for passage in self.rows():
            attempt, decision = passage.attempt, passage.decision
            high = [r for r in attempt.temperatures if r.tenths is not None and r.tenths >= HIGH]
            if len(high) > 1 and decision.reason is not Reason.EMERGENCY:
                assert decision.verdict is Verdict.ISOLATE
            if attempt.direction is Direction.IN and attempt.subject.value == "resident":
                assert decision.verdict is not Verdict.REFUSE

    @invariant()
    def what_the_guard_saw_is_never_passed_over(self) -> None:
        if not hasattr(self, "gate"):
            return
        for passage in self.rows():
            attempt, decision = passage.attempt, passage.decision
            seen, out = attempt.circumstances, attempt.direction is Direction.OUT
            assert not (seen.from_outside_city if out else seen.paper_mark_today or seen.child_with)
            let = decision.verdict is Verdict.ALLOW
            if not let or decision.reason in {Reason.OK_SUPERVISOR, Reason.EMERGENCY}:
                continue
            assert seen.pass_shown is not PassShown.OTHER_HOUSEHOLD
            assert not seen.from_outside_city
            assert not (seen.paper_mark_today and decision.counted)

    @invariant()
    def a_high_reading_is_answered_by_the_same_persons_next_attempt(self) -> None:
        if not hasattr(self, "gate"):
            return
        doubts: dict[tuple[str, str], Passage] = {}
        for passage in self.rows():
            who = passage.attempt.party, passage.attempt.person
            before = doubts.get(who)
            if passage.void is not None or passage.decision.reason is Reason.EMERGENCY:
                continue
            near = before is not None and (passage.attempt.at - before.attempt.at).total_seconds() <= 1800
            if before is not None and near and before.decision.verdict is Verdict.REMEASURE:
                kept = before.attempt.temperatures
                assert passage.attempt.temperatures[: len(kept)] == kept, "a reading was forgotten"
            doubts[who] = passage

    @invariant()
    def nobody_is_served_before_a_fever_that_nobody_acknowledged(self) -> None:
        """Over an ambulance, a fault and a new start: it is on the screen, or comes as soon as that is through."""
        if not hasattr(self, "gate"):
            return
        screen, ledger = self.gate.screen, self.gate.registrar._ledger
        since = self.gate.compound.clock.now() - timedelta(hours=12)
        fevers = {p.uid for p in ledger.passages(Asked(since=since, verdict=Verdict.ISOLATE)) if p.void is None}
        open_ones = fevers - {event.about for event in ledger.events(EventKind.ACKNOWLEDGED)}
        if not open_ones or screen.stage is Stage.OUT_OF_SERVICE or screen.shows_fever:
            return
        assert screen.desk is None
        assert screen.stage is not Stage.WATCHING
        if screen.answer is not None:
            assert screen.answer.decision.reason is Reason.EMERGENCY, "somebody was served before a fever"
        elif screen.visit is not None:
            emergency = screen.visit.purpose is Purpose.EMERGENCY
            assert emergency or screen.visit.uid in open_ones, "somebody was identified before a fever"

    @invariant()
    def a_supervisors_answer_is_not_taken_back_by_a_guard(self) -> None:
        if not hasattr(self, "gate"):
            return
        answers = {event.about for event in self.gate.registrar._ledger.events(EventKind.OVERRIDE)}
        assert not [passage for passage in self.rows() if passage.uid in answers and passage.void is not None]

    @invariant()
    def a_guard_can_go_on(self) -> None:
        if not hasattr(self, "gate"):
            return
        screen = self.gate.screen
        assert not screen.asking
        if screen.stage is Stage.IDENTIFIED:
            assert screen.visit is not None
        if screen.desk is not None:
            assert screen.desk.index < len(screen.held)

    def teardown(self) -> None:
        if hasattr(self, "gate"):
            self.gate.registrar.close()
            shutil.rmtree(self.folder)


TestMorning = Morning.TestCase
TestMorning.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
