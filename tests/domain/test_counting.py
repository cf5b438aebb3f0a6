"""One passage, two passages: English sentences agree with their numbers."""

import pytest

from gate_terminal.domain.counting import Count, counted


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 passages"), (1, "1 passage"), (2, "2 passages"), (11, "11 passages")]
)
def test_a_noun_agrees_with_its_number(number: int, said: str) -> None:
    assert counted(number, "passage") == said
    template = "{n} {n:passage|passages}"
    assert template.format(n=Count(number)) == said


def test_a_noun_may_have_a_plural_of_its_own_and_a_number_a_form() -> None:
    assert (counted(1, "person", "people"), counted(2, "person", "people")) == ("1 person", "2 people")
    assert f"{Count(1234):,}" == "1,234"
    assert f"{Count(7)}" == "7"
