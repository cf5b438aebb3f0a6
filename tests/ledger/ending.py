"""Ends a process before one of the things that it does to files, as a power cut would; for scripts that fork."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

ENDED = 77
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def in_a_process(work: Callable[[], int]) -> int:
    """Return the exit code of a process of its own that does `work`."""
    child = os.fork()
    if not child:
        try:
            code = work()
        except BaseException as error:  # noqa: BLE001 - it is told by the exit code
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            code = 1
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def end_before(step: int, root: Path) -> None:
    """Let this process end before its `step`-th change of a file below `root`: 1, 2, …"""
    taken = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal taken
        writes = event in {"os.rename", "os.remove", "os.link"} or (
            event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & _WRITING)
        )
        if writes and str(arguments[0]).startswith(str(root)):
            taken += 1
            if taken == step:
                os._exit(ENDED)

    sys.addaudithook(watch)
