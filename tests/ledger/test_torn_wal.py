"""What lies beside the file is damaged too: the WAL holds the newest passages, the -shm file is only an index of it."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gate_terminal.domain.faults import Fault, WorldFault
from gate_terminal.ledger.backup import back_up
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.restore import restore
from gate_terminal.ledger.starting import check_at_start
from gate_terminal.ledger.store import Ledger
from gate_terminal.ledger.witness import Witness

from .conftest import NOON, StandingClock
from .killing import CHILD

IN_BACKUP = 20


@pytest.fixture
def killed(path: Path) -> list[str]:
    """A ledger whose process was killed: a backup of the first passages, the later ones only in the WAL."""
    confirmed: list[str] = []
    for number, backed_up in ((IN_BACKUP, True), (40, False)):
        child = subprocess.Popen([sys.executable, str(CHILD), str(path), "100000"], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        told = [line.strip() for _, line in zip(range(number + 2), child.stdout, strict=False)]
        child.kill()
        rest, _ = child.communicate()
        confirmed += [line for line in (*told, *rest.splitlines()) if len(line) == 36]
        if backed_up:
            with Ledger.open(path, window=True) as ledger:
                ledger.file.rows("PRAGMA wal_checkpoint(TRUNCATE)")
            back_up(path, path.parent / "backups", at=NOON)
    assert Path(f"{path}-wal").stat().st_size > 0
    return confirmed


def set_apart(path: Path, folder: Path) -> Path:
    """Copy a ledger with all that lies beside it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(path.parent, folder)
    return folder / path.name


def flip(path: Path, chance: random.Random, bits: int) -> None:
    torn = bytearray(path.read_bytes())
    for _ in range(bits):
        torn[chance.randrange(len(torn))] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(torn))


def uids(path: Path) -> list[str]:
    with Ledger.open(path, window=True) as ledger:
        assert verify(ledger.file).findings == ()
        return [passage.uid for passage in ledger.passages()]


def test_a_damaged_or_missing_index_of_the_wal_costs_nothing(path: Path, killed: list[str], tmp_path: Path) -> None:
    chance = random.Random(1)
    for _ in range(10):
        copy = set_apart(path, tmp_path / "copy")
        flip(Path(f"{copy}-shm"), chance, bits=50)
        assert set(killed) <= set(uids(copy))
    copy = set_apart(path, tmp_path / "copy")
    Path(f"{copy}-shm").unlink()
    assert set(killed) <= set(uids(copy))


@pytest.mark.parametrize("harm", ["flipped", "cut", "gone"])
def test_passages_that_a_torn_wal_lost_are_missed_at_the_start_and_the_loss_is_told_exactly(
    path: Path, killed: list[str], tmp_path: Path, clock: StandingClock, harm: str
) -> None:
    chance = random.Random(2)
    everyone = uids(set_apart(path, tmp_path / "copy"))
    # The kill may have come between the commit of the last row and its confirmation.
    confirmed = Witness(path).read()
    assert confirmed is not None
    assert len(everyone) - confirmed.place in {0, 1}
    found = 0
    for _ in range(8):
        copy = set_apart(path, tmp_path / "copy")
        wal = Path(f"{copy}-wal")
        if harm == "gone":
            wal.unlink()
        elif harm == "cut":
            wal.write_bytes(wal.read_bytes()[: chance.randrange(wal.stat().st_size)])
        else:
            flip(wal, chance, bits=3)
        try:
            file = open_file(copy, window=True)
            try:
                check_at_start(file)
            finally:
                file.close()
        except WorldFault as fault:
            found += 1
            assert fault.fault is Fault.LEDGER_DAMAGED  # noqa: PT017
            assert "ledger restore" in fault.detail  # noqa: PT017
            restored = restore(copy, [copy.parent / "backups"], now=clock.now)
            there = uids(copy)
            assert there == everyone[: len(there)]
            assert len(there) >= IN_BACKUP
            assert 0 < restored.rows_lost == confirmed.place - len(there)
        else:
            # The harm was in a part that says nothing, such as the room behind the last commit.
            assert set(killed) <= set(uids(copy))
    assert found >= (8 if harm == "gone" else 5)
