"""What a verdict at a lane says besides: whose temperature it is about, and which trailers."""

from __future__ import annotations

from gate_terminal.application.screen.answer import Answer
from gate_terminal.application.screen.values import Screen
from gate_terminal.domain.particulars import NONE, Particular, value_of
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.temperature import Judgement, Temperature, judge, next_to_measure
from gate_terminal.domain.words import Verdict

from .lettering import BETWEEN
from .particulars_words import LaneWords


def chain_meant(screen: Screen, answer: Answer) -> tuple[int | None, tuple[Temperature, ...]]:
    """Return which person on board the answer is about, counted from 0, and the readings; None where there is one."""
    chains = answer.attempt.chains
    if len(chains) == 1:
        return None, chains[0]
    form = None if screen.visit is None else screen.visit.form
    policy = Policy() if form is None else form.policy
    if answer.decision.verdict is Verdict.ISOLATE:
        number = next((i for i, chain in enumerate(chains) if judge(chain, policy) is Judgement.FEVER), 0)
    else:
        number = next_to_measure(chains, policy) or 0
    return number, chains[number]


def person_words(screen: Screen, answer: Answer, words: LaneWords) -> str:
    """Return whom of several on board the answer is about; empty where nobody else is."""
    number, _ = chain_meant(screen, answer)
    return "" if number is None else words.nth_person.format(n=number + 1, count=len(answer.attempt.chains))


def trailer_words(answer: Answer, words: LaneWords) -> str:
    """Return the trailer, and the one of the entry where it is another; empty where there is none."""
    told = [
        f"{words.questions[each]} {value}"
        for each in (Particular.TRAILER, Particular.TRAILER_IN)
        if (value := value_of(answer.attempt.particulars, each)) not in {None, NONE}
    ]
    return BETWEEN.join(told)
