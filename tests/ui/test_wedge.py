"""A scanner that types like a keyboard is told from the guard's fingers."""

import pytest
from gate_terminal.ui.wedge import (
    FAST_MS,
    HICCUP_MS,
    LEAST_CODE,
    QUIET_MS,
    SLOW_MS,
    TAIL_MS,
    WHOLE_PASS,
    Code,
    EndKey,
    Heard,
    Keystrokes,
    Wedge,
)
from hypothesis import given
from hypothesis import strategies as st

CODE = "GP12KCETIQBE4CEIARWETYKAWA4UYARSC5ZAJCVUHAP73TQGRGA77XACBABAUMVCVAGDFJMAWCAF"


def typed(wedge: Wedge, text: str, start: float, gap: float) -> list[Heard]:
    """Type a text, one key every `gap` milliseconds."""
    heard: list[Heard] = []
    for i, character in enumerate(text):
        heard += wedge.pressed(character, start + gap * i)
    return heard


def keys_of(heard: list[Heard]) -> str:
    """What the guard is taken to have typed."""
    return "".join(part.text for part in heard if isinstance(part, Keystrokes))


def test_a_fast_burst_with_an_end_is_one_code_and_no_keystroke() -> None:
    wedge = Wedge()
    assert typed(wedge, CODE, 1000, 5) == []
    assert wedge.ended(1000 + 5 * len(CODE)) == (Code(CODE),)
    assert not wedge.holding


def test_slow_typing_is_the_guards_and_enter_confirms() -> None:
    wedge = Wedge()
    heard = typed(wedge, "365", 0, 120)
    heard += wedge.ended(400)
    assert keys_of(heard) == "365"
    assert heard[-1] == EndKey()


def test_three_keys_rolled_over_quickly_are_still_the_guards() -> None:
    wedge = Wedge()
    heard = typed(wedge, "365", 0, 10)
    heard += wedge.ended(30)
    assert heard == [Keystrokes("365"), EndKey()]


def test_what_was_typed_before_a_code_stays_typed_and_the_code_stays_whole() -> None:
    wedge = Wedge()
    heard = typed(wedge, "3", 0, 0) + typed(wedge, CODE, 500, 3)
    assert heard == [Keystrokes("3")]
    assert wedge.ended(500 + 3 * len(CODE)) == (Code(CODE),)


def test_half_a_code_is_handed_over_after_the_silence_and_leaves_no_keystroke() -> None:
    wedge = Wedge()
    assert typed(wedge, CODE[:30], 0, 5) == []
    assert wedge.fell_silent() == (Code(CODE[:30]),)


def test_the_late_remainder_of_a_broken_code_and_its_end_are_swallowed() -> None:
    wedge = Wedge()
    typed(wedge, CODE[:30], 0, 5)
    wedge.fell_silent()
    late = 5 * 29 + HICCUP_MS + TAIL_MS / 2
    assert typed(wedge, "365", late, 5) == []
    assert wedge.ended(late + 20) == ()
    assert not wedge.holding


def test_a_gap_inside_a_code_without_any_timer_is_seen_by_the_times_alone() -> None:
    wedge = Wedge()
    heard = typed(wedge, CODE[:20], 0, 5) + typed(wedge, CODE[20:23], 5 * 19 + HICCUP_MS, 5)
    assert heard == [Code(CODE[:20])]
    assert not wedge.holding


def test_the_guard_is_heard_again_soon_after_a_broken_code() -> None:
    wedge = Wedge()
    typed(wedge, CODE[:30], 0, 5)
    wedge.fell_silent()
    heard = typed(wedge, "365", 2000, 150)
    heard += wedge.ended(2500)
    assert keys_of(heard) == "365"
    assert heard[-1] == EndKey()


def test_an_end_after_nothing_is_only_an_end() -> None:
    assert Wedge().ended(10) == (EndKey(),)


def test_a_code_whose_end_comes_late_is_a_code_without_a_confirmation() -> None:
    wedge = Wedge()
    typed(wedge, CODE, 0, 2)
    assert wedge.ended(2 * len(CODE) + FAST_MS) == (Code(CODE),)


PASS = (CODE * 3)[:WHOLE_PASS]


@pytest.mark.parametrize("gap", [1, 20, 40, 75, 120, SLOW_MS - 1])
def test_a_pass_is_one_code_however_slow_the_scanner(gap: int) -> None:
    wedge = Wedge()
    assert typed(wedge, PASS, 1000, gap) == []
    assert wedge.patience == QUIET_MS, "nothing more of a whole pass is waited for"
    assert wedge.ended(1000 + gap * len(PASS)) == (Code(PASS),)
    assert not wedge.holding


def test_a_wireless_scanner_may_hesitate_in_the_middle() -> None:
    wedge = Wedge()
    heard = typed(wedge, PASS[:60], 0, 8) + typed(wedge, PASS[60:], 60 * 8 + HICCUP_MS - 20, 45)
    assert heard == []
    assert wedge.fell_silent() == (Code(PASS),)


@pytest.mark.parametrize("gap", [5, 40, 55])
def test_a_code_of_another_system_leaves_no_digit_at_a_slow_pace(gap: int) -> None:
    wedge = Wedge()
    assert typed(wedge, "6901234567892", 0, gap) == []
    assert wedge.ended(13 * gap) == (Code("6901234567892"),)


@pytest.mark.parametrize(
    "written",
    [CODE.swapcase(), CODE.lower(), "]Q1" + CODE, "]q1" + CODE.lower(), "".join(chr(ord(c) + 0xFEE0) for c in CODE)],
    ids=["caps lock", "lower case", "marked", "marked, caps lock", "full width"],
)
def test_a_pass_is_told_as_it_is_printed_whatever_the_keyboard_makes_of_it(written: str) -> None:
    wedge = Wedge()
    assert typed(wedge, written, 0, 5) == []
    assert wedge.ended(5 * len(written)) == (Code(CODE),)


@pytest.mark.parametrize("text", ["]Q1" + PASS, PASS.lower()])
def test_marks_and_lower_case_are_recognised_at_a_slow_pace_too(text: str) -> None:
    wedge = Wedge()
    assert typed(wedge, text, 0, 90) == []
    assert wedge.ended(90 * len(text)) == (Code(PASS),)


def test_a_code_of_another_system_keeps_its_letters() -> None:
    wedge = Wedge()
    typed(wedge, "https://example.org/Pass", 0, 5)
    assert wedge.fell_silent() == (Code("https://example.org/Pass"),)


def test_digits_typed_in_the_moment_in_which_a_scanner_begins_are_the_guards() -> None:
    wedge = Wedge()
    heard = typed(wedge, "36", 0, 45) + typed(wedge, PASS, 90, 5)
    heard += wedge.ended(90 + 5 * len(PASS))
    assert heard == [Keystrokes("36"), Code(PASS)]


@pytest.mark.parametrize("gap", [FAST_MS, 100, 200])
def test_a_serial_that_begins_as_a_pass_does_is_typed_by_hand(gap: int) -> None:
    wedge = Wedge()
    heard = typed(wedge, "GP1X-ABCD-Z", 0, gap)
    heard += wedge.ended(11 * gap)
    assert keys_of(heard) == "GP1X-ABCD-Z"
    assert heard[-1] == EndKey()


def test_the_guard_is_heard_at_once_after_a_whole_pass_without_an_end() -> None:
    wedge = Wedge()
    typed(wedge, PASS, 0, 5)
    last = 5 * (len(PASS) - 1)
    assert wedge.fell_silent() == (Code(PASS),)
    typed(wedge, "3", last + QUIET_MS + 20, 0)
    assert wedge.fell_silent() == (Keystrokes("3"),)


def test_a_letter_that_may_begin_a_pass_is_the_guards_after_a_moment() -> None:
    wedge = Wedge()
    assert typed(wedge, "G", 0, 0) == []
    assert wedge.patience == SLOW_MS
    assert typed(wedge, "3", 100, 0) == [Keystrokes("G")], "no pass goes on so"


@given(st.lists(st.tuples(st.sampled_from("0123456789AB"), st.integers(0, 500)), max_size=40))
def test_every_character_is_heard_once_at_most_and_in_order(strokes: list[tuple[str, int]]) -> None:
    wedge, at, heard = Wedge(), 0.0, []
    for character, gap in strokes:
        at += gap
        heard += wedge.pressed(character, at)
    heard += wedge.fell_silent()
    said = "".join(part.text for part in heard if not isinstance(part, EndKey))
    rest = iter("".join(character for character, _ in strokes))
    assert all(character in rest for character in said)


@given(st.lists(st.sampled_from("0123456789."), max_size=30), st.integers(FAST_MS, 900))
def test_at_a_humans_pace_nothing_is_ever_lost_or_taken_for_a_code(characters: list[str], gap: int) -> None:
    wedge = Wedge()
    heard = typed(wedge, "".join(characters), 0, gap)
    heard += wedge.fell_silent()
    assert keys_of(heard) == "".join(characters)
    assert not any(isinstance(part, Code) for part in heard)


@given(st.text("ABCDEFGH234567", min_size=LEAST_CODE, max_size=178), st.floats(0, FAST_MS - 1))
def test_any_code_at_a_scanners_pace_arrives_whole(code: str, gap: float) -> None:
    wedge = Wedge()
    assert typed(wedge, code, 0, gap) == []
    assert wedge.ended(gap * len(code)) == (Code(code),)
