"""The gate screen without a window: one frozen value, the events that change it, and a pure `advance`."""

from gate_terminal.application.screen.advance import advance, means_something, opening_screen
from gate_terminal.application.screen.signs import Stage
from gate_terminal.application.screen.values import Screen

__all__ = ["Screen", "Stage", "advance", "means_something", "opening_screen"]
