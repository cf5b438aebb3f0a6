"""Ask the public list of known faults about every package that is installed here, with the newest `pip-audit`.

Exit code: 0 where none is known, 1 where one is (each is named), 3 where the list cannot be reached: then nothing is
known, and nobody may take that for a good answer.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

FOUND, UNREACHABLE = 1, 3
PATIENCE = 30
"""Seconds for one answer of the service."""


def installed() -> str:
    """Return what is installed, as requirements; the program itself is no package of the index."""
    command = [sys.executable, "-m", "pip", "list", "--format=freeze", "--exclude-editable"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


def audit(requirements: Path, python: Path) -> int:
    """Run `pip-audit` over the requirements and return its meaning.

    Strict: a package that the list does not know was not looked at, and is no good answer.
    """
    command = [python, "-m", "pip_audit", "--no-deps", "--disable-pip", "--strict", "--requirement", requirements]
    command += ["--timeout", str(PATIENCE), "--progress-spinner", "off"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
    sys.stdout.write(done.stdout)
    if done.returncode == 0:
        sys.stderr.write("No known fault in what is installed.\n")
        return 0
    if "Found" in done.stderr and "vulnerabilit" in done.stderr:
        sys.stderr.write(done.stderr)
        return FOUND
    lines = done.stderr.strip().splitlines()
    reason = lines[-1] if lines else "no answer"
    sys.stderr.write(f"The list of known faults cannot be asked from here: {reason}\n")
    return UNREACHABLE


def main() -> int:
    """Make a place for `pip-audit` that leaves the program's own packages alone, and ask."""
    with tempfile.TemporaryDirectory(prefix="audit-") as directory:
        requirements = Path(directory) / "installed.txt"
        requirements.write_text(installed(), encoding="utf-8")
        place = Path(directory) / "venv"
        venv.create(place, with_pip=True)
        python = place / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pip-audit"]
        if subprocess.run(install, check=False).returncode:  # noqa: S603
            sys.stderr.write("pip-audit cannot be installed from here.\n")
            return UNREACHABLE
        return audit(requirements, python)


if __name__ == "__main__":
    sys.exit(main())
