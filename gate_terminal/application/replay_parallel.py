"""Replays a long file on all processors; the answers come in the order of the lines all the same."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from multiprocessing import get_context

from gate_terminal.application.replay import answer_by_rule, replay
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.policy import SHIPPED_POLICY, Policy

CHUNK = 1_000
"""Lines that are handed over at once."""
ALONE = 4 * CHUNK
"""A file of fewer lines is answered before other processes would have started."""
_AHEAD = 2
_MOST_WORKERS = 8

Answered = tuple[str, bool | None]
"""An answer as a line of JSON, and whether it agrees with what was expected (None where nothing was)."""


def replay_all(
    lines: Iterable[bytes], source_name: str, *, policy: Policy = SHIPPED_POLICY, pure: bool = False
) -> Iterator[Answered]:
    """Answer each line as :func:`replay` does, with `pure` from the folded histories.

    All lines before one that cannot be read are answered; that one raises :class:`WrongUse`.
    """
    rest = iter(lines)
    begin = list(islice(rest, ALONE))
    workers = processors()
    if len(begin) < ALONE or workers == 1:
        yield from replay_here(chain(begin, rest), source_name, policy=policy, pure=pure)
        return
    # Not forked: the same on every system, and no threads or files of ours in the children.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting: deque[Future[_Chunk]] = deque()
        try:
            for number, chunk in _chunks(begin, rest):
                waiting.append(pool.submit(_answer_chunk, chunk, number, source_name, policy, pure=pure))
                if len(waiting) > _AHEAD * workers:
                    yield from _told(waiting.popleft().result())
            while waiting:
                yield from _told(waiting.popleft().result())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def replay_here(
    lines: Iterable[bytes],
    source_name: str,
    *,
    policy: Policy = SHIPPED_POLICY,
    pure: bool = False,
    first_number: int = 1,
) -> Iterator[Answered]:
    """Answer each line as soon as it comes, in this process."""
    answer = answer_by_rule if pure else None
    for replayed in replay(lines, source_name, policy=policy, answer=answer, first_number=first_number):
        yield replayed.to_json(), replayed.agrees


_Chunk = tuple[list[Answered], str | None]


def _answer_chunk(lines: list[bytes], first_number: int, source_name: str, policy: Policy, *, pure: bool) -> _Chunk:
    """Return the answers up to the first line that cannot be read, and what is wrong with that."""
    answers: list[Answered] = []
    try:
        for answered in replay_here(lines, source_name, policy=policy, pure=pure, first_number=first_number):
            answers.append(answered)  # noqa: PERF402 - those before the error are kept
    except WrongUse as mistake:
        return answers, str(mistake)
    return answers, None


def _told(chunk: _Chunk) -> Iterator[Answered]:
    answers, mistake = chunk
    yield from answers
    if mistake is not None:
        raise WrongUse(mistake)


def _chunks(begin: list[bytes], rest: Iterator[bytes]) -> Iterator[tuple[int, list[bytes]]]:
    number = 1
    for start in range(0, len(begin), CHUNK):
        yield number, begin[start : start + CHUNK]
        number += CHUNK
    while chunk := list(islice(rest, CHUNK)):
        yield number, chunk
        number += len(chunk)


def processors() -> int:
    """Return how many processors a replay uses at most."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_WORKERS)
