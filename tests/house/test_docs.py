"""What the documents name is there: pages, pictures, files, tests, commands and their options."""

import ast
import os
import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from gate_terminal.application.commands import gate_terminal

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
PACKAGES = ("application", "credentials", "devices", "domain", "ledger", "register")


def named(page: Path) -> str:
    return os.fspath(page.relative_to(ROOT))


each_page = pytest.mark.parametrize("page", PAGES, ids=named)


@each_page
def test_every_link_and_picture_is_there(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    assert [target for target in targets if not (page.parent / target.partition("#")[0]).exists()] == []


def test_every_picture_is_shown_somewhere() -> None:
    told = "".join(page.read_text("utf-8") for page in PAGES)
    pictures = sorted(path.name for path in (ROOT / "docs" / "images").iterdir())
    assert [name for name in pictures if f"images/{name}" not in told] == []


@each_page
def test_every_file_that_is_named_is_there(page: Path) -> None:
    spans = re.findall(
        r"`([a-z_]+(?:/[\w*]+)*\.(?:py|jsonl)|(?:gate_terminal|tests|ui|tools)(?:/\w+)+/?)`", spans_of(page)
    )
    roots = [ROOT, ROOT / "gate_terminal", *(ROOT / "gate_terminal" / name for name in PACKAGES), ROOT / "tests"]
    nested = ("application", "ledger")
    roots += [ROOT / "tests" / name for name in nested]
    gone = [span for span in spans if not any(list(root.glob(span.rstrip("/"))) for root in roots)]
    assert gone == []


@each_page
def test_every_test_that_is_named_exists(page: Path) -> None:
    named_tests = re.findall(r"`(tests/[\w/]+\.py)::([\w:]+)`", page.read_text("utf-8"))
    gone = [f"{file}::{name}" for file, name in named_tests if name not in collected_from(ROOT / file)]
    assert gone == []
    if page.name == "promises.md":
        assert named_tests


@each_page
def test_every_command_and_option_that_is_named_exists(page: Path) -> None:
    unknown = [f"{line}: {trouble}" for line in commands_of(page) for trouble in troubles(line)]
    assert unknown == []


@each_page
def test_every_option_that_is_named_by_itself_belongs_to_some_command(page: Path) -> None:
    lonely = re.findall(r"`(--[a-z-]+)(?: [^`]*)?`", page.read_text("utf-8"))
    assert sorted({option for option in lonely if option not in every_option()}) == []


def test_pages_in_two_languages_name_the_same_commands_and_pictures() -> None:
    for english in sorted((ROOT / "docs").glob("*.en.md")):
        chinese = english.with_name(english.name.replace(".en.", ".zh."))
        assert commands_named(english) == commands_named(chinese), english.name
        assert pictures_of(english) == pictures_of(chinese), english.name


def test_what_is_not_there_is_found() -> None:
    assert list(troubles("gate-terminal ledger forget")) == ["no command forget"]
    assert list(troubles("gate-terminal passes print --out cards.pdf --gilded")) == ["no option --gilded"]
    assert list(troubles("gate-terminal ledger backup --to /media/stick")) == []


def spans_of(page: Path) -> str:
    """Return the page without its blocks of code, whose lines are no names of files."""
    return re.sub(r"^    .*$|^```.*?^```", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def commands_of(page: Path) -> Iterator[str]:
    """Give every line of a block, and every span, that calls the program; a span may leave out its name."""
    text = page.read_text("utf-8")
    for line in re.findall(r"^ {4,}(gate-terminal.*)$", text, re.MULTILINE):
        yield re.sub(r"\s#.*$", "", line).strip()
    for span in re.findall(r"`([^`]+)`", text):
        words = " ".join(span.split())
        head, _, rest = words.partition(" ")
        if head == "gate-terminal":
            yield words
        elif rest and head in gate_terminal.lazy and (isinstance(command_named(head), click.Group) or "--" in rest):
            yield f"gate-terminal {words}"


def troubles(line: str) -> Iterator[str]:
    """Give what of a call of the program does not exist."""
    words = shlex.split(line.replace("…", ""))[1:]
    options: set[str] = set(options_of(gate_terminal))
    command: click.Command = gate_terminal
    while words and isinstance(command, click.Group) and not words[0].startswith("-"):
        name = words.pop(0)
        if name.isupper():
            return
        found = command.get_command(click.Context(command), name)
        if found is None:
            yield f"no command {name}"
            return
        command = found
        options |= options_of(command)
    for word in words:
        if word.startswith("--") and word.partition("=")[0] not in options:
            yield f"no option {word}"


def commands_named(page: Path) -> set[str]:
    """Return which commands a page shows, without what is given to them."""
    shown = set()
    for line in commands_of(page):
        name: list[str] = []
        command: click.Command | None = gate_terminal
        for word in line.split()[1:]:
            command = command.get_command(click.Context(command), word) if isinstance(command, click.Group) else None
            if command is None:
                break
            name.append(word)
        shown.add(" ".join(name))
    return shown - {""}


def pictures_of(page: Path) -> set[str]:
    """Return which pictures a page shows, whatever their language."""
    shown = re.findall(r"images/([\w-]+)\.png", page.read_text("utf-8"))
    return {re.sub(r"-(zh|en|english)$", "", name) for name in shown}


def command_named(name: str) -> click.Command | None:
    return gate_terminal.get_command(click.Context(gate_terminal), name)


def options_of(command: click.Command) -> set[str]:
    """Return the options of a command; each has --help."""
    return {"--help", *(option for each in command.params for option in (*each.opts, *each.secondary_opts))}


@cache
def every_option() -> frozenset[str]:
    found: set[str] = set()
    ahead: list[click.Command] = [gate_terminal]
    while ahead:
        command = ahead.pop()
        found |= options_of(command)
        if isinstance(command, click.Group):
            context = click.Context(command)
            ahead += [each for name in command.list_commands(context) if (each := command.get_command(context, name))]
    return frozenset(found)


@cache
def collected_from(file: Path) -> frozenset[str]:
    """Return the names of a file's tests as pytest would call them, with the classes that it collects."""
    found: set[str] = set()
    tree = ast.parse(file.read_text("utf-8"))
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    found |= {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}
    for name in classes:
        if name.startswith("Test"):
            found |= {name, *(f"{name}::{test}" for test in _inherited(name, classes))}
    found |= {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id.startswith("Test")
    }
    return frozenset(found)


def _inherited(name: str, classes: dict[str, ast.ClassDef]) -> set[str]:
    """Return the tests of a class and of those of its bases that stand in the same file."""
    node = classes.get(name)
    if node is None:
        return set()
    own = {each.name for each in node.body if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")}
    return own.union(*(_inherited(base.id, classes) for base in node.bases if isinstance(base, ast.Name)))
