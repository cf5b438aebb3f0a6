"""What `make run` and `make test` do with a computer that lacks packages, by whoever sits at it."""

import os
import subprocess
from pathlib import Path

import pytest

SH = "/bin/sh"


@pytest.fixture
def computer(tmp_path: Path) -> Path:
    """A directory of programs that stand in for the computer's: nothing is installed, nobody is root."""
    programs = tmp_path / "bin"
    programs.mkdir()
    add(programs, "dpkg-query", 'case "$4" in there) echo installed;; *) exit 1;; esac')
    add(programs, "id", "echo 1000")
    for name in ("mktemp", "rm", "cat"):
        (programs / name).symlink_to(f"/bin/{name}" if Path(f"/bin/{name}").exists() else f"/usr/bin/{name}")
    return programs


def add(programs: Path, name: str, script: str) -> None:
    program = programs / name
    program.write_text(f"#!{SH}\n{script}\n")
    program.chmod(0o755)


def packages(root: Path, programs: Path, *names: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SH, str(root / "tools" / "packages.sh"), *names],
        env={"PATH": os.fspath(programs), "TMPDIR": os.fspath(programs.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_where_nothing_is_missing_nothing_is_done(root: Path, computer: Path) -> None:
    done = packages(root, computer, "there")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_root_and_without_sudo_the_missing_packages_are_named(root: Path, computer: Path) -> None:
    done = packages(root, computer, "there", "libzbar0", "xvfb")
    assert done.returncode == 1
    assert "apt-get install libzbar0 xvfb" in done.stderr
    assert "there" not in done.stderr.split("apt-get install")[1]


def test_where_sudo_is_at_hand_it_installs_what_is_missing(root: Path, computer: Path) -> None:
    told = computer.parent / "told"
    add(computer, "sudo", f'echo "$@" >> {told}')
    done = packages(root, computer, "libzbar0")
    assert done.returncode == 0, done.stderr
    assert told.read_text().splitlines() == [
        "apt-get update -qq",
        "env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libzbar0",
    ]


def test_what_apt_could_not_do_is_said_with_its_own_words(root: Path, computer: Path) -> None:
    add(computer, "sudo", "echo no network; exit 100")
    done = packages(root, computer, "libzbar0")
    assert done.returncode == 1
    assert "no network" in done.stderr
    assert "could not install: libzbar0" in done.stderr


def test_a_computer_that_is_not_debian_is_told_the_names(root: Path, computer: Path) -> None:
    (computer / "dpkg-query").unlink()
    done = packages(root, computer, "libzbar0")
    assert done.returncode == 0
    assert "libzbar0" in done.stdout
