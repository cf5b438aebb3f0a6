"""What the supervisor's desk asks about policies: which holds, which came and come, what another would answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from gate_terminal.application.office import Office
from gate_terminal.application.policy_book import PolicyBook, lay_down
from gate_terminal.application.whatif import Progress, WhatIf, policy_of_then, what_if
from gate_terminal.domain.moments import site_moment
from gate_terminal.domain.policy import Policy, policy_from_toml, version
from gate_terminal.ledger.rows import EventKind


@dataclass(frozen=True, slots=True)
class Held:
    """One policy in the order of time: from when it holds, and what it changed; `policy` None where unreadable.

    `laid_down_by` is empty for the one that the terminal was set up with. `to_come` says that its moment is not yet.
    """

    since: datetime | None
    policy: Policy | None
    before: Policy | None
    laid_down_by: str = ""
    to_come: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The policy in force now, and all that held or will hold, the latest first."""

    in_force: Policy
    all: tuple[Held, ...]


def rulebook(office: Office) -> Rulebook:
    """Return which policy is in force at a terminal, as its gate would take it up now."""
    ledger, now = office.ledger, office.now()
    book = PolicyBook(office.place, ledger)
    in_force = book.at(now)
    known = {each: policy_from_toml(text, "the ledger") for each, text in ledger.policies().items()}
    authors = {(event.about, event.detail["from"]): event.who for event in ledger.events(EventKind.POLICY_LAID)}
    by_version = {each: who for (each, _), who in authors.items()}
    lines: list[Held] = []
    before: Policy | None = None
    for event in ledger.events(EventKind.POLICY):
        policy = known.get(event.about)
        lines.append(Held(event.happened_at, policy, before, by_version.get(event.about, "")))
        before = policy or before
    if before != in_force:
        # Nobody has passed since: the gate takes it up with the next one.
        lines.append(Held(None, in_force, before))
        before = in_force
    for entry in book.entries():
        if entry.since is not None and entry.since > now:
            who = "" if entry.policy is None else authors.get((version(entry.policy), entry.since.isoformat()), "")
            lines.append(Held(entry.since, entry.policy, before, who, to_come=True, trouble=entry.trouble))
            before = entry.policy or before
        elif entry.trouble:
            lines.append(Held(entry.since, None, before, trouble=entry.trouble))
    return Rulebook(in_force, tuple(reversed(lines)))


def compared(office: Office, policy: Policy, first: date, last: date, progress: Progress) -> WhatIf:
    """Return what `policy` would have answered on those days, beside the policy under which most was answered."""
    then = policy_of_then(office.ledger, first, last) or rulebook(office).in_force
    return what_if(office.ledger, policy, then, first, last, progress=progress)


def laid_down(office: Office, policy: Policy, since: datetime | None, who: str) -> datetime:
    """Let `policy` hold from a moment on, None for now; return that moment. Raises as :func:`lay_down` does."""
    now = office.now()
    begins = site_moment(since or now)
    lay_down(office.place, office.ledger, policy, begins, now, who=who)
    return begins
