"""The long run of the eyes: 20,000 frames, hard ones, passes and none. Run by `make torture`."""

from gate_terminal.application.scenes import look_long

FRAMES, EVERY = 20_000, 1_000
MOST_MEGABYTES = 16.0


def test_memory_is_flat_over_twenty_thousand_frames() -> None:
    held = [megabytes for _, megabytes in look_long(FRAMES, EVERY)]
    assert max(held[1:]) - held[0] < MOST_MEGABYTES, held
