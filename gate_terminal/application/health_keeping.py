"""Whether the ledger's form is as the settings say, and which keys have outlived what they opened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from gate_terminal.application.encryption import ChangeOfForm
from gate_terminal.application.health import Finding, note, well
from gate_terminal.application.outlived import old_key_is_left
from gate_terminal.application.place import Place
from gate_terminal.application.settings import read_settings
from gate_terminal.credentials.ledger_key import kept_ledger_keys
from gate_terminal.domain.faults import WorldFault

_PART = "Encryption"


def keeping_findings(place: Place, now: datetime) -> Iterator[Finding]:
    """Yield what can be said of the ledger's form and key at the moment `now`; nothing where there is no terminal."""
    try:
        settings = read_settings(place.settings)
    except WorldFault:
        # The settings are a finding of their own.
        return
    if ChangeOfForm.path(place).exists() or place.ledger.with_name(f"{place.ledger.name}.anew").exists():
        yield note(
            _PART,
            "A change of the ledger's form was begun and did not come to its end; the ledger is as it was.",
            "Close window and office and run it again: gate-terminal ledger encrypt, or ledger decrypt.",
        )
    for path in kept_ledger_keys(place.keys):
        yield note(_PART, f"{path} is kept for older backups.", "Delete it when nobody needs them any more.")
    if not settings.ledger.key:
        yield well(_PART, "the ledger is not encrypted")
    elif old_key_is_left(place, settings, now):
        yield note(
            _PART,
            "Everybody has been forgotten after the stand-down, but the ledger's key still opens older copies of it.",
            "Close window and office and run: gate-terminal ledger encrypt --new-key --wipe-old.",
        )
    else:
        yield well(_PART, f"the ledger is encrypted, key {settings.ledger.key}")
