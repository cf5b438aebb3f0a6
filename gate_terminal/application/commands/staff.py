"""``gate-terminal roster``, ``permits`` and ``companies``: who may come to a zone's gates, when, and to whom."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gate_terminal.application.commands.common import ANSWER_IS_NO, data_option, json_option
from gate_terminal.application.commands.households import by_option
from gate_terminal.application.commands.site_time import SiteDay, SiteMoment, date_option
from gate_terminal.application.place import Place
from gate_terminal.domain.counting import counted
from gate_terminal.domain.masking import mask_name, mask_phone
from gate_terminal.domain.moments import civil_day
from gate_terminal.domain.words import Company

if TYPE_CHECKING:
    from gate_terminal.register.staff import PermitRecord, StaffMember


@click.group()
def roster() -> None:
    """Look after the roster of those who work in the zone."""


@roster.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "first", type=SiteDay(), metavar="DAY", help="First day of rows that name none.")
@click.option("--until", "last", type=SiteDay(), metavar="DAY", help="Last day of rows that name none.")
@click.option("--dry-run", is_flag=True, help="Say what is in the file and write nothing.")
@by_option
@data_option
@json_option
def import_(
    place: Place, file: Path, *, first: date | None, last: date | None, dry_run: bool, who: str, as_json: bool
) -> int:
    """Import a staff roster: FILE is CSV or XLSX with a header.

    Columns: name, company, phone, and date or from and until; or 姓名 公司 电话 日期 开始日期 结束日期. Rows that
    name no day hold for --from and --until, or for that one day where only one is given.

    Exit code: 0 where every row is taken, 1 where some were refused (the others are taken), 3 where the file
    cannot be read.
    """
    from gate_terminal.application.zone_books import open_zone_books
    from gate_terminal.register.staff import RosterCounts
    from gate_terminal.register.staff_file import read_staff_file

    day = first or last
    days = None if day is None else (first or day, last or day)
    if days is not None and days[1] < days[0]:
        raise click.UsageError("--until lies before --from.")
    found = read_staff_file(file, days)
    counts = RosterCounts()
    if found.entries and not dry_run:
        with open_zone_books(place) as books:
            counts = books.staff.take(found.entries, who)
    told = {
        "rows": len(found.entries),
        **({} if dry_run else {"people": counts.people, "days": counts.days, "known": counts.known}),
        "refused": [{"row": each.row, "column": each.column, "reason": each.sentence} for each in found.refused],
        "written": not dry_run,
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        for each in found.refused:
            click.echo(f"refused: row {each.row}, column {each.column}: {each.sentence}")
        taken = (
            "nothing was written"
            if dry_run
            else f"{counted(counts.people, 'new person', 'new people')}, "
            f"{counted(counts.days, 'new entry', 'new entries')}, {counts.known} known"
        )
        click.echo(f"{counted(len(found.entries), 'row')} read, {len(found.refused)} refused: {taken}.")
    return ANSWER_IS_NO if found.refused else 0


@roster.command("list")
@date_option("The day (default: today).")
@data_option
@json_option
def list_roster(place: Place, *, day: date | None, as_json: bool) -> int:
    """List who works on a day, masked. Exit code 1 where nobody does."""
    from gate_terminal.application.zone_books import open_zone_books

    with open_zone_books(place) as books:
        members = books.staff.on_day(day or civil_day(books.clock.now()))
    for member in members:
        told = _member(member)
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\t".join(told.values()))
    if not members and not as_json:
        click.echo("Nobody is on the roster of that day.")
    return 0 if members else ANSWER_IS_NO


def _member(member: StaffMember) -> dict[str, str]:
    return {"name": mask_name(member.name), "company": member.company, "phone": mask_phone(member.phone)}


@click.group()
def permits() -> None:
    """Look after overtime permits."""


@permits.command("add")
@click.argument("name")
@click.option("--company", default="", help="The company, as on the roster.")
@click.option("--from", "begin", type=SiteMoment(), required=True, metavar="MOMENT", help="From this moment on.")
@click.option("--until", "end", type=SiteMoment(), required=True, metavar="MOMENT", help="Up to, not including.")
@by_option
@data_option
@json_option
def add(place: Place, name: str, *, company: str, begin: datetime, end: datetime, who: str, as_json: bool) -> None:
    """Give NAME a permit to come in after hours, from a moment up to another."""
    from gate_terminal.application.zone_books import open_zone_books

    with open_zone_books(place) as books:
        given = books.staff.give_permit(name, company, begin, end, who)
    click.echo(json.dumps(_permit(given), ensure_ascii=False) if as_json else _permit_line(given))


@permits.command("list")
@data_option
@json_option
def list_permits(place: Place, *, as_json: bool) -> int:
    """List all permits, the latest first, masked. Exit code 1 where there is none."""
    from gate_terminal.application.zone_books import open_zone_books

    with open_zone_books(place) as books:
        found = books.staff.permits()
    for each in found:
        click.echo(json.dumps(_permit(each), ensure_ascii=False) if as_json else _permit_line(each))
    if not found and not as_json:
        click.echo("No permits.")
    return 0 if found else ANSWER_IS_NO


@permits.command("withdraw")
@click.argument("number", type=int)
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is logged.")
@by_option
@data_option
@json_option
def withdraw(place: Place, number: int, *, reason: str, who: str, as_json: bool) -> None:
    """Take permit NUMBER back."""
    from gate_terminal.application.zone_books import open_zone_books

    with open_zone_books(place) as books:
        books.staff.withdraw_permit(number, who, reason)
    told = {"number": number, "withdrawn": True}
    click.echo(json.dumps(told) if as_json else f"Permit {number} is withdrawn.")


def _permit(each: PermitRecord) -> dict[str, Any]:
    return {
        "number": each.number,
        "name": mask_name(each.member.name),
        "company": each.member.company,
        "from": each.permit.begin.isoformat(),
        "until": each.permit.end.isoformat(),
        "given_by": each.given_by,
        "withdrawn": each.withdrawn_at is not None,
    }


def _permit_line(each: PermitRecord) -> str:
    told = _permit(each)
    mark = "  withdrawn" if told["withdrawn"] else ""
    span = f"{each.permit.begin:%Y-%m-%d %H:%M} – {each.permit.end:%Y-%m-%d %H:%M}"
    return f"{told['number']:>5}  {span}  {told['name']}  {told['company']}{mark}"


@click.group()
def companies() -> None:
    """Look after the companies of the zone."""


@companies.command("set")
@click.argument("names", nargs=-1, required=True, metavar="NAME…")
@click.option("--resumed/--not-resumed", required=True, help="Whether they may receive people again.")
@click.option("--reason", required=True, metavar="TEXT", help="On whose word; it is logged.")
@by_option
@data_option
@json_option
def set_(place: Place, names: tuple[str, ...], *, resumed: bool, reason: str, who: str, as_json: bool) -> None:
    """Say of companies that they have resumed work, or have not."""
    from gate_terminal.application.zone_books import open_zone_books

    state = Company.RESUMED if resumed else Company.NOT_RESUMED
    with open_zone_books(place) as books:
        count = books.companies.tell(names, state, who, reason)
    if as_json:
        click.echo(json.dumps({"changed": count, "state": state.value}))
    else:
        click.echo(f"Companies told: {count}, {'resumed' if resumed else 'not resumed'}.")


@companies.command("list")
@data_option
@json_option
def list_companies(place: Place, *, as_json: bool) -> int:
    """List the companies of the zone. Exit code 1 where none was entered: then nobody is held for a company."""
    from gate_terminal.application.zone_books import open_zone_books

    with open_zone_books(place) as books:
        found = books.companies.all()
    for each in found:
        told = {"name": each.name, "state": each.state.value}
        click.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{each.name}\t{each.state.value}")
    if not found and not as_json:
        click.echo("No companies.")
    return 0 if found else ANSWER_IS_NO
