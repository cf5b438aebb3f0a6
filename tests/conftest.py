"""What every test shares: the root of the checkout, and settings that make runs repeatable."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Machines that run these tests are shared and slow by turns: a deadline would measure them, not us.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return ROOT
