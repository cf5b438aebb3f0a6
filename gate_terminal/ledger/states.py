"""The two small tables that answer quickly: the folded state of each party, and the counts of each day.

Both say nothing that the passages do not say; `rebuild` makes them anew and `differences` compares.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter

from sqlite_utils.utils import sqlite3

from gate_terminal.domain.facts import PartyState
from gate_terminal.domain.party import fold
from gate_terminal.domain.words import Direction, Verdict
from gate_terminal.ledger.codec import from_text, to_text
from gate_terminal.ledger.passage import Counters, Entered
from gate_terminal.ledger.rows import PAST_COLUMNS, past_from

_VOIDED = "EXISTS (SELECT 1 FROM events v WHERE v.kind = 'void' AND v.about = p.uid)"
_HISTORY = f"SELECT {PAST_COLUMNS}, {_VOIDED} FROM passages p WHERE p.party = ? ORDER BY p.happened_at, p.place"  # noqa: S608
_ALL_HISTORIES = (
    f"SELECT p.party, {PAST_COLUMNS}, {_VOIDED} FROM passages p WHERE p.party IS NOT NULL "  # noqa: S608
    "ORDER BY p.party, p.happened_at, p.place"
)
# A return that was filled in is nobody seen at the gate: it closes an outing and counts in no day.
_COUNTED = (
    "SELECT substr(p.happened_at, 1, 10), p.direction, p.verdict, count(*) FROM passages p "  # noqa: S608
    f"WHERE p.entered <> '{Entered.FILLED_IN.value}' AND NOT {_VOIDED} GROUP BY 1, 2, 3"
)


def read_state(connection: sqlite3.Connection, party: str) -> PartyState:
    """Return the state of a party; the empty one where it has never been here."""
    found = connection.execute("SELECT state FROM party_state WHERE party = ?", (party,)).fetchone()
    return PartyState() if found is None else from_text(PartyState, found[0])


def write_state(connection: sqlite3.Connection, party: str, state: PartyState) -> None:
    """Keep the state of a party."""
    connection.execute(
        "INSERT INTO party_state (party, state, outside) VALUES (?, ?, ?) "
        "ON CONFLICT (party) DO UPDATE SET state = excluded.state, outside = excluded.outside",
        (party, to_text(state), len(state.still_out)),
    )


def refold(connection: sqlite3.Connection, party: str) -> PartyState:
    """Return the state of a party as its passages tell it, and keep it."""
    rows = connection.execute(_HISTORY, (party,)).fetchall()
    state = fold([past_from(row[:-1], void=bool(row[-1])) for row in rows])
    if rows:
        write_state(connection, party, state)
    else:
        connection.execute("DELETE FROM party_state WHERE party = ?", (party,))
    return state


def count(connection: sqlite3.Connection, day: date, direction: Direction, verdict: Verdict, by: int) -> None:
    """Add `by` (1 or -1) to the passages of a day."""
    connection.execute(
        "INSERT INTO day_counts (day, direction, verdict, passages) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (day, direction, verdict) DO UPDATE SET passages = passages + excluded.passages",
        (day.isoformat(), direction.value, verdict.value, by),
    )


def counters(connection: sqlite3.Connection, day: date) -> Counters:
    """Return the counters of `day`, and who is outside now."""
    (outside,) = connection.execute("SELECT total(outside) FROM party_state WHERE outside > 0").fetchone()
    crossed: Counter[tuple[str, str]] = Counter()
    for direction, verdict, passages in connection.execute(
        "SELECT direction, verdict, passages FROM day_counts WHERE day = ?", (day.isoformat(),)
    ):
        crossed[direction, verdict] = passages

    def both(verdict: Verdict) -> int:
        return sum(crossed[direction.value, verdict.value] for direction in Direction)

    return Counters(
        out_now=int(outside),
        out_today=crossed[Direction.OUT.value, Verdict.ALLOW.value],
        in_today=crossed[Direction.IN.value, Verdict.ALLOW.value],
        refused_today=both(Verdict.REFUSE),
        held_today=both(Verdict.HOLD),
        fever_today=both(Verdict.ISOLATE),
    )


def told_by_passages(connection: sqlite3.Connection, behind: int = 0) -> Iterator[tuple[str, PartyState]]:
    """Yield every party that has passages behind a place of the chain, with the state that all its passages tell."""
    if behind:
        parties = connection.execute(
            "SELECT DISTINCT party FROM passages WHERE place > ? AND party IS NOT NULL "
            "UNION SELECT party FROM party_state WHERE outside > 0",
            (behind,),
        ).fetchall()
        for (party,) in parties:
            rows = connection.execute(_HISTORY, (party,)).fetchall()
            yield party, fold([past_from(row[:-1], void=bool(row[-1])) for row in rows])
        return
    for party, group in groupby(connection.execute(_ALL_HISTORIES), key=itemgetter(0)):
        yield party, fold([past_from(row[1:-1], void=bool(row[-1])) for row in group])


def rebuild(connection: sqlite3.Connection) -> int:
    """Make both tables anew from the passages, inside the caller's transaction; return the number of parties."""
    connection.execute("DELETE FROM party_state")
    connection.execute("DELETE FROM day_counts")
    parties = 0
    for parties, (party, state) in enumerate(list(told_by_passages(connection)), start=1):  # noqa: B007
        write_state(connection, party, state)
    connection.execute(f"INSERT INTO day_counts (day, direction, verdict, passages) {_COUNTED}")
    return parties


def differences(connection: sqlite3.Connection, behind: int = 0) -> list[str]:
    """Say in plain words where the two tables do not say what the passages say.

    With `behind` only the parties that passed behind that place of the chain, or are out, are compared.
    """
    found: list[str] = []
    kept: dict[str, str] = dict(connection.execute("SELECT party, state FROM party_state").fetchall())
    for party, state in told_by_passages(connection, behind):
        text = kept.pop(party, None)
        if text is None:
            found.append(f"The state of party {party} is missing.")
        elif from_text(PartyState, text) != state:
            found.append(f"The state of party {party} is not what its passages say.")
    if behind:
        return found
    found += [f"There is a state of party {party}, which has no passages." for party in kept]
    told = {tuple(row) for row in connection.execute(_COUNTED)}
    counted = set(
        connection.execute("SELECT day, direction, verdict, passages FROM day_counts WHERE passages <> 0").fetchall()
    )
    found += [
        f"The counts of {day} are not what its passages say." for day in sorted({row[0] for row in told ^ counted})
    ]
    return found
