"""A register of ten times the size costs the office's pages hardly more, counted in steps of the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest

from gate_terminal.application.cards import Stack, Wanted, cards_of
from gate_terminal.application.founding import found
from gate_terminal.application.office import Office, open_office
from gate_terminal.application.paperwork import PassFilter, dossier, issue_in_parts, listed_passes, look_up
from gate_terminal.application.place import Place
from gate_terminal.application.settings import Settings
from gate_terminal.domain.moments import SITE_ZONE
from gate_terminal.domain.people import PassStatus
from gate_terminal.domain.policy import Policy
from gate_terminal.domain.words import Language

SMALL, LARGE = 400, 4000
LISTED = 50


@dataclass(frozen=True)
class Compound:
    place: Place
    households: int


def compound_of(households: int, place: Place) -> Compound:
    found(place, Settings(), Policy(), datetime.now(SITE_ZONE))
    lines = ["住址,电话,成员"]
    for number in range(households):
        building, rest = divmod(number, 100)
        lines.append(f"{building + 1}-{rest // 50 + 1}-{rest % 50 + 101},138{number:08d},张三;李{number}")
    roster = place.root / "roster.csv"
    roster.write_text("\n".join(lines), "utf-8")
    with open_office(place) as office:
        office.carry_out(office.plan_import(roster), "office")
        issue_in_parts(office, "office", until=None, progress=lambda _done, _of: None, cancelled=lambda: False)
    return Compound(place, households)


@pytest.fixture(scope="module")
def compounds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Compound, Compound]:
    """A small compound and one of ten times as many households, all with passes."""
    there = tmp_path_factory.mktemp("scale")
    return compound_of(SMALL, Place(there / "small")), compound_of(LARGE, Place(there / "large"))


def steps_of(compound: Compound, ask: Callable[[Office], object]) -> int:
    """Return how many hundreds of steps SQLite takes for what `ask` asks."""
    with open_office(compound.place) as office:
        ask(office)  # statements are prepared once
        taken = 0

        def count() -> int:
            nonlocal taken
            taken += 1
            return 0

        connection = office.register._db.conn
        connection.set_progress_handler(count, 100)
        ask(office)
        connection.set_progress_handler(None, 0)
    return taken


def stack(office: Office) -> Stack:
    """Return the cards of all passes, as a page holds them; those of a small compound where that is enough."""
    serials = office.ledger.file.execute("SELECT serial FROM passes ORDER BY serial LIMIT 400")
    return Stack("君庭湖畔", Language.ZH, tuple(serial for (serial,) in serials), block_only=False)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda office: look_up(office, "3-1", LISTED), id="an address half typed"),
        pytest.param(lambda office: look_up(office, "zs", LISTED), id="initials that everybody has"),
        pytest.param(lambda office: look_up(office, "张三", LISTED), id="a name that everybody has"),
        pytest.param(lambda office: look_up(office, "1380000", LISTED), id="the beginning of every phone"),
        pytest.param(lambda office: look_up(office, "0042", LISTED), id="the end of a phone"),
        pytest.param(lambda office: look_up(office, "qqq", LISTED), id="what nobody has"),
        pytest.param(lambda office: list(office.register.households(limit=LISTED)), id="the first households"),
        pytest.param(lambda office: dossier(office, look_up(office, "2-1-110", 1).households[0].id), id="a household"),
        pytest.param(lambda office: listed_passes(office, PassFilter(), LISTED), id="the latest passes"),
        pytest.param(
            lambda office: listed_passes(office, PassFilter(status=PassStatus.ACTIVE), LISTED),
            id="the latest valid",
        ),
        pytest.param(lambda office: cards_of(office, Wanted(building="3"), block_only=False), id="a building's cards"),
        pytest.param(
            lambda office: cards_of(office, Wanted(addresses=("2-1-110",)), block_only=False), id="a household's card"
        ),
        pytest.param(lambda office: stack(office).sheet(office, 12), id="a sheet of all cards"),
    ],
)
def test_looking_does_not_grow_with_the_register(
    compounds: tuple[Compound, Compound], ask: Callable[[Office], object]
) -> None:
    small, large = (steps_of(compound, ask) for compound in compounds)
    assert large < 2 * small + 20


def test_the_measure_sees_what_does_grow(compounds: tuple[Compound, Compound]) -> None:
    small, large = (steps_of(compound, lambda office: list(office.register.households())) for compound in compounds)
    assert large > 5 * small
