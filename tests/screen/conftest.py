"""A virtual display for tests that start the real program; one per test process."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def x_server(*options: str, size: str = "1280x720") -> Iterator[str]:
    """Yield the name of an X display that nobody looks at."""
    program = shutil.which("Xvfb")
    assert program, "Xvfb is missing: make test installs it"
    readable, writable = os.pipe()
    server = subprocess.Popen(
        [program, "-displayfd", str(writable), "-screen", "0", f"{size}x24", "-nolisten", "tcp", *options],
        pass_fds=[writable],
        stderr=subprocess.DEVNULL,
    )
    os.close(writable)
    try:
        with os.fdopen(readable) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """The name of a display that outlives its clients."""
    with x_server("-noreset") as name:
        yield name


@pytest.fixture
def restless_display() -> Iterator[str]:
    """The name of a display that begins anew when its last client leaves, as X servers do by themselves."""
    with x_server() as name:
        yield name


@pytest.fixture
def small_display() -> Iterator[str]:
    """The name of a display of 1024x768."""
    with x_server("-noreset", size="1024x768") as name:
        yield name
