"""Where one terminal keeps its files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Place:
    """The data directory of one terminal and the names of what lies in it."""

    root: Path

    @property
    def settings(self) -> Path:
        """The terminal's settings, TOML."""
        return self.root / "settings.toml"

    @property
    def look(self) -> Path:
        """How the guard last had the screen, TOML."""
        return self.root / "look.toml"

    @property
    def policy(self) -> Path:
        """The rule that the terminal was set up with, TOML."""
        return self.root / "policy.toml"

    @property
    def policies(self) -> Path:
        """Directory of the rules that were laid down later, each from a moment on."""
        return self.root / "policies"

    @property
    def ledger(self) -> Path:
        """The one SQLite file: register and ledger."""
        return self.root / "gate.sqlite"

    @property
    def keys(self) -> Path:
        """Directory of encrypted key files (0700)."""
        return self.root / "keys"

    @property
    def lists(self) -> Path:
        """Directory of the signed key list and status list."""
        return self.root / "lists"

    @property
    def backups(self) -> Path:
        """Directory of backups on this disk."""
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        """Directory of the program's log files."""
        return self.root / "logs"


def default_place() -> Place:
    """Return the platform's data directory for this program (not created)."""
    return Place(Path(platformdirs.user_data_dir("gate-terminal", appauthor=False)))
