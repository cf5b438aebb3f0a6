"""The printed serial of a pass: five bytes as eight base-32 characters and one check character."""

from __future__ import annotations

from gate_terminal.domain.faults import WrongUse

PASS_ID_LENGTH = 5
"""Bytes of a pass id."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: no I, L, O, U
_VALUE = {symbol: value for value, symbol in enumerate(_ALPHABET)} | {"I": 1, "L": 1, "O": 0}
_SYMBOLS = 9
_POLYNOMIAL = 0b100101  # x⁵ + x² + 1, primitive: its powers of 2 give all places different weights
_HYPHENS = "-‐‑‒–—−"

# An input method left in full width types ＡＢＣ, ０１２ and －; they mean their ASCII twins.
_TYPED = {0xFF01 + offset: 0x21 + offset for offset in range(94)} | {
    ord(sign): None for sign in f"{_HYPHENS}－ \t\u3000"
}


def printed_serial(pass_id: bytes) -> str:
    """Return the serial of a pass id (5 bytes) as it stands on the card: ``B8E0-ZZQ7-Z``."""
    if len(pass_id) != PASS_ID_LENGTH:
        raise ValueError(f"a pass id has {PASS_ID_LENGTH} bytes, not {len(pass_id)}")
    number = int.from_bytes(pass_id)
    values = [number >> shift & 31 for shift in range(35, -1, -5)]
    text = "".join(_ALPHABET[value] for value in [*values, _check_value(values)])
    return f"{text[:4]}-{text[4:8]}-{text[8]}"


def pass_id_of(untrusted_typed: str) -> bytes:
    """Return the pass id (5 bytes) of a typed serial; :class:`WrongUse` says what is wrong with it.

    Case, hyphens, blanks and full width do not matter; I and L are read as 1, O as 0. A typed serial is a
    look-up: it proves nothing about who typed it.
    """
    typed = untrusted_typed.translate(_TYPED)
    if len(typed) != _SYMBOLS:
        raise WrongUse(f"A pass number has {_SYMBOLS} characters, here are {len(typed)}.")
    # Upper-casing comes after the test for ASCII: elsewhere it can change a text's length.
    values = [_VALUE.get(symbol.upper()) if symbol.isascii() else None for symbol in typed]
    read = [value for value in values if value is not None]
    if len(read) != _SYMBOLS:
        raise WrongUse(f"Character {values.index(None) + 1} cannot stand in a pass number.")
    if _check_value(read):
        raise WrongUse("The check character does not fit: please compare with the card.")
    number = 0
    for value in read[:-1]:
        number = number << 5 | value
    return number.to_bytes(PASS_ID_LENGTH)


def _check_value(values: list[int]) -> int:
    """Fold values with x∗y = 2·(x+y) over GF(32); a whole serial folds to 0.

    As 2·(x+y) = 0 only for x = y, the check character is the fold of those before it.
    """
    fold = 0
    for value in values:
        doubled = (fold ^ value) << 1
        fold = doubled ^ _POLYNOMIAL if doubled & 32 else doubled
    return fold
