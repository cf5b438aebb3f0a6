"""Whoever writes the compound's own name before an address means the same household, wherever it is typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gate_terminal.__main__ import main
from gate_terminal.application.cards import Wanted, serials_of
from gate_terminal.application.office import open_office
from gate_terminal.application.paperwork import PassFilter, issue_to_guest, listed_passes, look_up
from gate_terminal.application.registrar import Registrar
from gate_terminal.application.screen.asks import ReadText
from gate_terminal.application.screen.events import PassRead
from gate_terminal.domain.people import PassKind
from gate_terminal.register.changes import Edit

from .conftest import Compound

WRITTEN = "鄂州市君庭湖畔小区3号楼2单元501室"
HOME = "3-2-501"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(compound: Compound, capsys: pytest.CaptureFixture[str]) -> Run:
    def runs(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([*arguments, "--data", str(compound.place.root)])
        told = capsys.readouterr()
        return int(ended.value.code or 0), told.out, told.err

    return runs


def test_at_the_gate_it_identifies_the_household(registrar: Registrar) -> None:
    answer = next(registrar.carry_out(ReadText(WRITTEN, no_pass=True), 7))
    assert isinstance(answer, PassRead)
    assert answer.visit.label == HOME


@pytest.mark.parametrize(
    "words",
    [
        ("households", "show", WRITTEN),
        ("households", "list", "--search", WRITTEN),
        ("passes", "list", "--household", WRITTEN),
        ("passages", "export", "--household", WRITTEN, "--reason", "police", "--out", "-"),
    ],
)
def test_every_command_that_takes_an_address_takes_it(run: Run, words: tuple[str, ...]) -> None:
    code, out, err = run(*words)
    assert (code, WRITTEN in err) == (0, False), out + err


def test_a_pass_is_issued_and_printed_for_it(compound: Compound) -> None:
    with open_office(compound.place, passphrase="a passphrase") as office:
        (household,) = [sheet.household.id for sheet in office.register.households() if sheet.household.address == HOME]
        (record,) = office.issue([household], "office")
        assert office.find(WRITTEN) is not None
        assert record.serial in [one.serial for one in listed_passes(office, PassFilter(WRITTEN), 9)]
        assert [one.address for one in look_up(office, WRITTEN, 9).households] == [HOME]
        assert serials_of(office, Wanted(addresses=(WRITTEN,))) == (record.serial,)
        guest = issue_to_guest(office, "老周", WRITTEN, "office", PassKind.VISITOR, None)
    assert guest.address == HOME


def test_what_is_entered_and_edited_by_hand_bears_the_short_address(compound: Compound) -> None:
    with open_office(compound.place, passphrase="a passphrase") as office:
        new = office.register.enter("君庭湖畔9号楼1单元101", ["赵六"], "office", "moved in")
        entered = office.register.household(new)
        assert entered is not None
        assert entered.address == "9-1-101"
        office.register.edit(new, Edit(address="君庭湖畔 9-1-102"), "office", "wrong door")
        edited = office.register.household(new)
        assert edited is not None
        assert edited.address == "9-1-102"


def test_where_the_settings_cannot_be_read_the_records_are_shown_all_the_same(compound: Compound, run: Run) -> None:
    compound.place.settings.write_text("torn = [", encoding="utf-8")
    code, out, _ = run("passages", "list", "--household", HOME, "--reason", "police")
    assert (code, out) == (1, "No passages.\n")
