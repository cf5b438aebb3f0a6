"""``gate-terminal ledger``: verify the chain, back the ledger up, restore it, rebuild what is derived from it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gate_terminal.application.commands.common import ANSWER_IS_NO, LazyGroup, data_option, json_option, say_error
from gate_terminal.application.commands.households import by_option
from gate_terminal.application.place import Place
from gate_terminal.domain.counting import counted

if TYPE_CHECKING:
    from gate_terminal.application.backups import BackupPlace
    from gate_terminal.application.keeping import Rehearsed
    from gate_terminal.ledger.codes import CodeFound, WrittenDown


_SHOWN = 20
"""So many findings are printed; a torn ledger has thousands that all follow from the first."""


_HERE = "gate_terminal.application.commands"


@click.group(
    cls=LazyGroup,
    lazy={
        "erase": f"{_HERE}.ledger_erase:erase",
        "encrypt": f"{_HERE}.ledger_form:encrypt",
        "decrypt": f"{_HERE}.ledger_form:decrypt",
    },
)
def ledger() -> None:
    """Look after what happened at the gate."""


@ledger.command()
@click.option("--rederive", is_flag=True, help="Also derive every verdict again from what the ledger keeps.")
@data_option
@json_option
def verify(place: Place, *, rederive: bool, as_json: bool) -> int:
    """Check the ledger: every row in the chain, the file's structure, policies, checkpoints, triggers, derived states.

    Exit code: 0 where it is whole, 1 where anything was changed or is missing (the first bad row is named), 3
    where the file cannot be opened.
    """
    from gate_terminal.application.derived_again import derived_again
    from gate_terminal.credentials.terminal_key import TerminalKey
    from gate_terminal.domain.faults import WorldFault
    from gate_terminal.ledger.chain import verify as verify_chain
    from gate_terminal.ledger.file import open_file
    from gate_terminal.ledger.witness import code_of

    try:
        key = TerminalKey.read(place.keys)
    except WorldFault as fault:
        say_error(f"{fault.detail} The signatures of the checkpoints are not checked.")
        key = None
    file = open_file(place.ledger, window=False)
    try:
        found = verify_chain(file, check=None if key is None else key.has_signed)
        derived = derived_again(file) if rederive and found.whole else None
    finally:
        file.close()
    differing = () if derived is None else derived.differing
    if as_json:
        answer = {
            "whole": found.whole,
            "rows": found.rows,
            "passages": found.passages,
            "code": code_of(found.head),
            "first_bad": found.first_bad,
            "findings": found.findings,
            "losses": found.losses,
        }
        if derived is not None:
            answer["rederived"] = {
                "by_rule": derived.by_rule,
                "by_supervisor": derived.by_supervisor,
                "skipped": derived.skipped,
                "differing": derived.differing,
            }
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        _say(found.findings)
        _say(found.losses)
        if found.whole:
            click.echo(
                f"The ledger is whole: {counted(found.rows, 'row')}, {found.passages} of them "
                f"{'a passage' if found.passages == 1 else 'passages'}."
            )
            click.echo(f"Code of row {found.head.place}: {code_of(found.head)}")
        else:
            click.echo("The ledger is not whole. To restore it: gate-terminal ledger restore.")
        if derived is not None:
            _say(differing)
            click.echo(
                f"Verdicts derived again: {derived.by_rule} by the rule, {derived.by_supervisor} by a supervisor, "
                f"{derived.skipped} skipped, {len(differing)} differ."
            )
    return 0 if found.whole and not differing else ANSWER_IS_NO


def _say(sentences: tuple[str, ...]) -> None:
    for sentence in sentences[:_SHOWN]:
        click.echo(sentence)
    if len(sentences) > _SHOWN:
        click.echo(f"… and {len(sentences) - _SHOWN} more.")


@ledger.command()
@click.option(
    "--to",
    "directory",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where to put it: a directory of a stick or a share (default: beside the ledger, and the second place set).",
)
@data_option
@json_option
def backup(place: Place, directory: Path | None, *, as_json: bool) -> int:
    """Copy the ledger while the gate works on, and verify the copy."""
    from gate_terminal.application.backups import BackupPlace, copied
    from gate_terminal.application.clocks import SystemClock

    for where in [BackupPlace(directory)] if directory else _backup_places(place):
        made = copied(place.ledger, where, SystemClock().now())
        if as_json:
            answer = {"file": str(made.path), "at": made.at.isoformat(), "rows": made.verification.rows}
            click.echo(json.dumps(answer, ensure_ascii=False))
        else:
            click.echo(f"Backed up and verified: {made.path} ({counted(made.verification.rows, 'row')}).")
    return 0


def _backup_places(place: Place) -> tuple[BackupPlace, ...]:
    """Return where this terminal's backups go; settings that cannot be read name no second place."""
    from gate_terminal.application.backups import backup_places
    from gate_terminal.application.settings import settings_or_shipped

    return backup_places(place, settings_or_shipped(place.settings))


@ledger.command()
@click.option(
    "--from",
    "directories",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    multiple=True,
    help="Where else backups lie, besides the places where this terminal puts them; the newest good one is taken.",
)
@click.option("--rehearse", is_flag=True, help="Try it in a directory of its own and throw that away; nothing changes.")
@by_option
@data_option
@json_option
def restore(place: Place, directories: tuple[Path, ...], who: str, *, rehearse: bool, as_json: bool) -> int:
    """Restore the ledger: the newest good backup, and what the damaged file still yields.

    The damaged file is set aside, not deleted. What is lost is told exactly. Close the gate window first.

    Exit code: 0 where nothing is lost, 1 where something is.
    """
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.application.keeping import rehearse_restore
    from gate_terminal.domain.faults import Fault, WorldFault
    from gate_terminal.ledger.restore import restore as restore_ledger

    for directory in directories:
        if not directory.is_dir():
            raise WorldFault(Fault.FILE_UNREADABLE, f"{directory} is not there; nothing was changed.")
    everywhere = [*(where.directory for where in _backup_places(place)), *directories]
    if rehearse:
        return _tell_rehearsal(rehearse_restore(place, everywhere, SystemClock().now), as_json=as_json)
    restored = restore_ledger(place.ledger, everywhere, now=SystemClock().now, who=who)
    if as_json:
        answer = {
            "backup": None if restored.backup is None else str(restored.backup),
            "rows_from_backup": restored.rows_from_backup,
            "rows_salvaged": restored.rows_salvaged,
            "rows_lost": restored.rows_lost,
            "lost": restored.lost,
            "rejected": restored.rejected,
            "register_is_current": restored.register_is_current,
            "set_aside": None if restored.set_aside is None else str(restored.set_aside),
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for sentence in restored.sentences():
            click.echo(sentence)
    return ANSWER_IS_NO if restored.rows_lost else 0


def _tell_rehearsal(rehearsed: Rehearsed, *, as_json: bool) -> int:
    restored = rehearsed.restored
    if as_json:
        answer = {
            "backup": str(restored.backup),
            "rows_from_backup": restored.rows_from_backup,
            "seconds": round(rehearsed.seconds, 2),
        }
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        click.echo(
            f"Rehearsed: {restored.backup} comes back whole, {counted(restored.rows_from_backup, 'row')} in "
            f"{rehearsed.seconds:.1f} s. Nothing was changed."
        )
    return 0


@ledger.command()
@click.argument("code", required=False)
@data_option
@json_option
def codes(place: Place, code: str | None, *, as_json: bool) -> int:
    """List the codes of the daily checkpoints, to be written down; or say whether CODE from the paper still holds.

    A code stands for every row up to its own: where one of them was changed, no row has that code any more.

    Exit code: 0 where the code holds, 1 where it does not.
    """
    from gate_terminal.ledger.codes import canonical_code, checkpoints, find_code
    from gate_terminal.ledger.file import open_file

    wanted = None if code is None else canonical_code(code)
    if code is not None and wanted is None:
        raise click.UsageError(f"{code} is no code: one has sixteen letters and digits, such as K7QF-2ABC-DEFG-H234.")
    file = open_file(place.ledger, window=False)
    try:
        if wanted is None:
            return _list_codes(checkpoints(file), as_json=as_json)
        return _say_code(wanted, find_code(file, wanted), as_json=as_json)
    finally:
        file.close()


def _list_codes(written: tuple[WrittenDown, ...], *, as_json: bool) -> int:
    for one in written:
        if as_json:
            click.echo(json.dumps(asdict(one) | {"at": one.at.isoformat()}))
        else:
            signed = "" if one.signed else "  not signed"
            click.echo(f"{one.at:%Y-%m-%d %H:%M}  {one.code}  up to row {one.place}{signed}")
    if not written and not as_json:
        click.echo("There is no checkpoint yet; the gate window makes one a day.")
    return 0 if written else ANSWER_IS_NO


def _say_code(code: str, found: CodeFound | None, *, as_json: bool) -> int:
    holds = found is not None and found.first_bad is None
    if as_json:
        answer = {"code": code, "holds": holds, "place": found and found.place, "first_bad": found and found.first_bad}
        click.echo(json.dumps(answer, ensure_ascii=False))
    elif found is None:
        click.echo(
            f"{code} does not hold: no row of this ledger has it. Either it was copied wrongly, or a row was changed."
        )
    elif found.first_bad is not None:
        click.echo(f"{code} does not hold. {found.first_bad}")
    else:
        click.echo(f"{code} holds. {found.row} and all rows before it are as they were when the code was made.")
    return 0 if holds else ANSWER_IS_NO


@ledger.command()
@data_option
@json_option
def rebuild(place: Place, *, as_json: bool) -> int:
    """Derive who is out and who has had a turn anew from the passages; put back triggers that are missing."""
    from gate_terminal.application.clocks import SystemClock
    from gate_terminal.ledger import states
    from gate_terminal.ledger.file import open_file
    from gate_terminal.ledger.starting import mend

    file = open_file(place.ledger, window=False)
    try:
        with file.writing() as connection:
            wrong = states.differences(connection)
            parties = states.rebuild(connection)
        mended = mend(file, now=SystemClock().now)
    finally:
        file.close()
    if as_json:
        click.echo(json.dumps({"parties": parties, "corrected": wrong, "put_back": mended}, ensure_ascii=False))
    else:
        _say((*wrong, *mended))
        click.echo(
            f"Rebuilt the state of {counted(parties, 'party', 'parties')}; "
            f"{counted(len(wrong), 'difference was', 'differences were')} corrected, "
            f"{counted(len(mended), 'trigger or index', 'triggers or indexes')} put back."
        )
    return 0
