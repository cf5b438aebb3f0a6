"""An erasure that a power cut stopped after any of its steps is taken up again, in every byte of the file."""

from __future__ import annotations

import random
import re
import secrets
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from gate_terminal.application.keeping import erase_due
from gate_terminal.application.office import Office, open_office
from gate_terminal.application.place import Place
from gate_terminal.application.retention import DailyErasure, Erasure
from gate_terminal.domain.people import PassKind
from gate_terminal.ledger.backup import back_up
from gate_terminal.ledger.chain import verify
from gate_terminal.ledger.restore import restore
from gate_terminal.ledger.retention import IdentityErasure
from gate_terminal.ledger.rows import EventKind

from .conftest import PASSPHRASE, HandClock
from .test_retention import DAY, pass_by

_MARKED = rb"(?:NAME|SERIAL)\d{6}"


def marked_bytes(place: Place) -> set[bytes]:
    """Return which of the marked names and serials are in any byte of the ledger file and its WAL."""
    files = place.root.glob(f"{place.ledger.name}*")
    return {found for path in files for found in re.findall(_MARKED, path.read_bytes())}


def fill(office: Office, clock: HandClock, chance: random.Random) -> set[bytes]:
    """Enter households, let each go out once and most of them move out; return what is to stay."""
    homes = []
    for number in range(300):
        name = f"NAME{number:06d}"
        home = office.register.enter(f"{number + 10}-1-101", [name], "office", "new")
        homes.append((home, name.encode()))
    for number, (home, _) in enumerate(homes):
        pass_by(office, f"{number + 10}-1-101", clock, serial=f"SERIAL{number:06d}")
        office.issue([home], "office", kind=PassKind.RESIDENT)
    gone = chance.sample(homes, 200)
    for home, _ in gone:
        office.register.move_out(home, "office", "moved")
    return {name for home, name in homes if (home, name) not in gone}


def after_a_power_cut(place: Place, directory: Path) -> Place:
    """Return the terminal as the disk shows it now: what is open is not closed first."""
    return Place(Path(shutil.copytree(place.root, directory)))


@pytest.mark.parametrize("seed", [3, 11])
def test_an_erasure_that_was_stopped_after_any_step_is_taken_up_again(
    place: Place, clock: HandClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    chance = random.Random(seed)
    real = secrets.token_hex
    monkeypatch.setattr(secrets, "token_hex", lambda count=None: chance.randbytes(count or 16).hex())
    stopped = []
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        office.ledger.file.conn.execute("PRAGMA synchronous=OFF")
        stays = fill(office, clock, chance)
        monkeypatch.setattr(secrets, "token_hex", real)
        clock.forward(days=29)
        erasure = Erasure(office.ledger, days=28, now=clock.now(), who="retention")
        while erasure.step():
            stopped.append(after_a_power_cut(place, tmp_path / f"{len(stopped)}"))
    lingering = 0
    for number, one in enumerate(stopped):
        with open_office(one, clock=clock, passphrase=PASSPHRASE) as office:
            nothing_due = not Erasure(office.ledger, days=28, now=clock.now(), who="").due().rows
            lingering += nothing_due and marked_bytes(one) != stays
            if number % 2:
                erase_due(office, "clerk")
            else:
                daily = DailyErasure(office.ledger, clock, 28)
                while not daily.idle():
                    pass
            # While the file is still open: its end would take the WAL away.
            assert marked_bytes(one) == stays, f"stopped after step {number + 1}"
            assert verify(office.ledger.file).whole
            assert not Erasure(office.ledger, days=28, now=clock.now(), who="").due().unfinished
    assert lingering, "nothing was found that the next erasure had to take up"


def test_what_the_wal_still_held_when_the_program_ended_is_cut_off_at_the_next_idle_moment(
    place: Place, office: Office, clock: HandClock, tmp_path: Path
) -> None:
    pass_by(office, "3-2-501", clock, serial="SERIAL000001")
    clock.forward(days=29)
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as reader:
        reader.ledger.file.conn.execute("BEGIN").execute("SELECT count(*) FROM passages").fetchone()
        erase_due(office, "clerk")
        cut = after_a_power_cut(place, tmp_path / "cut")
        reader.ledger.file.conn.execute("ROLLBACK")
    assert marked_bytes(cut) == {b"SERIAL000001"}
    by_command = after_a_power_cut(cut, tmp_path / "by_command")
    with open_office(cut, clock=clock, passphrase=PASSPHRASE) as again:
        DailyErasure(again.ledger, clock, 28).idle()
        assert marked_bytes(cut) == set()
    with open_office(by_command, clock=clock, passphrase=PASSPHRASE) as again:
        assert erase_due(again, "clerk").rows == 0
        assert marked_bytes(by_command) == set()


def test_an_erasure_of_which_a_fever_case_kept_the_rest_still_comes_to_its_end(
    office: Office, clock: HandClock
) -> None:
    uids = set()
    for _ in range(6):
        uids.add(pass_by(office, "3-2-501", clock).uid)
        clock.forward(minutes=5)
    clock.forward(days=29)
    before = clock.now() - timedelta(days=28)
    assert IdentityErasure(office.ledger, before, clock.now()).step(2)
    kept = IdentityErasure(office.ledger, before, clock.now(), keep=uids)
    assert (kept.due, kept.unfinished) == (0, True)
    assert not kept.step()
    assert [event.detail.get("passages") for event in office.ledger.events(EventKind.ERASURE)] == [None, 0]
    assert not IdentityErasure(office.ledger, before, clock.now(), keep=uids).unfinished
    assert IdentityErasure(office.ledger, before + DAY, clock.now()).passages_due == 4
    assert verify(office.ledger.file).whole


@pytest.mark.parametrize("all_is_lost", [True, False])
def test_who_came_back_with_an_old_backup_is_forgotten_again_by_the_next_erasure(
    place: Place, clock: HandClock, *, all_is_lost: bool
) -> None:
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        pass_by(office, "3-2-501", clock, serial="SERIAL000001")
        office.register.move_out(pass_by(office, "3-2-502", clock).party, "office", "told by NAME000001")
        back_up(place.ledger, place.backups, at=clock.now())
        clock.forward(days=29)
        assert erase_due(office, "clerk").passages == 2
        assert not Erasure(office.ledger, days=28, now=clock.now(), who="").due().rows
    if all_is_lost:
        place.ledger.write_bytes(bytes(4096))
    else:
        damage = place.ledger.read_bytes().replace(b"east", b"w\0st", 1)
        place.ledger.write_bytes(damage)
    restore(place.ledger, [place.backups], now=clock.now)
    for path in place.root.glob(f"{place.ledger.name}.damaged-*"):
        path.unlink()
    assert b"SERIAL000001" in marked_bytes(place)
    with open_office(place, clock=clock, passphrase=PASSPHRASE) as office:
        daily = DailyErasure(office.ledger, clock, 28)
        clock.forward(hours=25)
        while not daily.idle():
            pass
        assert marked_bytes(place) == set()
        assert verify(office.ledger.file).whole
        assert office.register.count() == 2
