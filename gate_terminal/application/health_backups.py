"""Whether the ledger's backups are made, and whether one lies on another disk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from gate_terminal.application.backups import BackupPlace, backup_places
from gate_terminal.application.health import Finding, note, well, wrong
from gate_terminal.application.place import Place
from gate_terminal.application.settings import read_settings
from gate_terminal.domain.faults import WorldFault
from gate_terminal.domain.moments import site_moment
from gate_terminal.ledger.backup import backups

_PART = "Backups"
_OLD = timedelta(days=2)
"""A gate that works makes one every hour; older than this, nobody has looked for a while."""


def backup_findings(place: Place, now: datetime) -> Iterator[Finding]:
    """Yield what can be said of the backups of the terminal in `place`; nothing where there is none."""
    if not place.ledger.exists():
        return
    try:
        settings = read_settings(place.settings)
    except WorldFault:
        # The settings are a finding of their own.
        return
    places = backup_places(place, settings)
    for one in places:
        yield _newest(one, place, now)
    if len(places) == 1:
        yield note(_PART, "All are on the disk of the ledger; name a stick or a share in the settings ([backup]).")


def _newest(one: BackupPlace, place: Place, now: datetime) -> Finding:
    where = one.directory
    if not one.own and not where.is_dir():
        return wrong(_PART, f"{where} is not there.", "Plug the stick in, or reach the share again.")
    if not one.own and where.stat().st_dev == place.root.stat().st_dev:
        return note(_PART, f"{where} is on the disk of the ledger: who loses that one loses both.")
    newest = next(iter(backups(where)), None)
    if newest is None:
        return note(_PART, f"There is none in {where} yet; an open gate window makes one every hour.")
    says = f"the newest in {where} is of {site_moment(newest[0]):%Y-%m-%d %H:%M}"
    if now - newest[0] > _OLD:
        return wrong(_PART, f"{says[0].upper()}{says[1:]}.", "Run: gate-terminal ledger backup.")
    return well(_PART, says)
