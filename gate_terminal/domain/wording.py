"""The shape of the gate's wording in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gate_terminal.domain.words import Direction, Purpose, Reason, Subject, Verdict


@dataclass(frozen=True, slots=True)
class Wording:
    """What is said for one reason.

    `guard` is for the guard's side of the screen, `public` for the resident's: it names nobody, no illness and
    no list. `prompt` is spoken and stands large: in Chinese 16 characters at most. ``{out_for}``, ``{readings}``,
    ``{last}``, ``{lane}`` and ``{day}`` are filled in.
    """

    guard: str
    public: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """All words and patterns of one language."""

    reasons: Mapping[Reason, Wording]
    verdicts: Mapping[Verdict, str]
    directions: Mapping[Direction, str]
    purposes: Mapping[Purpose, str]
    subjects: Mapping[Subject, str]
    months: tuple[str, ...]
    """What stands for the months in `day`, January first."""
    day: str
    """A date, from ``{month}`` and ``{day}``."""
    degrees: str
    underarm: str
    minutes: str
    hours: str
    days: str
    somebody: str
    """A member of the household whose name is not at hand."""
    has_gone_out: str
    is_still_out: str
    stayed_too_long: str
    went_out: str
    marked_on_paper: str
    may_go_out: str
    may_go_out_again: str
    may_go_out_after_return: str
    may_come_in: str
    write_on_pass: str
    uses_no_turn: str
    emergency_on_paper: str
    """What is kept on paper of an emergency passage, to be entered later in the shift."""
    emergency_vehicle_on_paper: str
    """The same where nobody has a home."""
    queue_goes_on: str
    other_lane_for_cars: str
    other_lane_for_trucks: str
    rule_version: str
    caused_by: str
    cause_elsewhere: str
    facts_as_of: str
