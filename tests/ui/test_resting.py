"""A hand that rests on a key means it once."""

from gate_terminal.ui.resting import RestingKey


def test_what_comes_up_and_down_in_one_moment_while_it_is_held_repeats() -> None:
    resting = RestingKey()
    assert not resting.pressed(9, 1000)
    for at in (1664, 1705, 1746):
        resting.released(9, at)
        assert resting.pressed(9, at)
    resting.released(9, 1800)
    assert not resting.pressed(9, 1850)


def test_a_program_that_types_one_character_twice_in_no_time_means_it_twice() -> None:
    resting = RestingKey()
    assert not resting.pressed(1, 1000)
    resting.released(1, 1000)
    assert not resting.pressed(1, 1000)
    resting.released(1, 1020)
    assert not resting.pressed(1, 1020)


def test_another_key_is_no_repetition() -> None:
    resting = RestingKey()
    assert not resting.pressed(1, 1000)
    resting.released(1, 2000)
    assert not resting.pressed(2, 2000)
    # Rolled over: the second key was down before the first came up.
    resting.released(1, 2500)
    assert not resting.pressed(1, 2500)
