"""What every test shares: the root of the checkout, and settings that make runs repeatable."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from gate_terminal.credentials import sealing

# Machines that run these tests are shared and slow by turns: a deadline would measure them, not us.
_ALIKE = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
# The same examples in every run: what fails here fails everywhere. `make torture` tries others, and many more.
settings.register_profile("house", derandomize=True, **_ALIKE)
settings.register_profile("torture", max_examples=3_000, **_ALIKE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return ROOT


@pytest.fixture(autouse=True, scope="session")
def sealing_cost() -> Iterator[int]:
    """The cost at which the program seals keys; here they are sealed at next to none, for it takes 0.3 s each time.

    That the program itself pays it is proved in `tests/credentials/test_sealing.py`.
    """
    real = sealing.COST
    sealing.COST = min(sealing.COSTS)
    yield real
    sealing.COST = real
