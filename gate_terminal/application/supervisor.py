"""The supervisor's PIN, hashed by argon2; wrong ones and lock-outs stand in the chain, and no restart forgives one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from gate_terminal.application.clocks import Clock
from gate_terminal.domain.faults import WrongUse
from gate_terminal.ledger.knocks import RUNNING, Knocks, knocks_since_login
from gate_terminal.ledger.rows import EventKind
from gate_terminal.ledger.store import Ledger

SHORTEST_PIN, LONGEST_PIN = 4, 12
WRONG_PINS = 5
"""So many wrong ones in a row lock desk and office."""
LOCKED_SECONDS = 300.0
"""For so long the first time; twice as long each further time until a right PIN, at most:"""
LONGEST_LOCK_SECONDS = 3600.0

# RFC 9106's second recommendation: 64 MiB, three passes; some 50 ms on a guard's computer.
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


def hash_of_pin(pin: str) -> str:
    """Return the argon2id hash of a PIN; one that is not 4 to 12 digits raises :class:`WrongUse`."""
    if not (pin.isascii() and pin.isdigit() and SHORTEST_PIN <= len(pin) <= LONGEST_PIN):
        raise WrongUse(f"A supervisor's PIN has {SHORTEST_PIN} to {LONGEST_PIN} digits.")
    return _HASHER.hash(pin)


class Knock(Enum):
    """What came of a PIN."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    """Too many wrong ones: none is looked at now."""
    NO_PIN = "no_pin"
    """None was ever set."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a PIN; `seconds` until another is looked at, where it is locked."""

    knock: Knock
    seconds: float = 0.0

    @property
    def right(self) -> bool:
        """Whether the PIN was right."""
        return self.knock is Knock.RIGHT


@dataclass(slots=True)
class PinCheck:
    """Checks the supervisor's PIN at one door of the terminal; use it in the thread that opened the ledger.

    All doors share the count, because it is in the ledger. `door` says where somebody knocks, such as ``gate``.
    """

    ledger: Ledger
    clock: Clock
    door: str
    _since: dict[int, float] = field(default_factory=dict, init=False)
    """Since when (monotonic) a lock-out counts, by its place in the chain."""

    def knock(
        self, pin: str, pin_hash: str, who: str, *, about: str = "", why: str = "", detail: dict[str, Any] | None = None
    ) -> Answered:
        """Compare `pin` with the hash and write down what came of it, before anybody learns it.

        A right one is written down with `about`, `why` (a word of the program, no typed text) and `detail`.

        Raises as `Ledger.record` does: what cannot be written down is not answered.
        """
        if not pin_hash:
            return Answered(Knock.NO_PIN)
        knocks = knocks_since_login(self.ledger)
        left = self._locked_for(knocks)
        if left > 0:
            return Answered(Knock.LOCKED, left)
        try:
            _HASHER.verify(pin_hash, pin)
        except (VerificationError, InvalidHashError):
            return self._refused(knocks, who, about)
        told = {"door": self.door, **(detail or {})}
        self.ledger.note(EventKind.LOGIN, who=who, about=about, why=why, at=self.clock.now(), detail=told)
        return Answered(Knock.RIGHT)

    def _refused(self, knocks: Knocks, who: str, about: str) -> Answered:
        self._note(EventKind.LOGIN_REFUSED, who, about)
        if knocks.wrong + 1 < WRONG_PINS:
            return Answered(Knock.WRONG)
        self._note(EventKind.LOCKOUT, who, about, {RUNNING: int(self.clock.monotonic() * 1000)})
        return Answered(Knock.LOCKED, self._locked_for(knocks_since_login(self.ledger)))

    def _note(self, kind: EventKind, who: str, about: str, more: Mapping[str, int] = MappingProxyType({})) -> None:
        self.ledger.note(kind, who=who, about=about, at=self.clock.now(), detail={"door": self.door, **more})

    def _locked_for(self, knocks: Knocks) -> float:
        """Return the seconds for which no PIN is looked at, by the clock that nobody can set.

        It counts since the computer was started, and so over a new start of the program. After a new start of the
        computer it is only certain that this came after the lock-out: what ran before is not counted, and no date that
        was set meanwhile is believed.
        """
        lockout = knocks.last_lockout
        if lockout is None:
            return 0.0
        now = self.clock.monotonic()
        if lockout.place not in self._since:
            running = lockout.running
            self._since[lockout.place] = running if running is not None and running <= now else 0.0
        seconds = min(LOCKED_SECONDS * 2.0 ** (knocks.lockouts - 1), LONGEST_LOCK_SECONDS)
        return max(0.0, self._since[lockout.place] + seconds - now)
