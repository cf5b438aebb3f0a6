"""A fever case: what is done after a confirmed fever, each step with its time, until the outcome is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from gate_terminal.domain.attempt import Attempt
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.temperature import Method, Temperature
from gate_terminal.domain.words import Language, Subject


class FeverStep(StrEnum):
    """The steps, in the order in which they are usually taken."""

    FOUND = "found"
    MASK_AND_DISTANCE = "mask_and_distance"
    ISOLATION_POINT = "isolation_point"
    AXILLARY = "axillary"
    REPORTED = "reported"
    MEDIC = "medic"
    HANDED_OVER = "handed_over"
    DISINFECTED = "disinfected"
    HOUSEHOLD_PENDING = "household_pending"
    OUTCOME = "outcome"


class Outcome(StrEnum):
    """What the clinic said in the end."""

    CLEARED = "cleared"
    ADMITTED = "admitted"
    QUARANTINED = "quarantined"


BY_ITSELF = frozenset({FeverStep.FOUND, FeverStep.HOUSEHOLD_PENDING})
"""Taken with the verdict, not by anybody."""

_OF_A_HOUSEHOLD = frozenset({Subject.RESIDENT, Subject.RENTER, Subject.VILLAGER})

_STEPS: Mapping[Language, Mapping[FeverStep, str]] = {
    Language.ZH: {
        FeverStep.FOUND: "发现体温异常",
        FeverStep.MASK_AND_DISTANCE: "戴口罩、保持距离",
        FeverStep.ISOLATION_POINT: "带至临时隔离点",
        FeverStep.AXILLARY: "腋温复测",
        FeverStep.REPORTED: "报告社区",
        FeverStep.MEDIC: "通知医务人员 / 120",
        FeverStep.HANDED_OVER: "移交定点发热门诊",
        FeverStep.DISINFECTED: "现场消毒",
        FeverStep.HOUSEHOLD_PENDING: "同户人员待核",
        FeverStep.OUTCOME: "结果",
    },
    Language.EN: {
        FeverStep.FOUND: "Fever found",
        FeverStep.MASK_AND_DISTANCE: "Mask on, distance kept",
        FeverStep.ISOLATION_POINT: "At the isolation point",
        FeverStep.AXILLARY: "Measured under the arm",
        FeverStep.REPORTED: "Community told",
        FeverStep.MEDIC: "Medic / 120 called",
        FeverStep.HANDED_OVER: "Handed over to the fever clinic",
        FeverStep.DISINFECTED: "Spot disinfected",
        FeverStep.HOUSEHOLD_PENDING: "Others of the household held",
        FeverStep.OUTCOME: "Outcome",
    },
}
_OUTCOMES: Mapping[Language, Mapping[Outcome, str]] = {
    Language.ZH: {
        Outcome.CLEARED: "排除",
        Outcome.ADMITTED: "留院治疗",
        Outcome.QUARANTINED: "集中隔离",
    },
    Language.EN: {
        Outcome.CLEARED: "cleared",
        Outcome.ADMITTED: "admitted to hospital",
        Outcome.QUARANTINED: "quarantined",
    },
}


@dataclass(frozen=True, slots=True)
class StepDone:
    """A step that was taken: when (aware) and by whom; with `reading` or `outcome` where the step has one."""

    step: FeverStep
    at: datetime
    who: str = ""
    reading: Temperature | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class FeverCase:
    """One person's fever, found at the gate.

    `uid` is that of the passage that found it, `attempts` what was recorded of it at the gate, `steps` what was
    done, in the order of recording.
    """

    uid: str
    attempts: tuple[Attempt, ...]
    steps: tuple[StepDone, ...]

    @property
    def attempt(self) -> Attempt:
        """The attempt at which the fever was found."""
        return self.attempts[0]

    @property
    def outcome(self) -> Outcome | None:
        """What came of it, None while that is not known."""
        done = self.done(FeverStep.OUTCOME)
        return None if done is None else done.outcome

    @property
    def is_open(self) -> bool:
        """Whether the outcome is still awaited; until then the others of the household are held."""
        return self.done(FeverStep.OUTCOME) is None

    def done(self, step: FeverStep) -> StepDone | None:
        """Return how a step was taken, None where it was not."""
        return next((done for done in self.steps if done.step is step), None)

    def checklist(self) -> tuple[tuple[FeverStep, StepDone | None], ...]:
        """Return all steps that this case has, in their usual order, with what was done of them."""
        household = self.attempt.subject in _OF_A_HOUSEHOLD
        return tuple(
            (step, self.done(step)) for step in FeverStep if household or step is not FeverStep.HOUSEHOLD_PENDING
        )

    def next_step(self) -> FeverStep | None:
        """Return the first step that is still to be taken."""
        return next((step for step, done in self.checklist() if done is None), None)


def opened(attempt: Attempt) -> FeverCase:
    """Return the case that begins with an attempt at which a fever was confirmed; its household is pending at once."""
    steps = [StepDone(FeverStep.FOUND, attempt.at, attempt.guard)]
    if attempt.subject in _OF_A_HOUSEHOLD:
        steps.append(StepDone(FeverStep.HOUSEHOLD_PENDING, attempt.at))
    return FeverCase(attempt.uid, (attempt,), tuple(steps))


def found_again(case: FeverCase, attempt: Attempt) -> FeverCase:
    """Return the case with one more attempt of the same person."""
    return replace(case, attempts=(*case.attempts, attempt))


def with_step(case: FeverCase, done: StepDone) -> FeverCase:
    """Return the case after a step that is on record; of one that was recorded twice the first stays."""
    return case if case.done(done.step) is not None else replace(case, steps=(*case.steps, done))


def demand_possible(case: FeverCase, done: StepDone, now: datetime) -> None:
    """Raise :class:`WrongUse` with one sentence where `done` cannot be meant of this case at the moment `now`."""
    earlier = case.done(done.step)
    if not case.is_open:
        raise WrongUse("This fever case is closed.")
    if done.step in BY_ITSELF:
        raise WrongUse(f"The step {done.step} is taken by itself, with the verdict.")
    if earlier is not None:
        raise WrongUse(f"The step {done.step} was taken at {site_moment(earlier.at):%Y-%m-%d %H:%M}.")
    if done.at < case.attempt.at:
        raise WrongUse(f"The fever was only found at {site_moment(case.attempt.at):%Y-%m-%d %H:%M}.")
    if done.at > now:
        raise WrongUse(f"{site_moment(done.at):%Y-%m-%d %H:%M} is still to come.")
    _demand_what_belongs(done)


def _demand_what_belongs(done: StepDone) -> None:
    measured = done.reading is not None and done.reading.method is Method.AXILLARY
    if done.step is FeverStep.AXILLARY and not measured:
        raise WrongUse("The step axillary needs a reading taken under the arm, such as A38.1.")
    if done.step is not FeverStep.AXILLARY and done.reading is not None:
        raise WrongUse(f"The step {done.step} has no reading.")
    if (done.step is FeverStep.OUTCOME) != (done.outcome is not None):
        raise WrongUse("An outcome closes the case, and nothing else does.")


def step_word(step: FeverStep, language: Language) -> str:
    """Return the name of a step, such as 报告社区."""
    return _STEPS[language][step]


def outcome_word(outcome: Outcome, language: Language) -> str:
    """Return the name of an outcome, such as 排除."""
    return _OUTCOMES[language][outcome]
