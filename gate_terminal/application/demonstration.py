"""A demonstration compound: fictional households, passes, and what happened there since yesterday."""

from __future__ import annotations

import csv
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from gate_terminal.application.bygone import BygoneGate
from gate_terminal.application.clocks import Clock, SystemClock
from gate_terminal.application.founding import found
from gate_terminal.application.office import open_office
from gate_terminal.application.place import Place
from gate_terminal.application.settings import (
    DeviceSettings,
    GateSettings,
    Settings,
    SiteSettings,
    SupervisorSettings,
    read_settings,
)
from gate_terminal.application.supervisor import hash_of_pin
from gate_terminal.devices.simulated import Shown, in_turn
from gate_terminal.domain.faults import Fault, WorldFault, WrongUse
from gate_terminal.domain.moments import civil_day, midnight
from gate_terminal.domain.people import Household, PassRecord, PassStatus
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.temperature import Temperature
from gate_terminal.domain.words import Direction, Site
from gate_terminal.ledger.store import Ledger

PIN = "2580"
SITE_NAME = "君庭湖畔"
SECONDS_SHOWN = 3.0
"""How long the simulated hand holds each card up, and how long it then stays away."""

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN = (
    "伟",
    "芳",
    "娜",
    "秀英",
    "敏",
    "静",
    "强",
    "磊",
    "洋",
    "艳",
    "勇",
    "军",
    "杰",
    "丽",
    "涛",
    "明",
    "超",
    "霞",
    "平",
    "刚",
)
_HOUSEHOLDS = 48
_SEED = 20200207
_SHOPPED_YESTERDAY = 14
_OUT_AND_BACK = 9
_STILL_OUT = 5


@dataclass(frozen=True, slots=True)
class Demonstration:
    """What was set up: the settings, the supervisor's PIN, and what a simulated camera sees in turn."""

    settings: Settings
    pin: str
    shown: Shown


def make_demonstration(place: Place, clock: Clock | None = None) -> Demonstration:
    """Set up the demonstration in `place` anew.

    Only an empty directory or an earlier demonstration is used; anything else raises :class:`WrongUse`.
    """
    clock = clock or SystemClock()
    cleared(place)
    settings = Settings(
        site=SiteSettings(kind=Site.COMPOUND, name=SITE_NAME, practice=True),
        gate=GateSettings(name="东门", lane="1", guard="张建国"),
        devices=DeviceSettings(camera="simulated"),
        supervisor=SupervisorSettings(hash_of_pin(PIN)),
    )
    families, passes = settle(place, settings, clock, _HOUSEHOLDS)
    serials = {family.id: passes[family.id].serial for family in families}
    _live_through(place, settings, families, serials, clock.now())
    texts = [passes[family.id].text for family in _in_the_queue(families)]
    return Demonstration(settings, PIN, in_turn(with_pauses(texts), SECONDS_SHOWN))


def settle(
    place: Place, settings: Settings, clock: Clock, households: int
) -> tuple[list[Household], dict[str, PassRecord]]:
    """Found a terminal with so many fictional households and a pass for each (by the household's id)."""
    found(place, settings, Policy(), clock.now())
    with open_office(place, clock=clock) as office:
        roster = place.root / "households.csv"
        _write_roster(roster, households)
        office.carry_out(office.plan_import(roster), "demonstration")
        families = [sheet.household for sheet in office.register.households()]
        issued = office.issue([family.id for family in families], "office")
    return families, {record.household: record for record in issued}


def issued_passes(place: Place) -> Shown:
    """Return what a simulated camera sees at a terminal of one's own: its valid passes in turn."""
    try:
        with open_office(place) as office:
            texts = [record.text for record in office.book.passes() if record.status is PassStatus.ACTIVE]
    except WorldFault:
        # The window will say what is wrong with the files; the camera just has nothing to show.
        texts = []
    return in_turn(with_pauses(texts), SECONDS_SHOWN)


def with_pauses(texts: Sequence[str]) -> list[str | None]:
    """Return what is held before the camera in turn: each text after an empty hand."""
    return [each for text in texts for each in (None, text)]


def cleared(place: Place) -> None:
    """Empty `place` of an earlier demonstration; anything else in it raises :class:`WrongUse`."""
    if not place.root.exists() or not any(place.root.iterdir()):
        return
    try:
        practice = read_settings(place.settings).site.practice
    except WorldFault:
        practice = False
    if not practice:
        raise WrongUse(f"{place.root} holds something that is no demonstration; choose another directory.")
    # A window that shows it holds the lock; taking its files away would be a fault of ours.
    try:
        Ledger.open(place.ledger, window=True).close()
    except WorldFault as fault:
        if fault.fault is Fault.LEDGER_HELD:
            raise
    shutil.rmtree(place.root)


def _write_roster(path: Path, households: int) -> None:
    chance = random.Random(_SEED)  # noqa: S311 - the same fictional people on every machine
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["住址", "电话", "成员", "网格"])
        for number in range(households):
            building, rest = divmod(number, 12)
            unit, rest = divmod(rest, 6)
            floor, door = divmod(rest, 2)
            surname = chance.choice(_SURNAMES)
            members = [surname + chance.choice(_GIVEN)]
            members += [chance.choice(_SURNAMES) + chance.choice(_GIVEN) for _ in range(chance.randrange(3))]
            phone = f"138{chance.randrange(10**8):08d}"
            rows.writerow(
                [f"{building + 1}-{unit + 1}-{floor + 1}0{door + 1}", phone, ";".join(members), f"{building + 1}"]
            )


def _in_the_queue(families: Sequence[Household]) -> list[Household]:
    """Return who comes to the gate, so that the first few show each of the ordinary answers."""
    shopped = families[:_OUT_AND_BACK]
    out = families[_OUT_AND_BACK : _OUT_AND_BACK + _STILL_OUT]
    fresh = families[_OUT_AND_BACK + _STILL_OUT + _SHOPPED_YESTERDAY :]
    queue = []
    for number in range(_STILL_OUT):
        queue += [fresh[number], out[number], shopped[number]]
    return queue


def _live_through(
    place: Place, settings: Settings, families: Sequence[Household], serials: dict[str, str], now: datetime
) -> None:
    """Record, by the real rule, an afternoon of yesterday and what happened today until half an hour ago."""
    chance = random.Random(_SEED)  # noqa: S311
    today = families[: _OUT_AND_BACK + _STILL_OUT]
    earlier = families[len(today) : len(today) + _SHOPPED_YESTERDAY]
    events: list[tuple[datetime, Household, Direction]] = []
    for number, family in enumerate(earlier):
        left = now - timedelta(hours=23, minutes=-11 * number)
        events += [(left, family, Direction.OUT), (left + timedelta(minutes=47), family, Direction.IN)]
    for number, family in enumerate(today):
        left = max(now - timedelta(minutes=175 - 9 * number), midnight(civil_day(now)) + timedelta(seconds=number))
        events.append((left, family, Direction.OUT))
        back = min(left + timedelta(minutes=38), now - timedelta(minutes=2))
        if number < _OUT_AND_BACK and back > left:
            events.append((back, family, Direction.IN))
    with BygoneGate(place, settings, Policy(), now) as gate:
        for moment, family, direction in sorted(events, key=lambda event: event[0]):
            somebody = gate.somebody(family.id, family.members[0].id, moment, direction)
            reading = Temperature(chance.randrange(361, 369))
            gate.passes(replace(somebody, temperatures=(reading,), serial=serials[family.id]))
