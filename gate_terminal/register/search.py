"""Search as you type: what was typed is matched against the beginnings of indexed columns only."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from sqlite_utils import Database

from gate_terminal.register.addresses import partial_address

# Filled in with the name of a column of ours and, for a whole value, with <= in place of <.
_BY_HOUSEHOLD = (
    "SELECT h.id FROM households h"
    " WHERE h.{column} >= ? AND h.{column} {below} ? AND h.moved_out_at IS NULL ORDER BY h.{column} LIMIT ?"
)
_BY_PERSON = (
    "SELECT h.id FROM people m JOIN households h ON h.id = m.household"
    " WHERE m.{column} >= ? AND m.{column} {below} ? AND m.left_at IS NULL AND h.moved_out_at IS NULL"
    " ORDER BY m.{column} LIMIT ?"
)
_BY_SERIAL = (
    "SELECT h.id FROM passes p JOIN households h ON h.id = p.household"
    " WHERE p.{column} >= ? AND p.{column} {below} ? AND h.moved_out_at IS NULL ORDER BY p.{column} LIMIT ?"
)
_LAST = "\U0010ffff"
_SHORTEST_PHONE = 3
_PHONE_TAIL = 4
_SHORTEST_SERIAL = 3
_SERIAL = {"I": "1", "L": "1", "O": "0"}


def matching(db: Database, typed: str, limit: int) -> list[str]:
    """Return the ids of at most `limit` present households that `typed` may mean, likelier ones first.

    It may begin an address, a phone (or be its last four digits), a serial, a name, a given name or its initials.
    """
    found: dict[str, None] = {}
    for sql, column, beginning, exact in _questions(typed):
        last, below = (beginning, "<=") if exact else (beginning + _LAST, "<")
        for (household,) in db.execute(sql.format(column=column, below=below), [beginning, last, limit]):
            found.setdefault(household)
        if len(found) >= limit:
            break
    return list(found)[:limit]


def _questions(typed: str) -> Iterator[tuple[str, str, str, bool]]:
    """Yield the queries that fit what was typed: SQL, column, beginning, whether it must be the whole value."""
    text = " ".join(unicodedata.normalize("NFKC", typed).split())
    address = partial_address(text)
    if not address:
        return
    yield _BY_HOUSEHOLD, "address", address, True
    digits = text.replace(" ", "").replace("-", "")
    if text.isascii() and digits.isdigit():
        if len(digits) == _PHONE_TAIL:
            yield _BY_HOUSEHOLD, "phone_tail", digits, True
        if len(digits) >= _SHORTEST_PHONE:
            yield _BY_HOUSEHOLD, "phone", digits, False
    yield _BY_HOUSEHOLD, "address", address, False
    if text.isascii():
        letters = text.lower()
        if letters.isalpha():
            yield _BY_PERSON, "initials", letters, False
        serial = "".join(_SERIAL.get(sign, sign) for sign in digits.upper())
        if len(serial) >= _SHORTEST_SERIAL and serial.isalnum():
            parts = (serial[:4], serial[4:8], serial[8:])
            yield _BY_SERIAL, "serial", "-".join(part for part in parts if part), False
    yield _BY_PERSON, "name", text, False
    yield _BY_PERSON, "given_name", text, False
