"""A form in the making: what a lane asks of whoever stands in it, what is answered, and what is asked next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gate_terminal.domain.forms import Asked, Form
from gate_terminal.domain.particulars import (
    CLOSED,
    LONGEST,
    SPECS,
    Fill,
    Kind,
    Particular,
    Values,
    is_asked,
    read_answer,
    value_of,
    with_value,
)
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.words import Direction, Site, Subject


@dataclass(frozen=True, slots=True)
class LaneForm:
    """The form of one visit.

    `before` is what was answered at the last visit (at the entry, for who leaves); it proposes. `asking` is the
    particular that is being asked, None once it is the readings' turn. `named` are the numbered answers that only the
    register knows (companies, people of the roster), `typed` what stands in the field.
    """

    site: Site
    policy: Policy
    subject: Subject
    direction: Direction
    lane: str = ""
    values: Values = ()
    before: Values = ()
    named: tuple[tuple[Particular, tuple[str, ...]], ...] = ()
    asking: Particular | None = None
    typed: str = ""
    taken_over: frozenset[Particular] = frozenset()
    """Answered by the last visit or as usual; nobody has said it today."""

    @property
    def form(self) -> Form:
        """Everything that the form holds, asked or not."""
        return self.policy.form_for(self.site, self.direction, self.subject)

    @property
    def asked(self) -> Form:
        """What is asked, as far as the answers so far tell."""
        return tuple(each for each in self.form if is_asked(each.particular, self.values))

    @property
    def answers(self) -> Values:
        """The answers that count: those to what is asked, in the order of the form."""
        told = [(each.particular.value, value_of(self.values, each.particular)) for each in self.asked]
        entry = value_of(self.before, Particular.TRAILER)
        if self.direction is Direction.OUT and entry is not None and entry != self.value(Particular.TRAILER):
            told.append((Particular.TRAILER_IN.value, entry))
        return tuple((name, value) for name, value in told if value is not None and name != Particular.WHO)

    def value(self, particular: Particular) -> str | None:
        """Return the answer to one, None where there is none."""
        return value_of(self.values, particular)

    def options(self, particular: Particular) -> Sequence[str]:
        """Return the numbered answers to one; empty where it is typed freely."""
        return dict(self.named).get(particular) or self.policy.answers_to(particular)

    @property
    def proposal(self) -> str | None:
        """What Enter on the empty field takes: the answer of last time, where there is one."""
        if self.asking is None:
            return None
        own = self.value(self.asking)
        if own is not None:
            return own
        if SPECS[self.asking].fill is not Fill.PROPOSED:
            return None
        last = value_of(self.before, self.asking)
        # Who has not been here was, as far as can be guessed, where they come from.
        return self.value(Particular.ORIGIN) if last is None and self.asking is Particular.ROUTE else last

    @property
    def takes_words(self) -> bool:
        """Whether what is asked may be answered in words of one's own."""
        if self.asking is None:
            return False
        return self.asking not in CLOSED and SPECS[self.asking].kind in {Kind.TEXT, Kind.CHOICE, Kind.REGIONS}

    def missing(self) -> Particular | None:
        """Return the first required particular without an answer."""
        return next((e.particular for e in self.asked if e.required and self.value(e.particular) is None), None)

    def begun(self) -> LaneForm:
        """Return the form with what is usual and what the last visit told taken over, at the first open question."""
        values, taken_over = self.values, set(self.taken_over)
        for each in self.form:
            if value_of(values, each.particular) is None:
                answer = self._taken_over(each)
                if answer:
                    values = with_value(values, each.particular, answer)
                    taken_over.add(each.particular)
        form = replace(self, values=values, taken_over=frozenset(taken_over), typed="")
        return replace(form, asking=form.missing())

    def _taken_over(self, each: Asked) -> str:
        spec = SPECS[each.particular]
        if each.particular is Particular.WHO:
            return self.subject
        # Who leaves is who came in: all that is asked was answered then.
        if spec.fill is Fill.LAST or self.direction is Direction.OUT:
            return value_of(self.before, each.particular) or each.usual
        return each.usual or (spec.usual if spec.fill is Fill.USUAL else "")

    def turned(self) -> LaneForm:
        """Return the form for the other way; what was answered stays."""
        other = Direction.OUT if self.direction is Direction.IN else Direction.IN
        if other not in self.policy.directions_of_lane(self.lane):
            return self
        return replace(self, direction=other, asking=None).begun()

    def typing(self, character: str) -> LaneForm:
        """Return the form with one more character in the field."""
        return replace(self, typed=(self.typed + character)[:LONGEST])

    def answered(self) -> LaneForm:
        """Return the form after Enter: the answer taken, at the next open question.

        :raises Unanswered: where what was typed is no answer.
        """
        if self.asking is None:
            return self
        answer = self.proposal
        if self.typed:
            answer = read_answer(self.asking, self.typed, self.options(self.asking), self.policy.home_province)
        if answer is None:
            required = any(each.particular is self.asking and each.required for each in self.form)
            return self if required else replace(self, asking=self.missing())
        return self.told(self.asking, answer)

    def told(self, particular: Particular, answer: str) -> LaneForm:
        """Return the form with one answer given by hand, at the next open question."""
        values = with_value(self.values, particular, answer)
        form = replace(self, values=values, typed="", taken_over=self.taken_over - {particular})
        if particular is Particular.WHO:
            form = replace(form, subject=Subject(answer), asking=None).begun()
        return replace(form, asking=form.missing())

    def at(self, particular: Particular | None) -> LaneForm:
        """Return the form at another question."""
        return replace(self, asking=particular, typed="")

    def stepped(self, by: int) -> LaneForm | None:
        """Return the form one question on or back, answered or not; None where that leads out of it."""
        questions: list[Particular | None] = [*(each.particular for each in self.asked), None]
        place = questions.index(self.asking) if self.asking in questions else 0
        if not 0 <= place + by < len(questions):
            return None
        return self.at(questions[place + by])
