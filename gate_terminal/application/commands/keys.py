"""``gate-terminal keys``: which keys the gates believe, and a new one after a theft or in its turn."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gate_terminal.application.commands.common import data_option, json_option, passphrase_option
from gate_terminal.application.commands.households import by_option
from gate_terminal.application.place import Place
from gate_terminal.domain.counting import counted


@click.group()
def keys() -> None:
    """Look after the signing keys and the root that this terminal believes."""


@keys.command()
@data_option
@json_option
def show(place: Place, *, as_json: bool) -> None:
    """Show the root's fingerprint and every key that the key list names. No passphrase is needed."""
    from gate_terminal.application.office import open_office

    with open_office(place) as office:
        held = office.strongroom.holdings()
    root = None if held.root is None else held.root.hex()
    told = [
        {
            "role": key.role.value,
            "kid": key.kid,
            "public_key": key.public_key.hex(),
            "zones": None if key.zones is None else sorted(key.zones),
            "revoked": key.revoked,
            "practice": key.practice,
            "here": key.here,
        }
        for key in held.keys
    ]
    if as_json:
        click.echo(json.dumps({"root": root, "locked": held.locked, "keys": told}))
        return
    click.echo(f"root\t{root or 'not pinned'}")
    for key in told:
        marks = [mark for mark in ("revoked", "practice", "here") if key[mark]]
        click.echo(f"{key['role']}\t{key['kid']}\t{key['public_key']}\t{', '.join(marks)}")


@keys.command()
@click.argument("role", type=click.Choice(["pass", "list"]))
@click.option("--stolen", is_flag=True, help="The old key is revoked: gates refuse what it signed.")
@click.option("--why", required=True, metavar="TEXT", help="The reason, for the log.")
@click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where root.key lies (a stick), where it is not with the other keys.",
)
@passphrase_option
@by_option
@data_option
@json_option
def replace(
    place: Place,
    *,
    role: str,
    stolen: bool,
    why: str,
    root: Path | None,
    passphrase: str | None,
    who: str,
    as_json: bool,
) -> None:
    """Make a new pass or list key and publish a key list that names it.

    After a theft (--stolen) the passes under the old pass key open no gate any more: issue them anew, print them, and
    carry the lists to every gate.
    """
    from gate_terminal.application.office import open_office
    from gate_terminal.credentials.trust import Role

    with open_office(place, passphrase=passphrase) as office:
        key_list = office.replace_key(Role(role), who, why, stolen=stolen, root=root)
        missing = len(office.without_pass()) if stolen and role == "pass" else 0
    if as_json:
        click.echo(json.dumps({"role": role, "key_list": key_list.sequence, "without_pass": missing}))
        return
    click.echo(f"The {role} key is new; key list {key_list.sequence} names it.")
    if missing:
        click.echo(
            f"{counted(missing, 'household needs', 'households need')} a new pass: "
            "gate-terminal passes issue --all-missing."
        )
    click.echo("Carry the lists to the other gates: gate-terminal lists carry DIR.")
