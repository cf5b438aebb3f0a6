"""What the fuzzing of every parser shares: text and bytes as a hostile or broken world makes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import strategies as st

from gate_terminal.domain.faults import WorldFault, WrongUse

T = TypeVar("T")


def attempted(run: Callable[[], T]) -> T | WorldFault | WrongUse:
    """Return what `run` gives, or the refusal in words; whatever else is raised is an error of ours."""
    try:
        return run()
    except (WorldFault, WrongUse) as refusal:
        return refusal


# Everything a keyboard, a file or a camera may give: lone surrogates, controls, marks without width, full-width digits.
HOSTILE_TEXT = st.one_of(
    st.text(max_size=80),
    st.text(st.characters(codec=None, categories=None), max_size=60),
    st.text(st.sampled_from("0123456789-.,:;/ #号楼单元室栋座层AaZz℃度LoHi。、，：；－０１２３"), max_size=40),
)


def damaged(whole: bytes) -> st.SearchStrategy[bytes]:
    """Return a strategy for `whole` with bytes changed, cut off, doubled or put in, never `whole` itself."""
    size = len(whole)
    places = st.integers(0, size - 1)

    def changed(flips: list[tuple[int, int]]) -> bytes:
        data = bytearray(whole)
        for place, mask in flips:
            data[place] ^= mask
        return bytes(data)

    return st.one_of(
        st.lists(st.tuples(places, st.integers(1, 255)), min_size=1, max_size=6).map(changed),
        places.map(lambda end: whole[:end]),
        st.tuples(places, places).map(lambda cut: whole[: min(cut)] + whole[max(cut) :]),
        st.tuples(places, st.binary(min_size=1, max_size=20)).map(
            lambda put: whole[: put[0]] + put[1] + whole[put[0] :]
        ),
        st.binary(min_size=1, max_size=30).map(lambda more: whole + more),
    ).filter(lambda made: made != whole)
