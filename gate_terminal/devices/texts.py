"""Turns payload bytes into text for people; the gate itself compares bytes."""

from __future__ import annotations

import unicodedata

_WIDE_RUN = 2


def payload_text(payload: bytes) -> str:
    r"""Return the text that `payload` most probably means.

    A QR code seldom says its encoding. UTF-8 where the bytes are valid UTF-8 (ASCII among it); else Shift-JIS,
    the symbol's own encoding of kanji, and then GB 18030, each only where the bytes are valid in it, mean no
    private-use character, and at least two of them above 127 stand together; else Latin-1, which takes any
    bytes. Ends of lines (CR LF, CR) are told as ``\n``.
    """
    return _decoded(payload).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(payload: bytes) -> str:
    try:
        return payload.decode("utf-8")
    except UnicodeDecodeError:
        # A lone byte above 127 amid Latin letters is an accented letter, not half a kanji.
        if _longest_high_run(payload) >= _WIDE_RUN:
            for encoding in ("cp932", "gb18030"):
                try:
                    text = payload.decode(encoding)
                except UnicodeDecodeError:
                    continue
                if not any(unicodedata.category(character) == "Co" for character in text):
                    return text
        return payload.decode("latin-1")


def _longest_high_run(payload: bytes) -> int:
    longest = run = 0
    for byte in payload:
        run = run + 1 if byte > 0x7F else 0  # noqa: PLR2004 - the last ASCII character
        longest = max(longest, run)
    return longest
