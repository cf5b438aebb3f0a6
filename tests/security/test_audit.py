"""The audit of what is installed: it is there, it tells a clean answer from none, and never takes silence for a yes."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "tools" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def stand_in(tmp_path: Path, script: str) -> Path:
    """Return a Python that plays `pip-audit`."""
    made = tmp_path / "python"
    made.write_text(f"#!/bin/sh\n{script}\n")
    made.chmod(0o700)
    return made


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")


def test_make_knows_it() -> None:
    assert "\naudit: " in (ROOT / "Makefile").read_text("utf-8")
    assert "make audit" in (ROOT / "docs" / "decisions.md").read_text("utf-8")


def test_everything_that_is_installed_is_asked_about(audit: ModuleType) -> None:
    names = {line.partition("==")[0].lower() for line in audit.installed().splitlines()}
    assert {"cryptography", "argon2-cffi", "sqlite-utils", "pysqlite3", "zxing-cpp"} <= names
    assert "gate-terminal" not in names


@pytest.mark.parametrize(
    ("script", "meaning"),
    [
        ("exit 0", 0),
        ("echo 'Found 2 known vulnerabilities in 1 package' >&2; exit 1", 1),
        ("echo 'ERROR:pip_audit._cli:attrs: Dependency not found on PyPI and could not be audited' >&2; exit 1", 3),
        ("echo 'ConnectionError: Failed to establish a new connection' >&2; exit 1", 3),
        ("exit 1", 3),
    ],
)
def test_an_answer_is_not_taken_for_another(
    audit: ModuleType, tmp_path: Path, script: str, meaning: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audit.audit(tmp_path / "installed.txt", stand_in(tmp_path, script)) == meaning
    if meaning == 3:
        assert "cannot be asked" in capsys.readouterr().err


def test_it_is_strict(audit: ModuleType, tmp_path: Path) -> None:
    """A package that the list does not know was not looked at."""
    python = stand_in(tmp_path, 'case " $* " in *" --strict "*) exit 0;; *) exit 1;; esac')
    assert audit.audit(tmp_path / "installed.txt", python) == 0
