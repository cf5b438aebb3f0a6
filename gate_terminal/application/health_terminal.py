"""Whether one terminal is in order: its directory, settings, rule, camera, ledger, keys, disk and clock."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from gate_terminal.application.drift import measured_at, sentence_of
from gate_terminal.application.health import Finding, note, well, wrong
from gate_terminal.application.health_rights import rights
from gate_terminal.application.place import Place
from gate_terminal.application.policy_book import PolicyBook, last_in_force
from gate_terminal.application.settings import DeviceSettings, Settings, read_settings
from gate_terminal.credentials.lists import ListRefused
from gate_terminal.credentials.store import ListStore
from gate_terminal.credentials.trust import ListNote
from gate_terminal.devices.cameras import FoundCamera, list_cameras
from gate_terminal.domain.counting import counted
from gate_terminal.domain.drift import RUN
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.moments import site_moment, was_set_back
from gate_terminal.domain.policy import SHIPPED_POLICY, version
from gate_terminal.ledger.file import open_file
from gate_terminal.ledger.starting import check_at_start
from gate_terminal.ledger.store import Ledger

LEAST_ROOM = 500_000_000
"""Bytes: less than this on the disk is told; a day at a busy gate needs some megabytes."""

_NOTES = {
    ListNote.LIST_STALE: (
        "A signed list is past its next update: the gate does not know what was revoked since.",
        "Run gate-terminal passes publish in the office and bring the new list to the gate.",
    ),
    ListNote.LIST_DAMAGED: (
        "The file of a signed list is damaged; the one before it is in use.",
        "Bring the list anew from the office.",
    ),
    ListNote.STATUS_MISSING: (
        "There is no status list: neither revoked nor unissued passes can be told.",
        "Run gate-terminal passes publish in the office and bring the list to the gate.",
    ),
    ListNote.LIST_KEY_REVOKED: (
        "The key that signed the status list has been revoked since.",
        "Bring a status list under the new key from the office.",
    ),
}


def terminal_findings(place: Place, now: datetime) -> Iterator[Finding]:
    """Yield what can be said of the terminal in `place` at the moment `now` (aware)."""
    if not place.settings.exists():
        yield wrong("Data directory", f"No terminal is set up in {place.root}.", "Run: gate-terminal init.")
        return
    yield from data_directory(place)
    yield from rights(place)
    yield disk(place)
    yield policy(place, now)
    try:
        settings = read_settings(place.settings)
    except WorldFault as fault:
        yield wrong("Settings", fault.detail, f"Correct {place.settings}, or set up a new terminal beside it.")
    else:
        yield _settings(settings)
        yield camera(settings.devices, list_cameras())
        yield thermometer(settings.devices)
        yield from readings(place, settings, now)
    yield from ledger_and_clock(place, now)
    yield from signed_lists(place, now)


def data_directory(place: Place) -> Iterator[Finding]:
    """See whether the directory can be written to."""
    part = "Data directory"
    try:
        with tempfile.TemporaryFile(dir=place.root):
            pass
    except OSError as problem:
        says = f"{place.root} cannot be written to: {problem.strerror or problem}."
        yield wrong(part, says, "Give this user the right to write there.")
    else:
        yield well(part, str(place.root))


def disk(place: Place) -> Finding:
    """See how much room the disk has."""
    free = shutil.disk_usage(place.root).free
    says = f"{free / 1e9:.1f} GB free"
    if free < LEAST_ROOM:
        return wrong("Disk", f"Only {says}.", "Make room: a full disk stops the gate.")
    return well("Disk", says)


def policy(place: Place, now: datetime) -> Finding:
    """See whether every rule that is laid down can be read, and which is in force."""
    try:
        with Ledger.open(place.ledger, window=False) as ledger:
            return _rule(PolicyBook(place, ledger), now)
    except WorldFault:
        # What is wrong with the ledger is told of the ledger.
        return _rule(PolicyBook(place), now)


def _rule(book: PolicyBook, now: datetime) -> Finding:
    for entry in book.entries():
        if entry.trouble:
            return wrong("Rule", entry.trouble, f"Correct {entry.path}.")
    rule = book.at(now)
    every = "every day" if rule.interval_days == 1 else f"every {rule.interval_days} days"
    return well("Rule", f"version {version(rule)}, {rule.basis.value}, {every}")


def _settings(settings: Settings) -> Finding:
    site, gate = settings.site, settings.gate
    says = f"{site.name or 'without a name'} ({site.kind.value}), gate {gate.name}, lane {gate.lane}"
    if site.practice:
        return note("Settings", f"{says}: for practice, its passes open no real gate")
    if not settings.supervisor.pin_hash:
        return note("Settings", f"{says}; no supervisor's PIN is set, so nobody can decide what is held.")
    return well("Settings", says)


def camera(devices: DeviceSettings, found: list[FoundCamera]) -> Finding:
    """See whether the camera of the settings is there; it is not opened, a window may be using it."""
    source = devices.camera
    there = ", ".join(f"{one.index} {one.name}" for one in found) or "none"
    if source == "simulated":
        return note("Camera", "simulated: it sees no real pass")
    if "://" in source:
        return note("Camera", f"{source} is asked for pictures when the window opens")
    if _is_there(source, found):
        return well("Camera", f"{source}; cameras found: {there}")
    if not sys.platform.startswith("linux"):
        return note("Camera", f"{source} is looked for when the window opens")
    return wrong(
        "Camera",
        f"There is no camera {source}; cameras found: {there}.",
        "Plug it in, or name another one in the settings ([devices] camera).",
    )


def _is_there(source: str, found: list[FoundCamera]) -> bool:
    if source.isdecimal():
        return any(one.index == int(source) for one in found) or Path(f"/dev/video{source}").exists()
    return Path(source).exists() or any(source.casefold() in one.name.casefold() for one in found)


def thermometer(devices: DeviceSettings) -> Finding:
    """See whether the thermometer of the settings is there."""
    kind, _, path = devices.thermometer.partition(":")
    if kind == "keypad":
        return well("Thermometer", "keypad: the guard types what it shows")
    if kind == "simulated":
        return note("Thermometer", "simulated: it measures nobody")
    if kind == "serial" and (Path(path).exists() or os.name != "posix"):
        return well("Thermometer", devices.thermometer)
    return wrong(
        "Thermometer",
        f"There is no thermometer {devices.thermometer}.",
        "Plug it in, or name another one in the settings ([devices] thermometer): the keypad always works.",
    )


def readings(place: Place, settings: Settings, now: datetime) -> Iterator[Finding]:
    """See whether what was measured at this gate today tells of a thermometer that drifts."""
    gate = settings.gate
    try:
        with Ledger.open(place.ledger, window=False) as ledger:
            floor = (last_in_force(ledger) or SHIPPED_POLICY).temperature_floor
            found = measured_at(ledger, gate.name, gate.lane, now, floor)
    except (WorldFault, WrongUse):
        # What is wrong with the ledger is told of the ledger.
        return
    if found.drift is not None:
        yield note("Readings", sentence_of(found.drift), "Change the thermometer, or its batteries.")
    elif found.median is not None:
        yield well("Readings", f"a median of {found.median // 10}.{found.median % 10} over the last {RUN}")


def ledger_and_clock(place: Place, now: datetime) -> Iterator[Finding]:
    """Open the ledger, check what a start has time for, and compare the clock with its last record."""
    try:
        file = open_file(place.ledger, window=False)
        try:
            checked = check_at_start(file)
            latest = Ledger(file).latest_moment()
        finally:
            file.close()
    except WorldFault as fault:
        yield wrong(
            "Ledger", fault.detail, _REPAIRS.get(fault.fault, "See whether the disk and the file are in order.")
        )
        return
    extent = "the whole chain holds" if checked.whole_chain else "the chain holds since the last checkpoint"
    for sentence in checked.mended:
        yield note("Ledger", f"{sentence} What a start can put back has been put back, and stands in the chain.")
    if checked.rebuilt:
        yield note("Ledger", f"{extent}; what is derived from it was wrong and has been derived anew")
    else:
        yield well("Ledger", f"{counted(checked.rows, 'row')} looked at, {extent}")
    yield clock(now, latest, "the last record", may_vouch=True)


_REPAIRS = {
    Fault.LEDGER_DAMAGED: "Close the window and run: gate-terminal ledger restore.",
    Fault.LEDGER_BUSY: "Close the other program, or try again in a moment.",
    Fault.LEDGER_NEWER: "Install the newer program that wrote it.",
    Fault.LEDGER_FULL: "Make room on the disk.",
    Fault.LEDGER_READ_ONLY: "Give this user the right to write to the file and its directory.",
    Fault.NOT_SET_UP: "Run gate-terminal ledger restore if there was one; else set up the terminal anew.",
}


def clock(now: datetime, mark: datetime | None, of_what: str, *, may_vouch: bool) -> Finding:
    """See whether the clock stands before something that has happened already."""
    here = f"{site_moment(now):%Y-%m-%d %H:%M} at the site"
    if mark is None or not was_set_back(now, mark):
        return well("Clock", here)
    vouch = " If it is right: gate-terminal clock trust --reason TEXT." if may_vouch else ""
    says = f"The clock says {here}, but {of_what} is of {site_moment(mark):%Y-%m-%d %H:%M}."
    return wrong("Clock", says, f"Set the computer's clock.{vouch}")


def signed_lists(place: Place, now: datetime) -> Iterator[Finding]:
    """See which lists the gate believes, and whether they are whole and of today."""
    part = "Signed lists"
    store = ListStore(place.lists)
    try:
        trust = store.trust()
        keys, status = store.key_list(), store.status_list()
    except (WorldFault, ListRefused) as problem:
        yield wrong(part, str(problem), "Bring the key list anew from the office.")
        return
    if keys is None:
        yield wrong(part, "There is no key list: no pass can be trusted.", "Bring the key list from the office.")
        return
    notes = trust.notes(now)
    for one in sorted(notes):
        says, do = _NOTES[one]
        yield wrong(part, says, do)
    newest = max(keys.issued, status.issued) if status is not None else keys.issued
    if was_set_back(now, newest):
        yield clock(now, newest, "a signed list", may_vouch=False)
    if not notes:
        until = min(one.next_update for one in trust.lists)
        yield well(
            part, f"key list {keys.sequence}, status list {status.sequence if status else '-'}, until {until:%F}"
        )
