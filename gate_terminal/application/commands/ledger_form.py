"""``gate-terminal ledger encrypt`` and ``decrypt``: the other form for a ledger that is there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from gate_terminal.application.commands.common import data_option, json_option
from gate_terminal.application.place import Place
from gate_terminal.domain.counting import counted

if TYPE_CHECKING:
    from gate_terminal.application.form_change import FormChanged

wipe_option = click.option(
    "--wipe-old", is_flag=True, help="Delete the backups in the old form, once there is one in the new form."
)


@click.command()
@click.option("--new-key", is_flag=True, help="Give a ledger that is encrypted already another key.")
@wipe_option
@data_option
@json_option
def encrypt(place: Place, *, new_key: bool, wipe_old: bool, as_json: bool) -> int:
    """Encrypt the ledger of a terminal that is there, and its backups from now on. Close window and office first.

    A backup is made first. The old file stays whole until the new one has been compared with it and takes its place;
    then it is overwritten and deleted. It may be ended at any moment.
    """
    changed = _changed(place, encrypted=True, new_key=new_key, wipe_old=wipe_old)
    if as_json:
        _print(changed)
        return 0
    click.echo(
        f"The ledger is encrypted{' with a new key' * new_key}: {counted(changed.rows, 'row')}, the same as before."
    )
    click.echo(
        f"Without ledger.key and passphrase in {place.keys} neither it nor a backup can ever be read: "
        "copy both to a stick and lock it away, apart from the backups."
    )
    _tell(changed, "under the old key" if new_key else "plain")
    return 0


@click.command()
@wipe_option
@data_option
@json_option
def decrypt(place: Place, *, wipe_old: bool, as_json: bool) -> int:
    """Make an encrypted ledger plain again, in the same safe way. Close window and office first."""
    changed = _changed(place, encrypted=False, new_key=False, wipe_old=wipe_old)
    if as_json:
        _print(changed)
        return 0
    click.echo(
        f"The ledger is plain: {counted(changed.rows, 'row')}, the same as before. Whoever has the file can read it."
    )
    _tell(changed, "encrypted")
    return 0


def _changed(place: Place, *, encrypted: bool, new_key: bool, wipe_old: bool) -> FormChanged:
    from gate_terminal.ledger.cipher import use_sqlcipher

    # Before anything brings SQLite in.
    use_sqlcipher()
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.application.form_change import change_form

    return change_form(place, SystemClock().now(), encrypted=encrypted, new_key=new_key, wipe_old=wipe_old)


def _print(changed: FormChanged) -> None:
    answer = {
        "rows": changed.rows,
        "backed_up": [str(path) for path in changed.backed_up],
        "not_backed_up": changed.not_backed_up,
        "left": [str(path) for path in changed.left],
        "kept_key": None if changed.kept_key is None else str(changed.kept_key),
    }
    click.echo(json.dumps(answer, ensure_ascii=False))


def _tell(changed: FormChanged, how: str) -> None:
    for path in changed.backed_up:
        click.echo(f"Backed up and verified: {path}.")
    for sentence in changed.not_backed_up:
        click.echo(sentence)
    if changed.left:
        places = ", ".join(sorted({str(path.parent) for path in changed.left}))
        click.echo(
            f"{counted(len(changed.left), 'older backup or ledger', 'older backups or ledgers')} set aside "
            f"{'is' if len(changed.left) == 1 else 'are'} still {how}, in {places}. They go after their "
            "days by themselves; --wipe-old would have deleted them. Sticks that are not plugged in keep theirs."
        )
    if changed.kept_key is not None:
        click.echo(f"The key of those is kept as {changed.kept_key}: delete it when nobody needs them any more.")
    click.echo(
        "What was overwritten can still be there where a disk or a file system writes elsewhere instead (SSD, stick, "
        "snapshots): only a disk that was encrypted from the beginning leaves nothing."
    )
