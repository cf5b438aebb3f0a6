"""``gate-terminal init``: a new terminal with settings, keys and an empty ledger."""

from __future__ import annotations

import click

from gate_terminal.application.commands.common import data_option, json_option, read_passphrase
from gate_terminal.application.place import Place
from gate_terminal.domain.words import Site

_FOR_HOUSEHOLDS = "gate-terminal households import FILE, then gate-terminal passes issue --all-missing"
_NEXT = {
    Site.COMPOUND: _FOR_HOUSEHOLDS,
    Site.VILLAGE: _FOR_HOUSEHOLDS,
    Site.ZONE_TRUCK: "gate-terminal companies set NAME… --resumed --reason TEXT; without any no truck is held for it",
    Site.ZONE_ADMIN: "gate-terminal roster import FILE, as every day; who is not on it is held",
    Site.ZONE_SERVICE: "gate-terminal run; visitors register at the gate",
}


@click.command()
@data_option
@click.option("--site", type=click.Choice([kind.value for kind in Site]), required=True, help="The kind of gate.")
@click.option("--name", required=True, help="The name of the place, as it stands at the top of the screen.")
@click.option("--gate", required=True, help="Which gate of the place this is, such as east.")
@click.option("--lane", default="1", show_default=True, help="Which lane of the gate.")
@click.option("--zone", type=click.IntRange(256, 65535), default=3001, show_default=True, help="Issuing area.")
@click.option("--guard", default="", help="Who is on duty.")
@click.option("--camera", default="0", show_default=True, help="Index, device, file, URL or simulated.")
@click.option("--supervisor-pin", help="The supervisor's PIN, 4 to 12 digits; only its hash is stored.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the passphrase of the key files from standard input.")
@click.option(
    "--root",
    metavar="HEX",
    help="Believe the lists of another office, by its root's fingerprint (`keys show` there); no keys are made here.",
)
@click.option("--encrypt", is_flag=True, help="Encrypt the ledger and its backups; the key lies with the other keys.")
@json_option
def init(
    place: Place,
    site: str,
    name: str,
    gate: str,
    lane: str,
    zone: int,
    guard: str,
    camera: str,
    supervisor_pin: str | None,
    passphrase_stdin: bool,
    root: str | None,
    *,
    encrypt: bool,
    as_json: bool,
) -> None:
    """Set up a new terminal in an empty data directory."""
    import json

    from gate_terminal.application.encryption import encrypt_new

    if encrypt and passphrase_stdin:
        raise click.UsageError("An encrypted ledger needs its passphrase stored: a gate starts without a question.")
    if encrypt:
        # Before anything brings SQLite in.
        encrypt_new(place)
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.application.founding import found
    from gate_terminal.application.settings import (
        DeviceSettings,
        GateSettings,
        Settings,
        SiteSettings,
        SupervisorSettings,
    )
    from gate_terminal.application.strongroom import fingerprint_written
    from gate_terminal.application.supervisor import hash_of_pin
    from gate_terminal.domain.policy import Policy

    settings = Settings(
        site=SiteSettings(kind=Site(site), name=name, zone=zone),
        gate=GateSettings(name=gate, lane=lane, guard=guard),
        devices=DeviceSettings(camera=camera),
        supervisor=SupervisorSettings(hash_of_pin(supervisor_pin) if supervisor_pin else ""),
    )
    if not name.strip() or not gate.strip():
        raise click.UsageError("The place and the gate need a name: --name and --gate.")
    if passphrase_stdin and root is not None:
        raise click.UsageError("With --root no keys are made here, so there is no passphrase.")
    fingerprint = None if root is None else fingerprint_written(root)
    passphrase = read_passphrase() if passphrase_stdin else None
    found(place, settings, Policy(), SystemClock().now(), passphrase, root=fingerprint, encrypted=encrypt)
    if as_json:
        click.echo(json.dumps({"data": str(place.root), "site": site, "gate": gate, "zone": zone}, ensure_ascii=False))
        return
    click.echo(f"The terminal is set up in {place.root}.")
    if encrypt:
        click.echo(
            f"The ledger is encrypted. Without ledger.key and passphrase in {place.keys} neither it nor a backup "
            "can ever be read: copy both to a stick and lock it away, apart from the backups."
        )
    if fingerprint is not None:
        click.echo("Next: gate-terminal lists take DIR, with the stick on which the office put its lists.")
        return
    click.echo(f"Next: {_NEXT[settings.site.kind]}.")
    if passphrase is None:
        click.echo(f"The keys open with the passphrase in {place.keys / 'passphrase'}: keep that file to yourself.")
