"""Whether this computer can run the program: Python, Qt, SQLite, the QR readers, a Chinese font."""

from __future__ import annotations

import json
import platform
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

import numpy as np
from sqlite_utils.utils import sqlite3

from gate_terminal.application.health import Finding, note, well, wrong
from gate_terminal.credentials.qr import QUIET_ZONE, pass_symbol
from gate_terminal.ledger.file import FIXED_SQLITE

WINDOW_PROBE = "gate_terminal.ui.probe"
"""The module that tries the window's side; only its name is known here."""

_PATIENCE_SECONDS = 30
_FIXED_PYTHON = (3, 12)
_SPOILT_QT = (6, 12)
# Of the length and the alphabet of a pass, and none: no gate would take it.
_TEST_TEXT = "GP1" + "A" * 175


def program_findings() -> Iterator[Finding]:
    """Yield what can be said without a data directory."""
    yield well("Python", platform.python_version())
    yield qt_package()
    yield sqlite(sqlite3.sqlite_version_info)
    yield from readers()
    yield from window()


def qt_package() -> Finding:
    """Look at the version of PySide6."""
    try:
        installed = version("PySide6-Essentials")
    except PackageNotFoundError:
        return wrong("Qt", "PySide6 is not installed.", "Install the program anew: pip install gate-terminal.")
    numbers = tuple(int(part) for part in re.findall(r"\d+", installed)[:2])
    if sys.version_info < _FIXED_PYTHON and numbers >= _SPOILT_QT:
        return wrong(
            "Qt",
            f"PySide6 {installed} ends the program after some thousand calls under Python {platform.python_version()}.",
            'Run: pip install "PySide6-Essentials<6.12" "PySide6-Addons<6.12".',
        )
    return well("Qt", f"PySide6 {installed}")


def sqlite(found: tuple[int, ...]) -> Finding:
    """Look at the version of SQLite that the ledger is written with."""
    name = ".".join(map(str, found))
    if found < FIXED_SQLITE:
        return wrong(
            "SQLite",
            f"SQLite {name} can damage a ledger that two programs use at once.",
            "Run: pip install 'pysqlite3>=0.6.1'. Until then close the gate window before office work.",
        )
    return well("SQLite", name)


def readers() -> Iterator[Finding]:
    """Let each QR reader read a symbol that was just drawn."""
    part = "QR readers"
    try:
        # zbar is a library of the system, not of Python: whether it is there is what is asked.
        from gate_terminal.devices.readers import reader_named  # noqa: PLC0415
    except (ImportError, OSError) as missing:
        yield wrong(part, f"They cannot be loaded: {missing}.", "Install zbar (Debian: apt install libzbar0).")
        return
    light = np.pad(~pass_symbol(_TEST_TEXT), QUIET_ZONE, constant_values=True)
    picture = np.kron(light, np.ones((6, 6))).astype(np.uint8) * 255
    seeing = []
    for name in ("zxing", "zbar"):
        texts = [sighting.payload.decode("ascii", "replace") for sighting in reader_named(name).read(picture).sightings]
        if texts == [_TEST_TEXT]:
            seeing.append(name)
        else:
            yield wrong(part, f"{name} does not read a clear symbol.", "Install the program and libzbar0 anew.")
    if seeing:
        yield well(part, f"{' and '.join(seeing)} read a test symbol")


def window() -> Iterator[Finding]:
    """Start Qt in a process of its own: where a library is missing, it ends the whole program without an error."""
    command = [sys.executable, "-m", WINDOW_PROBE]
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            command, capture_output=True, encoding="utf-8", errors="replace", timeout=_PATIENCE_SECONDS, check=False
        )
        told = json.loads(done.stdout) if done.returncode == 0 else None
    except subprocess.TimeoutExpired:
        yield wrong("Window", f"Qt did not start within {_PATIENCE_SECONDS} s.", "See whether the display answers.")
        return
    if told is None:
        yield wrong("Window", _reason(done.stderr), "Install what it names (Debian: make run does it by name).")
        return
    if told["display"]:
        yield well("Window", f"Qt {told['qt']} on {told['platform']}")
    else:
        yield note("Window", "There is no display here: the gate window needs one, other commands do not.")
    if told["chinese_font"]:
        yield well("Chinese font", told["chinese_font"])
    else:
        yield wrong(
            "Chinese font",
            "No font on this computer has Chinese characters.",
            "Install one (Debian: apt install fonts-noto-cjk).",
        )


def _reason(complaint: str) -> str:
    """Return the line that says most of what Qt wrote before it gave up."""
    lines = [" ".join(line.split()) for line in complaint.splitlines() if line.strip()]
    telling = [line for line in lines if "needed" in line or "could not" in line.lower() or "Error" in line]
    return f"Qt cannot open a window: {(telling or lines or ['it gave no reason'])[0]}"
