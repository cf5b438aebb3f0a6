"""Where a command writes what it was asked for: a file, or standard output where ``-`` stands for it."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from gate_terminal.credentials.durable import write_paper

STANDARD_OUTPUT = Path("-")


def write_out(path: Path, content: bytes) -> None:
    """Write `content` to `path` as :func:`write_paper` does, or to standard output."""
    if path != STANDARD_OUTPUT:
        write_paper(path, content)
        return
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


@contextmanager
def table_on_standard_output() -> Iterator[TextIO]:
    """Yield standard output as the text file of a table: UTF-8 with a byte order mark, line ends as they come."""
    text = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8-sig", newline="")
    try:
        yield text
        text.flush()
    finally:
        text.detach()
