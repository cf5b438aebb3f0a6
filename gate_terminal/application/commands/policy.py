"""``gate-terminal policy``: show the rule in force, check and lay down another, and ask what it would have answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate_terminal.application.commands.common import (
    ANSWER_IS_NO,
    data_option,
    json_option,
    progress_bar,
    say_error,
)
from gate_terminal.application.commands.households import by_option
from gate_terminal.application.commands.site_time import SiteDay, SiteMoment, date_option
from gate_terminal.application.place import Place
from gate_terminal.domain.faults import WorldFault
from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.policy import Policy, policy_from_toml, policy_to_toml, version
from gate_terminal.domain.policy_words import change_in_words
from gate_terminal.domain.words import Language

if TYPE_CHECKING:
    from gate_terminal.application.policy_book import Entry, PolicyBook
    from gate_terminal.ledger.store import Ledger

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def policy() -> None:
    """Look after the rule by which the gate answers."""


@policy.command()
@data_option
@json_option
def show(place: Place, *, as_json: bool) -> int:
    """Print the policy in force now, in full, and those that are laid down for later."""
    from gate_terminal.application.clocks import SystemClock

    now = SystemClock().now()
    with _ledger_and_book(place) as (_ledger, book):
        in_force = book.at(now)
        entries = book.entries()
    later = [entry for entry in entries if entry.since is not None and entry.since > now]
    if as_json:
        told = {
            "version": version(in_force),
            "toml": policy_to_toml(in_force),
            "later": [_entry_plain(entry) for entry in later],
        }
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"# Version {version(in_force)}, in force now.")
        click.echo(policy_to_toml(in_force), nl=False)
        for entry in later:
            click.echo(f"# {_entry_line(entry, in_force)}")
    _warn(entries)
    return 0


@policy.command()
@click.argument("file", type=_FILE)
@click.option("--authority", metavar="NAME", help="Who orders it, as for `policy set`: the version says that too.")
@data_option
@json_option
def check(place: Place, file: Path, *, authority: str | None, as_json: bool) -> int:
    """Read FILE as a policy; what cannot be meant is named with line and key. Nothing is changed.

    Where a terminal is set up, also say what it would change. The version is that of the whole policy, with who
    ordered it: with the same --authority it is the one that `policy set` prints.
    """
    from gate_terminal.application.policy_book import read_policy

    new = read_policy(file)
    if authority is not None:
        new = replace(new, issued_by=_authority(authority))
    in_force = _in_force_or_none(place)
    changes = {} if in_force is None else {each.value: change_in_words(in_force, new, each) for each in Language}
    if as_json:
        told = {"version": version(new), "authority": new.issued_by, "changes": changes}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        by = f"by {new.issued_by}" if new.issued_by else "by nobody yet: --authority NAME tells that of `policy set`"
        click.echo(f"{file} is a policy: version {version(new)}, {by}.")
        for words in changes.values():
            click.echo(f"  {words}")
    return 0


@policy.command("what-if")
@click.argument("file", type=_FILE)
@date_option("The day to answer again.", name="first", required=True)
@click.option("--until", "last", type=SiteDay(), metavar="DATE", help="The last day, where several are meant.")
@data_option
@json_option
def what_if_(place: Place, file: Path, *, first: date, last: date | None, as_json: bool) -> int:
    """Answer a day of the ledger again under the policy in FILE, and say what would have been otherwise.

    Nothing is written. Each household has the past that the other policy would have given it since that day began.
    Exit code: 0 where nobody would have been answered otherwise, 1 where somebody would.
    """
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.application.policy_book import read_policy
    from gate_terminal.application.whatif import policy_of_then, what_if
    from gate_terminal.application.whatif_words import change_line, in_words

    days = first, last or first
    if days[1] < days[0]:
        raise click.UsageError("--until stands before --date.")
    new = read_policy(file)
    now = SystemClock().now()
    with _ledger_and_book(place) as (ledger, book):
        in_force = policy_of_then(ledger, *days) or book.at(now)
        with progress_bar("Answering again") as progress:
            answer = what_if(ledger, new, in_force, *days, progress=progress)
    sentences = {each: in_words(answer, civil_day(now), each) for each in Language}
    if as_json:
        told = {"sentence": {each.value: words for each, words in sentences.items()}} | answer.to_plain()
        told["counts"] = [_count_plain(kind, number) for kind, number in answer.by_kind().items()]
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for words in sentences.values():
            click.echo(words)
        for kind, number in answer.by_kind().items():
            click.echo(change_line(kind, number, Language.ZH))
            click.echo(change_line(kind, number, Language.EN))
    return ANSWER_IS_NO if answer.changes else 0


@policy.command("set")
@click.argument("file", type=_FILE)
@click.option("--from", "since", type=SiteMoment(), metavar="MOMENT", help="When it begins to hold (default: now).")
@click.option("--authority", required=True, metavar="NAME", help="Who ordered it; it stands in the policy.")
@by_option
@data_option
@json_option
def set_(place: Place, file: Path, *, since: datetime | None, authority: str, who: str, as_json: bool) -> int:
    """Lay down the policy in FILE, to hold from MOMENT on; an open gate window takes it up by itself.

    A file that cannot be meant changes nothing. What held before is kept, and recorded passages keep the version
    of the policy that answered them.
    """
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.application.policy_book import lay_down, read_policy

    new = replace(read_policy(file), issued_by=_authority(authority))
    now = SystemClock().now()
    begins = since or now
    with _ledger_and_book(place) as (ledger, book):
        in_force = book.at(now)
        path = lay_down(place, ledger, new, begins, now, who=who)
    changes = {each.value: change_in_words(in_force, new, each) for each in Language}
    if as_json:
        told: dict[str, Any] = {"version": version(new), "from": begins.isoformat(timespec="seconds")}
        click.echo(json.dumps(told | {"file": str(path), "changes": changes}, ensure_ascii=False))
    else:
        click.echo(f"Version {version(new)} holds from {begins:%Y-%m-%d %H:%M:%S} on, by {new.issued_by}: {path}")
        for words in changes.values():
            click.echo(f"  {words}")
    return 0


@policy.command()
@data_option
@json_option
def history(place: Place, *, as_json: bool) -> int:
    """Print which policies came into force when, as the ledger remembers it, and those still to come.

    Of each that was laid down also by whom and when.
    """
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.ledger.rows import EventKind

    now = SystemClock().now()
    with _ledger_and_book(place) as (ledger, book):
        texts = ledger.policies()
        events = [(event.happened_at, event.about, event.who) for event in ledger.events(EventKind.POLICY)]
        laid_down = list(ledger.events(EventKind.POLICY_LAID))
        entries = book.entries()
    known = {each: policy_from_toml(text, "the ledger") for each, text in texts.items()}
    before: Policy | None = None
    for moment, told_version, authority in events:
        held = known[told_version]
        words = {} if before is None else {each.value: change_in_words(before, held, each) for each in Language}
        if as_json:
            told = {"from": moment.isoformat(), "version": told_version, "authority": authority, "note": held.note}
            click.echo(json.dumps(told | {"changes": words, "toml": texts[told_version]}, ensure_ascii=False))
        else:
            click.echo(
                f"{moment:%Y-%m-%d %H:%M:%S}  {told_version}  {authority}  {' · '.join(words.values())}".rstrip()
            )
        before = held
    for entry in entries:
        if entry.since is not None and entry.since > now:
            plain = json.dumps(_entry_plain(entry), ensure_ascii=False)
            click.echo(plain if as_json else _entry_line(entry, before))
    for event in laid_down:
        if as_json:
            at = event.happened_at.isoformat()
            told = {"laid_down_at": at, "by": event.who, "authority": event.why, "version": event.about}
            click.echo(json.dumps(told | {"from": event.detail["from"]}, ensure_ascii=False))
        else:
            begins = datetime.fromisoformat(event.detail["from"])
            click.echo(
                f"{event.happened_at:%Y-%m-%d %H:%M:%S}  {event.about}  laid down by {event.who}, to hold from "
                f"{begins:%Y-%m-%d %H:%M:%S} on"
            )
    if not (events or laid_down or as_json):
        click.echo("No policy has come into force yet: the first does when the gate window is opened.")
    _warn(entries)
    return 0


def _authority(given: str) -> str:
    if not given.strip() or not given.isprintable():
        raise click.UsageError("--authority needs a name.")
    return given.strip()


@contextmanager
def _ledger_and_book(place: Place) -> Iterator[tuple[Ledger, PolicyBook]]:
    from gate_terminal.application.policy_book import PolicyBook
    from gate_terminal.ledger.store import Ledger

    with Ledger.open(place.ledger, window=False) as ledger:
        yield ledger, PolicyBook(place, ledger)


def _in_force_or_none(place: Place) -> Policy | None:
    from gate_terminal.application.clocks import SystemClock

    try:
        with _ledger_and_book(place) as (_ledger, book):
            return book.at(SystemClock().now())
    except WorldFault:
        # A file can be checked anywhere; what it would change is told where there is a terminal.
        return None


def _count_plain(kind: Any, number: int) -> dict[str, Any]:
    return {
        "number": number,
        "direction": kind.direction,
        "was": {"verdict": kind.was, "reason": kind.was_reason},
        "would_be": {"verdict": kind.would_be, "reason": kind.would_be_reason},
    }


def _entry_plain(entry: Entry) -> dict[str, Any]:
    held = entry.policy
    return {
        "from": None if entry.since is None else entry.since.isoformat(),
        "file": str(entry.path),
        "version": None if held is None else version(held),
        "authority": None if held is None else held.issued_by,
        "trouble": entry.trouble,
    }


def _entry_line(entry: Entry, before: Policy | None) -> str:
    since = "" if entry.since is None else f"{entry.since:%Y-%m-%d %H:%M:%S}"
    if entry.policy is None:
        return f"{since}  cannot be read"
    words = "" if before is None else " · ".join(change_in_words(before, entry.policy, each) for each in Language)
    return f"{since}  {version(entry.policy)}  {entry.policy.issued_by}  {words}".rstrip()


def _warn(entries: list[Entry]) -> None:
    for entry in entries:
        if entry.trouble:
            say_error(entry.trouble)
