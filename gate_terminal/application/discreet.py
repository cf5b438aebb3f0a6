"""How the log tells of an error: where it happened and of what kind, never with the values that it names."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

from gate_terminal.domain.faults import WorldFault

_Told = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class DiscreetFormatter(logging.Formatter):
    """Writes tracebacks without the messages of our own errors: ``KeyError: 'Zhang San'`` would name somebody.

    A fault of the world keeps its sentence, which names files and devices only.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what another handler's formatter has kept of the error is not used, nor left to others."""
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatException(self, ei: _Told) -> str:  # noqa: N802 - logging's name
        """Return the traceback, the cause first, with the kind of each error."""
        told: list[str] = []
        error: BaseException | None = ei[1]
        seen: set[int] = set()
        while error is not None and id(error) not in seen:
            seen.add(id(error))
            kind = type(error).__name__
            last = f"{kind}: {error.detail}" if isinstance(error, WorldFault) else kind
            lines = ["Traceback (most recent call last):\n", *traceback.format_tb(error.__traceback__), last]
            told.insert(0, "".join(lines))
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\nThis came of it:\n\n".join(told)
