"""The small table that answers quickly: the folded state of each party; and the counters of a day.

The table says nothing that the passages do not say; `rebuild` makes it anew and `differences` compares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter

from sqlite_utils.utils import sqlite3

from gate_terminal.domain.facts import PartyState, PastPassage
from gate_terminal.domain.moments import midnight
from gate_terminal.domain.party import fold
from gate_terminal.domain.words import LIVING_HERE, Direction, Verdict
from gate_terminal.ledger.codec import from_text, moment_text, to_text
from gate_terminal.ledger.passage import Counters
from gate_terminal.ledger.rows import PAST_COLUMNS, past_from

# So many parties, and so many of their passages, a start has time for.
_AT_MOST = 1000
_AT_MOST_PASSAGES = 20_000

_VOIDED = "EXISTS (SELECT 1 FROM events v WHERE v.kind = 'void' AND v.about = p.uid)"
_HISTORY = f"SELECT {PAST_COLUMNS}, {_VOIDED} FROM passages p WHERE p.party = ? ORDER BY p.happened_at, p.place"  # noqa: S608
_ALL_HISTORIES = (
    f"SELECT p.party, {PAST_COLUMNS}, {_VOIDED} FROM passages p WHERE p.party IS NOT NULL "  # noqa: S608
    "ORDER BY p.party, p.happened_at, p.place"
)
# A return that was filled in is nobody seen at the gate, and counts in no day.
_LIVES_HERE = "subject IN ({})".format(", ".join(f"'{subject.value}'" for subject in sorted(LIVING_HERE)))
_DAY = (
    f"SELECT direction, verdict, {_LIVES_HERE}, count(*), min(place) FROM passages "  # noqa: S608
    "WHERE happened_at >= ? AND happened_at < ? AND entered <> 'filled_in' GROUP BY 1, 2, 3"
)
# A void stands behind its passage in the chain, so only the voids since the day's first passage matter.
_DAY_VOIDS = (
    f"SELECT p.direction, p.verdict, p.{_LIVES_HERE}, count(*) FROM events v JOIN passages p ON p.uid = v.about "  # noqa: S608
    "WHERE v.kind = 'void' AND v.place > ? AND p.happened_at >= ? AND p.happened_at < ? "
    "AND p.entered <> 'filled_in' GROUP BY 1, 2, 3"
)


def read_state(connection: sqlite3.Connection, party: str) -> PartyState:
    """Return the state of a party; the empty one where it has never been here."""
    found = connection.execute("SELECT state FROM party_state WHERE party = ?", (party,)).fetchone()
    return state_from(connection, party, None if found is None else found[0])


def state_from(connection: sqlite3.Connection, party: str, text: str | None) -> PartyState:
    """Return the state of a party from what the table says of it, None where it says nothing."""
    if text is None:
        return PartyState()
    state = _read(text)
    return told_by_history(connection, party) if state is None else state


def _read(text: str) -> PartyState | None:
    """Return the state that a text holds; None where it was damaged: then only the passages tell."""
    try:
        return from_text(PartyState, text)
    except ValueError:
        return None


def told_by_history(connection: sqlite3.Connection, party: str) -> PartyState:
    """Return the state of a party as its passages tell it."""
    return fold(_history(connection, party))


def _history(connection: sqlite3.Connection, party: str) -> list[PastPassage]:
    rows = connection.execute(_HISTORY, (party,)).fetchall()
    return [past_from(row[:-1], void=bool(row[-1])) for row in rows]


def write_state(connection: sqlite3.Connection, party: str, state: PartyState) -> None:
    """Keep the state of a party."""
    connection.execute(
        "INSERT INTO party_state (party, state, outside) VALUES (?, ?, ?) "
        "ON CONFLICT (party) DO UPDATE SET state = excluded.state, outside = excluded.outside",
        (party, to_text(state), len(state.still_out)),
    )


def refold(connection: sqlite3.Connection, party: str) -> PartyState:
    """Return the state of a party as its passages tell it, and keep it."""
    state = told_by_history(connection, party)
    # A state without a moment has no passage behind it.
    if state.as_of is not None:
        write_state(connection, party, state)
    else:
        connection.execute("DELETE FROM party_state WHERE party = ?", (party,))
    return state


def counters(connection: sqlite3.Connection, day: date) -> Counters:
    """Return the counters of `day`, and who is outside now."""
    (outside,) = connection.execute("SELECT total(outside) FROM party_state WHERE outside > 0").fetchone()
    begin, end = moment_text(midnight(day)), moment_text(midnight(day + timedelta(days=1)))
    crossed: Counter[tuple[str, str, int]] = Counter()
    first = None
    for direction, verdict, lives_here, passages, place in connection.execute(_DAY, (begin, end)):
        crossed[direction, verdict, lives_here] += passages
        first = place if first is None else min(first, place)
    if first is not None:
        for direction, verdict, lives_here, voids in connection.execute(_DAY_VOIDS, (first, begin, end)):
            crossed[direction, verdict, lives_here] -= voids

    def both(verdict: Verdict) -> int:
        return sum(crossed[direction.value, verdict.value, here] for direction in Direction for here in (0, 1))

    def at_home(direction: Direction) -> int:
        return crossed[direction.value, Verdict.ALLOW.value, 1]

    def let_through(direction: Direction) -> int:
        return at_home(direction) + crossed[direction.value, Verdict.ALLOW.value, 0]

    return Counters(
        out_now=int(outside),
        out_today=at_home(Direction.OUT),
        in_today=at_home(Direction.IN),
        refused_today=both(Verdict.REFUSE),
        held_today=both(Verdict.HOLD),
        fever_today=both(Verdict.ISOLATE),
        let_out_today=let_through(Direction.OUT),
        let_in_today=let_through(Direction.IN),
    )


def told_by_passages(connection: sqlite3.Connection, behind: int = 0) -> Iterator[tuple[str, PartyState]]:
    """Yield parties with passages behind a place of the chain, with the states that all their passages tell."""
    if behind:
        parties = connection.execute(
            # The plus signs keep SQLite from walking the whole index of the parties, however long the ledger is.
            "SELECT party FROM passages WHERE place > ? AND +party IS NOT NULL "
            "GROUP BY +party ORDER BY max(place) DESC LIMIT ?",
            (behind, _AT_MOST),
        ).fetchall()
        looked_at = 0
        for (party,) in parties:
            history = _history(connection, party)
            yield party, fold(history)
            looked_at += len(history)
            if looked_at > _AT_MOST_PASSAGES:
                return
        return
    for party, group in groupby(connection.execute(_ALL_HISTORIES), key=itemgetter(0)):
        yield party, fold([past_from(row[1:-1], void=bool(row[-1])) for row in group])


def rebuild(connection: sqlite3.Connection) -> int:
    """Make the table anew from the passages, inside the caller's transaction; return the number of parties."""
    connection.execute("DELETE FROM party_state")
    told = [(party, state) for party, state in told_by_passages(connection) if state != PartyState()]
    for party, state in told:
        write_state(connection, party, state)
    return len(told)


def differences(connection: sqlite3.Connection, behind: int = 0) -> list[str]:
    """Say in plain words where the table does not say what the passages say.

    With `behind` only parties that passed behind that place of the chain are compared, the latest 1,000 at most, and no
    more once 20,000 of their passages were looked at.
    """
    found: list[str] = []
    kept: dict[str, str] = dict(connection.execute("SELECT party, state FROM party_state").fetchall())
    for party, state in told_by_passages(connection, behind):
        text = kept.pop(party, None)
        if text is None and state == PartyState():
            # All its passages are void.
            continue
        if text is None:
            found.append(f"The state of party {party} is missing.")
        elif _read(text) != state:
            found.append(f"The state of party {party} is not what its passages say.")
    if not behind:
        found += [f"There is a state of party {party}, which has no passages." for party in kept]
    return found
