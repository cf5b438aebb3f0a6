"""What a USB scanner delivered, as it is printed: without what scanners and keyboards add or change."""

from __future__ import annotations

import re
import unicodedata

_MARK = re.compile(r"\][A-Za-z][0-9]")
"""Some scanners put the kind of symbol before its content: ``]Q1`` is a QR code."""
_FAMILY = "GP"


def unmarked(text: str) -> str:
    """Return `text` without the mark of the symbol's kind."""
    return text[3:] if _MARK.match(text) else text


def begins_as_pass(text: str) -> bool:
    """Tell whether a text as it is printed begins as every pass does."""
    return text.startswith(_FAMILY)


def as_printed(text: str) -> str:
    """Return the content of the code that was delivered as `text`.

    A pass is in capital letters whatever Caps Lock made of it, and narrow whatever an input method made of it;
    codes of other systems keep their letters.
    """
    narrow = unmarked(unicodedata.normalize("NFKC", text))
    return narrow.upper() if narrow[:2].upper() == _FAMILY else narrow
