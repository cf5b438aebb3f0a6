"""Container numbers after ISO 6346: four letters, six digits, one that checks them."""

from __future__ import annotations

import re
import unicodedata

_FORM = re.compile(r"[A-Z]{4}[0-9]{7}")
_LETTERS: dict[str, int] = {}
_value = 10
for _letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
    # Multiples of 11 have no letter, or they would not change the sum.
    _value += _value % 11 == 0
    _LETTERS[_letter] = _value
    _value += 1


def plain_container(written: str) -> str:
    """Return a container's number without blanks and dashes, in upper case."""
    letters = unicodedata.normalize("NFKC", written).upper()
    return "".join(character for character in letters if character.isalnum())


def container_doubtful(number: str) -> bool:
    """Tell whether a plain number is none after ISO 6346; it is kept all the same."""
    if not _FORM.fullmatch(number):
        return True
    total = sum((_LETTERS.get(each) or int(each)) << place for place, each in enumerate(number[:10]))
    return total % 11 % 10 != int(number[10])
