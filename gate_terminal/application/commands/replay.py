"""``gate-terminal replay``: answer a file of attempts, and say where the answers are not the expected ones."""

from __future__ import annotations

from pathlib import Path

import click

from gate_terminal.application.commands.common import ANSWER_IS_NO, data_option
from gate_terminal.application.place import Place
from gate_terminal.domain.faults import WrongUse
from gate_terminal.domain.policy import SHIPPED_POLICY, policy_from_toml


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--policy",
    "policy_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take from this policy (TOML) the keys that a line's own policy leaves out.",
)
@click.option(
    "--pure",
    is_flag=True,
    help="Answer from the folded history without a ledger: the same answers, some three times as fast.",
)
@data_option
@click.pass_context
def replay(context: click.Context, file: Path, policy_file: Path | None, pure: bool, place: Place) -> None:
    """Answer each attempt of FILE (one JSON object a line; - is standard input) by the gate's own path.

    Prints one JSON line per attempt. Exit 1 if any answer is not the expected one, 2 if a line cannot be read.
    Needs no data directory and writes nothing.
    """
    # Imported here: with it comes SQLite, whose form is chosen when the command is known.
    from gate_terminal.application.replay_parallel import replay_all, replay_here

    del place  # every command takes --data
    policy = policy_from_toml(_text_of(policy_file), str(policy_file)) if policy_file is not None else SHIPPED_POLICY
    answered = compared = disagreeing = 0
    with click.open_file(str(file), "rb") as lines:
        # Whoever writes line by line into a pipe waits for each answer.
        answers = replay_here if str(file) == "-" else replay_all
        name = "standard input" if str(file) == "-" else file.name
        for text, agrees in answers(lines, name, policy=policy, pure=pure):
            click.echo(text)
            answered += 1
            compared += agrees is not None
            disagreeing += agrees is False
    click.echo(f"{answered} answered, {compared} compared, {disagreeing} disagree.", err=True)
    if disagreeing:
        context.exit(ANSWER_IS_NO)


def _text_of(file: Path) -> str:
    content = file.read_bytes()
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as mistake:
        line = content.count(b"\n", 0, mistake.start) + 1
        raise WrongUse(f"{file}, line {line}: this is no UTF-8 text.") from mistake
