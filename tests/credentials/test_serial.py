"""The printed serial: what a hand can do wrong with it is found, and what it may do freely does not matter."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gate_terminal.credentials.serial import pass_id_of, printed_serial
from gate_terminal.domain.faults import WrongUse

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

pass_ids = st.binary(min_size=5, max_size=5)


def hyphenated(symbols: str) -> str:
    return f"{symbols[:4]}-{symbols[4:8]}-{symbols[8:]}"


def is_refused(typed: str) -> bool:
    try:
        pass_id_of(typed)
    except WrongUse:
        return True
    return False


def test_the_published_check_value_holds() -> None:
    assert printed_serial(bytes.fromhex("5a1c0ffee7")) == "B8E0-ZZQ7-Z"
    assert pass_id_of("B8E0-ZZQ7-Z") == bytes.fromhex("5a1c0ffee7")


@given(pass_ids)
def test_every_pass_id_comes_back_from_its_serial(pass_id: bytes) -> None:
    assert pass_id_of(printed_serial(pass_id)) == pass_id


@given(pass_ids)
def test_every_single_wrong_character_is_caught(pass_id: bytes) -> None:
    symbols = printed_serial(pass_id).replace("-", "")
    for place, right in enumerate(symbols):
        for wrong in ALPHABET.replace(right, ""):
            assert is_refused(hyphenated(symbols[:place] + wrong + symbols[place + 1 :]))


@given(pass_ids)
def test_every_transposition_of_any_two_places_is_caught(pass_id: bytes) -> None:
    symbols = printed_serial(pass_id).replace("-", "")
    for first, second in combinations(range(9), 2):
        if symbols[first] != symbols[second]:
            swapped = list(symbols)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert is_refused("".join(swapped))


@pytest.mark.parametrize("place", range(9))
def test_errors_are_caught_for_every_id_because_the_code_is_linear(place: int) -> None:
    """A serial folds to zero and folding is linear: an error alone at a place must not fold to zero."""
    for error in range(1, 32):
        alone = ["0"] * 9
        alone[place] = ALPHABET[error]
        assert is_refused("".join(alone))
        for other in set(range(9)) - {place}:
            pair = list(alone)
            pair[other] = ALPHABET[error]
            assert is_refused("".join(pair))


@pytest.mark.parametrize(
    "typed",
    [
        "b8e0-zzq7-z",
        "B8E0ZZQ7Z",
        "b8eo zzq7 z",
        "B8EO-ZZQ7-Z",
        " B8E0–ZZQ7—Z ",
        "Ｂ８Ｅ０－ＺＺＱ７－Ｚ",
        "ｂ８ｅｏ　ｚｚｑ７　ｚ",
    ],
)
def test_case_hyphens_blanks_width_and_the_letter_o_do_not_matter(typed: str) -> None:
    assert pass_id_of(typed) == bytes.fromhex("5a1c0ffee7")


def test_the_letters_i_and_l_are_read_as_one() -> None:
    symbols = printed_serial(bytes.fromhex("0842108421")).replace("-", "")
    assert symbols.startswith("11111111")
    assert pass_id_of(symbols.replace("1", "I")) == pass_id_of(symbols.replace("1", "l")) == bytes.fromhex("0842108421")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "0"),
        ("B8E0-ZZQ7", "9 characters, here are 8"),
        ("B8E0-ZZQ7-Z0", "here are 10"),
        ("B8E0-ZUQ7-Z", "Character 6"),
        ("B8E0-ZZQ7-*", "Character 9"),
        ("B8E0-ZZQ7-ß", "Character 9"),
        ("B8E0-ZZQ7-中", "Character 9"),
        ("B8E0-ZZQ7-Y", "check character"),
    ],
)
def test_a_wrong_serial_is_refused_with_what_is_wrong(typed: str, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        pass_id_of(typed)


@given(st.text())
def test_any_text_is_a_serial_or_refused(typed: str) -> None:
    assert is_refused(typed) or len(pass_id_of(typed)) == 5


def test_a_pass_id_of_another_length_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="5 bytes"):
        printed_serial(b"1234")
