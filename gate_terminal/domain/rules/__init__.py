"""The rules of the gate: small functions in a declared order, one answer."""

from gate_terminal.domain.rules.engine import decide, decide_behind
from gate_terminal.domain.rules.household import admit

__all__ = ["admit", "decide", "decide_behind"]
