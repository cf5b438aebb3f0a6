"""``gate-terminal passes``: issue passes, print them, cancel them, list them."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import click

from gate_terminal.application.commands.common import (
    ANSWER_IS_NO,
    LazyGroup,
    data_option,
    json_option,
    passphrase_option,
    progress_bar,
)
from gate_terminal.application.commands.households import by_option
from gate_terminal.application.commands.site_time import SiteDay
from gate_terminal.application.place import Place
from gate_terminal.domain.faults import NotKnown
from gate_terminal.domain.people import PassKind, PassRecord, PassStatus

if TYPE_CHECKING:
    from gate_terminal.application.office import Office

_KINDS = [kind.name.lower() for kind in PassKind]
# Somebody from outside has a pass, and so a party, of their own: their ways use nobody's turn.
_GUESTS = {PassKind.STAFF, PassKind.VISITOR}
_REASONS = [status.value for status in PassStatus if status is not PassStatus.ACTIVE]


# Printing draws, so it lives with the window; only its name is known here.
@click.group(cls=LazyGroup, lazy={"print": "gate_terminal.ui.print_command:print_"})
def passes() -> None:
    """Issue passes, print them, cancel them, list them."""


@passes.command()
@click.option("--household", "addresses", multiple=True, metavar="ADDRESS", help="For this household; may be repeated.")
@click.option("--all-missing", is_flag=True, help="For every household that has no valid pass.")
@click.option("--kind", type=click.Choice(_KINDS), default="resident", show_default=True, help="For whom it is.")
@click.option("--name", default="", help="Name of the visitor or worker who goes to ADDRESS.")
@click.option("--until", type=SiteDay(), metavar="DATE", help="Last valid day (default: 365 days from today).")
@passphrase_option
@by_option
@data_option
@json_option
def issue(
    place: Place,
    *,
    addresses: tuple[str, ...],
    all_missing: bool,
    kind: str,
    name: str,
    until: date | None,
    passphrase: str | None,
    who: str,
    as_json: bool,
) -> int:
    """Issue passes and tell the gates. A new pass cancels the household's older one; its turn stays with it.

    A visitor or worker (--kind visitor or staff, or temporary with --name) gets a pass of their own, which uses
    nobody's turn. --json prints a line for each pass: {"serial", "household" (the address), "text"}.
    """
    from gate_terminal.application.office import open_office

    wanted = PassKind[kind.upper()]
    _demand_sense(wanted, addresses, name.strip(), all_missing)
    with open_office(place, passphrase=passphrase) as office:
        if until is not None and until < office.today:
            raise click.UsageError(f"{until} has passed: a pass must hold today or later.")
        if name.strip():
            records = [office.issue_to_guest(name, addresses[0], who, kind=wanted, until=until)]
        else:
            households = office.without_pass(wanted) if all_missing else _at(office, addresses)
            with progress_bar("Issuing") as progress:
                records = office.issue(households, who, kind=wanted, until=until, progress=progress)
    for record in records:
        if as_json:
            told = {"serial": record.serial, "household": record.address, "text": record.text}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            click.echo(f"{record.serial}\t{record.address}\tuntil {record.valid_until}")
    if not records and not as_json:
        click.echo("Every household has a pass.")
    return 0


def _demand_sense(kind: PassKind, addresses: tuple[str, ...], name: str, all_missing: bool) -> None:
    """Raise where the options of ``issue`` do not say for whom the passes are."""
    if bool(addresses) == all_missing:
        raise click.UsageError("Say for whom: --household ADDRESS or --all-missing.")
    if kind in _GUESTS and not name:
        raise click.UsageError(f"A {kind.name.lower()} pass needs --name: whose it is.")
    if name and (kind in {PassKind.RESIDENT, PassKind.VEHICLE} or len(addresses) != 1):
        raise click.UsageError("--name is for one visitor or worker: with --kind visitor, staff or temporary.")


def _at(office: Office, addresses: tuple[str, ...]) -> list[str]:
    """Return the ids of the households at `addresses`; `NotKnown` where nobody lives at one of them."""
    found: dict[str, None] = {}
    for address in addresses:
        household = office.register.household_by_address(address)
        if household is None:
            raise NotKnown(f"No household lives at {address}; no pass was issued.")
        found.setdefault(household.id)
    return list(found)


@passes.command()
@click.argument("serial")
@click.option("--reason", type=click.Choice(_REASONS), required=True, help="Why it holds no longer; the gate says it.")
@click.option("--note", "why", default="", metavar="TEXT", help="More about it, for the log.")
@passphrase_option
@by_option
@data_option
@json_option
def revoke(
    place: Place, serial: str, *, reason: str, why: str, passphrase: str | None, who: str, as_json: bool
) -> None:
    """Cancel the pass with this SERIAL and tell the gates: they refuse it from now on."""
    from gate_terminal.application.office import open_office

    with open_office(place, passphrase=passphrase) as office:
        record = office.revoke(serial, PassStatus(reason), who, why)
    if as_json:
        click.echo(json.dumps(_told(record), ensure_ascii=False))
    else:
        click.echo(f"Pass {record.serial} of {record.address} is cancelled: {record.status.value}.")


@passes.command()
@passphrase_option
@data_option
@json_option
def publish(place: Place, *, passphrase: str | None, as_json: bool) -> None:
    """Sign a new status list from the register, as every day: gates that have only an old one say so.

    The file goes to other gates on a stick as it is.
    """
    from gate_terminal.application.office import open_office

    with open_office(place, passphrase=passphrase) as office:
        path = office.publish()
    click.echo(json.dumps({"written": str(path)}) if as_json else f"The status list is new: {path}.")


@passes.command("list")
@click.option("--household", "address", metavar="ADDRESS", help="Only of this household and its guests.")
@click.option("--status", type=click.Choice([status.value for status in PassStatus]), help="Only with this status.")
@data_option
@json_option
def list_(place: Place, *, address: str | None, status: str | None, as_json: bool) -> int:
    """List issued passes, latest first. Exit code 1 where there is none."""
    from gate_terminal.application.office import open_office

    with open_office(place) as office:
        records = office.book.passes(address=address, status=PassStatus(status) if status else None)
        if not records and address is not None and office.register.household_by_address(address) is None:
            raise NotKnown(f"No household lives at {address}.")
    for record in records:
        if as_json:
            click.echo(json.dumps(_told(record), ensure_ascii=False))
        else:
            kind = record.kind.name.lower()
            click.echo(f"{record.serial}\t{record.address}\t{kind}\tuntil {record.valid_until}\t{record.status.value}")
    if not records and not as_json:
        click.echo("No passes.")
    return 0 if records else ANSWER_IS_NO


def _told(record: PassRecord) -> dict[str, object]:
    """Return a pass as it is listed: without its text, which would be the pass itself."""
    return {
        "serial": record.serial,
        "household": record.address,
        "kind": record.kind.name.lower(),
        "from": record.valid_from.isoformat(),
        "until": record.valid_until.isoformat(),
        "issued_at": record.issued_at.isoformat(),
        "status": record.status.value,
        "status_at": record.status_at.isoformat() if record.status_at else None,
        "replaced_by": record.replaced_by,
    }
