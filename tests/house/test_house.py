"""The house rules: style, types, directions of imports, and what may not lie in the repository."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest


def _run(*command: str, cwd: Path) -> None:
    done = subprocess.run([sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_has_nothing_to_say(root: Path) -> None:
    _run("ruff", "check", "--quiet", ".", cwd=root)


def test_the_formatter_would_change_nothing(root: Path) -> None:
    _run("ruff", "format", "--check", "--quiet", ".", cwd=root)


@pytest.fixture(scope="module")
def installed_layout(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program laid out as the wheel is.

    The checkout keeps ui/ and resources/ at the top; installed they are parts of the package, and tools that
    follow imports need the files where they lie then. Each process that runs tests has its own.
    """
    tree = tmp_path_factory.mktemp("layout")
    caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "gate_terminal", tree / "gate_terminal", ignore=caches)
    for name in ("ui", "resources"):
        shutil.copytree(root / name, tree / "gate_terminal" / name, ignore=caches)
    return tree


def test_every_type_is_proved(root: Path, installed_layout: Path) -> None:
    settings = ["--config-file", str(root / "setup.cfg"), "--cache-dir", str(root / ".mypy_cache")]
    _run("mypy", *settings, "gate_terminal", cwd=installed_layout)


def test_imports_go_in_the_declared_directions(root: Path, installed_layout: Path) -> None:
    command = "import sys; sys.path.insert(0, ''); from importlinter.cli import lint_imports_command as lint; lint()"
    done = subprocess.run(
        [sys.executable, "-c", command, "--config", str(root / "setup.cfg"), "--no-cache"],
        cwd=installed_layout,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_every_package_is_listed_for_the_wheel(root: Path) -> None:
    listed = set(re.findall(r"^    (gate_terminal[\w.]*)$", (root / "setup.cfg").read_text(), re.MULTILINE))
    for top, name in ((root / "gate_terminal", "gate_terminal"), (root / "ui", "gate_terminal.ui")):
        for init in top.rglob("__init__.py"):
            package = ".".join((name, *init.parent.relative_to(top).parts))
            assert package in listed, f"{package} is not listed under [options] packages"


def test_nothing_generated_is_in_git(root: Path) -> None:
    files = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.split()
    generated = re.compile(r"\.(qm|pyc|db|sqlite3?)$|egg-info|_rc\.py$")
    assert [name for name in files if generated.search(name)] == []
