"""The entry point ``gate-terminal``: turns faults into one sentence and an exit code."""

from __future__ import annotations

import os
import sys

import click

from gate_terminal.application.commands import gate_terminal
from gate_terminal.application.commands.common import ANSWER_IS_NO, FAULT_OF_THE_WORLD, WRONG_USE, say_error
from gate_terminal.domain.faults import NotKnown, WorldFault, WrongUse

_PARAGRAPH = "\n\n"


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the answer is no, 2 wrong use, 3 a fault of the world."""
    # Whatever is written here may hold people's data: for the owner's eyes, also where the account says otherwise.
    os.umask(0o077)
    output = sys.stdout
    try:
        result = gate_terminal.main(args=arguments, prog_name="gate-terminal", standalone_mode=False)
    except click.ClickException as mistake:
        told = mistake.format_message()
        # A group without a command shows its help page; all else is one line, also what there is to choose from.
        say_error(told if _PARAGRAPH in told else " ".join(told.split()))
        sys.exit(mistake.exit_code if mistake.exit_code != 1 else WRONG_USE)
    except click.Abort:
        say_error("Stopped.")
        sys.exit(130)
    except NotKnown as answer:
        say_error(str(answer))
        sys.exit(ANSWER_IS_NO)
    except WrongUse as mistake:
        say_error(str(mistake))
        sys.exit(WRONG_USE)
    except WorldFault as fault:
        say_error(fault.detail)
        sys.exit(FAULT_OF_THE_WORLD)
    except SystemExit as leaving:
        # Where the reader of our output went away (a pager, `head`), click muffles it and leaves with 1. That is no
        # fault of ours, and 1 means something else here.
        sys.exit(leaving.code if sys.stdout is output else 0)
    except OSError as fault:
        say_error(f"{fault.strerror or fault}: {fault.filename}" if fault.filename else str(fault.strerror or fault))
        sys.exit(FAULT_OF_THE_WORLD)
    sys.exit(result if isinstance(result, int) else 0)


if __name__ == "__main__":
    main()
