"""The supervisor's PIN: hashed by argon2, and locked for a while after several wrong ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gate_terminal.application.clocks import Clock
from gate_terminal.domain.faults import WrongUse

SHORTEST_PIN, LONGEST_PIN = 4, 12
WRONG_PINS = 5
"""So many wrong ones in a row lock the desk."""
LOCKED_SECONDS = 300.0

# RFC 9106's second recommendation: 64 MiB, three passes; some 50 ms on a guard's computer.
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


def hash_of_pin(pin: str) -> str:
    """Return the argon2id hash of a PIN; one that is not 4 to 12 digits raises :class:`WrongUse`."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN):
        raise WrongUse(f"A supervisor's PIN has {SHORTEST_PIN} to {LONGEST_PIN} digits.")
    return _HASHER.hash(pin)


@dataclass(slots=True)
class PinCheck:
    """Checks the supervisor's PIN against its hash and locks after five wrong ones for five minutes."""

    pin_hash: str
    clock: Clock
    wrong: int = field(default=0, init=False)
    locked_until: float = field(default=0.0, init=False)

    @property
    def locked(self) -> bool:
        """Whether no PIN is looked at now."""
        return self.clock.monotonic() < self.locked_until

    def holds(self, pin: str) -> bool:
        """Tell whether `pin` is right; while locked, or where no PIN was set, none is."""
        if self.locked or not self.pin_hash:
            return False
        try:
            _HASHER.verify(self.pin_hash, pin)
        except (VerificationError, InvalidHashError):
            self.wrong += 1
            if self.wrong >= WRONG_PINS:
                self.wrong = 0
                self.locked_until = self.clock.monotonic() + LOCKED_SECONDS
            return False
        self.wrong = 0
        return True
