"""``gate-terminal households``: import a roster, list, show and export the households of the register."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate_terminal.application.commands.common import (
    ANSWER_IS_NO,
    data_option,
    json_option,
    name_of,
    out_option,
    progress_bar,
    say_written,
)
from gate_terminal.application.place import Place
from gate_terminal.domain.counting import counted
from gate_terminal.domain.faults import NotKnown
from gate_terminal.domain.masking import mask_name, mask_phone
from gate_terminal.domain.people import HouseholdSheet

if TYPE_CHECKING:
    from gate_terminal.application.office import Office
    from gate_terminal.register.imports import ImportPlan

Sheets = Iterator[HouseholdSheet]


def name_of_user() -> str:
    """Return under which name the register's log knows whoever runs a command."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a service without a user
        return "office"


by_option = click.option("--by", "who", metavar="NAME", default=name_of_user, help="Who does this, for the log.")


def reveal_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--reveal`` and ``--reason`` to a command that shows personal data masked."""
    command = click.option("--reason", metavar="TEXT", default="", help="Why it is revealed; it is logged.")(command)
    return click.option("--reveal", is_flag=True, help="Show names and phones in full; needs --reason.")(command)


def demand_reason(office: Office, reveal: bool, who: str, reason: str, what: str) -> None:
    """Log that personal data is revealed; without a reason it is not."""
    if reveal:
        if not reason.strip():
            raise click.UsageError("--reveal needs --reason TEXT: it is logged.")
        office.register.note_revealed(who, reason, what)


@click.group()
def households() -> None:
    """Look after the register of households."""


@households.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would be done and write nothing.")
@by_option
@data_option
@json_option
def import_(place: Place, file: Path, *, dry_run: bool, who: str, as_json: bool) -> int:
    """Import a roster: FILE is CSV or XLSX with a header.

    Columns: address (or building, unit, room), phone, members (separated by ;), grid, landlord, utility_account;
    or 住址 (楼栋 单元 房号) 电话 成员 网格 房东 水电户号. A household whose address is known is updated; what the
    roster leaves empty stays as it is. Good rows are taken together or, if anything fails, not at all.

    Exit code: 0 where every row is taken, 1 where some were refused (the others are taken), 3 where the file
    cannot be read.
    """
    from gate_terminal.application.office import open_office

    with open_office(place) as office:
        plan = office.plan_import(file)
        if not dry_run and plan.steps:
            with progress_bar("Importing") as progress:
                office.carry_out(plan, who, progress)
    _report(plan, dry_run, as_json)
    return ANSWER_IS_NO if plan.refused else 0


def _report(plan: ImportPlan, dry_run: bool, as_json: bool) -> None:
    remarks = {
        name: [{"row": one.row, "column": one.column, "reason": one.sentence} for one in some]
        for name, some in (("refused", plan.refused), ("advice", plan.advice))
    }
    if as_json:
        counts = {"added": len(plan.added), "changed": len(plan.changed), "unchanged": plan.unchanged}
        told = counts | remarks | {"columns_not_kept": plan.columns_not_kept, "written": not dry_run}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for name, some in remarks.items():
        for one in some:
            click.echo(f"{name}: row {one['row']}, column {one['column']}: {one['reason']}")
    if plan.columns_not_kept:
        click.echo(f"not kept: {', '.join(plan.columns_not_kept)}")
    would = "would be " if dry_run else ""
    click.echo(
        f"{len(plan.added)} {would}added, {len(plan.changed)} {would}changed, {plan.unchanged} unchanged,"
        f" {len(plan.refused)} refused."
    )


@households.command("list")
@click.option("--building", metavar="B", help="Only this building.")
@click.option("--search", metavar="TEXT", help="Beginning of an address, phone, serial, name or its initials (zs).")
@reveal_options
@by_option
@data_option
@json_option
def list_(
    place: Place, *, building: str | None, search: str | None, reveal: bool, reason: str, who: str, as_json: bool
) -> int:
    """List households, masked unless --reveal. Exit code 1 where there is none."""
    from gate_terminal.application.office import open_office

    with open_office(place) as office:
        demand_reason(office, reveal, who, reason, "households list")
        sheets = office.register.households(building=building) if search is None else _found(office, search)
        count = 0
        for count, sheet in enumerate(sheets, start=1):  # noqa: B007 - counted for the exit code
            told = _told(sheet, reveal)
            if as_json:
                click.echo(json.dumps(told, ensure_ascii=False))
            else:
                click.echo(f"{told['address']}\t{told['phone']}\t{'、'.join(told['members'])}")
    if not count and not as_json:
        click.echo("No households.")
    return 0 if count else ANSWER_IS_NO


def _found(office: Office, search: str) -> Sheets:
    for household in office.register.search(search, limit=100):
        sheet = office.register.sheet(household.id)
        if sheet is not None:
            yield sheet


@households.command()
@click.argument("which", metavar="ADDRESS|SERIAL")
@reveal_options
@by_option
@data_option
@json_option
def show(place: Place, which: str, *, reveal: bool, reason: str, who: str, as_json: bool) -> int:
    """Show one household with its passes, masked unless --reveal. Exit code 1 where there is none."""
    from gate_terminal.application.office import open_office

    with open_office(place) as office:
        household = office.find(which)
        sheet = None if household is None else office.register.sheet(household.id)
        if sheet is None:
            raise NotKnown(f"No household is known by {which}.")
        demand_reason(office, reveal, who, reason, sheet.household.id)
        passes = [
            {
                "serial": one.serial,
                "kind": one.kind.name.lower(),
                "until": str(one.valid_until),
                "status": one.status.value,
            }
            for one in office.book.passes(household=sheet.household.id)
        ]
        told = _told(sheet, reveal) | {"passes": passes}
        if reveal:
            told["watched"] = bool(office.register.watches(sheet.household.id))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return 0
    for name, value in told.items():
        parts = value if isinstance(value, list) else [value]
        line = ", ".join(" ".join(part.values()) if isinstance(part, dict) else str(part) for part in parts)
        click.echo(f"{name}: {line}")
    return 0


@households.command()
@out_option("The CSV file to write")
@click.option("--building", metavar="B", help="Only this building.")
@reveal_options
@by_option
@data_option
@json_option
def export(
    place: Place, *, out: Path, building: str | None, reveal: bool, reason: str, who: str, as_json: bool
) -> None:
    """Export households as CSV, masked unless --reveal. A masked export cannot be imported again."""
    from gate_terminal.application.office import open_office
    from gate_terminal.application.spreadsheets import write_table

    with open_office(place) as office:
        demand_reason(office, reveal, who, reason, "households export")
        columns = ["address", "phone", "members", "grid", "landlord", "utility_account"]
        told = (_told(sheet, reveal) for sheet in office.register.households(building=building))
        rows = ([";".join(one[name]) if name == "members" else one[name] for name in columns] for one in told)
        count = write_table(out, columns, rows)
    sentence = f"{counted(count, 'household is', 'households are')} in {name_of(out)}."
    say_written(out, {"out": str(out), "households": count}, sentence, as_json=as_json)


def _told(sheet: HouseholdSheet, reveal: bool) -> dict[str, Any]:
    """Return a household as it is shown; names, phones and accounts masked unless `reveal`."""
    household = sheet.household
    name = (lambda text: text) if reveal else mask_name
    number = (lambda text: text) if reveal else mask_phone
    return {
        "household": household.id,
        "address": household.address,
        "phone": number(household.phone),
        "phone_doubtful": sheet.phone_doubtful,
        "members": [name(person.name) for person in household.members],
        "grid": household.grid,
        "landlord": name(sheet.landlord),
        "utility_account": number(sheet.utility_account),
    }
