"""A few bytes beside the ledger that remember its last row, so that a cut-off end is noticed.

A hash chain alone cannot tell that its newest rows are gone: a shorter chain is whole too. The witness is
written after each commit and never flushed on its own: after a power cut it may be older than the ledger, which
is harmless, but never newer, which is what it is there to notice.
"""

from __future__ import annotations

import base64
import hashlib
import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_CODE_BYTES = 10
_CODE_GROUP = 4
_PLACE_DIGITS = 19
_WRITTEN = re.compile(rb"([0-9]{19}) ([0-9a-f]{64})\n")
_LONGEST = 100


if sys.platform == "win32":

    def _write_at_begin(descriptor: int, text: bytes) -> None:
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, text)

else:

    def _write_at_begin(descriptor: int, text: bytes) -> None:
        os.pwrite(descriptor, text, 0)


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of a chain: its place (1, 2, …; 0 for an empty chain) and its hash (32 bytes)."""

    place: int
    hash: bytes


def code_of(head: Head) -> str:
    """Return the short code of a chain's head that the office writes down, such as ``K7QF-2ABC-…`` (16 signs)."""
    digest = hashlib.sha256(signed_text(head)).digest()[:_CODE_BYTES]
    signs = base64.b32encode(digest).decode("ascii")
    return "-".join(signs[start : start + _CODE_GROUP] for start in range(0, len(signs), _CODE_GROUP))


def signed_text(head: Head) -> bytes:
    """Return the bytes that the terminal's key signs for a checkpoint."""
    return f"gate ledger checkpoint {head.place} {head.hash.hex()}".encode("ascii")


class Witness:
    """The remembered head of one ledger file."""

    def __init__(self, ledger: Path) -> None:
        self.path = ledger.with_name(ledger.name + ".head")
        self._descriptor = -1

    def read(self) -> Head | None:
        """Return the remembered head; None where nothing readable is remembered."""
        try:
            with self.path.open("rb") as file:
                found = _WRITTEN.fullmatch(file.read(_LONGEST))
        except OSError:
            found = None
        # Without a witness the ledger is as good as it says itself; a torn witness says nothing.
        return None if found is None else Head(int(found[1]), bytes.fromhex(found[2].decode("ascii")))

    def remember(self, head: Head) -> None:
        """Write down `head`; a disk that refuses only costs the witness, never the passage that is committed."""
        with suppress(OSError):
            if self._descriptor < 0:
                self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
            # One write of fixed length: a kill leaves the old text or the new one.
            _write_at_begin(self._descriptor, f"{head.place:0{_PLACE_DIGITS}d} {head.hash.hex()}\n".encode("ascii"))

    def close(self) -> None:
        """Let go of the file."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
