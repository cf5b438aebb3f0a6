"""What every command of the command line shares: the data directory, JSON output, one-sentence errors."""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from gate_terminal.application.encryption import choose_form
from gate_terminal.application.outlet import STANDARD_OUTPUT
from gate_terminal.application.place import Place, default_place

ANSWER_IS_NO = 1
WRONG_USE = 2
FAULT_OF_THE_WORLD = 3
_STEPS_SHOWN = 200


def _remember_place(context: click.Context, _parameter: click.Parameter, value: Path | None) -> Place:
    """Let ``--data`` stand before or after the command's name; the nearer one wins."""
    if value is not None:
        context.meta["place"] = Place(value)
    place = context.meta.setdefault("place", default_place())
    if not isinstance(place, Place):  # pragma: no cover - click's meta is untyped
        raise TypeError(place)
    if context.parent is not None:
        # Behind the command's name every --data is known, and the command has not begun.
        choose_form(place)
    return place


class SizeType(click.ParamType[tuple[int, int]]):
    """The width and height of a picture in pixels, as people write them."""

    name = "size"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Read ``1280x720``."""
        found = re.fullmatch(r"([0-9]{3,4})[x×*]([0-9]{3,4})", str(value).strip().lower())
        if found is None:
            self.fail(f"'{value}' is no size; write 1280x720.", param, ctx)
        return int(found[1]), int(found[2])


data_option = click.option(
    "--data",
    "place",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    callback=_remember_place,
    help="Data directory of the terminal (default: the platform's own).",
)

needless_data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    expose_value=False,
    help="Taken, as by every command; this one needs no terminal and leaves it alone.",
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON lines instead of text for people.")


def out_option(what: str) -> Callable[[Any], Any]:
    """Return the option that says where `what` is written: a file, or standard output."""
    path = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
    return click.option("--out", type=path, required=True, help=f"{what}; - is standard output.")


def say_written(out: Path, told: dict[str, Any], sentence: str, *, as_json: bool) -> None:
    """Say what is in `out`: on standard error where standard output holds the thing itself."""
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else sentence, err=out == STANDARD_OUTPUT)


def name_of(out: Path) -> str:
    """Return how a sentence calls what was written to."""
    return "standard output" if out == STANDARD_OUTPUT else str(out)


passphrase_option = click.option(
    "--passphrase-stdin",
    "passphrase",
    is_flag=True,
    callback=lambda _context, _parameter, wanted: read_passphrase() if wanted else None,
    help="Read the passphrase of the key files from standard input, where it is not stored.",
)


def read_passphrase() -> str:
    """Return the first line of standard input: a passphrase on the command line would stand in its history."""
    return sys.stdin.readline().rstrip("\r\n")


def say_error(sentence: str) -> None:
    """Print one clear sentence on standard error."""
    sys.stderr.write(sentence.rstrip() + "\n")


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show on a terminal how far long work is; give what has to be told how much of how much is done."""
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

        def tell(done: int, of: int) -> None:
            bar.length = max(of, 1)
            if done == of or (done - bar.pos) * _STEPS_SHOWN >= of:
                bar.update(done - bar.pos)

        yield tell


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is called or described.

    `lazy` maps a command's name to ``module:attribute``.
    """

    def __init__(self, *args: Any, lazy: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = lazy or {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all names, imported or not."""
        return sorted({*super().list_commands(ctx), *self.lazy})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of that name, importing its module at first use."""
        if cmd_name not in self.lazy:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self.lazy[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{self.lazy[cmd_name]} is no command")
        return command
