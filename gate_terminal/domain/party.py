"""The past of one party folded into the little that a decision needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from operator import attrgetter

from gate_terminal.domain.facts import Crossing, Outing, PartyState, PastPassage
from gate_terminal.domain.words import LIVING_HERE, Direction, Verdict

_moment = attrgetter("at")
_moment_and_uid = attrgetter("at", "uid")
_person_and_direction = attrgetter("person", "direction")


def fold(passages: Iterable[PastPassage]) -> PartyState:
    """Return the state after all `passages` of one party, in whatever order they are given.

    They count by their moments; those of the very same moment stay in the order given, which is that of
    recording. Voided ones are left out, and whatever was not allowed changes no later verdict.
    """
    state = PartyState()
    for passage in sorted([p for p in passages if not p.void], key=_moment):
        state = after(state, passage)
    return state


def after(state: PartyState, passage: PastPassage) -> PartyState:
    """Return `state` after one more passage, no earlier than any in it; equals the fold over all of them.

    Whoever goes out while recorded as out leaves the earlier outing without a return: nobody can be outside
    twice. A guest who leaves is not out: nobody waits for the return.
    """
    if passage.void:
        return state
    as_of = passage.at if state.as_of is None else max(state.as_of, passage.at)
    if passage.verdict is not Verdict.ALLOW:
        return PartyState(state.last_turn, state.still_out, state.crossings, as_of)
    last_turn = _returned(state, passage) if passage.direction is Direction.IN else _gone_out(state, passage)
    still_out = [outing for outing in state.still_out if outing.person != passage.person]
    if passage.direction is Direction.OUT and passage.subject in LIVING_HERE:
        still_out.append(_outing(passage))
        still_out.sort(key=_moment_and_uid)
    return PartyState(last_turn, tuple(still_out), _with_crossing(state.crossings, passage), as_of)


def outing_of(state: PartyState, person: str) -> Outing | None:
    """Return the outing from which `person` has not come back, if any."""
    return next((outing for outing in state.still_out if outing.person == person), None)


def _outing(passage: PastPassage) -> Outing:
    return Outing(passage.uid, passage.person, passage.at, passage.purpose, passage.counted)


def _returned(state: PartyState, passage: PastPassage) -> Outing | None:
    """Return the last turn, with its return where `passage` is the way home from it."""
    last = state.last_turn
    if last is not None and last.person == passage.person and last in state.still_out:
        return replace(last, returned_at=passage.at)
    return last


def _gone_out(state: PartyState, passage: PastPassage) -> Outing | None:
    last = state.last_turn
    if passage.counted:
        return _outing(passage)
    if last is not None and last.person == passage.person and last.returned_at == passage.at:
        # A return filled in at the moment of the next outing: nobody saw it, so it says nothing of how long it took.
        return replace(last, returned_at=None)
    return last


def _with_crossing(crossings: tuple[Crossing, ...], passage: PastPassage) -> tuple[Crossing, ...]:
    person, direction = passage.person, passage.direction
    kept = [c for c in crossings if c.person != person or c.direction is not direction]
    kept.append(Crossing(passage.uid, person, direction, passage.at))
    kept.sort(key=_person_and_direction)
    return tuple(kept)
