"""Numbers in English sentences: one passage, two passages."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun, such as ``1 passage``; `many` is the noun of any other number, else with an s."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"


class Count(int):
    """A number for the template of a sentence: ``{passages} {passages:passage|passages}`` agrees with it."""

    def __format__(self, spec: str) -> str:
        """Return the first word of `spec` for one, the second for any other number; else as an int does."""
        one, bar, many = spec.partition("|")
        if not bar:
            return super().__format__(spec)
        return one if self == 1 else many
